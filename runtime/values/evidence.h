// What an answer rests on. Every outcome lists its evidence in the order in which it was found, so
// that a reviewer can walk from the answer to the chart.
#pragma once

#include <cstdint>
#include <string_view>

namespace suture::values {

enum class EvidenceKind : uint8_t {
  kChartEntry,  // source names the entry, such as "Observation/hba1c-3"
  kQuote,       // verbatim text of a note, with its offsets
  kField,       // another field of the same case, by its id
  kSearch,      // what was searched and held nothing; source names it
};

// Text points into the case's arena or the plan and lives as long as they do.
struct Evidence {
  EvidenceKind kind = EvidenceKind::kChartEntry;
  std::string_view source;  // entry, note, field or searched collection
  std::string_view text;    // the quote, or what the entry says
  // Of a quote: byte offsets into the note, [begin, end).
  int64_t begin = 0;
  int64_t end = 0;
};

constexpr std::string_view Name(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kChartEntry:
      return "entry";
    case EvidenceKind::kQuote:
      return "quote";
    case EvidenceKind::kField:
      return "field";
    case EvidenceKind::kSearch:
      return "search";
  }
  return "";
}

}  // namespace suture::values
