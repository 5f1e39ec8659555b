#include "runtime/rules/validity.h"

#include <algorithm>

namespace suture::rules {

RowConditions::RowConditions(const Program& program) : evaluator_(program, nullptr) {
  evaluator_.evidence().set_enabled(false);
  const plan::Plan& plan = program.plan();
  places_.assign(plan.exprs.size(), -1);
  for (const plan::Shape& shape : plan.shapes) {
    Examine(shape, shape.valid);
    for (const plan::Binding& binding : shape.bindings) Examine(shape, binding.when);
  }
}

void RowConditions::Examine(const plan::Shape& shape, plan::ExprId condition) {
  if (!condition.valid() || places_[condition.index] >= 0) return;
  WordCondition found;
  if (!HangsOnOne(condition, shape.self, found.attribute) || found.attribute < 0) return;
  const plan::TypeKind kind = shape.attributes[found.attribute].type.kind;
  if (kind != plan::TypeKind::kCode && kind != plan::TypeKind::kText) return;
  places_[condition.index] = static_cast<int32_t>(conditions_.size());
  conditions_.push_back(found);
}

bool RowConditions::HangsOnOne(plan::ExprId id, int32_t variable, int32_t& attribute) const {
  const plan::Expr& expr = evaluator_.plan().exprs[id.index];
  switch (expr.op) {
    case plan::Op::kLiteral:
      return true;
    case plan::Op::kAttribute:
      if (expr.variable != variable || (attribute >= 0 && attribute != expr.attribute))
        return false;
      attribute = expr.attribute;
      return true;
    case plan::Op::kNot:
    case plan::Op::kIn:
    case plan::Op::kAnd:
    case plan::Op::kOr:
      return std::all_of(expr.args.begin(), expr.args.end(), [&](plan::ExprId argument) {
        return HangsOnOne(argument, variable, attribute);
      });
    default:
      return false;
  }
}

RowConditions::Verdict RowConditions::Judge(plan::ShapeId shape, plan::ExprId condition,
                                            const chart::Row& row) {
  if (!condition.valid()) return Verdict::kKeep;
  if (places_[condition.index] < 0) return Evaluate(shape, condition, row);
  WordCondition& known = conditions_[places_[condition.index]];
  if (known.attribute >= static_cast<int32_t>(row.cells.size())) {
    return Evaluate(shape, condition, row);
  }
  const chart::Cell& cell = row.cells[known.attribute];
  const bool is_word =
      cell.kind == chart::Cell::Kind::kValue && cell.value.kind() == values::Kind::kText;
  if (!is_word) return Evaluate(shape, condition, row);
  const std::string_view text = cell.value.text();
  for (size_t i = 0; i < known.count; ++i) {
    const Word& word = known.words[i];
    if (std::string_view(word.text.data(), word.size) == text) return word.verdict;
  }
  const Verdict verdict = Evaluate(shape, condition, row);
  if (known.count < kMostWords && text.size() <= kMaxWordBytes) {
    Word& word = known.words[known.count++];
    word.size = text.copy(word.text.data(), kMaxWordBytes);
    word.verdict = verdict;
  }
  return verdict;
}

RowConditions::Verdict RowConditions::Evaluate(plan::ShapeId shape, plan::ExprId condition,
                                               const chart::Row& row) {
  evaluator_.ForgetValues();
  const int32_t self = evaluator_.plan().shapes[shape.index].self;
  const Judged judged = evaluator_.EvaluateOver(condition, self, row, shape);
  if (judged.IsFalse()) return Verdict::kDrop;
  return judged.IsTrue() ? Verdict::kKeep : Verdict::kDoubtful;
}

}  // namespace suture::rules
