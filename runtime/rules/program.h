// The plan made ready to run, once: literals decoded, builtins found, units and amounts read, and
// for each expression the row variables that it hangs on, so that what does not change is not
// judged twice. Immutable afterwards; all workers share one. The plan must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/operators/table.h"
#include "runtime/plan/plan.h"
#include "runtime/values/value.h"

namespace suture::rules {

// `within 30 days before a`: an amount in years, months, weeks or days counts local dates.
struct WindowProgram {
  plan::WindowKind kind = plan::WindowKind::kBefore;
  plan::ExprId a, b;
  values::Duration amount;
  bool excluded = false;
  // Windows of queries that say the same share a number: their anchors are judged once as long as
  // these variables stay bound. -1: judged anew each time.
  int32_t number = -1;
  absl::Span<const int32_t> variables;
};

struct Node {
  plan::Op op = plan::Op::kUnknown;
  bool memoised = false;  // Worth keeping while its variables stay bound
  int32_t number = 0;
  absl::Span<const plan::ExprId> args;  // Into the plan
  absl::Span<const int32_t> variables;  // Row variables that the value hangs on, ascending
  operators::OperatorId builtin = -1;
  values::Value literal;
  std::optional<values::Duration> together;  // `within AMOUNT of each other`
  std::optional<WindowProgram> window;       // kInWindow
  const plan::Expr* source = nullptr;
};

// One name of `prefer A over B`: what a row must be to bear it.
struct SourceName {
  plan::DocumentId document;  // Its note, or the note that it quotes, is of this type
  plan::CodeSetId code_set;   // One of its concepts is a member
  plan::ShapeId shape;        // It is of this kind
};

struct QueryProgram {
  const plan::Query* source = nullptr;
  std::vector<WindowProgram> windows;  // Of rows: all but `except during` of a total
  std::vector<int32_t> variables;
  std::vector<SourceName> ties;
  std::optional<values::Duration> lasting;
  std::optional<values::CalendarUnit> total_unit;
  plan::LabId yields;  // What `yield` comes to, where it is only the row's value as a lab
  bool asks_mentions = false;
  // Rows are told by their codes, windows and `where` alone.
  bool is_plain = false;
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
  values::AbsenceReason absence = values::AbsenceReason::kNotDocumented;
  EffectiveProgram effective;
};
struct FieldProgram {
  TypeProgram type;
  BoundsProgram range;
  EffectiveProgram effective;
  EffectiveProgram reading;  // Of the reading that its answers are read by
  std::vector<EffectiveProgram> members;  // Of its choice; empty: none of them is dated
  std::vector<StepProgram> steps;
  int32_t place = -1;  // Index into its group's fields
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
    return (spoken_[set.index * system_words_ + static_cast<size_t>(system) / 64] >> (system % 64) & 1) != 0;
  }
  // The systems that it has lines of, a bit each; SystemWords() words.
  const uint64_t* Spoken(plan::CodeSetId set) const { return &spoken_[set.index * system_words_]; }
  size_t SystemWords() const { return system_words_; }
  // Rows of the chart, which stand for themselves.
  bool IsOfChart(int32_t collection) const { return of_chart_[collection] != 0; }
  size_t window_count() const { return window_variables_.size(); }
  // Where attribute `attribute` of the union's shape stands in `from`; -1: nowhere.
  int32_t UnionAttribute(plan::CollectionId united, plan::ShapeId from, int32_t attribute) const;
  const std::vector<int32_t>& group_variables(plan::GroupId id) const {
    return group_variables_[id.index];
  }
  values::MonthRounding month_rounding() const { return month_rounding_; }

 private:
  friend class ProgramBuilder;
  explicit Program(const plan::Plan& plan) : plan_(&plan) {}

  const plan::Plan* plan_;
  base::Arena arena_;
  std::vector<Node> nodes_;
  std::vector<std::vector<int32_t>> variables_;  // Of each node
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
  std::vector<uint64_t> spoken_;                           // Of each code set: bits of its systems
  std::vector<uint8_t> of_chart_;                          // Of collections
  std::vector<std::vector<int32_t>> window_variables_;     // Of each number
  std::vector<std::vector<UnionMap>> unions_;          // Of collections
  std::vector<std::vector<int32_t>> group_variables_;  // The group's and its parents'
  values::MonthRounding month_rounding_ = values::MonthRounding::kRefuse;
};

}  // namespace suture::rules
