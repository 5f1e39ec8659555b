// Collections that rules work out: unions of queries, and episodes merged from events.
#include <algorithm>

#include "runtime/rules/episodes.h"
#include "runtime/rules/evaluator.h"

namespace suture::rules {

using values::UnsettledCause;

// Rows of all queries, one after the other; an entry that two of them hold stands once.
Evaluator::Derived& Evaluator::Unite(plan::CollectionId id) {
  Derived& derived = derived_[id.index];
  if (derived.progress == Progress::kDone) return derived;
  if (derived.progress == Progress::kUnderWay) {
    derived.incomplete = Verdict::Unsettled(UnsettledCause::kFailedStep);
    return derived;
  }
  derived.progress = Progress::kUnderWay;
  derived.united.clear();
  derived.incomplete = Verdict::Of(false);
  for (plan::QueryId query : plan().collections[id.index].from) {
    const size_t base = candidates_.size();
    const Scan scan = Collect(query, false, false);
    derived.incomplete = Or(derived.incomplete, scan.incomplete);
    if (scan.blocked.kind != Verdict::kTrue) {
      derived.incomplete = Or(derived.incomplete, scan.blocked);
    }
    for (size_t i = base; i < candidates_.size(); ++i) {
      const Candidate candidate = candidates_[i];
      if (candidate.verdict.kind == Verdict::kTrue) {
        const auto& rows = derived.united;
        if (std::find(rows.begin(), rows.end(), candidate.ref) == rows.end()) {
          derived.united.push_back(candidate.ref);
        }
      } else if (candidate.verdict.kind != Verdict::kSilent) {
        derived.incomplete = Or(derived.incomplete, candidate.verdict);
      }
    }
    candidates_.resize(base);
  }
  derived.progress =
      derived.incomplete.kind == Verdict::kPending ? Progress::kPending : Progress::kDone;
  return derived;
}

// Times of the rows of some queries; what cannot be told goes into `incomplete`.
void Evaluator::EventTimes(const std::vector<plan::QueryId>& queries, EventKind kind,
                           std::vector<Event>& events, Verdict& incomplete) {
  for (plan::QueryId query : queries) {
    const size_t base = candidates_.size();
    const Scan scan = Collect(query, false, false);
    incomplete = Or(incomplete, scan.incomplete);
    if (scan.blocked.kind != Verdict::kTrue) incomplete = Or(incomplete, scan.blocked);
    for (size_t i = base; i < candidates_.size(); ++i) {
      const Candidate candidate = candidates_[i];
      const chart::Period time = TimeOf(candidate.ref);
      if (candidate.verdict.kind == Verdict::kTrue && time.has_start) {
        events.push_back({kind, time.start, candidate.ref});
      } else if (candidate.verdict.kind != Verdict::kSilent) {
        incomplete = Or(incomplete, candidate.verdict.kind == Verdict::kTrue
                                        ? Verdict::Unsettled(UnsettledCause::kImpreciseTime)
                                        : candidate.verdict);
      }
    }
    candidates_.resize(base);
  }
}

Evaluator::Derived& Evaluator::FindEpisodes(plan::CollectionId id) {
  Derived& derived = derived_[id.index];
  if (derived.progress == Progress::kDone) return derived;
  const plan::EpisodesId episodes = plan().collections[id.index].episodes;
  const plan::Episodes& source = plan().episodes[episodes.index];
  derived.rows.clear();
  derived.incomplete = Verdict::Of(false);
  std::vector<Event> events;
  EventTimes(source.opens, EventKind::kOpens, events, derived.incomplete);
  EventTimes(source.closes, EventKind::kCloses, events, derived.incomplete);
  EventTimes(source.seen, EventKind::kSeen, events, derived.incomplete);
  EventTimes(source.no_end, EventKind::kNoEnd, events, derived.incomplete);
  if (derived.incomplete.kind == Verdict::kPending) {
    derived.progress = Progress::kPending;
    return derived;
  }
  derived.progress = Progress::kDone;
  const auto shape = plan().collections[id.index].shape;
  const plan::Shape& of = plan().shapes[shape.index];
  derived.spells = MergeEpisodes(events, program_.apart(episodes));
  for (const Spell& spell : derived.spells) {
    chart::Row& row = derived.rows.emplace_back();
    row.at = spell.period;
    const absl::Span<chart::Cell> cells = arena_.NewArray<chart::Cell>(of.attributes.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      cells[i] = chart::Cell();
      if (static_cast<int>(i) != of.at) continue;
      cells[i].kind = chart::Cell::Kind::kPeriod;
      cells[i].period = arena_.New<chart::Period>(spell.period);
    }
    row.cells = cells;
  }
  return derived;
}

}  // namespace suture::rules
