// Text. Places and lengths count characters (Unicode code points), from 0.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

bool IsText(const Value& v) { return v.kind() == Kind::kText; }

bool StartsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

int64_t CountCharacters(std::string_view text) {
  int64_t count = 0;
  for (char c : text) count += StartsCharacter(c);
  return count;
}

// The byte at which a character begins; the size of the text for the place after the last one.
std::optional<size_t> ByteOf(std::string_view text, int64_t character) {
  if (character < 0) return std::nullopt;
  for (size_t i = 0; i < text.size(); ++i) {
    if (StartsCharacter(text[i]) && character-- == 0) return i;
  }
  return character == 0 ? std::optional<size_t>(text.size()) : std::nullopt;
}

Value Place(std::string_view text, size_t byte) {
  if (byte == std::string_view::npos) return Value::OfInteger(-1);
  return Value::OfInteger(CountCharacters(text.substr(0, byte)));
}

// Letters of ASCII alone change case: no locale takes part.
Value Cased(Arguments a, Context& context, char (*change)(unsigned char)) {
  if (!IsText(a[0])) return WrongKind();
  std::string result(a[0].text());
  for (char& c : result) c = change(static_cast<unsigned char>(c));
  return values::MakeText(*context.arena, result);
}

}  // namespace

Value ConcatenateKernel(Arguments a, Context& context) {
  std::string result;
  for (const Value& part : a) {
    if (!IsText(part)) return WrongKind();
    result += part.text();
  }
  return values::MakeText(*context.arena, result);
}

Value LengthKernel(Arguments a, Context& context) {
  if (IsList(a[0])) return CountKernel(a, context);
  return IsText(a[0]) ? Value::OfInteger(CountCharacters(a[0].text())) : WrongKind();
}

Value UpperKernel(Arguments a, Context& context) {
  return Cased(a, context, [](unsigned char c) { return absl::ascii_toupper(c); });
}
Value LowerKernel(Arguments a, Context& context) {
  return Cased(a, context, [](unsigned char c) { return absl::ascii_tolower(c); });
}

Value StartsWithKernel(Arguments a, Context&) {
  if (!IsText(a[0]) || !IsText(a[1])) return WrongKind();
  return Value::OfBool(a[0].text().substr(0, a[1].text().size()) == a[1].text());
}
Value EndsWithKernel(Arguments a, Context&) {
  if (!IsText(a[0]) || !IsText(a[1])) return WrongKind();
  const std::string_view whole = a[0].text(), end = a[1].text();
  return Value::OfBool(whole.size() >= end.size() &&
                       whole.substr(whole.size() - end.size()) == end);
}

// text, from, and optionally how many characters; nothing when it starts outside of the text.
Value SubstringKernel(Arguments a, Context&) {
  if (!IsText(a[0]) || a[1].kind() != Kind::kInteger) return WrongKind();
  const std::string_view text = a[0].text();
  const auto from = ByteOf(text, a[1].integer());
  if (!from || *from == text.size()) return Value::Null();
  const std::string_view rest = text.substr(*from);
  if (a.size() < 3 || a[2].kind() != Kind::kInteger) return Value::OfText(rest);
  if (a[2].integer() < 0) return Undefined();
  return Value::OfText(rest.substr(0, ByteOf(rest, a[2].integer()).value_or(rest.size())));
}

Value CharacterAtKernel(Arguments a, Context& context) {
  const Value one[] = {a[0], a[1], Value::OfInteger(1)};
  return SubstringKernel(one, context);
}

Value PositionOfKernel(Arguments a, Context&) {
  if (!IsText(a[0]) || !IsText(a[1])) return WrongKind();
  return Place(a[1].text(), a[1].text().find(a[0].text()));
}
Value LastPositionOfKernel(Arguments a, Context&) {
  if (!IsText(a[0]) || !IsText(a[1])) return WrongKind();
  return Place(a[1].text(), a[1].text().rfind(a[0].text()));
}

Value SplitKernel(Arguments a, Context& context) {
  if (!IsText(a[0]) || !IsText(a[1])) return WrongKind();
  std::string_view rest = a[0].text();
  const std::string_view mark = a[1].text();
  std::vector<Value> parts;
  while (!mark.empty()) {
    const size_t at = rest.find(mark);
    if (at == std::string_view::npos) break;
    parts.push_back(Value::OfText(rest.substr(0, at)));
    rest.remove_prefix(at + mark.size());
  }
  parts.push_back(Value::OfText(rest));
  return values::MakeList(*context.arena, parts);
}

Value JoinKernel(Arguments a, Context& context) {
  if (!IsList(a[0])) return WrongKind();
  const bool has_mark = a.size() > 1 && IsText(a[1]);
  std::string result;
  bool first = true;
  for (const Value& part : a[0].items()) {
    if (part.is_null()) return NotKnown(part, Value::Null());
    if (!IsText(part)) return WrongKind();
    if (!first && has_mark) result += a[1].text();
    result += part.text();
    first = false;
  }
  return values::MakeText(*context.arena, result);
}

}  // namespace suture::operators
