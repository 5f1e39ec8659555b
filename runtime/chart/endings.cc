#include "runtime/chart/endings.h"

#include <algorithm>
#include <string_view>

namespace suture::chart {
namespace {

constexpr std::string_view kStatus = "status", kEnded = "ended";

// Of FHIR's lists of states. `unknown` does not say that it goes on.
bool IsOver(std::string_view status) {
  constexpr std::string_view kOver[] = {"finished", "completed", "stopped", "unknown"};
  return std::find(std::begin(kOver), std::end(kOver), status) != std::end(kOver);
}

bool LacksEnd(const Cell& cell) {
  return cell.kind == Cell::Kind::kPeriod && !cell.period->has_end;
}

const values::Value* ValueNamed(std::string_view name, const plan::Shape& shape, const Row& row) {
  for (size_t i = 0; i < shape.attributes.size() && i < row.cells.size(); ++i) {
    if (shape.attributes[i].name != name) continue;
    return row.cells[i].kind == Cell::Kind::kValue ? &row.cells[i].value : nullptr;
  }
  return nullptr;
}

}  // namespace

Cell PeriodCell(const Period& period, base::Arena& arena) {
  Cell cell;
  cell.kind = Cell::Kind::kPeriod;
  cell.period = arena.New<Period>(period);
  return cell;
}

Cell BeginningCell(const values::DateTime& time, base::Arena& arena) {
  Period period;
  period.start = time;
  period.has_start = true;
  return PeriodCell(period, arena);
}

bool TellsEnd(const plan::Attribute& attribute) {
  return attribute.name == kStatus || attribute.name == kEnded;
}

void CompletePeriods(const plan::Shape& shape, Row& row, base::Arena& arena) {
  if (std::none_of(row.cells.begin(), row.cells.end(), LacksEnd)) return;
  const values::Value* const status = ValueNamed(kStatus, shape, row);
  const values::Value* const ended = ValueNamed(kEnded, shape, row);
  const bool is_over =
      status != nullptr && status->kind() == values::Kind::kText && IsOver(status->text());
  const bool tells_end = ended != nullptr && ended->kind() == values::Kind::kDateTime;
  if (!is_over && !tells_end) return;
  const absl::Span<Cell> cells = arena.CopyArray<Cell>(row.cells);
  row.cells = cells;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!LacksEnd(cells[i])) continue;
    Period period = *cells[i].period;
    if (is_over) period.is_period = false;
    if (tells_end && static_cast<int>(i) == shape.at) {
      period.end = ended->date_time();
      period.has_end = period.is_period = true;
    }
    cells[i] = PeriodCell(period, arena);
  }
}

}  // namespace suture::chart
