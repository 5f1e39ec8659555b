#include "runtime/chart/name_table.h"

#include <catch2/catch.hpp>

namespace suture::chart {
namespace {

std::string Readable(std::string_view key) {
  return std::string(key) + std::string(NameTable::kReadable, '\0');
}

int32_t Find(const NameTable& names, std::string_view key) {
  const std::string bytes = Readable(key);
  return names.Find(std::string_view(bytes).substr(0, key.size()));
}

TEST_CASE("a name is found by its bytes, and nothing else is") {
  const NameTable names({"id", "code", "status", "effectiveDateTime"});
  CHECK(Find(names, "id") == 0);
  CHECK(Find(names, "effectiveDateTime") == 3);
  CHECK(Find(names, "effectiveDateTimf") == -1);
  CHECK(Find(names, "") == -1);
  CHECK(Find(NameTable(), "id") == -1);
}

// Found by a fuzzer: names that differ in their middle alone have no place of their own under any
// seed, and the table doubled until the memory was used up.
TEST_CASE("long names that differ in the middle alone are told apart") {
  const NameTable names(
      {"beginning-one-the-end", "beginning-two-the-end", "short", "beginning-six-the-end"});
  CHECK(Find(names, "beginning-one-the-end") == 0);
  CHECK(Find(names, "beginning-two-the-end") == 1);
  CHECK(Find(names, "beginning-six-the-end") == 3);
  CHECK(Find(names, "beginning-ten-the-end") == -1);
  CHECK(Find(names, "short") == 2);
}

TEST_CASE("names that no seed parts are told apart") {
  using namespace std::string_literals;
  const NameTable names({"a", "b\0"s});
  CHECK(Find(names, "a") == 0);
  CHECK(Find(names, "b\0"s) == 1);
  CHECK(Find(names, "b") == -1);
}

}  // namespace
}  // namespace suture::chart
