#include <cstdio>
#include <memory>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/limits.h"
#include "cli/write_file.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "runtime/plan/json.h"

namespace suture::cli {
namespace {

struct BuildArguments {
  driver::Options compiler;
  std::string path, out, stdlib_folder;
  optimize::Options optimize;
  bool naive = false;
};

int Build(BuildArguments arguments) {
  absl::StatusOr<std::vector<std::string>> modules = driver::ModulePaths(arguments.path);
  if (!modules.ok()) return Complain(modules.status());
  if (modules->size() != 1) {
    return Complain(absl::InvalidArgumentError(
        "The folder holds several registries. Build one at a time, such as " + modules->front() +
        "."));
  }
  driver::Options options = arguments.compiler;
  options.stdlib_folder = arguments.stdlib_folder;
  driver::Session session(options);
  absl::StatusOr<driver::Compilation> compilation = session.Compile(modules->front());
  if (!compilation.ok()) return Complain(compilation.status());
  std::fputs(diag::PrintText(session.sources(), compilation->diagnostics).c_str(), stderr);
  if (compilation->has_errors) return kFindings;
  if (!compilation->module.is_registry) {
    return Complain(
        absl::InvalidArgumentError("This is a library: it declares no registry, so there is "
                                   "nothing to run. Build the registry that uses it."));
  }
  std::vector<std::string> sources = compilation->imports;
  for (int32_t i = 0; i < session.sources().size(); ++i)
    sources.push_back(session.sources().file(i).path());
  if (absl::Status status = RefuseOverwrite("The plan", "--out", arguments.out, sources);
      !status.ok()) {
    return Complain(status);
  }
  arguments.optimize.enabled = !arguments.naive;
  absl::StatusOr<lower::Lowered> lowered = driver::BuildPlan(*compilation, arguments.optimize);
  if (!lowered.ok()) return Complain(lowered.status());
  absl::Status written = WriteFile(arguments.out, plan::ToJson(lowered->plan));
  return written.ok() ? kAllWell : Complain(written);
}

}  // namespace

void AddBuild(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<BuildArguments>();
  CLI::App* command = app.add_subcommand("build", "Compile one registry to a plan.");
  command->add_option("PATH", arguments->path, "A registry's folder or file")->required();
  command->add_option("-o,--out", arguments->out, "The plan to write")->required();
  command->add_option("--disable-pass", arguments->optimize.disabled,
                      "Leave a pass of the optimizer out; may be repeated");
  command->add_flag("--no-optimize", arguments->naive, "Write the naive plan");
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  AddLimits(*command, arguments->compiler);
  command->footer("Example: suture build registries/sts-acsd -o sts.plan.json");
  command->callback([arguments, &action] { action = [arguments] { return Build(*arguments); }; });
}

}  // namespace suture::cli
