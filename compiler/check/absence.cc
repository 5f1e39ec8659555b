// Silence that becomes a negative answer, and absences that nothing says how to submit.
#include <algorithm>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "compiler/check/analyses.h"
#include "compiler/check/checker.h"

namespace suture::check {
namespace {

// What the truth of a condition rests on.
enum class Ground {
  kSilence,   // Nothing was found where no cover says that it would have been
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
        if (FromSilence(field, field.steps[s])) Report(f, s);
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
    return step.kind == plan::StepKind::kOtherwise && !step.because.empty() && !step.when.valid() && !field.group.valid();
  }

  Ground GroundOf(plan::ExprId id, bool negated) const {
    if (!id.valid()) return Ground::kOther;
    const plan::Expr& expr = plan_.exprs[id.index];
    auto silent = [&](plan::ExprId arg) { return GroundOf(arg, negated) == Ground::kSilence; };
    switch (expr.op) {
      case plan::Op::kNot: return GroundOf(expr.args[0], !negated);
      // One ground that is not silence is enough for the whole, either way.
      case plan::Op::kAnd:
      case plan::Op::kAllOf:
      case plan::Op::kOr:
      case plan::Op::kAnyOf: return absl::c_all_of(expr.args, silent) ? Ground::kSilence : Ground::kOther;
      case plan::Op::kQuery: {
        const plan::Query& query = plan_.queries[expr.query.index];
        const bool none = (query.quantifier == plan::Quantifier::kNo) != negated &&
                          (query.quantifier == plan::Quantifier::kNo || query.quantifier == plan::Quantifier::kAny);
        return none && Uncovered(query) ? Ground::kSilence : Ground::kOther;
      }
      case plan::Op::kBuiltin: return IsCountOfNone(expr) && !negated ? Ground::kSilence : Ground::kOther;
      default: return Ground::kOther;
    }
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

  void Report(size_t f, size_t s) {
    const plan::Step& step = plan_.fields[f].steps[s];
    const bool rule = step.kind == plan::StepKind::kRule;
    emitter_.Emit(diag::kNegativeFromSilence, module_.fields[f].source->steps[s].span, NegativeOf(step))
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
