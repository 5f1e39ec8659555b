#include <unistd.h>

#include <cstdio>
#include <memory>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"

namespace suture::cli {
namespace {

struct CheckArguments {
  std::vector<std::string> paths;
  std::string format = "text";
  std::string stdlib_folder;
};

int Check(const CheckArguments& arguments) {
  driver::Options options;
  options.stdlib_folder = arguments.stdlib_folder;
  driver::Session session(options);
  std::vector<diag::Diagnostic> diagnostics;
  bool errors = false;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> modules = driver::ModulePaths(path);
    if (!modules.ok()) return Complain(modules.status());
    for (const std::string& module : *modules) {
      absl::StatusOr<driver::Compilation> compilation = session.Compile(module);
      if (!compilation.ok()) return Complain(compilation.status());
      errors = errors || compilation->has_errors;
      diagnostics.insert(diagnostics.end(), compilation->diagnostics.begin(), compilation->diagnostics.end());
    }
  }
  if (arguments.format == "json") {
    std::fputs(diag::PrintJson(session.sources(), diagnostics).c_str(), stderr);
  } else if (arguments.format == "sarif") {
    std::fputs(diag::PrintSarif(session.sources(), diagnostics, kVersion).c_str(), stderr);
  } else {
    diag::TextOptions text;
    text.color = isatty(STDERR_FILENO) != 0;
    std::fputs(diag::PrintText(session.sources(), diagnostics, text).c_str(), stderr);
    std::string summary = diag::Summary(diagnostics);
    if (!summary.empty()) std::fprintf(stderr, "%s\n", summary.c_str());
  }
  return errors ? kFindings : kAllWell;
}

}  // namespace

int Complain(const absl::Status& status) {
  std::fprintf(stderr, "suture: %s\n", std::string(status.message()).c_str());
  return kUsage;
}

void AddCheck(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* command = app.add_subcommand("check", "Say what is wrong with specs.");
  command->add_option("PATH", arguments->paths, "A file, a registry's folder, or a folder of registries")->required();
  command->add_option("--format", arguments->format, "text, json or sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_option("--stdlib", arguments->stdlib_folder, "A folder to use instead of the built-in standard library");
  command->footer("Example: suture check registries/sts-acsd");
  command->callback([arguments, &action] { action = [arguments] { return Check(*arguments); }; });
}

}  // namespace suture::cli
