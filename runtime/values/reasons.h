// The closed lists of why: why a field is absent, why a person must look at it, why a condition is
// not known, why a model step failed. Each reason has a stable name (plans, results and tests use
// it; never renamed, never reused) and a sentence for the reader of a result.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suture::values {

// clang-format off
#define SUTURE_ABSENCE_REASONS(X) \
  X(kNotDocumented, "not_documented", "The record does not say.") \
  X(kDocumentedUnknown, "documented_unknown", "The record says that it is not known.") \
  X(kNotApplicable, "not_applicable", "The parent field rules the question out.") \
  X(kNotCollected, "not_collected", "This version of the registry does not collect it.") \
  X(kConflicting, "conflicting", "Sources of equal rank disagree.") \
  X(kUnreadable, "unreadable", "Something is recorded, but it cannot be read as a value.") \
  X(kStepFailed, "step_failed", "The step that should have answered failed.")

#define SUTURE_UNSETTLED_CAUSES(X) \
  X(kNone, "none", "Nothing is unsettled.") \
  X(kImpreciseTime, "imprecise_time", "A date or time is too coarse to decide.") \
  X(kOverlappingTimes, "overlapping_times", "Times overlap, so their order is not known.") \
  X(kUnknownOffset, "unknown_offset", "A time has no UTC offset, so it cannot be placed against one that has.") \
  X(kBadUnit, "bad_unit", "The unit does not convert to the one that is asked for.") \
  X(kMissingUnit, "missing_unit", "A number has no unit where one is needed.") \
  X(kUnmappedCode, "unmapped_code", "A code belongs to a system that the code set does not list.") \
  X(kEmptyCell, "empty_cell", "A row was found, but the cell that is asked for is empty.") \
  X(kConflictingSources, "conflicting_sources", "Sources of equal rank give different values.") \
  X(kEvidenceCut, "evidence_cut", "Evidence was left out because the budget did not allow all of it.") \
  X(kFailedStep, "failed_step", "A step that could have answered failed.") \
  X(kAmbiguousArithmetic, "ambiguous_arithmetic", "Month arithmetic has no single result, such as 31 January + 1 month.") \
  X(kUndefinedArithmetic, "undefined_arithmetic", "The calculation has no result, such as a division by zero.") \
  X(kOverflow, "overflow", "The result is larger than can be held exactly.") \
  X(kUnreadableValue, "unreadable_value", "The recorded text cannot be read as a value of this type.") \
  X(kWrongType, "wrong_type", "A value of another type came than the specification says, which is a fault of Suture's own.") \
  X(kUnlistedWords, "unlisted_words", "The words are not among those that the reading lists.") \
  X(kUncertainCount, "uncertain_count", "Entries that could count are themselves not known.") \
  X(kUncertainRange, "uncertain_range", "Only a range of possible values is known, and it does not decide.") \
  X(kUnresolvedReference, "unresolved_reference", "The entry points to something that the record does not hold.") \
  X(kUnknownStatus, "unknown_status", "The entry has no status, or one that the record kind does not list.") \
  X(kUncitedAnswer, "uncited_answer", "A model's answer came without a quote that the notes hold.") \
  X(kTooManyRows, "too_many_rows", "More rows were found than the limit allows.") \
  X(kUnorderedChoice, "unordered_choice", "The choice list declares no order, or leaves this member out of it.") \
  X(kUnstated, "unstated", "Something is there that cannot be judged, and the step did not say why.") \
  X(kLeftToPerson, "left_to_person", "A field that is needed here is itself waiting for a person.")

#define SUTURE_REVIEW_REASONS(X) \
  X(kUnsettled, "unsettled", "An earlier step found something that it could not judge, and it could have changed the answer.") \
  X(kHint, "hint", "A hint points the other way.") \
  X(kParent, "parent", "The parent field is in review, or the chart says nothing of it.") \
  X(kConflicting, "conflicting", "Sources of equal rank disagree.") \
  X(kDisagreement, "disagreement", "Two steps that should agree gave different answers.") \
  X(kNoRecordedAnswer, "no_recorded_answer", "No recorded answer of the model was there to replay.") \
  X(kStepFailed, "step_failed", "The step failed and may be tried again.") \
  X(kRefusal, "refusal", "The model declined to answer.") \
  X(kContentFilter, "content_filter", "The server's content filter stopped the request or the answer.") \
  X(kQuota, "quota", "The server's quota is used up.") \
  X(kBudget, "budget", "The run's budget for model calls is used up.") \
  X(kTruncated, "truncated", "The answer was cut off before its end.") \
  X(kCitation, "citation", "The answer's quote is not in the notes that were shown.") \
  X(kUnquoted, "unquoted", "The answer's number or date does not stand in the words that it quotes.") \
  X(kSchema, "schema", "The answer does not have the form that was asked for.") \
  X(kLowConfidence, "low_confidence", "The answer's confidence is below what the step accepts.") \
  X(kTooManyRows, "too_many_rows", "More rows were found than the limit allows.") \
  X(kExclusiveBroken, "exclusive_broken", "Answers were given together that exclude each other.") \
  X(kOtherwise, "otherwise", "No step answered, and the spec leaves it to a person.") \
  X(kOffline, "offline", "No model server was reachable or allowed.") \
  X(kOutOfRange, "out_of_range", "The value lies outside the range that the field declares.") \
  X(kTimeLimit, "time_limit", "The time limit ran out before an answer came.") \
  X(kEvidenceCut, "evidence_cut", "Not all of the evidence could be shown to the model.") \
  X(kSamplesDisagree, "samples_disagree", "Asked more than once, the model gave different answers.") \
  X(kNotInVersion, "not_in_version", "The answer is not one that this version of the registry offers.") \
  X(kChartError, "chart_error", "The case could not be read in full.") \
  X(kInternalError, "internal_error", "Suture failed on this field; please report it.")

