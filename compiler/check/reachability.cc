// Answers that no step gives, steps that never answer, parents that never open, and values outside
// of a declared range.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/always_holds.h"
#include "compiler/check/analyses.h"
#include "compiler/check/answer_limits.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/choice_names.h"
#include "compiler/check/implies.h"
#include "compiler/check/never_holds.h"
#include "compiler/check/types.h"

namespace suture::check {
namespace {

using plan::AnswerKind;
using plan::ExprId;
using plan::FieldId;
using plan::Op;
using plan::StepKind;
using plan::TypeKind;

// Which members of its choice a field can be, one flag a member.
using Members = std::vector<bool>;

class Reachability {
 public:
  Reachability(const typed::Module& module, diag::Emitter& emitter)
      : module_(module),
        plan_(module.draft),
        emitter_(emitter),
        implications_(module.draft),
        never_(module.draft) {}

  void Run() {
    for (size_t f = 0; f < plan_.fields.size(); ++f) {
      const FieldId id{static_cast<int32_t>(f)};
      if (!module_.fields[f].whole || module_.fields[f].source == nullptr) continue;
      diag::Emitter::Context context(emitter_, WhileChecking(module_, id));
      FindUnanswered(id);
      FindClosedParents(id);
      FindDeadSteps(id);
      FindValuesOutside(id);
    }
    FindLimitsOutside();
    FindEmptyQueries();
    FindSilentChecks();
  }

 private:
  // ---- what a field can be ----------------------------------------------------------------------

  const Members& MembersOf(FieldId id) {
    auto [it, fresh] = members_.try_emplace(id.index);
    if (!fresh)
      return it->second;  // In a circle: whatever is known so far, which the cycle check reports.
    const plan::Field& field = plan_.fields[id.index];
    const size_t count = plan_.choices[field.type.choice.index].members.size();
    const bool whole = module_.fields[id.index].whole;
    // A field of which nothing is decided is a person's to answer.
    Members given(count, !whole || IsManual(field));
    if (whole) {
      for (const plan::Step& step : field.steps) AddStep(step, given);
      const std::vector<plan::ChoiceMember>& members =
          plan_.choices[field.type.choice.index].members;
      for (size_t m = 0; m < count; ++m) given[m] = given[m] || LeftToPerson(field, members[m]);
    }
    members_[id.index] = given;
    return members_[id.index];
  }

  void AddStep(const plan::Step& step, Members& given) {
    switch (step.kind) {
      case StepKind::kHint:
        return;
      case StepKind::kAsk:
        given.assign(given.size(), true);
        return;
      case StepKind::kTable:
        for (const plan::TableRow& row : plan_.tables[step.table.index].rows) {
          if (row.answer == AnswerKind::kValue) AddValue(row.value, given);
        }
        return;
      default:
        if (step.answer == AnswerKind::kValue) AddValue(step.value, given);
    }
  }

  void AddValue(ExprId id, Members& given) {
    const plan::Expr* expr = id.valid() ? &plan_.exprs[id.index] : nullptr;
    if (expr != nullptr && expr->op == Op::kLiteral && expr->type.kind == TypeKind::kChoice) {
      given[MemberOf(*expr)] = true;
    } else if (expr != nullptr && expr->op == Op::kIf) {
      AddValue(expr->args[1], given);
      AddValue(expr->args[2], given);
    } else if (expr != nullptr && expr->op == Op::kField && expr->type.kind == TypeKind::kChoice) {
      const Members& other = MembersOf(expr->field);
      for (size_t m = 0; m < given.size() && m < other.size(); ++m) given[m] = given[m] || other[m];
    } else {
      given.assign(given.size(), true);
    }
  }

  size_t MemberOf(const plan::Expr& literal) const {
    const std::vector<plan::ChoiceMember>& members =
        plan_.choices[literal.type.choice.index].members;
    auto it = absl::c_find_if(members, [&](const plan::ChoiceMember& m) {
      return m.name == plan_.literals[literal.literal].text;
    });
    return static_cast<size_t>(it - members.begin());
  }

  void FindUnanswered(FieldId id) {
    const plan::Field& field = plan_.fields[id.index];
    // Nobody is asked for what a finding could be.
    if (field.is_finding || field.type.kind != TypeKind::kChoice) return;
    // What another field answers is said of that field.
    const bool passed_on = absl::c_any_of(field.steps, [&](const plan::Step& step) {
      return step.value.valid() && plan_.exprs[step.value.index].op == Op::kField;
    });
    if (passed_on) return;
    const Members given = MembersOf(id);
    const std::vector<plan::ChoiceMember>& members = plan_.choices[field.type.choice.index].members;
    std::vector<std::string> never;
    for (size_t m = 0; m < given.size(); ++m) {
      const plan::ChoiceMember& member = members[m];
      // An absence may stand for it.
      const bool coded = absl::c_any_of(
          field.absence_codes, [&](const plan::AbsenceCode& c) { return c.code == member.code; });
      if (!given[m] && !coded && !IsLeftOpen(field, member, members, given))
        never.push_back(member.name);
    }
    if (never.empty()) return;
    emitter_.Emit(diag::kChoiceNeverGiven, module_.fields[id.index].name_span, field.name, never)
        .Help(
            "Add a step that answers it, or name it in the reason of a review that leaves it to a "
            "person.");
  }

