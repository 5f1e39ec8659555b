// The proof of table_coverage: random tables over small domains are written as a spec and checked,
// and every point of the domain is tried against the table's own model by a naive reading. What the
// two say of gaps, overlaps and dead rows must be the same, table by table and row by row.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/compiler/check/check_text.h"

namespace suture::check {
namespace {

// ---- the model ----------------------------------------------------------------------------------

constexpr int kUnknown = -100;

// An input: its possible values as half units (so that 2.5 is 5), members, or yes/no as 1/0.
struct Input {
  std::string name;
  std::vector<int> values;             // kUnknown left out
  std::map<int, std::string> spelled;  // As a cell writes it
  bool ordered = false;
  std::set<int> unranked;  // Members that the order leaves out
};

struct Test {
  bool unknown = false;
  std::string op = "=";
  int low = 0;
  std::optional<int> high;
};
using Cell = std::vector<Test>;  // Empty: any value
struct Row {
  std::vector<Cell> cells;
  int answer = 0;  // Rank of G0 < G1 < G2; -1: review
};
struct RandomTable {
  std::vector<const Input*> inputs;
  std::string policy;
  std::vector<Row> rows;
};

bool Holds(const Input& input, const Test& test, int value) {
  if (test.unknown) return value == kUnknown;
  if (value == kUnknown) return false;
  if (test.high) return test.low <= value && value <= *test.high;
  if (test.op == "=") return value == test.low;
  if (test.op == "!=") return value != test.low;
  if (input.unranked.contains(value) || input.unranked.contains(test.low)) return false;
  if (test.op == "<") return value < test.low;
  if (test.op == "<=") return value <= test.low;
  if (test.op == ">") return value > test.low;
  return value >= test.low;
}

bool Holds(const RandomTable& table, const Row& row, const std::vector<int>& point) {
  for (size_t c = 0; c < point.size(); ++c) {
    if (row.cells[c].empty()) continue;
    bool held = false;
    for (const Test& test : row.cells[c]) held = held || Holds(*table.inputs[c], test, point[c]);
    if (!held) return false;
  }
  return true;
}

std::vector<std::vector<int>> PointsOf(const RandomTable& table) {
  std::vector<std::vector<int>> points = {{}};
  for (const Input* input : table.inputs) {
    std::vector<std::vector<int>> longer;
    for (const std::vector<int>& point : points) {
      for (int value : input->values) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
      longer.push_back(point);
      longer.back().push_back(kUnknown);
    }
    points = std::move(longer);
  }
  return points;
}

// Row indices: which clash with an earlier one, which never give the answer.
struct Findings {
  bool gap = false;
  std::set<size_t> clashes, dead;
};

// The row that answers, by the meaning of the hit policy.
size_t Winner(const RandomTable& table, const std::vector<size_t>& held) {
  size_t winner = held[0];
  if (table.policy != "priority") return winner;
  for (size_t r : held) {
    if (table.rows[r].answer > table.rows[winner].answer) winner = r;
  }
  return winner;
}

Findings Enumerate(const RandomTable& table) {
  Findings out;
  std::vector<bool> alive(table.rows.size());
  const bool one_wins = table.policy == "first" || table.policy == "priority";
  for (const std::vector<int>& point : PointsOf(table)) {
    std::vector<size_t> held;
    for (size_t r = 0; r < table.rows.size(); ++r) {
      if (Holds(table, table.rows[r], point)) held.push_back(r);
    }
    if (held.empty()) {
      out.gap = true;
      continue;
    }
    for (size_t r : held) alive[r] = alive[r] || !one_wins || r == Winner(table, held);
    if (one_wins || table.policy == "collect") continue;
    for (size_t later = 1; later < held.size(); ++later) {
      for (size_t earlier = 0; earlier < later; ++earlier) {
        bool differ = table.rows[held[later]].answer != table.rows[held[earlier]].answer;
        if (table.policy == "unique" || differ) out.clashes.insert(held[later]);
      }
    }
  }
  for (size_t r = 0; r < table.rows.size(); ++r) {
    if (!alive[r]) out.dead.insert(r);
  }
  if (table.policy == "collect") out.gap = false;  // Nothing collected is an answer.
  return out;
}

// ---- the generator ------------------------------------------------------------------------------

Input Numbers(std::string name, int low, int high, int step, const std::string& unit,
              double scale) {
  Input input{.name = std::move(name), .ordered = true};
  for (int v = low; v <= high; v += step) input.values.push_back(v);
  for (int v = low - 2; v <= high + 2; v += 2) {
    std::string number = absl::StrCat(v / 2 * scale);
    input.spelled[v] = unit.empty() ? number : absl::StrCat(number, " ", unit);
  }
  return input;
}

std::vector<Input> Inputs() {
  std::vector<Input> inputs;
  for (const char* name : {"t0", "t1", "t2"})
    inputs.push_back({.name = name, .values = {1, 0}, .spelled = {{1, "yes"}, {0, "no"}}});
  inputs.push_back({.name = "c0", .values = {0, 1, 2}, .spelled = {{0, "A"}, {1, "B"}, {2, "C"}}});
  inputs.push_back({.name = "o0",
                    .values = {0, 1, 2, 3},
                    .spelled = {{0, "Low"}, {1, "Mid"}, {2, "High"}, {3, "Else"}},
                    .ordered = true,
                    .unranked = {3}});
  inputs.push_back({.name = "s0", .values = {0, 1, 2}, .spelled = {{0, "\"a\""}, {1, "\"b\""}}});
  inputs.push_back(Numbers("n0", 0, 10, 2, "", 1));       // Whole numbers from 0 to 5
  inputs.push_back(Numbers("d0", 0, 8, 1, "%", 1));       // 0 to 4 %, with what lies between
  inputs.push_back(Numbers("u0", 0, 8, 1, "g/L", 0.01));  // 0 to 4 mg/dL, cells in g/L
  inputs.push_back(Numbers("r0", 0, 8, 2, "kg", 1));      // 0 to 4 kg, rounded to whole ones
  inputs.push_back(Numbers("free", -4, 20, 1, "h", 1));   // No range: cells stay between 0 and 8
  return inputs;
}

constexpr const char* kDeclarations = R"(
choice Grade ordered G2 > G1 > G0 { G0, G1, G2 }
choice Letter { A, B, C }
choice Level ordered High > Mid > Low { Low, Mid, High, Else }
finding t0 : truth { otherwise review }
finding t1 : truth { otherwise review }
finding t2 : truth { otherwise review }
finding c0 : Letter { otherwise review }
finding o0 : Level { otherwise review }
finding s0 : text { otherwise review }
finding n0 : integer range 0..5 { otherwise review }
finding d0 : decimal % range 0..4 { otherwise review }
finding u0 : decimal mg/dL range 0..4 { otherwise review }
finding r0 : decimal kg round to 1 range 0..4 { otherwise review }
finding free : decimal h { otherwise review }
)";

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed), inputs_(Inputs()) {}

  RandomTable Make() {
    RandomTable table;
    const char* kPolicies[] = {"first", "unique", "any", "collect", "priority", "unique"};
    table.policy = kPolicies[Below(6)];
    std::set<size_t> chosen;
    for (size_t n = 1 + Below(3); chosen.size() < n;) chosen.insert(Below(inputs_.size()));
    for (size_t i : chosen) table.inputs.push_back(&inputs_[i]);
    // Half of the tables start as a split of the whole, so that many have neither gap nor overlap.
    if (Below(2) == 0) {
      Split(table, {}, 0);
      if (Below(2) == 0 && table.rows.size() > 1)
        table.rows.erase(table.rows.begin() + static_cast<ptrdiff_t>(Below(table.rows.size())));
      if (Below(3) == 0) AddRow(table);
    } else {
      for (size_t n = 1 + Below(5); n > 0; --n) AddRow(table);
    }
    if (Below(4) == 0)
      table.rows.push_back({std::vector<Cell>(table.inputs.size()), Answer(table)});
    return table;
  }

 private:
  size_t Below(size_t n) { return static_cast<size_t>(random_() % n); }
  int Answer(const RandomTable& table) {
    int answer = static_cast<int>(Below(3));
    return table.policy == "any" && Below(3) != 0     ? 1
           : table.policy == "first" && Below(9) == 0 ? -1
                                                      : answer;
  }

  // Rows that together hold every point once: a cell for each part of the first column, and so on.
  void Split(RandomTable& table, std::vector<Cell> cells, size_t column) {
    if (column == table.inputs.size()) {
      table.rows.push_back({std::move(cells), Answer(table)});
      return;
    }
    const Input& input = *table.inputs[column];
    std::vector<Cell> parts = {{}};
    if (Below(3) != 0) {
      parts = {{{.unknown = true}}};
      if (input.ordered && input.unranked.empty()) {
        int at = Limit(input);
        parts.push_back({{.op = "<", .low = at}});
        parts.push_back({{.op = ">=", .low = at}});
      } else {
        int at = Spelled(input);
        parts.push_back({{.op = "=", .low = at}});
        parts.push_back({{.op = "!=", .low = at}});
        if (input.name[0] == 't') parts.back() = {{.low = 1 - at}};
      }
    }
    for (const Cell& part : parts) {
      std::vector<Cell> longer = cells;
      longer.push_back(part);
      Split(table, std::move(longer), column + 1);
    }
  }

  void AddRow(RandomTable& table) {
    Row row;
    for (const Input* input : table.inputs) row.cells.push_back(RandomCell(*input));
    row.answer = Answer(table);
    table.rows.push_back(std::move(row));
  }

  Cell RandomCell(const Input& input) {
    if (Below(5) < 2) return {};
    Cell cell;
    for (size_t n = 1 + Below(2); n > 0; --n) {
      if (Below(6) == 0) {
        cell.push_back({.unknown = true});
      } else if (input.name[0] == 't') {
        cell.push_back({.low = static_cast<int>(Below(2))});
      } else if (!input.ordered) {
        cell.push_back({.op = Below(3) == 0 ? "!=" : "=", .low = Spelled(input)});
      } else if (!input.unranked.empty() || Below(2) == 0) {
        const char* kOps[] = {"<", "<=", ">", ">=", "=", "!="};
        cell.push_back({.op = kOps[Below(6)], .low = Limit(input)});
      } else {
        int a = Limit(input), b = Limit(input);
        cell.push_back({.low = std::min(a, b), .high = std::max(a, b)});
      }
    }
    return cell;
  }

  int Spelled(const Input& input) {
    auto it = input.spelled.begin();
    std::advance(it, static_cast<ptrdiff_t>(Below(input.spelled.size())));
    return it->first;
  }
  // Where there is no range, limits stay well inside of what is enumerated.
  int Limit(const Input& input) {
    return input.name == "free" ? static_cast<int>(Below(9)) * 2 : Spelled(input);
  }

  std::mt19937_64 random_;
  std::vector<Input> inputs_;
};

