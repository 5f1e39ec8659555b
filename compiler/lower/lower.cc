#include "compiler/lower/lower.h"

#include "absl/strings/str_cat.h"
#include "compiler/lower/answer_schema.h"
#include "compiler/lower/prune.h"
#include "compiler/lower/semantic_hash.h"
#include "runtime/plan/needs.h"

namespace suture::lower {
namespace {

// Every field after all that it reads; otherwise in the order of the spec.
class Orderer {
 public:
  explicit Orderer(plan::Plan& plan) : plan_(plan), state_(plan.fields.size(), State::kOpen) {}

  absl::Status Run() {
    for (size_t i = 0; i < plan_.fields.size(); ++i) {
      if (absl::Status status = Place({static_cast<int32_t>(i)}); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  enum class State : uint8_t { kOpen, kUnderWay, kPlaced };

  absl::Status Place(plan::FieldId id) {
    if (state_[id.index] == State::kPlaced) return absl::OkStatus();
    if (state_[id.index] == State::kUnderWay) {
      return absl::InternalError(
          absl::StrCat("The field ", plan_.fields[id.index].name,
                       " depends on itself and the checker did not see it."));
    }
    state_[id.index] = State::kUnderWay;
    for (plan::FieldId needed : needs_.Of(id).fields) {
      if (absl::Status status = Place(needed); !status.ok()) return status;
    }
    state_[id.index] = State::kPlaced;
    plan_.order.push_back(id);
    return absl::OkStatus();
  }

  plan::Plan& plan_;
  plan::NeedsFinder needs_{plan_};
  std::vector<State> state_;
};

}  // namespace

absl::StatusOr<Lowered> Lower(const typed::Module& module) {
  Lowered out;
  out.suite = module.suite;
  out.plan = Prune(module.draft, out.suite);
  for (plan::Prompt& prompt : out.plan.prompts) prompt.schema = AnswerSchema(out.plan, prompt);
  if (absl::Status status = Orderer(out.plan).Run(); !status.ok()) return status;
  HashMeanings(out.plan);
  return out;
}

}  // namespace suture::lower
