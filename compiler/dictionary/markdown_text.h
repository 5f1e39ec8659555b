// Text of authors as Markdown (CommonMark with tables) that shows it letter by letter: no sign of
// theirs becomes a table's border, an emphasis, a link or HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suture::dictionary {

// On one line; line breaks and control characters become blanks. Fits into a cell of a table.
std::string Escaped(std::string_view text);

// `text`, whatever it holds. `in_table`: a bar would end the cell.
std::string CodeSpan(std::string_view text, bool in_table = false);

// Paragraphs as lines behind `prefix`; a line that begins with `- ` stays an item of a list.
std::string Prose(std::string_view text, const std::string& prefix);

// A fenced block behind `prefix`.
std::string CodeBlock(const std::vector<std::string>& rows, const std::string& prefix);

}  // namespace suture::dictionary
