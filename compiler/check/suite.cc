// Tests of the spec, bound to the plan's tables.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "compiler/check/answer_limits.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"
#include "runtime/values/reasons.h"
#include "runtime/values/time.h"

namespace suture::check {
namespace {

// `by` of a choice in a test is a member's name; numbers keep their spelling.
std::string MomentText(std::string_view text) {
  std::string out(text);
  size_t blank = out.find(' ');
  if (blank != std::string::npos) out[blank] = 'T';
  return out;
}

std::string ReasonName(std::string_view words) {
  std::string name(words);
  for (char& c : name) {
    if (c == ' ') c = '_';
  }
  return name;
}

}  // namespace

void Checker::AddTests() {
  for (const resolve::Anonymous& a : program_.anonymous) {
    if (a.module != program_.main) continue;
    if (const auto* test = std::get_if<ast::Test>(&a.declaration->node)) {
      AddTest(*test, a.declaration->span, a.module, a.group);
    }
    if (std::holds_alternative<ast::Assign>(a.declaration->node)) {
      emitter_.Emit(diag::kScenarioWithoutField, a.declaration->span)
          .Help("Write it inside the field whose answer it is about.");
    }
  }
  for (size_t i = 0; i < out_.fields.size(); ++i) {
    if (out_.fields[i].source != nullptr) AddScenarios({static_cast<int32_t>(i)});
  }
}

bool Checker::FitsUnit(const plan::Literal& value, const Type& wanted, base::Span span) {
  if (!IsNumber(value.type) || !IsNumber(wanted)) return true;
  const UnitFit fit = FitUnits(value.type.unit, wanted.unit);
  if (fit == UnitFit::kSame || fit == UnitFit::kConverts) return true;
  ReportTypeMismatch(span, wanted, value.type);
  return false;
}

std::string Checker::CheckMoment(std::string_view text, base::Span span) {
  if (text.empty()) return "";
  std::string moment = MomentText(text);
  if (!values::DateTime::Parse(moment)) emitter_.Emit(diag::kNoSuchDate, span, text);
  return moment;
}

std::optional<plan::Literal> Checker::LiteralOf(const ast::Expr& expr, const Type& wanted,
                                                ModuleId module) {
  ExprId id = ReadAsDifference(Elaborate(expr, *ScopeOf({}, module), &wanted), wanted);
  if (!id.valid()) return std::nullopt;
  bool negated =
      At(id).op == Op::kBuiltin && At(id).args.size() == 1 && At(At(id).args[0]).op == Op::kLiteral;
  ExprId literal = negated ? At(id).args[0] : id;
  if (At(literal).op != Op::kLiteral) {
    emitter_.Emit(diag::kNotAConstant, expr.span);
    return std::nullopt;
  }
  plan::Literal out = out_.draft.literals[At(literal).literal];
  if (negated) out.text = absl::StrCat("-", out.text);
  bool set_member = wanted.kind == TypeKind::kSet && out.type.kind == TypeKind::kChoice &&
                    out.type.choice == wanted.choice;
  set_member =
      set_member || (wanted.kind == TypeKind::kRefs && out.type.kind == TypeKind::kInteger);
  if (!set_member && !Assignable(out.type, wanted) && !Comparable(out.type, wanted)) {
    ReportTypeMismatch(expr.span, wanted, out.type);
    return std::nullopt;
  }
  return out;
}

// The members of a set, as its choice has them. Nullopt: one of them is wrong, or no set is wanted.
std::optional<std::vector<plan::Literal>> Checker::MembersOf(const std::vector<ast::Name>& names,
                                                             const Type& wanted, ModuleId module) {
  std::vector<plan::Literal> out;
  for (const ast::Name& name : names) {
    if (wanted.kind != TypeKind::kSet && !wanted.choice.valid()) {
      emitter_.Emit(diag::kTypeMismatch, name.span, Describe(wanted, out_.draft), "a set")
          .Help("It takes one value: write it without `{ }`.");
      return std::nullopt;
    }
    if (wanted.kind != TypeKind::kSet) {
      Type set{.kind = TypeKind::kSet, .choice = wanted.choice};
      ReportTypeMismatch(name.span, wanted, set);
      return std::nullopt;
    }
    ast::Expr expr;
    expr.kind = ast::ExprKind::kName;
    expr.span = name.span;
    expr.name = name;
    std::optional<plan::Literal> member = LiteralOf(expr, wanted, module);
    if (!member) return std::nullopt;
    out.push_back(*std::move(member));
  }
  return out;
}

std::optional<plan::Literal> Checker::AnsweredLiteral(const ast::Expr& expr, const Type& wanted,
                                                      ModuleId module) {
  const bool reads_words = wanted.reading.valid() || wanted.kind == TypeKind::kDate ||
                           wanted.kind == TypeKind::kDateTime;
  if (!reads_words || expr.kind != ast::ExprKind::kString) return LiteralOf(expr, wanted, module);
  return LiteralOf(expr, TypeOf(TypeKind::kText), module);
}

std::vector<plan::SuiteCell> Checker::CellsOf(const ast::RowLiteral& row, plan::ShapeId shape_id,
                                              ModuleId module, bool answered) {
  std::vector<plan::SuiteCell> cells;
  const plan::Shape shape = out_.draft.shapes[shape_id.index];
  for (const ast::RowCellLiteral& source : row.cells) {
    plan::SuiteCell cell;
    cell.attribute = AttributeIndex(shape, source.name.text);
    cell.span = Locate(source.span);
    if (cell.attribute < 0) {
      ReportAttribute(source.name, shape);
      continue;
    }
    if (!source.code_system.empty()) {
      cell.system = SystemOf(source.code_system, module);
      cell.code = source.code;
      CheckOneCode(cell.system, source.code, source.span);
    } else if (source.value != nullptr) {
      Type wanted = shape.attributes[cell.attribute].type;
      if (wanted.kind == TypeKind::kPeriod) wanted = TypeOf(TypeKind::kDateTime);
      if (wanted.kind == TypeKind::kCodes) wanted = TypeOf(TypeKind::kText);
      if (wanted.kind == TypeKind::kQuantity) {
        ExprId id = Elaborate(*source.value, *ScopeOf({}, module));
        if (!id.valid() || At(id).op != Op::kLiteral || !IsNumber(At(id).type)) continue;
        cell.value = out_.draft.literals[At(id).literal];
      } else {
        cell.value = answered ? AnsweredLiteral(*source.value, wanted, module)
                              : LiteralOf(*source.value, wanted, module);
        if (!cell.value) continue;
      }
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

bool Checker::BindGiven(const ast::GivenEntry& source, ModuleId module, SymbolId group,
                        plan::Given& out) {
  const std::string& what = source.what.text;
  if (SymbolId value = program_.Find(Space::kValue, what, module, group);
      value.valid() && !program_.Find(Space::kCollection, what, module, group).valid()) {
    const resolve::Symbol& s = program_.symbol(value);
    if (s.As<ast::Index>() != nullptr) {
      out.kind = plan::GivenKind::kIndex;
      out.collection = IndexCollection(value);
      return out.collection.valid();
    }
    if (s.As<ast::Field>() != nullptr) {
      out.field = FieldOf(value);
      const Type& type = out_.draft.fields[out.field.index].type;
      out.kind = IsTime(type) || type.kind == TypeKind::kPeriod ? plan::GivenKind::kEvent
                                                                : plan::GivenKind::kField;
      return true;
    }
    emitter_.Emit(diag::kGivenComputed, source.what.span, what)
        .Help("Give the chart entries that it is computed from instead.");
    return false;
  }
  SymbolId symbol = FindOrReport(Space::kCollection, source.what, module, group);
  if (!symbol.valid()) return false;
  out.collection = CollectionOf(symbol);
  if (!out.collection.valid()) return false;
  const resolve::Symbol& s = program_.symbol(symbol);
  out.kind = plan::GivenKind::kEntry;
  if (s.As<ast::Lab>() != nullptr) {
    out.kind = plan::GivenKind::kLab;
    out.lab = LabOf(symbol);
  } else if (s.As<ast::Extract>() != nullptr) {
    out.kind = plan::GivenKind::kRow;
  } else if (what == "patient") {
    out.kind = plan::GivenKind::kPatient;
  } else if (s.As<ast::Kind>() == nullptr) {
    emitter_.Emit(diag::kGivenComputed, source.what.span, what)
        .Help("Give the chart entries that it is computed from instead.");
    return false;
  }
  return true;
}

void Checker::AddGiven(const ast::GivenEntry& source, ModuleId module, SymbolId group,
                       plan::Test& test) {
  plan::Given given;
  given.span = Locate(source.span);
  if (!BindGiven(source, module, group, given)) return;
  if (!source.in_codes.empty()) given.code_set = AnyEdition(CodeSetOf(source.in_codes, module));
  if (!source.code_system.empty()) {
    given.system = SystemOf(source.code_system, module);
    given.code = source.code;
    CheckOneCode(given.system, source.code, source.span);
  }
  given.from = CheckMoment(source.from, source.span);
  given.to = CheckMoment(source.to, source.span);
  given.is_period = source.is_period;
  if (source.value != nullptr) {
    // `given DischDt 2024-03-04` says the same as `given DischDt on 2024-03-04`.
    if (given.kind == plan::GivenKind::kEvent) given.kind = plan::GivenKind::kField;
    if (given.kind == plan::GivenKind::kField) {
      given.value = LiteralOf(*source.value, out_.draft.fields[given.field.index].type, module);
    } else {
      ExprId id = Elaborate(*source.value, *ScopeOf({}, module));
      if (id.valid() && At(id).op == Op::kLiteral)
        given.value = out_.draft.literals[At(id).literal];
    }
  }
  if (source.cells && given.collection.valid())
    given.cells = CellsOf(*source.cells, ShapeIdOf(given.collection), module, false);
  test.givens.push_back(std::move(given));
}

plan::PromptId Checker::FindPrompt(const ast::Name& name, const plan::Test& test, ModuleId module,
                                   SymbolId group) {
  std::vector<std::string> known;
  for (size_t i = 0; i < out_.draft.prompts.size(); ++i) {
    const plan::Prompt& prompt = out_.draft.prompts[i];
    known.push_back(prompt.name);
    if (prompt.name == name.text) return {static_cast<int32_t>(i)};
  }
  for (FieldId target : test.targets) {
    std::string full = absl::StrCat(out_.draft.fields[target.index].name, ".", name.text);
    for (size_t i = 0; i < known.size(); ++i) {
      if (known[i] == full) return {static_cast<int32_t>(i)};
    }
  }
  (void)module;
  (void)group;
  auto builder = emitter_.Emit(diag::kUnknownAsk, name.span, name.text);
  if (!SuggestName(builder, name, known)) {
    builder.Help(
        "Write the field and the step, such as `Diabetes.history`, or the name of an extract.");
  }
  return {};
}

void Checker::AddSuiteAnswer(const ast::TestAnswer& source, ModuleId module, SymbolId group,
                             plan::Test& test) {
  plan::SuiteAnswer answer;
  answer.prompt = FindPrompt(source.ask, test, module, group);
  if (!answer.prompt.valid()) return;
  answer.span = Locate(source.span);
  answer.not_found = source.not_found;
  answer.no_rows = source.no_rows;
  answer.citing = source.citing;
  if (source.no_rows &&
      !out_.draft.prompts[static_cast<size_t>(answer.prompt.index)].collection.valid()) {
    emitter_.Emit(diag::kRowsForAsk, source.span, source.ask.text);
    return;
  }
  const plan::Prompt prompt = out_.draft.prompts[answer.prompt.index];
  if (source.answer) {
    if (source.answer->kind == ast::AnswerKind::kAbsent) {
      answer.kind = plan::AnswerKind::kAbsent;
      answer.absence = AbsenceName(source.answer->absence);
    } else if (source.answer->value != nullptr) {
      std::optional<plan::Literal> value =
          AnsweredLiteral(*source.answer->value, prompt.answer, module);
      if (!value) return;
      answer.values.push_back(*value);
    }
  }
  std::optional<std::vector<plan::Literal>> members =
      MembersOf(source.members, prompt.answer, module);
  if (!members) return;
  answer.values.insert(answer.values.end(), members->begin(), members->end());
  for (const ast::RowLiteral& row : source.rows) {
    if (!prompt.collection.valid()) {
      emitter_.Emit(diag::kRowsForAsk, row.span, prompt.name);
      return;
    }
    answer.rows.push_back(
        {CellsOf(row, ShapeIdOf(prompt.collection), module, true), Locate(row.span)});
  }
  test.answers.push_back(std::move(answer));
}

// Which row of its group an expectation is about. False: reported.
bool Checker::SetRow(const ast::Expect& source, const plan::Field& field, ModuleId module,
                     plan::Expect& expect) {
  if (!field.group.valid()) {
    emitter_.Emit(diag::kRowOfNoGroup, source.row_of.span, field.name, source.row_of.text)
        .Help("Leave it out: the field has one answer a case.");
    return false;
  }
  const plan::Group group = out_.draft.groups[field.group.index];
  if (group.over_choice.valid() && source.row == 0) {
    ast::Expr member;
    member.kind = ast::ExprKind::kName;
    member.span = source.row_of.span;
    member.name = source.row_of;
    std::optional<plan::Literal> literal =
        LiteralOf(member, {.kind = TypeKind::kChoice, .choice = group.over_choice}, module);
    if (!literal) return false;
    const std::vector<plan::ChoiceMember>& members =
        out_.draft.choices[group.over_choice.index].members;
    expect.row = static_cast<int>(
        absl::c_find_if(members, [&](const auto& m) { return m.name == literal->text; }) -
        members.begin());
    return true;
  }
  if (group.over_choice.valid() || source.row == 0 || source.row_of.text != group.name) {
    emitter_.Emit(diag::kRowOfNoGroup, source.row_of.span, field.name, source.row_of.text)
        .Help(group.over_choice.valid()
                  ? absl::StrCat("Name the row by a member of `",
                                 out_.draft.choices[group.over_choice.index].name, "`.")
                  : absl::StrCat("Write `of ", group.name, " 1` for its first row."));
    return false;
  }
  expect.row = source.row - 1;
  return true;
}

std::optional<plan::Expect> Checker::ExpectFrom(const ast::Expect& source, ModuleId module,
                                                SymbolId group) {
  using Kind = ast::Expect::Kind;
  plan::Expect expect;
  expect.kind = static_cast<plan::ExpectKind>(static_cast<int>(source.kind));
  expect.span = Locate(source.span);
  if (source.kind == Kind::kCheck || source.kind == Kind::kNoCheck) {
    expect.message = source.reason;
    bool known = source.reason.empty();
    for (const plan::Check& check : out_.draft.checks)
      known = known || check.message == source.reason;
    if (!known) emitter_.Emit(diag::kUnknownCheck, source.span, source.reason);
    return expect;
  }
  // `Group.FIELD`, or a field's own name wherever it stands.
  std::vector<std::string> parts = absl::StrSplit(source.field.text, '.');
  SymbolId scope = group;
  if (parts.size() == 2) {
    scope = FindOrReport(Space::kCollection, {parts[0], source.field.span}, module, group);
    if (!scope.valid()) return std::nullopt;
  }
  if (source.kind == Kind::kRows) {
    SymbolId rows = FindOrReport(Space::kCollection, source.field, module, group);
    if (!rows.valid()) return std::nullopt;
    expect.collection = CollectionOf(rows);
    expect.rows = source.rows;
    return expect;
  }
  SymbolId symbol = FindField(parts.back(), module, scope);
  if (!symbol.valid()) {
    FindOrReport(Space::kValue, {parts.back(), source.field.span}, module, scope);
    return std::nullopt;
  }
  expect.field = FieldOf(symbol);
  const plan::Field field = out_.draft.fields[expect.field.index];
  if (!source.row_of.empty() && !SetRow(source, field, module, expect)) return std::nullopt;
  if ((source.kind == Kind::kHigher || source.kind == Kind::kLower) && !HasOrder(field.type)) {
    emitter_
        .Emit(diag::kMovedWithoutOrder, source.span, field.name,
              source.kind == Kind::kHigher ? "higher" : "lower")
        .Help(absl::StrCat("Write the answer that is expected: `expect ", field.name, " = …`."));
    return std::nullopt;
  }
  if (source.kind == Kind::kValue && source.value == nullptr) {
    std::optional<std::vector<plan::Literal>> members =
        MembersOf(source.members, field.type, module);
    if (!members) return std::nullopt;
    expect.values = *std::move(members);
    if (ReportNeverHeld(out_.draft, field, expect.values,
                        base::Join(source.members.front().span, source.members.back().span),
                        emitter_))
      return std::nullopt;
  } else if (source.kind == Kind::kValue) {
    std::optional<plan::Literal> value = LiteralOf(*source.value, field.type, module);
    if (!value || !FitsUnit(*value, field.type, source.value->span)) return std::nullopt;
    expect.values.push_back(*value);
    if (ReportNeverHeld(out_.draft, field, expect.values, source.value->span, emitter_))
      return std::nullopt;
  }
  if (!source.by.empty()) {
    std::vector<std::string> names;
    for (size_t i = 0; i < field.steps.size(); ++i) {
      names.push_back(field.steps[i].name);
      if (field.steps[i].name == source.by.text) expect.step = static_cast<int>(i);
    }
    if (expect.step < 0) {
      auto builder = emitter_.Emit(diag::kUnknownStep, source.by.span, source.by.text);
      SuggestName(builder, source.by, names);
      return std::nullopt;
    }
  }
  if (source.kind == Kind::kAbsent && !source.reason.empty())
    expect.absence = AbsenceName(source.reason);
  if (source.kind == Kind::kReview && !source.reason.empty()) {
    expect.reason = ReasonName(source.reason);
    if (!values::ParseReviewReason(expect.reason)) {
      emitter_.Emit(diag::kUnknownReason, source.span, source.reason);
      return std::nullopt;
    }
  }
  return expect;
}

// A field by name, in any group of the module: names of fields are unique but for findings of
// groups.
SymbolId Checker::FindField(std::string_view name, ModuleId module, SymbolId scope) const {
  SymbolId symbol = program_.Find(Space::kValue, name, module, scope);
  if (symbol.valid() && program_.symbol(symbol).As<ast::Field>() != nullptr) return symbol;
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    const resolve::Symbol& s = program_.symbols[i];
    if (s.space == Space::kValue && s.module == module && s.name == name &&
        s.As<ast::Field>() != nullptr) {
      return {static_cast<int32_t>(i)};
    }
  }
  return {};
}

void Checker::AddTest(const ast::Test& source, base::Span span, ModuleId module, SymbolId group) {
  diag::Emitter::Context context(emitter_,
                                 absl::StrCat("while checking test \"", source.title, "\""));
  plan::Test test;
  test.title = source.title;
  test.span = Locate(span);
  for (const ast::Name& target : source.targets) {
    SymbolId symbol = FindField(target.text, module, group);
    if (symbol.valid()) {
      test.targets.push_back(FieldOf(symbol));
    } else {
      FindOrReport(Space::kValue, target, module, group);
    }
  }
  std::vector<plan::Expect>* expects = &test.expects;
  bool expects_any = false;
  for (const ast::TestItem& item : source.items) {
    if (const auto* entry = std::get_if<ast::GivenEntry>(&item))
      AddGiven(*entry, module, group, test);
    if (const auto* note = std::get_if<ast::GivenNote>(&item)) AddGivenNote(*note, module, test);
    if (const auto* file = std::get_if<ast::GivenFile>(&item)) AddGivenFile(*file, test);
    if (const auto* answer = std::get_if<ast::TestAnswer>(&item))
      AddSuiteAnswer(*answer, module, group, test);
    if (const auto* vary = std::get_if<ast::Vary>(&item)) {
      AddVary(*vary, test);
      expects = &test.varies.back().expects;
    }
    if (const auto* expect = std::get_if<ast::Expect>(&item)) {
      expects_any = true;
      CheckExpectOfVary(*expect, test.varies.empty() ? "" : test.varies.back().kind);
      if (std::optional<plan::Expect> out = ExpectFrom(*expect, module, group))
        expects->push_back(std::move(*out));
    }
  }
  if (!expects_any) {
    emitter_.Emit(diag::kTestOfNothing, source.title_span)
        .Help("Add a line such as `expect Diabetes = Yes`.");
  }
  CheckVaries(source);
  out_.suite.tests.push_back(std::move(test));
}

void Checker::AddGivenNote(const ast::GivenNote& source, ModuleId module, plan::Test& test) {
  plan::Given given;
  given.kind = plan::GivenKind::kNote;
  given.document = DocumentOf(source.document, module);
  given.collection = NotesCollection(source.span, module);
  given.by = source.by.text;
  given.from = CheckMoment(source.at, source.span);
  for (const ast::TextSegment& segment : source.text.segments) {
    if (segment.hole != nullptr) {
      emitter_.Emit(diag::kHoleInNote, segment.span)
          .Help("Write `{{` for a brace that belongs to the text.");
      continue;
    }
    given.text += segment.text;
  }
  given.span = Locate(source.span);
  if (given.document.valid()) test.givens.push_back(std::move(given));
}

void Checker::AddGivenFile(const ast::GivenFile& source, plan::Test& test) {
  plan::Given given;
  given.kind = plan::GivenKind::kFile;
  given.path = source.path;
  given.span = Locate(source.span);
  if (options_.read_import) {
    absl::StatusOr<std::string> chart = options_.read_import(source.span.file, source.path);
    if (!chart.ok()) {
      emitter_.Emit(diag::kImportUnreadable, source.span, source.path,
                    std::string(chart.status().message()));
      return;
    }
    given.chart = *std::move(chart);
  }
  test.givens.push_back(std::move(given));
}

}  // namespace suture::check
