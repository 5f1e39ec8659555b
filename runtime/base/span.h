// A place in a source text, counted in bytes of the file as read. Lines and columns are worked out
// only where a person reads them (compiler/source).
#pragma once

#include <cstdint>

namespace suture::base {

struct Span {
  int32_t file = -1;  // Index into the compilation's files; -1: nowhere.
  uint32_t begin = 0;
  uint32_t end = 0;

  bool valid() const { return file >= 0; }
  bool operator==(const Span&) const = default;
};

// The smallest span that holds both; `a` wins the file.
inline Span Join(Span a, Span b) {
  if (!a.valid()) return b;
  if (!b.valid() || a.file != b.file) return a;
  return {a.file, a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

}  // namespace suture::base
