#include "runtime/prompts/value_reader.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "absl/strings/ascii.h"
#include "runtime/notes/relative_time.h"
#include "runtime/prompts/append.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"
#include "runtime/values/decimal.h"
#include "runtime/values/time.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;
using values::FailureKind;
using MaybeFailure = std::optional<ReadFailure>;

MaybeFailure Broken(std::string_view problem) {
  return ReadFailure{FailureKind::kConstraint, problem};
}
MaybeFailure Lost(std::string_view problem) { return ReadFailure{FailureKind::kParse, problem}; }

constexpr std::string_view kNotMember =
    "The value was not one of the names that the question lists; write one of them and nothing "
    "else.";
constexpr std::string_view kNotNumber =
    "The value was not one number in digits; write the number alone, with a point before decimals.";
constexpr std::string_view kNotWhole = "The value was not a whole number.";
constexpr std::string_view kNotDate =
    "The value was not a date written YYYY-MM-DD, YYYY-MM or YYYY.";
constexpr std::string_view kNotTime = "The value was not a time in the form that was asked for.";
constexpr std::string_view kNotTruth = "The value was neither true nor false.";
constexpr std::string_view kTooLong = "The value was longer than the question allows.";
constexpr std::string_view kEmpty = "The value was empty; write null where the notes do not say.";
constexpr std::string_view kSeveral = "The answer gave several values where one was asked for.";
constexpr std::string_view kNoText = "The value did not have the form that was asked for.";
constexpr std::string_view kNoRow = "The value named a row number that was not shown.";

class Reader {
 public:
  Reader(const plan::Plan& plan, const plan::Type& type, const ValueRules& rules,
         AnsweredValue& value, Repairs& repairs)
      : plan_(plan), type_(type), rules_(rules), value_(value), repairs_(repairs) {}

  MaybeFailure Read(const JsonNode& node) {
    const bool is_list = type_.kind == TypeKind::kSet || type_.kind == TypeKind::kRefs;
    if (is_list && !type_.reading.valid()) return Items(node);
    if (node.kind == JsonKind::kList) {
      if (node.items.size() != 1) return node.items.empty() ? Broken(kEmpty) : Lost(kSeveral);
      repairs_.Add(Repair::kListOfOne);
      return One(node.items[0]);
    }
    return One(node);
  }

 private:
  MaybeFailure One(const JsonNode& node) {
    if (node.kind == JsonKind::kNull) return std::nullopt;
    if (node.kind == JsonKind::kList || node.kind == JsonKind::kObject) return Broken(kNoText);
    if (!type_.reading.valid()) {
      if (type_.kind == TypeKind::kTruth) return Stated(Truth(node));
      if (node.kind == JsonKind::kTruth) return Broken(kNoText);
    }
    // Words as the note has them: never reshaped, only freed of blanks around them.
    const std::string_view text = text::Trim(node.text);
    if (text.size() != node.text.size()) repairs_.Add(Repair::kWhiteSpace);
    if (text.empty()) return Broken(kEmpty);
    if (node.kind == JsonKind::kNumber) repairs_.Add(Repair::kNumberBare);
    if (type_.reading.valid()) return Stated(Text(text));
    switch (type_.kind) {
      case TypeKind::kInteger:
      case TypeKind::kDecimal:
      case TypeKind::kDuration:
        return Stated(Number(text));
      case TypeKind::kDate:
      case TypeKind::kDateTime:
        return Stated(Date(text));
      case TypeKind::kPeriod:
        return Stated(Period(text));
      case TypeKind::kTime:
        return Stated(TimeOfDay(text));
      case TypeKind::kChoice:
        return Stated(Member(text, value_.text));
      default:
        return Stated(Text(text));
    }
  }

  MaybeFailure Stated(MaybeFailure failure) {
    value_.stated = !failure;
    return failure;
  }

  MaybeFailure Text(std::string_view text) {
    if (type_.text_limit > 0 &&
        text::CountCodePoints(text) > static_cast<size_t>(type_.text_limit)) {
      return Broken(kTooLong);
    }
    value_.text = std::string(text);
    return std::nullopt;
  }

