// Visits every expression and query of a piece of the tree, parents before children, in the order
// of the text. For searches that care about nothing else (names used, holes in prompts, queries).
#pragma once

#include "compiler/ast/ast.h"

namespace suture::ast {

class Walker {
 public:
  virtual ~Walker() = default;

  // Return false to leave out what stands inside.
  virtual bool Enter(const Expr&) { return true; }
  virtual bool Enter(const Query&) { return true; }
  virtual bool Enter(const Declaration&) { return true; }

  void Walk(const File& file);
  void Walk(const Declaration& declaration);
  void Walk(const Expr& expr);
  void Walk(const Query& query);
  void Walk(const Window& window);
  void Walk(const TextBlock& text);
  void Walk(const Step& step);
  void Walk(const Prompt& prompt);

 private:
  void WalkIf(const ExprPtr& expr);
  void WalkIf(const QueryPtr& query);
  void WalkIf(const std::optional<Window>& window);
  void WalkIf(const std::optional<TextBlock>& text);
  void WalkNode(const Field& field);
  void WalkNode(const Group& group);
  void WalkNode(const Test& test);
};

}  // namespace suture::ast
