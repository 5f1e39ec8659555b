#include "runtime/text/words.h"

#include <catch2/catch.hpp>
#include <string>

#include "runtime/text/token_estimate.h"

namespace suture::text {
namespace {

// The tokens joined by '|'.
std::string Row(std::string_view text) {
  std::string row;
  for (const Token& token : Tokenize(text)) {
    if (!row.empty()) row += '|';
    row += TokenText(text, token);
  }
  return row;
}

TEST_CASE("words, numbers and marks are tokens; joiners are gaps") {
  CHECK(Row("The patient denies chest pain.") == "The|patient|denies|chest|pain");
  CHECK(Row("s/p CABG x3, h/o HTN") == "s|p|CABG|x3|,|h|o|HTN");
  CHECK(Row("follow-up x-ray") == "follow|up|x|ray");
  CHECK(Row("pre- and post-op") == "pre|and|post|op");
  CHECK(Row("- fever  -chills -- none") == "-|fever|-|chills|-|-|none");
  CHECK(Row("(-) edema, (+) rales") == "(|-|)|edema|,|(|+|)|rales");
  CHECK(Row("Hgb 11.5, plt 150,000, K 4.") == "Hgb|11.5|,|plt|150,000|,|K|4");
  CHECK(Row("1,2,3 and 12,34") == "1|,|2|,|3|and|12|,|34");
  CHECK(Row("doesn't Crohn\xE2\x80\x99s 'quoted'") == "doesn't|Crohn\xE2\x80\x99s|quoted");
  CHECK(Row("[x] CHF [ ] COPD") == "[|x|]|CHF|[|]|COPD");
  CHECK(Row("") == "");
  CHECK(Row(" \n\t. / \"") == "");
}

TEST_CASE("letters outside ASCII belong to words; their signs do not") {
  CHECK(Row("Ménière's naïve café") == "Ménière's|naïve|café");
  CHECK(Row("38.5\xC2\xB0"
            "C \xC2\xB5g") == "38.5|\xC2\xB0|C|\xC2\xB5g");
  CHECK(Row("a\xE2\x80\x94"
            "b \xE2\x80\x93 c") == "a|\xE2\x80\x94|b|\xE2\x80\x93|c");
  CHECK(Row("\xE2\x98\x92 CHF \xE2\x80\xA2 item") == "\xE2\x98\x92|CHF|\xE2\x80\xA2|item");
  CHECK(Row("no\xC2\xA0"
            "fever") == "no|fever");
  CHECK(Row("bad\xFF\xC3 bytes") == "bad|bytes");
}

TEST_CASE("gaps tell what stood between") {
  auto tokens = Tokenize("A. B\nC\r\n\r\nD! E/F g-h");
  CHECK(tokens[1].gap == (kPeriodBefore | kSpaceBefore));
  CHECK(tokens[2].gap == kNewlineBefore);
  CHECK(tokens[3].Has(kBlankLineBefore));
  CHECK(tokens[4].Has(kExclamationBefore));
  CHECK(tokens[5].gap == kSlashBefore);
  CHECK(tokens[7].gap == kHyphenBefore);
}

TEST_CASE("spans cover the text in order and never overlap") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text.push_back(static_cast<char>((i * 131 + i / 7) & 0xFF));
  uint32_t last = 0;
  for (const Token& token : Tokenize(text)) {
    REQUIRE(token.begin >= last);
    REQUIRE(token.end > token.begin);
    last = token.end;
  }
  CHECK(last <= text.size());
}

TEST_CASE("the token estimate follows its stated rule") {
  CHECK(EstimateTokens("") == 0);
  CHECK(EstimateTokens("pain") == 1);
  CHECK(EstimateTokens("chest pain") == 2);
  CHECK(EstimateTokens("patient") == 2);  // 7 letters.
  CHECK(EstimateTokens("CABG") == 2);     // Capitals: each started 3.
  CHECK(EstimateTokens("A") == 1);
  CHECK(EstimateTokens("120/80") == 3);  // 120, slash, 80.
  CHECK(EstimateTokens("1234567") == 3);
  CHECK(EstimateTokens("a  b") == 3);
  CHECK(EstimateTokens("a\nb\n") == 4);
  CHECK(EstimateTokens("\xC3\xA9t\xC3\xA9") == 1);  // 2 + 1 + 2 letters.
  CHECK(EstimateTokens("\xE2\x82\xAC") == 2);
  CHECK(EstimateTokens("\xFF") == 1);
}

TEST_CASE("the fewest tokens of a text are its words, groups of digits and runs of signs") {
  CHECK(FewestTokens("") == 0);
  CHECK(FewestTokens(" \n\t ") == 0);
  CHECK(FewestTokens("Postoperative day 1.") == 4);
  CHECK(FewestTokens("120/80") == 3);
  CHECK(FewestTokens("1234567 mg") == 4);
  CHECK(FewestTokens("don't (the)") == 3);  // "don't" and "(the" may each be one.
  CHECK(FewestTokens("a -- b") == 3);
  CHECK(FewestTokens("=======================") == 1);
  CHECK(FewestTokens("\xC3\xA9t\xC3\xA9") == 1);
  CHECK(FewestTokens("\xE8\x83\xB8 \xFF") == 0);
  const std::string_view prose = "Chest pain since 06:10, relieved by 2 doses of nitroglycerin.";
  CHECK(FewestTokens(prose) <= EstimateTokens(prose));
}

}  // namespace
}  // namespace suture::text
