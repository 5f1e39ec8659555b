// What is read, what is mended and what is refused: the cases of answer_cases.tsv, and some rules
// that hold for any answer.
#include "runtime/prompts/answer_reader.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "runtime/text/fields.h"
#include "tests/runtime/prompts/prompt_fixture.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;

// Spelled as in the file: "Yes", "not found", "[A B]"; a value that is not stated within a row:
// "-".
std::string Spelled(const AnsweredValue& value, std::string_view not_stated) {
  if (!value.stated) return std::string(not_stated);
  return value.items.empty() ? value.text : "[" + absl::StrJoin(value.items, " ") + "]";
}

std::string Spelled(const ReadAnswer& answer, bool is_extract) {
  if (!is_extract) return Spelled(answer.value, "not found");
  std::vector<std::string> rows;
  for (const ReadRow& row : answer.rows) {
    std::vector<std::string> cells;
    for (const AnsweredValue& cell : row.cells) cells.push_back(Spelled(cell, "-"));
    rows.push_back(absl::StrJoin(cells, " "));
  }
  return rows.empty() ? "no rows" : absl::StrJoin(rows, "; ");
}

// What becomes of a reply, as the columns of the file.
struct Outcome {
  std::string verdict, value, repairs;
};

Outcome OutcomeOf(PromptPlan& built, const plan::Prompt& prompt, const std::string& reply) {
  ReplyJson json = ReadReply(reply);
  if (!json.ok) return {"rejected", "parse", "-"};
  Repairs repairs = json.repairs;
  const JsonNode* node = &json.root;
  if (!prompt.is_extract)
    node = AnswersByKey(json.root, std::vector<std::string>{"q1"}, repairs, json.around)[0];
  if (node == nullptr) return {"rejected", "no answer", "-"};
  const std::vector<int32_t> rows = {0, 3};
  const ReadAnswer answer =
      ReadAnswerOf(built.plan, prompt, *node, {.rows_of_shape = rows, .around = json.around});
  if (answer.failure) return {"rejected", std::string(values::Name(answer.failure->kind)), "-"};
  repairs.Add(answer.repairs);
  std::vector<std::string> names;
  for (Repair repair : repairs.list()) names.emplace_back(Name(repair));
  return {"accepted", Spelled(answer, prompt.is_extract),
          names.empty() ? "-" : absl::StrJoin(names, " ")};
}

// The types that the file names, over the plan of the fixture with two more lists.
struct Types {
  Types() {
    built.plan.choices.push_back({"Case", {{"a", "", "", "", -1}, {"A", "", "", "", -1}}, {}, {}});
    built.plan.choices.push_back(
        {"Valve", {{"Mitral", "", "", "", -1}, {"Aortic", "", "", "", -1}}, {}, {}});
    built.plan.readings.push_back({});
    types["choice"] = types["reply"] = Listed(TypeKind::kChoice, 0);
    types["case"] = Listed(TypeKind::kChoice, 1);
    types["set"] = Listed(TypeKind::kSet, 2);
    types["decimal"] = TypeOf(TypeKind::kDecimal, "mg/dL");
    types["integer"] = types["words"] = TypeOf(TypeKind::kInteger, "%");
    types["words"].reading = {0};
    types["truncated"] = TypeOf(TypeKind::kInteger);
    types["truncated"].rounding = plan::Rounding::kTruncate;
    types["duration"] = TypeOf(TypeKind::kDuration, "hours");
    types["date"] = TypeOf(TypeKind::kDate);
    types["datetime"] = TypeOf(TypeKind::kDateTime);
    types["time"] = TypeOf(TypeKind::kTime);
    types["period"] = TypeOf(TypeKind::kPeriod);
    types["truth"] = TypeOf(TypeKind::kTruth);
    types["text"] = TypeOf(TypeKind::kText);
    types["text"].text_limit = 4;
    types["refs"] = TypeOf(TypeKind::kRefs);
    types["refs"].shape = {1};
  }

  Outcome Read(const std::string& as, const std::string& given) {
    if (as == "rows") return OutcomeOf(built, built.prompt(2), given);
    if (as.starts_with("reply:")) {
      built.prompt(0).answer = types.at(as.substr(6));
      return OutcomeOf(built, built.prompt(0), given);
    }
    REQUIRE(types.count(as) == 1);
    built.prompt(0).answer = types[as];
    if (as == "reply") return OutcomeOf(built, built.prompt(0), given);
    const std::string found = given == "null" ? "false" : "true";
    return OutcomeOf(built, built.prompt(0),
                     R"({"q1":{"evidence":[],"found":)" + found + R"(,"value":)" + given + "}}");
  }

  PromptPlan built;
  std::map<std::string, plan::Type> types;

 private:
  static plan::Type Listed(TypeKind kind, int32_t list) {
    plan::Type type = TypeOf(kind);
    type.choice = {list};
    return type;
  }
};

