#include "cli/pass_savings.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/lexicon.h"
#include "cli/prompt_passes.h"
#include "fmt/format.h"
#include "runtime/base/sha256.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/lines.h"
#include "runtime/engine/run.h"
#include "runtime/models/dispatcher.h"
#include "runtime/prompts/prompt_runner.h"
#include "runtime/store/result_file.h"
#include "runtime/text/token_estimate.h"

namespace suture::cli {
namespace {

struct Tally {
  int64_t calls = 0, questions = 0, tokens = 0, remembered = 0, written = 0;
};

// Answers every question with "not found", and counts what a server would have read. It remembers
// prompts as servers do: of the beginning that an earlier one had, 128 tokens at a time.
class CountingDispatcher : public models::Dispatcher {
 public:
  // `answered`: what an answer cache knows already, and comes to know; null: there is none.
  CountingDispatcher(const prompts::Passes& passes, const prompts::CallCosts& costs,
                     std::set<std::string>* answered)
      : remembers_(passes.Has(prompts::Pass::kFixedOrder)),
        least_(costs.least_cached),
        answered_(answered) {}

  void Submit(models::Request request, Callback callback) override {
    std::string prompt;
    for (const models::Message& message : request.messages) {
      for (const models::TextBlock& block : message.blocks) prompt += block.text;
    }
    const bool is_known =
        answered_ != nullptr && !answered_->insert(AnswerOf(request, prompt)).second;
    if (!is_known) Charge(request, std::move(prompt));
    Answer(request, std::move(callback));
  }

  bool Poll(int64_t) override {
    std::deque<std::pair<Callback, models::Reply>> now;
    now.swap(waiting_);
    for (auto& [callback, reply] : now) callback(std::move(reply));
    return !waiting_.empty();
  }
  void RunUntilIdle() override {
    while (Poll(0)) {
    }
  }
  void CancelAll() override {}
  void Wake() override {}
  const models::Totals& totals() const override { return totals_; }
  absl::Status status() const override { return absl::OkStatus(); }

  const Tally& tally() const { return tally_; }

 private:
  // What the answer hangs on; the parts of models::AnswerKey that differ within a plan.
  static std::string AnswerOf(const models::Request& request, const std::string& prompt) {
    std::string key = request.role;
    for (const models::AskedQuestion& asked : request.asked) {
      key += fmt::format("\n{} {}", asked.sample, asked.attempt);
    }
    return base::Sha256Hex(key + "\n" + prompt);
  }

  void Charge(const models::Request& request, std::string prompt) {
    constexpr size_t kBlock = 128;
    const size_t tokens = text::EstimateTokens(prompt);
    ++tally_.calls;
    tally_.questions += static_cast<int64_t>(request.asked.size());
    tally_.tokens += static_cast<int64_t>(tokens);
    if (remembers_) {
      size_t longest = 0;
      for (const std::string& earlier : earlier_) {
        const auto differ =
            std::mismatch(prompt.begin(), prompt.end(), earlier.begin(), earlier.end());
        longest = std::max(longest, static_cast<size_t>(differ.first - prompt.begin()));
      }
      const size_t same = text::EstimateTokens(std::string_view(prompt).substr(0, longest));
      const size_t remembered = same >= least_ ? same / kBlock * kBlock : 0;
      tally_.remembered += static_cast<int64_t>(remembered);
      // Of a prompt that is too short servers keep nothing, and bill nothing for it.
      if (tokens >= least_) tally_.written += static_cast<int64_t>(tokens - remembered);
      constexpr size_t kMostRemembered = 64;  // Those of other charts are forgotten.
      earlier_.push_back(std::move(prompt));
      if (earlier_.size() > kMostRemembered) earlier_.pop_front();
    }
  }

  void Answer(const models::Request& request, Callback callback) {
    models::Reply reply;
    reply.tag = request.tag;
    reply.text = "{";
    for (const models::AskedQuestion& asked : request.asked) {
      // An ask reads the first two members, an extract the last.
      reply.text += fmt::format(R"({}"{}":{{"evidence":[],"found":false,"value":null,"rows":[]}})",
                                reply.text.size() > 1 ? "," : "", asked.json_key);
    }
    reply.text += "}";
    waiting_.emplace_back(std::move(callback), std::move(reply));
  }

