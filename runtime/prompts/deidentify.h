// Scrubs identifiers from what a role is sent and puts them back into what it answers, for roles
// with `deidentify: true`. It lowers a risk; what is left is not "de-identified", because no list of
// patterns finds everything. docs/deidentify.md says what it replaces and what it does not.
//
//   names, numbers, addresses …  [NAME-1], [ID-2]: each spelling its own mark
//   whole dates                  moved by a number of days that the case alone has, weekday kept
//   parts of dates, ages over 89 [DATE-1], [AGE-1]
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace suture::prompts {

class Deidentifier {
 public:
  // `known`: the patient's own identifiers (chart/patient_identifiers.h). The days come from the
  // case's name, so that all calls of a case move dates alike.
  Deidentifier(absl::Span<const std::string> known, std::string_view case_id);

  // Marks count on from call to call: hide the parts of a request in their order.
  std::string Hide(std::string_view text);

  // In an answer, which is JSON text: marks become what they stood for, escaped, and dates move
  // back.
  std::string Restore(std::string_view reply) const;

 private:
  struct Finding {
    size_t begin = 0, end = 0;
    std::string_view kind;  // "DATE+": to be moved
  };
  void FindKnown(std::string_view text, std::vector<Finding>& findings) const;
  std::string Mark(std::string_view kind, std::string_view spelling);
  std::string Replacement(const Finding& finding, std::string_view text);

  std::vector<std::string> known_;
  int days_;  // That dates move back
  std::map<std::string, int> counts_;                               // Marks by kind
  std::map<std::pair<std::string, std::string>, std::string> marks_;  // By kind and spelling
  std::map<std::string, std::string> originals_;                    // By mark, or by moved date
};

}  // namespace suture::prompts
