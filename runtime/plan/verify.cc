#include "runtime/plan/verify.h"

#include <type_traits>

#include "runtime/base/status_macros.h"
#include "runtime/plan/describe.h"
#include "runtime/plan/verify_parts.h"

namespace suture::plan {
namespace internal {

size_t TableSize(const Plan& plan, ChoiceId) { return plan.choices.size(); }
size_t TableSize(const Plan& plan, SystemId) { return plan.systems.size(); }
size_t TableSize(const Plan& plan, CodeSetId) { return plan.code_sets.size(); }
size_t TableSize(const Plan& plan, ShapeId) { return plan.shapes.size(); }
size_t TableSize(const Plan& plan, CollectionId) { return plan.collections.size(); }
size_t TableSize(const Plan& plan, LabId) { return plan.labs.size(); }
size_t TableSize(const Plan& plan, DocumentId) { return plan.documents.size(); }
size_t TableSize(const Plan& plan, PhrasesId) { return plan.phrases.size(); }
size_t TableSize(const Plan& plan, ReadingId) { return plan.readings.size(); }
size_t TableSize(const Plan& plan, ExprId) { return plan.exprs.size(); }
size_t TableSize(const Plan& plan, QueryId) { return plan.queries.size(); }
size_t TableSize(const Plan& plan, CoverId) { return plan.covers.size(); }
size_t TableSize(const Plan& plan, PromptId) { return plan.prompts.size(); }
size_t TableSize(const Plan& plan, TableId) { return plan.tables.size(); }
size_t TableSize(const Plan& plan, FieldId) { return plan.fields.size(); }
size_t TableSize(const Plan& plan, GroupId) { return plan.groups.size(); }
size_t TableSize(const Plan& plan, EpisodesId) { return plan.episodes.size(); }

namespace {

// Walks every member of every struct, so that an id added to the plan tomorrow is checked too.
class IdWalk {
 public:
  explicit IdWalk(const Plan& plan) : plan_(plan) {}

  template <typename Tag>
  bool Check(base::Id<Tag> id) {
    return id.index >= -1 && id.index < static_cast<int64_t>(TableSize(plan_, id)) ? true
                                                                                   : Bad(id.index);
  }
  bool Check(const SourceSpan& span) {
    return span.file >= -1 && span.file < static_cast<int64_t>(plan_.files.size()) ? true
                                                                                   : Bad(span.file);
  }
  template <typename T>
  bool Check(const std::vector<T>& items) {
    if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) return true;
    for (size_t i = 0; i < items.size(); ++i) {
      if (!Check(items[i])) return Under(fmt::format("[{}]", i));
    }
    return true;
  }
  template <typename A, typename B>
  bool Check(const std::pair<A, B>& pair) {
    return Check(pair.first) && Check(pair.second);
  }
  template <typename T>
  bool Check(const std::optional<T>& value) {
    return !value || Check(*value);
  }
  template <typename T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, std::string>)
  bool Check(const T&) {
    return true;
  }
  template <typename S>
    requires requires { Described<S>::kMembers; }
  bool Check(const S& value) {
    bool all = true;
    ForEachMember<S>([&](const auto& member) {
      if (all && !Check(value.*member.pointer)) {
        all = Under(fmt::format(".{}", member.name));
      }
    });
    return all;
  }

  absl::Status Result(bool all) const {
    if (all) return absl::OkStatus();
    return Wrong("{} is {}, which is outside its table", place_.substr(1), index_);
  }

 private:
  bool Bad(int32_t index) {
    index_ = index;
    return false;
  }
  bool Under(const std::string& step) {
    place_.insert(0, step);
    return false;
  }

  const Plan& plan_;
  std::string place_;
  int32_t index_ = 0;
};

}  // namespace

absl::Status VerifyIds(const Plan& plan) {
  IdWalk walk(plan);
  return walk.Result(walk.Check(plan));
}

absl::Status VerifyCondition(const Plan& plan, ExprId expr, std::string_view what) {
  if (!expr.valid()) return Wrong("{} is missing", what);
  if (plan.exprs[expr.index].type.kind != TypeKind::kTruth) {
    return Wrong("{} is not a truth", what);
  }
  return absl::OkStatus();
}

bool IsTimeLike(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kDateTime || kind == TypeKind::kPeriod;
}
bool IsNumeric(TypeKind kind) {
  return kind == TypeKind::kInteger || kind == TypeKind::kDecimal || kind == TypeKind::kQuantity ||
         kind == TypeKind::kDuration;
}

namespace {

absl::Status VerifyAll(const Plan& plan, const BuiltinCheck* builtin) {
  if (plan.version != kPlanVersion) {
    return Wrong("the version is {} where {} is expected", plan.version, kPlanVersion);
  }
  if (plan.variables < 1 || plan.variables > kMaxVariables) {
    return Wrong("the number of row variables is {}, outside 1 to {}", plan.variables,
                 kMaxVariables);
  }
  SUTURE_RETURN_IF_ERROR(VerifyIds(plan));
  SUTURE_RETURN_IF_ERROR(VerifyVocabulary(plan));
  SUTURE_RETURN_IF_ERROR(VerifyRows(plan));
  SUTURE_RETURN_IF_ERROR(VerifyExprs(plan, builtin));
  SUTURE_RETURN_IF_ERROR(VerifyQueries(plan));
  SUTURE_RETURN_IF_ERROR(VerifyPrompts(plan));
  SUTURE_RETURN_IF_ERROR(VerifyFields(plan));
  return VerifyScopes(plan);
}

absl::Status Explained(const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      fmt::format("The plan does not hold together: {}. Build it again with "
                                  "`suture build`; if that does not help, please report it.",
                                  std::string(status.message())));
}

}  // namespace
}  // namespace internal

absl::Status Verify(const Plan& plan) {
  return internal::Explained(internal::VerifyAll(plan, nullptr));
}
absl::Status Verify(const Plan& plan, BuiltinCheck builtin) {
  return internal::Explained(internal::VerifyAll(plan, &builtin));
}

}  // namespace suture::plan
