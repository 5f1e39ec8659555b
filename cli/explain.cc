#include <cstdio>
#include <memory>
#include <string>

#include "cli/builtin_check.h"
#include "cli/commands.h"
#include "cli/exit_codes.h"
#include "runtime/plan/load.h"
#include "runtime/store/result_reader.h"

namespace suture::cli {
namespace {

using Json = nlohmann::json;

struct ExplainArguments {
  std::string results, case_id, field, plan;
};

std::string Text(const Json& object, const char* member) {
  auto it = object.find(member);
  if (it == object.end()) return "";
  return it->is_string() ? it->get<std::string>() : it->dump();
}

void PrintEvidence(const Json& item) {
  const std::string kind = Text(item, "kind");
  if (kind == "entry") {
    std::printf("  chart entry %s", Text(item, "source").c_str());
    for (const char* member : {"path", "time", "value"}) {
      if (item.contains(member)) std::printf(", %s", Text(item, member).c_str());
    }
    std::printf("\n");
  } else if (kind == "quote") {
    std::printf("  %s says \"%s\" (characters %s to %s)\n", Text(item, "note").c_str(), Text(item, "quote").c_str(),
                Text(item, "begin").c_str(), Text(item, "end").c_str());
  } else if (kind == "field") {
    std::printf("  field %s = %s\n", Text(item, "field").c_str(), Text(item, "value").c_str());
  } else {
    std::printf("  %s\n", item.dump().c_str());
  }
}

void PrintSearches(const Json& field) {
  auto searched = field.find("searched");
  if (searched == field.end() || searched->empty()) return;
  std::printf("Searched:\n");
  for (const Json& item : *searched) {
    std::printf("  %s", Text(item, "collection").c_str());
    if (item.contains("window")) std::printf(", %s", Text(item, "window").c_str());
    if (item.contains("found")) std::printf(": %s found", Text(item, "found").c_str());
    std::printf("\n");
  }
}

// Where the step that answered stands in the spec, and why it says so.
void PrintStep(const plan::Plan& plan, const std::string& field_name, const std::string& step_name) {
  for (const plan::Field& field : plan.fields) {
    if (field.name != field_name && field.id != field_name) continue;
    for (const plan::Step& step : field.steps) {
      if (step.name != step_name || step.span.file < 0) continue;
      std::printf("Spec: %s:%d\n", plan.files[static_cast<size_t>(step.span.file)].c_str(), step.span.line);
      if (!step.because.empty()) std::printf("Because: %s\n", step.because.c_str());
    }
  }
}

int Explain(const ExplainArguments& arguments) {
  absl::StatusOr<store::ResultReader> reader = store::ResultReader::Open(arguments.results);
  if (!reader.ok()) return Complain(reader.status());
  absl::StatusOr<std::optional<Json>> result = reader->Find(arguments.case_id);
  if (!result.ok()) return Complain(result.status());
  if (!result->has_value()) {
    return Complain(absl::NotFoundError("The results hold no case " + arguments.case_id + "."));
  }
  const Json& line = **result;
  auto fields = line.find("fields");
  if (fields == line.end() || !fields->contains(arguments.field)) {
    return Complain(absl::NotFoundError("The result of " + arguments.case_id + " has no field " + arguments.field + "."));
  }
  const Json& field = (*fields)[arguments.field];
  std::printf("%s of %s: %s", arguments.field.c_str(), arguments.case_id.c_str(), Text(field, "outcome").c_str());
  for (const char* member : {"value", "code", "absence", "reason"}) {
    if (field.contains(member)) std::printf(", %s %s", member, Text(field, member).c_str());
  }
  std::printf("\n");
  if (field.contains("step")) std::printf("Step: %s\n", Text(field, "step").c_str());
  if (!arguments.plan.empty()) {
    absl::StatusOr<plan::Plan> plan = plan::LoadFile(arguments.plan, CheckBuiltin);
    if (!plan.ok()) return Complain(plan.status());
    if (plan->hash != Text(line, "plan")) {
      return Complain(absl::FailedPreconditionError("This result came from another plan; name the one that gave it."));
    }
    PrintStep(*plan, arguments.field, Text(field, "step"));
  }
  if (field.contains("evidence") && !field["evidence"].empty()) {
    std::printf("Evidence:\n");
    for (const Json& item : field["evidence"]) PrintEvidence(item);
  }
  PrintSearches(field);
  return kAllWell;
}

}  // namespace

void AddExplain(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand("explain", "Say why a field has its answer.");
  command->add_option("RESULTS", arguments->results, "Result lines that `suture run` wrote")->required();
  command->add_option("--case", arguments->case_id, "The case")->required();
  command->add_option("--field", arguments->field, "The field")->required();
  command->add_option("--plan", arguments->plan, "The plan that gave the results: shows the line of the spec");
  command->footer("Example: suture explain results.ndjson --case sts-01 --field Diabetes --plan sts.plan.json");
  command->callback([arguments, &action] { action = [arguments] { return Explain(*arguments); }; });
}

}  // namespace suture::cli
