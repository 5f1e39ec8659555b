#include "compiler/ast/walk.h"

#include <type_traits>

namespace suture::ast {

void Walker::WalkIf(const ExprPtr& expr) {
  if (expr) Walk(*expr);
}
void Walker::WalkIf(const QueryPtr& query) {
  if (query) Walk(*query);
}
void Walker::WalkIf(const std::optional<Window>& window) {
  if (window) Walk(*window);
}
void Walker::WalkIf(const std::optional<TextBlock>& text) {
  if (text) Walk(*text);
}

void Walker::Walk(const File& file) {
  for (const Declaration& declaration : file.declarations) Walk(declaration);
}

void Walker::Walk(const Expr& expr) {
  if (!Enter(expr)) return;
  for (const ExprPtr& operand : expr.operands) WalkIf(operand);
  for (const Criterion& criterion : expr.criteria) WalkIf(criterion.condition);
  WalkIf(expr.query);
  if (expr.window) Walk(*expr.window);
}

void Walker::Walk(const Query& query) {
  if (!Enter(query)) return;
  for (const Clause& clause : query.clauses) {
    if (clause.kind == ClauseKind::kWindow) Walk(clause.window);
    WalkIf(clause.expr);
  }
}

void Walker::Walk(const Window& window) {
  WalkIf(window.a);
  WalkIf(window.b);
}

void Walker::Walk(const TextBlock& text) {
  for (const TextSegment& segment : text.segments) WalkIf(segment.hole);
}

void Walker::Walk(const Prompt& prompt) {
  for (const ReadScope& read : prompt.reads) {
    WalkIf(read.written);
    WalkIf(read.true_when);
  }
  for (const PromptExample& example : prompt.examples) WalkIf(example.answer.value);
  for (const TextBlock& text : prompt.texts) Walk(text);
}

void Walker::Walk(const Step& step) {
  WalkIf(step.answer.value);
  WalkIf(step.when);
  if (step.prompt) Walk(*step.prompt);
  if (!step.table) return;
  for (const TableRow& row : step.table->rows) WalkIf(row.answer.value);
  for (const Let& let : step.table->where) WalkIf(let.value);
}

void Walker::WalkNode(const Field& field) {
  WalkIf(field.definition);
  WalkIf(field.applies_when);
  for (const Let& let : field.lets) WalkIf(let.value);
  WalkIf(field.instructions);
  for (const Assign& assign : field.assigns) {
    if (assign.answer) WalkIf(assign.answer->value);
  }
  for (const Step& step : field.steps) Walk(step);
}

void Walker::WalkNode(const Group& group) {
  WalkIf(group.over);
  WalkIf(group.by);
  for (const Declaration& item : group.items) Walk(item);
}

void Walker::WalkNode(const Test& test) {
  auto row = [&](const RowLiteral& cells) {
    for (const RowCellLiteral& cell : cells.cells) WalkIf(cell.value);
  };
  for (const TestItem& item : test.items) {
    if (const auto* given = std::get_if<GivenEntry>(&item)) {
      WalkIf(given->value);
      if (given->cells) row(*given->cells);
    } else if (const auto* answer = std::get_if<TestAnswer>(&item)) {
      if (answer->answer) WalkIf(answer->answer->value);
      for (const RowLiteral& cells : answer->rows) row(cells);
    } else if (const auto* expect = std::get_if<Expect>(&item)) {
      WalkIf(expect->value);
    }
  }
}

void Walker::Walk(const Declaration& declaration) {
  if (!Enter(declaration)) return;
  std::visit(
      [&](const auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, Field> || std::is_same_v<Node, Group> ||
                      std::is_same_v<Node, Test>) {
          WalkNode(node);
        } else if constexpr (std::is_same_v<Node, Registry>) {
          WalkIf(node.versions_by);
        } else if constexpr (std::is_same_v<Node, Section> || std::is_same_v<Node, Extend>) {
          for (const Declaration& item : node.items) Walk(item);
        } else if constexpr (std::is_same_v<Node, Index>) {
          WalkIf(node.query);
        } else if constexpr (std::is_same_v<Node, Event> || std::is_same_v<Node, Let>) {
          WalkIf(node.value);
        } else if constexpr (std::is_same_v<Node, Phase>) {
          Walk(node.window);
        } else if constexpr (std::is_same_v<Node, Kind>) {
          WalkIf(node.valid_when);
          for (const KindFrom& from : node.from) WalkIf(from.when);
        } else if constexpr (std::is_same_v<Node, Lab>) {
          WalkIf(node.derived);
        } else if constexpr (std::is_same_v<Node, Define>) {
          WalkIf(node.body);
        } else if constexpr (std::is_same_v<Node, Extract>) {
          Walk(node.prompt);
        } else if constexpr (std::is_same_v<Node, Rows>) {
          for (const QueryPtr& query : node.from) WalkIf(query);
        } else if constexpr (std::is_same_v<Node, Check>) {
          WalkIf(node.when);
        } else if constexpr (std::is_same_v<Node, Complete>) {
          WalkIf(node.window);
          WalkIf(node.when);
        } else if constexpr (std::is_same_v<Node, Episodes>) {
          for (const auto* queries : {&node.opens, &node.closes, &node.seen, &node.no_end}) {
            for (const QueryPtr& query : *queries) WalkIf(query);
          }
        } else if constexpr (std::is_same_v<Node, Instructions>) {
          Walk(node.text);
        } else if constexpr (std::is_same_v<Node, Assign>) {
          if (node.answer) WalkIf(node.answer->value);
        }
      },
      declaration.node);
}

}  // namespace suture::ast