  static bool IsManual(const plan::Field& field) {
    return absl::c_all_of(field.steps, [](const plan::Step& step) {
      if (step.kind == StepKind::kTable || step.kind == StepKind::kAsk) return false;
      return step.kind == StepKind::kHint || step.answer != AnswerKind::kValue;
    });
  }

  // A negative that a chart cannot prove goes to a person, as it should, and so does a choice that
  // the reason names: `otherwise review because "a person decides whether it is Other"`.
  bool LeftToPerson(const plan::Field& field, const plan::ChoiceMember& member) const {
    return absl::c_any_of(field.steps, [&](const plan::Step& step) {
      if (!CanReview(step)) return false;
      return IsNegative(member) || TellsNothing(member.name) ||
             HoldsWord(step.because, member.name) || HoldsWord(step.because, member.code);
    });
  }

  bool CanReview(const plan::Step& step) const {
    if (!step.table.valid()) return step.answer == AnswerKind::kReview;
    return absl::c_any_of(plan_.tables[step.table.index].rows, [](const plan::TableRow& row) {
      return row.answer == AnswerKind::kReview;
    });
  }

  // Where nothing tells, the field says so instead of answering in the negative.
  static bool IsLeftOpen(const plan::Field& field, const plan::ChoiceMember& member,
                         const std::vector<plan::ChoiceMember>& members, const Members& given) {
    if (!IsNegative(member)) return false;
    for (size_t m = 0; m < given.size(); ++m) {
      if (given[m] && TellsNothing(members[m].name)) return true;
    }
    return absl::c_any_of(
        field.steps, [](const plan::Step& step) { return step.answer == AnswerKind::kAbsent; });
  }

  static bool HoldsWord(const std::string& text, const std::string& word) {
    auto is_letter = [&](size_t at) {
      return at < text.size() && (absl::ascii_isalnum(text[at]) || text[at] == '_');
    };
    if (word.empty()) return false;
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) return true;
    }
    return false;
  }

  // ---- conditions that cannot hold --------------------------------------------------------------

  // The comparison that keeps a condition from ever being true; invalid: it may be.
  ExprId Impossible(ExprId id) {
    if (!id.valid()) return {};
    const plan::Expr& expr = plan_.exprs[id.index];
    switch (expr.op) {
      case Op::kAnd:
      case Op::kAllOf:
        for (ExprId arg : expr.args) {
          if (ExprId why = Impossible(arg); why.valid()) return why;
        }
        return {};
      case Op::kOr:
      case Op::kAnyOf: {
        ExprId why;
        for (ExprId arg : expr.args) {
          why = Impossible(arg);
          if (!why.valid()) return {};
        }
        return why;
      }
      case Op::kUnless:
        return Impossible(expr.args[0]);
      case Op::kIn:
        for (size_t i = 1; i < expr.args.size(); ++i) {
          if (!Excludes(expr.args[0], expr.args[i])) return {};
        }
        return expr.args.size() > 1 ? id : ExprId{};
      case Op::kBuiltin:
        return expr.builtin == "equal" && expr.args.size() == 2 &&
                       Excludes(expr.args[0], expr.args[1])
                   ? id
                   : ExprId{};
      default:
        return {};
    }
  }

  bool Excludes(ExprId left, ExprId right) {
    if (!left.valid() || !right.valid()) return false;
    const plan::Expr& field = plan_.exprs[left.index];
    const plan::Expr& value = plan_.exprs[right.index];
    if (field.op != Op::kField || field.type.kind != TypeKind::kChoice) return false;
    if (value.op != Op::kLiteral || value.type.kind != TypeKind::kChoice) return false;
    return !MembersOf(field.field)[MemberOf(value)];
  }

  void FindClosedParents(FieldId id) {
    ExprId why = Impossible(plan_.fields[id.index].applies_when);
    if (!why.valid()) return FindClosedGate(plan_.fields[id.index]);
    const plan::Expr& parent = plan_.exprs[plan_.exprs[why.index].args[0].index];
    emitter_
        .Emit(diag::kParentValueImpossible, module_.expr_spans[why.index], NameOf(parent),
              ValueText(why))
        .Label(module_.fields[parent.field.index].name_span, "No step here gives that answer.")
        .Help(
            "Compare with an answer that the parent gives, or add the step to the parent that "
            "gives this one.");
  }

