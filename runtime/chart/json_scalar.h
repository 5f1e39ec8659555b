// JSON scalars from their raw tokens, without copying where nothing is escaped.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/base/arena.h"

namespace suture::chart {

inline std::string_view TrimToken(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' || token.back() == '\n' ||
                            token.back() == '\r')) {
    token.remove_suffix(1);
  }
  return token;
}

inline bool IsStringToken(std::string_view token) {
  return token.size() >= 2 && token.front() == '"' && token.back() == '"';
}

// The text of a string token, quotes and all: a view into it, or into the arena when something in
// it is escaped. nullopt: not a string, or an escape that JSON does not have.
std::optional<std::string_view> StringOf(std::string_view token, base::Arena& arena);

// The same for text without its quotes, into a buffer of at least its size: the length, or nullopt.
std::optional<size_t> UnescapeInto(std::string_view text, char* buffer);

}  // namespace suture::chart
