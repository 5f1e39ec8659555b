#include "compiler/check/check.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "compiler/check/analyses.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"
#include "fmt/format.h"
#include "runtime/operators/table.h"
#include "runtime/plan/identifiers.h"
#include "runtime/values/unit.h"

namespace suture::check {

typed::Module Checker::Run() {
  DeclareRegistry();
  AddInstructions(program_.main);
  DeclareAll();
  BindVersionDate();
  AddChecks();
  BindBodies();
  BindSlots();
  AddTests();
  BindBodies();
  CheckRegistryAbsences();
  AttachCovers();
  AttachProofs();
  return std::move(out_);
}

// A body may need fields of which nobody had heard yet, so the list grows while it is walked.
void Checker::BindBodies() {
  while (next_body_ < bodies_.size()) BodyOf(bodies_[next_body_++]);
}

void Checker::DeclareAll() {
  for (const resolve::Anonymous& a : program_.anonymous) {
    const auto* complete = std::get_if<ast::Complete>(&a.declaration->node);
    if (complete != nullptr && a.module == program_.main) {
      AddCover(*complete, a, a.declaration->span, {});
    }
    const auto* absent = std::get_if<ast::Absent>(&a.declaration->node);
    if (absent != nullptr && a.module == program_.main) {
      registry_absent_.push_back(&absent->mappings);
    }
    const auto* heading = std::get_if<ast::Heading>(&a.declaration->node);
    if (heading != nullptr && a.module == program_.main) {
      std::vector<plan::Heading>& headings = out_.draft.headings;
      if (absl::c_any_of(headings,
                         [&](const plan::Heading& other) { return other.name == heading->name; })) {
        emitter_.Emit(diag::kNameTwice, heading->name_span, heading->name, "a heading");
      }
      headings.push_back({heading->name, heading->variants});
    }
    const auto* prefer = std::get_if<ast::Prefer>(&a.declaration->node);
    if (prefer != nullptr && a.module == program_.main) {
      AddPreference(*prefer, a.module);
    }
  }
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    if (program_.symbols[i].module == program_.main) DeclareSymbol({static_cast<int32_t>(i)});
  }
  DeclareKnownCodes();
}

// Each line ranks its sources in falling order. Lines may share some, if they do not contradict.
void Checker::AddPreference(const ast::Prefer& source, ModuleId module) {
  // What is preferred over `from`, through any number of lines.
  const auto over = [&](const std::string& first, const std::string& second) {
    std::vector<std::string> below = {first};
    for (size_t i = 0; i < below.size(); ++i) {
      for (const auto& [better, worse] : preferences_) {
        if (better == below[i] && !absl::c_linear_search(below, worse)) below.push_back(worse);
      }
    }
    return first != second && absl::c_linear_search(below, second);
  };
  const ast::Name* better = nullptr;
  for (const ast::Name& each : source.sources) {
    const bool said = absl::c_any_of(source.sources, [&](const ast::Name& other) {
      return &other < &each && other.text == each.text;
    });
    if (said) {
      emitter_.Emit(diag::kSaidTwice, each.span, each.text);
      return;
    }
    if (!BindSource(each, module)) continue;
    if (better != nullptr && over(each.text, better->text)) {
      emitter_
          .Emit(diag::kPreferContrary, base::Join(better->span, each.span), better->text, each.text)
          .Help(
              "Leave one of the two lines out, or write all sources in one line, the best first.");
      return;
    }
    if (better != nullptr) preferences_.emplace_back(better->text, each.text);
    better = &each;
    out_.draft.prefer.push_back(each.text);
  }
}

// Sets of other modules that nobody names: they say which codes of an open system are known.
void Checker::DeclareKnownCodes() {
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    const resolve::Symbol& s = program_.symbols[i];
    if (s.module == program_.main || s.space != Space::kCodes || s.name.empty()) continue;
    for (const ast::CodeLine& line : s.As<ast::Codes>()->lines) {
      if (line.kind != ast::CodeLine::Kind::kCodes) continue;
      plan::SystemId system = SystemOf(line.system, s.module);
      if (!system.valid() || !out_.draft.systems[system.index].open) continue;
      CodeSetOf({static_cast<int32_t>(i)});
      break;
    }
  }
}