  const bool remembers_;
  const size_t least_;
  std::set<std::string>* const answered_;
  Tally tally_;
  models::Totals totals_;
  std::deque<std::string> earlier_;
  std::deque<std::pair<Callback, models::Reply>> waiting_;
};

absl::StatusOr<Tally> Count(const plan::Plan& plan, const notes::Lexicon& lexicon,
                            const std::string& cases, int most, const prompts::Passes& passes,
                            std::set<std::string>* answered) {
  prompts::PromptOptions options;
  options.calls.passes = passes;
  CountingDispatcher dispatcher(passes, options.calls.costs, answered);
  SUTURE_ASSIGN_OR_RETURN(const auto runner,
                          prompts::PromptRunner::Create(plan, lexicon, dispatcher, options));
  SUTURE_ASSIGN_OR_RETURN(const auto lines,
                          engine::CaseLines::Open(cases, chart::kDefaultMaxCaseBytes));
  SUTURE_ASSIGN_OR_RETURN(const auto nowhere, store::ResultFile::Create("/dev/null"));
  engine::RunOptions run;
  ApplyPasses(passes, run.runner);
  std::atomic<bool> enough = false;
  run.stop = &enough;
  run.on_case = [&, seen = 0](const engine::WrittenCase&) mutable {
    enough = ++seen >= most;
    return absl::OkStatus();
  };
  SUTURE_RETURN_IF_ERROR(engine::Run(plan, &lexicon, runner.get(), *lines, *nowhere, run).status());
  return dispatcher.tally();
}

}  // namespace

void PrintPasses() {
  std::printf("\nWhat saves calls and tokens (--disable-pass NAME leaves one out of a run):\n");
  for (const prompts::PassInfo& info : prompts::AllPasses()) {
    fmt::print("  {:16} {}\n", info.name, info.sentence);
  }
}

absl::Status PrintSavings(const plan::Plan& plan, const std::string& cases, int most) {
  using prompts::Pass;
  // Each where it can show what it saves: sharing calls needs notes that stand before questions.
  constexpr std::array<Pass, prompts::kPassCount> kOrder = {
      Pass::kFixedOrder, Pass::kPrimedCache, Pass::kExtractOnce,    Pass::kRulesFirst,
      Pass::kNoteScopes, Pass::kCopiedText,  Pass::kSharedEvidence, Pass::kAskAlong,
      Pass::kPassages,   Pass::kAnswerCache};
  SUTURE_ASSIGN_OR_RETURN(const notes::Lexicon lexicon, LoadLexicon({}, plan.headings));
  const prompts::CallCosts costs;
  fmt::print("\nIn {}, first charts, at most {}, if every question were answered \"not found\":\n",
             cases, most);
  fmt::print("  {:18}{:>8}{:>11}{:>12}{:>12}\n", "", "calls", "questions", "tokens", "billed");
  prompts::Passes passes = prompts::Passes::None();
  std::set<std::string> answered;
  for (size_t n = 0; n <= kOrder.size(); ++n) {
    if (n > 0) passes.Set(kOrder[n - 1], true);
    const bool has_cache = passes.Has(Pass::kAnswerCache);
    SUTURE_ASSIGN_OR_RETURN(const Tally tally, Count(plan, lexicon, cases, most, passes,
                                                     has_cache ? &answered : nullptr));
    // What a cache saves shows when the run is repeated.
    if (n + 1 == kOrder.size()) {
      SUTURE_RETURN_IF_ERROR(Count(plan, lexicon, cases, most, passes, &answered).status());
    }
    std::string_view name = "no pass";
    for (const prompts::PassInfo& info : prompts::AllPasses()) {
      if (n > 0 && info.pass == kOrder[n - 1]) name = info.name;
    }
    const double billed = static_cast<double>(tally.tokens - tally.remembered - tally.written) +
                          static_cast<double>(tally.written) * costs.written +
                          static_cast<double>(tally.remembered) * costs.cached;
    fmt::print("  {:18}{:>8}{:>11}{:>12}{:>12.0f}\n", n > 0 ? fmt::format("+ {}", name) : "no pass",
               tally.calls, tally.questions, tally.tokens, billed);
  }
  fmt::print(
      "The last row is the same run again, over the answers that the one before it left.\n"
      "Billed: a token read from the server's cache counts {}, one written to it {}; of a prompt "
      "below {} tokens nothing is.\n",
      costs.cached, costs.written, costs.least_cached);
  return absl::OkStatus();
}

}  // namespace suture::cli
