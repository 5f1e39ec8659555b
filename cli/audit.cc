#include "runtime/store/audit.h"

#include <cstdlib>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/store/audit_check.h"

namespace suture::cli {
namespace {

struct AuditArguments {
  std::string file, head, key_env;
};

int Verify(const AuditArguments& arguments) {
  std::string key;
  if (!arguments.key_env.empty()) {
    const char* value = std::getenv(arguments.key_env.c_str());
    if (value == nullptr) {
      return Complain(absl::InvalidArgumentError(
          fmt::format("The environment variable {} is not set.", arguments.key_env)));
    }
    key = value;
  }
  const auto found = store::AuditKey(arguments.file, key);
  // A missing key is told among the findings.
  if (!found.ok() && found.status().code() != absl::StatusCode::kNotFound) {
    return Complain(found.status());
  }
  const auto report =
      store::CheckAudit(arguments.file, found.ok() ? *found : std::string(), arguments.head);
  if (!report.ok()) return Complain(report.status());
  for (const store::AuditFinding& finding : report->findings) {
    if (finding.line > 0) {
      fmt::print("{}:{}: {}\n", arguments.file, finding.line, finding.sentence);
    } else {
      fmt::print("{}: {}\n", arguments.file, finding.sentence);
    }
  }
  if (!report->whole()) {
    fmt::print("{}, {}: the audit is not whole.\n", base::Counted(report->records, "record"),
               base::Counted(report->findings.size(), "finding"));
    return kFindings;
  }
  fmt::print("{} of {}, the last one {}: the audit is whole.\n",
             base::Counted(report->records, "record"), base::Counted(report->runs, "run"),
             report->head);
  if (report->unfinished_runs > 0) {
    fmt::print("{}, or the last is still going on.\n",
               base::Counted(report->unfinished_runs, "of the runs has no end: it was killed",
                             "of the runs have no end: they were killed"));
  }
  return kAllWell;
}

}  // namespace

void AddAudit(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* command =
      app.add_subcommand("audit", "Check the record of what was asked and answered.");
  command->require_subcommand(1);
  CLI::App* verify = command->add_subcommand(
      "verify", "Find records that were removed, changed, reordered or cut off.");
  verify->add_option("FILE", arguments->file, "The audit of `suture run --audit`")->required();
  verify->add_option("--head", arguments->head,
                     "A hash that a run printed, written down elsewhere");
  verify->add_option("--key-env", arguments->key_env,
                     "Environment variable with the key; default: the file FILE.key");
  verify->callback([arguments, &action] { action = [=] { return Verify(*arguments); }; });
  for (CLI::App* part : {command, verify}) part->footer("Example: suture audit verify audit.jsonl");
}

}  // namespace suture::cli
