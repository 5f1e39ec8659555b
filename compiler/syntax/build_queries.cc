#include "compiler/syntax/build.h"

namespace suture::syntax {

using ast::ClauseKind;
using ast::ExprPtr;
using ast::WindowKind;

namespace {

ast::Quantifier QuantifierOf(SutureParser::QuantifierContext* context) {
  switch (context->start->getType()) {
    case SutureParser::ANY_:
      return ast::Quantifier::kAny;
    case SutureParser::NO_:
      return ast::Quantifier::kNo;
    case SutureParser::EVERY_:
      return ast::Quantifier::kEvery;
    case SutureParser::COUNT_:
      return ast::Quantifier::kCount;
    case SutureParser::FIRST_:
      return ast::Quantifier::kFirst;
    case SutureParser::LAST_:
      return ast::Quantifier::kLast;
    case SutureParser::LOWEST_:
      return ast::Quantifier::kLowest;
    default:
      return ast::Quantifier::kHighest;
  }
}

ast::MentionFilter FilterOf(SutureParser::MentionFilterContext* context) {
  switch (context->start->getType()) {
    case SutureParser::AFFIRMED_:
      return ast::MentionFilter::kAffirmed;
    case SutureParser::NEGATED_:
      return ast::MentionFilter::kNegated;
    case SutureParser::HISTORICAL_:
      return ast::MentionFilter::kHistorical;
    case SutureParser::FAMILY_:
      return ast::MentionFilter::kFamily;
    case SutureParser::UNCERTAIN_:
      return ast::MentionFilter::kUncertain;
    default:
      return ast::MentionFilter::kHypothetical;
  }
}

}  // namespace

ExprPtr Builder::QueryExprOf(P::QueryContext* context, base::Span span) {
  ExprPtr expr = NewExpr(ast::ExprKind::kQuery, span);
  expr->query = QueryOf(context);
  return expr;
}

ast::QueryPtr Builder::QueryOf(P::QueryContext* context) {
  if (auto* plain = As<P::QueryPlainContext>(context)) {
    ast::QueryPtr query = QueryOf(plain->narrowed());
    query->quantifier = QuantifierOf(plain->quantifier());
    query->quantifier_span = SpanOf(plain->quantifier());
    query->span = SpanOf(context);
    return query;
  }
  auto* closest = As<P::QueryClosestContext>(context);
  ast::QueryPtr query = QueryOf(closest->narrowed());
  query->quantifier = ast::Quantifier::kClosest;
  query->quantifier_span = SpanOf(closest->CLOSEST_());
  query->span = SpanOf(context);
  if (closest->TO_() == nullptr) return query;  // The checker says that it is missing.
  ast::Clause to;
  to.kind = ClauseKind::kClosestTo;
  to.expr = AnchorOf(closest->anchor());
  to.span = base::Join(SpanOf(closest->TO_()), to.expr->span);
  query->clauses.push_back(std::move(to));
  for (P::ClauseContext* clause : closest->clause()) ClauseOf(clause, *query);
  return query;
}

ast::QueryPtr Builder::QueryOf(P::NarrowedContext* context) {
  auto query = std::make_unique<ast::Query>();
  query->span = SpanOf(context);
  if (auto* mention = As<P::SourceMentionContext>(context->source())) {
    query->mention = true;
    query->mention_span = SpanOf(mention->MENTION_());
    for (P::MentionFilterContext* filter : mention->mentionFilter()) {
      query->mention_filters.push_back(FilterOf(filter));
    }
    query->kind = NameOf(mention->name(0));
    if (mention->AS_() != nullptr) query->alias = NameOf(mention->name(1));
  } else if (auto* kind = As<P::SourceKindContext>(context->source())) {
    query->kind = JoinedNameOf(kind->kindName());
    if (kind->AS_() != nullptr) query->alias = NameOf(kind->name());
  }
  for (P::ClauseContext* clause : context->clause()) ClauseOf(clause, *query);
  return query;
}

void Builder::ClauseOf(P::ClauseContext* context, ast::Query& query) {
  ast::Clause clause;
  clause.span = SpanOf(context);
  if (auto* window = As<P::ClauseWindowContext>(context)) {
    clause.kind = ClauseKind::kWindow;
    clause.window = WindowOf(window->window());
  } else if (auto* codes = As<P::ClauseInCodesContext>(context)) {
    clause.kind = ClauseKind::kInCodes;
    clause.names = NamesOf(codes->nameList());
  } else if (auto* notes = As<P::ClauseInNotesContext>(context)) {
    clause.kind = ClauseKind::kInNotes;
    clause.names = NamesOf(notes->nameList());
  } else if (auto* where = As<P::ClauseWhereContext>(context)) {
    clause.kind = ClauseKind::kWhere;
    clause.expr = ExprOf(where->expr());
  } else if (As<P::ClauseFacilityContext>(context) != nullptr) {
    clause.kind = ClauseKind::kAtFacility;
  } else if (auto* drawn = As<P::ClauseDrawnWithContext>(context)) {
    clause.kind = ClauseKind::kDrawnWith;
    clause.names.push_back(NameOf(drawn->name()));
  } else if (auto* during = As<P::ClauseExceptDuringContext>(context)) {
    clause.kind = ClauseKind::kExceptDuring;
    clause.expr = AnchorOf(during->anchor());
  } else if (auto* source = As<P::ClauseExceptSourceContext>(context)) {
    clause.kind = ClauseKind::kExceptSource;
    clause.names.push_back(NameOf(source->name()));
    if (TextAt(SpanOf(source->word)) != "source") {
      emitter_.Emit(diag::kUnexpectedText, SpanOf(source->word),
                    "`source of` or `during` after `except`",
                    "`" + std::string(TextAt(SpanOf(source->word))) + "`");
    }
  } else if (auto* ties = As<P::ClauseTiesContext>(context)) {
    clause.kind = ClauseKind::kTies;
    clause.names = NamesOf(ties->name());
  } else if (auto* lasting = As<P::ClauseLastingContext>(context)) {
    clause.kind = ClauseKind::kLasting;
    clause.quantity = QuantityOf(lasting->quantity());
    clause.op = lasting->GT() != nullptr   ? ast::BinaryOp::kGt
                : lasting->GE() != nullptr ? ast::BinaryOp::kGe
                : lasting->LT() != nullptr ? ast::BinaryOp::kLt
                                           : ast::BinaryOp::kLe;
  }
  query.clauses.push_back(std::move(clause));
}

ExprPtr Builder::AnchorOf(P::AnchorContext* context) {
  auto term = [&](P::AnchorTermContext* of) {
    ExprPtr expr = PrimaryOf(of->primary());
    for (P::AttributeNameContext* step : of->attributeName()) {
      ast::Name name = NameOf(step);
      base::Span span = base::Join(expr->span, name.span);
      expr = MemberOf(std::move(expr), std::move(name), span);
    }
    return expr;
  };
  ExprPtr anchor = term(context->anchorTerm(0));
  for (size_t i = 1; i < context->anchorTerm().size(); ++i) {
    P::AnchorSignContext* sign = context->anchorSign(i - 1);
    ExprPtr right = term(context->anchorTerm(i));
    ExprPtr sum = NewExpr(ast::ExprKind::kBinary, base::Join(anchor->span, right->span));
    sum->op = sign->PLUS() != nullptr ? ast::BinaryOp::kAdd : ast::BinaryOp::kSubtract;
    sum->op_span = SpanOf(sign);
    sum->operands.push_back(std::move(anchor));
    sum->operands.push_back(std::move(right));
    anchor = std::move(sum);
  }
  return anchor;
}

ast::Window Builder::WindowOf(P::WindowContext* context) {
  ast::Window window;
  window.span = SpanOf(context);
  auto only = [&](WindowKind kind, P::AnchorContext* a) {
    window.kind = kind;
    window.a = AnchorOf(a);
  };
  auto within = [&](WindowKind kind, P::QuantityContext* amount, P::AnchorContext* a) {
    window.amount = QuantityOf(amount);
    only(kind, a);
  };
  if (auto* before = As<P::WindowBeforeContext>(context))
    only(WindowKind::kBefore, before->anchor());
  if (auto* after = As<P::WindowAfterContext>(context)) only(WindowKind::kAfter, after->anchor());
  if (auto* within_before = As<P::WindowWithinBeforeContext>(context)) {
    within(WindowKind::kWithinBefore, within_before->quantity(), within_before->anchor());
  }
  if (auto* within_after = As<P::WindowWithinAfterContext>(context)) {
    within(WindowKind::kWithinAfter, within_after->quantity(), within_after->anchor());
  }
  if (auto* within_of = As<P::WindowWithinOfContext>(context)) {
    within(WindowKind::kWithinOf, within_of->quantity(), within_of->anchor());
  }
  if (auto* from_to = As<P::WindowFromToContext>(context)) {
    only(WindowKind::kFromTo, from_to->anchor(0));
    window.b = AnchorOf(from_to->anchor(1));
  }
  if (auto* during = As<P::WindowDuringContext>(context))
    only(WindowKind::kDuring, during->anchor());
  if (auto* overlapping = As<P::WindowOverlappingContext>(context)) {
    only(WindowKind::kOverlapping, overlapping->anchor());
  }
  if (auto* progress = As<P::WindowInProgressContext>(context)) {
    only(WindowKind::kInProgress, progress->anchor());
  }
  if (auto* on = As<P::WindowOnContext>(context)) only(WindowKind::kOn, on->anchor());
  if (auto* at = As<P::WindowAtContext>(context)) only(WindowKind::kAt, at->anchor());
  return window;
}

}  // namespace suture::syntax
