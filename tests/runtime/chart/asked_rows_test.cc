// Rows that no query asks for are left out, whatever the order of members in which that shows.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

// Conditions are asked for by one code of SNOMED CT alone.
class AskedFixture {
 public:
  AskedFixture() {
    const plan::SystemId snomed = SystemNamed(kinds_.plan, "snomed");
    kinds_.plan.code_sets = {{.name = "Asked", .include = {{.system = snomed, .low = "1"}}}};
    for (plan::Query& query : kinds_.plan.queries) {
      if (query.collection == kinds_.Collection("condition")) query.codes = {{0}};
    }
    program_ = std::make_unique<Program>(*Program::Create(kinds_.plan));
    reader_ = std::make_unique<FhirBundleReader>(*program_, filter_);
    chart_ = std::make_unique<Case>(kinds_.plan);
  }
  // Every row of the conditions, cell by cell.
  std::string Read(const std::string& resource) {
    std::string line = BundleOf({resource});
    const size_t size = line.size();
    line.append(FhirBundleReader::kPadding, '\0');
    chart_->Reset();
    REQUIRE_FALSE(reader_->Read(std::string_view(line).substr(0, size), *chart_));
    std::string rows;
    for (const Row& row : chart_->rows(kinds_.Collection("condition")).rows) {
      rows += std::string(chart_->resources()[row.resource].id) + ": ";
      for (const Cell& cell : row.cells) rows += ShowCell(cell) + "|";
      rows += "\n";
    }
    return rows;
  }
  int64_t unasked() const { return reader_->counters().rows_unasked; }

 private:
  FhirKinds kinds_ = ReadFhirKinds();
  std::unique_ptr<Program> program_;
  ScriptedFilter filter_;
  std::unique_ptr<FhirBundleReader> reader_;
  std::unique_ptr<Case> chart_;
};

// The resource in each order of its members gives the same rows.
std::string ReadInEveryOrder(AskedFixture& f, std::vector<std::string> members) {
  std::sort(members.begin(), members.end());
  std::string first;
  bool is_first = true;
  do {
    std::string resource;
    for (const std::string& member : members) resource += (resource.empty() ? "{" : ",") + member;
    const std::string found = f.Read(resource + "}");
    if (is_first) first = found;
    is_first = false;
    CHECK(found == first);
  } while (std::next_permutation(members.begin(), members.end()));
  return first;
}

std::string CodeMember(const std::string& codings) {
  return R"("code":{"coding":[)" + codings + R"(],"text":"as \"written\""})";
}

const std::string kType = R"("resourceType":"Condition")", kId = R"("id":"c1")",
                  kOnset = R"("onsetDateTime":"2024-02-03")",
                  kNote = R"("note":[{"text":"{[\"]"}])";

TEST_CASE("A row that a query asks for is whole in every order of members") {
  AskedFixture f;
  const std::string rows = ReadInEveryOrder(
      f,
      {kType, kId, kOnset, kNote, CodeMember(R"({"system":"http://snomed.info/sct","code":"1"})")});
  CHECK(rows.substr(0, 4) == "c1: ");
  CHECK(rows.find("codes http://snomed.info/sct|1,;as \"written\"{0,}") != std::string::npos);
  CHECK(rows.find("2024-02-03") != std::string::npos);
  CHECK(f.unasked() == 0);
}

TEST_CASE("A row of another code is left out in every order of members") {
  AskedFixture f;
  const std::string other = R"({"system":"http://snomed.info/sct","code":"2"})";
  CHECK(ReadInEveryOrder(f, {kType, kId, kOnset, kNote, CodeMember(other)}).empty());
  CHECK(f.unasked() == 120);
}

TEST_CASE("A row whose codes decide nothing stays") {
  AskedFixture f;
  CHECK(ReadInEveryOrder(f, {kType, kId, kOnset}) != "");
  CHECK(ReadInEveryOrder(f, {kType, kId, CodeMember(R"({"system":"urn:local","code":"2"})")}) !=
        "");
  CHECK(ReadInEveryOrder(f, {kType, kId, CodeMember("")}) != "");
  const std::string both = R"({"system":"http://snomed.info/sct","code":"2"},)"
                           R"({"system":"http://snomed.info/sct","code":"1"})";
  CHECK(ReadInEveryOrder(f, {kType, kId, CodeMember(both)}) != "");
  CHECK(f.unasked() == 0);
}

// The reader has a bit each for so many collections; rows of the others are kept whatever their
// codes, which costs time and changes nothing.
TEST_CASE("Of collections beyond those that have a bit every row is kept") {
  FhirKinds kinds = ReadFhirKinds();
  plan::Plan& plan = kinds.plan;
  const plan::CollectionId condition = kinds.Collection("condition");
  const plan::SystemId snomed = SystemNamed(plan, "snomed");
  plan.code_sets = {{.name = "Asked", .include = {{.system = snomed, .low = "1"}}}};
  plan.queries.clear();
  std::vector<plan::CollectionId> asked;
  for (int i = 0; i < Asked::kMaxBits + 3; ++i) {
    plan.collections.push_back(plan.collections[condition.index]);
    asked.push_back({static_cast<int32_t>(plan.collections.size()) - 1});
    plan::Query& query = plan.queries.emplace_back();
    query.collection = asked.back();
    query.codes = {{0}};
  }
  const Program program = *Program::Create(plan);
  ScriptedFilter filter;
  FhirBundleReader reader(program, filter);
  Case chart(plan);
  std::string line = BundleOf(
      {"{" + kType + "," + CodeMember(R"({"system":"http://snomed.info/sct","code":"2"})") + "}"});
  const size_t size = line.size();
  line.append(FhirBundleReader::kPadding, '\0');
  REQUIRE_FALSE(reader.Read(std::string_view(line).substr(0, size), chart));
  for (size_t i = 0; i < asked.size(); ++i) {
    CHECK(chart.rows(asked[i]).rows.size() == (i < Asked::kMaxBits ? 0 : 1));
  }
}

}  // namespace
}  // namespace suture::chart
