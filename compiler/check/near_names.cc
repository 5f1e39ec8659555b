// A letter that went wrong in a declaration makes another one, which nobody names: the library's
// list is read instead of the registry's, and its own words never count. A role that is misspelt is
// a role of its own in the same way.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"
#include "compiler/resolve/program.h"
#include "runtime/text/edit_distance.h"

namespace suture::check {
namespace {

using resolve::Space;
using resolve::Symbol;

constexpr size_t kShortest = 5;  // Shorter names are near each other by chance.

// `Reader1` and `Reader2`, `reader_a` and `reader_b` are meant to be alike.
bool Numbered(std::string_view a, std::string_view b) {
  const auto stem = [](std::string_view name) {
    const size_t line = name.rfind('_');
    if (line != std::string_view::npos && name.size() - line <= 3) name = name.substr(0, line);
    while (!name.empty() && absl::ascii_isdigit(static_cast<unsigned char>(name.back())))
      name.remove_suffix(1);
    return name;
  };
  return stem(a) == stem(b);
}

std::optional<std::string> Nearest(std::string_view name,
                                   const std::vector<std::string_view>& others) {
  if (name.size() < kShortest) return std::nullopt;
  std::vector<std::string_view> candidates;
  for (std::string_view other : others) {
    if (!Numbered(name, other)) candidates.push_back(other);
  }
  const std::optional<std::string_view> nearest = text::NearestName(name, candidates);
  return nearest ? std::optional<std::string>(*nearest) : std::nullopt;
}

// What a library offers under a name of its own, and a registry or a site may declare anew.
bool MayStandForAnother(const Symbol& s) {
  return s.space == Space::kCodes || s.space == Space::kPhrases || s.space == Space::kDocument ||
         s.As<ast::Lab>() != nullptr;
}

void FindUnnamed(const typed::Module& module, const resolve::Program& program,
                 diag::Emitter& emitter) {
  std::vector<const Symbol*> named;
  for (const int32_t i : module.named) {
    if (MayStandForAnother(program.symbols[i])) named.push_back(&program.symbols[i]);
  }
  for (size_t i = 0; i < program.symbols.size(); ++i) {
    const Symbol& s = program.symbols[i];
    if (s.module != program.main || !MayStandForAnother(s) ||
        module.named.contains(static_cast<int32_t>(i)))
      continue;
    std::vector<std::string_view> others;
    for (const Symbol* other : named) {
      if (other->space == s.space && other->span.file != s.span.file) others.push_back(other->name);
    }
    const std::optional<std::string> nearest = Nearest(s.name, others);
    if (!nearest) continue;
    emitter.Emit(diag::kNearName, s.span, s.name, *nearest)
        .Help(absl::StrCat("Did you mean `", *nearest,
                           "`? Then this counts in its place. If not, name `", s.name,
                           "` where it should count, or leave it out."))
        .Edit(s.span, *nearest, /*safe=*/false);
  }
}

void FindNearRoles(const typed::Module& module, diag::Emitter& emitter) {
  std::map<std::string_view, std::vector<const ast::Name*>> places;
  for (const ast::Name& role : module.roles) {
    std::vector<const ast::Name*>& of_role = places[role.text];
    // A prompt that is bound for several fields stands once in the text.
    if (of_role.empty() || of_role.back()->span != role.span) of_role.push_back(&role);
  }
  for (const auto& [role, at] : places) {
    if (at.size() > 1 || role == typed::kDefaultRole) continue;
    std::vector<std::string_view> others = {typed::kDefaultRole};
    for (const auto& [other, of_other] : places) {
      const bool first = of_other.size() == 1 && at[0]->span.begin < of_other[0]->span.begin;
      if (other != role && !first) others.push_back(other);
    }
    const std::optional<std::string> nearest = Nearest(role, others);
    if (!nearest) continue;
    auto builder = emitter.Emit(diag::kNearRole, at[0]->span, std::string(role), *nearest);
    if (const auto other = places.find(*nearest); other != places.end())
      builder.Label(other->second[0]->span, "The other is named here.");
    builder
        .Help(absl::StrCat("Did you mean `", *nearest,
                           "`? If these are two roles, give them names that differ by more than a "
                           "letter, or number them."))
        .Edit(at[0]->span, *nearest, /*safe=*/false);
  }
}

}  // namespace

void FindNearNames(const typed::Module& module, const resolve::Program& program,
                   diag::Emitter& emitter) {
  // What was named wrongly is told already.
  if (module.is_registry && emitter.error_count() == 0) FindUnnamed(module, program, emitter);
  FindNearRoles(module, emitter);
}

}  // namespace suture::check
