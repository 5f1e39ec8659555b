#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/core_dumps.h"
#include "cli/exit_codes.h"
#include "cli/pass_savings.h"
#include "runtime/plan/load.h"
#include "runtime/plan/names.h"
#include "runtime/prompts/prompt_runner.h"

namespace suture::cli {
namespace {

struct PlanArguments {
  std::string path;
  bool explain = false;
  std::string cases;
  int charts = 20;
};

const char* StepWord(plan::StepKind kind) {
  switch (kind) {
    case plan::StepKind::kRule:
      return "rule";
    case plan::StepKind::kHint:
      return "hint";
    case plan::StepKind::kTable:
      return "table";
    case plan::StepKind::kTake:
      return "take";
    case plan::StepKind::kAsk:
      return "ask";
    case plan::StepKind::kOtherwise:
      return "otherwise";
  }
  return "";
}

void PrintField(const plan::Plan& plan, const plan::Field& field) {
  std::string place;
  if (field.span.file >= 0) {
    place =
        plan.files[static_cast<size_t>(field.span.file)] + ":" + std::to_string(field.span.line);
  }
  std::printf("%s %s (%s)\n", field.is_finding ? "finding" : "field", field.name.c_str(),
              place.c_str());
  if (field.group.valid()) {
    std::printf("  once a row of %s\n",
                plan.groups[static_cast<size_t>(field.group.index)].name.c_str());
  }
  for (plan::FieldId parent : field.parents) {
    std::printf("  opens with %s\n", plan.fields[static_cast<size_t>(parent.index)].name.c_str());
  }
  for (const plan::Step& step : field.steps) {
    std::printf("  %-9s %s", StepWord(step.kind), step.name.c_str());
    if (step.prompt.valid()) {
      std::printf(", at most %d tokens of evidence",
                  plan.prompts[static_cast<size_t>(step.prompt.index)].max_tokens);
    }
    std::printf("\n");
  }
}

// An extract weighs as much as several questions.
void PrintCost(const plan::Plan& plan) {
  int weight = 0, alone = 0;
  for (const plan::Prompt& prompt : plan.prompts) {
    const int times = std::max(prompt.samples, 1) * static_cast<int>(prompt.roles.size());
    alone += times;
    weight += times * (prompt.is_extract ? prompts::kExtractWeight : 1);
  }
  const int together = (weight + prompts::kQuestionsPerCall - 1) / prompts::kQuestionsPerCall;
  int readers = 0;
  for (const plan::Collection& collection : plan.collections) readers += collection.prompt.valid();
  std::printf(
      "\nPrompts: %zu, of them extracts: %d, each asked once for all rules that read its rows. "
      "Calls, one for each: %d;\nif all are asked and all share their notes: %d. "
      "--cases CHARTS counts them over charts.\n",
      plan.prompts.size(), readers, alone, together);
}

int ExplainPlan(const PlanArguments& arguments) {
  absl::StatusOr<plan::Plan> plan = plan::LoadFile(arguments.path, CheckBuiltin);
  if (!plan.ok()) return Complain(plan.status());
  std::printf("%s %s, plan %s\n\n", plan->registry.name.c_str(), plan->registry.version.c_str(),
              plan->hash.c_str());
  for (plan::FieldId id : plan->order) {
    PrintField(*plan, plan->fields[static_cast<size_t>(id.index)]);
  }
  if (plan->prompts.empty()) return kAllWell;
  PrintCost(*plan);
  PrintPasses();
  if (arguments.cases.empty()) return kAllWell;
  ForbidCoreDumps();
  if (absl::Status status = PrintSavings(*plan, arguments.cases, arguments.charts); !status.ok()) {
    return Complain(status);
  }
  return kAllWell;
}

}  // namespace

void AddPlan(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command =
      app.add_subcommand("plan", "Show what a plan does, in the order in which it does it.");
  command->add_option("PLAN", arguments->path, "The plan that `suture build` wrote")->required();
  command->add_flag("--explain", arguments->explain,
                    "Steps, dependencies, planned calls and tokens (the default)");
  command->add_option("--cases", arguments->cases,
                      "Charts over which to count what each pass saves; nobody is asked");
  command->add_option("--charts", arguments->charts, "How many of them; default: 20")
      ->check(CLI::Range(1, 1'000'000));
  command->footer("Example: suture plan sts.plan.json --explain");
  command->callback(
      [arguments, &action] { action = [arguments] { return ExplainPlan(*arguments); }; });
}

}  // namespace suture::cli
