// What text shows of the eighteen identifiers of Safe Harbor (45 CFR 164.514(b)(2)) by its form
// alone. Whole dates have a room of their own: written_dates.h.
#pragma once

#include <re2/re2.h>

#include <deque>
#include <string_view>

namespace suture::prompts {

struct IdentifierPattern {
  IdentifierPattern(std::string_view kind_of, const char* text) : kind(kind_of), form(text) {}
  std::string_view kind;  // Of the mark that replaces it: "NAME", "ID" …
  RE2 form;               // Its first group is what is replaced.
};

const std::deque<IdentifierPattern>& IdentifierPatterns();

// Of what a pattern of names or places found: without the words from the first on that is no name,
// such as "was" in "DR. SMITH WAS". False: the first is none ("MR SEVERE").
bool TrimToName(std::string_view text, size_t begin, size_t& end);

// A mark as deidentify.h writes it.
const RE2& MarkForm();

}  // namespace suture::prompts
