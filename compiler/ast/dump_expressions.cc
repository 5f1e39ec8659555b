#include "compiler/ast/dump.h"
#include "compiler/ast/dump_text.h"

namespace suture::ast {
namespace {

const char* Sign(BinaryOp op) {
  switch (op) {
    case BinaryOp::kAdd:
      return "+";
    case BinaryOp::kSubtract:
      return "-";
    case BinaryOp::kMultiply:
      return "*";
    case BinaryOp::kDivide:
      return "/";
    case BinaryOp::kPower:
      return "^";
    case BinaryOp::kEq:
      return "=";
    case BinaryOp::kNe:
      return "!=";
    case BinaryOp::kLt:
      return "<";
    case BinaryOp::kLe:
      return "<=";
    case BinaryOp::kGt:
      return ">";
    case BinaryOp::kGe:
      return ">=";
    case BinaryOp::kAnd:
      return "and";
    case BinaryOp::kOr:
      return "or";
  }
  return "?";
}

std::string Operands(const Expr& expr, size_t from = 0) {
  std::string text;
  for (size_t i = from; i < expr.operands.size(); ++i) {
    text += " " + Dump(*expr.operands[i]);
    if (i < expr.optional_operands.size() && expr.optional_operands[i]) text += " if-any";
  }
  return text;
}

std::string Criteria(const Expr& expr) {
  std::string text;
  for (const Criterion& criterion : expr.criteria) {
    text += " [" + (criterion.name.empty() ? "" : criterion.name.text + ": ") +
            Dump(*criterion.condition) + "]";
  }
  if (expr.of_each_other) text += " within " + Dump(*expr.of_each_other) + " of each other";
  return text;
}

const char* QuantifierName(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::kNone:
      return "rows";
    case Quantifier::kAny:
      return "any";
    case Quantifier::kNo:
      return "no";
    case Quantifier::kEvery:
      return "every";
    case Quantifier::kCount:
      return "count";
    case Quantifier::kFirst:
      return "first";
    case Quantifier::kLast:
      return "last";
    case Quantifier::kLowest:
      return "lowest";
    case Quantifier::kHighest:
      return "highest";
    case Quantifier::kClosest:
      return "closest";
  }
  return "?";
}

const char* FilterName(MentionFilter filter) {
  switch (filter) {
    case MentionFilter::kAffirmed:
      return "affirmed";
    case MentionFilter::kNegated:
      return "negated";
    case MentionFilter::kHistorical:
      return "historical";
    case MentionFilter::kFamily:
      return "family";
    case MentionFilter::kUncertain:
      return "uncertain";
    case MentionFilter::kHypothetical:
      return "hypothetical";
  }
  return "?";
}

std::string Dump(const Clause& clause) {
  switch (clause.kind) {
    case ClauseKind::kInNotes:
      return "in notes " + Joined(clause.names);
    case ClauseKind::kInCodes:
      return "in " + Joined(clause.names);
    case ClauseKind::kWindow:
      return Dump(clause.window);
    case ClauseKind::kWhere:
      return "where " + Dump(*clause.expr);
    case ClauseKind::kClosestTo:
      return "to " + Dump(*clause.expr);
    case ClauseKind::kAtFacility:
      return "at this facility";
    case ClauseKind::kDrawnWith:
      return "drawn with " + Joined(clause.names);
    case ClauseKind::kExceptDuring:
      return "except during " + Dump(*clause.expr);
    case ClauseKind::kExceptSource:
      return "except source of " + Joined(clause.names);
    case ClauseKind::kTies:
      return "ties prefer " + Joined(clause.names);
    case ClauseKind::kLasting:
      return std::string("lasting ") + Sign(clause.op) + " " + Dump(clause.quantity);
  }
  return "?";
}

}  // namespace

std::string Dump(const Quantity& quantity) {
  return quantity.number + (quantity.unit.empty() ? "" : " " + quantity.unit.text);
}

