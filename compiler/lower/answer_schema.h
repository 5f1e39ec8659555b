// The JSON Schema of one answer of a prompt step, in the subset that every strict server takes:
// every property required, no additional ones, optional means a union with null. Evidence and
// reasoning come before the value, because a model that has written its answer argues for it.
//
//   ask      {"evidence": [{"passage": 3, "quote": "…"}], ("reasoning": "…",) "found": true,
//   "value": …} extract  {"rows": [{"evidence": […], <cell>: … or null, …}]}
//
// Numbers, dates and lengths of time are strings, so that 1.30 stays 1.30; a choice is one of its
// members' names.
#pragma once

#include <string>

#include "runtime/plan/plan.h"

namespace suture::lower {

std::string AnswerSchema(const plan::Plan& plan, const plan::Prompt& prompt);

}  // namespace suture::lower
