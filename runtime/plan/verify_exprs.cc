#include <algorithm>

#include "runtime/base/status_macros.h"
#include "runtime/plan/names.h"
#include "runtime/plan/verify_parts.h"
#include "runtime/values/time.h"

namespace suture::plan::internal {
namespace {

// How many arguments an operation takes.
struct Arity {
  size_t low = 0, high = 0;
};
constexpr size_t kAnyNumber = 1 << 16;

Arity ArityOf(Op op) {
  switch (op) {
    case Op::kLiteral:
    case Op::kUnknown:
    case Op::kField:
    case Op::kVariable:
    case Op::kAttribute:
    case Op::kLabValue:
    case Op::kQuery:
    case Op::kNext:
      return {0, 0};
    case Op::kMember:
    case Op::kNot:
    case Op::kPossibly:
    case Op::kIsKnown:
    case Op::kInCodes:
    case Op::kStart:
    case Op::kEnd:
    case Op::kDayAfter:
    case Op::kInWindow:
      return {1, 1};
    case Op::kUnless:
      return {2, 2};
    case Op::kIf:
      return {3, 3};
    case Op::kIn:
      return {2, kAnyNumber};
    case Op::kAnd:
    case Op::kOr:
    case Op::kAtLeast:
    case Op::kAnyOf:
    case Op::kAllOf:
    case Op::kEarliest:
    case Op::kLatest:
      return {1, kAnyNumber};
    case Op::kBuiltin:
    case Op::kComplete:
    case Op::kText:
      return {0, kAnyNumber};
  }
  return {0, 0};
}

bool TakesTruths(Op op) {
  switch (op) {
    case Op::kAnd:
    case Op::kOr:
    case Op::kNot:
    case Op::kUnless:
    case Op::kAtLeast:
    case Op::kAnyOf:
    case Op::kAllOf:
    case Op::kPossibly:
      return true;
    default:
      return false;
  }
}

bool GivesTruth(Op op) {
  return TakesTruths(op) || op == Op::kIsKnown || op == Op::kIn || op == Op::kInCodes ||
         op == Op::kInWindow || op == Op::kComplete;
}

class ExprCheck {
 public:
  ExprCheck(const Plan& plan, const BuiltinCheck* builtin) : plan_(plan), builtin_(builtin) {}

  absl::Status Check(size_t index) {
    const Expr& expr = plan_.exprs[index];
    const Arity arity = ArityOf(expr.op);
    if (expr.args.size() < arity.low || expr.args.size() > arity.high) {
      return Wrong("it has {} arguments", expr.args.size());
    }
    for (const ExprId arg : expr.args) {
      if (!arg.valid()) return Wrong("an argument is missing");
      if (arg.index >= static_cast<int64_t>(index)) {
        return Wrong("the argument {} does not stand before it", arg.index);
      }
      if (TakesTruths(expr.op) && TypeOf(arg) != TypeKind::kTruth) {
        return Wrong("the argument {} is not a truth", arg.index);
      }
    }
    SUTURE_RETURN_IF_ERROR(VerifyType(plan_, expr.type));
    if (GivesTruth(expr.op) && expr.type.kind != TypeKind::kTruth) {
      return Wrong("its type is not a truth");
    }
    if (!expr.names.empty() && expr.names.size() != expr.args.size()) {
      return Wrong("it has {} names for {} arguments", expr.names.size(), expr.args.size());
    }
    if (!expr.together_amount.empty() && !IsAmount(expr.together_amount, expr.together_unit)) {
      return Wrong("\"{} {}\" is no length of time", expr.together_amount, expr.together_unit);
    }
    return CheckOperation(expr, index);
  }

 private:
  TypeKind TypeOf(ExprId id) const { return plan_.exprs[id.index].type.kind; }

  absl::Status CheckVariable(const Expr& expr) const {
    if (expr.variable >= 0 && expr.variable < plan_.variables) return absl::OkStatus();
    return Wrong("the row variable {} is not one of {}", expr.variable, plan_.variables);
  }

