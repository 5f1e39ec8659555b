// ast::File… -> resolve::Program: every declaration has a place in a scope, every import is found,
// no name stands twice in one scope. Expressions are bound later (compiler/check), where types tell
// what a bare word such as `Yes` means.
//
// A module is a folder of files that share one scope. Names of other modules are seen through `use`
// alone, and not through the `use` of a used module.
//
// The program points into the AST, which must outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "compiler/ast/ast.h"
#include "compiler/diagnostics/emitter.h"
#include "runtime/base/id.h"

namespace suture::resolve {

using SymbolId = base::Id<struct SymbolTag>;
using ModuleId = base::Id<struct ModuleTag>;

// A field and a lab may share a name (`field Hct` takes `last Hct`), two labs may not: names are
// unique within their space.
enum class Space {
  kValue,
  kType,
  kCollection,
  kCodes,
  kSystem,
  kDocument,
  kPhase,
  kCover,
  kPhrases,
  kFunction
};
std::string_view Describe(Space space);  // "a field or value", "a code set", …

struct Symbol {
  Space space = Space::kValue;
  std::string name;
  base::Span span;  // Of the name.
  const ast::Declaration* declaration = nullptr;
  ModuleId module;
  SymbolId group;  // The group it stands in; invalid: none.
  const ast::Section* section = nullptr;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&declaration->node);
  }
};

struct Module {
  std::string name;  // "std.labs", or the registry folder's name
  std::vector<const ast::File*> files;
  std::vector<ModuleId> imports;
};

// A declaration without a name of its own: tests, checks, instructions and the like, with where it
// stands.
struct Anonymous {
  const ast::Declaration* declaration = nullptr;
  ModuleId module;
  SymbolId group;
  const ast::Section* section = nullptr;
};

struct Program {
  std::vector<Module> modules;
  ModuleId main;
  std::vector<Symbol> symbols;  // In order of declaration
  std::vector<Anonymous> anonymous;
  // What layers (`extend REGISTRY`) add to a symbol's own declaration: code sets, documents, labs,
  // phrases.
  absl::flat_hash_map<int32_t, std::vector<const ast::Declaration*>> additions;

  const Symbol& symbol(SymbolId id) const { return symbols[id.index]; }
  template <typename T>
  std::vector<const T*> AdditionsTo(SymbolId id) const {
    std::vector<const T*> out;
    auto found = additions.find(id.index);
    if (found == additions.end()) return out;
    for (const ast::Declaration* declaration : found->second)
      out.push_back(std::get_if<T>(&declaration->node));
    return out;
  }

  // The symbol that `name` means inside `group` of `module`: the group's own, those of the groups
  // around it, the module's, then those of the modules it uses. Invalid when there is none.
  SymbolId Find(Space space, std::string_view name, ModuleId module, SymbolId group = {}) const;
  // All names that Find could give, for suggestions.
  std::vector<std::string> Visible(Space space, ModuleId module, SymbolId group = {}) const;

  struct Key {
    Space space;
    int32_t module;
    int32_t group;
    std::string name;
    bool operator==(const Key&) const = default;
    template <typename H>
    friend H AbslHashValue(H h, const Key& k) {
      return H::combine(std::move(h), k.space, k.module, k.group, k.name);
    }
  };
  absl::flat_hash_map<Key, SymbolId> table;
};

// One module's files, as the driver loaded them.
struct ModuleSource {
  std::string name;
  std::vector<const ast::File*> files;
};

// `sources[0]` is the main module. Reports unknown modules, names declared twice, modules that use
// themselves.
Program Resolve(const std::vector<ModuleSource>& sources, diag::Emitter& emitter);

}  // namespace suture::resolve
