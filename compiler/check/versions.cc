// What is in force only on some days: steps, choices and lines of codes with `effective`, and the
// date by which a case's version is chosen.
#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/in_force.h"
#include "runtime/plan/needs.h"
#include "runtime/values/time.h"

namespace suture::check {
namespace {

// `2024` begins on its first day and ends on its last; dates of a version are whole days.
std::string WholeDay(const std::string& text, bool last) {
  std::optional<values::DateTime> date = values::DateTime::Parse(text);
  if (!date) return text;
  if (date->precision == values::Precision::kYear)
    return absl::StrCat(text, last ? "-12-31" : "-01-01");
  if (date->precision != values::Precision::kMonth) return text;
  if (!last) return absl::StrCat(text, "-01");
  return absl::StrCat(text, "-", values::DaysInMonth(date->year, date->month));
}

// Counts days; 0 for what is no date, which is reported elsewhere.
int32_t DayOf(const std::string& text) {
  std::optional<values::DateTime> date = values::DateTime::Parse(text);
  return date ? values::DayNumber(date->year, date->month, date->day) : 0;
}

}  // namespace

void FindGap(std::vector<Version> spans, diag::Emitter& emitter) {
  absl::c_stable_sort(spans, [](const Version& a, const Version& b) {
    return a.effective.from < b.effective.from;
  });
  std::string until = spans.empty() ? "" : spans[0].effective.until;
  for (size_t i = 1; i < spans.size() && !until.empty(); ++i) {
    const plan::Effective& next = spans[i].effective;
    if (DayOf(until) + 1 < DayOf(next.from)) {
      emitter.Emit(diag::kVersionGap, spans[i].span, until, next.from)
          .Help(
              "Let one version end on the day before the next begins, or add what holds in "
              "between.");
    }
    until = next.until.empty() ? "" : std::max(until, next.until);
  }
}

plan::Effective Checker::EffectiveFrom(const std::optional<ast::Effective>& effective) {
  plan::Effective out;
  if (!effective) return out;
  for (const std::string* text : {&effective->from, &effective->until}) {
    if (!text->empty() && !values::DateTime::Parse(*text))
      emitter_.Emit(diag::kNoSuchDate, effective->span, *text);
  }
  out.from = WholeDay(effective->from, false);
  out.until = effective->until.empty() ? "" : WholeDay(effective->until, true);
  if (!out.until.empty() && out.until < out.from)
    emitter_.Emit(diag::kEffectiveReversed, effective->span);
  return out;
}

// ---- codes --------------------------------------------------------------------------------------

void Checker::AddUndatedLine(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set) {
  if (line.effective) {
    emitter_.Emit(diag::kDatedCodes, line.effective->span)
        .Help("Codes of labs and documents count on all days: leave `effective` out.");
  }
  AddCodeLine(line, module, set);
}

void Checker::AddDatedLine(const ast::CodeLine& line, ModuleId module, std::string_view set,
                           std::vector<DatedCodes>& out) {
  plan::Effective effective = EffectiveFrom(line.effective);
  plan::CodeSet codes;
  codes.name = absl::StrCat(std::string(set), " from ", effective.from);
  if (!effective.until.empty()) absl::StrAppend(&codes.name, " until ", effective.until);
  AddCodeLine(line, module, codes);
  if (codes.include.empty()) return;
  out.push_back({effective, AddCodeSet(std::move(codes)), line.span});
}

void Checker::IncludeDated(const ast::CodeLine& line, ModuleId module,
                           std::vector<DatedCodes>& out) {
  for (const ast::Name& name : line.names) {
    SymbolId symbol = program_.Find(Space::kCodes, name.text, module);
    if (!symbol.valid()) continue;
    auto dated = dated_codes_.find(bound_[symbol.index].index);
    if (dated == dated_codes_.end()) continue;
    for (DatedCodes codes : dated->second) {
      codes.span = name.span;
      out.push_back(codes);
    }
  }
}

void Checker::CheckGaps(const std::vector<DatedCodes>& dated) {
  std::vector<Version> spans;
  for (const DatedCodes& codes : dated) spans.push_back({codes.effective, codes.span});
  FindGap(std::move(spans), emitter_);
}

bool Checker::RefuseDated(CodeSetId set, base::Span span, std::string_view instead) {
  if (!set.valid() || !dated_codes_.contains(set.index)) return true;
  emitter_.Emit(diag::kDatedCodes, span)
      .Help(absl::StrCat("Use a set without `effective` here: ", std::string(instead), "."));
  return false;
}

// What tests may pick a code from.
CodeSetId Checker::AnyEdition(CodeSetId set) const {
  if (!set.valid() || !out_.draft.code_sets[set.index].include.empty()) return set;
  auto dated = dated_codes_.find(set.index);
  return dated == dated_codes_.end() ? set : dated->second[0].codes;
}

ExprId Checker::InSets(ExprId codes, const std::vector<CodeSetId>& sets, base::Span span) {
  std::vector<ExprId> parts;
  auto member = [&](CodeSetId set) {
    return AddExpr({.op = Op::kInCodes, .type = TruthType(), .args = {codes}, .code_set = set},
                   span);
  };
  for (CodeSetId set : sets) {
    if (!out_.draft.code_sets[set.index].include.empty()) parts.push_back(member(set));
    auto dated = dated_codes_.find(set.index);
    if (dated == dated_codes_.end()) continue;
    if (reading_chart_) {
      RefuseDated(set, span, "entries are read before it is known which version a case has");
      return {};
    }
    const std::vector<DatedCodes> lines = dated->second;
    for (const DatedCodes& line : lines) {
      ExprId in_force = InForce(line.effective, span);
      if (!in_force.valid()) return {};
      parts.push_back(AddExpr(
          {.op = Op::kAnd, .type = TruthType(), .args = {in_force, member(line.codes)}}, span));
    }
  }
  if (parts.size() == 1) return parts[0];
  const size_t count = parts.size();
  return AddExpr({.op = Op::kAnyOf,
                  .type = TruthType(),
                  .args = std::move(parts),
                  .names = std::vector<std::string>(count)},
                 span);
}

// ---- steps --------------------------------------------------------------------------------------

// Between two versions of a rule lies no day on which neither holds, unless steps that hold always
// stand beside them.
void Checker::CheckGaps(const ast::Field& source, const plan::Field& field) {
  std::vector<Version> spans;
  for (size_t i = 0; i < field.steps.size() && i < source.steps.size(); ++i) {
    const plan::Step& step = field.steps[i];
    if (step.kind == plan::StepKind::kHint || step.kind == plan::StepKind::kOtherwise) continue;
    if (!source.steps[i].effective) return;
    spans.push_back({step.effective, source.steps[i].effective->span});
  }
  FindGap(std::move(spans), emitter_);
}

// ---- the date that chooses ----------------------------------------------------------------------

void Checker::BindVersionDate() {
  if (versions_by_ == nullptr) return;
  ExprId date = VersionDate(versions_by_->span);
  if (!date.valid()) return;
  out_.draft.registry.versions_by = date;
  BindBodies();
  plan::NeedsFinder finder(out_.draft);
  std::vector<FieldId> open = finder.Of(date).fields;
  if (!finder.Of(date).prompts.empty()) emitter_.Emit(diag::kVersionByModel, versions_by_->span);
  for (size_t i = 0; i < open.size(); ++i) {
    const plan::Needs needs = finder.Of(open[i]);
    if (!needs.prompts.empty()) {
      emitter_.Emit(diag::kVersionByModel, versions_by_->span)
          .Label(out_.fields[open[i].index].name_span, "This asks a model.");
      return;
    }
    for (FieldId field : needs.fields) {
      if (!absl::c_linear_search(open, field)) open.push_back(field);
    }
  }
}

ExprId Checker::VersionDate(base::Span span) {
  const Bound* index = nullptr;
  for (size_t i = 0; i < program_.symbols.size() && index == nullptr; ++i) {
    const resolve::Symbol& s = program_.symbols[i];
    if (s.As<ast::Index>() != nullptr && s.module == program_.main) index = &bound_[i];
  }
  if (index == nullptr || index->state != State::kDone) {
    // Without an index, that it is missing has been told.
    if (index == nullptr || std::exchange(version_refused_, true)) return {};
    emitter_.Emit(diag::kDatedCodes, span)
        .Help(
            "The index event is found before it is known which version a case has: list its codes "
            "without `effective`.");
    return {};
  }
  if (index->index < 0) return {};  // The index event's own mistake has been told.
  ExprId time = versions_by_ != nullptr ? Anchor(*versions_by_, *ScopeOf({}, program_.main), false)
                                        : RowAttribute(0, {index->index}, {}, "start", span);
  if (!time.valid() || At(time).type.kind == TypeKind::kDate) return time;
  return BuiltinCall(kBuiltinDateOf, {time}, TypeOf(TypeKind::kDate), span);
}

ExprId Checker::InForce(const plan::Effective& effective, base::Span span) {
  ExprId day = VersionDate(span);
  if (!day.valid()) return {};
  auto limit = [&](const std::string& date, ast::BinaryOp op) {
    Type type = TypeOf(TypeKind::kDate);
    ExprId literal =
        AddExpr({.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, date})}, span);
    return BuiltinCall(BuiltinOf(op), {day, literal}, TruthType(), span);
  };
  ExprId inside = limit(effective.from, ast::BinaryOp::kGe);
  if (!effective.until.empty()) {
    ExprId not_over = limit(effective.until, ast::BinaryOp::kLe);
    inside = AddExpr({.op = Op::kAnd, .type = TruthType(), .args = {inside, not_over}}, span);
  }
  // Without the day the version is not silent, it cannot be told: what a year says of a day within
  // it.
  auto date = [&](std::string text) {
    Type type = TypeOf(TypeKind::kDate);
    return AddExpr(
        {.op = Op::kLiteral, .type = type, .literal = AddLiteral({type, std::move(text)})}, span);
  };
  ExprId coarse = BuiltinCall(BuiltinOf(ast::BinaryOp::kGe), {date("2024"), date("2024-07-01")},
                              TruthType(), span);
  ExprId known = AddExpr({.op = Op::kIsKnown, .type = TruthType(), .args = {day}}, span);
  return AddExpr({.op = Op::kIf, .type = TruthType(), .args = {known, inside, coarse}}, span);
}

}  // namespace suture::check
