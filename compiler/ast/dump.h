// The tree as text: for tests, for people, and for the formatter, which compares the dump before
// and after. Everything that carries meaning is in it; places and layout are not.
#pragma once

#include <string>

#include "compiler/ast/ast.h"

namespace suture::ast {

std::string Dump(const File& file);
std::string Dump(const Declaration& declaration, int indent = 0);

// On one line, in prefix form: (and (= Diabetes Yes) (any condition in X)).
std::string Dump(const Expr& expr);
std::string Dump(const Query& query);
std::string Dump(const Window& window);
std::string Dump(const Type& type);
std::string Dump(const TextBlock& text);
std::string Dump(const Quantity& quantity);

}  // namespace suture::ast
