// Windows in which nothing can stand, and hours where entries have a date alone.
#include <iterator>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "compiler/check/analyses.h"
#include "compiler/check/time_bounds.h"
#include "compiler/check/types.h"

namespace suture::check {
namespace {

bool TestSameTime(const Reach& a, const Reach& b) {
  const bool another = a.of == Reach::Of::kAnotherTime;
  return another == (b.of == Reach::Of::kAnotherTime) && (!another || a.attribute == b.attribute);
}

// Whether two that test the same time share none, or one of the first `own` is empty itself.
bool Empty(const TimeBounds& bounds, std::vector<Reach> reaches, size_t own) {
  for (Reach& reach : reaches) {
    if (reach.of == Reach::Of::kStartOrEarlier) reach.low = {};
  }
  for (size_t i = 0; i < reaches.size(); ++i) {
    for (size_t j = i < own ? i : i + 1; j < reaches.size(); ++j) {
      if (!TestSameTime(reaches[i], reaches[j])) continue;
      if (bounds.SurelyEmpty(reaches[i].low, reaches[j].high) ||
          bounds.SurelyEmpty(reaches[j].low, reaches[i].high))
        return true;
    }
  }
  return false;
}
bool Empty(const TimeBounds& bounds, const plan::Window& window) {
  return Empty(bounds, {bounds.ReachOf(window)}, 1);
}

constexpr const char* kReversedHelp =
    "Say the earlier time first, and let windows and conditions on the same time share some of it.";

}  // namespace

void CheckWindows(const typed::Module& module, diag::Emitter& emitter) {
  const plan::Plan& plan = module.draft;
  const TimeBounds bounds(plan);
  for (size_t q = 0; q < plan.queries.size(); ++q) {
    const plan::Query& query = plan.queries[q];
    if (!query.collection.valid()) continue;
    // Conditions of `where` that are empty by themselves are reported where they stand.
    const auto windows =
        absl::c_count_if(query.windows, [](const plan::Window& w) { return !w.excluded; });
    std::vector<Reach> reaches = bounds.ReachesOf(query);
    absl::c_copy(bounds.ComparisonsOf(query), std::back_inserter(reaches));
    if (Empty(bounds, std::move(reaches), static_cast<size_t>(windows))) {
      emitter.Emit(diag::kEmptyWindow, module.query_spans[q]).Help(kReversedHelp);
    }
    const plan::Shape& shape = plan.shapes[plan.collections[query.collection.index].shape.index];
    const bool dates =
        shape.at >= 0 && shape.attributes[shape.at].type.kind == plan::TypeKind::kDate;
    for (const plan::Window& window : query.windows) {
      if (!dates || window.amount.empty() || IsCalendarWord(window.amount_unit)) continue;
      emitter.Emit(diag::kHoursOnDate, module.query_spans[q], window.amount_unit)
          .Help("Count in days, or give the entries a time of day.");
    }
  }
  for (size_t p = 0; p < plan.prompts.size(); ++p) {
    for (size_t r = 0; r < plan.prompts[p].reads.size(); ++r) {
      const plan::ReadScope& read = plan.prompts[p].reads[r];
      for (const std::optional<plan::Window>* window : {&read.written, &read.true_when}) {
        if (!*window || !Empty(bounds, **window)) continue;
        emitter.Emit(diag::kEmptyWindow, module.read_spans[p][r]).Help(kReversedHelp);
      }
    }
  }
  for (size_t e = 0; e < plan.exprs.size(); ++e) {
    const plan::Expr& expr = plan.exprs[e];
    if (expr.op != plan::Op::kInWindow || !expr.window || !Empty(bounds, *expr.window)) continue;
    emitter.Emit(diag::kEmptyWindow, module.expr_spans[e]).Help(kReversedHelp);
  }
  for (const typed::PhaseInfo& phase : module.phases) {
    if (Empty(bounds, phase.window))
      emitter.Emit(diag::kEmptyWindow, phase.span).Help(kReversedHelp);
  }
}

}  // namespace suture::check
