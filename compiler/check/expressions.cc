#include <algorithm>

#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/hours_on_dates.h"
#include "compiler/check/suggest.h"
#include "runtime/values/unit.h"

namespace suture::check {

void Checker::RefuseTwice(const ast::Expr& expr, std::string_view what) {
  const ast::Expr& inner = *expr.operands[0];
  if (inner.kind != expr.kind) return;
  emitter_
      .Emit(diag::kSignTwice, {expr.span.file, expr.span.begin, inner.operands[0]->span.begin},
            what)
      .Help("Leave both out, or one of them if the second stands there by mistake.");
}

int Checker::DepthOf(const plan::Expr& expr) const {
  int deepest = 0;
  const auto add = [&](ExprId part) {
    deepest = std::max(deepest, part.valid() ? expr_depths_[part.index] : 0);
  };
  const auto add_window = [&](const plan::Window& window) {
    add(window.a);
    add(window.b);
  };
  for (ExprId arg : expr.args) add(arg);
  if (expr.window) add_window(*expr.window);
  if (expr.query.valid()) {
    const plan::Query& query = out_.draft.queries[expr.query.index];
    for (ExprId part :
         {query.where, query.yield, query.order_by, query.closest_to, query.except_source}) {
      add(part);
    }
    for (const plan::Window& window : query.windows) add_window(window);
  }
  return deepest + 1;
}

ExprId Checker::AddExpr(plan::Expr expr, base::Span span) {
  expr_depths_.push_back(DepthOf(expr));
  out_.draft.exprs.push_back(std::move(expr));
  out_.expr_spans.push_back(span);
  return {static_cast<int32_t>(out_.draft.exprs.size()) - 1};
}

ExprId Checker::Elaborate(const ast::Expr& expr, const Scope& scope, const Type* expected) {
  if (defines_.size() <= own_defines_) return ElaborateKind(expr, scope, expected);
  // Counted on the way in, so that neither the copies nor the stack outgrow it.
  if (function_level_ >= kMaxFunctionLevels) function_parts_ = options_.limits.max_function_parts;
  if (++function_parts_ > options_.limits.max_function_parts) return {};
  ++function_level_;
  ExprId out = ElaborateKind(expr, scope, expected);
  --function_level_;
  return out;
}

ExprId Checker::ElaborateKind(const ast::Expr& expr, const Scope& scope, const Type* expected) {
  using ast::ExprKind;
  switch (expr.kind) {
    case ExprKind::kError:
      return {};
    case ExprKind::kQuantity:
    case ExprKind::kString:
    case ExprKind::kDate:
    case ExprKind::kTime:
    case ExprKind::kDateTime:
      return ElaborateLiteral(expr, expected);
    case ExprKind::kName:
      return ElaborateName(expr, scope, expected);
    case ExprKind::kMember:
      return ElaborateMember(expr, scope);
    case ExprKind::kCall:
      return ElaborateCall(expr, scope, expected);
    case ExprKind::kNegate:
      RefuseTwice(expr, "minus signs");
      return ElaborateBinary(expr, scope, expected);
    case ExprKind::kBinary:
      return ElaborateBinary(expr, scope, expected);
    case ExprKind::kNot: {
      RefuseTwice(expr, "`not`");
      ExprId operand = Condition(*expr.operands[0], scope);
      if (!operand.valid()) return {};
      return AddExpr({.op = Op::kNot, .type = TruthType(), .args = {operand}}, expr.span);
    }
    case ExprKind::kUnless: {
      ExprId condition = Condition(*expr.operands[0], scope);
      ExprId exception = Condition(*expr.operands[1], scope);
      if (!condition.valid() || !exception.valid()) return {};
      return AddExpr({.op = Op::kUnless, .type = TruthType(), .args = {condition, exception}},
                     expr.span);
    }
    case ExprKind::kIsKnown: {
      ExprId operand = Elaborate(*expr.operands[0], scope);
      if (!operand.valid()) return {};
      ExprId known =
          AddExpr({.op = Op::kIsKnown, .type = TruthType(), .args = {operand}}, expr.span);
      if (!expr.negated) return known;
      return AddExpr({.op = Op::kNot, .type = TruthType(), .args = {known}}, expr.span);
    }
    case ExprKind::kInWindow: {
      ExprId operand = Anchor(*expr.operands[0], scope, true);
      std::optional<plan::Window> window =
          expr.window == nullptr ? std::nullopt : WindowFrom(*expr.window, scope);
      if (!operand.valid() || !window) return {};
      if (const auto unit = HoursAgainstDate(out_.draft, operand, *window); !unit.empty()) {
        emitter_.Emit(diag::kHoursOnDate, expr.span, unit).Help(kHelpHoursAgainstDate);
        return {};
      }
      return AddExpr(
          {.op = Op::kInWindow, .type = TruthType(), .args = {operand}, .window = *window},
          expr.span);
    }
    case ExprKind::kIn:
    case ExprKind::kInName:
      return ElaborateIn(expr, scope);
    case ExprKind::kQuery:
      return QueryExpr(*expr.query, scope, expr.span);
    case ExprKind::kAttributeOf:
      return AttributeOfQuery(expr, scope);
    case ExprKind::kSum:
      return SumQuery(expr, scope);
    case ExprKind::kTotal:
      return TotalQuery(expr, scope);
    case ExprKind::kAnyOf:
    case ExprKind::kAllOf:
    case ExprKind::kAtLeast:
      return ElaborateCriteria(expr, scope);
    case ExprKind::kIf: {
      ExprId condition = Condition(*expr.operands[0], scope);
      ExprId then = Elaborate(*expr.operands[1], scope, expected);
      Type then_type = then.valid() ? At(then).type : Type{};
      ExprId otherwise = Elaborate(*expr.operands[2], scope, then.valid() ? &then_type : expected);
      if (!condition.valid() || !then.valid() || !otherwise.valid()) return {};
      Type type = At(otherwise).type.kind == TypeKind::kDecimal ? At(otherwise).type : then_type;
      if (!Assignable(At(otherwise).type, type) || !Assignable(then_type, type)) {
        ReportTypeMismatch(SpanOf(otherwise), then_type, At(otherwise).type);
        return {};
      }
      return AddExpr({.op = Op::kIf, .type = type, .args = {condition, then, otherwise}},
                     expr.span);
    }
    case ExprKind::kPossibly: {
      ExprId operand = Condition(*expr.operands[0], scope);
      if (!operand.valid()) return {};
      return AddExpr({.op = Op::kPossibly, .type = TruthType(), .args = {operand}}, expr.span);
    }
    case ExprKind::kComplete:
      return ElaborateComplete(expr, scope);
    case ExprKind::kEarliest:
    case ExprKind::kLatest:
      return ElaborateEarliest(expr, scope);
    case ExprKind::kDay: {
      ExprId anchor = Anchor(*expr.operands[0], scope, false);
      if (!anchor.valid()) return {};
      return AddExpr({.op = Op::kDayAfter,
                      .type = TypeOf(TypeKind::kDate),
                      .args = {anchor},
                      .number = expr.number},
                     expr.span);
    }
    case ExprKind::kNext: {
      for (const Scope* s = &scope; s != nullptr; s = s->parent) {
        if (s->variable < 0 || s->alias != expr.name.text) continue;
        Type row = TypeOf(TypeKind::kRow);
        row.shape = out_.draft.collections[s->collection.index].shape;
        return AddExpr({.op = Op::kNext, .type = row, .variable = s->variable}, expr.span);
      }
      emitter_.Emit(diag::kNextOfNothing, expr.name.span, expr.name.text);
      return {};
    }
  }
  return {};
}

ExprId Checker::Condition(const ast::Expr& expr, const Scope& scope) {
  Type truth = TruthType();
  ExprId id = Elaborate(expr, scope, &truth);
  if (!id.valid()) return {};
  if (At(id).type.kind != TypeKind::kTruth) {
    auto builder =
        emitter_.Emit(diag::kNotACondition, expr.span, Describe(At(id).type, out_.draft));
    if (At(id).type.kind == TypeKind::kChoice) {
      builder.Help("Compare it with one of its choices, such as `= Yes`.");
    } else if (IsNumber(At(id).type)) {
      builder.Help("Compare it with a number and its unit, such as `>= 6.5 %`, or ask `is known`.");
    } else {
      builder.Help("Write a comparison, or ask `is known`.");
    }
    return {};
  }
  return id;
}

ExprId Checker::ValueOf(const ast::Expr& expr, const Scope& scope, const Type& wanted) {
  ExprId id = ReadAsDifference(Elaborate(expr, scope, &wanted), wanted);
  if (!id.valid()) return {};
  if (!Assignable(At(id).type, wanted)) {
    ReportTypeMismatch(expr.span, wanted, At(id).type);
    return {};
  }
  return id;
}

// ---- names --------------------------------------------------------------------------------------

ExprId Checker::ElaborateName(const ast::Expr& expr, const Scope& scope, const Type* expected) {
  const std::string& name = expr.name.text;
  if (name.empty()) return {};
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    for (auto it = s->named.rbegin(); it != s->named.rend(); ++it) {
      if (it->first == name) return it->second;
    }
    if (s->variable >= 0 && !s->alias.empty() && s->alias == name) {
      Type row = TypeOf(TypeKind::kRow);
      row.shape = out_.draft.collections[s->collection.index].shape;
      return AddExpr({.op = Op::kVariable, .type = row, .variable = s->variable}, expr.span);
    }
  }
  if (expected != nullptr &&
      (expected->kind == TypeKind::kChoice || expected->kind == TypeKind::kSet)) {
    const plan::Choice& choice = out_.draft.choices[expected->choice.index];
    for (size_t i = 0; i < choice.members.size(); ++i) {
      if (choice.members[i].name == name) {
        return MemberLiteral(expected->choice, static_cast<int>(i), expr.span);
      }
    }
  }
  if (expected != nullptr && expected->kind == TypeKind::kTruth &&
      (name == "true" || name == "false")) {
    return AddExpr(
        {.op = Op::kLiteral, .type = TruthType(), .literal = AddLiteral({TruthType(), name})},
        expr.span);
  }
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    if (!s->bare || s->variable < 0) continue;
    if (HasAttribute(s->collection, s->lab, name)) {
      return RowAttribute(s->variable, s->collection, s->lab, name, expr.span);
    }
  }
  if (SymbolId symbol = program_.Find(Space::kValue, name, scope.module, scope.group);
      symbol.valid()) {
    return ElaborateValueSymbol(symbol, expr.span, scope);
  }
  if (SymbolId kind = program_.Find(Space::kCollection, name, scope.module, scope.group);
      kind.valid()) {
    if (program_.symbol(kind).As<ast::Kind>() != nullptr && name == "patient") {
      return SingleRow(CollectionOf(kind), expr.span);
    }
    emitter_.Emit(diag::kCollectionAsValue, expr.span, name)
        .Help(absl::StrCat("Say which entry is meant, such as `last ", name,
                           " before surgery.start`."));
    return {};
  }
  ReportUnknownName(expr.name, scope, expected);
  return {};
}

