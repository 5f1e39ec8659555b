#include "cli/run_models.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/prompt_passes.h"
#include "cli/run_paths.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/base/status_macros.h"
#include "runtime/models/recordings.h"
#include "runtime/values/decimal.h"

namespace suture::cli {
namespace {

constexpr int64_t kPicounits = 1'000'000'000'000;

// Money of the command line, "12.50", in picounits.
absl::StatusOr<std::optional<int64_t>> BudgetOf(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto amount = values::Decimal::Parse(text);
  const auto limit = values::Decimal::FromInteger(config::kHighestBudget);
  std::optional<int64_t> picounits;
  if (amount && !amount->is_negative() && *amount <= limit) {
    const auto product =
        values::Decimal::Multiply(*amount, values::Decimal::FromInteger(kPicounits));
    if (product) picounits = product->ToInteger();
  }
  if (!picounits) {
    return absl::InvalidArgumentError(fmt::format(
        "--max-cost takes an amount from 0 to {}, such as 12.50.", config::kHighestBudget));
  }
  return picounits;
}

constexpr int64_t kNanoseconds = 1'000'000'000;

absl::StatusOr<std::unique_ptr<store::ResultFile>> HoldOpen(const std::string& path) {
  return store::ResultFile::Create(path, {}, store::ResultFile::Readers::kOpen);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RunModels>> RunModels::Open(const RunArguments& arguments,
                                                           const plan::Plan& plan,
                                                           const notes::Lexicon* lexicon) {
  std::unique_ptr<RunModels> models(new RunModels(arguments));
  if (!arguments.config.empty()) {
    SUTURE_ASSIGN_OR_RETURN(models->config_, config::LoadConfig(arguments.config));
  } else if (!arguments.cache.empty() || !arguments.max_cost.empty() ||
             !arguments.emit_batch.empty() || !arguments.apply_batch.empty()) {
    return absl::InvalidArgumentError(
        "--cache, --max-cost, --emit-batch and --apply-batch are about calls to models. Say with "
        "--config which models there are.");
  }
  SUTURE_RETURN_IF_ERROR(CheckRunPaths(arguments, models->config_, arguments.cases));
  SUTURE_RETURN_IF_ERROR(models->OpenMetrics());
  SUTURE_RETURN_IF_ERROR(models->OpenStores(plan));
  if (!arguments.config.empty() && !plan.prompts.empty()) {
    SUTURE_RETURN_IF_ERROR(models->OpenRunner(plan, *lexicon));
  }
  return models;
}

RunModels::RunModels(const RunArguments& arguments)
    : arguments_(arguments), metrics_(clock_->UnixSeconds() * kNanoseconds) {}

RunModels::~RunModels() = default;

absl::Status RunModels::OpenStores(const plan::Plan& plan) {
  SUTURE_ASSIGN_OR_RETURN(passes_, PassesWithout(arguments_.disabled_passes));
  const std::string cache = arguments_.cache.empty() ? config_.cache : arguments_.cache;
  if (!cache.empty() && !plan.prompts.empty() && passes_.Has(prompts::Pass::kAnswerCache)) {
    SUTURE_ASSIGN_OR_RETURN(cache_, store::AnswerCacheFile::Open(cache));
  }
  if (config_.limits.max_cost_per_day && cache_ == nullptr && !plan.prompts.empty()) {
    return absl::InvalidArgumentError(
        "max_cost_per_day is counted in the answer cache. Name its file: cache: in suture.yaml, or "
        "--cache.");
  }
  const std::string audit = arguments_.audit.empty() ? config_.audit : arguments_.audit;
  if (audit.empty()) return absl::OkStatus();
  std::string key;
  if (!config_.audit_key_env.empty()) {
    key = config::ProcessEnvironment()(config_.audit_key_env).value_or("");
    if (key.empty()) {
      return absl::InvalidArgumentError(
          fmt::format("The environment variable {}, which audit_key_env names, is not set.",
                      config_.audit_key_env));
    }
  }
  SUTURE_ASSIGN_OR_RETURN(audit_,
                          store::Audit::Open(audit, key, [this] { return clock_->UnixSeconds(); }));
  return absl::OkStatus();
}

absl::Status RunModels::OpenRunner(const plan::Plan& plan, const notes::Lexicon& lexicon) {
  models::DispatcherOptions options;
  options.offline = arguments_.offline;
  options.clock = clock_.get();
  options.cache = cache_.get();
  options.observer = this;
  if (!arguments_.apply_batch.empty()) {
    SUTURE_ASSIGN_OR_RETURN(batch_answers_, store::BatchAnswers::Open(arguments_.apply_batch));
    options.batch_answers = batch_answers_.get();
  }
  if (!arguments_.emit_batch.empty()) {
    batch_requests_ = std::make_unique<store::BatchRequests>(arguments_.emit_batch);
    options.batch_requests = batch_requests_.get();
  }
  SUTURE_ASSIGN_OR_RETURN(options.max_cost, BudgetOf(arguments_.max_cost));
  if (options.max_cost) {
    for (const std::string& name : prompts::RolesOf(plan)) {
      SUTURE_ASSIGN_OR_RETURN(const config::Role* role, config_.FindRole(name));
      const bool replay = config_.ServerOf(*role).kind == config::ServerKind::kReplay;
      if (replay || config_.FindPrice(role->model) != nullptr) continue;
      return absl::InvalidArgumentError(fmt::format(
          "--max-cost needs the price of every model, and suture.yaml has none for \"{}\".",
          role->model));
    }
  }
  SUTURE_ASSIGN_OR_RETURN(dispatcher_,
                          models::Dispatcher::Create(config_, prompts::RolesOf(plan), options));
  prompts::PromptOptions prompt_options;
  prompt_options.calls.passes = passes_;
  prompt_options.date_order = config_.numeric_dates;
  prompt_options.calls.questions_per_call = config_.limits.questions_per_call;
  prompt_options.calls.shared_tokens = config_.limits.shared_tokens;
  prompt_options.reply_limits = {config_.limits.answer_depth, config_.limits.answer_rows};
  prompt_options.calls.costs = CostsOf(config_, prompts::RolesOf(plan));
  prompt_options.on_record = [this](const prompts::AskRecord& record) { OnRecord(record); };
  for (const config::Role& role : config_.roles) {
    if (role.deidentify) prompt_options.deidentified_roles.push_back(role.name);
    if (config_.ReadsSchemaFirst(role)) {
      prompt_options.calls.schema_first_roles.push_back(role.name);
    }
  }
  if (!arguments_.unrecorded.empty()) SUTURE_RETURN_IF_ERROR(ListUnrecorded(prompt_options));
  SUTURE_ASSIGN_OR_RETURN(runner_, prompts::PromptRunner::Create(plan, lexicon, *dispatcher_,
                                                                 std::move(prompt_options)));
  return absl::OkStatus();
}

// Writes what a replay server could not answer as lines to be filled in, readable as recordings.
absl::Status RunModels::ListUnrecorded(prompts::PromptOptions& options) {
  SUTURE_ASSIGN_OR_RETURN(unrecorded_, store::ResultFile::Create(arguments_.unrecorded));
  options.on_unrecorded = [this](const prompts::UnrecordedQuestion& question) {
    models::Recording line;
    line.label = question.asked->label;
    line.semantic_hash = question.asked->semantic_hash;
    line.notes_hash = question.asked->notes_hash;
    line.sample = question.asked->sample;
    line.case_id = std::string(question.case_id);
    line.row = std::string(question.path);
    line.question = question.question;
    line.schema = std::string(question.schema);
    line.passages = std::string(question.passages);
    ++unrecorded_count_;
    unrecorded_status_.Update(unrecorded_->Append(models::FormatRecording(line) + "\n"));
  };
  return absl::OkStatus();
}

bool RunModels::AsksServers() const {
  for (const config::Role& role : config_.roles) {
    if (config_.ServerOf(role).kind != config::ServerKind::kReplay) return true;
  }
  return false;
}

absl::Status RunModels::Begin(const plan::Plan& plan, engine::RunOptions& options) {
  options.when_cut_short =
      batch_requests_ != nullptr ? engine::CutShort::kSkip : engine::CutShort::kStop;
  if (audit_ != nullptr) {
    options.on_case = [this](const engine::WrittenCase& written) {
      audit_->OnResult(written.case_id, written.line, written.chart, written.results);
      return audit_->Flush();
    };
    audit_->RunBegun(plan.hash, kVersion);
    SUTURE_RETURN_IF_ERROR(audit_->Flush());
  }
  if (unrecorded_ != nullptr) options.jobs = 1;  // Its lines come in the order of the charts.
  options.runner.date_order = config_.numeric_dates;
  // What is recorded costs nothing, and a person is asked for no more than is needed.
  if (runner_ != nullptr && AsksServers()) {
    ApplyPasses(passes_, options.runner);
  }
  // Recordings need no thread, and answer in the order of the charts without one.
  if (runner_ != nullptr && unrecorded_ == nullptr && AsksServers()) {
    runner_->Start();
    options.in_flight = arguments_.window;
  }
  return absl::OkStatus();
}

absl::Status RunModels::End(const absl::StatusOr<engine::RunSummary>& summary) {
  if (runner_ != nullptr) runner_->Stop();
  absl::Status status;
  if (dispatcher_ != nullptr) status.Update(dispatcher_->status());
  if (audit_ != nullptr) {
    audit_->RunEnded(!summary.ok() || !status.ok() ? "failed" : HowEnded(*summary));
    status.Update(audit_->Sync());
    if (status.ok()) {
      fmt::print(stderr, "Audit: {}, the last one {}.\n",
                 base::Counted(audit_->records(), "record"), audit_->head());
    }
  }
  if (unrecorded_ != nullptr) {
    unrecorded_status_.Update(unrecorded_->Finish());
    status.Update(unrecorded_status_);
    if (status.ok()) {
      fmt::print(stderr, "{} listed in {}.\n",
                 base::Counted(unrecorded_count_, "question without a recorded answer is",
                               "questions without a recorded answer are"),
                 arguments_.unrecorded);
    }
  }
  status.Update(EndBatches(summary.ok() && status.ok() && !summary->stopped));
  PrintSpending();
  if (summary.ok()) metrics_.SetSummary(*summary);
  status.Update(WriteMetrics());
  return status;
}

std::string_view RunModels::HowEnded(const engine::RunSummary& summary) const {
  if (summary.stopped) return "stopped";
  if (summary.cut_short == 0) return "complete";
  return batch_requests_ == nullptr || left_out() > 0 ? "budget" : "batch";
}

int64_t RunModels::left_out() const {
  return dispatcher_ == nullptr ? 0 : dispatcher_->totals().left_out;
}

absl::Status RunModels::OpenMetrics() {
  if (!arguments_.metrics.empty()) {
    SUTURE_ASSIGN_OR_RETURN(metrics_file_, HoldOpen(arguments_.metrics));
  }
  if (!arguments_.telemetry.empty()) {
    SUTURE_ASSIGN_OR_RETURN(telemetry_file_, HoldOpen(arguments_.telemetry));
  }
  return absl::OkStatus();
}

absl::Status RunModels::WriteMetrics() {
  if (metrics_file_ != nullptr) {
    SUTURE_RETURN_IF_ERROR(metrics_file_->Append(metrics_.ToPrometheus()));
    SUTURE_RETURN_IF_ERROR(metrics_file_->Finish());
  }
  if (telemetry_file_ == nullptr) return absl::OkStatus();
  SUTURE_RETURN_IF_ERROR(
      telemetry_file_->Append(metrics_.ToOpenTelemetry(clock_->UnixSeconds() * kNanoseconds)));
  return telemetry_file_->Finish();
}

absl::Status RunModels::EndBatches(bool is_whole) {
  if (batch_answers_ != nullptr) {
    const store::BatchAnswers::Counts counts = batch_answers_->counts();
    fmt::print(stderr,
               "Batch: {} read, {} used; {} stood there twice, {} with another answer, {} not "
               "carried out by the provider, {} could not be read.\n",
               base::Counted(counts.answers, "answer"), counts.used, counts.doubles,
               counts.contradicted, base::Counted(counts.not_done, "was", "were"),
               base::Counted(counts.unreadable, "line"));
  }
  // Half of the requests under the name of all would be sent as all.
  if (batch_requests_ == nullptr || !is_whole) return absl::OkStatus();
  SUTURE_RETURN_IF_ERROR(batch_requests_->Finish());
  if (left_out() > 0) {
    fmt::print(stderr,
               "The budget leaves out {}. Send what is written, give its answers with "
               "--apply-batch, and write the next file.\n",
               base::Counted(left_out(), "request"));
  } else if (batch_requests_->files().empty()) {
    fmt::print(stderr, "Nothing is left to ask: run without --emit-batch to write the results.\n");
  }
  for (const store::BatchRequests::File& file : batch_requests_->files()) {
    const bool one = file.requests == 1;
    fmt::print(stderr, "{} to \"{}\" {} in {}.\n", base::Counted(file.requests, "request"),
               file.server, one ? "is" : "are", file.path);
  }
  return absl::OkStatus();
}

void RunModels::PrintSpending() const {
  if (dispatcher_ == nullptr || !AsksServers()) return;
  const models::Totals& totals = dispatcher_->totals();
  fmt::print(stderr, "Models: {}, {} from the cache, {} prompt and {} answer tokens",
             base::Counted(totals.calls, "call"), base::Counted(totals.cached, "answer"),
             totals.prompt_tokens, totals.completion_tokens);
  if (!config_.prices.empty()) {
    fmt::print(stderr, ", cost {:.6f}",
               static_cast<double>(totals.cost) / static_cast<double>(kPicounits));
  }
  fmt::print(stderr, ".\n");
}

void RunModels::OnAttempt(const models::ObservedAttempt& attempt) {
  metrics_.OnAttempt(attempt);
  if (audit_ != nullptr) audit_->OnAttempt(attempt);
}

absl::Status RunModels::Flush() { return audit_ != nullptr ? audit_->Flush() : absl::OkStatus(); }

void RunModels::OnRecord(const prompts::AskRecord& record) {
  const std::string_view failure =
      record.failure ? values::Name(*record.failure) : std::string_view();
  metrics_.OnQuestion(record.role, failure, record.ask_again);
  if (audit_ == nullptr) return;
  store::AuditedQuestion question;
  question.case_id = record.case_id;
  question.row = record.path;
  question.asked = record.asked;
  question.role = record.role;
  question.model = record.model;
  question.request_key = record.request_key;
  question.failure = failure;
  question.ask_again = record.ask_again;
  question.from_cache = record.from_cache;
  for (prompts::Repair repair : record.repairs) question.repairs.push_back(prompts::Name(repair));
  audit_->OnQuestion(question);
}

}  // namespace suture::cli
