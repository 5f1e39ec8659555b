#include "runtime/prompts/agreement.h"

#include <algorithm>
#include <utility>

#include "runtime/values/decimal.h"

namespace suture::prompts {
namespace {

using Status = PromptAnswer::Status;
using values::ReviewReason;

bool SameText(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto left = values::Decimal::Parse(a), right = values::Decimal::Parse(b);
  return left && right && *left == *right;
}

bool IsNumber(const plan::Type& type) {
  return !type.reading.valid() &&
         (type.kind == plan::TypeKind::kInteger || type.kind == plan::TypeKind::kDecimal);
}

bool SameValue(const AnsweredValue& a, const AnsweredValue& b, bool is_number) {
  if (a.stated != b.stated) return false;
  if (is_number ? !SameText(a.text, b.text) : a.text != b.text) return false;
  std::vector<std::string> left = a.items, right = b.items;
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

bool SameRow(const ExtractedRow& a, const ExtractedRow& b) {
  return std::equal(
      a.cells.begin(), a.cells.end(), b.cells.begin(), b.cells.end(),
      [](const AnsweredValue& x, const AnsweredValue& y) { return SameValue(x, y, false); });
}

PromptAnswer Review(PromptAnswer proposal, ReviewReason reason) {
  proposal.status = Status::kReview;
  proposal.reason = reason;
  return proposal;
}

// Quotes of all who agree, each once.
void AddQuotes(const std::vector<chart::Quote>& from, std::vector<chart::Quote>& to) {
  for (const chart::Quote& quote : from) {
    const bool known = std::any_of(to.begin(), to.end(), [&](const chart::Quote& other) {
      return other.note == quote.note && other.begin == quote.begin && other.end == quote.end;
    });
    if (!known) to.push_back(quote);
  }
}

// A person decides, and sees the proposal of one reader and what both cite. Who found nothing
// proposes nothing.
PromptAnswer Disputed(PromptAnswer answer, PromptAnswer other, ReviewReason reason) {
  if (answer.status == Status::kNotFound) std::swap(answer, other);
  AddQuotes(other.answer.quotes, answer.answer.quotes);
  return Review(std::move(answer), reason);
}

bool IsConfident(const plan::Prompt& prompt, size_t agreeing, absl::Span<const Outcome> samples) {
  if (prompt.accept_confidence.empty()) return true;
  const auto least = values::Decimal::Parse(prompt.accept_confidence);
  if (!least) return false;
  if (samples.size() > 1) {
    const auto count = values::Decimal::FromInteger(static_cast<int64_t>(agreeing));
    const auto all = values::Decimal::FromInteger(static_cast<int64_t>(samples.size()));
    const auto needed = values::Decimal::Multiply(*least, all);
    return needed && count >= *needed;
  }
  if (!samples[0].probability) return false;
  const auto measured = values::Decimal::FromDouble(*samples[0].probability, 6);
  return measured && *measured >= *least;
}

// Whatever the other samples said: nobody knows why the model would not answer this one.
bool EndsTheAsk(values::FailureKind failure) {
  return failure == values::FailureKind::kRefusal ||
         failure == values::FailureKind::kContentFilter || failure == values::FailureKind::kQuota;
}

// All that were answered say the same, and the others failed: nobody disagreed.
PromptAnswer TooFew(PromptAnswer answer, const PromptAnswer& failed) {
  if (answer.status != Status::kAnswered) return failed;
  answer.failure = failed.failure;
  return Review(std::move(answer), failed.reason);
}

}  // namespace

bool SameAnswer(const plan::Prompt& prompt, const PromptAnswer& a, const PromptAnswer& b) {
  if (a.status != b.status) return false;
  if (a.status == Status::kNotFound) return true;
  if (a.status == Status::kFailed) return false;
  return SameValue(a.answer, b.answer, IsNumber(prompt.answer)) &&
         std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), SameRow);
}

PromptAnswer SettleSamples(const plan::Prompt& prompt, absl::Span<const Outcome> samples) {
  size_t best = 0, best_count = 0, reached = 0, different = 0;
  const size_t agree = static_cast<size_t>(std::max(prompt.agree, 1));
  const PromptAnswer* failed = nullptr;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].answer.status == Status::kFailed) {
      if (EndsTheAsk(samples[i].answer.failure)) return samples[i].answer;
      if (failed == nullptr) failed = &samples[i].answer;
      continue;
    }
    size_t count = 0;
    bool is_first = true;
    for (size_t k = 0; k < samples.size(); ++k) {
      if (!SameAnswer(prompt, samples[i].answer, samples[k].answer)) continue;
      ++count;
      if (k < i) is_first = false;
    }
    if (!is_first) continue;
    ++different;
    if (count >= agree) ++reached;
    if (count > best_count) {
      best = i;
      best_count = count;
    }
  }
  if (different == 0) return *failed;  // The first as good as any.
  PromptAnswer answer = samples[best].answer;
  for (size_t k = best + 1; k < samples.size(); ++k) {
    if (SameAnswer(prompt, answer, samples[k].answer)) {
      AddQuotes(samples[k].answer.answer.quotes, answer.answer.quotes);
    }
  }
  if (different == 1 && reached == 0) return TooFew(std::move(answer), *failed);
  // Two answers may both reach a low `agree`; neither is then the answer.
  if (reached != 1) return Review(std::move(answer), ReviewReason::kSamplesDisagree);
  // Of an answer that nothing was found, too: what comes after it would take silence for proven.
  if (!IsConfident(prompt, best_count, samples)) {
    return Review(std::move(answer), ReviewReason::kLowConfidence);
  }
  return answer;
}

PromptAnswer SettleRoles(const plan::Prompt& prompt, std::vector<PromptAnswer> by_role) {
  PromptAnswer answer = std::move(by_role[0]);
  for (size_t i = 1; i < by_role.size(); ++i) {
    PromptAnswer& other = by_role[i];
    if (answer.status == Status::kFailed) return answer;
    if (other.status == Status::kFailed) return std::move(other);
    if (answer.status == Status::kReview) return answer;
    if (other.status == Status::kReview || !SameAnswer(prompt, answer, other)) {
      const ReviewReason reason =
          other.status == Status::kReview ? other.reason : ReviewReason::kDisagreement;
      return Disputed(std::move(answer), std::move(other), reason);
    }
    AddQuotes(other.answer.quotes, answer.answer.quotes);
  }
  return answer;
}

}  // namespace suture::prompts
