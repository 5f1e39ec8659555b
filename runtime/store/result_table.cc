#include "runtime/store/result_table.h"

#include <algorithm>

#include "runtime/plan/json_text.h"
#include "runtime/plan/names.h"

namespace suture::store {
namespace {

constexpr std::string_view kBetweenItems = "; ";
constexpr std::string_view kBetweenRows = " | ";
constexpr std::string_view kLongHeader =
    "line,plan,case,status,group,row,parent,field,outcome,value,code,ticks,reason,cause,proposal,"
    "step,table_row,evidence,searched\n";

bool IsNumber(std::string_view text) {
  return text.size() > 1 && text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
}

// A spreadsheet runs a text with such a beginning as a formula, and a chart may hold any text.
bool IsFormula(std::string_view text) {
  const bool is_sign =
      !text.empty() && std::string_view("=+-@").find(text[0]) != std::string_view::npos;
  if (!is_sign) return false;
  return (text[0] != '-' && text[0] != '+') || !IsNumber(text);
}

// Makes what stands from `begin` on a cell, in place.
void Quote(size_t begin, std::string& out) {
  if (IsFormula(std::string_view(out).substr(begin))) out.insert(begin, 1, '\'');
  size_t quotes = 0;
  bool is_quoted = out.size() > begin && (out[begin] == ' ' || out.back() == ' ');
  for (size_t i = begin; i < out.size(); ++i) {
    if (static_cast<uint8_t>(out[i]) < ' ') out[i] = ' ';
    quotes += out[i] == '"';
    is_quoted = is_quoted || out[i] == ',';
  }
  if (quotes == 0 && !is_quoted) return;
  size_t from = out.size();
  out.resize(out.size() + quotes + 2);
  size_t to = out.size();
  out[--to] = '"';
  while (from > begin) {
    out[--to] = out[--from];
    if (out[to] == '"') out[--to] = '"';
  }
  out[begin] = '"';
}

class Row {
 public:
  explicit Row(std::string& out) : out_(out), begin_(out.size()) {}

  std::string& cell() { return out_; }
  void EndCell() {
    Quote(begin_, out_);
    out_ += ',';
    begin_ = out_.size();
  }
  void Text(std::string_view text) {
    out_ += text;
    EndCell();
  }
  // Less than 0: an empty cell.
  void Number(int64_t number) {
    if (number >= 0) plan::AppendJsonInteger(number, out_);
    EndCell();
  }
  void Items(absl::Span<const std::string_view> items) {
    AppendItems(items);
    EndCell();
  }
  void AppendItems(absl::Span<const std::string_view> items) {
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += kBetweenItems;
      out_ += items[i];
    }
  }
  void Begin(const CaseResult& result) {
    Number(result.line);
    Text(result.plan_hash.substr(0, kPlanDigits));
    Text(result.case_id);
    Text(Name(result.status));
  }
  void End() { out_.back() = '\n'; }

 private:
  std::string& out_;
  size_t begin_;
};

// What is submitted: codes where they differ from the values.
absl::Span<const std::string_view> Submitted(const ResultValue& value) {
  return value.codes.empty() ? value.values : value.codes;
}

void AppendSubmitted(const FieldResult& field, Row& row) {
  if (field.value) row.AppendItems(Submitted(*field.value));
  if (field.outcome == values::Outcome::kAbsent) row.cell() += field.absence_code;
}

class LongRows {
 public:
  LongRows(const CaseResult& result, std::string& out) : result_(result), out_(out) {}

  void Write() {
    if (result_.status != CaseStatus::kOk) return WriteWithoutFields();
    for (const FieldResult& field : result_.fields) Write({}, nullptr, field);
    for (const GroupResult& group : result_.groups) {
      for (const GroupRowResult& row : group.rows) {
        for (const FieldResult& field : row.fields) Write(group.name, &row, field);
      }
    }
    for (const CheckResult& check : result_.checks) Write(check);
  }

 private:
  static void Empty(Row& row, int cells) {
    for (int i = 0; i < cells; ++i) row.Text({});
  }

  void WriteWithoutFields() {
    Row row(out_);
    row.Begin(result_);
    Empty(row, 4);
    row.Text(result_.status == CaseStatus::kError ? "error" : std::string_view());
    row.Text(result_.fault.message);
    Empty(row, 2);
    row.Text(result_.fault.code);
    Empty(row, 6);
    row.End();
  }

  void Write(const CheckResult& check) {
    Row row(out_);
    row.Begin(result_);
    row.Text(check.group);
    row.Number(check.row);
    Empty(row, 2);
    row.Text("check");
    row.Text(check.message);
    Empty(row, 2);
    row.Text(plan::Name(check.level));
    Empty(row, 6);
    row.End();
  }

  void Write(std::string_view group, const GroupRowResult* of, const FieldResult& field) {
    Row row(out_);
    row.Begin(result_);
    row.Text(group);
    row.Number(of == nullptr ? -1 : of->row);
    row.Number(of == nullptr ? -1 : of->parent);
    row.Text(field.name);
    row.Text(values::Name(field.outcome));
    if (field.value) row.AppendItems(field.value->values);
    row.EndCell();
    AppendSubmitted(field, row);
    row.EndCell();
    row.Items(field.ticks);
    WriteReasons(field, row);
    row.Text(field.step);
    row.Number(field.table_row);
    AppendEvidence(field.evidence, row.cell());
    row.EndCell();
    if (!field.searched.empty()) AppendEvidence(field.searched, row.cell());
    row.EndCell();
    row.End();
  }

