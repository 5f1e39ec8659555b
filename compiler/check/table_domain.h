// What an input of a decision table can be, cut into atoms: sets of values that no cell of the
// column tells apart. `< 50 %` and `50..75 %` give below 50, 50, between 50 and 75, 75, above 75,
// and not known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "compiler/check/typed.h"
#include "runtime/values/decimal.h"

namespace suture::check {

// The atoms that a cell holds, one flag an atom.
using AtomSet = std::vector<bool>;

struct Atom {
  bool known = true;
  std::string example;  // A value of it as a cell shows it: "45 %", "Mild", "unknown".
};

// One column. Built in two steps: Add every cell's condition, then ask for the atoms.
class ColumnDomain {
 public:
  // `input` is the expression that the column's cells test, `also` what is written elsewhere and
  // the same. The plan must outlive this.
  ColumnDomain(const plan::Plan& plan, plan::ExprId input, std::vector<plan::ExprId> also = {});

  // Notes where the cell cuts. False: the cell compares with something that is not fixed.
  bool Add(plan::ExprId cell);
  // After the last Add.
  void Cut();

  const std::vector<Atom>& atoms() const { return atoms_; }
  // The atoms for which the cell is true; an invalid cell holds all of them.
  AtomSet Hold(plan::ExprId cell) const;

 private:
  enum class Kind { kTruth, kChoice, kOrdered, kText, kOpaque };

  bool IsInput(plan::ExprId id) const;
  // Notes what a cell compares with. False: it is not fixed.
  bool AddConstant(plan::ExprId literal);
  // One literal of the column's own scale: a number in the input's unit, a day, a length of time.
  std::optional<values::Decimal> Constant(plan::ExprId literal) const;
  const plan::Literal* LiteralOf(plan::ExprId id) const;
  void FindRange();
  // The least value that the input can have above `low`, where its values are steps apart.
  values::Decimal NextAbove(const values::Decimal& low) const;
  bool OnGrid(const values::Decimal& value) const;
  void CutOrdered();
  void AddAtom(const values::Decimal& sample);
  bool HoldsAtom(plan::ExprId cell, size_t atom) const;
  bool Compare(std::string_view op, const plan::Literal& with, plan::ExprId literal,
               size_t atom) const;

  const plan::Plan& plan_;
  plan::ExprId input_;
  std::vector<plan::ExprId> also_;
  plan::Type type_;
  Kind kind_ = Kind::kOpaque;
  std::optional<int> scale_;                   // Values are whole steps of 10^-scale; none: dense.
  std::optional<values::Decimal> low_, high_;  // What the declared range lets through.
  std::vector<values::Decimal> cuts_;
  absl::flat_hash_map<int32_t, values::Decimal> constants_;  // Of cells, by expression
  std::vector<std::string> texts_;
  std::vector<values::Decimal> samples_;  // kOrdered: parallel to the known atoms
  std::vector<Atom> atoms_;
};

}  // namespace suture::check
