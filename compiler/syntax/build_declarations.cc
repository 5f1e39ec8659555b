#include "absl/strings/str_cat.h"
#include "compiler/syntax/build.h"

namespace suture::syntax {

std::vector<ast::Declaration> Builder::Declarations(
    const std::vector<P::DeclarationContext*>& all) {
  std::vector<ast::Declaration> declarations;
  declarations.reserve(all.size());
  for (P::DeclarationContext* context : all) {
    declarations.push_back({DeclarationOf(context), SpanOf(context)});
  }
  return declarations;
}

ast::DeclarationNode Builder::DeclarationOf(P::DeclarationContext* context) {
  auto* child = static_cast<antlr4::ParserRuleContext*>(context->children.front());
  switch (child->getRuleIndex()) {
    case P::RuleFieldDecl:
      return FieldOf(As<P::FieldDeclContext>(child));
    case P::RuleFindingDecl:
      return FindingOf(As<P::FindingDeclContext>(child));
    case P::RuleTestDecl:
      return TestOf(As<P::TestDeclContext>(child));
    case P::RuleRegistryDecl:
      return RegistryOf(As<P::RegistryDeclContext>(child));
    case P::RuleCodesDecl:
      return CodesOf(As<P::CodesDeclContext>(child));
    case P::RuleKindDecl:
      return KindOf(As<P::KindDeclContext>(child));
    case P::RuleLabDecl:
      return LabOf(As<P::LabDeclContext>(child));
    case P::RuleDocumentDecl:
      return DocumentOf(As<P::DocumentDeclContext>(child));
    case P::RuleCompleteDecl:
      return CompleteOf(As<P::CompleteDeclContext>(child));
    case P::RuleEpisodesDecl:
      return EpisodesOf(As<P::EpisodesDeclContext>(child));
    case P::RuleGroupDecl:
      return GroupOf(As<P::GroupDeclContext>(child));
    case P::RuleDefineDecl:
      return DefineOf(As<P::DefineDeclContext>(child));
    case P::RuleRecordDecl:
      return RecordOf(As<P::RecordDeclContext>(child));
    case P::RuleReadingDecl:
      return ReadingOf(As<P::ReadingDeclContext>(child));
    case P::RuleExtractDecl:
      return ExtractOf(As<P::ExtractDeclContext>(child));
    case P::RuleLetDecl:
      return LetOf(As<P::LetDeclContext>(child));
    case P::RuleAbsentDecl:
      return ast::Absent{AbsentOf(As<P::AbsentDeclContext>(child))};
    case P::RuleAssignDecl:
      return AssignOf(As<P::AssignDeclContext>(child));
    case P::RuleUseDecl:
      return ast::Use{JoinedNameOf(As<P::UseDeclContext>(child)->qualifiedName())};
    case P::RuleExtendDecl: {
      auto* extend = As<P::ExtendDeclContext>(child);
      ast::Extend made{
          JoinedNameOf(extend->qualifiedName()), {}, Declarations(extend->declaration())};
      if (extend->STRING() != nullptr) made.from = StringOf(extend->STRING());
      return made;
    }
    case P::RuleIndexDecl: {
      auto* index = As<P::IndexDeclContext>(child);
      ast::IndexWhich which = index->FIRST_() != nullptr  ? ast::IndexWhich::kFirst
                              : index->LAST_() != nullptr ? ast::IndexWhich::kLast
                                                          : ast::IndexWhich::kEach;
      return ast::Index{which, NameOf(index->name()), QueryOf(index->narrowed())};
    }
    case P::RuleEventDecl: {
      auto* event = As<P::EventDeclContext>(child);
      return ast::Event{NameOf(event->name()), ExprOf(event->expr())};
    }
    case P::RulePhaseDecl: {
      auto* phase = As<P::PhaseDeclContext>(child);
      return ast::Phase{NameOf(phase->name()), WindowOf(phase->window())};
    }
    case P::RuleSectionDecl: {
      auto* section = As<P::SectionDeclContext>(child);
      ast::Section made;
      made.label = StringOf(section->label);
      if (section->phaseRef() != nullptr) made.phase = NameOf(section->phaseRef()->name());
      made.items = Declarations(section->declaration());
      return made;
    }
    case P::RuleChoiceDecl: {
      auto* choice = As<P::ChoiceDeclContext>(child);
      ast::Choice made{NameOf(choice->name()),
                       ChoiceBodyOf(choice->orderedBy(), choice->choiceEntry())};
      made.body.span = SpanOf(child);
      return made;
    }
    case P::RuleSystemDecl: {
      auto* system = As<P::SystemDeclContext>(child);
      ast::System made;
      made.name = NameOf(system->system);
      if (system->openness != nullptr) made.openness = NameOf(system->openness);
      made.uris = StringsOf(system->STRING());
      return made;
    }
    case P::RuleHeadingDecl: {
      auto* heading = As<P::HeadingDeclContext>(child);
      std::vector<std::string> texts = StringsOf(heading->STRING());
      ast::Heading made;
      made.name = texts.front();
      made.name_span = SpanOf(heading->STRING(0));
      made.variants.assign(texts.begin() + 1, texts.end());
      return made;
    }
    case P::RulePhrasesDecl: {
      auto* phrases = As<P::PhrasesDeclContext>(child);
      return ast::Phrases{NameOf(phrases->name()), StringsOf(phrases->STRING())};
    }
    case P::RuleRowsDecl: {
      auto* rows = As<P::RowsDeclContext>(child);
      ast::Rows made{NameOf(rows->name()), {}};
      for (P::NarrowedContext* from : rows->narrowed()) made.from.push_back(QueryOf(from));
      return made;
    }
    case P::RuleCheckDecl: {
      auto* check = As<P::CheckDeclContext>(child);
      return ast::Check{
          check->ERROR_() != nullptr ? ast::CheckLevel::kError : ast::CheckLevel::kWarning,
          StringOf(check->message), ExprOf(check->expr())};
    }
    case P::RulePreferDecl:
      return ast::Prefer{NamesOf(As<P::PreferDeclContext>(child)->name())};
    case P::RuleInstructionsDecl:
      return ast::Instructions{TextBlockOf(As<P::InstructionsDeclContext>(child)->textBlock())};
    default: {
      auto* slots = As<P::SlotsDeclContext>(child);
      ast::Slots made{NameOf(slots->UNIT()), NumberOf(slots->NUMBER(), kMostRows), {}};
      if (slots->name() != nullptr) made.more = NameOf(slots->name());
      return made;
    }
  }
}

ast::DeclarationNode Builder::RegistryOf(P::RegistryDeclContext* context) {
  ast::Registry registry;
  registry.name = JoinedNameOf(context->qualifiedName());
  registry.label = StringOf(context->label);
  registry.version = StringOf(context->version);
  std::map<size_t, base::Span> seen;
  for (P::RegistryItemContext* item : context->registryItem()) {
    SayOnce(item, {P::STEWARD_, P::REVISES_, P::EFFECTIVE_, P::VERSIONS_, P::MONTHS_ROUND_}, seen);
    if (auto* steward = As<P::RegistryStewardContext>(item)) {
      registry.steward = StringOf(steward->STRING());
    } else if (auto* revises = As<P::RegistryRevisesContext>(item)) {
      registry.revises = StringOf(revises->STRING());
    } else if (auto* effective = As<P::RegistryEffectiveContext>(item)) {
      registry.effective = EffectiveOf(effective->effective());
    } else if (auto* versions = As<P::RegistryVersionsByContext>(item)) {
      registry.versions_by = ExprOf(versions->expr());
    } else if (auto* months = As<P::RegistryMonthsRoundContext>(item)) {
      registry.months_round_up = months->UP_() != nullptr;
    } else if (auto* absent = As<P::RegistryAbsentContext>(item)) {
      for (ast::AbsenceMapping& mapping : AbsentOf(absent->absentDecl())) {
        registry.absent.push_back(std::move(mapping));
      }
    }
  }
  return registry;
}

std::vector<ast::AbsenceMapping> Builder::AbsentOf(P::AbsentDeclContext* context) const {
  std::vector<ast::AbsenceMapping> mappings;
  for (P::AbsenceMappingContext* mapping : context->absenceMapping()) {
    ast::AbsenceMapping made;
    made.span = SpanOf(mapping);
    made.reason = AbsenceOf(mapping->absenceReason());
    made.blank = mapping->BLANK_() != nullptr;
    if (mapping->name() != nullptr) made.target = NameOf(mapping->name());
    mappings.push_back(std::move(made));
  }
  return mappings;
}

ast::Let Builder::LetOf(P::LetDeclContext* context) {
  return {NameOf(context->name()), ExprOf(context->expr())};
}

ast::DeclarationNode Builder::CompleteOf(P::CompleteDeclContext* context) {
  ast::Complete complete;
  if (context->name() != nullptr) complete.name = NameOf(context->name());
  for (P::KindNameContext* kind : context->kindName()) complete.kinds.push_back(JoinedNameOf(kind));
  if (context->window() != nullptr) complete.window = WindowOf(context->window());
  if (context->expr() != nullptr) complete.when = ExprOf(context->expr());
  return complete;
}

ast::DeclarationNode Builder::EpisodesOf(P::EpisodesDeclContext* context) {
  ast::Episodes episodes;
  episodes.name = NameOf(context->name());
  for (P::EpisodesItemContext* item : context->episodesItem()) {
    if (auto* opens = As<P::EpisodesOpensContext>(item)) {
      episodes.opens.push_back(QueryOf(opens->narrowed()));
    } else if (auto* closes = As<P::EpisodesClosesContext>(item)) {
      episodes.closes.push_back(QueryOf(closes->narrowed()));
    } else if (auto* seen = As<P::EpisodesSeenContext>(item)) {
      episodes.seen.push_back(QueryOf(seen->narrowed()));
      episodes.at_most_apart = QuantityOf(seen->quantity());
    } else if (auto* no_end = As<P::EpisodesNoEndContext>(item)) {
      episodes.no_end.push_back(QueryOf(no_end->narrowed()));
    }
  }
  return episodes;
}

ast::DeclarationNode Builder::GroupOf(P::GroupDeclContext* context) {
  ast::Group group;
  group.name = NameOf(context->name());
  group.label = StringOf(context->label);
  if (auto* choice = As<P::GroupOverChoiceContext>(context->groupOver())) {
    group.over_choice = NameOf(choice->name(0));
    group.alias = NameOf(choice->name(1));
  } else if (auto* rows = As<P::GroupOverRowsContext>(context->groupOver())) {
    group.over = QueryOf(rows->narrowed());
    group.alias = rows->name() != nullptr ? NameOf(rows->name()) : group.over->alias;
    if (rows->expr() != nullptr) group.by = ExprOf(rows->expr());
    group.at_most = NumberOf(rows->NUMBER(), kMostRows);
    if (P::TickIdContext* counter = rows->tickId()) {
      group.counter =
          counter->STRING() != nullptr ? StringOf(counter->STRING()) : NameOf(counter).text;
    }
  }
  group.items = Declarations(context->declaration());
  return group;
}

ast::DeclarationNode Builder::DefineOf(P::DefineDeclContext* context) {
  ast::Define define;
  define.name = NameOf(context->name());
  for (P::ParameterContext* parameter : context->parameter()) {
    define.parameters.push_back({NameOf(parameter->name()), TypeOf(parameter->type())});
  }
  define.result = TypeOf(context->type());
  define.body = ExprOf(context->expr());
  return define;
}

ast::DeclarationNode Builder::RecordOf(P::RecordDeclContext* context) {
  ast::Record record;
  record.name = NameOf(context->name());
  for (P::RecordCellContext* cell : context->recordCell()) {
    // `pain, abscess : YesNo?` declares a cell for each name.
    for (P::AttributeNameContext* name : cell->attributeName()) {
      ast::RecordCell made;
      made.span = SpanOf(cell);
      made.name = NameOf(name);
      // `where given before …` would not read as the cell.
      if (name->name() == nullptr && name->bareAttribute() == nullptr) {
        emitter_.Emit(diag::kKeywordAsName, made.name.span, made.name.text, "a cell")
            .Help(absl::StrCat("Choose another name, such as `", made.name.text, "_1`."));
      }
      made.type = TypeOf(cell->type());
      if (cell->range() != nullptr) made.range = RangeOf(cell->range());
      made.guidance = StringOf(cell->guidance);
      record.cells.push_back(std::move(made));
    }
  }
  return record;
}

ast::DeclarationNode Builder::ReadingOf(P::ReadingDeclContext* context) {
  constexpr int kMonths = 12, kDays = 31;
  ast::Reading reading;
  reading.name = NameOf(context->name());
  reading.type = TypeOf(context->type());
  for (P::ReadingItemContext* item : context->readingItem()) {
    if (auto* range = As<P::ReadingRangeContext>(item)) {
      reading.range = NameOf(range->how).text;
    } else if (auto* words = As<P::ReadingWordsContext>(item)) {
      reading.words.push_back(
          {StringsOf(words->STRING()), LiteralOf(words->signedLiteral()), SpanOf(item)});
    } else if (As<P::ReadingBelowContext>(item) != nullptr) {
      reading.below_next_lower = true;
    } else if (auto* missing = As<P::ReadingMissingContext>(item)) {
      reading.missing_month = NumberOf(missing->month, kMonths);
      reading.missing_day = NumberOf(missing->day, kDays);
    } else if (auto* rounding = As<P::ReadingRoundingContext>(item)) {
      RoundingOf(rounding->rounding(), reading.rounding, reading.rounding_to);
    }
  }
  if (context->effective() != nullptr) reading.effective = EffectiveOf(context->effective());
  return reading;
}

ast::DeclarationNode Builder::ExtractOf(P::ExtractDeclContext* context) {
  ast::Extract extract;
  extract.name = NameOf(context->name());
  extract.at_most = NumberOf(context->NUMBER(), kMostRows);
  extract.record = NameOf(context->recordName());
  extract.prompt = PromptOf(context->usingRoles(), context->askBody());
  return extract;
}

}  // namespace suture::syntax
