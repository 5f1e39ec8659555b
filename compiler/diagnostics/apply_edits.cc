#include "compiler/diagnostics/apply_edits.h"

#include <algorithm>

namespace suture::diag {
namespace {

// Two insertions at one place would depend on their order, so they count as meeting.
bool Meet(const base::Span& a, const base::Span& b) {
  return (a.begin < b.end && b.begin < a.end) || a.begin == b.begin;
}

bool IsSafe(const Diagnostic& diagnostic, int32_t file, size_t size) {
  return !diagnostic.edits.empty() &&
         std::all_of(diagnostic.edits.begin(), diagnostic.edits.end(), [&](const Edit& edit) {
           return edit.safe && edit.span.file == file && edit.span.begin <= edit.span.end &&
                  edit.span.end <= size;
         });
}

}  // namespace

AppliedEdits ApplySafeEdits(std::string_view text, int32_t file,
                            const std::vector<Diagnostic>& diagnostics) {
  AppliedEdits out;
  std::vector<Edit> chosen;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!IsSafe(diagnostic, file, text.size())) continue;
    const bool meets =
        std::any_of(diagnostic.edits.begin(), diagnostic.edits.end(), [&](const Edit& edit) {
          return std::any_of(chosen.begin(), chosen.end(),
                             [&](const Edit& other) { return Meet(edit.span, other.span); });
        });
    if (meets) continue;
    chosen.insert(chosen.end(), diagnostic.edits.begin(), diagnostic.edits.end());
    ++out.count;
  }
  std::sort(chosen.begin(), chosen.end(),
            [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  size_t at = 0;
  for (const Edit& edit : chosen) {
    out.text.append(text.substr(at, edit.span.begin - at));
    out.text.append(edit.replacement);
    at = edit.span.end;
  }
  out.text.append(text.substr(at));
  return out;
}

}  // namespace suture::diag
