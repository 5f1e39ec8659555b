#include <nlohmann/json.hpp>

#include "compiler/dictionary/print.h"

namespace suture::dictionary {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

// Every item of a list, by its own function.
template <typename T, typename Function>
Json List(const std::vector<T>& items, Function function) {
  Json out = Json::array();
  for (const T& item : items) out.push_back(function(item));
  return out;
}

// What is not there is null, so that every object has all of its members.
Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json OrNull(const Wording& words) { return OrNull(words.line); }
Json OrNull(int number) { return number > 0 ? Json(number) : Json(); }

Json DaysJson(const plan::Effective& effective) {
  if (effective.from.empty() && effective.until.empty()) return Json();
  return {{"from", OrNull(effective.from)}, {"until", OrNull(effective.until)}};
}

Json BoundsJson(const std::optional<plan::Bounds>& bounds) {
  if (!bounds) return Json();
  return {{"low", bounds->low}, {"high", bounds->high}, {"unit", OrNull(bounds->unit)}};
}

const char* KindName(plan::TypeKind kind) {
  switch (kind) {
    case plan::TypeKind::kTruth:
      return "truth";
    case plan::TypeKind::kInteger:
      return "integer";
    case plan::TypeKind::kDecimal:
      return "decimal";
    case plan::TypeKind::kDate:
      return "date";
    case plan::TypeKind::kTime:
      return "time";
    case plan::TypeKind::kDateTime:
      return "datetime";
    case plan::TypeKind::kPeriod:
      return "period";
    case plan::TypeKind::kDuration:
      return "duration";
    case plan::TypeKind::kText:
      return "text";
    case plan::TypeKind::kChoice:
      return "choice";
    case plan::TypeKind::kSet:
      return "set";
    case plan::TypeKind::kCodes:
      return "codes";
    case plan::TypeKind::kCode:
      return "code";
    case plan::TypeKind::kQuantity:
      return "quantity";
    case plan::TypeKind::kReference:
      return "reference";
    case plan::TypeKind::kAttachment:
      return "attachment";
    case plan::TypeKind::kRow:
      return "row";
    case plan::TypeKind::kRefs:
      return "refs";
  }
  return "";
}

Json ChoiceJson(const Choice& choice) {
  return {{"name", choice.name},
          {"code", choice.code},
          {"system", OrNull(choice.system)},
          {"guidance", OrNull(choice.guidance)},
          {"effective", DaysJson(choice.effective)}};
}

Json TypeJson(const ValueType& type) {
  static constexpr const char* kRounding[] = {"as_written", "truncate", "round"};
  return {{"kind", KindName(type.kind)},
          {"unit", OrNull(type.unit)},
          {"rounding", kRounding[static_cast<int>(type.rounding)]},
          {"rounding_to", OrNull(type.step)},
          {"at_most_characters", OrNull(type.text_limit)},
          {"range", BoundsJson(type.range)},
          {"usual", BoundsJson(type.usual)},
          {"list", OrNull(type.list)},
          {"reading", OrNull(type.reading)},
          {"choices", List(type.choices, ChoiceJson)},
          {"order", type.order},
          {"exclusive", type.exclusive},
          {"alone", type.alone}};
}

Json AnswerJson(const Answer& answer) {
  switch (answer.kind) {
    case ast::AnswerKind::kReview:
      return {{"outcome", "review"}};
    case ast::AnswerKind::kAbsent:
      return {{"outcome", "absent"}, {"absence", answer.absence}};
    case ast::AnswerKind::kValue:
      return {{"outcome", "answered"}, {"value", answer.value.line}};
  }
  return Json();
}

Json MeaningJson(const Meaning& meaning) {
  return {{"name", meaning.name}, {"text", meaning.value.line}};
}

Json ExampleJson(const Example& example) {
  return {{"text", example.text},
          {"answer", AnswerJson(example.answer)},
          {"because", OrNull(example.because)}};
}

Json QuestionJson(const Question& question) {
  return {{"reads", List(question.reads, [](const Wording& read) { return Json(read.line); })},
          {"cues", question.cues},
          {"roles", question.roles},
          {"at_most_tokens", OrNull(question.max_tokens)},
          {"text", question.text},
          {"examples", List(question.examples, ExampleJson)},
          {"samples", question.samples},
          {"agree", question.agree},
          {"cite_exact", question.cite_exact},
          {"cite_reason", question.cite_reason},
          {"accept_confidence", OrNull(question.accept_confidence)},
          {"check_against", OrNull(question.check_against)}};
}

Json TableJson(const Table& table) {
  static constexpr const char* kPolicies[] = {"first", "unique", "any", "collect", "priority"};
  const auto row = [](const TableRow& one) -> Json {
    return {{"cells", List(one.cells, [](const std::string& cell) { return OrNull(cell); })},
            {"answer", AnswerJson(one.answer)}};
  };
  return {{"policy", kPolicies[static_cast<int>(table.policy)]},
          {"inputs", table.inputs},
          {"rows", List(table.rows, row)},
          {"where", List(table.where, MeaningJson)}};
}

Json StepJson(const Step& step) {
  static constexpr const char* kKinds[] = {"rule", "hint", "table", "take", "ask", "otherwise"};
  const bool answers = step.kind != ast::StepKind::kTable && step.kind != ast::StepKind::kAsk;
  return {{"kind", kKinds[static_cast<int>(step.kind)]},
          {"name", step.name},
          {"answer", answers ? AnswerJson(step.answer) : Json()},
          {"when", OrNull(step.when)},
          {"even_if_unsettled", step.even_if_unsettled},
          {"because", OrNull(step.because)},
          {"effective", DaysJson(step.effective)},
          {"table", step.table ? TableJson(*step.table) : Json()},
          {"question", step.question ? QuestionJson(*step.question) : Json()}};
}

Json ScenarioJson(const Scenario& scenario) {
  return {{"assign", scenario.positive},
          {"text", scenario.text},
          {"answer", scenario.answer ? AnswerJson(*scenario.answer) : Json()},
          {"because", OrNull(scenario.because)},
          {"as_example", scenario.as_example}};
}

Json AbsenceJson(const Absence& absence) {
  return {{"reason", absence.reason},
          {"code", OrNull(absence.code)},
          {"choice", OrNull(absence.choice)}};
}

Json BoxJson(const Box& box) {
  return {{"id", box.id}, {"label", box.label}, {"reason", box.reason}};
}

Json FieldJson(const Field& field) {
  static constexpr const char* kResolve[] = {"first", "agree", "highest", "lowest", "collect"};
  const Json phase = field.phase.empty()
                         ? Json()
                         : Json{{"name", field.phase}, {"window", field.phase_window.line}};
  return {{"name", field.name},
          {"id", OrNull(field.id)},
          {"label", OrNull(field.label)},
          {"section", OrNull(field.section)},
          {"groups", field.groups},
          {"definition", OrNull(field.definition)},
          {"type", TypeJson(field.type)},
          {"phase", phase},
          {"parents", field.parents},
          {"applies_when", OrNull(field.opens)},
          {"effective", DaysJson(field.effective)},
          {"was", OrNull(field.was)},
          {"resolve", kResolve[static_cast<int>(field.resolve)]},
          {"lets", List(field.lets, MeaningJson)},
          {"instructions", OrNull(field.instructions)},
          {"steps", List(field.steps, StepJson)},
          {"absences", List(field.absences, AbsenceJson)},
          {"boxes", List(field.boxes, BoxJson)},
          {"scenarios", List(field.scenarios, ScenarioJson)}};
}

Json GroupJson(const Group& group) {
  const Json slots = group.slots.empty() ? Json()
                                         : Json{{"name", group.slots},
                                                {"count", group.slot_count},
                                                {"more", OrNull(group.slots_more)}};
  return {{"name", group.path.back()},
          {"groups", std::vector<std::string>(group.path.begin(), group.path.end() - 1)},
          {"label", OrNull(group.label)},
          {"section", OrNull(group.section)},
          {"for_each", OrNull(group.over)},
          {"for_each_choice_of", OrNull(group.choice)},
          {"as", OrNull(group.alias)},
          {"by", OrNull(group.by)},
          {"at_most", OrNull(group.at_most)},
          {"counter", OrNull(group.counter)},
          {"slots", slots},
          {"lets", List(group.lets, MeaningJson)}};
}

Json CellJson(const Cell& cell) {
  return {{"name", cell.name},
          {"guidance", OrNull(cell.guidance)},
          {"type", TypeJson(cell.type)},
          {"optional", cell.optional}};
}

Json ExtractJson(const Extract& extract) {
  return {{"name", extract.name},
          {"section", OrNull(extract.section)},
          {"record", extract.record},
          {"at_most", OrNull(extract.at_most)},
          {"question", QuestionJson(extract.question)},
          {"same_when", extract.same_keys},
          {"same_within", OrNull(extract.same_within)},
          {"merge", extract.merges},
          {"cells", List(extract.cells, CellJson)}};
}

Json ReadingJson(const Reading& reading) {
  const auto words = [](const std::pair<std::string, std::string>& one) -> Json {
    return {{"words", one.first}, {"value", one.second}};
  };
  return {{"name", reading.name},
          {"type", TypeJson(reading.type)},
          {"range", OrNull(reading.range)},
          {"words", List(reading.words, words)},
          {"below_next_lower", reading.below_next_lower},
          {"missing_month", OrNull(reading.missing_month)},
          {"missing_day", OrNull(reading.missing_day)},
          {"effective", DaysJson(reading.effective)}};
}

Json CheckJson(const Check& check) {
  return {{"level", check.level == ast::CheckLevel::kError ? "error" : "warning"},
          {"message", check.message},
          {"group", OrNull(check.group)},
          {"when", check.when.line}};
}

Json DefinitionJson(const Definition& definition) {
  return {
      {"kind", definition.kind}, {"name", OrNull(definition.name)}, {"text", definition.text.line}};
}

Json CodesJson(const std::vector<CodeLine>& lines) {
  return List(lines, [](const CodeLine& line) -> Json {
    return {{"system", OrNull(line.system)}, {"codes", line.codes}, {"excluded", line.excluded}};
  });
}

Json NoteJson(const NoteType& type) {
  return {{"name", type.name},
          {"label", OrNull(type.label)},
          {"titles", type.titles},
          {"lines", CodesJson(type.codes)}};
}

Json MeasurementJson(const Measurement& one) {
  return {{"name", one.name},
          {"unit", OrNull(one.unit)},
          {"molar_mass", OrNull(one.molar_mass)},
          {"conversions", one.conversions},
          {"lines", CodesJson(one.codes)}};
}

Json PhrasesJson(const PhraseList& list) {
  return {{"name", list.name}, {"phrases", list.phrases}};
}

Json CodeSetJson(const CodeSet& set) {
  return {{"name", set.name}, {"lines", CodesJson(set.lines)}};
}

Json ToJson(const Dictionary& dictionary) {
  Json fields = Json::array(), findings = Json::array();
  for (const Field& field : dictionary.fields)
    (field.is_finding ? findings : fields).push_back(FieldJson(field));
  return {{"name", OrNull(dictionary.name)},
          {"label", OrNull(dictionary.label)},
          {"version", OrNull(dictionary.version)},
          {"steward", OrNull(dictionary.steward)},
          {"revises", OrNull(dictionary.revises)},
          {"effective", DaysJson(dictionary.effective)},
          {"versions_by", OrNull(dictionary.versions_by)},
          {"instructions", OrNull(dictionary.instructions)},
          {"fields", std::move(fields)},
          {"findings", std::move(findings)},
          {"groups", List(dictionary.groups, GroupJson)},
          {"extracts", List(dictionary.extracts, ExtractJson)},
          {"readings", List(dictionary.readings, ReadingJson)},
          {"checks", List(dictionary.checks, CheckJson)},
          {"definitions", List(dictionary.definitions, DefinitionJson)},
          {"notes", List(dictionary.notes, NoteJson)},
          {"measurements", List(dictionary.measurements, MeasurementJson)},
          {"phrases", List(dictionary.phrases, PhrasesJson)},
          {"code_sets", List(dictionary.code_sets, CodeSetJson)}};
}

}  // namespace

std::string ToJson(const std::vector<Dictionary>& dictionaries) {
  const Json document = {
      {"v", kFormat},
      {"registries", List(dictionaries, [](const Dictionary& one) { return ToJson(one); })}};
  return document.dump(2) + "\n";
}

}  // namespace suture::dictionary
