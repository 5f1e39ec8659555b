// The audit: what it holds, how it survives a kill, and that every change to it is found.
#include "runtime/store/audit.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "fmt/format.h"
#include "runtime/store/audit_check.h"
#include "runtime/store/audit_head.h"
#include "runtime/store/canonical_json.h"
#include "tests/support/temporary_folder.h"

namespace suture::store {
namespace {

using nlohmann::json;
using testing_support::ReadAll;
using testing_support::TemporaryFolder;
using testing_support::WriteAll;

constexpr char kKey[] = "a key of more than sixteen bytes";
constexpr char kCase[] = "MRN-CANARY-42";

std::unique_ptr<Audit> OpenAudit(const std::string& path) {
  auto audit = Audit::Open(path, kKey, [] { return int64_t{1'700'000'000}; });
  INFO(audit.status().ToString());
  REQUIRE(audit.ok());
  return *std::move(audit);
}

void AddQuestion(Audit& audit, int sample) {
  const models::AskedQuestion asked{"Diabetes.history", "meaning", "notes", sample, 1, "q1"};
  AuditedQuestion question;
  question.case_id = kCase;
  question.row = "Ssi#2";
  question.asked = &asked;
  question.role = "abstractor";
  question.repairs = {"fence"};
  audit.OnQuestion(question);
  models::Attempt attempt;
  attempt.failure = values::FailureKind::kRateLimit;
  attempt.http_status = 429;
  const std::vector<models::AskedQuestion> all = {asked};
  models::ObservedAttempt seen;
  seen.role = "abstractor";
  seen.key = "k";
  seen.asked = &all;
  seen.attempt = &attempt;
  seen.cost = int64_t{1} << 60;
  audit.OnAttempt(seen);
}

void WriteRun(const std::string& path, int questions = 5) {
  const auto audit = OpenAudit(path);
  audit->RunBegun("plan", "0.1.0");
  for (int i = 1; i <= questions; ++i) AddQuestion(*audit, i);
  audit->OnResult(kCase, 1, "{chart of MRN-CANARY-42}", "{result}");
  audit->RunEnded("complete");
  REQUIRE(audit->Sync().ok());
}

std::vector<std::string> Lines(const std::string& path) {
  std::vector<std::string> lines;
  const std::string text = ReadAll(path);
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

void WriteLines(const std::string& path, const std::vector<std::string>& lines) {
  WriteAll(path, fmt::format("{}\n", fmt::join(lines, "\n")));
}

std::string Findings(const std::string& path, const std::string& key = kKey,
                     const std::string& head = "") {
  const auto report = CheckAudit(path, key, head);
  REQUIRE(report.ok());
  std::string text;
  for (const AuditFinding& finding : report->findings) {
    text += fmt::format("{}: {}\n", finding.line, finding.sentence);
  }
  return text;
}

TEST_CASE("A record is canonical JSON in a chain, without the patient's name") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path);
  CHECK(Findings(path).empty());
  const std::vector<std::string> lines = Lines(path);
  REQUIRE(lines.size() == 13);
  const json first = json::parse(lines[0]), second = json::parse(lines[1]);
  CHECK(first["prev"] == std::string(64, '0'));
  CHECK(second["prev"] == first["hash"]);
  CHECK(*CanonicalJson(second) == lines[1]);
  CHECK(second["ask"] == "Diabetes.history");
  CHECK(second["repairs"] == json::array({"fence"}));
  CHECK(second["patient"].get<std::string>().size() == 32);
  CHECK(json::parse(lines[2])["failure"] == "rate_limit");
  CHECK(json::parse(lines[2])["cost"] == "1152921504606846976");
  CHECK(ReadAll(path).find("CANARY") == std::string::npos);
  for (const char* suffix : {"", ".head"}) {
    struct stat info;
    REQUIRE(stat((path + suffix).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
  }
}

TEST_CASE("Canonical JSON is that of RFC 8785, and nothing is written that is not") {
  const json value = json::parse(
      R"({"b":[1,-2,true,null],"a":"\u20ac$\u000f\nA'\u0042\"\\\"/","B":{},"1":9007199254740992})");
  CHECK(*CanonicalJson(value) ==
        "{\"1\":9007199254740992,\"B\":{},\"a\":\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\"/\","
        "\"b\":[1,-2,true,null]}");
  CHECK_FALSE(CanonicalJson(json(0.5)).ok());
  CHECK_FALSE(CanonicalJson(json(9007199254740993)).ok());
  CHECK_FALSE(CanonicalJson(json::parse("{\"\xC3\xA9\":1}")).ok());
}

TEST_CASE("Removing, changing, reordering, doubling and cutting off are found at every record") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path);
  const std::vector<std::string> whole = Lines(path);
  for (size_t i = 0; i < whole.size(); ++i) {
    CAPTURE(i);
    std::vector<std::string> lines = whole;
    lines.erase(lines.begin() + static_cast<int64_t>(i));
    WriteLines(path, lines);
    CHECK(Findings(path).find(i + 1 < whole.size() ? "is missing" : "cut off") !=
          std::string::npos);

    lines = whole;
    const size_t digit = lines[i].find("\"time\":17");
    lines[i][digit + 8] = '8';
    WriteLines(path, lines);
    CHECK(Findings(path).find(fmt::format("{}: This record was changed", i + 1)) !=
          std::string::npos);

    // Changed, and its own hash made to fit again.
    json forged = json::parse(whole[i]);
    forged["time"] = 1;
    forged["hash"] = *AuditRecordHash(forged);
    lines[i] = *CanonicalJson(forged);
    WriteLines(path, lines);
    CHECK(Findings(path).find(i + 1 < whole.size() ? "does not continue" : "not the one") !=
          std::string::npos);

    lines = whole;
    std::swap(lines[i], lines[(i + 1) % whole.size()]);
    WriteLines(path, lines);
    CHECK_FALSE(Findings(path).empty());

    lines = whole;
    lines.insert(lines.begin() + static_cast<int64_t>(i), whole[i]);
    WriteLines(path, lines);
    CHECK(Findings(path).find("put in twice") != std::string::npos);

    lines.assign(whole.begin(), whole.begin() + static_cast<int64_t>(i));
    WriteLines(path, lines);
    CHECK(Findings(path).find("cut off") != std::string::npos);
  }
}

TEST_CASE("A whole chain forged without the key, and a head that was changed, are found") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path);
  const std::string head = json::parse(Lines(path).back())["hash"].get<std::string>();
  CHECK(Findings(path, "", head).empty());
  CHECK(Findings(path, "").find("key of the audit is missing") != std::string::npos);
  CHECK(Findings(path, "some other key, long enough").find("was changed") != std::string::npos);
  {
    // An audit of another run with another key, put in its place.
    auto other =
        Audit::Open(folder.File("other"), "another key of the forger", [] { return int64_t{1}; });
    REQUIRE(other.ok());
    (*other)->RunBegun("plan", "0.1.0");
    (*other)->RunEnded("complete");
  }
  std::filesystem::rename(folder.File("other"), path);
  std::filesystem::rename(folder.File("other.head"), path + ".head");
  CHECK(Findings(path).find("was changed") != std::string::npos);
  CHECK(Findings(path, "", head).find("No record has the hash") != std::string::npos);
  std::filesystem::remove(path + ".head");
  CHECK(Findings(path).find("cannot be told") != std::string::npos);
}

TEST_CASE("Records that were added behind the head without its key are found") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path);
  json record = json::parse(Lines(path).back());
  record["seq"] = record["seq"].get<int64_t>() + 1;
  record["prev"] = record["hash"];
  record["hash"] = *AuditRecordHash(record);
  WriteAll(path, ReadAll(path) + *CanonicalJson(record) + "\n");
  CHECK(Findings(path).find("1 record stands behind number 13, the last one") != std::string::npos);
}

// The head that stood there when `records` of these lines were written.
void WriteHeadOf(const std::string& path, const std::vector<std::string>& lines, size_t records) {
  const std::string hash = records == 0
                               ? std::string(kAuditStart)
                               : json::parse(lines[records - 1])["hash"].get<std::string>();
  WriteAll(path + ".head", FormatAuditHead(kKey, static_cast<int64_t>(records), hash));
}

TEST_CASE("After a kill in the middle of a line the next run goes on with a whole chain") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path, 3);
  const std::string whole = ReadAll(path);
  const std::vector<std::string> lines = Lines(path);
  for (const size_t cut : {whole.size() - 1, whole.size() - 100, size_t{40}}) {
    const auto kept = static_cast<size_t>(
        std::count(whole.begin(), whole.begin() + static_cast<int64_t>(cut), '\n'));
    // The kill may have come before the head was written too.
    for (const size_t known : {kept, kept / 2, size_t{0}}) {
      CAPTURE(cut, known);
      WriteAll(path, whole.substr(0, cut));
      WriteHeadOf(path, lines, known);
      CHECK(Findings(path).find("cut off") != std::string::npos);
      WriteRun(path, 1);
      const auto report = CheckAudit(path, kKey, "");
      REQUIRE(report.ok());
      CHECK(report->whole());
      CHECK(report->unfinished_runs == (cut > 40 ? 1 : 0));
    }
  }
}

