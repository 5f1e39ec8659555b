#include "bench/mutants/mutate.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace suture::bench {
namespace {

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

bool IsOfWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// One letter left out, doubled or swapped with the next, as fingers do. Empty: no word of letters.
std::string Misspelt(std::string word, std::mt19937& random) {
  if (word.size() < 4 || !IsLetter(word[0])) return "";
  size_t at = 1 + random() % (word.size() - 2);
  switch (random() % 3) {
    case 0:
      return word.erase(at, 1);
    case 1:
      return word.insert(at, 1, word[at]);
    default:
      std::swap(word[at], word[at + 1]);
      return word;
  }
}

// False where the wound does not apply, or leaves the text as it was.
bool Apply(const GoodFile& file, Mutant& mutant, std::mt19937& random) {
  const syntax::LayoutToken& token = file.tokens[mutant.token];
  const syntax::LayoutToken& next = file.tokens[mutant.token + 1];
  mutant.word = file.Word(mutant.token);
  mutant.text = file.text;
  switch (mutant.wound) {
    case Wound::kDelete:
      mutant.text.erase(token.begin, mutant.word.size());
      return true;
    case Wound::kDouble:
      mutant.now = mutant.word + " " + mutant.word;
      mutant.text.insert(token.end, " " + mutant.word);
      return true;
    case Wound::kSwap: {
      // Two words never grow together: that would be two wounds.
      const std::string between = file.text.substr(token.end, next.begin - token.end);
      const bool before = token.begin > 0 && IsOfWord(file.text[token.begin - 1]) &&
                          IsOfWord(file.text[next.begin]);
      const bool after = next.end < file.text.size() && IsOfWord(mutant.word.back()) &&
                         IsOfWord(file.text[next.end]);
      mutant.now = (before ? " " : "") + file.Word(mutant.token + 1) + between + mutant.word +
                   (after ? " " : "");
      mutant.text.replace(token.begin, next.end - token.begin, mutant.now);
      return mutant.text != file.text;
    }
    case Wound::kMisspell:
      mutant.now = Misspelt(mutant.word, random);
      if (mutant.now.empty() || mutant.now == mutant.word) return false;
      mutant.text.replace(token.begin, token.end - token.begin, mutant.now);
      return true;
  }
  return false;
}

}  // namespace

const char* Name(Wound wound) {
  constexpr const char* kNames[] = {"deleted", "doubled", "swapped", "misspelt"};
  return kNames[static_cast<size_t>(wound)];
}

std::string GoodFile::Word(size_t token) const {
  return text.substr(tokens[token].begin, tokens[token].end - tokens[token].begin);
}

int GoodFile::Line(uint32_t offset) const {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + offset, '\n'));
}

GoodFile ReadGood(std::string module, std::string path, std::string text) {
  GoodFile good{std::move(module), std::move(path), std::move(text), {}};
  source::SourceSet sources;
  diag::Emitter emitter;
  for (const syntax::LayoutToken& token :
       syntax::LayoutOf(sources, sources.Add(good.path, good.text), emitter).tokens) {
    const bool prose =
        token.kind == syntax::LayoutKind::kComment || token.kind == syntax::LayoutKind::kTextBlock;
    if (!prose) good.tokens.push_back(token);
  }
  std::vector<std::string> open;
  std::vector<bool> choices;  // By open group: its members are those of a choice
  std::string item;
  for (size_t i = 0; i < good.tokens.size(); ++i) {
    const syntax::LayoutKind kind = good.tokens[i].kind;
    if (kind == syntax::LayoutKind::kCloseBody && !open.empty()) open.pop_back();
    if (kind == syntax::LayoutKind::kCloseGroup && !choices.empty()) choices.pop_back();
    // What stands in the parts of a kind stands in the kind.
    const bool in_kind = std::find(open.begin(), open.end(), "kind") != open.end();
    const bool in_choice = !choices.empty() && choices.back();
    good.body_of.push_back(in_kind        ? "kind"
                           : in_choice    ? "choice"
                           : open.empty() ? ""
                                          : open.back());
    if (good.tokens[i].item != syntax::ItemKind::kNone) item = good.Word(i);
    if (kind == syntax::LayoutKind::kOpenBody) open.push_back(item);
    if (kind == syntax::LayoutKind::kOpenGroup) {
      // `choice {` of a field, and `choice Name {` within a section.
      const bool of_choice =
          (i > 0 && good.Word(i - 1) == "choice") || (i > 1 && good.Word(i - 2) == "choice");
      choices.push_back(of_choice);
    }
  }
  return good;
}

std::vector<Mutant> Mutate(const std::vector<GoodFile>& files, size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Mutant> mutants;
  while (mutants.size() < count) {
    Mutant mutant;
    mutant.file = random() % files.size();
    if (files[mutant.file].tokens.size() < 2) continue;
    mutant.token = random() % (files[mutant.file].tokens.size() - 1);
    mutant.wound = static_cast<Wound>(random() % 4);
    if (Apply(files[mutant.file], mutant, random)) mutants.push_back(std::move(mutant));
  }
  std::stable_sort(mutants.begin(), mutants.end(),
                   [](const Mutant& a, const Mutant& b) { return a.file < b.file; });
  return mutants;
}

}  // namespace suture::bench
