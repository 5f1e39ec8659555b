#include "runtime/prompts/evidence.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "runtime/notes/passages.h"
#include "runtime/plan/hash.h"
#include "runtime/prompts/append.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"

namespace suture::prompts {
namespace {

// The most code points of a note's title or author that are printed.
constexpr size_t kMaxLabel = 60;

// Notes of a question in their order, each with the sections that may be shown; empty: all.
struct ScopedNote {
  int32_t row = -1;
  std::set<std::string_view> sections;
};

std::vector<ScopedNote> NotesOf(const Library& library, const WantedPrompt& wanted) {
  std::map<int32_t, ScopedNote> by_row;
  for (const NoteScope& scope : wanted.scopes) {
    const auto& sections = library.sections(wanted.prompt, scope.read);
    for (const int32_t row : scope.notes) {
      const auto [at, is_new] = by_row.emplace(row, ScopedNote{row, {}});
      if (is_new) {
        at->second.sections.insert(sections.begin(), sections.end());
      } else if (sections.empty() || at->second.sections.empty()) {
        at->second.sections.clear();  // One of the lines reads the whole note.
      } else {
        at->second.sections.insert(sections.begin(), sections.end());
      }
    }
  }
  std::vector<ScopedNote> notes;
  for (auto& [row, note] : by_row) notes.push_back(std::move(note));
  return notes;
}

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

std::string_view TextOfCell(const chart::Row& row, int column) {
  if (column < 0 || static_cast<size_t>(column) >= row.cells.size()) return {};
  const chart::Cell& cell = row.cells[static_cast<size_t>(column)];
  if (cell.kind == chart::Cell::Kind::kCodes) return cell.codes->text;
  const bool is_text =
      cell.kind == chart::Cell::Kind::kValue && cell.value.kind() == values::Kind::kText;
  return is_text ? cell.value.text() : std::string_view();
}

class Scope {
 public:
  Scope(const Library& library, const chart::Case& chart) : library_(library) {
    rows_ = &chart.rows(library.plan().notes).rows;
  }

  // By the time written, then chart order; notes without a time come last.
  void Add(std::vector<ScopedNote> notes) {
    notes_ = std::move(notes);
    std::stable_sort(notes_.begin(), notes_.end(), [this](const auto& a, const auto& b) {
      const chart::Period& left = (*rows_)[a.row].at;
      const chart::Period& right = (*rows_)[b.row].at;
      if (left.has_start != right.has_start) return left.has_start;
      return left.has_start && values::TotalOrder(left.start, right.start) < 0;
    });
    for (const ScopedNote& scoped : notes_) Describe(scoped.row);
  }

  size_t size() const { return notes_.size(); }
  const ScopedNote& scoped(size_t i) const { return notes_[i]; }
  const std::vector<notes::Note>& notes() const { return described_; }
  bool unreadable() const { return unreadable_; }
  std::string_view written(size_t i) const { return written_[i]; }

  std::string Hash() const {
    std::string text;
    for (size_t i = 0; i < described_.size(); ++i) {
      const notes::Note& note = described_[i];
      for (std::string_view part :
           {note.type, note.author_role, std::string_view(written_[i]), note.text}) {
        Append(text, part.size(), ":", part);
      }
    }
    return plan::Sha256Hex(text).substr(0, 32);
  }

 private:
  void Describe(int32_t row_index) {
    const chart::Row& row = (*rows_)[static_cast<size_t>(row_index)];
    const NoteColumns& columns = library_.columns();
    notes::Note& note = described_.emplace_back();
    note.type = TypeOf(row);
    note.author_role = TextOfCell(row, columns.role);
    const bool has_body = columns.body >= 0 && static_cast<size_t>(columns.body) < row.cells.size();
    const chart::Cell* body = has_body ? &row.cells[static_cast<size_t>(columns.body)] : nullptr;
    if (body != nullptr && body->kind == chart::Cell::Kind::kAttachment) {
      note.text = body->attachment->text;
    } else {
      unreadable_ = true;
    }
    std::string& written = written_.emplace_back();
    if (!row.at.has_start) return;
    written = row.at.start.ToString();
    if (row.at.start.precision >= values::Precision::kDay) {
      note.written_day = row.at.start.EarliestLocalDay();
    }
  }

