// What the author wrote, as a tree: no name is bound and no type is known here. ANTLR's own tree
// never leaves compiler/syntax; a broken place becomes an error node (ExprKind::kError, an empty
// Name), under which later stages stay silent, since a diagnostic has been given already.
//
// A File owns all of its nodes. Spans are bytes of the file they were read from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/span.h"

namespace suture::ast {

using base::Span;

struct Name {
  std::string text;  // Empty: the author left it out or it could not be read.
  Span span;
  bool empty() const { return text.empty(); }
};

// A dotted name, e.g. `std.labs` or `STS.ACSD`, kept as written.
using QualifiedName = Name;

struct Expr;
struct Query;
struct Type;
struct Window;
using ExprPtr = std::unique_ptr<Expr>;
using QueryPtr = std::unique_ptr<Query>;
using TypePtr = std::unique_ptr<Type>;

// A number as written, with its unit; exactness and the unit are judged by the checker.
struct Quantity {
  std::string number;  // Digits as written, sign included.
  Name unit;           // Empty: a bare number. "%" is a unit.
  Span span;
};

// ---- text blocks --------------------------------------------------------------------------------

struct TextSegment {
  std::string text;     // Common indentation stripped, escapes resolved. Empty when a hole.
  ExprPtr hole;         // {expr}; null when text.
  bool reveal = false;  // {reveal expr}: the author means to show an identifier here.
  Span span;
};
struct TextBlock {
  std::vector<TextSegment> segments;
  Span span;
};

// ---- expressions --------------------------------------------------------------------------------

enum class ExprKind {
  kError,
  kQuantity,     // quantity
  kString,       // text
  kDate,         // text: 2024, 2024-03, 2024-03-01
  kTime,         // text: 08:00
  kDateTime,     // text: 2024-03-01T08:00+05:45, or a date and a time joined by T
  kName,         // name
  kMember,       // operands[0] . name
  kCall,         // name(operands…)
  kNegate,       // - operands[0]
  kNot,          // not operands[0]
  kBinary,       // operands[0] op operands[1]
  kUnless,       // operands[0] unless operands[1]
  kIsKnown,      // operands[0] is known;   negated: is not known
  kIn,           // operands[0] in {operands[1]…};   negated: not in
  kInName,       // operands[0] in name (a choice list or code set);   negated: not in
  kQuery,        // query
  kAttributeOf,  // name of query (date of last HbA1c …)
  kSum,          // sum of operands[0] for each query
  kTotal,        // total <name: unit> of query
  kAnyOf,        // any of { criteria }
  kAllOf,        // all of { criteria }
  kAtLeast,      // at least <number> of { criteria }
  kIf,           // if operands[0] then operands[1] else operands[2]
  kPossibly,     // possibly (operands[0])
  kComplete,     // complete name
  kEarliest,     // earliest of (operands…), optional_operands says which carry `if any`
  kLatest,
  kDay,       // day <number> after operands[0]
  kNext,      // next name
  kInWindow,  // operands[0] window: a time tested against a window (`onset within 3 days after …`)
};

enum class BinaryOp {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  kAnd,
  kOr
};

struct Criterion {
  Name name;  // Empty: unnamed.
  ExprPtr condition;
  Span span;
};

struct Expr {
  ExprKind kind = ExprKind::kError;
  Span span;
  Name name;
  std::string text;
  Quantity quantity;
  BinaryOp op = BinaryOp::kAdd;
  Span op_span;
  bool negated = false;
  bool parenthesized = false;  // Written in parentheses: a mix of and/or is then plain to read.
  int number = 0;
  std::vector<ExprPtr> operands;
  std::vector<bool> optional_operands;
  std::vector<Criterion> criteria;
  std::optional<Quantity> of_each_other;  // any/all/at least … within Q of each other
  QueryPtr query;
  std::unique_ptr<Window> window;  // kInWindow
};

// ---- queries ------------------------------------------------------------------------------------

enum class Quantifier {
  kNone,
  kAny,
  kNo,
  kEvery,
  kCount,
  kFirst,
  kLast,
  kLowest,
  kHighest,
  kClosest
};

enum class MentionFilter { kAffirmed, kNegated, kHistorical, kFamily, kUncertain, kHypothetical };

enum class WindowKind {
  kBefore,        // before a
  kAfter,         // after a
  kWithinBefore,  // within Q before a: [a-Q, a)
  kWithinAfter,   // within Q after a: (a, a+Q]
  kWithinOf,      // within Q of a, closed
  kFromTo,        // from a to b, closed
  kDuring,        // during p
  kOverlapping,   // overlapping p
  kInProgress,    // in progress at a
  kOn,            // on a: the same local day
  kAt,            // at a
};

struct Window {
  WindowKind kind = WindowKind::kBefore;
  std::optional<Quantity> amount;
  ExprPtr a;
  ExprPtr b;
  Span span;
};

enum class ClauseKind {
  kInNotes,       // in names notes
  kInCodes,       // in names
  kWindow,        // window
  kWhere,         // where condition
  kClosestTo,     // to anchor
  kAtFacility,    // at this facility
  kDrawnWith,     // drawn with name
  kExceptDuring,  // except during anchor
  kExceptSource,  // except source of name
  kTies,          // , ties prefer names in falling order
  kLasting,       // lasting op quantity
};

struct Clause {
  ClauseKind kind = ClauseKind::kWhere;
  Span span;
  std::vector<Name> names;
  Window window;
  ExprPtr expr;
  BinaryOp op = BinaryOp::kGt;
  Quantity quantity;
};

// A collection and what narrows it. `kind` holds one or two words (`home drug`), joined by a space:
// a record kind, a lab, an extract, a group, or a let that names rows.
struct Query {
  Quantifier quantifier = Quantifier::kNone;
  Span quantifier_span;
  Name kind;
  bool mention = false;     // `mention of <kind>`
  base::Span mention_span;  // Of the word
  std::vector<MentionFilter> mention_filters;
  Name alias;  // `as c`; empty: none.
  std::vector<Clause> clauses;
  Span span;
};

// ---- types --------------------------------------------------------------------------------------

struct Effective {
  std::string from;   // ISO date as written
  std::string until;  // Empty: open.
  Span span;
};

struct ChoiceEntry {
  Name name;
  std::string code;  // The submitted code; empty: the name itself is submitted.
  Name code_system;  // Empty: the registry's own.
  std::string guidance;
  std::optional<Effective> effective;
  Span span;
};
struct ChoiceBody {
  std::vector<Name> order;  // `ordered A > B > C`, highest first.
  std::vector<ChoiceEntry> entries;
  std::vector<std::vector<Name>> exclusive;
  std::vector<Name> alone;
  Span span;
};

enum class Rounding { kNone, kTruncate, kRound };

struct Bounds {
  Quantity low, high;
};
struct Range {
  Bounds valid;
  std::optional<Bounds> usual;
  Span span;
};

enum class TypeKind {
  kError,
  kInlineChoice,
  kInteger,
  kDecimal,
  kDuration,
  kDate,
  kTime,
  kDateTime,
  kPeriod,
  kTruth,
  kText,
  kCodes,
  kSet,
  kList,
  kRefs,
  kUnit,
  kNamed,
};

struct Type {
  TypeKind kind = TypeKind::kError;
  Span span;
  Name name;  // kNamed, kSet, kList, kRefs
  Name unit;  // kInteger, kDecimal, kDuration, kUnit
  Rounding rounding = Rounding::kNone;
  std::string rounding_to;  // "0.01"; empty: not stated.
  int text_limit = 0;       // kText: `at most N`; 0: the default limit.
  std::unique_ptr<ChoiceBody> choice;
  bool optional = false;  // `?`: a cell that may be left unstated
};

// ---- declarations -------------------------------------------------------------------------------

struct AbsenceMapping {
  std::string reason;  // "not documented", …
  Name target;         // A choice member; empty with blank=true: the empty submission.
  bool blank = false;
  Span span;
};

struct Registry {
  QualifiedName name;
  std::string label, version, steward, revises;
  std::optional<Effective> effective;
  ExprPtr versions_by;
  std::optional<bool> months_round_up;
  std::vector<AbsenceMapping> absent;
};
struct Use {
  QualifiedName module;
};
enum class IndexWhich { kFirst, kLast, kEach };
struct Index {
  IndexWhich which = IndexWhich::kFirst;
  Name name;
  QueryPtr query;
};
struct Event {
  Name name;
  ExprPtr value;
};
struct Phase {
  Name name;
  Window window;
};
struct Choice {
  Name name;
  ChoiceBody body;
};
// `open`: the system has more codes than any spec lists (drug products), so a code that no code set
// contains stays undecided instead of counting as no member.
struct System {
  Name name;
  Name openness;
  std::vector<std::string> uris;
};

struct CodeRange {
  Name low;   // "E11.9", "E11.*"
  Name high;  // Empty: a single code or a prefix.
};
struct CodeLine {
  enum class Kind { kCodes, kImport, kInclude, kExcept } kind = Kind::kCodes;
  Name system;
  std::vector<CodeRange> codes;
  std::vector<CodeRange> except;
  std::string import_path;
  std::vector<Name> names;
  std::optional<Effective> effective;
  Span span;
};
struct Codes {
  Name name;
  std::string label;
  std::vector<CodeLine> lines;
};

struct PathStep {
  Name name;             // "^": the parent of the element that `each` walks.
  std::string argument;  // extension("url"), coding("system")
};
struct BindingPath {
  std::vector<PathStep> steps;
  Name target_resource;  // `-> Medication.code`
  std::vector<PathStep> target_steps;
  std::string literal;  // A constant instead of a path.
  bool is_literal = false;
  Span span;
};
struct KindBinding {
  Name attribute;
  std::vector<BindingPath> paths;
  Span span;
};
struct KindFrom {
  Name resource;
  std::vector<PathStep> each;
  ExprPtr when;
  std::vector<KindBinding> bindings;
  Span span;
};
struct KindAttribute {
  Name name;
  TypePtr type;
  bool phi = false;
  Span span;
};  // phi: identifies the patient
struct Kind {
  Name name;  // One or two words.
  std::string label;
  std::vector<KindAttribute> attributes;
  Name at, value;
  ExprPtr valid_when;
  std::vector<KindFrom> from;
};
struct LabConversion {
  Quantity from, to;
  Span span;
};
struct Lab {
  Name name;
  Name unit;
  std::string label;
  std::vector<CodeLine> codes;
  std::optional<Quantity> molar_mass;
  std::vector<LabConversion> conversions;
  std::vector<std::string> spelled;
  std::optional<Range> range;
  Name from;        // The record kind; empty: `lab result`.
  ExprPtr derived;  // `= Na - Cl - HCO3 drawn together`
};
struct Document {
  Name name;
  std::string label;
  std::vector<CodeLine> codes;
  std::vector<std::string> spelled;
};
struct Heading {
  std::string name;
  Span name_span;
  std::vector<std::string> variants;
};
struct Phrases {
  Name name;
  std::vector<std::string> phrases;
};
struct RecordCell {
  Name name;
  TypePtr type;
  std::optional<Range> range;
  std::string guidance;
  Span span;
};
struct Record {
  Name name;
  std::vector<RecordCell> cells;
};
struct ReadingWords {
  std::vector<std::string> words;
  ExprPtr value;
  Span span;
};
struct Reading {
  Name name;
  TypePtr type;
  std::string range;  // "mean", "lowest", "highest"; empty: a range is unsettled.
  std::vector<ReadingWords> words;
  bool below_next_lower = false;
  int missing_month = 0, missing_day = 0;
  Rounding rounding = Rounding::kNone;
  std::string rounding_to;
  std::optional<Effective> effective;
};
struct Prefer {
  std::vector<Name> sources;
};
struct Complete {
  Name name;
  std::vector<Name> kinds;
  std::optional<Window> window;
  ExprPtr when;
};
struct Episodes {
  Name name;
  std::vector<QueryPtr> opens, closes, seen, no_end;
  std::optional<Quantity> at_most_apart;
};
struct Absent {
  std::vector<AbsenceMapping> mappings;
};
struct Instructions {
  TextBlock text;
};
struct Slots {
  Name pattern;
  int count = 0;
  Name more;
};

struct Let {
  Name name;
  ExprPtr value;
};

enum class AnswerKind { kValue, kReview, kAbsent };
struct Answer {
  AnswerKind kind = AnswerKind::kValue;
  ExprPtr value;
  std::string absence;  // `absent not documented`; empty: not documented.
  Span span;
};

enum class HitPolicy { kFirst, kUnique, kAny, kCollect, kPriority };
struct CellTest {
  bool unknown = false;  // `unknown`: the input is not known
  std::optional<BinaryOp> op;
  ExprPtr low;   // A literal or a name (`yes`, `no`, a choice member).
  ExprPtr high;  // low..high
  Span span;
};
struct Cell {
  bool any = false;
  std::vector<CellTest> tests;
  Span span;
};
struct TableRow {
  std::vector<Cell> cells;
  Answer answer;
  Span span;
};
struct Table {
  HitPolicy policy = HitPolicy::kFirst;
  std::vector<Name> inputs;
  Name output;
  std::vector<TableRow> rows;
  std::vector<Let> where;
};

enum class MergeHow { kHighest, kLowest, kEarliest, kLatest, kAll };
struct Merge {
  Name cell;
  MergeHow how = MergeHow::kAll;
};
struct ReadScope {
  std::vector<Name> documents;
  std::vector<Name> by;
  std::vector<std::string> sections;
  std::optional<Window> written;
  std::optional<Window> true_when;
  Span span;
};
struct PromptExample {
  std::string text;
  Answer answer;
  std::string because;
  Span span;
};
// The body shared by `ask` and `extract`.
struct Prompt {
  std::vector<Name> roles;
  std::vector<ReadScope> reads;
  std::vector<std::string> cues;
  int max_tokens = 0;  // 0: the default.
  bool reason_first = false;
  bool cite_exact = false, cite_reason = false;
  std::vector<PromptExample> examples;
  int samples = 1, agree = 0;
  std::string accept_confidence;  // "0.8"; empty: not asked for.
  Name check_against;
  std::vector<Name> same_keys;
  std::optional<Quantity> same_within;
  std::vector<Merge> merges;
  std::vector<TextBlock> texts;
  Span span;
};

enum class StepKind { kRule, kHint, kTable, kTake, kAsk, kOtherwise };
struct Step {
  StepKind kind = StepKind::kRule;
  Name name;  // Empty for an unnamed take or otherwise.
  Answer answer;
  ExprPtr when;
  bool even_if_unsettled = false;
  bool reveal = false;  // `take reveal …`: the author means to submit an identifier here.
  std::string because;
  std::optional<Effective> effective;
  std::unique_ptr<Table> table;
  std::unique_ptr<Prompt> prompt;
  Span span;
};

enum class Resolve { kFirst, kAgree, kHighest, kLowest, kCollect };
struct Tick {
  std::string id;
  std::string label;
  std::string reason;
  Span span;
};
struct Assign {
  bool positive = true;
  std::string text;
  std::optional<Answer> answer;
  std::string because;
  bool as_example = false;
  Span span;
};

// A field, or a finding (no id, never submitted).
struct Field {
  bool is_finding = false;
  Name name;
  std::string label;
  std::string id;  // The registry's element number; empty: the name is the id.
  Span id_span;
  TypePtr type;
  std::optional<Range> range;
  std::optional<Name> phase;
  std::optional<TextBlock> definition;
  ExprPtr applies_when;
  std::optional<Resolve> resolve;
  Span resolve_span;
  std::optional<Effective> effective;
  std::string was;
  std::vector<Tick> ticks;
  std::vector<AbsenceMapping> absent;
  std::vector<Let> lets;
  std::optional<TextBlock> instructions;
  std::vector<Assign> assigns;
  std::vector<Step> steps;
};
struct Extract {
  Name name;
  int at_most = 0;
  Name record;
  Prompt prompt;
};
struct Rows {
  Name name;
  std::vector<QueryPtr> from;
};
struct Parameter {
  Name name;
  TypePtr type;
};
struct Define {
  Name name;
  std::vector<Parameter> parameters;
  TypePtr result;
  ExprPtr body;
};
enum class CheckLevel { kError, kWarning };
struct Check {
  CheckLevel level = CheckLevel::kError;
  std::string message;
  ExprPtr when;
};

struct Declaration;
struct Section {
  std::string label;
  std::optional<Name> phase;
  std::vector<Declaration> items;
};
// `from` is the registry's folder, relative to the file; empty: the module itself holds the
// registry.
struct Extend {
  QualifiedName registry;
  std::string from;
  std::vector<Declaration> items;
};
struct Group {
  Name name;
  std::string label;
  QueryPtr over;     // for each QUERY as r
  Name over_choice;  // for each choice of C as e; `alias` then names e
  Name alias;
  ExprPtr by;
  int at_most = 0;  // 0: not stated.
  std::string counter;
  std::vector<Declaration> items;
};

// ---- tests --------------------------------------------------------------------------------------

struct RowCellLiteral {
  Name name;
  Name code_system;
  std::string code;
  ExprPtr value;
  Span span;
};
struct RowLiteral {
  std::vector<RowCellLiteral> cells;
  Span span;
};
struct GivenEntry {
  Name what;         // A record kind, a lab, the index event, an event, an extract, `patient`.
  Name in_codes;     // `in DiabetesMellitus`
  Name code_system;  // `rxnorm 6809`
  std::string code;
  ExprPtr value;
  std::optional<RowLiteral> cells;
  std::string from, to;  // Date or datetime as written; `to` empty: a point; both empty: undated.
  bool is_period = false;
  Span span;
};
struct GivenNote {
  Name document;
  Name by;
  std::string at;
  TextBlock text;
  Span span;
};
struct GivenFile {
  std::string path;
  Span span;
};
struct TestAnswer {
  QualifiedName ask;  // `history`, `Diabetes.history`, or an extract's name
  std::optional<Answer> answer;
  std::vector<Name> members;  // `{Laparoscopic, Open}`: a set
  std::vector<RowLiteral> rows;
  bool not_found = false;
  bool no_rows = false;
  std::vector<std::string> citing;
  Span span;
};
struct Expect {
  enum class Kind {
    kValue,
    kAbsent,
    kNotApplicable,
    kReview,
    kRows,
    kCheck,
    kNoCheck,
    kHigher,
    kLower
  } kind = Kind::kValue;
  QualifiedName field;
  Name row_of;  // `of Perforation`, `of Lesion 2`: one row of the field's group
  int row = 0;  // From 1; 0: `row_of` is a member of the choice that the group is over
  ExprPtr value;
  std::vector<Name> members;  // kValue of a set: `= {Laparoscopic, Open}`
  Name by;
  std::string
      reason;  // kAbsent: the absence; kReview: the words after because; kCheck: the message
  int rows = 0;
  Span span;
};
struct Vary {
  std::vector<Name>
      kind;          // Its words, of `vary … note`; else it stands in front of the first change
  std::string from;  // The words that change; empty where the change is of the whole test
  Span from_span;
  std::vector<std::string> to;
  std::vector<std::vector<Name>> perturbations;  // The words of each
  Span span;
};
using TestItem = std::variant<GivenFile, GivenNote, GivenEntry, TestAnswer, Expect, Vary>;
struct Test {
  std::string title;
  Span title_span;
  std::vector<Name> targets;
  std::vector<TestItem> items;
};

using DeclarationNode =
    std::variant<Registry, Use, Extend, Index, Event, Phase, Section, Choice, System, Codes, Kind,
                 Lab, Document, Heading, Phrases, Record, Reading, Define, Field, Let, Extract,
                 Rows, Group, Check, Complete, Episodes, Prefer, Absent, Instructions, Slots, Test,
                 Assign>;

struct Declaration {
  DeclarationNode node;
  Span span;
};

struct File {
  int32_t id = -1;  // Index into source::SourceSet.
  std::vector<Declaration> declarations;
  bool has_errors = false;  // A syntax error was reported: tools that rewrite the file refuse it.
};

}  // namespace suture::ast
