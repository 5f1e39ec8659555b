#include "compiler/check/prompt_arithmetic.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace suture::check {
namespace {

// Patterns are words with blanks between them: `a|b` is one of them, `#` a number, `#2` one from 2
// on, `@` a unit of time, `~3` at most three words of any kind, which no comma ends.

// Sayings that are never meant otherwise, wherever they stand.
constexpr std::array kAlways = {
    "calculate",
    "compute",
    "add up|together",
    "adding up|together",
    "sum up",
    "work out the",
    "subtract",
    "tally",
    "multiply",
    "divide the|it|by",
    "round it|the|to|up|down",
    "average the|these|those|them|all",
    "calculating|computing|subtracting|summing the",
    "should|must|to be calculated|computed|summed|converted|averaged",
    "convert|converting ~6 to|into|from",
};

// Sayings that ask for it in a question or an instruction, unless it says to copy what is stated.
constexpr std::array kAsked = {
    "count how many",
    "count the ~3 of|in|with|that|documented|from",
    "count all|each|every",
    "how many times",
    "how many ~2 @",
    "number of ~2 @",
    "total number|amount|dose|of",
    "in total",
    "altogether",
    "sum of",
    "combined total",
    "how many ~4 were|was|did|does|do|has|had|have|are|is|in|that",
    "number of times|episodes|occasions|readings|doses|visits",
    "how old ~6 at|when|on",
    "age in @",
    "age ~2 at|when|on",
    "how long ~3 before|after|between|from|until|since",
    "how long was|were|did",
    "how much time",
    "how much ~6 change|changed|rise|rose|fall|fell|drop|dropped|increase|increased",
    "difference|interval|time|period|days|hours|weeks|months|years between",
    "@ since",
    "time|duration from ~6 to",
    "highest|lowest|maximum|minimum|greatest",
    "average",
    "mean|median of|value",
    "ratio of",
    "at least|most #2",
    "more|less|fewer|greater|higher|lower|longer|older|younger than #2",
    "exceeds|exceeded|exceed|exceeding #2",
    "above|below|over|under #2",
    "#2 or more|greater|higher|above|less|lower|longer",
    "≥|>=|<=|≤|>|< #",
    "rise|rose|increase|increased|decrease|decreased|drop|dropped|fall|fell|change|changed by|of "
    "~2 #",
    "twice|double|doubled|triple|tripled|half the|its|his|her|from|of|over ~3 "
    "baseline|value|level|limit",
};

// Those that measure from a moment; one that the prompt prints, the read's window knows, too.
constexpr std::array kWindows = {
    "within|in ~2 # ~1 @ ~3 of|after|before|from|following|prior|preceding",
    "within|in ~2 # ~1 @",
    "more|less|fewer|longer than # ~1 @",
    "at least|most # ~1 @",
    "#|a|an @ or|and more|less|longer|fewer",
    "# ~1 @ after|before|of|from|following|prior|preceding|apart|later|earlier",
    "within an|one|a|the|next ~1 hour|day|week|month|year of|after|before",
};

// Terms of medicine that sound like sums.
constexpr std::array kTerms = {
    "highest|lowest level of|that", "highest|lowest possible|that|which|category|one",
    "average build|risk|size|height|weight", "maximum intensity", "above|below # % of predicted"};

// Who is told to copy computes nothing.
constexpr std::array kCopied = {
    "states|stated",
    "report|record|note|chart|letter|study|passages|notes|records|reports ~7 state",
    "as it|they stands|stand",
    "as written|documented|recorded|reported|printed|dictated|charted",
    "word for word",
    "verbatim",
    "copy",
    "says so|it",
    "say so",
    "per day|week|month|year",
    "each|every day|week",
    "packs|cigarettes|drinks|times|tablets a day|week",
    "daily",
};

constexpr std::array kInstructing = {
    "answer",    "say",    "give",    "state",    "report",  "write",    "choose",    "tell",
    "determine", "decide", "count",   "add",      "find",    "list",     "take",      "use",
    "record",    "note",   "return",  "estimate", "derive",  "compare",  "check",     "select",
    "pick",      "enter",  "code",    "mark",     "provide", "identify", "extract",   "assess",
    "evaluate",  "please", "respond", "reply",    "name",    "include",  "exclude",   "consider",
    "should",    "must",   "need",    "want",     "look",    "figure",   "establish", "verify",
    "judge",     "rate",   "score",
};

constexpr std::array kTimes = {
    "minute", "minutes", "hour",  "hours", "hr",     "hrs",  "day",
    "days",   "week",    "weeks", "month", "months", "year", "years",
};
constexpr std::array kNumbers = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                 "seven", "eight", "nine", "ten",   "eleven", "twelve"};
constexpr std::array kTens = {"fourteen",    "twenty", "twenty-four", "thirty",      "forty",
                              "forty-eight", "fifty",  "sixty",       "seventy-two", "ninety"};

constexpr std::string_view kComma = ",";

