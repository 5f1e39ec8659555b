// The commands of `suture`, one file each. Each adds itself to the parser and says by its return
// value how the process ends (exit_codes.h).
#pragma once

#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"

namespace suture::cli {

// Set by the command that was named on the command line.
using Action = std::function<int()>;

void AddCheck(CLI::App& app, Action& action);
void AddBuild(CLI::App& app, Action& action);
void AddTest(CLI::App& app, Action& action);
void AddRun(CLI::App& app, Action& action);
void AddCost(CLI::App& app, Action& action);
void AddPlan(CLI::App& app, Action& action);
void AddDictionary(CLI::App& app, Action& action);
void AddExplain(CLI::App& app, Action& action);
void AddFormat(CLI::App& app, Action& action);
void AddMentions(CLI::App& app, Action& action);
void AddCache(CLI::App& app, Action& action);
void AddAudit(CLI::App& app, Action& action);
void AddHelp(CLI::App& app, Action& action);

// Prints the sentence of an environment error; the exit code that goes with it.
int Complain(const absl::Status& status);

inline constexpr const char* kVersion = "0.1.0";

}  // namespace suture::cli
