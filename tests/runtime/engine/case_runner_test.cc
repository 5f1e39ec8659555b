#include "runtime/engine/case_runner.h"

#include <catch2/catch.hpp>

#include "tests/support/plan_builder.h"

namespace suture::engine {
namespace {

using plan::CollectionKind;
using plan::Quantifier;
using plan::StepKind;
using plan::TypeKind;
using plan::WindowKind;
using prompts::PromptAnswer;
using testing_support::CaseBuilder;
using testing_support::PlanBuilder;
using testing_support::TypeOf;
using values::Outcome;
using values::ReviewReason;

// An operation, notes, an extract of wounds, a field that asks, a field that reads the wounds.
struct CaseWorld {
  PlanBuilder b;
  plan::ChoiceId yes_no = b.Choice("YesNo", {"Yes", "No", "Unknown"});
  plan::ChoiceId layer = b.Choice("Layer", {"Skin", "Deep"}, {"Deep", "Skin"});
  plan::Type yes_no_type, layer_type;
  plan::SystemId cpt = b.System("cpt"), loinc = b.System("loinc");
  plan::CodeSetId surgery = b.Codes("Surgery", cpt, {"33510"});
  plan::CodeSetId history_codes = b.Codes("HistoryCodes", loinc, {"34117-2"});
  plan::CollectionId procedures, notes, wounds;
  plan::ExprId yes, no, surgery_start;
  plan::FieldId asked, wound, counted;

  CaseWorld() {
    yes_no_type = TypeOf(TypeKind::kChoice);
    yes_no_type.choice = yes_no;
    layer_type = TypeOf(TypeKind::kChoice);
    layer_type.choice = layer;
    yes = b.Member(yes_no, "Yes");
    no = b.Member(yes_no, "No");
    procedures = b.Collection("procedure", b.Shape("procedure",
                                                   {{"code", TypeOf(TypeKind::kCodes)},
                                                    {"performed", TypeOf(TypeKind::kPeriod)}},
                                                   1, 0));
    notes = b.Collection("note", b.Shape("note",
                                         {{"type", TypeOf(TypeKind::kCodes)},
                                          {"title", TypeOf(TypeKind::kText)},
                                          {"written", TypeOf(TypeKind::kDateTime)},
                                          {"role", TypeOf(TypeKind::kCodes)},
                                          {"body", TypeOf(TypeKind::kAttachment)}},
                                         2));
    b.plan.notes = notes;
    b.plan.documents.push_back({"HistoryAndPhysical", "History", history_codes, {"H&P"}});
    b.plan.documents.push_back({"Progress", "Progress note", {}, {"Progress note", "Progress"}});
    const auto shape =
        b.Shape("Wound", {{"layer", layer_type}, {"onset", TypeOf(TypeKind::kDate)}}, 1);
    wounds = b.Collection("wounds", shape, CollectionKind::kExtract);

    plan::Query index = b.Over(Quantifier::kEach, procedures);
    b.plan.variables = 1;
    index.variable = 0;
    index.codes = {surgery};
    b.plan.index.query = b.Add(index);
    surgery_start = b.Of(plan::Op::kStart, {b.Attribute(0, 1)});

    plan::Prompt ask;
    ask.name = "Diabetes.history";
    ask.answer = yes_no_type;
    plan::ReadScope read;
    read.documents = {{0}};
    read.written = PlanBuilder::Window(WindowKind::kWithinBefore, surgery_start, {}, "1", "years");
    ask.reads = {read};
    ask.text = {{"Before {", {}}, {"", surgery_start}};
    plan::Prompt extract;
    extract.name = "wounds";
    extract.is_extract = true;
    extract.collection = wounds;
    extract.at_most = 2;
    extract.same_keys = {1};
    extract.merges = {{0, plan::MergeHow::kHighest}};
    plan::ReadScope progress;
    progress.documents = {{1}};
    extract.reads = {progress};
    b.plan.prompts = {ask, extract};
    b.plan.collections[wounds.index].prompt = {1};

    plan::Step step;
    step.kind = StepKind::kAsk;
    step.name = "history";
    step.prompt = {0};
    asked = b.NewField("Diabetes", yes_no_type, {step, b.Otherwise(b.Member(yes_no, "Unknown"))});
    b.plan.prompts[0].field = asked;
    plan::Query deep = b.Over(Quantifier::kAny, wounds);
    deep.where = b.Builtin("equal", {b.Attribute(deep.variable, 0), b.Member(layer, "Deep")});
    plan::Expr complete;
    complete.op = plan::Op::kComplete;
    complete.prompt = {1};
    wound = b.NewField(
        "Deep", yes_no_type,
        {b.Rule("deep", b.Ask(deep), yes), b.Otherwise(no, b.Add(complete)), b.OtherwiseReview()});
    counted = b.NewField("Started", TypeOf(TypeKind::kDateTime), {b.Take(surgery_start)});
  }

