#include "runtime/chart/json_cursor.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace suture::chart {
namespace {

using List = std::vector<std::string>;

// A text with what must stand behind it: a zero, and then what would go on if it were read.
class Behind {
 public:
  explicit Behind(std::string_view text)
      : size_(text.size()),
        bytes_(std::string(text) + '\0' + std::string(simdjson::SIMDJSON_PADDING, '}')) {}
  std::string_view text() const { return std::string_view(bytes_).substr(0, size_); }

 private:
  size_t size_;
  std::string bytes_;
};

// Each member whose key is `a` or `b` as name=token, an object or array as it is passed over.
List Members(std::string_view json) {
  static const List kNames = {"a", "b"};
  static const NameTable names(kNames);
  const Behind behind(json);
  JsonCursor cursor;
  List members;
  if (cursor.Open(behind.text()) != simdjson::SUCCESS) return {"not opened"};
  for (int32_t name = cursor.FirstOf(names); name >= 0; name = cursor.NextOf(names)) {
    members.push_back(kNames[name] + "=");
    members.back() += cursor.TakeScalar();
  }
  if (cursor.failed()) {
    members.push_back("failed at " + std::to_string(cursor.failed_at()));
  } else if (!cursor.AtEnd()) {
    members.push_back("more at " + std::to_string(cursor.Offset()));
  }
  return members;
}

TEST_CASE("Members that are named come with their tokens, whatever stands between them") {
  const List expected = {"a=1.50", "b=", "a=\"x\\\"}\"", "b=true"};
  CHECK(Members(R"({"a":1.50,"b":{"c":[1,2]},"a":"x\"}","b":true})") == expected);
  CHECK(Members(R"({"c":[{"a":[2]},{}],"a":1.50,"d":{"a":7},"b":null,"e":"}","a":"x\"}","f":[],)"
                R"("b":true,"g":-1.5e3})") == expected);
  CHECK(Members(" { \"a\" : 1.50 ,\t\"b\" :  [ {} ] ,\r\n\"a\"\n: \"x\\\"}\" , \"b\" : true } ") ==
        expected);
  CHECK(Members("{}").empty());
  CHECK(Members(" { } ").empty());
  CHECK(Members(R"({"c":{"a":1}})").empty());
}

TEST_CASE("A name is found however its key is written") {
  CHECK(Members(R"({"\u0061":1,"c":2,"\u0062":3})") == List{"a=1", "b=3"});
  CHECK(Members(R"({"a\"":1,"":2,"\ud800":3,"b":4})") == List{"b=4"});
  CHECK(Members(R"({"a-key-of-more-than-sixteen-bytes-with-\u0061":1,"b":4})") == List{"b=4"});
}

TEST_CASE("What is not JSON fails at its byte") {
  CHECK(Members(R"({"a" 1})") == List{"failed at 1"});
  CHECK(Members(R"({a:1})") == List{"failed at 1"});
  CHECK(Members(R"({"a":1 "b":2})") == List{"a=1", "failed at 7"});
  CHECK(Members(R"({"c":1 "b":2})") == List{"failed at 7"});
  CHECK(Members(R"({"c":,"b":2})") == List{"failed at 5"});
  CHECK(Members(R"({"c"::,"b":2})") == List{"failed at 5"});
  CHECK(Members(R"({"c":}})") == List{"failed at 5"});
  CHECK(Members(R"({"a":1,})") == List{"a=1", "failed at 7"});
  CHECK(Members(R"({"c":1)") == List{"failed at 6"});
  CHECK(Members(R"({"c":)") == List{"failed at 5"});
  CHECK(Members(R"({"c")") == List{"failed at 1"});
  CHECK(Members(R"({)") == List{"failed at 1"});
  CHECK(Members(R"({"c":[{})") == List{"failed at 8"});
  CHECK(Members(R"({"a":[{})") == List{"a=", "failed at 8"});
  CHECK(Members(R"({"a":1} x)") == List{"a=1", "more at 8"});
  using namespace std::string_literals;
  CHECK(Members("{\"c\":[\0],\"a\":1}"s) == List{"failed at 6"});
  CHECK(Members("{\"a\":[\0],\"b\":1}"s) == List{"a=", "failed at 6"});
}

