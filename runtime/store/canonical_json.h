// JSON in its canonical form (RFC 8785, JCS), for the records that the audit signs and links. Only
// what needs no number formatting is taken: texts, whole numbers within +-2^53, true, false, null,
// lists, and objects whose names are ASCII. Anything else is refused rather than written in a form
// that another reader of the standard would not give.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace suture::store {

// kInvalidArgument, saying what cannot be written.
absl::StatusOr<std::string> CanonicalJson(const nlohmann::json& value);

}  // namespace suture::store
