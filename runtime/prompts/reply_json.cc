#include "runtime/prompts/reply_json.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "runtime/prompts/surroundings.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"

namespace suture::prompts {
namespace {

constexpr std::string_view kNotJson = "The reply was not the JSON object that was asked for.";
constexpr std::string_view kTooDeep = "The reply's JSON object was nested too deeply.";
constexpr std::string_view kCutOff = "The reply ended before its JSON object did.";
constexpr std::string_view kTwice = "The reply gave a member of the JSON object twice.";
constexpr std::string_view kTwoObjects = "The reply held more than one JSON object.";
constexpr std::string_view kTakenBack =
    "Sentences around the JSON object took its answer back or doubted it. Reply with the object "
    "alone.";
constexpr std::string_view kBadText = "The reply held text that is not valid in JSON.";

class Parser {
 public:
  Parser(std::string_view text, size_t at, int max_depth, Repairs& repairs)
      : text_(text), at_(at), max_depth_(max_depth), repairs_(repairs) {}

  bool Value(JsonNode& node, int depth) {
    SkipBlanks();
    node.begin = at_;
    if (AtEnd()) return Fail(kCutOff);
    const bool ok = ValueHere(node, depth);
    node.end = at_;
    return ok;
  }

  size_t at() const { return at_; }
  std::string_view problem() const { return problem_; }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  void SkipBlanks() {
    while (!AtEnd() && absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool Fail(std::string_view problem) {
    if (problem_.empty()) problem_ = problem;
    return false;
  }
  // After blanks, the next character; 0 at the end.
  char Next() {
    SkipBlanks();
    return AtEnd() ? '\0' : text_[at_];
  }

  bool ValueHere(JsonNode& node, int depth) {
    if (depth > max_depth_) return Fail(kTooDeep);
    const char c = text_[at_];
    if (c == '{' || c == '[') return Container(node, depth);
    if (c == '"' || c == '\'') {
      node.kind = JsonKind::kText;
      return Text(node.text);
    }
    if (c == '-' || absl::ascii_isdigit(static_cast<unsigned char>(c))) return Number(node);
    return Word(node);
  }

  bool Container(JsonNode& node, int depth) {
    const bool is_object = text_[at_++] == '{';
    const char close = is_object ? '}' : ']';
    node.kind = is_object ? JsonKind::kObject : JsonKind::kList;
    while (true) {
      const char c = Next();
      if (c == close) break;
      if (c == '\0') return Fail(kCutOff);
      if (is_object && !MemberName(node)) return false;
      if (!Value(node.items.emplace_back(), depth + 1)) return false;
      const char after = Next();
      if (after == '\0') return Fail(kCutOff);
      if (after == close) break;
      if (after != ',') return Fail(kNotJson);
      ++at_;
      if (Next() == close) repairs_.Add(Repair::kTrailingComma);
    }
    ++at_;
    return true;
  }

  bool MemberName(JsonNode& node) {
    if (text_[at_] != '"' && text_[at_] != '\'') return Fail(kNotJson);
    std::string name;
    if (!Text(name)) return false;
    if (std::find(node.names.begin(), node.names.end(), name) != node.names.end()) {
      return Fail(kTwice);
    }
    node.names.push_back(std::move(name));
    const char colon = Next();
    if (colon == '\0') return Fail(kCutOff);
    if (colon != ':') return Fail(kNotJson);
    ++at_;
    return true;
  }

  bool Text(std::string& out) {
    const char quote = text_[at_++];
    if (quote == '\'') repairs_.Add(Repair::kSingleQuotes);
    while (!AtEnd()) {
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        // An apostrophe inside single quotes would look like their end.
        if (quote == '\'' && !AtEnd() &&
            std::string_view(",:]} \t\r\n").find(text_[at_]) == std::string_view::npos) {
          return Fail(kNotJson);
        }
        return true;
      }
      if (c == '\\') {
        if (!Escape(out)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        repairs_.Add(Repair::kControlCharacter);
        out += c;
        ++at_;
        continue;
      }
      const text::CodePoint point = text::DecodeAt(text_, at_);
      if (!point.valid) return Fail(kBadText);
      out.append(text_.substr(at_, point.length));
      at_ += point.length;
    }
    return Fail(kCutOff);
  }

  bool Escape(std::string& out) {
    if (at_ + 1 >= text_.size()) return Fail(kCutOff);
    const char c = text_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 'n':
        out += '\n';
        return true;
      case 't':
        out += '\t';
        return true;
      case 'r':
        out += '\r';
        return true;
      case 'b':
        out += '\b';
        return true;
      case 'f':
        out += '\f';
        return true;
      case '"':
      case '\\':
      case '/':
        out += c;
        return true;
      case '\'':
        repairs_.Add(Repair::kSingleQuotes);
        out += c;
        return true;
      case 'u':
        return UnicodeEscape(out);
      default:
        return Fail(kBadText);
    }
  }

  bool UnicodeEscape(std::string& out) {
    char32_t value = 0;
    if (!Hex4(value)) return false;
    if (value >= 0xDC00 && value <= 0xDFFF) return Fail(kBadText);
    if (value >= 0xD800 && value <= 0xDBFF) {
      if (!text_.substr(at_).starts_with("\\u")) return Fail(kBadText);
      at_ += 2;
      char32_t low = 0;
      if (!Hex4(low)) return false;
      if (low < 0xDC00 || low > 0xDFFF) return Fail(kBadText);
      value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
    }
    text::AppendUtf8(value, out);
    return true;
  }

  bool Hex4(char32_t& value) {
    if (at_ + 4 > text_.size()) return Fail(kCutOff);
    for (int i = 0; i < 4; ++i) {
      const unsigned char c = static_cast<unsigned char>(text_[at_ + i]);
      if (!absl::ascii_isxdigit(c)) return Fail(kBadText);
      value = value * 16 + (absl::ascii_isdigit(c) ? c - '0' : absl::ascii_tolower(c) - 'a' + 10);
    }
    at_ += 4;
    return true;
  }

  bool Digits() {
    const size_t begin = at_;
    while (!AtEnd() && absl::ascii_isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ > begin;
  }

  // By JSON's grammar alone: "6-7", "007" and "1.5mg" are no numbers.
  bool Number(JsonNode& node) {
    const size_t begin = at_;
    node.kind = JsonKind::kNumber;
    if (text_[at_] == '-') ++at_;
    const bool zero = !AtEnd() && text_[at_] == '0';
    const size_t whole = at_;
    if (!Digits() || (zero && at_ - whole > 1)) return Fail(AtEnd() ? kCutOff : kNotJson);
    if (!AtEnd() && text_[at_] == '.') {
      ++at_;
      if (!Digits()) return Fail(AtEnd() ? kCutOff : kNotJson);
    }
    if (!AtEnd() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (!AtEnd() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      if (!Digits()) return Fail(AtEnd() ? kCutOff : kNotJson);
    }
    // A number at the very end may have lost digits.
    if (AtEnd()) return Fail(kCutOff);
    node.text = std::string(text_.substr(begin, at_ - begin));
    return true;
  }

  bool Word(JsonNode& node) {
    const size_t begin = at_;
    while (!AtEnd() && absl::ascii_isalpha(static_cast<unsigned char>(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "True" || word == "False" || word == "None") repairs_.Add(Repair::kPythonWord);
    if (word == "null" || word == "None") return true;
    node.kind = JsonKind::kTruth;
    node.text = text::FoldCase(word);
    if (word == "true" || word == "True" || word == "false" || word == "False") return true;
    return Fail(AtEnd() ? kCutOff : kNotJson);
  }

  std::string_view text_;
  size_t at_;
  int max_depth_;
  Repairs& repairs_;
  std::string_view problem_;
};

// What stands around the object: blanks, the marks of a fence, sentences.
void NoteSurroundings(std::string_view around, ReplyJson& reply) {
  const auto prose = [&reply](std::string_view sentences) {
    sentences = text::Trim(sentences);
    if (sentences.empty()) return;
    reply.repairs.Add(Repair::kProse);
    reply.around.append(sentences).push_back('\n');
  };
  const size_t fence = around.find("```");
  if (fence == std::string_view::npos) return prose(around);
  reply.repairs.Add(Repair::kFence);
  std::string_view behind = text::Trim(around.substr(fence + 3));
  if (text::EqualsFolded(behind.substr(0, 4), "json")) behind.remove_prefix(4);
  prose(behind);
  prose(around.substr(0, fence));
}

// Models that think aloud do so in this block, before they answer; braces in it are no answer.
size_t BehindThinking(std::string_view reply) {
  constexpr std::string_view kOpen = "<think>", kClose = "</think>";
  if (!text::Trim(reply).starts_with(kOpen)) return 0;
  const size_t close = reply.find(kClose);
  return close == std::string_view::npos ? reply.size() : close + kClose.size();
}

}  // namespace

const JsonNode* JsonNode::Find(std::string_view name) const {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &items[i];
  }
  return nullptr;
}

ReplyJson ReadReply(std::string_view reply, const ReplyLimits& limits) {
  ReplyJson result;
  const size_t start = BehindThinking(reply);
  const size_t brace = reply.find('{', start);
  if (brace == std::string_view::npos) {
    result.problem = kNotJson;
    return result;
  }
  if (start > 0) result.repairs.Add(Repair::kProse);
  // "[{…}, …]" is a list, not an object with prose before it.
  const std::string_view before = reply.substr(start, brace - start);
  if (before.find('[') != std::string_view::npos) {
    result.problem = kNotJson;
    return result;
  }
  NoteSurroundings(before, result);
  Parser parser(reply, brace, limits.max_depth, result.repairs);
  if (!parser.Value(result.root, 0)) {
    result.problem = parser.problem();
    return result;
  }
  const std::string_view after = reply.substr(parser.at());
  if (after.find_first_of("{}[]") != std::string_view::npos) {
    result.problem = kTwoObjects;
    return result;
  }
  NoteSurroundings(after, result);
  if (TakesBack(result.around) || Hedges(result.around)) {
    result.problem = kTakenBack;
    return result;
  }
  result.ok = true;
  return result;
}

}  // namespace suture::prompts
