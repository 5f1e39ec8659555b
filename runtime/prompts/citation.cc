#include "runtime/prompts/citation.h"

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/characters.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"
#include "runtime/text/words.h"

namespace suture::prompts {
namespace {

// Control characters too: they are shown as blanks.
bool IsSpace(char32_t c) {
  return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

// Soft hyphen, zero-width marks and the byte order mark show nothing.
bool IsInvisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200D) || c == 0x2060 || c == 0xFEFF;
}

bool IsHyphen(char32_t c) { return c == '-' || c == 0x2010 || c == 0x2011; }

// The plain form of ligatures, quotation marks, dashes; empty: the code point itself.
std::string_view PlainForm(char32_t c) {
  switch (c) {
    case 0xFB00:
      return "ff";
    case 0xFB01:
      return "fi";
    case 0xFB02:
      return "fl";
    case 0xFB03:
      return "ffi";
    case 0xFB04:
      return "ffl";
    case 0xFB05:
    case 0xFB06:
      return "st";
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
      return "\"";
    case 0x2039:
      return "<";  // Stands for it where a note imitates the marks of a passage.
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
      return "-";
    case 0x2026:
      return "...";
    default:
      return {};
  }
}

bool IsWordChar(char32_t c) {
  return c < 0x80 ? absl::ascii_isalnum(static_cast<unsigned char>(c)) : text::IsLetterLike(c);
}

bool WordStartsAt(std::string_view text, size_t at) {
  return at < text.size() && IsWordChar(text::DecodeAt(text, at).value);
}

bool WordEndsAt(std::string_view text, size_t at) {
  if (at == 0) return false;
  size_t begin = at - 1;
  while (begin > 0 && at - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80)
    --begin;
  return IsWordChar(text::DecodeAt(text, begin).value);
}

// Between two digits these are part of one number, date, time or range.
bool JoinsDigits(char c) { return c == '.' || c == ',' || c == '/' || c == ':' || c == '-'; }

// "1,200", "120/80", "5-10": at the sign, or behind it. The sign of "-5" belongs to it, too.
bool CutsNumber(std::string_view text, size_t at) {
  if (at == 0 || at >= text.size()) return false;
  if (JoinsDigits(text[at]) && text::IsDigitAt(text, at - 1) && text::IsDigitAt(text, at + 1))
    return true;
  if (!text::IsDigitAt(text, at)) return false;
  const char before = text[at - 1];
  if (at >= 2 && JoinsDigits(before) && text::IsDigitAt(text, at - 2)) return true;
  return (before == '-' || before == '+') && !(at >= 2 && WordEndsAt(text, at - 1));
}

// What stands before or behind a hyphen and turns the word beside it into another: "non-diabetic",
// "smoke-free".
bool TurnsWord(std::string_view part) {
  static constexpr std::string_view kParts[] = {
      "non",  "no",       "un",   "anti",   "a",     "ex",  "pre",   "post",     "pseudo", "sub",
      "semi", "near",     "para", "contra", "de",    "dis", "hypo",  "hyper",    "rule",   "ruled",
      "free", "negative", "less", "like",   "naive", "out", "prone", "resistant"};
  return std::find(std::begin(kParts), std::end(kParts), part) != std::end(kParts);
}

// The letters that end before `at`, or begin there.
std::string LettersBefore(std::string_view text, size_t at) {
  size_t begin = at;
  while (begin > 0 && absl::ascii_isalpha(static_cast<unsigned char>(text[begin - 1]))) --begin;
  return absl::AsciiStrToLower(std::string(text.substr(begin, at - begin)));
}
std::string LettersFrom(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[end]))) ++end;
  return absl::AsciiStrToLower(std::string(text.substr(at, end - at)));
}

bool CutsHyphenated(std::string_view text, size_t begin, size_t end) {
  const bool after_hyphen = begin > 1 && text[begin - 1] == '-' && WordStartsAt(text, begin);
  const bool before_hyphen = end < text.size() && text[end] == '-' && WordEndsAt(text, end);
  return (after_hyphen && TurnsWord(LettersBefore(text, begin - 1))) ||
         (before_hyphen && TurnsWord(LettersFrom(text, end + 1)));
}

// Neither end lies inside a word or a number: "no" is not found in "nose", nor "5" in "55" or
// "1.5".
bool AtWordBorders(std::string_view text, size_t begin, size_t end) {
  const auto cuts_word = [&](size_t at) { return WordEndsAt(text, at) && WordStartsAt(text, at); };
  return !cuts_word(begin) && !cuts_word(end) && !CutsNumber(text, begin) &&
         !CutsNumber(text, end) && !CutsHyphenated(text, begin, end);
}

