// Which entries count, asked while a chart is read: a kind's `valid when`, a binding's `when`
// [language meaning 6].
#pragma once

#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/rules/evaluator.h"

namespace suture::rules {

// One a reading thread. False drops the row; what is not known keeps it, in doubt.
class RowConditions : public chart::RowFilter {
 public:
  explicit RowConditions(const Program& program) : evaluator_(program, nullptr) {
    evaluator_.evidence().set_enabled(false);
  }

  Verdict Judge(plan::ShapeId shape, plan::ExprId condition, const chart::Row& row) override;

 private:
  Evaluator evaluator_;
};

}  // namespace suture::rules
