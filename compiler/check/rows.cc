// Collections and their shapes; those that are worked out from others: unions and episodes.
#include "compiler/check/checker.h"

namespace suture::check {

const plan::Shape& Checker::ShapeOf(CollectionId collection) const {
  return out_.draft.shapes[out_.draft.collections[collection.index].shape.index];
}

plan::ShapeId Checker::ShapeIdOf(CollectionId collection) const {
  return out_.draft.collections[collection.index].shape;
}

int Checker::AttributeIndex(const plan::Shape& shape, std::string_view name) const {
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    if (shape.attributes[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

bool Checker::HasCodes(CollectionId collection) const {
  for (const plan::Attribute& attribute : ShapeOf(collection).attributes) {
    if (attribute.type.kind == TypeKind::kCodes) return true;
  }
  return false;
}

CollectionId Checker::CollectionOfVariable(int32_t variable) const {
  auto it = variable_collections_.find(variable);
  return it == variable_collections_.end() ? CollectionId{} : it->second;
}

CollectionId Checker::AddCollection(plan::Collection collection) {
  out_.draft.collections.push_back(std::move(collection));
  return {static_cast<int32_t>(out_.draft.collections.size()) - 1};
}

plan::ShapeId Checker::AddShape(plan::Shape shape) {
  out_.draft.shapes.push_back(std::move(shape));
  return {static_cast<int32_t>(out_.draft.shapes.size()) - 1};
}

CollectionId Checker::CollectionOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  const resolve::Symbol& s = program_.symbol(symbol);
  if (bound.state == State::kDone) return {bound.index};
  if (bound.state == State::kInProgress) {
    if (bound.index >= 0) return {bound.index};
    emitter_.Emit(diag::kValueOfItself, s.span, s.name);
    return {};
  }
  bound.state = State::kInProgress;
  CollectionId id;
  if (const auto* kind = s.As<ast::Kind>()) id = KindOf(symbol, *kind);
  if (s.As<ast::Lab>() != nullptr) {
    plan::LabId lab = LabOf(symbol);
    return lab.valid() ? out_.draft.labs[lab.index].collection : CollectionId{};
  }
  if (const auto* extract = s.As<ast::Extract>()) id = ExtractOf(symbol, *extract);
  if (const auto* group = s.As<ast::Group>()) id = GroupOf(symbol, *group);
  if (const auto* rows = s.As<ast::Rows>()) id = UnionOf(symbol, *rows);
  if (const auto* episodes = s.As<ast::Episodes>()) id = EpisodesOf(symbol, *episodes);
  bound_[symbol.index].state = State::kDone;
  bound_[symbol.index].index = id.index;
  return id;
}

CollectionId Checker::UnionOf(SymbolId symbol, const ast::Rows& rows) {
  const resolve::Symbol s = program_.symbol(symbol);
  plan::Collection out{.name = s.name, .kind = plan::CollectionKind::kUnion};
  const Scope* scope = ScopeOf(s.group, s.module);
  std::vector<QueryId> from;
  for (const ast::QueryPtr& query : rows.from) {
    std::optional<QueryResult> result = ElaborateQuery(*query, *scope);
    if (!result) return {};
    from.push_back(result->id);
  }
  if (from.empty()) return {};
  out.shape = ShapeIdOf(out_.draft.queries[from[0].index].collection);
  out.from = from;
  for (size_t i = 1; i < from.size(); ++i) {
    if (ShapeIdOf(out_.draft.queries[from[i].index].collection) != out.shape) {
      emitter_.Emit(diag::kRowsDiffer, out_.query_spans[from[i].index], s.name);
      return {};
    }
  }
  return AddCollection(std::move(out));
}

CollectionId Checker::EpisodesOf(SymbolId symbol, const ast::Episodes& source) {
  const resolve::Symbol s = program_.symbol(symbol);
  const Scope* scope = ScopeOf(s.group, s.module);
  plan::Episodes episodes;
  episodes.name = s.name;
  episodes.span = Locate(s.span);
  auto bind = [&](const std::vector<ast::QueryPtr>& queries, std::vector<QueryId>& out) {
    for (const ast::QueryPtr& query : queries) {
      if (std::optional<QueryResult> result = ElaborateQuery(*query, *scope))
        out.push_back(result->id);
    }
  };
  bind(source.opens, episodes.opens);
  bind(source.closes, episodes.closes);
  bind(source.seen, episodes.seen);
  bind(source.no_end, episodes.no_end);
  if (source.at_most_apart) {
    episodes.apart_amount = source.at_most_apart->number;
    episodes.apart_unit = DurationWord(source.at_most_apart->unit.text);
    if (episodes.apart_unit.empty()) emitter_.Emit(diag::kNotADuration, source.at_most_apart->span);
  }
  if (episodes.opens.empty() && episodes.seen.empty()) {
    emitter_.Emit(diag::kEpisodesWithoutStart, s.span, s.name);
    return {};
  }
  plan::EpisodesId id{static_cast<int32_t>(out_.draft.episodes.size())};
  out_.draft.episodes.push_back(std::move(episodes));
  plan::Shape shape{.name = s.name};
  shape.attributes.push_back({.name = "span", .type = TypeOf(TypeKind::kPeriod)});
  shape.at = 0;
  return AddCollection({.name = s.name,
                        .kind = plan::CollectionKind::kEpisodes,
                        .shape = AddShape(std::move(shape)),
                        .episodes = id});
}

}  // namespace suture::check
