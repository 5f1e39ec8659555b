// How many model tokens a text will cost, without any model's vocabulary at hand. Budgets are
// ceilings, so the rule leans high: on English clinical prose byte-pair vocabularies of 100,000
// entries and more give about 1.3 tokens a word, the rule about 1.5.
//
// The rule: a word of letters costs one token for each started 6 letters (in capitals: each started
// 3); digits one for each started 3; each punctuation mark one; each line end one, each run of two
// or more blanks one; a single blank nothing. Outside ASCII: a Latin letter counts as two letters
// of its word, any other code point two tokens, a stray byte one.
#pragma once

#include <cstddef>
#include <string_view>

namespace suture::text {

size_t EstimateTokens(std::string_view text);

// What a text costs at the least: vocabularies are built over pieces that end where a run of
// letters, a group of three digits or a run of signs does, so each of those is a token or more.
// Blanks, line ends and letters of other scripts count as nothing. Measured over 230 notes and 160
// other texts with seven vocabularies, the true count was 1.05 to 2.9 times this one.
size_t FewestTokens(std::string_view text);

}  // namespace suture::text
