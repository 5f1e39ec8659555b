#include "bench/generator/json_style.h"

#include <cstdio>

namespace suture::bench {

JsonStyle::JsonStyle(Random& random) : random_(random) {
  spacing_ = random.Chance(60) ? 0 : random.Chance(70) ? 100 : 50;
  any_order_ = random.Chance(50);
  escapes_slashes_ = random.Chance(25);
  escapes_letters_ = random.Chance(15);
  any_number_ = random.Chance(30);
}

std::string JsonStyle::Text(std::string_view value) const {
  std::string text = "\"";
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (c == '/' && escapes_slashes_) {
      text += "\\/";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\xC3' && i + 1 < value.size() && escapes_letters_) {
      // A letter of Latin-1.
      char escaped[8];
      std::snprintf(escaped, sizeof(escaped), "\\u%04x",
                    0xC0 + (static_cast<unsigned char>(value[++i]) & 0x3F));
      text += escaped;
    } else {
      text += c;
    }
  }
  return text + '"';
}

std::string JsonStyle::Member(std::string_view key, std::string_view json) const {
  std::string member = "\"";
  if (escapes_letters_ && random_.Below(200) == 0) {
    char escaped[8];
    std::snprintf(escaped, sizeof(escaped), "\\u%04X", static_cast<unsigned>(key[0]));
    member += escaped;
    key.remove_prefix(1);
  }
  member += key;
  member += random_.Chance(spacing_) ? "\": " : "\":";
  member += json;
  return member;
}

std::string JsonStyle::Object(Members members) const {
  if (any_order_) random_.Shuffle(members);
  std::string text = "{";
  for (size_t i = 0; i < members.size(); ++i) {
    if (i > 0) text += random_.Chance(spacing_) ? ", " : ",";
    text += members[i];
  }
  return text + '}';
}

std::string JsonStyle::Array(const Members& items) const {
  std::string text = "[";
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += random_.Chance(spacing_) ? ", " : ",";
    text += items[i];
  }
  return text + ']';
}

std::string JsonStyle::Number(double value, int decimals) const {
  char text[32];
  std::snprintf(text, sizeof(text), "%.*f", decimals, value);
  if (!any_number_ || random_.Chance(60)) return text;
  // The same digits with the point moved, so that the number stays exact.
  std::string digits = text;
  if (decimals == 0) return random_.Chance(50) ? digits + ".0" : digits + "e0";
  const size_t point = digits.find('.');
  digits.erase(point, 1);
  const size_t first = digits.find_first_not_of('0');
  digits.erase(0, first == std::string::npos ? digits.size() - 1 : first);
  return digits + (random_.Chance(50) ? "E-" : "e-") + std::to_string(decimals);
}

}  // namespace suture::bench