  MaybeFailure Truth(const JsonNode& node) {
    std::string word = text::FoldCase(text::Trim(node.text));
    if (node.kind == JsonKind::kText) repairs_.Add(Repair::kTruthAsText);
    if (node.kind == JsonKind::kNumber) return Broken(kNotTruth);
    if (word == "yes") word = "true";
    if (word == "no") word = "false";
    if (word != "true" && word != "false") return Broken(kNotTruth);
    value_.text = word;
    return std::nullopt;
  }

  // "1,200" and "12,345.6", but not "1,20": that may be a decimal comma.
  static bool HasThousandsMarks(std::string_view text) {
    const std::string_view whole = text.substr(0, text.find('.'));
    const size_t first = whole.find(',');
    if (first == std::string_view::npos || first == 0 || first > 3 || whole[0] == '0') return false;
    if ((whole.size() - first) % 4 != 0) return false;
    for (size_t i = 0; i < whole.size(); ++i) {
      const bool mark = i >= first && (i - first) % 4 == 0;
      if (mark ? whole[i] != ',' : !absl::ascii_isdigit(static_cast<unsigned char>(whole[i]))) {
        return false;
      }
    }
    return text.find(',', whole.size()) == std::string_view::npos;
  }

  std::string_view WithoutUnit(std::string_view text) {
    if (type_.unit.empty()) return text;
    std::string_view rest = text;
    std::string_view unit = type_.unit;
    bool written = rest.ends_with(unit);
    if (!written && type_.kind == TypeKind::kDuration) {
      unit.remove_suffix(unit.ends_with('s') ? 1 : 0);  // "1 hour" of a number of hours
      written = rest.ends_with(unit);
    }
    if (!written || rest.size() == unit.size()) return text;
    rest = text::Trim(rest.substr(0, rest.size() - unit.size()));
    repairs_.Add(Repair::kUnitWritten);
    return rest;
  }

  MaybeFailure Number(std::string_view text) {
    std::string digits(WithoutUnit(text));
    if (HasThousandsMarks(digits)) {
      digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
      repairs_.Add(Repair::kThousandsMarks);
    }
    std::optional<values::Decimal> number = values::Decimal::Parse(digits);
    if (!number) return Broken(kNotNumber);
    const bool whole = type_.kind == TypeKind::kInteger || type_.kind == TypeKind::kDuration;
    if (whole && number->scale() > 0) {
      if (type_.rounding == plan::Rounding::kTruncate) number = number->Truncate(0);
      if (type_.rounding == plan::Rounding::kRound) number = number->Round(0);
      if (!number->IsInteger()) return Broken(kNotWhole);
      if (type_.rounding == plan::Rounding::kNone) repairs_.Add(Repair::kWholeNumber);
      number = number->Truncate(0);
    }
    value_.text = number->ToString();
    return std::nullopt;
  }

  std::optional<values::DateTime> ParseDateTime(std::string_view text) {
    std::string spelled(text);
    if (spelled.size() > 10 && spelled[10] == ' ') {
      spelled[10] = 'T';
      repairs_.Add(Repair::kDateForm);
    }
    return values::DateTime::Parse(spelled);
  }

