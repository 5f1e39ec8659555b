// Numbers as notes write them: "55", "1,200", "6,5", "50-55", "120/80", "-3", "1½", "x3",
// "three-vessel", "one hundred and twenty", "NYHA III". What joins digits to a date, a time or a
// telephone number makes no numbers of them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "runtime/values/decimal.h"

namespace suture::prompts {

struct WrittenNumber {
  size_t begin = 0, end = 0;  // Bytes of the text
  size_t behind = 0;  // Where its unit would stand: behind the whole range that it is part of
  values::Decimal value;
  bool in_words = false;
};

// From left to right. What can be read in two ways ("1/2": one, two, a half) is there for each.
std::vector<WrittenNumber> FindWrittenNumbers(std::string_view text);

}  // namespace suture::prompts
