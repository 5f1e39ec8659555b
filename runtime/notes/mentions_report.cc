#include "runtime/notes/mentions_report.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "runtime/base/status_macros.h"
#include "runtime/notes/mentions.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"

namespace suture::notes {
namespace {

void AppendJsonString(std::string_view text, std::string& out) {
  out.push_back('"');
  for (size_t i = 0; i < text.size();) {
    text::CodePoint point = text::DecodeAt(text, i);
    i += point.length;
    if (point.value == '"' || point.value == '\\') {
      out.push_back('\\');
      out.push_back(static_cast<char>(point.value));
    } else if (point.value < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<uint32_t>(point.value));
    } else {
      text::AppendUtf8(point.value, out);
    }
  }
  out.push_back('"');
}

std::string_view SourceName(Finding::Source source) {
  switch (source) {
    case Finding::Source::kNone:
      return "none";
    case Finding::Source::kTrigger:
      return "trigger";
    case Finding::Source::kSection:
      return "section";
    case Finding::Source::kTemplate:
      return "template";
  }
  return "none";
}

void AppendFindings(const Mention& mention, std::string_view line,
                    const text::CodePointMap& code_points, const Lexicon& lexicon,
                    std::string& out) {
  out += "\"trigger\":[";
  bool first = true;
  for (size_t c = 0; c < kAttributes; ++c) {
    const Finding& finding = mention.findings[c];
    if (!finding.holds()) continue;
    if (!first) out.push_back(',');
    first = false;
    out += fmt::format("{{\"sets\":\"{}\",\"text\":", CategoryName(static_cast<Category>(c)));
    AppendJsonString(line.substr(finding.begin, finding.end - finding.begin), out);
    out += fmt::format(",\"span\":[{},{}],\"by\":\"{}\"", code_points.ToCodePoint(finding.begin),
                       code_points.ToCodePoint(finding.end), SourceName(finding.source));
    if (finding.trigger >= 0) {
      out += fmt::format(",\"rule\":{}",
                         lexicon.trigger_sources()[static_cast<size_t>(finding.trigger)].line);
    }
    out.push_back('}');
  }
  out.push_back(']');
}

std::string_view Experiencer(const Mention& mention) {
  if (mention.Is(Category::kFamily)) return "family";
  return mention.Is(Category::kOther) ? "other" : "patient";
}

void AppendMention(size_t number, const Mention& mention, std::string_view phrase,
                   std::string_view line, const text::CodePointMap& code_points,
                   const Lexicon& lexicon, std::string& out) {
  out += fmt::format("{{\"line\":{},\"phrase\":", number);
  AppendJsonString(phrase, out);
  out += fmt::format(
      ",\"span\":[{},{}],\"negated\":{},\"uncertain\":{},\"historical\":{},\"hypothetical\":{},",
      mention.begin_code_point, mention.end_code_point, mention.Is(Category::kNegated),
      mention.Is(Category::kUncertain), mention.Is(Category::kHistorical),
      mention.Is(Category::kHypothetical));
  out += fmt::format("\"experiencer\":\"{}\",", Experiencer(mention));
  AppendFindings(mention, line, code_points, lexicon, out);
  out += "}\n";
}

std::string_view WithoutByteOrderMark(std::string_view text) {
  return text.substr(text::ByteOrderMarkSize(text));
}

// Each once; those that cannot be searched for are left out.
std::vector<std::string_view> DistinctPhrases(std::string_view phrases_text,
                                              const std::function<void(std::string_view)>& warn) {
  std::vector<std::string_view> phrases;
  absl::flat_hash_set<std::string> seen;
  for (std::string_view line : text::Split(phrases_text, '\n')) {
    std::string_view phrase = text::Trim(line);
    if (phrase.empty() || !seen.insert(std::string(phrase)).second) continue;
    WordTable words;
    const absl::Status readable = PhraseSteps(phrase, words).status();
    if (readable.ok()) {
      phrases.push_back(phrase);
    } else {
      warn(std::string(readable.message()));
    }
  }
  return phrases;
}

// Bytes of no encoding may begin alike, but hold no zero byte; UTF-16 has one in every line's end.
absl::Status NotUtf16(std::string_view what, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return absl::OkStatus();
  if (!text.starts_with("\xff\xfe") && !text.starts_with("\xfe\xff")) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("The {} are in UTF-16. Save the file as UTF-8.", what));
}

}  // namespace

absl::Status WriteMentionsReport(std::string_view phrases_text, std::string_view input_text,
                                 const Lexicon& lexicon,
                                 const std::function<void(std::string_view)>& write,
                                 const std::function<void(std::string_view)>& warn) {
  SUTURE_RETURN_IF_ERROR(NotUtf16("phrases", phrases_text));
  SUTURE_RETURN_IF_ERROR(NotUtf16("lines of the text", input_text));
  auto phrases = PhraseSet::Compile(DistinctPhrases(WithoutByteOrderMark(phrases_text), warn));
  SUTURE_RETURN_IF_ERROR(phrases.status());
  MentionFinder finder(*phrases, lexicon);
  std::string out;
  size_t number = 0;
  for (std::string_view line : text::Split(WithoutByteOrderMark(input_text), '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    Mentions mentions = finder.Find(line);
    if (mentions.empty()) continue;
    const text::CodePointMap code_points(line);
    for (const Mention& mention : mentions) {
      out.clear();
      AppendMention(number, mention, phrases->phrase(static_cast<size_t>(mention.phrase)).text,
                    line, code_points, lexicon, out);
      write(out);
    }
  }
  return absl::OkStatus();
}

}  // namespace suture::notes
