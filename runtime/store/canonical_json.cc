#include "runtime/store/canonical_json.h"

#include <algorithm>

#include "runtime/base/status_macros.h"
#include "runtime/plan/json_text.h"

namespace suture::store {
namespace {

using nlohmann::json;

constexpr int64_t kLargest = int64_t{1} << 53;

bool IsAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

absl::Status Append(const json& value, std::string& out) {
  switch (value.type()) {
    case json::value_t::null:
      out += "null";
      return absl::OkStatus();
    case json::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return absl::OkStatus();
    case json::value_t::number_integer:
    case json::value_t::number_unsigned: {
      const bool huge = value.is_number_unsigned() && value.get<uint64_t>() > kLargest;
      const int64_t number = huge ? 0 : value.get<int64_t>();
      if (huge || number > kLargest || number < -kLargest) {
        return absl::InvalidArgumentError("A number is beyond 2^53; write it as text.");
      }
      plan::AppendJsonInteger(number, out);
      return absl::OkStatus();
    }
    case json::value_t::string:
      plan::AppendJsonString(value.get_ref<const std::string&>(), out);
      return absl::OkStatus();
    case json::value_t::array: {
      out += '[';
      for (size_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ',';
        SUTURE_RETURN_IF_ERROR(Append(value[i], out));
      }
      out += ']';
      return absl::OkStatus();
    }
    case json::value_t::object: {
      out += '{';
      bool first = true;
      // nlohmann keeps names in the order of their bytes, which for ASCII is RFC 8785's.
      for (const auto& [name, member] : value.items()) {
        if (!IsAscii(name)) return absl::InvalidArgumentError("A member's name is not ASCII.");
        if (!first) out += ',';
        first = false;
        plan::AppendJsonString(name, out);
        out += ':';
        SUTURE_RETURN_IF_ERROR(Append(member, out));
      }
      out += '}';
      return absl::OkStatus();
    }
    default:
      return absl::InvalidArgumentError("A number with a fraction has no place in the audit.");
  }
}

}  // namespace

absl::StatusOr<std::string> CanonicalJson(const json& value) {
  std::string out;
  SUTURE_RETURN_IF_ERROR(Append(value, out));
  return out;
}

}  // namespace suture::store