TEST_CASE("A run that was killed at any point of its beginning can be followed by another") {
  for (const bool has_audit : {false, true}) {
    for (const bool has_head : {false, true}) {
      for (const char* key : {kKey, ""}) {
        CAPTURE(has_audit, has_head, key);
        const TemporaryFolder folder;
        const std::string path = folder.File("audit");
        if (has_audit) WriteAll(path, "");
        if (has_head) WriteHeadOf(path, {}, 0);
        auto audit = Audit::Open(path, key, [] { return int64_t{1}; });
        INFO(audit.status().ToString());
        REQUIRE(audit.ok());
        (*audit)->RunBegun("plan", "0.1.0");
        (*audit)->RunEnded("complete");
        REQUIRE((*audit)->Sync().ok());
        CHECK(CheckAudit(path, *AuditKey(path, key), "")->whole());
      }
    }
  }
}

// Refused with a sentence, and every file is as it was.
void CheckNotContinued(const std::string& path, const std::string& key = kKey) {
  const auto content = [&](const char* suffix) {
    return std::filesystem::exists(path + suffix) ? ReadAll(path + suffix) : std::string("none");
  };
  const std::vector<std::string> before = {content(""), content(".head"), content(".key")};
  const auto audit = Audit::Open(path, key, [] { return int64_t{1}; });
  CHECK(audit.status().code() == absl::StatusCode::kDataLoss);
  const std::string sentence(audit.status().message());
  CAPTURE(sentence);
  CHECK(sentence.find("cannot be continued") != std::string::npos);
  CHECK(sentence.find("name another file with --audit") != std::string::npos);
  CHECK(std::vector<std::string>{content(""), content(".head"), content(".key")} == before);
}

