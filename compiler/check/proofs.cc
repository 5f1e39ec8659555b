// What a `complete` speaks for. A negative that rests on one is proven where the source would have
// told of what the field looks for: the same kind of entries, in all of the time that is looked at.
#include "absl/algorithm/container.h"
#include "compiler/check/checker.h"
#include "compiler/check/choice_names.h"
#include "compiler/check/silence.h"

namespace suture::check {
namespace {

bool IsConjunction(Op op) { return op == Op::kAnd || op == Op::kAllOf; }

// Queries and fields that an expression reads, those of conditions on rows left out: they narrow
// what is found, and do not look for more.
void CollectReads(const plan::Plan& plan, ExprId id, FieldReads& reads) {
  if (!id.valid()) return;
  const plan::Expr& expr = plan.exprs[id.index];
  if (expr.op == Op::kComplete) return;
  if (expr.op == Op::kField && !absl::c_linear_search(reads.fields, expr.field)) {
    reads.fields.push_back(expr.field);
  }
  const auto same = [&](ExprId other) { return plan.exprs[other.index].query == expr.query; };
  if (expr.op == Op::kQuery && absl::c_none_of(reads.queries, same)) {
    reads.queries.push_back(id);
    // What the rows of a group are asked for, its fields have worked out.
    const plan::Query& query = plan.queries[expr.query.index];
    const plan::GroupId group = plan.collections[query.collection.index].group;
    if (group.valid())
      absl::c_copy(plan.groups[group.index].fields, std::back_inserter(reads.fields));
  }
  for (ExprId arg : expr.args) CollectReads(plan, arg, reads);
}

// Hints propose and never answer, so what they look for is not what a negative rests on.
FieldReads ReadsOf(const plan::Plan& plan, FieldId id) {
  const plan::Field& field = plan.fields[id.index];
  FieldReads reads;
  if (field.group.valid()) reads.rows = plan.groups[field.group.index].over;
  for (const plan::Step& step : field.steps) {
    if (step.kind == plan::StepKind::kHint) continue;
    CollectReads(plan, step.when, reads);
    CollectReads(plan, step.value, reads);
    if (step.prompt.valid()) reads.prompts.push_back(step.prompt);
    if (!step.table.valid()) continue;
    for (const plan::TableRow& row : plan.tables[step.table.index].rows) {
      CollectReads(plan, row.condition, reads);
      CollectReads(plan, row.value, reads);
    }
  }
  return reads;
}

// Whether the rows that the query looks at are read from notes by this prompt.
bool RestsOn(const plan::Plan& plan, QueryId id, plan::PromptId prompt, int depth = 0) {
  constexpr int kMaxDepth = 16;
  const plan::Collection& collection = plan.collections[plan.queries[id.index].collection.index];
  if (depth > kMaxDepth) return false;
  const auto rests = [&](QueryId part) { return RestsOn(plan, part, prompt, depth + 1); };
  if (collection.prompt.valid()) return collection.prompt == prompt;
  if (collection.group.valid()) {
    const QueryId over = plan.groups[collection.group.index].over;
    return over.valid() && rests(over);
  }
  if (collection.episodes.valid()) {
    const plan::Episodes& episodes = plan.episodes[collection.episodes.index];
    return absl::c_any_of(episodes.opens, rests) || absl::c_any_of(episodes.closes, rests) ||
           absl::c_any_of(episodes.seen, rests);
  }
  return absl::c_any_of(collection.from, rests);
}

}  // namespace

// Of each field, and of the findings that it stands on one behind the other, nearest first.
std::vector<FieldReads> Checker::ReadsBehind(FieldId field) const {
  std::vector<FieldReads> levels;
  std::vector<FieldId> seen = {field}, next = {field};
  while (!next.empty()) {
    FieldReads level;
    for (FieldId id : next) {
      const FieldReads own = ReadsOf(out_.draft, id);
      absl::c_copy(own.queries, std::back_inserter(level.queries));
      absl::c_copy(own.fields, std::back_inserter(level.fields));
      absl::c_copy(own.prompts, std::back_inserter(level.prompts));
      if (levels.empty()) level.rows = own.rows;
    }
    next.clear();
    for (FieldId id : level.fields) {
      if (absl::c_linear_search(seen, id)) continue;
      seen.push_back(id);
      next.push_back(id);
    }
    levels.push_back(std::move(level));
  }
  return levels;
}

// The nearest reads that a `complete` speaks for; nothing: none.
std::optional<std::vector<ExprId>> Checker::SpokenFor(const plan::Expr& complete,
                                                      const std::vector<FieldReads>& levels) const {
  const plan::Plan& plan = out_.draft;
  for (const FieldReads& level : levels) {
    std::vector<ExprId> queries;
    if (complete.prompt.valid()) {
      const auto rests = [&](ExprId read) {
        return RestsOn(plan, plan.exprs[read.index].query, complete.prompt);
      };
      const bool asked = absl::c_linear_search(level.prompts, complete.prompt);
      const bool rows = level.rows.valid() && RestsOn(plan, level.rows, complete.prompt);
      if (asked || rows || absl::c_any_of(level.queries, rests)) return queries;
      continue;
    }
    for (ExprId read : level.queries) {
      if (SpeaksFor(plan, complete.cover, plan.exprs[read.index].query)) queries.push_back(read);
    }
    if (!queries.empty()) return queries;
    const bool notes =
        absl::c_linear_search(plan.covers[complete.cover.index].collections, plan.notes);
    if (notes && absl::c_any_of(level.prompts, [&](plan::PromptId prompt) {
          return SilenceFinder(plan).TakesInNotes(complete.cover, prompt);
        })) {
      return queries;
    }
    if (level.rows.valid() && SilenceFinder(plan).TakesIn(complete.cover, level.rows))
      return queries;
  }
  return std::nullopt;
}

// The `complete`s that all have to hold where the condition does.
void Checker::CollectCompletes(ExprId id, Completes& out) const {
  if (!id.valid()) return;
  const plan::Expr& expr = At(id);
  if (expr.op == Op::kComplete) out.exprs.push_back(id);
  if (expr.op == Op::kUnless) CollectCompletes(expr.args[0], out);
  if (IsConjunction(expr.op)) {
    for (ExprId arg : expr.args) CollectCompletes(arg, out);
  }
  if (expr.op != Op::kField || expr.type.kind != TypeKind::kTruth) return;
  if (absl::c_linear_search(out.through, expr.field)) return;
  out.through.push_back(expr.field);
  for (const plan::Step& step : out_.draft.fields[expr.field.index].steps) {
    const bool given = step.value.valid() && At(step.value).op == Op::kLiteral;
    if (given && out_.draft.literals[At(step.value).literal].text != "true") continue;
    CollectCompletes(step.when, out);
    CollectCompletes(step.value, out);
  }
}

// Whether there is anything to prove: most fields have no `complete`.
bool Checker::NamesComplete(ExprId id) const {
  if (!id.valid()) return false;
  const plan::Expr& expr = At(id);
  const bool joins = IsConjunction(expr.op) || expr.op == Op::kOr || expr.op == Op::kAnyOf ||
                     expr.op == Op::kUnless || expr.op == Op::kIf;
  if (joins) return absl::c_any_of(expr.args, [&](ExprId arg) { return NamesComplete(arg); });
  Completes completes;
  CollectCompletes(id, completes);
  return !completes.exprs.empty();
}

// The same condition, where each `complete` holds of what it speaks for alone. `spoken`: something
// else of the condition speaks for what is read.
ExprId Checker::Proven(ExprId id, const std::vector<FieldReads>& levels, bool spoken) {
  if (!id.valid()) return id;
  plan::Expr expr = At(id);
  const auto speaks = [&](ExprId complete) { return SpokenFor(At(complete), levels).has_value(); };
  const base::Span span = SpanOf(id);
  if (expr.op == Op::kComplete) {
    std::optional<std::vector<ExprId>> reads = SpokenFor(expr, levels);
    if (reads ? reads->empty() : spoken) return id;
    expr.args = reads ? *reads : std::vector<ExprId>{NeverTrue(span)};
    return AddExpr(std::move(expr), span);
  }
  Completes completes;
  CollectCompletes(id, completes);
  if (expr.op == Op::kField) {
    if (completes.exprs.empty()) return id;
    plan::Expr both{.op = Op::kAnd, .type = TruthType(), .args = {id}};
    const bool any = spoken || absl::c_any_of(completes.exprs, speaks);
    for (ExprId complete : completes.exprs) both.args.push_back(Proven(complete, levels, any));
    return AddExpr(std::move(both), span);
  }
  const bool either = expr.op == Op::kOr || expr.op == Op::kAnyOf;
  if (!either && !IsConjunction(expr.op) && expr.op != Op::kUnless) return id;
  const bool any = spoken || (!either && absl::c_any_of(completes.exprs, speaks));
  const size_t count = expr.op == Op::kUnless ? 1 : expr.args.size();
  const std::vector<ExprId> before = expr.args;
  for (size_t i = 0; i < count; ++i) expr.args[i] = Proven(expr.args[i], levels, any);
  return expr.args == before ? id : AddExpr(std::move(expr), span);
}

ExprId Checker::NeverTrue(base::Span span) {
  return AddExpr(
      {.op = Op::kLiteral, .type = TruthType(), .literal = AddLiteral({TruthType(), "false"})},
      span);
}

// A value whose branches may be a negative.
ExprId Checker::ProvenValue(ExprId id, const std::vector<FieldReads>& levels) {
  if (!id.valid() || At(id).op != Op::kIf) return id;
  plan::Expr expr = At(id);
  if (MayBeNegative(expr.args[1])) expr.args[0] = Proven(expr.args[0], levels, false);
  expr.args[1] = ProvenValue(expr.args[1], levels);
  expr.args[2] = ProvenValue(expr.args[2], levels);
  return expr.args == At(id).args ? id : AddExpr(std::move(expr), SpanOf(id));
}

bool Checker::MayBeNegative(ExprId id) const {
  if (!id.valid()) return false;
  const plan::Expr& expr = At(id);
  if (expr.op == Op::kIf) return MayBeNegative(expr.args[1]) || MayBeNegative(expr.args[2]);
  return expr.op == Op::kLiteral && SaysNothingThere(out_.draft, out_.draft.literals[expr.literal]);
}

bool Checker::NamesComplete(const plan::Step& step) const {
  return NamesComplete(step.when) || NamesComplete(step.value) ||
         (step.table.valid() &&
          absl::c_any_of(out_.draft.tables[step.table.index].rows,
                         [&](const plan::TableRow& row) { return NamesComplete(row.condition); }));
}

// Filled in once all bodies and covers are known.
void Checker::AttachProofs() {
  for (size_t f = 0; f < out_.draft.fields.size(); ++f) {
    if (!absl::c_any_of(out_.draft.fields[f].steps,
                        [&](const plan::Step& step) { return NamesComplete(step); })) {
      continue;
    }
    const std::vector<FieldReads> levels = ReadsBehind({static_cast<int32_t>(f)});
    const size_t steps = out_.draft.fields[f].steps.size();
    for (size_t s = 0; s < steps; ++s) {
      const plan::Step step = out_.draft.fields[f].steps[s];
      if (step.kind == plan::StepKind::kHint) continue;
      ExprId when = step.when;
      if (MayBeNegative(step.value)) when = Proven(when, levels, false);
      const ExprId value = ProvenValue(step.value, levels);
      out_.draft.fields[f].steps[s].when = when;
      out_.draft.fields[f].steps[s].value = value;
      if (!step.table.valid()) continue;
      const size_t rows = out_.draft.tables[step.table.index].rows.size();
      for (size_t r = 0; r < rows; ++r) {
        const plan::TableRow row = out_.draft.tables[step.table.index].rows[r];
        if (!MayBeNegative(row.value)) continue;
        const ExprId condition = Proven(row.condition, levels, false);
        out_.draft.tables[step.table.index].rows[r].condition = condition;
      }
    }
  }
}

}  // namespace suture::check
