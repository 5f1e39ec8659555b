// Pieces of a spec as they are printed outside of it: the author's words in canonical layout,
// without comments, with a semicolon where the spec has a new line between the parts of a list.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/source/source_set.h"
#include "compiler/syntax/layout.h"
#include "runtime/base/span.h"

namespace suture::dictionary {

struct Wording {
  std::string line;               // On one line
  std::vector<std::string> rows;  // Broken as `suture fmt` breaks; one row where that suffices.

  bool empty() const { return line.empty(); }
};

// Reads each file once.
class Words {
 public:
  static constexpr int kColumns = 88;  // Of Wording::rows

  explicit Words(const source::SourceSet& sources) : sources_(sources) {}

  // The file must be one without mistakes. An invalid span gives empty words.
  Wording Of(base::Span span);
  // Words inside of a text block, which is one word of the layout: as written, on one line.
  std::string InText(base::Span span) const;

 private:
  const std::vector<syntax::LayoutToken>& TokensOf(int32_t file);

  const source::SourceSet& sources_;
  std::map<int32_t, std::vector<syntax::LayoutToken>> tokens_;
};

}  // namespace suture::dictionary
