#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "compiler/diagnostics/apply_edits.h"
#include "compiler/diagnostics/display_width.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/diagnostics/print.h"

namespace suture::diag {
namespace {

TEST_CASE("codes are unique and messages are sentences") {
  std::set<std::string_view> codes;
  for (int i = 0; i < NumberOfKinds(); ++i) {
    const KindInfo& info = InfoOf(static_cast<KindId>(i));
    INFO(info.name);
    CHECK(codes.insert(info.code).second);
    CHECK(info.code.front() == 'S');
    // Or it ends with a sentence that it is given.
    CHECK((info.message.back() == '.' || info.message.back() == '?' || info.message.back() == '}'));
    CHECK(FindByCode(info.code) == &info);
  }
  CHECK(FindByCode("s0001") == &InfoOf(KindId::kUnexpectedText));
  CHECK(FindByCode("S9999") == nullptr);
  CHECK(Explain("S9999").empty());
  CHECK_FALSE(Explain("S0001").empty());
}

TEST_CASE("messages are filled, with plurals") {
  Emitter emitter;
  emitter.Emit(kUnexpectedText, {0, 0, 1}, "`when`", "`if`");
  emitter.Emit(kTooManySyntaxErrors, {0, 0, 1}, 1);
  emitter.Emit(kTooManySyntaxErrors, {0, 0, 2}, 20);
  CHECK(emitter.emitted()[0].message == "Expected `when`, found `if`.");
  CHECK(emitter.emitted()[1].message == "Reading stops here, after 1 mistake in this file.");
  CHECK(emitter.emitted()[2].message == "Reading stops here, after 20 mistakes in this file.");
  CHECK(Render(Words({"a", "b", "c"})) == "`a`, `b` and `c`");
  CHECK(Render(Words({"a"})) == "`a`");
}

TEST_CASE("what is taken is sorted, without repetitions, and bounded") {
  Emitter emitter;
  emitter.Emit(kEmptyFile, {1, 5, 6});
  emitter.Emit(kEmptyFile, {0, 9, 10});
  emitter.Emit(kEmptyFile, {1, 5, 6});
  emitter.Emit(kEmptyFile, {0, 2, 3});
  CHECK(emitter.error_count() == 4);
  std::vector<Diagnostic> taken = emitter.Take();
  REQUIRE(taken.size() == 3);
  CHECK(taken[0].span.begin == 2);
  CHECK(taken[2].span.file == 1);
  CHECK(emitter.empty());
  for (uint32_t i = 0; i < 5; ++i) emitter.Emit(kEmptyFile, {0, i, i + 1});
  taken = emitter.Take({.max_diagnostics = 3});
  REQUIRE(taken.size() == 4);
  CHECK(taken.back().message == "2 more messages left out. Mend those above and check again.");
}

TEST_CASE("too many warnings stop nothing, and hide no error") {
  Emitter emitter;
  const auto warn = [&](uint32_t at) {
    emitter.Emit(kFieldWithoutDefinition, {0, at, at + 1}, "A");
  };
  for (uint32_t i = 0; i < 5; ++i) warn(i);
  std::vector<Diagnostic> taken = emitter.Take({.max_diagnostics = 3});
  REQUIRE(taken.size() == 4);
  CHECK(taken.back().severity == Severity::kWarning);
  for (uint32_t i = 0; i < 5; ++i) warn(i);
  emitter.Emit(kUnknownCharacter, {0, 9, 10}, "`!`");
  taken = emitter.Take({.max_diagnostics = 3});
  REQUIRE(taken.size() == 4);
  CHECK(taken[0].span.begin == 0);
  CHECK(taken[2].kind == kUnknownCharacter.id);
  CHECK(taken.back().severity == Severity::kWarning);
  for (uint32_t i = 0; i < 5; ++i) emitter.Emit(kUnknownCharacter, {0, i, i + 1}, "`!`");
  taken = emitter.Take({.max_diagnostics = 3});
  CHECK(taken.back().severity == Severity::kError);
}

TEST_CASE("safe edits are applied, others and those that meet are left") {
  Emitter emitter;
  emitter.Emit(kEmptyFile, {0, 0, 1}).Edit({0, 0, 1}, "A", true);
  emitter.Emit(kEmptyFile, {0, 0, 2}).Edit({0, 0, 2}, "XX", true);  // Meets the first.
  emitter.Emit(kEmptyFile, {0, 3, 4}).Edit({0, 3, 4}, "D", false);  // Not safe.
  emitter.Emit(kEmptyFile, {0, 4, 6}).Edit({0, 4, 4}, "(", true).Edit({0, 6, 6}, ")", true);
  emitter.Emit(kEmptyFile, {1, 0, 1}).Edit({1, 0, 1}, "Z", true);  // Another file.
  emitter.Emit(kEmptyFile, {0, 6, 8})
      .Edit({0, 7, 8}, "", true)
      .Edit({0, 8, 99}, "", true);  // Past the end.
  AppliedEdits applied = ApplySafeEdits("abcdefgh", 0, emitter.emitted());
  CHECK(applied.text == "Abcd(ef)gh");
  CHECK(applied.count == 2);
  CHECK(ApplySafeEdits("abc", 0, {}).text == "abc");
}

TEST_CASE("a context is said while it lasts") {
  Emitter emitter;
  {
    Emitter::Context outer(emitter, "while checking field `Diabetes`");
    Emitter::Context inner(emitter, "in step `coded`");
    emitter.Emit(kEmptyFile, {0, 0, 1});
  }
  emitter.Emit(kEmptyFile, {0, 1, 2});
  CHECK(emitter.emitted()[0].context ==
        std::vector<std::string>{"in step `coded`", "while checking field `Diabetes`"});
  CHECK(emitter.emitted()[1].context.empty());
}

TEST_CASE("the underline sits below its text, past tabs and wide characters") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", "\tfield é漢X\n");
  Emitter emitter;
  emitter.Emit(kKeywordAsName, {file, 12, 13}, "X", "a field")
      .Label({file, 1, 6}, "here")
      .Help("Do this.");
  CHECK(PrintText(sources, emitter.Take()) ==
        "error[S0003]: `X` is a word of the language, so it cannot be the name of a field.\n"
        " --> a.suture:1:10\n"
        "  |\n"
        "1 |     field é漢X\n"
        "  |              ^\n"
        "  |     ----- here\n"
        "  = help: Do this.\n\n");
  CHECK(DisplayWidth("é漢") == 3);
  CHECK(DisplayWidth("e\u0301") == 1);
}

TEST_CASE("a very long line is cut around its place") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", std::string(5000, 'a') + "!" + std::string(5000, 'b'));
  Emitter emitter;
  emitter.Emit(kUnknownCharacter, {file, 5000, 5001}, "`!`");
  std::string text = PrintText(sources, emitter.Take());
  CHECK(text.size() < 600);
  CHECK(text.find("a!b") != std::string::npos);
}

