// Queries: a quantifier or a selector over a collection that has been narrowed.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/ranges.h"

namespace suture::rules {

using plan::Quantifier;
using values::UnsettledCause;
using values::Value;

Judged Evaluator::JudgeQuery(plan::QueryId id) {
  switch (program_.query(id).quantifier) {
    case Quantifier::kAny:
      return JudgeAnyRow(id, /*for_every=*/false);
    case Quantifier::kNo: {
      const Judged any = JudgeAnyRow(id, /*for_every=*/false);
      return Not(Verdict::Of(any)).ToJudged(any.evidence);
    }
    case Quantifier::kEvery: {
      // Every one does, where none is found that does not.
      const Judged fails = JudgeAnyRow(id, /*for_every=*/true);
      return Not(Verdict::Of(fails)).ToJudged(fails.evidence);
    }
    case Quantifier::kCount:
      return JudgeCount(id);
    case Quantifier::kFirst:
    case Quantifier::kLast:
    case Quantifier::kClosest:
      return JudgeByTime(id);
    case Quantifier::kLowest:
    case Quantifier::kHighest:
      return JudgeByValue(id);
    case Quantifier::kSum:
      return JudgeSum(id);
    case Quantifier::kTotalTime:
      return JudgeTotal(id);
    case Quantifier::kEach:
      return JudgeEach(id);
  }
  return Judged::Silent();
}

EvidenceId Evaluator::Search(plan::QueryId id, const Scan& scan) {
  return evidence_.Add(EvidenceNode::Kind::kSearch, id.index, scan.looked_at, scan.undecided);
}

// Nothing can be told: an anchor is not known, or rows have not come yet.
Judged Evaluator::Blocked(plan::QueryId id, const Scan& scan) {
  if (scan.blocked.kind == Verdict::kPending) return Judged::Pending();
  return scan.blocked.ToJudged(evidence_.Join(scan.evidence, Search(id, scan)));
}

// Whether a row is there: Kleene's `or` over the rows; over nothing false inside cover, else
// silent.
Judged Evaluator::JudgeAnyRow(plan::QueryId id, bool for_every) {
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, for_every, /*first_true_only=*/true);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  Verdict any = scan.incomplete;
  bool lacking = false;  // An entry leaves out what is asked for.
  EvidenceId doubts;
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    if (candidate.verdict.kind == Verdict::kTrue) {
      candidates_.resize(base);
      return Judged::Of(
          true, evidence_.Join(evidence_.Row(Underlying(candidate.ref)), candidate.evidence));
    }
    any = Or(any, candidate.verdict);
    const bool lacks = candidate.verdict.kind == Verdict::kSilent &&
                       candidate.verdict.cause == UnsettledCause::kEmptyCell;
    lacking |= lacks;
    if (lacks || candidate.verdict.kind == Verdict::kUnsettled) {
      doubts = evidence_.Join(doubts, evidence_.Row(Underlying(candidate.ref)));
    }
  }
  candidates_.resize(base);
  if (any.kind == Verdict::kPending) return Judged::Pending();
  const EvidenceId search = evidence_.Join(doubts, Search(id, scan));
  if (any.kind != Verdict::kFalse && !(any.kind == Verdict::kSilent && lacking)) {
    return any.ToJudged(search);
  }
  EvidenceId cover;
  const Verdict covered = Covered(id, cover);
  if (covered.kind == Verdict::kPending) return Judged::Pending();
  if (covered.kind != Verdict::kTrue) return Judged::Silent(search);
  // The source tells all there is, so an entry that it does not tell enough of is there.
  if (lacking) return Judged::Unsettled(UnsettledCause::kEmptyCell, search);
  return Judged::Of(false, evidence_.Join(search, cover));
}

// Exact inside cover with every entry decided; else a range of possible counts, open above without
// cover.
Judged Evaluator::JudgeCount(plan::QueryId id) {
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, false, false);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  int64_t certain = 0, listed = 0;
  bool pending = false;
  EvidenceId evidence;
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    pending |= candidate.verdict.kind == Verdict::kPending;
    certain += candidate.verdict.kind == Verdict::kTrue;
    ++listed;
    evidence = evidence_.Join(evidence, evidence_.Row(Underlying(candidate.ref)));
  }
  candidates_.resize(base);
  if (pending) return Judged::Pending();
  if (scan.incomplete.kind != Verdict::kFalse && certain == 0) {
    return scan.incomplete.ToJudged(evidence_.Join(evidence, Search(id, scan)));
  }
  evidence = evidence_.Join(evidence, Search(id, scan));
  EvidenceId cover;
  const Verdict covered =
      scan.incomplete.kind == Verdict::kFalse ? Covered(id, cover) : Verdict::Of(false);
  if (covered.kind == Verdict::kPending) return Judged::Pending();
  if (covered.kind != Verdict::kTrue) {
    return Judged::Known(OpenRange(Value::OfInteger(certain), Value::OfInteger(listed), arena_),
                         evidence);
  }
  evidence = evidence_.Join(evidence, cover);
  if (certain == listed) return Judged::Known(Value::OfInteger(certain), evidence);
  return Judged::Known(
      values::MakeUncertain(arena_, Value::OfInteger(certain), Value::OfInteger(listed)), evidence);
}

