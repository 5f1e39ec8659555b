// JSON written straight into a request body and read from an answer, without copies of the prompt.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace suture::models {

// Appends the inside of a JSON string (no quotes). Bytes that are not UTF-8 become U+FFFD, so that
// a server never gets a body that is no JSON.
void AppendEscaped(std::string_view text, std::string* out);

// Appends "text" with its quotes.
void AppendQuoted(std::string_view text, std::string* out);

// The member of an object; null if there is none, or `object` is no object.
const nlohmann::json* Member(const nlohmann::json& object, const char* key);

// A text member; empty if absent or no text.
std::string TextMember(const nlohmann::json& object, const char* key);

// A count of tokens; 0 if absent or anything else, and never above kMostTokens, whatever a server
// says, so that sums and costs stay in 64 bits.
inline constexpr int64_t kMostTokens = 10'000'000;
int64_t CountMember(const nlohmann::json& object, const char* key);

}  // namespace suture::models
