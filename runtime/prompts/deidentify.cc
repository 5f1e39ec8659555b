#include "runtime/prompts/deidentify.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "runtime/base/sha256.h"
#include "runtime/prompts/identifier_patterns.h"
#include "runtime/text/characters.h"

namespace suture::prompts {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::string_view kDateMark = "DATE";

// What the pattern's first group matches, from left to right.
template <typename See>
void ForEachMatch(const RE2& form, std::string_view text, See see) {
  const re2::StringPiece whole(text.data(), text.size());
  size_t from = 0;
  std::array<re2::StringPiece, 2> parts;
  while (from <= text.size() &&
         form.Match(whole, from, text.size(), RE2::UNANCHORED, parts.data(), 2)) {
    const auto begin = static_cast<size_t>(parts[1].data() - text.data());
    see(begin, begin + parts[1].size());
    from = std::max(begin + parts[1].size(), from + 1);
  }
}

// By where they begin, the longer first, then as found.
template <typename Items>
void SortByPlace(Items& items) {
  std::stable_sort(items.begin(), items.end(), [](const auto& a, const auto& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
}

// Two-digit years leave the century open.
bool IsSameDay(sys_days day, const WrittenDate& written) {
  if (!written.day) return false;
  const year_month_day a{day}, b{*written.day};
  const int apart = static_cast<int>(a.year()) - static_cast<int>(b.year());
  constexpr int kCentury = 100;
  return a.month() == b.month() && a.day() == b.day() &&
         (written.short_year ? apart % kCentury == 0 : apart == 0);
}

bool HoldsWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !text::IsDigitAt(text, at - 1)) && !text::IsDigitAt(text, at + word.size()))
      return true;
  }
  return false;
}

}  // namespace

Deidentifier::Deidentifier(absl::Span<const std::string> known, std::string_view case_id,
                           values::DateOrder order)
    : known_(known), order_(order) {
  // Between 5 and 56 weeks.
  const std::string digest =
      base::Sha256Hex(fmt::format("days {}", case_id.substr(0, case_id.rfind('#'))));
  constexpr int kLeastWeeks = 5, kWeeks = 52;
  days_ = std::chrono::days(
      7 * (kLeastWeeks + static_cast<int>(std::stoul(digest.substr(0, 6), nullptr, 16) % kWeeks)));
}

std::string Deidentifier::Mark(std::string_view kind, std::string_view spelling) {
  std::string& mark = marks_[{std::string(kind), std::string(spelling)}];
  if (mark.empty()) {
    mark = fmt::format("[{}-{}]", kind, ++counts_[std::string(kind)]);
    originals_[mark] = std::string(spelling);
  }
  return mark;
}

std::string Deidentifier::Replacement(const Finding& finding, std::string_view text) {
  const std::string spelling(text.substr(finding.begin, finding.end - finding.begin));
  if (finding.date == nullptr) return Mark(finding.kind, spelling);
  if (!finding.date->day) return Mark(kDateMark, spelling);
  std::string moved = SpellDate(*finding.date, *finding.date->day - days_, order_);
  std::vector<std::string>& originals = moved_[moved];
  if (std::find(originals.begin(), originals.end(), spelling) == originals.end()) {
    originals.push_back(spelling);
  }
  return moved;
}

std::string Deidentifier::Hide(std::string_view text) {
  std::vector<Finding> findings;
  for (const KnownIdentifiers::Found& found : known_.Find(text)) {
    findings.push_back({found.begin, found.end, found.numbered ? "ID" : "NAME"});
  }
  // What a note holds in the form of a mark must not be taken for one of ours.
  ForEachMatch(MarkForm(), text,
               [&](size_t begin, size_t end) { findings.push_back({begin, end, "ID"}); });
  const std::vector<WrittenDate> dates = FindWrittenDates(text, order_);
  for (const WrittenDate& date : dates) {
    if (date.form != WrittenDate::Form::kCompact) {
      findings.push_back({date.begin, date.end, {}, &date});
    }
  }
  for (const IdentifierPattern& pattern : IdentifierPatterns()) {
    ForEachMatch(pattern.form, text, [&](size_t begin, size_t end) {
      const bool within_number =
          text::IsDigitAt(text, end) || (begin > 0 && text::IsDigitAt(text, begin - 1));
      const bool is_named =
          pattern.kind == "NAME" || (pattern.kind == "PLACE" && !text::IsDigitAt(text, begin));
      if (begin >= end || within_number || (is_named && !TrimToName(text, begin, end))) return;
      findings.push_back({begin, end, pattern.kind});
    });
  }
  for (const TextSpan& span : FindPartialDates(text)) {
    findings.push_back({span.begin, span.end, kDateMark});
  }
  for (const WrittenDate& date : dates) {  // "MRN 20230506" is a number.
    if (date.form == WrittenDate::Form::kCompact) {
      findings.push_back({date.begin, date.end, {}, &date});
    }
  }
  SortByPlace(findings);
  std::string hidden;
  size_t done = 0;
  for (const Finding& finding : findings) {
    if (finding.begin < done) continue;
    hidden += text.substr(done, finding.begin - done);
    hidden += Replacement(finding, text);
    done = finding.end;
  }
  hidden += text.substr(done);
  return hidden;
}

