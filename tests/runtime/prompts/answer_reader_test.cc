// What is read, what is mended and what is refused: one line a case.
#include "runtime/prompts/answer_reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tests/runtime/prompts/prompt_fixture.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;

// What became of an answer, as one text: "Yes", "not found", "[A B]", "parse", "constraint"; then
// the repairs in brackets.
std::string Outcome(const ReadAnswer& answer, const Repairs& repairs) {
  std::string text;
  if (answer.failure) return std::string(values::Name(answer.failure->kind));
  if (!answer.value.stated) {
    text = "not found";
  } else {
    text = answer.value.items.empty() ? answer.value.text
                                      : "[" + absl::StrJoin(answer.value.items, " ") + "]";
  }
  std::vector<std::string> names;
  for (Repair repair : repairs.list()) names.emplace_back(Name(repair));
  return names.empty() ? text : text + " (" + absl::StrJoin(names, " ") + ")";
}

// Reads a whole reply to one question q1 of the given type.
std::string ReadReplyAs(const plan::Type& type, const std::string& reply) {
  PromptPlan built;
  built.plan.choices.push_back({"Case", {{"a", "", "", "", -1}, {"A", "", "", "", -1}}, {}, {}});
  built.plan.choices.push_back(
      {"Valve", {{"Mitral", "", "", "", -1}, {"Aortic", "", "", "", -1}}, {}, {}});
  built.plan.readings.push_back({});
  built.prompt(0).answer = type;
  const ReplyJson json = ReadReply(reply);
  if (!json.ok) return "parse";
  Repairs repairs = json.repairs;
  const std::vector<std::string> keys = {"q1"};
  const auto nodes = AnswersByKey(json.root, keys, repairs);
  if (nodes[0] == nullptr) return "no answer";
  const std::vector<int32_t> rows = {0, 3};
  const ReadAnswer answer = ReadAnswerOf(built.plan, built.prompt(0), *nodes[0], rows);
  repairs.Add(answer.repairs);
  return Outcome(answer, repairs);
}

std::string ReadValueAs(const plan::Type& type, const std::string& value) {
  return ReadReplyAs(type, R"({"q1":{"evidence":[],"found":)" +
                               std::string(value == "null" ? "false" : "true") + R"(,"value":)" +
                               value + "}}");
}

plan::Type Choice(int32_t list) {
  plan::Type type = TypeOf(TypeKind::kChoice);
  type.choice = {list};
  return type;
}

struct Line {
  std::string given, expected;
};

void CheckValues(const plan::Type& type, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    INFO(line.given);
    CHECK(ReadValueAs(type, line.given) == line.expected);
  }
}

