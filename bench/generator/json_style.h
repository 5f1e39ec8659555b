// JSON as different systems write it: with and without white space, keys in any order, characters
// escaped that need not be, numbers in any of their forms. One style a chart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/generator/random.h"

namespace suture::bench {

class JsonStyle {
 public:
  // Chooses by chance.
  explicit JsonStyle(Random& random);

  using Members = std::vector<std::string>;

  std::string Text(std::string_view value) const;  // In quotes
  std::string Member(std::string_view key, std::string_view json) const;
  std::string TextMember(std::string_view key, std::string_view value) const {
    return Member(key, Text(value));
  }
  std::string Object(Members members) const;
  std::string Array(const Members& items) const;
  // The same number in one of its forms: 130, 130.0, 1.3e2.
  std::string Number(double value, int decimals) const;

 private:
  Random& random_;
  int spacing_;           // Percent of places with white space
  bool any_order_;        // Keys in any order; else as given
  bool escapes_slashes_;  // http:\/\/
  bool escapes_letters_;  // \u00e9, and now and then a letter of a key
  bool any_number_;
};

}  // namespace suture::bench