void Checker::DeclareSymbol(SymbolId symbol) {
  const resolve::Symbol& s = program_.symbol(symbol);
  if (s.name.empty()) return;
  switch (s.space) {
    case Space::kValue:
      if (s.As<ast::Field>() != nullptr) FieldOf(symbol);
      if (s.As<ast::Event>() != nullptr || s.As<ast::Let>() != nullptr) {
        ElaborateValueSymbol(symbol, s.span, *ScopeOf(s.group, s.module));
      }
      return;
    case Space::kType: {
      ast::Type type;
      type.kind = ast::TypeKind::kNamed;
      type.name = {s.name, s.span};
      NamedType(type, s.module);
      return;
    }
    case Space::kCollection:
      CollectionOf(symbol);
      return;
    case Space::kCodes:
      CodeSetOf(symbol);
      return;
    case Space::kSystem:
      SystemOf({s.name, s.span}, s.module);
      return;
    case Space::kDocument:
      DocumentOf({s.name, s.span}, s.module);
      return;
    case Space::kPhase:
      PhaseOf(symbol);
      return;
    case Space::kCover:
      CoverOf(symbol);
      return;
    case Space::kPhrases:
      return;
    case Space::kFunction:
      CheckDefine(symbol);
      return;
  }
}

const plan::Window* Checker::PhaseOf(SymbolId symbol) {
  for (const typed::PhaseInfo& known : out_.phases) {
    if (known.symbol == symbol) return &known.window;
  }
  const resolve::Symbol& s = program_.symbol(symbol);
  std::optional<plan::Window> window =
      WindowFrom(s.As<ast::Phase>()->window, *ScopeOf(s.group, s.module));
  if (!window) return nullptr;
  out_.phases.push_back({symbol, s.name, *window, s.As<ast::Phase>()->window.span});
  return &out_.phases.back().window;
}

// ---- functions ----------------------------------------------------------------------------------

// A function's body is checked once with its parameters standing for values of their types.
void Checker::CheckDefine(SymbolId symbol) {
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Define& source = *s.As<ast::Define>();
  Scope scope;
  scope.parent = ScopeOf({}, s.module);
  scope.module = s.module;
  for (const ast::Parameter& parameter : source.parameters) {
    Type type = TypeFrom(*parameter.type, parameter.name.text, s.module);
    scope.named.push_back(
        {parameter.name.text, AddExpr({.op = Op::kUnknown, .type = type}, parameter.name.span)});
  }
  if (source.body == nullptr || source.result == nullptr) return;
  defines_.push_back(symbol);
  own_defines_ = 1;
  ValueOf(*source.body, scope, TypeFrom(*source.result, s.name, s.module));
  defines_.pop_back();
  own_defines_ = 0;
}

// A function needs its own value before it has one; the whole circle is shown, once.
bool Checker::CallsItself(SymbolId symbol) {
  const auto begin = std::find(defines_.begin(), defines_.end(), symbol);
  if (begin == defines_.end()) return false;
  if (std::any_of(begin, defines_.end(), [&](SymbolId s) { return circular_.contains(s.index); })) {
    return true;
  }
  std::string circle;
  for (auto each = begin; each != defines_.end(); ++each) {
    circular_.insert(each->index);
    absl::StrAppend(&circle, "`", program_.symbol(*each).name, "` needs ");
  }
  const resolve::Symbol& first = program_.symbol(symbol);
  auto builder = emitter_.Emit(diag::kDependencyCycle, first.span, first.name,
                               absl::StrCat(circle, "`", first.name, "`"));
  for (auto each = begin + 1; each < defines_.end(); ++each) {
    builder.Label(program_.symbol(*each).span, "This function is part of the circle.");
  }
  builder.Help(
      "A function cannot need itself, nor through another: write what both need as a third one.");
  return true;
}

