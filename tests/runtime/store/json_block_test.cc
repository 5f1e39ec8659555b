#include "runtime/store/json_block.h"

#include <catch2/catch.hpp>
#include <random>

namespace suture::store {
namespace {

std::string Written(std::string_view text) {
  std::string out;
  JsonBlock(out).PutString(text);
  return out;
}
std::string Appended(std::string_view text) {
  std::string out;
  plan::AppendJsonString(text, out);
  return out;
}

TEST_CASE("A string is written as AppendJsonString writes it, whatever stands where in it") {
  const std::string specials[] = {"\"",   "\\",   "\n", std::string(1, '\0'),
                                  "\x1F", "\x7F", "é",  "\x80"};
  for (size_t length = 0; length < 40; ++length) {
    const std::string plain =
        std::string("The quick brown fox jumps over a lazy dog.").substr(0, length);
    CHECK(Written(plain) == '"' + plain + '"');
    for (const std::string& special : specials) {
      for (size_t at = 0; at <= length; ++at) {
        const std::string text = plain.substr(0, at) + special + plain.substr(at);
        CHECK(Written(text) == Appended(text));
      }
    }
  }
}

TEST_CASE("Pieces stay in order over many blocks") {
  std::mt19937 random(7);
  std::string out = "before", expected = "before";
  {
    JsonBlock block(out);
    for (int i = 0; i < 5000; ++i) {
      const std::string text(random() % (i % 50 == 0 ? 2000 : 30), i % 7 == 0 ? '"' : 'x');
      block.PutString(text);
      block.Put(',');
      block.PutInteger(i - 2500);
      block.Put(",\"key\":");
      block.Put(std::string_view("{}"));
      expected += Appended(text) + ',' + std::to_string(i - 2500) + ",\"key\":{}";
    }
  }
  CHECK(out == expected);
}

}  // namespace
}  // namespace suture::store