TEST_CASE("replies") {
  const std::string good = R"({"evidence":[],"found":true,"value":"Yes"})";
  const std::string q1 = R"({"q1":)" + good + "}";
  const std::vector<Line> lines = {
      {q1, "Yes"},
      {"  \n" + q1 + "\n", "Yes"},
      {"```json\n" + q1 + "\n```", "Yes (fence)"},
      {"```\n" + q1 + "\n```", "Yes (fence)"},
      {"Here is the answer:\n" + q1, "Yes (prose)"},
      {q1 + "\nI hope this helps.", "Yes (prose)"},
      {"Sure!\n```json\n" + q1 + "\n```\nDone.", "Yes (fence prose)"},
      {"<think>{\"q1\": maybe}</think>" + q1, "Yes (prose)"},
      {good, "Yes (missing_key)"},
      {R"({"q1":{"evidence":[],"found":true,"value":"Yes",},})", "Yes (trailing_comma)"},
      {"{'q1':{'evidence':[],'found':true,'value':'Yes'}}", "Yes (single_quotes)"},
      {R"({"q1":{"evidence":[],"found":True,"value":"Yes"}})", "Yes (python_word)"},
      {R"({"Q1":{"Evidence":[],"FOUND":true,"Value":"Yes"}})", "Yes (letter_case)"},
      {R"({"q1":{"evidence":[],"value":"Yes"}})", "Yes (missing_found)"},
      {R"({"q1":{"evidence":[],"found":"true","value":"Yes"}})", "Yes (truth_as_text)"},
      {R"({"q1":{"evidence":[],"found":true,"value":"Yes","sure":true}})", "Yes (extra_member)"},
      {R"({"q1":{"found":false,"value":null}})", "not found"},
      {R"({"q1":{"found":false}})", "not found"},
      {R"({"q1":{"evidence":null,"found":true,"value":"\u0059es"}})", "Yes"},
      // Something could be lost: refused.
      {"", "parse"},
      {"Yes", "parse"},
      {"The answer is Yes.", "parse"},
      {"null", "parse"},
      {"[" + q1 + "]", "parse"},
      {q1 + q1, "parse"},
      {"{}" + q1, "parse"},
      {q1.substr(0, q1.size() - 1), "parse"},
      {q1.substr(0, q1.size() - 3), "parse"},
      {R"({"q1":{"evidence":[{"passage":1,"quote":"he )", "parse"},
      {R"({"q1":{"found":true,"value":"Yes","value":"No"}})", "parse"},
      {R"({"q1":{"found":true,"value":"Yes","Value":"No"}})", "parse"},
      {R"({"q1":{"found":true "value":"Yes"}})", "parse"},
      {R"({"q1":{"found":true,"value":"Yes"}}, {"q1":{"found":true,"value":"No"}})", "parse"},
      {"{'q1':{'found':true,'value':'it's Yes'}}", "parse"},
      {R"({"q1":{"found":maybe,"value":"Yes"}})", "parse"},
      {R"({"q1":{"found":"perhaps","value":"Yes"}})", "parse"},
      {R"({"q1":{"evidence":[]}})", "parse"},
      {R"({"q1":"Yes"})", "parse"},
      {R"({"q1":["Yes"]})", "parse"},
      {R"({"q2":{"found":true,"value":"Yes"}})", "no answer"},
      {R"({"q1":{"found":true,"value":null}})", "constraint"},
      {R"({"q1":{"found":false,"value":"No"}})", "constraint"},
      {R"({"q1":{"evidence":"page 3","found":true,"value":"Yes"}})", "parse"},
      {R"({"q1":{"evidence":[{"quote":"x"}],"found":true,"value":"Yes"}})", "parse"},
      {R"({"q1":{"evidence":[{"passage":1.5,"quote":"x"}],"found":true,"value":"Yes"}})", "parse"},
      {R"({"q1":{"evidence":[{"passage":"one","quote":"x"}],"found":true,"value":"Yes"}})",
       "parse"},
      {R"({"q1":{"evidence":[{"passage":1,"quote":["x"]}],"found":true,"value":"Yes"}})", "parse"},
      {"{\"q1\":{\"found\":true,\"value\":\"Y\xFF\"}}", "parse"},
      {R"({"q1":{"found":true,"value":"\ud800"}})", "parse"},
      {R"({"q1":{"found":true,"value":"\q"}})", "parse"},
      {std::string(100'000, '{'), "parse"},
      {std::string(100'000, '['), "parse"},
      {"{\"q1\":" + std::string(5000, '[') + std::string(5000, ']') + "}", "parse"},
      {"<think>" + q1, "parse"},
  };
  for (const Line& line : lines) {
    INFO(line.given.substr(0, 200));
    CHECK(ReadReplyAs(Choice(0), line.given) == line.expected);
  }
}

TEST_CASE("no part of an answer passes for the whole") {
  const std::string whole =
      R"({"q1":{"evidence":[{"passage":1,"quote":"{\"q1\":1}"}],"reasoning":"a [b] c","found":true,"value":"Yes"}})";
  REQUIRE(ReadReplyAs(Choice(0), whole) == "Yes");
  for (size_t length = 0; length < whole.size(); ++length) {
    INFO(length);
    CHECK(ReadReplyAs(Choice(0), whole.substr(0, length)) == "parse");
  }
}

TEST_CASE("one byte changed gives the same value or none") {
  const std::string whole = R"({"q1":{"evidence":[],"found":true,"value":"Yes"}})";
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char byte : {'"', '\\', '{', '}', '[', ',', '\0', '\n', 'x', '\'', '\x80'}) {
      std::string changed = whole;
      changed[at] = byte;
      INFO(changed);
      const std::string outcome = ReadReplyAs(Choice(0), changed);
      CHECK((outcome.starts_with("Yes") || outcome == "parse" || outcome == "constraint" ||
             outcome == "no answer"));
    }
  }
}

