// Shape of the Suture language. The grammar takes more than is legal (any item in any body, any
// expression where a condition is wanted): compiler/check says in words what does not fit.
// Every declaration starts with a keyword of its own, so that the parser recovers at the next one.
parser grammar SutureParser;

options { tokenVocab = SutureLexer; }

file : declaration* EOF ;

declaration
  : registryDecl | useDecl | extendDecl | indexDecl | eventDecl | phaseDecl | sectionDecl
  | choiceDecl | systemDecl | codesDecl | kindDecl | labDecl | documentDecl | headingDecl | phrasesDecl
  | recordDecl | readingDecl | defineDecl | fieldDecl | findingDecl | letDecl | extractDecl | rowsDecl
  | groupDecl | checkDecl | completeDecl | episodesDecl | preferDecl | absentDecl | instructionsDecl
  | slotsDecl | testDecl | assignDecl
  ;

// ---- the file and its frame ------------------------------------------------------------------

registryDecl : REGISTRY_ qualifiedName label=STRING? ( VERSION_ version=STRING )? LBRACE registryItem* RBRACE ;
registryItem
  : STEWARD_ STRING                                          # registrySteward
  | REVISES_ STRING                                          # registryRevises
  | effective                                                # registryEffective
  | VERSIONS_ BY_ expr                                       # registryVersionsBy
  | MONTHS_ROUND_ ROUND_ direction=( DOWN_ | UP_ )           # registryMonthsRound
  | absentDecl                                               # registryAbsent
  ;
effective : EFFECTIVE_ date ( UNTIL_ date )? ;
useDecl : USE_ qualifiedName ;
extendDecl : EXTEND_ qualifiedName ( FROM_ STRING )? LBRACE declaration* RBRACE ;
indexDecl : INDEX_ which=( FIRST_ | LAST_ | EACH_ ) name COLON narrowed ;
eventDecl : EVENT_ name EQ expr ;
phaseDecl : PHASE_ name EQ window ;
sectionDecl : SECTION_ label=STRING phaseRef? LBRACE declaration* RBRACE ;
phaseRef : PHASE_ name ;

// ---- lists, codes, record kinds --------------------------------------------------------------

choiceDecl : CHOICE_ name orderedBy? LBRACE choiceEntry* RBRACE ;
orderedBy : ORDERED_ name ( GT name )+ ;
choiceEntry
  : name ( EQ submittedCode )? guidance=STRING? effective? ( COMMA | SEMICOLON )?   # choiceMember
  | EXCLUSIVE_ LBRACE nameList RBRACE ( COMMA | SEMICOLON )?          # choiceExclusive
  | ALONE_ LBRACE nameList RBRACE ( COMMA | SEMICOLON )?              # choiceAlone
  ;
submittedCode : STRING | code | system=ID code ;

systemDecl : SYSTEM_ system=ID openness=ID? URI_ STRING ( COMMA STRING )* ;
codesDecl : CODES_ name label=STRING? LBRACE codesLine* RBRACE ;
codesLine
  : IMPORT_ STRING SEMICOLON?                                          # codesImport
  | INCLUDE_ nameList SEMICOLON?                                       # codesInclude
  | EXCEPT_ nameList SEMICOLON?                                        # codesExcept
  | codeLine                                                           # codesCodes
  ;
codeLine : system=ID codeRange ( COMMA codeRange )* ( EXCEPT_ codeRange ( COMMA codeRange )* )? effective? SEMICOLON? ;
codeRange : low=code ( DOTDOT high=code )? ;
// Codes of many systems share no shape: the token filter joins the pieces that touch (E11.9, 2160-0).
code : CODE | ID | NUMBER | DATE_LIT | UNIT ;

