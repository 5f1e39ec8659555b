// Bounds on what one check may cost; docs/limits.md has the table.
#pragma once

namespace suture::check {

struct CheckLimits {
  static constexpr int kDefaultMaxFunctionDepth = 32;
  static constexpr int kDefaultMaxFunctionParts = 2000;
  static constexpr int kDefaultMaxTableSearch = 200'000;
  static constexpr int kDefaultMaxPromptTokens = 6000;
  static constexpr int kDefaultMaxValueSetDepth = 64;
  // Most models take it, few read more with care.
  static constexpr int kDefaultMaxCallTokens = 32'000;

  int max_function_depth = kDefaultMaxFunctionDepth;  // Functions that call functions (S9007)
  int max_function_parts = kDefaultMaxFunctionParts;  // Of one call, with all that it calls (S9008)
  int max_table_search = kDefaultMaxTableSearch;      // Combinations searched for a gap (S4022)
  int max_prompt_tokens = kDefaultMaxPromptTokens;    // Shown to a prompt that states no bound
  int max_value_set_depth =
      kDefaultMaxValueSetDepth;                 // Nested groups of an imported ValueSet (S7006)
  int max_call_tokens = kDefaultMaxCallTokens;  // Evidence and question together (S5009)
};

// Functions written out: more would outgrow the stack of who reads the expression. Told by S9008,
// too.
inline constexpr int kMaxFunctionLevels = 300;
// Fields, values and functions that stand one on the next. Told by S9008, too.
inline constexpr int kMaxNameChain = 100;
// Groups that stand one in the other (S9009): each makes rows for every row of the one around it.
inline constexpr int kMaxGroupLevels = 8;
// Of a length of time, in whatever it is counted (S0021): sums of them stay inside of an integer.
inline constexpr int kMostOfLength = 1'000'000'000;

}  // namespace suture::check
