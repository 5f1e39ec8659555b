#include "runtime/text/edit_distance.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace suture::text {
namespace {

TEST_CASE("the distance counts inserts, deletes, replacements and swaps of neighbours") {
  CHECK(EditDistance("", "", 3) == 0);
  CHECK(EditDistance("", "abc", 3) == 3);
  CHECK(EditDistance("creatinine", "creatinine", 3) == 0);
  CHECK(EditDistance("creatinine", "creatinin", 3) == 1);
  CHECK(EditDistance("creatinine", "craetinine", 3) == 1);
  CHECK(EditDistance("ca", "abc", 5) == 3);  // Each place is edited once: no insert into a swap.
  CHECK(EditDistance("kitten", "sitting", 5) == 3);
  CHECK(EditDistance("Hemoglobin", "hemoglobin", 2) == 0);
  CHECK(EditDistance("Ménière", "MÉNIÈRE", 2) == 0);
  CHECK(EditDistance("Ménière", "Meniere", 2) == 2);
}

TEST_CASE("a distance above the limit is the limit and one") {
  CHECK(EditDistance("abcdef", "uvwxyz", 2) == 3);
  CHECK(EditDistance("a", "abcdefgh", 2) == 3);
  CHECK(EditDistance(std::string(4000, 'a'), std::string(4000, 'a'), 2) == 3);
}

TEST_CASE("the distance agrees with the plain recursion on all short words") {
  struct Plain {
    static size_t Of(std::string_view a, std::string_view b) {
      if (a.empty()) return b.size();
      if (b.empty()) return a.size();
      size_t best = std::min(Of(a.substr(1), b) + 1, Of(a, b.substr(1)) + 1);
      best = std::min(best, Of(a.substr(1), b.substr(1)) + (a[0] != b[0] ? 1 : 0));
      if (a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0]) {
        best = std::min(best, Of(a.substr(2), b.substr(2)) + 1);
      }
      return best;
    }
  };
  std::vector<std::string> words = {""};
  for (size_t i = 0; i < words.size() && words[i].size() < 4; ++i) {
    for (char c : {'a', 'b', 'c'}) words.push_back(words[i] + c);
  }
  size_t wrong = 0;
  for (const std::string& a : words) {
    for (const std::string& b : words) {
      size_t plain = Plain::Of(a, b);
      for (size_t limit = 0; limit <= 4; ++limit) {
        if (EditDistance(a, b, limit) != std::min(plain, limit + 1)) ++wrong;
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the nearest name is the closest candidate, the first among equals") {
  std::vector<std::string_view> names = {"Creatinine", "Creatine", "Hemoglobin", "INR", "PTT"};
  CHECK(NearestName("creatinin", names) == "Creatinine");
  CHECK(NearestName("Creatien", names) == "Creatine");
  CHECK(NearestName("hemaglobin", names) == "Hemoglobin");
  CHECK(NearestName("IRN", names) == "INR");
  CHECK_FALSE(NearestName("xyz", names));  // Three letters replaced is another word.
  CHECK_FALSE(NearestName("pax", names));
  CHECK_FALSE(NearestName("sodium", names));
  CHECK_FALSE(NearestName("sodium", {}));
  CHECK(NearestName("aa", {"ab", "ba"}) == "ab");
}

}  // namespace
}  // namespace suture::text
