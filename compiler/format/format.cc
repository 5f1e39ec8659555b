#include "compiler/format/format.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "compiler/ast/dump.h"
#include "compiler/format/align.h"
#include "compiler/format/breaker.h"
#include "compiler/format/lines.h"
#include "compiler/syntax/layout.h"

namespace suture::format {
namespace {

std::string LaidOut(std::string_view text, const std::vector<syntax::LayoutToken>& tokens,
                    int max_columns) {
  std::vector<Line> lines = LinesOf(text, tokens, max_columns);
  std::vector<AlignedRow> aligned = AlignedRows(text, lines, max_columns);
  std::string formatted;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].blank_before) formatted += '\n';
    for (std::string& row : Breaker(text, lines[i], max_columns).Rows(aligned[i])) {
      row.erase(row.find_last_not_of(' ') + 1);
      formatted += row + "\n";
    }
  }
  return formatted;
}

// In their order, each as it is written but for blanks at its end.
std::vector<std::string> CommentsOf(std::string_view text, const syntax::LayoutFile& layout) {
  std::vector<std::string> comments;
  for (const syntax::LayoutToken& token : layout.tokens) {
    if (token.kind != syntax::LayoutKind::kComment) continue;
    comments.emplace_back(absl::StripTrailingAsciiWhitespace(
        std::string(text.substr(token.begin, token.end - token.begin))));
  }
  return comments;
}

}  // namespace

absl::StatusOr<std::string> Format(const source::SourceSet& sources, int32_t file,
                                   diag::Emitter& emitter, const FormatOptions& options) {
  const source::SourceFile& source = sources.file(file);
  diag::Emitter mistakes;
  ast::File before = syntax::Parse(sources, file, mistakes, options.parse_limits);
  if (before.has_errors) {
    emitter.Append(std::move(mistakes));
    return absl::FailedPreconditionError(
        "The file has mistakes; mend them before it is formatted.");
  }
  syntax::LayoutFile layout = syntax::LayoutOf(sources, file, mistakes, options.parse_limits);
  std::string formatted = LaidOut(source.text(), layout.tokens, options.max_columns);

  source::SourceSet again;
  int32_t copy = again.Add(source.path(), formatted);
  ast::File after = syntax::Parse(again, copy, mistakes, options.parse_limits);
  const bool same =
      !after.has_errors && ast::Dump(before) == ast::Dump(after) &&
      CommentsOf(source.text(), layout) ==
          CommentsOf(formatted, syntax::LayoutOf(again, copy, mistakes, options.parse_limits));
  if (!same) {
    return absl::InternalError(
        "Formatting would have changed what this file says, so it was left as it is. Please report "
        "it.");
  }
  return formatted;
}

}  // namespace suture::format