// The marks of the file for what cannot stand in it as itself.
std::string Unmarked(std::string_view marked) {
  static constexpr std::string_view kLineBreak = "⏎", kTab = "⇥", kByte = "⟨", kEnd = "⟩";
  std::string text;
  while (!marked.empty()) {
    if (marked.starts_with(kByte)) {
      text +=
          static_cast<char>(std::stoi(std::string(marked.substr(kByte.size(), 2)), nullptr, 16));
      marked.remove_prefix(kByte.size() + 2 + kEnd.size());
    } else if (marked.starts_with(kLineBreak) || marked.starts_with(kTab)) {
      text += marked.starts_with(kTab) ? '\t' : '\n';
      marked.remove_prefix(kTab.size());
    } else {
      text += marked[0];
      marked.remove_prefix(1);
    }
  }
  return text;
}

Outcome ReadReplyAsChoice(const std::string& reply) { return Types().Read("reply", reply); }

TEST_CASE("every case of answer_cases.tsv is read, mended or refused as it says") {
  const std::string file =
      ReadText(std::string(SUTURE_SOURCE_DIR) + "/tests/runtime/prompts/answer_cases.tsv");
  Types types;
  std::map<std::string, int> counts;
  for (std::string_view line : text::Split(file, '\n')) {
    if (line.empty() || line.starts_with("# ")) continue;
    const std::vector<std::string_view> cells = text::Split(line, '\t');
    INFO(std::string(line));
    REQUIRE(cells.size() == 5);
    const Outcome outcome = types.Read(std::string(cells[0]), Unmarked(cells[4]));
    CHECK(outcome.verdict == cells[1]);
    CHECK(outcome.value == cells[2]);
    CHECK(outcome.repairs == cells[3]);
    ++counts[outcome.verdict];
    for (std::string_view repair : text::Split(cells[3], ' ')) ++counts[std::string(repair)];
  }
  CHECK(counts["accepted"] >= 100);
  CHECK(counts["rejected"] >= 100);
#define SUTURE_SEEN(id, name) CHECK(counts[name] > 0);
  SUTURE_REPAIRS(SUTURE_SEEN)
#undef SUTURE_SEEN
}

TEST_CASE("nesting of any depth ends in a refusal") {
  for (const std::string& reply :
       {std::string(100'000, '{'), std::string(100'000, '['),
        "{\"q1\":" + std::string(5000, '[') + std::string(5000, ']') + "}"}) {
    CHECK(ReadReplyAsChoice(reply).value == "parse");
  }
}

TEST_CASE("no part of an answer passes for the whole") {
  const std::string whole =
      R"({"q1":{"evidence":[{"passage":1,"quote":"{\"q1\":1}"}],"reasoning":"a [b] c","found":true,"value":"Yes"}})";
  REQUIRE(ReadReplyAsChoice(whole).value == "Yes");
  for (size_t length = 0; length < whole.size(); ++length) {
    INFO(length);
    CHECK(ReadReplyAsChoice(whole.substr(0, length)).value == "parse");
  }
}

TEST_CASE("one byte changed gives the same value or none") {
  const std::string whole = R"({"q1":{"evidence":[],"found":true,"value":"Yes"}})";
  for (size_t at = 0; at < whole.size(); ++at) {
    for (const char byte : {'"', '\\', '{', '}', '[', ',', '\0', '\n', 'x', '\'', '\x80'}) {
      std::string changed = whole;
      changed[at] = byte;
      INFO(changed);
      const std::string outcome = ReadReplyAsChoice(changed).value;
      CHECK((outcome == "Yes" || outcome == "parse" || outcome == "constraint" ||
             outcome == "no answer"));
    }
  }
}

TEST_CASE("answer_depth and answer_rows of suture.yaml bound a reply") {
  const std::string reply =
      R"({"rows":[{"vessel":"LAD","stenosis":90},{"vessel":"RCA","stenosis":50}]})";
  CHECK(ReadReply(reply, {.max_depth = 3}).ok);
  const ReplyJson deep = ReadReply(reply, {.max_depth = 1});
  CHECK_FALSE(deep.ok);
  CHECK(deep.problem == "The reply's JSON object was nested too deeply.");

  Types types;
  const ReplyJson json = ReadReply(reply);
  REQUIRE(json.ok);
  const plan::Prompt& extract = types.built.prompt(2);
  CHECK_FALSE(
      ReadAnswerOf(types.built.plan, extract, json.root, {.limits = {.max_rows = 2}}).failure);
  const ReadAnswer many =
      ReadAnswerOf(types.built.plan, extract, json.root, {.limits = {.max_rows = 1}});
  REQUIRE(many.failure);
  CHECK(many.failure->problem == "The answer had more rows than can be read.");
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

}  // namespace
}  // namespace suture::prompts
