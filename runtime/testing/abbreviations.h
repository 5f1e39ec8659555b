// Terms that clinicians write short, for `vary abbreviate`.
#pragma once

#include <string>
#include <string_view>

namespace suture::testing {

// Every term of the table in the text becomes its abbreviation; letters may be of either case, and
// a longer term goes before a shorter one that it holds.
std::string Abbreviated(std::string_view text);

}  // namespace suture::testing
