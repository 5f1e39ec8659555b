// Writing JSON by appending: no tree, no allocation beyond the caller's string. Plans, suites and
// results go through here, so that text is escaped in one way only: what JSON demands and nothing
// more, UTF-8 as it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace suture::plan {

// Quoted and escaped. Bytes that are no UTF-8 become U+FFFD, so that the output is always valid.
void AppendJsonString(std::string_view text, std::string& out);
void AppendJsonInteger(int64_t value, std::string& out);

}  // namespace suture::plan
