#include "runtime/rules/ranking.h"

namespace suture::rules {

using values::Value;

namespace {

bool IsOutsideOrder(const Value& value) {
  return value.kind() == values::Kind::kChoice && value.choice().rank == values::Choice::kUnordered;
}

}  // namespace

values::Judgement Beats(const Value& left, const Value& right, bool highest) {
  if (IsOutsideOrder(left) != IsOutsideOrder(right)) {
    return values::Judgement::Of(IsOutsideOrder(right));
  }
  if (values::Equal(left, right).truth == values::Truth::kTrue) return values::Judgement::Of(false);
  const values::Comparison order = values::Compare(left, right);
  return highest ? order.Greater() : order.Less();
}

}  // namespace suture::rules
