#include "runtime/rules/field_lines.h"

#include <algorithm>
#include <cstdint>

#include "runtime/rules/program.h"

namespace suture::rules {
namespace {

constexpr uintptr_t kLineBytes = 64;

// Walks what a field's steps say, in the order in which it is judged.
class Walk {
 public:
  Walk(const plan::Plan& plan, const Program& program, std::vector<const void*>& lines)
      : plan_(plan), program_(program), lines_(lines), begin_(lines.size()) {}

  void Field(plan::FieldId id) {
    const FieldProgram& field = program_.field(id);
    Add(&field, 2 * kLineBytes);
    Add(field.steps.data(), field.steps.size() * sizeof(StepProgram));
    Expr(field.applies_when);
    const std::vector<plan::Step>& steps = plan_.fields[id.index].steps;
    for (size_t i = 0; i < steps.size() && !full(); ++i) {
      Expr(steps[i].when);
      Expr(steps[i].value);
      if (steps[i].table.valid()) Table(steps[i]);
    }
  }

 private:
  bool full() const { return lines_.size() - begin_ >= FieldLines::kMostLines; }

  void Add(const void* from, size_t bytes) {
    const uintptr_t end = reinterpret_cast<uintptr_t>(from) + bytes;
    for (uintptr_t at = reinterpret_cast<uintptr_t>(from) / kLineBytes * kLineBytes;
         at < end && !full(); at += kLineBytes) {
      const void* const line = reinterpret_cast<const void*>(at);
      const auto first = lines_.begin() + static_cast<ptrdiff_t>(begin_);
      if (std::find(first, lines_.end(), line) == lines_.end()) lines_.push_back(line);
    }
  }

  void Table(const plan::Step& step) {
    const plan::Table& table = plan_.tables[step.table.index];
    Add(&step.table, sizeof(step.table));
    Add(&table, sizeof(table));
    for (const plan::TableRow& row : table.rows) {
      if (full()) return;
      Add(&row, sizeof(row.condition));
      Expr(row.condition);
      Expr(row.value);
    }
  }

  // Another field is not walked into: it has lines of its own, and was judged before.
  void Expr(plan::ExprId id) {
    if (!id.valid() || full()) return;
    const plan::Expr& expr = plan_.exprs[id.index];
    Add(&program_.node(id), kLineBytes);
    Add(expr.args.data(), expr.args.size() * sizeof(plan::ExprId));
    for (const plan::ExprId arg : expr.args) Expr(arg);
    if (!expr.query.valid()) return;
    const plan::Query& query = plan_.queries[expr.query.index];
    Add(&program_.query(expr.query), 2 * kLineBytes);
    Add(&query.covers, sizeof(query.covers));
    Add(query.covers.data(), query.covers.size() * sizeof(plan::CoverId));
    Expr(query.where);
  }

  const plan::Plan& plan_;
  const Program& program_;
  std::vector<const void*>& lines_;
  const size_t begin_;
};

}  // namespace

FieldLines::FieldLines(const plan::Plan& plan, const Program& program) {
  first_.push_back(0);
  for (size_t i = 0; i < plan.fields.size(); ++i) {
    Walk(plan, program, lines_).Field({static_cast<int32_t>(i)});
    first_.push_back(static_cast<uint32_t>(lines_.size()));
  }
}

}  // namespace suture::rules
