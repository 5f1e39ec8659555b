// The plan: the border between compiler and runtime. It holds all that a run needs and nothing
// else; the runtime verifies it at the door (verify.h) whoever wrote it. Tables refer to each other
// by index (base::Id), never by pointer, so that the JSON form (json.h) is the structs, field by
// field.
//
// Everything a rule reads is a collection of rows of one case: chart entries, extracted records,
// mentions, group rows, episodes. Expressions form one DAG over numbered row variables; variable 0
// is the index event's row.
//
// What evaluation yields (runtime/rules): a Value that is known, or not known with a cause:
// *silent* (nothing there) or *unsettled* (something there that cannot be judged), or *pending* (it
// waits for a prompt step). docs/language.md gives the meanings by number; the comments below cite
// them as [n].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/id.h"

namespace suture::plan {

inline constexpr int kPlanVersion = 1;

using ChoiceId = base::Id<struct ChoiceTag>;
using SystemId = base::Id<struct SystemTag>;
using CodeSetId = base::Id<struct CodeSetTag>;
using ShapeId = base::Id<struct ShapeTag>;
using CollectionId = base::Id<struct CollectionTag>;
using LabId = base::Id<struct LabTag>;
using DocumentId = base::Id<struct DocumentTag>;
using PhrasesId = base::Id<struct PhrasesTag>;
using ReadingId = base::Id<struct ReadingTag>;
using ExprId = base::Id<struct ExprTag>;
using QueryId = base::Id<struct QueryTag>;
using CoverId = base::Id<struct CoverTag>;
using PromptId = base::Id<struct PromptTag>;
using TableId = base::Id<struct TableTag>;
using FieldId = base::Id<struct FieldTag>;
using GroupId = base::Id<struct GroupTag>;
using EpisodesId = base::Id<struct EpisodesTag>;

// A place in the spec, for people: lines and columns count from 1, columns in code points.
struct SourceSpan {
  int32_t file = -1;  // Index into Plan::files.
  int32_t line = 0, column = 0, end_line = 0, end_column = 0;
};

// ---- types and literals -------------------------------------------------------------------------

enum class TypeKind {
  kTruth,
  kInteger,
  kDecimal,  // a number, with `unit` when it has one
  kDate,
  kTime,
  kDateTime,
  kPeriod,
  kDuration,  // kDuration: `unit` is a duration word
  kText,
  kChoice,
  kSet,       // `choice`
  kCodes,     // a CodeableConcept: codings and text
  kCode,      // one token of a closed FHIR list, e.g. a status
  kQuantity,  // a number whose unit only the chart tells
  kReference,
  kAttachment,
  kRow,
  kRefs,  // `shape`: a row; row numbers of a collection
};
enum class Rounding { kNone, kTruncate, kRound };

struct Type {
  TypeKind kind = TypeKind::kTruth;
  ChoiceId choice;
  ShapeId shape;
  ReadingId reading;  // The text is read by this table first [12].
  std::string unit;   // UCUM, or a duration word; empty: a bare number.
  Rounding rounding = Rounding::kNone;
  int scale = -1;      // Digits after the point that `rounding` keeps; -1: as written.
  int text_limit = 0;  // kText: the most code points; 0: no limit beyond the chart's own.
  bool operator==(const Type&) const = default;
};

// A constant. `text` is its canonical spelling: "6.5", "2024-03-01", "true"; a choice member's
// name.
struct Literal {
  Type type;
  std::string text;
  bool operator==(const Literal&) const = default;
};

// First and last local day of force, both counted, by the registry's version date [17].
struct Effective {
  std::string from, until;  // ISO dates; empty: open.
};

struct ChoiceMember {
  std::string name;
  std::string code;    // What is submitted.
  std::string system;  // The code's system; empty: the registry's own.
  std::string guidance;
  int rank = -1;        // Place in the declared order, 0 the lowest; -1: left out of the order [8].
  Effective effective;  // An answer outside of it goes to review.
};
struct Choice {
  std::string name;
  std::vector<ChoiceMember> members;
  std::vector<std::vector<int>> exclusive;  // Sets of members that must not stand together [18].
  std::vector<int> alone;                   // Members that must stand alone.
};

// ---- codes --------------------------------------------------------------------------------------

struct CodeSystem {
  std::string name;
  std::vector<std::string> uris;
  bool open = false;  // A code of it that no code set lists is undecided, not a non-member.
};
struct CodeRange {
  SystemId system;
  std::string low;
  std::string high;  // Empty: exactly `low`, or every code that starts with it when `prefix`.
  bool prefix = false;
};
// Members are what `include` holds and `exclude` does not. Ranges compare codes as text of equal
// letter-and-digit shape (E08..E13 holds E11.9: a range end covers the codes that start with it).
struct CodeSet {
  std::string name;
  std::vector<CodeRange> include;
  std::vector<CodeRange> exclude;
};

// ---- rows ---------------------------------------------------------------------------------------

struct PathStep {
  std::string name;  // A JSON member, or "^": the element around the one that `each` walks.
  std::string
      argument;  // extension("url"): the member's array element whose `url`/`system` equals this.
};
struct BindingPath {
  std::vector<PathStep> steps;
  std::string target_resource;  // Not empty: `steps` ends at a Reference to this resource type,
  std::vector<PathStep> target_steps;  // and the value stands there.
  std::string literal;                 // Used instead of a path when `steps` is empty.
};
struct AttributeBinding {
  int attribute = -1;
  std::vector<BindingPath> paths;  // The first that holds a value wins.
};
struct Binding {
  std::string resource;        // FHIR resource type
  std::vector<PathStep> each;  // Not empty: one row for each element of this array.
  ExprId when;                 // Over the row (its shape's `self` variable); invalid: always.
  std::vector<AttributeBinding> attributes;
};
struct Attribute {
  std::string name;
  Type type;
  bool phi = false;
  bool optional =
      false;  // A record cell that may be left unstated: empty is silent, else unsettled.
  std::vector<std::string> range;  // Extracted numbers: low, high as written; empty: none.
  std::string guidance;
};
struct Shape {
  std::string name;  // "home drug", "CoronaryLesion"
  std::string label;
  std::vector<Attribute> attributes;
  int at = -1;                    // The attribute that windows test [2]; -1: the kind has no time.
  int value = -1;                 // What `last X` and `lowest X` yield; -1: none.
  int32_t self = -1;              // Row variable of `valid` and Binding::when.
  ExprId valid;                   // Entries for which it is not false are kept [6].
  std::vector<Binding> bindings;  // Empty: rows do not come from the chart.
};

enum class CollectionKind { kChart, kExtract, kMentions, kGroup, kUnion, kEpisodes };
struct Collection {
  std::string name;
  CollectionKind kind = CollectionKind::kChart;
  ShapeId shape;
  PromptId prompt;    // kExtract
  PhrasesId phrases;  // kMentions
  GroupId group;      // kGroup: attribute i of the shape is field Group::fields[i]
  EpisodesId episodes;
  std::vector<QueryId> from;  // kUnion
};

// A named measurement: rows of `collection` whose code is in `codes`, their value read in `unit`.
struct LabConversion {
  std::string from_number, from_unit, to_number, to_unit;  // 1 mg/dL = 17.1 umol/L
};
struct Lab {
  std::string name;
  CollectionId collection;
  CodeSetId codes;
  std::string unit;                        // Empty: a bare number.
  std::string molar_mass;                  // g/mol; empty: none.
  std::vector<LabConversion> conversions;  // Beat the molar mass [15].
  std::vector<std::string> spelled;        // Chart spellings that mean `unit`.
  ExprId derived;                          // Over other labs drawn together; invalid: measured.
};

struct DocumentType {
  std::string name;
  std::string label;
  CodeSetId codes;
  std::vector<std::string> titles;  // Compared without case, whole or as a leading phrase.
};
struct Heading {
  std::string name;
  std::vector<std::string> variants;
};
struct Phrases {
  std::string name;
  std::vector<std::string> phrases;  // `diabet*`: a prefix.
};

// ---- expressions --------------------------------------------------------------------------------

enum class Op {
  kLiteral,   // literal
  kUnknown,   // Not known, silent: what an `if any` or a missing operand stands for.
  kField,     // field: the answer of another field; not answered: silent, unsettled when in review.
  kVariable,  // variable: the row bound to it
  kAttribute,  // attribute of the row bound to `variable`
  kLabValue,   // lab: value of the row bound to `variable`, converted to the lab's unit
  kMember,     // attribute of the row that args[0] yields (a selected row)
  kBuiltin,    // builtin(args…): one entry of runtime/operators, by name
  kAnd,
  kOr,
  kNot,
  kUnless,   // args[0] unless args[1]: true blocks, silent does not, unsettled is unsettled [11]
  kAtLeast,  // at least `number` of args are true, Kleene count; args named by `names`
  kAnyOf,    // or over args, kept apart because `names` are evidence
  kAllOf,
  kIf,        // if args[0] then args[1] else args[2]
  kPossibly,  // unsettled becomes true in plain sight [2]
  kIsKnown,   // false of silence; unsettled of what is unsettled
  kIn,        // args[0] equals one of args[1…]
  kInWindow,  // args[0], a time, lies in `window`
  kInCodes,   // args[0] (codes) is a member of `code_set`
  kQuery,     // query
  kComplete,  // cover, or prompt: every note in scope was shown whole and the step did not fail [5]
  kEarliest,
  kLatest,  // of args; optional_args may be skipped when silent [13]
  kStart,
  kEnd,       // of a period (or of a datetime: itself)
  kDayAfter,  // the local day `number` days after args[0]
  kNext,  // the row after the one bound to `variable` in the order of its index or group [9]; none:
          // silent
  kText,  // parts of a prompt joined (holes printed); only below Prompt
};

// Windows test one time a row: the shape's `at`; an entry that is a period is tested by its start,
// except by kOverlapping and kInProgress. Edges are fixed [2]:
//   kBefore (-inf, a)   kAfter (a, +inf)   kWithinBefore [a-amount, a)   kWithinAfter (a, a+amount]
//   kWithinOf [a-amount, a+amount]   kFromTo [a, b]   kDuring [a.start, a.end]   kOn the local day
//   of a
// An amount in calendar units counts local dates; in hours or less, instants.
enum class WindowKind {
  kBefore,
  kAfter,
  kWithinBefore,
  kWithinAfter,
  kWithinOf,
  kFromTo,
  kDuring,
  kOverlapping,
  kInProgress,
  kOn,
  kAt,
};
struct Window {
  WindowKind kind = WindowKind::kBefore;
  ExprId a, b;
  std::string amount;       // Digits
  std::string amount_unit;  // years months weeks days | hours minutes seconds
  bool excluded = false;    // `except during`: rows inside are left out.
  SourceSpan span;
};

struct Expr {
  Op op = Op::kUnknown;
  Type type;
  std::vector<ExprId> args;
  int32_t literal = -1;  // Into Plan::literals.
  FieldId field;
  int32_t variable = -1;
  int32_t attribute = -1;
  LabId lab;
  CodeSetId code_set;
  QueryId query;
  CoverId cover;
  PromptId prompt;
  std::string builtin;
  int32_t number = 0;
  std::vector<std::string> names;      // Criteria names, parallel to args; an empty one is unnamed.
  std::vector<int32_t> optional_args;  // kEarliest, kLatest: indices into args.
  // kAnyOf, kAllOf, kAtLeast `… within AMOUNT of each other`: there is one row a criterion (each a
  // kAny query) such that all their times lie within this length [11]. Empty: no such bond.
  std::string together_amount, together_unit;
  std::optional<Window> window;  // kInWindow
  SourceSpan span;
};

enum class Quantifier {
  kAny,
  kNo,
  kEvery,  // truth
  kCount,  // an integer; an interval of possible counts where no cover holds [5]
  kFirst,
  kLast,
  kLowest,
  kHighest,
  kClosest,    // `yield` of one row
  kSum,        // sum of `yield`
  kTotalTime,  // length of the union of the rows' periods [14]
  kEach,       // the rows themselves, in order: groups and unions
};

struct Query {
  Quantifier quantifier = Quantifier::kAny;
  CollectionId collection;
  int32_t variable = -1;              // Bound to each row in `where`, `yield`, `order_by`.
  std::vector<CodeSetId> codes;       // The row's code is in one of them; empty: not asked.
  LabId lab;                          // The collection is a lab; `codes` holds its codes.
  std::vector<DocumentId> documents;  // Notes and mentions: of one of these types; empty: any.
  std::vector<Window> windows;
  ExprId where;
  ExprId yield;     // Default: the shape's value, a lab's converted value, else the row.
  ExprId order_by;  // Instead of the row's time (groups).
  ExprId closest_to;
  int32_t at_most = 0;  // kEach: more rows than this means review; 0: no bound.
  // Mentions: each may be asked for; 0 not asked, 1 required, -1 refused.
  int8_t affirmed = 0, negated = 0, historical = 0, family = 0, uncertain = 0, hypothetical = 0;
  bool at_this_facility = false;
  int32_t drawn_with = -1;  // Row variable: same specimen, or same time [6].
  ExprId except_source;     // Rows that this expression's evidence rests on are left out [16].
  std::vector<std::string> ties;  // Names of sources in falling order of preference.
  std::string lasting_op, lasting_amount, lasting_unit;
  std::string total_unit;       // kTotalTime
  std::vector<CoverId> covers;  // Declared covers that may make "none found" false.
  SourceSpan span;
};

struct Cover {
  std::string name;
  std::vector<CollectionId> collections;
  std::vector<LabId> labs;  // Only these measurements, not their whole collection.
  std::optional<Window> window;
  ExprId when;
  SourceSpan span;
};

struct Episodes {
  std::string name;
  std::vector<QueryId> opens, closes, seen, no_end;  // kEach queries
  std::string apart_amount, apart_unit;
  SourceSpan span;
};

// ---- prompts ------------------------------------------------------------------------------------

struct ReadScope {
  std::vector<DocumentId> documents;
  std::vector<std::string> by;  // Author roles; empty: any.
  std::vector<std::string> sections;
  std::optional<Window> written;
  std::optional<Window> true_when;  // [4]
};
struct PromptPart {
  std::string text;
  ExprId hole;  // Valid: printed instead of `text`.
};
struct PromptExample {
  std::string text;
  std::string answer;  // A choice member, or the literal's text
  std::string because;
};
enum class MergeHow { kHighest, kLowest, kEarliest, kLatest, kAll };
struct Merge {
  int attribute = -1;
  MergeHow how = MergeHow::kAll;
};
struct Reading {
  std::string name;
  Type type;
  std::string range;  // mean | lowest | highest; empty: a range is unsettled
  std::vector<std::pair<std::string, std::string>> words;  // words -> literal text
  bool below_next_lower = false;
  int missing_month = 0, missing_day = 0;
  Effective effective;  // An answer read outside of it goes to review.
};

// An ask (one question whose answer has a field's type) or an extract (rows of a record).
struct Prompt {
  std::string name;  // "Diabetes.history", "lesions"
  bool is_extract = false;
  FieldId field;  // ask: the field it answers
  std::vector<std::string> roles;
  std::vector<ReadScope> reads;
  std::vector<std::string> cues;
  int max_tokens = 0;                    // Evidence budget
  std::vector<PromptPart> instructions;  // Registry-wide, then the field's own
  std::vector<PromptPart> text;
  Type answer;                 // ask
  CollectionId collection;     // extract
  int at_most = 0;             // extract: rows
  std::vector<int> same_keys;  // [7]
  std::string same_within, same_within_unit;
  std::vector<Merge> merges;
  bool reason_first = false;
  bool cite_exact = false;
  bool cite_reason = false;  // Numbers and dates need not stand in their quotes.
  std::vector<PromptExample> examples;
  int samples = 1, agree = 1;
  std::string accept_confidence;  // Empty: not asked for.
  int check_against = -1;         // Step index in the field; -1: none.
  std::string schema;             // JSON Schema of one answer, in the strict subset.
  std::string semantic_hash;
  SourceSpan span;
};

// ---- fields -------------------------------------------------------------------------------------

enum class StepKind { kRule, kHint, kTable, kTake, kAsk, kOtherwise };
enum class AnswerKind { kValue, kReview, kAbsent };
struct Step {
  StepKind kind = StepKind::kRule;
  std::string name;
  ExprId when;  // rule, hint, otherwise; invalid: always.
  AnswerKind answer = AnswerKind::kValue;
  ExprId value;
  std::string absence;  // kAbsent: a name of values::AbsenceReason
  TableId table;
  PromptId prompt;
  bool even_if_unsettled = false;
  std::string because;
  Effective effective;
  SourceSpan span;
};

enum class HitPolicy { kFirst, kUnique, kAny, kCollect, kPriority };
struct TableRow {
  ExprId condition;  // All cells, as one truth
  AnswerKind answer = AnswerKind::kValue;
  ExprId value;
  SourceSpan span;
};
struct Table {
  HitPolicy policy = HitPolicy::kFirst;
  std::vector<TableRow> rows;
};

enum class Resolve { kFirst, kAgree, kHighest, kLowest, kCollect };
struct Tick {
  std::string id, label, absence;
};
struct AbsenceCode {
  std::string absence;  // a name of values::AbsenceReason
  std::string code;     // What is submitted; empty: blank.
};
struct Bounds {
  std::string low, high, unit;
};
struct Field {
  std::string name;
  std::string id;  // The registry's element; findings have none.
  std::string label;
  std::string section;
  std::string definition;
  bool is_finding = false;
  GroupId group;  // Invalid: of the case.
  Type type;
  std::optional<Bounds> range, usual;
  ExprId applies_when;
  std::vector<FieldId> parents;  // Fields that applies_when reads.
  Resolve resolve = Resolve::kFirst;
  std::vector<Step> steps;
  std::vector<Tick> ticks;
  std::vector<AbsenceCode> absence_codes;
  Effective effective;
  std::string was;
  std::string semantic_hash;  // Its meaning with all it depends on; layout left out.
  SourceSpan span;
};

struct Group {
  std::string name, label;
  QueryId over;           // kEach; invalid when over_choice
  ChoiceId over_choice;   // One row a member [18]
  int32_t variable = -1;  // The row, or the member, in the group's expressions
  GroupId parent;
  std::string counter;
  std::string slots;  // "REOPERATION{n}": columns of its first rows; empty: none
  int slot_count = 0;
  FieldId slots_more;  // Says whether there are more rows than columns.
  std::vector<FieldId> fields;
  CollectionId collection;  // The group as others see it
  SourceSpan span;
};

enum class CheckLevel { kError, kWarning };
struct Check {
  CheckLevel level = CheckLevel::kError;
  std::string message;
  ExprId when;
  GroupId group;
  SourceSpan span;
};

enum class IndexWhich { kFirst, kLast, kEach };
struct Index {
  std::string name;
  IndexWhich which = IndexWhich::kFirst;
  QueryId query;  // kEach; its variable is 0
};

struct Registry {
  std::string name, label, version, steward, revises;
  Effective effective;
  ExprId versions_by;  // The time that chooses a version; invalid: the index event's start.
  bool months_round_stated = false, months_round_up = false;
};

struct Plan {
  int version = kPlanVersion;
  std::string hash;  // Over the canonical form without this member.
  Registry registry;
  std::vector<std::string> files;
  std::vector<Choice> choices;
  std::vector<CodeSystem> systems;
  std::vector<CodeSet> code_sets;
  std::vector<Shape> shapes;
  std::vector<Collection> collections;
  std::vector<Lab> labs;
  std::vector<DocumentType> documents;
  std::vector<Heading> headings;
  std::vector<Phrases> phrases;
  std::vector<Reading> readings;
  std::vector<Literal> literals;
  std::vector<Expr> exprs;  // Arguments stand before those who use them.
  std::vector<Query> queries;
  std::vector<Cover> covers;
  std::vector<Episodes> episodes;
  std::vector<Prompt> prompts;
  std::vector<Table> tables;
  std::vector<Group> groups;
  std::vector<Field> fields;
  std::vector<FieldId> order;  // Dependency order: a field after all it reads.
  std::vector<Check> checks;
  Index index;
  std::vector<std::string> prefer;  // Source names in falling order [16]
  int32_t variables = 1;            // Row variables in use.
  CollectionId notes;               // The collection that prompts read.
  CollectionId patient;
};

}  // namespace suture::plan
