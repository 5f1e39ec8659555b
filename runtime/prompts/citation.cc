#include "runtime/prompts/citation.h"

#include "absl/strings/ascii.h"
#include "runtime/text/case_fold.h"
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

// Neither end lies inside a word: "no" is not found in "nose", nor "5" in "55".
bool AtWordBorders(std::string_view text, size_t begin, size_t end) {
  const bool cuts_first = WordEndsAt(text, begin) && WordStartsAt(text, begin);
  return !cuts_first && !(WordEndsAt(text, end) && WordStartsAt(text, end));
}

size_t FindWords(std::string_view text, std::string_view words, size_t begin, size_t end) {
  for (size_t at = begin; (at = text.find(words, at)) != std::string_view::npos; ++at) {
    if (at + words.size() > end) break;
    if (AtWordBorders(text, at, at + words.size())) return at;
  }
  return std::string_view::npos;
}

bool HoldsWord(std::string_view text) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (WordStartsAt(text, at)) return true;
  }
  return false;
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

bool IsLetterAt(std::string_view text, size_t at) {
  return at < text.size() && (absl::ascii_isalpha(static_cast<unsigned char>(text[at])) ||
                              static_cast<unsigned char>(text[at]) >= 0x80);
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
  std::string folded;
  for (size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::DecodeAt(text, at);
    const size_t next = at + point.length;
    if (IsSpace(point.value)) {
      bool line_end = false;
      const size_t end = SkipBlanks(text, at, line_end);
      if (!normal.text.empty() && end < text.size()) add(" ", at, end);
      at = end;
      continue;
    }
    if (IsHyphen(point.value) && at > 0 && IsLetterAt(text, at - 1)) {
      bool line_end = false;
      const size_t end = SkipBlanks(text, next, line_end);
      if (line_end && IsLetterAt(text, end)) {
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

CitationFinder::CitationFinder(absl::Span<const ShownPassage> passages)
    : passages_(passages.begin(), passages.end()) {
  for (const ShownPassage& passage : passages_) {
    if (passage.note < 0) continue;
    Stretch* last = stretches_.empty() ? nullptr : &stretches_.back();
    const bool joins =
        last != nullptr && last->note == passage.note && passage.begin >= last->end &&
        text::Trim(passage.note_text.substr(last->end, passage.begin - last->end)).empty();
    if (joins) {
      last->end = passage.end;
    } else {
      stretches_.push_back({passage.note, passage.note_text, passage.begin, passage.end, {}});
    }
  }
  for (Stretch& stretch : stretches_) {
    stretch.normal =
        Normalise(stretch.note_text.substr(stretch.begin, stretch.end - stretch.begin));
  }
}

std::optional<chart::Quote> CitationFinder::FindExact(std::string_view quote,
                                                      const ShownPassage& cited) const {
  const auto quote_at = [&](size_t at) {
    return chart::Quote{cited.note, static_cast<uint32_t>(at),
                        static_cast<uint32_t>(at + quote.size()), 0};
  };
  const size_t here = FindWords(cited.note_text, quote, cited.begin, cited.end);
  if (here != std::string_view::npos) return quote_at(here);
  for (const Stretch& stretch : stretches_) {
    if (stretch.note != cited.note) continue;
    const size_t at = FindWords(stretch.note_text, quote, stretch.begin, stretch.end);
    if (at != std::string_view::npos) return quote_at(at);
  }
  return std::nullopt;
}

std::optional<chart::Quote> CitationFinder::FindNormal(const NormalText& quote,
                                                       const ShownPassage& cited) const {
  std::optional<chart::Quote> found;
  for (const Stretch& stretch : stretches_) {
    if (stretch.note != cited.note) continue;
    const NormalText& normal = stretch.normal;
    for (size_t at = 0; (at = FindWords(normal.text, quote.text, at, normal.text.size())) !=
                        std::string_view::npos;
         ++at) {
      const size_t begin = stretch.begin + normal.origin[at];
      const size_t end = stretch.begin + normal.behind[at + quote.text.size() - 1];
      const bool in_cited = begin >= cited.begin && end <= cited.end;
      if (!found || in_cited) {
        found =
            chart::Quote{cited.note, static_cast<uint32_t>(begin), static_cast<uint32_t>(end), 1};
      }
      if (in_cited) return found;
    }
  }
  return found;
}

std::optional<chart::Quote> CitationFinder::Find(const Citation& citation, bool exact) const {
  if (citation.passage < 1 || citation.passage > static_cast<int64_t>(passages_.size())) {
    return std::nullopt;
  }
  if (!HoldsWord(citation.quote)) return std::nullopt;
  const ShownPassage& cited = passages_[static_cast<size_t>(citation.passage - 1)];
  if (cited.note < 0) return std::nullopt;
  std::optional<chart::Quote> found = FindExact(citation.quote, cited);
  if (found || exact) return found;
  const NormalText quote = Normalise(citation.quote);
  return quote.text.empty() ? std::nullopt : FindNormal(quote, cited);
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
