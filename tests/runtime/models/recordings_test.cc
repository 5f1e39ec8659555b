// Recorded answers: found by meaning, notes and sample, composed to any batch, never guessed.
#include "runtime/models/recordings.h"

#include <catch2/catch.hpp>
#include <string>

namespace suture::models {
namespace {

AskedQuestion Ask(std::string hash, std::string notes, int sample, int attempt, std::string key) {
  return {"label", std::move(hash), std::move(notes), sample, attempt, std::move(key)};
}

Recordings Two() {
  Recordings recordings;
  REQUIRE(recordings
              .Parse(R"({"v":1,"ask":"Diabetes.history","hash":"h1","notes":"n1","sample":1,)"
                     R"("answer":{"quotes":[{"passage":1,"quote":"T2DM"}],"answer":"Yes"}})"
                     "\n\r\n  \n"
                     R"({"v":1,"hash":"h2","notes":"n1","answer":[{"z":1,"a":"é"}]})",
                     "r.jsonl")
              .ok());
  return recordings;
}

std::string MistakeIn(std::string_view text) {
  Recordings recordings;
  const absl::Status status = recordings.Parse(text, "r.jsonl");
  REQUIRE_FALSE(status.ok());
  return std::string(status.message());
}

TEST_CASE("one recording serves every batching") {
  const Recordings recordings = Two();
  CHECK(recordings.size() == 2);
  std::vector<int> unrecorded;
  CHECK(
      ComposeAnswer(recordings, {Ask("h2", "n1", 1, 1, "q2"), Ask("h1", "n1", 1, 1, "q1")},
                    &unrecorded) ==
      R"({"q2":[{"z":1,"a":"é"}],"q1":{"quotes":[{"passage":1,"quote":"T2DM"}],"answer":"Yes"}})");
  CHECK(unrecorded.empty());
  CHECK(ComposeAnswer(recordings, {Ask("h2", "n1", 1, 1, "x")}, &unrecorded) ==
        R"({"x":[{"z":1,"a":"é"}]})");
}

TEST_CASE("what was not recorded is left out and listed, never guessed") {
  const Recordings recordings = Two();
  std::vector<int> unrecorded;
  // Another meaning, other notes, another sample: each is another question.
  CHECK(ComposeAnswer(recordings,
                      {Ask("h3", "n1", 1, 1, "a"), Ask("h1", "n2", 1, 1, "b"),
                       Ask("h1", "n1", 2, 1, "c"), Ask("h2", "n1", 1, 1, "d")},
                      &unrecorded) == R"({"d":[{"z":1,"a":"é"}]})");
  CHECK(unrecorded == std::vector<int>{0, 1, 2});
  unrecorded.clear();
  CHECK(ComposeAnswer(Recordings(), {Ask("h1", "n1", 1, 1, "a")}, &unrecorded) == "{}");
  CHECK(unrecorded == std::vector<int>{0});
}

TEST_CASE("an answer holds for later attempts until one is recorded for them") {
  Recordings recordings = Two();
  REQUIRE(
      recordings
          .Parse(R"({"v":1,"hash":"h1","notes":"n1","attempt":3,"answer":{"answer":"No"}})", "s")
          .ok());
  CHECK(*recordings.Find(Ask("h1", "n1", 1, 2, "")) == *recordings.Find(Ask("h1", "n1", 1, 1, "")));
  CHECK(*recordings.Find(Ask("h1", "n1", 1, 3, "")) == R"({"answer":"No"})");
  CHECK(*recordings.Find(Ask("h1", "n1", 1, 9, "")) == R"({"answer":"No"})");
  CHECK(recordings.Find(Ask("h1", "n1", 2, 9, "")) == nullptr);
}

TEST_CASE("a line to be filled in counts as not recorded, and formats back") {
  Recordings recordings;
  const Recording empty{"Field.ask \"x\"", "h", "n", 2, 1, ""};
  CHECK(FormatRecording(empty) ==
        R"({"v":1,"ask":"Field.ask \"x\"","hash":"h","notes":"n","sample":2,"answer":null})");
  REQUIRE(recordings.Parse(FormatRecording(empty), "s").ok());
  CHECK(recordings.Find(Ask("h", "n", 2, 1, "")) == nullptr);
  REQUIRE(recordings.Parse(FormatRecording({"f", "h", "n", 2, 4, R"({"answer":1})"}), "s").ok());
  CHECK(*recordings.Find(Ask("h", "n", 2, 4, "")) == R"({"answer":1})");
}

TEST_CASE("a line may tell what a person needs to fill it in") {
  Recording line{"Field.ask", "h", "n", 1, 1, ""};
  line.case_id = "c-1";
  line.row = "Ssi#2";
  line.question = "Was it \"so\"?";
  line.schema = R"({"type":"object"})";
  line.passages = "<passages>";
  CHECK(
      FormatRecording(line) ==
      R"({"v":1,"case":"c-1","row":"Ssi#2","ask":"Field.ask","hash":"h","notes":"n","sample":1,)"
      R"("question":"Was it \"so\"?","schema":{"type":"object"},"passages":"<passages>","answer":null})");
  Recordings recordings;
  REQUIRE(recordings.Parse(FormatRecording(line), "s").ok());
  CHECK(recordings.Find(Ask("h", "n", 1, 1, "")) == nullptr);
  line.answer = R"({"a":1})";
  REQUIRE(recordings.Parse(FormatRecording(line), "s").ok());
  CHECK(*recordings.Find(Ask("h", "n", 1, 1, "")) == R"({"a":1})");
  CHECK(
      MistakeIn(R"({"v":1,"hash":"h","notes":"n","case":1,"answer":{}})").find("must be a text") !=
      std::string::npos);
  CHECK(MistakeIn(R"({"v":1,"hash":"h","notes":"n","schema":"s","answer":{}})")
            .find("must be an object") != std::string::npos);
}

