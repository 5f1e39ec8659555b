#include "runtime/plan/json.h"

#include <catch2/catch.hpp>
#include <random>

#include "runtime/plan/describe_suite.h"
#include "runtime/plan/names.h"

namespace suture::plan {
namespace {

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

// Fills every member with something that is not its default, so that none can be lost unseen.
class Filler {
 public:
  explicit Filler(uint32_t seed) : random_(seed) {}

  void Fill(std::string& out) {
    static constexpr const char* kTexts[] = {"a", "sch\xC3\xB6n", "\"\\\n\t\x01/", "1.30", "x y"};
    out = kTexts[random_() % 5];
  }
  void Fill(bool& out) { out = !out; }
  template <typename T>
    requires(std::is_integral_v<T>)
  void Fill(T& out) {
    out = static_cast<T>(7 + random_() % 100);
  }
  template <typename T>
    requires std::is_enum_v<T>
  void Fill(T& out) {
    int count = 0;
    while (!Name(static_cast<T>(count)).empty()) ++count;
    out = static_cast<T>(random_() % count);
  }
  template <typename Tag>
  void Fill(base::Id<Tag>& out) {
    out.index = static_cast<int32_t>(random_() % 1000);
  }
  template <typename T>
  void Fill(std::vector<T>& out) {
    out.resize(1 + random_() % 3);
    for (T& item : out) Fill(item);
  }
  template <typename A, typename B>
  void Fill(std::pair<A, B>& out) {
    Fill(out.first);
    Fill(out.second);
  }
  template <typename T>
  void Fill(std::optional<T>& out) {
    Fill(out.emplace());
  }
  void Fill(SourceSpan& out) { out = {1, 22, 3, 44, 5}; }
  template <typename S>
    requires requires { Described<S>::kMembers; }
  void Fill(S& out) {
    ForEachMember<S>([&](const auto& member) { Fill(out.*member.pointer); });
  }

 private:
  std::mt19937 random_;
};

TEST_CASE("An empty plan is its version and nothing else") {
  CHECK(ToJson(Plan{}) == "{\"version\":1\n}\n");
  REQUIRE(FromJson(ToJson(Plan{})).ok());
}

TEST_CASE("Every member of a plan and of a suite comes back") {
  for (uint32_t seed = 0; seed < 20; ++seed) {
    Plan plan;
    Filler(seed).Fill(plan);
    plan.version = kPlanVersion;
    const std::string text = ToJson(plan);
    const absl::StatusOr<Plan> read = FromJson(text);
    INFO(MessageOf(read.status()));
    REQUIRE(read.ok());
    CHECK(ToJson(*read) == text);
    CHECK(read->fields.size() == plan.fields.size());
    CHECK(read->queries[0].windows[0].amount == plan.queries[0].windows[0].amount);
    CHECK(read->readings[0].words == plan.readings[0].words);

    Suite suite;
    Filler(seed).Fill(suite);
    suite.version = kPlanVersion;
    const absl::StatusOr<Suite> read_suite = SuiteFromJson(ToJson(suite));
    INFO(MessageOf(read_suite.status()));
    REQUIRE(read_suite.ok());
    CHECK(ToJson(*read_suite) == ToJson(suite));
  }
}

TEST_CASE("A table entry has a line of its own and no default is written") {
  Plan plan;
  plan.files = {"a.suture", "b.suture"};
  plan.exprs.resize(2);
  plan.exprs[1].op = Op::kAttribute;
  plan.exprs[1].variable = 0;
  plan.exprs[1].span = {0, 3, 5, 3, 9};
  CHECK(ToJson(plan) ==
        "{\"version\":1,\n\"files\":[\n\"a.suture\",\n\"b.suture\"\n],\n\"exprs\":[\n"
        "{\"op\":\"unknown\"},\n"
        "{\"op\":\"attribute\",\"variable\":0,\"span\":[0,3,5,3,9]}\n]\n}\n");
}

TEST_CASE("Key order and white space of the text do not matter") {
  const absl::StatusOr<Plan> plan =
      FromJson("\n{ \"files\" : [ \"a\" ] ,\r\n\t\"version\" : 1 }  ");
  REQUIRE(plan.ok());
  CHECK(plan->files == std::vector<std::string>{"a"});
}

TEST_CASE("What is no plan is refused with its place") {
  const auto refused = [](std::string_view text) {
    const absl::StatusOr<Plan> plan = FromJson(text);
    REQUIRE_FALSE(plan.ok());
    return MessageOf(plan.status());
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(refused(""), Contains("cannot be read"));
  CHECK_THAT(refused("[]"), Contains("not a JSON object"));
  CHECK_THAT(refused("17"), Contains("cannot be read"));
  CHECK_THAT(refused("{\"version\":1,\"hash\":\"cut"),
             Contains("never closed.") && !Contains(".."));
  CHECK_THAT(refused("{}"), Contains("does not say its version"));
  CHECK_THAT(refused("{\"version\":\"1\"}"), Contains("does not say its version"));
  CHECK_THAT(refused("{\"version\":99}"), Contains("has version 99"));
  CHECK_THAT(refused("{\"version\":99}"), Contains("Run it with the Suture that built it"));
  CHECK_THAT(refused("{\"version\":0}"), Contains("suture build"));
  CHECK_THAT(refused("{\"version\":1,\"fiels\":[]}"), Contains("\"fiels\" is not known"));
  CHECK_THAT(refused("{\"version\":1,\"files\":[],\"files\":[]}"), Contains("stands twice"));
  CHECK_THAT(refused("{\"version\":1,\"exprs\":[{},{\"op\":\"frob\"}]}"),
             Contains("exprs[1].op: \"frob\""));
  CHECK_THAT(refused("{\"version\":1,\"exprs\":[{\"args\":[1,\"2\"]}]}"),
             Contains("exprs[0].args[1]: a whole number"));
  CHECK_THAT(refused("{\"version\":1,\"exprs\":[{\"number\":99999999999}]}"),
             Contains("too large"));
  CHECK_THAT(refused("{\"version\":1,\"exprs\":[{\"span\":[1,2]}]}"), Contains("five numbers"));
  CHECK_THAT(refused("{\"version\":1,\"files\":{}}"), Contains("files: a list"));
  CHECK_THAT(refused("{\"version\":1} {}"), Contains("cannot be read"));
  CHECK_THAT(refused("{\"version\":1,\"files\":[\"\xFF\"]}"), Contains("cannot be read"));
}

TEST_CASE("A text cut anywhere is refused") {
  Plan plan;
  Filler(3).Fill(plan);
  plan.version = kPlanVersion;
  const std::string text = ToJson(plan);
  const size_t end = text.find_last_of('}');
  for (size_t cut = 0; cut <= end; cut += 1 + cut / 50) {
    CHECK_FALSE(FromJson(std::string_view(text).substr(0, cut)).ok());
  }
}

TEST_CASE("Changed bytes never crash the reader") {
  Plan plan;
  Filler(4).Fill(plan);
  plan.version = kPlanVersion;
  const std::string text = ToJson(plan);
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string changed = text;
    for (int i = 0; i < 3; ++i) changed[random() % changed.size()] = "{}[]\",:0-\\x"[random() % 11];
    static_cast<void>(FromJson(changed).ok());
  }
}

TEST_CASE("Limits hold") {
  CHECK(FromJson("{\"version\":1}", {.max_bytes = 5}).status().code() ==
        absl::StatusCode::kResourceExhausted);
  CHECK(FromJson("{\"version\":1,\"exprs\":[{},{},{}]}", {.max_entries = 2}).status().code() ==
        absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace suture::plan
