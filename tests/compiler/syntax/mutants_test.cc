// One token of a good specification deleted, doubled, swapped with the next or misspelt: the first
// message must stand near the wound, and one wound must not bleed messages. The seed is printed;
// more mutants with SUTURE_MUTANTS=20000.
#include <catch2/catch.hpp>
#include <cctype>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "compiler/syntax/layout.h"
#include "compiler/syntax/parse.h"
#include "tests/support/golden.h"

namespace suture::syntax {
namespace {

struct Good {
  std::string text;
  std::vector<LayoutToken>
      tokens;  // Comments and text blocks left out: any wound in them is prose.
};

std::vector<Good> GoodFiles() {
  std::vector<Good> files;
  for (const char* folder : {"stdlib", "registries", "tests/compiler/syntax/good"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      Good good{testing::ReadText(path), {}};
      source::SourceSet sources;
      diag::Emitter emitter;
      for (const LayoutToken& token :
           LayoutOf(sources, sources.Add("a.suture", good.text), emitter).tokens) {
        if (token.kind != LayoutKind::kComment && token.kind != LayoutKind::kTextBlock)
          good.tokens.push_back(token);
      }
      if (good.tokens.size() > 1) files.push_back(std::move(good));
    }
  }
  return files;
}

// Empty where the wound does not apply to this token.
std::string Wounded(const Good& good, size_t at, uint32_t how, std::mt19937& random) {
  const LayoutToken& token = good.tokens[at];
  const LayoutToken& next = good.tokens[at + 1];
  std::string text = good.text;
  std::string word = text.substr(token.begin, token.end - token.begin);
  if (how == 0) return text.erase(token.begin, word.size());
  if (how == 1) return text.insert(token.end, " " + word);
  if (how == 2) {
    std::string between = text.substr(token.end, next.begin - token.end);
    std::string other = text.substr(next.begin, next.end - next.begin);
    return text.replace(token.begin, next.end - token.begin, other + between + word);
  }
  if (word.size() < 4 || std::isalpha(static_cast<unsigned char>(word[0])) == 0) return "";
  word.erase(1 + random() % (word.size() - 2), 1);
  return text.replace(token.begin, token.end - token.begin, word);
}

TEST_CASE("a wound in one token gets one message, where it is") {
  const char* wanted = std::getenv("SUTURE_MUTANTS");
  const int mutants = wanted != nullptr ? std::atoi(wanted) : 1000 / SUTURE_TEST_SHARE;
  const uint32_t seed = 7;
  std::mt19937 random(seed);
  std::vector<Good> files = GoodFiles();
  int detected = 0, near = 0, read_clean = 0;
  size_t messages = 0;
  for (int made = 0; made < mutants;) {
    const Good& good = files[random() % files.size()];
    size_t at = random() % (good.tokens.size() - 1);
    std::string text = Wounded(good, at, random() % 4, random);
    if (text.empty()) continue;
    ++made;
    source::SourceSet sources;
    int32_t file = sources.Add("mutant.suture", text);
    diag::Emitter emitter;
    Parse(sources, file, emitter);
    std::vector<diag::Diagnostic> taken = emitter.Take();
    if (taken.empty()) {
      ++read_clean;  // Another well-formed text: names are for the checker to judge.
      continue;
    }
    ++detected;
    messages += taken.size();
    int wound = sources.file(file).Position(good.tokens[at].begin).line;
    int said = sources.file(file).Position(taken[0].span.begin).line;
    near += std::abs(wound - said) <= 2 ? 1 : 0;
  }
  WARN("seed " << seed << ": " << mutants << " mutants, " << read_clean << " well formed, " << near
               << " of " << detected << " messages within two lines, "
               << static_cast<double>(messages) / detected << " messages each");
  CHECK(near >= 0.95 * detected);
  CHECK(static_cast<double>(messages) <= 1.5 * detected);
}

}  // namespace
}  // namespace suture::syntax
