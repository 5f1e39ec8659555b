#include "compiler/check/ground.h"

#include <array>

#include "absl/algorithm/container.h"
#include "compiler/check/always_holds.h"
#include "compiler/check/builtins.h"
#include "compiler/check/choice_names.h"
#include "compiler/check/types.h"

namespace suture::check {
namespace {

using plan::Op;

struct Turned {
  std::string_view name, negated, mirrored;
};
constexpr std::array<Turned, 6> kComparisons = {{{"equal", "not_equal", "equal"},
                                                 {"not_equal", "equal", "not_equal"},
                                                 {"less", "greater_or_equal", "greater"},
                                                 {"less_or_equal", "greater", "greater_or_equal"},
                                                 {"greater", "less_or_equal", "less"},
                                                 {"greater_or_equal", "less", "less_or_equal"}}};

const Turned* ComparisonOf(std::string_view name) {
  for (const Turned& turned : kComparisons) {
    if (turned.name == name) return &turned;
  }
  return nullptr;
}

}  // namespace

Ground GroundFinder::Both(Ground a, Ground b) {
  if (a == Ground::kOther || b == Ground::kOther) return Ground::kOther;
  return a == Ground::kSilence || b == Ground::kSilence ? Ground::kSilence : Ground::kNothing;
}

Ground GroundFinder::OfAll(const std::vector<plan::ExprId>& args, bool negated) {
  Ground all = Ground::kNothing;
  for (plan::ExprId arg : args) all = Both(all, Of(arg, negated));
  return all;
}

// Any of the ways may be the one: silence in one of them is silence.
Ground GroundFinder::OfAlternatives(const std::vector<Ground>& ways) const {
  if (absl::c_linear_search(ways, Ground::kSilence)) return Ground::kSilence;
  if (!ways.empty() && absl::c_all_of(ways, [](Ground way) { return way == Ground::kNothing; })) {
    return Ground::kNothing;
  }
  return Ground::kOther;
}

Ground GroundFinder::Of(plan::ExprId id, bool negated) {
  if (!id.valid()) return Ground::kNothing;
  const plan::Expr& expr = plan_.exprs[id.index];
  if (OfIndexTimes(id)) return Ground::kNothing;
  switch (expr.op) {
    case Op::kNot:
      return Of(expr.args[0], !negated);
    case Op::kAnd:
    case Op::kAllOf:
    case Op::kOr:
    case Op::kAnyOf:
      return OfAll(expr.args, negated);
    // `A unless B` holds where B is silent.
    case Op::kUnless: {
      const Ground holds = Of(expr.args[0], negated);
      return holds == Ground::kNothing && !negated ? Of(expr.args[1], true) : holds;
    }
    case Op::kIsKnown:
      return negated && OfChart(expr.args[0]) ? Ground::kSilence : Ground::kOther;
    case Op::kQuery: {
      const plan::Query& query = plan_.queries[expr.query.index];
      const bool none =
          (query.quantifier == plan::Quantifier::kNo) != negated &&
          (query.quantifier == plan::Quantifier::kNo || query.quantifier == plan::Quantifier::kAny);
      return none && silence_.Uncovered(query) ? Ground::kSilence : Ground::kOther;
    }
    case Op::kField:
      return OfTruth(expr.field, negated);
    case Op::kComplete:
      return negated ? Ground::kOther : OfComplete(expr);
    case Op::kBuiltin:
      return OfComparison(expr, negated);
    default:
      return Ground::kOther;
  }
}

// A finding that is a condition under a name: each step that makes it true (or false) is a way.
Ground GroundFinder::OfTruth(plan::FieldId id, bool negated) {
  const plan::Field& field = plan_.fields[id.index];
  if (field.type.kind != plan::TypeKind::kTruth || absl::c_linear_search(open_, id.index)) {
    return Ground::kOther;
  }
  open_.push_back(id.index);
  std::vector<Ground> ways;
  for (const plan::Step& step : field.steps) {
    if (step.kind == plan::StepKind::kHint) continue;
    if (step.table.valid() || step.prompt.valid()) ways.push_back(Ground::kOther);
    if (step.table.valid() || step.prompt.valid() || step.answer != plan::AnswerKind::kValue ||
        !step.value.valid()) {
      continue;
    }
    if (!IsLiteral(step.value)) {
      ways.push_back(Both(Of(step.when, false), Of(step.value, negated)));
      continue;
    }
    const plan::Literal& value = plan_.literals[plan_.exprs[step.value.index].literal];
    if ((value.text == "false") != negated) continue;
    const Ground when = Of(step.when, false);
    ways.push_back(step.kind == plan::StepKind::kOtherwise && when == Ground::kNothing
                       ? Ground::kSilence
                       : when);
  }
  open_.pop_back();
  return OfAlternatives(ways);
}

// `count of … = 0`, `cnt < 1`, `f = false`, `grade = Low`: silence where nothing found makes it
// hold.
Ground GroundFinder::OfComparison(const plan::Expr& expr, bool negated) {
  if (expr.builtin == kBuiltinIn) return OfMember(expr, negated);
  const Turned* comparison = ComparisonOf(expr.builtin);
  if (comparison == nullptr || expr.args.size() != 2 || !expr.args[0].valid() ||
      !expr.args[1].valid()) {
    return Ground::kOther;
  }
  const bool mirrored = IsLiteral(expr.args[0]);
  const plan::ExprId value = expr.args[mirrored ? 1 : 0], limit = expr.args[mirrored ? 0 : 1];
  if (!IsLiteral(limit)) return Ground::kOther;
  if (negated) comparison = ComparisonOf(comparison->negated);
  if (mirrored) comparison = ComparisonOf(comparison->mirrored);
  const plan::Literal& told = plan_.literals[plan_.exprs[limit.index].literal];
  const plan::Expr& side = plan_.exprs[value.index];
  if (side.type.kind == plan::TypeKind::kTruth) {
    return Of(value, (told.text == "false") == (comparison->name == "equal"));
  }
  if (side.op == Op::kField) return OfValue(side.field, comparison->name, told);
  const plan::Literal none{told.type, "0"};
  return IsOpenTotal(value) && HoldsOf(comparison->name, none, told) ? Ground::kSilence
                                                                     : Ground::kOther;
}

bool GroundFinder::IsOpenTotal(plan::ExprId id) const {
  using plan::Quantifier;
  const plan::Expr& expr = plan_.exprs[id.index];
  if (expr.op != Op::kQuery) return false;
  const plan::Query& query = plan_.queries[expr.query.index];
  const Quantifier of = query.quantifier;
  return (of == Quantifier::kCount || of == Quantifier::kSum || of == Quantifier::kTotalTime) &&
         silence_.Uncovered(query);
}

bool GroundFinder::RestsOnTotal(plan::ExprId id) {
  if (!id.valid()) return false;
  const plan::Expr& expr = plan_.exprs[id.index];
  if (expr.op == Op::kAnd || expr.op == Op::kAllOf) {
    return absl::c_any_of(expr.args, [&](plan::ExprId arg) { return RestsOnTotal(arg); });
  }
  if (expr.op != Op::kBuiltin || OfComparison(expr, false) != Ground::kSilence) return false;
  return absl::c_any_of(expr.args, [&](plan::ExprId arg) {
    const plan::Expr& side = plan_.exprs[arg.index];
    return IsOpenTotal(arg) ||
           (side.op == Op::kField &&
            absl::c_any_of(plan_.fields[side.field.index].steps, [&](const plan::Step& step) {
              return step.value.valid() && IsOpenTotal(step.value);
            }));
  });
}

// What the field reads, and whether the cover takes all of it in, was worked out before. Of a cover
// that something else beside it vouches for, or that a finding gives a name, that is told there.
Ground GroundFinder::OfComplete(const plan::Expr& expr) const {
  if (expr.args.empty())
    return expr.prompt.valid() && open_.empty() ? Ground::kOther : Ground::kNothing;
  const bool whole = absl::c_all_of(expr.args, [&](plan::ExprId read) {
    const plan::Expr& query = plan_.exprs[read.index];
    return query.op == Op::kQuery && silence_.TakesIn(expr.cover, query.query);
  });
  return whole ? Ground::kOther : Ground::kSilence;
}

// `not Port in Incisions`: what the rule for that member rests on where it does not hold.
Ground GroundFinder::OfMember(const plan::Expr& expr, bool negated) {
  if (!negated || expr.args.size() != 2 || !IsLiteral(expr.args[0]) || !expr.args[1].valid()) {
    return Ground::kOther;
  }
  const plan::Expr& set = plan_.exprs[expr.args[1].index];
  if (set.op != Op::kField || absl::c_linear_search(open_, set.field.index)) return Ground::kOther;
  open_.push_back(set.field.index);
  std::vector<Ground> ways;
  for (const plan::Step& step : plan_.fields[set.field.index].steps) {
    const bool literal = step.answer == plan::AnswerKind::kValue && IsLiteral(step.value);
    if (literal &&
        plan_.exprs[step.value.index].literal == plan_.exprs[expr.args[0].index].literal) {
      ways.push_back(Of(step.when, true));
    }
  }
  open_.pop_back();
  return OfAlternatives(ways);
}

// A finding that says what it says of no entry, and is compared with that.
Ground GroundFinder::OfValue(plan::FieldId id, std::string_view comparison,
                             const plan::Literal& limit) {
  const plan::Field& field = plan_.fields[id.index];
  // A No that rests on silence is told where it is concluded, not where it is read.
  if (IsNegative(plan_, limit)) return Ground::kOther;
  for (const plan::Step& step : field.steps) {
    if (step.kind == plan::StepKind::kHint || step.answer != plan::AnswerKind::kValue ||
        !step.value.valid()) {
      continue;
    }
    const plan::Expr& value = plan_.exprs[step.value.index];
    if (IsOpenTotal(step.value) && HoldsOf(comparison, {limit.type, "0"}, limit)) {
      return Ground::kSilence;
    }
    const bool fallback =
        step.kind == plan::StepKind::kOtherwise && IsLiteral(step.value) && !field.group.valid();
    if (fallback && HoldsOf(comparison, plan_.literals[value.literal], limit) &&
        Of(step.when, false) != Ground::kOther) {
      return Ground::kSilence;
    }
  }
  return Ground::kOther;
}

// Only the times of the index event, and fixed ones.
bool GroundFinder::OfIndexTimes(plan::ExprId id) const {
  if (!id.valid()) return false;
  const plan::Expr& expr = plan_.exprs[id.index];
  if (expr.op == Op::kLiteral) return true;
  if (expr.op == Op::kAttribute) {
    return expr.variable == 0 && (IsTime(expr.type) || expr.type.kind == plan::TypeKind::kPeriod);
  }
  if (expr.args.empty() || expr.query.valid() || expr.field.valid() || expr.cover.valid() ||
      expr.prompt.valid()) {
    return false;
  }
  if (expr.window && !(OfIndexTimes(expr.window->a) &&
                       (!expr.window->b.valid() || OfIndexTimes(expr.window->b)))) {
    return false;
  }
  return absl::c_all_of(expr.args, [&](plan::ExprId arg) { return OfIndexTimes(arg); });
}

// A value of entries that nobody says are all there.
bool GroundFinder::OfChart(plan::ExprId id) {
  const plan::Expr& expr = plan_.exprs[id.index];
  if (expr.op == Op::kQuery) return silence_.Uncovered(plan_.queries[expr.query.index]);
  if (expr.op == Op::kField) return FieldOfChart(expr.field);
  return absl::c_any_of(expr.args, [&](plan::ExprId arg) { return arg.valid() && OfChart(arg); });
}

// A field that can end without an answer because no entry spoke. Of one that asks, notes were read.
bool GroundFinder::FieldOfChart(plan::FieldId id) {
  const plan::Field& field = plan_.fields[id.index];
  if (field.group.valid() || absl::c_linear_search(open_, id.index)) return false;
  if (absl::c_any_of(field.steps, [](const plan::Step& step) { return step.prompt.valid(); })) {
    return false;
  }
  // A finding without an `otherwise` ends in silence, too.
  if (field.steps.empty() || field.steps.back().kind != plan::StepKind::kOtherwise) {
    return !field.steps.empty();
  }
  open_.push_back(id.index);
  const bool silent = absl::c_any_of(field.steps, [&](const plan::Step& step) {
    return step.kind != plan::StepKind::kHint && step.answer == plan::AnswerKind::kAbsent &&
           Of(step.when, false) != Ground::kOther;
  });
  open_.pop_back();
  return silent;
}

bool GroundFinder::IsLiteral(plan::ExprId id) const {
  return id.valid() && plan_.exprs[id.index].op == Op::kLiteral;
}

}  // namespace suture::check
