// `suture mentions`: runs the text rules over any text, line by line, and writes one JSON object a
// mention.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "runtime/notes/lexicon.h"

namespace suture::notes {

// `phrases_text`: one phrase a line, blank lines skipped, a repeated phrase counted once.
// `input_text`: each line is a text of its own. Calls write(line) with one JSON object and its line
// end, in order of line, place, and phrase:
//
//   {"line":1,"phrase":"chest pain","span":[12,22],"negated":true,"uncertain":false,
//    "historical":false,"hypothetical":false,"experiencer":"patient",
//    "trigger":[{"sets":"negated","text":"denies","span":[5,11],"by":"trigger","rule":14}]}
//
// `line` counts from 1; `phrase` is echoed as given; spans are code points within the line, half
// open; `experiencer` is patient, family or other; `trigger` says for each attribute that holds
// what set it: by a trigger (`rule`: its line in context_triggers.tsv), a section heading, or a
// template. Text that is not UTF-8 is read all the same; a stray byte is written as U+FFFD. A byte
// order mark at the start of either is no part of it.
//
// Text in UTF-16, in which no word would be found, is kInvalidArgument.
//
// A phrase that cannot be searched for is left out; `warn` is given the sentence that says so.
absl::Status WriteMentionsReport(std::string_view phrases_text, std::string_view input_text,
                                 const Lexicon& lexicon,
                                 const std::function<void(std::string_view)>& write,
                                 const std::function<void(std::string_view)>& warn);

}  // namespace suture::notes
