// The variants of a test that its `vary` lines ask for. Quotes of the given answers change as the
// notes do, so that they stay verbatim.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/plan/suite.h"

namespace suture::testing {

struct Variant {
  std::string name;  // In a message, after "With": `"DM2"`, `negate ("no diabetes")`
  plan::Test test;
};

//   note "A" to "B"          every A of the given notes becomes B
//   negate "A"               "no A", "no evidence of A", "no sign of A"
//   historicise "A"          "history of A", "h/o A", "remote history of A"
//   attribute to family "A"  "family history of A", "mother with A", "father with A"
//   move to another section "A"  the sentence with A goes to the end of its note, under a heading
//   that
//                            says nothing of what it holds: the hospital course, the assessment, …
//   abbreviate               terms of abbreviations.h
//   shift dates              every date that the test gives, expects or tells moves by 28 days
//   uppercase, lowercase     the letters of every note (ASCII)
//   spacing                  every space of a note becomes two
// Errors: kInvalidArgument with a sentence for the test's author, where nothing would change.
absl::StatusOr<std::vector<Variant>> VariantsOf(const plan::Test& test, const plan::Vary& vary);

}  // namespace suture::testing
