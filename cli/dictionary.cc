#include "compiler/dictionary/dictionary.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/write_file.h"
#include "compiler/diagnostics/print.h"
#include "compiler/dictionary/print.h"
#include "compiler/driver/driver.h"
#include "fmt/format.h"
#include "runtime/text/edit_distance.h"

namespace suture::cli {
namespace {

namespace fs = std::filesystem;

struct DictionaryArguments {
  std::vector<std::string> paths, fields;
  std::string form = "markdown", out = "-", stdlib_folder;
};

// A module to print, and the file of it whose fields alone are meant (empty: all).
struct Wanted {
  std::string module, only;
};

absl::StatusOr<std::vector<Wanted>> WantedIn(const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::path(path).parent_path();
  // A file beside a registry.suture is a part of that registry.
  if (fs::is_regular_file(path, error) && fs::exists(folder / "registry.suture", error)) {
    return std::vector<Wanted>{{folder.empty() ? "." : folder.generic_string(), path}};
  }
  absl::StatusOr<std::vector<std::string>> modules = driver::ModulePaths(path);
  if (!modules.ok()) return modules.status();
  std::vector<Wanted> wanted;
  for (std::string& module : *modules) wanted.push_back({std::move(module), ""});
  return wanted;
}

// Leaves the chosen fields and findings, with the groups around them, and nothing else.
template <typename Chosen>
void Narrow(dictionary::Dictionary& dictionary, const Chosen& chosen) {
  std::erase_if(dictionary.fields, [&](const dictionary::Field& field) { return !chosen(field); });
  std::erase_if(dictionary.groups, [&](const dictionary::Group& group) {
    return std::none_of(
        dictionary.fields.begin(), dictionary.fields.end(), [&](const dictionary::Field& field) {
          return std::find(field.groups.begin(), field.groups.end(), group.path.back()) !=
                 field.groups.end();
        });
  });
  dictionary.extracts.clear();
  dictionary.readings.clear();
  dictionary.checks.clear();
  dictionary.definitions.clear();
  dictionary.notes.clear();
  dictionary.measurements.clear();
  dictionary.phrases.clear();
  dictionary.code_sets.clear();
}

bool IsCalled(const dictionary::Field& field, const std::string& name) {
  return field.name == name || (!field.id.empty() && field.id == name);
}

absl::Status RefuseUnknown(const std::vector<dictionary::Dictionary>& dictionaries,
                           const std::vector<std::string>& names) {
  std::vector<std::string_view> known;
  for (const dictionary::Dictionary& dictionary : dictionaries) {
    for (const dictionary::Field& field : dictionary.fields) known.push_back(field.name);
  }
  for (const std::string& name : names) {
    const bool found = std::any_of(
        dictionaries.begin(), dictionaries.end(), [&](const dictionary::Dictionary& dictionary) {
          return std::any_of(dictionary.fields.begin(), dictionary.fields.end(),
                             [&](const dictionary::Field& f) { return IsCalled(f, name); });
        });
    if (found) continue;
    const auto near = text::NearestName(name, known);
    return absl::InvalidArgumentError(
        fmt::format("There is no field {}. {}", name,
                    near ? fmt::format("Do you mean {}?", *near)
                         : "Name fields as in the spec, or by the registry's number."));
  }
  return absl::OkStatus();
}

// Dictionaries of what was named, and the files that they were read from.
struct Made {
  std::vector<dictionary::Dictionary> dictionaries;
  std::vector<std::string> inputs;
};

// Adds those of one path. The exit code, after saying what is wrong.
int Make(driver::Session& session, const std::string& path, Made& made) {
  absl::StatusOr<std::vector<Wanted>> wanted = WantedIn(path);
  if (!wanted.ok()) return Complain(wanted.status());
  for (const auto& [module, only] : *wanted) {
    absl::StatusOr<driver::Compilation> compilation = session.Compile(module);
    if (!compilation.ok()) return Complain(compilation.status());
    if (compilation->has_errors) {
      std::fputs(diag::PrintText(session.sources(), compilation->diagnostics).c_str(), stderr);
      fmt::print(stderr, "suture: There is no dictionary of {} before its errors are mended.\n",
                 module);
      return kFindings;
    }
    made.inputs.insert(made.inputs.end(), compilation->imports.begin(), compilation->imports.end());
    dictionary::Dictionary one =
        dictionary::Build(compilation->files, compilation->module, session.sources());
    if (!only.empty()) {
      Narrow(one, [&, file = fs::path(only).lexically_normal()](const dictionary::Field& field) {
        return fs::path(session.sources().file(field.span.file).path()).lexically_normal() == file;
      });
    }
    if (!one.fields.empty()) made.dictionaries.push_back(std::move(one));
  }
  return kAllWell;
}

absl::Status KeepNamed(const std::vector<std::string>& names,
                       std::vector<dictionary::Dictionary>& dictionaries) {
  if (names.empty()) return absl::OkStatus();
  if (absl::Status status = RefuseUnknown(dictionaries, names); !status.ok()) return status;
  for (dictionary::Dictionary& one : dictionaries) {
    Narrow(one, [&](const dictionary::Field& field) {
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& name) { return IsCalled(field, name); });
    });
  }
  std::erase_if(dictionaries, [](const dictionary::Dictionary& one) { return one.fields.empty(); });
  return absl::OkStatus();
}

int PrintDictionary(const DictionaryArguments& arguments) {
  driver::Options options;
  options.stdlib_folder = arguments.stdlib_folder;
  driver::Session session(options);
  Made made;
  for (const std::string& path : arguments.paths) {
    if (const int code = Make(session, path, made); code != kAllWell) return code;
  }
  if (made.dictionaries.empty()) {
    return Complain(absl::InvalidArgumentError(
        fmt::format("{} holds no field, so there is no dictionary. Name the folder of a registry.",
                    arguments.paths.front())));
  }
  if (absl::Status status = KeepNamed(arguments.fields, made.dictionaries); !status.ok())
    return Complain(status);
  for (int32_t i = 0; i < session.sources().size(); ++i)
    made.inputs.push_back(session.sources().file(i).path());
  if (absl::Status status = RefuseOverwrite("The dictionary", "--out", arguments.out, made.inputs);
      !status.ok()) {
    return Complain(status);
  }
  const std::string text = arguments.form == "json" ? dictionary::ToJson(made.dictionaries)
                                                    : dictionary::ToMarkdown(made.dictionaries);
  if (arguments.out == "-") {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kAllWell;
  }
  absl::Status written = WriteFile(arguments.out, text);
  return written.ok() ? kAllWell : Complain(written);
}

}  // namespace

void AddDictionary(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<DictionaryArguments>();
  CLI::App* command = app.add_subcommand("dictionary", "Print the data dictionary of a registry.");
  command
      ->add_option("SPEC", arguments->paths,
                   "A registry's folder, a folder of registries, or a file: then its fields alone")
      ->required();
  command->add_option("--form", arguments->form, "markdown or json")
      ->check(CLI::IsMember({"markdown", "json"}));
  command
      ->add_option("--fields", arguments->fields,
                   "Only these fields, by name or by the registry's number")
      ->delimiter(',');
  command->add_option("-o,--out", arguments->out, "The file to write; default: standard output");
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  command->footer("Example: suture dictionary registries/sts-acsd -o sts.dictionary.md");
  command->callback(
      [arguments, &action] { action = [arguments] { return PrintDictionary(*arguments); }; });
}

}  // namespace suture::cli
