// Which lines of memory judging a field reads, so that the processor can be asked for those of the
// next field while this one is judged.
//
// A plan of hundreds of fields is larger than a core's own cache: a case touches all of it once,
// and without asking ahead each node would be waited for.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::rules {

class Program;

class FieldLines {
 public:
  // More would come too late, or push out what the field at hand needs.
  static constexpr size_t kMostLines = 40;

  FieldLines() = default;
  // Addresses in both, which must stay where they are.
  FieldLines(const plan::Plan& plan, const Program& program);

  void Fetch(plan::FieldId field) const {
    const size_t at = static_cast<size_t>(field.index);
    for (uint32_t i = first_[at]; i < first_[at + 1]; ++i) __builtin_prefetch(lines_[i]);
  }

 private:
  std::vector<uint32_t> first_;  // By field, and one behind the last: into lines_
  std::vector<const void*> lines_;
};

}  // namespace suture::rules
