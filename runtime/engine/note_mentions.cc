#include "runtime/engine/note_mentions.h"

#include "runtime/base/status_macros.h"

namespace suture::engine {

using notes::Category;
using values::Value;

absl::StatusOr<MentionPhrases> MentionPhrases::Compile(const plan::Plan& plan,
                                                       const notes::Lexicon* lexicon) {
  MentionPhrases compiled;
  compiled.lexicon_ = lexicon;
  compiled.sets_.resize(plan.phrases.size());
  for (const plan::Collection& collection : plan.collections) {
    if (collection.kind != plan::CollectionKind::kMentions) continue;
    if (lexicon == nullptr) {
      return absl::FailedPreconditionError(
          "The plan reads mentions in notes, but no lexicon was loaded.");
    }
    std::vector<notes::Phrase> phrases;
    for (const std::string& phrase : plan.phrases[collection.phrases.index].phrases) {
      phrases.push_back({phrase, 0});
    }
    SUTURE_ASSIGN_OR_RETURN(notes::PhraseSet set, notes::PhraseSet::Compile(phrases));
    compiled.sets_[collection.phrases.index].emplace(std::move(set));
  }
  return compiled;
}

NoteMentions::NoteMentions(const plan::Plan& plan, const MentionPhrases& phrases)
    : plan_(plan), phrases_(phrases) {
  finders_.resize(plan.phrases.size());
  if (!plan.notes.valid()) return;
  const plan::Shape& shape = plan.shapes[plan.collections[plan.notes.index].shape.index];
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    if (shape.attributes[i].type.kind == plan::TypeKind::kAttachment) body_ = static_cast<int>(i);
  }
}

void NoteMentions::Begin(chart::Case& chart) {
  chart_ = &chart;
  for (size_t i = 0; i < plan_.collections.size(); ++i) {
    if (plan_.collections[i].kind != plan::CollectionKind::kMentions) continue;
    chart::CollectionRows& rows = chart.rows({static_cast<int32_t>(i)});
    rows.rows.clear();
    rows.ready = false;
  }
}

void NoteMentions::FillMentions(plan::CollectionId id) {
  chart::CollectionRows& to = chart_->rows(id);
  if (to.ready) return;
  to.ready = true;
  const plan::Collection& collection = plan_.collections[id.index];
  const notes::PhraseSet* phrases = phrases_.Find(collection.phrases);
  if (phrases == nullptr || body_ < 0) return;
  auto& finder = finders_[collection.phrases.index];
  if (finder == nullptr) {
    finder = std::make_unique<notes::MentionFinder>(*phrases, *phrases_.lexicon());
  }
  filling_ = id;
  const size_t count = chart_->rows(plan_.notes).rows.size();
  for (size_t note = 0; note < count; ++note) {
    AddNote(collection, static_cast<int32_t>(note), *finder, *phrases);
  }
  chart_->Changed(id);
}

void NoteMentions::AddNote(const plan::Collection& collection, int32_t index,
                           notes::MentionFinder& finder, const notes::PhraseSet& phrases) {
  const chart::Row& note = chart_->rows(plan_.notes).rows[index];
  const chart::Cell& body = note.cells[body_];
  if (body.kind != chart::Cell::Kind::kAttachment) return;
  const plan::Shape& shape = plan_.shapes[collection.shape.index];
  for (const notes::Mention& mention : finder.Find(body.attachment->text)) {
    chart::Row& row = chart_->rows(filling_).rows.emplace_back();
    const absl::Span<chart::Cell> cells =
        chart_->arena().NewArray<chart::Cell>(shape.attributes.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      cells[i] = CellFor(shape.attributes[i], mention, phrases, note);
    }
    row.cells = cells;
    row.resource = note.resource;
    row.doubtful = note.doubtful;
    row.at = note.at;
    const absl::Span<chart::Quote> quotes = chart_->arena().NewArray<chart::Quote>(1);
    quotes[0] = {index, static_cast<uint32_t>(mention.sentence_begin),
                 static_cast<uint32_t>(mention.sentence_end), 0};
    row.quotes = quotes;
  }
}

chart::Cell NoteMentions::CellFor(const plan::Attribute& attribute, const notes::Mention& mention,
                                  const notes::PhraseSet& phrases, const chart::Row& note) {
  chart::Cell cell;
  const auto value = [&](const Value& v) {
    cell.kind = chart::Cell::Kind::kValue;
    cell.value = v;
    return cell;
  };
  const std::string& name = attribute.name;
  if (name == "affirmed") return value(Value::OfBool(mention.affirmed()));
  if (name == "negated") return value(Value::OfBool(mention.Is(Category::kNegated)));
  if (name == "historical") return value(Value::OfBool(mention.Is(Category::kHistorical)));
  if (name == "family") return value(Value::OfBool(!mention.patient()));
  if (name == "uncertain") return value(Value::OfBool(mention.Is(Category::kUncertain)));
  if (name == "hypothetical") return value(Value::OfBool(mention.Is(Category::kHypothetical)));
  if (name == "section") return value(Value::OfText(mention.section));
  if (name == "phrase") return value(Value::OfText(phrases.phrase(mention.phrase).text));
  if (name == "written" && note.at.has_start) return value(Value::OfDateTime(note.at.start));
  return cell;
}

}  // namespace suture::engine
