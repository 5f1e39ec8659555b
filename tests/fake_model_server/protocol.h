// The server's side of the three protocols: what a real server accepts, and what it says.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/fake_model_server/fault.h"

namespace suture::fake_model_server {

enum class Protocol { kOpenAi, kAzureClassic, kAnthropic, kOllama, kUnknown };

struct ReceivedRequest {
  int number = 0;  // From 0, in order of arrival over all connections.
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;  // Names in lower case.
  std::string body;
  nlohmann::json json;  // Of the body; discarded if it is none.
  Protocol protocol = Protocol::kUnknown;
  std::string model;
  std::string prompt;  // All text, in order, joined by line breaks.
  // Of the answer, each "$ref" replaced by what it refers to; null if none was sent.
  nlohmann::json schema;
  std::string schema_text;     // As it was sent; empty if none was.
  nlohmann::json told_schema;  // Likewise, where the prompt ends with a schema instead.
  int64_t max_tokens = 0;

  std::string Header(const std::string& name) const;  // Empty if absent.
};

// What the model writes.
struct ModelText {
  std::string text = "{}";
  int64_t prompt_tokens = -1;  // -1: a quarter of the prompt's bytes, or the
                               // fewest that they can be.
  int64_t cached_tokens = 0;
  int64_t completion_tokens = -1;  // -1: a quarter of the text's bytes.
};

struct HttpAnswer {
  int status = 200;
  std::string extra_headers;  // Each ended by \r\n.
  std::string body;
};

// Fills the fields behind `json` from target and body.
void Interpret(ReceivedRequest* request);

// What a real server would object to: wrong key or header, a missing member, a schema outside the
// strict subset, too many cache breakpoints. Status 200 if nothing. `key` empty: none is asked for.
HttpAnswer Validate(const ReceivedRequest& request, const std::string& key);

// The protocol's answer with the text in it, changed by those faults that are well-formed HTTP.
HttpAnswer Render(const ReceivedRequest& request, const ModelText& text, const Fault& fault);

// Whether a server that holds its model to this schema could have written the value. All members
// of an object are required and no others are taken, as in the strict subset.
bool Fits(const nlohmann::ordered_json& value, const nlohmann::json& schema);

// The smallest object that fits a strict schema: what the model writes when no one tells it.
nlohmann::ordered_json SmallestFitting(const nlohmann::ordered_json& schema);

}  // namespace suture::fake_model_server