  void FindClosedGate(const plan::Field& field) {
    const std::optional<Contradiction> never = never_.Find({field.applies_when});
    if (!never) return;
    auto builder = emitter_.Emit(diag::kGateNeverOpens, module_.expr_spans[never->at.index],
                                 field.name, never->why);
    LabelOther(*never, builder);
    builder.Help("Say behind `applies when` what a case can be, such as `in {Yes, No}`.");
  }

  void LabelOther(const Contradiction& never, diag::Emitter::Builder& builder) const {
    if (!never.other.valid()) return;
    const base::Span other = module_.expr_spans[never.other.index];
    if (!(other == module_.expr_spans[never.at.index]))
      builder.Label(other, "This has to hold, too.");
  }

  void ReportNever(const Contradiction& never, std::string_view help) {
    const base::Span at = module_.expr_spans[never.at.index];
    if (absl::c_linear_search(told_, at)) return;
    told_.push_back(at);
    auto builder = emitter_.Emit(diag::kConditionNeverHolds, at, never.why);
    LabelOther(never, builder);
    builder.Help(std::string(help));
  }

  // `where value > 5 mg/dL and value < 4 mg/dL`.
  void FindEmptyQueries() {
    for (const plan::Query& query : plan_.queries) {
      if (auto never = never_.Find({query.where}))
        ReportNever(*never,
                    "No entry meets this `where`: widen one of the two, or join them by `or`.");
    }
  }
  void FindSilentChecks() {
    for (const plan::Check& check : plan_.checks) {
      if (auto never = never_.Find({check.when}))
        ReportNever(*never, "This check never speaks: ask for what a wrong case would have.");
    }
  }

  // Of a step: its condition, beside that of the field.
  void FindStepNever(const plan::Field& field, const plan::Step& step) {
    if (!step.when.valid() || never_.Find({field.applies_when})) return;
    if (auto never = never_.Find({field.applies_when, step.when}))
      ReportNever(*never,
                  "The step never answers: mend its condition, or take it out. `or` joins what one "
                  "case cannot be at once.");
  }

  std::string NameOf(const plan::Expr& field) const { return plan_.fields[field.field.index].name; }
  std::string ValueText(ExprId comparison) const {
    const plan::Expr& value = plan_.exprs[plan_.exprs[comparison.index].args[1].index];
    return plan_.literals[value.literal].text;
  }

  void FindDeadSteps(FieldId id) {
    const plan::Field& field = plan_.fields[id.index];
    // What could not be read looks alike everywhere.
    if (!module_.fields[id.index].whole) return;
    const ast::Field& source = *module_.fields[id.index].source;
    const size_t last = LastReached(field);
    if (last + 1 < field.steps.size()) {
      emitter_.Emit(diag::kStepNeverReached, source.steps[last + 1].span)
          .Label(source.steps[last].span,
                 field.steps[last].when.valid()
                     ? "This step always answers: its condition holds of every case."
                     : "This step always answers.")
          .Help(
              "Move it above that step, or let that step ask for something that a chart may lack.");
    }
    for (size_t s = 0; s < field.steps.size() && s <= last; ++s) {
      const plan::Step& step = field.steps[s];
      if (ExprId why = Impossible(step.when); why.valid()) {
        const plan::Expr& parent = plan_.exprs[plan_.exprs[why.index].args[0].index];
        emitter_
            .Emit(diag::kStepNeverAnswers, module_.expr_spans[why.index], NameOf(parent),
                  ValueText(why))
            .Label(module_.fields[parent.field.index].name_span, "No step here gives that answer.");
      } else {
        FindStepNever(field, step);
      }
    }
    FindShadowedSteps(field, source, last);
  }

  // Under `resolve first`: steps whose condition holds only where one of those above does, which
  // answer first.
  void FindShadowedSteps(const plan::Field& field, const ast::Field& source, size_t last) {
    if (field.resolve != plan::Resolve::kFirst) return;
    std::vector<ExprId> above;
    std::vector<size_t> places;
    for (size_t s = 0; s < field.steps.size() && s <= last; ++s) {
      const plan::Step& step = field.steps[s];
      const bool answers = step.kind == StepKind::kRule || step.kind == StepKind::kOtherwise;
      if (!answers || !step.when.valid()) continue;
      const std::vector<size_t> by = implications_.Cover(step.when, above);
      if (!by.empty()) ReportShadowed(field, source, s, by, places);
      if (!AlwaysInForce(step) || !SurelyAnswers(step)) continue;
      above.push_back(step.when);
      places.push_back(s);
    }
  }

