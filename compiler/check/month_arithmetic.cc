// Dates that are moved by months or years, where nothing says which day counts when the month is
// too short: 31 January and one month, 29 February and one year. Windows need no such word: what
// lies on a day that may or may not belong to one is unsettled.
#include "absl/algorithm/container.h"
#include "compiler/check/analyses.h"
#include "compiler/check/builtins.h"
#include "compiler/check/types.h"
#include "runtime/values/decimal.h"
#include "runtime/values/time.h"

namespace suture::check {
namespace {

using plan::Op;
using plan::TypeKind;

bool IsMonths(const plan::Type& type) {
  return type.kind == TypeKind::kDuration && (type.unit == "months" || type.unit == "years");
}

// A written date whose day the month that comes out has, too.
bool IsClear(const plan::Plan& plan, const plan::Expr& time, const plan::Expr& length, bool back) {
  if (time.op != Op::kLiteral || length.op != Op::kLiteral) return false;
  const auto date = values::DateTime::Parse(plan.literals[time.literal].text);
  const auto amount = values::Decimal::Parse(plan.literals[length.literal].text);
  const auto whole = amount ? amount->ToInteger() : std::nullopt;
  if (!date || !whole) return false;
  const auto unit =
      length.type.unit == "months" ? values::CalendarUnit::kMonth : values::CalendarUnit::kYear;
  return values::Add(*date, values::Duration{back ? -*whole : *whole, unit}).ok();
}

}  // namespace

void CheckMonthArithmetic(const typed::Module& module, diag::Emitter& emitter) {
  const plan::Plan& plan = module.draft;
  if (!module.is_registry || plan.registry.months_round_stated) return;
  std::vector<base::Span> told;  // What a `let` names is written out wherever it is read.
  for (size_t e = 0; e < plan.exprs.size(); ++e) {
    const plan::Expr& sum = plan.exprs[e];
    const bool back = sum.builtin == BuiltinOf(ast::BinaryOp::kSubtract);
    if (sum.op != Op::kBuiltin || (!back && sum.builtin != BuiltinOf(ast::BinaryOp::kAdd)))
      continue;
    if (sum.args.size() != 2 || !sum.args[0].valid() || !sum.args[1].valid()) continue;
    const bool turned = IsMonths(plan.exprs[sum.args[0].index].type);
    const plan::Expr& time = plan.exprs[sum.args[turned ? 1 : 0].index];
    const plan::Expr& length = plan.exprs[sum.args[turned ? 0 : 1].index];
    if (!IsTime(time.type) || !IsMonths(length.type) || IsClear(plan, time, length, back)) continue;
    const base::Span at = module.expr_spans[e];
    if (absl::c_linear_search(told, at)) continue;
    told.push_back(at);
    emitter.Emit(diag::kMonthsNotRounded, at, length.type.unit)
        .Help(
            "Say it once in the registry: `months round down` (the last day of that month) or "
            "`months round up` (the first of the next). Or count in days.");
  }
}

}  // namespace suture::check
