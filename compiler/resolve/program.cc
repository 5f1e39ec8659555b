#include "compiler/resolve/program.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "compiler/resolve/layers.h"
#include "runtime/text/edit_distance.h"

namespace suture::resolve {
namespace {

class Builder {
 public:
  Builder(const std::vector<ModuleSource>& sources, diag::Emitter& emitter)
      : sources_(sources), emitter_(emitter) {}

  Program Build() {
    for (const ModuleSource& source : sources_) {
      program_.modules.push_back({source.name, source.files, {}});
    }
    program_.main = {0};
    for (int i = 0; i < static_cast<int>(sources_.size()); ++i) {
      module_ = {i};
      for (const ast::File* file : sources_[i].files) Declare(file->declarations, {}, nullptr);
    }
    // Layers come last: what they add to must have been declared.
    module_ = program_.main;
    for (const ast::Extend* layer : layers_) AddLayer(*layer);
    return std::move(program_);
  }

 private:
  void Declare(const std::vector<ast::Declaration>& items, SymbolId group,
               const ast::Section* section) {
    for (const ast::Declaration& item : items) DeclareOne(item, group, section);
  }

  void DeclareOne(const ast::Declaration& item, SymbolId group, const ast::Section* section) {
    if (const auto* use = std::get_if<ast::Use>(&item.node)) return Import(*use);
    if (const auto* layer = std::get_if<ast::Extend>(&item.node)) {
      if (module_ == program_.main) layers_.push_back(layer);
      return;
    }
    if (const auto* inner = std::get_if<ast::Section>(&item.node))
      return Declare(inner->items, group, inner);
    std::optional<std::pair<Space, const ast::Name*>> named = NameOf(item);
    if (!named) {
      program_.anonymous.push_back({&item, module_, group, section});
      return;
    }
    SymbolId id = Add(named->first, *named->second, item, group, section);
    if (const auto* inner = std::get_if<ast::Group>(&item.node)) Declare(inner->items, id, section);
  }

  void AddLayer(const ast::Extend& layer) {
    std::string known;
    for (const Anonymous& a : program_.anonymous) {
      const auto* registry = std::get_if<ast::Registry>(&a.declaration->node);
      if (registry != nullptr && a.module == program_.main) known = registry->name.text;
    }
    if (known != layer.registry.text) {
      auto builder =
          emitter_.Emit(diag::kUnknownRegistry, layer.registry.span, layer.registry.text);
      builder.Help(WhereToLook(layer, known));
      return;
    }
    RefuseChanges(layer.items, layer.registry.text, emitter_);
    for (const ast::Declaration& item : layer.items) {
      std::optional<std::pair<Space, const ast::Name*>> named = NameOf(item);
      SymbolId known_symbol =
          named ? program_.Find(named->first, named->second->text, program_.main) : SymbolId{};
      const bool same =
          known_symbol.valid() &&
          program_.symbol(known_symbol).declaration->node.index() == item.node.index();
      if (!same || !IsAddition(item)) {
        if (named && !same) RefuseNearName(item, named->first, *named->second);
        DeclareOne(item, {}, nullptr);
        continue;
      }
      const auto* lab = std::get_if<ast::Lab>(&item.node);
      const auto* codes = std::get_if<ast::Codes>(&item.node);
      if ((lab != nullptr && ChangesMeaning(*lab)) || (codes != nullptr && LeavesOut(*codes))) {
        auto builder = emitter_.Emit(diag::kLayerChanges, named->second->span, named->second->text);
        builder.Label(program_.symbol(known_symbol).span, "It is declared here.");
        if (codes != nullptr)
          builder.Help(
              "List the codes that the site adds, one by one: what `except` leaves out would "
              "leave the registry's set, too.");
      }
      program_.additions[known_symbol.index].push_back(&item);
    }
  }

  static std::string WhereToLook(const ast::Extend& layer, const std::string& known) {
    if (!known.empty()) return absl::StrCat("The registry here is `", known, "`.");
    if (layer.from.empty()) {
      return absl::StrCat("Say in which folder it stands: `extend ", layer.registry.text,
                          " from \"../folder\" { … }`.");
    }
    return absl::StrCat("No file in the folder \"", layer.from,
                        "\" declares a registry. The folder is taken relative to this file; give "
                        "the one in which the registry's files stand.");
  }

