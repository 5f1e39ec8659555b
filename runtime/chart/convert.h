// From FHIR's JSON datatypes to cells. Scalars come as raw tokens, objects as the raw tokens of the
// members that count; nothing here walks JSON.
#pragma once

#include <optional>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "runtime/base/arena.h"
#include "runtime/chart/program.h"
#include "runtime/chart/row.h"

namespace suture::chart {

// Raw tokens of the members that some datatype reads; empty: not there, or null.
struct Parts {
  std::string_view start, end;               // Period
  std::string_view system, code, text;       // Coding, CodeableConcept
  std::string_view value, comparator, unit;  // Quantity; its system and code are above
  std::string_view reference, display;       // Reference
  std::string_view content_type, data, url;  // Attachment
};

// The members that a datatype reads, and where they belong; those of a CodeableConcept begin with
// those of a Coding.
struct PartNames {
  enum : int32_t { kSystem, kCode, kText, kCoding };  // Of kCodes
  NameTable names;
  std::vector<std::string_view Parts::*> parts;  // By place in `names`; null: codings stand there.
};
const PartNames& PartsOf(Conversion conversion);

class Converter {
 public:
  // The cells' texts lie in the arena or in the tokens.
  explicit Converter(base::Arena* arena) : arena_(arena) {}
  void set_arena(base::Arena* arena) {
    arena_ = arena;
    met_broken_text_ = false;
  }
  // A string held an escape that JSON does not have: the chart is no JSON.
  bool met_broken_text() const { return met_broken_text_; }

  // Neither converts kCodes, which gathers codings from several places.
  Cell FromScalar(Conversion conversion, std::string_view token, const values::Unit* unit);
  Cell FromObject(Conversion conversion, const Parts& parts);

  // The string of a token; what is no string is taken as it is written, what is broken is empty.
  std::string_view Text(std::string_view token);

  static Cell Unreadable(values::UnsettledCause cause, std::string_view text = {});

 private:
  std::optional<std::string_view> String(std::string_view token);
  Cell Number(std::string_view token, bool integer, const values::Unit* unit);
  Cell Moment(std::string_view token, bool is_date);
  Cell BeginningOf(std::string_view token);
  Cell PeriodOf(const Parts& parts);
  Cell QuantityOf(const Parts& parts);
  Cell ReferenceOf(const Parts& parts);
  Cell AttachmentOf(const Parts& parts);
  // Of what is meant as text the cell has an attachment, though an empty one.
  static Cell UnreadText(bool is_text, values::UnsettledCause cause, std::string_view text);
  Cell AttachmentText(std::string_view bytes, std::string_view content_type);
  const values::Unit* FindUnit(std::string_view spelled);
  std::string_view Joined(std::string_view a, std::string_view b, std::string_view c);

  static constexpr size_t kMaxUnits = 1024;

  base::Arena* arena_;
  bool met_broken_text_ = false;
  // Spellings met so far, null for those that are no unit: units.h takes a lock.
  absl::flat_hash_map<std::string, const values::Unit*> units_;
};

}  // namespace suture::chart
