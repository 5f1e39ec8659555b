#include "runtime/models/server_names.h"

#include <algorithm>
#include <bitset>

#include "absl/strings/ascii.h"
#include "runtime/base/sha256.h"

namespace suture::models {
namespace {

constexpr size_t kLongestName = 64;

char Fold(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }
std::string Folded(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = Fold(c);
  return folded;
}
bool IsAlnum(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

bool HasShape(std::string_view name, std::string_view signs) {
  return name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [&](char c) {
           return IsAlnum(c) || signs.find(c) != std::string_view::npos;
         });
}

// Words of a text that a name holds: anywhere in it from this length on, numbers from a length that
// random digits seldom repeat; shorter ones as a part between signs.
constexpr size_t kTellingWord = 4, kTellingNumber = 5, kShortestPart = 2;

class Name {
 public:
  explicit Name(std::string_view name) : name_(Folded(name)) {
    for (size_t i = 0; i + 1 < name_.size(); ++i) pairs_.set(Pair(name_[i], name_[i + 1]));
  }

  bool HoldsWordOf(std::string_view text) const {
    for (size_t at = 0; at < text.size();) {
      if (text[at] == '\\') {  // "\nJane" holds Jane, and no word nJane.
        at += text.substr(at, 2) == "\\u" ? 6 : 2;
        continue;
      }
      if (!IsAlnum(text[at])) {
        ++at;
        continue;
      }
      size_t end = at + 1;
      bool only_digits = absl::ascii_isdigit(static_cast<unsigned char>(text[at]));
      for (; end < text.size() && IsAlnum(text[end]); ++end) {
        only_digits = only_digits && absl::ascii_isdigit(static_cast<unsigned char>(text[end]));
      }
      if (end - at >= kShortestPart && Holds(text.substr(at, end - at), only_digits)) return true;
      at = end;
    }
    return false;
  }

 private:
  static size_t Pair(char a, char b) {
    return static_cast<size_t>(static_cast<unsigned char>(a)) << 8 | static_cast<unsigned char>(b);
  }

  bool Holds(std::string_view word, bool only_digits) const {
    // Most words of a long prompt end here.
    if (!pairs_.test(Pair(Fold(word[0]), Fold(word[1])))) return false;
    const std::string folded = Folded(word);
    const bool telling = folded.size() >= (only_digits ? kTellingNumber : kTellingWord);
    for (size_t at = name_.find(folded); at != std::string::npos; at = name_.find(folded, at + 1)) {
      const size_t end = at + folded.size();
      const bool is_part =
          (at == 0 || !IsAlnum(name_[at - 1])) && (end == name_.size() || !IsAlnum(name_[end]));
      if (telling || (is_part && !only_digits)) return true;
    }
    return false;
  }

  std::string name_;
  std::bitset<65536> pairs_;
};

// "gpt" of "gpt-5-mini": what a provider's own names for one model share.
std::string_view StemOf(std::string_view model) {
  size_t end = 0;
  while (end < model.size() && absl::ascii_isalpha(static_cast<unsigned char>(model[end]))) ++end;
  return model.substr(0, end);
}

}  // namespace

std::string KeptRequestId(std::string_view id, std::string_view sent) {
  if (id.empty() || (HasShape(id, "-_.:") && !Name(id).HoldsWordOf(sent))) return std::string(id);
  constexpr size_t kDigits = 32;
  return base::HmacSha256Hex(sent, id).substr(0, kDigits);
}

std::string KeptModelName(std::string_view name, std::string_view bound,
                          const std::set<std::string>& listed, std::string_view sent) {
  if (name.empty() || name == bound || listed.count(std::string(name)) > 0) {
    return std::string(name);
  }
  const std::string_view stem = name.starts_with(bound) ? bound : StemOf(bound);
  const bool is_kept = !stem.empty() && name.starts_with(stem) && HasShape(name, "-_.:/@") &&
                       !Name(name.substr(stem.size())).HoldsWordOf(sent);
  return std::string(is_kept ? name : kUnlistedModel);
}

}  // namespace suture::models