std::string CellText(const Input& input, const Cell& cell) {
  if (cell.empty()) return "-";
  std::vector<std::string> tests;
  for (const Test& test : cell) {
    const std::string& low = test.unknown ? "unknown" : input.spelled.at(test.low);
    if (test.unknown || (test.op == "=" && !test.high)) {
      tests.push_back(low);
    } else if (test.high) {
      tests.push_back(absl::StrCat(low, "..", input.spelled.at(*test.high)));
    } else {
      tests.push_back(absl::StrCat(test.op, " ", low));
    }
  }
  return absl::StrJoin(tests, ", ");
}

std::string TextOf(const RandomTable& table, size_t number) {
  std::string out =
      absl::StrCat("finding f", number, table.policy == "collect" ? " : set of Grade" : " : Grade",
                   " {\n  table t ", table.policy, " {\n    ");
  for (size_t c = 0; c < table.inputs.size(); ++c)
    absl::StrAppend(&out, c == 0 ? "" : " | ", table.inputs[c]->name);
  absl::StrAppend(&out, " || f", number, "\n");
  for (const Row& row : table.rows) {
    for (size_t c = 0; c < row.cells.size(); ++c) {
      absl::StrAppend(&out, c == 0 ? "    " : " | ", CellText(*table.inputs[c], row.cells[c]));
    }
    absl::StrAppend(&out, " || ", row.answer < 0 ? "review" : absl::StrCat("G", row.answer), "\n");
  }
  return out + "  }\n}\n";
}

