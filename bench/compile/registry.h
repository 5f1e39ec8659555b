// A registry of any number of fields with prompts, tables, formulas and tests, in many files: what
// the compiler's speed is measured on. The same numbers give the same text.
#pragma once

#include <string>
#include <vector>

namespace suture::bench {

struct SpecFile {
  std::string name;  // "registry.suture", "section_07.suture"
  std::string text;
};

// `files` counts registry.suture, which holds no field; at least 2. It checks without a message.
std::vector<SpecFile> WriteRegistry(int fields, int files);

}  // namespace suture::bench