TEST_CASE("mistakes in a recording are named by line") {
  CHECK(MistakeIn("\n{\"v\":1").find("r.jsonl:2: The line is not one JSON object.") == 0);
  CHECK(MistakeIn("[]").find("r.jsonl:1:") == 0);
  CHECK(MistakeIn(R"({"v":2,"hash":"h","notes":"n","answer":{}})").find("version") !=
        std::string::npos);
  CHECK(MistakeIn(R"({"v":1,"hash":"h","answer":{}})") ==
        "r.jsonl:1: The key \"notes\" is missing.");
  CHECK(MistakeIn(R"({"v":1,"hash":7,"notes":"n","answer":{}})").find("must be a text") !=
        std::string::npos);
  CHECK(MistakeIn(R"({"v":1,"hash":"h","notes":"n","sample":0,"answer":{}})").find("from 1") !=
        std::string::npos);
  CHECK(MistakeIn(R"({"v":1,"hash":"h","notes":"n","answer":"Yes"})").find("object or a list") !=
        std::string::npos);
  CHECK(MistakeIn(R"({"v":1,"hash":"h","notes":"n","answer":{},"note":1})")
            .find("Unknown key \"note\"") != std::string::npos);
  CHECK(MistakeIn("{\"v\":1,\"hash\":\"h\",\"notes\":\"n\",\"answer\":{}}\n"
                  "{\"v\":1,\"hash\":\"h\",\"notes\":\"n\",\"answer\":{\"a\":1}}") ==
        "r.jsonl:2: The same question has another answer at r.jsonl:1. Keep one of the two lines.");
  Recordings recordings;
  CHECK(
      recordings.Load("no/such.jsonl").message() ==
      "The recorded answers in no/such.jsonl cannot be read. Check \"recordings\" in suture.yaml.");
}

}  // namespace
}  // namespace suture::models