ExprId Checker::ElaborateDefine(SymbolId symbol, const ast::Expr& call, const Scope& scope) {
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Define& source = *s.As<ast::Define>();
  if (CallsItself(symbol)) return {};
  if (static_cast<int>(defines_.size()) >= options_.limits.max_function_depth) {
    emitter_.Emit(diag::kFunctionsTooDeep, call.span, options_.limits.max_function_depth)
        .Help("Write the inner functions together as one, or raise `--limit function-depth`.");
    return {};
  }
  if (too_large_.contains(symbol.index)) return {};
  if (call.operands.size() != source.parameters.size()) {
    emitter_.Emit(diag::kArgumentCount, call.span, s.name,
                  static_cast<int>(source.parameters.size()),
                  static_cast<int>(call.operands.size()));
    return {};
  }
  Scope inner;
  inner.parent = ScopeOf({}, s.module);
  inner.module = s.module;
  for (size_t i = 0; i < call.operands.size(); ++i) {
    Type wanted = TypeFrom(*source.parameters[i].type, source.parameters[i].name.text, s.module);
    ExprId argument = ValueOf(*call.operands[i], scope, wanted);
    if (!argument.valid()) return {};
    inner.named.push_back(
        {source.parameters[i].name.text, Converted(argument, wanted, call.operands[i]->span)});
  }
  if (source.body == nullptr || source.result == nullptr) return {};
  if (defines_.size() == own_defines_) function_parts_ = 0;
  defines_.push_back(symbol);
  Type result = TypeFrom(*source.result, s.name, s.module);
  ExprId value = ValueOf(*source.body, inner, result);
  defines_.pop_back();
  // Whoever calls a function that calls one too large is told nothing more.
  if (!value.valid() && !too_large_.empty()) too_large_.insert(symbol.index);
  // Calls in the arguments of calls are parts of one expression, too.
  const bool too_many = function_parts_ > options_.limits.max_function_parts;
  const bool too_deep = value.valid() && expr_depths_[value.index] > kMaxFunctionLevels;
  if (defines_.size() == own_defines_ && (too_many || too_deep)) {
    if (too_many) too_large_.insert(symbol.index);
    emitter_
        .Emit(diag::kFunctionTooLarge, call.span, s.name, options_.limits.max_function_parts,
              kMaxFunctionLevels)
        .Help(
            "Call each function that it calls once, such as `2 * F(x)` for `F(x) + F(x)`, or raise "
            "`--limit function-parts`.");
    return {};
  }
  return value.valid() ? Converted(value, result, call.span) : ExprId{};
}

// The same number in the unit that is wanted, so that a formula in mg/dL never sees umol/L.
ExprId Checker::Converted(ExprId id, const Type& wanted, base::Span span) {
  if (!IsNumber(wanted) || FitUnits(At(id).type.unit, wanted.unit) != UnitFit::kConverts) return id;
  Type text = TypeOf(TypeKind::kText);
  ExprId unit =
      AddExpr({.op = Op::kLiteral, .type = text, .literal = AddLiteral({text, wanted.unit})}, span);
  Type type = NumberType(false, wanted.unit);
  return BuiltinCall("convert_to", {id, unit}, type, span);
}

namespace {

operators::Type OperatorType(const Type& type) {
  using values::Kind;
  switch (type.kind) {
    case TypeKind::kTruth:
      return operators::Type::Of(Kind::kTruth);
    case TypeKind::kInteger:
      return operators::Type::Of(type.unit.empty() ? Kind::kInteger : Kind::kQuantity);
    case TypeKind::kDecimal:
      return operators::Type::Of(type.unit.empty() ? Kind::kDecimal : Kind::kQuantity);
    case TypeKind::kQuantity:
      return operators::Type::Of(Kind::kQuantity);
    case TypeKind::kDate:
      return operators::Type::Of(Kind::kDate);
    case TypeKind::kDateTime:
      return operators::Type::Of(Kind::kDateTime);
    case TypeKind::kTime:
      return operators::Type::Of(Kind::kTime);
    case TypeKind::kDuration:
      return operators::Type::Of(Kind::kDuration);
    case TypeKind::kChoice:
      return operators::Type::Of(Kind::kChoice);
    case TypeKind::kText:
    case TypeKind::kCode:
    case TypeKind::kReference:
      return operators::Type::Of(Kind::kText);
    default:
      return operators::Type::Nothing();
  }
}

}  // namespace

