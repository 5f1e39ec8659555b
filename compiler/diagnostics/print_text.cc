#include <algorithm>
#include <map>
#include <string_view>

#include "compiler/diagnostics/display_width.h"
#include "compiler/diagnostics/print.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/text/characters.h"
#include "runtime/text/utf8.h"

namespace suture::diag {
namespace {

// One underlined stretch of one line.
struct Mark {
  uint32_t begin = 0, end = 0;  // Bytes inside the line.
  bool primary = false;
  std::string text;
};
using MarkedLines = std::map<int, std::vector<Mark>>;

struct Style {
  bool color;
  std::string Of(std::string_view code, std::string_view text) const {
    return color ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};
constexpr std::string_view kRed = "1;31", kYellow = "1;33", kBlue = "1;34", kBold = "1";

// A span of several lines is underlined on its first; the rest is told by the label's words.
void AddMark(const source::SourceFile& file, base::Span span, bool primary, std::string text,
             MarkedLines& lines) {
  source::LineColumn start = file.Position(span.begin);
  uint32_t line_start = file.LineStart(start.line);
  uint32_t line_size = static_cast<uint32_t>(file.Line(start.line).size());
  Mark mark;
  mark.begin = std::min(span.begin - line_start, line_size);
  mark.end = std::clamp(span.end - line_start, mark.begin, line_size);
  mark.primary = primary;
  mark.text = std::move(text);
  lines[start.line].push_back(std::move(mark));
}

// The stretch of a long line that is shown, in bytes, cut between code points.
struct Window {
  uint32_t begin = 0, end = 0;
};
Window Cut(std::string_view line, const std::vector<Mark>& marks, int max_columns) {
  uint32_t most = static_cast<uint32_t>(max_columns);
  if (line.size() <= most) return {0, static_cast<uint32_t>(line.size())};
  uint32_t first = marks.front().begin;
  for (const Mark& mark : marks) first = mark.primary ? mark.begin : std::min(first, mark.begin);
  uint32_t begin = first > most / 2 ? first - most / 2 : 0;
  uint32_t end = static_cast<uint32_t>(std::min<size_t>(begin + most, line.size()));
  auto inside = [&](uint32_t at) {
    return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80;
  };
  while (begin > 0 && inside(begin)) --begin;
  while (inside(end)) ++end;
  return {begin, end};
}

// Tabs widened and control characters made visible, so that the underline sits where it should.
std::string Shown(std::string_view text) {
  std::string shown;
  int column = 0;
  for (size_t at = 0; at < text.size();) {
    text::CodePoint point = text::DecodeAt(text, at);
    if (point.value == '\t') {
      int width = kTabWidth - column % kTabWidth;
      shown.append(static_cast<size_t>(width), ' ');
      column += width;
    } else if (text::IsInvisible(point.value)) {
      shown += '?';
      ++column;
    } else if (!point.valid) {
      text::AppendUtf8(point.value, shown);
      ++column;
    } else {
      shown.append(text.substr(at, point.length));
      column += DisplayWidth(point.value);
    }
    at += point.length;
  }
  return shown;
}

class TextPrinter {
 public:
  TextPrinter(const source::SourceSet& sources, const TextOptions& options)
      : sources_(sources), options_(options), style_{options.color} {}

  std::string Print(const Diagnostic& diagnostic) {
    const KindInfo& info = InfoOf(diagnostic.kind);
    bool error = diagnostic.severity == Severity::kError;
    mark_color_ = error ? kRed : kYellow;
    out_ = fmt::format(
        "{}: {}\n",
        style_.Of(mark_color_, fmt::format("{}[{}]", error ? "error" : "warning", info.code)),
        style_.Of(kBold, diagnostic.message));
    if (diagnostic.span.valid()) Snippets(diagnostic);
    for (const std::string& context : diagnostic.context) Note(context);
    for (const std::string& help : diagnostic.help) Note("help: " + help);
    return out_;
  }

 private:
  void Note(std::string_view text) {
    out_ += fmt::format("{} {} {}\n", gutter_, style_.Of(kBlue, "="), text);
  }

