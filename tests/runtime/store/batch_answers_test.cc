// Which of several lines for one request counts.
#include "runtime/store/batch_answers.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "tests/support/temporary_folder.h"

namespace suture::store {
namespace {

using testing_support::TemporaryFolder;
using testing_support::WriteAll;

std::string OpenAi(int status, const std::string& said) {
  return fmt::format(
      R"({{"custom_id":"a","response":{{"status_code":{},"body":{{"said":"{}"}}}},"error":null}})"
      "\n",
      status, said);
}

std::string Anthropic(const std::string& type, const std::string& said) {
  return fmt::format(
      R"({{"custom_id":"a","result":{{"type":"{}","{}":{{"type":"api_error","said":"{}"}}}}}})"
      "\n",
      type, type == "succeeded" ? "message" : "error", said);
}

// What counts of these files for the request "a", and that the lines behind the first are counted.
std::string Counting(const std::vector<std::string>& files, int64_t doubles = 1) {
  const TemporaryFolder folder;
  std::vector<std::string> paths;
  for (const std::string& text : files) {
    paths.push_back(folder.File(fmt::format("answers{}", paths.size())));
    WriteAll(paths.back(), text);
  }
  const auto answers = BatchAnswers::Open(paths);
  REQUIRE(answers.ok());
  const auto found = (*answers)->Find("a");
  REQUIRE(found.ok());
  CHECK((*answers)->counts().answers == (found->has_value() ? 1 : 0));
  CHECK((*answers)->counts().doubles == doubles);
  if (!found->has_value()) return "none";
  return fmt::format("{} {}{}", (*found)->status, (*found)->body,
                     (*answers)->counts().contradicted == 1 ? " contradicted" : "");
}

TEST_CASE("A good answer wins over failed lines of its request, whatever the order and the file") {
  const std::string good = OpenAi(200, "good");
  for (const int status : {429, 500, 400}) {
    CAPTURE(status);
    const std::string failed = OpenAi(status, "failed");
    CHECK(Counting({failed + good}) == R"(200 {"said":"good"})");
    CHECK(Counting({good + failed}) == R"(200 {"said":"good"})");
    CHECK(Counting({failed, good}) == R"(200 {"said":"good"})");
    CHECK(Counting({good, failed}) == R"(200 {"said":"good"})");
    CHECK(Counting({failed + failed, failed + good + failed}, 4) == R"(200 {"said":"good"})");
  }
  CHECK(Counting({Anthropic("errored", "failed"), Anthropic("succeeded", "good")}).find("good") !=
        std::string::npos);
}

// A good answer of the model's in OpenAI's form, and in Anthropic's.
std::string Chat(const std::string& content) {
  const nlohmann::json body = {{"id", content.size()},
                               {"choices", {{{"message", {{"content", content}}}}}}};
  return nlohmann::json{{"custom_id", "a"}, {"response", {{"status_code", 200}, {"body", body}}}}
             .dump() +
         "\n";
}
std::string Messages(const std::string& text) {
  const nlohmann::json message = {{"content", {{{"type", "text"}, {"text", text}}}}};
  return nlohmann::json{{"custom_id", "a"},
                        {"result", {{"type", "succeeded"}, {"message", message}}}}
             .dump() +
         "\n";
}

TEST_CASE("Of good lines that say the same the first counts") {
  CHECK(Counting({OpenAi(200, "same") + OpenAi(200, "same")}) == R"(200 {"said":"same"})");
  const std::string yes = R"({"q1":{"evidence":[{"quote":"a"}],"found":true,"value":"Yes"}})";
  for (const char* other : {R"({"q1": {"value":"Yes","found":true,"evidence":[]}})",
                            R"({"q1":{"reasoning":"r","found":true,"value":"Yes"}})"}) {
    CHECK(Counting({Chat(yes) + Chat(other)}) == Counting({Chat(yes)}, 0));
    CHECK(Counting({Messages(yes), Messages(other)}) == Counting({Messages(yes)}, 0));
  }
}

TEST_CASE("Good lines that say different things are two answers where one is asked for") {
  const std::string yes = R"({"q1":{"evidence":[{"quote":"a"}],"found":true,"value":"Yes"}})";
  for (const char* other : {R"({"q1":{"evidence":[{"quote":"a"}],"found":true,"value":"No"}})",
                            R"({"q1":{"evidence":[{"quote":"a"}],"found":false,"value":null}})",
                            R"({"q1":{"rows":[{"n":1}]}})", "I cannot help with that."}) {
    CAPTURE(other);
    for (const auto& line : {Chat, Messages}) {
      const std::string both = Counting({line(yes), line(other)});
      CHECK(both.ends_with(" contradicted"));
      for (const std::string& said : {yes, std::string(other)}) {
        CHECK(both.find(nlohmann::json(said).dump()) != std::string::npos);
      }
      CHECK(Counting({OpenAi(500, "x") + line(yes) + line(yes), line(other)}, 3)
                .ends_with(" contradicted"));
    }
  }
  // Of no form that is known: no answer at all.
  CHECK(Counting({OpenAi(200, "first") + OpenAi(200, "second")}) == "200  contradicted");
}

TEST_CASE("Of two failed lines the first counts") {
  CHECK(Counting({OpenAi(429, "first") + OpenAi(500, "second")}) == R"(429 {"said":"first"})");
  // Not carried out: no answer at all.
  CHECK(Counting({R"({"custom_id":"a","response":null,"error":{"code":"batch_expired"}})"
                  "\n"},
                 0) == "none");
}

}  // namespace
}  // namespace suture::store
