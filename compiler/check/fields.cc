// Fields, findings and their steps.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/always_holds.h"
#include "compiler/check/analyses.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"
#include "fmt/format.h"

namespace suture::check {
namespace {

plan::StepKind StepKindOf(ast::StepKind kind) {
  return static_cast<plan::StepKind>(static_cast<int>(kind));
}

std::string PlainText(const ast::TextBlock& text) {
  std::string out;
  for (const ast::TextSegment& segment : text.segments) absl::StrAppend(&out, segment.text);
  return out;
}

bool IsSettled(const ast::Step& step) {
  return step.kind == ast::StepKind::kOtherwise && step.when == nullptr && !step.effective;
}

// Whether all that the author wrote was bound: what rests on a mistake elsewhere is invalid without
// one of its own.
bool IsBound(const ast::Field& source, const plan::Field& field, const typed::Module& module) {
  if ((source.applies_when != nullptr) != field.applies_when.valid()) return false;
  if (field.steps.size() != source.steps.size()) return false;
  for (size_t i = 0; i < field.steps.size(); ++i) {
    const plan::Step& step = field.steps[i];
    const ast::Step& written = source.steps[i];
    if ((written.when != nullptr) != step.when.valid()) return false;
    bool answers = step.kind != plan::StepKind::kTable && step.kind != plan::StepKind::kAsk;
    if (answers && step.answer == plan::AnswerKind::kValue && !step.value.valid()) return false;
    if (!step.table.valid()) continue;
    const typed::TableInfo& table = module.tables[step.table.index];
    if (!absl::c_all_of(table.inputs, [](ExprId id) { return id.valid(); })) return false;
    if (module.draft.tables[step.table.index].rows.size() != table.source->rows.size()) {
      return false;
    }
  }
  return true;
}

}  // namespace

FieldId Checker::FieldOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Field& source = *s.As<ast::Field>();
  const int errors = emitter_.error_count();
  plan::Field field;
  field.name = s.name;
  field.label = source.label;
  field.is_finding = source.is_finding;
  field.id = source.is_finding ? "" : source.id.empty() ? s.name : source.id;
  if (s.section != nullptr) field.section = s.section->label;
  if (source.definition) field.definition = PlainText(*source.definition);
  field.type =
      source.type == nullptr ? TypeOf(TypeKind::kText) : TypeFrom(*source.type, s.name, s.module);
  AddRange(source.range, field.type, field.range, field.usual);
  field.resolve = source.resolve ? static_cast<plan::Resolve>(static_cast<int>(*source.resolve))
                                 : plan::Resolve::kFirst;
  field.effective = EffectiveFrom(source.effective);
  field.was = source.was;
  field.span = Locate(s.span);
  FieldId id{static_cast<int32_t>(out_.draft.fields.size())};
  typed::FieldInfo info{
      &source, symbol, s.span, {}, s.declaration->span, emitter_.error_count() == errors};
  const ast::Name* phase = source.phase                               ? &*source.phase
                           : s.section != nullptr && s.section->phase ? &*s.section->phase
                                                                      : nullptr;
  if (phase != nullptr) info.phase = FindOrReport(Space::kPhase, *phase, s.module, s.group);
  out_.draft.fields.push_back(std::move(field));
  out_.fields.push_back(info);
  bound_[symbol.index] = {State::kDone, id.index, -1};
  bodies_.push_back(id);
  if (s.group.valid()) {
    CollectionOf(s.group);
    out_.draft.fields[id.index].group = {bound_[s.group.index].second};
  }
  return id;
}

