// Checks the addresses that suture.yaml names: the only places that are ever contacted.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace suture::config {

struct BaseUrl {
  bool https = false;
  std::string host;  // An IPv6 address stands without its brackets.
  std::string text;  // The URL without slashes at its end.
};

// Accepts http and https URLs without user, password, query or fragment; plain http only to a
// loopback host, because notes and keys would travel unprotected. Errors are full sentences and
// never echo the URL's user or password.
absl::StatusOr<BaseUrl> ParseBaseUrl(std::string_view url);

// True for "localhost", 127.0.0.0/8 and ::1, and for no name that merely begins like one.
bool IsLoopbackHost(std::string_view host);

}  // namespace suture::config