  // "24-03-01": nobody can tell which number is the day; "03/01/2024": nobody unless suture.yaml
  // says how this hospital's notes are written.
  bool HasOpenOrder(std::string_view text) const {
    const auto digit = [&](size_t i) {
      return i < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[i]));
    };
    for (size_t at = 0; at < text.size();) {
      size_t numbers = 0, first = 0;
      while (digit(at)) {
        const size_t begin = at;
        while (digit(at)) ++at;
        if (++numbers == 1) first = at - begin;
        if (at >= text.size() || !digit(at + 1)) break;
        if (text[at] == '/' && rules_.date_order == values::DateOrder::kUnknown) return true;
        if (text[at] != '-') break;
        ++at;
      }
      if (numbers >= 3 && first != 4) return true;
      ++at;
    }
    return false;
  }

  MaybeFailure Date(std::string_view text) {
    std::optional<values::DateTime> time = ParseDateTime(text);
    if (time) {
      if (type_.kind == TypeKind::kDate && !time->is_date) {
        repairs_.Add(Repair::kDateForm);
        time = time->DatePart();
      }
      value_.text = time->ToString();
      return std::nullopt;
    }
    notes::TimeAnchors anchors;
    anchors.date_order = rules_.date_order;
    // "POD 3" has a meaning beside its note's date; "early spring" has none here.
    const std::vector<notes::RelativeTime> found = notes::FindRelativeTimes(text, anchors);
    const bool whole = found.size() == 1 && found[0].begin == 0 && found[0].end == text.size();
    if (!whole || HasOpenOrder(text)) {
      return Broken(kNotDate);
    }
    repairs_.Add(Repair::kRelativeTime);
    value_.text = std::string(text);
    return std::nullopt;
  }

  MaybeFailure Period(std::string_view text) {
    const size_t slash = text.find('/');
    std::string spelled;
    for (std::string_view part :
         {text.substr(0, slash),
          slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1)}) {
      if (part.empty()) continue;
      const std::optional<values::DateTime> time = ParseDateTime(part);
      if (!time) return Broken(kNotTime);
      if (part.data() != text.data()) spelled += '/';
      spelled += time->ToString();
    }
    if (spelled.empty()) return Broken(kNotTime);
    if (slash != std::string_view::npos && slash + 1 == text.size()) spelled += '/';
    value_.text = std::move(spelled);
    return std::nullopt;
  }

  MaybeFailure TimeOfDay(std::string_view text) {
    const std::optional<values::TimeOfDay> time = values::TimeOfDay::Parse(text);
    if (!time) return Broken(kNotTime);
    value_.text = time->ToString();
    return std::nullopt;
  }

  MaybeFailure Member(std::string_view text, std::string& to) {
    const plan::Choice& choice = plan_.choices[type_.choice.index];
    const plan::ChoiceMember* folded = nullptr;
    for (const plan::ChoiceMember& member : choice.members) {
      if (member.name == text) {
        to = member.name;
        return std::nullopt;
      }
      if (!text::EqualsFolded(member.name, text)) continue;
      if (folded != nullptr) return Broken(kNotMember);  // Two names differ by case alone.
      folded = &member;
    }
    if (folded == nullptr) return Broken(kNotMember);
    repairs_.Add(Repair::kLetterCase);
    to = folded->name;
    return std::nullopt;
  }

  MaybeFailure Items(const JsonNode& node) {
    if (node.kind == JsonKind::kNull) return std::nullopt;
    if (node.kind == JsonKind::kObject || node.kind == JsonKind::kTruth) return Broken(kNoText);
    MaybeFailure failure;
    if (node.kind == JsonKind::kList) {
      for (const JsonNode& item : node.items) {
        if ((failure = Item(item))) return failure;
      }
    } else {
      repairs_.Add(Repair::kItemForList);
      failure = Item(node);
    }
    return Stated(failure);
  }

  MaybeFailure Item(const JsonNode& node) {
    if (node.kind != JsonKind::kText && node.kind != JsonKind::kNumber) return Broken(kNoText);
    const std::string_view text = text::Trim(node.text);
    std::string item;
    if (type_.kind == TypeKind::kSet) {
      if (MaybeFailure failure = Member(text, item)) return failure;
    } else if (MaybeFailure failure = RowNumber(node, text, item)) {
      return failure;
    }
    // The same item twice says no more than once.
    if (std::find(value_.items.begin(), value_.items.end(), item) == value_.items.end()) {
      value_.items.push_back(std::move(item));
    }
    return std::nullopt;
  }

  MaybeFailure RowNumber(const JsonNode& node, std::string_view text, std::string& item) {
    if (node.kind == JsonKind::kText) repairs_.Add(Repair::kNumberAsText);
    int32_t number = 0;
    const auto shape = static_cast<size_t>(type_.shape.index);
    const int32_t known = type_.shape.valid() && shape < rules_.rows_of_shape.size()
                              ? rules_.rows_of_shape[shape]
                              : 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return Lost(kNoRow);
    if (number < 1 || number > known) return Lost(kNoRow);
    item = Concat(number);
    return std::nullopt;
  }

  const plan::Plan& plan_;
  const plan::Type& type_;
  const ValueRules& rules_;
  AnsweredValue& value_;
  Repairs& repairs_;
};

}  // namespace

std::optional<ReadFailure> ReadValue(const plan::Plan& plan, const plan::Type& type,
                                     const JsonNode& node, const ValueRules& rules,
                                     AnsweredValue& value, Repairs& repairs) {
  return Reader(plan, type, rules, value, repairs).Read(node);
}

}  // namespace suture::prompts