void Checker::BodyOf(FieldId id) {
  const typed::FieldInfo info = out_.fields[id.index];
  const int errors = emitter_.error_count();
  const int lost_windows = lost_windows_;
  const ast::Field& source = *info.source;
  const resolve::Symbol& s = program_.symbol(info.symbol);
  diag::Emitter::Context context(emitter_, WhileChecking(out_, id));
  Scope scope;
  scope.parent = ScopeOf(s.group, s.module);
  scope.module = s.module;
  scope.group = s.group;
  scope.field = id;
  // Group bodies are bound before the group's collection is whole; steps come after, so take a
  // copy.
  plan::Field field = out_.draft.fields[id.index];
  for (const ast::Let& let : source.lets) {
    if (ExprId value = Elaborate(*let.value, scope); value.valid()) {
      scope.named.push_back({let.name.text, value});
    }
  }
  if (source.applies_when != nullptr) {
    field.applies_when = Condition(*source.applies_when, scope);
    AddParents(field.applies_when, field.parents);
  }
  field.absence_codes = AbsencesFrom(source.absent, field.type, true);
  for (const std::vector<ast::AbsenceMapping>* mappings : registry_absent_) {
    if (s.module != program_.main) break;
    for (plan::AbsenceCode& code : AbsencesFrom(*mappings, field.type, false)) {
      bool stated = absl::c_any_of(field.absence_codes, [&](const plan::AbsenceCode& own) {
        return own.absence == code.absence;
      });
      if (!stated) field.absence_codes.push_back(std::move(code));
    }
  }
  for (const ast::Tick& tick : source.ticks) {
    field.ticks.push_back({tick.id, tick.label, AbsenceName(tick.reason)});
  }
  CheckResolve(source, field);
  const ast::Step* settled = nullptr;
  for (const ast::Step& step : source.steps) {
    if (settled != nullptr) {
      emitter_.Emit(diag::kStepNeverReached, step.span)
          .Label(settled->span, "This step always answers.")
          .Help("Move it above that step, or give that step a `when`.");
      break;
    }
    AddStep(step, scope, field);
    out_.draft.fields[id.index].steps = field.steps;
    if (IsSettled(step)) settled = &step;
  }
  for (size_t i = 0; i < field.steps.size(); ++i) {
    const ast::Prompt* prompt = source.steps[i].prompt.get();
    if (prompt != nullptr && !prompt->check_against.empty()) SetCheckAgainst(*prompt, field, i);
  }
  CheckGaps(source, field);
  int told = 0;  // Of what leaves the steps as they are
  if (source.steps.empty()) {
    emitter_.Emit(diag::kFieldWithoutSteps, s.span, s.name);
  } else if (settled == nullptr && !source.is_finding && field.resolve != plan::Resolve::kCollect) {
    emitter_.Emit(diag::kNoOtherwise, s.span, s.name)
        .Help("Add a last step, such as `otherwise review` or `otherwise absent because \"…\"`.");
    // What a table at the end leaves open is shown as a row.
    told = source.steps.back().kind == ast::StepKind::kTable ? 1 : 0;
  }
  out_.draft.fields[id.index] = std::move(field);
  out_.fields[id.index].whole &= emitter_.error_count() == errors + told &&
                                 lost_windows_ == lost_windows &&
                                 IsBound(source, out_.draft.fields[id.index], out_);
}

// Several answers at once need a type that can hold them, the greatest of them one with an order.
void Checker::CheckResolve(const ast::Field& source, const plan::Field& field) {
  if (field.resolve == plan::Resolve::kHighest || field.resolve == plan::Resolve::kLowest) {
    CheckOrder(field.type, source.resolve_span,
               "`resolve highest` and `resolve lowest` compare the answers");
  } else if (field.resolve == plan::Resolve::kCollect) {
    CheckCollects(field, source.resolve_span);
  }
}

void Checker::CheckOrder(const Type& type, base::Span span, const std::string& who) {
  if (HasOrder(type)) return;
  if (type.kind == TypeKind::kChoice) {
    emitter_.Emit(diag::kChoiceNotOrdered, span, out_.draft.choices[type.choice.index].name)
        .Help(absl::StrCat(who, ": declare the order on the choice."));
  } else {
    emitter_.Emit(diag::kNoOrder, span, Describe(type, out_.draft))
        .Help(absl::StrCat(who, ". Write which step counts first instead."));
  }
}

void Checker::CheckCollects(const plan::Field& field, base::Span span) {
  if (field.type.kind == TypeKind::kSet) return;
  emitter_.Emit(diag::kCollectOfOne, span, field.name)
      .Help("Make its type `set of` that choice, or leave `collect` out.");
}

void Checker::AddParents(ExprId condition, std::vector<FieldId>& parents) {
  if (!condition.valid()) return;
  const plan::Expr& expr = At(condition);
  if (expr.op == Op::kField && !absl::c_linear_search(parents, expr.field)) {
    parents.push_back(expr.field);
  }
  for (ExprId arg : expr.args) AddParents(arg, parents);
}

std::string Checker::NextStepName(const plan::Field& field, std::string_view base) const {
  for (int n = 1;; ++n) {
    std::string name = n == 1 ? std::string(base) : fmt::format("{}{}", base, n);
    if (absl::c_none_of(field.steps, [&](const plan::Step& step) { return step.name == name; })) {
      return name;
    }
  }
}

