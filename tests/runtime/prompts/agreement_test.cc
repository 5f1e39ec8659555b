// From samples to one answer: what agrees, what only failed, and what ends the ask.
#include "runtime/prompts/agreement.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "runtime/models/what_next.h"

namespace suture::prompts {
namespace {

using Status = PromptAnswer::Status;
using values::FailureKind;
using values::ReviewReason;

Outcome Says(const std::string& value) {
  Outcome outcome;
  outcome.answer.status = Status::kAnswered;
  outcome.answer.answer.stated = true;
  outcome.answer.answer.text = value;
  return outcome;
}

Outcome NotFound() {
  Outcome outcome;
  outcome.answer.status = Status::kNotFound;
  return outcome;
}

Outcome Fails(FailureKind kind) {
  Outcome outcome;
  outcome.answer.status = Status::kFailed;
  outcome.answer.failure = kind;
  outcome.answer.reason = models::ReviewFor(kind);
  return outcome;
}

plan::Prompt TwoOfThree() {
  plan::Prompt prompt;
  prompt.answer.kind = plan::TypeKind::kChoice;
  prompt.samples = 3;
  prompt.agree = 2;
  return prompt;
}

PromptAnswer Settle(std::vector<Outcome> samples) { return SettleSamples(TwoOfThree(), samples); }

TEST_CASE("Samples that failed disagree with nobody: the failure is the reason") {
  for (const FailureKind kind :
       {FailureKind::kServerError, FailureKind::kTruncated, FailureKind::kParse,
        FailureKind::kCitation, FailureKind::kTimeout}) {
    CAPTURE(values::Name(kind));
    for (const auto& samples : {std::vector{Says("Yes"), Fails(kind), Fails(kind)},
                                std::vector{Fails(kind), Fails(kind), Says("Yes")}}) {
      const PromptAnswer answer = Settle(samples);
      CHECK(answer.status == Status::kReview);
      CHECK(answer.reason == models::ReviewFor(kind));
      CHECK(answer.answer.text == "Yes");
    }
    const PromptAnswer nothing = Settle({NotFound(), Fails(kind), Fails(kind)});
    CHECK(nothing.status == Status::kFailed);
    CHECK(nothing.reason == models::ReviewFor(kind));
    CHECK(Settle({Fails(kind), Fails(kind), Fails(kind)}).reason == models::ReviewFor(kind));
  }
}

TEST_CASE("One failed sample leaves two that agree, or two that do not") {
  const Outcome failed = Fails(FailureKind::kServerError);
  CHECK(Settle({Says("Yes"), failed, Says("Yes")}).status == Status::kAnswered);
  CHECK(Settle({failed, NotFound(), NotFound()}).status == Status::kNotFound);
  CHECK(Settle({Says("Yes"), Says("No"), failed}).reason == ReviewReason::kSamplesDisagree);
  CHECK(Settle({Says("Yes"), Says("No"), NotFound()}).reason == ReviewReason::kSamplesDisagree);
  CHECK(Settle({Says("Yes"), failed, NotFound()}).reason == ReviewReason::kSamplesDisagree);
}

TEST_CASE("A refusal, a content filter and a quota end the ask, whatever the others say") {
  for (const FailureKind kind :
       {FailureKind::kRefusal, FailureKind::kContentFilter, FailureKind::kQuota}) {
    CAPTURE(values::Name(kind));
    for (size_t place = 0; place < 3; ++place) {
      std::vector<Outcome> samples = {Says("Yes"), Says("Yes"), Says("Yes")};
      samples[place] = Fails(kind);
      const PromptAnswer answer = Settle(samples);
      CHECK(answer.status == Status::kFailed);
      CHECK(answer.reason == models::ReviewFor(kind));
    }
    CHECK(Settle({Says("Yes"), Fails(kind), Fails(kind)}).reason == models::ReviewFor(kind));
    CHECK(Settle({Says("Yes"), Says("No"), Fails(kind)}).reason == models::ReviewFor(kind));
    CHECK(Settle({Fails(FailureKind::kServerError), NotFound(), Fails(kind)}).reason ==
          models::ReviewFor(kind));
  }
}

TEST_CASE("two roles that differ go to review with what one found and both cite") {
  const auto citing = [](PromptAnswer answer, uint32_t begin) {
    chart::Quote quote;
    quote.begin = begin;
    quote.end = begin + 5;
    answer.answer.quotes = {quote};
    return answer;
  };
  const PromptAnswer yes = citing(Says("Yes").answer, 10), no = citing(Says("No").answer, 40);
  const PromptAnswer none = NotFound().answer;
  const auto settle = [](const PromptAnswer& a, const PromptAnswer& b) {
    return SettleRoles(TwoOfThree(), {a, b});
  };
  for (const PromptAnswer& answer : {settle(yes, no), settle(yes, none), settle(none, yes)}) {
    CHECK(answer.status == Status::kReview);
    CHECK(answer.reason == ReviewReason::kDisagreement);
    CHECK(answer.answer.text == "Yes");
    REQUIRE(!answer.answer.quotes.empty());
    CHECK(answer.answer.quotes[0].begin == 10);
  }
  CHECK(settle(yes, no).answer.quotes.size() == 2);
  CHECK(settle(none, none).status == Status::kNotFound);
  const PromptAnswer failed = Fails(FailureKind::kCitation).answer;
  CHECK(settle(none, failed).status == Status::kFailed);
}

}  // namespace
}  // namespace suture::prompts