  absl::Status CheckOperation(const Expr& expr, size_t index) {
    switch (expr.op) {
      case Op::kLiteral:
        if (expr.literal < 0 || expr.literal >= static_cast<int64_t>(plan_.literals.size())) {
          return Wrong("the literal {} is not there", expr.literal);
        }
        return plan_.literals[expr.literal].type.kind == expr.type.kind
                   ? absl::OkStatus()
                   : Wrong("its type is not its literal's");
      case Op::kField:
        if (!expr.field.valid()) return Wrong("it names no field");
        return plan_.fields[expr.field.index].type.kind == expr.type.kind
                   ? absl::OkStatus()
                   : Wrong("its type is not the field's");
      case Op::kVariable:
      case Op::kAttribute:
      case Op::kNext:
        return CheckVariable(expr);  // The attribute needs the row's shape: VerifyScopes.
      case Op::kLabValue:
        if (!expr.lab.valid()) return Wrong("it names no lab");
        return CheckVariable(expr);
      case Op::kMember:
        return CheckMember(expr);
      case Op::kBuiltin:
        return CheckBuiltin(expr);
      case Op::kAtLeast:
        return expr.number >= 0 && expr.number <= static_cast<int64_t>(expr.args.size())
                   ? absl::OkStatus()
                   : Wrong("it asks for {} of {}", expr.number, expr.args.size());
      case Op::kIf:
        return TypeOf(expr.args[0]) == TypeKind::kTruth ? absl::OkStatus()
                                                        : Wrong("its condition is not a truth");
      case Op::kInCodes:
        if (!expr.code_set.valid()) return Wrong("it names no code set");
        return TypeOf(expr.args[0]) == TypeKind::kCodes ? absl::OkStatus()
                                                        : Wrong("its argument has no codes");
      case Op::kInWindow:
        return CheckInWindow(expr, index);
      case Op::kQuery:
        return CheckQuery(expr);
      case Op::kComplete:
        return CheckComplete(expr);
      case Op::kEarliest:
      case Op::kLatest:
        return CheckEarliest(expr);
      case Op::kStart:
      case Op::kEnd:
      case Op::kDayAfter:
        return CheckTime(expr.args[0]);
      default:
        return absl::OkStatus();
    }
  }

  absl::Status CheckTime(ExprId arg) const {
    return IsTimeLike(TypeOf(arg)) ? absl::OkStatus()
                                   : Wrong("the argument {} is no time", arg.index);
  }

  // Its arguments are what a negative rests on not having found, and the cover has to take in;
  // `false` where it speaks for none of that.
  absl::Status CheckComplete(const Expr& expr) {
    if (expr.cover.valid() == expr.prompt.valid())
      return Wrong("it needs either a cover or a prompt");
    for (const ExprId read : expr.args) {
      const Op op = plan_.exprs[read.index].op;
      if (op != Op::kQuery && op != Op::kLiteral)
        return Wrong("the argument {} is no query", read.index);
    }
    return absl::OkStatus();
  }

  absl::Status CheckInWindow(const Expr& expr, size_t index) const {
    if (!expr.window) return Wrong("it has no window");
    for (const ExprId anchor : {expr.window->a, expr.window->b}) {
      if (anchor.index >= static_cast<int64_t>(index)) {
        return Wrong("the anchor {} does not stand before it", anchor.index);
      }
    }
    SUTURE_RETURN_IF_ERROR(VerifyWindow(plan_, *expr.window));
    return CheckTime(expr.args[0]);
  }

  absl::Status CheckMember(const Expr& expr) const {
    const Type& row = plan_.exprs[expr.args[0].index].type;
    if (row.kind != TypeKind::kRow) return Wrong("its argument is no row");
    const size_t count = plan_.shapes[row.shape.index].attributes.size();
    return expr.attribute >= 0 && expr.attribute < static_cast<int64_t>(count)
               ? absl::OkStatus()
               : Wrong("the attribute {} is not there", expr.attribute);
  }

  absl::Status CheckBuiltin(const Expr& expr) {
    if (expr.builtin.empty()) return Wrong("it names no builtin");
    if (builtin_ == nullptr) return absl::OkStatus();
    argument_types_.clear();
    for (const ExprId arg : expr.args) argument_types_.push_back(&plan_.exprs[arg.index].type);
    const absl::Status status = (*builtin_)(expr.builtin, argument_types_, expr.type);
    return status.ok() ? status : Wrong("{}", std::string(status.message()));
  }

  absl::Status CheckQuery(const Expr& expr) const {
    if (!expr.query.valid()) return Wrong("it names no query");
    const Quantifier quantifier = plan_.queries[expr.query.index].quantifier;
    const bool is_truth = quantifier == Quantifier::kAny || quantifier == Quantifier::kNo ||
                          quantifier == Quantifier::kEvery;
    if (is_truth != (expr.type.kind == TypeKind::kTruth) && quantifier <= Quantifier::kCount) {
      return Wrong("its type is not what its query gives");
    }
    return absl::OkStatus();
  }

  absl::Status CheckEarliest(const Expr& expr) const {
    for (const ExprId arg : expr.args) SUTURE_RETURN_IF_ERROR(CheckTime(arg));
    for (const int32_t optional : expr.optional_args) {
      if (optional < 0 || optional >= static_cast<int64_t>(expr.args.size())) {
        return Wrong("the optional argument {} is not there", optional);
      }
    }
    return absl::OkStatus();
  }

