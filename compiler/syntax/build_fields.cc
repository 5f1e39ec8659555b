#include "compiler/syntax/build.h"

namespace suture::syntax {

using ast::StepKind;

namespace {

constexpr std::initializer_list<size_t> kOnceInField = {
    SutureParser::DEFINE_,      SutureParser::APPLIES_, SutureParser::RESOLVE_,
    SutureParser::EFFECTIVE_,   SutureParser::WAS_,     SutureParser::PHASE_,
    SutureParser::INSTRUCTIONS_};

ast::Resolve ResolveOf(size_t word) {
  switch (word) {
    case SutureParser::AGREE_:
      return ast::Resolve::kAgree;
    case SutureParser::HIGHEST_:
      return ast::Resolve::kHighest;
    case SutureParser::LOWEST_:
      return ast::Resolve::kLowest;
    case SutureParser::COLLECT_:
      return ast::Resolve::kCollect;
    default:
      return ast::Resolve::kFirst;
  }
}

}  // namespace

ast::DeclarationNode Builder::FieldOf(P::FieldDeclContext* context) {
  ast::Field field;
  field.name = NameOf(context->name());
  field.label = StringOf(context->label);
  if (context->ID_() != nullptr) {
    const antlr4::Token* id = context->NUMBER() != nullptr ? context->NUMBER()->getSymbol()
                                                           : context->STRING().back()->getSymbol();
    field.id = context->NUMBER() != nullptr ? NameOf(id).text : StringOf(id);
    field.id_span = SpanOf(id);
  }
  field.type = TypeOf(context->type());
  if (context->range() != nullptr) field.range = RangeOf(context->range());
  if (context->phaseRef() != nullptr) field.phase = NameOf(context->phaseRef()->name());
  std::map<size_t, base::Span> seen;
  for (P::FieldItemContext* item : context->fieldItem()) {
    SayOnce(item, kOnceInField, seen);
    FieldItemOf(item, field);
  }
  return field;
}

ast::DeclarationNode Builder::FindingOf(P::FindingDeclContext* context) {
  ast::Field field;
  field.is_finding = true;
  field.name = NameOf(context->name());
  field.type = TypeOf(context->type());
  if (context->range() != nullptr) field.range = RangeOf(context->range());
  std::map<size_t, base::Span> seen;
  for (P::FieldItemContext* item : context->fieldItem()) {
    SayOnce(item, kOnceInField, seen);
    FieldItemOf(item, field);
  }
  return field;
}

void Builder::FieldItemOf(P::FieldItemContext* context, ast::Field& field) {
  ast::Step step;
  if (StepOf(context, step)) {
    step.span = SpanOf(context);
    field.steps.push_back(std::move(step));
  } else if (auto* definition = As<P::ItemDefinitionContext>(context)) {
    field.definition = TextBlockOf(definition->textBlock());
  } else if (auto* applies = As<P::ItemAppliesContext>(context)) {
    field.applies_when = ExprOf(applies->expr());
  } else if (auto* resolve = As<P::ItemResolveContext>(context)) {
    field.resolve = ResolveOf(resolve->how->getType());
    field.resolve_span = SpanOf(context);
  } else if (auto* effective = As<P::ItemEffectiveContext>(context)) {
    field.effective = EffectiveOf(effective->effective());
  } else if (auto* was = As<P::ItemWasContext>(context)) {
    field.was = StringOf(was->STRING());
  } else if (auto* phase = As<P::ItemPhaseContext>(context)) {
    field.phase = NameOf(phase->phaseRef()->name());
  } else if (auto* tick = As<P::ItemTickContext>(context)) {
    std::string id = tick->tickId()->STRING() != nullptr ? StringOf(tick->tickId()->STRING())
                                                         : NameOf(tick->tickId()).text;
    field.ticks.push_back(
        {std::move(id), StringOf(tick->label), AbsenceOf(tick->absenceReason()), SpanOf(context)});
  } else if (auto* absent = As<P::ItemAbsentContext>(context)) {
    for (ast::AbsenceMapping& mapping : AbsentOf(absent->absentDecl())) {
      field.absent.push_back(std::move(mapping));
    }
  } else if (auto* let = As<P::ItemLetContext>(context)) {
    field.lets.push_back(LetOf(let->letDecl()));
  } else if (auto* instructions = As<P::ItemInstructionsContext>(context)) {
    field.instructions = TextBlockOf(instructions->instructionsDecl()->textBlock());
  } else if (auto* assign = As<P::ItemAssignContext>(context)) {
    field.assigns.push_back(AssignOf(assign->assignDecl()));
  }
}

bool Builder::StepOf(P::FieldItemContext* context, ast::Step& step) {
  auto because = [&](P::BecauseContext* of) {
    if (of != nullptr) step.because = StringOf(of->STRING());
  };
  auto effective = [&](P::EffectiveContext* of) {
    if (of != nullptr) step.effective = EffectiveOf(of);
  };
  if (auto* rule = As<P::StepRuleContext>(context)) {
    step.kind = StepKind::kRule;
    step.name = NameOf(rule->stepName);
    step.answer = AnswerOf(rule->answer());
    step.when = ExprOf(rule->expr());
    because(rule->because());
    effective(rule->effective());
    return true;
  }
  if (auto* hint = As<P::StepHintContext>(context)) {
    step.kind = StepKind::kHint;
    step.name = NameOf(hint->stepName);
    step.answer = AnswerOf(hint->answer());
    step.when = ExprOf(hint->expr());
    because(hint->because());
    effective(hint->effective());
    return true;
  }
  if (auto* table = As<P::StepTableContext>(context)) {
    step.kind = StepKind::kTable;
    step.name = NameOf(table->stepName);
    step.table = TableOf(table);
    because(table->because());
    effective(table->effective());
    return true;
  }
  if (auto* take = As<P::StepTakeContext>(context)) {
    step.kind = StepKind::kTake;
    if (take->stepName != nullptr) step.name = NameOf(take->stepName);
    step.reveal = take->REVEAL_() != nullptr;
    step.answer.value = ExprOf(take->expr());
    step.answer.span = step.answer.value->span;
    because(take->because());
    effective(take->effective());
    return true;
  }
  if (auto* ask = As<P::StepAskContext>(context)) {
    step.kind = StepKind::kAsk;
    step.name = NameOf(ask->stepName);
    step.prompt = std::make_unique<ast::Prompt>(PromptOf(ask->usingRoles(), ask->askBody()));
    effective(ask->effective());
    return true;
  }
  if (auto* otherwise = As<P::StepOtherwiseContext>(context)) {
    step.kind = StepKind::kOtherwise;
    step.answer = AnswerOf(otherwise->answer());
    if (otherwise->expr() != nullptr) step.when = ExprOf(otherwise->expr());
    step.even_if_unsettled = otherwise->EVEN_() != nullptr;
    because(otherwise->because());
    effective(otherwise->effective());
    return true;
  }
  return false;
}

ast::Answer Builder::AnswerOf(P::AnswerContext* context) {
  ast::Answer answer;
  answer.span = SpanOf(context);
  if (context->REVIEW_() != nullptr) {
    answer.kind = ast::AnswerKind::kReview;
  } else if (context->ABSENT_() != nullptr) {
    answer.kind = ast::AnswerKind::kAbsent;
    answer.absence = AbsenceOf(context->absenceReason());
  } else {
    answer.value = ExprOf(context->expr());
  }
  return answer;
}

ast::Assign Builder::AssignOf(P::AssignDeclContext* context) {
  ast::Assign assign;
  assign.positive = context->NOT_() == nullptr;
  assign.text = StringOf(context->STRING());
  if (context->answer() != nullptr) assign.answer = AnswerOf(context->answer());
  if (context->because() != nullptr) assign.because = StringOf(context->because()->STRING());
  assign.as_example = context->EXAMPLE_() != nullptr;
  assign.span = SpanOf(context);
  return assign;
}

}  // namespace suture::syntax
