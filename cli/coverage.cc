#include "cli/coverage.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "runtime/base/counted.h"
#include "runtime/plan/names.h"

namespace suture::cli {
namespace {

using Json = nlohmann::ordered_json;

Json ExpectationOf(const plan::Plan& plan, const plan::Test& test, const plan::Expect& expect) {
  Json out;
  out["test"] = test.title;
  switch (expect.kind) {
    case plan::ExpectKind::kValue: {
      out["outcome"] = "answered";
      Json& values = out["values"] = Json::array();
      for (const plan::Literal& literal : expect.values) {
        values.push_back(literal.type.unit.empty()
                             ? literal.text
                             : absl::StrCat(literal.text, " ", literal.type.unit));
      }
      break;
    }
    case plan::ExpectKind::kAbsent:
      out["outcome"] = "absent";
      if (!expect.absence.empty()) out["absence"] = expect.absence;
      break;
    case plan::ExpectKind::kNotApplicable:
      out["outcome"] = "not_applicable";
      break;
    case plan::ExpectKind::kHigher:
    case plan::ExpectKind::kLower:
      out["outcome"] = "answered";
      out["values"] = Json::array({plan::Name(expect.kind)});
      break;
    default:
      out["outcome"] = "review";
      if (!expect.reason.empty()) out["reason"] = expect.reason;
  }
  if (expect.step >= 0) {
    out["step"] = plan.fields[static_cast<size_t>(expect.field.index)]
                      .steps[static_cast<size_t>(expect.step)]
                      .name;
  }
  return out;
}

void AddExpectations(const plan::Plan& plan, const plan::Test& test,
                     const std::vector<plan::Expect>& expects, std::vector<Json>& fields) {
  for (const plan::Expect& expect : expects) {
    if (!expect.field.valid()) continue;
    fields[static_cast<size_t>(expect.field.index)]["expectations"].push_back(
        ExpectationOf(plan, test, expect));
  }
}

struct Sum {
  int reached = 0, all = 0;
};
using Sums = std::array<Sum, 4>;  // By PartKind
constexpr std::array kKinds = {testing::PartKind::kStep, testing::PartKind::kRow,
                               testing::PartKind::kAnswer, testing::PartKind::kAbsence};

void Count(Sums& sums, const testing::Part& part) {
  Sum& sum = sums[static_cast<size_t>(part.kind)];
  ++sum.all;
  if (part.hits > 0) ++sum.reached;
}

// "2 of 3 steps, 4 of 4 answers"
std::string TextOf(const Sums& sums) {
  std::vector<std::string> texts;
  for (testing::PartKind kind : kKinds) {
    const Sum& sum = sums[static_cast<size_t>(kind)];
    if (sum.all == 0) continue;
    texts.push_back(
        absl::StrCat(sum.reached, " of ", base::Counted(sum.all, testing::NameOf(kind))));
  }
  return absl::StrJoin(texts, ", ");
}

std::map<int32_t, Sums> ByField(const std::vector<testing::Part>& parts) {
  std::map<int32_t, Sums> by_field;
  for (const testing::Part& part : parts) Count(by_field[part.field.index], part);
  return by_field;
}

// What one file has, for LCOV.
struct FileRecord {
  std::map<int, std::pair<std::string, uint32_t>>
      fields;  // By line: the field, times a part of it was reached
  std::map<int, uint32_t> lines;
  std::map<int, std::vector<uint32_t>> branches;
};

std::string RecordText(const std::string& name, const std::string& path, const FileRecord& record) {
  std::string out = absl::StrCat("TN:", name, "\nSF:", path, "\n");
  int reached = 0;
  for (const auto& [line, field] : record.fields)
    absl::StrAppend(&out, "FN:", line, ",", field.first, "\n");
  for (const auto& [line, field] : record.fields) {
    absl::StrAppend(&out, "FNDA:", field.second, ",", field.first, "\n");
    if (field.second > 0) ++reached;
  }
  absl::StrAppend(&out, "FNF:", record.fields.size(), "\nFNH:", reached, "\n");
  int branches = 0, taken = 0;
  for (const auto& [line, hits] : record.branches) {
    for (size_t i = 0; i < hits.size(); ++i, ++branches) {
      absl::StrAppend(&out, "BRDA:", line, ",0,", i, ",", hits[i], "\n");
      if (hits[i] > 0) ++taken;
    }
  }
  absl::StrAppend(&out, "BRF:", branches, "\nBRH:", taken, "\n");
  int lines = 0;
  for (const auto& [line, hits] : record.lines) {
    absl::StrAppend(&out, "DA:", line, ",", hits, "\n");
    if (hits > 0) ++lines;
  }
  return absl::StrCat(out, "LF:", record.lines.size(), "\nLH:", lines, "\nend_of_record\n");
}

}  // namespace

std::string PlaceOf(const plan::Plan& plan, const plan::SourceSpan& span) {
  if (span.file < 0) return "";
  return absl::StrCat(plan.files[static_cast<size_t>(span.file)], ":", span.line);
}

Json CoverageOf(const std::string& name, const plan::Plan& plan, const plan::Suite& suite,
                const testing::SuiteReport& report) {
  std::vector<Json> fields;
  for (const plan::Field& field : plan.fields) {
    Json& entry = fields.emplace_back();
    entry["field"] = field.name;
    entry["at"] = PlaceOf(plan, field.span);
    if (field.is_finding) entry["finding"] = true;
    entry["expectations"] = Json::array();
    entry["not_reached"] = Json::array();
  }
  for (const plan::Test& test : suite.tests) {
    AddExpectations(plan, test, test.expects, fields);
    for (const plan::Vary& vary : test.varies) AddExpectations(plan, test, vary.expects, fields);
  }
  for (const auto& [field, sums] : ByField(report.coverage)) {
    Json& reached = fields[static_cast<size_t>(field)]["reached"];
    for (testing::PartKind kind : kKinds) {
      const Sum& sum = sums[static_cast<size_t>(kind)];
      if (sum.all > 0) reached[std::string(testing::NameOf(kind)) + "s"] = {sum.reached, sum.all};
    }
  }
  for (const testing::Part& part : report.coverage) {
    if (part.hits > 0) continue;
    fields[static_cast<size_t>(part.field.index)]["not_reached"].push_back(
        {{"what", part.what}, {"at", PlaceOf(plan, part.span)}});
  }
  Json out;
  out["module"] = name;
  out["passed"] = report.passed;
  out["failed"] = report.failed;
  out["fields"] = fields;
  return out;
}

std::string CoverageText(const plan::Plan& plan, const testing::SuiteReport& report) {
  const std::map<int32_t, Sums> by_field = ByField(report.coverage);
  Sums whole;
  std::string out;
  int32_t last = -1;
  for (const testing::Part& part : report.coverage) {
    Count(whole, part);
    if (part.field.index != last) {
      last = part.field.index;
      absl::StrAppend(&out, plan.fields[static_cast<size_t>(last)].name, ": ",
                      TextOf(by_field.at(last)), "\n");
    }
    if (part.hits == 0)
      absl::StrAppend(&out, "    not reached: ", part.what, " (", PlaceOf(plan, part.span), ")\n");
  }
  return absl::StrCat(out, "Tests reach ", TextOf(whole), ".\n");
}

std::string CoverageLcov(const std::string& name, const plan::Plan& plan,
                         const testing::SuiteReport& report) {
  std::map<std::string, FileRecord> files;
  for (const testing::Part& part : report.coverage) {
    if (part.span.file < 0) continue;
    const plan::Field& field = plan.fields[static_cast<size_t>(part.field.index)];
    FileRecord& record = files[plan.files[static_cast<size_t>(part.span.file)]];
    if (field.span.file == part.span.file) {
      auto& [its_name, hits] = record.fields[field.span.line];
      its_name = field.name;
      hits += part.hits;
    }
    if (part.kind == testing::PartKind::kAnswer || part.kind == testing::PartKind::kAbsence) {
      record.branches[part.span.line].push_back(part.hits);
      continue;
    }
    // Of several parts on one line that with the fewest hits counts: a line is reached when all
    // are.
    const auto [line, is_new] = record.lines.emplace(part.span.line, part.hits);
    if (!is_new) line->second = std::min(line->second, part.hits);
  }
  std::string out;
  for (const auto& [path, record] : files) out += RecordText(name, path, record);
  return out;
}

}  // namespace suture::cli
