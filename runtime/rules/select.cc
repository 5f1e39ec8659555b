// One row of many: first, last and closest by time; lowest and highest by value. What could be
// chosen instead, because its time overlaps or it cannot be judged, makes the choice unsettled,
// unless it would give the same value.
//
// `prefer A over B` ranks sources before time; `ties prefer` decides only where time does not. Same
// rank, same time, another value: conflicting [language meaning 16].
#include <algorithm>
#include <cstdlib>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/window.h"

namespace suture::rules {

using plan::Quantifier;
using values::Ordering;
using values::UnsettledCause;
using values::Value;

// Place of the first name that the row bears; past the end: none.
int32_t Evaluator::SourceRank(const std::vector<SourceName>& names, RowRef ref) {
  const RowRef under = Underlying(ref);
  if (!under.valid()) return static_cast<int32_t>(names.size());
  const plan::ShapeId shape = plan().collections[under.collection].shape;
  const chart::Row* row = ChartRow(under);
  for (size_t i = 0; i < names.size(); ++i) {
    const SourceName& name = names[i];
    const bool bears =
        (name.shape.valid() && name.shape == shape) ||
        (name.document.valid() && name.document == DocumentOf(under)) ||
        (name.code_set.valid() && row != nullptr &&
         std::any_of(row->cells.begin(), row->cells.end(), [&](const chart::Cell& cell) {
           return cell.codes != nullptr &&
                  std::binary_search(cell.codes->sets.begin(), cell.codes->sets.end(),
                                     name.code_set.index);
         }));
    if (bears) return static_cast<int32_t>(i);
  }
  return static_cast<int32_t>(names.size());
}

// Drops what has a worse rank than the best certain row.
void Evaluator::KeepBestSources(const std::vector<SourceName>& names, size_t base) {
  if (names.empty() || candidates_.size() - base < 2) return;
  int32_t best = INT32_MAX;
  for (size_t i = base; i < candidates_.size(); ++i) {
    if (candidates_[i].verdict.kind != Verdict::kTrue) continue;
    best = std::min(best, SourceRank(names, candidates_[i].ref));
  }
  const auto worse = [&](const Candidate& candidate) {
    return SourceRank(names, candidate.ref) > best;
  };
  candidates_.erase(std::remove_if(candidates_.begin() + static_cast<std::ptrdiff_t>(base),
                                   candidates_.end(), worse),
                    candidates_.end());
}

namespace {

Ordering Reverse(Ordering ordering) {
  if (ordering == Ordering::kLess) return Ordering::kGreater;
  return ordering == Ordering::kGreater ? Ordering::kLess : ordering;
}

Range Distance(const values::DateTime& time, const values::DateTime& to) {
  const OnOneClock clock = Align(time, to);
  const int64_t scale = clock.days ? values::kMillisecondsPerDay : 1;
  const int64_t a = (clock.left.low - clock.right.high) * scale;
  const int64_t b = (clock.left.high - clock.right.low) * scale;
  if (a <= 0 && b >= 0) return {0, std::max(-a, b)};
  return {std::min(std::llabs(a), std::llabs(b)), std::max(std::llabs(a), std::llabs(b))};
}

}  // namespace

Judged Evaluator::OrderKey(const plan::Query& query, RowRef ref) {
  Bind(query.variable, ref);
  const Judged key = Judge(query.order_by);
  Unbind(query.variable);
  return key;
}

// kGreater: `left` is certainly to be chosen before `right`.
Ordering Evaluator::Better(const plan::Query& query, const Candidate& left, const Candidate& right,
                           const chart::Period& to) {
  if (query.order_by.valid()) {
    const Judged a = OrderKey(query, left.ref), b = OrderKey(query, right.ref);
    if (!a.known() || !b.known()) return Ordering::kUncertain;
    const Ordering order = values::Compare(a.value, b.value).ordering;
    return query.quantifier == Quantifier::kFirst ? Reverse(order) : order;
  }
  chart::Period times[2];
  const auto time_of = [&](const Candidate& candidate,
                           chart::Period& other) -> const chart::Period& {
    return candidate.at != nullptr ? *candidate.at : other = TimeOf(candidate.ref);
  };
  const chart::Period& a = time_of(left, times[0]);
  const chart::Period& b = time_of(right, times[1]);
  if (!a.has_start || !b.has_start) return Ordering::kUncertain;
  if (query.quantifier == Quantifier::kClosest) {
    const Range near = Distance(a.start, to.start), far = Distance(b.start, to.start);
    if (near.high < far.low) return Ordering::kGreater;
    if (near.low > far.high) return Ordering::kLess;
    const bool same = near.low == near.high && far.low == far.high;
    return same ? Ordering::kEqual : Ordering::kUncertain;
  }
  const Ordering order = values::CompareEvents(a.start, b.start);
  return query.quantifier == Quantifier::kFirst ? Reverse(order) : order;
}

// Keeps the rows that no certain row is certainly chosen before.
void Evaluator::KeepUndominated(const plan::Query& query, const chart::Period& to, size_t base) {
  if (candidates_.size() - base < 2) return;
  const auto is_better = [&](size_t i, size_t j) {
    // Copies: judging what orders them may move the list.
    const Candidate left = candidates_[i], right = candidates_[j];
    return Better(query, left, right, to) == Ordering::kGreater;
  };
  // One pass finds a row that most others lose against; the second compares what is left.
  size_t best = candidates_.size();
  for (size_t i = base; i < candidates_.size(); ++i) {
    if (candidates_[i].verdict.kind != Verdict::kTrue) continue;
    if (best == candidates_.size() || is_better(i, best)) best = i;
  }
  if (best == candidates_.size()) return;
  const Candidate champion = candidates_[best];
  size_t kept = base;
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    if (i != best && Better(query, champion, candidate, to) == Ordering::kGreater) continue;
    candidates_[kept++] = candidates_[i];
  }
  candidates_.resize(kept);
  const auto dominated = [&](size_t i) {
    for (size_t j = base; j < candidates_.size(); ++j) {
      if (j == i || candidates_[j].verdict.kind != Verdict::kTrue) continue;
      if (is_better(j, i)) return true;
    }
    return false;
  };
  for (size_t i = base; i < candidates_.size();) {
    if (dominated(i)) {
      candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

// One value from the rows that are left, or why there is none.
Judged Evaluator::Settle(const QueryProgram& program, const chart::Period& to, size_t base,
                         EvidenceId evidence) {
  const plan::Query& query = *program.source;
  const Candidate first = candidates_[base];
  Judged chosen = Yield(program, first.ref);
  Verdict doubt = first.verdict.kind == Verdict::kTrue ? Verdict::Of(false) : first.verdict;
  bool same_value = chosen.known(), same_time = true, any_certain = doubt.kind == Verdict::kFalse;
  EvidenceId rows = evidence_.Join(evidence_.Row(Underlying(first.ref)), chosen.evidence);
  const size_t end = candidates_.size();
  for (size_t i = base + 1; i < end; ++i) {
    const Candidate other = candidates_[i];
    const Judged value = Yield(program, other.ref);
    rows =
        evidence_.Join(rows, evidence_.Join(evidence_.Row(Underlying(other.ref)), value.evidence));
    same_value &= value.known() && chosen.known() &&
                  values::Equal(chosen.value, value.value).truth == values::Truth::kTrue;
    same_time &= Better(query, first, other, to) == Ordering::kEqual;
    any_certain |= other.verdict.kind == Verdict::kTrue;
    if (other.verdict.kind != Verdict::kTrue) doubt = Or(doubt, other.verdict);
  }
  evidence = evidence_.Join(rows, evidence);
  if (end - base == 1 && doubt.kind == Verdict::kFalse) {
    chosen.evidence = evidence;
    return chosen;
  }
  if (same_value && any_certain) return Judged::Known(chosen.value, evidence);
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(evidence);
  return Judged::Unsettled(
      same_time ? UnsettledCause::kConflictingSources : UnsettledCause::kOverlappingTimes,
      evidence);
}

Judged Evaluator::JudgeByTime(plan::QueryId id) {
  const plan::Query& query = plan().queries[id.index];
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, false, false);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  Judged result;
  chart::Period to;
  EvidenceId evidence;
  Verdict blocked = scan.incomplete;
  if (query.closest_to.valid()) {
    BoundWindow moment;
    const Verdict anchor = BindAnchor(query.closest_to, to, moment.last_a, moment, evidence);
    if (anchor.kind != Verdict::kTrue) blocked = Or(blocked, anchor);
    if (anchor.kind == Verdict::kTrue && (!to.has_start || moment.is_loose)) {
      blocked = Or(blocked, Verdict::Unsettled(UnsettledCause::kImpreciseTime));
    }
  }
  // A row whose condition is silent is not chosen.
  candidates_.erase(
      std::remove_if(
          candidates_.begin() + static_cast<std::ptrdiff_t>(base), candidates_.end(),
          [](const Candidate& candidate) { return candidate.verdict.kind == Verdict::kSilent; }),
      candidates_.end());
  for (size_t i = base; i < candidates_.size(); ++i) {
    if (candidates_[i].verdict.kind == Verdict::kPending) blocked = {Verdict::kPending};
  }
  if (blocked.kind == Verdict::kPending) {
    result = Judged::Pending();
  } else if (blocked.kind != Verdict::kFalse) {
    result = blocked.ToJudged(evidence_.Join(evidence, Search(id, scan)));
  } else if (candidates_.size() == base) {
    result = Judged::Silent(evidence_.Join(evidence, Search(id, scan)));
  } else {
    KeepBestSources(program_.prefer(), base);
    KeepUndominated(query, to, base);
    if (candidates_.size() - base > 1) KeepBestSources(program_.query(id).ties, base);
    result = Settle(program_.query(id), to, base, evidence);
  }
  candidates_.resize(base);
  return result;
}

Judged Evaluator::JudgeByValue(plan::QueryId id) {
  const plan::Query& query = plan().queries[id.index];
  const QueryProgram& program = program_.query(id);
  const bool highest = query.quantifier == Quantifier::kHighest;
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, false, false);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  const Ordering better = highest ? Ordering::kGreater : Ordering::kLess;
  // `drawn of highest X` compares the values and yields another attribute of the row that wins.
  const bool yields_another = query.order_by.valid();
  Judged best, chosen;
  bool ties_differ = false;
  Verdict doubt = scan.incomplete;
  EvidenceId doubts;
  for (const bool certain : {true, false}) {
    for (size_t i = base; i < candidates_.size(); ++i) {
      const Candidate candidate = candidates_[i];
      if ((candidate.verdict.kind == Verdict::kTrue) != certain) continue;
      if (candidate.verdict.kind == Verdict::kSilent) continue;
      const Judged value =
          yields_another ? OrderKey(query, candidate.ref) : Yield(program, candidate.ref);
      if (value.state == State::kSilent) continue;
      const EvidenceId row = evidence_.Row(Underlying(candidate.ref));
      const auto order = best.known() && value.known()
                             ? values::Compare(value.value, best.value).ordering
                             : Ordering::kUncertain;
      if (certain && value.known() && (!best.known() || order == better)) {
        best = Judged::Known(value.value, evidence_.Join(row, value.evidence));
        if (yields_another) chosen = Yield(program, candidate.ref);
        ties_differ = false;
        continue;
      }
      if (yields_another && order == Ordering::kEqual) {
        const Judged other = Yield(program, candidate.ref);
        ties_differ |= !chosen.known() || !other.known() ||
                       values::Equal(chosen.value, other.value).truth != values::Truth::kTrue;
        best.evidence = evidence_.Join(best.evidence, row);
      }
      const bool could_beat = order == better || order == Ordering::kUncertain;
      if (!could_beat) continue;
      doubts = evidence_.Join(doubts, evidence_.Join(row, value.evidence));
      doubt = Or(doubt, !value.known() ? Verdict::Of(value)
                        : certain      ? Verdict::Unsettled(UnsettledCause::kUncertainRange)
                                       : candidate.verdict);
    }
  }
  candidates_.resize(base);
  if (doubt.kind == Verdict::kPending) return Judged::Pending();
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(evidence_.Join(doubts, best.evidence));
  if (!best.known()) return Judged::Silent(Search(id, scan));
  if (!yields_another) return best;
  if (ties_differ) return Judged::Unsettled(UnsettledCause::kConflictingSources, best.evidence);
  chosen.evidence = evidence_.Join(best.evidence, chosen.evidence);
  return chosen;
}

}  // namespace suture::rules