std::optional<Type> Checker::ResultType(const operators::Operator& op,
                                        const operators::Type& result,
                                        const std::vector<ExprId>& args) {
  using values::Kind;
  std::string unit;
  for (ExprId arg : args) {
    if (unit.empty() && IsNumber(At(arg).type)) unit = At(arg).type.unit;
  }
  switch (result.kind()) {
    case Kind::kTruth:
      return TruthType();
    case Kind::kInteger:
      return NumberType(true, "");
    case Kind::kDecimal:
      return NumberType(false, "");
    case Kind::kQuantity:
      if (op.name == "truncated_divide") return NumberType(false, "");  // How often, not how much
      if (op.units == operators::UnitRule::kSame || op.units == operators::UnitRule::kKeeps) {
        return NumberType(false, unit);
      }
      return std::nullopt;
    case Kind::kDate:
      return TypeOf(TypeKind::kDate);
    case Kind::kDateTime:
      return TypeOf(TypeKind::kDateTime);
    case Kind::kTime:
      return TypeOf(TypeKind::kTime);
    case Kind::kText:
      return TypeOf(TypeKind::kText);
    default:
      return std::nullopt;
  }
}

// Some operators take a word for a part or a length of time, such as "months". It is a fixed one,
// and one that the other arguments have.
bool Checker::CheckWord(const operators::Operator& op, const ast::Expr& call,
                        const std::vector<ExprId>& args) {
  const bool counts = op.name.ends_with("_between") && args.size() == 3;
  const bool names_part = op.name == "component" || op.name.starts_with("same_");
  if (!counts && !names_part) return true;
  const size_t at = op.name == "component" ? 1 : 2;
  if (args.size() <= at) return true;
  const base::Span span = call.operands[at]->span;
  if (At(args[at]).op != Op::kLiteral || At(args[at]).type.kind != TypeKind::kText) {
    emitter_.Emit(diag::kNotAConstant, span);
    return false;
  }
  const TypeKind kind = At(args[0]).type.kind;
  const std::string word = out_.draft.literals[static_cast<size_t>(At(args[at]).literal)].text;
  std::vector<std::string> fit;
  bool found = false;
  const bool has_parts = kind == TypeKind::kDate || kind == TypeKind::kDateTime ||
                         kind == TypeKind::kTime || kind == TypeKind::kPeriod;
  if (!has_parts) {
    emitter_
        .Emit(diag::kBadArguments, span, call.name.text,
              absl::StrCat("\"", word, "\" of ", Describe(At(args[0]).type, out_.draft)))
        .Help("Leave it out: dates and times alone have parts.");
    return false;
  }
  for (const char* part :
       {"year", "month", "week", "day", "hour", "minute", "second", "millisecond"}) {
    const std::string_view name = part;
    const bool of_day =
        name == "hour" || name == "minute" || name == "second" || name == "millisecond";
    if ((kind == TypeKind::kTime && !of_day) || (kind == TypeKind::kDate && of_day && !counts)) {
      continue;
    }
    if (name == "week" && !counts) continue;
    fit.push_back(absl::StrCat("\"", part, counts ? "s\"" : "\""));
    found = found || word == name || (counts && word == absl::StrCat(part, "s"));
  }
  if (found) return true;
  emitter_
      .Emit(diag::kBadArguments, span, call.name.text,
            absl::StrCat("\"", word, "\" of ", Describe(At(args[0]).type, out_.draft)))
      .Help(absl::StrCat("Write one of ", absl::StrJoin(fit, ", "), "."));
  return false;
}