kindDecl : KIND_ kindName label=STRING? LBRACE kindItem* RBRACE ;
// Two words stand on one line, so that a name on the next line may start something of its own.
kindName : firstWord ( { _input->LT(-1)->getLine() == _input->LT(1)->getLine() }? secondWord )? ;
firstWord : name | LAB_ ;
secondWord : name | GIVEN_ ;
kindItem
  : attributeName COLON type identifies=IDENTIFIER_? SEMICOLON?        # kindAttribute
  | AT_ attributeName SEMICOLON?                                       # kindAt
  | VALUE_ attributeName SEMICOLON?                                    # kindValue
  | VALID_ WHEN_ expr SEMICOLON?                                       # kindValid
  | FROM_ resource=name ( EACH_ path )? ( WHEN_ expr )? LBRACE kindBinding* RBRACE   # kindFrom
  ;
kindBinding : attributeName EQ bindingPath ( BAR bindingPath )* SEMICOLON? ;
bindingPath : path ( ARROW resource=name DOT path )? | STRING ;
path : pathStep ( DOT pathStep )* ;
pathStep : ( pathWord | CARET ) ( LPAREN STRING RPAREN )? ;
// Element names of the record's standard may be any word.
pathWord : attributeName | USE_ | FOR_ | WHEN_ | GROUP_ | TEST_ | ANSWER_ | INSTRUCTIONS_ | COUNT_ | REVIEW_ ;

labDecl : LAB_ name ( IN_ unit )? label=STRING? ( EQ expr DRAWN_ TOGETHER_ )? ( LBRACE labItem* RBRACE )? ;
labItem
  : MOLAR_ MASS_ quantity SEMICOLON?                                   # labMolarMass
  | quantity EQ quantity SEMICOLON?                                    # labConversion
  | SPELLED_ STRING ( COMMA STRING )* SEMICOLON?                       # labSpelled
  | range SEMICOLON?                                                   # labRange
  | FROM_ kindName SEMICOLON?                                          # labFrom
  | codeLine                                                           # labCodes
  ;
documentDecl : DOCUMENT_ name label=STRING? LBRACE documentItem* RBRACE ;
documentItem
  : SPELLED_ STRING ( COMMA STRING )* SEMICOLON?                       # documentSpelled
  | codeLine                                                           # documentCodes
  ;
headingDecl : HEADING_ STRING LBRACE STRING ( COMMA STRING )* COMMA? RBRACE ;
phrasesDecl : PHRASES_ name LBRACE STRING ( COMMA STRING )* COMMA? RBRACE ;
recordDecl : RECORD_ name LBRACE recordCell* RBRACE ;
recordCell : attributeName ( COMMA attributeName )* COLON type range? guidance=STRING? SEMICOLON? ;
readingDecl : READING_ name COLON type LBRACE readingItem* RBRACE effective? ;
readingItem
  : RANGE_ how=( MEAN_ | LOWEST_ | HIGHEST_ ) SEMICOLON?               # readingRange
  | WORDS_ STRING ( COMMA STRING )* signedLiteral SEMICOLON?                 # readingWords
  | BELOW_ NEXT_ LOWER_ SEMICOLON?                                     # readingBelow
  | MISSING_ MONTH_ month=NUMBER COMMA DAY_ day=NUMBER SEMICOLON?      # readingMissing
  | rounding SEMICOLON?                                                # readingRounding
  ;
preferDecl : PREFER_ name ( OVER_ name )+ ;
completeDecl : COMPLETE_ ( name COLON )? kindName ( COMMA kindName )* window? ( WHEN_ expr )? ;
episodesDecl : EPISODES_ name LBRACE episodesItem* RBRACE ;
episodesItem
  : OPENS_ narrowed SEMICOLON?                                         # episodesOpens
  | CLOSES_ narrowed SEMICOLON?                                        # episodesCloses
  | SEEN_ narrowed COMMA? AT_ MOST_ quantity APART_ SEMICOLON?         # episodesSeen
  | NO_ END_ ARROW narrowed SEMICOLON?                                 # episodesNoEnd
  ;
