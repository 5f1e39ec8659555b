#include "runtime/prompts/written_numbers.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "runtime/text/characters.h"

namespace suture::prompts {
namespace {

using values::Decimal;

bool IsBlank(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

struct Named {
  std::string_view name;
  int tenths;
};
constexpr Named kUnits[] = {
    {"zero", 0},       {"nil", 0},       {"one", 10},      {"two", 20},        {"three", 30},
    {"four", 40},      {"five", 50},     {"six", 60},      {"seven", 70},      {"eight", 80},
    {"nine", 90},      {"ten", 100},     {"eleven", 110},  {"twelve", 120},    {"thirteen", 130},
    {"fourteen", 140}, {"fifteen", 150}, {"sixteen", 160}, {"seventeen", 170}, {"eighteen", 180},
    {"nineteen", 190}};
constexpr Named kTens[] = {{"twenty", 200}, {"thirty", 300},  {"forty", 400},  {"fifty", 500},
                           {"sixty", 600},  {"seventy", 700}, {"eighty", 800}, {"ninety", 900}};
constexpr Named kAlone[] = {{"once", 10},   {"single", 10}, {"twice", 20},    {"double", 20},
                            {"both", 20},   {"thrice", 30}, {"triple", 30},   {"quadruple", 40},
                            {"dozen", 120}, {"half", 5},    {"quintuple", 50}};
// Words before a number in Roman letters.
constexpr std::string_view kGraded[] = {"class", "grade",    "stage",  "type",       "asa",
                                        "nyha",  "category", "killip", "mallampati", "ccs",
                                        "level", "degree",   "phase",  "zone",       "functional"};

template <size_t kCount>
std::optional<int> Find(const Named (&names)[kCount], std::string_view word) {
  for (const Named& named : names) {
    if (named.name == word) return named.tenths;
  }
  return std::nullopt;
}

struct Word {
  size_t begin = 0, end = 0;
  std::string text;  // As written
  std::string folded;
};

std::vector<Word> WordsOf(std::string_view text) {
  std::vector<Word> words;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!text::IsLetterAt(text, at)) continue;
    const size_t begin = at;
    while (text::IsLetterAt(text, at)) ++at;
    const std::string word(text.substr(begin, at - begin));
    words.push_back({begin, at, word, absl::AsciiStrToLower(word)});
  }
  return words;
}

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), words_(WordsOf(text)) {}

  std::vector<WrittenNumber> Find() {
    FindDigits();
    FindWords();
    FindRoman();
    std::stable_sort(
        found_.begin(), found_.end(),
        [](const WrittenNumber& a, const WrittenNumber& b) { return a.begin < b.begin; });
    return std::move(found_);
  }

 private:
  struct Part {
    size_t begin = 0, end = 0;
    char sign = 0;  // Before it: '-', '/' or, of the first, 0
  };

  // The length of a dash at this place; 0: none is.
  size_t DashAt(size_t at) const {
    if (at < text_.size() && text_[at] == '-') return 1;
    const std::string_view here = text_.substr(std::min(at, text_.size()), 3);
    return here == "\u2010" || here == "\u2011" || here == "\u2012" || here == "\u2013" ||
                   here == "\u2212"
               ? 3
               : 0;
  }

  void Add(size_t begin, size_t end, size_t behind, const std::optional<Decimal>& value,
           bool in_words = false) {
    if (value) found_.push_back({begin, end, behind, *value, in_words});
  }

  // "1,200" and "12,345.6" are whole thousands; "6,5" is six and a half; "1.2.3" is no number.
  static std::optional<Decimal> ValueOf(std::string_view part) {
    const size_t points = static_cast<size_t>(std::count(part.begin(), part.end(), '.'));
    const size_t commas = static_cast<size_t>(std::count(part.begin(), part.end(), ','));
    if (points > 1) return std::nullopt;
    std::string digits(part);
    if (commas > 0) {
      const std::string_view whole = part.substr(0, part.find('.'));
      const size_t first = whole.find(',');
      bool thousands = first != std::string_view::npos && first <= 3 &&
                       (whole.size() - first) % 4 == 0 &&
                       part.find(',', whole.size()) == std::string_view::npos;
      for (size_t at = first; thousands && at < whole.size(); at += 4) thousands = whole[at] == ',';
      if (thousands && commas == (whole.size() - first) / 4) {
        digits.erase(std::remove(digits.begin(), digits.end(), ','), digits.end());
      } else if (commas == 1 && points == 0) {
        digits[part.find(',')] = '.';
      } else {
        return std::nullopt;
      }
    }
    if (digits.starts_with('.')) digits.insert(0, "0");
    return Decimal::Parse(digits);
  }

  // Digits with what joins them: "1,200.5", "50-55", "120/80". Empty: a date, a time of day, a
  // phone.
  std::vector<Part> PartsAt(size_t begin, size_t& end) const {
    std::vector<Part> parts = {{begin, begin, 0}};
    bool is_time = false;
    size_t at = begin;
    while (at < text_.size()) {
      if (text::IsDigitAt(text_, at)) {
        parts.back().end = ++at;
        continue;
      }
      const char c = text_[at];
      if ((c == '.' || c == ',' || c == ':') && text::IsDigitAt(text_, at + 1) &&
          (at > begin || c == '.')) {
        is_time |= c == ':';
        ++at;
        continue;
      }
      const size_t dash = DashAt(at);
      const size_t joint = dash > 0 ? dash : c == '/' ? 1 : 0;
      if (joint == 0 || !text::IsDigitAt(text_, at + joint)) break;
      at += joint;
      parts.push_back({at, at, dash > 0 ? '-' : '/'});
    }
    end = at;
    if (is_time || parts.size() > 2) parts.clear();
    return parts;
  }

  // "-5" but not "post-5" or "50-55".
  bool IsNegative(size_t begin) const {
    for (const size_t length : {size_t{1}, size_t{3}}) {
      if (begin < length || DashAt(begin - length) != length) continue;
      return begin == length ||
             !absl::ascii_isalnum(static_cast<unsigned char>(text_[begin - length - 1]));
    }
    const auto behind = std::partition_point(words_.begin(), words_.end(),
                                             [begin](const Word& one) { return one.end <= begin; });
    if (behind == words_.begin()) return false;
    const Word& word = *std::prev(behind);
    return word.folded == "minus" && IsGap(word.end, begin);
  }

  // Blanks alone, or nothing.
  bool IsGap(size_t begin, size_t end) const {
    return std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                       text_.begin() + static_cast<std::ptrdiff_t>(end), IsBlank);
  }

  // "A1c" and "T2DM" hold no number; "x3", "POD3" and "40mg" do.
  bool IsInsideOfWord(size_t begin, size_t end) const {
    if (begin == 0 || !text::IsLetterAt(text_, begin - 1) || !text::IsLetterAt(text_, end))
      return false;
    const bool times = absl::ascii_tolower(static_cast<unsigned char>(text_[begin - 1])) == 'x' &&
                       !text::IsLetterAt(text_, begin - 2);
    return !times;
  }

  void FindDigits() {
    for (size_t at = 0; at < text_.size();) {
      const bool bare_point =
          text_[at] == '.' && text::IsDigitAt(text_, at + 1) &&
          (at == 0 || !absl::ascii_isalnum(static_cast<unsigned char>(text_[at - 1])));
      if (!text::IsDigitAt(text_, at) && !bare_point) {
        if (text_.compare(at, 2, "\u00BD") == 0) Add(at, at + 2, at + 2, Decimal::Parse("0.5"));
        ++at;
        continue;
      }
      const size_t begin = at;
      const std::vector<Part> parts = PartsAt(begin, at);
      if (!IsInsideOfWord(begin, at)) AddParts(parts, at);
    }
  }

  void AddParts(const std::vector<Part>& parts, size_t behind) {
    for (const Part& part : parts) {
      std::optional<Decimal> value = ValueOf(text_.substr(part.begin, part.end - part.begin));
      const bool is_clock = part.end - part.begin == 4 && text_[part.begin] == '0';  // "0610"
      if (!value || is_clock) continue;
      if (part.sign == 0 && IsNegative(part.begin)) value = value->Negate();
      Add(part.begin, part.end, behind, value);
      if (parts.size() == 1) AddHalf(part.begin, behind, *value);
    }
    if (parts.size() != 2 || parts[1].sign != '/') return;
    const auto over = ValueOf(text_.substr(parts[0].begin, parts[0].end - parts[0].begin));
    const auto under = ValueOf(text_.substr(parts[1].begin, parts[1].end - parts[1].begin));
    if (!over || !under || !(*over < *under) || under->is_zero()) return;
    Add(parts[0].begin, parts[1].end, behind, Decimal::Divide(*over, *under));
  }

  // "1½", "1 1/2", "one and a half".
  void AddHalf(size_t begin, size_t end, const Decimal& whole) {
    const std::string rest = absl::AsciiStrToLower(std::string(text_.substr(end, 16)));
    for (const std::string_view half :
         {"\u00BD", " \u00BD", " 1/2", " and a half", " and one half"}) {
      if (!std::string_view(rest).starts_with(half)) continue;
      const size_t behind = end + half.size();
      Add(begin, behind, behind, Decimal::Add(whole, *Decimal::Parse("0.5")), true);
    }
  }

  // Number words follow each other with a blank or a hyphen between.
  bool Joins(size_t before, size_t after) const {
    const std::string_view gap =
        text_.substr(words_[before].end, words_[after].begin - words_[before].end);
    return gap == "-" || (!gap.empty() && std::all_of(gap.begin(), gap.end(), IsBlank));
  }

  void FindWords() {
    for (size_t i = 0; i < words_.size();) {
      if (const std::optional<int> alone = prompts::Find(kAlone, words_[i].folded)) {
        Add(words_[i].begin, words_[i].end, words_[i].end, Decimal::Make(*alone, 1), true);
        ++i;
        continue;
      }
      i = FindSpelled(i);
    }
  }

  // "One hundred and twenty-five" from this word on; the word behind it.
  size_t FindSpelled(size_t first) {
    int64_t total = 0, current = 0;  // Tenths
    bool any = false, open_ten = false, open_hundred = false;
    size_t i = first;
    for (; i < words_.size() && (i == first || Joins(i - 1, i)); ++i) {
      const std::string& word = words_[i].folded;
      const std::optional<int> unit = prompts::Find(kUnits, word), ten = prompts::Find(kTens, word);
      if (unit && (!any || open_hundred || (open_ten && *unit > 0 && *unit < 100))) {
        current += *unit;
        open_ten = open_hundred = false;
      } else if (ten && (!any || open_hundred)) {
        current += *ten;
        open_ten = true;
        open_hundred = false;
      } else if (word == "hundred" && any && current > 0 && current < 1000) {
        current *= 100;
        open_ten = false;
        open_hundred = true;
      } else if (word == "thousand" && any && current > 0 && total == 0) {
        total = current * 1000;
        current = 0;
        open_ten = false;
        open_hundred = true;
      } else if (word == "and" && open_hundred && i + 1 < words_.size() && Joins(i, i + 1) &&
                 (prompts::Find(kUnits, words_[i + 1].folded) ||
                  prompts::Find(kTens, words_[i + 1].folded))) {
      } else {
        break;
      }
      any = true;
    }
    if (!any) return first + 1;
    const size_t begin = words_[first].begin, end = words_[i - 1].end;
    const std::optional<Decimal> value = Decimal::Make(total + current, 1);
    Add(begin, end, end, value, true);
    if (value) AddHalf(begin, end, *value);
    return i;
  }

  static std::optional<int> RomanValue(std::string_view word) {
    if (word.size() > 1 && word.back() >= 'a' && word.back() <= 'c') word.remove_suffix(1);  // IIIb
    static constexpr std::string_view kRoman[] = {"I",   "II",   "III", "IV", "V",  "VI",
                                                  "VII", "VIII", "IX",  "X",  "XI", "XII"};
    for (size_t i = 0; i < std::size(kRoman); ++i) {
      if (kRoman[i] == word) return static_cast<int>(i) + 1;
    }
    return std::nullopt;
  }

  // "IV" alone is a way to give drugs: only behind a word that grades, or another such number.
  void FindRoman() {
    bool was_roman = false;
    for (size_t i = 1; i < words_.size(); ++i) {
      const std::string& before = words_[i - 1].folded;
      const bool graded =
          std::find(std::begin(kGraded), std::end(kGraded), before) != std::end(kGraded);
      const std::optional<int> value =
          graded || was_roman ? RomanValue(words_[i].text) : std::nullopt;
      was_roman = value.has_value() ||
                  (was_roman && (words_[i].folded == "to" || words_[i].folded == "or"));
      if (value)
        Add(words_[i].begin, words_[i].end, words_[i].end, Decimal::FromInteger(*value), true);
    }
  }

  std::string_view text_;
  std::vector<Word> words_;
  std::vector<WrittenNumber> found_;
};

}  // namespace

std::vector<WrittenNumber> FindWrittenNumbers(std::string_view text) { return Finder(text).Find(); }

}  // namespace suture::prompts
