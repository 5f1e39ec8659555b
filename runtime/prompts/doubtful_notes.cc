#include "runtime/prompts/doubtful_notes.h"

#include <algorithm>

#include "absl/algorithm/container.h"

namespace suture::prompts {
namespace {

bool IsDoubtful(absl::Span<const NoteScope> scopes, int32_t note) {
  bool doubtful = false;
  for (const NoteScope& scope : scopes) {
    if (!absl::c_linear_search(scope.notes, note)) continue;
    if (!absl::c_binary_search(scope.doubtful, note)) return false;
    doubtful = true;
  }
  return doubtful;
}

}  // namespace

void MarkDoubtful(absl::Span<const NoteScope> scopes, PromptAnswer& answer) {
  const bool none = std::all_of(scopes.begin(), scopes.end(),
                                [](const NoteScope& scope) { return scope.doubtful.empty(); });
  if (none) return;
  const auto is_doubtful = [&](int32_t note) { return IsDoubtful(scopes, note); };
  const bool all_shown = !answer.shown.empty() && absl::c_all_of(answer.shown, is_doubtful);
  const auto rests_on_doubt = [&](const std::vector<chart::Quote>& quotes) {
    if (quotes.empty()) return all_shown;
    return absl::c_all_of(quotes,
                          [&](const chart::Quote& quote) { return is_doubtful(quote.note); });
  };
  answer.doubtful = rests_on_doubt(answer.answer.quotes);
  for (ExtractedRow& row : answer.rows) row.doubtful = rests_on_doubt(row.quotes);
}

}  // namespace suture::prompts
