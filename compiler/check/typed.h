// What the checker yields: every declaration bound and typed, in the plan's own node structs, with
// the places of the source beside them. It holds *all* that was declared; compiler/lower keeps what
// a run needs. Sharing the structs with the plan spares a second set of forty types that would say
// the same; see docs/decisions/typed-module.md.
//
// INVARIANT: every ExprId in `draft` that is valid has a type; an invalid ExprId stands only where
// a diagnostic was given.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/resolve/program.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"

namespace suture::typed {

// The role of prompts that name none.
inline constexpr std::string_view kDefaultRole = "abstractor";

struct FieldInfo {
  const ast::Field* source =
      nullptr;  // Null for an event or a let, which have no steps of their own.
  resolve::SymbolId symbol;
  base::Span name_span;
  resolve::SymbolId phase;  // The phase it may not look outside of; invalid: any time.
  base::Span span;          // Of the whole declaration
  bool whole = false;       // Nothing of it was reported: analyses may trust what they see.
};

// A decision table with what the author wrote of it. When its field is whole, `source->rows` is
// parallel to the plan table's rows.
struct TableInfo {
  const ast::Table* source = nullptr;
  plan::FieldId field;
  std::vector<plan::ExprId> inputs;  // One a column
};

// A value that is printed into a prompt, or into the instructions of all prompts.
struct Hole {
  plan::ExprId expr;
  base::Span span;
  bool reveal = false;  // The author means to show an identifier here.
};

struct CodeSetInfo {
  plan::CodeSetId id;
  base::Span span;                   // Of its name
  std::vector<plan::CodeRange> own;  // Written in the set itself, neither included nor imported
};

struct PhaseInfo {
  resolve::SymbolId symbol;
  std::string name;
  plan::Window window;
  base::Span span;
};

struct Module {
  plan::Plan draft;
  plan::Suite suite;
  std::vector<base::Span> expr_spans;   // Parallel to draft.exprs
  std::vector<base::Span> query_spans;  // Parallel to draft.queries
  std::map<int32_t, base::Span>
      bare_mentions;                     // Queries of mentions of any kind: the word `mention`
  std::vector<base::Span> prompt_spans;  // Parallel to draft.prompts
  std::vector<std::vector<base::Span>> read_spans;  // Parallel to draft.prompts, then to its reads
  std::vector<FieldInfo> fields;                    // Parallel to draft.fields
  std::vector<TableInfo> tables;                    // Parallel to draft.tables
  std::vector<base::Span> check_spans;              // Parallel to draft.checks
  std::vector<PhaseInfo> phases;
  std::vector<Hole> holes;
  std::vector<CodeSetInfo> code_sets;  // Those with a name, of the main module
  std::set<int32_t> named;             // Symbols that something names beside their declarations
  std::vector<ast::Name> roles;        // That prompts of the text name, in its order
  bool is_registry = false;            // A library has no index and builds no plan.
};

}  // namespace suture::typed
