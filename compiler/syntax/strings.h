// What stands between quotation marks.
#pragma once

#include <string>
#include <string_view>

namespace suture::syntax {

// Takes off the quotation marks (the closing one may be missing, either may be curly or single: the
// token filter has said so) and resolves \" \\ \n \t. Any other backslash stays, with what follows
// it.
std::string DecodeString(std::string_view written);

// The same text as a string literal with straight quotes.
std::string EncodeString(std::string_view text);

}  // namespace suture::syntax
