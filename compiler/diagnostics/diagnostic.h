// One message to the author, with everything that a printer or an editor needs. Plain data.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/kinds.h"
#include "runtime/base/span.h"

namespace suture::diag {

struct Label {
  base::Span span;
  std::string text;
};

// A replacement of the bytes under a span; empty span: an insertion, empty replacement: a deletion.
// `safe`: `check --fix` may apply it without asking, since it cannot change what the author meant.
struct Edit {
  base::Span span;
  std::string replacement;
  bool safe = false;
};

struct Diagnostic {
  KindId kind;
  Severity severity = Severity::kError;
  base::Span span;
  std::string message;
  std::vector<std::string> arguments;  // As rendered, in the order of the kind's declaration.
  std::vector<Label> labels;
  std::vector<std::string> help;
  std::vector<Edit> edits;
  std::vector<std::string> context;  // "while checking field `Diabetes`", innermost first.
};

}  // namespace suture::diag