// ---- what the checker said ----------------------------------------------------------------------

// The point in "... for `t0 = yes, d0 = 2.5 %` ...", checked to be one of the domain.
std::vector<int> PointIn(const RandomTable& table, const std::string& text) {
  std::vector<int> point;
  std::vector<std::string> parts = absl::StrSplit(text.substr(1, text.size() - 2), ", ");
  REQUIRE(parts.size() == table.inputs.size());
  for (size_t c = 0; c < parts.size(); ++c) {
    const Input& input = *table.inputs[c];
    std::string prefix = input.name + " = ";
    REQUIRE(parts[c].rfind(prefix, 0) == 0);
    std::string value = parts[c].substr(prefix.size());
    if (value == "unknown") {
      point.push_back(kUnknown);
      continue;
    }
    if (value == "any other text" || value == "any text") {
      point.push_back(2);
      continue;
    }
    std::optional<int> found;
    for (const auto& [v, spelled] : input.spelled) {
      if (spelled == value) found = v;
    }
    if (!found) {
      REQUIRE(input.ordered);
      found = static_cast<int>(std::strtod(value.c_str(), nullptr) * 2 +
                               (value[0] == '-' ? -0.5 : 0.5));
      // Between two limits any value does: here 2.5 stands for all of them.
    }
    point.push_back(*found);
  }
  return point;
}

