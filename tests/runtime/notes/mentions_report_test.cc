#include "runtime/notes/mentions_report.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/runtime/notes/lexicon_files.h"

namespace suture::notes {
namespace {

std::string Report(std::string_view phrases, std::string_view text) {
  std::string out;
  absl::Status status = WriteMentionsReport(
      phrases, text, ShippedLexicon(), [&](std::string_view line) { out += line; },
      [](std::string_view) { FAIL("a phrase was left out"); });
  INFO(status);
  REQUIRE(status.ok());
  return out;
}

// Without the "trigger" list, whose rule numbers are lines of the lexicon.
std::string Short(std::string_view phrases, std::string_view text) {
  std::string report = Report(phrases, text);
  for (size_t at; (at = report.find(",\"trigger\":[")) != std::string::npos;) {
    report.erase(at, report.find("]}\n", at) + 1 - at);
  }
  return report;
}

TEST_CASE("one object a mention, lines from 1, the phrase as given, spans in code points") {
  CHECK(
      Short("Chest Pain\n", "Fine.\nÉté: denies chest pain.\r\n") ==
      "{\"line\":2,\"phrase\":\"Chest Pain\",\"span\":[12,22],\"negated\":true,\"uncertain\":false,"
      "\"historical\":false,\"hypothetical\":false,\"experiencer\":\"patient\"}\n");
}

TEST_CASE("experiencer is patient, family or other") {
  CHECK(Short("flu", "Flu.").find("\"experiencer\":\"patient\"") != std::string::npos);
  CHECK(Short("flu", "His mother had flu.").find("\"experiencer\":\"family\"") !=
        std::string::npos);
  CHECK(Short("flu", "His wife had flu.").find("\"experiencer\":\"other\"") != std::string::npos);
}

TEST_CASE("the trigger list says what set each attribute and where") {
  std::string report = Report("stroke", "PMH: No stroke.");
  CHECK(report.find(
            "{\"sets\":\"negated\",\"text\":\"No\",\"span\":[5,7],\"by\":\"trigger\",\"rule\":") !=
        std::string::npos);
  CHECK(report.find(
            "{\"sets\":\"historical\",\"text\":\"PMH:\",\"span\":[0,4],\"by\":\"section\"}") !=
        std::string::npos);
  CHECK(Report("chf", "CHF: no").find("\"by\":\"template\"}") != std::string::npos);
}

TEST_CASE("repeated phrases count once, spellings of one phrase each") {
  CHECK(Short("gout\n\ngout\nGout\n", "gout").size() == Short("gout", "gout").size() * 2);
}

TEST_CASE("quotes, backslashes and stray bytes are written as valid JSON") {
  std::string report = Report("say \"gout\"", "say gout\xFF");
  CHECK(report.find("\"phrase\":\"say \\\"gout\\\"\"") != std::string::npos);
}

TEST_CASE("each line is a text of its own") {
  CHECK(Short("gout", "FAMILY HISTORY:\ngout").find("\"experiencer\":\"patient\"") !=
        std::string::npos);
}

TEST_CASE("a phrase that cannot be searched for is named and left out") {
  std::string out, warnings;
  const absl::Status status = WriteMentionsReport(
      "gout\n...\n", "No gout.", ShippedLexicon(), [&](std::string_view line) { out += line; },
      [&](std::string_view sentence) { warnings += sentence; });
  REQUIRE(status.ok());
  CHECK(warnings == "The phrase \"...\" has no word to look for.");
  CHECK(out.find("\"phrase\":\"gout\"") != std::string::npos);
}

TEST_CASE("a byte order mark is no part of phrases or text") {
  CHECK(Short("\xEF\xBB\xBF"
              "gout\r\n",
              "\xEF\xBB\xBF"
              "Gout.")
            .find("\"phrase\":\"gout\",\"span\":[0,4]") != std::string::npos);
}

TEST_CASE("text in UTF-16 is refused: no word would be found in it") {
  const std::string_view wide("\xFF\xFEg\0o\0u\0t\0", 10), big("\xFE\xFF\0g\0o\0u\0t", 10);
  const auto status_of = [](std::string_view phrases, std::string_view text) {
    return WriteMentionsReport(
        phrases, text, ShippedLexicon(), [](std::string_view) {}, [](std::string_view) {});
  };
  for (std::string_view text : {wide, big}) {
    CHECK(status_of("gout", text).message() ==
          "The lines of the text are in UTF-16. Save the file as UTF-8.");
    CHECK(status_of(text, "gout").message() ==
          "The phrases are in UTF-16. Save the file as UTF-8.");
  }
}

}  // namespace
}  // namespace suture::notes
