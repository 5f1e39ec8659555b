#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/coverage.h"
#include "cli/exit_codes.h"
#include "cli/junit.h"
#include "cli/lexicon.h"
#include "cli/limits.h"
#include "cli/run_arguments.h"
#include "cli/run_models.h"
#include "cli/write_file.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "runtime/base/counted.h"
#include "runtime/base/status_macros.h"
#include "runtime/testing/suite_runner.h"

namespace suture::cli {
namespace {

struct TestArguments {
  driver::Options compiler;
  std::vector<std::string> paths;
  std::string filter, junit, coverage_json, coverage_lcov, stdlib_folder, config;
  optimize::Options optimize;
  bool coverage = false;
  bool naive = false;
  bool quiet = false;
};

struct ModuleReport {
  std::string name;
  lower::Lowered lowered;
  testing::SuiteReport report;
  int scenarios_left = 0;  // Not run, for want of a model
  std::string broken;      // Why there is no report
};

std::string JUnit(const std::vector<std::unique_ptr<ModuleReport>>& modules) {
  std::vector<JUnitSuite> suites;
  for (const auto& module : modules) {
    suites.push_back(
        {module->name, module->broken.empty() ? &module->report : nullptr, module->broken});
  }
  return JUnitOf(suites);
}

std::string CoverageJson(const std::vector<std::unique_ptr<ModuleReport>>& modules) {
  nlohmann::ordered_json out = {{"version", 1}, {"modules", nlohmann::ordered_json::array()}};
  for (const auto& module : modules) {
    if (!module->broken.empty()) continue;
    out["modules"].push_back(
        CoverageOf(module->name, module->lowered.plan, module->lowered.suite, module->report));
  }
  return out.dump(1) + "\n";
}

std::string Lcov(const std::vector<std::unique_ptr<ModuleReport>>& modules) {
  std::string out;
  for (const auto& module : modules) {
    if (module->broken.empty())
      out += CoverageLcov(module->name, module->lowered.plan, module->report);
  }
  return out;
}

void PrintReport(const ModuleReport& module, const TestArguments& arguments) {
  const plan::Plan& plan = module.lowered.plan;
  for (const testing::TestResult& result : module.report.results) {
    if (result.passed) continue;
    std::printf("%s %s: \"%s\"\n", result.could_not_run ? "COULD NOT RUN" : "FAILED",
                PlaceOf(plan, result.span).c_str(), result.title.c_str());
    for (const std::string& message : result.messages) std::printf("    %s\n", message.c_str());
  }
  if (module.scenarios_left > 0 && !arguments.quiet) {
    std::printf(
        "%s of the registry's book not run: a model must read them (--config suture.yaml).\n",
        base::Counted(module.scenarios_left, "scenario").c_str());
  }
  if (arguments.coverage) {
    std::fputs(CoverageText(plan, module.report).c_str(), stdout);
    return;
  }
  if (arguments.quiet) return;
  for (const testing::Part& part : module.report.coverage) {
    if (part.hits > 0) continue;
    std::printf("not reached: %s in `%s` (%s)\n", part.what.c_str(),
                plan.fields[static_cast<size_t>(part.field.index)].name.c_str(),
                PlaceOf(plan, part.span).c_str());
  }
}

bool Chosen(const plan::Plan& plan, const plan::Test& test, const std::string& filter) {
  if (absl::StrContains(absl::AsciiStrToLower(test.title), absl::AsciiStrToLower(filter)))
    return true;
  for (plan::FieldId field : test.targets) {
    if (absl::EqualsIgnoreCase(plan.fields[static_cast<size_t>(field.index)].name, filter))
      return true;
  }
  return false;
}

// What the registry's book says of cases that it describes. One that is an example of a prompt is
// no test.
absl::Status RunScenarios(const TestArguments& arguments, const notes::Lexicon& lexicon,
                          testing::SuiteRunner& runner, ModuleReport& module) {
  std::vector<const plan::Scenario*> scenarios;
  for (const plan::Scenario& scenario : module.lowered.suite.scenarios) {
    if (!scenario.as_example) scenarios.push_back(&scenario);
  }
  if (scenarios.empty() || !arguments.filter.empty()) return absl::OkStatus();
  if (arguments.config.empty()) {
    module.scenarios_left = static_cast<int>(scenarios.size());
    return absl::OkStatus();
  }
  RunArguments asked;
  asked.config = arguments.config;
  SUTURE_ASSIGN_OR_RETURN(std::unique_ptr<RunModels> models,
                          RunModels::Open(asked, module.lowered.plan, &lexicon));
  if (models->executor() == nullptr) {
    module.scenarios_left = static_cast<int>(scenarios.size());
    return absl::OkStatus();
  }
  engine::RunOptions options;
  SUTURE_RETURN_IF_ERROR(models->Begin(module.lowered.plan, options));
  for (const plan::Scenario* scenario : scenarios) {
    module.report.results.push_back(runner.RunScenario(*scenario, *models->executor()));
    ++(module.report.results.back().passed ? module.report.passed : module.report.failed);
  }
  return models->End(engine::RunSummary());
}

// The tests of one module. A status: the environment, not the spec, is at fault.
absl::Status TestModule(driver::Session& session, const std::string& path,
                        const notes::Lexicon& lexicon, const TestArguments& arguments,
                        ModuleReport& module) {
  module.name = path;
  SUTURE_ASSIGN_OR_RETURN(driver::Compilation compilation, session.Compile(path));
  module.name = compilation.name;
  if (compilation.has_errors) {
    module.broken = diag::PrintText(session.sources(), compilation.diagnostics);
    return absl::OkStatus();
  }
  SUTURE_ASSIGN_OR_RETURN(module.lowered, driver::BuildPlan(compilation, arguments.optimize));
  std::optional<notes::Lexicon> with_headings;
  if (!module.lowered.plan.headings.empty()) {
    SUTURE_ASSIGN_OR_RETURN(with_headings,
                            LoadLexicon(arguments.stdlib_folder, module.lowered.plan.headings));
  }
  SUTURE_ASSIGN_OR_RETURN(auto runner,
                          testing::SuiteRunner::Create(module.lowered.plan,
                                                       with_headings ? &*with_headings : &lexicon));
  testing::SuiteRunner::Choose choose;
  if (!arguments.filter.empty()) {
    choose = [&](const plan::Test& test) {
      return Chosen(module.lowered.plan, test, arguments.filter);
    };
  }
  module.report = runner->Run(module.lowered.suite, choose);
  SUTURE_RETURN_IF_ERROR(
      RunScenarios(arguments, with_headings ? *with_headings : lexicon, *runner, module));
  if (!arguments.filter.empty()) module.report.coverage.clear();
  // Reports name files as the author did: editors and coverage tools look for them there.
  for (std::string& file : module.lowered.plan.files) file = compilation.paths.at(file);
  return absl::OkStatus();
}

absl::Status WriteReports(const TestArguments& arguments,
                          const std::vector<std::unique_ptr<ModuleReport>>& modules) {
  if (!arguments.junit.empty()) SUTURE_RETURN_IF_ERROR(WriteFile(arguments.junit, JUnit(modules)));
  if (!arguments.coverage_json.empty())
    SUTURE_RETURN_IF_ERROR(WriteFile(arguments.coverage_json, CoverageJson(modules)));
  if (!arguments.coverage_lcov.empty())
    SUTURE_RETURN_IF_ERROR(WriteFile(arguments.coverage_lcov, Lcov(modules)));
  return absl::OkStatus();
}

int Test(const TestArguments& arguments) {
  absl::StatusOr<notes::Lexicon> lexicon = LoadLexicon(arguments.stdlib_folder);
  if (!lexicon.ok()) return Complain(lexicon.status());
  driver::Options options = arguments.compiler;
  options.stdlib_folder = arguments.stdlib_folder;
  driver::Session session(options);
  std::vector<std::unique_ptr<ModuleReport>> modules;
  int passed = 0, failed = 0;
  bool broken = false;
  absl::Status fault;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::vector<std::string>> found = driver::ModulePaths(path);
    if (!found.ok()) {
      fault = found.status();
      modules.push_back(std::make_unique<ModuleReport>(
          ModuleReport{path, {}, {}, 0, std::string(fault.message())}));
      break;
    }
    for (const std::string& name : *found) {
      ModuleReport& module = *modules.emplace_back(std::make_unique<ModuleReport>());
      fault = TestModule(session, name, *lexicon, arguments, module);
      if (!fault.ok()) {
        module.broken = std::string(fault.message());
        break;
      }
      if (!module.broken.empty()) std::fputs(module.broken.c_str(), stderr);
      broken |= !module.broken.empty();
      passed += module.report.passed;
      failed += module.report.failed;
      if (module.broken.empty()) PrintReport(module, arguments);
    }
    if (!fault.ok()) break;
  }
  std::vector<std::string> sources;
  for (int32_t i = 0; i < session.sources().size(); ++i)
    sources.push_back(session.sources().file(i).path());
  for (auto [what, option, output] :
       {std::tuple("The results", "--junit", &arguments.junit),
        std::tuple("The coverage", "--coverage-json", &arguments.coverage_json),
        std::tuple("The coverage", "--coverage-lcov", &arguments.coverage_lcov)}) {
    if (absl::Status status = RefuseOverwrite(what, option, *output, sources); !status.ok())
      return Complain(status);
  }
  if (absl::Status status = WriteReports(arguments, modules); !status.ok()) return Complain(status);
  if (!fault.ok()) return Complain(fault);
  if (!broken && !arguments.filter.empty() && passed + failed == 0) {
    return Complain(absl::NotFoundError(absl::StrCat(
        "No test has \"", arguments.filter,
        "\" in its title or is of a field of this name. Leave --filter out to run all of them.")));
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return broken || failed > 0 ? kFindings : kAllWell;
}

}  // namespace

void AddTest(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<TestArguments>();
  CLI::App* command = app.add_subcommand("test",
                                         "Run the tests that stand in specs; a model is called for "
                                         "scenarios alone, and only with --config.");
  command
      ->add_option("PATH", arguments->paths,
                   "A file, a registry's folder, or a folder of registries")
      ->required();
  CLI::Option* filter =
      command->add_option("--filter", arguments->filter,
                          "Only tests whose title holds this, or of the field of this name");
  command->add_option(
      "--config", arguments->config,
      "suture.yaml: run the scenarios of the registry's book, too, with the models that it names");
  command->add_option("--junit", arguments->junit,
                      "Write the results as JUnit XML to this file too");
  command
      ->add_flag("--coverage", arguments->coverage,
                 "Say field by field which steps, table rows, answers and absences no test reached")
      ->excludes(filter);
  command
      ->add_option("--coverage-json", arguments->coverage_json,
                   "Write the same, and what the tests expect of each field, as JSON to this file")
      ->excludes(filter);
  command
      ->add_option("--coverage-lcov", arguments->coverage_lcov,
                   "Write the same as an LCOV tracefile")
      ->excludes(filter);
  command->add_option("--disable-pass", arguments->optimize.disabled,
                      "Leave a pass of the optimizer out; may be repeated");
  command->add_flag("--no-optimize", arguments->naive, "Run the naive plan");
  command->add_flag("--quiet", arguments->quiet, "Do not list what no test reached");
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  AddLimits(*command, arguments->compiler);
  command->footer("Example: suture test registries --filter Diabetes");
  command->callback([arguments, &action] {
    arguments->optimize.enabled = !arguments->naive;
    action = [arguments] { return Test(*arguments); };
  });
}

}  // namespace suture::cli
