// Which attributes of rows anything in a plan looks at. The reader leaves the places of all others
// where they stand: a record kind knows more of an entry than most specs ask.
#pragma once

#include <vector>

#include "runtime/plan/plan.h"

namespace suture::chart {

class AttributesRead {
 public:
  // Of a verified plan. In doubt an attribute is read: what an expression may look at, whether or
  // not a field needs it; times, values and codes by which queries choose; references where a query
  // compares where they lead; all of notes and of rows that a question shows.
  explicit AttributesRead(const plan::Plan& plan);
  // Every attribute, to compare with.
  static AttributesRead All(const plan::Plan& plan);

  bool Has(plan::ShapeId shape, int attribute) const { return read_[shape.index][attribute]; }
  // One more than the last that is read.
  size_t End(plan::ShapeId shape) const;

 private:
  AttributesRead() = default;
  void ReadWhole(plan::ShapeId shape);
  void ReadByKind(const plan::Plan& plan);
  void ReadByQueries(const plan::Plan& plan);
  void ReadByExpressions(const plan::Plan& plan);
  void ReadShown(const plan::Plan& plan);
  void ReadBehindUnions(const plan::Plan& plan);

  std::vector<std::vector<bool>> read_;  // By shape and attribute
};

}  // namespace suture::chart
