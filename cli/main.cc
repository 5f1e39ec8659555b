// suture: compiles clinical registry specs and runs them over charts.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/heap.h"
#include "cli/version.h"
#include "fmt/format.h"

namespace {

// What the parser's own message leaves out: which command was meant, and which there are.
bool SayWhichCommands(const CLI::App& app, int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first.front() == '-') return false;
  std::string names;
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == first) return false;
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  fmt::print(stderr, "suture: {} The commands are {}; `suture COMMAND --help` explains one.\n",
             first.empty() ? "Say which command to run, such as `suture check registries/sts-acsd`."
                           : fmt::format("There is no command `{}`.", first),
             names);
  return true;
}

// An option whose value is an empty word, as a script's unset variable leaves it: "--max-cost
// $LIMIT" is meant to be a limit, and an empty one would be none. Null: there is no such option.
const CLI::Option* WithoutValue(const CLI::App& app) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& value : option->results()) {
        if (value.empty()) return option;
      }
    }
    if (const CLI::Option* inner = WithoutValue(*command)) return inner;
  }
  return nullptr;
}

// The option that ends the command line, or that holds commas alone (`--fields ,,`); empty: another
// mistake.
std::string LacksValue(const CLI::ParseError& error) {
  const std::string what = error.what();
  const size_t colon = what.find(": ");
  const bool lacks = dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr &&
                     what.starts_with("--") && what.find("required") != std::string::npos &&
                     what.ends_with("missing");
  return lacks ? what.substr(0, colon) : "";
}

int SayWithoutValue(const std::string& option) {
  fmt::print(stderr, "suture: {} was given without a value. Give one, or leave it out.\n", option);
  return suture::cli::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  suture::cli::KeepFreedMemory();
  CLI::App app{"Compiles clinical registry specs and runs them over charts.", "suture"};
  app.set_version_flag("--version", suture::cli::VersionText());
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 all well; 1 findings, failed tests or cases in error; 2 usage or environment; "
      "3 stopped by a budget or signal, resumable.");
  suture::cli::Action action;
  suture::cli::AddCheck(app, action);
  suture::cli::AddBuild(app, action);
  suture::cli::AddTest(app, action);
  suture::cli::AddRun(app, action);
  suture::cli::AddCost(app, action);
  suture::cli::AddPlan(app, action);
  suture::cli::AddDictionary(app, action);
  suture::cli::AddExplain(app, action);
  suture::cli::AddFormat(app, action);
  suture::cli::AddMentions(app, action);
  suture::cli::AddCache(app, action);
  suture::cli::AddAudit(app, action);
  suture::cli::AddHelp(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0 && SayWhichCommands(app, argc, argv)) return suture::cli::kUsage;
    if (const std::string option = LacksValue(error); !option.empty())
      return SayWithoutValue(option);
    int code = app.exit(error);
    return code == 0 ? suture::cli::kAllWell : suture::cli::kUsage;
  }
  if (const CLI::Option* option = WithoutValue(app)) {
    return SayWithoutValue(option->get_name());
  }
  return action ? action() : suture::cli::kUsage;
}
