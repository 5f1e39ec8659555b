#include "runtime/rules/validity.h"

#include <catch2/catch.hpp>

#include "tests/support/plan_builder.h"

namespace suture::rules {
namespace {

using chart::Cell;
using plan::Op;
using plan::TypeKind;
using testing_support::PlanBuilder;
using testing_support::TypeOf;
using RowVerdict = chart::RowFilter::Verdict;

Cell WordCell(std::string_view text) {
  Cell cell;
  cell.kind = Cell::Kind::kValue;
  cell.value = values::Value::OfText(text);
  return cell;
}
Cell CellOf(Cell::Kind kind) {
  Cell cell;
  cell.kind = kind;
  if (kind == Cell::Kind::kUnreadable) cell.cause = values::UnsettledCause::kUnreadableValue;
  return cell;
}

// Entries with a status and an intent: valid when not status in {bad, broken}.
struct Statuses {
  PlanBuilder b;
  plan::ShapeId shape;
  plan::ExprId by_status, by_both;
  std::unique_ptr<const Program> program;
  std::unique_ptr<RowConditions> conditions;

  Statuses() {
    shape = b.Shape("entry",
                    {{"status", TypeOf(TypeKind::kCode)}, {"intent", TypeOf(TypeKind::kCode)}});
    const int32_t self = b.plan.variables++;
    b.plan.shapes[shape.index].self = self;
    const auto word = [&](const char* text) { return b.Literal(TypeOf(TypeKind::kText), text); };
    by_status =
        b.Of(Op::kNot, {b.Of(Op::kIn, {b.Attribute(self, 0), word("bad"), word("broken")})});
    by_both = b.Of(Op::kAnd, {by_status, b.Of(Op::kIn, {b.Attribute(self, 1), word("order")})});
    b.plan.shapes[shape.index].valid = by_status;
    plan::Binding binding;
    binding.resource = "Entry";
    binding.when = by_both;
    b.plan.shapes[shape.index].bindings = {binding};
    b.Collection("entry", shape);
    auto built = Program::Build(b.plan);
    INFO(built.status().ToString());
    REQUIRE(built.ok());
    program = *std::move(built);
    conditions = std::make_unique<RowConditions>(*program);
  }
  RowVerdict Judge(plan::ExprId condition, const Cell& status, const Cell& intent = Cell()) {
    const Cell cells[] = {status, intent};
    chart::Row row;
    row.cells = cells;
    return conditions->Judge(shape, condition, row);
  }
};

TEST_CASE("a condition on one word says the same of it each time") {
  Statuses s;
  for (int round = 0; round < 3; ++round) {
    CHECK(s.Judge(s.by_status, WordCell("final")) == RowVerdict::kKeep);
    CHECK(s.Judge(s.by_status, WordCell("bad")) == RowVerdict::kDrop);
    CHECK(s.Judge(s.by_status, WordCell("broken")) == RowVerdict::kDrop);
    CHECK(s.Judge(s.by_status, WordCell("badly")) == RowVerdict::kKeep);
    CHECK(s.Judge(s.by_status, CellOf(Cell::Kind::kEmpty)) == RowVerdict::kDoubtful);
    CHECK(s.Judge(s.by_status, CellOf(Cell::Kind::kUnreadable)) == RowVerdict::kDoubtful);
  }
}

TEST_CASE("more words than are kept, and longer ones, are judged as well") {
  Statuses s;
  const std::string tail(40, 'x');
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 40; ++i) {
      CHECK(s.Judge(s.by_status, WordCell("status-" + std::to_string(i))) == RowVerdict::kKeep);
      CHECK(s.Judge(s.by_status, WordCell("bad" + tail)) == RowVerdict::kKeep);
    }
    CHECK(s.Judge(s.by_status, WordCell("bad")) == RowVerdict::kDrop);
  }
}

TEST_CASE("a condition on two words is judged by both") {
  Statuses s;
  for (int round = 0; round < 2; ++round) {
    CHECK(s.Judge(s.by_both, WordCell("final"), WordCell("order")) == RowVerdict::kKeep);
    CHECK(s.Judge(s.by_both, WordCell("final"), WordCell("plan")) == RowVerdict::kDrop);
    CHECK(s.Judge(s.by_both, WordCell("bad"), WordCell("order")) == RowVerdict::kDrop);
    CHECK(s.Judge(s.by_both, WordCell("final"), Cell()) == RowVerdict::kDoubtful);
  }
}

}  // namespace
}  // namespace suture::rules