struct Word {
  std::string text;
  size_t begin = 0, end = 0;  // In the prompt
  bool is_time = false;       // A unit of time
  std::optional<double> number;
};

struct Sentence {
  std::vector<Word> words;
  bool question = false;
};

template <typename List>
bool Holds(const List& list, std::string_view word) {
  return absl::c_any_of(list, [&](const char* entry) { return word == entry; });
}

std::optional<double> NumberIn(const std::string& word) {
  double value = 0;
  if (absl::ascii_isdigit(word[0]) && absl::SimpleAtod(word, &value)) return value;
  for (size_t i = 0; i < kNumbers.size(); ++i) {
    if (word == kNumbers[i]) return static_cast<double>(i);
  }
  if (Holds(kTens, word)) return 20;  // How much, no pattern asks.
  return std::nullopt;
}

// Words, numbers, signs of comparison, commas and holes; text in parentheses or quotation marks is
// quoted.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::vector<Sentence> Run() {
    while (at_ < text_.size()) Step();
    EndSentence(false);
    return std::move(sentences_);
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (text_.substr(at_).starts_with(kHoleMark)) return Add(kHoleMark.size());
    if (c == '(' || c == '"') return SkipTo(c == '(' ? ')' : '"');
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) return Add(WordSize());
    for (std::string_view sign : {"≥", "≤", ">=", "<=", ">", "<", ",", "%"}) {
      if (text_.substr(at_).starts_with(sign)) return Add(sign.size());
    }
    if (c == ';' || c == ':') Keep(kComma, at_, at_ + 1);
    if (c == '?') EndSentence(true);
    if (c == '.' || c == '!') EndSentence(false);
    if (text_.substr(at_).starts_with("\n\n")) EndSentence(false);
    ++at_;
  }

  size_t WordSize() const {
    size_t end = at_;
    while (end < text_.size()) {
      const char c = text_[end];
      const bool joins = (c == '.' || c == '-' || c == '\'' || c == '/' || c == '_') &&
                         end + 1 < text_.size() &&
                         std::isalnum(static_cast<unsigned char>(text_[end + 1])) != 0;
      if (std::isalnum(static_cast<unsigned char>(c)) == 0 && !joins) break;
      ++end;
    }
    return end - at_;
  }

  void Add(size_t size) {
    // `30-day` and `30-days` are a number and its unit.
    const std::string_view word = text_.substr(at_, size);
    const size_t dash = word.find('-');
    const bool counted =
        dash != std::string_view::npos &&
        absl::c_all_of(word.substr(0, dash), [](char c) { return c >= '0' && c <= '9'; });
    if (counted) {
      Keep(word.substr(0, dash), at_, at_ + dash);
      Keep(word.substr(dash + 1), at_ + dash + 1, at_ + size);
    } else {
      Keep(word, at_, at_ + size);
    }
    at_ += size;
  }

  void Keep(std::string_view word, size_t begin, size_t end) {
    const std::string text = absl::AsciiStrToLower(std::string(word));
    sentence_.words.push_back({text, begin, end, Holds(kTimes, text), NumberIn(text)});
  }

  void SkipTo(char closer) {
    const size_t close = text_.find(closer, at_ + 1);
    at_ = close == std::string_view::npos ? at_ + 1 : close + 1;
  }

  void EndSentence(bool question) {
    sentence_.question = question;
    if (!sentence_.words.empty()) sentences_.push_back(std::move(sentence_));
    sentence_ = {};
  }

  std::string_view text_;
  size_t at_ = 0;
  Sentence sentence_;
  std::vector<Sentence> sentences_;
};

// Patterns by the words that they begin with.
class Patterns {
 public:
  template <typename List>
  explicit Patterns(const List& written) {
    for (const char* pattern : written) {
      Elements elements;
      for (const std::string& element : std::vector<std::string>(absl::StrSplit(pattern, ' '))) {
        elements.emplace_back(absl::StrSplit(element, '|'));
      }
      for (const std::string& word : elements[0]) by_first_[word].push_back(elements);
    }
  }

  // Where what begins at `word` ends; 0: no pattern stands there.
  size_t EndAt(const std::vector<Word>& words, size_t word) const {
    const Word& first = words[word];
    if (const size_t end = EndUnder(first.text, words, word)) return end;
    if (first.is_time) return EndUnder("@", words, word);
    const size_t end = first.number ? EndUnder("#", words, word) : 0;
    return end == 0 && first.number.value_or(0) >= 2 ? EndUnder("#2", words, word) : end;
  }

  bool StandIn(const std::vector<Word>& words) const {
    for (size_t at = 0; at < words.size(); ++at) {
      if (EndAt(words, at) > 0) return true;
    }
    return false;
  }

 private:
  using Elements = std::vector<std::vector<std::string>>;  // The choices of each