#define SUTURE_FAILURE_KINDS(X) \
  X(kTransport, "transport", "The connection to the server failed.") \
  X(kServerError, "server_error", "The server reported an error of its own.") \
  X(kRateLimit, "rate_limit", "The server asked to slow down.") \
  X(kQuota, "quota", "The server's quota is used up.") \
  X(kAuthentication, "authentication", "The server did not accept the key.") \
  X(kInvalidRequest, "invalid_request", "The server did not accept the request.") \
  X(kContentFilter, "content_filter", "A content filter stopped the request or the answer.") \
  X(kRefusal, "refusal", "The model declined to answer.") \
  X(kTruncated, "truncated", "The answer was cut off at the token limit.") \
  X(kContextTruncated, "context_truncated", "The request is longer than the model can read.") \
  X(kParse, "parse", "The answer could not be read without loss.") \
  X(kConstraint, "constraint", "The answer was read but breaks a rule of its type.") \
  X(kCitation, "citation", "A quote in the answer is not in the notes that were shown.") \
  X(kUnquoted, "unquoted", "A number or date of the answer does not stand in the words that it quotes.") \
  X(kCancelled, "cancelled", "The run was stopped.") \
  X(kTimeout, "timeout", "The server did not answer in time.") \
  X(kNotRecorded, "not_recorded", "No recorded answer of the model was there to replay.") \
  X(kNotAllowed, "not_allowed", "The role may not see what the step would send.") \
  X(kBudget, "budget", "The run's budget for model calls is used up.")
// clang-format on

#define SUTURE_ENUMERATOR(id, name, sentence) id,
enum class AbsenceReason : uint8_t { SUTURE_ABSENCE_REASONS(SUTURE_ENUMERATOR) };
enum class UnsettledCause : uint8_t { SUTURE_UNSETTLED_CAUSES(SUTURE_ENUMERATOR) };
enum class ReviewReason : uint8_t { SUTURE_REVIEW_REASONS(SUTURE_ENUMERATOR) };
enum class FailureKind : uint8_t { SUTURE_FAILURE_KINDS(SUTURE_ENUMERATOR) };
#undef SUTURE_ENUMERATOR

#define SUTURE_COUNT(id, name, sentence) +1
inline constexpr int kAbsenceReasonCount = 0 SUTURE_ABSENCE_REASONS(SUTURE_COUNT);
inline constexpr int kUnsettledCauseCount = 0 SUTURE_UNSETTLED_CAUSES(SUTURE_COUNT);
inline constexpr int kReviewReasonCount = 0 SUTURE_REVIEW_REASONS(SUTURE_COUNT);
inline constexpr int kFailureKindCount = 0 SUTURE_FAILURE_KINDS(SUTURE_COUNT);
#undef SUTURE_COUNT

// The stable name, in lower_snake_case; empty for a value outside the list.
std::string_view Name(AbsenceReason reason);
std::string_view Name(UnsettledCause cause);
std::string_view Name(ReviewReason reason);
std::string_view Name(FailureKind kind);

// One sentence for the reader of a result.
std::string_view Sentence(AbsenceReason reason);
std::string_view Sentence(UnsettledCause cause);
std::string_view Sentence(ReviewReason reason);
std::string_view Sentence(FailureKind kind);

// The reason with this stable name.
std::optional<AbsenceReason> ParseAbsenceReason(std::string_view name);
std::optional<UnsettledCause> ParseUnsettledCause(std::string_view name);
std::optional<ReviewReason> ParseReviewReason(std::string_view name);
std::optional<FailureKind> ParseFailureKind(std::string_view name);

}  // namespace suture::values
