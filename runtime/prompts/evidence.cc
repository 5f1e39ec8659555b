#include "runtime/prompts/evidence.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "runtime/notes/orders.h"
#include "runtime/prompts/append.h"
#include "runtime/prompts/note_scopes.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"

namespace suture::prompts {
namespace {

// The most code points of a note's title or author that are printed.
constexpr size_t kMaxLabel = 60;

std::string OneLine(std::string_view text) {
  std::string line;
  AppendNeutral(text.substr(0, 4 * kMaxLabel), line);
  size_t end = 0;
  for (size_t count = 0; end < line.size() && count < kMaxLabel; ++count) {
    end += text::DecodeAt(line, end).length;
  }
  line.resize(end);
  for (char& c : line) {
    if (c == '\n' || c == '\t' || c == '"') c = ' ';
  }
  return std::string(text::Trim(line));
}

}  // namespace

void AppendNeutral(std::string_view text, std::string& to) {
  static constexpr std::array<std::string_view, 3> kMarks = {"note", "passage", "question"};
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<') {
      size_t at = i + 1;
      while (at < text.size() &&
             (text[at] == '/' || absl::ascii_isspace(static_cast<unsigned char>(text[at]))))
        ++at;
      const bool imitates = std::any_of(kMarks.begin(), kMarks.end(), [&](std::string_view mark) {
        return text::EqualsFolded(text.substr(at, mark.size()), mark);
      });
      if (imitates) {
        to += "\u2039";
        continue;
      }
    }
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    to += control && c != '\n' && c != '\t' ? ' ' : c;
  }
}

size_t BudgetOf(const plan::Prompt& prompt) {
  return static_cast<size_t>(prompt.max_tokens > 0 ? prompt.max_tokens : kDefaultEvidenceTokens);
}

RoundEvidence::RoundEvidence(const Library& library, const chart::Case& chart,
                             absl::Span<const WantedPrompt> wanted, const Passes& passes)
    : library_(library) {
  std::set<int32_t> rows;
  for (const WantedPrompt& one : wanted) {
    const Question& question = questions_.emplace_back(Question{{library, one}, {}, 0, false, {}});
    for (const QuestionScope::ScopedNote& note : question.scope.notes()) rows.insert(note.row);
  }
  if (!passes.Has(Pass::kNoteScopes)) AddAllNotes(library.plan(), chart, rows);
  notes_ = std::make_unique<CaseNotes>(library, chart, rows);
  notes::PassageOptions options;
  options.keep_copies = !passes.Has(Pass::kCopiedText);
  index_ = notes::PassageIndex::Build(notes_->notes(), library.lexicon(), options);
  for (const notes::Note& note : notes_->notes()) {
    gives_orders_.push_back(notes::SpeaksToModel(note.text) || notes::SpeaksToModel(note.type) ||
                            notes::SpeaksToModel(note.author_role));
  }
  std::map<std::string_view, const Question*> known;
  for (Question& question : questions_) {
    const auto [at, is_new] = known.emplace(question.scope.key(), &question);
    if (is_new) {
      FindAllowed(question);
    } else {
      question.allowed = at->second->allowed;
      question.allowed_tokens = at->second->allowed_tokens;
      question.reads_all = at->second->reads_all;
    }
    question.chosen = *question.allowed;
  }
}

void RoundEvidence::FindAllowed(Question& question) {
  auto allowed = std::make_shared<std::vector<int>>();
  question.reads_all = true;
  for (size_t p = 0; p < passages().size(); ++p) {
    const notes::Passage& passage = passages()[p];
    if (PlaceFor(question.scope, passage)) {
      allowed->push_back(static_cast<int>(p));
      question.allowed_tokens += TokensOf(static_cast<int>(p));
    } else if (question.scope.Reads(notes_->row(passage.note_index))) {
      question.reads_all = false;
    }
  }
  question.allowed = std::move(allowed);
}

std::optional<notes::Place> RoundEvidence::PlaceFor(const QuestionScope& scope,
                                                    const notes::Passage& passage) const {
  if (scope.Holds(notes_->row(passage.note_index), passage.section)) {
    return notes::Place{passage.note_index, passage.begin, passage.end, passage.section};
  }
  for (const notes::Place& place : passage.other_places) {
    if (scope.Holds(notes_->row(place.note_index), place.section)) return place;
  }
  return std::nullopt;
}

void RoundEvidence::OpenNote(int index, std::string& to) const {
  const notes::Note& note = notes_->notes()[static_cast<size_t>(index)];
  Append(to, "<note");
  const std::string type = OneLine(note.type), author = OneLine(note.author_role);
  if (!type.empty()) Append(to, " type=\"", type, "\"");
  const std::string_view written = WithoutOpenTime(notes_->written(index));
  if (!written.empty()) Append(to, " written=\"", written, "\"");
  if (!author.empty()) Append(to, " author=\"", author, "\"");
  Append(to, ">\n");
}

Evidence RoundEvidence::Show(std::vector<int> shown) const {
  Evidence evidence;
  std::string& to = evidence.text;
  Append(to, "<passages>\n");
  int open = -1;  // The note whose mark stands open
  for (size_t i = 0; i < shown.size(); ++i) {
    const notes::Passage& passage = passages()[static_cast<size_t>(shown[i])];
    if (passage.note_index != open) {
      if (open >= 0) Append(to, "</note>\n");
      open = passage.note_index;
      OpenNote(open, to);
    }
    Append(to, "<passage number=\"", i + 1, "\"");
    if (!passage.section.empty()) Append(to, " section=\"", passage.section, "\"");
    Append(to, ">\n");
    AppendNeutral(text::Trim(index_.TextOf(passage)), to);
    Append(to, "\n</passage>\n");
  }
  if (open >= 0) Append(to, "</note>\n");
  Append(to, "</passages>\n");
  evidence.passages = std::move(shown);
  return evidence;
}

QuestionEvidence RoundEvidence::PartOf(size_t wanted, const Evidence& shown) const {
  const Question& question = questions_[wanted];
  QuestionEvidence part;
  std::vector<ShownPassage> places(shown.passages.size());
  std::set<int32_t> rows;
  for (size_t i = 0; i < shown.passages.size(); ++i) {
    const notes::Passage& passage = passages()[static_cast<size_t>(shown.passages[i])];
    const std::optional<notes::Place> place = PlaceFor(question.scope, passage);
    if (!place) continue;
    part.numbers.push_back(static_cast<int>(i) + 1);
    places[i] = {notes_->row(place->note_index),
                 notes_->notes()[static_cast<size_t>(place->note_index)].text, place->begin,
                 place->end};
    // A copied passage was shown where it first stood; the copies were seen too.
    rows.insert(places[i].note);
    for (const notes::Place& other : passage.other_places) {
      const int32_t row = notes_->row(other.note_index);
      if (question.scope.Holds(row, other.section)) rows.insert(row);
    }
  }
  part.all = part.numbers.size() == shown.passages.size();
  part.notes_hash = notes_->Hash(question.scope);
  part.shown.assign(rows.begin(), rows.end());
  part.complete = !question.scope.notes().empty() && question.reads_all &&
                  part.numbers.size() == question.allowed->size() &&
                  notes_->IsReadable(question.scope);
  part.finder = std::make_shared<CitationFinder>(places);
  return part;
}

}  // namespace suture::prompts
