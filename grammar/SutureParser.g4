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
  | MONTHS_ROUND_ ROUND_ ( DOWN_ | UP_ )                     # registryMonthsRound
  | absentDecl                                               # registryAbsent
  ;
effective : EFFECTIVE_ date ( UNTIL_ date )? ;
useDecl : USE_ qualifiedName ;
extendDecl : EXTEND_ qualifiedName LBRACE declaration* RBRACE ;
indexDecl : INDEX_ which=( FIRST_ | LAST_ | EACH_ ) name COLON source clause* ;
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
submittedCode : STRING | code | system=name code ;

systemDecl : SYSTEM_ name openness=name? URI_ STRING ( COMMA STRING )* ;
codesDecl : CODES_ name label=STRING? LBRACE codesLine* RBRACE ;
codesLine
  : IMPORT_ STRING SEMICOLON?                                          # codesImport
  | INCLUDE_ nameList SEMICOLON?                                       # codesInclude
  | EXCEPT_ nameList SEMICOLON?                                        # codesExcept
  | codeLine                                                           # codesCodes
  ;
codeLine : system=name codeRange ( COMMA codeRange )* ( EXCEPT_ codeRange ( COMMA codeRange )* )? effective? SEMICOLON? ;
codeRange : low=code ( DOTDOT high=code )? ;
// Codes of many systems share no shape: the pieces that touch each other make one code.
code : codePiece+ ;
codePiece : ID | NUMBER | DATE_LIT | UNIT | DOT | MINUS | STAR ;

kindDecl : KIND_ kindName label=STRING? LBRACE kindItem* RBRACE ;
kindName : name name? ;
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
pathStep : ( name | attributeName | CARET ) ( LPAREN STRING RPAREN )? ;

labDecl : LAB_ name ( IN_ unit )? label=STRING? ( EQ expr DRAWN_ TOGETHER_ )? ( LBRACE labItem* RBRACE )? ;
labItem
  : MOLAR_ MASS_ quantity SEMICOLON?                                   # labMolarMass
  | quantity EQ quantity SEMICOLON?                                    # labConversion
  | SPELLED_ STRING ( COMMA STRING )* SEMICOLON?                       # labSpelled
  | range SEMICOLON?                                                   # labRange
  | FROM_ kindName SEMICOLON?                                          # labFrom
  | codeLine                                                           # labCodes
  ;
documentDecl : DOCUMENT_ name label=STRING? LBRACE ( codeLine | SPELLED_ STRING ( COMMA STRING )* SEMICOLON? )* RBRACE ;
headingDecl : HEADING_ STRING LBRACE STRING ( COMMA STRING )* RBRACE ;
phrasesDecl : PHRASES_ name LBRACE STRING ( COMMA STRING )* COMMA? RBRACE ;
recordDecl : RECORD_ name LBRACE recordCell* RBRACE ;
recordCell : attributeName ( COMMA attributeName )* COLON type range? guidance=STRING? SEMICOLON? ;
readingDecl : READING_ name COLON type LBRACE readingItem* RBRACE ;
readingItem
  : RANGE_ how=( MEAN_ | LOWEST_ | HIGHEST_ ) SEMICOLON?               # readingRange
  | WORDS_ STRING ( COMMA STRING )* literal SEMICOLON?                 # readingWords
  | BELOW_ NEXT_ LOWER_ SEMICOLON?                                     # readingBelow
  | MISSING_ MONTH_ NUMBER COMMA DAY_ NUMBER SEMICOLON?                # readingMissing
  | rounding SEMICOLON?                                                # readingRounding
  ;
preferDecl : PREFER_ name ( OVER_ name )+ ;
completeDecl : COMPLETE_ ( name COLON )? kindName ( COMMA kindName )* window? ( WHEN_ expr )? ;
episodesDecl : EPISODES_ name LBRACE episodesItem* RBRACE ;
episodesItem
  : OPENS_ source clause* SEMICOLON?                                   # episodesOpens
  | CLOSES_ source clause* SEMICOLON?                                  # episodesCloses
  | SEEN_ source clause* COMMA? AT_ MOST_ quantity APART_ SEMICOLON?   # episodesSeen
  | NO_ END_ ARROW source clause* SEMICOLON?                           # episodesNoEnd
  ;
