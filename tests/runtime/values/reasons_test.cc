// The names of reasons are stored in plans, results and audits: this list may grow at the end of
// each line and never change otherwise.
#include "runtime/values/reasons.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "runtime/values/outcome.h"

namespace suture::values {
namespace {

template <typename Enum>
std::string Names(int count) {
  std::string all;
  for (int i = 0; i < count; ++i) {
    if (i > 0) all += ' ';
    all += Name(static_cast<Enum>(i));
  }
  return all;
}

TEST_CASE("stable names") {
  CHECK(Names<AbsenceReason>(kAbsenceReasonCount) ==
        "not_documented documented_unknown not_applicable not_collected conflicting unreadable "
        "step_failed");
  CHECK(Names<UnsettledCause>(kUnsettledCauseCount) ==
        "none imprecise_time overlapping_times unknown_offset bad_unit missing_unit unmapped_code "
        "empty_cell conflicting_sources evidence_cut failed_step ambiguous_arithmetic "
        "undefined_arithmetic overflow unreadable_value wrong_type unlisted_words uncertain_count "
        "uncertain_range unresolved_reference unknown_status uncited_answer too_many_rows "
        "unordered_choice unstated left_to_person");
  CHECK(
      Names<ReviewReason>(kReviewReasonCount) ==
      "unsettled hint parent conflicting disagreement no_recorded_answer step_failed refusal "
      "content_filter quota budget truncated citation unquoted schema low_confidence too_many_rows "
      "exclusive_broken otherwise offline out_of_range time_limit evidence_cut samples_disagree "
      "not_in_version chart_error internal_error");
  CHECK(Names<FailureKind>(kFailureKindCount) ==
        "transport server_error rate_limit quota authentication invalid_request content_filter "
        "refusal truncated context_truncated parse constraint citation unquoted cancelled timeout "
        "not_recorded not_allowed budget");
}

template <typename Enum, typename Parse>
void CheckList(int count, Parse parse) {
  std::set<std::string_view> names;
  for (int i = 0; i < count; ++i) {
    const auto value = static_cast<Enum>(i);
    INFO(Name(value));
    CHECK(names.insert(Name(value)).second);
    CHECK(Name(value).find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
    CHECK(parse(Name(value)) == value);
    CHECK(Sentence(value).size() > 15);
    CHECK(Sentence(value).back() == '.');
  }
  CHECK_FALSE(parse("no_such_reason").has_value());
  CHECK(Name(static_cast<Enum>(200)).empty());
}

TEST_CASE("every reason reads back and has a sentence") {
  CheckList<AbsenceReason>(kAbsenceReasonCount, ParseAbsenceReason);
  CheckList<UnsettledCause>(kUnsettledCauseCount, ParseUnsettledCause);
  CheckList<ReviewReason>(kReviewReasonCount, ParseReviewReason);
  CheckList<FailureKind>(kFailureKindCount, ParseFailureKind);
  CHECK(ParseOutcome("not_applicable") == Outcome::kNotApplicable);
  CHECK_FALSE(ParseOutcome("unknown").has_value());
}

}  // namespace
}  // namespace suture::values
