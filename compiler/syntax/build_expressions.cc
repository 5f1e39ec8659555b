#include "compiler/syntax/build.h"
#include "compiler/syntax/strings.h"

namespace suture::syntax {

using ast::BinaryOp;
using ast::ExprKind;
using ast::ExprPtr;

namespace {

constexpr int kMostCriteria = 1000;
constexpr int kMostDays = 100'000;

BinaryOp OperatorOf(size_t type) {
  switch (type) {
    case SutureParser::PLUS:
      return BinaryOp::kAdd;
    case SutureParser::MINUS:
      return BinaryOp::kSubtract;
    case SutureParser::STAR:
      return BinaryOp::kMultiply;
    case SutureParser::SLASH:
      return BinaryOp::kDivide;
    case SutureParser::CARET:
      return BinaryOp::kPower;
    case SutureParser::NE:
      return BinaryOp::kNe;
    case SutureParser::LT:
      return BinaryOp::kLt;
    case SutureParser::LE:
      return BinaryOp::kLe;
    case SutureParser::GT:
      return BinaryOp::kGt;
    case SutureParser::GE:
      return BinaryOp::kGe;
    case SutureParser::AND_:
      return BinaryOp::kAnd;
    case SutureParser::OR_:
      return BinaryOp::kOr;
    default:
      return BinaryOp::kEq;
  }
}

}  // namespace

ExprPtr Builder::NewExpr(ExprKind kind, base::Span span) const {
  auto expr = std::make_unique<ast::Expr>();
  expr->kind = kind;
  expr->span = span;
  return expr;
}

ExprPtr Builder::NameExprOf(ast::Name name) const {
  ExprPtr expr = NewExpr(ExprKind::kName, name.span);
  expr->name = std::move(name);
  return expr;
}

ExprPtr Builder::MemberOf(ExprPtr of, ast::Name name, base::Span span) const {
  ExprPtr member = NewExpr(ExprKind::kMember, span);
  member->name = std::move(name);
  member->operands.push_back(std::move(of));
  return member;
}

ExprPtr Builder::PathOf(P::AttributePathContext* context) {
  ExprPtr path = NameExprOf(NameOf(context->name() != nullptr
                                       ? static_cast<antlr4::ParserRuleContext*>(context->name())
                                       : context->bareAttribute()));
  for (P::AttributeNameContext* step : context->attributeName()) {
    ast::Name name = NameOf(step);
    base::Span span = base::Join(path->span, name.span);
    path = MemberOf(std::move(path), std::move(name), span);
  }
  return path;
}

ExprPtr Builder::ExprOf(P::ExprContext* context) {
  base::Span span = SpanOf(context);
  // Nested brackets are counted before parsing; this counts chains, such as a long sum.
  if (depth_ >= max_depth_) {
    if (!depth_reported_) {
      emitter_.Emit(diag::kTooDeep, span, max_depth_)
          .Help(
              "Give parts of it a name with `let`, or list alternatives with `in {…}` or `any of "
              "{…}`.");
    }
    depth_reported_ = true;
    return NewExpr(ExprKind::kError, span);
  }
  ++depth_;
  ExprPtr expr;
  if (auto* primary = As<P::ExprPrimaryContext>(context)) {
    expr = PrimaryOf(primary->primary());
  } else if (auto* timed = As<P::ExprInWindowContext>(context)) {
    expr = NewExpr(ExprKind::kInWindow, span);
    expr->operands.push_back(PathOf(timed->attributePath()));
    expr->window = std::make_unique<ast::Window>(WindowOf(timed->window()));
  } else if (auto* member = As<P::ExprMemberContext>(context)) {
    expr = MemberOf(ExprOf(member->expr()), NameOf(member->attributeName()), span);
  } else if (auto* compare = As<P::ExprCompareContext>(context)) {
    expr = BinaryOf(context, compare->expr(), compare->op);
  } else if (auto* both = As<P::ExprAndContext>(context)) {
    expr = BinaryOf(context, both->expr(), both->AND_()->getSymbol());
  } else if (auto* either = As<P::ExprOrContext>(context)) {
    expr = BinaryOf(context, either->expr(), either->OR_()->getSymbol());
  } else if (auto* add = As<P::ExprAddContext>(context)) {
    expr = BinaryOf(context, add->expr(), add->op);
  } else if (auto* multiply = As<P::ExprMultiplyContext>(context)) {
    expr = BinaryOf(context, multiply->expr(), multiply->op);
  } else if (auto* power = As<P::ExprPowerContext>(context)) {
    expr = BinaryOf(context, power->expr(), power->CARET()->getSymbol());
  } else if (auto* in = As<P::ExprInContext>(context)) {
    expr = MembershipOf(in);
  } else if (auto* known = As<P::ExprIsKnownContext>(context)) {
    expr = NewExpr(ExprKind::kIsKnown, span);
    expr->negated = known->NOT_() != nullptr;
    expr->operands.push_back(ExprOf(known->expr()));
  } else if (auto* negate = As<P::ExprNegateContext>(context)) {
    expr = NewExpr(ExprKind::kNegate, span);
    expr->operands.push_back(ExprOf(negate->expr()));
  } else if (auto* invert = As<P::ExprNotContext>(context)) {
    expr = NewExpr(ExprKind::kNot, span);
    expr->operands.push_back(ExprOf(invert->expr()));
  } else if (auto* unless = As<P::ExprUnlessContext>(context)) {
    expr = NewExpr(ExprKind::kUnless, span);
    for (P::ExprContext* operand : unless->expr()) expr->operands.push_back(ExprOf(operand));
  } else {
    expr = NewExpr(ExprKind::kError, span);
  }
  --depth_;
  return expr;
}

ExprPtr Builder::BinaryOf(P::ExprContext* context, const std::vector<P::ExprContext*>& operands,
                          const antlr4::Token* op) {
  ExprPtr expr = NewExpr(ExprKind::kBinary, SpanOf(context));
  expr->op = OperatorOf(op->getType());
  expr->op_span = SpanOf(op);
  for (P::ExprContext* operand : operands) expr->operands.push_back(ExprOf(operand));
  return expr;
}

ExprPtr Builder::MembershipOf(P::ExprInContext* context) {
  P::MembershipContext* membership = context->membership();
  ExprPtr expr =
      NewExpr(membership->name() != nullptr ? ExprKind::kInName : ExprKind::kIn, SpanOf(context));
  expr->negated = context->NOT_() != nullptr;
  expr->operands.push_back(ExprOf(context->expr()));
  if (membership->name() != nullptr) expr->name = NameOf(membership->name());
  for (P::ExprContext* member : membership->expr()) expr->operands.push_back(ExprOf(member));
  return expr;
}

ExprPtr Builder::LiteralOf(P::LiteralContext* context) const {
  base::Span span = SpanOf(context);
  if (P::QuantityContext* quantity = context->quantity()) {
    ExprPtr expr = NewExpr(ExprKind::kQuantity, span);
    expr->quantity = QuantityOf(quantity);
    return expr;
  }
  if (context->STRING() != nullptr) {
    ExprPtr expr = NewExpr(ExprKind::kString, span);
    expr->text = StringOf(context->STRING());
    return expr;
  }
  if (context->DATE_LIT() != nullptr) {
    bool timed = context->TIME_LIT() != nullptr;
    ExprPtr expr = NewExpr(timed ? ExprKind::kDateTime : ExprKind::kDate, span);
    expr->text = NameOf(context->DATE_LIT()).text;
    if (timed) expr->text += "T" + NameOf(context->TIME_LIT()).text;
    return expr;
  }
  ExprPtr expr =
      NewExpr(context->TIME_LIT() != nullptr ? ExprKind::kTime : ExprKind::kDateTime, span);
  expr->text = TextAt(span);
  return expr;
}

ExprPtr Builder::LiteralOf(P::SignedLiteralContext* context) const {
  if (context->literal() != nullptr) return LiteralOf(context->literal());
  ExprPtr expr = NewExpr(ExprKind::kQuantity, SpanOf(context));
  expr->quantity = QuantityOf(context->quantity());
  expr->quantity.number = "-" + expr->quantity.number;
  expr->quantity.span = expr->span;
  return expr;
}

ExprPtr Builder::CriteriaOf(ExprKind kind, P::CriteriaContext* context, base::Span span) {
  ExprPtr expr = NewExpr(kind, span);
  P::CriterionContext* before = nullptr;
  for (antlr4::tree::ParseTree* child : context->children) {
    auto* criterion = dynamic_cast<P::CriterionContext*>(child);
    // `near near: …` on one line would be a criterion more than was meant.
    if (criterion == nullptr) {
      before = nullptr;
      continue;
    }
    if (before != nullptr && before->getStop()->getLine() == criterion->getStart()->getLine()) {
      const base::Span end{file_, SpanOf(before).end, SpanOf(before).end};
      emitter_.Emit(diag::kMissingText, SpanOf(criterion), "`;`", "the next criterion")
          .Edit(end, ";", false);
    }
    before = criterion;
    ast::Criterion made;
    made.span = SpanOf(criterion);
    if (criterion->name() != nullptr) made.name = NameOf(criterion->name());
    made.condition = ExprOf(criterion->expr());
    expr->criteria.push_back(std::move(made));
  }
  if (context->quantity() != nullptr) expr->of_each_other = QuantityOf(context->quantity());
  return expr;
}

ExprPtr Builder::PrimaryOf(P::PrimaryContext* context) {
  base::Span span = SpanOf(context);
  if (auto* name = As<P::PrimaryNameContext>(context)) return NameExprOf(NameOf(name));
  if (auto* literal = As<P::PrimaryLiteralContext>(context)) return LiteralOf(literal->literal());
  if (auto* query = As<P::PrimaryQueryContext>(context)) return QueryExprOf(query->query(), span);
  if (auto* parentheses = As<P::PrimaryParenthesesContext>(context)) {
    ExprPtr inner = ExprOf(parentheses->expr());
    inner->parenthesized = true;
    return inner;
  }
  if (auto* call = As<P::PrimaryCallContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kCall, span);
    expr->name = NameOf(call->name());
    for (P::ExprContext* argument : call->expr()) expr->operands.push_back(ExprOf(argument));
    return expr;
  }
  if (auto* attribute = As<P::PrimaryAttributeOfContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kAttributeOf, span);
    expr->name = attribute->name() != nullptr ? NameOf(attribute->name())
                                              : NameOf(attribute->bareAttribute());
    expr->query = QueryOf(attribute->query());
    return expr;
  }
  if (auto* sum = As<P::PrimarySumContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kSum, span);
    expr->operands.push_back(ExprOf(sum->expr()));
    expr->query = QueryOf(sum->narrowed());
    return expr;
  }
  if (auto* total = As<P::PrimaryTotalContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kTotal, span);
    expr->name = NameOf(total->unit());
    expr->query = QueryOf(total->narrowed());
    return expr;
  }
  if (auto* criteria = As<P::PrimaryCriteriaContext>(context)) {
    return CriteriaOf(criteria->ANY_() != nullptr ? ExprKind::kAnyOf : ExprKind::kAllOf,
                      criteria->criteria(), span);
  }
  if (auto* at_least = As<P::PrimaryAtLeastContext>(context)) {
    ExprPtr expr = CriteriaOf(ExprKind::kAtLeast, at_least->criteria(), span);
    expr->number = NumberOf(at_least->NUMBER(), kMostCriteria);
    return expr;
  }
  if (auto* condition = As<P::PrimaryIfContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kIf, span);
    for (P::ExprContext* operand : condition->expr()) expr->operands.push_back(ExprOf(operand));
    return expr;
  }
  if (auto* possibly = As<P::PrimaryPossiblyContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kPossibly, span);
    expr->operands.push_back(ExprOf(possibly->expr()));
    return expr;
  }
  if (auto* complete = As<P::PrimaryCompleteContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kComplete, span);
    expr->name = JoinedNameOf(complete->kindName());
    return expr;
  }
  if (auto* earliest = As<P::PrimaryEarliestContext>(context)) {
    ExprPtr expr =
        NewExpr(earliest->EARLIEST_() != nullptr ? ExprKind::kEarliest : ExprKind::kLatest, span);
    for (P::IfAnyContext* operand : earliest->ifAny()) {
      expr->operands.push_back(ExprOf(operand->expr()));
      expr->optional_operands.push_back(operand->IF_() != nullptr);
    }
    return expr;
  }
  if (auto* day = As<P::PrimaryDayContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kDay, span);
    expr->number = NumberOf(day->NUMBER(), kMostDays, 0);
    expr->operands.push_back(AnchorOf(day->anchor()));
    return expr;
  }
  if (auto* next = As<P::PrimaryNextContext>(context)) {
    ExprPtr expr = NewExpr(ExprKind::kNext, span);
    expr->name = NameOf(next->name());
    return expr;
  }
  return NewExpr(ExprKind::kError, span);
}

}  // namespace suture::syntax
