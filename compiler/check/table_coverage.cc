// Gaps, overlaps and dead rows of decision tables. Every cell is a set of atoms of its column
// (table_domain.h), so a row is a box and the questions are about boxes: is there a point that no
// box holds, do two boxes meet, is a box inside the union of those before it. Inputs count as
// independent.
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "compiler/check/analyses.h"
#include "compiler/check/table_domain.h"

namespace suture::check {
namespace {

using plan::HitPolicy;
using plan::StepKind;

using Box = std::vector<AtomSet>;   // One set a column
using Point = std::vector<size_t>;  // One atom a column

bool Empty(const AtomSet& set) {
  return absl::c_none_of(set, [](bool held) { return held; });
}

AtomSet Meet(const AtomSet& a, const AtomSet& b) {
  AtomSet out(a.size());
  for (size_t i = 0; i < a.size(); ++i) out[i] = a[i] && b[i];
  return out;
}

std::optional<Box> Meet(const Box& a, const Box& b) {
  Box out;
  for (size_t c = 0; c < a.size(); ++c) {
    out.push_back(Meet(a[c], b[c]));
    if (Empty(out.back())) return std::nullopt;
  }
  return out;
}

// Finds a point of `region` that none of the boxes holds: column by column, keeping the boxes still
// alive.
class PointSearch {
 public:
  // `max_steps`: boxes that are looked at before the search gives up; adversarial tables only.
  PointSearch(const Box& region, const std::vector<const Box*>& boxes, int max_steps)
      : region_(region), boxes_(boxes), max_steps_(max_steps) {}

  std::optional<Point> Find() {
    std::vector<int> alive;
    for (size_t b = 0; b < boxes_.size(); ++b) {
      alive.push_back(static_cast<int>(b));
      size_t from = region_.size();
      while (from > 0 && Covers((*boxes_[b])[from - 1], region_[from - 1])) --from;
      full_from_.push_back(from);
    }
    Point point;
    return Descend(0, alive, point) ? std::optional<Point>(point) : std::nullopt;
  }
  bool gave_up() const { return steps_ > max_steps_; }

 private:
  static bool Covers(const AtomSet& set, const AtomSet& region) {
    for (size_t i = 0; i < set.size(); ++i) {
      if (region[i] && !set[i]) return false;
    }
    return true;
  }

  bool Descend(size_t column, const std::vector<int>& alive, Point& point) {
    if (++steps_ > max_steps_) return false;
    if (alive.empty()) {
      for (size_t c = column; c < region_.size(); ++c) {
        point.push_back(static_cast<size_t>(absl::c_find(region_[c], true) - region_[c].begin()));
      }
      return true;
    }
    if (absl::c_any_of(alive, [&](int b) { return full_from_[b] <= column; })) return false;
    if (!covered_.insert({column, alive}).second) return false;
    // The fewer boxes hold an atom, the sooner a point shows.
    std::vector<std::pair<std::vector<int>, size_t>> next;
    for (size_t atom = 0; atom < region_[column].size(); ++atom) {
      if (!region_[column][atom]) continue;
      std::vector<int> held;
      absl::c_copy_if(alive, std::back_inserter(held),
                      [&](int b) { return bool{(*boxes_[b])[column][atom]}; });
      next.emplace_back(std::move(held), atom);
    }
    absl::c_stable_sort(
        next, [](const auto& a, const auto& b) { return a.first.size() < b.first.size(); });
    for (const auto& [held, atom] : next) {
      point.push_back(atom);
      if (Descend(column + 1, held, point)) return true;
      point.pop_back();
    }
    return false;
  }

  const Box& region_;
  const std::vector<const Box*>& boxes_;
  std::vector<size_t> full_from_;  // From this column on the box holds the whole region
  std::set<std::pair<size_t, std::vector<int>>> covered_;
  int max_steps_;
  int steps_ = 0;
};

class TableCheck {
 public:
  TableCheck(const typed::Module& module, size_t table, diag::Emitter& emitter, int max_search)
      : plan_(module.draft),
        table_(module.draft.tables[table]),
        info_(module.tables[table]),
        field_(module.draft.fields[info_.field.index]),
        source_(*module.fields[info_.field.index].source),
        emitter_(emitter),
        max_search_(max_search) {
    for (size_t i = 0; i < field_.steps.size(); ++i) {
      if (field_.steps[i].table.index == static_cast<int32_t>(table)) step_ = i;
    }
  }

