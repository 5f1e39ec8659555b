// Registry, choices, types: everything that is bound without a row in reach.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "compiler/ast/meant_unit.h"
#include "compiler/check/checker.h"
#include "compiler/check/choice_names.h"
#include "compiler/check/in_force.h"
#include "compiler/check/suggest.h"
#include "runtime/values/decimal.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

// An absence may stand as this. What is submitted is the code, so a code that says something counts
// first; in an order, every answer is one.
bool SaysNothing(const plan::ChoiceMember& member) {
  if (member.rank >= 0 || IsNegativeName(member.code) ||
      absl::EqualsIgnoreCase(member.code, "yes")) {
    return false;
  }
  return TellsNothing(member.name) || TellsNothing(member.code);
}

// What refers to rows knows them by their record, so two extracts of one cannot be told apart.
void RefuseSharedRecord(const resolve::Program& program, const std::string& record, base::Span span,
                        diag::Emitter& emitter) {
  std::vector<std::string> extracts;
  for (const resolve::Symbol& symbol : program.symbols) {
    const auto* extract = symbol.As<ast::Extract>();
    if (extract != nullptr && extract->record.text == record) {
      extracts.push_back(absl::StrCat("`", symbol.name, "`"));
    }
  }
  if (extracts.size() < 2) return;
  emitter
      .Emit(diag::kNameTwice, span, record,
            absl::StrCat("the rows of ", extracts[0], " and of ", extracts[1]))
      .Help(
          "Rows are referred to by their record. Give each of these extracts a record of its own.");
}

}  // namespace

Checker::Checker(const resolve::Program& program, const source::SourceSet& sources,
                 const CheckOptions& options, diag::Emitter& emitter)
    : program_(program), sources_(sources), options_(options), emitter_(emitter) {
  bound_.resize(program.symbols.size());
  mentions_.resize(program.symbols.size());
  module_scopes_.resize(program.modules.size());
  for (int32_t i = 0; i < sources.size(); ++i) out_.draft.files.push_back(sources.file(i).path());
  // An expression is large, and there is one every so many bytes of a specification: a table that
  // grows step by step moves each of them about twice.
  constexpr size_t kBytesAnExpression = 24;
  size_t bytes = 0;
  for (const ast::File* file : program.modules[program.main.index].files)
    bytes += sources.file(file->id).text().size();
  out_.draft.exprs.reserve(bytes / kBytesAnExpression);
  out_.expr_spans.reserve(bytes / kBytesAnExpression);
}

plan::SourceSpan Checker::Locate(base::Span span) const {
  if (!span.valid()) return {};
  source::LineColumn begin = sources_.file(span.file).Position(span.begin);
  source::LineColumn end = sources_.file(span.file).Position(span.end);
  return {span.file, begin.line, begin.column, end.line, end.column};
}

base::Span Checker::WordsIn(base::Span around, std::string_view words,
                            std::string_view behind) const {
  const std::string_view text = sources_.Text(around);
  const size_t from = text.find(behind);
  const size_t at = from == std::string_view::npos ? from : text.find(words, from + behind.size());
  if (at == std::string_view::npos) return around;
  const auto begin = static_cast<uint32_t>(around.begin + at);
  return {around.file, begin, static_cast<uint32_t>(begin + words.size())};
}

// ---- the registry -------------------------------------------------------------------------------

void Checker::DeclareRegistry() {
  base::Span first;
  for (const resolve::Anonymous& a : program_.anonymous) {
    const auto* registry = std::get_if<ast::Registry>(&a.declaration->node);
    if (registry == nullptr || a.module != program_.main) continue;
    if (first.valid()) {
      emitter_.Emit(diag::kTwoRegistries, a.declaration->span)
          .Label(first, "The other one stands here.");
      continue;
    }
    first = a.declaration->span;
    out_.is_registry = true;
    plan::Registry& out = out_.draft.registry;
    out.name = registry->name.text;
    out.label = registry->label;
    out.version = registry->version;
    out.steward = registry->steward;
    out.revises = registry->revises;
    out.effective = EffectiveFrom(registry->effective);
    versions_by_ = registry->versions_by.get();
    out.months_round_stated = registry->months_round_up.has_value();
    out.months_round_up = registry->months_round_up.value_or(false);
    registry_absent_.push_back(&registry->absent);
  }
  SymbolId index;
  for (size_t i = 0; i < program_.symbols.size(); ++i) {
    const resolve::Symbol& s = program_.symbols[i];
    const auto* source = s.As<ast::Index>();
    if (source == nullptr || s.module != program_.main) continue;
    if (index.valid()) {
      emitter_.Emit(diag::kTwoIndexes, s.span)
          .Label(program_.symbol(index).span, "The other one stands here.");
      continue;
    }
    index = {static_cast<int32_t>(i)};
    IndexCollection(index);
  }
  if (out_.is_registry && !index.valid()) {
    emitter_.Emit(diag::kRegistryWithoutIndex, first)
        .Help("Add a line such as `index first surgery : procedure in CardiacSurgery`.");
  }
}

