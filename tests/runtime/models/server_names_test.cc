#include "runtime/models/server_names.h"

#include <catch2/catch.hpp>

namespace suture::models {
namespace {

std::string Prompt(const std::string& note) {
  return R"({"messages":[{"role":"user","content":"Answer with the passage.\n)" + note +
         R"(\u00e9"}]})";
}

const std::set<std::string> kListed = {"gpt-5-mini", "house-model", "Roe 3"};

TEST_CASE("an id of a call is kept in the shape of one, unless it repeats the prompt") {
  const std::string request =
      Prompt("Jane Roe, MRN 00488812, aged 64, was seen by Vandermolen at 08:30.");
  for (const char* id : {"", "req_011CQ8mBXyZ7", "req-0", "9f2c1d3e-7a4b-4c8d-9e0f-1a2b3c4d5e6f",
                         "chatcmpl-AbC123:2", "64", "0830"}) {
    CAPTURE(id);
    CHECK(KeptRequestId(id, request) == id);
  }
  for (const std::string& id :
       {std::string("vandermolen"), std::string("x_VANDERMOLEN_1"), std::string("reqVandermolen9"),
        std::string("Jane"), std::string("req-Roe"), std::string("jane.roe"),
        std::string("id:00488812"), std::string("a b"), std::string("<script>"),
        std::string("caf\xC3\xA9"), std::string(65, 'x')}) {
    CAPTURE(id);
    const std::string kept = KeptRequestId(id, request);
    CHECK(kept.size() == 32);
    CHECK(kept.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(KeptRequestId(id, request) == kept);
    // Without the notes nobody can try out which word it was.
    CHECK(KeptRequestId(id, Prompt("Jane Roe 00488812 Vandermolen")) != kept);
  }
}

TEST_CASE("a model's name is kept where suture.yaml has it, or where it goes on as it was bound") {
  const std::string request = Prompt("Jane Roe, MRN 00488812, gpt was not mentioned.");
  for (const char* name :
       {"", "gpt-5-mini", "gpt-5-mini-2025-08-07", "gpt-4o", "house-model", "Roe 3"}) {
    CAPTURE(name);
    CHECK(KeptModelName(name, "gpt-5-mini", kListed, request) == name);
  }
  for (const std::string& name :
       {std::string("llama3:8b"), std::string("gpt-5-mini Jane"), std::string("gpt-5-mini-jane"),
        std::string("gpt-00488812"), "gpt-" + std::string(64, 'x'), std::string("Jane")}) {
    CAPTURE(name);
    CHECK(KeptModelName(name, "gpt-5-mini", kListed, request) == kUnlistedModel);
  }
  CHECK(KeptModelName("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", {}, request) ==
        "meta-llama/Llama-3.1-8B");
  CHECK(KeptModelName("anything", "", {}, request) == kUnlistedModel);
}

}  // namespace
}  // namespace suture::models
