// A note as this room sees it: text with a few facts about it. The engine makes these from its
// rows; the characters stay where they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace suture::notes {

struct Note {
  std::string_view id;
  std::string_view type;         // As the chart's note type names it: "OperativeReport".
  std::string_view text;         // UTF-8 as received; never changed, all offsets refer to it.
  std::string_view author_role;  // "Surgeon"; empty if unknown.
  // The local day it was written, in days since 1970-01-01 (values::DayNumber).
  std::optional<int32_t> written_day;
};

}  // namespace suture::notes
