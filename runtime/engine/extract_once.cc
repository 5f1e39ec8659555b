#include "runtime/engine/extract_once.h"

#include <algorithm>

#include "runtime/plan/needs.h"

namespace suture::engine {

std::vector<int> ReadersOfExtracts(const plan::Plan& plan) {
  std::vector<int> readers(plan.prompts.size(), 0);
  plan::NeedsFinder finder(plan);
  for (size_t f = 0; f < plan.fields.size(); ++f) {
    const plan::Needs needs = finder.Of(plan::FieldId{static_cast<int32_t>(f)});
    for (plan::PromptId prompt : needs.prompts)
      readers[prompt.index] += plan.prompts[prompt.index].is_extract;
  }
  // A check may read what no field does.
  for (int& count : readers) count = std::max(count, 1);
  return readers;
}

}  // namespace suture::engine
