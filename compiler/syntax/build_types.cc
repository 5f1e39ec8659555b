#include "compiler/syntax/build.h"

namespace suture::syntax {

using ast::TypeKind;

void Builder::RoundingOf(P::RoundingContext* context, ast::Rounding& how, std::string& to) const {
  if (context == nullptr) return;
  how = context->TRUNCATE_() != nullptr ? ast::Rounding::kTruncate : ast::Rounding::kRound;
  to = NameOf(context->NUMBER()).text;
}

ast::TypePtr Builder::TypeOf(P::TypeContext* context) {
  auto type = std::make_unique<ast::Type>();
  type->span = SpanOf(context);
  type->optional = context->QUESTION() != nullptr;
  P::BaseTypeContext* base = context->baseType();
  if (auto* choice = As<P::TypeInlineChoiceContext>(base)) {
    type->kind = TypeKind::kInlineChoice;
    type->choice =
        std::make_unique<ast::ChoiceBody>(ChoiceBodyOf(choice->orderedBy(), choice->choiceEntry()));
    type->choice->span = type->span;
  } else if (auto* number = As<P::TypeNumberContext>(base)) {
    type->kind = number->INTEGER_() != nullptr ? TypeKind::kInteger : TypeKind::kDecimal;
    if (number->unit() != nullptr) type->unit = NameOf(number->unit());
    RoundingOf(number->rounding(), type->rounding, type->rounding_to);
  } else if (auto* duration = As<P::TypeDurationContext>(base)) {
    type->kind = TypeKind::kDuration;
    if (duration->unit() != nullptr) type->unit = NameOf(duration->unit());
  } else if (auto* simple = As<P::TypeSimpleContext>(base)) {
    type->kind = simple->DATE_() != nullptr       ? TypeKind::kDate
                 : simple->TIME_() != nullptr     ? TypeKind::kTime
                 : simple->DATETIME_() != nullptr ? TypeKind::kDateTime
                 : simple->PERIOD_() != nullptr   ? TypeKind::kPeriod
                                                  : TypeKind::kTruth;
  } else if (auto* text = As<P::TypeTextContext>(base)) {
    constexpr int kMostCharacters = 1'000'000;
    type->kind = TypeKind::kText;
    type->text_limit = NumberOf(text->NUMBER(), kMostCharacters);
  } else if (As<P::TypeCodesContext>(base) != nullptr) {
    type->kind = TypeKind::kCodes;
  } else if (auto* set = As<P::TypeSetContext>(base)) {
    type->kind = TypeKind::kSet;
    type->name = NameOf(set->name());
  } else if (auto* list = As<P::TypeListContext>(base)) {
    type->kind = TypeKind::kList;
    type->name = NameOf(list->name());
  } else if (auto* refs = As<P::TypeRefsContext>(base)) {
    type->kind = TypeKind::kRefs;
    type->name = NameOf(refs->name());
  } else if (auto* unit = As<P::TypeUnitContext>(base)) {
    type->kind = TypeKind::kUnit;
    type->unit = NameOf(unit->unit());
  } else if (auto* named = As<P::TypeNamedContext>(base)) {
    type->kind = TypeKind::kNamed;
    type->name = NameOf(named->name());
  }
  return type;
}

ast::ChoiceBody Builder::ChoiceBodyOf(P::OrderedByContext* order,
                                      const std::vector<P::ChoiceEntryContext*>& entries) {
  ast::ChoiceBody body;
  if (order != nullptr) body.order = NamesOf(order->name());
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) RequireSeparated(entries[i - 1], entries[i]);
    ChoiceEntryOf(entries[i], body);
  }
  return body;
}

// At the end of a line the comma may be left out; on one line `None = 0 Some` would hide a slip.
void Builder::RequireSeparated(P::ChoiceEntryContext* entry, P::ChoiceEntryContext* next) const {
  const size_t last = entry->getStop()->getType();
  const bool separated = last == P::COMMA || last == P::SEMICOLON;
  if (separated || entry->getStop()->getLine() != next->getStart()->getLine()) return;
  const base::Span end{file_, SpanOf(entry).end, SpanOf(entry).end};
  // A word doubled wants no comma, nor does one that belongs to the code of the other: `Two snomed
  // = 1`.
  const auto has_code = [](P::ChoiceEntryContext* one) {
    auto* member = As<P::ChoiceMemberContext>(one);
    return member != nullptr && member->submittedCode() != nullptr;
  };
  const bool is_doubled = TextAt(SpanOf(entry->getStart())) == TextAt(SpanOf(next->getStart()));
  emitter_.Emit(diag::kMissingText, SpanOf(next), "`,`", "the next member")
      .Edit(end, ",", !is_doubled && has_code(entry) == has_code(next));
}

void Builder::ChoiceEntryOf(P::ChoiceEntryContext* context, ast::ChoiceBody& body) const {
  if (auto* exclusive = As<P::ChoiceExclusiveContext>(context)) {
    body.exclusive.push_back(NamesOf(exclusive->nameList()));
    return;
  }
  if (auto* alone = As<P::ChoiceAloneContext>(context)) {
    for (ast::Name& name : NamesOf(alone->nameList())) body.alone.push_back(std::move(name));
    return;
  }
  auto* member = As<P::ChoiceMemberContext>(context);
  ast::ChoiceEntry entry;
  entry.span = SpanOf(context);
  entry.name = NameOf(member->name());
  if (P::SubmittedCodeContext* code = member->submittedCode()) {
    entry.code = code->STRING() != nullptr ? StringOf(code->STRING()) : NameOf(code->code()).text;
    if (code->system != nullptr) entry.code_system = NameOf(code->system);
  }
  entry.guidance = StringOf(member->guidance);
  if (member->effective() != nullptr) entry.effective = EffectiveOf(member->effective());
  body.entries.push_back(std::move(entry));
}

}  // namespace suture::syntax