Judged Evaluator::Yield(const QueryProgram& program, RowRef ref) {
  if (program.yields.valid()) return JudgeLab(program.yields, ref);
  const plan::Query& query = *program.source;
  if (query.yield.valid()) {
    Bind(query.variable, ref);
    const Judged judged = Judge(query.yield);
    Unbind(query.variable);
    return judged;
  }
  if (query.lab.valid()) return JudgeLab(query.lab, ref);
  const int32_t value = ShapeOf(ref).value;
  if (value >= 0) return Attribute(ref, value);
  return Judged::Known(RowValue(ref), evidence_.Row(Underlying(ref)));
}

// Adds what each row yields. A row whose number is missing is never skipped. Exact inside cover;
// else a range that is open above, as a count is.
Judged Evaluator::JudgeSum(plan::QueryId id) {
  static const operators::OperatorId kAdd = operators::FindOperator("add").value_or(-1);
  const plan::Query& query = plan().queries[id.index];
  const QueryProgram& program = program_.query(id);
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, false, false);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  Verdict doubt = scan.incomplete;
  Value sum;
  bool falls = false;
  EvidenceId evidence;
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    Judged part = Yield(program, candidate.ref);
    if (part.state == State::kSilent) part = Judged::Unsettled(UnsettledCause::kEmptyCell);
    evidence = evidence_.Join(
        evidence, evidence_.Join(evidence_.Row(Underlying(candidate.ref)), part.evidence));
    if (!part.known()) doubt = Or(doubt, Verdict::Of(part));
    if (candidate.verdict.kind != Verdict::kTrue) doubt = Or(doubt, candidate.verdict);
    if (doubt.kind != Verdict::kFalse) continue;
    falls |= IsBelowZero(part.value);
    if (sum.is_null()) {
      sum = part.value;
    } else {
      const Value terms[] = {sum, part.value};
      sum = operators::Apply(kAdd, terms, context_);
    }
  }
  const bool none = candidates_.size() == base;
  candidates_.resize(base);
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(evidence);
  EvidenceId cover;
  const EvidenceId search = Search(id, scan);
  const Verdict covered = Covered(id, cover);
  if (covered.kind == Verdict::kPending) return Judged::Pending();
  if (!none && covered.kind == Verdict::kTrue) {
    return Judged::From(sum, evidence_.Join(evidence, cover));
  }
  if (!none && sum.is_null()) return Judged::From(sum, evidence);
  // More may be there than was found: no less than this, where none of it is below zero.
  if (!none && !falls) {
    return Judged::Known(OpenRange(sum, sum, arena_), evidence_.Join(evidence, search));
  }
  if (covered.kind != Verdict::kTrue) return Judged::Silent(evidence_.Join(evidence, search));
  return Judged::Known(ZeroOf(query), evidence_.Join(search, cover));
}

// Nothing added up, in the unit of what would have been.
Value Evaluator::ZeroOf(const plan::Query& query) const {
  const values::Unit* unit = nullptr;
  if (query.yield.valid()) {
    const std::string& text = program_.node(query.yield).source->type.unit;
    const auto parsed = text.empty() ? values::Unit::One() : values::Unit::Parse(text);
    if (!text.empty() && parsed.ok()) unit = *parsed;
  } else if (query.lab.valid()) {
    unit = program_.lab(query.lab).unit;
  }
  return unit == nullptr ? Value::OfInteger(0) : Value::OfQuantity(values::Decimal(), unit);
}

// The rows' own values, or their times where they have none: what `except during` takes away.
Judged Evaluator::JudgeEach(plan::QueryId id) {
  const plan::Query& query = plan().queries[id.index];
  const size_t base = candidates_.size();
  const Scan scan = Collect(id, false, false);
  if (scan.blocked.kind != Verdict::kTrue) return Blocked(id, scan);
  Verdict doubt = scan.incomplete;
  EvidenceId evidence;
  const size_t first = operands_.size();
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    evidence = evidence_.Join(evidence, evidence_.Row(Underlying(candidate.ref)));
    if (candidate.verdict.kind == Verdict::kSilent) continue;
    if (candidate.verdict.kind != Verdict::kTrue) doubt = Or(doubt, candidate.verdict);
    const Judged item = query.yield.valid()
                            ? Yield(program_.query(id), candidate.ref)
                            : Judged::From(PeriodValue(TimeOf(candidate.ref), arena_));
    if (item.known()) {
      operands_.push_back(item.value);
    } else {
      doubt = Or(doubt, item.pending() ? Verdict{Verdict::kPending}
                                       : Verdict::Unsettled(UnsettledCause::kImpreciseTime));
    }
  }
  candidates_.resize(base);
  const Value list = values::MakeList(arena_, absl::MakeConstSpan(operands_).subspan(first));
  operands_.resize(first);
  evidence = evidence_.Join(evidence, Search(id, scan));
  if (doubt.kind == Verdict::kPending) return Judged::Pending();
  if (doubt.kind != Verdict::kFalse) return doubt.ToJudged(evidence);
  return Judged::Known(list, evidence);
}

}  // namespace suture::rules
