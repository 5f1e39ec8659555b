#include "compiler/check/silence.h"

#include "absl/algorithm/container.h"

namespace suture::check {

bool SpeaksFor(const plan::Plan& plan, plan::CoverId cover, plan::QueryId query) {
  const plan::Query& of = plan.queries[query.index];
  if (absl::c_linear_search(of.covers, cover)) return true;
  // A group has a row for each entry of its query.
  const plan::Collection& collection = plan.collections[of.collection.index];
  if (!collection.group.valid()) return false;
  const plan::QueryId over = plan.groups[collection.group.index].over;
  return over.valid() && over != query && SpeaksFor(plan, cover, over);
}

bool SilenceFinder::TakesIn(plan::CoverId cover, plan::QueryId query) const {
  return SpeaksFor(plan_, cover, query) &&
         Holds(plan_.covers[cover.index], plan_.queries[query.index].windows);
}

bool SilenceFinder::TakesInNotes(plan::CoverId cover, plan::PromptId prompt) const {
  return absl::c_all_of(plan_.prompts[prompt.index].reads, [&](const plan::ReadScope& read) {
    return read.written && Holds(plan_.covers[cover.index], {*read.written});
  });
}

bool SilenceFinder::Uncovered(const plan::Query& query) const {
  return plan_.collections[query.collection.index].kind == plan::CollectionKind::kChart &&
         absl::c_none_of(query.covers, [&](plan::CoverId cover) {
           return Holds(plan_.covers[cover.index], query.windows);
         });
}

// One of the windows lies in the cover's, as the run has it.
bool SilenceFinder::Holds(const plan::Cover& cover,
                          const std::vector<plan::Window>& windows) const {
  if (!cover.window) return true;
  const Reach outer = bounds_.ReachOf(*cover.window);
  return absl::c_any_of(windows, [&](const plan::Window& window) {
    if (window.excluded) return false;
    const Reach inner = bounds_.ReachOf(window);
    const bool low =
        outer.low.endless() || (!inner.low.endless() && bounds_.NeverLater(outer.low, inner.low));
    return inner.of == Reach::Of::kRow && low && bounds_.NeverLater(inner.high, outer.high);
  });
}

}  // namespace suture::check
