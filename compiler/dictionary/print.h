// The two printed forms of dictionaries: a page for people and a document for programs.
#pragma once

#include <string>
#include <vector>

#include "compiler/dictionary/dictionary.h"

namespace suture::dictionary {

// Markdown (CommonMark with tables), one after another.
std::string ToMarkdown(const std::vector<Dictionary>& dictionaries);

// One document, of the schema docs/dictionary.schema.json.
std::string ToJson(const std::vector<Dictionary>& dictionaries);

}  // namespace suture::dictionary