void Checker::AddStep(const ast::Step& source, const Scope& scope, plan::Field& field) {
  plan::Step step;
  step.kind = StepKindOf(source.kind);
  step.because = source.because;
  step.even_if_unsettled = source.even_if_unsettled;
  step.effective = EffectiveFrom(source.effective);
  step.span = Locate(source.span);
  if (source.name.empty()) {
    step.name = NextStepName(field, source.kind == ast::StepKind::kTake ? "take" : "otherwise");
  } else {
    step.name = source.name.text;
    for (const plan::Step& other : field.steps) {
      if (other.name == step.name) {
        emitter_.Emit(diag::kNameTwice, source.name.span, step.name, "a step");
      }
    }
  }
  if (source.when != nullptr) step.when = Condition(*source.when, scope);
  switch (source.kind) {
    case ast::StepKind::kRule:
    case ast::StepKind::kHint:
    case ast::StepKind::kOtherwise:
      AddAnswer(source.answer, scope, field, step.answer, step.value, step.absence);
      if (source.kind == ast::StepKind::kOtherwise && step.answer == plan::AnswerKind::kValue &&
          step.because.empty() && absl::c_none_of(field.steps, [&](const plan::Step& above) {
            return AlwaysAnswers(out_.draft, above);
          })) {
        emitter_.Emit(diag::kOtherwiseWithoutBecause, source.span)
            .Help("Add `because \"…\"` and say why silence means this.");
      }
      break;
    case ast::StepKind::kTake:
      if (source.answer.value != nullptr) {
        step.value = TakenValue(*source.answer.value, scope, field.type);
      }
      break;
    case ast::StepKind::kTable:
      if (source.table != nullptr) step.table = TableFrom(*source.table, scope, field);
      break;
    case ast::StepKind::kAsk:
      if (source.prompt == nullptr) break;
      step.prompt = PromptFrom(*source.prompt, absl::StrCat(field.name, ".", step.name), scope);
      out_.draft.prompts[step.prompt.index].answer = field.type;
      out_.draft.prompts[step.prompt.index].field = scope.field;
      AddExamples(*source.prompt, scope, field, step.prompt);
      break;
  }
  field.steps.push_back(std::move(step));
}

// A chart value may need reading before it has the field's type: a code word becomes a choice only
// through a rule, so the message says so.
ExprId Checker::TakenValue(const ast::Expr& expr, const Scope& scope, const Type& wanted) {
  ExprId id = ReadAsDifference(Elaborate(expr, scope, &wanted), wanted);
  if (!id.valid()) return {};
  if (Assignable(At(id).type, wanted)) return id;
  if (wanted.kind == TypeKind::kInteger && At(id).type.kind == TypeKind::kDecimal) {
    Type number = wanted;
    if (FitUnits(At(id).type.unit, number.unit) == UnitFit::kSame ||
        FitUnits(At(id).type.unit, number.unit) == UnitFit::kConverts) {
      emitter_.Emit(diag::kNotWhole, expr.span)
          .Help("Say how it becomes whole: `integer truncate to 1` or `integer round to 1`.");
      return {};
    }
  }
  if (const ExprId amount = LabConverted(id, wanted, expr.span); amount.valid()) return amount;
  ReportTypeMismatch(expr.span, wanted, At(id).type);
  return {};
}

void Checker::AddAnswer(const ast::Answer& answer, const Scope& scope, const plan::Field& field,
                        plan::AnswerKind& kind, ExprId& value, std::string& absence) {
  switch (answer.kind) {
    case ast::AnswerKind::kReview:
      kind = plan::AnswerKind::kReview;
      return;
    case ast::AnswerKind::kAbsent:
      kind = plan::AnswerKind::kAbsent;
      absence = AbsenceName(answer.absence);
      return;
    case ast::AnswerKind::kValue:
      kind = plan::AnswerKind::kValue;
      if (answer.value != nullptr) {
        Type wanted = field.type;
        if (wanted.kind == TypeKind::kSet) wanted.kind = TypeKind::kChoice;
        value = ValueOf(*answer.value, scope, wanted);
      }
      return;
  }
}

// ---- tables -------------------------------------------------------------------------------------

