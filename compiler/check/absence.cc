// Silence that becomes a negative answer, and absences that nothing says how to submit.
#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "compiler/check/analyses.h"
#include "compiler/check/checker.h"
#include "compiler/check/choice_names.h"

namespace suture::check {
namespace {

// What the truth of a condition rests on.
enum class Ground {
  kSilence,   // Nothing was found where no cover says that it would have been
  kNothing,   // What holds of every case: that the index event has a time, or when it was
  kOther,     // Something was found, covered, or compared
};

class AbsenceCheck {
 public:
  AbsenceCheck(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), emitter_(emitter) {}

  void Run() {
    for (size_t f = 0; f < plan_.fields.size(); ++f) {
      const plan::Field& field = plan_.fields[f];
      if (!module_.fields[f].whole || module_.fields[f].source == nullptr) continue;
      diag::Emitter::Context context(emitter_, WhileChecking(module_, {static_cast<int32_t>(f)}));
      for (size_t s = 0; s < field.steps.size(); ++s) {
        if (FromSilence(field, field.steps[s])) Report(f, s, NegativeOf(field.steps[s]), module_.fields[f].source->steps[s].span);
        if (auto row = RowFromSilence(field, field.steps[s])) ReportRow(f, s, *row);
      }
      // What is submitted is a matter of registries, and findings are not submitted.
      if (module_.is_registry && !field.is_finding) FindUnmapped(f);
    }
  }

 private:
  std::string NegativeOf(const plan::Step& step) const {
    if (step.answer != plan::AnswerKind::kValue || !step.value.valid()) return "";
    const plan::Expr& value = plan_.exprs[step.value.index];
    if (value.op != plan::Op::kLiteral || value.type.kind != plan::TypeKind::kChoice) return "";
    const std::string& name = plan_.literals[value.literal].text;
    return IsNegativeName(name) ? name : "";
  }

  bool FromSilence(const plan::Field& field, const plan::Step& step) const {
    if (NegativeOf(step).empty()) return false;
    if (step.kind == plan::StepKind::kRule) return GroundOf(step.when, false) == Ground::kSilence;
    // The row that a group's field stands on is itself something that was found.
    // One without a reason is reported where it is read (S4004).
    return step.kind == plan::StepKind::kOtherwise && !step.because.empty() && !field.group.valid() &&
           GroundOf(step.when, false) != Ground::kOther;
  }

  // The row of a table that gives a negative without a cell that anything was found for.
  std::optional<size_t> RowFromSilence(const plan::Field& field, const plan::Step& step) const {
    if (!step.table.valid() || field.group.valid()) return std::nullopt;
    const std::vector<plan::TableRow>& rows = plan_.tables[step.table.index].rows;
    for (size_t r = 0; r < rows.size(); ++r) {
      plan::Step as_rule;
      as_rule.answer = rows[r].answer;
      as_rule.value = rows[r].value;
      if (!NegativeOf(as_rule).empty() && GroundOf(rows[r].condition, false) != Ground::kOther) return r;
    }
    return std::nullopt;
  }

  // One ground that is not silence is enough for the whole, either way.
  Ground GroundOfAll(const std::vector<plan::ExprId>& args, bool negated) const {
    Ground all = Ground::kNothing;
    for (plan::ExprId arg : args) {
      const Ground one = GroundOf(arg, negated);
      if (one == Ground::kOther) return one;
      if (one == Ground::kSilence) all = one;
    }
    return all;
  }

  Ground GroundOf(plan::ExprId id, bool negated) const {
    if (!id.valid()) return Ground::kNothing;
    const plan::Expr& expr = plan_.exprs[id.index];
    if (OfIndexTimes(id)) return Ground::kNothing;
    switch (expr.op) {
      case plan::Op::kNot: return GroundOf(expr.args[0], !negated);
      case plan::Op::kAnd:
      case plan::Op::kAllOf:
      case plan::Op::kOr:
      case plan::Op::kAnyOf: return GroundOfAll(expr.args, negated);
      // `A unless B` holds where B is silent.
      case plan::Op::kUnless: {
        const Ground holds = GroundOf(expr.args[0], negated);
        return holds == Ground::kNothing && !negated ? GroundOf(expr.args[1], true) : holds;
      }
      case plan::Op::kIsKnown: return negated && OfChart(expr.args[0]) ? Ground::kSilence : Ground::kOther;
      case plan::Op::kQuery: {
        const plan::Query& query = plan_.queries[expr.query.index];
        const bool none = (query.quantifier == plan::Quantifier::kNo) != negated &&
                          (query.quantifier == plan::Quantifier::kNo || query.quantifier == plan::Quantifier::kAny);
        return none && Uncovered(query) ? Ground::kSilence : Ground::kOther;
      }
      case plan::Op::kField: return GroundOfTruth(expr.field, negated);
      case plan::Op::kBuiltin: return IsCountOfNone(expr) && !negated ? Ground::kSilence : Ground::kOther;
      default: return Ground::kOther;
    }
  }

