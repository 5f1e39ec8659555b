// What the registry's book says of a case that it describes: `assign "…" is Yes because "…"`. Where
// the author says so, prompts show it.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "compiler/check/answer_limits.h"
#include "compiler/check/checker.h"
#include "runtime/text/case_fold.h"
#include "runtime/values/decimal.h"

namespace suture::check {
namespace {

using plan::AnswerKind;

// Numbers in two units are not held against each other.
bool Differ(const plan::Literal& a, const plan::Literal& b) {
  const std::optional<values::Decimal> left = values::Decimal::Parse(a.text),
                                       right = values::Decimal::Parse(b.text);
  if (IsNumber(a.type) && IsNumber(b.type) && left && right)
    return a.type.unit == b.type.unit && *left != *right;
  return a.text != b.text;
}

bool Differ(const plan::Scenario& a, const plan::Scenario& b) {
  if (a.kind != b.kind || a.absence != b.absence || a.values.size() != b.values.size()) return true;
  for (size_t i = 0; i < a.values.size(); ++i) {
    if (Differ(a.values[i], b.values[i])) return true;
  }
  return false;
}

bool HasAnswer(const plan::Scenario& s) {
  return s.kind != AnswerKind::kValue || !s.values.empty();
}

// Where a field takes several answers at once, two lines may each tell one of them.
bool Contrary(const plan::Scenario& a, const plan::Scenario& b, bool takes_several) {
  const bool members =
      takes_several && a.kind == AnswerKind::kValue && b.kind == AnswerKind::kValue;
  if (a.positive && b.positive) return !members && Differ(a, b);
  if (!a.positive && !b.positive) return false;
  const plan::Scenario& refused = a.positive ? b : a;
  return !HasAnswer(refused) || !Differ(a, b);
}

std::string InWords(const plan::Scenario& s) {
  std::string words = s.positive ? "assigned" : "not assigned";
  if (s.kind == AnswerKind::kReview) return words + " `review`";
  if (s.kind == AnswerKind::kAbsent) return words + " an absence";
  for (const plan::Literal& value : s.values) {
    absl::StrAppend(&words, " `", value.text, value.type.unit.empty() ? "" : " ", value.type.unit,
                    "`");
  }
  return words;
}

}  // namespace

void Checker::AddScenarios(FieldId field) {
  const std::vector<ast::Assign>& sources = out_.fields[field.index].source->assigns;
  const bool takes_several = out_.draft.fields[field.index].type.kind == plan::TypeKind::kSet;
  std::vector<std::pair<const ast::Assign*, plan::Scenario>> above;
  for (const ast::Assign& source : sources) {
    std::optional<plan::Scenario> scenario = ScenarioFrom(source, field);
    if (!scenario) continue;
    for (const auto& [other, said] : above) {
      if (text::FoldCase(other->text) != text::FoldCase(source.text) ||
          !Contrary(said, *scenario, takes_several))
        continue;
      emitter_.Emit(diag::kScenarioContrary, source.span, InWords(said), InWords(*scenario))
          .Label(other->span, "It stands here first.")
          .Help("Leave one of the two out, or let their texts say how the cases differ.");
      break;
    }
    out_.suite.scenarios.push_back(*scenario);
    above.emplace_back(&source, std::move(*scenario));
  }
}

std::optional<plan::Scenario> Checker::ScenarioFrom(const ast::Assign& source, FieldId field) {
  const resolve::Symbol& symbol = program_.symbol(out_.fields[field.index].symbol);
  plan::Scenario scenario{.field = field, .positive = source.positive, .text = source.text};
  scenario.because = source.because;
  scenario.as_example = source.as_example;
  scenario.span = out_.draft.fields[field.index].span;
  if (source.answer && source.answer->kind == ast::AnswerKind::kAbsent) {
    scenario.kind = AnswerKind::kAbsent;
    scenario.absence = AbsenceName(source.answer->absence);
  } else if (source.answer && source.answer->kind == ast::AnswerKind::kReview) {
    scenario.kind = AnswerKind::kReview;
  } else if (source.answer && source.answer->value != nullptr) {
    const plan::Field held = out_.draft.fields[field.index];
    const base::Span span = source.answer->value->span;
    std::optional<plan::Literal> value = LiteralOf(*source.answer->value, held.type, symbol.module);
    if (!value || !FitsUnit(*value, held.type, span)) return std::nullopt;
    scenario.values.push_back(*value);
    // What is not to be assigned may well be an answer that the field never has.
    if (source.positive && ReportNeverHeld(out_.draft, held, scenario.values, span, emitter_))
      return std::nullopt;
  }
  // A worked example shows an answer; what a scenario is not, answers nothing.
  if (source.as_example && source.positive && !scenario.values.empty()) {
    for (const plan::Step& step : out_.draft.fields[field.index].steps) {
      if (!step.prompt.valid()) continue;
      out_.draft.prompts[step.prompt.index].examples.push_back(
          {source.text, scenario.values[0].text, source.because});
    }
  }
  return scenario;
}

}  // namespace suture::check
