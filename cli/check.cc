#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/limits.h"
#include "cli/write_file.h"
#include "compiler/check/analyses.h"
#include "compiler/diagnostics/apply_edits.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "runtime/config/config.h"

namespace suture::cli {
namespace {

struct CheckArguments {
  driver::Options compiler;
  std::vector<std::string> paths;
  std::string format = "text";
  std::string stdlib_folder;
  std::string config;
  bool fix = false;
};

// Mending one place lets more of a file be read, and then more is found; each round mends at least
// one.
constexpr int kMaxFixRounds = 20;

using Rights = std::map<std::string, check::RoleRights>;

absl::StatusOr<Rights> RightsIn(const std::string& path) {
  Rights rights;
  if (path.empty()) return rights;
  absl::StatusOr<config::Config> config = config::LoadConfig(path);
  if (!config.ok()) return config.status();
  for (const config::Role& role : config->roles) {
    rights[role.name] = {role.may_see_notes, role.may_see_phi};
  }
  return rights;
}

// What is said of all paths; a status is for the environment.
absl::StatusOr<std::vector<diag::Diagnostic>> CheckAll(const CheckArguments& arguments,
                                                       const Rights& rights,
                                                       driver::Session& session) {
  std::vector<diag::Diagnostic> diagnostics;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> modules = driver::ModulePaths(path);
    if (!modules.ok()) return modules.status();
    for (const std::string& module : *modules) {
      absl::StatusOr<driver::Compilation> compilation = session.Compile(module);
      if (!compilation.ok()) return compilation.status();
      diagnostics.insert(diagnostics.end(), compilation->diagnostics.begin(),
                         compilation->diagnostics.end());
      if (compilation->has_errors) continue;
      diag::Emitter emitter;
      check::CheckRoleRights(compilation->module, rights, emitter);
      std::vector<diag::Diagnostic> of_roles = emitter.Take();
      std::move(of_roles.begin(), of_roles.end(), std::back_inserter(diagnostics));
    }
  }
  return diagnostics;
}

// Writes the files anew with the safe edits; how many diagnostics were mended.
absl::StatusOr<int> Fix(const source::SourceSet& sources,
                        const std::vector<diag::Diagnostic>& diagnostics) {
  std::set<int32_t> files;
  for (const diag::Diagnostic& d : diagnostics) {
    // The standard library inside of the program is no file.
    if (d.span.valid() && !d.edits.empty() &&
        std::filesystem::is_regular_file(sources.file(d.span.file).path())) {
      files.insert(d.span.file);
    }
  }
  int count = 0;
  for (int32_t file : files) {
    diag::AppliedEdits applied = diag::ApplySafeEdits(sources.file(file).text(), file, diagnostics);
    if (applied.count == 0) continue;
    if (absl::Status status = WriteFile(sources.file(file).path(), applied.text); !status.ok()) {
      return status;
    }
    std::fprintf(stderr, "%s: %d mended\n", sources.file(file).path().c_str(), applied.count);
    count += applied.count;
  }
  return count;
}

int Print(const CheckArguments& arguments, const source::SourceSet& sources,
          const std::vector<diag::Diagnostic>& diagnostics) {
  if (arguments.format == "json") {
    std::fputs(diag::PrintJson(sources, diagnostics).c_str(), stdout);
  } else if (arguments.format == "sarif") {
    std::fputs(diag::PrintSarif(sources, diagnostics, kVersion).c_str(), stdout);
  } else {
    diag::TextOptions text;
    text.color = isatty(STDERR_FILENO) != 0;
    std::fputs(diag::PrintText(sources, diagnostics, text).c_str(), stderr);
    std::string summary = diag::Summary(diagnostics);
    if (!summary.empty()) std::fprintf(stderr, "%s\n", summary.c_str());
  }
  const bool errors =
      std::any_of(diagnostics.begin(), diagnostics.end(),
                  [](const diag::Diagnostic& d) { return d.severity == diag::Severity::kError; });
  return errors ? kFindings : kAllWell;
}

int Check(const CheckArguments& arguments) {
  driver::Options options = arguments.compiler;
  options.stdlib_folder = arguments.stdlib_folder;
  absl::StatusOr<Rights> rights = RightsIn(arguments.config);
  if (!rights.ok()) return Complain(rights.status());
  std::optional<driver::Session> session;
  absl::StatusOr<std::vector<diag::Diagnostic>> checked;
  for (int round = 0; round < kMaxFixRounds; ++round) {
    session.emplace(options);
    checked = CheckAll(arguments, *rights, *session);
    if (!checked.ok()) return Complain(checked.status());
    if (!arguments.fix) break;
    absl::StatusOr<int> mended = Fix(session->sources(), *checked);
    if (!mended.ok()) return Complain(mended.status());
    if (*mended == 0) break;
  }
  return Print(arguments, session->sources(), *checked);
}

}  // namespace

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "suture: %s\n", std::string(status.message()).c_str());
  return kUsage;
}

void AddCheck(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand("check", "Say what is wrong with specs.");
  command
      ->add_option("PATH", arguments->paths,
                   "A file, a registry's folder, or a folder of registries")
      ->required();
  command->add_option("--format", arguments->format, "text, json or sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  command->add_flag("--fix", arguments->fix,
                    "Apply the suggestions that change nothing but the spelling, in place");
  command->add_option("--config", arguments->config,
                      "suture.yaml: check what its roles may see, too");
  AddLimits(*command, arguments->compiler);
  command->footer("Example: suture check registries/sts-acsd");
  command->callback([arguments, &action] { action = [arguments] { return Check(*arguments); }; });
}

}  // namespace suture::cli