absentDecl : ABSENT_ LBRACE absenceMapping* RBRACE ;
absenceMapping : absenceReason ARROW ( BLANK_ | name ) ( SEMICOLON | COMMA )? ;
absenceReason
  : NOT_ DOCUMENTED_ | DOCUMENTED_ UNKNOWN_ | NOT_ APPLICABLE_ | NOT_ COLLECTED_ | CONFLICTING_
  | UNREADABLE_ | STEP_ FAILED_
  ;
instructionsDecl : INSTRUCTIONS_ textBlock ;
slotsDecl : SLOTS_ UNIT NUMBER ( COMMA MORE_ name )? ;

// ---- types -----------------------------------------------------------------------------------

type : baseType QUESTION? ;
baseType
  : CHOICE_ orderedBy? LBRACE choiceEntry* RBRACE                      # typeInlineChoice
  | number=( INTEGER_ | DECIMAL_ ) unit? rounding?                     # typeNumber
  | DURATION_ unit?                                                    # typeDuration
  | word=( DATE_ | TIME_ | DATETIME_ | PERIOD_ | TRUTH_ )                      # typeSimple
  | TEXT_ ( AT_ MOST_ NUMBER )?                                        # typeText
  | CODES_                                                             # typeCodes
  | SET_ OF_ name                                                      # typeSet
  | LIST_ OF_ name                                                     # typeList
  | REFS_ TO_ name                                                     # typeRefs
  | unit                                                               # typeUnit
  | name                                                               # typeNamed
  ;
rounding : ( TRUNCATE_ | ROUND_ )? TO_ NUMBER ;
range : RANGE_ bounds ( USUAL_ bounds )? ;
bounds : signedQuantity DOTDOT signedQuantity ;
unit : UNIT | PERCENT ;

// ---- fields and their steps ------------------------------------------------------------------

fieldDecl : FIELD_ name label=STRING? ( ID_ ( NUMBER | STRING ) )? COLON type range? phaseRef? LBRACE fieldItem* RBRACE ;
findingDecl : FINDING_ name COLON type range? LBRACE fieldItem* RBRACE ;
letDecl : LET_ name EQ expr ;
fieldItem
  : DEFINE_ textBlock                                                  # itemDefinition
  | APPLIES_ WHEN_ expr                                                # itemApplies
  | RESOLVE_ how=( FIRST_ | AGREE_ | HIGHEST_ | LOWEST_ | COLLECT_ )   # itemResolve
  | effective                                                          # itemEffective
  | WAS_ STRING                                                        # itemWas
  | phaseRef                                                           # itemPhase
  | TICK_ tickId label=STRING? WHEN_ absenceReason                     # itemTick
  | absentDecl                                                         # itemAbsent
  | letDecl                                                            # itemLet
  | instructionsDecl                                                   # itemInstructions
  | assignDecl                                                         # itemAssign
  | RULE_ stepName=stepWord answer WHEN_ expr because? effective?      # stepRule
  | HINT_ RULE_? stepName=stepWord answer WHEN_ expr because? effective?   # stepHint
  | TABLE_ stepName=stepWord hitPolicy LBRACE tableHeader tableRow* tableWhere? RBRACE because? effective?   # stepTable
  | TAKE_ ( stepName=stepWord COLON )? REVEAL_? expr because? effective?        # stepTake
  | ASK_ stepName=stepWord usingRoles? askBody effective?                  # stepAsk
  | OTHERWISE_ answer ( WHEN_ expr )? ( EVEN_ IF_ UNSETTLED_ )? because? effective?   # stepOtherwise
  ;
// `over` opens nothing where a step is named: `rule over Yes when …`.
stepWord : name | OVER_ ;
tickId : NUMBER | STRING | name ;
answer : REVIEW_ | ABSENT_ absenceReason? | expr ;
because : BECAUSE_ STRING ;

