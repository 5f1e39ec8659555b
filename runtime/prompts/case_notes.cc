#include "runtime/prompts/case_notes.h"

#include <algorithm>
#include <map>

#include "absl/algorithm/container.h"
#include "runtime/plan/hash.h"
#include "runtime/prompts/append.h"

namespace suture::prompts {
namespace {

std::string_view TextOfCell(const chart::Row& row, int column) {
  if (column < 0 || static_cast<size_t>(column) >= row.cells.size()) return {};
  const chart::Cell& cell = row.cells[static_cast<size_t>(column)];
  if (cell.kind == chart::Cell::Kind::kCodes) return cell.codes->text;
  const bool is_text =
      cell.kind == chart::Cell::Kind::kValue && cell.value.kind() == values::Kind::kText;
  return is_text ? cell.value.text() : std::string_view();
}

}  // namespace

QuestionScope::QuestionScope(const Library& library, const WantedPrompt& wanted) {
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
  for (auto& [row, note] : by_row) {
    Append(key_, row);
    for (std::string_view section : note.sections) Append(key_, "/", section);
    Append(key_, ",");
    notes_.push_back(std::move(note));
  }
}

const QuestionScope::ScopedNote* QuestionScope::Find(int32_t row) const {
  const auto at = std::lower_bound(
      notes_.begin(), notes_.end(), row,
      [](const ScopedNote& note, int32_t wanted_row) { return note.row < wanted_row; });
  return at == notes_.end() || at->row != row ? nullptr : &*at;
}

bool QuestionScope::Holds(int32_t row, std::string_view section) const {
  const ScopedNote* note = Find(row);
  return note != nullptr && (note->sections.empty() || note->sections.count(section) > 0);
}

CaseNotes::CaseNotes(const Library& library, const chart::Case& chart,
                     const std::set<int32_t>& rows)
    : library_(library), rows_(rows.begin(), rows.end()) {
  const std::vector<chart::Row>& all = chart.rows(library.plan().notes).rows;
  std::stable_sort(rows_.begin(), rows_.end(), [&](int32_t a, int32_t b) {
    const chart::Period& left = all[static_cast<size_t>(a)].at;
    const chart::Period& right = all[static_cast<size_t>(b)].at;
    if (left.has_start != right.has_start) return left.has_start;
    return left.has_start && values::TotalOrder(left.start, right.start) < 0;
  });
  for (const int32_t row : rows_) Describe(all[static_cast<size_t>(row)]);
}

void CaseNotes::Describe(const chart::Row& row) {
  const NoteColumns& columns = library_.columns();
  notes::Note& note = notes_.emplace_back();
  note.type = TypeOf(row);
  note.author_role = TextOfCell(row, columns.role);
  const bool has_body = columns.body >= 0 && static_cast<size_t>(columns.body) < row.cells.size();
  const chart::Cell* body = has_body ? &row.cells[static_cast<size_t>(columns.body)] : nullptr;
  const bool has_text = body != nullptr && body->kind == chart::Cell::Kind::kAttachment;
  readable_.push_back(has_text && body->cause == values::UnsettledCause::kNone);
  if (has_text) note.text = body->attachment->text;
  std::string& written = written_.emplace_back();
  if (!row.at.has_start) return;
  written = row.at.start.ToString();
  const int32_t day = row.at.start.EarliestLocalDay();
  if (day == row.at.start.LatestLocalDay()) note.written_day = day;
}

// The plan's name for its document type, else the chart's title.
std::string_view CaseNotes::TypeOf(const chart::Row& row) const {
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

bool CaseNotes::IsReadable(const QuestionScope& scope) const {
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (scope.Reads(rows_[i]) && !readable_[i]) return false;
  }
  return true;
}

std::string CaseNotes::Hash(const QuestionScope& scope) const {
  std::string text;
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (!scope.Reads(rows_[i])) continue;
    const notes::Note& note = notes_[i];
    for (std::string_view part :
         {note.type, note.author_role, std::string_view(written_[i]), note.text}) {
      Append(text, part.size(), ":", part);
    }
  }
  return plan::Sha256Hex(text).substr(0, 32);
}

}  // namespace suture::prompts
