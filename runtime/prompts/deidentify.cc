#include "runtime/prompts/deidentify.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <optional>

#include "fmt/format.h"
#include "runtime/base/sha256.h"
#include "runtime/plan/json_text.h"
#include "runtime/text/case_fold.h"

namespace suture::prompts {
namespace {

constexpr std::string_view kWholeDate = "DATE+";

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
#define SUTURE_MONTHS \
  "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|" \
  "Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"

struct Pattern {
  Pattern(std::string_view kind_of, const char* text) : kind(kind_of), form(text) {}
  std::string_view kind;
  RE2 form;  // Its first group is what is replaced.
};

// What text shows of the eighteen identifiers of Safe Harbor (45 CFR 164.514(b)(2)); names beyond
// the patient's own only where a title stands before them. Earlier patterns win where two begin
// together.
const std::deque<Pattern>& Patterns() {
  static const std::deque<Pattern>* const kPatterns = [] {
    auto* all = new std::deque<Pattern>();
    const auto add = [all](std::string_view kind, const char* form) {
      all->emplace_back(kind, form);
    };
    add(kWholeDate, R"((\d{4}-\d{2}-\d{2}))");
    add(kWholeDate, R"(\b(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))\b)");
    add(kWholeDate,
        R"((?i)\b((?:)" SUTURE_MONTHS R"()\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b)");
    add(kWholeDate, R"((?i)\b(\d{1,2}\s+(?:)" SUTURE_MONTHS R"()\.?,?\s+\d{4})\b)");
    add("DATE",
        R"((?i)\b((?:)" SUTURE_MONTHS R"()\.?,?\s+(?:\d{1,2}(?:st|nd|rd|th)?|\d{4}))\b)");
    add("DATE", R"((?i)\b(\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:)" SUTURE_MONTHS R"())\b)");
    add("DATE", R"((?i)\b(?:on|dated|since|until|from|by)\s+(\d{1,2}/\d{1,2})\b)");
    add("DATE", R"(\b(\d{4}-(?:0[1-9]|1[0-2]))\b)");
    add("MAIL", R"(([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}))");
    add("URL", R"((?i)\b((?:https?://|www\.)[^\s<>"']+))");
    add("ADDRESS", R"(\b(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b)");
    add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4})\b)");
    add("ID", R"(\b(\d{3}-\d{2}-\d{4})\b)");
    add("PHONE", R"(((?:\+?1[-. ]?)?\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4})\b)");
    add("ID",
        R"((?i)\b(?:MRN|medical record|record|acct|account|policy|member|subscriber|license|licence|)"
        R"(certificate|plate|VIN|serial|S/N|UDI|device|lot|accession|encounter|CSN|FIN|DEA|NPI|SSN))"
        R"((?:\s*(?:id|number|num|no\.?|nr\.?))?\s*[:#]*\s*([A-Z]*[-A-Z0-9]*\d[-A-Z0-9]{2,})\b)");
    add("PLACE",
        R"(\b(\d{1,5}\s+(?:[A-Z][A-Za-z]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|)"
        R"(Drive|Lane|Ln|Court|Ct|Way|Place|Pl))\b)");
    add("PLACE", R"(\b[A-Z]{2}\s+(\d{5}(?:-\d{4})?)\b)");
    add("NAME",
        R"(\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+([A-Z][A-Za-z'-]+(?:\s+[A-Z][A-Za-z'-]+)?))");
    add("AGE", R"((?i)\b(9\d|1[0-4]\d)(?:[ -]*(?:years?|yrs?|y/?o|yo)\b))");
    return all;
  }();
  return *kPatterns;
}

bool IsDigit(std::string_view text, size_t at) {
  return at < text.size() && text[at] >= '0' && text[at] <= '9';
}
bool IsWord(std::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return IsDigit(text, at) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

std::optional<unsigned> MonthOf(const std::string& name) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (text::EqualsFolded(std::string_view(name).substr(0, 3), kMonths[i].substr(0, 3))) {
      return static_cast<unsigned>(i) + 1;
    }
  }
  return std::nullopt;
}

