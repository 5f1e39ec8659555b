// Text put together from pieces and whole numbers.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace suture::prompts {

inline void AppendPiece(std::string& to, std::string_view piece) { to.append(piece); }
inline void AppendPiece(std::string& to, std::integral auto number) {
  to += std::to_string(number);
}

template <typename... Pieces>
void Append(std::string& to, const Pieces&... pieces) {
  (AppendPiece(to, pieces), ...);
}

template <typename... Pieces>
std::string Concat(const Pieces&... pieces) {
  std::string text;
  Append(text, pieces...);
  return text;
}

// A time that is known to the day or less is written with a T at its end, which belongs to plans
// and results.
inline std::string_view WithoutOpenTime(std::string_view time) {
  return time.substr(0, time.size() - (time.ends_with('T') ? 1 : 0));
}

}  // namespace suture::prompts