  size_t EndUnder(std::string_view key, const std::vector<Word>& words, size_t word) const {
    const auto found = by_first_.find(absl::string_view(key.data(), key.size()));
    if (found == by_first_.end()) return 0;
    for (const Elements& elements : found->second) {
      if (const size_t end = EndOf(elements, 0, words, word)) return end;
    }
    return 0;
  }

  static size_t EndOf(const Elements& elements, size_t element, const std::vector<Word>& words,
                      size_t word) {
    if (element == elements.size()) return word;
    if (elements[element][0][0] == '~') {
      const size_t most = static_cast<size_t>(elements[element][0][1] - '0');
      for (size_t skipped = 0; skipped <= most && word + skipped <= words.size(); ++skipped) {
        if (skipped > 0 && words[word + skipped - 1].text == kComma) return 0;
        if (const size_t end = EndOf(elements, element + 1, words, word + skipped)) return end;
      }
      return 0;
    }
    const bool fits = word < words.size() &&
                      absl::c_any_of(
                          elements[element],
                          [&](const std::string& choice) { return Fits(choice, words[word]); });
    return fits ? EndOf(elements, element + 1, words, word + 1) : 0;
  }

  static bool Fits(std::string_view choice, const Word& word) {
    if (choice == "@") return word.is_time;
    if (choice == "#") return word.number.has_value();
    if (choice == "#2") return word.number.value_or(0) >= 2;
    return choice == word.text;
  }

  absl::flat_hash_map<std::string, std::vector<Elements>> by_first_;
};

bool IsForbidden(const std::vector<Word>& words, size_t at) {
  for (size_t back = 1; back <= std::min<size_t>(at, 4); ++back) {
    const std::string& word = words[at - back].text;
    if (word == kComma) return false;
    if (word == "not" || word == "never" || word == "don't" || word == "without") return true;
  }
  return false;
}

bool Instructs(const Sentence& sentence) {
  bool begins = true;
  for (const Word& word : sentence.words) {
    const bool modal = word.text == "should" || word.text == "must";
    if ((begins || modal) && Holds(kInstructing, word.text)) return true;
    begins = word.text == kComma || word.text == "then" || word.text == "and" ||
             word.text == "please" || (begins && word.text == "first");
  }
  return false;
}

// Whether the window that ends at `end` is measured from a value that the prompt prints.
bool FromPrintedMoment(const std::vector<Word>& words, size_t at, size_t end) {
  for (size_t next = end; next < words.size() && words[next].text != kComma; ++next) {
    if (words[next].text == kHoleMark) return true;
  }
  const bool bare = words[end - 1].is_time;
  const bool goes_on = end < words.size() && words[end].text != kComma;
  return bare && !goes_on && absl::c_any_of(words, [&](const Word& w) {
           return w.text == kHoleMark && w.begin < words[at].begin;
         });
}

class Search {
 public:
  explicit Search(std::string_view text) : text_(text), sentences_(Reader(text).Run()) {}

  std::optional<std::string> Run() {
    for (size_t s = 0; s < sentences_.size(); ++s) {
      const std::vector<Word>& words = sentences_[s].words;
      const bool copied = Copied().StandIn(words) ||
                          (s + 1 < sentences_.size() && Copied().StandIn(sentences_[s + 1].words));
      const bool asked = !copied && (sentences_[s].question || Instructs(sentences_[s]));
      for (size_t at = 0; at < words.size(); ++at) {
        if (std::optional<std::string> found = FoundAt(words, at, asked)) return found;
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<std::string> FoundAt(const std::vector<Word>& words, size_t at, bool asked) const {
    static const auto* const kMeant = new Patterns(kAlways);
    static const auto* const kMeantHere = new Patterns(kAsked);
    static const auto* const kMeasured = new Patterns(kWindows);
    static const auto* const kLeftAlone = new Patterns(kTerms);
    if (IsForbidden(words, at)) return std::nullopt;
    if (const size_t end = kMeant->EndAt(words, at)) return Written(words, at, end);
    if (!asked || kLeftAlone->EndAt(words, at) > 0) return std::nullopt;
    if (const size_t end = kMeasured->EndAt(words, at)) {
      return FromPrintedMoment(words, at, end) ? std::nullopt
                                               : std::optional(Written(words, at, end));
    }
    if (const size_t end = kMeantHere->EndAt(words, at)) return Written(words, at, end);
    return std::nullopt;
  }

  static const Patterns& Copied() {
    static const auto* const kPatterns = new Patterns(kCopied);
    return *kPatterns;
  }

  std::string Written(const std::vector<Word>& words, size_t at, size_t end) const {
    std::string written;
    for (char c : text_.substr(words[at].begin, words[end - 1].end - words[at].begin)) {
      const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!blank)
        written += c;
      else if (!written.empty() && written.back() != ' ')
        written += ' ';
    }
    return absl::AsciiStrToLower(written);
  }

  std::string_view text_;
  std::vector<Sentence> sentences_;
};

}  // namespace

std::optional<std::string> ArithmeticAskedFor(std::string_view text) { return Search(text).Run(); }

}  // namespace suture::check