TEST_CASE("a very long line may begin inside of a code point") {
  source::SourceSet sources;
  int32_t file = sources.Add("a.suture", "\xBF!" + std::string(5000, 'b'));
  Emitter emitter;
  emitter.Emit(kUnknownCharacter, {file, 1, 2}, "`!`");
  CHECK(PrintText(sources, emitter.Take()).find("!bbb") != std::string::npos);
}

TEST_CASE("JSON and SARIF carry places and edits") {
  source::SourceSet sources;
  int32_t file = sources.Add("a b.suture", "x == 1\n");
  Emitter emitter;
  emitter.Emit(kForeignOperator, {file, 2, 4}, "==", "=")
      .Edit({file, 2, 4}, "=", true)
      .Label({file, 0, 1}, "this");
  std::vector<Diagnostic> taken = emitter.Take();
  nlohmann::json json = nlohmann::json::parse(PrintJson(sources, taken));
  const auto& one = json["diagnostics"][0];
  CHECK(one["code"] == "S0011");
  CHECK(one["place"]["start"]["column"] == 3);
  CHECK(one["edits"][0]["replacement"] == "=");
  CHECK(one["edits"][0]["safe"] == true);
  nlohmann::json sarif = nlohmann::json::parse(PrintSarif(sources, taken, "0.1.0"));
  CHECK(sarif["version"] == "2.1.0");
  const auto& result = sarif["runs"][0]["results"][0];
  CHECK(result["ruleId"] == "S0011");
  CHECK(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.suture");
  CHECK(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"] ==
        "=");
  CHECK(result["relatedLocations"][0]["message"]["text"] == "this");
}

}  // namespace
}  // namespace suture::diag