  void ReportShadowed(const plan::Field& field, const ast::Field& source, size_t step,
                      const std::vector<size_t>& by, const std::vector<size_t>& places) {
    auto builder = emitter_.Emit(diag::kStepNeverReached, source.steps[step].span);
    for (size_t which : by) {
      const size_t place = places[which];
      const bool same = implications_.Same(field.steps[step].when, field.steps[place].when);
      builder.Label(source.steps[place].span,
                    same ? "This step has the same condition and answers first."
                    : by.size() > 1
                        ? "Where this condition does not hold, another above does."
                        : "This condition holds wherever that one does, and answers first.");
    }
    builder.Help("Put the narrower condition first, or take out the step that never answers.");
  }

  // The step after which none is reached; the last one if there is none such. A lone `otherwise`
  // behind it is there because a field must have one.
  size_t LastReached(const plan::Field& field) const {
    const size_t count = field.steps.size();
    if (field.resolve != plan::Resolve::kFirst) return count - 1;
    for (size_t s = 0; s + 1 < count; ++s) {
      if (!AlwaysAnswers(plan_, field.steps[s])) continue;
      const bool only_otherwise = s + 2 == count && field.steps[s + 1].kind == StepKind::kOtherwise;
      return only_otherwise ? count - 1 : s;
    }
    return count - 1;
  }

  static bool AlwaysInForce(const plan::Step& step) {
    return step.effective.from.empty() && step.effective.until.empty();
  }

  bool SurelyAnswers(const plan::Step& step) const {
    return step.answer != AnswerKind::kValue || plan_.exprs[step.value.index].op == Op::kLiteral;
  }

  // ---- ranges -----------------------------------------------------------------------------------

  // The number that is written here, with its sign.
  std::optional<plan::Literal> WrittenNumber(ExprId id) const {
    if (!id.valid()) return std::nullopt;
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.op == Op::kLiteral && IsNumber(expr.type)) return plan_.literals[expr.literal];
    if (expr.op != Op::kBuiltin || expr.builtin != kBuiltinNegate) return std::nullopt;
    std::optional<plan::Literal> number = WrittenNumber(expr.args[0]);
    if (number)
      number->text =
          number->text.starts_with('-') ? number->text.substr(1) : absl::StrCat("-", number->text);
    return number;
  }

  void ReportIfOutside(const plan::Field& field, ExprId value) {
    const std::optional<plan::Literal> written = WrittenNumber(value);
    if (written) ReportOutOfRange(field, *written, module_.expr_spans[value.index], emitter_);
  }

  // What a step answers, branches of `if … then … else` included: numbers outside of the range, and
  // texts that are longer than the field takes.
  void FindAnswersOutside(const plan::Field& field, ExprId value) {
    if (!value.valid()) return;
    const plan::Expr& expr = plan_.exprs[value.index];
    if (expr.op == Op::kIf) {
      FindAnswersOutside(field, expr.args[1]);
      FindAnswersOutside(field, expr.args[2]);
    } else if (expr.op == Op::kLiteral && expr.type.kind == TypeKind::kText) {
      ReportTooLong(field, plan_.literals[expr.literal], module_.expr_spans[value.index], emitter_);
    } else {
      ReportIfOutside(field, value);
    }
  }

  void FindValuesOutside(FieldId id) {
    const plan::Field& field = plan_.fields[id.index];
    for (const plan::Step& step : field.steps) {
      FindAnswersOutside(field, step.value);
      if (!step.table.valid()) continue;
      for (const plan::TableRow& row : plan_.tables[step.table.index].rows)
        FindAnswersOutside(field, row.value);
    }
  }

  // `Age > 200` where the range of Age ends at 120, and `Age in {200}`.
  void FindLimitsOutside() {
    for (const plan::Expr& expr : plan_.exprs) {
      const bool compares =
          expr.op == Op::kBuiltin && expr.args.size() == 2 && expr.type.kind == TypeKind::kTruth;
      if (!compares && expr.op != Op::kIn) continue;
      for (size_t i = 0; i < expr.args.size(); ++i) {
        if (!expr.args[i].valid() || (expr.op == Op::kIn && i > 0)) continue;
        const plan::Expr& side = plan_.exprs[expr.args[i].index];
        if (side.op != Op::kField || !module_.fields[side.field.index].whole) continue;
        const plan::Field& field = plan_.fields[side.field.index];
        for (size_t other = 0; other < expr.args.size(); ++other) {
          if (other != i) ReportIfOutside(field, expr.args[other]);
        }
      }
    }
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
  std::map<int32_t, Members> members_;
  Implications implications_;
  NeverHoldsFinder never_;
  std::vector<base::Span> told_;  // Of conditions that a `let` writes out in several places
};

}  // namespace

void CheckReachability(const typed::Module& module, diag::Emitter& emitter) {
  Reachability(module, emitter).Run();
}

}  // namespace suture::check
