// The parts of verify.h, in the order in which they run: each may rely on those before it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "runtime/plan/plan.h"
#include "runtime/plan/verify.h"

namespace suture::plan::internal {

template <typename... Args>
absl::Status Wrong(fmt::format_string<Args...> format, Args&&... args) {
  return absl::InvalidArgumentError(fmt::format(format, std::forward<Args>(args)...));
}

// The table that an id points into, by its tag.
size_t TableSize(const Plan& plan, ChoiceId);
size_t TableSize(const Plan& plan, SystemId);
size_t TableSize(const Plan& plan, CodeSetId);
size_t TableSize(const Plan& plan, ShapeId);
size_t TableSize(const Plan& plan, CollectionId);
size_t TableSize(const Plan& plan, LabId);
size_t TableSize(const Plan& plan, DocumentId);
size_t TableSize(const Plan& plan, PhrasesId);
size_t TableSize(const Plan& plan, ReadingId);
size_t TableSize(const Plan& plan, ExprId);
size_t TableSize(const Plan& plan, QueryId);
size_t TableSize(const Plan& plan, CoverId);
size_t TableSize(const Plan& plan, PromptId);
size_t TableSize(const Plan& plan, TableId);
size_t TableSize(const Plan& plan, FieldId);
size_t TableSize(const Plan& plan, GroupId);
size_t TableSize(const Plan& plan, EpisodesId);

// Every id in the plan is -1 or an index of its table; every span names a file of the plan.
absl::Status VerifyIds(const Plan& plan);

absl::Status VerifyType(const Plan& plan, const Type& type);
// The text reads as a value of its type.
absl::Status VerifyLiteral(const Plan& plan, const Literal& literal);
bool IsAmount(std::string_view digits, std::string_view unit);

// Vocabulary: choices, systems, code sets, documents, readings, literals.
absl::Status VerifyVocabulary(const Plan& plan);
// Where rows come from: shapes with their bindings, collections, labs, episodes.
absl::Status VerifyRows(const Plan& plan);
absl::Status VerifyExprs(const Plan& plan, const BuiltinCheck* builtin);
absl::Status VerifyQueries(const Plan& plan);
absl::Status VerifyPrompts(const Plan& plan);
// Fields with their steps, tables, groups, checks, the index, the order.
absl::Status VerifyFields(const Plan& plan);
// Nothing depends on itself, nesting is bounded, and variables are bound where they are read.
absl::Status VerifyScopes(const Plan& plan);

// The expression is there and is a truth.
absl::Status VerifyCondition(const Plan& plan, ExprId expr, std::string_view what);
absl::Status VerifyWindow(const Plan& plan, const Window& window);
bool IsTimeLike(TypeKind kind);
bool IsNumeric(TypeKind kind);

}  // namespace suture::plan::internal
