#include "runtime/rules/episodes.h"

#include <algorithm>

namespace suture::rules {
namespace {

using values::DateTime;
using values::Duration;

bool Near(const DateTime& left, const DateTime& right, const Duration& apart) {
  return IsWithin(left, right, apart, values::MonthRounding::kDown).kind == Verdict::kTrue;
}

chart::Period Between(const DateTime& start, const DateTime& end) {
  chart::Period period;
  period.start = start;
  period.end = end;
  period.has_start = period.has_end = period.is_period = true;
  return period;
}

bool AtOrAfter(const DateTime& left, const DateTime& right) {
  return values::TotalOrder(left, right) >= 0;
}

// Runs of `seen` events, each at most `apart` from the one before.
std::vector<Spell> SeenSpells(const std::vector<Event>& events, const Duration& apart) {
  std::vector<Spell> spells;
  for (const Event& event : events) {
    if (event.kind != EventKind::kSeen) continue;
    if (!spells.empty() && Near(spells.back().period.end, event.at, apart)) {
      spells.back().period.end = event.at;
    } else {
      spells.push_back({Between(event.at, event.at), {}, {}});
    }
  }
  return spells;
}

// How long after its start an episode without an end is known to have gone on.
DateTime KnownUntil(const DateTime& start, const std::vector<Spell>& seen, const Duration& apart) {
  DateTime until = start;
  for (const Spell& run : seen) {
    const bool joins = AtOrAfter(run.period.end, until) &&
                       (AtOrAfter(until, run.period.start) || Near(until, run.period.start, apart));
    if (joins) until = run.period.end;
  }
  return until;
}

}  // namespace

std::vector<Spell> MergeEpisodes(std::vector<Event>& events, const std::optional<Duration>& apart) {
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return values::TotalOrder(a.at, b.at) < 0;
  });
  const Duration gap = apart.value_or(Duration{0, values::CalendarUnit::kHour});
  std::vector<Spell> seen = SeenSpells(events, gap);
  std::vector<Spell> spells;
  std::optional<DateTime> open, stopped, last_close;
  const auto end_at = [&](const DateTime& end) {
    spells.push_back({Between(*open, end), {}, {}});
    last_close = end;
    open.reset();
    stopped.reset();
  };
  for (const Event& event : events) {
    if (event.kind == EventKind::kNoEnd && open && !stopped) stopped = event.at;
    const bool goes_on = event.kind == EventKind::kOpens || event.kind == EventKind::kSeen;
    if (goes_on && stopped) end_at(*stopped);
    if (event.kind == EventKind::kOpens && !open) open = event.at;
    if (event.kind != EventKind::kCloses) continue;
    if (open) {
      end_at(event.at);
    } else {
      // Nobody wrote its start: what was seen up to the close is one with it.
      const auto run = std::find_if(seen.begin(), seen.end(), [&](const Spell& spell) {
        return AtOrAfter(event.at, spell.period.end) && Near(spell.period.end, event.at, gap);
      });
      if (run != seen.end() && apart) {
        run->period.end = event.at;
      } else {
        Spell spell{Between(event.at, event.at), last_close, {}};
        spell.period.has_start = false;
        spells.push_back(spell);
      }
    }
    last_close = event.at;
  }
  if (stopped) end_at(*stopped);
  if (open) {
    Spell spell{Between(*open, *open), {}, KnownUntil(*open, seen, gap)};
    spell.period.has_end = false;
    spell.period.is_period = false;
    spells.push_back(spell);
  }
  spells.insert(spells.end(), seen.begin(), seen.end());
  std::stable_sort(spells.begin(), spells.end(), [](const Spell& a, const Spell& b) {
    return values::TotalOrder(a.period.start, b.period.start) < 0;
  });
  return spells;
}

namespace {

struct Piece {
  int64_t begin, end;
};

// Length of the union of `pieces` without `holes`. Both are reordered.
int64_t Length(std::vector<Piece>& pieces, std::vector<Piece>& holes) {
  const auto by_begin = [](const Piece& a, const Piece& b) { return a.begin < b.begin; };
  std::sort(pieces.begin(), pieces.end(), by_begin);
  std::sort(holes.begin(), holes.end(), by_begin);
  int64_t total = 0, reached = INT64_MIN;
  for (const Piece& piece : pieces) {
    int64_t at = std::max(piece.begin, reached);
    if (at >= piece.end) continue;
    reached = piece.end;
    for (const Piece& hole : holes) {
      if (hole.end <= at || hole.begin >= piece.end) continue;
      if (hole.begin > at) total += hole.begin - at;
      at = std::max(at, hole.end);
      if (at >= piece.end) break;
    }
    if (at < piece.end) total += piece.end - at;
  }
  return total;
}

}  // namespace

Range UnionLength(const std::vector<LooseSpan>& spans, Range from, Range to,
                  const std::vector<LooseSpan>& except) {
  std::vector<Piece> pieces, holes;
  for (const LooseSpan& span : spans) {
    const Piece piece{std::max(span.begin.high, from.high), std::min(span.end.low, to.low)};
    if (piece.begin < piece.end) pieces.push_back(piece);
  }
  for (const LooseSpan& span : except) holes.push_back({span.begin.low, span.end.high});
  const int64_t least = Length(pieces, holes);
  pieces.clear();
  holes.clear();
  for (const LooseSpan& span : spans) {
    const Piece piece{std::max(span.begin.low, from.low), std::min(span.end.high, to.high)};
    if (piece.begin < piece.end) pieces.push_back(piece);
  }
  for (const LooseSpan& span : except) {
    if (span.begin.high < span.end.low) holes.push_back({span.begin.high, span.end.low});
  }
  return {least, Length(pieces, holes)};
}

}  // namespace suture::rules