CollectionId Checker::IndexCollection(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state != State::kUntouched) return {bound.index};
  bound.state = State::kInProgress;
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Index& source = *s.As<ast::Index>();
  std::optional<QueryResult> query = ElaborateQuery(*source.query, *ScopeOf({}, s.module));
  if (!query) {
    bound_[symbol.index].state = State::kDone;
    return {};
  }
  plan::Query& out = out_.draft.queries[query->id.index];
  // The index event's row is variable 0 everywhere.
  RenameVariable(query->id, 0);
  out_.draft.index.name = s.name;
  out_.draft.index.which = static_cast<plan::IndexWhich>(static_cast<int>(source.which));
  out_.draft.index.query = query->id;
  variable_collections_[0] = out.collection;
  bound_[symbol.index] = {State::kDone, out.collection.index, -1};
  return out.collection;
}

void Checker::RenameVariable(QueryId id, int32_t to) {
  plan::Query& query = out_.draft.queries[id.index];
  for (plan::Expr& expr : out_.draft.exprs) {
    if (expr.variable == query.variable) expr.variable = to;
  }
  query.variable = to;
}

// ---- choices ------------------------------------------------------------------------------------

plan::ChoiceId Checker::ChoiceOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  const auto* choice = s.As<ast::Choice>();
  if (choice == nullptr) return {};
  plan::ChoiceId id = AddChoice(choice->body, s.name, s.module);
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

plan::ChoiceId Checker::AddChoice(const ast::ChoiceBody& body, std::string name, ModuleId module) {
  plan::Choice choice;
  choice.name = std::move(name);
  auto index_of = [&](const ast::Name& member) {
    for (size_t i = 0; i < choice.members.size(); ++i) {
      if (choice.members[i].name == member.text) return static_cast<int>(i);
    }
    std::vector<std::string> names;
    for (const plan::ChoiceMember& m : choice.members) names.push_back(m.name);
    auto builder = emitter_.Emit(diag::kUnknownChoice, member.span, member.text, choice.name);
    SuggestName(builder, member, names);
    return -1;
  };
  for (const ast::ChoiceEntry& entry : body.entries) {
    plan::ChoiceMember member;
    member.name = entry.name.text;
    member.code = entry.code.empty() ? entry.name.text : entry.code;
    if (entry.code_system.empty() && program_.Find(Space::kSystem, entry.code, module).valid()) {
      emitter_.Emit(diag::kMissingText, entry.span, absl::StrCat("a code after `", entry.code, "`"),
                    "the next member");
    }
    if (!entry.code_system.empty() && SystemOf(entry.code_system, module).valid()) {
      member.system = entry.code_system.text;
    }
    member.guidance = entry.guidance;
    member.effective = EffectiveFrom(entry.effective);
    for (const plan::ChoiceMember& other : choice.members) {
      if (other.name == member.name) {
        emitter_.Emit(diag::kNameTwice, entry.name.span, member.name, "a choice");
      } else if (other.code == member.code && other.system == member.system &&
                 InForceTogether(other.effective, member.effective)) {
        emitter_.Emit(diag::kSubmittedCodeTwice, entry.span, member.code, other.name);
      }
    }
    choice.members.push_back(std::move(member));
  }
  if (choice.members.empty()) emitter_.Emit(diag::kChoiceEmpty, body.span);
  int rank = static_cast<int>(body.order.size());
  for (const ast::Name& ordered : body.order) {
    --rank;
    const int i = index_of(ordered);
    if (i >= 0 && choice.members[i].rank >= 0) {
      emitter_.Emit(diag::kSaidTwice, ordered.span, ordered.text);
    }
    if (i >= 0 && choice.members[i].rank < 0) choice.members[i].rank = rank;
  }
  auto known_of = [&](const std::vector<ast::Name>& names) {
    std::vector<int> members;
    for (const ast::Name& name : names) {
      if (const int member = index_of(name); member >= 0) members.push_back(member);
    }
    return members;
  };
  for (const std::vector<ast::Name>& set : body.exclusive) {
    choice.exclusive.push_back(known_of(set));
  }
  choice.alone = known_of(body.alone);
  out_.draft.choices.push_back(std::move(choice));
  return {static_cast<int32_t>(out_.draft.choices.size()) - 1};
}

bool Checker::IsOrderedChoice(plan::ChoiceId id) const {
  for (const plan::ChoiceMember& member : out_.draft.choices[id.index].members) {
    if (member.rank >= 0) return true;
  }
  return false;
}

