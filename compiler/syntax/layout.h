// The words and signs of a file with what a tool needs to lay them out anew: where items start,
// which braces hold a body, where a long line may break. Comments stand among them, in the order of
// the text.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/diagnostics/emitter.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/parse.h"

namespace suture::syntax {

enum class LayoutKind : uint8_t {
  kWord,      // Names, numbers, strings, dates, units, codes, operators
  kOpenBody,  // `{` of a body that holds items
  kCloseBody,
  kOpenGroup,  // `{` or `(` inside an item
  kCloseGroup,
  kBar,
  kBars,
  kTextBlock,  // From the opening to the closing quotes, holes included
  kComment,
};

// What an item is, where lines of a kind are aligned with each other.
enum class ItemKind : uint8_t { kNone, kOther, kTableRow, kAttribute, kAssignment, kStep };

struct LayoutToken {
  LayoutKind kind = LayoutKind::kWord;
  uint32_t begin = 0, end = 0;  // Bytes
  uint32_t first_line = 0, last_line = 0;
  ItemKind item = ItemKind::kNone;  // Not kNone: this token starts an item, on a line of its own.
  uint8_t hang = 0;                 // An item that stands deeper than its body, by so many columns.
  bool tight_before = false;        // No blank before, or after, it.
  bool tight_after = false;
  bool element = false;          // Starts an element of a group: a member, a criterion
  uint8_t break_rank = 0;        // 0: no break before it; 1: the best place for one, …
  bool fill = false;             // At this break, lines are filled rather than all broken.
  uint8_t align = 0;             // Column for kStep, kAttribute and kAssignment: 1, 2; 0: none.
  bool may_stay_inline = false;  // kOpenBody: the body may stand on the line of its head.
  bool spaced = false;           // kOpenGroup, kCloseGroup: blanks inside, `{ a; b }`
};

struct LayoutFile {
  bool has_errors = false;  // Reported; the tokens are empty.
  std::vector<LayoutToken> tokens;
};

LayoutFile LayoutOf(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter,
                    const ParseLimits& limits = {});

}  // namespace suture::syntax