ExprId Checker::ElaborateValueSymbol(SymbolId symbol, base::Span span, const Scope& scope) {
  const resolve::Symbol& s = program_.symbol(symbol);
  if (s.As<ast::Field>() != nullptr) {
    FieldId field = FieldOf(symbol);
    return AddExpr({.op = Op::kField, .type = out_.draft.fields[field.index].type, .field = field},
                   span);
  }
  if (s.As<ast::Index>() != nullptr) {
    CollectionId collection = IndexCollection(symbol);
    if (!collection.valid()) return {};  // Its own mistakes have been reported.
    Type row = TypeOf(TypeKind::kRow);
    row.shape = ShapeIdOf(collection);
    return AddExpr({.op = Op::kVariable, .type = row, .variable = 0}, span);
  }
  // An event or a let stands for its expression, bound once where it was written.
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kInProgress) {
    emitter_.Emit(diag::kValueOfItself, s.span, s.name)
        .Label(span, "It is needed here to know itself.");
    return {};
  }
  if (bound.state == State::kUntouched) {
    bound.state = State::kInProgress;
    const Scope* home = ScopeOf(s.group, s.module);
    ExprId value;
    if (const ast::Event* event = s.As<ast::Event>()) {
      value = Elaborate(*event->value, *home);
      if (value.valid() && !IsTime(At(value).type) && At(value).type.kind != TypeKind::kPeriod) {
        auto builder = emitter_.Emit(diag::kEventNotATime, event->value->span, s.name,
                                     Describe(At(value).type, out_.draft));
        if (At(value).type.kind == TypeKind::kRow)
          builder.Help("Say which of its times is meant, such as `start of last encounter …`.");
        value = {};
      }
    } else if (const ast::Let* let = s.As<ast::Let>()) {
      value = Elaborate(*let->value, *home);
    }
    if (value.valid() && expr_depths_[value.index] > kMaxFunctionLevels) {
      emitter_
          .Emit(diag::kFunctionTooLarge, s.span, s.name, options_.limits.max_function_parts,
                kMaxFunctionLevels)
          .Help(
              "Make what it stands on a `finding`: that is worked out by itself and not written "
              "out.");
      value = {};
    }
    bound_[symbol.index] = {State::kDone, value.index, -1};
  }
  (void)scope;
  return {bound_[symbol.index].index};
}

