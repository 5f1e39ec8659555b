// suture: compiles clinical registry specs and runs them over charts.
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "cli/version.h"

int main(int argc, char** argv) {
  CLI::App app{"Compiles clinical registry specs and runs them over charts.", "suture"};
  app.set_version_flag("--version", suture::cli::VersionText());
  app.require_subcommand(1);
  app.footer("Exit codes: 0 all well; 1 findings, failed tests or cases in error; 2 usage or environment; "
             "3 stopped by a budget or signal, resumable.");
  suture::cli::Action action;
  suture::cli::AddCheck(app, action);
  suture::cli::AddBuild(app, action);
  suture::cli::AddTest(app, action);
  suture::cli::AddRun(app, action);
  suture::cli::AddCost(app, action);
  suture::cli::AddPlan(app, action);
  suture::cli::AddExplain(app, action);
  suture::cli::AddFormat(app, action);
  suture::cli::AddMentions(app, action);
  suture::cli::AddCache(app, action);
  suture::cli::AddAudit(app, action);
  suture::cli::AddHelp(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    int code = app.exit(error);
    return code == 0 ? suture::cli::kAllWell : suture::cli::kUsage;
  }
  return action ? action() : suture::cli::kUsage;
}
