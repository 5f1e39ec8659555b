#include "runtime/testing/perturbations.h"

#include <algorithm>
#include <functional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "fmt/format.h"
#include "runtime/plan/variations.h"
#include "runtime/testing/abbreviations.h"
#include "runtime/testing/shift_dates.h"
#include "runtime/text/sentences.h"

namespace suture::testing {
namespace {

using Change = std::function<std::string(const std::string&)>;

// Whether any note changed.
bool ChangeTexts(plan::Test& test, const Change& change) {
  bool changed = false;
  for (plan::Given& given : test.givens) {
    if (given.kind != plan::GivenKind::kNote) continue;
    std::string text = change(given.text);
    changed |= text != given.text;
    given.text = std::move(text);
  }
  for (plan::SuiteAnswer& answer : test.answers) {
    for (std::string& quote : answer.citing) quote = change(quote);
  }
  return changed;
}

Change Replacing(const std::string& from, const std::string& to) {
  return [from, to](const std::string& text) { return absl::StrReplaceAll(text, {{from, to}}); };
}

std::string Widened(const std::string& text) { return absl::StrReplaceAll(text, {{" ", "  "}}); }

// The sentences that hold `words` stand at the end instead, under `heading`.
std::string Moved(const std::string& text, const std::string& words, std::string_view heading) {
  std::string stays, moves;
  for (const text::ByteRange& range : text::SplitSentences(text)) {
    const std::string sentence = text.substr(range.begin, range.end - range.begin);
    (sentence.find(words) == std::string::npos ? stays : moves) += sentence + " ";
  }
  return moves.empty() ? text : fmt::format("{}\n\n{}:\n{}\n", stays, heading, moves);
}

bool HoldsWords(const plan::Test& test, const std::string& words) {
  return std::any_of(test.givens.begin(), test.givens.end(), [&](const plan::Given& given) {
    return given.kind == plan::GivenKind::kNote && given.text.find(words) != std::string::npos;
  });
}

void AddWordings(const plan::Test& test, const std::string& name, const std::string& words,
                 std::initializer_list<std::string_view> before, std::vector<Variant>& variants) {
  for (std::string_view lead : before) {
    const std::string changed = fmt::format("{} {}", lead, words);
    Variant& variant =
        variants.emplace_back(Variant{fmt::format("{} (\"{}\")", name, changed), test});
    ChangeTexts(variant.test, Replacing(words, changed));
  }
}

void AddSections(const plan::Test& test, const std::string& words, std::vector<Variant>& variants) {
  for (std::string_view heading : {"Hospital Course", "Assessment", "History of Present Illness"}) {
    Variant& variant =
        variants.emplace_back(Variant{fmt::format("the sentence under \"{}\"", heading), test});
    for (plan::Given& given : variant.test.givens) {
      if (given.kind == plan::GivenKind::kNote) given.text = Moved(given.text, words, heading);
    }
  }
}

absl::Status AddWhole(const plan::Test& test, const std::string& name,
                      std::vector<Variant>& variants) {
  Variant variant{name, test};
  bool changed = false;
  if (name == "shift dates") {
    if (absl::Status status = ShiftDates(variant.test, 28); !status.ok()) return status;
    changed = true;
  } else if (name == "abbreviate") {
    changed = ChangeTexts(variant.test, Abbreviated);
  } else if (name == "uppercase") {
    changed = ChangeTexts(variant.test,
                          [](const std::string& text) { return absl::AsciiStrToUpper(text); });
  } else if (name == "lowercase") {
    changed = ChangeTexts(variant.test,
                          [](const std::string& text) { return absl::AsciiStrToLower(text); });
  } else if (name == "spacing") {
    changed = ChangeTexts(variant.test, Widened);
  } else {
    std::vector<std::string> names;
    for (const plan::Variation& known : plan::kVariations) names.emplace_back(known.name);
    return absl::InvalidArgumentError(fmt::format("\"{}\" is not a variation; write one of {}.",
                                                  name, absl::StrJoin(names, ", ")));
  }
  if (!changed) {
    return absl::InvalidArgumentError(fmt::format(
        "The variation {} changes no note that the spec reads, so it tests nothing.", name));
  }
  variants.push_back(std::move(variant));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Variant>> VariantsOf(const plan::Test& test, const plan::Vary& vary) {
  if (!vary.from.empty() && !HoldsWords(test, vary.from)) {
    return absl::InvalidArgumentError(fmt::format(
        "No note of the test that the spec reads holds \"{}\", so there is nothing to vary.",
        vary.from));
  }
  std::vector<Variant> variants;
  for (const std::string& to : vary.to) {
    Variant& variant = variants.emplace_back(Variant{fmt::format("\"{}\"", to), test});
    ChangeTexts(variant.test, Replacing(vary.from, to));
  }
  for (const std::string& name : vary.perturbations) {
    const plan::Variation* known = plan::FindVariation(name);
    if (known != nullptr && known->wants_words && vary.from.empty()) {
      return absl::InvalidArgumentError(
          fmt::format("The variation {} needs the words that it changes.", name));
    }
    if (name == "negate") {
      AddWordings(test, name, vary.from, {"no", "no evidence of", "no sign of"}, variants);
    } else if (name == "historicise") {
      AddWordings(test, name, vary.from, {"history of", "h/o", "remote history of"}, variants);
    } else if (name == "attribute to family") {
      AddWordings(test, name, vary.from, {"family history of", "mother with", "father with"},
                  variants);
    } else if (name == "move to another section") {
      AddSections(test, vary.from, variants);
    } else if (absl::Status status = AddWhole(test, name, variants); !status.ok()) {
      return status;
    }
  }
  return variants;
}

}  // namespace suture::testing