hitPolicy : FIRST_ | UNIQUE_ | ANY_ | COLLECT_ | PRIORITY_ ;
tableHeader : name ( BAR name )* BARS name ;
tableRow : cell ( BAR cell )* BARS rowAnswer ;
cell : MINUS | cellTest ( COMMA cellTest )* ;
cellTest : UNKNOWN_ | op=( EQ | NE | LT | LE | GT | GE )? low=cellValue ( DOTDOT high=cellValue )? ;
cellValue : signedLiteral | name | NO_ ;
// A unit would have to end at the line; an answer with a unit stands in parentheses.
rowAnswer : MINUS? NUMBER | STRING | DATE_LIT | name | NO_ | REVIEW_ | ABSENT_ absenceReason? | LPAREN expr RPAREN ;
tableWhere : WHERE_ tableInput+ ;
tableInput : name EQ expr ;

askBody : LBRACE ( askItem SEMICOLON? )* RBRACE ;
askItem
  : READ_ readScope                                                    # askRead
  | CUES_ STRING ( COMMA STRING )*                                     # askCues
  | AT_ MOST_ NUMBER TOKENS_                                           # askTokens
  | REASON_ FIRST_                                                     # askReasonFirst
  | EXAMPLE_ STRING IS_ answer because?                                # askExample
  | SAMPLES_ count=NUMBER ( AGREE_ agree=NUMBER )?                     # askSamples
  | ACCEPT_ WHEN_ CONFIDENCE_ GE NUMBER                                # askAccept
  | CITE_ ( EXACT_ | REASON_ )                                         # askCite
  | CHECK_ AGAINST_ stepWord                                           # askCheckAgainst
  | SAME_ WHEN_ attributeName ( COMMA attributeName )* ( WITHIN_ quantity )?           # extractSame
  | MERGE_ merge ( COMMA merge )*                                      # extractMerge
  | textBlock                                                          # askText
  ;
merge : attributeName how=( HIGHEST_ | LOWEST_ | EARLIEST_ | LATEST_ | ALL_ ) ;
readScope : documents=nameList NOTES_ ( BY_ by=nameList )? ( SECTION_ STRING ( COMMA STRING )* )?
            ( WRITTEN_ written=window )? ( COMMA? FOR_ WHAT_ WAS_ TRUE_ trueWhen=window )? ;
usingRoles : USING_ name ( AND_ name )* ;
extractDecl : EXTRACT_ name COLON AT_ MOST_ NUMBER recordName usingRoles? askBody ;
// A short record name may have been taken for a unit, standing after a number.
recordName : name | UNIT ;
rowsDecl : ROWS_ name FROM_ narrowed ( COMMA narrowed )* ;
groupDecl : GROUP_ name label=STRING? FOR_ EACH_ groupOver LBRACE declaration* RBRACE ;
groupOver
  : CHOICE_ OF_ name AS_ name                                          # groupOverChoice
  | narrowed ( AS_ name )? ( BY_ expr )? ( AT_ MOST_ NUMBER )? ( COUNTER_ tickId )?     # groupOverRows
  ;
checkDecl : CHECK_ level=( ERROR_ | WARNING_ ) message=STRING WHEN_ expr ;
defineDecl : DEFINE_ name LPAREN ( parameter ( COMMA parameter )* )? RPAREN COLON type EQ expr ;
parameter : name COLON type ;

// ---- expressions -----------------------------------------------------------------------------

expr
  : attributePath window                                               # exprInWindow
  | primary                                                            # exprPrimary
  | expr DOT attributeName                                             # exprMember
  | <assoc=right> expr CARET expr                                      # exprPower
  | MINUS expr                                                         # exprNegate
  | expr op=( STAR | SLASH ) expr                                      # exprMultiply
  | expr op=( PLUS | MINUS ) expr                                      # exprAdd
  | expr IS_ NOT_? KNOWN_                                              # exprIsKnown
  | expr NOT_? IN_ membership                                          # exprIn
  | expr op=( EQ | NE | LT | LE | GT | GE ) expr                       # exprCompare
  | NOT_ expr                                                          # exprNot
  | expr AND_ expr                                                     # exprAnd
  | expr OR_ expr                                                      # exprOr
  | expr UNLESS_ expr                                                  # exprUnless
  ;
