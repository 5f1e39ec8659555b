#include "compiler/check/suggest.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "runtime/text/edit_distance.h"

namespace suture::check {
namespace {
constexpr size_t kListed = 12;
}

bool SuggestName(diag::Emitter::Builder& builder, const ast::Name& name, const std::vector<std::string>& candidates) {
  std::vector<std::string_view> views(candidates.begin(), candidates.end());
  size_t allowed = name.text.size() <= 3 ? 1 : name.text.size() <= 8 ? 2 : 3;
  std::optional<std::string_view> nearest = text::NearestName(name.text, views, allowed);
  if (!nearest) return false;
  builder.Help(fmt::format("Did you mean `{}`?", *nearest)).Edit(name.span, std::string(*nearest), false);
  return true;
}

std::string ListNames(const std::vector<std::string>& names) {
  std::string list;
  size_t shown = names.size() > kListed ? kListed - 1 : names.size();
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) absl::StrAppend(&list, i + 1 == names.size() ? " and " : ", ");
    absl::StrAppend(&list, "`", names[i], "`");
  }
  if (shown < names.size()) absl::StrAppend(&list, " and ", names.size() - shown, " more");
  return list;
}

}  // namespace suture::check