  static void WriteReasons(const FieldResult& field, Row& row) {
    const bool is_review = field.outcome == values::Outcome::kReview;
    const bool is_absent = field.outcome == values::Outcome::kAbsent;
    row.Text(is_review   ? values::Name(field.reason)
             : is_absent ? values::Name(field.absence)
                         : std::string_view());
    const bool has_cause = is_review && field.cause != values::UnsettledCause::kNone;
    row.Text(has_cause ? values::Name(field.cause) : std::string_view());
    if (field.proposal) row.AppendItems(field.proposal->values);
    if (field.proposed_absence) row.cell() += values::Name(*field.proposed_absence);
    row.EndCell();
  }

  const CaseResult& result_;
  std::string& out_;
};

// The field of this name, from `at` on: results keep the plan's order.
const FieldResult* FindField(absl::Span<const FieldResult> fields, std::string_view name,
                             size_t& at) {
  for (size_t i = at; i < fields.size(); ++i) {
    if (fields[i].name != name) continue;
    at = i + 1;
    return &fields[i];
  }
  return nullptr;
}

// The header of a group's columns: `Group.Field`, or with slots `NAME1` of its one field,
// `NAME1.Field` of several.
void AppendColumns(const plan::Group& group, absl::Span<const std::string_view> fields, Row& row) {
  for (int slot = 1; slot <= std::max(group.slot_count, 1); ++slot) {
    std::string name = group.name;
    if (group.slot_count > 0) {
      name = group.slots;
      name.replace(name.find("{n}"), 3, std::to_string(slot));
    }
    for (const std::string_view field : fields) {
      row.cell() += name;
      if (group.slot_count == 0 || fields.size() > 1) {
        row.cell() += '.';
        row.cell() += field;
      }
      row.EndCell();
    }
  }
}

void AppendReviews(std::string_view group, absl::Span<const FieldResult> fields, int32_t number,
                   bool& is_first, std::string& out) {
  for (const FieldResult& field : fields) {
    if (field.outcome != values::Outcome::kReview) continue;
    if (!is_first) out += kBetweenItems;
    is_first = false;
    if (number > 0) {
      out += group;
      out += ' ';
      plan::AppendJsonInteger(number, out);
      out += '.';
    }
    out += field.name;
    out += " (";
    out += values::Name(field.reason);
    out += ')';
  }
}

// Which fields a person must look at: their cells are empty, which alone would look like a blank.
void AppendReviews(const CaseResult& result, std::string& out) {
  bool is_first = true;
  AppendReviews({}, result.fields, 0, is_first, out);
  for (const GroupResult& group : result.groups) {
    for (const GroupRowResult& row : group.rows) {
      AppendReviews(group.name, row.fields, row.row, is_first, out);
    }
  }
}

}  // namespace

ResultTable::ResultTable(const plan::Plan& plan, absl::Span<const plan::FieldId> fields, Form form)
    : form_(form) {
  if (form == Form::kLong) {
    header_ = kLongHeader;
    return;
  }
  const auto is_column = [&](plan::FieldId id) {
    const bool is_chosen =
        fields.empty() || std::find(fields.begin(), fields.end(), id) != fields.end();
    return is_chosen && !plan.fields[id.index].is_finding;
  };
  Row row(header_);
  for (const std::string_view name : {"line", "plan", "case", "status", "review"}) row.Text(name);
  for (size_t i = 0; i < plan.fields.size(); ++i) {
    const plan::FieldId id{static_cast<int32_t>(i)};
    if (plan.fields[i].group.valid() || !is_column(id)) continue;
    fields_.push_back(plan.fields[i].name);
    row.Text(plan.fields[i].name);
  }
  for (const plan::Group& group : plan.groups) {
    GroupColumns& columns = groups_.emplace_back();
    columns.name = group.name;
    for (const plan::FieldId id : group.fields) {
      if (!is_column(id)) continue;
      columns.fields.push_back(plan.fields[id.index].name);
    }
    columns.slots = group.slot_count;
    AppendColumns(group, columns.fields, row);
  }
  row.End();
}

void ResultTable::AppendRows(const CaseResult& result, const WriteOptions& options,
                             std::string& out) const {
  Redactor::Storage storage;
  const CaseResult& shown =
      options.redactor == nullptr ? result : options.redactor->Redact(result, storage);
  if (form_ == Form::kLong) {
    LongRows(shown, out).Write();
  } else {
    AppendWide(shown, out);
  }
}

void ResultTable::AppendWide(const CaseResult& result, std::string& out) const {
  Row row(out);
  row.Begin(result);
  if (result.status == CaseStatus::kError) row.cell() += result.fault.message;
  AppendReviews(result, row.cell());
  row.EndCell();
  size_t at = 0;
  for (const std::string_view name : fields_) {
    const FieldResult* field = FindField(result.fields, name, at);
    if (field != nullptr) AppendSubmitted(*field, row);
    row.EndCell();
  }
  for (const GroupColumns& columns : groups_) {
    const auto group =
        std::find_if(result.groups.begin(), result.groups.end(),
                     [&](const GroupResult& found) { return found.name == columns.name; });
    const auto rows =
        group == result.groups.end() ? absl::Span<const GroupRowResult>() : group->rows;
    const auto append = [&](size_t i, std::string_view name) {
      size_t begin = 0;
      const FieldResult* field = FindField(rows[i].fields, name, begin);
      if (field != nullptr) AppendSubmitted(*field, row);
    };
    for (size_t slot = 0; slot < static_cast<size_t>(columns.slots); ++slot) {
      for (const std::string_view name : columns.fields) {
        if (slot < rows.size()) append(slot, name);
        row.EndCell();
      }
    }
    if (columns.slots > 0) continue;
    for (const std::string_view name : columns.fields) {
      for (size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) row.cell() += kBetweenRows;
        append(i, name);
      }
      row.EndCell();
    }
  }
  row.End();
}

}  // namespace suture::store
