// Tokens of the Suture language. The meanings stand in docs/language.md.
//
// Settled after the lexer, in compiler/syntax/token_filter: whether a word after a number is a unit
// (`48 hours`, `5.6 mmol`), because only a table of units can tell; which pieces make one code; and
// what was written in the manner of other languages (`==`, curly quotes). White space is skipped,
// comments keep a channel for the formatter.
lexer grammar SutureLexer;

channels { COMMENTS }

// Made by the token filter alone: the pieces of a code, joined (`E11.9`, `2160-0`, `E11.*`).
tokens { CODE }

// Declarations.
REGISTRY_ : 'registry';   USE_ : 'use';           EXTEND_ : 'extend';     INDEX_ : 'index';
EVENT_ : 'event';         PHASE_ : 'phase';       SECTION_ : 'section';   CHOICE_ : 'choice';
CODES_ : 'codes';         LAB_ : 'lab';           KIND_ : 'kind';         DEFINE_ : 'define';
FIELD_ : 'field';         FINDING_ : 'finding';   LET_ : 'let';           RECORD_ : 'record';
READING_ : 'reading';     EXTRACT_ : 'extract';   GROUP_ : 'group';       CHECK_ : 'check';
TEST_ : 'test';           COMPLETE_ : 'complete'; EPISODES_ : 'episodes'; PREFER_ : 'prefer';
PHRASES_ : 'phrases';     INSTRUCTIONS_ : 'instructions';                 DOCUMENT_ : 'document';
SYSTEM_ : 'system';       ABSENT_ : 'absent';     EFFECTIVE_ : 'effective'; UNTIL_ : 'until';
WAS_ : 'was';             SLOTS_ : 'slots';       ROWS_ : 'rows';

// Steps.
RULE_ : 'rule';           HINT_ : 'hint';         TABLE_ : 'table';       TAKE_ : 'take';
ASK_ : 'ask';             OTHERWISE_ : 'otherwise'; RESOLVE_ : 'resolve'; APPLIES_ : 'applies';
TICK_ : 'tick';           ASSIGN_ : 'assign';     GIVEN_ : 'given';       EXPECT_ : 'expect';
ANSWER_ : 'answer';       VARY_ : 'vary';         READ_ : 'read';         CUES_ : 'cues';
EXAMPLE_ : 'example';     BECAUSE_ : 'because';   WHEN_ : 'when';         WHERE_ : 'where';
UNLESS_ : 'unless';       REVIEW_ : 'review';

// Expressions.
AND_ : 'and';             OR_ : 'or';             NOT_ : 'not';           IF_ : 'if';
THEN_ : 'then';           ELSE_ : 'else';         IN_ : 'in';             IS_ : 'is';
AS_ : 'as';               BY_ : 'by';             OF_ : 'of';             TO_ : 'to';
FROM_ : 'from';           FOR_ : 'for';           EACH_ : 'each';         ON_ : 'on';
AT_ : 'at';               ANY_ : 'any';           ALL_ : 'all';           NO_ : 'no';
EVERY_ : 'every';         COUNT_ : 'count';       FIRST_ : 'first';       LAST_ : 'last';
LOWEST_ : 'lowest';       HIGHEST_ : 'highest';   CLOSEST_ : 'closest';   SUM_ : 'sum';
TOTAL_ : 'total';         EARLIEST_ : 'earliest'; LATEST_ : 'latest';     WITHIN_ : 'within';
BEFORE_ : 'before';       AFTER_ : 'after';       DURING_ : 'during';     OVERLAPPING_ : 'overlapping';
POSSIBLY_ : 'possibly';   MENTION_ : 'mention';   EXCEPT_ : 'except';

// Types.
INTEGER_ : 'integer';     DECIMAL_ : 'decimal';   DATE_ : 'date';         DATETIME_ : 'datetime';
TIME_ : 'time';           DURATION_ : 'duration'; TEXT_ : 'text';         TRUTH_ : 'truth';
SET_ : 'set';             LIST_ : 'list';         PERIOD_ : 'period';     REFS_ : 'refs';

