#include "compiler/check/table_domain.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/types.h"
#include "fmt/format.h"
#include "runtime/values/time.h"
#include "runtime/values/unit.h"

namespace suture::check {

using plan::Op;
using plan::TypeKind;
using values::Decimal;

namespace {

const Decimal kOne = Decimal::FromInteger(1);

// Seconds of a unit of the clock, days of a week; months and years stay what they are.
std::optional<Decimal> LengthIn(std::string_view number, const std::string& from,
                                const std::string& to) {
  std::optional<Decimal> value = Decimal::Parse(number);
  if (!value || from == to) return value;
  auto seconds = [](const std::string& word) -> int64_t {
    return word == "hours" ? 3600 : word == "minutes" ? 60 : word == "seconds" ? 1 : 0;
  };
  if (seconds(from) == 0 || seconds(to) == 0) return std::nullopt;
  std::optional<Decimal> total = Decimal::Multiply(*value, Decimal::FromInteger(seconds(from)));
  return total ? Decimal::Divide(*total, Decimal::FromInteger(seconds(to)), Decimal::kMaxScale)
               : std::nullopt;
}

std::optional<Decimal> NumberIn(std::string_view number, std::string_view from,
                                std::string_view to) {
  std::optional<Decimal> value = Decimal::Parse(number);
  if (!value || from == to) return value;
  absl::StatusOr<const values::Unit*> a = values::Unit::Parse(from), b = values::Unit::Parse(to);
  if (!a.ok() || !b.ok()) return std::nullopt;
  absl::StatusOr<Decimal> converted = values::ConvertExact(*value, *a, *b);
  return converted.ok() ? std::optional<Decimal>(*converted) : std::nullopt;
}

std::optional<Decimal> DayOf(const std::string& text) {
  std::optional<values::DateTime> date = values::DateTime::Parse(text);
  if (!date || text.size() != 10) return std::nullopt;
  return Decimal::FromInteger(values::DayNumber(date->year, date->month, date->day));
}

std::string DayText(const Decimal& day) {
  values::CalendarDay d = values::FromDayNumber(static_cast<int32_t>(day.ToInteger().value_or(0)));
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

// The plainest number between two: the one with the fewest digits that is nearest to their middle.
Decimal Between(const Decimal& low, const Decimal& high) {
  const std::optional<Decimal> sum = Decimal::Add(low, high);
  const std::optional<Decimal> middle =
      sum ? Decimal::Divide(*sum, Decimal::FromInteger(2), Decimal::kMaxScale) : std::nullopt;
  if (!middle) return low;
  for (int scale = 0; scale < Decimal::kMaxScale; ++scale) {
    const Decimal plain = middle->Round(scale);
    if (low < plain && plain < high) return plain;
  }
  return *middle;
}

}  // namespace

ColumnDomain::ColumnDomain(const plan::Plan& plan, plan::ExprId input,
                           std::vector<plan::ExprId> also)
    : plan_(plan), input_(input), also_(std::move(also)), type_(plan.exprs[input.index].type) {
  switch (type_.kind) {
    case TypeKind::kTruth:
      kind_ = Kind::kTruth;
      break;
    case TypeKind::kChoice:
      kind_ = Kind::kChoice;
      break;
    case TypeKind::kText:
    case TypeKind::kCode:
      kind_ = Kind::kText;
      break;
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kDuration:
    case TypeKind::kDate:
      kind_ = Kind::kOrdered;
      break;
    default:
      break;
  }
  if (type_.kind == TypeKind::kInteger || type_.kind == TypeKind::kDate) scale_ = 0;
  if (kind_ == Kind::kOrdered) FindRange();
}

void ColumnDomain::FindRange() {
  const plan::Expr& expr = plan_.exprs[input_.index];
  if (expr.op != Op::kField || !IsNumber(type_)) return;
  const plan::Field& field = plan_.fields[expr.field.index];
  // Another field's value is the submitted one: it has been rounded.
  if (type_.rounding != plan::Rounding::kNone && type_.scale >= 0) scale_ = type_.scale;
  if (!field.range) return;
  const std::string& unit = field.range->unit.empty() ? type_.unit : field.range->unit;
  low_ = NumberIn(field.range->low, unit, type_.unit);
  high_ = NumberIn(field.range->high, unit, type_.unit);
}

const plan::Literal* ColumnDomain::LiteralOf(plan::ExprId id) const {
  if (!id.valid()) return nullptr;
  const plan::Expr& expr = plan_.exprs[id.index];
  return expr.op == Op::kLiteral && expr.literal >= 0 ? &plan_.literals[expr.literal] : nullptr;
}

std::optional<Decimal> ColumnDomain::Constant(plan::ExprId id) const {
  const plan::Literal* literal = LiteralOf(id);
  if (literal == nullptr) return std::nullopt;
  const std::string& unit = plan_.exprs[id.index].type.unit;
  switch (type_.kind) {
    case TypeKind::kDate:
      return literal->type.kind == TypeKind::kDate ? DayOf(literal->text) : std::nullopt;
    case TypeKind::kDuration:
      return literal->type.kind == TypeKind::kDuration ? LengthIn(literal->text, unit, type_.unit)
                                                       : std::nullopt;
    default:
      return IsNumber(literal->type) ? NumberIn(literal->text, unit, type_.unit) : std::nullopt;
  }
}

bool ColumnDomain::IsInput(plan::ExprId id) const {
  return id == input_ || absl::c_linear_search(also_, id);
}

bool ColumnDomain::Add(plan::ExprId cell) {
  if (!cell.valid()) return true;
  if (IsInput(cell)) return kind_ == Kind::kTruth;
  const plan::Expr& expr = plan_.exprs[cell.index];
  switch (expr.op) {
    case Op::kAnd:
    case Op::kAnyOf:
    case Op::kNot:
      return absl::c_all_of(expr.args, [&](plan::ExprId arg) { return Add(arg); });
    case Op::kIsKnown:
      return IsInput(expr.args[0]);
    case Op::kIn:
      return IsInput(expr.args[0]) && kind_ != Kind::kOpaque && kind_ != Kind::kTruth &&
             std::all_of(expr.args.begin() + 1, expr.args.end(),
                         [&](plan::ExprId arg) { return AddConstant(arg); });
    case Op::kBuiltin:
      break;
    default:
      return false;
  }
  if (expr.args.size() != 2 || !IsInput(expr.args[0]) || kind_ == Kind::kOpaque) return false;
  if (kind_ == Kind::kText && expr.builtin != "equal" && expr.builtin != "not_equal") return false;
  return AddConstant(expr.args[1]);
}

bool ColumnDomain::AddConstant(plan::ExprId id) {
  const plan::Literal* literal = LiteralOf(id);
  if (literal == nullptr) return false;
  if (kind_ == Kind::kOrdered) {
    std::optional<Decimal> cut = Constant(id);
    if (!cut) return false;
    cuts_.push_back(*cut);
    constants_.emplace(id.index, *cut);
    return true;
  }
  if (kind_ == Kind::kText && !absl::c_linear_search(texts_, literal->text))
    texts_.push_back(literal->text);
  return true;
}

void ColumnDomain::Cut() {
  switch (kind_) {
    case Kind::kTruth:
      atoms_ = {{true, "yes"}, {true, "no"}};
      break;
    case Kind::kChoice:
      for (const plan::ChoiceMember& member : plan_.choices[type_.choice.index].members) {
        atoms_.push_back({true, member.name});
      }
      break;
    case Kind::kText:
      for (const std::string& text : texts_)
        atoms_.push_back({true, absl::StrCat("\"", text, "\"")});
      atoms_.push_back({true, texts_.empty() ? "any text" : "any other text"});
      break;
    case Kind::kOrdered:
      CutOrdered();
      break;
    case Kind::kOpaque:
      atoms_ = {{true, "any value"}};
      break;
  }
  atoms_.push_back({false, "unknown"});
}

bool ColumnDomain::OnGrid(const Decimal& value) const {
  return !scale_ || value.Rescale(*scale_, values::Rounding::kDown) == value;
}

Decimal ColumnDomain::NextAbove(const Decimal& low) const {
  Decimal step = *Decimal::Make(1, scale_.value_or(0));
  return Decimal::Add(low.Rescale(*scale_, values::Rounding::kDown), step).value_or(low);
}

void ColumnDomain::AddAtom(const Decimal& sample) {
  samples_.push_back(sample);
  std::string text =
      type_.kind == TypeKind::kDate ? DayText(sample) : sample.Normalized().ToString();
  atoms_.push_back({true, type_.unit.empty() ? text : absl::StrCat(text, " ", type_.unit)});
}

// Points and the open stretches between them, those left out that hold no value.
void ColumnDomain::CutOrdered() {
  if (low_) cuts_.push_back(*low_);
  if (high_) cuts_.push_back(*high_);
  std::sort(cuts_.begin(), cuts_.end());
  cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  std::erase_if(cuts_,
                [&](const Decimal& c) { return (low_ && c < *low_) || (high_ && c > *high_); });
  if (cuts_.empty()) {
    AddAtom(Decimal());
    return;
  }
  if (!low_) {
    Decimal below = Decimal::Subtract(cuts_[0], kOne).value_or(cuts_[0]);
    // Measures are seldom negative, so show a small one where there is room for it.
    if (below.is_negative() && !cuts_[0].is_negative() && !cuts_[0].is_zero() && !scale_) {
      below = Between(Decimal(), cuts_[0]);
    }
    AddAtom(scale_ ? below.Rescale(*scale_, values::Rounding::kDown) : below);
  }
  for (size_t i = 0; i < cuts_.size(); ++i) {
    if (OnGrid(cuts_[i])) AddAtom(cuts_[i]);
    if (i + 1 == cuts_.size()) break;
    if (scale_) {
      Decimal next = NextAbove(cuts_[i]);
      if (next < cuts_[i + 1]) AddAtom(next);
    } else {
      AddAtom(Between(cuts_[i], cuts_[i + 1]));
    }
  }
  if (!high_) {
    AddAtom(scale_ ? NextAbove(cuts_.back())
                   : Decimal::Add(cuts_.back(), kOne).value_or(cuts_.back()));
  }
}

AtomSet ColumnDomain::Hold(plan::ExprId cell) const {
  AtomSet set(atoms_.size());
  for (size_t i = 0; i < atoms_.size(); ++i) set[i] = !cell.valid() || HoldsAtom(cell, i);
  return set;
}

// Whether the cell is *true* of the atom. Of what is not known only `unknown` is.
bool ColumnDomain::HoldsAtom(plan::ExprId cell, size_t atom) const {
  const plan::Expr& expr = plan_.exprs[cell.index];
  if (IsInput(cell)) return atom == 0;
  switch (expr.op) {
    case Op::kAnd:
      return absl::c_all_of(expr.args, [&](plan::ExprId arg) { return HoldsAtom(arg, atom); });
    case Op::kAnyOf:
      return absl::c_any_of(expr.args, [&](plan::ExprId arg) { return HoldsAtom(arg, atom); });
    case Op::kIn:
      return atoms_[atom].known &&
             std::any_of(expr.args.begin() + 1, expr.args.end(), [&](plan::ExprId arg) {
               return Compare("equal", *LiteralOf(arg), arg, atom);
             });
    case Op::kIsKnown:
      return atoms_[atom].known;
    case Op::kNot:
      // The cell `unknown`; an input may itself ask whether something is known, and its `no` is
      // another cell.
      if (!IsInput(expr.args[0]) && plan_.exprs[expr.args[0].index].op == Op::kIsKnown)
        return !atoms_[atom].known;
      return atoms_[atom].known && !HoldsAtom(expr.args[0], atom);
    default:
      return atoms_[atom].known &&
             Compare(expr.builtin, *LiteralOf(expr.args[1]), expr.args[1], atom);
  }
}

bool ColumnDomain::Compare(std::string_view op, const plan::Literal& with, plan::ExprId literal,
                           size_t atom) const {
  auto by_order = [&](std::strong_ordering order) {
    if (op == "equal") return order == 0;
    if (op == "not_equal") return order != 0;
    if (op == "less") return order < 0;
    if (op == "less_or_equal") return order <= 0;
    if (op == "greater") return order > 0;
    return op == "greater_or_equal" && order >= 0;
  };
  if (kind_ == Kind::kOrdered) return by_order(samples_[atom] <=> constants_.at(literal.index));
  if (kind_ == Kind::kText) {
    bool same = atom < texts_.size() && texts_[atom] == with.text;
    return op == "equal" ? same : !same;
  }
  if (kind_ == Kind::kTruth) return op == "equal" && (atom == 0) == (with.text == "true");
  const std::vector<plan::ChoiceMember>& members = plan_.choices[type_.choice.index].members;
  if (op == "equal" || op == "not_equal")
    return (members[atom].name == with.text) == (op == "equal");
  // A member that the declared order leaves out compares with none.
  auto other =
      absl::c_find_if(members, [&](const plan::ChoiceMember& m) { return m.name == with.text; });
  if (other == members.end() || other->rank < 0 || members[atom].rank < 0) return false;
  return by_order(members[atom].rank <=> other->rank);
}

}  // namespace suture::check
