// Decision tables and the bodies of prompts.
#include <algorithm>
#include <map>

#include "compiler/syntax/build.h"

namespace suture::syntax {

namespace {

constexpr int kMostPromptTokens = 10'000'000;
constexpr int kMostSamples = 100;

ast::HitPolicy PolicyOf(SutureParser::HitPolicyContext* context) {
  switch (context->start->getType()) {
    case SutureParser::UNIQUE_:
      return ast::HitPolicy::kUnique;
    case SutureParser::ANY_:
      return ast::HitPolicy::kAny;
    case SutureParser::COLLECT_:
      return ast::HitPolicy::kCollect;
    case SutureParser::PRIORITY_:
      return ast::HitPolicy::kPriority;
    default:
      return ast::HitPolicy::kFirst;
  }
}

ast::MergeHow MergeHowOf(size_t word) {
  switch (word) {
    case SutureParser::HIGHEST_:
      return ast::MergeHow::kHighest;
    case SutureParser::LOWEST_:
      return ast::MergeHow::kLowest;
    case SutureParser::EARLIEST_:
      return ast::MergeHow::kEarliest;
    case SutureParser::LATEST_:
      return ast::MergeHow::kLatest;
    default:
      return ast::MergeHow::kAll;
  }
}

std::optional<ast::BinaryOp> TestOperatorOf(const antlr4::Token* op) {
  if (op == nullptr) return std::nullopt;
  switch (op->getType()) {
    case SutureParser::NE:
      return ast::BinaryOp::kNe;
    case SutureParser::LT:
      return ast::BinaryOp::kLt;
    case SutureParser::LE:
      return ast::BinaryOp::kLe;
    case SutureParser::GT:
      return ast::BinaryOp::kGt;
    case SutureParser::GE:
      return ast::BinaryOp::kGe;
    default:
      return ast::BinaryOp::kEq;
  }
}

}  // namespace

std::unique_ptr<ast::Table> Builder::TableOf(P::StepTableContext* context) {
  auto table = std::make_unique<ast::Table>();
  table->policy = PolicyOf(context->hitPolicy());
  table->inputs = NamesOf(context->tableHeader()->name());
  table->output = std::move(table->inputs.back());
  table->inputs.pop_back();
  for (P::TableRowContext* row : context->tableRow()) table->rows.push_back(TableRowOf(row));
  if (P::TableWhereContext* where = context->tableWhere()) {
    for (P::TableInputContext* input : where->tableInput()) {
      table->where.push_back({NameOf(input->name()), ExprOf(input->expr())});
    }
  }
  return table;
}

ast::TableRow Builder::TableRowOf(P::TableRowContext* context) {
  ast::TableRow row;
  row.span = SpanOf(context);
  for (P::CellContext* cell : context->cell()) {
    ast::Cell made;
    made.span = SpanOf(cell);
    made.any = cell->MINUS() != nullptr;
    for (P::CellTestContext* test : cell->cellTest()) made.tests.push_back(CellTestOf(test));
    row.cells.push_back(std::move(made));
  }
  row.answer = RowAnswerOf(context->rowAnswer());
  return row;
}

ast::CellTest Builder::CellTestOf(P::CellTestContext* context) const {
  auto value = [&](P::CellValueContext* of) {
    return of->signedLiteral() != nullptr ? LiteralOf(of->signedLiteral()) : NameExprOf(NameOf(of));
  };
  ast::CellTest test;
  test.span = SpanOf(context);
  test.unknown = context->UNKNOWN_() != nullptr;
  if (test.unknown) return test;
  test.op = TestOperatorOf(context->op);
  test.low = value(context->low);
  if (context->high != nullptr) test.high = value(context->high);
  return test;
}

ast::Answer Builder::RowAnswerOf(P::RowAnswerContext* context) {
  ast::Answer answer;
  answer.span = SpanOf(context);
  if (context->REVIEW_() != nullptr) {
    answer.kind = ast::AnswerKind::kReview;
  } else if (context->ABSENT_() != nullptr) {
    answer.kind = ast::AnswerKind::kAbsent;
    answer.absence = AbsenceOf(context->absenceReason());
  } else if (context->expr() != nullptr) {
    answer.value = ExprOf(context->expr());
    answer.value->parenthesized = true;
  } else if (context->NUMBER() != nullptr) {
    answer.value = NewExpr(ast::ExprKind::kQuantity, answer.span);
    answer.value->quantity.number = TextAt(answer.span);
    answer.value->quantity.span = answer.span;
  } else if (context->STRING() != nullptr) {
    answer.value = NewExpr(ast::ExprKind::kString, answer.span);
    answer.value->text = StringOf(context->STRING());
  } else if (context->DATE_LIT() != nullptr) {
    answer.value = NewExpr(ast::ExprKind::kDate, answer.span);
    answer.value->text = TextAt(answer.span);
  } else {
    answer.value = NameExprOf(NameOf(context));
  }
  return answer;
}

ast::Prompt Builder::PromptOf(P::UsingRolesContext* roles, P::AskBodyContext* body) {
  ast::Prompt prompt;
  prompt.span = SpanOf(body);
  if (roles != nullptr) prompt.roles = RolesOf(roles);
  std::map<size_t, base::Span> seen, seen_exact;  // `cite exact` and `cite reason` go together.
  for (P::AskItemContext* item : body->askItem()) {
    auto* cite = As<P::AskCiteContext>(item);
    const bool exact = cite != nullptr && cite->EXACT_() != nullptr;
    SayOnce(item, {P::AT_, P::REASON_, P::SAMPLES_, P::ACCEPT_, P::CITE_, P::CHECK_, P::SAME_},
            exact ? seen_exact : seen);
    AskItemOf(item, prompt);
  }
  return prompt;
}

// One role asked twice would be held against its own answer, and would agree.
std::vector<ast::Name> Builder::RolesOf(P::UsingRolesContext* context) {
  std::vector<ast::Name> roles;
  for (ast::Name& role : NamesOf(context->name())) {
    const bool is_new = std::none_of(roles.begin(), roles.end(), [&](const ast::Name& other) {
      return other.text == role.text;
    });
    if (is_new) {
      roles.push_back(std::move(role));
    } else {
      emitter_.Emit(diag::kSaidTwice, role.span, role.text)
          .Help("Name another role, one with a model of its own, whose answer it must agree with.");
    }
  }
  return roles;
}

void Builder::AskItemOf(P::AskItemContext* context, ast::Prompt& prompt) {
  if (auto* text = As<P::AskTextContext>(context)) {
    prompt.texts.push_back(TextBlockOf(text->textBlock()));
  } else if (auto* read = As<P::AskReadContext>(context)) {
    prompt.reads.push_back(ReadScopeOf(read->readScope()));
  } else if (auto* cues = As<P::AskCuesContext>(context)) {
    for (std::string& cue : StringsOf(cues->STRING())) prompt.cues.push_back(std::move(cue));
  } else if (auto* tokens = As<P::AskTokensContext>(context)) {
    prompt.max_tokens = NumberOf(tokens->NUMBER(), kMostPromptTokens);
  } else if (As<P::AskReasonFirstContext>(context) != nullptr) {
    prompt.reason_first = true;
  } else if (auto* example = As<P::AskExampleContext>(context)) {
    ast::PromptExample made;
    made.span = SpanOf(context);
    made.text = StringOf(example->STRING());
    made.answer = AnswerOf(example->answer());
    if (example->because() != nullptr) made.because = StringOf(example->because()->STRING());
    prompt.examples.push_back(std::move(made));
  } else if (auto* samples = As<P::AskSamplesContext>(context)) {
    prompt.samples = std::max(1, NumberOf(samples->count, kMostSamples));
    if (samples->agree != nullptr) prompt.agree = NumberOf(samples->agree, kMostSamples);
  } else if (auto* accept = As<P::AskAcceptContext>(context)) {
    prompt.accept_confidence = NameOf(accept->NUMBER()).text;
  } else if (auto* cite = As<P::AskCiteContext>(context)) {
    (cite->EXACT_() != nullptr ? prompt.cite_exact : prompt.cite_reason) = true;
  } else if (auto* against = As<P::AskCheckAgainstContext>(context)) {
    prompt.check_against = NameOf(against->stepWord());
  } else if (auto* same = As<P::ExtractSameContext>(context)) {
    prompt.same_keys = NamesOf(same->attributeName());
    if (same->quantity() != nullptr) prompt.same_within = QuantityOf(same->quantity());
  } else if (auto* merge = As<P::ExtractMergeContext>(context)) {
    for (P::MergeContext* one : merge->merge()) {
      prompt.merges.push_back({NameOf(one->attributeName()), MergeHowOf(one->how->getType())});
    }
  }
}

ast::ReadScope Builder::ReadScopeOf(P::ReadScopeContext* context) {
  ast::ReadScope scope;
  scope.span = SpanOf(context);
  scope.documents = NamesOf(context->documents);
  scope.by = NamesOf(context->by);
  scope.sections = StringsOf(context->STRING());
  if (context->written != nullptr) scope.written = WindowOf(context->written);
  if (context->trueWhen != nullptr) scope.true_when = WindowOf(context->trueWhen);
  return scope;
}

}  // namespace suture::syntax