ExprId Checker::ElaborateCall(const ast::Expr& expr, const Scope& scope, const Type* expected) {
  (void)expected;
  SymbolId define = program_.Find(Space::kFunction, expr.name.text, scope.module, scope.group);
  if (define.valid()) return ElaborateDefine(define, expr, scope);
  const std::string builtin(BuiltinNamed(expr.name.text));
  std::optional<operators::OperatorId> id = operators::FindOperator(builtin);
  if (!id) {
    std::vector<std::string> names = program_.Visible(Space::kFunction, scope.module, scope.group);
    for (const operators::Operator& op : operators::Operators()) names.emplace_back(op.name);
    auto builder = emitter_.Emit(diag::kUnknownFunction, expr.name.span, expr.name.text);
    if (!SuggestEverydayWord(builder, expr.name.text) && !SuggestName(builder, expr.name, names)) {
      SuggestModule(builder, expr.name.text, Space::kFunction);
    }
    return {};
  }
  std::vector<ExprId> args;
  std::vector<operators::Type> types;
  for (const ast::ExprPtr& operand : expr.operands) {
    Type hint = args.empty() ? Type{} : At(args[0]).type;
    ExprId arg = Elaborate(*operand, scope, args.empty() ? nullptr : &hint);
    if (!arg.valid()) return {};
    args.push_back(arg);
    types.push_back(OperatorType(At(arg).type));
  }
  const operators::Operator& op = operators::Operators()[static_cast<size_t>(*id)];
  std::optional<operators::Resolution> resolution = operators::Resolve(builtin, types);
  std::optional<Type> type = resolution ? ResultType(op, resolution->result, args) : std::nullopt;
  if (!type) {
    std::vector<std::string> found;
    for (ExprId arg : args) found.push_back(Describe(At(arg).type, out_.draft));
    emitter_.Emit(diag::kBadArguments, expr.span, expr.name.text, absl::StrJoin(found, ", "))
        .Help(fmt::format("It takes {}.", op.signatures));
    return {};
  }
  const bool sum =
      builtin == BuiltinOf(ast::BinaryOp::kAdd) || builtin == BuiltinOf(ast::BinaryOp::kSubtract);
  if (sum && IsOfTemperature(At(args[0]).type) && IsOfTemperature(At(args[1]).type)) {
    return SumOfTemperatures(builtin == BuiltinOf(ast::BinaryOp::kAdd), args[0], args[1],
                             expr.span);
  }
  if (op.units == operators::UnitRule::kSame && !SameUnits(args, expr.span)) return {};
  if (!CheckScales(builtin, args, expr.span)) return {};
  if (!CheckWord(op, expr, args)) return {};
  return BuiltinCall(builtin, std::move(args), *type, expr.span);
}

// What hangs on where a scale begins: the sign of a temperature, how often one goes into another.
bool Checker::CheckScales(std::string_view builtin, const std::vector<ExprId>& args,
                          base::Span span) {
  const bool sign = builtin == kBuiltinNegate || builtin == "absolute";
  const bool ratio = builtin == "truncated_divide" || builtin == "modulo";
  for (const ExprId arg : args) {
    absl::StatusOr<const values::Unit*> unit = values::Unit::Parse(At(arg).type.unit);
    const bool offset = unit.ok() && (*unit)->IsAffine() && !IsWrittenNumber(arg);
    if (!(sign && offset) && !(ratio && unit.ok() && (*unit)->StandsAlone())) continue;
    ReportPoint((*unit)->text(), sign ? "have no sign to change" : "neither multiply nor divide",
                span);
    return false;
  }
  return true;
}

bool Checker::SameUnits(std::vector<ExprId>& args, base::Span span) {
  for (size_t i = 1; i < args.size(); ++i) {
    args[i] = ReadAsDifference(args[i], At(args[0]).type);
    const Type& first = At(args[0]).type;
    const Type& type = At(args[i]).type;
    if (!IsNumber(first) || !IsNumber(type)) continue;
    UnitFit fit = FitUnits(first.unit, type.unit);
    if (fit == UnitFit::kBareAgainstUnit || fit == UnitFit::kDifferent) {
      ReportTypeMismatch(span, first, type);
      return false;
    }
  }
  return true;
}

ExprId Checker::BuiltinCall(std::string_view name, std::vector<ExprId> args, Type type,
                            base::Span span) {
  return AddExpr({.op = Op::kBuiltin,
                  .type = std::move(type),
                  .args = std::move(args),
                  .builtin = std::string(name)},
                 span);
}

bool Checker::Comparable(const Type& left, const Type& right) const {
  if (IsNumber(left) && IsNumber(right)) return true;
  if ((left.kind == TypeKind::kQuantity && IsNumber(right)) ||
      (right.kind == TypeKind::kQuantity && IsNumber(left))) {
    return true;
  }
  if (IsTime(left) && IsTime(right)) return true;
  if (IsText(left) && IsText(right)) return true;
  if (left.kind == TypeKind::kChoice && right.kind == TypeKind::kChoice) {
    return left.choice == right.choice;
  }
  if (left.kind != right.kind) return false;
  return left.kind == TypeKind::kTruth || left.kind == TypeKind::kTime ||
         left.kind == TypeKind::kDuration;
}

