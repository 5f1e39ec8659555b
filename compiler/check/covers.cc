// Covers: what a site says is complete, over which kinds and days, and which queries it speaks for.
#include "absl/algorithm/container.h"
#include "compiler/check/checker.h"
#include "runtime/plan/needs.h"

namespace suture::check {

namespace {

bool Earlier(QueryId a, QueryId b) { return a.index < b.index; }

// Whether a cover speaks of a collection, or of something that it is made of.
bool SpeaksOf(const plan::Plan& plan, const plan::Cover& cover, CollectionId id) {
  if (absl::c_linear_search(cover.collections, id)) return true;
  const plan::Collection& collection = plan.collections[static_cast<size_t>(id.index)];
  auto any_part = [&](const std::vector<QueryId>& parts) {
    return absl::c_any_of(parts, [&](QueryId part) {
      return absl::c_linear_search(cover.collections,
                                   plan.queries[static_cast<size_t>(part.index)].collection);
    });
  };
  if (collection.kind == plan::CollectionKind::kUnion) return any_part(collection.from);
  if (collection.kind != plan::CollectionKind::kEpisodes) return false;
  const plan::Episodes& episodes = plan.episodes[static_cast<size_t>(collection.episodes.index)];
  return any_part(episodes.opens) || any_part(episodes.closes) || any_part(episodes.seen);
}

}  // namespace

void Checker::AddCover(const ast::Complete& complete, const resolve::Anonymous& where,
                       base::Span span, SymbolId symbol) {
  plan::Cover cover;
  cover.name = complete.name.text;
  cover.span = Locate(span);
  const Scope* scope = ScopeOf(where.group, where.module);
  for (const ast::Name& kind : complete.kinds) {
    SymbolId found = FindOrReport(Space::kCollection, kind, where.module, where.group);
    if (!found.valid()) continue;
    if (program_.symbol(found).As<ast::Lab>() != nullptr) {
      if (plan::LabId lab = LabOf(found); lab.valid()) cover.labs.push_back(lab);
    } else if (CollectionId id = CollectionOf(found); id.valid()) {
      cover.collections.push_back(id);
    }
  }
  if (complete.window) {
    std::optional<plan::Window> window = WindowFrom(*complete.window, *scope);
    if (!window) return;
    cover.window = *window;
  }
  if (complete.when != nullptr) {
    cover.when = Condition(*complete.when, *scope);
    if (!cover.when.valid()) return;
  }
  out_.draft.covers.push_back(std::move(cover));
  if (symbol.valid()) {
    bound_[symbol.index] = {State::kDone, static_cast<int32_t>(out_.draft.covers.size()) - 1, -1};
  }
}

plan::CoverId Checker::CoverOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kUntouched) {
    bound.state = State::kInProgress;
    const resolve::Symbol& s = program_.symbol(symbol);
    AddCover(*s.As<ast::Complete>(), {s.declaration, s.module, s.group, s.section}, s.span, symbol);
  }
  return {bound_[symbol.index].index};
}

// Filled in once every cover is known. What decides whether a cover holds is read without it: a
// cover cannot vouch for its own condition. The index event is looked for without any, since a
// cover may be measured from it.
void Checker::AttachCovers() {
  plan::NeedsFinder finder(out_.draft);
  const std::vector<QueryId> before = finder.Of(out_.draft.index.query).queries;
  for (size_t i = 0; i < out_.draft.covers.size(); ++i) {
    const plan::Cover& cover = out_.draft.covers[i];
    const plan::CoverId id{static_cast<int32_t>(i)};
    const std::vector<QueryId> own = finder.Of(id).queries;
    for (size_t q = 0; q < out_.draft.queries.size(); ++q) {
      plan::Query& query = out_.draft.queries[q];
      bool holds = SpeaksOf(out_.draft, cover, query.collection) ||
                   (query.lab.valid() && absl::c_linear_search(cover.labs, query.lab));
      const QueryId query_id{static_cast<int32_t>(q)};
      if (!holds || absl::c_binary_search(before, query_id, Earlier)) continue;
      if (absl::c_binary_search(own, query_id, Earlier)) continue;
      query.covers.push_back(id);
    }
  }
}

}  // namespace suture::check
