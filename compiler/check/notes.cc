// What is read of notes: mentions of phrases, types of documents.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"

namespace suture::check {

CollectionId Checker::MentionsOf(SymbolId symbol, base::Span at) {
  Bound& bound = mentions_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  CollectionId notes = NotesCollection(at, s.module);
  if (!notes.valid()) return {};
  const ast::Phrases& source = *s.As<ast::Phrases>();
  plan::PhrasesId phrases{static_cast<int32_t>(out_.draft.phrases.size())};
  out_.draft.phrases.push_back({s.name, source.phrases});
  for (const ast::Phrases* more : program_.AdditionsTo<ast::Phrases>(symbol)) {
    std::vector<std::string>& all = out_.draft.phrases.back().phrases;
    all.insert(all.end(), more->phrases.begin(), more->phrases.end());
  }
  plan::Shape shape{.name = absl::StrCat("mention of ", s.name)};
  shape.attributes.push_back({.name = "written", .type = TypeOf(TypeKind::kDateTime)});
  shape.attributes.push_back({.name = "phrase", .type = TypeOf(TypeKind::kText)});
  shape.attributes.push_back({.name = "section", .type = TypeOf(TypeKind::kText)});
  // What the context of a mention says of it; `affirmed mention` and the like test these.
  for (const char* name :
       {"affirmed", "negated", "historical", "family", "uncertain", "hypothetical"}) {
    shape.attributes.push_back({.name = name, .type = TruthType()});
  }
  shape.at = 0;
  CollectionId id = AddCollection({.name = s.name,
                                   .kind = plan::CollectionKind::kMentions,
                                   .shape = AddShape(std::move(shape)),
                                   .phrases = phrases});
  bound = {State::kDone, id.index, -1};
  return id;
}

bool Checker::BindSource(const ast::Name& name, ModuleId module) {
  if (program_.Find(Space::kDocument, name.text, module).valid())
    return DocumentOf(name, module).valid();
  if (SymbolId kind = program_.Find(Space::kCollection, name.text, module); kind.valid()) {
    return CollectionOf(kind).valid();
  }
  const CodeSetId set = CodeSetOf(name, module);
  return set.valid() && RefuseDated(set, name.span, "rank a set whose codes count on all days");
}

plan::DocumentId Checker::DocumentOf(const ast::Name& name, ModuleId module) {
  SymbolId symbol = FindOrReport(Space::kDocument, name, module);
  if (!symbol.valid()) return {};
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Document& source = *s.As<ast::Document>();
  plan::DocumentType document;
  document.name = s.name;
  document.label = source.label;
  document.titles = source.spelled;
  plan::CodeSet set;
  set.name = s.name;
  for (const ast::CodeLine& line : source.codes) AddUndatedLine(line, s.module, set);
  for (const ast::Document* more : program_.AdditionsTo<ast::Document>(symbol)) {
    document.titles.insert(document.titles.end(), more->spelled.begin(), more->spelled.end());
    for (const ast::CodeLine& line : more->codes) AddUndatedLine(line, program_.main, set);
  }
  if (!set.include.empty()) document.codes = AddCodeSet(std::move(set));
  plan::DocumentId id{static_cast<int32_t>(out_.draft.documents.size())};
  out_.draft.documents.push_back(std::move(document));
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

}  // namespace suture::check
