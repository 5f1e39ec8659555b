#include "runtime/models/cost.h"

#include <algorithm>

namespace suture::models {

int64_t CostOf(const Usage& usage, const config::Price* price) {
  if (price == nullptr) return 0;
  const int64_t fresh = std::max<int64_t>(0, usage.prompt - usage.cached - usage.cache_write);
  return fresh * price->input + usage.cached * price->cached_input +
         usage.cache_write * price->cache_write + usage.completion * price->output;
}

int64_t MostCostOf(int64_t prompt_tokens, int64_t output_tokens, const config::Price* price) {
  if (price == nullptr) return 0;
  return prompt_tokens * std::max(price->input, price->cache_write) + output_tokens * price->output;
}

}  // namespace suture::models
