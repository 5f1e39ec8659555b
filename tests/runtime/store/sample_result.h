// One result with everything that a result can hold.
#pragma once

#include <string_view>
#include <vector>

#include "runtime/store/result.h"

namespace suture::store {

// As a result lists them.
inline std::vector<const EvidenceItem*> PointersTo(absl::Span<const EvidenceItem> items) {
  std::vector<const EvidenceItem*> pointers;
  for (const EvidenceItem& item : items) pointers.push_back(&item);
  return pointers;
}

class SampleResult {
 public:
  SampleResult() {
    FieldResult diabetes{
        .name = "Diabetes", .outcome = values::Outcome::kAnswered, .step = "hba1c"};
    diabetes.value = ResultValue{.values = yes_, .codes = one_};
    diabetes.evidence = evidence_pointers_;
    FieldResult creatinine{.name = "Creatinine", .outcome = values::Outcome::kAbsent};
    creatinine.ticks = ticks_;
    creatinine.searched = searched_pointers_;
    FieldResult stroke{.name = "Stroke", .outcome = values::Outcome::kReview};
    stroke.proposal = ResultValue{.values = no_};
    stroke.reason = values::ReviewReason::kUnsettled;
    stroke.cause = values::UnsettledCause::kImpreciseTime;
    FieldResult approach{.name = "Approach", .outcome = values::Outcome::kAnswered, .step = "t"};
    approach.value = ResultValue{.is_set = true, .values = open_};
    approach.table_row = 2;
    FieldResult ssi{.name = "Ssi", .outcome = values::Outcome::kNotApplicable};
    fields_ = {diabetes, creatinine, stroke, approach, ssi};
    stenosis_ = {{.name = "Stenosis", .outcome = values::Outcome::kAnswered, .step = "take"}};
    stenosis_[0].value = ResultValue{.values = seventy_};
    rows_ = {{.row = 1, .counter = "8000", .fields = stenosis_},
             {.row = 2, .parent = 1, .fields = stenosis_}};
    groups_ = {{"Lesion", rows_}};
    checks_ = {{plan::CheckLevel::kWarning, "Discharge is before surgery.", "", -1},
               {plan::CheckLevel::kError, "A lesion has no vessel.", "Lesion", 2}};
    result = {.line = 1,
              .case_id = "sts-01",
              .plan_hash = kHash,
              .fields = fields_,
              .groups = groups_,
              .checks = checks_};
  }
  SampleResult(const SampleResult&) = delete;
  SampleResult& operator=(const SampleResult&) = delete;

  CaseResult result;

 private:
  static constexpr std::string_view kHash =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  std::vector<std::string_view> yes_ = {"Yes"}, one_ = {"1"}, no_ = {"No"}, open_ = {"Open"},
                                seventy_ = {"70"}, ticks_ = {"6031"};
  std::vector<EvidenceItem> evidence_ = {
      {.source = "Observation/hba1c-3", .path = "result", .time = "2024-02-01", .value = "7.10 %"},
      {.kind = EvidenceKind::kQuote,
       .source = "DocumentReference/n1",
       .type = "HistoryAndPhysical",
       .quote = "type 2 diabetes",
       .begin = 10,
       .end = 25,
       .byte_begin = 11,
       .byte_end = 26,
       .grade = 0},
      {.kind = EvidenceKind::kField, .source = "Age", .value = "67"},
      {.kind = EvidenceKind::kCriterion, .source = "culture"},
      {.kind = EvidenceKind::kCover, .source = "labs"}};
  std::vector<EvidenceItem> searched_ = {
      {.kind = EvidenceKind::kSearch,
       .source = "Creatinine",
       .window = "within 30 days before surgery.start",
       .found = 0,
       .undecided = 0},
      {.kind = EvidenceKind::kNotes, .source = "Diabetes.history", .found = 3}};
  std::vector<const EvidenceItem*> evidence_pointers_ = PointersTo(evidence_),
                                   searched_pointers_ = PointersTo(searched_);
  std::vector<FieldResult> fields_, stenosis_;
  std::vector<GroupRowResult> rows_;
  std::vector<GroupResult> groups_;
  std::vector<CheckResult> checks_;
};

}  // namespace suture::store
