#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/lexicon.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/lines.h"
#include "runtime/config/config.h"
#include "runtime/engine/run.h"
#include "runtime/models/dispatcher.h"
#include "runtime/models/recordings.h"
#include "runtime/plan/load.h"
#include "runtime/prompts/prompt_runner.h"
#include "runtime/store/result_file.h"

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

struct RunArguments {
  std::string plan, cases, out, config, unrecorded, stdlib_folder;
  std::vector<std::string> fields;
  int jobs = 0;
  bool offline = false;
  bool redact = false;
  size_t max_case_bytes = chart::kDefaultMaxCaseBytes;
};

absl::Status CheckPaths(const RunArguments& arguments) {
  if (!arguments.unrecorded.empty()) {
    if (arguments.config.empty()) {
      return absl::InvalidArgumentError(
          "--unrecorded lists the questions that a replay server has no answer to. Name the configuration with --config.");
    }
    for (const std::string& other : {arguments.plan, arguments.cases, arguments.out, arguments.config}) {
      if (!store::IsSameFile(other, arguments.unrecorded)) continue;
      return absl::InvalidArgumentError(absl::StrCat("The unrecorded questions would overwrite ", other,
                                                     ". Name another file with --unrecorded."));
    }
  }
  if (arguments.out != "-" && store::IsSameFile(arguments.cases, arguments.out)) {
    return absl::InvalidArgumentError("The results would overwrite the charts. Name another file with --out.");
  }
  if (arguments.out != "-" && store::IsSameFile(arguments.plan, arguments.out)) {
    return absl::InvalidArgumentError("The results would overwrite the plan. Name another file with --out.");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<plan::FieldId>> FieldsNamed(const plan::Plan& plan, const std::vector<std::string>& names) {
  std::vector<plan::FieldId> fields;
  for (const std::string& name : names) {
    plan::FieldId found;
    for (size_t i = 0; i < plan.fields.size(); ++i) {
      if (plan.fields[i].name == name || (!plan.fields[i].id.empty() && plan.fields[i].id == name)) {
        found = {static_cast<int32_t>(i)};
      }
    }
    if (!found.valid()) {
      return absl::InvalidArgumentError(absl::StrCat("The plan has no field ", name, ". `suture plan` lists its fields."));
    }
    fields.push_back(found);
  }
  return fields;
}

// The models behind the prompts of a plan; nothing when no configuration was given.
struct Models {
  config::Config config;
  std::unique_ptr<models::Dispatcher> dispatcher;
  std::unique_ptr<prompts::PromptRunner> runner;
  std::unique_ptr<store::ResultFile> unrecorded;  // Null unless asked for
  absl::Status unrecorded_status;                 // The first line that could not be written
  int64_t unrecorded_count = 0;
};

// Writes what a replay server could not answer as lines to be filled in, readable as recordings.
absl::Status ListUnrecorded(const std::string& path, Models& models, prompts::PromptOptions& options) {
  SUTURE_ASSIGN_OR_RETURN(models.unrecorded, store::ResultFile::Create(path));
  options.on_unrecorded = [&models](const prompts::UnrecordedQuestion& question) {
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
    ++models.unrecorded_count;
    models.unrecorded_status.Update(models.unrecorded->Append(models::FormatRecording(line) + "\n"));
  };
  return absl::OkStatus();
}

absl::Status OpenModels(const RunArguments& arguments, const plan::Plan& plan, const notes::Lexicon& lexicon, Models& out) {
  if (arguments.config.empty() || plan.prompts.empty()) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(out.config, config::LoadConfig(arguments.config));
  models::DispatcherOptions options;
  options.offline = arguments.offline;
  SUTURE_ASSIGN_OR_RETURN(out.dispatcher, models::Dispatcher::Create(out.config, prompts::RolesOf(plan), options));
  prompts::PromptOptions prompt_options;
  if (!arguments.unrecorded.empty()) {
    SUTURE_RETURN_IF_ERROR(ListUnrecorded(arguments.unrecorded, out, prompt_options));
  }
  SUTURE_ASSIGN_OR_RETURN(out.runner,
                          prompts::PromptRunner::Create(plan, lexicon, *out.dispatcher, std::move(prompt_options)));
  return absl::OkStatus();
}

void PrintSummary(const engine::RunSummary& summary, const plan::Plan& plan) {
  auto number = [](int64_t n) { return static_cast<long long>(n); };
  std::fprintf(stderr, "%lld cases, %lld without an index event, %lld in error.\n", number(summary.cases),
               number(summary.no_case), number(summary.errors));
  std::fprintf(stderr, "Fields: %lld by rule, %lld by prompt, %lld by default, %lld absent, %lld not applicable, %lld to review.\n",
               number(summary.by_rule), number(summary.by_prompt), number(summary.by_default), number(summary.absent),
               number(summary.not_applicable), number(summary.review));
  for (size_t i = 0; i < summary.review_by_reason.size(); ++i) {
    if (summary.review_by_reason[i] == 0) continue;
    std::string name(values::Name(static_cast<values::ReviewReason>(i)));
    std::fprintf(stderr, "  review (%s): %lld\n", name.c_str(), number(summary.review_by_reason[i]));
  }
  constexpr size_t kShown = 10;
  std::vector<chart::UnlistedCodes::Count> unlisted = summary.unlisted.Top(kShown);
  if (!unlisted.empty()) std::fprintf(stderr, "Codes of known systems that no code set holds, the most frequent:\n");
  for (const chart::UnlistedCodes::Count& count : unlisted) {
    std::fprintf(stderr, "  %s %s: %lld\n", plan.systems[static_cast<size_t>(count.system)].name.c_str(), count.code.c_str(),
                 number(count.count));
  }
}

int Run(const RunArguments& arguments) {
  if (absl::Status status = CheckPaths(arguments); !status.ok()) return Complain(status);
  absl::StatusOr<plan::Plan> plan = plan::LoadFile(arguments.plan, CheckBuiltin);
  if (!plan.ok()) return Complain(plan.status());
  absl::StatusOr<notes::Lexicon> lexicon = LoadLexicon(arguments.stdlib_folder);
  if (!lexicon.ok()) return Complain(lexicon.status());
  Models models;
  if (absl::Status status = OpenModels(arguments, *plan, *lexicon, models); !status.ok()) return Complain(status);
  engine::RunOptions options;
  options.jobs = arguments.jobs > 0 ? arguments.jobs : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (models.unrecorded) options.jobs = 1;  // Its lines come in the order of the charts.
  options.write.redact = arguments.redact;
  options.stop = &stop_asked;
  absl::StatusOr<std::vector<plan::FieldId>> fields = FieldsNamed(*plan, arguments.fields);
  if (!fields.ok()) return Complain(fields.status());
  options.runner.fields = *std::move(fields);
  absl::StatusOr<std::unique_ptr<engine::CaseLines>> lines = engine::CaseLines::Open(arguments.cases, arguments.max_case_bytes);
  if (!lines.ok()) return Complain(lines.status());
  absl::StatusOr<std::unique_ptr<store::ResultFile>> results = store::ResultFile::Create(arguments.out);
  if (!results.ok()) return Complain(results.status());
  if (isatty(STDERR_FILENO) != 0) {
    options.progress = [](int64_t done) { std::fprintf(stderr, "\r%lld lines", static_cast<long long>(done)); };
  }
  signal(SIGINT, AskToStop);
  signal(SIGTERM, AskToStop);
  signal(SIGPIPE, SIG_IGN);
  absl::StatusOr<engine::RunSummary> summary =
      engine::Run(*plan, &*lexicon, models.runner.get(), **lines, **results, options);
  if (options.progress) std::fputs("\r", stderr);
  // The reader of the pipe has gone: it has what it wanted.
  if (summary.status().code() == absl::StatusCode::kAborted) return kAllWell;
  if (!summary.ok()) return Complain(summary.status());
  if (absl::Status status = (*results)->Finish(); !status.ok()) {
    return status.code() == absl::StatusCode::kAborted ? kAllWell : Complain(status);
  }
  PrintSummary(*summary, *plan);
  if (models.unrecorded) {
    models.unrecorded_status.Update(models.unrecorded->Finish());
    if (!models.unrecorded_status.ok()) return Complain(models.unrecorded_status);
    std::fprintf(stderr, "%lld questions without a recorded answer are listed in %s.\n",
                 static_cast<long long>(models.unrecorded_count), arguments.unrecorded.c_str());
  }
  if (summary->stopped) return kStopped;
  return summary->errors > 0 ? kFindings : kAllWell;
}

}  // namespace

void AddRun(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Run a plan over charts.");
  command->add_option("PLAN", arguments->plan, "The plan that `suture build` wrote")->required();
  command->add_option("--cases", arguments->cases, "FHIR R4 bundles, one a line; - reads standard input")->required();
  command->add_option("--out", arguments->out, "Where result lines go, one a case; - writes standard output")->required();
  command->add_option("--config", arguments->config, "suture.yaml: which model plays which role");
  command->add_option("--unrecorded", arguments->unrecorded,
                      "List here the questions without a recorded answer, to be filled in; implies --jobs 1");
  command->add_option("--jobs", arguments->jobs, "Workers; default: the number of cores")->check(CLI::PositiveNumber);
  command->add_option("--fields", arguments->fields, "Only these fields, with what they need")->delimiter(',');
  command->add_flag("--offline", arguments->offline, "Contact no server; recorded answers still count");
  command->add_flag("--redact", arguments->redact, "Leave the words of notes and the values of entries out of the results");
  command->add_option("--max-case-bytes", arguments->max_case_bytes, "Longer lines become error lines");
  command->add_option("--stdlib", arguments->stdlib_folder, "A folder to use instead of the built-in standard library");
  command->footer("Example: suture run sts.plan.json --cases charts.ndjson --out results.ndjson --config suture.yaml");
  command->callback([arguments, &action] { action = [arguments] { return Run(*arguments); }; });
}

}  // namespace suture::cli
