#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/write_file.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "compiler/format/format.h"

namespace suture::cli {
namespace {

namespace fs = std::filesystem;

struct FormatArguments {
  std::vector<std::string> paths;
  bool check_only = false;
  format::FormatOptions options;
};

absl::StatusOr<std::vector<std::string>> FilesBelow(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    return absl::NotFoundError("There is no file or folder " + path + ".");
  }
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.is_regular_file(error) && entry.path().extension() == ".suture") {
      files.push_back(entry.path().generic_string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What is wrong with a file beyond its shape, such as a name that nothing declares. Each folder is
// checked once.
class Faults {
 public:
  // Says what is wrong; false: nothing. A file that is no registry of its own may be part of what
  // its folder says.
  bool Report(const std::string& path) {
    const fs::path parent = fs::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.generic_string();
    std::error_code error;
    const bool registry = fs::exists(parent / "registry.suture", error);
    const std::vector<diag::Diagnostic> errors = ErrorsIn(registry ? folder : path, path);
    if (errors.empty() || (!registry && ErrorsIn(folder, path).empty())) return false;
    std::fputs(diag::PrintText(session_.sources(), errors).c_str(), stderr);
    return true;
  }

 private:
  // Of a module, those that stand in the file.
  std::vector<diag::Diagnostic> ErrorsIn(const std::string& module, const std::string& path) {
    const auto [known, fresh] = checked_.try_emplace(module);
    if (fresh) {
      absl::StatusOr<driver::Compilation> compilation = session_.Compile(module);
      if (compilation.ok()) known->second = std::move(compilation->diagnostics);
    }
    std::vector<diag::Diagnostic> errors;
    for (const diag::Diagnostic& d : known->second) {
      if (d.severity != diag::Severity::kError || !d.span.valid()) continue;
      const fs::path file = session_.sources().file(d.span.file).path();
      if (file.lexically_normal() == fs::path(path).lexically_normal()) errors.push_back(d);
    }
    return errors;
  }

  driver::Session session_;
  std::map<std::string, std::vector<diag::Diagnostic>> checked_;
};

int FormatOne(const std::string& path, const FormatArguments& arguments, Faults& faults) {
  source::SourceSet sources;
  absl::StatusOr<int32_t> file = sources.Load(path, path);
  if (!file.ok()) return Complain(file.status());
  diag::Emitter emitter;
  absl::StatusOr<std::string> text = format::Format(sources, *file, emitter, arguments.options);
  if (!text.ok()) {
    std::fputs(diag::PrintText(sources, emitter.Take()).c_str(), stderr);
    std::fprintf(stderr, "%s was left as it is: %s\n", path.c_str(),
                 std::string(text.status().message()).c_str());
    return kFindings;
  }
  if (faults.Report(path)) {
    std::fprintf(stderr,
                 "%s was left as it is: The file has mistakes; mend them before it is formatted.\n",
                 path.c_str());
    return kFindings;
  }
  if (*text == sources.file(*file).text()) return kAllWell;
  if (arguments.check_only) {
    std::printf("%s is not in the canonical layout.\n", path.c_str());
    return kFindings;
  }
  absl::Status written = WriteFile(path, *text);
  return written.ok() ? kAllWell : Complain(written);
}

int Format(const FormatArguments& arguments) {
  int worst = kAllWell;
  Faults faults;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> files = FilesBelow(path);
    if (!files.ok()) return Complain(files.status());
    for (const std::string& file : *files) {
      worst = std::max(worst, FormatOne(file, arguments, faults));
    }
  }
  return worst;
}

}  // namespace

void AddFormat(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<FormatArguments>();
  CLI::App* command = app.add_subcommand("fmt", "Write specs in the canonical layout.");
  command->add_option("PATH", arguments->paths, "Files, or folders whose .suture files are meant")
      ->required();
  command->add_flag("--check", arguments->check_only,
                    "Change nothing; name the files that would change");
  command
      ->add_option("--columns", arguments->options.max_columns,
                   "Longer lines are broken where they can be")
      ->check(CLI::Range(40, 1000));
  command->footer("Example: suture fmt --check registries");
  command->callback([arguments, &action] { action = [arguments] { return Format(*arguments); }; });
}

}  // namespace suture::cli