size_t FindWords(std::string_view text, std::string_view words, size_t begin, size_t end) {
  for (size_t at = begin; (at = text.find(words, at)) != std::string_view::npos; ++at) {
    if (at + words.size() > end) break;
    if (AtWordBorders(text, at, at + words.size())) return at;
  }
  return std::string_view::npos;
}

// Where the blanks at `at` end, and whether a line end was among them.
size_t SkipBlanks(std::string_view text, size_t at, bool& line_end) {
  while (at < text.size()) {
    const text::CodePoint point = text::DecodeAt(text, at);
    if (!IsSpace(point.value) && !IsInvisible(point.value)) break;
    if (point.value == '\n') line_end = true;
    at += point.length;
  }
  return at;
}

bool IsAnyLetterAt(std::string_view text, size_t at) {
  return text::IsLetterAt(text, at) ||
         (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x80);
}

}  // namespace

NormalText Normalise(std::string_view text) {
  NormalText normal;
  normal.text.reserve(text.size());
  const auto add = [&normal](std::string_view bytes, size_t begin, size_t end) {
    normal.text.append(bytes);
    normal.origin.insert(normal.origin.end(), bytes.size(), static_cast<uint32_t>(begin));
    normal.behind.insert(normal.behind.end(), bytes.size(), static_cast<uint32_t>(end));
  };
  normal.origin.reserve(text.size());
  normal.behind.reserve(text.size());
  std::string folded;
  for (size_t at = 0; at < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    const bool plain_ascii = c > 0x20 && c < 0x7F && c != '-';
    const bool one_blank = c == ' ' && at > 0 && at + 1 < text.size() &&
                           static_cast<unsigned char>(text[at + 1]) > 0x20 &&
                           static_cast<unsigned char>(text[at + 1]) < 0x7F && !normal.text.empty();
    if (plain_ascii || one_blank) {
      normal.text.push_back(absl::ascii_tolower(c));
      normal.origin.push_back(static_cast<uint32_t>(at));
      normal.behind.push_back(static_cast<uint32_t>(++at));
      continue;
    }
    const text::CodePoint point = text::DecodeAt(text, at);
    const size_t next = at + point.length;
    if (IsSpace(point.value)) {
      bool line_end = false;
      const size_t end = SkipBlanks(text, at, line_end);
      if (!normal.text.empty() && end < text.size()) add(" ", at, end);
      at = end;
      continue;
    }
    if (IsHyphen(point.value) && at > 0 && IsAnyLetterAt(text, at - 1)) {
      bool line_end = false;
      const size_t end = SkipBlanks(text, next, line_end);
      if (line_end && IsAnyLetterAt(text, end)) {
        normal.joined = true;
        at = end;
        continue;
      }
    }
    if (!IsInvisible(point.value)) {
      const std::string_view plain = PlainForm(point.value);
      if (!plain.empty()) {
        add(plain, at, next);
      } else if (!point.valid) {
        add(text.substr(at, 1), at, next);
      } else {
        folded.clear();
        text::AppendUtf8(text::FoldCodePoint(point.value), folded);
        add(folded, at, next);
      }
    }
    at = next;
  }
  return normal;
}

namespace {

// Small words that a quote may leave out or put in without saying anything else. "A" is none of
// them: "hepatitis A", "type A dissection".
bool IsArticle(std::string_view word) { return word == "an" || word == "the"; }

bool StandsEverywhere(std::string_view word) {
  static constexpr std::string_view kWords[] = {
      "a",  "an",  "and",  "are", "as",   "at", "be",  "by",   "for", "from", "has",
      "he", "her", "his",  "in",  "is",   "it", "its", "of",   "on",  "or",   "patient",
      "pt", "she", "that", "the", "this", "to", "was", "were", "with"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

bool IsAsciiLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

bool IsWordOfLetters(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) {
    return IsAsciiLetter(c) || static_cast<unsigned char>(c) >= 0x80;
  });
}

// The one slip of the pen that leaves a long word the word it was: a letter doubled, or a double
// letter written once. Any other letter more, less, or in another place makes words of medicine
// into others: "adducted", "thoracotomy", "perineal", "compliant".
bool IsSlip(std::string_view a, std::string_view b) {
  constexpr size_t kShortest = 6;
  if (a.size() > b.size()) std::swap(a, b);
  if (a.size() < kShortest || b.size() != a.size() + 1) return false;
  if (!IsWordOfLetters(a) || !IsWordOfLetters(b)) return false;
  const size_t more =
      static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  return more > 0 && IsAsciiLetter(b[more]) && b[more] == b[more - 1] &&
         a.substr(more) == b.substr(more + 1);
}

}  // namespace

