#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/builtins.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"

namespace suture::check {
namespace {

// Plans spell the comparison of `lasting` by its sign.
std::string_view SignOf(ast::BinaryOp op) {
  switch (op) {
    case ast::BinaryOp::kLt:
      return "<";
    case ast::BinaryOp::kLe:
      return "<=";
    case ast::BinaryOp::kGt:
      return ">";
    default:
      return ">=";
  }
}

plan::Quantifier QuantifierOf(ast::Quantifier quantifier) {
  switch (quantifier) {
    case ast::Quantifier::kNone:
      return plan::Quantifier::kEach;
    case ast::Quantifier::kAny:
      return plan::Quantifier::kAny;
    case ast::Quantifier::kNo:
      return plan::Quantifier::kNo;
    case ast::Quantifier::kEvery:
      return plan::Quantifier::kEvery;
    case ast::Quantifier::kCount:
      return plan::Quantifier::kCount;
    case ast::Quantifier::kFirst:
      return plan::Quantifier::kFirst;
    case ast::Quantifier::kLast:
      return plan::Quantifier::kLast;
    case ast::Quantifier::kLowest:
      return plan::Quantifier::kLowest;
    case ast::Quantifier::kHighest:
      return plan::Quantifier::kHighest;
    case ast::Quantifier::kClosest:
      return plan::Quantifier::kClosest;
  }
  return plan::Quantifier::kAny;
}

bool Selects(plan::Quantifier q) {
  using Q = plan::Quantifier;
  return q == Q::kFirst || q == Q::kLast || q == Q::kLowest || q == Q::kHighest || q == Q::kClosest;
}

plan::WindowKind WindowKindOf(ast::WindowKind kind) {
  switch (kind) {
    case ast::WindowKind::kBefore:
      return plan::WindowKind::kBefore;
    case ast::WindowKind::kAfter:
      return plan::WindowKind::kAfter;
    case ast::WindowKind::kWithinBefore:
      return plan::WindowKind::kWithinBefore;
    case ast::WindowKind::kWithinAfter:
      return plan::WindowKind::kWithinAfter;
    case ast::WindowKind::kWithinOf:
      return plan::WindowKind::kWithinOf;
    case ast::WindowKind::kFromTo:
      return plan::WindowKind::kFromTo;
    case ast::WindowKind::kDuring:
      return plan::WindowKind::kDuring;
    case ast::WindowKind::kOverlapping:
      return plan::WindowKind::kOverlapping;
    case ast::WindowKind::kInProgress:
      return plan::WindowKind::kInProgress;
    case ast::WindowKind::kOn:
      return plan::WindowKind::kOn;
    case ast::WindowKind::kAt:
      return plan::WindowKind::kAt;
  }
  return plan::WindowKind::kBefore;
}

}  // namespace

QueryId Checker::AddQuery(plan::Query query, base::Span span) {
  out_.draft.queries.push_back(std::move(query));
  out_.query_spans.push_back(span);
  return {static_cast<int32_t>(out_.draft.queries.size()) - 1};
}

bool Checker::BindSource(const ast::Query& query, const Scope& scope, plan::Query& out) {
  if (query.mention) {
    SymbolId phrases = FindOrReport(Space::kPhrases, query.kind, scope.module, scope.group);
    if (!phrases.valid()) return false;
    out.collection = MentionsOf(phrases, query.kind.span);
    for (ast::MentionFilter filter : query.mention_filters) {
      switch (filter) {
        case ast::MentionFilter::kAffirmed:
          out.affirmed = 1;
          break;
        case ast::MentionFilter::kNegated:
          out.negated = 1;
          break;
        case ast::MentionFilter::kHistorical:
          out.historical = 1;
          break;
        case ast::MentionFilter::kFamily:
          out.family = 1;
          break;
        case ast::MentionFilter::kUncertain:
          out.uncertain = 1;
          break;
        case ast::MentionFilter::kHypothetical:
          out.hypothetical = 1;
          break;
      }
    }
    return out.collection.valid();
  }
  const std::string& name = query.kind.text;
  if (name.empty()) return false;
  SymbolId symbol = program_.Find(Space::kCollection, name, scope.module, scope.group);
  if (!symbol.valid()) {
    // `HistoryAndPhysical note`: notes of one type.
    size_t blank = name.rfind(' ');
    if (blank != std::string::npos && name.substr(blank + 1) == "note") {
      ast::Name type{name.substr(0, blank), query.kind.span};
      plan::DocumentId document = DocumentOf(type, scope.module);
      out.collection = NotesCollection(query.kind.span, scope.module);
      if (document.valid()) out.documents.push_back(document);
      return document.valid() && out.collection.valid();
    }
    FindOrReport(Space::kCollection, query.kind, scope.module, scope.group);
    return false;
  }
  out_.named.insert(symbol.index);
  out.collection = CollectionOf(symbol);
  if (!out.collection.valid()) return false;
  if (program_.symbol(symbol).As<ast::Lab>() != nullptr) {
    out.lab = LabOf(symbol);
    if (CodeSetId codes = out_.draft.labs[out.lab.index].codes; codes.valid())
      out.codes.push_back(codes);
  }
  return true;
}

std::optional<Checker::QueryResult> Checker::ElaborateQuery(
    const ast::Query& query, const Scope& scope, const std::function<ExprId(const Scope&)>& yield) {
  plan::Query out;
  out.quantifier = QuantifierOf(query.quantifier);
  if (!BindSource(query, scope, out)) return std::nullopt;
  out.variable = out_.draft.variables++;
  Scope row;
  row.parent = &scope;
  row.module = scope.module;
  row.group = scope.group;
  row.variable = out.variable;
  row.collection = out.collection;
  row.lab = out.lab;
  row.alias = query.alias.text;
  row.bare = true;
  variable_collections_[out.variable] = out.collection;
  int errors = emitter_.error_count();
  for (const ast::Clause& clause : query.clauses) AddClause(clause, query, scope, row, out);
  // Of a lab that is worked out, a draw is a result where all of its parts are there. What is said
  // of every draw stands in `where`, and a draw without a part leaves it open.
  const bool is_of_results = out.quantifier != plan::Quantifier::kEvery;
  if (is_of_results && out.lab.valid() && derived_labs_.contains(out.lab.index)) {
    const ExprId value = RowAttribute(row.variable, out.collection, out.lab, "value", query.span);
    const ExprId known =
        AddExpr({.op = Op::kIsKnown, .type = TruthType(), .args = {value}}, query.span);
    out.where = !out.where.valid()
                    ? known
                    : AddExpr({.op = Op::kAnd, .type = TruthType(), .args = {known, out.where}},
                              query.span);
  }
  if (yield) {
    out.yield = yield(row);
  } else if (Selects(out.quantifier) || out.quantifier == plan::Quantifier::kSum) {
    SetYield(out, row, query.span);
  }
  CheckQuantifier(query, out);
  if (emitter_.error_count() > errors) return std::nullopt;
  Type type = YieldType(out);
  QueryId id = AddQuery(std::move(out), query.span);
  if (query.mention && query.mention_filters.empty())
    out_.bare_mentions.emplace(id.index, query.mention_span);
  return QueryResult{id, type};
}

// What the quantifier needs of its collection: a time to order by, a value to compare.
void Checker::CheckQuantifier(const ast::Query& query, const plan::Query& out) {
  using Q = plan::Quantifier;
  const plan::Shape& shape = ShapeOf(out.collection);
  bool by_time =
      out.quantifier == Q::kFirst || out.quantifier == Q::kLast || out.quantifier == Q::kClosest;
  if (by_time && shape.at < 0) {
    emitter_.Emit(diag::kKindWithoutTime, query.quantifier_span, query.kind.text);
  }
  bool says_to = absl::c_any_of(
      query.clauses, [](const ast::Clause& c) { return c.kind == ast::ClauseKind::kClosestTo; });
  if (out.quantifier == Q::kClosest && !says_to) {
    emitter_.Emit(diag::kClosestToWhat, query.span)
        .Help("Write the time behind it, such as `to surgery.start`.");
  }
  if (out.quantifier == Q::kEvery && !out.where.valid()) {
    emitter_.Emit(diag::kEveryWithoutWhere, query.span);
  }
  if (out.quantifier == Q::kLowest || out.quantifier == Q::kHighest) {
    Type type = out.yield.valid() ? At(out.yield).type : Type{};
    bool ranked = type.kind == TypeKind::kChoice && IsOrderedChoice(type.choice);
    if (out.yield.valid() && !IsNumber(type) && !IsTime(type) && !ranked &&
        type.kind != TypeKind::kDuration && type.kind != TypeKind::kQuantity) {
      emitter_.Emit(diag::kNoOrder, query.span, Describe(type, out_.draft));
    }
  }
}

void Checker::SetYield(plan::Query& query, const Scope& row, base::Span span) {
  const plan::Shape& shape = ShapeOf(query.collection);
  if (query.lab.valid()) {
    query.yield = RowAttribute(row.variable, query.collection, query.lab, "value", span);
  } else if (shape.value >= 0) {
    query.yield =
        RowAttribute(row.variable, query.collection, {}, shape.attributes[shape.value].name, span);
  } else {
    Type type = TypeOf(TypeKind::kRow);
    type.shape = ShapeIdOf(query.collection);
    query.yield = AddExpr({.op = Op::kVariable, .type = type, .variable = row.variable}, span);
  }
}

Type Checker::YieldType(const plan::Query& query) const {
  switch (query.quantifier) {
    case plan::Quantifier::kAny:
    case plan::Quantifier::kNo:
    case plan::Quantifier::kEvery:
      return TruthType();
    case plan::Quantifier::kCount:
      return NumberType(true, "");
    case plan::Quantifier::kTotalTime: {
      Type type = TypeOf(TypeKind::kDuration);
      type.unit = query.total_unit;
      return type;
    }
    default:
      return query.yield.valid() ? At(query.yield).type : Type{};
  }
}

ExprId Checker::QueryExpr(const ast::Query& query, const Scope& scope, base::Span span) {
  std::optional<QueryResult> result = ElaborateQuery(query, scope);
  if (!result) return {};
  return AddExpr({.op = Op::kQuery, .type = result->type, .query = result->id}, span);
}

ExprId Checker::AttributeOfQuery(const ast::Expr& expr, const Scope& scope) {
  plan::Quantifier quantifier = QuantifierOf(expr.query->quantifier);
  if (!Selects(quantifier)) {
    emitter_.Emit(diag::kAttributeOfMany, expr.span, expr.name.text)
        .Help(absl::StrCat("Say which entry is meant, such as `", expr.name.text, " of last …`."));
    return {};
  }
  // The extreme is of the entry's value; what is yielded is another attribute of that entry.
  std::optional<QueryResult> result = ElaborateQuery(*expr.query, scope, [&](const Scope& row) {
    return RowAttribute(row.variable, row.collection, row.lab, expr.name.text, expr.name.span);
  });
  if (!result) return {};
  plan::Query& query = out_.draft.queries[result->id.index];
  if (quantifier == plan::Quantifier::kLowest || quantifier == plan::Quantifier::kHighest) {
    Scope row;
    row.variable = query.variable;
    row.collection = query.collection;
    row.lab = query.lab;
    plan::Query copy = query;
    SetYield(copy, row, expr.span);
    out_.draft.queries[result->id.index].order_by = copy.yield;
  }
  return AddExpr({.op = Op::kQuery, .type = result->type, .query = result->id}, expr.span);
}

ExprId Checker::SumQuery(const ast::Expr& expr, const Scope& scope) {
  std::optional<QueryResult> result = ElaborateQuery(
      *expr.query, scope, [&](const Scope& row) { return Elaborate(*expr.operands[0], row); });
  if (!result) return {};
  plan::Query& query = out_.draft.queries[result->id.index];
  query.quantifier = plan::Quantifier::kSum;
  if (query.yield.valid() && !IsNumber(At(query.yield).type) &&
      At(query.yield).type.kind != TypeKind::kDuration) {
    emitter_.Emit(diag::kNotANumber, SpanOf(query.yield),
                  Describe(At(query.yield).type, out_.draft));
    return {};
  }
  Type type = query.yield.valid() ? At(query.yield).type : Type{};
  if (IsOfTemperature(type) && type.unit != UnitOfDifference(type.unit)) {
    ReportPoint(type.unit, "have no sum", expr.span);
    return {};
  }
  return AddExpr({.op = Op::kQuery, .type = type, .query = result->id}, expr.span);
}

ExprId Checker::TotalQuery(const ast::Expr& expr, const Scope& scope) {
  std::optional<QueryResult> result = ElaborateQuery(*expr.query, scope);
  if (!result) return {};
  plan::Query& query = out_.draft.queries[result->id.index];
  query.quantifier = plan::Quantifier::kTotalTime;
  query.total_unit = DurationWord(expr.name.text);
  if (query.total_unit.empty() || IsCalendarWord(query.total_unit)) {
    emitter_.Emit(diag::kTotalUnit, expr.name.span, expr.name.text);
    return {};
  }
  const plan::Shape& shape = ShapeOf(query.collection);
  if (shape.at < 0 || shape.attributes[shape.at].type.kind != TypeKind::kPeriod) {
    emitter_.Emit(diag::kTotalOfPoints, expr.span, expr.query->kind.text);
    return {};
  }
  Type type = YieldType(query);
  return AddExpr({.op = Op::kQuery, .type = type, .query = result->id}, expr.span);
}

// The concept of a row that code sets test.
ExprId Checker::ConceptOf(const Scope& row, base::Span span) {
  const plan::Shape& shape = ShapeOf(row.collection);
  const std::string* best = nullptr;
  for (const plan::Attribute& attribute : shape.attributes) {
    if (attribute.type.kind != TypeKind::kCodes) continue;
    if (best == nullptr || attribute.name == "code" ||
        (attribute.name == "type" && *best != "code"))
      best = &attribute.name;
  }
  return RowAttribute(row.variable, row.collection, {}, std::string(*best), span);
}

// ---- clauses ------------------------------------------------------------------------------------

void Checker::AddClause(const ast::Clause& clause, const ast::Query& query, const Scope& outer,
                        const Scope& row, plan::Query& out) {
  using ast::ClauseKind;
  switch (clause.kind) {
    case ClauseKind::kInNotes:
      for (const ast::Name& name : clause.names) {
        if (plan::DocumentId id = DocumentOf(name, outer.module); id.valid())
          out.documents.push_back(id);
      }
      return;
    case ClauseKind::kInCodes: {
      if (!HasCodes(out.collection)) {
        emitter_.Emit(diag::kKindWithoutCodes, clause.span, query.kind.text);
        return;
      }
      std::vector<CodeSetId> sets;
      for (const ast::Name& name : clause.names) {
        if (CodeSetId id = CodeSetOf(name, outer.module); id.valid()) sets.push_back(id);
      }
      if (absl::c_none_of(sets, [&](CodeSetId id) { return dated_codes_.contains(id.index); })) {
        out.codes.insert(out.codes.end(), sets.begin(), sets.end());
        return;
      }
      // Which codes count hangs on the case, so they are asked of each row.
      const ExprId member = InSets(ConceptOf(row, clause.span), sets, clause.span);
      out.where = out.where.valid() && member.valid()
                      ? AddExpr({.op = Op::kAnd, .type = TruthType(), .args = {out.where, member}},
                                clause.span)
                      : member;
      return;
    }
    case ClauseKind::kWindow: {
      if (ShapeOf(out.collection).at < 0) {
        emitter_.Emit(diag::kKindWithoutTime, clause.span, query.kind.text);
        return;
      }
      std::optional<plan::Window> window = WindowFrom(clause.window, outer);
      if (window) out.windows.push_back(*window);
      lost_windows_ += window ? 0 : 1;
      return;
    }
    case ClauseKind::kExceptDuring: {
      plan::Window window{.kind = plan::WindowKind::kDuring};
      window.a = NamesEntries(*clause.expr, outer) ? AllPeriods(*clause.expr, outer)
                                                   : Anchor(*clause.expr, outer, true);
      window.excluded = true;
      window.span = Locate(clause.span);
      if (window.a.valid()) out.windows.push_back(window);
      return;
    }
    case ClauseKind::kWhere: {
      ExprId condition = Condition(*clause.expr, row);
      if (out.where.valid() && condition.valid()) {
        condition = AddExpr({.op = Op::kAnd, .type = TruthType(), .args = {out.where, condition}},
                            clause.span);
      }
      out.where = condition;
      return;
    }
    case ClauseKind::kClosestTo:
      out.closest_to = Anchor(*clause.expr, outer, false);
      return;
    case ClauseKind::kAtFacility:
      out.at_this_facility = true;
      return;
    case ClauseKind::kDrawnWith: {
      for (const Scope* s = &outer; s != nullptr; s = s->parent) {
        if (s->variable >= 0 && s->alias == clause.names[0].text && !s->alias.empty()) {
          out.drawn_with = s->variable;
          return;
        }
      }
      emitter_.Emit(diag::kUnknownName, clause.names[0].span, clause.names[0].text);
      return;
    }
    case ClauseKind::kExceptSource: {
      ast::Expr name;
      name.kind = ast::ExprKind::kName;
      name.name = clause.names[0];
      name.span = clause.names[0].span;
      out.except_source = ElaborateName(name, outer, nullptr);
      return;
    }
    case ClauseKind::kTies:
      for (const ast::Name& name : clause.names) {
        if (BindSource(name, outer.module)) out.ties.push_back(name.text);
      }
      return;
    case ClauseKind::kLasting: {
      std::string unit = DurationWord(clause.quantity.unit.text);
      if (unit.empty()) {
        emitter_.Emit(diag::kNotADuration, clause.quantity.span);
        return;
      }
      out.lasting_op = std::string(SignOf(clause.op));
      out.lasting_amount = clause.quantity.number;
      out.lasting_unit = unit;
      return;
    }
  }
}

// ---- windows ------------------------------------------------------------------------------------

bool Checker::NamesEntries(const ast::Expr& expr, const Scope& scope) const {
  if (expr.kind != ast::ExprKind::kName || expr.name.text == "patient") return false;
  if (program_.Find(Space::kValue, expr.name.text, scope.module, scope.group).valid()) return false;
  for (const Scope* s = &scope; s != nullptr; s = s->parent) {
    if (s->alias == expr.name.text) return false;
    for (const auto& [name, value] : s->named) {
      if (name == expr.name.text) return false;
    }
  }
  return program_.Find(Space::kCollection, expr.name.text, scope.module, scope.group).valid();
}

// The times of all entries of a collection: `except during or_case`.
ExprId Checker::AllPeriods(const ast::Expr& expr, const Scope& scope) {
  ast::Query each;
  each.kind = expr.name;
  each.span = expr.span;
  std::optional<QueryResult> all = ElaborateQuery(each, scope);
  if (!all) return {};
  if (ShapeOf(out_.draft.queries[static_cast<size_t>(all->id.index)].collection).at < 0) {
    emitter_.Emit(diag::kKindWithoutTime, expr.span, expr.name.text);
    return {};
  }
  return AddExpr({.op = Op::kQuery, .type = TypeOf(TypeKind::kPeriod), .query = all->id},
                 expr.span);
}

ExprId Checker::Anchor(const ast::Expr& expr, const Scope& scope, bool period_wanted) {
  ExprId id = Elaborate(expr, scope);
  if (!id.valid()) return {};
  Type type = At(id).type;
  if (type.kind == TypeKind::kRow) {
    const plan::Shape& shape = out_.draft.shapes[type.shape.index];
    if (shape.at >= 0) {
      Type at = shape.attributes[shape.at].type;
      if (period_wanted || IsTime(at)) {
        if (At(id).op == Op::kVariable) {
          return AddExpr({.op = Op::kAttribute,
                          .type = at,
                          .variable = At(id).variable,
                          .attribute = shape.at},
                         expr.span);
        }
        return AddExpr({.op = Op::kMember, .type = at, .args = {id}, .attribute = shape.at},
                       expr.span);
      }
      type = at;
    }
  }
  if (period_wanted) {
    if (type.kind == TypeKind::kPeriod || IsTime(type)) return id;
    emitter_.Emit(diag::kNotATime, expr.span, Describe(type, out_.draft));
    return {};
  }
  if (type.kind == TypeKind::kPeriod) {
    emitter_.Emit(diag::kPeriodAsAnchor, expr.span)
        .Help("Add `.start` or `.end` to say which edge is meant.")
        .Edit({expr.span.file, expr.span.end, expr.span.end}, ".start", false);
    return {};
  }
  if (!IsTime(type)) {
    auto builder = emitter_.Emit(diag::kNotATime, expr.span, Describe(type, out_.draft));
    if (type.kind == TypeKind::kTruth) {
      builder.Help(
          "Take the time of one entry, such as `drawn of last Creatinine before surgery.start`.");
    } else if (IsNumber(type) || type.kind == TypeKind::kDuration) {
      builder.Help(
          "Count from a moment: `from surgery.start + 30 days to surgery.start + 90 days`.");
    } else {
      builder.Help(
          "A moment is a name such as `surgery.start`, or the time of an entry, such as `start of "
          "last encounter`.");
    }
    return {};
  }
  return id;
}

std::optional<plan::Window> Checker::WindowFrom(const ast::Window& window, const Scope& scope) {
  plan::Window out;
  out.kind = WindowKindOf(window.kind);
  out.span = Locate(window.span);
  bool period = out.kind == plan::WindowKind::kDuring || out.kind == plan::WindowKind::kOverlapping;
  if (window.a == nullptr) return std::nullopt;
  out.a = Anchor(*window.a, scope, period);
  if (!out.a.valid()) return std::nullopt;
  if (window.b != nullptr) {
    out.b = Anchor(*window.b, scope, false);
    if (!out.b.valid()) return std::nullopt;
  }
  if (window.amount) {
    out.amount = window.amount->number;
    out.amount_unit = DurationWord(window.amount->unit.text);
    if (out.amount_unit.empty()) {
      emitter_.Emit(diag::kNotADuration, window.amount->span)
          .Help("Write a number and one of years, months, weeks, days, hours, minutes.");
      return std::nullopt;
    }
    std::optional<values::Decimal> amount = values::Decimal::Parse(out.amount);
    if (!amount || !amount->IsInteger()) {
      emitter_.Emit(diag::kDurationNotWhole, window.amount->span, out.amount, out.amount_unit);
      return std::nullopt;
    }
    if (TooLong(*amount, *window.amount)) return std::nullopt;
    if (amount->is_zero()) {
      emitter_.Emit(diag::kEmptyWindow, window.span);
      return std::nullopt;
    }
    if (!IsCalendarWord(out.amount_unit) && At(out.a).type.kind == TypeKind::kDate) {
      emitter_.Emit(diag::kHoursOnDate, window.amount->span, out.amount_unit)
          .Help(kHelpHoursOnDate);
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace suture::check
