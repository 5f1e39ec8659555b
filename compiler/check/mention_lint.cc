// Mentions of any kind where what is found decides: a phrase that a note denies would count as one
// that it affirms. Where finding less would be the bolder reading, as in an `unless`, any kind is
// what is meant.
#include <set>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"
#include "compiler/check/builtins.h"

namespace suture::check {
namespace {

using plan::ExprId;
using plan::Op;
using plan::QueryId;

class MentionLint {
 public:
  MentionLint(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), emitter_(emitter) {}

  void Run() {
    if (module_.bare_mentions.empty()) return;
    for (size_t f = 0; f < plan_.fields.size(); ++f) {
      if (!module_.fields[f].whole) continue;
      diag::Emitter::Context context(emitter_, WhileChecking(module_, {static_cast<int32_t>(f)}));
      Field(plan_.fields[f]);
    }
    for (const plan::Group& group : plan_.groups) Query(group.over, true);
    for (const plan::Check& check : plan_.checks) Expr(check.when, true);
  }

 private:
  void Field(const plan::Field& field) {
    Expr(field.applies_when, true);
    for (const plan::Step& step : field.steps) {
      Expr(step.when, true);
      Expr(step.value, true);
      if (!step.table.valid()) continue;
      for (const plan::TableRow& row : plan_.tables[step.table.index].rows) {
        Expr(row.condition, true);
        Expr(row.value, true);
      }
    }
  }

  // `counts`: that something is found speaks for the answer, not against it.
  void Expr(ExprId id, bool counts) {
    if (!id.valid() || !exprs_.insert({id.index, counts}).second) return;
    const plan::Expr& expr = plan_.exprs[id.index];
    for (size_t i = 0; i < expr.args.size(); ++i) {
      const bool against =
          expr.op == Op::kNot || (expr.op == Op::kUnless && i == 1) || IsUpperBound(expr);
      Expr(expr.args[i], counts != against);
    }
    Query(expr.query, counts);
  }

  // `count of … = 0`, `count of … < 2`.
  bool IsUpperBound(const plan::Expr& expr) const {
    if (expr.op != Op::kBuiltin || expr.args.size() != 2 || !expr.args[1].valid()) return false;
    const plan::Expr& limit = plan_.exprs[expr.args[1].index];
    if (limit.op != Op::kLiteral) return false;
    const auto is = [&](ast::BinaryOp op) { return expr.builtin == BuiltinOf(op); };
    return is(ast::BinaryOp::kLt) || is(ast::BinaryOp::kLe) ||
           (is(ast::BinaryOp::kEq) && plan_.literals[limit.literal].text == "0");
  }

  void Query(QueryId id, bool counts) {
    if (!id.valid()) return;
    const plan::Query& query = plan_.queries[id.index];
    const bool found_counts = counts != (query.quantifier == plan::Quantifier::kNo);
    if (auto bare = module_.bare_mentions.find(id.index);
        bare != module_.bare_mentions.end() && found_counts) {
      if (!SaysWhich(query.where, query) && reported_.insert(id.index).second)
        Report(query, bare->second);
    }
    for (ExprId part : {query.where, query.yield, query.order_by}) Expr(part, found_counts);
  }

  // `where m.affirmed or m.historical`: the author says which kinds count.
  bool SaysWhich(ExprId id, const plan::Query& query) const {
    if (!id.valid()) return false;
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.op == Op::kAttribute && expr.variable == query.variable) {
      const plan::Shape& shape =
          plan_.shapes[plan_.collections[query.collection.index].shape.index];
      return shape.attributes[expr.attribute].type.kind == plan::TypeKind::kTruth;
    }
    return absl::c_any_of(expr.args, [&](ExprId arg) { return SaysWhich(arg, query); });
  }

  void Report(const plan::Query& query, base::Span word) {
    const std::string& phrases = plan_.collections[query.collection.index].name;
    emitter_.Emit(diag::kBareMention, word, phrases)
        .Help(
            absl::StrCat("Write `affirmed mention of ", phrases,
                         "`, or say which kinds count, as in `where m.affirmed or m.historical`."))
        .Edit({word.file, word.begin, word.begin}, "affirmed ", /*safe=*/false);
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
  std::set<std::pair<int32_t, bool>> exprs_;
  std::set<int32_t> reported_;
};

}  // namespace

void CheckMentions(const typed::Module& module, diag::Emitter& emitter) {
  MentionLint(module, emitter).Run();
}

}  // namespace suture::check