membership : LBRACE expr ( COMMA expr )* COMMA? RBRACE | name ;
primary
  : literal                                                            # primaryLiteral
  | query                                                              # primaryQuery
  | ( name | bareAttribute ) OF_ query                                 # primaryAttributeOf
  | SUM_ OF_ expr FOR_ EACH_ narrowed                                  # primarySum
  | TOTAL_ unit OF_ narrowed                                           # primaryTotal
  | which=( ANY_ | ALL_ ) OF_ criteria                                 # primaryCriteria
  | AT_ LEAST_ NUMBER OF_ criteria                                     # primaryAtLeast
  | IF_ expr THEN_ expr ELSE_ expr                                     # primaryIf
  | POSSIBLY_ LPAREN expr RPAREN                                       # primaryPossibly
  | COMPLETE_ kindName                                                 # primaryComplete
  | which=( EARLIEST_ | LATEST_ ) OF_ LPAREN ifAny ( COMMA ifAny )* RPAREN   # primaryEarliest
  | DAY_ NUMBER AFTER_ anchor                                          # primaryDay
  | NEXT_ name                                                         # primaryNext
  | name LPAREN ( expr ( COMMA expr )* )? RPAREN                       # primaryCall
  | LPAREN expr RPAREN                                                 # primaryParentheses
  | ( name | bareAttribute )                                           # primaryName
  | BAD                                                                # primaryError
  ;
// `BAD` never comes from a readable file: after a mistake the repair puts it where a value is missing.
// Attributes that are also words of the language: `where kind = Intubated`, `date of last HbA1c`.
bareAttribute : DRAWN_ | KIND_ | FINDING_ | DATE_ | TIME_ | DATETIME_ | PERIOD_ | TEXT_ | DURATION_ ;
attributePath : ( name | bareAttribute ) ( DOT attributeName )* ;
ifAny : expr ( IF_ ANY_ )? ;
criteria : LBRACE ( criterion ( SEMICOLON | COMMA )? )* RBRACE ( WITHIN_ quantity OF_ EACH_ OTHER_ )? ;
criterion : ( name COLON )? expr ;
query
  : quantifier narrowed                                                # queryPlain
  | CLOSEST_ narrowed ( TO_ anchor clause* )?                          # queryClosest
  ;
quantifier : ANY_ | NO_ | EVERY_ | COUNT_ OF_ | FIRST_ | LAST_ | LOWEST_ | HIGHEST_ ;
narrowed : source clause* ;
source
  : mentionFilter* MENTION_ OF_ name ( AS_ name )?                     # sourceMention
  | kindName ( AS_ name )?                                             # sourceKind
  ;
mentionFilter : AFFIRMED_ | NEGATED_ | HISTORICAL_ | FAMILY_ | UNCERTAIN_ | HYPOTHETICAL_ ;
clause
  : AT_ THIS_ FACILITY_                                                # clauseFacility
  | window                                                             # clauseWindow
  | IN_ nameList NOTES_                                                # clauseInNotes
  | IN_ nameList                                                       # clauseInCodes
  | WHERE_ expr                                                        # clauseWhere
  | DRAWN_ WITH_ name                                                  # clauseDrawnWith
  | EXCEPT_ DURING_ anchor                                             # clauseExceptDuring
  | EXCEPT_ word=ID OF_ name                                           # clauseExceptSource
  | COMMA TIES_ PREFER_ name ( OVER_ name )*                           # clauseTies
  | LASTING_ op=( GT | GE | LT | LE ) quantity                         # clauseLasting
  ;