  // The plan's name for its document type, else the chart's title.
  std::string_view TypeOf(const chart::Row& row) const {
    const int column = library_.columns().type;
    const std::string_view title = TextOfCell(row, library_.columns().title);
    if (column >= 0 && static_cast<size_t>(column) < row.cells.size()) {
      const chart::Cell& cell = row.cells[static_cast<size_t>(column)];
      if (cell.kind == chart::Cell::Kind::kCodes) {
        for (const plan::DocumentType& type : library_.plan().documents) {
          if (type.codes.valid() && absl::c_linear_search(cell.codes->sets, type.codes.index)) {
            return type.label.empty() ? type.name : type.label;
          }
        }
        if (title.empty()) return cell.codes->text;
      }
    }
    return title;
  }

  const Library& library_;
  const std::vector<chart::Row>* rows_;
  std::vector<ScopedNote> notes_;
  std::vector<notes::Note> described_;
  std::vector<std::string> written_;
  bool unreadable_ = false;
};

bool MayShow(const Scope& scope, const notes::Passage& passage) {
  const auto& sections = scope.scoped(static_cast<size_t>(passage.note_index)).sections;
  return sections.empty() || sections.count(passage.section) > 0;
}

// The words a question is ranked by, beside its cues.
std::string WordsOf(const plan::Plan& plan, const plan::Prompt& prompt) {
  std::string words;
  for (const plan::PromptPart& part : prompt.text) Append(words, part.text, " ");
  if (prompt.field.valid()) {
    const plan::Field& field = plan.fields[prompt.field.index];
    Append(words, field.label, " ", field.definition);
  }
  return words;
}

// Best passages first, the questions in turn.
std::vector<int> ChooseSome(const Library& library, const Scope& scope,
                            const notes::PassageIndex& index,
                            absl::Span<const WantedPrompt* const> questions, size_t budget) {
  const std::vector<notes::CueHit> hits = index.FindCues(library.cues());
  std::vector<std::vector<notes::PassageIndex::Ranked>> ranked;
  for (const WantedPrompt* wanted : questions) {
    const plan::Prompt& prompt = library.plan().prompts[wanted->prompt.index];
    notes::PassageQuery query;
    query.phrases = library.cues_of(wanted->prompt);
    if (!query.phrases.empty()) query.hits = hits;  // No phrases would mean all of them.
    const std::string words = WordsOf(library.plan(), prompt);
    query.words = words;
    ranked.push_back(index.Rank(query));
  }
  std::vector<bool> chosen(index.passages().size(), false);
  std::vector<size_t> next(ranked.size(), 0);
  size_t used = 0;
  bool more = true;
  while (more) {
    more = false;
    for (size_t q = 0; q < ranked.size(); ++q) {
      while (next[q] < ranked[q].size()) {
        const notes::PassageIndex::Ranked& best = ranked[q][next[q]++];
        const notes::Passage& passage = index.passages()[static_cast<size_t>(best.passage)];
        const size_t cost = passage.tokens + kTokensEachPassage;
        const bool is_chosen = chosen[static_cast<size_t>(best.passage)];
        if (best.score <= 0) next[q] = ranked[q].size();
        if (best.score <= 0 || is_chosen || used + cost > budget || !MayShow(scope, passage))
          continue;
        chosen[static_cast<size_t>(best.passage)] = true;
        used += cost;
        more = true;
        break;
      }
    }
  }
  std::vector<int> list;
  for (size_t p = 0; p < chosen.size(); ++p) {
    if (chosen[p]) list.push_back(static_cast<int>(p));
  }
  return list;
}

void Render(const Scope& scope, const notes::PassageIndex& index, const std::vector<int>& chosen,
            Evidence& evidence) {
  Append(evidence.text, "<passages>\n");
  for (size_t i = 0; i < chosen.size(); ++i) {
    const notes::Passage& passage = index.passages()[static_cast<size_t>(chosen[i])];
    const auto note_index = static_cast<size_t>(passage.note_index);
    const notes::Note& note = scope.notes()[note_index];
    evidence.passages.push_back(
        {scope.scoped(note_index).row, note.text, passage.begin, passage.end});
    Append(evidence.text, "<passage number=\"", i + 1, "\"");
    const std::string type = OneLine(note.type), author = OneLine(note.author_role);
    if (!type.empty()) Append(evidence.text, " note=\"", type, "\"");
    const std::string_view written = scope.written(note_index);
    if (!written.empty()) Append(evidence.text, " written=\"", written, "\"");
    if (!author.empty()) Append(evidence.text, " author=\"", author, "\"");
    if (!passage.section.empty()) {
      Append(evidence.text, " section=\"", passage.section, "\"");
    }
    Append(evidence.text, ">\n");
    AppendNeutral(text::Trim(index.TextOf(passage)), evidence.text);
    Append(evidence.text, "\n</passage>\n");
  }
  Append(evidence.text, "</passages>\n");
}

}  // namespace

void AppendNeutral(std::string_view text, std::string& to) {
  static constexpr std::array<std::string_view, 2> kMarks = {"passage", "question"};
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

std::string NotesKey(const Library& library, const WantedPrompt& wanted) {
  std::string key;
  for (const ScopedNote& note : NotesOf(library, wanted)) {
    Append(key, note.row);
    for (std::string_view section : note.sections) Append(key, "/", section);
    Append(key, ",");
  }
  return key;
}

struct EvidenceSource::Parts {
  Parts(const Library& library, const chart::Case& chart)
      : library(library), scope(library, chart) {}

  const Library& library;
  Scope scope;
  notes::PassageIndex index;
  std::string notes_hash;
  std::vector<int> all;  // Passages that may be shown
  size_t tokens = 0;
};

EvidenceSource::EvidenceSource(const Library& library, const chart::Case& chart,
                               const WantedPrompt& wanted)
    : parts_(std::make_unique<Parts>(library, chart)) {
  Parts& parts = *parts_;
  parts.scope.Add(NotesOf(library, wanted));
  parts.notes_hash = parts.scope.Hash();
  parts.index = notes::PassageIndex::Build(parts.scope.notes(), library.lexicon());
  for (size_t p = 0; p < parts.index.passages().size(); ++p) {
    const notes::Passage& passage = parts.index.passages()[p];
    if (!MayShow(parts.scope, passage)) continue;
    parts.all.push_back(static_cast<int>(p));
    parts.tokens += passage.tokens + kTokensEachPassage;
  }
}

EvidenceSource::~EvidenceSource() = default;

size_t EvidenceSource::tokens() const { return parts_->tokens; }

Evidence EvidenceSource::Choose(absl::Span<const WantedPrompt* const> questions,
                                size_t budget) const {
  const Parts& parts = *parts_;
  const std::vector<notes::Passage>& passages = parts.index.passages();
  const std::vector<int> chosen =
      parts.tokens <= budget
          ? parts.all
          : ChooseSome(parts.library, parts.scope, parts.index, questions, budget);
  Evidence evidence;
  evidence.notes_hash = parts.notes_hash;
  evidence.complete =
      parts.scope.size() > 0 && chosen.size() == passages.size() && !parts.scope.unreadable();
  Render(parts.scope, parts.index, chosen, evidence);
  std::set<int32_t> shown;
  for (const ShownPassage& passage : evidence.passages) shown.insert(passage.note);
  // A copied passage was shown where it first stood; the copies were seen too.
  for (int p : chosen) {
    for (const notes::Place& place : passages[static_cast<size_t>(p)].other_places) {
      shown.insert(parts.scope.scoped(static_cast<size_t>(place.note_index)).row);
    }
  }
  evidence.shown.assign(shown.begin(), shown.end());
  return evidence;
}

}  // namespace suture::prompts
