// Results that may be shown where the charts may not: without the words of notes, the values of
// chart entries and answers that are text, and with the ids of cases and entries, which often hold
// record numbers, replaced by their places: `line-17` is the case of that line of the input,
// `Observation/#2` the second Observation that its result names. The same in every form that
// results are written in. docs/results.md states it for their readers.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/plan/plan.h"
#include "runtime/store/result.h"

namespace suture::store {

// What stands for an answer that is text.
inline constexpr std::string_view kWithheld = "(withheld)";

class Redactor {
 public:
  // The plan must outlive it.
  explicit Redactor(const plan::Plan& plan);

  // What a redacted result views beside the result itself.
  struct Storage {
    std::deque<std::string> texts;
    std::deque<std::vector<std::string_view>> lists;
    std::deque<std::vector<EvidenceItem>> items;
    std::deque<std::vector<const EvidenceItem*>> evidence;
    std::deque<std::vector<FieldResult>> fields;
    std::deque<std::vector<GroupRowResult>> rows;
    std::vector<GroupResult> groups;
  };
  // Safe from any thread, each with a storage of its own.
  CaseResult Redact(const CaseResult& result, Storage& storage) const;

 private:
  class Pass;
  bool each_event_ = false;                 // Of a case, one result for each event
  std::set<std::string_view> text_fields_;  // Of a type that a chart can fill with any words
};

}  // namespace suture::store