TEST_CASE("evidence is read with its passage numbers") {
  PromptPlan built;
  const ReplyJson json = ReadReply(
      R"({"evidence":[{"passage":2,"quote":"a"},{"quote":"b","passage":"3"}],"found":true,"value":"No"})");
  REQUIRE(json.ok);
  const ReadAnswer answer = ReadAnswerOf(built.plan, built.prompt(0), json.root, {});
  REQUIRE(answer.evidence.size() == 2);
  CHECK(answer.evidence[0].passage == 2);
  CHECK(answer.evidence[1].passage == 3);
  CHECK(answer.evidence[1].quote == "b");
  CHECK(answer.repairs.list() == std::vector<Repair>{Repair::kNumberAsText});
}

TEST_CASE("choices") {
  CheckValues(Choice(0), {{R"("Yes")", "Yes"},
                          {R"("yes")", "Yes (letter_case)"},
                          {R"(" Yes ")", "Yes (white_space)"},
                          {R"(["Yes"])", "Yes (list_of_one)"},
                          {R"(["Yes","No"])", "parse"},
                          {R"("Yes, the patient has diabetes")", "constraint"},
                          {R"("Yes or No")", "constraint"},
                          {R"("Yes.")", "constraint"},
                          {R"("Ja")", "constraint"},
                          {R"("1")", "constraint"},
                          {"1", "constraint"},
                          {"true", "constraint"},
                          {R"("")", "constraint"},
                          {"[]", "constraint"},
                          {R"({"value":"Yes"})", "constraint"},
                          {"null", "not found"}});
  CheckValues(Choice(1), {{R"("a")", "a"}, {R"("A")", "A"}});
}

TEST_CASE("numbers keep every digit") {
  CheckValues(TypeOf(TypeKind::kDecimal, "mg/dL"), {{R"("1.30")", "1.30"},
                                                    {"1.30", "1.30 (number_bare)"},
                                                    {R"("-0.5")", "-0.5"},
                                                    {R"("1,200")", "1200 (thousands_marks)"},
                                                    {R"("1,200.5")", "1200.5 (thousands_marks)"},
                                                    {R"("6.5 mg/dL")", "6.5 (unit_written)"},
                                                    {R"("6.5mg/dL")", "6.5 (unit_written)"},
                                                    {R"("mg/dL")", "constraint"},
                                                    {R"("6.5 mmol/L")", "constraint"},
                                                    {R"("6,5")", "constraint"},
                                                    {R"("1,20")", "constraint"},
                                                    {R"("0,123")", "constraint"},
                                                    {R"("1,2000")", "constraint"},
                                                    {R"("about 6")", "constraint"},
                                                    {R"("6-7")", "constraint"},
                                                    {R"("<7")", "constraint"},
                                                    {R"("six")", "constraint"},
                                                    {"007", "parse"},
                                                    {R"("NaN")", "constraint"},
                                                    {"1e999", "constraint"},
                                                    {"false", "constraint"}});
  CheckValues(TypeOf(TypeKind::kInteger, "%"), {{R"("55")", "55"},
                                                {R"("55 %")", "55 (unit_written)"},
                                                {R"("55.0")", "55 (whole_number)"},
                                                {R"("55.5")", "constraint"},
                                                {R"("55-60")", "constraint"}});
  plan::Type truncated = TypeOf(TypeKind::kInteger);
  truncated.rounding = plan::Rounding::kTruncate;
  CheckValues(truncated, {{R"("55.9")", "55"}});
  CheckValues(TypeOf(TypeKind::kDuration, "hours"), {{R"("3")", "3"},
                                                     {R"("3 hours")", "3 (unit_written)"},
                                                     {R"("1 hour")", "1 (unit_written)"},
                                                     {R"("3 days")", "constraint"},
                                                     {R"("1.5")", "constraint"}});
}

