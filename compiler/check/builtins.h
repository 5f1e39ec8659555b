// The names under which operators of the language stand in the table of builtins
// (runtime/operators).
#pragma once

#include <string_view>

#include "compiler/ast/ast.h"

namespace suture::check {

inline constexpr std::string_view kBuiltinNegate = "negate";
inline constexpr std::string_view kBuiltinDateOf = "date_of";
inline constexpr std::string_view kBuiltinIn = "in";

// What a spec writes, where the table has a longer name.
constexpr std::string_view BuiltinNamed(std::string_view written) {
  if (written == "min") return "lower_of";
  if (written == "max") return "higher_of";
  return written;
}

constexpr std::string_view BuiltinOf(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kAdd:
      return "add";
    case ast::BinaryOp::kSubtract:
      return "subtract";
    case ast::BinaryOp::kMultiply:
      return "multiply";
    case ast::BinaryOp::kDivide:
      return "divide";
    case ast::BinaryOp::kPower:
      return "power";
    case ast::BinaryOp::kEq:
      return "equal";
    case ast::BinaryOp::kNe:
      return "not_equal";
    case ast::BinaryOp::kLt:
      return "less";
    case ast::BinaryOp::kLe:
      return "less_or_equal";
    case ast::BinaryOp::kGt:
      return "greater";
    case ast::BinaryOp::kGe:
      return "greater_or_equal";
    case ast::BinaryOp::kAnd:
    case ast::BinaryOp::kOr:
      return "";
  }
  return "";
}

}  // namespace suture::check
