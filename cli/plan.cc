#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>

#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "runtime/plan/load.h"
#include "runtime/plan/names.h"
#include "runtime/prompts/prompt_runner.h"

namespace suture::cli {
namespace {

struct PlanArguments {
  std::string path;
  bool explain = false;
};

const char* StepWord(plan::StepKind kind) {
  switch (kind) {
    case plan::StepKind::kRule: return "rule";
    case plan::StepKind::kHint: return "hint";
    case plan::StepKind::kTable: return "table";
    case plan::StepKind::kTake: return "take";
    case plan::StepKind::kAsk: return "ask";
    case plan::StepKind::kOtherwise: return "otherwise";
  }
  return "";
}

void PrintField(const plan::Plan& plan, const plan::Field& field) {
  std::string place;
  if (field.span.file >= 0) {
    place = plan.files[static_cast<size_t>(field.span.file)] + ":" + std::to_string(field.span.line);
  }
  std::printf("%s %s (%s)\n", field.is_finding ? "finding" : "field", field.name.c_str(), place.c_str());
  if (field.group.valid()) {
    std::printf("  once a row of %s\n", plan.groups[static_cast<size_t>(field.group.index)].name.c_str());
  }
  for (plan::FieldId parent : field.parents) {
    std::printf("  opens with %s\n", plan.fields[static_cast<size_t>(parent.index)].name.c_str());
  }
  for (const plan::Step& step : field.steps) {
    std::printf("  %-9s %s", StepWord(step.kind), step.name.c_str());
    if (step.prompt.valid()) {
      std::printf(", at most %d tokens of evidence", plan.prompts[static_cast<size_t>(step.prompt.index)].max_tokens);
    }
    std::printf("\n");
  }
}

// Questions over the same notes and with the same role share calls; an extract weighs as much as five.
void PrintCost(const plan::Plan& plan) {
  struct Shared {
    int weight = 0;
    int tokens = 0;
  };
  std::map<std::string, Shared> calls;
  for (const plan::Prompt& prompt : plan.prompts) {
    std::string key;
    for (const std::string& role : prompt.roles) key += role + "|";
    for (const plan::ReadScope& read : prompt.reads) {
      for (plan::DocumentId document : read.documents) key += std::to_string(document.index) + ",";
      key += ";";
    }
    Shared& shared = calls[key];
    shared.weight += (prompt.is_extract ? prompts::kExtractWeight : 1) * prompt.samples * static_cast<int>(prompt.roles.size());
    shared.tokens = std::max(shared.tokens, prompt.max_tokens);
  }
  int most_calls = 0;
  long long most_tokens = 0;
  for (const auto& [key, shared] : calls) {
    int needed = (shared.weight + prompts::kQuestionsPerCall - 1) / prompts::kQuestionsPerCall;
    most_calls += needed;
    most_tokens += static_cast<long long>(needed) * shared.tokens;
  }
  std::printf("\n%zu prompts: planned as %d calls when every one is asked in one round, with at most %lld tokens of evidence;\n"
              "asked one by one they would be %zu calls.\n",
              plan.prompts.size(), most_calls, most_tokens, plan.prompts.size());
}

int ExplainPlan(const std::string& path) {
  absl::StatusOr<plan::Plan> plan = plan::LoadFile(path, CheckBuiltin);
  if (!plan.ok()) return Complain(plan.status());
  std::printf("%s %s, plan %s\n\n", plan->registry.name.c_str(), plan->registry.version.c_str(), plan->hash.c_str());
  for (plan::FieldId id : plan->order) PrintField(*plan, plan->fields[static_cast<size_t>(id.index)]);
  PrintCost(*plan);
  return kAllWell;
}

}  // namespace

void AddPlan(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("plan", "Show what a plan does, in the order in which it does it.");
  command->add_option("PLAN", arguments->path, "The plan that `suture build` wrote")->required();
  command->add_flag("--explain", arguments->explain, "Steps, dependencies, planned calls and tokens (the default)");
  command->footer("Example: suture plan sts.plan.json --explain");
  command->callback([arguments, &action] { action = [arguments] { return ExplainPlan(arguments->path); }; });
}

}  // namespace suture::cli
