// `total hours of E from A to B except during Q`: the length of the union of the rows' periods
// [14].
#include "runtime/rules/episodes.h"
#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/ranges.h"

namespace suture::rules {
namespace {

using plan::WindowKind;
using values::DateTime;
using values::UnsettledCause;
using values::Value;

constexpr int64_t kEarliest = INT64_MIN / 4;
constexpr int64_t kLatest = INT64_MAX / 4;

// UTC where every time has an offset; else the clocks that they were written by. Charts go to the
// minute, so a time that was written to the minute is a point.
Range On(const DateTime& time, bool with_offset) {
  DateTime point = time;
  point.is_date = false;
  Range on = with_offset ? Range{point.Earliest(), point.Latest()}
                         : Range{point.EarliestOnCaseClock().EarliestLocal(),
                                 point.LatestOnCaseClock().LatestLocal()};
  const bool one_clock = with_offset ? point.has_offset() : point.case_ahead == 0;
  if (point.precision == values::Precision::kMinute && one_clock) {
    on.high = on.low;
  }
  return on;
}

bool HasOffsets(const chart::Period& period) {
  return (!period.has_start || period.start.has_offset()) &&
         (!period.has_end || period.end.has_offset());
}

LooseSpan Loose(const chart::Period& period, const Spell* spell, bool with_offset) {
  LooseSpan span;
  if (period.has_start) {
    span.begin = On(period.start, with_offset);
  } else {
    const int64_t low =
        spell != nullptr && spell->not_before ? On(*spell->not_before, with_offset).low : kEarliest;
    span.begin = {low, period.has_end ? On(period.end, with_offset).high : kLatest};
  }
  if (period.has_end) {
    span.end = On(period.end, with_offset);
  } else {
    const int64_t low = spell != nullptr && spell->known_until
                            ? On(*spell->known_until, with_offset).low
                            : span.begin.high;
    span.end = {low, kLatest};
  }
  return span;
}

// Milliseconds in the unit asked for where they make whole ones, else in the coarsest that they do.
Value Length(int64_t milliseconds, values::CalendarUnit unit) {
  using values::CalendarUnit;
  if (!values::IsExact(unit)) unit = CalendarUnit::kHour;
  for (CalendarUnit finer : {unit, CalendarUnit::kMinute, CalendarUnit::kSecond}) {
    if (finer < unit || milliseconds % values::MillisecondsIn(finer) != 0) continue;
    return Value::OfDuration({milliseconds / values::MillisecondsIn(finer), finer});
  }
  return Value::OfDuration({milliseconds, CalendarUnit::kMillisecond});
}

}  // namespace

void Evaluator::AddExcept(const BoundWindow& window, bool with_offset,
                          std::vector<LooseSpan>& spans) const {
  if (!window.lists) {
    spans.push_back(Loose(window.a, nullptr, with_offset));
    return;
  }
  for (const Value& value : window.periods) {
    chart::Period period;
    if (ReadPeriod(value, period)) spans.push_back(Loose(period, nullptr, with_offset));
  }
}

Evaluator::TotalBounds Evaluator::BoundsOfTotal(size_t first_window, bool with_offset) const {
  TotalBounds bounds;
  bounds.from = {kEarliest, kEarliest};
  bounds.to = {kLatest, kLatest};
  for (size_t w = first_window; w < windows_.size(); ++w) {
    const BoundWindow& window = windows_[w];
    const WindowKind kind = window.program->kind;
    if (window.is_loose) {
      bounds.doubt = Or(bounds.doubt, Verdict::Unsettled(UnsettledCause::kImpreciseTime));
    } else if (window.program->excluded) {
      AddExcept(window, with_offset, bounds.except);
    } else if (kind == WindowKind::kFromTo) {
      bounds.from = On(window.a.start, with_offset);
      bounds.to = On(window.b.start, with_offset);
    } else if (kind == WindowKind::kDuring) {
      const LooseSpan span = Loose(window.a, nullptr, with_offset);
      bounds.from = span.begin;
      bounds.to = span.end;
    } else if (kind == WindowKind::kBefore) {
      bounds.to = On(window.a.start, with_offset);
    } else if (kind == WindowKind::kAfter) {
      bounds.from = On(window.a.start, with_offset);
    } else {
      bounds.doubt = Or(bounds.doubt, Verdict::Unsettled(UnsettledCause::kUncertainRange));
    }
  }
  return bounds;
}

bool Evaluator::AllHaveOffsets(size_t first_window, size_t first_candidate) {
  for (size_t w = first_window; w < windows_.size(); ++w) {
    if (!HasOffsets(windows_[w].a) || !HasOffsets(windows_[w].b)) return false;
  }
  for (size_t i = first_candidate; i < candidates_.size(); ++i) {
    if (!HasOffsets(TimeOf(candidates_[i].ref))) return false;
  }
  return true;
}

Verdict Evaluator::AddSpans(const std::vector<Spell>* spells, size_t first_candidate,
                            bool with_offset, std::vector<LooseSpan>& spans) {
  Verdict doubt{Verdict::kFalse};
  for (size_t i = first_candidate; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    const chart::Period time = TimeOf(candidate.ref);
    if (candidate.verdict.kind != Verdict::kTrue) {
      doubt = Or(doubt, candidate.verdict);
    } else if (!time.known()) {
      doubt = Or(doubt, Verdict::Unsettled(UnsettledCause::kImpreciseTime));
    } else {
      const Spell* const spell = spells != nullptr ? &(*spells)[candidate.ref.row] : nullptr;
      spans.push_back(Loose(time, spell, with_offset));
    }
  }
  return doubt;
}

// The windows of a total bound the time that counts, not which rows are looked at.
void Evaluator::ConsiderAtAnyTime(const QueryProgram& program, Scan& scan) {
  QueryProgram unbounded;
  unbounded.source = program.source;
  unbounded.collection = program.collection;
  unbounded.variable = program.variable;
  unbounded.lab = program.lab;
  unbounded.where = program.where;
  unbounded.lasting = program.lasting;
  unbounded.codes_number = program.codes_number;
  ConsiderRows(unbounded, windows_.size(), false, false, scan);
}

Judged Evaluator::JudgeTotal(plan::QueryId id) {
  const plan::Query& query = plan().queries[id.index];
  const QueryProgram& program = program_.query(id);
  Scan scan;
  scan.incomplete = Ensure(query.collection);
  const size_t windows = windows_.size(), base = candidates_.size();
  scan.blocked = scan.incomplete.kind == Verdict::kPending ? scan.incomplete
                                                           : BindWindows(program, scan.evidence);
  if (scan.blocked.kind != Verdict::kTrue) {
    windows_.resize(windows);
    return Blocked(id, scan);
  }
  ConsiderAtAnyTime(program, scan);
  EvidenceId evidence = scan.evidence;
  for (size_t i = base; i < candidates_.size(); ++i) {
    evidence = evidence_.Join(evidence, evidence_.Row(Underlying(candidates_[i].ref)));
  }
  const bool is_episodes =
      plan().collections[query.collection.index].kind == plan::CollectionKind::kEpisodes;
  const bool with_offset = AllHaveOffsets(windows, base);
  std::vector<LooseSpan> spans;
  const Verdict doubt_of_rows = AddSpans(
      is_episodes ? &derived_[query.collection.index].spells : nullptr, base, with_offset, spans);
  const TotalBounds bounds = BoundsOfTotal(windows, with_offset);
  const bool none = candidates_.size() == base;
  candidates_.resize(base);
  windows_.resize(windows);
  const EvidenceId search = evidence_.Join(evidence, Search(id, scan));
  const Verdict doubt = Or(Or(scan.incomplete, doubt_of_rows), bounds.doubt);
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(search);
  return JudgeLength(id, UnionLength(spans, bounds.from, bounds.to, bounds.except), none, evidence,
                     search);
}

// Outside of cover there may be more.
Judged Evaluator::JudgeLength(plan::QueryId id, Range length, bool none, EvidenceId evidence,
                              EvidenceId search) {
  EvidenceId cover;
  const Verdict within = Covered(id, cover);
  if (within.kind == Verdict::kPending) return Judged::Pending();
  const bool covered = within.kind == Verdict::kTrue;
  if (none && !covered) return Judged::Silent(search);
  if (length.high >= kLatest / 2) {
    return Judged::Unsettled(UnsettledCause::kUncertainRange, search);
  }
  const values::CalendarUnit unit =
      program_.query(id).total_unit.value_or(values::CalendarUnit::kHour);
  const Value low = Length(length.low, unit), high = Length(length.high, unit);
  if (!covered) return Judged::Known(OpenRange(low, high, arena_), evidence);
  return Judged::Known(values::MakeUncertain(arena_, low, high), evidence_.Join(search, cover));
}

}  // namespace suture::rules
