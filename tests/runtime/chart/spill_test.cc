#include "runtime/chart/spill.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace suture::chart {
namespace {

using Records = std::vector<std::pair<std::string, std::string>>;

Records Sorted(const Records& records, const SpillSort::Limits& limits) {
  SpillSort sort({}, limits);
  for (const auto& [key, text] : records) REQUIRE(sort.Add(key, text).ok());
  REQUIRE(sort.Finish().ok());
  Records sorted;
  std::string_view key, text;
  while (true) {
    const absl::StatusOr<bool> more = sort.Next(key, text);
    REQUIRE(more.ok());
    if (!*more) return sorted;
    sorted.emplace_back(key, text);
  }
}

TEST_CASE("records are sorted by key, those of one key as they came, in memory or in files") {
  std::mt19937 random(5);
  for (const int count : {0, 1, 50, 3000}) {
    Records records;
    for (int i = 0; i < count; ++i) {
      records.emplace_back("k" + std::to_string(random() % 200),
                           std::to_string(i) + std::string(random() % 300, 'x'));
    }
    Records expected = records;
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    CHECK(Sorted(records, {}) == expected);
    CHECK(Sorted(records, {.memory_bytes = 20'000}) == expected);
    // So many stretches that they are merged again and again.
    CHECK(Sorted(records, {.memory_bytes = 2'000, .max_runs = 3}) == expected);
    CHECK(Sorted(records, {.memory_bytes = 1, .max_runs = 7}) == expected);
  }
}

TEST_CASE("records longer than a block are whole, and empty ones are records") {
  const Records records = {
      {"b", std::string(400'000, 'b')}, {"", ""}, {"a", std::string(300'000, 'a')}, {"b", ""}};
  const Records expected = {
      {"", ""}, {"a", std::string(300'000, 'a')}, {"b", std::string(400'000, 'b')}, {"b", ""}};
  CHECK(Sorted(records, {.memory_bytes = 1}) == expected);
}

TEST_CASE("a folder that cannot be written is an error that says what to do") {
  const auto file = TemporaryFile::Create("/nowhere");
  CHECK(std::string(file.status().message()).find("TMPDIR") != std::string::npos);
}

}  // namespace
}  // namespace suture::chart