ExprId Checker::SingleRow(CollectionId collection, base::Span span) {
  plan::Query query;
  query.quantifier = plan::Quantifier::kFirst;
  query.collection = collection;
  query.variable = out_.draft.variables++;
  Type row = TypeOf(TypeKind::kRow);
  row.shape = ShapeIdOf(collection);
  query.yield = AddExpr({.op = Op::kVariable, .type = row, .variable = query.variable}, span);
  QueryId id = AddQuery(std::move(query), span);
  return AddExpr({.op = Op::kQuery, .type = row, .query = id}, span);
}

// ---- members ------------------------------------------------------------------------------------

bool Checker::HasAttribute(CollectionId collection, plan::LabId lab, std::string_view name) const {
  if (AttributeIndex(ShapeOf(collection), name) >= 0) return true;
  return name == "value" && (lab.valid() || ShapeOf(collection).value >= 0);
}

ExprId Checker::RowAttribute(int32_t variable, CollectionId collection, plan::LabId lab,
                             std::string_view name, base::Span span) {
  const plan::Shape& shape = ShapeOf(collection);
  if (name == "value" && lab.valid() && derived_labs_.contains(lab.index)) {
    return DerivedValue(lab, variable, span);
  }
  if (name == "value" && lab.valid()) {
    return AddExpr({.op = Op::kLabValue, .type = LabType(lab), .variable = variable, .lab = lab},
                   span);
  }
  int index = AttributeIndex(shape, name);
  if (index < 0 && name == "value") index = shape.value;
  bool start = name == "start", end = name == "end";
  if (index < 0 && (start || end || name == "date" || name == "time" || name == "at")) {
    index = shape.at;
  }
  if (index < 0) {
    std::vector<std::string> names;
    for (const plan::Attribute& a : shape.attributes) names.push_back(a.name);
    auto builder = emitter_.Emit(diag::kUnknownAttribute, span, std::string(name), shape.name);
    SuggestName(builder, {std::string(name), span}, names);
    builder.Help(absl::StrCat("It has ", ListNames(names), "."));
    return {};
  }
  Type type = shape.attributes[index].type;
  ExprId value =
      AddExpr({.op = Op::kAttribute, .type = type, .variable = variable, .attribute = index}, span);
  return (start || end) ? PeriodEdge(value, end, span) : value;
}

