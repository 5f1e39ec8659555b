// Scrubs identifiers from what a role is sent and puts them back into what it answers, for roles
// with `deidentify: true`. It lowers a risk; what is left is not "de-identified", because no list
// of patterns finds everything. docs/deidentify.md says what it replaces and what it does not.
//
//   names, numbers, addresses …  [NAME-1], [ID-2]: each spelling its own mark
//   whole dates                  moved by a number of days that the case alone has, weekday kept
//   parts of dates, ages over 89 [DATE-1], [AGE-1]
//
// Back into an answer comes only what is proved to have been sent: a mark that was given out, and a
// date whose moved spelling stands in the words that the answer quotes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "runtime/prompts/known_identifiers.h"
#include "runtime/prompts/written_dates.h"
#include "runtime/values/date_order.h"

namespace suture::prompts {

class Deidentifier {
 public:
  // `known`: the patient's own identifiers (chart/patient_identifiers.h). The days come from the
  // case's name, so that all calls of a case move dates alike. `order`: of numeric dates in the
  // notes; one whose order nobody can tell becomes a mark.
  Deidentifier(absl::Span<const std::string> known, std::string_view case_id,
               values::DateOrder order = values::DateOrder::kUnknown);

  // Marks count on from call to call: hide the parts of a request in their order.
  std::string Hide(std::string_view text);

  // What a quote of hidden text may stand for in the note, the likeliest first: two spellings of
  // one day can be moved to the same one. At least one, at most eight.
  std::vector<std::string> RestoreQuote(std::string_view quote) const;

  enum class Fault {
    kNone,
    kUnknownMark,   // The value holds a mark that was never given out.
    kUnquotedDate,  // It holds a date, or a part of one, that its quotes do not.
  };
  struct Value {
    Fault fault = Fault::kNone;
    std::string text;  // Where there is no fault
  };
  // `quotes`: as the answer has them. `is_date`: of a type that reads YYYY-MM-DD, which dates then
  // become; else they come back as the note has them.
  Value RestoreValue(std::string_view value, absl::Span<const std::string> quotes,
                     bool is_date) const;

  // Whether hidden text has marks for what a question can be about: times and ages.
  static bool HidesTimeOrAge(std::string_view hidden);

 private:
  struct Finding {
    size_t begin = 0, end = 0;
    std::string_view kind;  // Of its mark; empty: a date to be moved
    const WrittenDate* date = nullptr;
  };
  // A moved date as a quote holds it, with the days that it can stand for.
  struct QuotedDate {
    std::string spelling;
    std::vector<std::string> originals;
  };

  std::string Mark(std::string_view kind, std::string_view spelling);
  std::string Replacement(const Finding& finding, std::string_view text);
  std::vector<QuotedDate> DatesIn(absl::Span<const std::string> quotes, std::string& rest) const;
  std::string RestoreDate(const WrittenDate& date, std::string_view spelling,
                          const std::vector<QuotedDate>& quoted, bool is_date) const;

  KnownIdentifiers known_;
  values::DateOrder order_;
  std::chrono::days days_;                                            // That dates move back
  std::map<std::string, int> counts_;                                 // Marks by kind
  std::map<std::pair<std::string, std::string>, std::string> marks_;  // By kind and spelling
  std::map<std::string, std::string> originals_;                      // By mark
  std::map<std::string, std::vector<std::string>> moved_;             // Originals by moved spelling
};

}  // namespace suture::prompts
