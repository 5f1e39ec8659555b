#include "cli/coverage.h"

#include <vector>

#include "absl/strings/str_cat.h"

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
        values.push_back(literal.type.unit.empty() ? literal.text : absl::StrCat(literal.text, " ", literal.type.unit));
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
    default:
      out["outcome"] = "review";
      if (!expect.reason.empty()) out["reason"] = expect.reason;
  }
  if (expect.step >= 0) {
    out["step"] = plan.fields[static_cast<size_t>(expect.field.index)].steps[static_cast<size_t>(expect.step)].name;
  }
  return out;
}

void AddExpectations(const plan::Plan& plan, const plan::Test& test, const std::vector<plan::Expect>& expects,
                     std::vector<Json>& fields) {
  for (const plan::Expect& expect : expects) {
    if (!expect.field.valid()) continue;
    fields[static_cast<size_t>(expect.field.index)]["expectations"].push_back(ExpectationOf(plan, test, expect));
  }
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
  for (const testing::Unreached& unreached : report.unreached) {
    fields[static_cast<size_t>(unreached.field.index)]["not_reached"].push_back(
        {{"what", unreached.what}, {"at", PlaceOf(plan, unreached.span)}});
  }
  Json out;
  out["module"] = name;
  out["passed"] = report.passed;
  out["failed"] = report.failed;
  out["fields"] = fields;
  return out;
}

}  // namespace suture::cli