// Digits after the point that a converted limit keeps when the quotient does not end.
constexpr int kLabScale = 12;

namespace {

// A value in `unit` on the line through the conversions that the lab declares for it: through zero
// where there is one, through both where there are two (HbA1c).
std::optional<values::Decimal> OnDeclaredLine(const plan::Lab& lab, const values::Decimal& value,
                                              std::string_view unit) {
  using values::Decimal;
  std::vector<std::pair<Decimal, Decimal>> points;  // In the lab's unit, in `unit`
  for (const plan::LabConversion& c : lab.conversions) {
    std::optional<Decimal> from = Decimal::Parse(c.from_number), to = Decimal::Parse(c.to_number);
    if (!from || !to) continue;
    if (unit == c.to_unit && lab.unit == c.from_unit) points.push_back({*from, *to});
    if (unit == c.from_unit && lab.unit == c.to_unit) points.push_back({*to, *from});
  }
  if (points.empty()) return std::nullopt;
  const auto [origin, zero] = points.size() > 1 ? points[1] : std::pair(Decimal(), Decimal());
  std::optional<Decimal> rise = Decimal::Subtract(points[0].first, origin);
  std::optional<Decimal> run = Decimal::Subtract(points[0].second, zero);
  std::optional<Decimal> along = Decimal::Subtract(value, zero);
  if (!rise || !run || !along || run->is_zero()) return std::nullopt;
  std::optional<Decimal> product = Decimal::Multiply(*along, *rise);
  std::optional<Decimal> quotient =
      product ? Decimal::Divide(*product, *run, kLabScale) : std::nullopt;
  return quotient ? Decimal::Add(*quotient, origin) : std::nullopt;
}

}  // namespace

// A literal in the lab's own unit, by the registry's conversion or the molar mass.
std::optional<std::string> Checker::ConvertForLab(const plan::Lab& lab, std::string_view number,
                                                  std::string_view unit) const {
  std::optional<values::Decimal> value = values::Decimal::Parse(number);
  if (!value) return std::nullopt;
  if (std::optional<values::Decimal> declared = OnDeclaredLine(lab, *value, unit)) {
    return declared->ToString();
  }
  if (lab.molar_mass.empty()) return std::nullopt;
  std::optional<values::Decimal> mass = values::Decimal::Parse(lab.molar_mass);
  absl::StatusOr<const values::Unit*> from = values::Unit::Parse(unit),
                                      to = values::Unit::Parse(lab.unit);
  if (!mass || !from.ok() || !to.ok()) return std::nullopt;
  absl::StatusOr<values::Decimal> converted = values::ConvertMolar(*value, *from, *to, *mass);
  if (!converted.ok()) return std::nullopt;
  return converted->ToString();
}

std::string WhileChecking(const typed::Module& module, plan::FieldId field) {
  const plan::Field& checked = module.draft.fields[field.index];
  return absl::StrCat("while checking ", checked.is_finding ? "finding" : "field", " `",
                      checked.name, "`");
}

typed::Module Check(const resolve::Program& program, const source::SourceSet& sources,
                    const CheckOptions& options, diag::Emitter& emitter) {
  if (FindLongChain(program, emitter) || FindDeepGroup(program, emitter)) return {};
  typed::Module module = Checker(program, sources, options, emitter).Run();
  FindDependencyCycles(module, program, emitter);
  CheckReachability(module, emitter);
  CheckTableCoverage(module, emitter, options.limits.max_table_search);
  CheckAbsence(module, emitter);
  CheckCost(module, emitter, options.limits.max_call_tokens);
  plan::MarkIdentifiers(module.draft);
  FindIdentifierLeaks(module, emitter);
  CheckMentions(module, emitter);
  CheckPrompts(module, emitter);
  CheckCodes(module, emitter);
  CheckWindows(module, emitter);
  CheckMonthArithmetic(module, emitter);
  CheckFhirWords(module, emitter);
  FindPhaseLeaks(module, emitter);
  FindReviewFaults(module, emitter);
  FindNearNames(module, program, emitter);
  FindVersionFaults(module, emitter);
  return module;
}

}  // namespace suture::check
