// What a prompt leaves to the model that is worked out: sums, counts, extremes, ages, lengths of
// time, limits, conversions of units. Read as plain English; a definition that is only quoted is
// left alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace suture::check {

// Stands in a prompt's text where a value is printed into it.
inline constexpr std::string_view kHoleMark = "…";

// The first words of `text` that ask for it, as they stand there in small letters; nothing: none
// do.
std::optional<std::string> ArithmeticAskedFor(std::string_view text);

}  // namespace suture::check
