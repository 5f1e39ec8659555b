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

Judged Evaluator::JudgeTotal(plan::QueryId id) {
  const plan::Query& query = plan().queries[id.index];
  const QueryProgram& program = program_.query(id);
  // The windows bound the time that counts, not which rows are looked at.
  Scan scan;
  scan.incomplete = Ensure(query.collection);
  const size_t windows = windows_.size();
  scan.blocked = scan.incomplete.kind == Verdict::kPending ? scan.incomplete
                                                           : BindWindows(program, scan.evidence);
  if (scan.blocked.kind != Verdict::kTrue) {
    windows_.resize(windows);
    return Blocked(id, scan);
  }
  const size_t base = candidates_.size();
  {
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
  const plan::Collection& collection = plan().collections[query.collection.index];
  const std::vector<Spell>* spells = collection.kind == plan::CollectionKind::kEpisodes
                                         ? &derived_[query.collection.index].spells
                                         : nullptr;
  bool with_offset = true;
  for (size_t w = windows; w < windows_.size(); ++w) {
    with_offset &= HasOffsets(windows_[w].a) && HasOffsets(windows_[w].b);
  }
  for (size_t i = base; i < candidates_.size(); ++i) {
    with_offset &= HasOffsets(TimeOf(candidates_[i].ref));
  }
  std::vector<LooseSpan> spans, except;
  Verdict doubt = scan.incomplete;
  EvidenceId evidence = scan.evidence;
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    evidence = evidence_.Join(evidence, evidence_.Row(Underlying(candidate.ref)));
    if (candidate.verdict.kind != Verdict::kTrue) {
      doubt = Or(doubt, candidate.verdict);
      continue;
    }
    const chart::Period time = TimeOf(candidate.ref);
    if (!time.known()) {
      doubt = Or(doubt, Verdict::Unsettled(UnsettledCause::kImpreciseTime));
      continue;
    }
    spans.push_back(
        Loose(time, spells != nullptr ? &(*spells)[candidate.ref.row] : nullptr, with_offset));
  }
  const bool none = candidates_.size() == base;
  candidates_.resize(base);
  Range from{kEarliest, kEarliest}, to{kLatest, kLatest};
  for (size_t w = windows; w < windows_.size(); ++w) {
    const BoundWindow& window = windows_[w];
    if (window.is_loose) {
      doubt = Or(doubt, Verdict::Unsettled(UnsettledCause::kImpreciseTime));
    } else if (window.program->excluded) {
      AddExcept(window, with_offset, except);
    } else if (window.program->kind == WindowKind::kFromTo) {
      from = On(window.a.start, with_offset);
      to = On(window.b.start, with_offset);
    } else if (window.program->kind == WindowKind::kDuring) {
      const LooseSpan span = Loose(window.a, nullptr, with_offset);
      from = span.begin;
      to = span.end;
    } else if (window.program->kind == WindowKind::kBefore) {
      to = On(window.a.start, with_offset);
    } else if (window.program->kind == WindowKind::kAfter) {
      from = On(window.a.start, with_offset);
    } else {
      doubt = Or(doubt, Verdict::Unsettled(UnsettledCause::kUncertainRange));
    }
  }
  windows_.resize(windows);
  const EvidenceId search = evidence_.Join(evidence, Search(id, scan));
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(search);
  EvidenceId cover;
  const Verdict within = Covered(id, cover);
  if (within.kind == Verdict::kPending) return Judged::Pending();
  const bool covered = within.kind == Verdict::kTrue;
  if (none && !covered) return Judged::Silent(search);
  evidence = covered ? evidence_.Join(search, cover) : evidence;
  const Range length = UnionLength(spans, from, to, except);
  const values::CalendarUnit unit = program.total_unit.value_or(values::CalendarUnit::kHour);
  if (length.high >= kLatest / 2) {
    return Judged::Unsettled(UnsettledCause::kUncertainRange, search);
  }
  const Value low = Length(length.low, unit), high = Length(length.high, unit);
  if (!covered) return Judged::Known(OpenRange(low, high, arena_), evidence);
  return Judged::Known(values::MakeUncertain(arena_, low, high), evidence);
}

}  // namespace suture::rules
