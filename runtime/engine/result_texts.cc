#include "runtime/engine/result_texts.h"

#include <map>

#include "fmt/format.h"
#include "runtime/plan/identifiers.h"

namespace suture::engine {

using plan::WindowKind;

ResultTexts::ResultTexts(const plan::Plan& plan) : plan_(plan) {
  for (const plan::Query& query : plan.queries) {
    std::string text;
    for (const plan::Window& window : query.windows) {
      const std::string one = WindowText(window);
      if (one.empty()) continue;
      if (!text.empty()) text += ", ";
      text += one;
    }
    windows_.push_back(std::move(text));
  }
  std::map<std::string_view, std::string_view>
      step_names;  // Results of hundreds of fields name few.
  std::map<AbsenceCodes, int32_t> tables;
  const plan::Identifiers identifiers(plan);
  for (const plan::Field& field : plan.fields) {
    const plan::FieldId id{static_cast<int32_t>(fields_.size())};
    fields_.push_back(
        {names_.CopyText(field.name), field.type.kind == plan::TypeKind::kSet,
         !field.group.valid() && !field.is_finding, !identifiers.In(id).empty(),
         static_cast<int32_t>(steps_.size()), static_cast<int32_t>(field.steps.size()),
         tables.try_emplace(CodesOf(field), static_cast<int32_t>(tables.size())).first->second,
         !field.ticks.empty()});
    for (const plan::Step& step : field.steps) {
      std::string_view& name = step_names[NameOf(step)];
      if (name.empty()) name = names_.CopyText(NameOf(step));
      steps_.push_back({name, step.kind});
    }
  }
  absence_codes_.resize(tables.size());
  for (const auto& [codes, place] : tables) absence_codes_[static_cast<size_t>(place)] = codes;
}

ResultTexts::AbsenceCodes ResultTexts::CodesOf(const plan::Field& field) {
  AbsenceCodes codes;
  for (const plan::AbsenceCode& code : field.absence_codes) {
    for (size_t i = 0; i < codes.size(); ++i) {
      if (code.absence == values::Name(static_cast<values::AbsenceReason>(i))) codes[i] = code.code;
    }
  }
  return codes;
}

std::string_view ResultTexts::NameOf(const plan::Step& step) {
  if (!step.name.empty()) return step.name;
  switch (step.kind) {
    case plan::StepKind::kOtherwise:
      return "otherwise";
    case plan::StepKind::kTake:
      return "take";
    default:
      return "step";
  }
}

// How an author would write it; empty where the anchor has no short name.
std::string ResultTexts::AnchorText(plan::ExprId id) const {
  if (!id.valid()) return "";
  const plan::Expr& expr = plan_.exprs[id.index];
  switch (expr.op) {
    case plan::Op::kField:
      return plan_.fields[expr.field.index].name;
    case plan::Op::kLiteral:
      return plan_.literals[expr.literal].text;
    case plan::Op::kVariable:
      return expr.variable == 0 ? plan_.index.name : "";
    case plan::Op::kAttribute: {
      if (expr.variable != 0 || !plan_.index.query.valid()) return "";
      return plan_.index.name;
    }
    case plan::Op::kStart:
    case plan::Op::kEnd: {
      const std::string of = expr.args.empty() ? "" : AnchorText(expr.args[0]);
      return of.empty() ? "" : of + (expr.op == plan::Op::kStart ? ".start" : ".end");
    }
    case plan::Op::kDayAfter: {
      const std::string of = expr.args.empty() ? "" : AnchorText(expr.args[0]);
      return of.empty() ? "" : fmt::format("day {} after {}", expr.number, of);
    }
    default:
      return "";
  }
}

std::string ResultTexts::WindowText(const plan::Window& window) const {
  const std::string a = AnchorText(window.a), b = AnchorText(window.b);
  if (a.empty() || (window.b.valid() && b.empty())) return "";
  const bool singular =
      window.amount == "1" && !window.amount_unit.empty() && window.amount_unit.back() == 's';
  const std::string amount =
      window.amount + " " +
      window.amount_unit.substr(0, window.amount_unit.size() - (singular ? 1 : 0));
  const std::string except = window.excluded ? "except " : "";
  switch (window.kind) {
    case WindowKind::kBefore:
      return except + "before " + a;
    case WindowKind::kAfter:
      return except + "after " + a;
    case WindowKind::kWithinBefore:
      return fmt::format("{}within {} before {}", except, amount, a);
    case WindowKind::kWithinAfter:
      return fmt::format("{}within {} after {}", except, amount, a);
    case WindowKind::kWithinOf:
      return fmt::format("{}within {} of {}", except, amount, a);
    case WindowKind::kFromTo:
      return fmt::format("{}from {} to {}", except, a, b);
    case WindowKind::kDuring:
      return except + "during " + a;
    case WindowKind::kOverlapping:
      return except + "overlapping " + a;
    case WindowKind::kInProgress:
      return except + "in progress at " + a;
    case WindowKind::kOn:
      return except + "on " + a;
    case WindowKind::kAt:
      return except + "at " + a;
  }
  return "";
}

}  // namespace suture::engine
