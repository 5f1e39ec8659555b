// What a prompt asks for that its type does not offer, that no cue leads to, or that a rule works
// out better. The texts are read as plain English; what is not surely meant is left alone.
#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "compiler/check/analyses.h"
#include "compiler/check/prompt_arithmetic.h"

namespace suture::check {
namespace {

// A read of this many kinds of notes is wide: words of the question alone pick too little from it.
constexpr size_t kWideRead = 3;

std::string TextOf(const std::vector<plan::PromptPart>& parts) {
  std::string text;
  for (const plan::PromptPart& part : parts)
    text += part.hole.valid() ? std::string(kHoleMark) : part.text;
  return text;
}

bool IsWordByte(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

struct WordAt {
  std::string text;
  size_t begin = 0;
};

std::vector<WordAt> WordsOf(const std::string& text) {
  std::vector<WordAt> words;
  for (size_t i = 0; i < text.size();) {
    if (!IsWordByte(text[i])) {
      ++i;
      continue;
    }
    size_t begin = i;
    while (i < text.size() && IsWordByte(text[i])) ++i;
    words.push_back({text.substr(begin, i - begin), begin});
  }
  return words;
}

// Whether the word stands in a list of capitalised words: `or`, `and` or a comma leads to it or on
// from it.
bool ListGoesOn(const std::string& text, const std::vector<WordAt>& words, size_t at) {
  const auto joins = [](const WordAt& word) { return word.text == "or" || word.text == "and"; };
  const auto comma = [&](size_t before) {
    const size_t end = words[before].begin + words[before].text.size();
    return text.substr(end, words[before + 1].begin - end) == ", ";
  };
  const auto capital = [&](size_t word) {
    return word < words.size() &&
           std::isupper(static_cast<unsigned char>(words[word].text[0])) != 0;
  };
  // `Not Present or Unknown`: one word of an answer of two is no answer.
  const bool part =
      (at > 1 && capital(at - 1) && !comma(at - 1) && words[at - 1].text != "Answer") ||
      (capital(at + 1) && !comma(at));
  if (part) return false;
  const bool on = at + 1 < words.size() &&
                  ((joins(words[at + 1]) && capital(at + 2)) || (comma(at) && capital(at + 1)));
  return on || (at > 0 && (joins(words[at - 1]) || comma(at - 1)));
}

// `Answer Maybe if …`, `…, Unknown when …`, `Answer Y or N.`: the capitalised words that a sentence
// beginning with Answer ties to a condition, or lists right behind it.
std::vector<std::string> AnswersNamed(const std::string& text) {
  std::vector<std::string> named;
  const std::vector<WordAt> words = WordsOf(text);
  bool answering = false, listing = false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) {
      size_t end = words[i - 1].begin + words[i - 1].text.size();
      std::string between = text.substr(end, words[i].begin - end);
      if (absl::StrContains(between, ".") || absl::StrContains(between, "\n\n")) answering = false;
    }
    if (words[i].text == "Answer" || words[i].text == "answer") {
      answering = listing = true;
      continue;
    }
    const bool capital = std::isupper(static_cast<unsigned char>(words[i].text[0])) != 0;
    const bool joins = words[i].text == "or" || words[i].text == "and";
    // A list is one from its second word on: `Answer Yes or No`.
    if (answering && listing && capital && ListGoesOn(text, words, i)) {
      named.push_back(words[i].text);
      continue;
    }
    listing = listing && joins;
    if (!answering || !capital || i + 1 == words.size()) continue;
    const std::string& next = words[i + 1].text;
    if (next == "if" || next == "when" || next == "for" || next == "where" || next == "unless")
      named.push_back(words[i].text);
  }
  return named;
}

class PromptLint {
 public:
  PromptLint(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), emitter_(emitter) {}

  void Run() {
    for (size_t p = 0; p < plan_.prompts.size(); ++p) {
      const plan::Prompt& prompt = plan_.prompts[p];
      const std::string text = TextOf(prompt.text);
      if (prompt.field.valid()) CheckAnswers(prompt, text, module_.prompt_spans[p]);
      CheckCues(prompt, p);
      CheckArithmetic(text, module_.prompt_spans[p]);
    }
  }

 private:
  void CheckAnswers(const plan::Prompt& prompt, const std::string& text, base::Span at) {
    if (!prompt.answer.choice.valid()) return;
    const plan::Choice& choice = plan_.choices[prompt.answer.choice.index];
    for (const std::string& word : AnswersNamed(text)) {
      const bool known = absl::c_any_of(choice.members, [&](const plan::ChoiceMember& m) {
        return absl::EqualsIgnoreCase(m.name, word) || absl::EqualsIgnoreCase(m.code, word) ||
               absl::StartsWithIgnoreCase(m.code, word + " ");
      });
      if (known) continue;
      std::vector<std::string> names;
      for (const plan::ChoiceMember& member : choice.members)
        names.push_back("`" + member.name + "`");
      emitter_.Emit(diag::kAnswerNotInType, at, word, plan_.fields[prompt.field.index].name)
          .Help(absl::StrCat("The answers are ", absl::StrJoin(names, ", "),
                             ". A model may also say that it found nothing."));
    }
  }

  void CheckCues(const plan::Prompt& prompt, size_t p) {
    if (!prompt.cues.empty()) return;
    for (size_t r = 0; r < prompt.reads.size(); ++r) {
      if (prompt.reads[r].documents.size() < kWideRead || !prompt.reads[r].sections.empty())
        continue;
      emitter_.Emit(diag::kWideReadWithoutCues, module_.read_spans[p][r])
          .Help(
              "Add `cues` with the words by which a note would tell it, such as `cues \"diabet*\", "
              "\"insulin\"`.");
      return;
    }
  }

  void CheckArithmetic(const std::string& text, base::Span at) {
    const std::optional<std::string> asked = ArithmeticAskedFor(text);
    if (!asked) return;
    emitter_.Emit(diag::kArithmeticInPrompt, at, *asked)
        .Help(
            "Ask for the dates or numbers themselves, and let a rule work it out, such as "
            "`local_days_between(a, b)`.");
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
};

}  // namespace

void CheckPrompts(const typed::Module& module, diag::Emitter& emitter) {
  PromptLint(module, emitter).Run();
}

}  // namespace suture::check
