#include "runtime/engine/extracted_rows.h"

#include <algorithm>
#include <vector>

#include "runtime/chart/endings.h"
#include "runtime/notes/relative_time.h"
#include "runtime/rules/literal.h"
#include "runtime/rules/merge.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/reading.h"
#include "runtime/rules/submit.h"

namespace suture::engine {
namespace {

using plan::TypeKind;
using values::UnsettledCause;
using values::Value;

// "POD 6" against the day of its note and of the index event. A window of one day is that day; a
// wider one is too coarse to be a date.
Value ReadRelativeTime(const plan::Plan& plan, std::string_view text,
                       absl::Span<const chart::Quote> quotes, const NoteTimes& times) {
  notes::TimeAnchors anchors;
  anchors.date_order = times.date_order;
  const auto day = [](const values::DateTime& time) -> std::optional<int32_t> {
    if (time.EarliestLocalDay() != time.LatestLocalDay()) return std::nullopt;
    return time.EarliestLocalDay();
  };
  if (times.has_index) anchors.index_day = day(times.index);
  if (!quotes.empty() && quotes[0].note >= 0) {
    const chart::Period& written = times.chart->rows(plan.notes).rows[quotes[0].note].at;
    if (written.has_start) anchors.note_day = day(written.start);
  }
  const auto found = notes::FindRelativeTimes(text, anchors);
  if (found.size() != 1) return Value::Unsettled(UnsettledCause::kUnlistedWords);
  if (!found[0].window || found[0].window->first != found[0].window->last) {
    return Value::Unsettled(UnsettledCause::kImpreciseTime);
  }
  const values::CalendarDay date = values::FromDayNumber(found[0].window->first);
  return Value::OfDateTime(*values::DateTime::MakeDate(date.year, date.month, date.day));
}

// A clock time without an offset is the clock of the note that tells it.
void TakeOffsetOfNote(const plan::Plan& plan, absl::Span<const chart::Quote> quotes,
                      const NoteTimes& times, Value& value) {
  if (quotes.empty() || quotes[0].note < 0 || value.kind() != values::Kind::kDateTime) return;
  values::DateTime time = value.date_time();
  if (time.has_offset() || time.precision < values::Precision::kHour) return;
  const chart::Period& written = times.chart->rows(plan.notes).rows[quotes[0].note].at;
  if (!written.has_start || !written.start.has_offset()) return;
  // Words of a note are by the clock on the wall; a note that was filed by another does not tell
  // it.
  if (values::TimeOf(written.start).is_null()) return;
  time.offset_minutes = written.start.offset_minutes;
  value = Value::OfDateTime(time);
}

Value ReadValue(const rules::Program& program, const plan::Type& type,
                const prompts::AnsweredValue& answered, const NoteTimes& times,
                base::Arena& arena) {
  const plan::Plan& plan = program.plan();
  Value value;
  if (type.reading.valid()) {
    value = rules::ApplyReading(plan, plan.readings[type.reading.index], answered.text, arena);
  } else if (type.kind == TypeKind::kSet || type.kind == TypeKind::kRefs) {
    std::vector<std::string_view> items(answered.items.begin(), answered.items.end());
    const auto decoded = rules::DecodeItems(plan, type, items, arena);
    value = decoded.ok() ? *decoded : Value::Unsettled(UnsettledCause::kUnreadableValue);
  } else {
    const auto decoded = rules::DecodeLiteral(plan, type, answered.text, arena);
    value = decoded.ok() ? *decoded : Value::Unsettled(UnsettledCause::kUnreadableValue);
  }
  const bool is_day = type.kind == TypeKind::kDate || type.kind == TypeKind::kDateTime;
  if (value.is_null() && is_day) {
    value = ReadRelativeTime(plan, answered.text, answered.quotes, times);
    if (!value.is_null() && type.kind == TypeKind::kDateTime) {
      values::DateTime time = value.date_time();
      time.is_date = false;
      value = Value::OfDateTime(time);
    }
  }
  TakeOffsetOfNote(plan, answered.quotes, times, value);
  return value;
}

// A number that the record's cell does not allow was misread, whatever stands in the quote.
bool IsAllowed(const plan::Plan& plan, const plan::Attribute& attribute, const Value& value,
               base::Arena& arena) {
  if (attribute.range.empty() || value.is_null()) return true;
  plan::Type type = attribute.type;
  // A whole number may have bounds with a point.
  if (type.kind == TypeKind::kInteger) type.kind = TypeKind::kDecimal;
  rules::BoundsProgram range;
  range.low = *rules::DecodeLiteral(plan, type, attribute.range[0], arena);
  range.high = *rules::DecodeLiteral(plan, type, attribute.range[1], arena);
  return rules::InRange(range, value);
}

chart::Cell ReadCell(const rules::Program& program, const plan::Attribute& attribute,
                     const prompts::AnsweredValue& answered, const NoteTimes& times,
                     base::Arena& arena) {
  chart::Cell cell;
  if (!answered.stated) return cell;
  cell.kind = chart::Cell::Kind::kValue;
  cell.value = ReadValue(program, attribute.type, answered, times, arena);
  if (attribute.type.kind == TypeKind::kPeriod) {
    if (cell.value.kind() == values::Kind::kDateTime) {
      return chart::BeginningCell(cell.value.date_time(), arena);
    }
    chart::Period period;
    if (rules::ReadPeriod(cell.value, period)) return chart::PeriodCell(period, arena);
  }
  if (!IsAllowed(program.plan(), attribute, cell.value, arena)) {
    cell.value = Value::Unsettled(UnsettledCause::kUnreadableValue);
  }
  if (cell.value.is_null()) {
    cell.kind = chart::Cell::Kind::kUnreadable;
    cell.cause = cell.value.cause();
    cell.value = values::MakeText(arena, answered.text);
  }
  return cell;
}

absl::Span<const chart::Quote> QuotesOf(const prompts::ExtractedRow& row, base::Arena& arena) {
  std::vector<chart::Quote> quotes = row.quotes;
  for (const prompts::AnsweredValue& cell : row.cells) {
    for (const chart::Quote& quote : cell.quotes) {
      const bool there = std::any_of(quotes.begin(), quotes.end(), [&](const chart::Quote& other) {
        return quote.note == other.note && quote.begin == other.begin && quote.end == other.end;
      });
      if (!there) quotes.push_back(quote);
    }
  }
  return arena.CopyArray<chart::Quote>(quotes);
}

}  // namespace

rules::AskResult ReadAnswer(const rules::Program& program, plan::PromptId id,
                            const prompts::PromptAnswer& answer, const NoteTimes& times,
                            base::Arena& arena) {
  using Status = prompts::PromptAnswer::Status;
  const plan::Prompt& prompt = program.plan().prompts[id.index];
  rules::AskResult result;
  result.complete = answer.complete;
  result.reason = answer.reason;
  result.quotes = arena.CopyArray<chart::Quote>(answer.answer.quotes);
  result.shown = arena.CopyArray<int32_t>(answer.shown);
  if (answer.answer.stated) {
    result.value =
        times.chart->ByClock(ReadValue(program, prompt.answer, answer.answer, times, arena));
  }
  switch (answer.status) {
    case Status::kAnswered:
      result.status = rules::AskResult::Status::kAnswered;
      if (result.value.is_null()) {
        result.status = rules::AskResult::Status::kUnsettled;
        result.cause = result.value.cause() == UnsettledCause::kNone
                           ? UnsettledCause::kUnreadableValue
                           : result.value.cause();
      } else if (answer.doubtful) {
        result.status = rules::AskResult::Status::kReview;
        result.reason = values::ReviewReason::kUnsettled;
        result.cause = UnsettledCause::kUncertainCount;
      }
      break;
    case Status::kNotFound:
      result.status = rules::AskResult::Status::kNotFound;
      break;
    case Status::kReview:
      result.status = rules::AskResult::Status::kReview;
      break;
    case Status::kLeft:  // Given to no one who reads answers.
    case Status::kFailed:
      result.status = rules::AskResult::Status::kFailed;
      break;
  }
  return result;
}

void StoreNoRows(const rules::Program& program, plan::PromptId id, chart::Case& chart) {
  const plan::CollectionId collection = program.plan().prompts[id.index].collection;
  chart::CollectionRows& to = chart.rows(collection);
  to.rows.clear();
  to.ready = to.unread = true;
  to.complete = to.failed = false;
  chart.Changed(collection);
}

void StoreRows(const rules::Program& program, plan::PromptId id,
               const prompts::PromptAnswer& answer, const NoteTimes& times, chart::Case& chart) {
  const plan::Plan& plan = program.plan();
  const plan::Prompt& prompt = plan.prompts[id.index];
  const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  chart::CollectionRows& to = chart.rows(prompt.collection);
  to.rows.clear();
  to.ready = true;
  to.complete = answer.complete;
  to.unread = false;
  to.failed = answer.status == prompts::PromptAnswer::Status::kFailed;
  to.failure = answer.failure;
  for (const prompts::ExtractedRow& extracted : answer.rows) {
    chart::Row& row = to.rows.emplace_back();
    const absl::Span<chart::Cell> cells =
        chart.arena().NewArray<chart::Cell>(shape.attributes.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      cells[i] = i < extracted.cells.size() ? ReadCell(program, shape.attributes[i],
                                                       extracted.cells[i], times, chart.arena())
                                            : chart::Cell();
    }
    row.cells = cells;
    row.quotes = QuotesOf(extracted, chart.arena());
    row.doubtful = extracted.doubtful;
    if (shape.at >= 0) row.at = chart::TimeOfCell(cells[shape.at]);
  }
  chart.TakeClock(prompt.collection);
  rules::MergeRows(program, id, to.rows, chart.arena());
  // More than the spec allows, or an answer that a person must look at: nothing of it stands alone.
  const bool too_many = prompt.at_most > 0 && to.rows.size() > static_cast<size_t>(prompt.at_most);
  if (too_many || answer.status == prompts::PromptAnswer::Status::kReview) {
    for (chart::Row& row : to.rows) row.doubtful = true;
    to.failed = true;
    if (too_many) to.failure = values::FailureKind::kConstraint;
  }
  chart.Changed(prompt.collection);
}

}  // namespace suture::engine
