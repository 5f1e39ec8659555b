// Where identifiers of the patient flow: attributes that a record kind declares `phi` (name, record
// number, address), through expressions, queries, groups, tables and fields. The checker says by it
// where one would reach a prompt or the submission, and results leave out by it what a field says
// that holds one.
#pragma once

#include <string>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::plan {

class Identifiers {
 public:
  // The plan must outlive this.
  explicit Identifiers(const Plan& plan);

  // The identifier that the value of the expression may show; empty: none.
  std::string In(ExprId id) const;
  // The same of the answers of a field.
  std::string In(FieldId id) const;

 private:
  std::string In(std::vector<ExprId> open) const;
  void AddAnswers(FieldId field, std::vector<ExprId>& out) const;
  std::string OwnOf(const Expr& expr) const;

  const Plan& plan_;
  std::vector<CollectionId> rows_;  // By row variable
};

// A group's rows have fields for attributes: marks those that may show an identifier as `phi`.
void MarkIdentifiers(Plan& plan);

}  // namespace suture::plan
