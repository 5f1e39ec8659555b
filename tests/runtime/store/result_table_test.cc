#include "runtime/store/result_table.h"

#include <catch2/catch.hpp>

#include "tests/runtime/store/sample_result.h"

namespace suture::store {
namespace {

// The fields and groups of the sample, and a finding, which is no column.
plan::Plan SamplePlan() {
  plan::Plan plan;
  for (const char* name : {"Diabetes", "Creatinine", "Stroke", "hidden", "Approach", "Ssi"}) {
    plan.fields.push_back({.name = name});
  }
  plan.fields[3].is_finding = true;
  plan.fields.push_back({.name = "Stenosis", .group = {0}});
  plan::Group lesion;
  lesion.name = "Lesion";
  lesion.fields = {{6}};
  plan.groups.push_back(lesion);
  return plan;
}

std::string Rows(const ResultTable& table, const CaseResult& result, bool redact = false) {
  std::string out;
  plan::Plan plan = SamplePlan();
  plan.fields[4].type.kind = plan::TypeKind::kText;
  const Redactor redactor(plan);
  table.AppendRows(result, {.redactor = redact ? &redactor : nullptr}, out);
  return out;
}

TEST_CASE("wide: a row a case, a column a field, codes as they are submitted") {
  const plan::Plan plan = SamplePlan();
  const ResultTable table(plan, {}, ResultTable::Form::kWide);
  CHECK(table.header() ==
        "line,plan,case,status,review,Diabetes,Creatinine,Stroke,Approach,Ssi,Lesion.Stenosis\n");
  const SampleResult sample;
  CHECK(Rows(table, sample.result) ==
        "1,0123456789ab,sts-01,ok,Stroke (unsettled),1,,,Open,,70 | 70\n");
  CHECK(Rows(table, sample.result, true) ==
        "1,0123456789ab,line-1,ok,Stroke (unsettled),1,,,(withheld),,70 | 70\n");
  CaseResult broken = {.line = 7, .status = CaseStatus::kError, .plan_hash = "0123456789abcdef"};
  broken.fault = {"truncated", "The line ends, and more was meant.", 3};
  CHECK(Rows(table, broken) ==
        "7,0123456789ab,,error,\"The line ends, and more was meant.\",,,,,,\n");
}

TEST_CASE("wide: only the chosen fields are columns") {
  const plan::Plan plan = SamplePlan();
  const std::vector<plan::FieldId> chosen = {{4}, {0}};
  const ResultTable table(plan, chosen, ResultTable::Form::kWide);
  CHECK(table.header() == "line,plan,case,status,review,Diabetes,Approach\n");
  const SampleResult sample;
  CHECK(Rows(table, sample.result) == "1,0123456789ab,sts-01,ok,Stroke (unsettled),1,Open\n");
}

TEST_CASE("long: a row a field, with its step and evidence; checks and faults have rows too") {
  const plan::Plan plan = SamplePlan();
  const ResultTable table(plan, {}, ResultTable::Form::kLong);
  const SampleResult sample;
  const std::string rows = table.header() + Rows(table, sample.result);
  std::vector<std::string> lines;
  for (size_t at = 0; at < rows.size();) {
    const size_t end = rows.find('\n', at);
    lines.push_back(rows.substr(at, end - at));
    at = end + 1;
  }
  REQUIRE(lines.size() == 1 + 5 + 2 + 2);
  CHECK(lines[1].find(
            "1,0123456789ab,sts-01,ok,,,,Diabetes,answered,Yes,1,,,,,hba1c,,"
            "\"[{\"\"kind\"\":\"\"entry\"\",\"\"source\"\":\"\"Observation/hba1c-3\"\"") == 0);
  CHECK(lines[3].find(",Stroke,review,,,,unsettled,imprecise_time,No,") != std::string::npos);
  CHECK(lines[7].find("1,0123456789ab,sts-01,ok,Lesion,2,1,Stenosis,answered,70,70,") == 0);
  CHECK(lines[9] ==
        "1,0123456789ab,sts-01,ok,Lesion,2,,,check,A lesion has no vessel.,,,error,,,,,,");
  const std::string redacted = Rows(table, sample.result, true);
  for (const char* gone : {"7.10 %", "hba1c-3", "Open"})
    CHECK(redacted.find(gone) == std::string::npos);
  CHECK(redacted.find("(withheld)") != std::string::npos);
}

TEST_CASE("texts of charts stay in their cell, on their line, and are no formulas") {
  const plan::Plan plan = SamplePlan();
  const ResultTable table(plan, {}, ResultTable::Form::kWide);
  const auto cell = [&](std::string_view text) {
    const CaseResult result = {
        .line = 1, .case_id = text, .status = CaseStatus::kNoCase, .plan_hash = "a"};
    const std::string row = Rows(table, result);
    REQUIRE(row.find("1,a,") == 0);
    return row.substr(4, row.find(",no_case,") - 4);
  };
  CHECK(cell("a, \"b\"") == "\"a, \"\"b\"\"\"");
  CHECK(cell("a\r\nb") == "a  b");
  CHECK(cell(" a") == "\" a\"");
  CHECK(cell("\"") == "\"\"\"\"");
  CHECK(cell("=HYPERLINK(1)") == "'=HYPERLINK(1)");
  CHECK(cell("@a,") == "\"'@a,\"");
  CHECK(cell("-cmd") == "'-cmd");
  CHECK(cell("-3.5") == "-3.5");
  CHECK(cell("-") == "'-");
}

}  // namespace
}  // namespace suture::store
