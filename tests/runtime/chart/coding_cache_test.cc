#include "runtime/chart/coding_cache.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <optional>

#include "fmt/format.h"
#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

constexpr std::string_view kSnomedUri = "http://snomed.info/sct";

// A cache over a plan of two systems, and tokens as a chart holds them, readable behind their ends.
class Cache {
 public:
  Cache() {
    plan_.systems = {{"snomed", {std::string(kSnomedUri)}, true}, {"local", {"urn:local"}, false}};
    plan_.code_sets = {{"A", {{{0}, "1001", "", false}, {{1}, "a/b", "", false}}, {}},
                       {"B", {{{0}, "1001", "", false}}, {}}};
    table_.emplace(*CodeTable::Create(plan_));
    cache_.emplace(*table_, asked_);
  }
  CodingCache& operator*() { return *cache_; }
  CodingCache* operator->() { return &*cache_; }

  const CodingCache::Entry* Find(const std::string& system, const std::string& code) const {
    const std::string padded_system = system + "        ", padded_code = code + "        ";
    return cache_->Find(std::string_view(padded_system).substr(0, system.size()),
                        std::string_view(padded_code).substr(0, code.size()));
  }
  const CodingCache::Entry& Add(const std::string& raw_system, const std::string& raw_code,
                                std::string_view system, std::string_view code) {
    padded_ = {raw_system + "        ", raw_code + "        "};
    return cache_->Add(std::string_view(padded_[0]).substr(0, raw_system.size()),
                       std::string_view(padded_[1]).substr(0, raw_code.size()), system, code,
                       case_arena_);
  }
  base::Arena& case_arena() { return case_arena_; }

 private:
  plan::Plan plan_;
  std::optional<CodeTable> table_;
  // Three collections: the first is asked for A, the second for B, the third for both; a code of
  // "snomed" decides about all, one of "local" about the first.
  const AskedCodes asked_{.sets = {0b101, 0b110}, .systems = {0b111, 0b001}};
  std::optional<CodingCache> cache_;
  base::Arena case_arena_;
  std::array<std::string, 2> padded_;
};

const std::string kRawSnomed = fmt::format("\"{}\"", kSnomedUri);

TEST_CASE("What is kept of a coding is what was read of it, however it is written") {
  Cache cache;
  struct Written {
    std::string raw_system, raw_code, system, code;
    int32_t index;
    std::vector<int32_t> sets;
    uint32_t wanted = 0;
  };
  constexpr uint32_t kAll = ~uint32_t{0};
  const std::string kLong(60, '7');
  const std::vector<Written> all = {
      {kRawSnomed, "\"1001\"", std::string(kSnomedUri), "1001", 0, {0, 1}, 0b111},
      {kRawSnomed,
       "\"100100100100100100\"",
       std::string(kSnomedUri),
       "100100100100100100",
       0,
       {},
       kAll},
      {kRawSnomed, '"' + kLong + '"', std::string(kSnomedUri), kLong, 0, {}, kAll},
      {kRawSnomed, "\"10\\u00301\"", std::string(kSnomedUri), "1001", 0, {0, 1}, 0b111},
      {kRawSnomed,
       "\"10\\u0030\\u0031\\u0031\\u0031\"",
       std::string(kSnomedUri),
       "100111",
       0,
       {},
       kAll},
      {kRawSnomed, "1001", std::string(kSnomedUri), "1001", 0, {0, 1}, 0b111},
      {"\"urn:local\"", "\"a\\/b\"", "urn:local", "a/b", 1, {0}, 0b101},
      {"\"urn:local\"", "\"1001\"", "urn:local", "1001", 1, {}},
      {"\"urn:other\"", "\"1001\"", "urn:other", "1001", -1, {}},
      {"", "\"1001\"", "", "1001", -1, {}},
      {"", "\"x\"", "", "x", -1, {}},
  };
  for (const Written& one : all) {
    CHECK(cache.Find(one.raw_system, one.raw_code) == nullptr);
    cache.Add(one.raw_system, one.raw_code, one.system, one.code);
  }
  for (const Written& one : all) {
    INFO(one.raw_system << " " << one.raw_code);
    const CodingCache::Entry* const entry = cache.Find(one.raw_system, one.raw_code);
    REQUIRE(entry != nullptr);
    CHECK(entry->code() == one.code);
    CHECK(entry->system() == one.index);
    CHECK(entry->coding().system_uri == one.system);
    CHECK(std::vector<int32_t>(entry->sets().begin(), entry->sets().end()) == one.sets);
    CHECK(entry->unlisted() == (one.index == 0 && one.sets.empty()));
    CHECK(entry->wanted() == one.wanted);
    CHECK(entry->decided() == (one.index < 0 ? 0 : one.index == 0 ? 0b111 : 0b001));
  }
}

