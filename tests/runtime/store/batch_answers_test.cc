// Which of several lines for one request counts.
#include "runtime/store/batch_answers.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "fmt/format.h"
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
  return found->has_value() ? fmt::format("{} {}", (*found)->status, (*found)->body) : "none";
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

TEST_CASE("Of two good lines the first counts, and of two failed ones too") {
  CHECK(Counting({OpenAi(200, "first") + OpenAi(200, "second")}) == R"(200 {"said":"first"})");
  CHECK(Counting({OpenAi(500, "x") + OpenAi(200, "first") + OpenAi(200, "second")}, 2) ==
        R"(200 {"said":"first"})");
  CHECK(Counting({OpenAi(429, "first") + OpenAi(500, "second")}) == R"(429 {"said":"first"})");
  // Not carried out: no answer at all.
  CHECK(Counting({R"({"custom_id":"a","response":null,"error":{"code":"batch_expired"}})"
                  "\n"},
                 0) == "none");
}

}  // namespace
}  // namespace suture::store