TEST_CASE("An audit that was cut, emptied or removed is not continued, and stays as it is") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path);
  const std::string whole = ReadAll(path), head = ReadAll(path + ".head");
  const std::vector<std::string> lines = Lines(path);
  for (size_t left = 0; left < lines.size(); ++left) {
    CAPTURE(left);
    WriteLines(path, {lines.begin(), lines.begin() + static_cast<int64_t>(left)});
    if (left == 0) WriteAll(path, "");
    CheckNotContinued(path);
  }
  WriteAll(path, whole.substr(0, whole.size() - 100));
  CheckNotContinued(path);
  std::filesystem::remove(path);
  CheckNotContinued(path);
  CHECK_FALSE(std::filesystem::exists(path));

  WriteAll(path, whole);
  for (const char* other :
       {"", "no head", "{\"hash\":\"h\",\"mac\":\"m\",\"seq\":\"0000000000000013\"}"}) {
    CAPTURE(other);
    WriteAll(path + ".head", other);
    CheckNotContinued(path);
  }
  std::filesystem::remove(path + ".head");
  CheckNotContinued(path);
  // Beside a key even an audit without a record had a head.
  WriteAll(path, "");
  WriteAll(path + ".key", std::string(kKey) + "\n");
  CheckNotContinued(path, "");
  std::filesystem::remove(path + ".key");

  WriteAll(path, whole);
  WriteAll(path + ".head", head);
  CheckNotContinued(path, "another key, long enough");
  CheckNotContinued(path, "");  // The key is gone, and nobody makes a new one.
  // Replaced behind what .head names, or before it.
  WriteHeadOf(path, lines, 5);
  std::vector<std::string> forged = lines;
  forged[8] = forged[7];
  WriteLines(path, forged);
  CheckNotContinued(path);
  WriteLines(path, lines);
  WriteAll(path + ".head", FormatAuditHead(kKey, 5, std::string(64, 'a')));
  CheckNotContinued(path);
  WriteHeadOf(path, lines, lines.size());
  WriteRun(path);
  CHECK(Findings(path).empty());
}

