// Declared cover [language meaning 5]: what a source is complete for. Only inside it does "none
// found" mean false.
#include <algorithm>

#include "runtime/rules/edges.h"
#include "runtime/rules/evaluator.h"

namespace suture::rules {

using plan::CollectionKind;
using values::UnsettledCause;

// True inside cover, false outside, pending where a prompt must tell first. Episodes and unions are
// covered where a cover names them, or everything that they are made of. `only`: by this cover.
Verdict Evaluator::Covered(plan::QueryId id, EvidenceId& evidence, plan::CoverId only) {
  const plan::Query& query = plan().queries[id.index];
  const plan::Collection& collection = plan().collections[query.collection.index];
  const Verdict named = CoveredFor(id, query.collection, evidence, only);
  if (named.kind == Verdict::kTrue || named.kind == Verdict::kPending) return named;
  if (collection.kind == CollectionKind::kUnion) {
    return CoveredParts(id, collection.from, evidence, only);
  }
  // A group has a row for each that its query finds, and no other.
  if (collection.kind == CollectionKind::kGroup) {
    const plan::Group& group = plan().groups[collection.group.index];
    if (group.parent.valid()) return named;
    return group.over_choice.valid() ? Verdict::Of(true) : Covered(group.over, evidence, only);
  }
  if (collection.kind == CollectionKind::kEpisodes) {
    const plan::Episodes& episodes = plan().episodes[collection.episodes.index];
    return And(CoveredParts(id, episodes.opens, evidence, only),
               And(CoveredParts(id, episodes.closes, evidence, only),
                   CoveredParts(id, episodes.seen, evidence, only)));
  }
  return named;
}

Verdict Evaluator::CoveredParts(plan::QueryId id, const std::vector<plan::QueryId>& parts,
                                EvidenceId& evidence, plan::CoverId only) {
  Verdict all = Verdict::Of(true);
  for (plan::QueryId part : parts) {
    all = And(all, CoveredFor(id, plan().queries[part.index].collection, evidence, only));
  }
  return all;
}

Verdict Evaluator::CoveredFor(plan::QueryId id, plan::CollectionId collection, EvidenceId& evidence,
                              plan::CoverId only) {
  Verdict any = Verdict::Of(false);
  for (plan::CoverId cover : plan().queries[id.index].covers) {
    if (only.valid() && cover != only) continue;
    const Verdict reaches = CoverReaches(program_.query(id), collection, cover);
    any = Or(any, reaches);
    if (reaches.kind != Verdict::kTrue) continue;
    evidence = evidence_.Join(evidence, evidence_.Add(EvidenceNode::Kind::kCover, cover.index));
    break;
  }
  return any;
}

// The cover's condition is true and one of the query's windows lies inside the cover's.
Verdict Evaluator::CoverReaches(const QueryProgram& program, plan::CollectionId collection,
                                plan::CoverId id) {
  const plan::Cover& cover = plan().covers[id.index];
  // A measurement that the cover names, or a collection that it names without narrowing it so.
  const plan::LabId lab = program.source->lab;
  const bool by_lab =
      lab.valid() && std::find(cover.labs.begin(), cover.labs.end(), lab) != cover.labs.end();
  const bool narrowed = std::any_of(cover.labs.begin(), cover.labs.end(), [&](plan::LabId named) {
    return plan().labs[named.index].collection == collection;
  });
  const bool whole = !narrowed && std::find(cover.collections.begin(), cover.collections.end(),
                                            collection) != cover.collections.end();
  if (!by_lab && !whole) return Verdict::Of(false);
  if (cover.when.valid()) {
    const Judged when = Judge(cover.when);
    if (!when.IsTrue()) return when.pending() ? Verdict{Verdict::kPending} : Verdict::Of(false);
  }
  const CoverProgram& covers = program_.cover(id);
  if (!covers.window) return Verdict::Of(true);
  EvidenceId unused;
  BoundWindow outer;
  outer.program = &*covers.window;
  Stretch outer_stretch;
  const Verdict bound = BindWindow(outer, unused);
  if (bound.kind == Verdict::kPending) return bound;
  if (bound.kind != Verdict::kTrue || outer.is_loose ||
      !StretchOf(*covers.window, outer.a, outer.b, outer_stretch)) {
    return Verdict::Of(false);
  }
  for (int32_t number : program.windows) {
    const WindowProgram& window = program_.window(number);
    if (window.excluded) continue;
    BoundWindow inner;
    inner.program = &window;
    Stretch inner_stretch;
    if (BindWindow(inner, unused).kind == Verdict::kTrue && !inner.lists && !inner.is_loose &&
        StretchOf(window, inner.a, inner.b, inner_stretch) &&
        Contains(outer_stretch, inner_stretch, program_.month_rounding())) {
      return Verdict::Of(true);
    }
  }
  return Verdict::Of(false);
}

// `complete history`, `complete lesions` as a condition.
Judged Evaluator::JudgeComplete(const Node& node) {
  const plan::Expr& expr = *node.source;
  const Verdict speaks = SpeaksForReads(node);
  if (speaks.kind != Verdict::kTrue) return speaks.ToJudged({});
  if (expr.prompt.valid()) return PromptComplete(expr.prompt);
  const plan::Cover& cover = plan().covers[expr.cover.index];
  const EvidenceId evidence = evidence_.Add(EvidenceNode::Kind::kCover, expr.cover.index);
  Verdict all = Verdict::Of(true);
  EvidenceId because = evidence;
  if (cover.when.valid()) {
    const Judged when = Judge(cover.when);
    all = Verdict::Of(when);
    because = evidence_.Join(because, when.evidence);
  }
  for (plan::CollectionId id : cover.collections) {
    const plan::Collection& collection = plan().collections[id.index];
    if (collection.kind == CollectionKind::kExtract) {
      all = And(all, Verdict::Of(PromptComplete(collection.prompt)));
    }
    if (id == plan().notes) all = And(all, AsksShownWhole());
  }
  return all.ToJudged(because);
}

// Whether the cover takes in everything that the negative of this field rests on not having found.
// Silent where it does not: that says as little as the silence itself.
Verdict Evaluator::SpeaksForReads(const Node& node) {
  for (plan::ExprId read : node.args) {
    const Node& of = program_.node(read);
    EvidenceId unused;
    const Verdict reached = of.op == plan::Op::kQuery
                                ? Covered({of.subject}, unused, node.source->cover)
                                : Verdict::Of(Judge(read));
    if (reached.kind == Verdict::kPending) return reached;
    if (reached.kind != Verdict::kTrue) return {Verdict::kSilent};
  }
  return Verdict::Of(true);
}

// Every note in scope was shown whole and the step did not fail.
Judged Evaluator::PromptComplete(plan::PromptId id) {
  const plan::Prompt& prompt = plan().prompts[id.index];
  if (prompt.is_extract) {
    const Verdict missing = Ensure(prompt.collection);
    if (missing.kind == Verdict::kPending) return Judged::Pending();
    return Judged::Of(missing.kind == Verdict::kFalse && chart_->rows(prompt.collection).complete,
                      evidence_.Add(EvidenceNode::Kind::kNotes, id.index, -1));
  }
  const plan::GroupId group = plan().fields[prompt.field.index].group;
  const int32_t row = group.valid() ? group_row_[group.index] : -1;
  const AskResult& answer = Answer({id, row});
  if (answer.status == AskResult::Status::kNone) {
    // Its own field asks it before this step; another field must be judged first.
    if (prompt.field == current_field_) return Judged::Silent();
    const FieldOutcome& outcome = Field(prompt.field, row);
    return outcome.done() ? Judged::Silent() : Judged::Pending();
  }
  const bool whole = answer.complete && answer.status != AskResult::Status::kFailed;
  return Judged::Of(whole, evidence_.Add(EvidenceNode::Kind::kNotes, id.index, row));
}

// Cover of notes holds for a field only if what its asks read was shown whole.
Verdict Evaluator::AsksShownWhole() {
  if (!current_field_.valid()) return Verdict::Of(true);
  Verdict all = Verdict::Of(true);
  for (const plan::Step& step : plan().fields[current_field_.index].steps) {
    if (step.kind != plan::StepKind::kAsk) continue;
    const Judged complete = PromptComplete(step.prompt);
    if (complete.state == State::kSilent) continue;  // Not asked: nothing was left out.
    all = And(all, Verdict::Of(complete));
  }
  return all;
}

}  // namespace suture::rules