window
  : BEFORE_ anchor                                                     # windowBefore
  | AFTER_ anchor                                                      # windowAfter
  | WITHIN_ quantity BEFORE_ anchor                                    # windowWithinBefore
  | WITHIN_ quantity AFTER_ anchor                                     # windowWithinAfter
  | WITHIN_ quantity OF_ anchor                                        # windowWithinOf
  | FROM_ anchor TO_ anchor                                            # windowFromTo
  | DURING_ anchor                                                     # windowDuring
  | OVERLAPPING_ anchor                                                # windowOverlapping
  | IN_ PROGRESS_ AT_ anchor                                           # windowInProgress
  | ON_ anchor                                                         # windowOn
  | AT_ anchor                                                         # windowAt
  ;
// What a window is measured from: a sum, so that a comparison after the query stays outside.
anchor : anchorTerm ( anchorSign anchorTerm )* ;
anchorSign : PLUS | MINUS ;
anchorTerm : primary ( DOT attributeName )* ;

// ---- tests -----------------------------------------------------------------------------------

testDecl : TEST_ title=STRING ( FOR_ nameList )? LBRACE testItem* RBRACE ;
testItem
  : GIVEN_ FILE_ STRING                                                # givenFile
  | GIVEN_ name NOTE_ ( BY_ by=name )? ( ON_ | AT_ ) moment textBlock  # givenNote
  | GIVEN_ givenWhat ( COMMA givenWhat )*                              # givenEntries
  | ANSWER_ askName answered ( CITING_ STRING ( COMMA STRING )* )?                   # testAnswer
  | EXPECT_ CHECK_ STRING                                              # testExpectCheck
  | EXPECT_ NO_ CHECK_ STRING?                                         # testExpectNoCheck
  | EXPECT_ qualifiedName expectedRow? expectation                     # testExpect
  | VARY_ variation? NOTE_ STRING TO_ STRING ( COMMA STRING )*         # testVaryNote
  | VARY_ variation ( COMMA variation )* STRING?                       # testVaryBy
  ;
// A kind and a change stand without a comma: `direction negate`. The checker knows both by name.
variation : variationWord+ ;
variationWord : ID | FAMILY_ | OTHER_ | HISTORICAL_ | NEGATED_ | SECTION_ | TO_ ;
givenWhat : givenSubject rowLiteral? givenWhen? ;
// A value after a kind of two words needs `=` or a unit: `given vital sign 80` would read as a code.
givenSubject
  : firstWord secondWord system=ID code                                           # givenTwoWordsCode
  | name system=ID code                                                # givenOneWordCode
  | kindName IN_ name                                                  # givenInCodes
  | firstWord secondWord EQ signedLiteral                                         # givenTwoWordsValue
  | firstWord secondWord NUMBER unit                                              # givenTwoWordsQuantity
  | name EQ? signedLiteral                                             # givenValue
  | what=name EQ member=name                                           # givenMember
  | kindName                                                           # givenBare
  ;
givenWhen : ( ON_ | AT_ ) moment | FROM_ moment ( TO_ moment )? ;
moment : DATETIME_LIT | DATE_LIT TIME_LIT? | NUMBER ;
// The ask of the test's own field, or of another: `history`, `Diabetes.history`.
askName : stepWord ( DOT stepWord )* ;
answered
  : NOT_ FOUND_                                                        # answeredNotFound
  | NO_ ROWS_                                                          # answeredNoRows
  | rowLiteral ( COMMA rowLiteral )*                                   # answeredRows
  | members                                                            # answeredMembers
  | answer                                                             # answeredValue
  ;
