#include "runtime/testing/given_chart.h"

#include <algorithm>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/endings.h"
#include "runtime/rules/literal.h"
#include "runtime/rules/periods.h"

namespace suture::testing {

using chart::Cell;
using plan::GivenKind;
using plan::TypeKind;
using values::Value;

namespace {

Cell OfValue(const Value& value) {
  Cell cell;
  cell.kind = Cell::Kind::kValue;
  cell.value = value;
  return cell;
}

absl::StatusOr<values::DateTime> ReadMoment(const std::string& text) {
  auto time = values::DateTime::Parse(text);
  if (!time) {
    return absl::InvalidArgumentError(fmt::format("\"{}\" is not a date or time.", text));
  }
  time->is_date = false;
  return *time;
}

const std::vector<plan::PathStep>* PlaceOf(const plan::AttributeBinding& attribute) {
  return attribute.paths.empty() ? nullptr : &attribute.paths[0].steps;
}

bool IsSamePlace(const plan::AttributeBinding& left, const plan::AttributeBinding& right) {
  const auto *a = PlaceOf(left), *b = PlaceOf(right);
  return a != nullptr && b != nullptr &&
         std::equal(a->begin(), a->end(), b->begin(), b->end(),
                    [](const plan::PathStep& x, const plan::PathStep& y) {
                      return x.name == y.name && x.argument == y.argument;
                    });
}

Cell Joined(const Cell& left, const Cell& right, base::Arena& arena) {
  if (left.kind != Cell::Kind::kCodes) return right;
  const auto join = [&](const auto& a, const auto& b, auto& to) {
    to.assign(a.begin(), a.end());
    to.insert(to.end(), b.begin(), b.end());
  };
  std::vector<chart::Coding> codings;
  std::vector<int32_t> sets;
  join(left.codes->codings, right.codes->codings, codings);
  join(left.codes->sets, right.codes->sets, sets);
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  Cell cell = left;
  cell.codes = arena.New<chart::Codes>(
      chart::Codes{arena.CopyArray<chart::Coding>(codings), arena.CopyArray<int32_t>(sets),
                   left.codes->text, left.codes->unlisted || right.codes->unlisted});
  return cell;
}

// Where an attribute holds the codes of several places, such as class and type of an encounter, a
// test that gives one gives the other: no chart has them apart.
void ShareCodes(const plan::Shape& shape, absl::Span<Cell> cells, base::Arena& arena) {
  if (shape.bindings.empty()) return;
  const auto& bound = shape.bindings[0].attributes;
  const int32_t code = chart::CodeAttribute(shape);
  const bool was_given = code >= 0 && cells[code].kind == Cell::Kind::kCodes;
  for (const plan::AttributeBinding& whole : bound) {
    if (whole.attribute != code) continue;
    for (const plan::AttributeBinding& part : bound) {
      const bool is_codes = shape.attributes[part.attribute].type.kind == TypeKind::kCodes;
      if (part.attribute == code || !is_codes || !IsSamePlace(whole, part)) continue;
      Cell& cell = cells[part.attribute];
      if (cell.kind == Cell::Kind::kCodes) {
        cells[code] = Joined(cells[code], cell, arena);
      } else if (was_given && cell.kind == Cell::Kind::kEmpty) {
        cell = cells[code];
      }
    }
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<GivenChart>> GivenChart::Create(const rules::Program& program) {
  SUTURE_ASSIGN_OR_RETURN(chart::Program reading, chart::Program::Create(program.plan()));
  return std::unique_ptr<GivenChart>(new GivenChart(program, std::move(reading)));
}

GivenChart::GivenChart(const rules::Program& program, chart::Program reading)
    : program_(program),
      plan_(program.plan()),
      reading_(std::move(reading)),
      conditions_(program),
      reader_(reading_, conditions_) {}

absl::Status GivenChart::Fill(const std::vector<plan::Given>& givens, chart::Case& chart) {
  chart_ = &chart;
  chart.Reset();
  lines_.clear();
  lines_.reserve(1);
  // A whole chart first: what else is given is added to it.
  for (const plan::Given& given : givens) {
    if (given.kind == GivenKind::kFile) SUTURE_RETURN_IF_ERROR(AddChart(given));
  }
  for (const plan::Given& given : givens) SUTURE_RETURN_IF_ERROR(Add(given));
  return absl::OkStatus();
}

absl::Status GivenChart::AddChart(const plan::Given& given) {
  if (!lines_.empty()) {
    return absl::InvalidArgumentError("A test can be given one whole chart, not two.");
  }
  lines_.push_back(given.chart);
  const size_t size = lines_.back().size();
  lines_.back().resize(size + chart::FhirBundleReader::kPadding, '\0');
  const auto error = reader_.Read(std::string_view(lines_.back()).substr(0, size), *chart_);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("The chart \"{}\" cannot be read: {}", given.path, error->message));
}

absl::Status GivenChart::Add(const plan::Given& given) {
  switch (given.kind) {
    case GivenKind::kFile:
    case GivenKind::kEvent:
    case GivenKind::kField:
      return absl::OkStatus();
    case GivenKind::kEntry:
      return AddEntry(given, given.collection, {});
    case GivenKind::kLab: {
      const plan::Lab& lab = plan_.labs[given.lab.index];
      return AddEntry(given, lab.collection, {lab.codes});
    }
    case GivenKind::kIndex: {
      const plan::Query& query = plan_.queries[plan_.index.query.index];
      return AddEntry(given, query.collection, query.codes);
    }
    case GivenKind::kRow:
      return AddRow(given);
    case GivenKind::kPatient:
      return AddPatient(given);
    case GivenKind::kNote:
      return AddNote(given);
  }
  return absl::OkStatus();
}

absl::Span<Cell> GivenChart::NewRow(plan::CollectionId collection) {
  const plan::Shape& shape = plan_.shapes[plan_.collections[collection.index].shape.index];
  const absl::Span<Cell> cells = chart_->arena().NewArray<Cell>(shape.attributes.size());
  std::fill(cells.begin(), cells.end(), Cell());
  chart_->rows(collection).rows.emplace_back().cells = cells;
  return cells;
}

void GivenChart::Finish(plan::CollectionId collection) {
  const plan::Shape& shape = plan_.shapes[plan_.collections[collection.index].shape.index];
  chart::Row& row = chart_->rows(collection).rows.back();
  chart::CompletePeriods(shape, row, chart_->arena());
  if (shape.at >= 0) row.at = chart::TimeOfCell(row.cells[shape.at]);
  chart_->Changed(collection);
}

absl::Status GivenChart::AddEntry(const plan::Given& given, plan::CollectionId collection,
                                  const std::vector<plan::CodeSetId>& default_codes) {
  const plan::Shape& shape = plan_.shapes[plan_.collections[collection.index].shape.index];
  const absl::Span<Cell> cells = NewRow(collection);
  const int32_t code = chart::CodeAttribute(shape);
  if (code >= 0) {
    if (given.system.valid()) {
      cells[code] = CodeCell(given.system, given.code);
    } else if (given.code_set.valid()) {
      SUTURE_ASSIGN_OR_RETURN(cells[code], CodeOfSet(given.code_set));
    } else if (!default_codes.empty()) {
      SUTURE_ASSIGN_OR_RETURN(cells[code], CodeOfSet(default_codes[0]));
    }
  }
  if (shape.at >= 0 && (!given.from.empty() || !given.to.empty())) {
    SUTURE_ASSIGN_OR_RETURN(cells[shape.at], TimeCell(given, shape.attributes[shape.at].type));
  }
  if (given.value) {
    if (shape.value < 0 || shape.value == code) {
      return absl::InvalidArgumentError(
          fmt::format("A {} has no value; give its cells by name.", shape.name));
    }
    SUTURE_ASSIGN_OR_RETURN(cells[shape.value],
                            ValueCell(shape.attributes[shape.value].type, *given.value));
  }
  SUTURE_RETURN_IF_ERROR(FillCells(given.cells, shape, cells));
  ShareCodes(shape, cells, chart_->arena());
  Finish(collection);
  // An entry that its own cells rule out (refuted, not done) counts no more than in a chart. What a
  // test leaves out is no reason for doubt.
  std::vector<chart::Row>& rows = chart_->rows(collection).rows;
  const plan::ShapeId id = plan_.collections[collection.index].shape;
  if (!given.cells.empty() &&
      conditions_.Judge(id, shape.valid, rows.back()) == chart::RowFilter::Verdict::kDrop) {
    rows.pop_back();
  }
  return absl::OkStatus();
}

absl::Status GivenChart::AddRow(const plan::Given& given) {
  const plan::Collection& collection = plan_.collections[given.collection.index];
  const plan::Shape& shape = plan_.shapes[collection.shape.index];
  const absl::Span<Cell> cells = NewRow(given.collection);
  if (shape.at >= 0 && !given.from.empty()) {
    SUTURE_ASSIGN_OR_RETURN(cells[shape.at], TimeCell(given, shape.attributes[shape.at].type));
  }
  SUTURE_RETURN_IF_ERROR(FillCells(given.cells, shape, cells));
  Finish(given.collection);
  chart::CollectionRows& rows = chart_->rows(given.collection);
  rows.ready = rows.complete = true;
  return absl::OkStatus();
}

absl::Status GivenChart::AddPatient(const plan::Given& given) {
  if (!plan_.patient.valid()) {
    return absl::InvalidArgumentError("The plan does not read the patient, so none can be given.");
  }
  const plan::Shape& shape = plan_.shapes[plan_.collections[plan_.patient.index].shape.index];
  // Several lines about the patient speak of one.
  auto& rows = chart_->rows(plan_.patient).rows;
  absl::Span<Cell> cells;
  if (rows.empty()) {
    cells = NewRow(plan_.patient);
  } else {
    cells = chart_->arena().CopyArray<Cell>(rows[0].cells);
    rows[0].cells = cells;
  }
  SUTURE_RETURN_IF_ERROR(FillCells(given.cells, shape, cells));
  Finish(plan_.patient);
  return absl::OkStatus();
}

absl::Status GivenChart::AddNote(const plan::Given& given) {
  const plan::Shape& shape = plan_.shapes[plan_.collections[plan_.notes.index].shape.index];
  const rules::ShapeProgram& parts = program_.shape(plan_.collections[plan_.notes.index].shape);
  const absl::Span<Cell> cells = NewRow(plan_.notes);
  const plan::DocumentType& type = plan_.documents[given.document.index];
  base::Arena& arena = chart_->arena();
  if (parts.type >= 0 && type.codes.valid()) {
    SUTURE_ASSIGN_OR_RETURN(cells[parts.type], CodeOfSet(type.codes));
  }
  if (parts.title >= 0) {
    cells[parts.title] =
        OfValue(values::MakeText(arena, type.titles.empty() ? type.label : type.titles[0]));
  }
  if (parts.role >= 0 && !given.by.empty()) {
    chart::Codes* role = arena.New<chart::Codes>();
    role->text = arena.CopyText(given.by);
    cells[parts.role].kind = Cell::Kind::kCodes;
    cells[parts.role].codes = role;
  }
  if (shape.at >= 0 && !given.from.empty()) {
    SUTURE_ASSIGN_OR_RETURN(cells[shape.at], TimeCell(given, shape.attributes[shape.at].type));
  }
  if (parts.body >= 0) {
    cells[parts.body].kind = Cell::Kind::kAttachment;
    cells[parts.body].attachment = arena.New<chart::Attachment>(arena.CopyText(given.text));
  }
  SUTURE_RETURN_IF_ERROR(FillCells(given.cells, shape, cells));
  Finish(plan_.notes);
  return absl::OkStatus();
}

absl::Status GivenChart::FillCells(const std::vector<plan::SuiteCell>& from,
                                   const plan::Shape& shape, absl::Span<Cell> to) {
  for (const plan::SuiteCell& cell : from) {
    if (cell.attribute < 0 || cell.attribute >= static_cast<int>(to.size())) {
      return absl::InvalidArgumentError(
          fmt::format("The test gives a cell that a {} does not have.", shape.name));
    }
    const plan::Type& type = shape.attributes[cell.attribute].type;
    Cell& slot = to[cell.attribute];
    if (cell.system.valid()) {
      slot = CodeCell(cell.system, cell.code);
    } else if (cell.value) {
      SUTURE_ASSIGN_OR_RETURN(slot, ValueCell(type, *cell.value));
    } else if (!cell.values.empty()) {
      std::vector<std::string_view> items;
      for (const plan::Literal& literal : cell.values) items.push_back(literal.text);
      SUTURE_ASSIGN_OR_RETURN(const Value value,
                              rules::DecodeItems(plan_, type, items, chart_->arena()));
      slot = OfValue(value);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Cell> GivenChart::TimeCell(const plan::Given& given, const plan::Type& type) {
  if (type.kind != TypeKind::kPeriod) {
    if (given.is_period) {
      return absl::InvalidArgumentError(
          "This kind of entry has one time, not a stretch from and to.");
    }
    SUTURE_ASSIGN_OR_RETURN(values::DateTime time, ReadMoment(given.from));
    if (type.kind == TypeKind::kDate) time = time.DatePart();
    time.is_date = type.kind == TypeKind::kDate;
    return OfValue(Value::OfDateTime(time));
  }
  chart::Period period;
  if (!given.is_period) {
    if (given.from.empty()) return Cell();
    SUTURE_ASSIGN_OR_RETURN(const values::DateTime time, ReadMoment(given.from));
    return chart::BeginningCell(time, chart_->arena());
  }
  period.is_period = true;
  if (!given.from.empty()) {
    SUTURE_ASSIGN_OR_RETURN(period.start, ReadMoment(given.from));
    period.has_start = true;
  }
  if (!given.to.empty()) {
    SUTURE_ASSIGN_OR_RETURN(period.end, ReadMoment(given.to));
    period.has_end = true;
  }
  return chart::PeriodCell(period, chart_->arena());
}

absl::StatusOr<Cell> GivenChart::ValueCell(const plan::Type& type, const plan::Literal& literal) {
  // A quantity keeps the unit that the test wrote; a text cell takes any spelling.
  const bool as_written = type.kind == TypeKind::kQuantity || type.kind == TypeKind::kPeriod ||
                          literal.type.kind == TypeKind::kChoice;
  const plan::Type& read = as_written ? literal.type : type;
  if (type.kind == TypeKind::kCodes) {
    Cell cell;
    chart::Codes* codes = chart_->arena().New<chart::Codes>();
    const absl::Span<chart::Coding> codings = chart_->arena().NewArray<chart::Coding>(1);
    codings[0] = chart::Coding();
    codings[0].code = chart_->arena().CopyText(literal.text);
    codes->codings = codings;
    codes->text = codings[0].code;
    cell.kind = Cell::Kind::kCodes;
    cell.codes = codes;
    return cell;
  }
  SUTURE_ASSIGN_OR_RETURN(const Value value,
                          rules::DecodeLiteral(plan_, read, literal.text, chart_->arena()));
  if (type.kind == TypeKind::kPeriod) {
    if (value.kind() != values::Kind::kInterval) {
      return chart::BeginningCell(value.date_time(), chart_->arena());
    }
    chart::Period period;
    rules::ReadPeriod(value, period);
    return chart::PeriodCell(period, chart_->arena());
  }
  return OfValue(value);
}

Cell GivenChart::CodeCell(plan::SystemId system, std::string_view code) {
  base::Arena& arena = chart_->arena();
  const absl::Span<chart::Coding> codings = arena.NewArray<chart::Coding>(1);
  codings[0] = chart::Coding();
  codings[0].system = system.index;
  const auto& uris = plan_.systems[system.index].uris;
  if (!uris.empty()) codings[0].system_uri = uris[0];
  codings[0].code = arena.CopyText(code);
  chart::Codes* codes = arena.New<chart::Codes>();
  codes->codings = codings;
  codes->sets = reading_.codes().Find(system.index, code, arena);
  codes->unlisted = codes->sets.empty() && plan_.systems[system.index].open;
  Cell cell;
  cell.kind = Cell::Kind::kCodes;
  cell.codes = codes;
  return cell;
}

// The first code that the set's lines name and its exceptions leave in.
absl::StatusOr<Cell> GivenChart::CodeOfSet(plan::CodeSetId id) {
  const plan::CodeSet& set = plan_.code_sets[id.index];
  for (const plan::CodeRange& range : set.include) {
    for (std::string_view code : {std::string_view(range.low), std::string_view(range.high)}) {
      if (code.empty()) continue;
      const Cell cell = CodeCell(range.system, code);
      const auto sets = cell.codes->sets;
      if (std::binary_search(sets.begin(), sets.end(), id.index)) return cell;
    }
  }
  return absl::InvalidArgumentError(fmt::format(
      "The code set {} lists no code that a test could take; give one by its system.", set.name));
}

absl::Status GivenChart::Override(const std::vector<plan::Given>& givens,
                                  rules::Evaluator& evaluator) {
  for (const plan::Given& given : givens) {
    if (given.kind != GivenKind::kEvent && given.kind != GivenKind::kField) continue;
    rules::FieldOutcome outcome;
    outcome.outcome = values::Outcome::kAnswered;
    if (given.kind == GivenKind::kField) {
      if (!given.value) {
        return absl::InvalidArgumentError("A field that is given needs a value.");
      }
      SUTURE_ASSIGN_OR_RETURN(
          outcome.value,
          rules::DecodeLiteral(plan_, given.value->type, given.value->text, evaluator.arena()));
    } else {
      SUTURE_ASSIGN_OR_RETURN(const values::DateTime from, ReadMoment(given.from));
      outcome.value = Value::OfDateTime(from);
      if (given.is_period) {
        Value end;
        if (!given.to.empty()) {
          SUTURE_ASSIGN_OR_RETURN(const values::DateTime to, ReadMoment(given.to));
          end = Value::OfDateTime(to);
        }
        outcome.value = values::MakeInterval(evaluator.arena(), outcome.value, true, end, true);
      } else if (plan_.fields[given.field.index].type.kind == TypeKind::kPeriod) {
        outcome.value =
            values::MakeInterval(evaluator.arena(), outcome.value, true, Value::Null(), false);
      } else if (plan_.fields[given.field.index].type.kind == TypeKind::kDate) {
        outcome.value = Value::OfDateTime(from.DatePart());
      }
    }
    evaluator.Override(given.field, outcome);
  }
  return absl::OkStatus();
}

}  // namespace suture::testing
