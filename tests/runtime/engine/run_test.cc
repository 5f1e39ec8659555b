#include "runtime/engine/run.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "nlohmann/json.hpp"
#include "tests/support/plan_builder.h"

namespace suture::engine {
namespace {

using plan::Quantifier;
using plan::TypeKind;
using plan::WindowKind;
using testing_support::PlanBuilder;
using testing_support::TypeOf;

plan::AttributeBinding Bind(int attribute, std::vector<std::string> names) {
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

std::string Chart(int n) {
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

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "suture-run-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// Answers after a while, from a thread of its own, as a server would.
class Later : public prompts::PromptExecutor {
 public:
  ~Later() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void Execute(const prompts::Round& round, Done done) override {
    std::vector<prompts::PromptAnswer> answers(round.wanted.size());
    for (prompts::PromptAnswer& answer : answers) {
      answer.status = prompts::PromptAnswer::Status::kAnswered;
      answer.answer.stated = true;
      answer.answer.text = "Yes";
      answer.answer.quotes = {{0, 0, 7, 0}};
      answer.complete = true;
      answer.shown = {0};
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    const int wait = static_cast<int>(threads_.size() * 7 % 5);
    threads_.emplace_back([wait, done, answers]() mutable {
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      done(std::move(answers));
    });
  }

 private:
  std::mutex mutex_;
  std::vector<std::thread> threads_;
};

struct Ran {
  std::string output;
  RunSummary summary;
};

Ran RunOver(const World& w, const std::string& charts, RunOptions options,
            prompts::PromptExecutor* executor = nullptr, size_t max_bytes = 1 << 20) {
  const Folder folder;
  std::ofstream(folder / "cases.ndjson") << charts;
  auto lines = CaseLines::Open(folder / "cases.ndjson", max_bytes);
  REQUIRE(lines.ok());
  auto file = store::ResultFile::Create(folder / "results.ndjson");
  REQUIRE(file.ok());
  const auto summary = Run(w.b.plan, nullptr, executor, **lines, **file, options);
  INFO(summary.status().ToString());
  REQUIRE(summary.ok());
  REQUIRE((*file)->Finish().ok());
  std::stringstream output;
  output << std::ifstream(folder / "results.ndjson").rdbuf();
  return {output.str(), *summary};
}

std::vector<nlohmann::json> Lines(const std::string& output) {
  std::vector<nlohmann::json> lines;
  std::stringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

TEST_CASE("results are the same bytes for every number of jobs") {
  const World w;
  std::string charts;
  for (int n = 1; n <= 60; ++n) charts += Chart(n) + "\n";
  RunOptions options;
  options.in_flight = 4;
  Later first_model;
  const Ran one = RunOver(w, charts, options, &first_model);
  CHECK(Lines(one.output).size() == 60 + 11);  // Eleven have two operations.
  for (int jobs : {2, 4}) {
    options.jobs = jobs;
    options.in_flight = 16;
    Later model;
    const Ran more = RunOver(w, charts, options, &model);
    CHECK(more.output == one.output);
    CHECK(more.summary.cases == one.summary.cases);
    CHECK(more.summary.by_prompt == one.summary.by_prompt);
    CHECK(more.summary.review == one.summary.review);
  }
}

TEST_CASE("a line says what was answered, by which step, and on what") {
  const World w;
  Later model;
  const auto lines = Lines(RunOver(w, Chart(6) + "\n", {}, &model).output);
  REQUIRE(lines.size() == 1);
  const auto& line = lines[0];
  CHECK(line["case"] == "case-6#1");
  CHECK(line["status"] == "ok");
  const auto& diabetes = line["fields"]["Diabetes"];
  CHECK(diabetes["outcome"] == "answered");
  CHECK(diabetes["value"] == "Yes");
  CHECK(diabetes["code"] == "1");
  CHECK(diabetes["step"] == "coded");
  CHECK(diabetes["evidence"][0]["source"] == "Condition/c");
  const auto& smoker = line["fields"]["Smoker"];
  CHECK(smoker["step"] == "history");
  CHECK(smoker["evidence"][0]["quote"] == "Smoker.");
  CHECK(line["checks"].size() == 1);
}

TEST_CASE("what is searched and not found is written, and a coarse date is a review") {
  const World w;
  const auto nothing = Lines(RunOver(w, Chart(1) + "\n", {}).output)[0]["fields"]["Diabetes"];
  INFO(nothing.dump());
  CHECK(nothing["value"] == "Unknown");
  CHECK(nothing["searched"][0]["collection"] == "condition");
  CHECK(nothing["searched"][0]["window"] == "before surgery.start");
  const auto coarse = Lines(RunOver(w, Chart(4) + "\n", {}).output)[0]["fields"]["Diabetes"];
  CHECK(coarse["outcome"] == "review");
  CHECK(coarse["reason"] == "unsettled");
}

TEST_CASE("one bad case never stops the run") {
  const World w;
  const std::string charts = Chart(1) + "\n\nnot json\n" + Chart(2) + "\n{\"resourceType\":\"Bun";
  const Ran ran = RunOver(w, charts, {});
  const auto lines = Lines(ran.output);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]["line"] == 1);
  CHECK(lines[1]["line"] == 3);
  CHECK(lines[1]["status"] == "error");
  CHECK(lines[1]["case"].is_null());
  CHECK(lines[2]["status"] == "ok");
  CHECK(lines[3]["status"] == "error");
  CHECK(ran.summary.errors == 2);
}

TEST_CASE("a case that is too large, an empty input, a stop") {
  const World w;
  const auto lines =
      Lines(RunOver(w, Chart(1) + "\n" + std::string(5000, 'x') + "\n" + Chart(2) + "\n", {},
                    nullptr, 2000)
                .output);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1]["error"]["code"] == "too_large");
  CHECK(lines[2]["line"] == 3);
  CHECK(RunOver(w, "", {}).output.empty());
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.stop = &stop;
  const Ran stopped = RunOver(w, Chart(1) + "\n", options);
  CHECK(stopped.output.empty());
  CHECK(stopped.summary.stopped);
}

TEST_CASE("without a model every prompt ends in review") {
  const World w;
  const auto line = Lines(RunOver(w, Chart(3) + "\n", {}).output)[0];
  CHECK(line["fields"]["Smoker"]["outcome"] == "review");
  CHECK(line["fields"]["Smoker"]["reason"] == "offline");
}

TEST_CASE("only the chosen fields are judged") {
  const World w;
  RunOptions options;
  options.runner.fields = {{0}};
  const auto line = Lines(RunOver(w, Chart(3) + "\n", options).output)[0];
  CHECK(line["fields"].size() == 1);
  CHECK(line["fields"].contains("Diabetes"));
}

}  // namespace
}  // namespace suture::engine
