// A plan with two asks and an extract over the notes of one operation, written by hand.
#pragma once

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/chart/case.h"
#include "runtime/notes/lexicon.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/executor.h"
#include "tests/support/plan_builder.h"

namespace suture::prompts {

using testing_support::TypeOf;

inline std::string ReadText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return std::string(std::istreambuf_iterator<char>(in), {});
}

inline const notes::Lexicon& TestLexicon() {
  static const notes::Lexicon lexicon = [] {
    const std::string folder = std::string(SUTURE_SOURCE_DIR) + "/stdlib/lexicons/";
    const std::string classes = ReadText(folder + "word_classes.tsv");
    const std::string triggers = ReadText(folder + "context_triggers.tsv");
    const std::string headings = ReadText(folder + "section_headings.tsv");
    const std::string types = ReadText(folder + "note_types.tsv");
    auto parsed = notes::Lexicon::Parse({classes, triggers, headings, types});
    REQUIRE(parsed.ok());
    return *std::move(parsed);
  }();
  return lexicon;
}

inline constexpr char kAskSchema[] =
    R"({"type":"object","properties":{"evidence":{"type":"array","items":{"type":"object","properties":)"
    R"({"passage":{"type":"integer"},"quote":{"type":"string"}},"required":["passage","quote"],)"
    R"("additionalProperties":false}},"found":{"type":"boolean"},"value":{"type":["string","null"]}},)"
    R"("required":["evidence","found","value"],"additionalProperties":false})";

// Prompts: 0 Diabetes.history (Yes or No), 1 EF.stated (integer %), 2 lesions (vessel, stenosis).
struct PromptPlan {
  plan::Plan plan;

  PromptPlan() {
    plan.choices.push_back(
        {"YesNo",
         {{"Yes", "1", "", "A diagnosis is written down.", -1}, {"No", "2", "", "", -1}},
         {},
         {}});
    plan.documents.push_back({"HistoryAndPhysical", "History and physical", {}, {}});
    plan::Shape note;
    note.name = "note";
    note.attributes.resize(3);
    note.attributes[0].name = "title";
    note.attributes[0].type = TypeOf(plan::TypeKind::kText);
    note.attributes[1].name = "written";
    note.attributes[1].type = TypeOf(plan::TypeKind::kDateTime);
    note.attributes[2].name = "body";
    note.attributes[2].type = TypeOf(plan::TypeKind::kAttachment);
    note.at = 1;
    plan.shapes.push_back(note);
    plan::Shape lesion;
    lesion.name = "Lesion";
    lesion.attributes.resize(2);
    lesion.attributes[0].name = "vessel";
    lesion.attributes[0].type = TypeOf(plan::TypeKind::kText);
    lesion.attributes[1].name = "stenosis";
    lesion.attributes[1].type = TypeOf(plan::TypeKind::kInteger, "%");
    plan.shapes.push_back(lesion);
    plan::Collection notes, lesions;
    notes.name = "notes";
    notes.shape = {0};
    lesions.name = "lesions";
    lesions.kind = plan::CollectionKind::kExtract;
    lesions.shape = {1};
    lesions.prompt = {2};
    plan.collections = {notes, lesions};
    plan.notes = {0};

    plan::Type yes_no = TypeOf(plan::TypeKind::kChoice);
    yes_no.choice = {0};
    AddAsk("Diabetes", "Diabetes mellitus before the operation.", "history", yes_no,
           "Did the patient have diabetes when admitted?");
    plan.prompts[0].cues = {"diabet*", "insulin"};
    plan.prompts[0].examples = {{"borderline diabetes", "No", "borderline is no diagnosis"}};
    AddAsk("EF", "", "stated", TypeOf(plan::TypeKind::kInteger, "%"), "Which ejection fraction?");
    plan.prompts[1].cues = {"ejection fraction", "LVEF"};
    plan::Prompt extract = plan.prompts[1];
    extract.name = "lesions";
    extract.field = {};
    extract.is_extract = true;
    extract.collection = {1};
    extract.semantic_hash = "hash-of-lesions";
    extract.text = {{"List every coronary lesion.", {}}};
    extract.schema =
        R"({"type":"object","properties":{"rows":{"type":"array","items":)"
        R"({"type":"object","properties":{},"required":[],"additionalProperties":false}}},)"
        R"("required":["rows"],"additionalProperties":false})";
    plan.prompts.push_back(extract);
  }

  plan::Prompt& prompt(int index) { return plan.prompts[static_cast<size_t>(index)]; }

 private:
  void AddAsk(const std::string& field_name, const std::string& definition, const std::string& name,
              const plan::Type& type, const std::string& text) {
    plan::Field field;
    field.name = field.label = field_name;
    field.definition = definition;
    field.type = type;
    plan::Prompt prompt;
    prompt.field = {static_cast<int32_t>(plan.fields.size())};
    plan.fields.push_back(field);
    prompt.name = field_name + "." + name;
    prompt.roles = {"abstractor"};
    prompt.reads.resize(1);
    prompt.instructions = {{"Abstract for the test registry.", {}}};
    prompt.text = {{text, {}}};
    prompt.answer = type;
    prompt.schema = kAskSchema;
    prompt.semantic_hash = "hash-of-" + prompt.name;
    plan.prompts.push_back(std::move(prompt));
  }
};

// Notes of one case; every question of a round reads all of them.
struct PromptCase {
  explicit PromptCase(const plan::Plan& plan) : chart(plan) {}

  // `gap`: why a text beside this one could not be read.
  void AddNote(std::string_view title, std::string_view written, std::string_view text,
               values::UnsettledCause gap = values::UnsettledCause::kNone) {
    chart::Row row;
    const absl::Span<chart::Cell> cells = chart.arena().NewArray<chart::Cell>(3);
    cells[0].kind = chart::Cell::Kind::kValue;
    cells[0].value = values::Value::OfText(chart.arena().CopyText(title));
    cells[2].kind = chart::Cell::Kind::kAttachment;
    cells[2].attachment =
        chart.arena().New<chart::Attachment>(chart::Attachment{chart.arena().CopyText(text)});
    cells[2].cause = gap;
    row.cells = cells;
    if (!written.empty()) {
      row.at.start = *values::DateTime::Parse(written);
      row.at.has_start = true;
    }
    notes.push_back(static_cast<int32_t>(chart.rows({0}).rows.size()));
    chart.rows({0}).rows.push_back(row);
  }

  Round RoundOf(const std::vector<int32_t>& prompts) {
    scope.read = 0;
    scope.notes = notes;
    wanted.clear();
    for (int32_t prompt : prompts) {
      WantedPrompt& one = wanted.emplace_back();
      one.prompt = {prompt};
      one.scopes = absl::MakeConstSpan(&scope, 1);
    }
    Round round;
    round.chart = &chart;
    round.case_id = "case-1";
    round.wanted = wanted;
    return round;
  }

  chart::Case chart;
  std::vector<int32_t> notes;
  NoteScope scope;
  std::vector<WantedPrompt> wanted;
};

}  // namespace suture::prompts