absentDecl : ABSENT_ LBRACE ( absenceReason ARROW ( BLANK_ | name ) SEMICOLON? )* RBRACE ;
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
  | ( INTEGER_ | DECIMAL_ ) unit? rounding?                            # typeNumber
  | DURATION_ unit?                                                    # typeDuration
  | DATE_ ( BY_ name )?                                                # typeDate
  | ( TIME_ | DATETIME_ | PERIOD_ | TRUTH_ )                           # typeSimple
  | TEXT_ ( AT_ MOST_ NUMBER )?                                        # typeText
  | CODES_                                                             # typeCodes
  | SET_ OF_ name                                                      # typeSet
  | LIST_ OF_ name                                                     # typeList
  | REFS_ TO_ name                                                     # typeRefs
  | unitOnly                                                           # typeUnit
  | name                                                               # typeNamed
  ;
rounding : ( TRUNCATE_ | ROUND_ )? TO_ NUMBER ;
range : RANGE_ bounds ( USUAL_ bounds )? ;
bounds : MINUS? NUMBER unit? DOTDOT MINUS? NUMBER unit? ;
unit : UNIT | ID | PERCENT ;
unitOnly : UNIT | PERCENT ;

// ---- fields and their steps ------------------------------------------------------------------

fieldDecl : FIELD_ fieldName label=STRING? ( ID_ ( NUMBER | STRING ) )? COLON type range? phaseRef? LBRACE fieldItem* RBRACE ;
fieldName : name ;
findingDecl : FINDING_ name COLON type range? LBRACE fieldItem* RBRACE ;
letDecl : LET_ name EQ expr ;
fieldItem
  : DEFINE_ textBlock                                                  # itemDefinition
  | APPLIES_ WHEN_ expr                                                # itemApplies
  | RESOLVE_ ( FIRST_ | AGREE_ | HIGHEST_ | LOWEST_ | COLLECT_ )       # itemResolve
  | effective                                                          # itemEffective
  | WAS_ STRING                                                        # itemWas
  | phaseRef                                                           # itemPhase
  | TICK_ ( NUMBER | STRING | name ) label=STRING? WHEN_ absenceReason # itemTick
  | absentDecl                                                         # itemAbsent
  | letDecl                                                            # itemLet
  | instructionsDecl                                                   # itemInstructions
  | RULE_ stepName=name answer WHEN_ expr because? effective?          # stepRule
  | HINT_ RULE_? stepName=name answer WHEN_ expr because?              # stepHint
  | TABLE_ stepName=name hitPolicy LBRACE tableHeader tableRow* tableWhere? RBRACE     # stepTable
  | TAKE_ ( stepName=name COLON )? expr because? effective?            # stepTake
  | ASK_ stepName=name ( USING_ name ( AND_ name )* )? LBRACE askItem* RBRACE          # stepAsk
  | OTHERWISE_ answer ( WHEN_ expr )? ( EVEN_ IF_ UNSETTLED_ )? because?               # stepOtherwise
  ;
answer : REVIEW_ | ABSENT_ absenceReason? | expr ;
because : BECAUSE_ STRING ;

hitPolicy : FIRST_ | UNIQUE_ | ANY_ | COLLECT_ | PRIORITY_ ;
tableHeader : name ( BAR name )* BARS name ;
tableRow : cell ( BAR cell )* BARS rowAnswer ;
cell : MINUS | cellTest ( COMMA cellTest )* ;
cellTest : op=( EQ | NE | LT | LE | GT | GE )? cellValue ( DOTDOT cellValue )? | UNKNOWN_ | NO_ ;
cellValue : literal | name ;
rowAnswer : literalNoUnit | name | REVIEW_ | ABSENT_ | LPAREN expr RPAREN ;
tableWhere : WHERE_ ( name EQ expr )+ ;

askItem
  : READ_ readScope                                                    # askRead
  | CUES_ STRING ( COMMA STRING )*                                     # askCues
  | AT_ MOST_ NUMBER TOKENS_                                           # askTokens
  | REASON_ FIRST_                                                     # askReasonFirst
  | EXAMPLE_ STRING IS_ answer because?                                # askExample
  | SAMPLES_ NUMBER ( AGREE_ NUMBER )?                                 # askSamples
  | ACCEPT_ WHEN_ CONFIDENCE_ GE NUMBER                                # askAccept
  | CITE_ EXACT_                                                       # askCite
  | CHECK_ AGAINST_ name                                               # askCheckAgainst
  | SAME_ WHEN_ attributeName ( COMMA attributeName )* ( WITHIN_ quantity )?           # extractSame
  | MERGE_ attributeName mergeHow ( COMMA attributeName mergeHow )*    # extractMerge
  | textBlock                                                          # askText
  ;
