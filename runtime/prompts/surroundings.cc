#include "runtime/prompts/surroundings.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "runtime/prompts/written_numbers.h"
#include "runtime/values/decimal.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;

bool Holds(const RE2& form, std::string_view text) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), form);
}

bool IsWordByte(std::string_view text, size_t at) {
  const auto c = at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
  return absl::ascii_isalnum(c) || c >= 0x80 || c == '_';
}

// "MitralValve" as prose writes it: "mitral valve".
std::string Spoken(std::string_view name) {
  std::string spoken;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const bool begins = i > 0 && absl::ascii_isupper(c) &&
                        absl::ascii_islower(static_cast<unsigned char>(name[i - 1]));
    if (begins || c == '_') spoken += ' ';
    if (c != '_') spoken += static_cast<char>(absl::ascii_tolower(c));
  }
  return spoken;
}

// Words before a name that make it an answer: "is No", "to Yes", "with mild".
bool LeadsToAnswer(std::string_view folded, size_t at) {
  static const RE2* const kLead = new RE2(
      R"((?:(?:\b(?:is|be|was|as|to|with|say|said|answer|answers|value|choose|mean|meant|of|so|it's|that's|than|or|not)|[:=>(\[])[\s"'`*\x{201C}\x{2018}]*)$)");
  const std::string_view before = folded.substr(0, at);
  return Holds(*kLead, before.substr(before.size() - std::min<size_t>(before.size(), 24)));
}

// At the beginning of a sentence, before more words: "No further remarks", "Other than that, …".
bool OpensSentence(std::string_view text, size_t begin, size_t end) {
  size_t before = begin;
  while (before > 0 &&
         std::string_view(" \t\"'`*(").find(text[before - 1]) != std::string_view::npos)
    --before;
  const bool at_start =
      before == 0 || std::string_view(".!?:;\n\r").find(text[before - 1]) != std::string_view::npos;
  return at_start && end < text.size() && text[end] == ' ' && end + 1 < text.size() &&
         absl::ascii_islower(static_cast<unsigned char>(text[end + 1]));
}

// Names that are also words by which sentences begin.
bool IsOpener(std::string_view form) {
  static constexpr std::string_view kOpeners[] = {"no",    "none",   "other", "unknown",
                                                  "right", "normal", "never"};
  return std::find(std::begin(kOpeners), std::end(kOpeners), form) != std::end(kOpeners);
}

// Nothing else stands on the line.
bool FillsLine(std::string_view text, size_t begin, size_t end) {
  constexpr std::string_view kSigns = " \t\"'`*.!";
  while (begin > 0 && kSigns.find(text[begin - 1]) != std::string_view::npos) --begin;
  while (end < text.size() && kSigns.find(text[end]) != std::string_view::npos) ++end;
  return (begin == 0 || text[begin - 1] == '\n') && (end == text.size() || text[end] == '\n');
}

// The name stands as an answer: alone, where an answer is led to, or in its own spelling and not to
// open a sentence. "Yes" is never anything else.
bool Names(std::string_view prose, std::string_view folded, std::string_view name) {
  for (const std::string& form : {absl::AsciiStrToLower(std::string(name)), Spoken(name)}) {
    for (size_t at = folded.find(form); at != std::string_view::npos;
         at = folded.find(form, at + 1)) {
      const size_t end = at + form.size();
      if ((at > 0 && IsWordByte(folded, at - 1)) || IsWordByte(folded, end)) continue;
      if (form == "yes" || FillsLine(folded, at, end) || LeadsToAnswer(folded, at)) return true;
      const bool as_spelled =
          prose.substr(at, form.size()) == name || form.find(' ') != std::string::npos;
      const bool opens = IsOpener(form) && OpensSentence(prose, at, end);
      if (as_spelled && form.size() > 1 && !opens) return true;
    }
  }
  return false;
}

// "3 questions", "passage 2", "step 1." number no answers.
bool CountsSomething(std::string_view folded, size_t begin, size_t end) {
  static const RE2* const kBefore = new RE2(
      R"(\b(?:passages?|questions?|notes?|steps?|parts?|items?|answers? to|number|no\.?|q|#)\s*#?$)");
  static const RE2* const kBehind = new RE2(
      R"(^(?:\s*(?:questions?|answers?|fields?|items?|objects?|passages?|quotes?|keys?|entries|json)\b))");
  const std::string_view before = folded.substr(0, begin);
  const bool numbers_line = (begin == 0 || folded[begin - 1] == '\n') && end < folded.size() &&
                            (folded[end] == '.' || folded[end] == ')');
  return numbers_line ||
         Holds(*kBefore, before.substr(before.size() - std::min<size_t>(before.size(), 24))) ||
         Holds(*kBehind, folded.substr(end, 24));
}

// Of a time: whether its text holds the number, "2024-03-05" the 3 of "March 3".
size_t DigitsEnd(std::string_view text, size_t at) {
  while (at < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}
bool HoldsNumber(std::string_view value, std::string_view digits) {
  const auto number = values::Decimal::Parse(digits);
  for (size_t at = 0; at < value.size(); ++at) {
    const size_t begin = at;
    at = DigitsEnd(value, begin);
    const auto part = values::Decimal::Parse(value.substr(begin, at - begin));
    if (part && number && *part == *number) return true;
  }
  return false;
}
bool SaysOtherTime(std::string_view value, std::string_view folded) {
  for (size_t at = 0; at < folded.size(); ++at) {
    const size_t begin = at;
    at = DigitsEnd(folded, begin);
    if (at == begin || CountsSomething(folded, begin, at)) continue;
    if (!HoldsNumber(value, folded.substr(begin, at - begin))) return true;
  }
  return false;
}

bool SaysOtherNumber(std::string_view value, std::string_view prose, std::string_view folded) {
  const auto answered = values::Decimal::Parse(value);
  for (const WrittenNumber& number : FindWrittenNumbers(prose)) {
    if (number.in_words || CountsSomething(folded, number.begin, number.end)) continue;
    if (!answered || !(*answered == number.value)) return true;
  }
  return false;
}

bool SaysOtherName(const plan::Choice& choice, const AnsweredValue& value, std::string_view prose,
                   std::string_view folded) {
  const auto is_answer = [&](const std::string& name) {
    return name == value.text ||
           std::find(value.items.begin(), value.items.end(), name) != value.items.end();
  };
  // "Type 1" within the answer "Type 1 diabetes" is no other one.
  std::string left(prose), left_folded(folded);
  for (const plan::ChoiceMember& member : choice.members) {
    if (!is_answer(member.name)) continue;
    for (const std::string& form : {absl::AsciiStrToLower(member.name), Spoken(member.name)}) {
      for (size_t at; form.size() > 3 && (at = left_folded.find(form)) != std::string::npos;) {
        left.replace(at, form.size(), form.size(), '~');
        left_folded.replace(at, form.size(), form.size(), '~');
      }
    }
  }
  return std::any_of(choice.members.begin(), choice.members.end(),
                     [&](const plan::ChoiceMember& member) {
                       return !is_answer(member.name) && Names(left, left_folded, member.name);
                     });
}

bool SaysNothingFound(std::string_view prose) {
  static const RE2* const kNothing = new RE2(
      R"((?i)\b(?:not (?:found|documented|mentioned|stated|recorded|known|clear|supported|enough)|)"
      R"(no (?:evidence|mention|documentation)|unclear|cannot (?:be )?(?:tell|determine|say)|nothing was found)\b)");
  return Holds(*kNothing, prose);
}

}  // namespace

bool TakesBack(std::string_view prose) {
  static const RE2* const kWords = new RE2(
      R"((?i)\b(?:actually|corrections?|corrected|second thoughts?|on reflection|reconsider(?:ing|ed)?|scratch that|)"
      R"(never ?mind|mist(?:ake|aken|ook)|in error|should (?:be|have been|read|say)|i was wrong|retract\w*|)"
      R"(incorrect|wrong|not correct|disregard|ignore|)"
      R"((?:real|right|correct|true|actual|proper|better|final|revised|updated) (?:answer|value|choice) (?:is|was|would|must)|)"
      R"((?:change|changed|changing|revise|revised|update|updated|amend|amended) (?:it|my|the|to|this))\b|)"
      R"((?i)\b(?:eigentlich|korrektur|stattdessen|en fait|plut\x{F4}t|en realidad|correcci\x{F3}n|correzione)\b|)"
      R"(实际上|其实|更正|应该是|しかし|訂正)");
  return Holds(*kWords, prose);
}

bool Hedges(std::string_view prose) {
  static const RE2* const kWords = new RE2(
      R"((?i)\b(?:wait|an error|instead|rather|sorry|apolog\w+|however|but|although|revision|withdraw\w*|inaccurate|)"
      R"(not (?:right|true|accurate|sure|certain|all)|unsure|uncertain|guess\w*|omitted|left out|leaving out|truncated|)"
      R"(abbreviated|shortened|brevity|remaining|and so on|etc|(?:more|further|other) rows|incomplete|to be continued)\b)");
  return Holds(*kWords, prose);
}

bool SaysOtherwise(const plan::Plan& plan, const plan::Type& type, const AnsweredValue& value,
                   std::string_view prose) {
  if (prose.empty()) return false;
  const std::string folded = absl::AsciiStrToLower(std::string(prose));
  if (value.stated && SaysNothingFound(prose)) return true;
  if (!value.stated) return Names(prose, folded, "Yes");
  if (type.reading.valid()) return false;
  switch (type.kind) {
    case TypeKind::kChoice:
    case TypeKind::kSet:
      return SaysOtherName(plan.choices[type.choice.index], value, prose, folded);
    case TypeKind::kTruth:
      return value.text == "true" ? Names(prose, folded, "false") || Names(prose, folded, "No")
                                  : Names(prose, folded, "true") || Names(prose, folded, "Yes");
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kDuration:
      return SaysOtherNumber(value.text, prose, folded);
    case TypeKind::kDate:
    case TypeKind::kDateTime:
    case TypeKind::kTime:
    case TypeKind::kPeriod:
      return SaysOtherTime(value.text, folded);
    default:
      return false;
  }
}

}  // namespace suture::prompts