plan::TableId Checker::TableFrom(const ast::Table& source, const Scope& scope,
                                 const plan::Field& field) {
  Scope inner = scope;
  inner.parent = &scope;
  for (const ast::Let& let : source.where) {
    if (ExprId value = Elaborate(*let.value, inner); value.valid()) {
      inner.named.push_back({let.name.text, value});
    }
  }
  Scope heads = inner;
  heads.heads_column = true;
  std::vector<ExprId> inputs;
  for (const ast::Name& name : source.inputs) {
    ast::Expr expr;
    expr.kind = ast::ExprKind::kName;
    expr.name = name;
    expr.span = name.span;
    inputs.push_back(ElaborateName(expr, heads, nullptr));
  }
  plan::Table table;
  table.policy = static_cast<plan::HitPolicy>(static_cast<int>(source.policy));
  if (source.policy == ast::HitPolicy::kPriority) {
    CheckOrder(field.type, source.output.span,
               "A `priority` table gives the highest of its answers");
  } else if (source.policy == ast::HitPolicy::kCollect) {
    CheckCollects(field, source.output.span);
  }
  for (const ast::TableRow& row : source.rows) {
    plan::TableRow out;
    out.span = Locate(row.span);
    if (row.cells.size() != inputs.size()) {
      emitter_
          .Emit(diag::kTableCells, row.span, static_cast<int>(inputs.size()),
                static_cast<int>(row.cells.size()))
          .Help("Write `-` where an input does not matter.");
      continue;
    }
    plan::Expr all{.op = Op::kAllOf, .type = TruthType()};
    for (size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i].any || !inputs[i].valid()) continue;
      ExprId cell = CellCondition(row.cells[i], inputs[i], source.inputs[i].span);
      if (!cell.valid()) continue;
      all.args.push_back(cell);
      all.names.push_back(source.inputs[i].text);
    }
    if (all.args.empty()) {
      all = {.op = Op::kLiteral, .type = TruthType(), .literal = AddLiteral({TruthType(), "true"})};
    }
    out.condition = AddExpr(std::move(all), row.span);
    std::string absence;
    AddAnswer(row.answer, inner, field, out.answer, out.value, absence);
    table.rows.push_back(std::move(out));
  }
  if (source.rows.empty()) emitter_.Emit(diag::kTableEmpty, source.output.span);
  if (source.output.text != field.name) {
    emitter_.Emit(diag::kTableOutput, source.output.span, source.output.text, field.name)
        .Help(absl::StrCat("Write `", field.name, "` behind the double bar."))
        .Edit(source.output.span, field.name, false);
  }
  out_.draft.tables.push_back(std::move(table));
  out_.tables.push_back({&source, scope.field, std::move(inputs)});
  return {static_cast<int32_t>(out_.draft.tables.size()) - 1};
}

ExprId Checker::CellCondition(const ast::Cell& cell, ExprId input, base::Span header) {
  (void)header;
  std::vector<ExprId> tests;
  for (const ast::CellTest& test : cell.tests) {
    ExprId id = CellTestCondition(test, input);
    if (!id.valid()) return {};
    tests.push_back(id);
  }
  if (tests.empty()) return {};
  if (tests.size() == 1) return tests[0];
  return AddExpr({.op = Op::kAnyOf,
                  .type = TruthType(),
                  .args = tests,
                  .names = std::vector<std::string>(tests.size())},
                 cell.span);
}

ExprId Checker::CellTestCondition(const ast::CellTest& test, ExprId input) {
  const Type type = At(input).type;
  if (test.unknown) {
    ExprId known = AddExpr({.op = Op::kIsKnown, .type = TruthType(), .args = {input}}, test.span);
    return AddExpr({.op = Op::kNot, .type = TruthType(), .args = {known}}, test.span);
  }
  if (test.low == nullptr) return {};
  if (type.kind == TypeKind::kTruth) {
    bool named = test.low->kind == ast::ExprKind::kName;
    const std::string& word = test.low->name.text;
    if (named && word == "yes" && !test.op) return input;
    if (named && word == "no" && !test.op) {
      return AddExpr({.op = Op::kNot, .type = TruthType(), .args = {input}}, test.span);
    }
    emitter_.Emit(diag::kCellOfTruth, test.span);
    return {};
  }
  // `30..50 %`: the unit stands once, after both.
  const bool shared = test.high != nullptr && test.low->kind == ast::ExprKind::kQuantity &&
                      test.high->kind == ast::ExprKind::kQuantity &&
                      test.low->quantity.unit.empty();
  ast::Expr with_unit;
  if (shared) {
    with_unit.kind = ast::ExprKind::kQuantity;
    with_unit.quantity = test.low->quantity;
    with_unit.quantity.unit = test.high->quantity.unit;
    with_unit.span = test.low->span;
  }
  ExprId low = CellLimit(shared ? with_unit : *test.low, input);
  if (!low.valid()) return {};
  if (test.high != nullptr) {
    ExprId high = CellLimit(*test.high, input);
    if (!high.valid()) return {};
    ExprId from = BuiltinCall(BuiltinOf(ast::BinaryOp::kGe), {input, low}, TruthType(), test.span);
    ExprId to = BuiltinCall(BuiltinOf(ast::BinaryOp::kLe), {input, high}, TruthType(), test.span);
    return AddExpr({.op = Op::kAnd, .type = TruthType(), .args = {from, to}}, test.span);
  }
  return BuiltinCall(BuiltinOf(test.op.value_or(ast::BinaryOp::kEq)), {input, low}, TruthType(),
                     test.span);
}

