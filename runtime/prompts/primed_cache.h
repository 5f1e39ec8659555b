// The pass "primed cache": of several calls over one evidence the first is answered before the
// others are sent, so that they find the evidence remembered by the server.
#pragma once

#include <string>
#include <vector>

#include "runtime/prompts/round_state.h"
#include "runtime/prompts/share_evidence.h"

namespace suture::prompts {

// What a call's prompt begins with beside its evidence, as its server sees it: calls of a group
// with the same beginning share what is remembered. The role, and the questions where its server
// reads their schema first.
std::string BeginningOf(const Call& call, const CallRules& rules);

// Moves calls that are to wait to EvidenceGroup::held. None waits where the server would remember
// nothing or where that saves nothing.
void HoldBack(std::vector<Call>& calls, const CallRules& rules);

}  // namespace suture::prompts