TEST_CASE("What is no text that can be gone over is not opened") {
  CHECK(Members("") == List{"not opened"});
  CHECK(Members(" \n ") == List{"not opened"});
  CHECK(Members("{\"a\":\"\xFF\"}") == List{"not opened"});
  CHECK(Members(R"({"a":"b)") == List{"not opened"});
  const std::string without_zero = "{} " + std::string(simdjson::SIMDJSON_PADDING, ' ');
  JsonCursor cursor;
  CHECK(cursor.Open(std::string_view(without_zero).substr(0, 2)) == simdjson::INSUFFICIENT_PADDING);
  CHECK(cursor.failed());
}

// The same with `a` noted, `b` stopped at and `c` passed over; what was noted is read at the end.
List ByActs(std::string_view json) {
  using Act = JsonCursor::Act;
  static const List kNames = {"a", "b", "c"};
  static const NameTable names(kNames);
  constexpr Act kActs[] = {Act::kNote, Act::kStop, Act::kPass};
  const Behind behind(json);
  JsonCursor cursor;
  List members;
  std::vector<JsonCursor::Noted> noted;
  if (cursor.Open(behind.text()) != simdjson::SUCCESS) return {"not opened"};
  for (int32_t name = cursor.FirstOf(names, kActs, noted); name >= 0;
       name = cursor.NextOf(names, kActs, noted)) {
    members.push_back(kNames[name] + "=");
    members.back() += cursor.TakeScalar();
  }
  if (cursor.failed()) return {"failed at " + std::to_string(cursor.failed_at())};
  CHECK(cursor.AtEnd());
  for (const JsonCursor::Noted& member : noted) {
    cursor.Return(member.value);
    members.push_back("noted " + kNames[member.name] + "=");
    members.back() += cursor.TakeScalar();
  }
  return members;
}

TEST_CASE("Members are noted, stopped at or passed over as their names are to be") {
  CHECK(ByActs(R"({"a":1,"b":2,"c":3,"a":{"b":4},"d":5,"b":6,"a":7})") ==
        List{"b=2", "b=6", "noted a=1", "noted a=", "noted a=7"});
  CHECK(ByActs(R"({"a":"x"})") == List{"noted a=\"x\""});
  CHECK(ByActs(R"({"\u0061":1,"\u0062":2,"\u0063":3})") == List{"b=2", "noted a=1"});
  CHECK(ByActs("{}").empty());
  CHECK(ByActs(R"({"c":1 "a":2})") == List{"failed at 7"});
  CHECK(ByActs(R"({"a":,"b":2})") == List{"failed at 5"});
  CHECK(ByActs(R"({"a":[})") == List{"failed at 7"});
}

// Scalars of `a` and `b`, the object gone through at once.
List Scalars(std::string_view json) {
  static const List kNames = {"a", "b"};
  static const NameTable names(kNames);
  const Behind behind(json);
  JsonCursor cursor;
  List scalars;
  if (cursor.Open(behind.text()) != simdjson::SUCCESS) return {"not opened"};
  cursor.TakeScalars(names, [&](int32_t name, std::string_view token) {
    scalars.push_back(kNames[name] + "=" + std::string(token));
  });
  if (cursor.failed()) return {"failed at " + std::to_string(cursor.failed_at())};
  CHECK(cursor.AtEnd());
  return scalars;
}

TEST_CASE("Scalars are taken of an object that is gone through at once") {
  CHECK(Scalars(R"({"a":1.50,"c":{"a":2},"b": "x\"}" ,"a":null,"b":[3],"a":{"b":4},"b":false })") ==
        List{"a=1.50", R"(b="x\"}")", "a=", "b=", "a=", "b=false"});
  CHECK(Scalars("{}").empty());
  CHECK(Scalars(R"({"a":})") == List{"failed at 5"});
  CHECK(Scalars(R"({"a"::,"b":1})") == List{"failed at 5"});
  CHECK(Scalars(R"({"a":1 "b":2})") == List{"failed at 7"});
  CHECK(Scalars(R"({"a":1)") == List{"failed at 6"});
}

TEST_CASE("A place can be returned to, and the rest be passed over") {
  const Behind behind(R"([{"a":1,"b":[2]},{"c":3}])");
  const NameTable names(List{"a"});
  JsonCursor cursor;
  REQUIRE(cursor.Open(behind.text()) == simdjson::SUCCESS);
  REQUIRE(cursor.FirstElement());
  const JsonCursor::Place first = cursor.place();
  REQUIRE(cursor.FirstOf(names) == 0);
  CHECK(cursor.TakeScalar() == "1");
  REQUIRE(cursor.SkipRest());
  CHECK(cursor.Peek() == ',');
  cursor.Return(first);
  REQUIRE(cursor.Skip());
  REQUIRE(cursor.NextElement());
  REQUIRE(cursor.Skip());
  CHECK_FALSE(cursor.NextElement());
  CHECK_FALSE(cursor.failed());
  CHECK(cursor.AtEnd());
}

TEST_CASE("What is nested deeper than any chart is passed over, and its missing end is told") {
  const std::string open(200'000, '['), close(200'000, ']');
  CHECK(Members("{\"c\":" + open + close + ",\"a\":1}") == List{"a=1"});
  CHECK(Members("{\"c\":" + open + "}") == List{"failed at " + std::to_string(open.size() + 6)});
}

}  // namespace
}  // namespace suture::chart