// A stretch of a note as it is compared, made when it is first needed.
struct CitationFinder::Stretch {
  Stretch(const ShownPassage& passage)
      : note(passage.note), note_text(passage.note_text), begin(passage.begin), end(passage.end) {}

  void Prepare() {
    if (index != nullptr) return;
    normal = Normalise(note_text.substr(begin, end - begin));
    index = std::make_unique<CitationIndex>(normal.text);
  }
  // Of normal bytes.
  chart::Quote QuoteOf(size_t from, size_t to, uint8_t grade) const {
    return {note, static_cast<uint32_t>(begin + normal.origin[from]),
            static_cast<uint32_t>(begin + normal.behind[to - 1]), grade};
  }

  // The normal bytes of these bytes of the note.
  std::pair<uint32_t, uint32_t> NormalOf(size_t from, size_t to) const {
    const auto at = [this](size_t byte) {
      const size_t inside = std::clamp(byte, begin, end) - begin;
      return static_cast<uint32_t>(
          std::lower_bound(normal.origin.begin(), normal.origin.end(), inside) -
          normal.origin.begin());
    };
    return {at(from), at(to)};
  }

  int32_t note = -1;
  std::string_view note_text;
  size_t begin = 0, end = 0;
  NormalText normal;
  std::unique_ptr<CitationIndex> index;
};

// A quote made ready.
struct CitationFinder::Wanted {
  explicit Wanted(std::string_view quote) : raw(text::Trim(quote)), normal(Normalise(quote)) {
    SplitQuote(normal.text, tokens);
  }
  // Marks alone and words such as "the patient" stand everywhere and show nothing.
  bool SaysSomething() const {
    return std::any_of(tokens.begin(), tokens.end(), [&](const QuoteToken& token) {
      const std::string_view word =
          std::string_view(normal.text).substr(token.begin, token.end - token.begin);
      return WordStartsAt(normal.text, token.begin) && !StandsEverywhere(word);
    });
  }
  std::string_view raw;
  NormalText normal;
  std::vector<QuoteToken> tokens;
};

CitationFinder::CitationFinder(absl::Span<const ShownPassage> passages)
    : passages_(passages.begin(), passages.end()) {
  for (const ShownPassage& passage : passages_) {
    if (passage.note < 0) continue;
    Stretch* last = stretches_.empty() ? nullptr : stretches_.back().get();
    const bool joins =
        last != nullptr && last->note == passage.note && passage.begin >= last->end &&
        text::Trim(passage.note_text.substr(last->end, passage.begin - last->end)).empty();
    if (joins) {
      last->end = passage.end;
    } else {
      stretches_.push_back(std::make_unique<Stretch>(passage));
    }
  }
}

CitationFinder::~CitationFinder() = default;

namespace {

// The better of two: what is exact before what is normalised, then what stands in the passage
// named.
struct Best {
  std::optional<chart::Quote> quote;
  bool in_cited = false;

  void Offer(const chart::Quote& other, const ShownPassage& cited) {
    const bool inside = other.begin >= cited.begin && other.end <= cited.end;
    const bool better = !quote || other.grade < quote->grade ||
                        (other.grade == quote->grade && inside && !in_cited);
    if (!better) return;
    quote = other;
    in_cited = inside;
  }
  bool IsFinal() const { return quote && quote->grade == 0 && in_cited; }
};

}  // namespace

std::optional<chart::Quote> CitationFinder::FindSame(const Wanted& wanted,
                                                     const ShownPassage& cited) const {
  Best best;
  std::vector<uint32_t> begins;
  const std::string& words = wanted.normal.text;
  for (const std::unique_ptr<Stretch>& stretch : stretches_) {
    if (stretch->note != cited.note) continue;
    stretch->Prepare();
    const std::string& text = stretch->normal.text;
    const auto offer = [&](size_t at) {
      if (!AtWordBorders(text, at, at + words.size())) return;
      chart::Quote quote = stretch->QuoteOf(at, at + words.size(), 1);
      if (cited.note_text.substr(quote.begin, quote.end - quote.begin) == wanted.raw) {
        quote.grade = 0;
      }
      best.Offer(quote, cited);
    };
    if (stretch->index->Candidates(words, wanted.tokens, begins)) {
      for (uint32_t at : begins) {
        if (text.compare(at, words.size(), words) == 0) offer(at);
        if (best.IsFinal()) return best.quote;
      }
    } else {
      for (size_t at = 0; (at = text.find(words, at)) != std::string::npos; ++at) {
        offer(at);
        if (best.IsFinal()) return best.quote;
      }
    }
    // A quote that begins inside of a word which a line end divided.
    if (!best.quote && stretch->normal.joined) {
      const size_t at = FindWords(stretch->note_text, wanted.raw, stretch->begin, stretch->end);
      if (at != std::string_view::npos) {
        best.Offer({cited.note, static_cast<uint32_t>(at),
                    static_cast<uint32_t>(at + wanted.raw.size()), 0},
                   cited);
      }
    }
  }
  return best.quote;
}