  void Snippets(const Diagnostic& diagnostic) {
    std::vector<int32_t> files = {diagnostic.span.file};
    for (const Label& label : diagnostic.labels) {
      if (label.span.valid() &&
          std::find(files.begin(), files.end(), label.span.file) == files.end()) {
        files.push_back(label.span.file);
      }
    }
    int last_line = 1;
    std::vector<MarkedLines> marked(files.size());
    for (size_t i = 0; i < files.size(); ++i) {
      const source::SourceFile& file = sources_.file(files[i]);
      if (files[i] == diagnostic.span.file) AddMark(file, diagnostic.span, true, "", marked[i]);
      for (const Label& label : diagnostic.labels) {
        if (label.span.file == files[i]) AddMark(file, label.span, false, label.text, marked[i]);
      }
      last_line = std::max(last_line, marked[i].rbegin()->first);
    }
    gutter_ = std::string(fmt::format("{}", last_line).size(), ' ');
    for (size_t i = 0; i < files.size(); ++i)
      Snippet(diagnostic, sources_.file(files[i]), marked[i], i == 0);
  }

  void Snippet(const Diagnostic& diagnostic, const source::SourceFile& file,
               const MarkedLines& lines, bool first) {
    source::LineColumn at =
        first ? file.Position(diagnostic.span.begin) : source::LineColumn{lines.begin()->first, 1};
    std::string place = first ? fmt::format("{}:{}:{}", file.path(), at.line, at.column)
                              : fmt::format("{}:{}", file.path(), at.line);
    out_ += fmt::format("{}{} {}\n", gutter_, style_.Of(kBlue, "-->"), place);
    if (file.text().empty()) return;
    out_ += fmt::format("{} {}\n", gutter_, style_.Of(kBlue, "|"));
    int previous = 0;
    for (const auto& [line, marks] : lines) {
      if (previous != 0 && line > previous + 1)
        out_ += fmt::format("{}\n", style_.Of(kBlue, "..."));
      previous = line;
      Line(line, file.Line(line), marks);
    }
  }

  void Line(int number, std::string_view line, const std::vector<Mark>& marks) {
    Window window = Cut(line, marks, options_.max_columns);
    std::string_view visible = line.substr(window.begin, window.end - window.begin);
    std::string lead = window.begin > 0 ? "…" : "";
    std::string tail = window.end < line.size() ? "…" : "";
    std::string shown = lead + Shown(visible) + tail;
    out_ += fmt::format("{:>{}} {} {}", number, gutter_.size(), style_.Of(kBlue, "|"), shown);
    while (out_.back() == ' ') out_.pop_back();
    out_ += '\n';
    for (const Mark& mark : marks) {
      uint32_t begin = std::clamp(mark.begin, window.begin, window.end) - window.begin;
      uint32_t end = std::clamp(mark.end, window.begin, window.end) - window.begin;
      const int before = DisplayWidth(Shown(visible.substr(0, begin)));
      int column = before + (lead.empty() ? 0 : 1);
      int width = std::max(1, DisplayWidth(Shown(visible.substr(0, end))) - before);
      std::string underline(static_cast<size_t>(width), mark.primary ? '^' : '-');
      std::string text = mark.text.empty() ? "" : " " + mark.text;
      out_ += fmt::format("{} {} {}{}\n", gutter_, style_.Of(kBlue, "|"),
                          std::string(static_cast<size_t>(column), ' '),
                          style_.Of(mark.primary ? mark_color_ : kBlue, underline + text));
    }
  }

  const source::SourceSet& sources_;
  const TextOptions& options_;
  Style style_;
  std::string_view mark_color_;
  std::string gutter_ = " ";
  std::string out_;
};

}  // namespace

std::string PrintText(const source::SourceSet& sources, const std::vector<Diagnostic>& diagnostics,
                      const TextOptions& options) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += TextPrinter(sources, options).Print(diagnostic) + "\n";
  }
  return text;
}

std::string Summary(const std::vector<Diagnostic>& diagnostics) {
  auto count = [&](Severity severity) {
    return std::count_if(diagnostics.begin(), diagnostics.end(),
                         [&](const Diagnostic& d) { return d.severity == severity; });
  };
  auto errors = count(Severity::kError), warnings = count(Severity::kWarning);
  std::string text;
  if (errors > 0) text += base::Counted(errors, "error");
  if (warnings > 0) text += (text.empty() ? "" : ", ") + base::Counted(warnings, "warning");
  return text;
}

}  // namespace suture::diag