TEST_CASE("dates are as precise as they were written") {
  CheckValues(TypeOf(TypeKind::kDate), {{R"("2024-03-01")", "2024-03-01"},
                                        {R"("2024-03")", "2024-03"},
                                        {R"("2024")", "2024"},
                                        {"2024", "2024 (number_bare)"},
                                        {R"("2024-03-01T10:30")", "2024-03-01 (date_form)"},
                                        {R"("POD 3")", "POD 3 (relative_time)"},
                                        {R"("two weeks ago")", "two weeks ago (relative_time)"},
                                        {R"("2024-02-30")", "constraint"},
                                        {R"("2024-13")", "constraint"},
                                        {R"("early 2024 or so")", "constraint"},
                                        {R"("unknown")", "constraint"}});
  CheckValues(TypeOf(TypeKind::kDateTime),
              {{R"("2024-03-01T10:30")", "2024-03-01T10:30"},
               {R"("2024-03-01 10:30")", "2024-03-01T10:30 (date_form)"},
               {R"("2024-03-01T25:00")", "constraint"}});
  CheckValues(TypeOf(TypeKind::kTime), {{R"("10:30")", "10:30"}, {R"("24:30")", "constraint"}});
  CheckValues(TypeOf(TypeKind::kPeriod), {{R"("2024-03-01/2024-03-04")", "2024-03-01/2024-03-04"},
                                          {R"("2024-03-01/")", "2024-03-01/"},
                                          {R"("/2024-03-04")", "/2024-03-04"},
                                          {R"("/")", "constraint"}});
}

TEST_CASE("truths, texts, sets, row numbers, words") {
  CheckValues(TypeOf(TypeKind::kTruth), {{"true", "true"},
                                         {"false", "false"},
                                         {R"("yes")", "true (truth_as_text)"},
                                         {R"("probably")", "constraint"},
                                         {"1", "constraint"}});
  plan::Type text = TypeOf(TypeKind::kText);
  text.text_limit = 4;
  CheckValues(text, {{R"("abcd")", "abcd"},
                     {R"("\u00e4\u00f6\u00fc\u00df")", "\u00e4\u00f6\u00fc\u00df"},
                     {R"("abcde")", "constraint"}});
  plan::Type set = TypeOf(TypeKind::kSet);
  set.choice = {2};
  CheckValues(set, {{R"(["Mitral","Aortic"])", "[Mitral Aortic]"},
                    {R"(["Mitral","Mitral"])", "[Mitral]"},
                    {R"(["mitral"])", "[Mitral] (letter_case)"},
                    {R"("Aortic")", "[Aortic] (item_for_list)"},
                    {R"("Mitral, Aortic")", "constraint"},
                    {R"(["Mitral","Tricuspid"])", "constraint"},
                    {R"(["Mitral",null])", "constraint"},
                    {R"(["Mitral",["Aortic"]])", "constraint"}});
  plan::Type refs = TypeOf(TypeKind::kRefs);
  refs.shape = {1};
  CheckValues(refs, {{"[1,3]", "[1 3]"},
                     {R"(["2"])", "[2] (number_as_text)"},
                     {"[4]", "parse"},
                     {"[0]", "parse"},
                     {"[1.0]", "parse"}});
  plan::Type words = TypeOf(TypeKind::kInteger, "%");
  words.reading = {0};
  CheckValues(words, {{R"("mildly reduced")", "mildly reduced"},
                      {R"("50-55%")", "50-55%"},
                      {R"("  preserved ")", "preserved (white_space)"}});
}

TEST_CASE("rows") {
  PromptPlan built;
  const auto read = [&](const std::string& reply) {
    const ReplyJson json = ReadReply(reply);
    REQUIRE(json.ok);
    return ReadAnswerOf(built.plan, built.prompt(2), json.root, {});
  };
  ReadAnswer answer = read(
      R"({"rows":[{"evidence":[],"vessel":"LAD","stenosis":"90"},{"evidence":[],"vessel":null,"stenosis":"70 %"}]})");
  REQUIRE_FALSE(answer.failure);
  REQUIRE(answer.rows.size() == 2);
  CHECK(answer.rows[0].cells[0].text == "LAD");
  CHECK_FALSE(answer.rows[1].cells[0].stated);
  CHECK(answer.rows[1].cells[1].text == "70");
  CHECK_FALSE(read(R"({"rows":[]})").failure);
  CHECK(read(R"({"rows":null})").failure->kind == values::FailureKind::kParse);
  CHECK(read(R"({"lesions":[]})").failure->kind == values::FailureKind::kParse);
  CHECK(read(R"({"rows":[{"evidence":[],"vessel":"LAD"}]})").failure->kind ==
        values::FailureKind::kParse);
  CHECK(read(R"({"rows":[{"evidence":[],"vessel":"LAD","stenosis":"severe"}]})").failure->kind ==
        values::FailureKind::kConstraint);
}

}  // namespace
}  // namespace suture::prompts
