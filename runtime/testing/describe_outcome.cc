#include "runtime/testing/describe_outcome.h"

#include <vector>

#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/rules/periods.h"

namespace suture::testing {

using rules::EvidenceNode;
using values::Outcome;

std::string ValueText(const plan::Plan& plan, const values::Value& value) {
  switch (value.kind()) {
    case values::Kind::kChoice:
      return plan.choices[value.choice().list].members[value.choice().member].name;
    case values::Kind::kList: {
      std::string text;
      for (const values::Value& item : value.items()) {
        if (!text.empty()) text += " and ";
        text += ValueText(plan, item);
      }
      return text.empty() ? "an empty set" : text;
    }
    case values::Kind::kDateTime:
      return rules::TimeText(value.date_time());
    default:
      return values::ToText(value);
  }
}

std::string StepText(const plan::Field& field, int step) {
  if (step < 0 || step >= static_cast<int>(field.steps.size())) return "no step";
  const plan::Step& s = field.steps[step];
  if (s.kind == plan::StepKind::kOtherwise) return "`otherwise`";
  if (s.kind == plan::StepKind::kTake && s.name.empty()) return "`take`";
  return fmt::format("`{}`", s.name);
}

std::string OutcomeText(const plan::Plan& plan, plan::FieldId id,
                        const rules::FieldOutcome& outcome) {
  const plan::Field& field = plan.fields[id.index];
  if (!outcome.done()) return "no outcome, because a prompt was never answered";
  switch (outcome.outcome) {
    case Outcome::kAnswered:
      if (outcome.step < 0) return fmt::format("{} as given", ValueText(plan, outcome.value));
      return fmt::format("{} by {}", ValueText(plan, outcome.value), StepText(field, outcome.step));
    case Outcome::kAbsent:
      return fmt::format("absent ({})", values::Name(outcome.absence));
    case Outcome::kNotApplicable:
      return "not applicable";
    case Outcome::kReview: {
      std::string text = fmt::format("review because {}", values::Name(outcome.reason));
      text += fmt::format(" ({}", values::Sentence(outcome.reason));
      if (outcome.cause != values::UnsettledCause::kNone) {
        text += fmt::format(" {}", values::Sentence(outcome.cause));
      }
      text += ")";
      if (!outcome.value.is_null()) {
        text += fmt::format(", proposing {}", ValueText(plan, outcome.value));
      }
      return text;
    }
  }
  return "";
}

namespace {

std::string LeafText(rules::Evaluator& evaluator, const EvidenceNode& leaf) {
  const plan::Plan& plan = evaluator.plan();
  switch (leaf.kind) {
    case EvidenceNode::Kind::kRow:
    case EvidenceNode::Kind::kCell: {
      const plan::Collection& collection = plan.collections[leaf.a];
      const plan::Shape& shape = plan.shapes[collection.shape.index];
      std::string text = shape.name;
      const chart::Period at = evaluator.TimeOf({leaf.a, leaf.b});
      if (at.has_start) text += fmt::format(" of {}", rules::TimeText(at.start));
      return text;
    }
    case EvidenceNode::Kind::kField:
      return fmt::format("the field {}", plan.fields[leaf.a].name);
    case EvidenceNode::Kind::kAnswer:
      return fmt::format("the answer to `{}`", plan.prompts[leaf.a].name);
    case EvidenceNode::Kind::kSearch: {
      const plan::Query& query = plan.queries[leaf.a];
      return fmt::format("a search of {} in which {} of {} could not be judged",
                         plan.collections[query.collection.index].name, leaf.c,
                         base::Counted(leaf.b, "entry", "entries"));
    }
    case EvidenceNode::Kind::kCriterion:
      return fmt::format("criterion `{}`", plan.exprs[leaf.a].names[leaf.b]);
    default:
      return "";
  }
}

}  // namespace

std::string WhyText(rules::Evaluator& evaluator, const rules::FieldOutcome& outcome) {
  constexpr size_t kMost = 4;
  std::vector<EvidenceNode> leaves;
  evaluator.evidence().Flatten(outcome.evidence, leaves);
  std::vector<std::string> parts;
  for (const EvidenceNode& leaf : leaves) {
    const std::string part = LeafText(evaluator, leaf);
    if (part.empty() || (!parts.empty() && parts.back() == part)) continue;
    parts.push_back(part);
    if (parts.size() == kMost) break;
  }
  if (parts.empty()) return "";
  std::string text = "It rests on ";
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text + ".";
}

}  // namespace suture::testing
