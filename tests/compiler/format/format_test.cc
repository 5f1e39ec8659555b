#include "compiler/format/format.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "compiler/ast/dump.h"
#include "compiler/syntax/layout.h"
#include "tests/support/golden.h"

namespace suture::format {
namespace {

std::string Formatted(const std::string& text) {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", text);
  diag::Emitter emitter;
  absl::StatusOr<std::string> formatted = Format(sources, file, emitter);
  REQUIRE(formatted.ok());
  return *formatted;
}

TEST_CASE("untidy files become tidy") {
  testing::RunGoldens(
      "tests/compiler/format/cases", ".suture",
      [](const std::filesystem::path& path) { return Formatted(testing::ReadText(path)); });
}

TEST_CASE("formatting twice changes nothing, and the meaning stays") {
  for (const char* folder : {"stdlib", "registries", "examples", "tests/compiler/syntax/good",
                             "tests/compiler/format/cases"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      INFO(path.string());
      std::string once = Formatted(testing::ReadText(path));
      CHECK(Formatted(once) == once);
    }
  }
}

TEST_CASE("every comment stays, in its order") {
  for (const char* folder : {"stdlib", "registries", "tests/compiler/format/cases"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      INFO(path.string());
      auto comments = [](const std::string& text) {
        std::string all;
        for (size_t at = text.find("// "); at != std::string::npos; at = text.find("// ", at + 1)) {
          all += text.substr(at, text.find('\n', at) - at) + "\n";
        }
        return all;
      };
      std::string text = testing::ReadText(path);
      CHECK(comments(Formatted(text)) == comments(text));
    }
  }
}

// Words, signs and comments in their order; of a text of several lines only that it stands there.
std::vector<std::string> Words(const std::string& text) {
  source::SourceSet sources;
  diag::Emitter emitter;
  std::vector<std::string> words;
  const int32_t file = sources.Add("a.suture", text);
  for (const syntax::LayoutToken& token : syntax::LayoutOf(sources, file, emitter, {}).tokens) {
    const bool block = token.kind == syntax::LayoutKind::kTextBlock;
    words.push_back(block ? "text" : text.substr(token.begin, token.end - token.begin));
    while (!words.back().empty() && words.back().back() == ' ') words.back().pop_back();
  }
  return words;
}

// The ends of all words of a text but for comments.
std::vector<uint32_t> Boundaries(const std::string& text) {
  source::SourceSet sources;
  diag::Emitter emitter;
  std::vector<uint32_t> ends;
  for (const syntax::LayoutToken& token :
       syntax::LayoutOf(sources, sources.Add("a.suture", text), emitter, {}).tokens) {
    if (token.kind != syntax::LayoutKind::kComment) ends.push_back(token.end);
  }
  return ends;
}

// A comment behind each of these words, at the end of the word's line or below it.
std::string WithComments(const std::string& text, const std::vector<uint32_t>& ends, bool below) {
  std::string out = text;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
    out.insert(*end, (below ? "\n// note " : " // note ") + std::to_string(*end) + "\n");
  }
  return out;
}

struct Tried {
  int formatted = 0;
  std::vector<std::string> refused;
};

// Formats the text with comments at all of these places; where that fails, with half of them at a
// time.
void TryComments(const std::string& name, const std::string& text,
                 const std::vector<uint32_t>& ends, bool below, Tried& tried) {
  if (ends.empty()) return;
  const std::string commented = WithComments(text, ends, below);
  source::SourceSet sources;
  diag::Emitter emitter;
  absl::StatusOr<std::string> formatted =
      Format(sources, sources.Add("a.suture", commented), emitter);
  if (formatted.ok()) {
    tried.formatted += static_cast<int>(ends.size());
    INFO(name << " at " << ends[0]);
    CHECK(Words(*formatted) == Words(commented));
    CHECK(Formatted(*formatted) == *formatted);
    return;
  }
  if (ends.size() == 1) {
    // Some words belong on one line: between them a comment is a mistake of the author's.
    if (formatted.status().code() == absl::StatusCode::kFailedPrecondition) return;
    const size_t line = text.rfind('\n', ends[0] - 1) + 1;
    tried.refused.push_back(name + (below ? " below " : " behind ") +
                            text.substr(line, ends[0] - line));
    return;
  }
  const auto middle = ends.begin() + static_cast<std::ptrdiff_t>(ends.size() / 2);
  TryComments(name, text, {ends.begin(), middle}, below, tried);
  TryComments(name, text, {middle, ends.end()}, below, tried);
}

// Every kSteps-th word of every file has a comment, from a word that differs from file to file;
// SUTURE_ALL_COMMENTS=1 begins at each of them in turn (some minutes).
TEST_CASE("comments anywhere stay between the same words") {
  constexpr size_t kSteps = 61 * SUTURE_TEST_SHARE;
  const bool all = std::getenv("SUTURE_ALL_COMMENTS") != nullptr;
  std::mt19937 random(20240301);
  Tried tried;
  for (const char* folder : {"stdlib", "registries", "tests/compiler/syntax/good",
                             "tests/compiler/check/good", "tests/compiler/format/cases"}) {
    for (const std::filesystem::path& path : testing::FilesIn(folder, ".suture")) {
      const std::string text = testing::ReadText(path);
      const std::vector<uint32_t> ends = Boundaries(text);
      const size_t drawn = random() % kSteps;
      for (size_t first = all ? 0 : drawn; first < (all ? kSteps : drawn + 1); ++first) {
        std::vector<uint32_t> chosen;
        for (size_t at = first % kSteps; at < ends.size(); at += kSteps) chosen.push_back(ends[at]);
        for (bool below : {false, true}) TryComments(path.string(), text, chosen, below, tried);
      }
    }
  }
  CHECK(tried.formatted > 400 / SUTURE_TEST_SHARE);
  CHECK(tried.refused == std::vector<std::string>());
  if (all) WARN(tried.formatted << " comments stay");
}

TEST_CASE("a file with mistakes is refused") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", "feild A : YesNo { otherwise No }\n");
  diag::Emitter emitter;
  absl::StatusOr<std::string> formatted = Format(sources, file, emitter);
  CHECK(formatted.status().code() == absl::StatusCode::kFailedPrecondition);
  CHECK(emitter.error_count() == 1);
}

}  // namespace
}  // namespace suture::format