// Soft keywords: words of the language that may also be names (parser rule `name`).
ORDERED_ : 'ordered';     VERSION_ : 'version';   STEWARD_ : 'steward';   REVISES_ : 'revises';
VERSIONS_ : 'versions';   MONTHS_ROUND_ : 'months'; ROUND_ : 'round';     DOWN_ : 'down';
UP_ : 'up';               TRUNCATE_ : 'truncate'; RANGE_ : 'range';       USUAL_ : 'usual';
MOST_ : 'most';           LEAST_ : 'least';       ID_ : 'id';             IMPORT_ : 'import';
INCLUDE_ : 'include';     MOLAR_ : 'molar';       MASS_ : 'mass';         SPELLED_ : 'spelled';
VALID_ : 'valid';         VALUE_ : 'value';       WRITTEN_ : 'written';   TRUE_ : 'true';
WHAT_ : 'what';           NOTES_ : 'notes';       NOTE_ : 'note';         USING_ : 'using';
SAMPLES_ : 'samples';     AGREE_ : 'agree';       ACCEPT_ : 'accept';     CONFIDENCE_ : 'confidence';
CITE_ : 'cite';           EXACT_ : 'exact';       REASON_ : 'reason';     AGAINST_ : 'against';
REVEAL_ : 'reveal';       TOKENS_ : 'tokens';     SAME_ : 'same';         MERGE_ : 'merge';
COLLECT_ : 'collect';     UNIQUE_ : 'unique';     PRIORITY_ : 'priority'; EXCLUSIVE_ : 'exclusive';
ALONE_ : 'alone';         EVEN_ : 'even';         UNSETTLED_ : 'unsettled'; KNOWN_ : 'known';
OTHER_ : 'other';         COUNTER_ : 'counter';   MORE_ : 'more';         DAY_ : 'day';
AFFIRMED_ : 'affirmed';   NEGATED_ : 'negated';   HISTORICAL_ : 'historical'; FAMILY_ : 'family';
UNCERTAIN_ : 'uncertain'; HYPOTHETICAL_ : 'hypothetical';                 TIES_ : 'ties';
OVER_ : 'over';           WITH_ : 'with';         TOGETHER_ : 'together'; THIS_ : 'this';
FACILITY_ : 'facility';   DRAWN_ : 'drawn';       NEXT_ : 'next';
OPENS_ : 'opens';         CLOSES_ : 'closes';     SEEN_ : 'seen';         APART_ : 'apart';
END_ : 'end';             LASTING_ : 'lasting';   PROGRESS_ : 'progress';
HAS_ : 'has';             CITING_ : 'citing';     FILE_ : 'file';         DO_ : 'do';
ERROR_ : 'error';         WARNING_ : 'warning';   APPLICABLE_ : 'applicable'; DOCUMENTED_ : 'documented';
UNKNOWN_ : 'unknown';     COLLECTED_ : 'collected'; CONFLICTING_ : 'conflicting';
UNREADABLE_ : 'unreadable'; STEP_ : 'step';       FAILED_ : 'failed';     BLANK_ : 'blank';
WORDS_ : 'words';         MEAN_ : 'mean';         MISSING_ : 'missing';   MONTH_ : 'month';
BELOW_ : 'below';         LOWER_ : 'lower';       IDENTIFIER_ : 'phi';    URI_ : 'uri';
HEADING_ : 'heading';     HIGHER_ : 'higher';       ROW_ : 'row';
FOUND_ : 'found';

// Literals.
DATETIME_LIT : DATE_BODY 'T' CLOCK ( '.' DIGIT+ )? OFFSET? ;
DATE_LIT     : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT ( '-' DIGIT DIGIT )? ;
TIME_LIT     : CLOCK ;
// A unit that only its signs give away. A plain word after a number is made a unit by the filter.
UNIT : UNIT_ATOM ( '/' UNIT_ATOM )+
     | UNIT_ATOM_MARKED
     | '10' [*^] '-'? DIGIT+ ( '/' UNIT_ATOM )*
     | '/' UNIT_ATOM ( '/' UNIT_ATOM )*
     ;
NUMBER : DIGIT+ ( '.' DIGIT+ )? ;
ID     : LETTER ( LETTER | DIGIT | '_' )* ;
STRING : '"' ( ~["\\\r\n] | '\\' ~[\r\n] )* '"' ;
// A string whose closing quote is missing ends with its line, so that one wound stays one message.
BAD_STRING : '"' ( ~["\\\r\n] | '\\' ~[\r\n] )* ;

TEXT_OPEN : '"""' -> pushMode(TEXT_BLOCK);

LBRACE : '{' -> pushMode(DEFAULT_MODE);
RBRACE : '}' -> popMode;
LPAREN : '(';  RPAREN : ')';
COMMA : ',';   SEMICOLON : ';';  COLON : ':';  QUESTION : '?';
DOTDOT : '..'; DOT : '.';
EQ : '=';      NE : '!=';  LE : '<=';  GE : '>=';  LT : '<';  GT : '>';
ARROW : '->';  PLUS : '+'; MINUS : '-'; STAR : '*'; SLASH : '/'; CARET : '^'; PERCENT : '%';
BARS : '||';   BAR : '|';

COMMENT : '//' ~[\r\n]* -> channel(COMMENTS);
WS : [ \t\r\n\uFEFF\u00A0]+ -> skip;
// Whatever else stands in the text, so that the parser speaks of it and not the lexer.
BAD : . ;

fragment DIGIT : [0-9];
fragment LETTER : [A-Za-z\u00C0-\u024F];
fragment CLOCK : DIGIT DIGIT ':' DIGIT DIGIT ( ':' DIGIT DIGIT )? ;
fragment OFFSET : 'Z' | [+-] DIGIT DIGIT ':' DIGIT DIGIT ;
fragment DATE_BODY : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT '-' DIGIT DIGIT ;
fragment ANNOTATION : '{' ~[ \t\r\n{}]* '}' ;
fragment BRACKETED : '[' ~[ \t\r\n[\]]+ ']' ;
fragment UNIT_ATOM : ( LETTER | '%' | DIGIT | '*' | '^' | BRACKETED )+ ANNOTATION? | ANNOTATION ;
fragment UNIT_ATOM_MARKED : LETTER* BRACKETED LETTER* DIGIT? ANNOTATION? | ( LETTER | '%' )+ ANNOTATION ;

mode TEXT_BLOCK;
TEXT_CLOSE : '"""' -> popMode;
HOLE_OPEN  : '{' -> pushMode(DEFAULT_MODE);
TEXT_BRACE : '{{' ;
CHUNK      : ~["{]+ ;
ODD_QUOTE  : '"' -> type(CHUNK);
