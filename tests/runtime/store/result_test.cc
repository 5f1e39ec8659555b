#include "runtime/store/result.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "nlohmann/json.hpp"
#include "runtime/store/result_file.h"
#include "runtime/store/result_reader.h"
#include "runtime/store/result_writer.h"
#include "tests/runtime/store/sample_result.h"
#include "tests/support/temporary_folder.h"

namespace suture::store {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing_support::ReadAll;
using testing_support::TemporaryFolder;

std::string Written(const CaseResult& result, const WriteOptions& options = {}) {
  std::string out;
  AppendResultLine(result, options, out);
  return out;
}

TEST_CASE("A case in error and a chart without a case") {
  CaseResult result{.line = 17, .status = CaseStatus::kError, .plan_hash = "ab12"};
  result.fault = {"truncated", "The line ends before its JSON does.", 812};
  CHECK(Written(result) ==
        "{\"v\":1,\"line\":17,\"case\":null,\"status\":\"error\",\"error\":{\"code\":\"truncated\","
        "\"message\":\"The line ends before its JSON does.\",\"offset\":812},\"plan\":\"ab12\"}\n");
  result = {.line = 2, .case_id = "c\"1", .status = CaseStatus::kNoCase, .plan_hash = "ab12"};
  CHECK(Written(result) ==
        "{\"v\":1,\"line\":2,\"case\":\"c\\\"1\",\"status\":\"no_case\",\"plan\":\"ab12\"}\n");
}

TEST_CASE("A result holds every outcome with what it rests on") {
  const SampleResult sample;
  const std::string line = Written(sample.result);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  const json result = json::parse(line);
  const json& fields = result["fields"];
  CHECK(fields["Diabetes"]["outcome"] == "answered");
  CHECK(fields["Diabetes"]["value"] == "Yes");
  CHECK(fields["Diabetes"]["code"] == "1");
  CHECK(fields["Diabetes"]["evidence"][0] == json({{"kind", "entry"},
                                                   {"source", "Observation/hba1c-3"},
                                                   {"path", "result"},
                                                   {"time", "2024-02-01"},
                                                   {"value", "7.10 %"}}));
  CHECK(fields["Diabetes"]["evidence"][1] == json({{"kind", "quote"},
                                                   {"note", "DocumentReference/n1"},
                                                   {"type", "HistoryAndPhysical"},
                                                   {"quote", "type 2 diabetes"},
                                                   {"begin", 10},
                                                   {"end", 25},
                                                   {"bytes", {11, 26}},
                                                   {"grade", "exact"}}));
  CHECK(fields["Creatinine"]["absence"] == "not_documented");
  CHECK_FALSE(fields["Creatinine"].contains("code"));
  CHECK(fields["Creatinine"]["ticks"] == json::array({"6031"}));
  CHECK(fields["Creatinine"]["searched"][0]["found"] == 0);
  CHECK(fields["Stroke"]["reason"] == "unsettled");
  CHECK(fields["Stroke"]["cause"] == "imprecise_time");
  CHECK(fields["Stroke"]["proposal"] == "No");
  CHECK_FALSE(fields["Stroke"].contains("value"));
  CHECK(fields["Approach"]["value"] == json::array({"Open"}));
  CHECK(fields["Ssi"]["outcome"] == "not_applicable");
  CHECK(result["groups"]["Lesion"][0]["fields"]["Stenosis"]["value"] == "70");
  CHECK(result["checks"][0]["level"] == "warning");
  // Members stand in the order of the plan.
  CHECK(line.find("\"Diabetes\"") < line.find("\"Creatinine\""));
}

TEST_CASE("A redacted result says where, and not what") {
  const SampleResult sample;
  plan::Plan plan;
  for (const char* name : {"Diabetes", "Creatinine", "Approach"})
    plan.fields.push_back({.name = name});
  plan.fields[2].type.kind = plan::TypeKind::kText;
  const Redactor redactor(plan);
  const std::string line = Written(sample.result, {.redactor = &redactor});
  const json plain = json::parse(Written(sample.result)), redacted = json::parse(line);
  CHECK(line.find("type 2 diabetes") == std::string::npos);
  CHECK(line.find("7.10") == std::string::npos);
  CHECK(line.find("hba1c-3") == std::string::npos);
  CHECK(plain["case"] == "sts-01");
  CHECK(redacted["case"] == "line-" + std::to_string(sample.result.line));
  plan.index.query = {0};
  plan.index.which = plan::IndexWhich::kEach;
  CaseResult event = sample.result;
  event.case_id = "sts#01#2";
  const Redactor of_events(plan);
  const json second = json::parse(Written(event, {.redactor = &of_events}));
  CHECK(second["case"] == "line-" + std::to_string(event.line) + "#2");
  CHECK(redacted["fields"]["Diabetes"]["value"] == "Yes");
  CHECK(plain["fields"]["Approach"]["value"] == json{"Open"});
  CHECK(redacted["fields"]["Approach"]["value"] == json{"(withheld)"});
  CHECK(Written(sample.result, {.redactor = &redactor}) == line);
}

TEST_CASE(
    "An item that was written out before is copied as it stands, and never when it is redacted") {
  EvidenceItem item{.source = "Observation/MRN-1", .path = "result", .value = "7.1 \"%\""};
  const EvidenceItem* const items[] = {&item, &item};
  const FieldResult fields[] = {{.name = "A", .evidence = items}};
  const CaseResult result{.line = 1, .case_id = "c", .fields = fields};
  const std::string plain = Written(result, {});
  std::string written;
  AppendEvidence(item, written);
  item.json = written;
  CHECK(Written(result, {}) == plain);
  std::string listed;
  AppendEvidence(items, listed);
  CHECK(listed == "[" + written + "," + written + "]");
  const plan::Plan plan;
  const Redactor redactor(plan);
  CHECK(Written(result, {.redactor = &redactor}).find("MRN") == std::string::npos);
  CHECK(Written(result, {.redactor = &redactor}).find("7.1") == std::string::npos);
  // Longer than the block that a line is gathered in.
  const std::string long_text(10000, 'x');
  item.source = long_text;
  item.json = {};
  const std::string long_plain = Written(result, {});
  written.clear();
  AppendEvidence(item, written);
  item.json = written;
  CHECK(Written(result, {}) == long_plain);
}

TEST_CASE("A redacted result names entries by their places, the same one always by the same") {
  const EvidenceItem first_items[] = {
      {.kind = EvidenceKind::kEntry, .source = "Observation/MRN-1", .value = "x"},
      {.kind = EvidenceKind::kQuote, .source = "DocumentReference/MRN-2", .quote = "y"},
      {.kind = EvidenceKind::kEntry, .source = "Observation/MRN-3"},
      {.kind = EvidenceKind::kField, .source = "Who", .value = "Jane"},
      {.kind = EvidenceKind::kSearch, .source = "labs"}};
  const EvidenceItem second_items[] = {
      {.kind = EvidenceKind::kEntry, .source = "Observation/MRN-3"},
      {.kind = EvidenceKind::kEntry, .source = "urn:MRN-4"},
      {.kind = EvidenceKind::kEntry, .source = "MRN 5/MRN-5"}};
  const std::vector<const EvidenceItem*> first = PointersTo(first_items),
                                         second = PointersTo(second_items);
  const std::string_view who[] = {"Jane", "Roe"};
  const FieldResult fields[] = {{.name = "Who",
                                 .outcome = values::Outcome::kAnswered,
                                 .value = ResultValue{true, who, who},
                                 .evidence = first},
                                {.name = "Whom",
                                 .proposal = ResultValue{false, {who, 1}, {}},
                                 .evidence = second,
                                 .searched = second}};
  CaseResult result{.line = 1, .case_id = "c", .fields = fields};
  plan::Plan plan;
  for (const char* name : {"Who", "Whom"})
    plan.fields.push_back({.name = name, .type = {.kind = plan::TypeKind::kText}});
  const Redactor redactor(plan);
  const std::string line = Written(result, {.redactor = &redactor});
  CHECK(line.find("MRN") == std::string::npos);
  CHECK(line.find("Jane") == std::string::npos);
  CHECK(line.find("Roe") == std::string::npos);
  const json of = json::parse(line)["fields"];
  CHECK(of["Who"]["value"] == json{"(withheld)", "(withheld)"});
  CHECK_FALSE(of["Who"].contains("code"));
  CHECK(of["Who"]["evidence"][0]["source"] == "Observation/#1");
  CHECK(of["Who"]["evidence"][1]["note"] == "DocumentReference/#1");
  CHECK(of["Who"]["evidence"][2]["source"] == "Observation/#2");
  CHECK(of["Who"]["evidence"][4]["collection"] == "labs");
  CHECK(of["Whom"]["evidence"][0]["source"] == "Observation/#2");
  CHECK(of["Whom"]["evidence"][1]["source"] == "entry/#1");
  CHECK(of["Whom"]["evidence"][2]["source"] == "entry/#2");
  CHECK(of["Whom"]["searched"] == of["Whom"]["evidence"]);
  CHECK(of["Whom"]["proposal"] == "(withheld)");
}

TEST_CASE("Text of any bytes gives valid JSON") {
  CaseResult result{.line = 1, .case_id = "a\x01\xFF\xC3\xB6\xED\xA0\x80\"\\/", .plan_hash = ""};
  const json parsed = json::parse(Written(result));
  CHECK(parsed["case"] == "a\x01\xEF\xBF\xBD\xC3\xB6\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\\/");
}

TEST_CASE("A file comes into its place whole and private") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out.ndjson");
  std::ofstream(path) << "old\n";
  {
    auto file = ResultFile::Create(path);
    REQUIRE(file.ok());
    REQUIRE((*file)->Append("one\n").ok());
    CHECK(ReadAll(path) == "old\n");
    REQUIRE((*file)->Finish().ok());
    CHECK((*file)->bytes() == 4);
  }
  CHECK(ReadAll(path) == "one\n");
  CHECK_FALSE(fs::exists(path + ".partial"));
  struct stat info;
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("A run that stops leaves the old file and its own lines beside it") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out.ndjson");
  std::ofstream(path) << "old\n";
  REQUIRE((*ResultFile::Create(path))->Append("one\n").ok());
  CHECK(ReadAll(path) == "old\n");
  CHECK(ReadAll(path + ".partial") == "one\n");
}

