// Conditions that no chart can make true, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/check/implies.h"
#include "compiler/check/typed.h"

namespace suture::check {

struct Contradiction {
  plan::ExprId at;     // The part that cannot be
  plan::ExprId other;  // What it cannot be beside; invalid: it cannot be by itself
  std::string why;     // Follows a colon
};

// Looks for parts that exclude each other, values that are never there, and what is false in every
// case. Nothing is solved, as in Implications: what is not seen is not claimed.
class NeverHoldsFinder {
 public:
  // The plan must outlive this.
  explicit NeverHoldsFinder(const plan::Plan& plan) : plan_(plan), implications_(plan) {}

  // All of `conditions` together: a field's `applies when` beside the `when` of a step.
  std::optional<Contradiction> Find(const std::vector<plan::ExprId>& conditions);

 private:
  void AddParts(plan::ExprId condition, std::vector<plan::ExprId>& parts) const;
  std::optional<Contradiction> Alone(plan::ExprId part);
  std::optional<Contradiction> Together(plan::ExprId first, plan::ExprId second);
  bool IsBelowNone(plan::ExprId part) const;

  const plan::Plan& plan_;
  Implications implications_;
};

}  // namespace suture::check