ExprId Checker::PeriodEdge(ExprId of, bool end, base::Span span) {
  Type type =
      At(of).type.kind == TypeKind::kDate ? TypeOf(TypeKind::kDate) : TypeOf(TypeKind::kDateTime);
  return AddExpr({.op = end ? Op::kEnd : Op::kStart, .type = type, .args = {of}}, span);
}

ExprId Checker::ElaborateMember(const ast::Expr& expr, const Scope& scope) {
  const ast::Expr& of = *expr.operands[0];
  const std::string& name = expr.name.text;
  if (name.empty()) return {};
  if (of.kind == ast::ExprKind::kName) {
    for (const Scope* s = &scope; s != nullptr; s = s->parent) {
      if (s->variable >= 0 && !s->alias.empty() && s->alias == of.name.text) {
        return RowAttribute(s->variable, s->collection, s->lab, name, expr.span);
      }
    }
  }
  ExprId base = Elaborate(of, scope);
  if (!base.valid()) return {};
  const Type type = At(base).type;
  if (type.kind == TypeKind::kRow) {
    if (At(base).op == Op::kVariable) {
      return RowAttribute(At(base).variable, CollectionOfVariable(At(base).variable), {}, name,
                          expr.span);
    }
    const plan::Shape& shape = out_.draft.shapes[type.shape.index];
    int index = AttributeIndex(shape, name);
    bool start = name == "start", end = name == "end";
    if (index < 0 && (start || end || name == "date" || name == "time" || name == "at")) {
      index = shape.at;
    }
    if (index < 0) {
      std::vector<std::string> names;
      for (const plan::Attribute& a : shape.attributes) names.push_back(a.name);
      auto builder = emitter_.Emit(diag::kUnknownAttribute, expr.name.span, name, shape.name);
      if (!SuggestEverydayWord(builder, name)) SuggestName(builder, expr.name, names);
      builder.Help(absl::StrCat("It has ", ListNames(names), "."));
      return {};
    }
    Type attribute = shape.attributes[index].type;
    ExprId value = AddExpr(
        {.op = Op::kMember, .type = attribute, .args = {base}, .attribute = index}, expr.span);
    return (start || end) && AttributeIndex(shape, name) < 0 ? PeriodEdge(value, end, expr.span)
                                                             : value;
  }
  const auto is_edge = [](const std::string& part) { return part == "start" || part == "end"; };
  // A time may be a moment or a period, and either has a start; the start itself has none.
  if (is_edge(name) && IsTime(type) && of.kind == ast::ExprKind::kMember && is_edge(of.name.text)) {
    emitter_.Emit(diag::kNoMembers, expr.name.span, Describe(type, out_.draft), name)
        .Help(absl::StrCat("Leave `.", name, "` out: this is one moment already."))
        .Edit(base::Span{expr.span.file, of.span.end, expr.span.end}, "", false);
    return {};
  }
  if (is_edge(name) && (type.kind == TypeKind::kPeriod || IsTime(type))) {
    return PeriodEdge(base, name == "end", expr.span);
  }
  if (name == "date" && IsTime(type)) {
    return BuiltinCall(kBuiltinDateOf, {base}, TypeOf(TypeKind::kDate), expr.span);
  }
  emitter_.Emit(diag::kNoMembers, expr.name.span, Describe(type, out_.draft), name);
  return {};
}

