// The schema of a call, put together from those of its questions: what it says once, and that it
// admits the same answers.
#include "runtime/prompts/answer_schemas.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/fake_model_server/protocol.h"

namespace suture::prompts {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kEvidence[] =
    R"("evidence":{"type":"array","items":{"type":"object","properties":{)"
    R"("passage":{"type":"integer","description":"number of the passage"},)"
    R"("quote":{"type":"string","description":"copied verbatim from that passage"}},)"
    R"("required":["passage","quote"],"additionalProperties":false}})";

std::string AskOf(const std::string& value) {
  return std::string(R"({"type":"object","properties":{)") + kEvidence +
         R"(,"found":{"type":"boolean","description":"false when the passages do not say"},)"
         R"("value":)" +
         value + R"(},"required":["evidence","found","value"],"additionalProperties":false})";
}

// Its members are named as keywords of JSON Schema are.
std::string ExtractSchema() {
  return std::string(R"({"type":"object","properties":{"rows":{"type":"array","items":)"
                     R"({"type":"object","properties":{)") +
         kEvidence +
         R"(,"description":{"type":["string","null"],"description":"text"},)"
         R"("items":{"type":["string","null"],"enum":["Yes","No",null]}},)"
         R"("required":["evidence","description","items"],"additionalProperties":false}}},)"
         R"("required":["rows"],"additionalProperties":false})";
}

const std::string kYesNo = R"({"type":["string","null"],"enum":["Yes","No",null]})";
const std::string kNumber = R"({"type":["string","null"],"description":"a number in digits"})";

plan::Plan PlanOf(const std::vector<std::string>& schemas) {
  plan::Plan plan;
  for (const std::string& schema : schemas) plan.prompts.emplace_back().schema = schema;
  return plan;
}

std::string CallOf(const plan::Plan& plan, const std::vector<plan::PromptId>& prompts) {
  std::vector<std::string> keys;
  for (size_t i = 0; i < prompts.size(); ++i) keys.push_back("q" + std::to_string(i + 1));
  return AnswerSchemas(plan).OfCall(keys, prompts);
}

// As the local server reads it: every "$ref" followed, the strict subset checked.
nlohmann::json Received(const std::string& schema) {
  fake_model_server::ReceivedRequest request;
  request.method = "POST";
  request.target = "/v1/chat/completions";
  request.json = {
      {"model", "m"},
      {"messages", {{{"role", "user"}, {"content", "x"}}}},
      {"response_format",
       {{"type", "json_schema"},
        {"json_schema",
         {{"name", "answers"}, {"strict", true}, {"schema", nlohmann::json::parse(schema)}}}}}};
  request.body = request.json.dump();
  fake_model_server::Interpret(&request);
  const auto answer = fake_model_server::Validate(request, "");
  INFO(answer.body << schema);
  CHECK(answer.status == 200);
  return request.schema;
}

TEST_CASE("a question alone: its schema without the descriptions") {
  const plan::Plan plan = PlanOf({AskOf(kYesNo)});
  CHECK(
      CallOf(plan, {{0}}) ==
      R"({"type":"object","properties":{"q1":{"type":"object","properties":{"evidence":{"type":)"
      R"("array","items":{"type":"object","properties":{"passage":{"type":"integer"},"quote":)"
      R"({"type":"string"}},"required":["passage","quote"],"additionalProperties":false}},)"
      R"("found":{"type":"boolean"},"value":{"type":["string","null"],"enum":["Yes","No",null]}},)"
      R"("required":["evidence","found","value"],"additionalProperties":false}},)"
      R"("required":["q1"],"additionalProperties":false})");
}

TEST_CASE("what several questions need alike stands once, and means the same") {
  const plan::Plan plan =
      PlanOf({AskOf(kYesNo), AskOf(kNumber), AskOf(kYesNo), ExtractSchema(), AskOf(kNumber)});
  const std::vector<plan::PromptId> all = {{0}, {1}, {2}, {3}, {4}};
  const std::string schema = CallOf(plan, all);
  INFO(schema);
  const Json read = Json::parse(schema);
  std::vector<std::string> members;
  for (const auto& [key, value] : read["properties"].items()) members.push_back(key);
  CHECK(members == std::vector<std::string>{"q1", "q2", "q3", "q4", "q5"});
  CHECK(read["properties"]["q1"] == read["properties"]["q3"]);  // One definition
  CHECK(read["properties"]["q1"].contains("$ref"));
  size_t citations = 0;
  for (size_t at = 0; (at = schema.find("\"quote\":{", at)) != std::string::npos; ++at) ++citations;
  CHECK(citations == 1);
  const nlohmann::json expanded = Received(schema);
  for (size_t i = 0; i < all.size(); ++i) {
    const std::vector<plan::PromptId> one = {all[i]};
    INFO(i);
    CHECK(expanded["properties"]["q" + std::to_string(i + 1)] ==
          Received(CallOf(plan, one))["properties"]["q1"]);
  }
  // Attributes named as keywords are attributes still.
  const nlohmann::json row = expanded["properties"]["q4"]["properties"]["rows"]["items"];
  CHECK(row["properties"].contains("description"));
  CHECK(row["properties"]["items"]["enum"].size() == 3);
  CHECK(row["required"].size() == 3);
  size_t alone = 0;
  for (const plan::PromptId one : all)
    alone += plan.prompts[static_cast<size_t>(one.index)].schema.size();
  CHECK(schema.size() * 2 < alone);
}

TEST_CASE("values in the right form and no other fit a schema with references") {
  const plan::Plan plan = PlanOf({AskOf(kYesNo), AskOf(kYesNo)});
  const nlohmann::json schema = Received(CallOf(plan, {{0}, {1}}));
  const auto answer = [](const char* value) {
    const std::string one =
        std::string(R"({"evidence":[{"passage":1,"quote":"x"}],"found":true,"value":)") + value +
        "}";
    return Json::parse(R"({"q1":)" + one + R"(,"q2":)" + one + "}");
  };
  CHECK(fake_model_server::Fits(answer(R"("Yes")"), schema));
  CHECK(fake_model_server::Fits(answer("null"), schema));
  CHECK_FALSE(fake_model_server::Fits(answer(R"("Perhaps")"), schema));
  CHECK_FALSE(fake_model_server::Fits(answer("1"), schema));
  CHECK_FALSE(fake_model_server::Fits(Json::parse(R"({"q1":null,"q2":null})"), schema));
  CHECK_FALSE(fake_model_server::Fits(Json::parse("{}"), schema));
}

}  // namespace
}  // namespace suture::prompts
