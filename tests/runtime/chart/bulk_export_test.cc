#include "runtime/chart/bulk_export.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace suture::chart {
namespace {

class Export {
 public:
  Export() : path_(std::filesystem::temp_directory_path() / ("bulk_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Export() { std::filesystem::remove_all(path_); }
  void Add(const std::string& file, const std::string& text) const {
    std::ofstream(path_ / file, std::ios::app) << text << "\n";
  }
  // Every chart's line, or the error.
  std::vector<std::string> Read(size_t max_bytes = 1 << 20, const SpillSort::Limits& limits = {}) {
    const auto bulk = BulkExport::Open(path_, max_bytes, limits);
    if (!bulk.ok()) return {std::string(bulk.status().message())};
    left_out = (*bulk)->left_out();
    std::vector<std::string> lines;
    Line line;
    while (*(*bulk)->Next(line)) {
      CHECK(line.number() == static_cast<int64_t>(lines.size()) + 1);
      lines.push_back(line.is_too_long() ? "too long" : std::string(line.text()));
    }
    return lines;
  }
  int64_t left_out = 0;

 private:
  std::filesystem::path path_;
};

std::string Chart(const std::string& id, const std::vector<std::string>& resources) {
  std::string line =
      R"({"resourceType":"Bundle","type":"collection","id":")" + id + R"(","entry":[)";
  for (size_t i = 0; i < resources.size(); ++i) {
    line += (i > 0 ? "," : "") + (R"({"resource":)" + resources[i] + "}");
  }
  return line + "]}";
}

const std::string kAnn = R"({"resourceType":"Patient","id":"ann"})";
const std::string kBob = R"({"id":"bob","resourceType":"Patient"})";

TEST_CASE("the resources of each patient become one chart, whatever the order of files and lines") {
  Export bulk;
  const std::string weight =
      R"({"resourceType":"Observation","id":"o1","subject":{"reference":"Patient/bob"}})";
  const std::string allergy =
      R"({ "patient" : { "reference" : "https://host/fhir/Patient/ann/_history/3" }, "resourceType" : "AllergyIntolerance" })";
  const std::string account =
      R"({"resourceType":"Account","subject":[{"reference":"Patient\/ann"}]})";
  const std::string coverage =
      R"({"resourceType":"Coverage","beneficiary":{"reference":"urn:uuid:bob"}})";
  bulk.Add("Observation.ndjson", weight);
  bulk.Add("AllergyIntolerance.000.ndjson", allergy);
  bulk.Add("Patient.ndjson", kBob + "\n\n" + kAnn);
  bulk.Add("Account.ndjson", account);
  bulk.Add("Coverage.ndjson", coverage);
  const std::vector<std::string> expected = {Chart("ann", {account, allergy, kAnn}),
                                             Chart("bob", {coverage, weight, kBob})};
  CHECK(bulk.Read() == expected);
  CHECK(bulk.Read(1 << 20, {.memory_bytes = 1, .max_runs = 2}) == expected);
  CHECK(bulk.left_out == 0);
}

TEST_CASE("what belongs to no patient goes to whoever refers to it, and what that refers to") {
  Export bulk;
  const std::string role =
      R"({"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/p"}})";
  const std::string person =
      R"({"resourceType":"Practitioner","id":"p","note":{"reference":"PractitionerRole/r"}})";
  const std::string other = R"({"resourceType":"Practitioner","id":"q"})";
  const std::string drug = R"({"resourceType":"Medication","id":"m"})";
  bulk.Add("Practitioner.ndjson", person + "\n" + other);
  bulk.Add("PractitionerRole.ndjson", role);
  bulk.Add("Medication.ndjson", drug);
  const std::string order =
      R"({"resourceType":"MedicationRequest","subject":{"reference":"Patient/ann"},"medicationReference":{"reference":"Medication/m"},"requester":{"reference":"PractitionerRole/r"}})";
  const std::string again =
      R"({"resourceType":"MedicationStatement","subject":{"reference":"Patient/ann"},"medicationReference":{"reference":"http://host/Medication/m"}})";
  bulk.Add("MedicationRequest.ndjson", order);
  bulk.Add("MedicationStatement.ndjson", again);
  bulk.Add("Patient.ndjson", kAnn + "\n" + kBob);
  CHECK(bulk.Read() ==
        std::vector<std::string>{Chart("ann", {order, again, kAnn, drug, role, person}),
                                 Chart("bob", {kBob})});
}

TEST_CASE("what names no patient that can be told is counted, and half an export is an error") {
  Export bulk;
  CHECK(bulk.Read()[0].find("holds no file") != std::string::npos);
  bulk.Add("Patient.ndjson", kAnn);
  bulk.Add("Observation.ndjson",
           R"({"resourceType":"Observation","subject":{"identifier":{"value":"1"}}})");
  CHECK(bulk.Read() == std::vector<std::string>{Chart("ann", {kAnn})});
  CHECK(bulk.left_out == 1);
  bulk.Add("Observation.ndjson", R"({"resourceType":"Observation","subject":{)");
  CHECK(bulk.Read()[0].find("Observation.ndjson, line 2: this is no FHIR resource") !=
        std::string::npos);
}

TEST_CASE("a patient with more than is allowed is too long, the next is read") {
  Export bulk;
  bulk.Add("Patient.ndjson", kAnn + "\n" + kBob);
  for (int i = 0; i < 10; ++i) {
    bulk.Add("Condition.ndjson",
             R"({"resourceType":"Condition","subject":{"reference":"Patient/ann"}})");
  }
  CHECK(bulk.Read(500) == std::vector<std::string>{"too long", Chart("bob", {kBob})});
}

}  // namespace
}  // namespace suture::chart