// ---- membership, criteria, cover ----------------------------------------------------------------

ExprId Checker::ElaborateIn(const ast::Expr& expr, const Scope& scope) {
  ExprId result;
  if (expr.kind == ast::ExprKind::kInName && NamesSet(expr.name, scope)) {
    result = MemberOfSet(expr, scope);
    if (!result.valid()) return {};
    return expr.negated
               ? AddExpr({.op = Op::kNot, .type = TruthType(), .args = {result}}, expr.span)
               : result;
  }
  ExprId item = Elaborate(*expr.operands[0], scope);
  if (item.valid() && At(item).type.kind == TypeKind::kSet) {
    ReportAskedOfSet(item, expr.span);
    return {};
  }
  if (expr.kind == ast::ExprKind::kInName) {
    if (!item.valid()) return {};
    const Type& type = At(item).type;
    if (type.kind != TypeKind::kCodes) {
      auto builder = emitter_.Emit(diag::kNotCodes, expr.operands[0]->span,
                                   Describe(type, out_.draft), expr.name.text);
      if (type.kind == TypeKind::kRow) {
        builder.Help(absl::StrCat("Ask for the code of the entry: `",
                                  std::string(sources_.Text(expr.operands[0]->span)), ".code in ",
                                  expr.name.text, "`."));
      } else {
        builder.Help("List the values in braces, such as `in {A, B}`.");
      }
      return {};
    }
    CodeSetId set = CodeSetOf(expr.name, scope.module);
    if (!set.valid()) return {};
    result = InSets(item, {set}, expr.span);
    if (!result.valid()) return {};
  } else {
    std::vector<ExprId> args = {item};
    Type type = item.valid() ? At(item).type : Type{};
    bool good = item.valid();
    Type text = TypeOf(TypeKind::kText);
    const Type* wanted = type.kind == TypeKind::kCodes ? &text : &type;
    for (size_t i = 1; i < expr.operands.size(); ++i) {
      ExprId member = Elaborate(*expr.operands[i], scope, item.valid() ? wanted : nullptr);
      if (item.valid()) member = ComparableMember(member, item, *wanted);
      good = good && member.valid();
      args.push_back(member);
    }
    if (!good) return {};
    result = AddExpr({.op = Op::kIn, .type = TruthType(), .args = std::move(args)}, expr.span);
  }
  if (!expr.negated) return result;
  return AddExpr({.op = Op::kNot, .type = TruthType(), .args = {result}}, expr.span);
}

// A member of a list in braces, in a unit that compares with what is asked for; invalid: reported.
ExprId Checker::ComparableMember(ExprId member, ExprId item, const Type& wanted) {
  member = ReadAsDifference(member, wanted);
  if (!member.valid()) return {};
  const Type type = At(member).type;
  if (IsNumber(wanted) && IsNumber(type)) {
    const UnitFit fit = FitUnits(wanted.unit, type.unit);
    if (fit == UnitFit::kSame || fit == UnitFit::kConverts) return member;
    const ExprId converted =
        fit == UnitFit::kDifferent ? ConvertLabLiteral(item, member, SpanOf(member)) : ExprId{};
    if (converted.valid()) return converted;
  } else if (Comparable(wanted, type)) {
    return member;
  }
  ReportTypeMismatch(SpanOf(member), wanted, type);
  return {};
}

