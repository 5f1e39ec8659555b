// Silence that becomes a negative answer, and absences that nothing says how to submit.
#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/always_holds.h"
#include "compiler/check/analyses.h"
#include "compiler/check/checker.h"
#include "compiler/check/choice_names.h"
#include "compiler/check/ground.h"

namespace suture::check {
namespace {

// What a field is without an answer: its parent is closed; the case lies outside of its versions.
constexpr const char* kNotApplicable = "not_applicable";
constexpr const char* kNotCollected = "not_collected";

class AbsenceCheck {
 public:
  AbsenceCheck(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), ground_(plan_), silence_(plan_), emitter_(emitter) {}

  void Run() {
    for (size_t f = 0; f < plan_.fields.size(); ++f) {
      const plan::Field& field = plan_.fields[f];
      if (!module_.fields[f].whole || module_.fields[f].source == nullptr) continue;
      diag::Emitter::Context context(emitter_, WhileChecking(module_, {static_cast<int32_t>(f)}));
      for (size_t s = 0; s < field.steps.size(); ++s) {
        const std::string negative = FromSilence(field, field.steps[s]);
        if (!negative.empty()) Report(f, s, negative, module_.fields[f].source->steps[s].span);
        if (auto row = RowFromSilence(field, field.steps[s])) ReportRow(f, s, *row);
        // What stands behind is never reached.
        if (field.resolve == plan::Resolve::kFirst && AlwaysAnswers(plan_, field.steps[s])) break;
      }
      // What is submitted is a matter of registries, and findings are not submitted.
      if (module_.is_registry && !field.is_finding) FindUnmapped(f);
    }
  }

 private:
  std::string NegativeLiteral(plan::ExprId id) const {
    if (!id.valid()) return "";
    const plan::Expr& value = plan_.exprs[id.index];
    if (value.op != plan::Op::kLiteral) return "";
    const plan::Literal& literal = plan_.literals[value.literal];
    return IsNegative(plan_, literal) || IsLeast(plan_, literal) ? literal.text : "";
  }
  std::string LiteralText(plan::ExprId id) const {
    if (!id.valid() || plan_.exprs[id.index].op != plan::Op::kLiteral) return "";
    return plan_.literals[plan_.exprs[id.index].literal].text;
  }

  // The negative that a value may be on silence alone, where `so_far` is what already had to hold:
  // its own, or a branch of `if … then … else`. `strict`: what rests on nothing is no better.
  std::string SilentNegative(plan::ExprId id, Ground so_far, bool strict) {
    if (!id.valid() || so_far == Ground::kOther) return "";
    const plan::Expr& value = plan_.exprs[id.index];
    if (value.op == plan::Op::kIf) {
      const std::string then = SilentNegative(
          value.args[1], GroundFinder::Both(so_far, ground_.Of(value.args[0], false)), strict);
      if (!then.empty()) return then;
      return SilentNegative(value.args[2],
                            GroundFinder::Both(so_far, ground_.Of(value.args[0], true)), strict);
    }
    return so_far == Ground::kSilence || strict ? NegativeLiteral(id) : "";
  }

  // The negative that the step gives on silence alone; empty: none.
  std::string FromSilence(const plan::Field& field, const plan::Step& step) {
    if (step.answer != plan::AnswerKind::kValue || step.table.valid() || step.prompt.valid()) {
      return "";
    }
    const bool otherwise = step.kind == plan::StepKind::kOtherwise;
    if (step.kind == plan::StepKind::kHint) return "";
    // The row that a group's field stands on is itself something that was found.
    // An `otherwise` without a reason is reported where it is read (S4004).
    if (otherwise && (step.because.empty() || field.group.valid())) return "";
    if (ground_.RestsOnTotal(step.when) && ground_.Of(step.when, false) == Ground::kSilence) {
      return LiteralText(step.value);
    }
    const bool strict = otherwise || (step.kind == plan::StepKind::kRule &&
                                      AlwaysHolds(plan_, step.when) && !field.group.valid());
    return SilentNegative(step.value, ground_.Of(step.when, false), strict);
  }

  // The row of a table that gives a negative without a cell that anything was found for.
  std::optional<size_t> RowFromSilence(const plan::Field& field, const plan::Step& step) {
    if (!step.table.valid() || field.group.valid()) return std::nullopt;
    const std::vector<plan::TableRow>& rows = plan_.tables[step.table.index].rows;
    for (size_t r = 0; r < rows.size(); ++r) {
      if (rows[r].answer != plan::AnswerKind::kValue) continue;
      if (!SilentNegative(rows[r].value, ground_.Of(rows[r].condition, false), true).empty()) {
        return r;
      }
    }
    return std::nullopt;
  }

  void ReportRow(size_t f, size_t s, size_t row) {
    const plan::Step& step = plan_.fields[f].steps[s];
    const ast::Step& source = module_.fields[f].source->steps[s];
    if (source.table == nullptr || row >= source.table->rows.size()) return;
    const plan::TableRow& given = plan_.tables[step.table.index].rows[row];
    Report(f, s, SilentNegative(given.value, ground_.Of(given.condition, false), true),
           source.table->rows[row].span);
  }