// ---- types --------------------------------------------------------------------------------------

void Checker::CheckUnit(const ast::Name& unit) {
  if (unit.empty() || !DurationWord(unit.text).empty()) return;
  if (!values::Unit::Parse(unit.text).ok()) ast::ReportUnknownUnit(emitter_, unit.span, unit.text);
}

Type Checker::NamedType(const ast::Type& type, ModuleId module) {
  const std::string& name = type.name.text;
  if (name == "quantity") return TypeOf(TypeKind::kQuantity);
  if (name == "reference") return TypeOf(TypeKind::kReference);
  if (name == "code") return TypeOf(TypeKind::kCode);
  if (name == "attachment") return TypeOf(TypeKind::kAttachment);
  SymbolId symbol = FindOrReport(Space::kType, type.name, module);
  if (!symbol.valid()) return TypeOf(TypeKind::kText);
  const resolve::Symbol& s = program_.symbol(symbol);
  if (s.As<ast::Reading>() != nullptr) {
    plan::ReadingId reading = ReadingOf(symbol);
    Type out = out_.draft.readings[reading.index].type;
    out.reading = reading;
    return out;
  }
  if (s.As<ast::Record>() != nullptr) {
    Type out = TypeOf(TypeKind::kRow);
    out.shape = RecordOf(symbol);
    return out;
  }
  Type out = TypeOf(TypeKind::kChoice);
  out.choice = ChoiceOf(symbol);
  return out;
}

Type Checker::TypeFrom(const ast::Type& type, std::string_view owner, ModuleId module) {
  using ast::TypeKind;
  Type out;
  switch (type.kind) {
    case TypeKind::kError:
      return TypeOf(plan::TypeKind::kText);
    case TypeKind::kInlineChoice:
      out = TypeOf(plan::TypeKind::kChoice);
      out.choice = AddChoice(*type.choice, std::string(owner), module);
      return out;
    case TypeKind::kInteger:
    case TypeKind::kDecimal:
    case TypeKind::kUnit: {
      CheckUnit(type.unit);
      std::string ucum = UcumOfDuration(type.unit.text);
      out = NumberType(type.kind == TypeKind::kInteger, ucum.empty() ? type.unit.text : ucum);
      SetRounding(type, out);
      return out;
    }
    case TypeKind::kDuration:
      out = TypeOf(plan::TypeKind::kDuration);
      out.unit = DurationWord(type.unit.text);
      if (out.unit.empty()) emitter_.Emit(diag::kDurationWithoutUnit, type.span);
      return out;
    case TypeKind::kDate:
      return TypeOf(plan::TypeKind::kDate);
    case TypeKind::kTime:
      return TypeOf(plan::TypeKind::kTime);
    case TypeKind::kDateTime:
      return TypeOf(plan::TypeKind::kDateTime);
    case TypeKind::kPeriod:
      return TypeOf(plan::TypeKind::kPeriod);
    case TypeKind::kTruth:
      return TruthType();
    case TypeKind::kText:
      out = TypeOf(plan::TypeKind::kText);
      out.text_limit = type.text_limit;
      return out;
    case TypeKind::kCodes:
      return TypeOf(plan::TypeKind::kCodes);
    case TypeKind::kSet: {
      SymbolId symbol = FindOrReport(Space::kType, type.name, module);
      out = TypeOf(plan::TypeKind::kSet);
      if (symbol.valid()) out.choice = ChoiceOf(symbol);
      if (!out.choice.valid()) return TypeOf(plan::TypeKind::kText);
      return out;
    }
    case TypeKind::kList:
    case TypeKind::kRefs: {
      out = TypeOf(plan::TypeKind::kRefs);
      SymbolId symbol = program_.Find(Space::kCollection, type.name.text, module);
      if (symbol.valid()) {
        // Rows that need themselves, or have a mistake, were told where they are declared.
        CollectionId rows = CollectionOf(symbol);
        if (!rows.valid()) return TypeOf(plan::TypeKind::kText);
        out.shape = ShapeIdOf(rows);
        const auto* extract = program_.symbol(symbol).As<ast::Extract>();
        if (extract != nullptr)
          RefuseSharedRecord(program_, extract->record.text, type.name.span, emitter_);
        return out;
      }
      symbol = FindOrReport(Space::kType, type.name, module);
      if (symbol.valid()) {
        out.shape = RecordOf(symbol);
        RefuseSharedRecord(program_, type.name.text, type.name.span, emitter_);
      }
      return out;
    }
    case TypeKind::kNamed:
      return NamedType(type, module);
  }
  return out;
}