  void AddSurgery(CaseBuilder& c, chart::Case& chart, const char* start,
                  const char* code = "33510") {
    Copy(c, chart, procedures, {c.Codes({{"cpt", code}}), c.Period(start, "")});
  }
  void AddNote(CaseBuilder& c, chart::Case& chart, const char* title, const char* written,
               const char* text) {
    chart::Cell body;
    body.kind = chart::Cell::Kind::kAttachment;
    body.attachment = c.chart.arena().New<chart::Attachment>(c.chart.arena().CopyText(text));
    Copy(c, chart, notes, {c.Codes({}, title), c.Text(title), c.Time(written), c.Empty(), body});
  }
  // The builder's arena outlives the runner's case.
  void Copy(CaseBuilder& c, chart::Case& chart, plan::CollectionId collection,
            const std::vector<chart::Cell>& cells) {
    chart.rows(collection).rows.push_back(c.Row(collection, cells));
    chart.Changed(collection);
  }
};

struct CaseRun {
  explicit CaseRun(CaseWorld& world) : builder(world.b.plan) {
    auto built = rules::Program::Build(world.b.plan);
    INFO(built.status().ToString());
    REQUIRE(built.ok());
    program = std::move(*built);
    phrases = *MentionPhrases::Compile(world.b.plan, nullptr);
    runner = std::make_unique<CaseRunner>(*program, phrases);
  }
  const rules::FieldOutcome& Field(plan::FieldId id) { return runner->evaluator().Field(id); }
  CaseBuilder builder;
  std::unique_ptr<const rules::Program> program;
  MentionPhrases phrases;
  std::unique_ptr<CaseRunner> runner;
};

PromptAnswer Answered(const char* text) {
  PromptAnswer answer;
  answer.status = PromptAnswer::Status::kAnswered;
  answer.answer.stated = true;
  answer.answer.text = text;
  answer.answer.quotes = {{0, 0, 5, 0}};
  answer.complete = true;
  answer.shown = {0};
  return answer;
}

prompts::ExtractedRow Wound(const char* layer, const char* onset, int32_t note) {
  prompts::ExtractedRow row;
  row.cells.resize(2);
  for (auto [cell, text] : {std::pair{&row.cells[0], layer}, {&row.cells[1], onset}}) {
    cell->stated = text != nullptr;
    if (text != nullptr) cell->text = text;
    cell->quotes = {{note, 0, 3, 0}};
  }
  return row;
}

TEST_CASE("a chart without an index event is no case") {
  CaseWorld w;
  CaseRun run(w);
  run.runner->chart().Reset();
  w.AddSurgery(run.builder, run.runner->chart(), "2024-03-01T08:00:00", "99999");
  CHECK(run.runner->Begin("c1") == CaseRunner::State::kNoCase);
}

TEST_CASE("without notes no prompt is asked") {
  CaseWorld w;
  CaseRun run(w);
  w.AddSurgery(run.builder, run.runner->chart(), "2024-03-01T08:00:00");
  REQUIRE(run.runner->Begin("c1") == CaseRunner::State::kEventDone);
  CHECK(run.runner->case_id() == "c1");
  CHECK(run.Field(w.asked).outcome == Outcome::kAnswered);  // Unknown: no document of that type
  // Nothing was read, so nothing is known to be missing: no No.
  CHECK(run.Field(w.wound).outcome == Outcome::kReview);
  CHECK(run.Field(w.wound).step == 2);
  CHECK(run.runner->Next() == CaseRunner::State::kFinished);
}

TEST_CASE("a round holds what is wanted, with its notes and holes") {
  CaseWorld w;
  CaseRun run(w);
  chart::Case& chart = run.runner->chart();
  w.AddSurgery(run.builder, chart, "2024-03-01T08:00:00");
  w.AddNote(run.builder, chart, "H&P", "2024-02-20", "Diabetes, diet controlled.");
  w.AddNote(run.builder, chart, "H&P", "2022-02-20", "Too old.");
  w.AddNote(run.builder, chart, "Progress note - surgery", "2024-03-04", "POD 3: pus.");
  REQUIRE(run.runner->Begin("c1") == CaseRunner::State::kWaiting);
  const prompts::Round& round = run.runner->round();
  REQUIRE(round.wanted.size() == 2);
  CHECK(round.number == 1);
  CHECK(round.wanted[0].prompt == plan::PromptId{0});
  REQUIRE(round.wanted[0].scopes.size() == 1);
  CHECK(std::vector<int32_t>(round.wanted[0].scopes[0].notes.begin(),
                             round.wanted[0].scopes[0].notes.end()) == std::vector<int32_t>{0});
  REQUIRE(round.wanted[0].holes.size() == 1);
  CHECK(round.wanted[0].holes[0] == "2024-03-01T08:00:00");
  CHECK(round.wanted[1].scopes[0].notes[0] == 2);

  PromptAnswer rows;
  rows.status = PromptAnswer::Status::kAnswered;
  rows.complete = true;
  SECTION("rows merge by key, the highest cell stays, relative days are resolved") {
    rows.rows = {Wound("Skin", "POD 3", 2), Wound("Deep", "2024-03-04", 2)};
    REQUIRE(run.runner->Resume({Answered("Yes"), rows}) == CaseRunner::State::kEventDone);
    const auto& merged = chart.rows(w.wounds).rows;
    REQUIRE(merged.size() == 1);
    CHECK(merged[0].quotes.size() == 2);
    CHECK(run.Field(w.asked).step == 0);
    CHECK(run.Field(w.wound).step == 0);
  }
  SECTION("an empty cell that is not optional is unsettled") {
    rows.rows = {Wound(nullptr, "2024-03-04", 2)};
    REQUIRE(run.runner->Resume({Answered("Yes"), rows}) == CaseRunner::State::kEventDone);
    CHECK(run.Field(w.wound).outcome == Outcome::kReview);
    CHECK(run.Field(w.wound).cause == values::UnsettledCause::kEmptyCell);
  }
  SECTION("more rows than allowed make a review") {
    rows.rows = {Wound("Skin", "2024-03-04", 2), Wound("Skin", "2024-03-05", 2),
                 Wound("Deep", "2024-03-06", 2)};
    REQUIRE(run.runner->Resume({Answered("Yes"), rows}) == CaseRunner::State::kEventDone);
    CHECK(run.Field(w.wound).outcome == Outcome::kReview);
  }
  SECTION("failures are reviews, not answers") {
    PromptAnswer failed;
    failed.reason = ReviewReason::kRefusal;
    REQUIRE(run.runner->Resume({failed, failed}) == CaseRunner::State::kEventDone);
    CHECK(run.Field(w.asked).reason == ReviewReason::kRefusal);
    CHECK(run.Field(w.wound).outcome == Outcome::kReview);
  }
  SECTION("words that the type does not have are unsettled") {
    rows.rows = {};
    REQUIRE(run.runner->Resume({Answered("Perhaps"), rows}) == CaseRunner::State::kEventDone);
    CHECK(run.Field(w.asked).outcome == Outcome::kReview);
  }
}

TEST_CASE("index first, last and each") {
  CaseWorld w;
  const auto started = [&](plan::IndexWhich which) {
    w.b.plan.index.which = which;
    CaseRun run(w);
    w.AddSurgery(run.builder, run.runner->chart(), "2024-03-01T08:00:00");
    w.AddSurgery(run.builder, run.runner->chart(), "2024-02-01T08:00:00");
    std::vector<std::string> seen;
    auto state = run.runner->Begin("c1");
    while (state == CaseRunner::State::kEventDone) {
      seen.push_back(std::string(run.runner->case_id()) + " " +
                     values::ToText(run.Field(w.counted).value));
      state = run.runner->Next();
    }
    return seen;
  };
  CHECK(started(plan::IndexWhich::kFirst) == std::vector<std::string>{"c1 2024-02-01T08:00:00"});
  CHECK(started(plan::IndexWhich::kLast) == std::vector<std::string>{"c1 2024-03-01T08:00:00"});
  CHECK(started(plan::IndexWhich::kEach) ==
        std::vector<std::string>{"c1#1 2024-02-01T08:00:00", "c1#2 2024-03-01T08:00:00"});
}

}  // namespace
}  // namespace suture::engine