bool IsOfTables(diag::KindId kind) {
  using diag::KindId;
  return kind == KindId::kTableGap || kind == KindId::kTableOverlap ||
         kind == KindId::kTableAnyDiffers || kind == KindId::kTableRowNever ||
         kind == KindId::kTableTooWide;
}

struct Said {
  Findings findings;
  std::string text;
};

Said Read(const RandomTable& table, const typed::Module& module, size_t t,
          const std::vector<const diag::Diagnostic*>& of_table) {
  Said said;
  for (const diag::Diagnostic* d : of_table) {
    absl::StrAppend(&said.text, d->message, "\n");
    size_t row = 0;
    while (row < table.rows.size() && !(module.tables[t].source->rows[row].span == d->span)) ++row;
    if (d->kind == diag::KindId::kTableGap) {
      said.findings.gap = true;
      std::vector<int> point = PointIn(table, d->arguments[0]);
      for (const Row& r : table.rows) CHECK_FALSE(Holds(table, r, point));
      continue;
    }
    REQUIRE(row < table.rows.size());
    if (d->kind == diag::KindId::kTableRowNever) {
      said.findings.dead.insert(row);
    } else {
      CHECK((d->kind == diag::KindId::kTableOverlap) == (table.policy == "unique"));
      said.findings.clashes.insert(row);
      std::vector<int> point = PointIn(table, d->arguments[0]);
      CHECK(Holds(table, table.rows[row], point));
    }
  }
  return said;
}

TEST_CASE("exhaustive enumeration agrees with the analysis on 10,000 random tables") {
  constexpr size_t kTables = 10'000, kBatch = 250;
  const char* given = std::getenv("SUTURE_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20240301;
  WARN("seed " << seed << "; SUTURE_SEED sets another");
  Generator generator(seed);
  size_t gaps = 0, overlaps = 0, dead = 0, clean = 0;
  for (size_t begin = 0; begin < kTables; begin += kBatch) {
    std::vector<RandomTable> tables;
    std::string text = kDeclarations;
    for (size_t i = 0; i < kBatch; ++i) {
      tables.push_back(generator.Make());
      text += TextOf(tables.back(), i);
    }
    std::unique_ptr<testing::Checked> checked = testing::CheckText(text);
    REQUIRE(checked->module.tables.size() == kBatch);
    std::vector<std::vector<const diag::Diagnostic*>> of_table(kBatch);
    for (const diag::Diagnostic& d : checked->emitter.emitted()) {
      if (!IsOfTables(d.kind)) continue;
      INFO(d.message);
      size_t t = 0;
      while (
          t < kBatch &&
          checked->module.fields[checked->module.tables[t].field.index].source->steps[0].span.end <
              d.span.begin)
        ++t;
      REQUIRE(t < kBatch);
      of_table[t].push_back(&d);
    }
    for (size_t t = 0; t < kBatch; ++t) {
      INFO(TextOf(tables[t], t));
      Findings truth = Enumerate(tables[t]);
      Said said = Read(tables[t], checked->module, t, of_table[t]);
      INFO(said.text);
      REQUIRE(said.findings.gap == truth.gap);
      REQUIRE(said.findings.clashes == truth.clashes);
      REQUIRE(said.findings.dead == truth.dead);
      gaps += truth.gap;
      overlaps += !truth.clashes.empty();
      dead += !truth.dead.empty();
      clean += !truth.gap && truth.clashes.empty() && truth.dead.empty();
    }
  }
  WARN(gaps << " with a gap, " << overlaps << " with an overlap, " << dead << " with a dead row, "
            << clean << " with none");
  CHECK(gaps >= kTables / 5);
  CHECK(overlaps >= kTables / 5);
  CHECK(dead >= kTables / 20);
  CHECK(clean >= kTables / 20);
}

}  // namespace
}  // namespace suture::check
