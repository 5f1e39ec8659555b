// What the truth of a condition rests on: on something that was found, or on nothing having been
// found.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/check/silence.h"
#include "runtime/plan/plan.h"

namespace suture::check {

enum class Ground {
  kSilence,  // Nothing was found where no cover says that it would have been
  kNothing,  // What holds of every case: that the index event has a time, or when it was
  kOther,    // Something was found, covered, or compared
};

class GroundFinder {
 public:
  // The plan must outlive this.
  explicit GroundFinder(const plan::Plan& plan) : plan_(plan), silence_(plan) {}

  // Of the condition being true, or, `negated`, of its being false. None written: nothing.
  Ground Of(plan::ExprId condition, bool negated);
  // Whether it holds because too little was found: `sum of … < 500 mL`. More may be there, so that
  // it is never true, whatever it would conclude.
  bool RestsOnTotal(plan::ExprId condition);
  // One ground that is not silence is enough for the whole.
  static Ground Both(Ground a, Ground b);

 private:
  Ground OfAll(const std::vector<plan::ExprId>& args, bool negated);
  Ground OfAlternatives(const std::vector<Ground>& ways) const;
  Ground OfTruth(plan::FieldId id, bool negated);
  Ground OfComparison(const plan::Expr& expr, bool negated);
  Ground OfMember(const plan::Expr& expr, bool negated);
  Ground OfValue(plan::FieldId id, std::string_view comparison, const plan::Literal& limit);
  bool OfIndexTimes(plan::ExprId id) const;
  bool OfChart(plan::ExprId id);
  bool FieldOfChart(plan::FieldId id);
  bool IsLiteral(plan::ExprId id) const;
  Ground OfComplete(const plan::Expr& expr) const;
  // A count, a sum or a length of time that a chart may not hold the whole of.
  bool IsOpenTotal(plan::ExprId id) const;

  const plan::Plan& plan_;
  SilenceFinder silence_;
  std::vector<int32_t> open_;  // Fields being looked at: a circle rests on nothing new.
};

}  // namespace suture::check
