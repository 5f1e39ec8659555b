#include "compiler/syntax/invisible.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "fmt/format.h"
#include "runtime/text/characters.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

std::string_view WhatItDoes(char32_t c) {
  if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
    return "It turns the direction of what follows, so that the line reads otherwise than it runs.";
  return "A search sees it, and so does a model that is asked; a reader does not.";
}

}  // namespace

void ReportInvisible(std::string_view text, int32_t file, int most, diag::Emitter& emitter) {
  const size_t said = emitter.emitted().size();
  const auto is_said = [&](uint32_t at) {
    return std::any_of(
        emitter.emitted().begin(), emitter.emitted().begin() + static_cast<std::ptrdiff_t>(said),
        [&](const diag::Diagnostic& d) { return d.span.begin <= at && at < d.span.end; });
  };
  bool line_told = false;
  for (size_t at = text::ByteOrderMarkSize(text); at < text.size() && most > 0;) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7F) {
      ++at;
      continue;
    }
    if (byte == '\n') line_told = false;
    const text::CodePoint point = text::DecodeAt(text, at);
    const base::Span span{file, static_cast<uint32_t>(at),
                          static_cast<uint32_t>(at + point.length)};
    at += point.length;
    if (!text::IsInvisible(point.value) || line_told) continue;
    line_told = true;
    if (is_said(span.begin)) continue;
    --most;
    emitter
        .Emit(diag::kInvisibleCharacter, span,
              fmt::format("U+{:04X}", static_cast<uint32_t>(point.value)))
        .Help(fmt::format("{} Delete it, and any others on this line.", WhatItDoes(point.value)))
        .Edit(span, "", /*safe=*/false);
  }
}

}  // namespace suture::syntax