TEST_CASE("Long lines and short ones stand in the order in which they came") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out.ndjson");
  const std::string lines[] = {"a\n",
                               std::string(ResultFile::kBufferBytes, 'b') + "\n",
                               "c\n",
                               "d\n",
                               std::string(3 * ResultFile::kBufferBytes, 'e') + "\n",
                               std::string(ResultFile::kBufferBytes / 8, 'f') + "\n"};
  std::string all;
  {
    auto file = ResultFile::Create(path);
    REQUIRE(file.ok());
    for (const std::string& line : lines) {
      REQUIRE((*file)->Append(line).ok());
      all += line;
    }
    REQUIRE((*file)->Finish().ok());
    CHECK((*file)->bytes() == static_cast<int64_t>(all.size()));
  }
  CHECK(ReadAll(path) == all);
}

TEST_CASE("Where nothing can be written the error says so") {
  const TemporaryFolder folder;
  const auto file = ResultFile::Create(folder.File("none/out.ndjson"));
  CHECK(file.status().code() == absl::StatusCode::kNotFound);
  auto full = ResultFile::Create("/dev/full");
  REQUIRE(full.ok());
  REQUIRE((*full)->Append("x\n").ok());
  CHECK((*full)->Finish().code() == absl::StatusCode::kResourceExhausted);
  const std::string long_line = std::string(ResultFile::kBufferBytes, 'x') + "\n";
  CHECK((*ResultFile::Create("/dev/full"))->Append(long_line).code() ==
        absl::StatusCode::kResourceExhausted);
  CHECK((*ResultFile::Create("/dev/null"))->Append("x\n").ok());
}

