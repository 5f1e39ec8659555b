#include "cli/builtin_check.h"

#include "absl/strings/str_cat.h"
#include "runtime/operators/table.h"

namespace suture::cli {

absl::Status CheckBuiltin(std::string_view name, absl::Span<const plan::Type* const> arguments,
                          const plan::Type&) {
  if (!operators::FindOperator(name)) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no builtin called ", std::string(name)));
  }
  if (arguments.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the builtin ", std::string(name), " is given no argument"));
  }
  return absl::OkStatus();
}

}  // namespace suture::cli
