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