TEST_CASE("An output that is the input is known") {
  const TemporaryFolder folder;
  std::ofstream(folder.File("a")) << "x";
  fs::create_symlink(folder.File("a"), folder.File("b"));
  std::ofstream(folder.File("c")) << "x";
  CHECK(IsSameFile(folder.File("a"), folder.File("b")));
  CHECK_FALSE(IsSameFile(folder.File("a"), folder.File("c")));
  CHECK_FALSE(IsSameFile(folder.File("a"), folder.File("d")));
}

TEST_CASE("Results are read back, by case too") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out.ndjson");
  const SampleResult sample;
  std::string lines;
  for (const char* id : {"a", "ab", "b#1", "b#2"}) {
    CaseResult result = sample.result;
    result.case_id = id;
    AppendResultLine(result, {}, lines);
  }
  std::ofstream(path) << lines << "{\"v\":1,\"line\":9,\"case\":\"cut";
  const auto find = [&](std::string_view id) -> std::string {
    auto reader = ResultReader::Open(path);
    REQUIRE(reader.ok());
    const auto found = reader->Find(id);
    REQUIRE(found.ok());
    return *found ? (**found)["case"].get<std::string>() : "";
  };
  CHECK(find("a") == "a");
  CHECK(find("ab") == "ab");
  CHECK(find("b") == "b#1");
  CHECK(find("b#2") == "b#2");
  CHECK(find("c") == "");
  auto reader = ResultReader::Open(path);
  REQUIRE(reader.ok());
  for (int i = 0; i < 4; ++i) REQUIRE((*reader->Next())->contains("fields"));
  const auto cut = reader->Next();
  CHECK(cut.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK(std::string(cut.status().message()).find("line 5") != std::string::npos);
  CHECK(ResultReader::Open(folder.File("none")).status().code() == absl::StatusCode::kNotFound);
  const absl::Status unnamed = ResultReader::Open(folder.path()).status();
  CHECK(unnamed.code() == absl::StatusCode::kInvalidArgument);
  CHECK(std::string(unnamed.message()).find("is a folder, not a file of results") !=
        std::string::npos);
}

// What docs/result.schema.json is tested with: see schema_test.py.
TEST_CASE("Samples for the schema", "[.][samples]") {
  const SampleResult sample;
  CaseResult error{.line = 3, .status = CaseStatus::kError, .plan_hash = sample.result.plan_hash};
  error.fault = {"not_json", "The line is not valid JSON.", 3};
  CaseResult none{.line = 4,
                  .case_id = "x",
                  .status = CaseStatus::kNoCase,
                  .plan_hash = sample.result.plan_hash};
  const std::string lines =
      Written(sample.result) + Written(sample.result) + Written(error) + Written(none);
  std::fwrite(lines.data(), 1, lines.size(), stderr);
}

}  // namespace
}  // namespace suture::store
