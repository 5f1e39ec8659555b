#include "compiler/check/suggest.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "runtime/text/edit_distance.h"

namespace suture::check {
namespace {
constexpr size_t kListed = 12;

struct EverydayWord {
  std::string_view word, help;
};
constexpr EverydayWord kEverydayWords[] = {
    {"diagnosis", "Diagnoses and problems are entries of `condition`."},
    {"problem", "Diagnoses and problems are entries of `condition`."},
    {"medication", "Say which fact is meant: `home drug`, `drug ordered`, `drug given` or `discharge drug`."},
    {"drug", "Say which fact is meant: `home drug`, `drug ordered`, `drug given` or `discharge drug`."},
    {"prescription", "Say which fact is meant: `drug ordered` or `discharge drug`."},
    {"lab", "Name the lab, such as `last Creatinine before surgery.start`."},
    {"operation", "Operations are entries of `procedure`; the index event has the name that `index` gives it."},
    {"visit", "Stays and visits are entries of `encounter`."},
    {"admission", "Stays and visits are entries of `encounter`; name one with `event`."},
    {"age", "Work it out: `AgeAt(patient.birth, surgery.start.date)`, with `use std.clinical`."},
    {"sex", "Write `patient.sex`."},
    {"gender", "Write `patient.sex`."},
    {"birthdate", "Write `patient.birth`."},
    {"dob", "Write `patient.birth`."},
};
}  // namespace

bool SuggestEverydayWord(diag::Emitter::Builder& builder, std::string_view word) {
  for (const EverydayWord& entry : kEverydayWords) {
    if (entry.word != word) continue;
    builder.Help(std::string(entry.help));
    return true;
  }
  return false;
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