  static bool IsAddition(const ast::Declaration& item) {
    return std::holds_alternative<ast::Codes>(item.node) ||
           std::holds_alternative<ast::Document>(item.node) ||
           std::holds_alternative<ast::Lab>(item.node) ||
           std::holds_alternative<ast::Phrases>(item.node);
  }
  static bool ChangesMeaning(const ast::Lab& lab) {
    return !lab.unit.empty() || lab.molar_mass || !lab.conversions.empty() || lab.range ||
           !lab.from.empty() || lab.derived != nullptr;
  }

  // Codes that a layer leaves out of the whole set, the registry's own among them.
  static bool LeavesOut(const ast::Codes& codes) {
    return std::any_of(codes.lines.begin(), codes.lines.end(), [](const ast::CodeLine& line) {
      return line.kind == ast::CodeLine::Kind::kExcept || !line.except.empty();
    });
  }

  // A name that is almost one of the registry's adds to nothing, and nobody would see it.
  void RefuseNearName(const ast::Declaration& item, Space space, const ast::Name& name) {
    constexpr size_t kShortest = 5;  // Shorter names are near each other by chance.
    if (!IsAddition(item) || name.text.size() < kShortest) return;
    std::vector<std::string> known;
    for (std::string& other : program_.Visible(space, program_.main)) {
      const SymbolId symbol = program_.Find(space, other, program_.main);
      if (program_.symbol(symbol).declaration->node.index() == item.node.index())
        known.push_back(std::move(other));
    }
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const std::optional<std::string_view> nearest = text::NearestName(name.text, candidates);
    if (!nearest) return;
    emitter_.Emit(diag::kUnknownDeclared, name.span, WhatIsAdded(item), name.text)
        .Help(absl::StrCat("Did you mean `", std::string(*nearest),
                           "`? A declaration of the layer's own whose ",
                           "name is so near stands outside of these braces."))
        .Edit(name.span, std::string(*nearest), /*safe=*/false);
  }
  static std::string_view WhatIsAdded(const ast::Declaration& item) {
    if (std::holds_alternative<ast::Codes>(item.node)) return "code set";
    if (std::holds_alternative<ast::Lab>(item.node)) return "lab";
    return std::holds_alternative<ast::Document>(item.node) ? "document" : "list of phrases";
  }

  static std::optional<std::pair<Space, const ast::Name*>> NameOf(const ast::Declaration& item) {
    using R = std::optional<std::pair<Space, const ast::Name*>>;
    struct Visitor {
      R operator()(const ast::Index& d) { return R({Space::kValue, &d.name}); }
      R operator()(const ast::Event& d) { return R({Space::kValue, &d.name}); }
      R operator()(const ast::Field& d) { return R({Space::kValue, &d.name}); }
      R operator()(const ast::Let& d) { return R({Space::kValue, &d.name}); }
      R operator()(const ast::Phase& d) { return R({Space::kPhase, &d.name}); }
      R operator()(const ast::Choice& d) { return R({Space::kType, &d.name}); }
      R operator()(const ast::Record& d) { return R({Space::kType, &d.name}); }
      R operator()(const ast::Reading& d) { return R({Space::kType, &d.name}); }
      R operator()(const ast::System& d) { return R({Space::kSystem, &d.name}); }
      R operator()(const ast::Codes& d) { return R({Space::kCodes, &d.name}); }
      R operator()(const ast::Kind& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Lab& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Extract& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Rows& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Group& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Episodes& d) { return R({Space::kCollection, &d.name}); }
      R operator()(const ast::Document& d) { return R({Space::kDocument, &d.name}); }
      R operator()(const ast::Phrases& d) { return R({Space::kPhrases, &d.name}); }
      R operator()(const ast::Define& d) { return R({Space::kFunction, &d.name}); }
      R operator()(const ast::Complete& d) {
        if (d.name.empty()) return std::nullopt;
        return R({Space::kCover, &d.name});
      }
      R operator()(const ast::Registry&) { return std::nullopt; }
      R operator()(const ast::Use&) { return std::nullopt; }
      R operator()(const ast::Extend&) { return std::nullopt; }
      R operator()(const ast::Section&) { return std::nullopt; }
      R operator()(const ast::Heading&) { return std::nullopt; }
      R operator()(const ast::Check&) { return std::nullopt; }
      R operator()(const ast::Prefer&) { return std::nullopt; }
      R operator()(const ast::Absent&) { return std::nullopt; }
      R operator()(const ast::Instructions&) { return std::nullopt; }
      R operator()(const ast::Slots&) { return std::nullopt; }
      R operator()(const ast::Test&) { return std::nullopt; }
      R operator()(const ast::Assign&) { return std::nullopt; }
    };
    return std::visit(Visitor{}, item.node);
  }

