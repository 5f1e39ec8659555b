#include "compiler/check/implies.h"

#include "absl/algorithm/container.h"
#include "compiler/check/table_domain.h"
#include "runtime/values/decimal.h"

namespace suture::check {

using plan::ExprId;
using plan::Op;
using plan::Quantifier;
using plan::WindowKind;

namespace {

// Parts that are asked each for itself, not for lying close together.
bool IsPlain(const plan::Expr& expr) { return expr.together_amount.empty(); }

bool IsAll(const plan::Expr& expr) {
  return (expr.op == Op::kAnd || expr.op == Op::kAllOf) && IsPlain(expr);
}
bool IsAny(const plan::Expr& expr) {
  return (expr.op == Op::kOr || expr.op == Op::kAnyOf) && IsPlain(expr);
}

// Members of `narrow` are all asked for by `wide`, which asks for none where any will do.
template <typename Id>
bool IsPartOf(const std::vector<Id>& narrow, const std::vector<Id>& wide) {
  if (wide.empty()) return true;
  return !narrow.empty() &&
         absl::c_all_of(narrow, [&](const Id& id) { return absl::c_linear_search(wide, id); });
}

}  // namespace

// ---- the same -----------------------------------------------------------------------------------

bool Implications::SameRow(int32_t left, int32_t right) const {
  auto a = absl::c_find(left_rows_, left);
  auto b = absl::c_find(right_rows_, right);
  if (a == left_rows_.end() || b == right_rows_.end()) {
    return a == left_rows_.end() && b == right_rows_.end() && left == right;
  }
  return a - left_rows_.begin() == b - right_rows_.begin();
}

bool Implications::Same(ExprId left, ExprId right) {
  if (left.valid() != right.valid()) return false;
  if (!left.valid()) return true;
  const plan::Expr& a = plan_.exprs[left.index];
  const plan::Expr& b = plan_.exprs[right.index];
  const bool alike = a.op == b.op && a.field == b.field && a.attribute == b.attribute &&
                     a.lab == b.lab && a.code_set == b.code_set && a.cover == b.cover &&
                     a.prompt == b.prompt && a.builtin == b.builtin && a.number == b.number &&
                     a.optional_args == b.optional_args && a.together_amount == b.together_amount &&
                     a.together_unit == b.together_unit && a.args.size() == b.args.size() &&
                     a.window.has_value() == b.window.has_value() &&
                     (a.literal < 0) == (b.literal < 0);
  if (!alike || !SameRow(a.variable, b.variable)) return false;
  if (a.literal >= 0 && !(plan_.literals[a.literal] == plan_.literals[b.literal])) return false;
  if (a.window && !SameWindow(*a.window, *b.window)) return false;
  for (size_t i = 0; i < a.args.size(); ++i) {
    if (!Same(a.args[i], b.args[i])) return false;
  }
  return SameQuery(a.query, b.query);
}

bool Implications::SameWindow(const plan::Window& a, const plan::Window& b) {
  return a.kind == b.kind && a.amount == b.amount && a.amount_unit == b.amount_unit &&
         a.excluded == b.excluded && Same(a.a, b.a) && Same(a.b, b.b);
}

bool Implications::SameParts(const plan::Query& a, const plan::Query& b) {
  return Same(a.where, b.where) && Same(a.yield, b.yield) && Same(a.order_by, b.order_by) &&
         Same(a.closest_to, b.closest_to) && Same(a.except_source, b.except_source);
}

bool Implications::SameQuery(plan::QueryId left, plan::QueryId right) {
  if (left == right) return true;
  if (!left.valid() || !right.valid()) return false;
  const plan::Query& a = plan_.queries[left.index];
  const plan::Query& b = plan_.queries[right.index];
  const bool alike = a.quantifier == b.quantifier && a.collection == b.collection &&
                     a.codes == b.codes && a.lab == b.lab && a.documents == b.documents &&
                     a.at_most == b.at_most && a.affirmed == b.affirmed && a.negated == b.negated &&
                     a.historical == b.historical && a.family == b.family &&
                     a.uncertain == b.uncertain && a.hypothetical == b.hypothetical &&
                     a.at_this_facility == b.at_this_facility && a.ties == b.ties &&
                     a.lasting_op == b.lasting_op && a.lasting_amount == b.lasting_amount &&
                     a.lasting_unit == b.lasting_unit && a.total_unit == b.total_unit &&
                     a.windows.size() == b.windows.size();
  if (!alike || !SameRow(a.drawn_with, b.drawn_with)) return false;
  for (size_t i = 0; i < a.windows.size(); ++i) {
    if (!SameWindow(a.windows[i], b.windows[i])) return false;
  }
  left_rows_.push_back(a.variable);
  right_rows_.push_back(b.variable);
  const bool same = SameParts(a, b);
  left_rows_.pop_back();
  right_rows_.pop_back();
  return same;
}

// ---- one within the other -----------------------------------------------------------------------

bool Implications::Implies(ExprId narrow, ExprId wide) {
  if (!narrow.valid() || !wide.valid()) return false;
  if (Same(narrow, wide)) return true;
  const plan::Expr& a = plan_.exprs[narrow.index];
  const plan::Expr& b = plan_.exprs[wide.index];
  if (IsAll(b)) {
    return absl::c_all_of(b.args, [&](ExprId part) { return Implies(narrow, part); });
  }
  if (IsAny(a)) {
    return absl::c_all_of(a.args, [&](ExprId part) { return Implies(part, wide); });
  }
  if (b.op == Op::kUnless) {
    return a.op == Op::kUnless && Same(a.args[1], b.args[1]) && Implies(a.args[0], b.args[0]);
  }
  if (a.op == Op::kUnless) return Implies(a.args[0], wide);
  if (IsAll(a) && absl::c_any_of(a.args, [&](ExprId part) { return Implies(part, wide); }))
    return true;
  if (IsAny(b) && absl::c_any_of(b.args, [&](ExprId part) { return Implies(narrow, part); }))
    return true;
  if (a.op == Op::kQuery && b.op == Op::kQuery) return ImpliesQuery(a.query, b.query);
  if (a.op == Op::kInWindow && b.op == Op::kInWindow) {
    return Same(a.args[0], b.args[0]) && ImpliesWindow(*a.window, *b.window);
  }
  return ImpliesValues(narrow, wide);
}

// What `any` finds, a wider `any` finds, too.
bool Implications::ImpliesQuery(plan::QueryId narrow, plan::QueryId wide) {
  const plan::Query& a = plan_.queries[narrow.index];
  const plan::Query& b = plan_.queries[wide.index];
  return a.quantifier == Quantifier::kAny && b.quantifier == Quantifier::kAny && FindsWhat(a, b);
}

// Whatever `a` finds, `b` finds, too.
bool Implications::FindsWhat(const plan::Query& a, const plan::Query& b) {
  if (!(a.collection == b.collection) || !(a.lab == b.lab) || !IsPartOf(a.codes, b.codes) ||
      !IsPartOf(a.documents, b.documents)) {
    return false;
  }
  const auto asks_less = [](int8_t of, int8_t than) { return of == 0 || of == than; };
  if (!asks_less(b.affirmed, a.affirmed) || !asks_less(b.negated, a.negated) ||
      !asks_less(b.historical, a.historical) || !asks_less(b.family, a.family) ||
      !asks_less(b.uncertain, a.uncertain) || !asks_less(b.hypothetical, a.hypothetical)) {
    return false;
  }
  if ((b.at_this_facility && !a.at_this_facility) ||
      (b.drawn_with >= 0 && !SameRow(a.drawn_with, b.drawn_with)))
    return false;
  const bool same_length = a.lasting_op == b.lasting_op && a.lasting_amount == b.lasting_amount &&
                           a.lasting_unit == b.lasting_unit;
  if (!b.lasting_op.empty() && !same_length) return false;
  if (b.except_source.valid() && !Same(a.except_source, b.except_source)) return false;
  for (const plan::Window& window : b.windows) {
    if (absl::c_none_of(a.windows, [&](const plan::Window& w) { return ImpliesWindow(w, window); }))
      return false;
  }
  if (!b.where.valid()) return true;
  left_rows_.push_back(a.variable);
  right_rows_.push_back(b.variable);
  const bool implied = Implies(a.where, b.where);
  left_rows_.pop_back();
  right_rows_.pop_back();
  return implied;
}

// `within 30 days before E` lies in `within 90 days before E` and in `before E`.
bool Implications::ImpliesWindow(const plan::Window& a, const plan::Window& b) {
  if (SameWindow(a, b)) return true;
  if (a.excluded || b.excluded || !Same(a.a, b.a)) return false;
  const bool one_side = a.kind == WindowKind::kWithinBefore || a.kind == WindowKind::kWithinAfter;
  if (b.kind == WindowKind::kBefore) return a.kind == WindowKind::kWithinBefore;
  if (b.kind == WindowKind::kAfter) return a.kind == WindowKind::kWithinAfter;
  if (a.kind != b.kind && !(b.kind == WindowKind::kWithinOf && one_side)) return false;
  if (!one_side && a.kind != WindowKind::kWithinOf) return false;
  const auto shorter = values::Decimal::Parse(a.amount), longer = values::Decimal::Parse(b.amount);
  return a.amount_unit == b.amount_unit && shorter && longer && !(*longer < *shorter);
}

// ---- values of one operand ----------------------------------------------------------------------

// What a comparison with constants, `is known`, or its negation asks of; invalid: it is none.
ExprId Implications::OperandOf(ExprId condition) const {
  if (!condition.valid()) return {};
  const plan::Expr& expr = plan_.exprs[condition.index];
  switch (expr.op) {
    case Op::kNot:
      return OperandOf(expr.args[0]);
    case Op::kIsKnown:
    case Op::kIn:
      return expr.args[0];
    case Op::kBuiltin: {
      const bool compares =
          expr.args.size() == 2 && expr.type.kind == plan::TypeKind::kTruth && expr.args[1].valid();
      return compares && plan_.exprs[expr.args[1].index].op == Op::kLiteral ? expr.args[0]
                                                                            : ExprId{};
    }
    default:
      return {};
  }
}

bool Implications::ImpliesValues(ExprId narrow, ExprId wide) {
  const ExprId operand = OperandOf(narrow), other = OperandOf(wide);
  if (!operand.valid() || !Same(operand, other)) return false;
  ColumnDomain domain(plan_, operand, {other});
  if (!domain.Add(narrow) || !domain.Add(wide)) return false;
  domain.Cut();
  const AtomSet held = domain.Hold(narrow), room = domain.Hold(wide);
  bool some = false;
  for (size_t i = 0; i < held.size(); ++i) {
    some |= held[i];
    if (held[i] && !room[i]) return false;
  }
  return some;  // What never holds is another mistake.
}

bool Implications::ShareNoValue(ExprId left, ExprId right) {
  const ExprId operand = OperandOf(left), other = OperandOf(right);
  if (!operand.valid() || !Same(operand, other)) return false;
  // A concept may bear several codes at once.
  if (plan_.exprs[operand.index].type.kind == plan::TypeKind::kCode) return false;
  ColumnDomain domain(plan_, operand, {other});
  if (!domain.Add(left) || !domain.Add(right)) return false;
  domain.Cut();
  const AtomSet first = domain.Hold(left), second = domain.Hold(right);
  bool some_first = false, some_second = false;
  for (size_t i = 0; i < first.size(); ++i) {
    if (first[i] && second[i]) return false;
    some_first |= first[i];
    some_second |= second[i];
  }
  return some_first && some_second;  // What alone never holds is told of itself.
}

bool Implications::FoundByNo(ExprId any, ExprId no) {
  const plan::Expr& a = plan_.exprs[any.index];
  const plan::Expr& b = plan_.exprs[no.index];
  if (a.op != Op::kQuery || b.op != Op::kQuery) return false;
  const plan::Query& narrow = plan_.queries[a.query.index];
  const plan::Query& wide = plan_.queries[b.query.index];
  return narrow.quantifier == Quantifier::kAny && wide.quantifier == Quantifier::kNo &&
         FindsWhat(narrow, wide);
}

void Implications::AddParts(ExprId condition, size_t place, ExprId operand,
                            std::vector<Part>& parts) {
  const plan::Expr& expr = plan_.exprs[condition.index];
  if (IsAny(expr)) {
    for (ExprId part : expr.args) AddParts(part, place, operand, parts);
  } else if (ExprId other = OperandOf(condition); other.valid() && Same(operand, other)) {
    parts.push_back({condition, other, place});
  }
}

std::vector<size_t> Implications::Cover(ExprId narrow, const std::vector<ExprId>& wide) {
  for (size_t i = 0; i < wide.size(); ++i) {
    if (Implies(narrow, wide[i])) return {i};
  }
  const ExprId operand = OperandOf(narrow);
  if (!operand.valid()) return {};
  std::vector<Part> parts;
  for (size_t i = 0; i < wide.size(); ++i) AddParts(wide[i], i, operand, parts);
  std::vector<ExprId> operands;
  for (const Part& part : parts) operands.push_back(part.operand);
  ColumnDomain domain(plan_, operand, operands);
  if (!domain.Add(narrow)) return {};
  std::erase_if(parts, [&](const Part& part) { return !domain.Add(part.condition); });
  domain.Cut();
  std::vector<size_t> places;
  const AtomSet held = domain.Hold(narrow);
  for (size_t atom = 0; atom < held.size(); ++atom) {
    if (!held[atom]) continue;
    auto by = absl::c_find_if(
        parts, [&](const Part& part) -> bool { return domain.Hold(part.condition)[atom]; });
    if (by == parts.end()) return {};
    if (!absl::c_linear_search(places, by->place)) places.push_back(by->place);
  }
  return places;
}

}  // namespace suture::check