ExprId Checker::ElaborateCriteria(const ast::Expr& expr, const Scope& scope) {
  plan::Expr out;
  out.op = expr.kind == ast::ExprKind::kAnyOf   ? Op::kAnyOf
           : expr.kind == ast::ExprKind::kAllOf ? Op::kAllOf
                                                : Op::kAtLeast;
  out.type = TruthType();
  out.number = expr.number;
  bool good = true;
  for (const ast::Criterion& criterion : expr.criteria) {
    ExprId id = criterion.condition == nullptr ? ExprId{} : Condition(*criterion.condition, scope);
    good = good && id.valid();
    out.args.push_back(id);
    out.names.push_back(criterion.name.text);
  }
  if (out.op == Op::kAtLeast && expr.number > static_cast<int>(expr.criteria.size())) {
    emitter_.Emit(diag::kTooFewCriteria, expr.span, expr.number,
                  static_cast<int>(expr.criteria.size()));
    good = false;
  }
  if (expr.criteria.empty()) {
    emitter_.Emit(diag::kNoCriteria, expr.span);
    good = false;
  }
  if (expr.of_each_other) {
    out.together_amount = expr.of_each_other->number;
    out.together_unit = DurationWord(expr.of_each_other->unit.text);
    if (out.together_unit.empty()) {
      emitter_.Emit(diag::kNotADuration, expr.of_each_other->span);
      good = false;
    }
    for (ExprId arg : out.args) {
      bool query = arg.valid() && At(arg).op == Op::kQuery &&
                   out_.draft.queries[At(arg).query.index].quantifier == plan::Quantifier::kAny;
      if (arg.valid() && !query) {
        emitter_.Emit(diag::kTogetherNeedsAny, SpanOf(arg));
        good = false;
      }
    }
  }
  if (!good) return {};
  return AddExpr(std::move(out), expr.span);
}

ExprId Checker::ElaborateComplete(const ast::Expr& expr, const Scope& scope) {
  const std::string& name = expr.name.text;
  plan::Expr out{.op = Op::kComplete, .type = TruthType()};
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    if (!s->field.valid()) continue;
    for (const plan::Step& step : out_.draft.fields[s->field.index].steps) {
      if (step.name == name && step.prompt.valid()) out.prompt = step.prompt;
    }
    if (out.prompt.valid()) return AddExpr(std::move(out), expr.span);
  }
  if (SymbolId cover = program_.Find(Space::kCover, name, scope.module, scope.group);
      cover.valid()) {
    out.cover = CoverOf(cover);
    if (!out.cover.valid()) return {};
    return AddExpr(std::move(out), expr.span);
  }
  if (SymbolId rows = program_.Find(Space::kCollection, name, scope.module, scope.group);
      rows.valid()) {
    if (program_.symbol(rows).As<ast::Extract>() != nullptr) {
      CollectionId collection = CollectionOf(rows);
      if (!collection.valid()) return {};
      out.prompt = out_.draft.collections[collection.index].prompt;
      return AddExpr(std::move(out), expr.span);
    }
  }
  std::vector<std::string> names = program_.Visible(Space::kCover, scope.module, scope.group);
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    if (!s->field.valid()) continue;
    for (const plan::Step& step : out_.draft.fields[s->field.index].steps) {
      if (step.prompt.valid()) names.push_back(step.name);
    }
  }
  auto builder = emitter_.Emit(diag::kUnknownCover, expr.name.span, name);
  SuggestName(builder, expr.name, names);
  return {};
}

ExprId Checker::ElaborateEarliest(const ast::Expr& expr, const Scope& scope) {
  plan::Expr out;
  out.op = expr.kind == ast::ExprKind::kEarliest ? Op::kEarliest : Op::kLatest;
  out.type = TypeOf(TypeKind::kDateTime);
  bool all_dates = true, good = !expr.operands.empty();
  for (size_t i = 0; i < expr.operands.size(); ++i) {
    ExprId id = Anchor(*expr.operands[i], scope, false);
    good = good && id.valid();
    if (id.valid()) all_dates = all_dates && At(id).type.kind == TypeKind::kDate;
    out.args.push_back(id);
    if (i < expr.optional_operands.size() && expr.optional_operands[i]) {
      out.optional_args.push_back(static_cast<int>(i));
    }
  }
  if (!good) return {};
  if (all_dates) out.type = TypeOf(TypeKind::kDate);
  return AddExpr(std::move(out), expr.span);
}

}  // namespace suture::check