mergeHow : HIGHEST_ | LOWEST_ | EARLIEST_ | LATEST_ | ALL_ ;
readScope : nameList NOTES_ ( BY_ nameList )? ( SECTION_ STRING ( COMMA STRING )* )? ( WRITTEN_ window )? ( COMMA? FOR_ WHAT_ WAS_ TRUE_ window )? ;
extractDecl : EXTRACT_ name COLON AT_ MOST_ NUMBER record=name ( USING_ name ( AND_ name )* )? LBRACE askItem* RBRACE ;
rowsDecl : ROWS_ name FROM_ source clause* ( COMMA source clause* )* ;
groupDecl : GROUP_ name label=STRING? FOR_ EACH_ groupOver LBRACE declaration* RBRACE ;
groupOver
  : CHOICE_ OF_ name AS_ name                                          # groupOverChoice
  | source clause* ( BY_ expr )? ( AT_ MOST_ NUMBER )? ( COUNTER_ ( NUMBER | name ) )?   # groupOverRows
  ;
checkDecl : CHECK_ level=( ERROR_ | WARNING_ ) message=STRING WHEN_ expr ;
defineDecl : DEFINE_ name LPAREN ( parameter ( COMMA parameter )* )? RPAREN COLON type EQ expr ;
parameter : name COLON type ;

// ---- expressions -----------------------------------------------------------------------------

expr
  : primary                                                            # exprPrimary
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
  | quantifier source clause*                                          # primaryQuery
  | attributeName OF_ quantifier source clause*                        # primaryAttributeOf
  | SUM_ OF_ expr FOR_ EACH_ source clause*                            # primarySum
  | TOTAL_ unit OF_ source clause*                                     # primaryTotal
  | ( ANY_ | ALL_ ) OF_ criteria                                       # primaryCriteria
  | AT_ LEAST_ NUMBER OF_ criteria                                     # primaryAtLeast
  | IF_ expr THEN_ expr ELSE_ expr                                     # primaryIf
  | POSSIBLY_ LPAREN expr RPAREN                                       # primaryPossibly
  | COMPLETE_ kindName                                                 # primaryComplete
  | ( EARLIEST_ | LATEST_ ) OF_ LPAREN ifAny ( COMMA ifAny )* RPAREN   # primaryEarliest
  | DAY_ NUMBER AFTER_ anchor                                          # primaryDay
  | NEXT_ name                                                         # primaryNext
  | name LPAREN ( expr ( COMMA expr )* )? RPAREN                       # primaryCall
  | LPAREN expr RPAREN                                                 # primaryParentheses
  | name                                                               # primaryName
  ;
ifAny : expr ( IF_ ANY_ )? ;
criteria : LBRACE ( criterion ( SEMICOLON | COMMA )? )* RBRACE ( WITHIN_ quantity OF_ EACH_ OTHER_ )? ;
criterion : ( name COLON )? expr ;
quantifier : ANY_ | NO_ | EVERY_ | COUNT_ OF_ | FIRST_ | LAST_ | LOWEST_ | HIGHEST_ | CLOSEST_ ;
source
  : ( AFFIRMED_ | NEGATED_ | HISTORICAL_ | FAMILY_ | UNCERTAIN_ | HYPOTHETICAL_ )* MENTION_ OF_ name ( AS_ name )?   # sourceMention
  | kindName ( AS_ name )?                                             # sourceKind
  ;
clause
  : IN_ nameList NOTES_                                                # clauseInNotes
  | IN_ nameList                                                       # clauseInCodes
  | window                                                             # clauseWindow
  | WHERE_ expr                                                        # clauseWhere
  | TO_ anchor                                                         # clauseClosestTo
  | AT_ THIS_ FACILITY_                                                # clauseFacility
  | DRAWN_ WITH_ name                                                  # clauseDrawnWith
  | EXCEPT_ DURING_ anchor                                             # clauseExceptDuring
  | EXCEPT_ name OF_ name                                              # clauseExceptSource
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
anchor : anchorTerm ( op=( PLUS | MINUS ) anchorTerm )* ;
anchorTerm : primary ( DOT attributeName )* ;

// ---- tests -----------------------------------------------------------------------------------

testDecl : TEST_ title=STRING ( FOR_ nameList )? LBRACE testItem* RBRACE ;
testItem
  : GIVEN_ FILE_ STRING                                                # givenFile
  | GIVEN_ name NOTE_ noteAttributes? ( ON_ | AT_ ) moment textBlock   # givenNote
  | GIVEN_ givenWhat ( COMMA givenWhat )*                              # givenEntries
  | ANSWER_ qualifiedName ( answer | rowLiteral ( COMMA rowLiteral )* | NOT_ FOUND_ | NO_ ROWS_ ) ( CITING_ STRING ( COMMA STRING )* )?   # testAnswer
  | EXPECT_ qualifiedName expectation                                  # testExpect
  | EXPECT_ CHECK_ STRING                                              # testExpectCheck
  | EXPECT_ NO_ CHECK_ STRING?                                         # testExpectNoCheck
  | VARY_ kindOfVary? variation                                        # testVary
  ;