  void Run() {
    Build();
    FindDeadRows();
    FindOverlaps();
    FindGap();
  }

 private:
  void Build() {
    for (plan::ExprId input : info_.inputs) columns_.emplace_back(plan_, input);
    std::vector<std::vector<plan::ExprId>> cells;
    for (size_t r = 0; r < table_.rows.size(); ++r) {
      const std::vector<plan::ExprId>& args = plan_.exprs[table_.rows[r].condition.index].args;
      std::vector<plan::ExprId> row(columns_.size());
      bool fixed = true;
      for (size_t c = 0, arg = 0; c < columns_.size(); ++c) {
        if (info_.source->rows[r].cells[c].any) continue;
        row[c] = arg < args.size() ? args[arg++] : plan::ExprId{};
        fixed = columns_[c].Add(row[c]) && fixed;
      }
      fixed_.push_back(fixed);
      cells.push_back(std::move(row));
    }
    for (ColumnDomain& column : columns_) column.Cut();
    for (size_t r = 0; r < cells.size(); ++r) {
      Box box;
      for (size_t c = 0; c < columns_.size(); ++c) {
        box.push_back(fixed_[r] ? columns_[c].Hold(cells[r][c])
                                : AtomSet(columns_[c].atoms().size(), true));
      }
      boxes_.push_back(std::move(box));
    }
  }

  // `insulin = no, oral = unknown`
  std::string TextOf(const Point& point) const {
    std::vector<std::string> parts;
    for (size_t c = 0; c < point.size(); ++c) {
      parts.push_back(
          absl::StrCat(info_.source->inputs[c].text, " = ", columns_[c].atoms()[point[c]].example));
    }
    return absl::StrCat("`", absl::StrJoin(parts, ", "), "`");
  }
  std::string TextOf(const Box& box) const {
    Point point;
    for (const AtomSet& set : box)
      point.push_back(static_cast<size_t>(absl::c_find(set, true) - set.begin()));
    return TextOf(point);
  }
  base::Span SpanOf(size_t row) const { return info_.source->rows[row].span; }

  std::optional<Point> Search(const Box& region, const std::vector<const Box*>& boxes) {
    PointSearch search(region, boxes, max_search_);
    std::optional<Point> point = search.Find();
    if (search.gave_up() && !gave_up_) {
      gave_up_ = true;
      emitter_.Emit(diag::kTableTooWide, source_.steps[step_].name.span, max_search_)
          .Help("Split the table in two, each with fewer inputs.");
    }
    return point;
  }

  const plan::Literal* AnswerOf(size_t row) const {
    plan::ExprId value = table_.rows[row].value;
    if (table_.rows[row].answer != plan::AnswerKind::kValue || !value.valid()) return nullptr;
    const plan::Expr& expr = plan_.exprs[value.index];
    return expr.op == plan::Op::kLiteral ? &plan_.literals[expr.literal] : nullptr;
  }
  // A row whose value is worked out may have none, and then the next row is tried.
  bool SurelyAnswers(size_t row) const {
    return table_.rows[row].answer != plan::AnswerKind::kValue || AnswerOf(row) != nullptr;
  }
  int RankOf(size_t row) const {
    const plan::Literal* answer = AnswerOf(row);
    if (answer == nullptr || answer->type.kind != plan::TypeKind::kChoice) return -1;
    for (const plan::ChoiceMember& member : plan_.choices[answer->type.choice.index].members) {
      if (member.name == answer->text) return member.rank;
    }
    return -1;
  }
  // Whether `other` keeps `row` from answering wherever both hold.
  bool Shadows(size_t other, size_t row) const {
    if (other == row || !fixed_[other] || !SurelyAnswers(other)) return false;
    if (table_.policy == HitPolicy::kFirst) return other < row;
    const plan::Literal* a = AnswerOf(row);
    const plan::Literal* b = AnswerOf(other);
    if (table_.policy != HitPolicy::kPriority || a == nullptr || b == nullptr) return false;
    // The first true row stays until one outranks it, which a choice without rank never does.
    int mine = RankOf(row), theirs = RankOf(other);
    if (mine >= 0 && theirs >= 0 && mine != theirs) return theirs > mine;
    return other < row &&
           (a->text == b->text || (a->type.kind == plan::TypeKind::kChoice && mine < 0));
  }

