// What one condition says of another: whether it is true wherever the other is, as far as their
// texts and the numbers in them tell. Nothing is solved; what is not seen is not claimed.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/check/typed.h"

namespace suture::check {

class Implications {
 public:
  explicit Implications(const plan::Plan& plan) : plan_(plan) {}

  // The same condition written twice. Rows are named by how deep their query stands.
  bool Same(plan::ExprId left, plan::ExprId right);
  // `wide` is true wherever `narrow` is.
  bool Implies(plan::ExprId narrow, plan::ExprId wide);
  // The fewest found of `wide` such that wherever `narrow` is true one of them is, as places in
  // `wide`; empty: there may be none.
  std::vector<size_t> Cover(plan::ExprId narrow, const std::vector<plan::ExprId>& wide);
  // Both ask of one value, each can be true, and no value makes both true.
  bool ShareNoValue(plan::ExprId left, plan::ExprId right);
  // Wherever `any …` is true, `no …` is not: it looks for the same, or for more.
  bool FoundByNo(plan::ExprId any, plan::ExprId no);

 private:
  bool SameRow(int32_t left, int32_t right) const;
  bool SameQuery(plan::QueryId left, plan::QueryId right);
  bool SameWindow(const plan::Window& left, const plan::Window& right);
  bool SameParts(const plan::Query& left, const plan::Query& right);
  bool ImpliesQuery(plan::QueryId narrow, plan::QueryId wide);
  bool FindsWhat(const plan::Query& narrow, const plan::Query& wide);
  bool ImpliesWindow(const plan::Window& narrow, const plan::Window& wide);
  bool ImpliesValues(plan::ExprId narrow, plan::ExprId wide);
  // One alternative of a condition, on the operand that is looked at.
  struct Part {
    plan::ExprId condition, operand;
    size_t place;  // Of the condition
  };
  void AddParts(plan::ExprId condition, size_t place, plan::ExprId operand,
                std::vector<Part>& parts);
  plan::ExprId OperandOf(plan::ExprId condition) const;

  const plan::Plan& plan_;
  // Variables of the queries around what is compared, on either side.
  std::vector<int32_t> left_rows_, right_rows_;
};

}  // namespace suture::check
