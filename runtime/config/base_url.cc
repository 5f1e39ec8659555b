#include "runtime/config/base_url.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace suture::config {
namespace {

absl::Status Bad(std::string sentence) { return absl::InvalidArgumentError(std::move(sentence)); }

bool IsHostCharacter(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_'; }

bool IsPort(std::string_view text) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port > 0;
}

// Splits "host:port" or "[::1]:port"; false if it is neither.
bool SplitAuthority(std::string_view authority, std::string_view* host, std::string_view* port) {
  *port = {};
  if (authority.starts_with("[")) {
    const size_t close = authority.find(']');
    if (close == std::string_view::npos) return false;
    *host = authority.substr(1, close - 1);
    in6_addr address;
    if (inet_pton(AF_INET6, std::string(*host).c_str(), &address) != 1) return false;
    std::string_view rest = authority.substr(close + 1);
    if (rest.empty()) return true;
    if (rest[0] != ':') return false;
    *port = rest.substr(1);
    return !port->empty();
  }
  const size_t colon = authority.find(':');
  *host = authority.substr(0, colon);
  if (host->empty()) return false;
  for (char c : *host) {
    if (!IsHostCharacter(c)) return false;
  }
  if (colon == std::string_view::npos) return true;
  *port = authority.substr(colon + 1);
  return !port->empty();
}

}  // namespace

bool IsLoopbackHost(std::string_view host) {
  const std::string text = absl::AsciiStrToLower(std::string(host));
  if (text == "localhost") return true;
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6;
  return inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

absl::StatusOr<BaseUrl> ParseBaseUrl(std::string_view url) {
  BaseUrl parsed;
  std::string_view rest = url;
  parsed.https = rest.starts_with("https://");
  if (!parsed.https && !rest.starts_with("http://")) {
    return Bad("The base_url must begin with https:// (or http:// for a server on this machine).");
  }
  rest.remove_prefix(rest.find("//") + 2);
  for (char c : url) {
    if (absl::ascii_iscntrl(c) || absl::ascii_isspace(c) || c == '\\' ||
        static_cast<unsigned char>(c) > 0x7e) {
      return Bad("The base_url may hold no white space, backslash or special character.");
    }
  }
  std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) {
    return Bad(
        "The base_url may not hold a user name or password; put the key into an environment "
        "variable "
        "and name that in key_env.");
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return Bad("The base_url may not hold a query (?) or a fragment (#); give the bare address.");
  }
  std::string_view host, port;
  if (!SplitAuthority(authority, &host, &port)) {
    return Bad("The base_url has no valid host and port; write for example https://host:8443/v1.");
  }
  if (!port.empty() && !IsPort(port)) {
    return Bad("The port in the base_url must be a number from 1 to 65535.");
  }
  if (!parsed.https && !IsLoopbackHost(host)) {
    return Bad(
        fmt::format("Plain http would send notes and keys to {} unprotected. Use https://, or run "
                    "the server on "
                    "this machine (http://127.0.0.1 or http://localhost).",
                    host));
  }
  parsed.host = std::string(host);
  while (url.ends_with("/")) url.remove_suffix(1);
  parsed.text = std::string(url);
  return parsed;
}

}  // namespace suture::config
