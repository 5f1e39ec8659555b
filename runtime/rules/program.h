// The plan made ready to run, once: literals decoded, builtins found, units and amounts read, and
// for each expression the row variables that it hangs on, so that what does not change is not
// judged twice. Immutable afterwards; all workers share one. The plan must outlive it.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/operators/table.h"
#include "runtime/plan/plan.h"
#include "runtime/rules/field_lines.h"
#include "runtime/values/value.h"

namespace suture::rules {

// `within 30 days before a`: an amount in years, months, weeks or days counts local dates.
struct WindowProgram {
  plan::WindowKind kind = plan::WindowKind::kBefore;
  plan::ExprId a, b;
  values::Duration amount;
  bool excluded = false;
  // Its anchors are judged once as long as these variables stay bound; else anew each time.
  bool is_kept = false;
  std::vector<int32_t> variables;
};

// What few nodes have.
struct NodeExtras {
  std::optional<values::Duration> together;  // `within AMOUNT of each other`
  std::optional<WindowProgram> window;       // kInWindow
};

// One line of the processor's cache: with hundreds of fields a case touches every node once, and
// what stands in the plan's own structs is not touched at all.
struct alignas(64) Node {
  plan::Op op = plan::Op::kUnknown;
  bool memoised = false;  // Worth keeping while its variables stay bound
  bool is_named = false;  // Some of its arguments are named criteria.
  int32_t number = 0;
  int32_t subject = -1;    // Index of the field, query, row variable or code set that it is about
  int32_t attribute = -1;  // kAttribute, kMember; kLabValue: the lab
  operators::OperatorId builtin = -1;
  absl::Span<const plan::ExprId> args;  // Into the plan
  const std::vector<int32_t>* variables =
      nullptr;  // Row variables that the value hangs on, ascending
  const values::Value* literal = nullptr;
  const NodeExtras* extras = nullptr;
  const plan::Expr* source = nullptr;

  bool is_together() const { return extras != nullptr && extras->together.has_value(); }
};

// One name of `prefer A over B`: what a row must be to bear it.
struct SourceName {
  plan::DocumentId document;  // Its note, or the note that it quotes, is of this type
  plan::CodeSetId code_set;   // One of its concepts is a member
  plan::ShapeId shape;        // It is of this kind
};

// What every look at rows needs stands first, in one line of the processor's cache.
struct alignas(64) QueryProgram {
  plan::Quantifier quantifier = plan::Quantifier::kAny;
  bool asks_mentions = false;
  // Rows are told by their codes, windows and `where` alone.
  bool is_plain = false;
  plan::CollectionId collection;
  int32_t variable = -1;
  plan::LabId lab;
  plan::ExprId where;
  plan::LabId yields;  // What `yield` comes to, where it is only the row's value as a lab
  // Queries that ask one collection for the same code sets share a number; -1: for none.
  int32_t codes_number = -1;
  absl::InlinedVector<int32_t, 4>
      windows;  // Their numbers; of rows: all but `except during` of a total
  const plan::Query* source = nullptr;
  std::vector<int32_t> variables;
  std::vector<SourceName> ties;
  std::optional<values::Duration> lasting;
  std::optional<values::CalendarUnit> total_unit;
};

struct ReadProgram {
  std::optional<WindowProgram> written, true_when;
};
struct CoverProgram {
  std::optional<WindowProgram> window;
};

struct ConversionProgram {
  const values::Unit* from = nullptr;      // In the chart
  const values::Unit* to = nullptr;        // Commensurable with the lab's unit
  values::Decimal numerator, denominator;  // to = from * numerator / denominator + offset
  values::Decimal offset;
};
struct LabProgram {
  const values::Unit* unit = nullptr;  // Null: a bare number
  std::optional<values::Decimal> molar_mass;
  std::vector<ConversionProgram> conversions;
};

// Numbers of a field's type and bounds, read once.
struct TypeProgram {
  plan::TypeKind kind = plan::TypeKind::kTruth;
  plan::Rounding rounding = plan::Rounding::kNone;
  int32_t scale = -1;
  int32_t text_limit = 0;
  const values::Unit* unit = nullptr;
  std::optional<values::CalendarUnit> duration_unit;
};
struct BoundsProgram {
  std::optional<values::Value> low, high;
};
struct EffectiveProgram {
  std::optional<values::DateTime> from, until;
  bool empty() const { return !from && !until; }
};
struct StepProgram {
  plan::StepKind kind = plan::StepKind::kRule;
  plan::AnswerKind answer = plan::AnswerKind::kValue;
  bool even_if_unsettled = false;
  values::AbsenceReason absence = values::AbsenceReason::kNotDocumented;
  plan::ExprId when, value;
  const EffectiveProgram* effective = nullptr;  // Null: in force on any day
};
// What every field needs stands first, in two lines of the processor's cache.
struct alignas(64) FieldProgram {
  plan::GroupId group;
  plan::ExprId applies_when;
  int32_t place = -1;         // Index into its group's fields
  bool is_dated = false;      // `effective` bounds it.
  bool takes_first = true;    // The first step that answers decides.
  bool has_versions = false;  // `reading` or `members` bound its answers.
  bool has_range = false;
  bool completes_dates = false;  // Its type's reading says what a partial date stands for.
  bool has_exclusions = false;   // Members of its choice may exclude each other.
  absl::InlinedVector<StepProgram, 2> steps;
  TypeProgram type;
  BoundsProgram range;
  EffectiveProgram effective;
  EffectiveProgram reading;               // Of the reading that its answers are read by
  std::vector<EffectiveProgram> members;  // Of its choice; empty: none of them is dated
};

// What a shape's attributes are for, found by name once.
struct ShapeProgram {
  int32_t code = -1;  // The concept that code sets test
  int32_t facility = -1, specimen = -1;
  int32_t type = -1, title = -1, role = -1, body = -1, amends = -1;  // Notes
};

// Attribute i of a union's shape is attribute `attributes[i]` of one of its sources.
struct UnionMap {
  plan::ShapeId from;
  std::vector<int32_t> attributes;
};

class Program {
 public:
  // Errors: kInvalidArgument where the plan holds a spelling that cannot be read; verify.h has
  // already refused what does not hang together.
  static absl::StatusOr<std::unique_ptr<const Program>> Build(const plan::Plan& plan);

