#include "runtime/rules/validity.h"

namespace suture::rules {

RowConditions::Verdict RowConditions::Judge(plan::ShapeId shape, plan::ExprId condition,
                                            const chart::Row& row) {
  if (!condition.valid()) return Verdict::kKeep;
  evaluator_.ForgetValues();
  const int32_t self = evaluator_.plan().shapes[shape.index].self;
  const Judged judged = evaluator_.EvaluateOver(condition, self, row, shape);
  if (judged.IsFalse()) return Verdict::kDrop;
  return judged.IsTrue() ? Verdict::kKeep : Verdict::kDoubtful;
}

}  // namespace suture::rules
