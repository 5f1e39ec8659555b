#include "compiler/check/choice_names.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "compiler/check/types.h"
#include "runtime/values/decimal.h"

namespace suture::check {
namespace {

// `NotDocumented`, `not_documented` and `Not documented` are the same two words; `/` stands alone.
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words;
  bool open = false, after_small = false;
  for (char c : name) {
    if (c == '/') words.emplace_back("/");
    const bool letter = absl::ascii_isalnum(static_cast<unsigned char>(c));
    const bool capital = absl::ascii_isupper(static_cast<unsigned char>(c));
    if (letter && (!open || (capital && after_small))) words.emplace_back();
    if (letter) words.back() += absl::ascii_tolower(static_cast<unsigned char>(c));
    open = letter;
    after_small = letter && !capital;
  }
  return words;
}

// The whole of a name: HL7's null flavours, and what forms print.
constexpr std::array<std::string_view, 14> kWhole = {
    "unk",      "na",      "ni",          "nk",           "nask",          "asku",
    "nav",      "missing", "missingdata", "missingvalue", "noinformation", "statusunknown",
    "noanswer", "nodata"};
// What such a name begins with; more may follow (`UnknownIfEver`, `Not applicable: no operation`).
constexpr std::array<std::string_view, 35> kBeginnings = {"unknown",
                                                          "undocumented",
                                                          "undetermined",
                                                          "unrecorded",
                                                          "unreported",
                                                          "unspecified",
                                                          "unavailable",
                                                          "unascertained",
                                                          "unassessed",
                                                          "unabletoassess",
                                                          "unabletodetermine",
                                                          "unabletoobtain",
                                                          "cannotbedetermined",
                                                          "cannotbeassessed",
                                                          "cannotassess",
                                                          "cannotdetermine",
                                                          "notknown",
                                                          "notdocumented",
                                                          "notapplicable",
                                                          "notassessed",
                                                          "notassessable",
                                                          "notavailable",
                                                          "notrecorded",
                                                          "notreported",
                                                          "notcollected",
                                                          "notdetermined",
                                                          "notascertained",
                                                          "notevaluated",
                                                          "notevaluable",
                                                          "notspecified",
                                                          "notstated",
                                                          "notobtained",
                                                          "notasked",
                                                          "notanswered",
                                                          "documentedunknown"};

bool PartTellsNothing(std::string_view part) {
  if (absl::c_linear_search(kWhole, part)) return true;
  return absl::c_any_of(kBeginnings,
                        [&](std::string_view words) { return part.starts_with(words); });
}

}  // namespace

bool IsNegativeName(std::string_view name) {
  constexpr std::array<std::string_view, 11> kFirst = {"no",     "not",      "none",     "never",
                                                       "absent", "negative", "without",  "nothing",
                                                       "denied", "neither",  "nonsmoker"};
  constexpr std::array<std::string_view, 3> kLast = {"absent", "negative", "none"};
  // What was not measured may still be there.
  constexpr std::array<std::string_view, 6> kOfTheRecord = {
      "notmeasured", "nottested", "notgraded", "notscored", "notclassified", "notstaged"};
  const std::vector<std::string> words = WordsOf(name);
  if (words.empty() || TellsNothing(name) ||
      absl::c_linear_search(kOfTheRecord, absl::StrJoin(words, ""))) {
    return false;
  }
  return absl::c_linear_search(kFirst, words.front()) || absl::c_linear_search(kLast, words.back());
}

bool IsNegative(const plan::ChoiceMember& member) {
  return IsNegativeName(member.name) || IsNegativeName(member.code);
}

bool IsNegative(const plan::Plan& plan, const plan::Literal& literal) {
  if (literal.type.kind != plan::TypeKind::kChoice) return false;
  return absl::c_any_of(plan.choices[literal.type.choice.index].members,
                        [&](const plan::ChoiceMember& member) {
                          return member.name == literal.text && IsNegative(member);
                        });
}

bool IsLeast(const plan::Plan& plan, const plan::Literal& literal) {
  if (IsNumber(literal.type)) {
    const std::optional<values::Decimal> number = values::Decimal::Parse(literal.text);
    return number && number->is_zero();
  }
  if (literal.type.kind != plan::TypeKind::kChoice) return false;
  const plan::ChoiceMember* least = nullptr;
  int ranked = 0;
  for (const plan::ChoiceMember& member : plan.choices[literal.type.choice.index].members) {
    if (member.rank < 0 || TellsNothing(member.name)) continue;
    ++ranked;
    if (least == nullptr || member.rank < least->rank) least = &member;
  }
  return ranked > 1 && least->name == literal.text;
}

bool SaysNothingThere(const plan::Plan& plan, const plan::Literal& literal) {
  if (literal.type.kind == plan::TypeKind::kTruth) return literal.text == "false";
  return IsNegative(plan, literal) || IsLeast(plan, literal);
}

bool TellsNothing(std::string_view name) {
  const std::vector<std::string> words = WordsOf(name);
  if (absl::StrJoin(words, "") == "n/a") return true;
  std::string part;
  for (const std::string& word : words) {
    if (word != "or" && word != "and" && word != "/") {
      part += word;
      continue;
    }
    if (!PartTellsNothing(part)) return false;
    part.clear();
  }
  return PartTellsNothing(part);
}

}  // namespace suture::check