std::vector<std::string> Deidentifier::RestoreQuote(std::string_view quote) const {
  constexpr size_t kMost = 8;
  struct Part {
    size_t begin, end;
    std::vector<std::string> originals;
  };
  std::vector<Part> parts;
  ForEachMatch(MarkForm(), quote, [&](size_t begin, size_t end) {
    const auto at = originals_.find(std::string(quote.substr(begin, end - begin)));
    if (at != originals_.end()) parts.push_back({begin, end, {at->second}});
  });
  for (const WrittenDate& date : FindWrittenDates(quote, order_)) {
    const auto at = moved_.find(std::string(quote.substr(date.begin, date.end - date.begin)));
    if (at != moved_.end()) parts.push_back({date.begin, date.end, at->second});
  }
  SortByPlace(parts);
  std::vector<std::string> restored = {""};
  size_t done = 0;
  for (const Part& part : parts) {
    if (part.begin < done) continue;
    std::vector<std::string> longer;
    for (const std::string& original : part.originals) {
      for (const std::string& before : restored) {
        if (longer.size() == kMost) break;
        longer.push_back(before + std::string(quote.substr(done, part.begin - done)) + original);
      }
    }
    restored = std::move(longer);
    done = part.end;
  }
  for (std::string& one : restored) one += quote.substr(done);
  return restored;
}

// `rest`: what the quotes hold beside moved dates and marks.
std::vector<Deidentifier::QuotedDate> Deidentifier::DatesIn(absl::Span<const std::string> quotes,
                                                            std::string& rest) const {
  std::vector<QuotedDate> dates;
  for (const std::string& quote : quotes) {
    std::string left = quote;
    for (const WrittenDate& date : FindWrittenDates(quote, order_)) {
      const std::string spelling = quote.substr(date.begin, date.end - date.begin);
      const auto at = moved_.find(spelling);
      if (at == moved_.end()) continue;
      dates.push_back({spelling, at->second});
      left.replace(date.begin, date.end - date.begin, date.end - date.begin, ' ');
    }
    RE2::GlobalReplace(&left, MarkForm(), " ");
    rest += left;
    rest += '\n';
  }
  return dates;
}

// Empty: none of the quoted dates is this day.
std::string Deidentifier::RestoreDate(const WrittenDate& date, std::string_view spelling,
                                      const std::vector<QuotedDate>& quoted, bool is_date) const {
  for (const QuotedDate& one : quoted) {
    for (const std::string& original : one.originals) {
      const std::vector<WrittenDate> meant = FindWrittenDates(original, order_);
      if (meant.size() != 1 || !meant[0].day) continue;
      if (!is_date && one.spelling == spelling) return original;
      if (!date.day || !IsSameDay(*date.day + days_, meant[0])) continue;
      if (!is_date) return SpellDate(date, *date.day + days_, order_);
      const year_month_day day{*date.day + days_};
      return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                         static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    }
  }
  return {};
}

Deidentifier::Value Deidentifier::RestoreValue(std::string_view value,
                                               absl::Span<const std::string> quotes,
                                               bool is_date) const {
  std::string quoted_rest;
  const std::vector<QuotedDate> quoted = DatesIn(quotes, quoted_rest);
  struct Part {
    size_t begin, end;
    std::string text;
  };
  std::vector<Part> parts;
  Fault fault = Fault::kNone;
  ForEachMatch(MarkForm(), value, [&](size_t begin, size_t end) {
    const auto at = originals_.find(std::string(value.substr(begin, end - begin)));
    if (at == originals_.end())
      fault = Fault::kUnknownMark;
    else
      parts.push_back({begin, end, at->second});
  });
  for (const WrittenDate& date : FindWrittenDates(value, order_)) {
    const std::string_view spelling = value.substr(date.begin, date.end - date.begin);
    std::string text = RestoreDate(date, spelling, quoted, is_date);
    if (text.empty() && fault == Fault::kNone) fault = Fault::kUnquotedDate;
    parts.push_back({date.begin, date.end, std::move(text)});
  }
  if (fault != Fault::kNone) return {fault, {}};
  SortByPlace(parts);
  Value restored;
  std::string rest;  // Of the value, beside what was put back
  size_t done = 0;
  for (const Part& part : parts) {
    if (part.begin < done) continue;
    restored.text += std::string(value.substr(done, part.begin - done)) + part.text;
    rest += std::string(value.substr(done, part.begin - done)) + ' ';
    done = part.end;
  }
  restored.text += value.substr(done);
  rest += value.substr(done);
  // "2023" of "2023-01-05": a part of a moved date says nothing of the real one.
  for (const TextSpan& span : FindPartialDates(rest)) {
    const std::string part = rest.substr(span.begin, span.end - span.begin);
    if (quoted_rest.find(part) == std::string::npos) return {Fault::kUnquotedDate, {}};
  }
  static const RE2* const kYear = new RE2(R"(\b((?:19|20)\d{2})\b)");
  ForEachMatch(*kYear, rest, [&](size_t begin, size_t end) {
    const std::string year = rest.substr(begin, end - begin);
    const bool moved = is_date || std::any_of(quoted.begin(), quoted.end(), [&](const auto& date) {
                         return date.spelling.find(year) != std::string::npos;
                       });
    if (moved && !HoldsWord(quoted_rest, year)) restored.fault = Fault::kUnquotedDate;
  });
  return restored;
}

bool Deidentifier::HidesTimeOrAge(std::string_view hidden) {
  static const RE2* const kMark = new RE2(R"(\[(?:DATE|AGE)-\d+\])");
  return RE2::PartialMatch(re2::StringPiece(hidden.data(), hidden.size()), *kMark);
}

}  // namespace suture::prompts
