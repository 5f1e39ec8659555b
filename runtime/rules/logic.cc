// Criteria and their Kleene tables [language meaning 11]. What decides is kept as evidence: the
// true one of an `or`, the false one of an `and`, everything where nothing decides.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/window.h"

namespace suture::rules {

EvidenceId Evaluator::Named(const Node& node, size_t index, EvidenceId evidence) {
  if (!node.is_named) return evidence;
  const auto& names = node.source->names;
  if (index >= names.size() || names[index].empty()) return evidence;
  const auto expr = static_cast<int32_t>(node.source - plan().exprs.data());
  return evidence_.Add(EvidenceNode::Kind::kCriterion, expr, static_cast<int32_t>(index),
                       evidence.index);
}

Judged Evaluator::JudgeAll(const Node& node) {
  Verdict all = Verdict::Of(true);
  EvidenceId evidence, of_unsettled;
  for (size_t i = 0; i < node.args.size(); ++i) {
    const Judged judged = Judge(node.args[i]);
    const EvidenceId named = Named(node, i, judged.evidence);
    if (judged.IsFalse()) return Judged::Of(false, named);
    all = And(all, Verdict::Of(judged));
    evidence = evidence_.Join(evidence, named);
    if (judged.unsettled()) of_unsettled = evidence_.Join(of_unsettled, judged.evidence);
  }
  return all.ToJudged(all.kind == Verdict::kUnsettled ? of_unsettled : evidence);
}

Judged Evaluator::JudgeAny(const Node& node) {
  Verdict any = Verdict::Of(false);
  EvidenceId evidence, of_unsettled;
  for (size_t i = 0; i < node.args.size(); ++i) {
    const Judged judged = Judge(node.args[i]);
    if (judged.IsTrue()) return Judged::Of(true, Named(node, i, judged.evidence));
    any = Or(any, Verdict::Of(judged));
    evidence = evidence_.Join(evidence, judged.evidence);
    if (judged.unsettled()) of_unsettled = evidence_.Join(of_unsettled, judged.evidence);
  }
  return any.ToJudged(any.kind == Verdict::kUnsettled ? of_unsettled : evidence);
}

Judged Evaluator::JudgeUnless(const Node& node) {
  const Judged condition = Judge(node.args[0]);
  if (condition.IsFalse()) return condition;
  const Judged exception = Judge(node.args[1]);
  const Verdict blocks =
      exception.state == State::kSilent ? Verdict::Of(false) : Verdict::Of(exception);
  const Verdict both = And(Verdict::Of(condition), Not(blocks));
  if (both.kind == Verdict::kFalse) return Judged::Of(false, exception.evidence);
  return both.ToJudged(evidence_.Join(condition.evidence, exception.evidence));
}

Judged Evaluator::JudgeAtLeast(const Node& node) {
  int32_t holding = 0, open = 0;
  Verdict doubt = Verdict::Of(false);
  EvidenceId of_true, of_all;
  for (size_t i = 0; i < node.args.size(); ++i) {
    const Judged judged = Judge(node.args[i]);
    of_all = evidence_.Join(of_all, judged.evidence);
    if (judged.IsTrue()) {
      ++holding;
      of_true = evidence_.Join(of_true, Named(node, i, judged.evidence));
      if (holding >= node.number) return Judged::Of(true, of_true);
    } else if (!judged.known()) {
      ++open;
      doubt = Or(doubt, Verdict::Of(judged));
    }
  }
  if (node.number <= 0) return Judged::Of(true, of_true);
  if (holding + open < node.number) return Judged::Of(false, of_all);
  return doubt.ToJudged(of_all);
}

namespace {

// A row that meets one criterion, and all that its time can be.
struct Sign {
  size_t criterion = 0;
  RowRef ref;
  values::DateTime time;
  bool certain = false;
};

}  // namespace

// `at least 2 of {…} within 24 hours of each other`: one row a criterion, all within that length.
// Each certain row is tried as the one that all others must lie close to and not before.
Judged Evaluator::JudgeTogether(const Node& node, int32_t needed) {
  std::vector<Sign> signs;
  Verdict doubt = Verdict::Of(false);
  EvidenceId evidence;
  for (size_t i = 0; i < node.args.size(); ++i) {
    const plan::Expr& arg = *program_.node(node.args[i]).source;
    if (arg.op != plan::Op::kQuery) continue;
    const size_t base = candidates_.size();
    const Scan scan = Collect(arg.query, /*for_every=*/false, /*first_true_only=*/false);
    Verdict missing = Or(scan.incomplete,
                         scan.blocked.kind == Verdict::kTrue ? Verdict::Of(false) : scan.blocked);
    for (size_t c = base; c < candidates_.size(); ++c) {
      const chart::Period time = TimeOf(candidates_[c].ref);
      const Verdict verdict = candidates_[c].verdict;
      if (time.has_start &&
          (verdict.kind == Verdict::kTrue || verdict.kind == Verdict::kUnsettled)) {
        signs.push_back({i, candidates_[c].ref, time.start, verdict.kind == Verdict::kTrue});
      } else {
        missing = Or(missing, verdict.kind == Verdict::kTrue
                                  ? Verdict::Unsettled(values::UnsettledCause::kImpreciseTime)
                                  : verdict);
      }
    }
    candidates_.resize(base);
    EvidenceId cover;
    if (missing.kind == Verdict::kFalse) {
      const Verdict covered = Covered(arg.query, cover);
      if (covered.kind == Verdict::kPending) return Judged::Pending();
      if (covered.kind != Verdict::kTrue) missing = {Verdict::kSilent};
    }
    evidence = evidence_.Join(evidence, evidence_.Join(cover, Search(arg.query, scan)));
    doubt = Or(doubt, missing);
  }
  std::vector<int8_t> met(node.args.size());
  bool possible = false;
  for (const Sign& first : signs) {
    std::fill(met.begin(), met.end(), 0);
    EvidenceId found;
    for (const Sign& sign : signs) {
      const Verdict near =
          IsWithin(sign.time, first.time, *node.extras->together, program_.month_rounding());
      if (near.kind == Verdict::kFalse) continue;
      const Verdict earlier = IsBefore(sign.time, first.time);
      if (earlier.kind == Verdict::kTrue) continue;
      const bool sure = near.kind == Verdict::kTrue && sign.certain && first.certain &&
                        earlier.kind == Verdict::kFalse;
      if (sure && met[sign.criterion] < 2) {
        found = evidence_.Join(found, Named(node, sign.criterion, evidence_.Row(sign.ref)));
      }
      met[sign.criterion] = std::max<int8_t>(met[sign.criterion], sure ? 2 : 1);
    }
    const auto sure = std::count(met.begin(), met.end(), 2);
    if (sure >= needed) return Judged::Of(true, found);
    possible |= sure + std::count(met.begin(), met.end(), 1) >= needed;
  }
  for (const Sign& sign : signs) evidence = evidence_.Join(evidence, evidence_.Row(sign.ref));
  if (possible) return Judged::Unsettled(values::UnsettledCause::kImpreciseTime, evidence);
  // Rows that are not at hand could still make up the number.
  return doubt.ToJudged(evidence);
}

}  // namespace suture::rules