// In the other name's length and letters.
std::string MonthLike(unsigned month, const std::string& like) {
  std::string name(kMonths[month - 1]);
  if (like.size() <= 3 && !text::EqualsFolded(like, "May")) name.resize(3);
  if (like.size() > 1 && like[1] >= 'A' && like[1] <= 'Z') {
    for (char& c : name) c = static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
  }
  return name;
}

std::string_view OrdinalEnding(unsigned day) {
  if (day / 10 == 1) return "th";
  return day % 10 == 1 ? "st" : day % 10 == 2 ? "nd" : day % 10 == 3 ? "rd" : "th";
}

// The date so many days later, written in the same form; empty if it is none.
std::optional<std::string> MoveDate(std::string_view text, int days) {
  static const RE2 iso(R"((\d{4})-(\d{2})-(\d{2}))"), slashed(R"((\d{1,2})/(\d{1,2})/(\d{2,4}))"),
      named("(?i)(" SUTURE_MONTHS R"()(\.?\s+)(\d{1,2})(st|nd|rd|th)?(,?\s+)(\d{4}))"),
      reversed(R"((?i)(\d{1,2})(\s+)()" SUTURE_MONTHS R"()(\.?,?\s+)(\d{4}))");
  const re2::StringPiece piece(text.data(), text.size());
  std::string a, b, d, e;  // The month's name and what stands between
  std::string year, month_text, day_text;
  std::optional<unsigned> month;
  enum { kIso, kSlashed, kNamed, kReversed } form = kIso;
  if (RE2::FullMatch(piece, iso, &year, &month_text, &day_text)) {
    month = static_cast<unsigned>(std::stoul(month_text));
  } else if (RE2::FullMatch(piece, slashed, &month_text, &day_text, &year)) {
    form = kSlashed;
    month = static_cast<unsigned>(std::stoul(month_text));
  } else if (RE2::FullMatch(piece, named, &a, &b, &day_text, &d, &e, &year)) {
    form = kNamed;
    month = MonthOf(a);
  } else if (RE2::FullMatch(piece, reversed, &day_text, &b, &a, &e, &year)) {
    form = kReversed;
    month = MonthOf(a);
  }
  if (!month) return std::nullopt;
  const bool short_year = year.size() == 2;
  const std::chrono::year_month_day date{
      std::chrono::year(std::stoi(year) + (short_year ? 2000 : 0)), std::chrono::month(*month),
      std::chrono::day(static_cast<unsigned>(std::stoul(day_text)))};
  if (!date.ok()) return std::nullopt;
  const std::chrono::year_month_day moved{std::chrono::sys_days(date) + std::chrono::days(days)};
  const int y = static_cast<int>(moved.year());
  const unsigned m = static_cast<unsigned>(moved.month()), day = static_cast<unsigned>(moved.day());
  switch (form) {
    case kIso:
      return fmt::format("{:04}-{:02}-{:02}", y, m, day);
    case kSlashed: {
      const bool padded = month_text[0] == '0' || day_text[0] == '0';
      const std::string days_text = padded ? fmt::format("{:02}/{:02}", m, day)
                                           : fmt::format("{}/{}", m, day);
      return short_year ? fmt::format("{}/{:02}", days_text, y % 100)
                        : fmt::format("{}/{:04}", days_text, y);
    }
    case kNamed:
      return fmt::format("{}{}{}{}{}{:04}", MonthLike(m, a), b, day,
                         d.empty() ? std::string_view() : OrdinalEnding(day), e, y);
    case kReversed:
      return fmt::format("{}{}{}{}{:04}", day, b, MonthLike(m, a), e, y);
  }
  return std::nullopt;
}

// Finds what the pattern's first group matches, from left to right.
template <typename See>
void ForEachMatch(const Pattern& pattern, std::string_view text, See see) {
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece group;
  size_t from = 0;
  std::array<re2::StringPiece, 2> parts;
  while (from <= text.size() &&
         pattern.form.Match(whole, from, text.size(), RE2::UNANCHORED, parts.data(), 2)) {
    const auto begin = static_cast<size_t>(parts[1].data() - text.data());
    see(begin, begin + parts[1].size());
    from = std::max(begin + parts[1].size(), from + 1);
  }
}

}  // namespace

