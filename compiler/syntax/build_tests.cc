#include "compiler/syntax/build.h"

namespace suture::syntax {

ast::DeclarationNode Builder::TestOf(P::TestDeclContext* context) {
  ast::Test test;
  test.title = StringOf(context->title);
  test.title_span = SpanOf(context->title);
  test.targets = NamesOf(context->nameList());
  for (P::TestItemContext* item : context->testItem()) TestItemOf(item, test);
  return test;
}

void Builder::TestItemOf(P::TestItemContext* context, ast::Test& test) {
  base::Span span = SpanOf(context);
  if (auto* file = As<P::GivenFileContext>(context)) {
    test.items.emplace_back(ast::GivenFile{StringOf(file->STRING()), span});
  } else if (auto* note = As<P::GivenNoteContext>(context)) {
    ast::GivenNote made;
    made.span = span;
    made.document = NameOf(note->name(0));
    if (note->by != nullptr) made.by = NameOf(note->by);
    made.at = MomentOf(note->moment());
    made.text = TextBlockOf(note->textBlock());
    test.items.emplace_back(std::move(made));
  } else if (auto* entries = As<P::GivenEntriesContext>(context)) {
    for (P::GivenWhatContext* what : entries->givenWhat()) test.items.emplace_back(GivenOf(what));
  } else if (auto* answer = As<P::TestAnswerContext>(context)) {
    test.items.emplace_back(TestAnswerOf(answer));
  } else if (auto* expect = As<P::TestExpectContext>(context)) {
    test.items.emplace_back(ExpectOf(expect));
  } else if (auto* check = As<P::TestExpectCheckContext>(context)) {
    ast::Expect made;
    made.kind = ast::Expect::Kind::kCheck;
    made.reason = StringOf(check->STRING());
    made.span = span;
    test.items.emplace_back(std::move(made));
  } else if (auto* no_check = As<P::TestExpectNoCheckContext>(context)) {
    ast::Expect made;
    made.kind = ast::Expect::Kind::kNoCheck;
    if (no_check->STRING() != nullptr) made.reason = StringOf(no_check->STRING());
    made.span = span;
    test.items.emplace_back(std::move(made));
  } else if (auto* vary_note = As<P::TestVaryNoteContext>(context)) {
    ast::Vary vary;
    vary.span = span;
    if (vary_note->variation() != nullptr)
      vary.kind = NamesOf(vary_note->variation()->variationWord());
    vary.from_span = SpanOf(vary_note->STRING(0));
    vary.to = StringsOf(vary_note->STRING());
    vary.from = std::move(vary.to.front());
    vary.to.erase(vary.to.begin());
    test.items.emplace_back(std::move(vary));
  } else if (auto* vary_by = As<P::TestVaryByContext>(context)) {
    ast::Vary vary;
    vary.span = span;
    for (P::VariationContext* variation : vary_by->variation()) {
      vary.perturbations.push_back(NamesOf(variation->variationWord()));
    }
    if (vary_by->STRING() != nullptr) {
      vary.from = StringOf(vary_by->STRING());
      vary.from_span = SpanOf(vary_by->STRING());
    }
    test.items.emplace_back(std::move(vary));
  }
}

ast::GivenEntry Builder::GivenOf(P::GivenWhatContext* context) {
  ast::GivenEntry entry;
  entry.span = SpanOf(context);
  GivenSubjectOf(context->givenSubject(), entry);
  if (context->rowLiteral() != nullptr) entry.cells = RowLiteralOf(context->rowLiteral());
  if (P::GivenWhenContext* when = context->givenWhen()) {
    entry.is_period = when->FROM_() != nullptr;
    entry.from = MomentOf(when->moment(0));
    if (when->TO_() != nullptr) entry.to = MomentOf(when->moment(1));
  }
  return entry;
}

void Builder::GivenSubjectOf(P::GivenSubjectContext* context, ast::GivenEntry& entry) {
  auto two_words = [&](P::FirstWordContext* first, P::SecondWordContext* second) {
    base::Span span = base::Join(SpanOf(first), SpanOf(second));
    entry.what = {NameOf(first).text + " " + NameOf(second).text, span};
  };
  if (auto* two_code = As<P::GivenTwoWordsCodeContext>(context)) {
    two_words(two_code->firstWord(), two_code->secondWord());
    entry.code_system = NameOf(two_code->system);
    entry.code = NameOf(two_code->code()).text;
  } else if (auto* one_code = As<P::GivenOneWordCodeContext>(context)) {
    entry.what = NameOf(one_code->name());
    entry.code_system = NameOf(one_code->system);
    entry.code = NameOf(one_code->code()).text;
  } else if (auto* in_codes = As<P::GivenInCodesContext>(context)) {
    entry.what = JoinedNameOf(in_codes->kindName());
    entry.in_codes = NameOf(in_codes->name());
  } else if (auto* two_value = As<P::GivenTwoWordsValueContext>(context)) {
    two_words(two_value->firstWord(), two_value->secondWord());
    entry.value = LiteralOf(two_value->signedLiteral());
  } else if (auto* two_quantity = As<P::GivenTwoWordsQuantityContext>(context)) {
    two_words(two_quantity->firstWord(), two_quantity->secondWord());
    base::Span span = base::Join(SpanOf(two_quantity->NUMBER()), SpanOf(two_quantity->unit()));
    entry.value = NewExpr(ast::ExprKind::kQuantity, span);
    entry.value->quantity = {NameOf(two_quantity->NUMBER()).text, NameOf(two_quantity->unit()),
                             span};
  } else if (auto* value = As<P::GivenValueContext>(context)) {
    entry.what = NameOf(value->name());
    entry.value = LiteralOf(value->signedLiteral());
  } else if (auto* member = As<P::GivenMemberContext>(context)) {
    entry.what = NameOf(member->what);
    entry.value = NameExprOf(NameOf(member->member));
  } else if (auto* bare = As<P::GivenBareContext>(context)) {
    entry.what = JoinedNameOf(bare->kindName());
  }
}

ast::RowLiteral Builder::RowLiteralOf(P::RowLiteralContext* context) {
  ast::RowLiteral row;
  row.span = SpanOf(context);
  for (P::RowCellContext* cell : context->rowCell()) {
    ast::RowCellLiteral made;
    made.span = SpanOf(cell);
    made.name = NameOf(cell->attributeName());
    if (cell->expr() != nullptr) {
      made.value = ExprOf(cell->expr());
    } else {
      made.code_system = NameOf(cell->system);
      made.code = NameOf(cell->code()).text;
    }
    row.cells.push_back(std::move(made));
  }
  return row;
}

ast::TestAnswer Builder::TestAnswerOf(P::TestAnswerContext* context) {
  ast::TestAnswer answer;
  answer.span = SpanOf(context);
  answer.ask = JoinedNameOf(context->askName());
  if (auto* value = As<P::AnsweredValueContext>(context->answered())) {
    answer.answer = AnswerOf(value->answer());
  } else if (auto* rows = As<P::AnsweredRowsContext>(context->answered())) {
    for (P::RowLiteralContext* row : rows->rowLiteral()) answer.rows.push_back(RowLiteralOf(row));
  } else if (auto* members = As<P::AnsweredMembersContext>(context->answered())) {
    answer.members = NamesOf(members->members()->nameList());
  } else if (As<P::AnsweredNotFoundContext>(context->answered()) != nullptr) {
    answer.not_found = true;
  } else {
    answer.no_rows = true;
  }
  answer.citing = StringsOf(context->STRING());
  return answer;
}

ast::Expect Builder::ExpectOf(P::TestExpectContext* context) {
  using Kind = ast::Expect::Kind;
  ast::Expect expect;
  expect.span = SpanOf(context);
  expect.field = JoinedNameOf(context->qualifiedName());
  if (P::ExpectedRowContext* row = context->expectedRow()) {
    expect.row_of = NameOf(row->name());
    if (row->NUMBER() != nullptr) expect.row = NumberOf(row->NUMBER(), kMostRows);
  }
  P::ExpectationContext* what = context->expectation();
  if (auto* members = As<P::ExpectMembersContext>(what)) {
    expect.members = NamesOf(members->members()->nameList());
    if (members->stepWord() != nullptr) expect.by = NameOf(members->stepWord());
  } else if (auto* value = As<P::ExpectValueContext>(what)) {
    expect.value = ExprOf(value->expr());
    if (value->stepWord() != nullptr) expect.by = NameOf(value->stepWord());
  } else if (auto* absent = As<P::ExpectAbsentContext>(what)) {
    expect.kind = Kind::kAbsent;
    expect.reason = AbsenceOf(absent->absenceReason());
    if (absent->stepWord() != nullptr) expect.by = NameOf(absent->stepWord());
  } else if (As<P::ExpectNotApplicableContext>(what) != nullptr) {
    expect.kind = Kind::kNotApplicable;
  } else if (auto* review = As<P::ExpectReviewContext>(what)) {
    expect.kind = Kind::kReview;
    if (P::ReviewReasonContext* reason = review->reviewReason()) {
      expect.reason =
          reason->STRING() != nullptr ? StringOf(reason->STRING()) : NameOf(reason).text;
    }
  } else if (auto* rows = As<P::ExpectRowsContext>(what)) {
    expect.kind = Kind::kRows;
    expect.rows = NumberOf(rows->NUMBER(), kMostRows, 0);
  } else if (auto* moved = As<P::ExpectMovedContext>(what)) {
    expect.kind = moved->HIGHER_() != nullptr ? Kind::kHigher : Kind::kLower;
  }
  return expect;
}

}  // namespace suture::syntax