  void FindDeadRows() {
    for (size_t r = 0; r < boxes_.size(); ++r) {
      if (!fixed_[r]) continue;
      if (absl::c_any_of(boxes_[r], Empty)) {
        emitter_.Emit(diag::kTableRowNever, SpanOf(r), "no value fits all of its cells");
        continue;
      }
      std::vector<const Box*> ahead;
      std::vector<size_t> ahead_rows;
      for (size_t other = 0; other < boxes_.size(); ++other) {
        if (!Shadows(other, r) || !Meet(boxes_[other], boxes_[r])) continue;
        ahead.push_back(&boxes_[other]);
        ahead_rows.push_back(other);
      }
      if (ahead.empty() || Search(boxes_[r], ahead) || gave_up_) continue;
      auto builder = emitter_.Emit(diag::kTableRowNever, SpanOf(r),
                                   "other rows go before it wherever it holds");
      for (size_t other : ahead_rows) builder.Label(SpanOf(other), "This row goes before it.");
      builder.Help("Take the row out, or put the narrower row before the wider one.");
    }
  }

  void FindOverlaps() {
    if (table_.policy != HitPolicy::kUnique && table_.policy != HitPolicy::kAny) return;
    for (size_t r = 0; r < boxes_.size(); ++r) {
      for (size_t other = 0; other < r; ++other) {
        if (!fixed_[r] || !fixed_[other]) continue;
        std::optional<Box> both = Meet(boxes_[other], boxes_[r]);
        if (!both || (table_.policy == HitPolicy::kAny && !Differ(other, r))) continue;
        auto builder = table_.policy == HitPolicy::kUnique
                           ? emitter_.Emit(diag::kTableOverlap, SpanOf(r), TextOf(*both))
                           : emitter_.Emit(diag::kTableAnyDiffers, SpanOf(r), TextOf(*both));
        builder.Label(SpanOf(other), "This row holds for it, too.")
            .Help(
                "Narrow one of the rows, or write `first` after the table's name if the upper row "
                "should win.");
        break;
      }
    }
  }

  // Surely different: two values that are worked out may turn out alike.
  bool Differ(size_t a, size_t b) const {
    if (table_.rows[a].answer != table_.rows[b].answer) return true;
    const plan::Literal* left = AnswerOf(a);
    const plan::Literal* right = AnswerOf(b);
    return left != nullptr && right != nullptr && left->text != right->text;
  }

  void FindGap() {
    if (table_.policy == HitPolicy::kCollect || field_.resolve == plan::Resolve::kCollect) return;
    for (size_t i = step_ + 1; i < field_.steps.size(); ++i) {
      if (field_.steps[i].kind != StepKind::kHint) return;
    }
    Box all, known;
    for (const ColumnDomain& column : columns_) {
      all.emplace_back(column.atoms().size(), true);
      known.push_back(all.back());
      for (size_t a = 0; a < column.atoms().size(); ++a) known.back()[a] = column.atoms()[a].known;
    }
    std::vector<const Box*> boxes;
    for (const Box& box : boxes_) boxes.push_back(&box);
    // A gap between known values says more than one where something is not known.
    std::optional<Point> gap = Search(known, boxes);
    if (!gap && !gave_up_) gap = Search(all, boxes);
    if (!gap) return;
    emitter_.Emit(diag::kTableGap, source_.steps[step_].name.span, TextOf(*gap))
        .Help(
            "Add a row for it, or a last step such as `otherwise review` or `otherwise absent "
            "because \"…\"`.");
  }

  const plan::Plan& plan_;
  const plan::Table& table_;
  const typed::TableInfo& info_;
  const plan::Field& field_;
  const ast::Field& source_;
  diag::Emitter& emitter_;
  int max_search_;
  size_t step_ = 0;
  std::vector<ColumnDomain> columns_;
  std::vector<Box> boxes_;   // One a row
  std::vector<bool> fixed_;  // Whether the row's cells compare with fixed values only
  bool gave_up_ = false;
};

}  // namespace

void CheckTableCoverage(const typed::Module& module, diag::Emitter& emitter, int max_search) {
  for (size_t t = 0; t < module.tables.size(); ++t) {
    const typed::FieldInfo& field = module.fields[module.tables[t].field.index];
    if (!field.whole || module.tables[t].source->rows.empty()) continue;
    diag::Emitter::Context context(emitter, WhileChecking(module, module.tables[t].field));
    TableCheck(module, t, emitter, max_search).Run();
  }
}

}  // namespace suture::check