// What a cell compares its input with, in a unit that compares.
ExprId Checker::CellLimit(const ast::Expr& limit, ExprId input) {
  const Type type = At(input).type;
  ExprId id = ReadAsDifference(Elaborate(limit, *ScopeOf({}, program_.main), &type), type);
  if (!id.valid()) return {};
  if (IsNumber(type) && IsNumber(At(id).type)) {
    UnitFit fit = FitUnits(type.unit, At(id).type.unit);
    if (fit == UnitFit::kSame || fit == UnitFit::kConverts) return id;
    if (fit == UnitFit::kDifferent) {
      if (ExprId converted = ConvertLabLiteral(input, id, limit.span); converted.valid()) {
        return converted;
      }
    }
  } else if (Comparable(type, At(id).type)) {
    return id;
  }
  ReportTypeMismatch(limit.span, type, At(id).type);
  return {};
}

// ---- checks -------------------------------------------------------------------------------------

void Checker::AddChecks() {
  for (const resolve::Anonymous& a : program_.anonymous) {
    const auto* source = std::get_if<ast::Check>(&a.declaration->node);
    if (source == nullptr || a.module != program_.main || source->when == nullptr) continue;
    plan::Check check;
    check.level = source->level == ast::CheckLevel::kError ? plan::CheckLevel::kError
                                                           : plan::CheckLevel::kWarning;
    check.message = source->message;
    check.span = Locate(a.declaration->span);
    check.when = Condition(*source->when, *ScopeOf(a.group, a.module));
    if (a.group.valid()) check.group = {bound_[a.group.index].second};
    if (!check.when.valid()) continue;
    out_.draft.checks.push_back(std::move(check));
    out_.check_spans.push_back(a.declaration->span);
  }
  for (size_t i = 0; i < out_.fields.size(); ++i) AddUsualCheck({static_cast<int32_t>(i)});
}

// A value outside of what is usual is kept, and a warning tells of it.
void Checker::AddUsualCheck(FieldId id) {
  const typed::FieldInfo info = out_.fields[id.index];
  const std::optional<plan::Bounds> usual = out_.draft.fields[id.index].usual;
  if (!usual || info.source == nullptr || out_.draft.fields[id.index].is_finding) return;
  const resolve::Symbol& symbol = program_.symbol(info.symbol);
  const ast::Bounds& bounds = *info.source->range->usual;
  auto outside = [&](ast::BinaryOp op, const ast::Quantity& limit) {
    ast::Expr compared;
    compared.kind = ast::ExprKind::kBinary;
    compared.op = op;
    compared.span = compared.op_span = limit.span;
    compared.operands.push_back(std::make_unique<ast::Expr>());
    compared.operands[0]->kind = ast::ExprKind::kName;
    compared.operands[0]->name = {symbol.name, limit.span};
    compared.operands[0]->span = limit.span;
    compared.operands.push_back(std::make_unique<ast::Expr>());
    compared.operands[1]->kind = ast::ExprKind::kQuantity;
    compared.operands[1]->quantity = limit;
    if (limit.unit.empty()) compared.operands[1]->quantity.unit = bounds.high.unit;
    compared.operands[1]->span = limit.span;
    return Condition(compared, *ScopeOf(symbol.group, symbol.module));
  };
  const ExprId low = outside(ast::BinaryOp::kLt, bounds.low),
               high = outside(ast::BinaryOp::kGt, bounds.high);
  if (!low.valid() || !high.valid()) return;
  const base::Span span = base::Join(bounds.low.span, bounds.high.span);
  plan::Check check;
  check.level = plan::CheckLevel::kWarning;
  check.message = absl::StrCat(info.source->label.empty() ? symbol.name : info.source->label,
                               " is outside of its usual range ", usual->low, "..", usual->high,
                               usual->unit.empty() ? "" : " ", usual->unit);
  check.span = Locate(span);
  check.when = AddExpr({.op = Op::kOr, .type = TruthType(), .args = {low, high}}, span);
  check.group = out_.draft.fields[id.index].group;
  out_.draft.checks.push_back(std::move(check));
  out_.check_spans.push_back(span);
}

}  // namespace suture::check