  SymbolId Add(Space space, const ast::Name& name, const ast::Declaration& item, SymbolId group,
               const ast::Section* section) {
    SymbolId id{static_cast<int32_t>(program_.symbols.size())};
    program_.symbols.push_back({space, name.text, name.span, &item, module_, group, section});
    if (name.empty()) return id;
    auto [it, fresh] =
        program_.table.try_emplace({space, module_.index, group.index, name.text}, id);
    if (!fresh) {
      const Symbol& first = program_.symbol(it->second);
      emitter_.Emit(diag::kNameTwice, name.span, name.text, Describe(space))
          .Label(first.span, "It was declared here first.");
    }
    return id;
  }

  void Import(const ast::Use& use) {
    for (int i = 0; i < static_cast<int>(sources_.size()); ++i) {
      if (sources_[i].name != use.module.text) continue;
      if (i == module_.index) {
        emitter_.Emit(diag::kModuleUsesItself, use.module.span, use.module.text);
        return;
      }
      std::vector<ModuleId>& imports = program_.modules[module_.index].imports;
      if (std::find(imports.begin(), imports.end(), ModuleId{i}) == imports.end())
        imports.push_back({i});
      return;
    }
    // The driver has reported a module that it could not find.
  }

  const std::vector<ModuleSource>& sources_;
  diag::Emitter& emitter_;
  Program program_;
  ModuleId module_;
  std::vector<const ast::Extend*> layers_;
};

}  // namespace

std::string_view Describe(Space space) {
  switch (space) {
    case Space::kValue:
      return "a field or value";
    case Space::kType:
      return "a type";
    case Space::kCollection:
      return "a record kind or lab";
    case Space::kCodes:
      return "a code set";
    case Space::kSystem:
      return "a code system";
    case Space::kDocument:
      return "a document type";
    case Space::kPhase:
      return "a phase";
    case Space::kCover:
      return "a cover";
    case Space::kPhrases:
      return "a list of phrases";
    case Space::kFunction:
      return "a function";
  }
  return "a name";
}

SymbolId Program::Find(Space space, std::string_view name, ModuleId module, SymbolId group) const {
  Key key{space, -1, -1, std::string(name)};
  auto look = [&](ModuleId in, SymbolId around) -> SymbolId {
    key.module = in.index;
    key.group = around.index;
    auto it = table.find(key);
    return it == table.end() ? SymbolId{} : it->second;
  };
  for (SymbolId around = group; around.valid(); around = symbol(around).group) {
    if (SymbolId found = look(module, around); found.valid()) return found;
  }
  if (SymbolId found = look(module, {}); found.valid()) return found;
  for (ModuleId import : modules[module.index].imports) {
    if (SymbolId found = look(import, {}); found.valid()) return found;
  }
  return {};
}

std::vector<std::string> Program::Visible(Space space, ModuleId module, SymbolId group) const {
  std::vector<std::string> names;
  auto sees = [&](const Symbol& s) {
    if (s.space != space || s.name.empty()) return false;
    if (s.group.valid()) {
      for (SymbolId around = group; around.valid(); around = symbol(around).group) {
        if (around == s.group) return s.module == module;
      }
      return false;
    }
    if (s.module == module) return true;
    const std::vector<ModuleId>& imports = modules[module.index].imports;
    return std::find(imports.begin(), imports.end(), s.module) != imports.end();
  };
  for (const Symbol& s : symbols) {
    if (sees(s)) names.push_back(s.name);
  }
  return names;
}

Program Resolve(const std::vector<ModuleSource>& sources, diag::Emitter& emitter) {
  return Builder(sources, emitter).Build();
}

}  // namespace suture::resolve
