// The models behind the prompts of a run, with what watches over them: cache, audit, metrics,
// budgets.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "cli/run_arguments.h"
#include "runtime/config/config.h"
#include "runtime/engine/metrics.h"
#include "runtime/engine/run.h"
#include "runtime/models/clock.h"
#include "runtime/models/dispatcher.h"
#include "runtime/notes/lexicon.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/prompt_runner.h"
#include "runtime/store/answer_cache.h"
#include "runtime/store/audit.h"
#include "runtime/store/batch_answers.h"
#include "runtime/store/batch_requests.h"
#include "runtime/store/result_file.h"

namespace suture::cli {

class RunModels : public models::CallObserver {
 public:
  // Opens what the arguments and the configuration name. Without a configuration, or without
  // prompts in the plan, there is nobody to ask.
  static absl::StatusOr<std::unique_ptr<RunModels>> Open(const RunArguments& arguments,
                                                         const plan::Plan& plan,
                                                         const notes::Lexicon* lexicon);
  ~RunModels() override;

  // Null: nobody to ask.
  prompts::PromptExecutor* executor() { return runner_.get(); }
  // As read from suture.yaml; without one, that of an empty file.
  const config::Config& config() const { return config_; }
  // Sets what the run must do for the models' sake, and starts the runner's thread. Error: the
  // audit cannot be written.
  absl::Status Begin(const plan::Plan& plan, engine::RunOptions& options);
  // After the run: ends the thread, writes what is left, prints what was spent. An error is one of
  // the cache's, the audit's or another file's, and ended the run early.
  absl::Status End(const absl::StatusOr<engine::RunSummary>& summary);

  // Requests that a budget kept out of the batch's files.
  int64_t left_out() const;

  void OnAttempt(const models::ObservedAttempt& attempt) override;
  absl::Status Flush() override;

 private:
  explicit RunModels(const RunArguments& arguments);
  absl::Status OpenMetrics();
  absl::Status WriteMetrics();
  absl::Status OpenStores(const plan::Plan& plan);
  absl::Status OpenRunner(const plan::Plan& plan, const notes::Lexicon& lexicon);
  absl::Status ListUnrecorded(prompts::PromptOptions& options);
  void OnRecord(const prompts::AskRecord& record);
  bool AsksServers() const;
  void PrintSpending() const;
  // Not whole: the requests stay in their `.partial` files.
  absl::Status EndBatches(bool is_whole);
  std::string_view HowEnded(const engine::RunSummary& summary) const;

  const RunArguments& arguments_;
  config::Config config_;
  std::unique_ptr<models::Clock> clock_ = models::RealClock();
  std::unique_ptr<store::AnswerCacheFile> cache_;
  std::unique_ptr<store::Audit> audit_;
  engine::Metrics metrics_;
  prompts::Passes passes_;
  std::unique_ptr<store::BatchRequests> batch_requests_;
  std::unique_ptr<store::BatchAnswers> batch_answers_;
  std::unique_ptr<models::Dispatcher> dispatcher_;
  std::unique_ptr<prompts::PromptRunner> runner_;
  std::unique_ptr<store::ResultFile> unrecorded_;  // Null unless asked for
  // Held from the beginning: another run that names one of them is refused before it costs
  // anything.
  std::unique_ptr<store::ResultFile> metrics_file_, telemetry_file_;
  absl::Status unrecorded_status_;  // The first line that could not be written
  int64_t unrecorded_count_ = 0;
};

}  // namespace suture::cli
