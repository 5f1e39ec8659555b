// A name that is not found: what it is instead, the nearest one, or the module in which it stands.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"

namespace suture::check {
namespace {

// What else a name stands for.
std::optional<Space> OtherUse(const resolve::Program& program, const std::string& name, Space space,
                              ModuleId module, SymbolId group) {
  for (Space other : {Space::kCodes, Space::kPhrases, Space::kCollection, Space::kDocument,
                      Space::kType, Space::kValue}) {
    if (other != space && program.Find(other, name, module, group).valid()) return other;
  }
  return std::nullopt;
}

}  // namespace

SymbolId Checker::FindOrReport(Space space, const ast::Name& name, ModuleId module,
                               SymbolId group) {
  if (name.empty()) return {};
  SymbolId symbol = program_.Find(space, name.text, module, group);
  if (symbol.valid()) {
    if (name.span != program_.symbol(symbol).span) out_.named.insert(symbol.index);
    return symbol;
  }
  std::string_view what = resolve::Describe(space);
  auto builder =
      emitter_.Emit(diag::kUnknownDeclared, name.span, what.substr(what.find(' ') + 1), name.text);
  // Where a declaration is wanted, such as behind the `for` of a test, no query may stand.
  const std::optional<Space> other = OtherUse(program_, name.text, space, module, group);
  if (other && space == Space::kValue) {
    builder.Help(
        absl::StrCat("`", name.text, "` is ", std::string(resolve::Describe(*other)), "."));
    return {};
  }
  if (SuggestOtherUse(builder, name, space, module, group)) return {};
  if (SuggestName(builder, name, program_.Visible(space, module, group))) return {};
  if (space == Space::kSystem) {
    builder.Help(
        "A code stands behind its system, such as `icd10cm E11.9`; a part of an entry stands in "
        "braces, such as "
        "`patient { birth = 1950-02-03 }`.");
  } else if (!SuggestEverydayWord(builder, name.text)) {
    SuggestModule(builder, name.text, space);
  }
  return {};
}

bool Checker::SuggestOtherUse(diag::Emitter::Builder& builder, const ast::Name& name, Space space,
                              ModuleId module, SymbolId group) {
  const std::optional<Space> other = OtherUse(program_, name.text, space, module, group);
  if (!other) return false;
  std::string entries;
  if (*other == Space::kCodes) {
    entries = absl::StrCat(KindCodedIn(program_.Find(*other, name.text, module, group)), " in ",
                           name.text);
  } else if (*other == Space::kPhrases) {
    entries = absl::StrCat("mention of ", name.text);
  }
  const std::string is =
      absl::StrCat("`", name.text, "` is ", std::string(resolve::Describe(*other)));
  if (entries.empty() || (space != Space::kCollection && space != Space::kValue)) {
    builder.Help(absl::StrCat(is, "."));
  } else {
    builder.Help(absl::StrCat(is, ". Ask for entries of the chart: `any ", entries, "`."))
        .Edit(name.span, absl::StrCat(space == Space::kValue ? "any " : "", entries), false);
  }
  return true;
}

// The record kind whose entries most often carry the codes of a set.
std::string Checker::KindCodedIn(SymbolId codes) {
  const CodeSetId id = CodeSetOf(codes);
  if (!id.valid() || out_.draft.code_sets[id.index].include.empty()) return "condition";
  const plan::SystemId system = out_.draft.code_sets[id.index].include[0].system;
  const std::string& name = out_.draft.systems[system.index].name;
  if (name == "rxnorm" || name == "atc" || name == "ndc") return "home drug";
  return name == "cpt" || name == "icd10pcs" || name == "hcpcs" ? "procedure" : "condition";
}

void Checker::SuggestModule(diag::Emitter::Builder& builder, std::string_view name, Space space) {
  for (const resolve::Symbol& s : program_.symbols) {
    if (s.space != space || s.name != name || s.module == program_.main) continue;
    builder.Help(absl::StrCat("It stands in `", program_.modules[s.module.index].name,
                              "`: add `use ", program_.modules[s.module.index].name,
                              "` at the head of the file."));
    return;
  }
}

void Checker::ReportUnknownName(const ast::Name& name, const Scope& scope, const Type* expected) {
  if (expected != nullptr &&
      (expected->kind == TypeKind::kChoice || expected->kind == TypeKind::kSet)) {
    const plan::Choice& choice = out_.draft.choices[expected->choice.index];
    std::vector<std::string> members;
    for (const plan::ChoiceMember& member : choice.members) members.push_back(member.name);
    auto builder = emitter_.Emit(diag::kUnknownChoice, name.span, name.text, choice.name);
    SuggestName(builder, name, members);
    HelpChoices(expected->choice, builder);
    return;
  }
  std::vector<std::string> visible = program_.Visible(Space::kValue, scope.module, scope.group);
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    for (const auto& [known, id] : s->named) visible.push_back(known);
    if (s->variable >= 0 && !s->alias.empty()) visible.push_back(s->alias);
    if (s->bare && s->variable >= 0) {
      for (const plan::Attribute& a : ShapeOf(s->collection).attributes) visible.push_back(a.name);
    }
  }
  if (scope.names_labs) {
    for (std::string& lab : program_.Visible(Space::kCollection, scope.module, scope.group))
      visible.push_back(std::move(lab));
  }
  auto builder = emitter_.Emit(diag::kUnknownName, name.span, name.text);
  if (SuggestOtherUse(builder, name, Space::kValue, scope.module, scope.group)) return;
  if (SuggestChoice(builder, name) || SuggestName(builder, name, visible) ||
      SuggestEverydayWord(builder, name.text))
    return;
  if (scope.heads_column) {
    builder.Help(absl::StrCat("Say under the rows what it is: `where ", name.text, " = …`."));
    return;
  }
  SuggestModule(builder, name.text, Space::kValue);
}

// `Diabetes = Yes or No`: a choice stands alone.
bool Checker::SuggestChoice(diag::Emitter::Builder& builder, const ast::Name& name) {
  for (const plan::Choice& choice : out_.draft.choices) {
    const bool member = absl::c_any_of(
        choice.members, [&](const plan::ChoiceMember& m) { return m.name == name.text; });
    if (!member) continue;
    builder.Help(absl::StrCat("`", name.text, "` is a choice of `", choice.name,
                              "`: compare it, such as `X = ", name.text,
                              "`. One of several is `X in {A, ", name.text, "}`."));
    return true;
  }
  return false;
}

}  // namespace suture::check