noteAttributes : BY_ name ;
givenWhat : kindName givenCode? givenValue? rowLiteral? givenWhen? ;
givenCode : IN_ name | system=name code ;
givenValue : EQ? literal ;
givenWhen : ( ON_ | AT_ ) moment | FROM_ moment ( TO_ moment )? ;
moment : DATETIME_LIT | DATE_LIT TIME_LIT? | NUMBER ;
rowLiteral : LBRACE ( rowCell ( COMMA | SEMICOLON )? )* RBRACE ;
rowCell : attributeName EQ ( system=name code | expr | moment ) ;
expectation
  : EQ expr ( BY_ name )?                                              # expectValue
  | ABSENT_ absenceReason? ( BY_ name )?                               # expectAbsent
  | NOT_ APPLICABLE_                                                   # expectNotApplicable
  | REVIEW_ ( BECAUSE_ kindName )?                                     # expectReview
  | HAS_ NUMBER ROWS_                                                  # expectRows
  ;
kindOfVary : INVARIANT_ | name ;
variation : NOTE_ STRING TO_ STRING ( COMMA STRING )* | name+ ;
assignDecl : ( ASSIGN_ | DO_ NOT_ ASSIGN_ ) STRING ( IS_ answer )? because? ( AS_ EXAMPLE_ )? ;

// ---- names and literals ----------------------------------------------------------------------

date : DATE_LIT | NUMBER ;
literal : quantity | STRING | DATETIME_LIT | DATE_LIT TIME_LIT? | TIME_LIT ;
literalNoUnit : MINUS? NUMBER | STRING | DATE_LIT ;
quantity : NUMBER ( UNIT | PERCENT )? ;
textBlock : TEXT_OPEN textPart* TEXT_CLOSE ;
textPart : CHUNK | TEXT_BRACE | HOLE_OPEN expr RBRACE ;
qualifiedName : name ( DOT name )* ;
nameList : name ( COMMA name )* ;
attributeName : name | DRAWN_ | LASTING_ | EVENT_ | PHASE_ | LAB_ | DATE_ | TIME_ | DATETIME_ | PERIOD_ | TEXT_ | DURATION_ | CODES_ | KIND_ | SECTION_ | INDEX_ | CHOICE_ | DOCUMENT_ | SYSTEM_ ;
// A name may be any word that does not open a declaration, a step or an expression.
name
  : ID | ORDERED_ | VERSION_ | STEWARD_ | REVISES_ | VERSIONS_ | MONTHS_ROUND_ | ROUND_ | DOWN_ | UP_
  | TRUNCATE_ | RANGE_ | USUAL_ | MOST_ | LEAST_ | ID_ | IMPORT_ | INCLUDE_ | MOLAR_ | MASS_ | SPELLED_
  | VALID_ | VALUE_ | WRITTEN_ | TRUE_ | WHAT_ | NOTE_ | SAMPLES_ | AGREE_ | ACCEPT_ | CONFIDENCE_
  | CITE_ | EXACT_ | REASON_ | AGAINST_ | REVEAL_ | TOKENS_ | SAME_ | MERGE_ | COLLECT_ | UNIQUE_
  | PRIORITY_ | EXCLUSIVE_ | ALONE_ | EVEN_ | UNSETTLED_ | KNOWN_ | OTHER_ | COUNTER_ | MORE_ | DAY_
  | AFFIRMED_ | NEGATED_ | HISTORICAL_ | FAMILY_ | UNCERTAIN_ | HYPOTHETICAL_ | TIES_ | TOGETHER_
  | FACILITY_ | TYPE_ | OPENS_ | CLOSES_ | SEEN_ | APART_ | END_ | START_ | PROGRESS_ | FILE_
  | ERROR_ | WARNING_ | APPLICABLE_ | DOCUMENTED_ | UNKNOWN_ | COLLECTED_ | CONFLICTING_ | UNREADABLE_
  | STEP_ | FAILED_ | BLANK_ | WORDS_ | MEAN_ | MISSING_ | MONTH_ | BELOW_ | LOWER_ | URI_ | HEADING_
  | INVARIANT_ | FOUND_ | ONLY_ | THIS_ | NEXT_ | SET_ | LIST_ | REFS_
  ;