std::string Dump(const Window& window) {
  std::string amount = window.amount ? Dump(*window.amount) + " " : "";
  std::string a = window.a ? Dump(*window.a) : "";
  switch (window.kind) {
    case WindowKind::kBefore:
      return "before " + a;
    case WindowKind::kAfter:
      return "after " + a;
    case WindowKind::kWithinBefore:
      return "within " + amount + "before " + a;
    case WindowKind::kWithinAfter:
      return "within " + amount + "after " + a;
    case WindowKind::kWithinOf:
      return "within " + amount + "of " + a;
    case WindowKind::kFromTo:
      return "from " + a + " to " + Dump(*window.b);
    case WindowKind::kDuring:
      return "during " + a;
    case WindowKind::kOverlapping:
      return "overlapping " + a;
    case WindowKind::kInProgress:
      return "in progress at " + a;
    case WindowKind::kOn:
      return "on " + a;
    case WindowKind::kAt:
      return "at " + a;
  }
  return "?";
}

std::string Dump(const Query& query) {
  std::string text = std::string("(") + QuantifierName(query.quantifier);
  for (MentionFilter filter : query.mention_filters) text += std::string(" ") + FilterName(filter);
  if (query.mention) text += " mention-of";
  text += " <" + query.kind.text + ">";
  if (!query.alias.empty()) text += " as " + query.alias.text;
  for (const Clause& clause : query.clauses) text += " | " + Dump(clause);
  return text + ")";
}

std::string Dump(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kError:
      return "<error>";
    case ExprKind::kQuantity:
      return Dump(expr.quantity);
    case ExprKind::kString:
      return Quoted(expr.text);
    case ExprKind::kDate:
    case ExprKind::kTime:
    case ExprKind::kDateTime:
      return "@" + expr.text;
    case ExprKind::kName:
      return expr.name.text;
    case ExprKind::kMember:
      return "(." + Operands(expr) + " " + expr.name.text + ")";
    case ExprKind::kCall:
      return "(call " + expr.name.text + Operands(expr) + ")";
    case ExprKind::kNegate:
      return "(neg" + Operands(expr) + ")";
    case ExprKind::kNot:
      return "(not" + Operands(expr) + ")";
    case ExprKind::kBinary:
      return std::string("(") + Sign(expr.op) + Operands(expr) + ")";
    case ExprKind::kUnless:
      return "(unless" + Operands(expr) + ")";
    case ExprKind::kIsKnown:
      return std::string(expr.negated ? "(is-not-known" : "(is-known") + Operands(expr) + ")";
    case ExprKind::kIn:
      return std::string(expr.negated ? "(not-in " : "(in ") + Dump(*expr.operands[0]) + " {" +
             Operands(expr, 1) + " })";
    case ExprKind::kInName:
      return std::string(expr.negated ? "(not-in" : "(in") + Operands(expr) + " " + expr.name.text +
             ")";
    case ExprKind::kQuery:
      return Dump(*expr.query);
    case ExprKind::kAttributeOf:
      return "(" + expr.name.text + "-of " + Dump(*expr.query) + ")";
    case ExprKind::kSum:
      return "(sum" + Operands(expr) + " for " + Dump(*expr.query) + ")";
    case ExprKind::kTotal:
      return "(total " + expr.name.text + " " + Dump(*expr.query) + ")";
    case ExprKind::kAnyOf:
      return "(any-of" + Criteria(expr) + ")";
    case ExprKind::kAllOf:
      return "(all-of" + Criteria(expr) + ")";
    case ExprKind::kAtLeast:
      return "(at-least " + std::to_string(expr.number) + Criteria(expr) + ")";
    case ExprKind::kIf:
      return "(if" + Operands(expr) + ")";
    case ExprKind::kPossibly:
      return "(possibly" + Operands(expr) + ")";
    case ExprKind::kComplete:
      return "(complete <" + expr.name.text + ">)";
    case ExprKind::kEarliest:
      return "(earliest" + Operands(expr) + ")";
    case ExprKind::kLatest:
      return "(latest" + Operands(expr) + ")";
    case ExprKind::kDay:
      return "(day " + std::to_string(expr.number) + " after" + Operands(expr) + ")";
    case ExprKind::kNext:
      return "(next " + expr.name.text + ")";
    case ExprKind::kInWindow:
      return "(in-window" + Operands(expr) + " " + Dump(*expr.window) + ")";
  }
  return "?";
}

std::string Dump(const TextBlock& text) {
  std::string dumped = "text[";
  for (const TextSegment& segment : text.segments) {
    if (dumped.back() != '[') dumped += ' ';
    if (segment.hole == nullptr)
      dumped += Quoted(segment.text);
    else
      dumped += std::string("{") + (segment.reveal ? "reveal " : "") + Dump(*segment.hole) + "}";
  }
  return dumped + "]";
}

}  // namespace suture::ast
