#include "runtime/engine/result_builder.h"

#include <algorithm>
#include <charconv>

#include "runtime/rules/periods.h"
#include "runtime/store/result_writer.h"

namespace suture::engine {

using rules::EvidenceNode;
using rules::FieldOutcome;
using rules::RowRef;
using store::EvidenceItem;
using values::Outcome;
using values::Value;

namespace {

int64_t CodePoints(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool SameItem(const EvidenceItem& a, const EvidenceItem& b) {
  if (&a == &b) return true;
  return a.kind == b.kind && a.source == b.source && a.path == b.path && a.time == b.time &&
         a.value == b.value && a.byte_begin == b.byte_begin && a.byte_end == b.byte_end &&
         a.window == b.window && a.row == b.row && a.found == b.found;
}

bool Holds(const std::vector<const EvidenceItem*>& items, const EvidenceItem& item) {
  return std::any_of(items.begin(), items.end(),
                     [&](const EvidenceItem* other) { return SameItem(item, *other); });
}

// Minutes that no rounding of the field makes whole hours: they are written with their unit.
bool IsInAnotherUnit(const plan::Field& field, const Value& value) {
  if (value.kind() != values::Kind::kDuration || field.type.unit.empty()) return false;
  const std::string_view one = values::Name(value.duration().unit), unit = field.type.unit;
  const bool is_plural =
      unit.size() == one.size() + 1 && unit.starts_with(one) && unit.back() == 's';
  return !is_plural;
}

}  // namespace

// With its unit behind a space, where there is one.
std::string_view ResultBuilder::DecimalText(const values::Decimal& number, std::string_view unit) {
  char* const text =
      static_cast<char*>(arena().Allocate(values::Decimal::kMaxWritten + 1 + unit.size(), 1));
  size_t length = number.Write(text);
  if (!unit.empty()) {
    text[length++] = ' ';
    length += unit.copy(text + length, unit.size());
  }
  return {text, length};
}

std::string_view ResultBuilder::IntegerText(int64_t number) {
  char text[24];
  const char* const end = std::to_chars(text, text + sizeof(text), number).ptr;
  return arena().CopyText({text, static_cast<size_t>(end - text)});
}

// From the one to the other; null: an open end.
std::string_view ResultBuilder::SpanText(const values::DateTime* from, const values::DateTime* to) {
  char text[2 * values::DateTime::kMaxText + 1];
  size_t length = from == nullptr ? 0 : rules::WriteTime(*from, text);
  text[length++] = '/';
  if (to != nullptr) length += rules::WriteTime(*to, text + length);
  return arena().CopyText({text, length});
}

std::string_view ResultBuilder::ValueText(const Value& value) {
  switch (value.kind()) {
    case values::Kind::kChoice:
      return plan_.choices[value.choice().list].members[value.choice().member].name;
    case values::Kind::kText:
      return value.text();
    case values::Kind::kCode:
      return value.code().code;
    // The unit is the field's and stands in the plan.
    case values::Kind::kQuantity:
      return DecimalText(value.quantity().amount, {});
    case values::Kind::kDecimal:
      return DecimalText(value.decimal(), {});
    case values::Kind::kDuration:
      return IntegerText(value.duration().amount);
    case values::Kind::kInteger:
      return IntegerText(value.integer());
    case values::Kind::kInterval: {
      const values::Interval& interval = value.interval();
      const auto end = [](const Value& v) { return v.is_null() ? nullptr : &v.date_time(); };
      const bool is_end_unknown = interval.high.is_null() && !interval.high_closed;
      if (is_end_unknown && !interval.low.is_null()) return ValueText(interval.low);
      return SpanText(end(interval.low), end(interval.high));
    }
    case values::Kind::kDate:
    case values::Kind::kDateTime:
      return rules::TimeText(value.date_time(), arena());
    default:
      return arena().CopyText(values::ToText(value));
  }
}

std::string_view ResultBuilder::ValueCode(const Value& value) {
  if (value.kind() != values::Kind::kChoice) return {};
  return plan_.choices[value.choice().list].members[value.choice().member].code;
}

store::ResultValue ResultBuilder::BuildValue(const plan::Field& field, bool is_set,
                                             const Value& value) {
  store::ResultValue result;
  result.is_set = is_set;
  const absl::Span<const Value> items =
      value.kind() == values::Kind::kList ? value.items() : absl::MakeConstSpan(&value, 1);
  const absl::Span<std::string_view> texts = arena().NewArray<std::string_view>(items.size());
  const absl::Span<std::string_view> codes = arena().NewArray<std::string_view>(items.size());
  bool coded = false;
  for (size_t i = 0; i < items.size(); ++i) {
    texts[i] = IsInAnotherUnit(field, items[i]) ? arena().CopyText(items[i].duration().ToString())
                                                : ValueText(items[i]);
    codes[i] = ValueCode(items[i]);
    coded |= items[i].kind() == values::Kind::kChoice;
  }
  result.values = texts;
  if (coded) result.codes = codes;
  return result;
}

std::string_view ResultBuilder::CellText(const chart::Cell& cell) {
  switch (cell.kind) {
    case chart::Cell::Kind::kEmpty:
    case chart::Cell::Kind::kAttachment:
      return {};
    case chart::Cell::Kind::kCodes:
      return cell.codes->codings.empty() ? cell.codes->text : cell.codes->codings[0].code;
    case chart::Cell::Kind::kPeriod: {
      const chart::Period& period = *cell.period;
      if (period.is_period) {
        return SpanText(period.has_start ? &period.start : nullptr,
                        period.has_end ? &period.end : nullptr);
      }
      return period.has_start ? rules::TimeText(period.start, arena()) : std::string_view();
    }
    case chart::Cell::Kind::kValue:
    case chart::Cell::Kind::kUnreadable:
      if (cell.value.kind() == values::Kind::kText) return cell.value.text();
      if (cell.value.kind() == values::Kind::kChoice) return ValueText(cell.value);
      if (cell.value.kind() == values::Kind::kDate) return ValueText(cell.value);
      if (cell.value.kind() == values::Kind::kDateTime) return ValueText(cell.value);
      if (cell.value.kind() == values::Kind::kDecimal) return ValueText(cell.value);
      if (cell.value.kind() == values::Kind::kQuantity) {
        return DecimalText(cell.value.quantity().amount, cell.value.quantity().unit->text());
      }
      return cell.value.is_null() ? std::string_view()
                                  : arena().CopyText(values::ToText(cell.value));
  }
  return {};
}

std::string_view ResultBuilder::Joined(std::string_view left, char between,
                                       std::string_view right) {
  const size_t length = left.size() + 1 + right.size();
  char* const text = static_cast<char*>(arena().Allocate(length, 1));
  left.copy(text, left.size());
  text[left.size()] = between;
  right.copy(text + left.size() + 1, right.size());
  return {text, length};
}

// "Observation/hba1c-3"; an entry without id by its place in the bundle.
std::string_view ResultBuilder::SourceOf(const chart::Row& row,
                                         const plan::Collection& collection) {
  if (row.resource < 0) return collection.name;
  const chart::Resource& resource = evaluator_->chart().resources()[row.resource];
  if (resource.id.empty()) {
    return Joined(resource.type, '#', IntegerText(resource.entry));
  }
  return Joined(resource.type, '/', resource.id);
}

void ResultBuilder::AddOnce(const EvidenceItem& item, Items& to) {
  if (!Holds(to, item)) to.push_back(arena().New<EvidenceItem>(item));
}

void ResultBuilder::AddQuotes(absl::Span<const chart::Quote> quotes, Items& evidence) {
  const plan::Collection& notes = plan_.collections[plan_.notes.index];
  for (const chart::Quote& quote : quotes) {
    if (quote.note < 0) continue;
    const RowRef ref{plan_.notes.index, quote.note};
    const chart::Row& note = *evaluator_->ChartRow(ref);
    EvidenceItem item;
    item.kind = store::EvidenceKind::kQuote;
    item.source = SourceOf(note, notes);
    if (note.at.has_start) item.time = rules::TimeText(note.at.start, arena());
    const plan::DocumentId type = evaluator_->DocumentOf(ref);
    if (type.valid()) item.type = plan_.documents[type.index].name;
    for (const chart::Cell& cell : note.cells) {
      if (cell.kind != chart::Cell::Kind::kAttachment) continue;
      const std::string_view text = cell.attachment->text;
      const size_t begin = std::min<size_t>(quote.begin, text.size());
      const size_t end = std::min<size_t>(std::max(quote.begin, quote.end), text.size());
      item.quote = text.substr(begin, end - begin);
      item.begin = CodePoints(text.substr(0, begin));
      item.end = item.begin + CodePoints(item.quote);
      item.byte_begin = static_cast<int64_t>(begin);
      item.byte_end = static_cast<int64_t>(end);
      break;
    }
    item.grade = quote.grade;
    AddOnce(item, evidence);
  }
}

// A chart entry by one of its cells, by what it is about where none was read; an extracted row or a
// mention by its quotes.
void ResultBuilder::AddRow(RowRef ref, int32_t attribute, Items& evidence) {
  const RowRef under = evaluator_->Underlying(ref);
  const chart::Row* row = under.valid() ? evaluator_->ChartRow(under) : nullptr;
  if (row == nullptr) return;
  if (!row->quotes.empty()) return AddQuotes(row->quotes, evidence);
  const EvidenceItem& item = EntryOf(under, *row, under == ref ? attribute : -1);
  if (!Holds(evidence, item)) evidence.push_back(&item);
}

// Made and written out once for all fields that cite it.
const EvidenceItem& ResultBuilder::EntryOf(RowRef ref, const chart::Row& row, int32_t attribute) {
  const plan::Collection& collection = plan_.collections[ref.collection];
  const plan::Shape& shape = plan_.shapes[collection.shape.index];
  const size_t attributes = shape.attributes.size();
  absl::Span<const EvidenceItem*>& entries = entries_[ref.collection];
  const size_t place =
      static_cast<size_t>(ref.row) * (attributes + 1) + static_cast<size_t>(attribute + 1);
  if (entries.size() <= place) {
    // Rows may have come since the case began.
    const size_t rows =
        std::max<size_t>(evaluator_->chart().rows({ref.collection}).rows.size(), ref.row + 1);
    const absl::Span<const EvidenceItem*> more =
        arena().NewArray<const EvidenceItem*>(rows * (attributes + 1));
    std::fill(std::copy(entries.begin(), entries.end(), more.begin()), more.end(), nullptr);
    entries = more;
  }
  if (entries[place] != nullptr) return *entries[place];
  EvidenceItem* const item = arena().New<EvidenceItem>();
  item->kind = store::EvidenceKind::kEntry;
  item->source = SourceOf(row, collection);
  if (row.at.has_start) item->time = rules::TimeText(row.at.start, arena());
  if (attribute < 0) attribute = chart::CodeAttribute(shape);
  if (attribute >= 0 && attribute < static_cast<int32_t>(row.cells.size())) {
    item->path = shape.attributes[attribute].name;
    // Where it stands, not what it says: a rule may look at a name, and no field has revealed it.
    if (!shape.attributes[attribute].phi) item->value = CellText(row.cells[attribute]);
  }
  json_.clear();
  store::AppendEvidence(*item, json_);
  item->json = arena().CopyText(json_);
  return *(entries[place] = item);
}

void ResultBuilder::AddFieldLeaf(const EvidenceNode& leaf, Items& evidence, Items& searched) {
  const plan::FieldId id{leaf.a};
  const plan::Field& field = plan_.fields[id.index];
  const FieldOutcome& outcome = evaluator_->Field(id, leaf.b);
  EvidenceItem item;
  item.kind = store::EvidenceKind::kField;
  item.source = field.name;
  if (leaf.b >= 0) item.row = leaf.b + 1;
  // Of one that identifies the patient: that it answered, not what.
  if (outcome.outcome == Outcome::kAnswered && !texts_.FieldOf(id).identifies)
    item.value = ValueText(outcome.value);
  AddOnce(item, evidence);
  // A finding has no result of its own: what it rests on is shown here.
  if (field.is_finding && depth_ < kMaxFindingDepth) {
    ++depth_;
    AddEvidence(outcome, evidence, searched);
    --depth_;
  }
}

void ResultBuilder::AddLeaf(const EvidenceNode& leaf, Items& evidence, Items& searched) {
  EvidenceItem item;
  switch (leaf.kind) {
    case EvidenceNode::Kind::kJoin:
      return;
    case EvidenceNode::Kind::kRow:
      return AddRow({leaf.a, leaf.b}, -1, evidence);
    case EvidenceNode::Kind::kCell:
      return AddRow({leaf.a, leaf.b}, leaf.c, evidence);
    case EvidenceNode::Kind::kField:
      return AddFieldLeaf(leaf, evidence, searched);
    case EvidenceNode::Kind::kAnswer:
      return AddQuotes(evaluator_->Answer({{leaf.a}, leaf.b}).quotes, evidence);
    case EvidenceNode::Kind::kSearch: {
      const plan::Query& query = plan_.queries[leaf.a];
      item.kind = store::EvidenceKind::kSearch;
      item.source = plan_.collections[query.collection.index].name;
      item.window = texts_.WindowOf({leaf.a});
      item.found = leaf.b;
      item.undecided = leaf.c;
      return AddOnce(item, searched);
    }
    case EvidenceNode::Kind::kNotes:
      item.kind = store::EvidenceKind::kNotes;
      item.source = plan_.prompts[leaf.a].name;
      item.found = static_cast<int64_t>(evaluator_->Answer({{leaf.a}, leaf.b}).shown.size());
      return AddOnce(item, searched);
    case EvidenceNode::Kind::kCover:
      item.kind = store::EvidenceKind::kCover;
      item.source = plan_.covers[leaf.a].name;
      return AddOnce(item, searched);
    case EvidenceNode::Kind::kCriterion:
      item.kind = store::EvidenceKind::kCriterion;
      item.source = plan_.exprs[leaf.a].names[leaf.b];
      return AddOnce(item, evidence);
  }
}

void ResultBuilder::AddEvidence(const FieldOutcome& outcome, Items& evidence, Items& searched) {
  std::vector<EvidenceNode>& leaves = leaves_[depth_];
  evaluator_->evidence().Flatten(outcome.evidence, leaves);
  const auto has_cell = [&](const EvidenceNode& row) {
    return std::any_of(leaves.begin(), leaves.end(), [&](const EvidenceNode& leaf) {
      return leaf.kind == EvidenceNode::Kind::kCell && leaf.a == row.a && leaf.b == row.b;
    });
  };
  for (const EvidenceNode& leaf : leaves) {
    // The row as a whole says nothing that its cells do not.
    if (leaf.kind == EvidenceNode::Kind::kRow && has_cell(leaf)) continue;
    AddLeaf(leaf, evidence, searched);
  }
  evaluator_->evidence().Flatten(outcome.searched, leaves);
  for (const EvidenceNode& leaf : leaves) {
    const bool is_search = leaf.kind == EvidenceNode::Kind::kSearch ||
                           leaf.kind == EvidenceNode::Kind::kNotes ||
                           leaf.kind == EvidenceNode::Kind::kCover;
    if (is_search) AddLeaf(leaf, evidence, searched);
  }
}

absl::Span<const std::string_view> ResultBuilder::TicksOf(const plan::Field& field,
                                                          values::AbsenceReason absence) {
  const std::string_view name = values::Name(absence);
  ticks_.clear();
  for (const plan::Tick& tick : field.ticks) {
    if (tick.absence == name) ticks_.push_back(tick.id);
  }
  return arena().CopyArray<std::string_view>(ticks_);
}

store::FieldResult ResultBuilder::BuildField(plan::FieldId id, int32_t row) {
  const plan::Field& field = plan_.fields[id.index];
  const FieldOutcome& outcome = evaluator_->Field(id, row);
  store::FieldResult result;
  const ResultTexts::Field& texts = texts_.FieldOf(id);
  result.name = texts.name;
  if (!outcome.done()) {  // Its prompt never came back: a person decides.
    result.reason = values::ReviewReason::kInternalError;
    return result;
  }
  result.outcome = outcome.outcome;
  result.absence = outcome.absence;
  result.reason = outcome.reason;
  result.cause = outcome.cause;
  if (outcome.outcome == Outcome::kAnswered) {
    result.value = BuildValue(field, texts.is_set, outcome.value);
  } else if (outcome.outcome == Outcome::kReview && !outcome.value.is_null()) {
    result.proposal = BuildValue(field, texts.is_set, outcome.value);
  } else if (outcome.outcome == Outcome::kAbsent) {
    result.absence_code = texts_.AbsenceCodeOf(texts, outcome.absence);
    if (texts.has_ticks) result.ticks = TicksOf(field, outcome.absence);
  }
  if (outcome.outcome != Outcome::kNotApplicable) {
    const ResultTexts::Step step = texts_.StepOf(id, outcome.step);
    result.step = step.name;
    result.step_kind = step.kind;
    if (outcome.table_row >= 0) result.table_row = outcome.table_row + 1;
  }
  evidence_.clear();
  searched_.clear();
  AddEvidence(outcome, evidence_, searched_);
  result.evidence = arena().CopyArray<const EvidenceItem*>(evidence_);
  result.searched = arena().CopyArray<const EvidenceItem*>(searched_);
  return result;
}

absl::Span<const store::GroupResult> ResultBuilder::BuildGroups(CaseRunner& runner) {
  groups_.clear();
  for (size_t g = 0; g < plan_.groups.size(); ++g) {
    const plan::Group& group = plan_.groups[g];
    group_fields_.clear();
    for (plan::FieldId id : group.fields) {
      if (!plan_.fields[id.index].is_finding && runner.IsChosen(id)) group_fields_.push_back(id);
    }
    if (group_fields_.empty()) continue;
    const rules::GroupState& state = evaluator_->Group({static_cast<int32_t>(g)});
    const absl::Span<store::GroupRowResult> rows =
        arena().NewArray<store::GroupRowResult>(state.rows.size());
    for (size_t r = 0; r < rows.size(); ++r) {
      rows[r] = store::GroupRowResult();
      rows[r].row = static_cast<int32_t>(r) + 1;
      rows[r].parent = state.rows[r].parent < 0 ? -1 : state.rows[r].parent + 1;
      rows[r].counter = group.counter;
      const absl::Span<store::FieldResult> results =
          arena().NewArray<store::FieldResult>(group_fields_.size());
      for (size_t f = 0; f < group_fields_.size(); ++f) {
        new (&results[f]) store::FieldResult(BuildField(group_fields_[f], static_cast<int32_t>(r)));
      }
      rows[r].fields = results;
    }
    groups_.push_back({group.name, rows});
  }
  return arena().CopyArray<store::GroupResult>(groups_);
}

absl::Span<const store::CheckResult> ResultBuilder::BuildChecks() {
  checks_.clear();
  for (const plan::Check& check : plan_.checks) {
    evaluator_->FiredRows(check, rows_);
    for (int32_t row : rows_) {
      store::CheckResult& result = checks_.emplace_back();
      result.level = check.level;
      result.message = check.message;
      if (check.group.valid()) result.group = plan_.groups[check.group.index].name;
      if (row >= 0) result.row = row + 1;
    }
  }
  return arena().CopyArray<store::CheckResult>(checks_);
}

store::CaseResult ResultBuilder::Build(CaseRunner& runner, int64_t line) {
  evaluator_ = &runner.evaluator();
  entries_.assign(plan_.collections.size(), {});
  store::CaseResult result;
  result.line = line;
  result.case_id = runner.case_id();
  result.plan_hash = plan_.hash;
  const absl::Span<store::FieldResult> fields =
      arena().NewArray<store::FieldResult>(plan_.fields.size());
  size_t count = 0;
  for (size_t f = 0; f < plan_.fields.size(); ++f) {
    const plan::FieldId id{static_cast<int32_t>(f)};
    if (!texts_.FieldOf(id).is_of_case || !runner.IsChosen(id)) continue;
    new (&fields[count++]) store::FieldResult(BuildField(id, -1));
  }
  result.fields = fields.subspan(0, count);
  result.groups = BuildGroups(runner);
  result.checks = BuildChecks();
  return result;
}

}  // namespace suture::engine