Deidentifier::Deidentifier(absl::Span<const std::string> known, std::string_view case_id)
    : known_(known.begin(), known.end()) {
  // Between 5 and 56 weeks.
  const std::string digest = base::Sha256Hex(fmt::format("days {}", case_id.substr(0, case_id.rfind('#'))));
  constexpr int kLeastWeeks = 5, kWeeks = 52;
  days_ = 7 * (kLeastWeeks + static_cast<int>(std::stoul(digest.substr(0, 6), nullptr, 16) % kWeeks));
}

// A known identifier stands as a word of its own, whatever its letters' case; a name that is also a
// common word ("may") only with a capital.
void Deidentifier::FindKnown(std::string_view text, std::vector<Finding>& findings) const {
  // Some letters change their length with their case; then only ASCII's cases are the same.
  const bool keeps_length = text::FoldCase(text).size() == text.size();
  const auto fold = [keeps_length](std::string_view plain) {
    if (keeps_length) return text::FoldCase(plain);
    std::string folded(plain);
    for (char& c : folded) c = text::FoldAscii(c);
    return folded;
  };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const std::string folded = fold(text);
  for (const std::string& known : known_) {
    const std::string wanted = fold(known);
    const bool numbered = known.find_first_of("0123456789") != std::string::npos;
    for (size_t at = folded.find(wanted); at != std::string::npos;
         at = folded.find(wanted, at + 1)) {
      const size_t end = at + wanted.size();
      if ((at > 0 && IsWord(text, at - 1)) || IsWord(text, end)) continue;
      if (is_lower(text[at]) && !numbered && !is_lower(known[0])) continue;
      findings.push_back({at, end, numbered ? "ID" : "NAME"});
    }
  }
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
  const std::string_view spelling = text.substr(finding.begin, finding.end - finding.begin);
  if (finding.kind != kWholeDate) return Mark(finding.kind, spelling);
  const std::optional<std::string> moved = MoveDate(spelling, -days_);
  if (!moved) return Mark("DATE", spelling);
  originals_.emplace(*moved, spelling);
  return *moved;
}

std::string Deidentifier::Hide(std::string_view text) {
  std::vector<Finding> findings;
  FindKnown(text, findings);
  for (const Pattern& pattern : Patterns()) {
    ForEachMatch(pattern, text, [&](size_t begin, size_t end) {
      const bool within_number = IsDigit(text, end) || (begin > 0 && IsDigit(text, begin - 1));
      if (begin < end && !within_number) findings.push_back({begin, end, pattern.kind});
    });
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
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

std::string Deidentifier::Restore(std::string_view reply) const {
  static const Pattern kMarks(
      "MARK", R"((\[(?:NAME|ID|PHONE|MAIL|URL|ADDRESS|PLACE|DATE|AGE)-\d+\]))");
  std::vector<Finding> findings;
  ForEachMatch(kMarks, reply, [&](size_t begin, size_t end) {
    findings.push_back({begin, end, "MARK"});
  });
  for (const Pattern& pattern : Patterns()) {
    if (pattern.kind != kWholeDate) continue;
    ForEachMatch(pattern, reply, [&](size_t begin, size_t end) {
      findings.push_back({begin, end, kWholeDate});
    });
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::string restored;
  size_t done = 0;
  for (const Finding& finding : findings) {
    if (finding.begin < done) continue;
    restored += reply.substr(done, finding.begin - done);
    const std::string found(reply.substr(finding.begin, finding.end - finding.begin));
    const auto original = originals_.find(found);
    std::string text = found;
    if (original != originals_.end()) {
      text = original->second;
    } else if (finding.kind == kWholeDate) {
      text = MoveDate(found, days_).value_or(found);
    }
    std::string quoted;
    plan::AppendJsonString(text, quoted);
    restored += std::string_view(quoted).substr(1, quoted.size() - 2);
    done = finding.end;
  }
  restored += reply.substr(done);
  return restored;
}

}  // namespace suture::prompts
