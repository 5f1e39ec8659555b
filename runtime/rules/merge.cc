#include "runtime/rules/merge.h"

#include <algorithm>

#include "runtime/chart/case.h"
#include "runtime/rules/window.h"

namespace suture::rules {
namespace {

using chart::Cell;
using values::Ordering;
using values::Value;

bool SameValue(const Cell& left, const Cell& right) {
  return left.kind == Cell::Kind::kValue && right.kind == Cell::Kind::kValue &&
         values::Equal(left.value, right.value).truth == values::Truth::kTrue;
}

bool SameRow(const Program& program, plan::PromptId id, const chart::Row& left,
             const chart::Row& right) {
  const plan::Prompt& prompt = program.plan().prompts[id.index];
  for (int key : prompt.same_keys) {
    if (!SameValue(left.cells[key], right.cells[key])) return false;
  }
  const auto& within = program.same_within(id);
  if (!within) return true;
  return left.at.has_start && right.at.has_start &&
         IsWithin(left.at.start, right.at.start, *within, program.month_rounding()).kind ==
             Verdict::kTrue;
}

Cell Conflict(const Cell& cell) {
  Cell conflict = cell;
  conflict.kind = Cell::Kind::kUnreadable;
  conflict.cause = values::UnsettledCause::kConflictingSources;
  return conflict;
}

Value Together(const Value& left, const Value& right, base::Arena& arena) {
  std::vector<Value> items;
  for (const Value* value : {&left, &right}) {
    const absl::Span<const Value> some =
        value->kind() == values::Kind::kList ? value->items() : absl::MakeConstSpan(value, 1);
    for (const Value& item : some) {
      const bool there = std::any_of(items.begin(), items.end(), [&](const Value& other) {
        return values::Identical(item, other);
      });
      if (!there) items.push_back(item);
    }
  }
  return values::MakeList(arena, items);
}

Cell MergeCells(const Cell& left, const Cell& right, const plan::Merge* rule, base::Arena& arena) {
  if (right.kind == Cell::Kind::kEmpty) return left;
  if (left.kind == Cell::Kind::kEmpty) return right;
  if (left.kind != Cell::Kind::kValue || right.kind != Cell::Kind::kValue) {
    return left.kind == Cell::Kind::kUnreadable ? left : right;
  }
  if (rule != nullptr && rule->how == plan::MergeHow::kAll) {
    Cell all = left;
    all.value = Together(left.value, right.value, arena);
    return all;
  }
  if (SameValue(left, right)) return left;
  if (rule == nullptr) return Conflict(left);
  const Ordering order = values::Compare(left.value, right.value).ordering;
  if (order == Ordering::kUncertain) return Conflict(left);
  const bool most = rule->how == plan::MergeHow::kHighest || rule->how == plan::MergeHow::kLatest;
  return (order == Ordering::kGreater) == most ? left : right;
}

}  // namespace

void MergeRows(const Program& program, plan::PromptId id, std::vector<chart::Row>& rows,
               base::Arena& arena) {
  const plan::Prompt& prompt = program.plan().prompts[id.index];
  if (prompt.same_keys.empty()) return;
  const plan::ShapeId shape = program.plan().collections[prompt.collection.index].shape;
  const int at = program.plan().shapes[shape.index].at;
  std::vector<chart::Row> merged;
  for (const chart::Row& row : rows) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const chart::Row& other) {
      return SameRow(program, id, other, row);
    });
    if (same == merged.end()) {
      merged.push_back(row);
      continue;
    }
    const absl::Span<Cell> cells = arena.CopyArray<Cell>(same->cells);
    for (size_t i = 0; i < cells.size(); ++i) {
      const auto rule = std::find_if(
          prompt.merges.begin(), prompt.merges.end(),
          [&](const plan::Merge& merge) { return merge.attribute == static_cast<int>(i); });
      cells[i] =
          MergeCells(cells[i], row.cells[i], rule == prompt.merges.end() ? nullptr : &*rule, arena);
    }
    const absl::Span<chart::Quote> quotes =
        arena.NewArray<chart::Quote>(same->quotes.size() + row.quotes.size());
    std::copy(same->quotes.begin(), same->quotes.end(), quotes.begin());
    std::copy(row.quotes.begin(), row.quotes.end(), quotes.begin() + same->quotes.size());
    same->cells = cells;
    same->quotes = quotes;
    same->doubtful |= row.doubtful;
    if (at >= 0) same->at = chart::TimeOfCell(cells[at]);
  }
  rows = std::move(merged);
}

}  // namespace suture::rules
