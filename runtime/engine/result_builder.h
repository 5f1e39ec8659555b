// The outcomes of one event as a result: values in canonical spelling, codes to submit, evidence
// rendered from the graph that the rules kept.
#pragma once

#include <vector>

#include "runtime/engine/case_runner.h"
#include "runtime/engine/result_texts.h"
#include "runtime/store/result.h"

namespace suture::engine {

// One a worker.
class ResultBuilder {
 public:
  ResultBuilder(const plan::Plan& plan, const ResultTexts& texts) : plan_(plan), texts_(texts) {}

  // Views into the plan, the case and the evaluator's arena: written before the case goes on.
  store::CaseResult Build(CaseRunner& runner, int64_t line);

 private:
  absl::Span<const std::string_view> TicksOf(const plan::Field& field,
                                             values::AbsenceReason absence);
  store::FieldResult BuildField(plan::FieldId id, int32_t row);
  store::ResultValue BuildValue(const plan::Field& field, bool is_set, const values::Value& value);
  std::string_view DecimalText(const values::Decimal& number, std::string_view unit);
  std::string_view IntegerText(int64_t number);
  std::string_view SpanText(const values::DateTime* from, const values::DateTime* to);
  std::string_view Joined(std::string_view left, char between, std::string_view right);
  std::string_view ValueText(const values::Value& value);
  std::string_view ValueCode(const values::Value& value);
  std::string_view CellText(const chart::Cell& cell);
  // Items are listed once.
  using Items = std::vector<const store::EvidenceItem*>;
  void AddEvidence(const rules::FieldOutcome& outcome, Items& evidence, Items& searched);
  void AddLeaf(const rules::EvidenceNode& leaf, Items& evidence, Items& searched);
  void AddRow(rules::RowRef ref, int32_t attribute, Items& evidence);
  void AddQuotes(absl::Span<const chart::Quote> quotes, Items& evidence);
  void AddFieldLeaf(const rules::EvidenceNode& leaf, Items& evidence, Items& searched);
  void AddOnce(const store::EvidenceItem& item, Items& to);
  const store::EvidenceItem& EntryOf(rules::RowRef ref, const chart::Row& row, int32_t attribute);
  std::string_view SourceOf(const chart::Row& row, const plan::Collection& collection);
  absl::Span<const store::GroupResult> BuildGroups(CaseRunner& runner);
  absl::Span<const store::CheckResult> BuildChecks();
  // Findings behind findings that evidence is followed through.
  static constexpr int32_t kMaxFindingDepth = 8;

  base::Arena& arena() { return evaluator_->arena(); }

  const plan::Plan& plan_;
  const ResultTexts& texts_;
  rules::Evaluator* evaluator_ = nullptr;
  int32_t depth_ = 0;
  Items evidence_, searched_;
  // Of each collection, by row and attribute: the items of this case that were made; in its arena.
  std::vector<absl::Span<const store::EvidenceItem*>> entries_;
  std::string json_;
  std::vector<store::CheckResult> checks_;
  std::vector<store::GroupResult> groups_;
  std::vector<plan::FieldId> group_fields_;
  std::vector<std::string_view> ticks_;
  std::vector<int32_t> rows_;
  // By depth of findings behind findings.
  std::vector<std::vector<rules::EvidenceNode>> leaves_{kMaxFindingDepth + 1};
};

}  // namespace suture::engine
