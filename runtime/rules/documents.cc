// Which document type a note is, and which notes a `read` line chooses.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "runtime/rules/edges.h"
#include "runtime/rules/evaluator.h"

namespace suture::rules {
namespace {

// The library's own string_view, where it is not the standard one.
absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

bool EqualsIgnoreCase(std::string_view left, std::string_view right) {
  return absl::EqualsIgnoreCase(View(left), View(right));
}

bool IsWordCharacter(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// Whole, or in front or at the end as words of their own: "Progress Note - Cardiology", "Cardiac
// Surgery H&P".
bool FitsTitle(std::string_view title, std::string_view phrase) {
  if (phrase.empty() || phrase.size() > title.size()) return false;
  const size_t behind = title.size() - phrase.size();
  if (behind == 0) return EqualsIgnoreCase(title, phrase);
  return (absl::StartsWithIgnoreCase(View(title), View(phrase)) &&
          !IsWordCharacter(title[phrase.size()])) ||
         (absl::EndsWithIgnoreCase(View(title), View(phrase)) &&
          !IsWordCharacter(title[behind - 1]));
}

const chart::Cell* CellAt(const chart::Row& row, int32_t attribute) {
  if (attribute < 0 || attribute >= static_cast<int32_t>(row.cells.size())) return nullptr;
  return &row.cells[attribute];
}

std::string_view TextAt(const chart::Row& row, int32_t attribute) {
  const chart::Cell* cell = CellAt(row, attribute);
  if (cell == nullptr || cell->kind != chart::Cell::Kind::kValue ||
      cell->value.kind() != values::Kind::kText) {
    return {};
  }
  const absl::string_view text = absl::StripAsciiWhitespace(View(cell->value.text()));
  return {text.data(), text.size()};
}

}  // namespace

// A code decides before a title; of several titles the longest that fits.
plan::DocumentId Evaluator::ClassifyNote(const chart::Row& note) const {
  const plan::ShapeId shape = plan().collections[plan().notes.index].shape;
  const ShapeProgram& parts = program_.shape(shape);
  const chart::Cell* type = CellAt(note, parts.type);
  if (type != nullptr && type->kind == chart::Cell::Kind::kCodes) {
    for (size_t i = 0; i < plan().documents.size(); ++i) {
      const plan::CodeSetId codes = plan().documents[i].codes;
      if (codes.valid() && InCodeSet(*type->codes, codes).kind == Verdict::kTrue) {
        return {static_cast<int32_t>(i)};
      }
    }
  }
  std::string_view titles[] = {TextAt(note, parts.title), {}};
  if (type != nullptr && type->kind == chart::Cell::Kind::kCodes) titles[1] = type->codes->text;
  plan::DocumentId best;
  size_t best_length = 0;
  for (std::string_view title : titles) {
    for (size_t i = 0; i < plan().documents.size(); ++i) {
      for (const std::string& phrase : plan().documents[i].titles) {
        if (phrase.size() <= best_length || !FitsTitle(title, phrase)) continue;
        best = {static_cast<int32_t>(i)};
        best_length = phrase.size();
      }
    }
    if (best.valid()) break;
  }
  return best;
}

Verdict Evaluator::NotesInScope(const plan::ReadScope& read, const ReadProgram& program,
                                std::vector<int32_t>& notes, std::vector<int32_t>& doubtful) {
  notes.clear();
  doubtful.clear();
  BoundWindow window;
  if (program.written) {
    window.program = &*program.written;
    EvidenceId evidence;
    const Verdict bound = BindWindow(window, evidence);
    if (bound.kind != Verdict::kTrue) return bound;
  }
  const plan::CollectionId collection = plan().notes;
  const ShapeProgram& parts = program_.shape(plan().collections[collection.index].shape);
  const auto& rows = chart_->rows(collection).rows;
  for (size_t i = 0; i < rows.size(); ++i) {
    const chart::Row& note = rows[i];
    if (!read.documents.empty()) {
      const plan::DocumentId type = ClassifyNote(note);
      if (std::find(read.documents.begin(), read.documents.end(), type) == read.documents.end()) {
        continue;
      }
    }
    if (!read.by.empty() && !WrittenBy(note, parts, read.by)) continue;
    bool is_doubtful = note.doubtful;
    if (program.written) {
      const Verdict inside = TestWindow(window, note.at);
      if (inside.kind == Verdict::kFalse) continue;
      is_doubtful |= inside.kind != Verdict::kTrue;
    }
    notes.push_back(static_cast<int32_t>(i));
    if (is_doubtful) doubtful.push_back(static_cast<int32_t>(i));
  }
  std::stable_sort(notes.begin(), notes.end(), [&](int32_t a, int32_t b) {
    const chart::Period& left = rows[a].at;
    const chart::Period& right = rows[b].at;
    if (left.has_start != right.has_start) return left.has_start;
    return left.has_start && values::TotalOrder(left.start, right.start) < 0;
  });
  return Verdict::Of(true);
}

namespace {

// "2024-03-01" for a whole day, "2024-03-01 08:00" for a moment.
std::string EdgeText(const Edge& edge, values::MonthRounding rounding) {
  if (edge.unbounded) return "";
  const values::DateTime base = edge.whole_day ? edge.anchor.DatePart() : edge.anchor;
  values::DateTimeResult moved = values::Add(base, edge.by, rounding);
  if (!moved.ok()) moved = values::Add(base, edge.by, values::MonthRounding::kDown);
  if (!moved.ok()) return "";
  std::string text =
      moved.value.Truncated(std::min(moved.value.precision, values::Precision::kMinute)).ToString();
  if (const size_t mark = text.find('T'); mark != std::string::npos) {
    text = text.substr(0, mark) + " " + text.substr(mark + 1, 5);
  }
  return text;
}

}  // namespace

void Evaluator::DescribeWindow(const WindowProgram& window, std::string_view& from,
                               std::string_view& until) {
  from = until = {};
  BoundWindow bound;
  bound.program = &window;
  EvidenceId unused;
  Stretch stretch;
  if (BindWindow(bound, unused).kind != Verdict::kTrue || bound.lists || bound.is_loose ||
      !StretchOf(window, bound.a, bound.b, stretch)) {
    return;
  }
  from = arena_.CopyText(EdgeText(stretch.low, program_.month_rounding()));
  until = arena_.CopyText(EdgeText(stretch.high, program_.month_rounding()));
}

// The author's role by its code or its words.
bool Evaluator::WrittenBy(const chart::Row& note, const ShapeProgram& parts,
                          const std::vector<std::string>& roles) const {
  const chart::Cell* cell = CellAt(note, parts.role);
  if (cell == nullptr || cell->kind != chart::Cell::Kind::kCodes) return false;
  for (const std::string& role : roles) {
    if (EqualsIgnoreCase(cell->codes->text, role)) return true;
    for (const chart::Coding& coding : cell->codes->codings) {
      if (EqualsIgnoreCase(coding.code, role)) return true;
    }
  }
  return false;
}

}  // namespace suture::rules
