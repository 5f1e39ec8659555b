// `vary`: its kinds and changes by name, and what each of them needs.
#include "runtime/plan/variations.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"

namespace suture::check {
namespace {

ast::Name Joined(const std::vector<ast::Name>& words) {
  ast::Name all = words.front();
  for (size_t i = 1; i < words.size(); ++i) {
    absl::StrAppend(&all.text, " ", words[i].text);
    all.span = base::Join(all.span, words[i].span);
  }
  return all;
}

std::vector<std::string> NamesOfKinds() {
  return {plan::kVaryKinds.begin(), plan::kVaryKinds.end()};
}

std::vector<std::string> NamesOfChanges() {
  std::vector<std::string> names;
  for (const plan::Variation& variation : plan::kVariations) names.emplace_back(variation.name);
  return names;
}

// `direction negate`: the kind in front of the first change. Empty: none stands there.
std::string_view KindBefore(std::string_view words) {
  for (std::string_view kind : plan::kVaryKinds) {
    if (words.size() > kind.size() && words.substr(0, kind.size()) == kind &&
        words[kind.size()] == ' ')
      return kind;
  }
  return "";
}

bool TakesWords(const plan::Vary& vary) {
  return std::any_of(vary.perturbations.begin(), vary.perturbations.end(),
                     [](const std::string& name) {
                       const plan::Variation* variation = plan::FindVariation(name);
                       return variation == nullptr || variation->wants_words;
                     });
}

bool AnyNoteHolds(const plan::Test& test, const std::string& words) {
  return std::any_of(test.givens.begin(), test.givens.end(), [&](const plan::Given& given) {
    return given.kind == plan::GivenKind::kNote && absl::StrContains(given.text, words);
  });
}

}  // namespace

void Checker::AddVary(const ast::Vary& source, plan::Test& test) {
  plan::Vary out;
  out.from = source.from;
  out.to = source.to;
  out.span = Locate(source.span);
  if (!source.kind.empty()) {
    const ast::Name kind = Joined(source.kind);
    const std::vector<std::string> kinds = NamesOfKinds();
    out.kind = kind.text;
    if (std::find(kinds.begin(), kinds.end(), kind.text) == kinds.end()) {
      auto builder = emitter_.Emit(diag::kUnknownVariation, kind.span, kind.text);
      SuggestName(builder, kind, kinds);
      builder.Help(absl::StrCat("Before `note` stands nothing, or ", ListNames(kinds), "."));
    }
  }
  for (size_t i = 0; i < source.perturbations.size(); ++i) {
    std::vector<ast::Name> words = source.perturbations[i];
    if (const std::string_view kind = i == 0 ? KindBefore(Joined(words).text) : ""; !kind.empty()) {
      out.kind = std::string(kind);
      words.erase(words.begin(), words.begin() + std::count(kind.begin(), kind.end(), ' ') + 1);
    }
    const ast::Name name = Joined(words);
    out.perturbations.push_back(name.text);
    const plan::Variation* known = plan::FindVariation(name.text);
    if (known == nullptr) {
      auto builder = emitter_.Emit(diag::kUnknownVariation, name.span, name.text);
      SuggestName(builder, name, NamesOfChanges());
      builder.Help(absl::StrCat("The changes are ", ListNames(NamesOfChanges()), "."));
    } else if (known->wants_words && source.from.empty()) {
      emitter_.Emit(diag::kVariationWords, name.span, name.text, "needs the words that it changes")
          .Help(absl::StrCat("Write them behind it, as they stand in the note: `", name.text,
                             " \"diabetes\"`."));
    }
  }
  if (!source.from.empty()) {
    if (source.to.empty() && !TakesWords(out)) {
      emitter_
          .Emit(diag::kVariationWords, source.from_span, out.perturbations.back(),
                "changes the whole test and takes no words")
          .Help("Leave the words out.");
    } else if (!AnyNoteHolds(test, source.from)) {
      emitter_.Emit(diag::kNothingToVary, source.from_span, source.from)
          .Help("Write words that a `given … note` above holds, letter by letter.");
    }
  }
  test.varies.push_back(std::move(out));
}

void Checker::CheckExpectOfVary(const ast::Expect& expect, std::string_view kind) {
  const bool moved =
      expect.kind == ast::Expect::Kind::kHigher || expect.kind == ast::Expect::Kind::kLower;
  if (moved && kind != plan::kDirection) {
    emitter_
        .Emit(diag::kMovedWithoutDirection, expect.span,
              expect.kind == ast::Expect::Kind::kHigher ? "higher" : "lower")
        .Help("Write `vary direction …` above it, or the answer that is expected.");
  }
  if (kind == plan::kInvariance) {
    emitter_.Emit(diag::kInvarianceWithExpect, expect.span)
        .Help(
            "Put the line above `vary`; or write `vary direction` where another answer is meant.");
  }
}

void Checker::CheckVaries(const ast::Test& source) {
  const ast::Vary* open = nullptr;
  std::string_view kind;
  const auto close = [&] {
    if (open == nullptr || (kind != plan::kDirection && kind != plan::kMinimumFunctionality))
      return;
    emitter_.Emit(diag::kVaryWithoutExpect, open->span, std::string(kind))
        .Help(kind == plan::kDirection
                  ? "Say below it what is expected instead: `expect Diabetes = No`, `expect "
                    "Stenosis higher`."
                  : "Say below it what is expected of each variant: `expect Diabetes = No`.");
  };
  for (const ast::TestItem& item : source.items) {
    if (std::holds_alternative<ast::Expect>(item)) open = nullptr;
    const auto* vary = std::get_if<ast::Vary>(&item);
    if (vary == nullptr) continue;
    close();
    open = vary;
    kind = {};
    const std::string words = vary->kind.empty() && !vary->perturbations.empty()
                                  ? std::string(KindBefore(Joined(vary->perturbations[0]).text))
                                  : "";
    const std::string written = vary->kind.empty() ? words : Joined(vary->kind).text;
    for (std::string_view known : plan::kVaryKinds) {
      if (known == written) kind = known;
    }
  }
  close();
}

// Whether answers of the type can be `higher` or `lower` than another.
bool Checker::HasOrder(const plan::Type& type) const {
  using plan::TypeKind;
  if (type.kind == TypeKind::kChoice) return IsOrderedChoice(type.choice);
  return type.kind == TypeKind::kInteger || type.kind == TypeKind::kDecimal ||
         type.kind == TypeKind::kQuantity || type.kind == TypeKind::kDate ||
         type.kind == TypeKind::kDateTime || type.kind == TypeKind::kTime ||
         type.kind == TypeKind::kDuration;
}

}  // namespace suture::check
