// Base64 as FHIR has it (RFC 4648 section 4); white space between the characters is passed over.
#pragma once

#include <optional>
#include <string_view>

#include "runtime/base/arena.h"

namespace suture::chart {

// nullopt: a character outside the alphabet, wrong padding, or a length that no bytes give.
std::optional<std::string_view> DecodeBase64(std::string_view text, base::Arena& arena);

}  // namespace suture::chart