  const plan::Plan& plan() const { return *plan_; }
  const Node& node(plan::ExprId id) const { return nodes_[id.index]; }
  const QueryProgram& query(plan::QueryId id) const { return queries_[id.index]; }
  const CoverProgram& cover(plan::CoverId id) const { return covers_[id.index]; }
  const LabProgram& lab(plan::LabId id) const { return labs_[id.index]; }
  const FieldProgram& field(plan::FieldId id) const { return fields_[id.index]; }
  const ShapeProgram& shape(plan::ShapeId id) const { return shapes_[id.index]; }
  const std::vector<ReadProgram>& reads(plan::PromptId id) const { return reads_[id.index]; }
  const std::optional<values::Duration>& same_within(plan::PromptId id) const {
    return same_within_[id.index];
  }
  const std::optional<values::Duration>& apart(plan::EpisodesId id) const {
    return apart_[id.index];
  }
  const std::vector<SourceName>& prefer() const { return prefer_; }
  // Whether the set has a line of this system.
  bool Speaks(plan::CodeSetId set, int32_t system) const {
    return (spoken_[set.index * system_words_ + static_cast<size_t>(system) / 64] >> (system % 64) &
            1) != 0;
  }
  // The systems that it has lines of, a bit each; SystemWords() words.
  const uint64_t* Spoken(plan::CodeSetId set) const { return &spoken_[set.index * system_words_]; }
  size_t SystemWords() const { return system_words_; }
  // Rows of the chart, which stand for themselves.
  bool IsOfChart(int32_t collection) const { return of_chart_[collection] != 0; }
  // A window of queries: those that say the same share a number.
  const WindowProgram& window(int32_t number) const { return windows_[number]; }
  size_t window_count() const { return windows_.size(); }
  int32_t code_choice_count() const { return code_choices_; }
  // Where attribute `attribute` of the union's shape stands in `from`; -1: nowhere.
  int32_t UnionAttribute(plan::CollectionId united, plan::ShapeId from, int32_t attribute) const;
  const std::vector<int32_t>& group_variables(plan::GroupId id) const {
    return group_variables_[id.index];
  }
  values::MonthRounding month_rounding() const { return month_rounding_; }
  const FieldLines& lines() const { return lines_; }

 private:
  friend class ProgramBuilder;
  explicit Program(const plan::Plan& plan) : plan_(&plan) {}

  const plan::Plan* plan_;
  base::Arena arena_;
  std::vector<Node> nodes_;
  std::vector<std::unique_ptr<const NodeExtras>> extras_;
  std::deque<EffectiveProgram> effective_;    // Of steps
  std::set<std::vector<int32_t>> variables_;  // Of nodes, each set once
  std::vector<QueryProgram> queries_;
  std::vector<CoverProgram> covers_;
  std::vector<LabProgram> labs_;
  std::vector<FieldProgram> fields_;
  std::vector<ShapeProgram> shapes_;
  std::vector<std::vector<ReadProgram>> reads_;  // Of prompts
  std::vector<std::optional<values::Duration>> same_within_;
  std::vector<std::optional<values::Duration>> apart_;
  std::vector<SourceName> prefer_;
  size_t system_words_ = 1;
  std::vector<uint64_t> spoken_;                       // Of each code set: bits of its systems
  std::vector<uint8_t> of_chart_;                      // Of collections
  std::vector<WindowProgram> windows_;                 // Of queries, by number
  int32_t code_choices_ = 0;                           // Numbers of collections and code sets
  std::vector<std::vector<UnionMap>> unions_;          // Of collections
  std::vector<std::vector<int32_t>> group_variables_;  // The group's and its parents'
  values::MonthRounding month_rounding_ = values::MonthRounding::kRefuse;
  FieldLines lines_;
};

}  // namespace suture::rules
