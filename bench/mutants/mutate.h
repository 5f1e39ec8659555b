// Wounds in good specifications: one token deleted, doubled, swapped with the next or misspelt.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "compiler/syntax/layout.h"

namespace suture::bench {

enum class Wound : uint8_t { kDelete, kDouble, kSwap, kMisspell };
const char* Name(Wound wound);

struct GoodFile {
  std::string module;  // What is compiled to check it: itself or its folder.
  std::string path;
  std::string text;
  std::vector<syntax::LayoutToken>
      tokens;                        // Without comments and text blocks: a wound there is prose.
  std::vector<std::string> body_of;  // By token: the word of the declaration around it, `codes`

  std::string Word(size_t token) const;
  int Line(uint32_t offset) const;
};

struct Mutant {
  size_t file = 0;   // Of the list of good files.
  size_t token = 0;  // Never the last.
  Wound wound = Wound::kDelete;
  std::string text;
  std::string word;  // The token as it was, and as it is: "within", "witin".
  std::string now;
};

// Reads the tokens of a text that parses; empty otherwise.
GoodFile ReadGood(std::string module, std::string path, std::string text);

// `count` mutants, each of which differs from the good text, in the order of their files. The same
// seed gives the same mutants.
std::vector<Mutant> Mutate(const std::vector<GoodFile>& files, size_t count, uint32_t seed);

}  // namespace suture::bench
