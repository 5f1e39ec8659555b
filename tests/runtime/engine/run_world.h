// A small plan built by hand, its charts, and a run over them.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "runtime/engine/run.h"
#include "tests/support/plan_builder.h"
#include "tests/support/temporary_folder.h"

namespace suture::engine {

using plan::Quantifier;
using plan::TypeKind;
using plan::WindowKind;
using testing_support::PlanBuilder;
using testing_support::TypeOf;

inline plan::AttributeBinding Bind(int attribute, std::vector<std::string> names) {
  plan::AttributeBinding binding;
  binding.attribute = attribute;
  plan::BindingPath path;
  for (std::string& name : names) path.steps.push_back({std::move(name), ""});
  binding.paths = {path};
  return binding;
}

// An operation, conditions before it, and a note that an ask reads.
struct World {
  PlanBuilder b;
  plan::ChoiceId yes_no = b.Choice("YesNo", {"Yes", "No", "Unknown"});
  plan::Type yes_no_type;

  World() {
    yes_no_type = TypeOf(TypeKind::kChoice);
    yes_no_type.choice = yes_no;
    const auto cpt = b.System("cpt"), icd = b.System("icd10cm");
    const auto surgery = b.Codes("Surgery", cpt, {"33510"});
    const auto diabetes = b.Codes("Diabetes", icd, {"E11.9"});
    const auto procedure = b.Shape(
        "procedure", {{"code", TypeOf(TypeKind::kCodes)}, {"performed", TypeOf(TypeKind::kPeriod)}},
        1, 0);
    Binds(procedure, "Procedure", {Bind(0, {"code"}), Bind(1, {"performedDateTime"})});
    const auto condition =
        b.Shape("condition",
                {{"code", TypeOf(TypeKind::kCodes)}, {"onset", TypeOf(TypeKind::kPeriod)}}, 1, 0);
    Binds(condition, "Condition", {Bind(0, {"code"}), Bind(1, {"onsetDateTime"})});
    const auto note = b.Shape("note",
                              {{"title", TypeOf(TypeKind::kText)},
                               {"written", TypeOf(TypeKind::kDateTime)},
                               {"body", TypeOf(TypeKind::kAttachment)}},
                              1);
    Binds(note, "DocumentReference",
          {Bind(0, {"description"}), Bind(1, {"date"}), Bind(2, {"content", "attachment"})});
    const auto procedures = b.Collection("procedure", procedure);
    const auto conditions = b.Collection("condition", condition);
    b.plan.notes = b.Collection("note", note);
    b.plan.documents.push_back({"HistoryAndPhysical", "History", {}, {"H&P"}});
    plan::Query index = b.Over(Quantifier::kEach, procedures);
    b.plan.variables = 1;
    index.variable = 0;
    index.codes = {surgery};
    b.plan.index.query = b.Add(index);
    b.plan.index.which = plan::IndexWhich::kEach;
    b.plan.index.name = "surgery";
    const auto start = b.Of(plan::Op::kStart, {b.Attribute(0, 1)});
    plan::Query any = b.Over(Quantifier::kAny, conditions);
    any.codes = {diabetes};
    any.windows = {PlanBuilder::Window(WindowKind::kBefore, start)};
    b.NewField("Diabetes", yes_no_type,
               {b.Rule("coded", b.Ask(any), b.Member(yes_no, "Yes")),
                b.Otherwise(b.Member(yes_no, "Unknown"))});
    plan::Prompt prompt;
    prompt.name = "Smoker.history";
    prompt.answer = yes_no_type;
    plan::ReadScope read;
    read.documents = {{0}};
    prompt.reads = {read};
    b.plan.prompts = {prompt};
    plan::Step ask;
    ask.kind = plan::StepKind::kAsk;
    ask.name = "history";
    ask.prompt = {0};
    b.plan.prompts[0].field =
        b.NewField("Smoker", yes_no_type, {ask, b.Otherwise(b.Member(yes_no, "No"))});
    plan::Check check;
    check.message = "Diabetes is known";
    check.when = b.Builtin("equal", {b.Field({0}), b.Member(yes_no, "Yes")});
    b.plan.checks = {check};
    b.plan.hash = "h";
  }
  void Binds(plan::ShapeId shape, std::string resource,
             std::vector<plan::AttributeBinding> attributes) {
    plan::Binding binding;
    binding.resource = std::move(resource);
    binding.attributes = std::move(attributes);
    b.plan.shapes[shape.index].bindings = {binding};
  }
};

inline std::string Chart(int n) {
  nlohmann::json bundle = {{"resourceType", "Bundle"}, {"id", "case-" + std::to_string(n)}};
  auto& entries = bundle["entry"] = nlohmann::json::array();
  const auto add = [&](nlohmann::json resource) { entries.push_back({{"resource", resource}}); };
  const auto coded = [](const char* system, const char* code) {
    return nlohmann::json{{"coding", {{{"system", std::string("urn:") + system}, {"code", code}}}}};
  };
  // Every fifth has two operations, every seventh none.
  for (int i = 0; i < (n % 7 == 0 ? 0 : n % 5 == 0 ? 2 : 1); ++i) {
    add({{"resourceType", "Procedure"},
         {"id", "p" + std::to_string(i)},
         {"code", coded("cpt", "33510")},
         {"performedDateTime", "2024-03-0" + std::to_string(i + 1) + "T08:00:00Z"}});
  }
  if (n % 2 == 0) {
    add({{"resourceType", "Condition"},
         {"id", "c"},
         {"code", coded("icd10cm", "E11.9")},
         {"onsetDateTime", n % 4 == 0 ? "2024-03" : "2020-01-01"}});
  }
  if (n % 3 == 0) {
    add({{"resourceType", "DocumentReference"},
         {"id", "n"},
         {"description", "H&P"},
         {"date", "2024-02-20T08:00:00Z"},
         {"content",
          {{{"attachment", {{"contentType", "text/plain"}, {"data", "U21va2VyLg=="}}}}}}});
  }
  return bundle.dump();
}

struct Ran {
  std::string output;
  RunSummary summary;
};

inline Ran RunOver(const World& w, const std::string& charts, RunOptions options,
                   prompts::PromptExecutor* executor = nullptr, size_t max_bytes = 1 << 20,
                   const notes::Lexicon* lexicon = nullptr) {
  const testing_support::TemporaryFolder folder;
  std::ofstream(folder.File("cases.ndjson")) << charts;
  auto lines = CaseLines::Open(folder.File("cases.ndjson"), max_bytes);
  REQUIRE(lines.ok());
  auto file = store::ResultFile::Create(folder.File("results.ndjson"));
  REQUIRE(file.ok());
  auto summary = Run(w.b.plan, lexicon, executor, **lines, **file, options);
  INFO(summary.status().ToString());
  REQUIRE(summary.ok());
  REQUIRE((*file)->Finish().ok());
  std::stringstream output;
  output << std::ifstream(folder.File("results.ndjson")).rdbuf();
  return {output.str(), *std::move(summary)};
}

inline std::vector<nlohmann::json> Lines(const std::string& output) {
  std::vector<nlohmann::json> lines;
  std::stringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace suture::engine