  void Report(size_t f, size_t s, const std::string& negative, base::Span at) {
    const plan::Step& step = plan_.fields[f].steps[s];
    const bool rule = step.kind != plan::StepKind::kOtherwise;
    auto builder = emitter_.Emit(diag::kNegativeFromSilence, at, negative);
    bool told = LabelCovers(step.when, builder);
    if (step.value.valid()) told |= LabelCovers(step.value, builder);
    for (size_t r = 0; step.table.valid() && r < plan_.tables[step.table.index].rows.size(); ++r) {
      told |= LabelCovers(plan_.tables[step.table.index].rows[r].condition, builder);
    }
    if (told) {
      builder.Help(
          "Name a cover of what the field looks for, whose window takes in all of the time in "
          "which it "
          "looks, or let `otherwise review` take this case.");
      return;
    }
    if (!rule) {
      builder.Help(
          "Say what was searched, such as `when complete history`, and let `otherwise review` or "
          "`otherwise absent` take the rest.");
      return;
    }
    const std::string kind = LookedFor(step);
    builder.Help(absl::StrCat("Declare what the source is complete for, such as `complete ", kind,
                              " …` with the window in which the field looks, and ask for `no ",
                              kind, " …` of it; without that, nothing found is not known."));
  }

  // What the step looks for in the chart; a kind stands for it where only findings tell.
  std::string LookedFor(const plan::Step& step) const {
    std::string found = LookedFor(step.when);
    if (found.empty()) found = LookedFor(step.value);
    for (size_t r = 0; step.table.valid() && r < plan_.tables[step.table.index].rows.size(); ++r) {
      if (found.empty()) found = LookedFor(plan_.tables[step.table.index].rows[r].condition);
    }
    return found.empty() ? "KIND" : found;
  }
  std::string LookedFor(plan::ExprId id) const {
    if (!id.valid()) return "";
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.query.valid()) {
      const plan::Query& query = plan_.queries[expr.query.index];
      if (query.lab.valid()) return plan_.labs[query.lab.index].name;
      const plan::Collection& rows = plan_.collections[query.collection.index];
      return rows.kind == plan::CollectionKind::kChart ? rows.name : "";
    }
    for (plan::ExprId arg : expr.args) {
      if (std::string found = LookedFor(arg); !found.empty()) return found;
    }
    return "";
  }

  // What the covers that a condition names do not speak for.
  bool LabelCovers(plan::ExprId id, diag::Emitter::Builder& builder) {
    if (!id.valid()) return false;
    const plan::Expr& expr = plan_.exprs[id.index];
    bool told = false;
    if (expr.op != plan::Op::kComplete) {
      for (plan::ExprId arg : expr.args) told |= LabelCovers(arg, builder);
      return told;
    }
    for (plan::ExprId read : expr.args) {
      const plan::Expr& query = plan_.exprs[read.index];
      if (query.op != plan::Op::kQuery) {
        builder.Label(module_.expr_spans[id.index],
                      "This does not speak for what the field looks for.");
        told = true;
      } else if (!silence_.TakesIn(expr.cover, query.query)) {
        builder.Label(module_.query_spans[query.query.index],
                      "`" + plan_.covers[expr.cover.index].name +
                          "` is not known to be complete for all of this.");
        told = true;
      }
    }
    return told;
  }

  void FindUnmapped(size_t f) {
    const plan::Field& field = plan_.fields[f];
    const ast::Field& source = *module_.fields[f].source;
    std::set<std::string> reported;
    for (size_t s = 0; s < field.steps.size(); ++s) {
      const plan::Step& step = field.steps[s];
      if (step.kind == plan::StepKind::kHint || step.answer != plan::AnswerKind::kAbsent) continue;
      RequireCode(field, step.absence, source.steps[s].span, reported);
    }
    // These two befall any number of fields, and are told of the first.
    if (source.applies_when != nullptr) {
      RequireCode(field, kNotApplicable, source.applies_when->span, closed_);
    }
    if (source.effective) RequireCode(field, kNotCollected, source.effective->span, closed_);
  }

  void RequireCode(const plan::Field& field, const std::string& absence, base::Span at,
                   std::set<std::string>& reported) {
    const bool coded = absl::c_any_of(
        field.absence_codes, [&](const plan::AbsenceCode& c) { return c.absence == absence; });
    const bool ticked =
        absl::c_any_of(field.ticks, [&](const plan::Tick& t) { return t.absence == absence; });
    if (coded || ticked || !reported.insert(absence).second) return;
    std::string words = absence;
    std::replace(words.begin(), words.end(), '_', ' ');
    emitter_.Emit(diag::kAbsenceUnmapped, at, field.name, words)
        .Help("Say it once for the registry, such as `absent { " + words +
              " -> blank }`, or in the field.");
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  GroundFinder ground_;
  SilenceFinder silence_;
  diag::Emitter& emitter_;
  std::set<std::string> closed_;  // Absences of closed fields that were reported
};

}  // namespace

void CheckAbsence(const typed::Module& module, diag::Emitter& emitter) {
  AbsenceCheck(module, emitter).Run();
}

}  // namespace suture::check