  // A finding that is a condition under a name.
  Ground GroundOfTruth(plan::FieldId id, bool negated) const {
    const plan::Field& field = plan_.fields[id.index];
    if (field.type.kind != plan::TypeKind::kTruth || field.steps.size() != 1) return Ground::kOther;
    return GroundOf(field.steps[0].value, negated);
  }

  // Only the times of the index event, and fixed ones.
  bool OfIndexTimes(plan::ExprId id) const {
    if (!id.valid()) return false;
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.op == plan::Op::kLiteral) return true;
    if (expr.op == plan::Op::kAttribute) return expr.variable == 0 && (IsTime(expr.type) || expr.type.kind == plan::TypeKind::kPeriod);
    if (expr.args.empty() || expr.query.valid() || expr.field.valid() || expr.cover.valid() || expr.prompt.valid()) return false;
    if (expr.window && !(OfIndexTimes(expr.window->a) && (!expr.window->b.valid() || OfIndexTimes(expr.window->b)))) return false;
    return absl::c_all_of(expr.args, [&](plan::ExprId arg) { return OfIndexTimes(arg); });
  }

  // A value of entries that nobody says are all there.
  bool OfChart(plan::ExprId id) const {
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.op == plan::Op::kQuery) return Uncovered(plan_.queries[expr.query.index]);
    return !expr.args.empty() && absl::c_any_of(expr.args, [&](plan::ExprId arg) { return arg.valid() && OfChart(arg); });
  }

  // `count of … = 0` without cover.
  bool IsCountOfNone(const plan::Expr& expr) const {
    if (expr.builtin != "equal" || expr.args.size() != 2 || !expr.args[0].valid() || !expr.args[1].valid()) return false;
    const plan::Expr& counted = plan_.exprs[expr.args[0].index];
    const plan::Expr& number = plan_.exprs[expr.args[1].index];
    return counted.op == plan::Op::kQuery && number.op == plan::Op::kLiteral && plan_.literals[number.literal].text == "0" &&
           plan_.queries[counted.query.index].quantifier == plan::Quantifier::kCount &&
           Uncovered(plan_.queries[counted.query.index]);
  }

  // Extracts, mentions and groups bring their own cover: notes that were shown whole.
  bool Uncovered(const plan::Query& query) const {
    return query.covers.empty() && plan_.collections[query.collection.index].kind == plan::CollectionKind::kChart;
  }

  void ReportRow(size_t f, size_t s, size_t row) {
    const plan::Step& step = plan_.fields[f].steps[s];
    const ast::Step& source = module_.fields[f].source->steps[s];
    if (source.table == nullptr || row >= source.table->rows.size()) return;
    plan::Step as_rule;
    as_rule.answer = plan_.tables[step.table.index].rows[row].answer;
    as_rule.value = plan_.tables[step.table.index].rows[row].value;
    Report(f, s, NegativeOf(as_rule), source.table->rows[row].span);
  }

  void Report(size_t f, size_t s, const std::string& negative, base::Span at) {
    const bool rule = plan_.fields[f].steps[s].kind != plan::StepKind::kOtherwise;
    emitter_.Emit(diag::kNegativeFromSilence, at, negative)
        .Help(rule ? "Declare what the source is complete for, such as `complete condition before surgery.start`; "
                     "without that, nothing found is not known."
                   : "Say what was searched, such as `when complete history`, and let `otherwise review` or "
                     "`otherwise absent` take the rest.");
  }

  void FindUnmapped(size_t f) {
    const plan::Field& field = plan_.fields[f];
    std::set<std::string> reported;
    for (size_t s = 0; s < field.steps.size(); ++s) {
      const plan::Step& step = field.steps[s];
      if (step.kind == plan::StepKind::kHint || step.answer != plan::AnswerKind::kAbsent) continue;
      const bool coded = absl::c_any_of(field.absence_codes, [&](const plan::AbsenceCode& c) { return c.absence == step.absence; });
      const bool ticked = absl::c_any_of(field.ticks, [&](const plan::Tick& t) { return t.absence == step.absence; });
      if (coded || ticked || !reported.insert(step.absence).second) continue;
      std::string words = step.absence;
      std::replace(words.begin(), words.end(), '_', ' ');
      emitter_.Emit(diag::kAbsenceUnmapped, module_.fields[f].source->steps[s].span, field.name, words)
          .Help("Say it once for the registry, such as `absent { " + words + " -> blank }`, or in the field.");
    }
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
};

}  // namespace

void CheckAbsence(const typed::Module& module, diag::Emitter& emitter) { AbsenceCheck(module, emitter).Run(); }

}  // namespace suture::check