// The token behind the last one of the quote, read from this token on; 0: it does not stand there.
size_t CitationFinder::AlignClose(const Wanted& wanted, const CitationIndex& index, size_t at,
                                  size_t& budget) {
  constexpr size_t kWordsEachSlip = 8;
  const size_t most = std::max<size_t>(1, wanted.tokens.size() / kWordsEachSlip);
  size_t slips = 0, articles = 0;
  for (size_t i = 0; i < wanted.tokens.size();) {
    if (budget == 0) return 0;
    --budget;
    const QuoteToken& token = wanted.tokens[i];
    const std::string_view word =
        std::string_view(wanted.normal.text).substr(token.begin, token.end - token.begin);
    if (at < index.tokens().size() && index.Word(at) == word) {
      ++i;
      ++at;
    } else if (IsArticle(word)) {
      ++i;
      if (++articles > most) return 0;
    } else if (i > 0 && at < index.tokens().size() && IsArticle(index.Word(at))) {
      ++at;
      if (++articles > most) return 0;
    } else if (at < index.tokens().size() && IsSlip(word, index.Word(at)) &&
               !index.Has(word, token.hash)) {
      // A word that the note has elsewhere is another word, not a slip.
      ++i;
      ++at;
      if (++slips > most) return 0;
    } else {
      return 0;
    }
  }
  return at;
}

std::optional<chart::Quote> CitationFinder::FindClose(const Wanted& wanted,
                                                      const ShownPassage& cited) const {
  // Fewer words say too little to be mistaken for each other. In a note that says the same again
  // and again there is an end to trying.
  constexpr size_t kFewestWords = 6, kMostPlaces = 256, kMostSeeds = 6, kMostCompared = 60'000;
  if (wanted.tokens.size() < kFewestWords) return std::nullopt;
  Best best;
  size_t budget = kMostCompared;
  std::vector<uint32_t> places;
  for (const std::unique_ptr<Stretch>& stretch : stretches_) {
    if (stretch->note != cited.note) continue;
    stretch->Prepare();
    const CitationIndex& index = *stretch->index;
    const auto [from, to] = stretch->NormalOf(cited.begin, cited.end);
    for (const CitationIndex::Seed& seed : index.Seeds(wanted.tokens, kMostSeeds)) {
      if (best.quote) break;
      index.Places(seed, from, to, kMostPlaces, places);
      for (uint32_t place : places) {
        if (best.in_cited) break;
        // Articles may have come in or gone before the seed.
        for (size_t first = seed.token + 2; first + 4 >= seed.token + 2 && first != SIZE_MAX;
             --first) {
          if (first > place) continue;
          const size_t begin = place - first;
          const size_t end = AlignClose(wanted, index, begin, budget);
          if (end <= begin) continue;
          const size_t from_byte = index.tokens()[begin].begin,
                       to_byte = index.tokens()[end - 1].end;
          if (!AtWordBorders(stretch->normal.text, from_byte, to_byte)) continue;
          best.Offer(stretch->QuoteOf(from_byte, to_byte, 2), cited);
          break;
        }
      }
    }
  }
  return best.quote;
}

std::optional<chart::Quote> CitationFinder::Find(const Citation& citation, bool exact) const {
  if (citation.passage < 1 || citation.passage > static_cast<int64_t>(passages_.size())) {
    return std::nullopt;
  }
  const ShownPassage& cited = passages_[static_cast<size_t>(citation.passage - 1)];
  if (cited.note < 0) return std::nullopt;
  const Wanted wanted(citation.quote);
  if (!wanted.SaysSomething()) return std::nullopt;
  std::optional<chart::Quote> found = FindSame(wanted, cited);
  if (exact) return found && found->grade == 0 ? found : std::nullopt;
  return found ? found : FindClose(wanted, cited);
}

std::string_view CitationFinder::NoteText(int32_t note) const {
  for (const ShownPassage& passage : passages_) {
    if (passage.note == note) return passage.note_text;
  }
  return {};
}

std::optional<chart::Quote> CitationFinder::FindAnywhere(const std::string& quote,
                                                         bool exact) const {
  for (size_t i = 0; i < passages_.size(); ++i) {
    const auto found = Find({static_cast<int64_t>(i) + 1, quote}, exact);
    if (found) return found;
  }
  return std::nullopt;
}

}  // namespace suture::prompts
