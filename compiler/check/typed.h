// What the checker yields: every declaration bound and typed, in the plan's own node structs, with the
// places of the source beside them. It holds *all* that was declared; compiler/lower keeps what a run
// needs. Sharing the structs with the plan spares a second set of forty types that would say the same;
// see docs/decisions/typed-module.md.
//
// INVARIANT: every ExprId in `draft` that is valid has a type; an invalid ExprId stands only where a
// diagnostic was given.
#pragma once

#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/resolve/program.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/suite.h"

namespace suture::typed {

struct FieldInfo {
  const ast::Field* source = nullptr;     // Null for an event or a let, which have no steps of their own.
  resolve::SymbolId symbol;
  base::Span name_span;
  resolve::SymbolId phase;                // The phase it may not look outside of; invalid: any time.
  bool whole = false;                     // Nothing of it was reported: analyses may trust what they see.
};

// A decision table with what the author wrote of it. When its field is whole, `source->rows` is parallel
// to the plan table's rows.
struct TableInfo {
  const ast::Table* source = nullptr;
  plan::FieldId field;
  std::vector<plan::ExprId> inputs;       // One a column
};

struct Module {
  plan::Plan draft;
  plan::Suite suite;
  std::vector<base::Span> expr_spans;     // Parallel to draft.exprs
  std::vector<base::Span> query_spans;    // Parallel to draft.queries
  std::vector<base::Span> prompt_spans;   // Parallel to draft.prompts
  std::vector<FieldInfo> fields;          // Parallel to draft.fields
  std::vector<TableInfo> tables;          // Parallel to draft.tables
  std::vector<base::Span> check_spans;    // Parallel to draft.checks
  // Windows of phases, by the phase's symbol index.
  std::vector<std::pair<resolve::SymbolId, plan::Window>> phases;
  bool is_registry = false;               // A library has no index and builds no plan.
};

}  // namespace suture::typed