rowLiteral : LBRACE ( rowCell ( COMMA | SEMICOLON )? )* RBRACE ;
rowCell : attributeName EQ ( system=ID code | expr ) ;
members : LBRACE nameList RBRACE ;
// `of Perforation` in a group over a choice, `of Lesion 2` in any other.
expectedRow : OF_ name NUMBER? ;
expectation
  : EQ members ( BY_ stepWord )?                                       # expectMembers
  | EQ expr ( BY_ stepWord )?                                          # expectValue
  | ABSENT_ absenceReason? ( BY_ stepWord )?                           # expectAbsent
  | NOT_ APPLICABLE_                                                   # expectNotApplicable
  | REVIEW_ ( BECAUSE_ reviewReason )?                                 # expectReview
  | HAS_ NUMBER ( ROWS_ | ROW_ )                                       # expectRows
  | ( HIGHER_ | LOWER_ )                                               # expectMoved
  ;
reviewReason : name | HINT_ | OTHERWISE_ | STRING ;
assignDecl : ( DO_ NOT_ )? ASSIGN_ STRING ( IS_ answer )? because? ( AS_ EXAMPLE_ )? ;

// ---- names and literals ----------------------------------------------------------------------

date : DATE_LIT | NUMBER ;
literal : quantity | STRING | DATETIME_LIT | DATE_LIT TIME_LIT? | TIME_LIT ;
signedLiteral : MINUS quantity | literal ;
quantity : NUMBER unit? ;
signedQuantity : MINUS? NUMBER unit? ;
textBlock : TEXT_OPEN textPart* TEXT_CLOSE ;
textPart
  : CHUNK                                                              # textChunk
  | TEXT_BRACE                                                         # textBrace
  | HOLE_OPEN REVEAL_? expr RBRACE                                     # textHole
  ;
qualifiedName : name ( DOT attributeName )* ;
nameList : name ( COMMA name )* ;
attributeName
  : name | bareAttribute | GIVEN_ | LASTING_ | EVENT_ | PHASE_ | LAB_ | CODES_ | SECTION_ | INDEX_ | CHOICE_ | DOCUMENT_
  | SYSTEM_ | NEXT_ | THIS_ | PROGRESS_ | NOTES_ | BLANK_ | UNKNOWN_
  | FILE_ ;
// A name may be any word that does not open a declaration, a step or an expression.
name
  : ID | ORDERED_ | VERSION_ | STEWARD_ | REVISES_ | VERSIONS_ | MONTHS_ROUND_ | ROUND_ | DOWN_ | UP_
  | TRUNCATE_ | RANGE_ | USUAL_ | MOST_ | LEAST_ | ID_ | IMPORT_ | INCLUDE_ | MOLAR_ | MASS_ | SPELLED_
  | VALID_ | VALUE_ | WRITTEN_ | TRUE_ | WHAT_ | NOTE_ | SAMPLES_ | AGREE_ | ACCEPT_ | CONFIDENCE_
  | CITE_ | EXACT_ | REASON_ | AGAINST_ | REVEAL_ | TOKENS_ | SAME_ | MERGE_ | COLLECT_ | UNIQUE_
  | PRIORITY_ | EXCLUSIVE_ | ALONE_ | EVEN_ | UNSETTLED_ | KNOWN_ | OTHER_ | COUNTER_ | MORE_ | DAY_
  | AFFIRMED_ | NEGATED_ | HISTORICAL_ | FAMILY_ | UNCERTAIN_ | HYPOTHETICAL_ | TIES_ | TOGETHER_
  | FACILITY_ | OPENS_ | CLOSES_ | SEEN_ | APART_ | END_
  | ERROR_ | WARNING_ | APPLICABLE_ | DOCUMENTED_ | COLLECTED_ | CONFLICTING_ | UNREADABLE_
  | STEP_ | FAILED_ | WORDS_ | MEAN_ | MISSING_ | MONTH_ | BELOW_ | LOWER_ | URI_ | HEADING_
  | HIGHER_ | FOUND_ | ROW_ | SET_ | LIST_ | REFS_
  ;