void Checker::SetRounding(const ast::Type& type, Type& out) {
  if (type.rounding_to.empty()) return;
  out.rounding = type.rounding == ast::Rounding::kTruncate ? plan::Rounding::kTruncate
                                                           : plan::Rounding::kRound;
  std::optional<values::Decimal> step = values::Decimal::Parse(type.rounding_to);
  bool power =
      step && (*step == values::Decimal::FromInteger(1) || step->Normalized().coefficient() == 1);
  if (!power) {
    emitter_.Emit(diag::kRoundingStep, type.span, type.rounding_to);
    return;
  }
  out.scale = step->Normalized().scale();
}

std::optional<plan::Bounds> Checker::BoundsFrom(const ast::Bounds& bounds, const Type& type) {
  std::optional<values::Decimal> low = values::Decimal::Parse(bounds.low.number);
  std::optional<values::Decimal> high = values::Decimal::Parse(bounds.high.number);
  if (!low || !high) return std::nullopt;
  const bool both = !bounds.low.unit.empty() && !bounds.high.unit.empty();
  if (both && FitUnits(bounds.low.unit.text, bounds.high.unit.text) == UnitFit::kDifferent) {
    emitter_.Emit(diag::kUnitsDiffer, base::Join(bounds.low.span, bounds.high.span),
                  bounds.low.unit.text, bounds.high.unit.text);
    return std::nullopt;
  }
  if (*high < *low) {
    emitter_.Emit(diag::kBoundsReversed, base::Join(bounds.low.span, bounds.high.span))
        .Help("Write the lower number first.");
    return std::nullopt;
  }
  if (!IsNumber(type) && type.kind != TypeKind::kDuration) {
    emitter_.Emit(diag::kRangeOfNoNumber, base::Join(bounds.low.span, bounds.high.span),
                  Describe(type, out_.draft));
    return std::nullopt;
  }
  const std::string& unit = bounds.high.unit.empty() ? bounds.low.unit.text : bounds.high.unit.text;
  std::string ucum = type.kind == TypeKind::kDuration
                         ? DurationWord(unit.empty() ? type.unit : unit)
                         : UcumOfDuration(unit);
  return plan::Bounds{bounds.low.number, bounds.high.number, ucum.empty() ? unit : ucum};
}

void Checker::AddRange(const std::optional<ast::Range>& range, const Type& type,
                       std::optional<plan::Bounds>& valid, std::optional<plan::Bounds>& usual) {
  if (!range) return;
  valid = BoundsFrom(range->valid, type);
  if (range->usual) usual = BoundsFrom(*range->usual, type);
}

std::vector<plan::AbsenceCode> Checker::AbsencesFrom(
    const std::vector<ast::AbsenceMapping>& mappings, const Type& type, bool own) {
  std::vector<plan::AbsenceCode> out;
  for (const ast::AbsenceMapping& mapping : mappings) {
    plan::AbsenceCode code{.absence = AbsenceName(mapping.reason)};
    if (!mapping.blank) {
      int member = -1;
      if (type.kind == TypeKind::kChoice) {
        const plan::Choice& choice = out_.draft.choices[type.choice.index];
        for (size_t i = 0; i < choice.members.size(); ++i) {
          if (choice.members[i].name == mapping.target.text) member = static_cast<int>(i);
        }
        if (member >= 0) code.code = choice.members[member].code;
      }
      // The registry's mapping names a choice that not every field offers: those submit blank.
      if (member < 0 && own) emitter_.Emit(diag::kAbsenceTarget, mapping.span, mapping.target.text);
      if (member >= 0 && !SaysNothing(out_.draft.choices[type.choice.index].members[member])) {
        emitter_.Emit(diag::kAbsenceSubstantive, mapping.span, mapping.reason, mapping.target.text)
            .Help(
                "Send `blank`, or a choice whose name or code says that nothing is known, such as "
                "`Unknown` or "
                "`NotDocumented`. Where silence does mean it, write a step: "
                "`otherwise No when complete history because \"…\"`.");
      }
    }
    out.push_back(std::move(code));
  }
  return out;
}

void Checker::CheckRegistryAbsences() {
  for (const std::vector<ast::AbsenceMapping>* mappings : registry_absent_) {
    for (const ast::AbsenceMapping& mapping : *mappings) {
      const bool offered =
          mapping.blank || absl::c_any_of(out_.draft.choices, [&](const plan::Choice& choice) {
            return absl::c_any_of(choice.members, [&](const plan::ChoiceMember& member) {
              return member.name == mapping.target.text;
            });
          });
      if (offered) continue;
      auto builder = emitter_.Emit(diag::kAbsenceTarget, mapping.target.span, mapping.target.text);
      SuggestName(builder, mapping.target, {"blank"});
    }
  }
}

std::string Checker::AbsenceName(std::string_view words) {
  std::string name(words.empty() ? "not documented" : words);
  for (char& c : name) {
    if (c == ' ') c = '_';
  }
  return name;
}

}  // namespace suture::check