  const Plan& plan_;
  const BuiltinCheck* builtin_;
  std::vector<const Type*> argument_types_;
};

absl::Status VerifyMentionFlags(const Plan& plan, const Query& query) {
  bool asks = false;
  for (const int8_t flag : {query.affirmed, query.negated, query.historical, query.family,
                            query.uncertain, query.hypothetical}) {
    if (flag < -1 || flag > 1) return Wrong("a filter of mentions is {}", flag);
    asks = asks || flag != 0;
  }
  if (asks && plan.collections[query.collection.index].kind != CollectionKind::kMentions) {
    return Wrong("a filter of mentions stands on something else");
  }
  return absl::OkStatus();
}

absl::Status VerifyQuery(const Plan& plan, const Query& query) {
  if (!query.collection.valid()) return Wrong("it has no collection");
  if (query.variable < -1 || query.variable >= plan.variables) {
    return Wrong("the row variable {} is not one of {}", query.variable, plan.variables);
  }
  if (query.drawn_with < -1 || query.drawn_with >= plan.variables) {
    return Wrong("`drawn with` names the row variable {}", query.drawn_with);
  }
  const bool looks_at_rows = query.where.valid() || query.yield.valid() || query.order_by.valid();
  if (looks_at_rows && query.variable < 0) return Wrong("it looks at rows without a variable");
  for (const CodeSetId set : query.codes) {
    if (!set.valid()) return Wrong("a code set is missing");
  }
  for (const DocumentId document : query.documents) {
    if (!document.valid()) return Wrong("a document type is missing");
  }
  for (const CoverId cover : query.covers) {
    if (!cover.valid()) return Wrong("a cover is missing");
  }
  if (query.lab.valid() && plan.labs[query.lab.index].collection != query.collection) {
    return Wrong("its lab is of another collection");
  }
  for (const Window& window : query.windows) SUTURE_RETURN_IF_ERROR(VerifyWindow(plan, window));
  if (query.where.valid()) SUTURE_RETURN_IF_ERROR(VerifyCondition(plan, query.where, "`where`"));
  if ((query.quantifier == Quantifier::kClosest) != query.closest_to.valid()) {
    return Wrong("`closest` and what it is closest to do not stand together");
  }
  if (query.at_most < 0) return Wrong("`at most` is negative");
  if (!query.lasting_op.empty()) {
    const bool known = query.lasting_op == "<" || query.lasting_op == "<=" ||
                       query.lasting_op == ">" || query.lasting_op == ">=";
    if (!known || !IsAmount(query.lasting_amount, query.lasting_unit)) {
      return Wrong("`lasting {} {} {}` cannot be read", query.lasting_op, query.lasting_amount,
                   query.lasting_unit);
    }
  }
  if (query.quantifier == Quantifier::kTotalTime && !values::ParseCalendarUnit(query.total_unit)) {
    return Wrong("\"{}\" is no unit of time", query.total_unit);
  }
  if (query.quantifier == Quantifier::kSum && !query.yield.valid()) {
    return Wrong("a sum says not of what");
  }
  return VerifyMentionFlags(plan, query);
}

}  // namespace

absl::Status VerifyWindow(const Plan& plan, const Window& window) {
  const bool needs_amount = window.kind == WindowKind::kWithinBefore ||
                            window.kind == WindowKind::kWithinAfter ||
                            window.kind == WindowKind::kWithinOf;
  if (needs_amount && !IsAmount(window.amount, window.amount_unit)) {
    return Wrong("\"{} {}\" is no length of time", window.amount, window.amount_unit);
  }
  if (!window.a.valid()) return Wrong("a window has no anchor");
  if (window.kind == WindowKind::kFromTo && !window.b.valid()) return Wrong("a window has no end");
  for (const ExprId anchor : {window.a, window.b}) {
    if (anchor.valid() && !IsTimeLike(plan.exprs[anchor.index].type.kind)) {
      return Wrong("the anchor of a window is no time");
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyExprs(const Plan& plan, const BuiltinCheck* builtin) {
  ExprCheck check(plan, builtin);
  for (size_t i = 0; i < plan.exprs.size(); ++i) {
    if (absl::Status status = check.Check(i); !status.ok()) {
      return Wrong("exprs[{}] ({}): {}", i, Name(plan.exprs[i].op), std::string(status.message()));
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyQueries(const Plan& plan) {
  for (size_t i = 0; i < plan.queries.size(); ++i) {
    if (absl::Status status = VerifyQuery(plan, plan.queries[i]); !status.ok()) {
      return Wrong("queries[{}] ({}): {}", i, Name(plan.queries[i].quantifier),
                   std::string(status.message()));
    }
  }
  for (size_t i = 0; i < plan.covers.size(); ++i) {
    const Cover& cover = plan.covers[i];
    const auto under = [&](const absl::Status& status) {
      return status.ok()
                 ? status
                 : Wrong("covers[{}] ({}): {}", i, cover.name, std::string(status.message()));
    };
    if (cover.window) SUTURE_RETURN_IF_ERROR(under(VerifyWindow(plan, *cover.window)));
    if (cover.when.valid()) {
      SUTURE_RETURN_IF_ERROR(under(VerifyCondition(plan, cover.when, "`when`")));
    }
    for (const CollectionId collection : cover.collections) {
      if (!collection.valid()) return under(Wrong("a collection is missing"));
    }
  }
  return absl::OkStatus();
}

}  // namespace suture::plan::internal
