// The record kinds of stdlib/fhir/kinds.suture as a plan, read by a small reader of that one file,
// so that the chart is tested with the bindings that specs use. Conditions are kept as numbers
// only: exprs[i] of the plan stands for the i-th condition, whose text is in `conditions`; behind
// them every attribute is looked at.
#pragma once

#include <string>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::chart {

struct FhirKinds {
  plan::Plan plan;
  std::vector<std::string> conditions;  // By expression
  // Collection and attribute by name; fail the test when there is none.
  plan::CollectionId Collection(std::string_view kind) const;
  int Attribute(std::string_view kind, std::string_view attribute) const;
};

// With every collection in use, code sets as given.
FhirKinds ReadFhirKinds(std::vector<plan::CodeSet> code_sets = {});
plan::SystemId SystemNamed(const plan::Plan& plan, std::string_view name);

}  // namespace suture::chart