TEST_CASE("A full cache of codings keeps what it has, and reads the others each time") {
  Cache cache;
  const auto code_of = [](size_t i) {
    return fmt::format("{}{}", i * 7919, i % 3 == 0 ? "-and-a-long-tail" : "");
  };
  const size_t count = CodingCache::kMaxEntries + 100;
  for (size_t i = 0; i < count; ++i) {
    const std::string code = code_of(i);
    CHECK(cache.Add(kRawSnomed, '"' + code + '"', kSnomedUri, code).code() == code);
  }
  size_t kept = 0, right = 0;
  for (size_t i = 0; i < count; ++i) {
    const CodingCache::Entry* const entry = cache.Find(kRawSnomed, '"' + code_of(i) + '"');
    if (entry == nullptr) continue;
    ++kept;
    right += entry->code() == code_of(i) && entry->system() == 0 ? 1 : 0;
  }
  CHECK(kept == CodingCache::kMaxEntries);
  CHECK(right == kept);
}

TEST_CASE("More systems than are kept are read each time") {
  Cache cache;
  size_t kept = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string uri = fmt::format("urn:system:{}", i);
    CHECK(cache.Add('"' + uri + '"', "\"1\"", uri, "1").coding().system_uri == uri);
    kept += cache.Find('"' + uri + '"', "\"1\"") != nullptr ? 1 : 0;
  }
  CHECK(kept > 256);
  CHECK(kept < 3000);
  CHECK(cache.Find("\"urn:system:7\"", "\"1\"")->coding().system_uri == "urn:system:7");
}

TEST_CASE("Codes are counted anew where they are counted elsewhere") {
  Cache cache;
  UnlistedCodes first, second;
  cache->CountUnlisted(&first);
  const auto meet = [&](int charts) {
    for (int i = 0; i < charts; ++i) {
      cache->BeginChart();
      const CodingCache::Entry* entry = cache.Find(kRawSnomed, "\"42\"");
      if (entry == nullptr) entry = &cache.Add(kRawSnomed, "\"42\"", kSnomedUri, "42");
      cache->Count(*entry);
      cache->Count(cache.Add(kRawSnomed, "\"1001\"", kSnomedUri, "1001"));
    }
  };
  meet(20);
  cache->CountUnlisted(&second);
  CHECK(cache.Find(kRawSnomed, "\"42\"") == nullptr);
  meet(12);
  REQUIRE(first.MostCommon(9).size() == 1);
  REQUIRE(second.MostCommon(9).size() == 1);
  CHECK(first.MostCommon(9)[0].charts == 20);
  CHECK(second.MostCommon(9)[0].charts == 12);
  CHECK(second.MostCommon(9)[0].code == "42");
}

// A worker that had met the code before once took the second chart for sound.
TEST_CASE("A code that is not JSON is told in every chart that holds it") {
  ReaderFixture fixture;
  const std::string line = BundleOf({
      R"({"resourceType":"Observation","id":"o1","status":"final",
          "code":{"coding":[{"system":"http://loinc.org","code":"47\q18"}]}})"});
  for (int i = 0; i < 3; ++i) {
    const std::optional<CaseError> error = fixture.Read(line);
    REQUIRE(error);
    CHECK(error->code == CaseErrorCode::kNotJson);
  }
}

TEST_CASE("Zeroed memory is zero, begins on a large page and can be moved") {
  base::ZeroedMemory memory(3 * base::ZeroedMemory::kLargePage - 5);
  CHECK(reinterpret_cast<uintptr_t>(memory.data()) % base::ZeroedMemory::kLargePage == 0);
  CHECK(memory.size() == 3 * base::ZeroedMemory::kLargePage);
  CHECK(std::all_of(memory.data(), memory.data() + memory.size(), [](char c) { return c == 0; }));
  memory.data()[memory.size() - 1] = 'x';
  base::ZeroedMemory moved = std::move(memory);
  CHECK(moved.data()[moved.size() - 1] == 'x');
  memory = std::move(moved);
  CHECK(memory.data()[memory.size() - 1] == 'x');
}

}  // namespace
}  // namespace suture::chart
