// A small plan that holds together and uses most of what a plan has, for tests to break in one
// place.
#pragma once

#include "runtime/plan/plan.h"

namespace suture::plan {

class SamplePlan {
 public:
  SamplePlan();
  Plan plan;

  // Variables: 0 the surgery, 1 the procedure at hand, 2 the lab at hand, 3 the lesion at hand,
  // 4 the row of the group.
  ExprId surgery_start, is_final, hba1c_high, any_hba1c, yes, lesion_narrow, field_diabetes;
  QueryId index_query, hba1c_query, lesions_query;
  CollectionId procedures, labs, notes, lesions, lesion_group;
  FieldId diabetes, control, stenosis;
  PromptId ask, extract;

 private:
  ExprId Add(Expr expr);
  ExprId AddLiteral(Literal literal);
  void AddVocabulary();
  void AddShapes();
  void AddExprs();
  void AddFields();
};

}  // namespace suture::plan
