#include "runtime/chart/code_table.h"

#include <catch2/catch.hpp>
#include <random>

namespace suture::chart {
namespace {

using plan::CodeRange;
using plan::CodeSet;

constexpr int kIcd = 0, kCpt = 1, kRxnorm = 2, kSnomed = 3;

class Table {
 public:
  explicit Table(std::vector<CodeSet> sets) {
    plan_.systems = {
        {"icd10cm", {"http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"}, false},
        {"cpt", {"http://www.ama-assn.org/go/cpt"}, false},
        {"rxnorm", {"http://www.nlm.nih.gov/research/umls/rxnorm"}, true},
        {"snomed", {"http://snomed.info/sct"}, false}};
    plan_.code_sets = std::move(sets);
    table_.emplace(*CodeTable::Create(plan_));
  }
  std::vector<int32_t> Find(int system, std::string_view code) {
    const auto sets = table_->Find(system, code, arena_);
    return {sets.begin(), sets.end()};
  }
  const CodeTable& table() const { return *table_; }

 private:
  plan::Plan plan_;
  std::optional<CodeTable> table_;
  base::Arena arena_;
};

CodeRange One(int system, std::string code) { return {{system}, std::move(code), "", false}; }
CodeRange Prefix(int system, std::string code) { return {{system}, std::move(code), "", true}; }
CodeRange Range(int system, std::string low, std::string high) {
  return {{system}, std::move(low), std::move(high), false};
}

using Sets = std::vector<int32_t>;

TEST_CASE("A system is found by each of its URIs") {
  const Table table({});
  CHECK(table.table().FindSystem("http://hl7.org/fhir/sid/icd-10-cm") == kIcd);
  CHECK(table.table().FindSystem("urn:oid:2.16.840.1.113883.6.90") == kIcd);
  CHECK(table.table().FindSystem("http://snomed.info/sct/") == kSnomed);
  CHECK(table.table().FindSystem("http://snomed.info") == -1);
  CHECK(table.table().FindSystem("") == -1);
  CHECK(table.table().IsOpen(kRxnorm));
  CHECK_FALSE(table.table().IsOpen(kCpt));
}

TEST_CASE("In a tree a range holds all that lies below its ends") {
  Table table({{"Diabetes", {Range(kIcd, "E08", "E13")}, {}}});
  for (const char* code :
       {"E08", "E08.1", "E10", "E11.9", "E119", "e11.65", "E13", "E13.9", "E13.A"}) {
    INFO(code);
    CHECK(table.Find(kIcd, code) == Sets{0});
  }
  for (const char* code : {"E07.9", "E14", "E1", "E", "", "D13", "F10", "11.9"}) {
    INFO(code);
    CHECK(table.Find(kIcd, code).empty());
  }
  CHECK(table.Find(kSnomed, "E11").empty());
}

TEST_CASE("Letters within a tree's codes keep their place") {
  Table table({{"Cancer", {Range(kIcd, "C00", "C96")}, {}}});
  CHECK(table.Find(kIcd, "C4A.9") == Sets{0});
  CHECK(table.Find(kIcd, "C97").empty());
}

TEST_CASE("Exceptions beat ranges, prefixes and codes of the same set only") {
  Table table({{"A", {Prefix(kIcd, "E11")}, {One(kIcd, "E11.9"), Range(kIcd, "E11.3", "E11.4")}},
               {"B", {One(kIcd, "E11.9")}, {}},
               {"C", {Range(kIcd, "E00", "E89")}, {Prefix(kIcd, "E11.6")}}});
  CHECK(table.Find(kIcd, "E11.9") == Sets{1, 2});
  CHECK(table.Find(kIcd, "E11.21") == Sets{0, 2});
  CHECK(table.Find(kIcd, "E11.321") == Sets{2});
  CHECK(table.Find(kIcd, "E11.65") == Sets{0});
  CHECK(table.Find(kIcd, "E11") == Sets{0, 2});
}

TEST_CASE("Outside of a tree a code is what is written") {
  Table table({{"CABG", {Range(kCpt, "33510", "33536"), One(kCpt, "33140")}, {One(kCpt, "33520")}},
               {"New", {Range(kCpt, "0042T", "0999T")}, {}},
               {"Numbers", {Range(kSnomed, "99", "1010")}, {}}});
  CHECK(table.Find(kCpt, "33517") == Sets{0});
  CHECK(table.Find(kCpt, "33510") == Sets{0});
  CHECK(table.Find(kCpt, "33536") == Sets{0});
  CHECK(table.Find(kCpt, "33140") == Sets{0});
  for (const char* code : {"33520", "33537", "335101", "3351", "33.517", "00500"}) {
    INFO(code);
    CHECK(table.Find(kCpt, code).empty());
  }
  CHECK(table.Find(kCpt, "0500T") == Sets{1});
  CHECK(table.Find(kSnomed, "99") == Sets{2});
  CHECK(table.Find(kSnomed, "500") == Sets{2});
  CHECK(table.Find(kSnomed, "1010") == Sets{2});
  CHECK(table.Find(kSnomed, "1011").empty());
  CHECK(table.Find(kSnomed, "98").empty());
  CHECK(table.Find(kSnomed, "10000").empty());
}

TEST_CASE("Prefixes outside of a tree") {
  Table table(
      {{"A", {Prefix(kCpt, "335")}, {Prefix(kCpt, "3353")}}, {"B", {One(kCpt, "33533")}, {}}});
  CHECK(table.Find(kCpt, "33510") == Sets{0});
  CHECK(table.Find(kCpt, "33533") == Sets{1});
  CHECK(table.Find(kCpt, "33539").empty());
  CHECK(table.Find(kCpt, "33").empty());
}

TEST_CASE("A code too long for any set is no member") {
  Table table({{"A", {Range(kIcd, "A00", "Z99")}, {}}});
  CHECK(table.Find(kIcd, "E11" + std::string(200, '0')).empty());
}

// Against the meaning written down naively, over random sets and codes of a tree.
TEST_CASE("Segments agree with looking at every line") {
  std::mt19937 random(9);
  const auto code = [&] {
    std::string text(1, static_cast<char>('A' + random() % 3));
    const int digits = 2 + random() % 3;
    for (int i = 0; i < digits; ++i) text += static_cast<char>('0' + random() % 4);
    return text;
  };
  const auto holds = [](const CodeRange& line, const std::string& text) {
    if (line.high.empty() && !line.prefix) return text == line.low;
    if (line.prefix) return text.rfind(line.low, 0) == 0;
    return text >= line.low && (text <= line.high || text.rfind(line.high, 0) == 0);
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<CodeSet> sets(5);
    for (CodeSet& set : sets) {
      for (auto* lines : {&set.include, &set.exclude}) {
        const int count = random() % 4;
        for (int i = 0; i < count; ++i) {
          std::string low = code(), high = code();
          if (high < low) std::swap(low, high);
          const int kind = random() % 3;
          lines->push_back(kind == 0   ? One(kIcd, low)
                           : kind == 1 ? Prefix(kIcd, low.substr(0, 3))
                                       : Range(kIcd, low, high));
        }
      }
    }
    Table table(sets);
    for (int i = 0; i < 100; ++i) {
      const std::string text = code();
      Sets expected;
      for (size_t set = 0; set < sets.size(); ++set) {
        const auto any = [&](const std::vector<CodeRange>& lines) {
          return std::any_of(lines.begin(), lines.end(),
                             [&](const auto& l) { return holds(l, text); });
        };
        if (any(sets[set].include) && !any(sets[set].exclude))
          expected.push_back(static_cast<int>(set));
      }
      CHECK(table.Find(kIcd, text) == expected);
    }
  }
}

}  // namespace
}  // namespace suture::chart
