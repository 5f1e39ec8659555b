#include "compiler/check/cost.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "compiler/source/other_files.h"
#include "runtime/base/counted.h"
#include "runtime/models/what_next.h"
#include "runtime/plan/load.h"

namespace suture::cli {
namespace {

struct CostArguments {
  std::vector<std::string> paths;
  std::string format = "text";
};

// 12345 -> 12,345
std::string Grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

void PrintText(const std::string& name, const plan::Plan& plan, const check::CaseCost& cost) {
  size_t width = 5;
  for (const plan::Field& field : plan.fields) width = std::max(width, field.name.size());
  std::printf("%s: the most that one case can take\n", name.c_str());
  std::printf("  %-*s  %8s  %14s  rests on\n", static_cast<int>(width), "field", "calls",
              "tokens sent");
  int without = 0;
  for (size_t f = 0; f < plan.fields.size(); ++f) {
    const check::FieldCost& one = cost.fields[f];
    if (plan.fields[f].is_finding) continue;
    if (one.calls == 0) {
      ++without;
      continue;
    }
    std::string prompts;
    for (plan::PromptId prompt : one.prompts) {
      prompts +=
          (prompts.empty() ? "" : ", ") + plan.prompts[static_cast<size_t>(prompt.index)].name;
    }
    std::printf("  %-*s  %8s  %14s  %s\n", static_cast<int>(width), plan.fields[f].name.c_str(),
                Grouped(one.calls).c_str(), Grouped(one.tokens).c_str(), prompts.c_str());
  }
  std::printf("  %-*s  %8s  %14s  %s, each counted once\n", static_cast<int>(width), "in all",
              Grouped(cost.calls).c_str(), Grouped(cost.tokens).c_str(),
              base::Counted(plan.prompts.size(), "prompt").c_str());
  if (without > 0) {
    std::printf("  %s no call.\n", base::Counted(without, "field takes", "fields take").c_str());
  }
}

nlohmann::ordered_json ToJson(const std::string& name, const plan::Plan& plan,
                              const check::CaseCost& cost) {
  nlohmann::ordered_json fields = nlohmann::ordered_json::array();
  for (size_t f = 0; f < plan.fields.size(); ++f) {
    if (plan.fields[f].is_finding) continue;
    nlohmann::ordered_json prompts = nlohmann::ordered_json::array();
    for (plan::PromptId prompt : cost.fields[f].prompts)
      prompts.push_back(plan.prompts[static_cast<size_t>(prompt.index)].name);
    fields.push_back({{"field", plan.fields[f].name},
                      {"calls", cost.fields[f].calls},
                      {"tokens", cost.fields[f].tokens},
                      {"prompts", std::move(prompts)}});
  }
  return {{"module", name},
          {"calls", cost.calls},
          {"tokens", cost.tokens},
          {"fields", std::move(fields)}};
}

void Tell(const CostArguments& arguments, const std::string& name, const plan::Plan& plan,
          nlohmann::ordered_json& all) {
  check::CostOptions options;
  options.tries = models::RetryPolicy{}.ask_again_tries;
  const check::CaseCost cost = check::CostOf(plan, options);
  if (arguments.format == "json") {
    all.push_back(ToJson(name, plan, cost));
  } else {
    PrintText(name, plan, cost);
  }
}

int Cost(const CostArguments& arguments) {
  driver::Session session;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const std::string& path : arguments.paths) {
    if (source::IsPlanFile(path)) {
      absl::StatusOr<plan::Plan> plan = plan::LoadFile(path, CheckBuiltin);
      if (!plan.ok()) return Complain(plan.status());
      Tell(arguments, plan->registry.name, *plan, all);
      continue;
    }
    absl::StatusOr<std::vector<std::string>> modules = driver::ModulePaths(path);
    if (!modules.ok()) return Complain(modules.status());
    for (const std::string& module : *modules) {
      absl::StatusOr<driver::Compilation> compilation = session.Compile(module);
      if (!compilation.ok()) return Complain(compilation.status());
      if (compilation->has_errors) {
        std::fputs(diag::PrintText(session.sources(), compilation->diagnostics).c_str(), stderr);
        std::fprintf(stderr, "suture: The cost of %s is not known before its errors are mended.\n",
                     module.c_str());
        return kFindings;
      }
      Tell(arguments, compilation->name, compilation->module.draft, all);
    }
  }
  if (arguments.format == "json") std::printf("%s\n", all.dump(2).c_str());
  return kAllWell;
}

}  // namespace

void AddCost(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<CostArguments>();
  CLI::App* command = app.add_subcommand(
      "cost", "Say the most calls and tokens that a case can take, field by field.");
  command
      ->add_option("PATH", arguments->paths,
                   "A file, a registry's folder, a folder of registries, or a plan")
      ->required();
  command->add_option("--format", arguments->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "A ceiling: every step is asked, every group is full, every question is asked again as often "
      "as it\n"
      "may be, and none shares a call. Answers are bounded by max_output_tokens in suture.yaml.\n"
      "Example: suture cost registries/sts-acsd");
  command->callback([arguments, &action] { action = [arguments] { return Cost(*arguments); }; });
}

}  // namespace suture::cli
