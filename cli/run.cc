#include "runtime/engine/run.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/core_dumps.h"
#include "cli/exit_codes.h"
#include "cli/lexicon.h"
#include "cli/made_with.h"
#include "cli/progress_bar.h"
#include "cli/run_models.h"
#include "cli/run_paths.h"
#include "runtime/base/counted.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/lines.h"
#include "runtime/plan/load.h"
#include "runtime/store/result_file.h"
#include "runtime/store/result_table.h"

namespace suture::cli {
namespace {

std::atomic<bool> stop_asked{false};

// The second signal ends the process at once, for whoever does not want to wait.
void AskToStop(int signal_number) {
  if (stop_asked.exchange(true)) {
    signal(signal_number, SIG_DFL);
    raise(signal_number);
  }
}

absl::Status CheckPaths(const RunArguments& arguments) {
  if (arguments.cases.empty() && arguments.bulk.empty()) {
    return absl::InvalidArgumentError(
        "Name the charts with --cases, or the folder of an export with --bulk; --cases - is "
        "standard input.");
  }
  if (arguments.out.empty() && arguments.emit_batch.empty()) {
    return absl::InvalidArgumentError(
        "Name the file for the results with --out; - is standard output.");
  }
  if (!arguments.unrecorded.empty() && arguments.config.empty()) {
    return absl::InvalidArgumentError(
        "--unrecorded lists the questions that a replay server has no answer to. Name the "
        "configuration with --config.");
  }
  // Again when it is known what the configuration names.
  return CheckRunPaths(arguments, config::Config(), arguments.cases);
}

absl::StatusOr<std::vector<plan::FieldId>> FieldsNamed(const plan::Plan& plan,
                                                       const std::vector<std::string>& names) {
  std::vector<plan::FieldId> fields;
  for (const std::string& name : names) {
    plan::FieldId found;
    for (size_t i = 0; i < plan.fields.size(); ++i) {
      if (plan.fields[i].name == name ||
          (!plan.fields[i].id.empty() && plan.fields[i].id == name)) {
        found = {static_cast<int32_t>(i)};
      }
    }
    if (!found.valid()) {
      return absl::InvalidArgumentError(
          absl::StrCat("The plan has no field ", name, ". `suture plan` lists its fields."));
    }
    fields.push_back(found);
  }
  return fields;
}

void PrintUnlisted(const chart::UnlistedCodes& codes, const plan::Plan& plan) {
  constexpr size_t kShown = 10;
  const std::vector<chart::UnlistedCodes::Common> common = codes.MostCommon(kShown);
  if (!common.empty())
    std::fprintf(stderr, "Codes of known systems that no code set holds, the most common:\n");
  for (const chart::UnlistedCodes::Common& code : common) {
    std::fprintf(stderr, "  %s %s: in %lld charts\n",
                 plan.systems[static_cast<size_t>(code.system)].name.c_str(), code.code.c_str(),
                 static_cast<long long>(code.charts));
  }
  const int64_t rare = codes.Rare();
  if (rare == 0) return;
  std::fprintf(stderr,
               "%s in fewer than %lld charts%s named, since a chart can hold an identifier in the "
               "place of a code.\n",
               base::Counted(rare, "code that no code set holds stands",
                             "codes that no code set holds stand")
                   .c_str(),
               static_cast<long long>(chart::UnlistedCodes::kMinCharts),
               rare == 1 ? " and is not" : " each and are not");
}

void PrintSummary(const engine::RunSummary& summary, const plan::Plan& plan) {
  auto number = [](int64_t n) { return static_cast<long long>(n); };
  std::fprintf(stderr, "%s, %lld without an index event, %lld in error.\n",
               base::Counted(summary.cases, "case").c_str(), number(summary.no_case),
               number(summary.errors));
  std::fprintf(stderr,
               "Fields: %lld by rule, %lld by prompt, %lld by default, %lld absent, %lld not "
               "applicable, %lld to review.\n",
               number(summary.by_rule), number(summary.by_prompt), number(summary.by_default),
               number(summary.absent), number(summary.not_applicable), number(summary.review));
  for (size_t i = 0; i < summary.review_by_reason.size(); ++i) {
    if (summary.review_by_reason[i] == 0) continue;
    std::string name(values::Name(static_cast<values::ReviewReason>(i)));
    std::fprintf(stderr, "  review (%s): %lld\n", name.c_str(),
                 number(summary.review_by_reason[i]));
  }
  if (summary.unread_notes > 0) {
    std::fprintf(stderr, "%lld of %s %s a code or a title of no type that this plan reads.\n",
                 number(summary.unread_notes), base::Counted(summary.notes, "note").c_str(),
                 summary.unread_notes == 1 ? "has" : "have");
  }
  PrintUnlisted(summary.unlisted, plan);
}

void HandleSignals() {
  signal(SIGINT, AskToStop);
  signal(SIGTERM, AskToStop);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // A file-size limit is an error of write, like a full disk.
}

absl::StatusOr<std::unique_ptr<store::ResultFile>> OpenResults(const RunArguments& arguments,
                                                               const plan::Plan& plan,
                                                               const store::ResultTable* table,
                                                               store::MadeWith made_with,
                                                               store::EarlierResults& earlier) {
  // Cases that wait for a batch have no results yet, and those of the others come with them.
  if (arguments.out.empty()) return store::ResultFile::Create("/dev/null");
  if (!arguments.resume) return store::ResultFile::Create(arguments.out, made_with);
  // Of several events of one chart some results may be missing.
  const bool redo_last_line =
      plan.index.query.valid() && plan.index.which == plan::IndexWhich::kEach;
  store::ExpectedResults expected{
      .plan_hash = plan.hash, .made_with = std::move(made_with), .redo_last_line = redo_last_line};
  if (table != nullptr) expected.header = table->header();
  // Rows of one case may have been cut off between two of them.
  expected.redo_last_line |= arguments.format == "csv-long";
  return store::ResultFile::Resume(arguments.out, expected, &earlier);
}

// Null: JSON lines.
std::unique_ptr<const store::ResultTable> TableFor(const RunArguments& arguments,
                                                   const plan::Plan& plan,
                                                   engine::RunOptions& options) {
  if (arguments.format == "ndjson") return nullptr;
  const auto form =
      arguments.format == "csv" ? store::ResultTable::Form::kWide : store::ResultTable::Form::kLong;
  auto table = std::make_unique<const store::ResultTable>(plan, options.runner.fields, form);
  options.table = table.get();
  return table;
}

int SayStopped(const RunArguments& arguments, const engine::RunSummary& summary) {
  if (!arguments.emit_batch.empty()) {
    std::fprintf(stderr,
                 "Stopped before the end. Requests are missing from %s.partial: run again, and "
                 "send none of them.\n",
                 arguments.emit_batch.c_str());
    return kStopped;
  }
  std::fprintf(stderr, "%s",
               summary.cut_short > 0 ? "Stopped: the budget for model calls is used up."
                                     : "Stopped before the end.");
  if (arguments.out == "-") {
    std::fprintf(stderr, "\n");
  } else {
    std::fprintf(stderr,
                 " The results so far are in %s.partial; run again with --resume to go on.\n",
                 arguments.out.c_str());
  }
  return kStopped;
}

// Rules over entries of the chart need no lexicon.
bool ReadsNotes(const plan::Plan& plan) {
  return !plan.prompts.empty() ||
         std::any_of(plan.collections.begin(), plan.collections.end(),
                     [](const plan::Collection& collection) {
                       return collection.kind == plan::CollectionKind::kMentions;
                     });
}

// Null: the plan reads no notes.
absl::StatusOr<std::unique_ptr<const notes::Lexicon>> LexiconFor(const RunArguments& arguments,
                                                                 const plan::Plan& plan) {
  if (arguments.stdlib_folder.empty() && !ReadsNotes(plan)) return nullptr;
  SUTURE_ASSIGN_OR_RETURN(notes::Lexicon loaded,
                          LoadLexicon(arguments.stdlib_folder, plan.headings));
  return std::make_unique<const notes::Lexicon>(std::move(loaded));
}

absl::StatusOr<std::unique_ptr<engine::CaseLines>> OpenCases(const RunArguments& arguments) {
  SUTURE_ASSIGN_OR_RETURN(
      std::unique_ptr<engine::CaseLines> lines,
      arguments.bulk.empty()
          ? engine::CaseLines::Open(arguments.cases, arguments.max_case_bytes)
          : engine::CaseLines::OpenBulk(arguments.bulk, arguments.max_case_bytes));
  if (lines->left_out() > 0) {
    std::fprintf(stderr, "%s a subject that is not a reference to a patient.\n",
                 base::Counted(lines->left_out(), "resource was left out: it has",
                               "resources were left out: they have")
                     .c_str());
  }
  return lines;
}

void ResumeBehind(const store::EarlierResults& earlier, bool redact, engine::RunOptions& options) {
  if (earlier.last_line > 0) {
    std::fprintf(stderr, "Resumed behind line %lld.\n", static_cast<long long>(earlier.last_line));
  }
  options.resume_after_line = earlier.last_line;
  // Redacted, a result does not say which case it is.
  if (!redact) options.resume_case_id = earlier.case_id;
  options.resume_without_result = earlier.without_result;
}

// Writes what the run left, and says how it ended. kAborted: the reader of the pipe has gone, and
// has what it wanted.
absl::StatusOr<int> EndRun(const RunArguments& arguments, const plan::Plan& plan,
                           const engine::RunSummary& summary, const absl::Status& models_ended,
                           const RunModels& models, store::ResultFile& results) {
  const bool emitting = !arguments.emit_batch.empty();
  const bool stopped =
      summary.stopped || (summary.cut_short > 0 && !emitting) || !models_ended.ok();
  SUTURE_RETURN_IF_ERROR(stopped ? results.Sync() : results.Finish());
  if (emitting && !stopped) {
    std::fprintf(stderr, "%s for answers.\n",
                 base::Counted(summary.cut_short, "chart waits", "charts wait").c_str());
    return models.left_out() > 0 ? kStopped : kAllWell;
  }
  if (!emitting) PrintSummary(summary, plan);
  SUTURE_RETURN_IF_ERROR(models_ended);
  if (stopped) return SayStopped(arguments, summary);
  return summary.errors > 0 ? kFindings : kAllWell;
}

absl::StatusOr<int> RunCases(const RunArguments& arguments, const plan::Plan& plan,
                             const notes::Lexicon* words, RunModels& models,
                             engine::RunOptions& options) {
  SUTURE_ASSIGN_OR_RETURN(std::unique_ptr<engine::CaseLines> lines, OpenCases(arguments));
  // Files of a folder that was named are known once it has been opened.
  SUTURE_RETURN_IF_ERROR(CheckRunPaths(arguments, models.config(), lines->files()));
  const std::unique_ptr<const store::ResultTable> table = TableFor(arguments, plan, options);
  SUTURE_ASSIGN_OR_RETURN(store::MadeWith made_with,
                          MadeWithOf(arguments, models.config(), plan, options.runner.fields));
  store::EarlierResults earlier;
  SUTURE_ASSIGN_OR_RETURN(std::unique_ptr<store::ResultFile> results,
                          OpenResults(arguments, plan, table.get(), std::move(made_with), earlier));
  if (earlier.complete) {
    std::fprintf(stderr, "%s is complete; there is nothing to resume.\n", arguments.out.c_str());
    return kAllWell;
  }
  ResumeBehind(earlier, arguments.redact, options);
  if (table != nullptr && earlier.bytes == 0) {
    SUTURE_RETURN_IF_ERROR(results->Append(table->header()));
  }
  ProgressBar progress;
  if (isatty(STDERR_FILENO) != 0) {
    options.progress = [&](int64_t done) { progress.Show(done, lines->ShareRead()); };
  }
  SUTURE_RETURN_IF_ERROR(models.Begin(plan, options));
  const absl::StatusOr<engine::RunSummary> summary =
      engine::Run(plan, words, models.executor(), *lines, *results, options);
  progress.Clear();
  const absl::Status models_ended = models.End(summary);
  SUTURE_RETURN_IF_ERROR(summary.status());
  return EndRun(arguments, plan, *summary, models_ended, models, *results);
}

absl::StatusOr<int> RunPlan(const RunArguments& arguments) {
  SUTURE_RETURN_IF_ERROR(CheckPaths(arguments));
  SUTURE_ASSIGN_OR_RETURN(const plan::Plan plan,
                          plan::LoadFile(arguments.plan, CheckBuiltin, arguments.plan_limits));
  SUTURE_ASSIGN_OR_RETURN(const std::unique_ptr<const notes::Lexicon> lexicon,
                          LexiconFor(arguments, plan));
  SUTURE_ASSIGN_OR_RETURN(const std::unique_ptr<RunModels> models,
                          RunModels::Open(arguments, plan, lexicon.get()));
  const store::Redactor redactor(plan);
  engine::RunOptions options;
  options.limits = arguments.limits;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  options.jobs = arguments.jobs > 0 ? arguments.jobs : static_cast<int>(cores);
  if (arguments.redact) options.write.redactor = &redactor;
  options.stop = &stop_asked;
  SUTURE_ASSIGN_OR_RETURN(options.runner.fields, FieldsNamed(plan, arguments.fields));
  return RunCases(arguments, plan, lexicon.get(), *models, options);
}

int Run(const RunArguments& arguments) {
  if (!arguments.core_dumps) ForbidCoreDumps();
  HandleSignals();
  const absl::StatusOr<int> code = RunPlan(arguments);
  if (code.status().code() == absl::StatusCode::kAborted) return kAllWell;
  return code.ok() ? *code : Complain(code.status());
}

}  // namespace

void AddRun(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Run a plan over charts.");
  command->add_option("PLAN", arguments->plan, "The plan that `suture build` wrote")->required();
  CLI::Option* cases = command->add_option("--cases", arguments->cases,
                                           "FHIR R4 bundles, one a line, plain, gzip or Zstandard: "
                                           "files or folders; - reads standard input");
  command
      ->add_option(
          "--bulk", arguments->bulk,
          "In place of --cases: a folder with a FHIR Bulk Data export, a file a resource type")
      ->excludes(cases);
  CLI::Option* out = command->add_option("--out", arguments->out,
                                         "Where result lines go, one a case, compressed where the "
                                         "name ends in .gz; - writes standard output");
  command
      ->add_option(
          "--format", arguments->format,
          "ndjson; csv: a row a case, a column a field; csv-long: a row a field, with its evidence")
      ->check(CLI::IsMember({"ndjson", "csv", "csv-long"}));
  command->add_option("--config", arguments->config, "suture.yaml: which model plays which role");
  command->add_option(
      "--unrecorded", arguments->unrecorded,
      "List here the questions without a recorded answer, to be filled in; implies --jobs 1");
  command->add_option("--cache", arguments->cache,
                      "Keep answers here and never pay twice; before suture.yaml's `cache`");
  command->add_option("--audit", arguments->audit,
                      "Append what was asked and answered; before suture.yaml's `audit`");
  command->add_option("--max-cost", arguments->max_cost,
                      "Stop before model calls cost more than this, with exit code 3");
  command->add_option("--metrics", arguments->metrics,
                      "Write counts, tokens, cost and times here as Prometheus text");
  command->add_option("--telemetry", arguments->telemetry,
                      "The same as OpenTelemetry metrics (OTLP/JSON)");
  CLI::Option* emit = command->add_option(
      "--emit-batch", arguments->emit_batch,
      "Write the requests as a provider's batch file instead of sending them; no results");
  command
      ->add_option("--apply-batch", arguments->apply_batch,
                   "Take answers from files that a provider's batch gave")
      ->check(CLI::ExistingFile);
  emit->excludes(out);
  command->add_flag("--resume", arguments->resume,
                    "Go on behind what a stopped or killed run has written");
  command
      ->add_option("--window", arguments->window,
                   "Cases begun and waiting for models, at most; default: 256")
      ->check(CLI::Range(1, 100'000));
  command->add_flag("--core-dumps", arguments->core_dumps,
                    "Let a crash leave a core dump, which would hold charts and keys");
  command->add_option("--jobs", arguments->jobs, "Workers; default: the number of cores")
      ->check(CLI::Range(1, 1024));
  command->add_option("--fields", arguments->fields, "Only these fields, with what they need")
      ->delimiter(',');
  command->add_option("--disable-pass", arguments->disabled_passes,
                      "Leave out a pass that saves calls or tokens; `suture plan --explain` lists "
                      "them; may be repeated");
  command->add_flag("--offline", arguments->offline,
                    "Contact no server; recorded answers still count");
  command->add_flag("--redact", arguments->redact,
                    "Leave words of notes, values and ids of entries, and answers that are text "
                    "out of the results");
  command->add_option("--max-case-bytes", arguments->max_case_bytes,
                      "Longer lines become error lines");
  command
      ->add_option("--max-case-entries", arguments->limits.max_rows,
                   "Cases with more become error lines")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--max-case-depth", arguments->limits.max_depth,
                   "Cases with deeper JSON become error lines")
      ->check(CLI::Range(4, 1000));
  command
      ->add_option("--max-plan-bytes", arguments->plan_limits.max_bytes, "A larger plan is refused")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--max-plan-entries", arguments->plan_limits.max_entries,
                   "A plan with more is refused")
      ->check(CLI::PositiveNumber);
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  command->footer(
      "Example: suture run sts.plan.json --cases charts.ndjson --out results.ndjson --config "
      "suture.yaml");
  command->callback([arguments, &action] { action = [arguments] { return Run(*arguments); }; });
}

}  // namespace suture::cli
