// Events merged into episodes [language meaning 14], and the length of their union.
#pragma once

#include <optional>
#include <vector>

#include "runtime/chart/row.h"
#include "runtime/rules/judged.h"
#include "runtime/rules/window.h"

namespace suture::rules {

enum class EventKind : uint8_t { kOpens, kCloses, kSeen, kNoEnd };
struct Event {
  EventKind kind = EventKind::kOpens;
  values::DateTime at;
  RowRef ref;
};

// One stretch. Without an end it is still going on, or nobody wrote when it ended; without a start
// it was found going on.
struct Spell {
  chart::Period period;
  std::optional<values::DateTime> not_before;   // Of an unknown start
  std::optional<values::DateTime> known_until;  // Of an unknown end: it was still seen then
};

// An open event begins an episode, a second one while it is open changes nothing, a close ends it.
// A close with none open ends one whose start is unknown. `seen` events at most `apart` from each
// other hold an episode of their own together. A `no end` event ends an open one unless its close
// is the next thing to happen: where it is opened or seen again, it had ended. Between an opening
// and its close an episode is whole, however long nothing was seen. `events` is sorted in place.
std::vector<Spell> MergeEpisodes(std::vector<Event>& events,
                                 const std::optional<values::Duration>& apart);

// A stretch of which both ends may be known only within limits, in milliseconds on one clock.
struct LooseSpan {
  Range begin, end;
};

// The least and the greatest length that the union of `spans` can have inside [from, to], without
// what lies in `except`.
Range UnionLength(const std::vector<LooseSpan>& spans, Range from, Range to,
                  const std::vector<LooseSpan>& except);

}  // namespace suture::rules
