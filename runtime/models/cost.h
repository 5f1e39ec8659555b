// Money, in picounits (10^-12) of the currency of the price list; exact.
#pragma once

#include <cstdint>

#include "runtime/config/config.h"
#include "runtime/models/message.h"

namespace suture::models {

// What the tokens cost; 0 without a price.
int64_t CostOf(const Usage& usage, const config::Price* price);

// The most that a call can cost: every prompt token written to a cache or read at full price, and
// every answer token used.
int64_t MostCostOf(int64_t prompt_tokens, int64_t output_tokens, const config::Price* price);

}  // namespace suture::models