TEST_CASE("Megabytes of records behind the head, all of one turn, are followed back") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  WriteRun(path, 1);
  const std::vector<std::string> first = Lines(path);
  WriteRun(path, 2000);
  REQUIRE(ReadAll(path).size() > (size_t{1} << 20));
  WriteHeadOf(path, first, first.size());
  WriteRun(path, 1);
  CHECK(Findings(path).empty());
}

TEST_CASE("One writer at a time; foreign files and missing folders end in a sentence") {
  const TemporaryFolder folder;
  const auto audit = OpenAudit(folder.File("audit"));
  const auto now = [] { return int64_t{0}; };
  CHECK(Audit::Open(folder.File("audit"), kKey, now).status().code() ==
        absl::StatusCode::kUnavailable);
  CHECK(Audit::Open(folder.File("no/folder"), kKey, now).status().code() ==
        absl::StatusCode::kUnavailable);
  WriteAll(folder.File("text"), "a letter to a friend");
  CHECK(Audit::Open(folder.File("text"), kKey, now).status().code() == absl::StatusCode::kDataLoss);
  CHECK(ReadAll(folder.File("text")) == "a letter to a friend");
  CHECK(CheckAudit(folder.File("none"), kKey, "").status().code() == absl::StatusCode::kNotFound);
  CHECK(Audit::Open(folder.File("text"), "", now).status().code() == absl::StatusCode::kDataLoss);
  CHECK_FALSE(AuditKey(folder.File("k"), "short").ok());
  CHECK_FALSE(Audit::Open(folder.File("k"), "short", now).ok());
  CHECK(AuditKey(folder.File("k"), "").status().code() == absl::StatusCode::kNotFound);
  REQUIRE(Audit::Open(folder.File("k"), "", now).ok());
  CHECK(AuditKey(folder.File("k"), "")->size() == 64);
}

TEST_CASE("A run killed while it makes the key leaves a key whole or none") {
  const TemporaryFolder folder;
  const std::string path = folder.File("audit");
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // The first byte written to a file kills it.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_FSIZE, &none);
    signal(SIGXFSZ, SIG_DFL);
    static_cast<void>(Audit::Open(path, "", [] { return int64_t{0}; }).ok());
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  const auto audit = Audit::Open(path, "", [] { return int64_t{0}; });
  INFO(audit.status().ToString());
  REQUIRE(audit.ok());
  CHECK(AuditKey(path, "").ok());
}

}  // namespace
}  // namespace suture::store
