// Groups: the rows that repeat a form's part, each with fields of its own [language meaning 9];
// checks.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/literal.h"

namespace suture::rules {

using values::UnsettledCause;
using values::Value;

namespace {

// A form has dozens of rows; groups inside of groups multiply theirs, and each row takes memory for
// every field.
constexpr size_t kMaxGroupRows = 100'000;

}  // namespace

const GroupState& Evaluator::Group(plan::GroupId id) {
  GroupState& group = groups_[id.index];
  if (group.progress != Progress::kNotBegun) return group;
  group.progress = Progress::kUnderWay;
  const size_t mark = saved_rows_.size();
  SetRows({}, -1);
  FillGroup(id, group);
  RestoreRows(mark);
  if (group.progress == Progress::kPending) {
    group.rows.clear();
  } else {
    group.progress = Progress::kDone;
  }
  group.outcomes.assign(group.rows.size() * plan().groups[id.index].fields.size(), FieldOutcome());
  return group;
}

void Evaluator::FillGroup(plan::GroupId id, GroupState& group) {
  group.rows.clear();
  group.too_many = group.incomplete = false;
  const plan::GroupId parent = plan().groups[id.index].parent;
  if (!parent.valid()) {
    if (!AddRows(id, -1, group)) group.progress = Progress::kPending;
    return;
  }
  const GroupState& around = Group(parent);
  if (around.progress != Progress::kDone) {
    group.progress = Progress::kPending;
    return;
  }
  // Rows that are missing around these would have had rows of these.
  group.too_many = around.too_many;
  group.incomplete = around.incomplete;
  for (size_t row = 0; row < around.rows.size(); ++row) {
    const size_t mark = saved_rows_.size();
    SetRows(parent, static_cast<int32_t>(row));
    const bool known = AddRows(id, static_cast<int32_t>(row), group);
    RestoreRows(mark);
    if (!known) {
      group.progress = Progress::kPending;
      return;
    }
    if (group.rows.size() > kMaxGroupRows) {
      group.too_many = true;
      group.rows.resize(kMaxGroupRows);
      return;
    }
  }
}

// False: the rows wait for a prompt.
bool Evaluator::AddRows(plan::GroupId id, int32_t parent, GroupState& group) {
  const plan::Group& source = plan().groups[id.index];
  if (source.over_choice.valid()) {
    const auto& members = plan().choices[source.over_choice.index].members;
    for (size_t m = 0; m < members.size(); ++m) {
      group.rows.push_back(
          {{}, ChoiceValue(plan(), source.over_choice, static_cast<int>(m)), parent});
    }
    return true;
  }
  const plan::Query& query = plan().queries[source.over.index];
  const size_t base = candidates_.size();
  const Scan scan = Collect(source.over, false, false);
  if (scan.blocked.kind == Verdict::kPending) return false;
  if (scan.blocked.kind == Verdict::kUnsettled || scan.incomplete.kind != Verdict::kFalse) {
    group.incomplete = true;
  }
  bool pending = false;
  const size_t first = group.rows.size();
  for (size_t i = base; i < candidates_.size(); ++i) {
    const Candidate candidate = candidates_[i];
    pending |= candidate.verdict.kind == Verdict::kPending;
    if (candidate.verdict.kind == Verdict::kTrue) {
      group.rows.push_back({candidate.ref, {}, parent});
    } else if (candidate.verdict.kind == Verdict::kUnsettled) {
      // What may be anything by its code is no row; what may belong by its time or cells is one, in
      // doubt.
      const bool by_code = candidate.verdict.cause == UnsettledCause::kUnmappedCode;
      group.incomplete |= by_code;
      if (!by_code) {
        group.rows.push_back({candidate.ref, {}, parent, true, candidate.verdict.cause});
      }
    }
  }
  candidates_.resize(base);
  if (pending) return false;
  SortRows(query, group.rows, first);
  if (query.at_most > 0 && group.rows.size() - first > static_cast<size_t>(query.at_most)) {
    group.too_many = true;
    group.rows.resize(first + static_cast<size_t>(query.at_most));
  }
  return true;
}

// By what the query orders by, else by time; rows that have neither stand last, in chart order.
void Evaluator::SortRows(const plan::Query& query, std::vector<GroupRow>& rows, size_t first) {
  keyed_.clear();
  for (size_t i = first; i < rows.size(); ++i) {
    Value key;
    if (query.order_by.valid()) {
      const Judged judged = OrderKey(query, rows[i].bound);
      if (judged.known()) key = judged.value;
    } else if (const chart::Period at = TimeOf(rows[i].bound); at.has_start) {
      key = Value::OfDateTime(at.start);
    }
    keyed_.push_back({key, rows[i], i});
  }
  // Places differ, so that this order is total and needs no stable sort.
  std::sort(keyed_.begin(), keyed_.end(), [](const KeyedRow& a, const KeyedRow& b) {
    if (a.key.is_null() != b.key.is_null()) return b.key.is_null();
    const auto order =
        a.key.is_null() ? std::strong_ordering::equal : values::TotalOrder(a.key, b.key);
    return order != 0 ? order < 0 : a.place < b.place;
  });
  for (size_t i = 0; i < keyed_.size(); ++i) rows[first + i] = keyed_[i].row;
}

// Binds exactly the rows around row `row` of `group`: its own and its parents'. Everything else
// that was bound is put aside until RestoreRows.
void Evaluator::SetRows(plan::GroupId group, int32_t row) {
  const auto wanted = [&](size_t g) {
    int32_t at = row;
    for (plan::GroupId chain = group; chain.valid(); chain = plan().groups[chain.index].parent) {
      if (static_cast<size_t>(chain.index) == g) return at;
      if (at < 0) break;
      at = groups_[chain.index].rows[at].parent;
    }
    return -1;
  };
  for (size_t g = 0; g < groups_.size(); ++g) {
    const int32_t to = wanted(g);
    if (to == group_row_[g]) continue;
    const int32_t variable = plan().groups[g].variable;
    saved_rows_.push_back(
        {static_cast<int32_t>(g), group_row_[g], variable >= 0 ? bindings_[variable] : Binding()});
    group_row_[g] = to;
    if (variable < 0) continue;
    if (to < 0) {
      Unbind(variable);
    } else if (const GroupRow& bound = groups_[g].rows[to]; bound.bound.valid()) {
      Bind(variable, bound.bound);
    } else {
      bindings_[variable] = {nullptr, {}, {}, bound.member, next_stamp_++};
    }
  }
}

void Evaluator::RestoreRows(size_t mark) {
  while (saved_rows_.size() > mark) {
    const SavedRow& saved = saved_rows_.back();
    group_row_[saved.group] = saved.row;
    const int32_t variable = plan().groups[saved.group].variable;
    if (variable >= 0) bindings_[variable] = saved.binding;
    saved_rows_.pop_back();
  }
}

void Evaluator::EnterRow(plan::GroupId group, int32_t row) { SetRows(group, row); }

void Evaluator::LeaveRows() { RestoreRows(0); }

void Evaluator::IndexEvents(std::vector<RowRef>& events) {
  const plan::QueryId id = plan().index.query;
  events.clear();
  if (!id.valid()) return;
  const size_t base = candidates_.size();
  Collect(id, false, false);
  event_rows_.clear();
  for (size_t i = base; i < candidates_.size(); ++i) {
    if (candidates_[i].verdict.kind == Verdict::kTrue) event_rows_.push_back({candidates_[i].ref});
  }
  candidates_.resize(base);
  SortRows(plan().queries[id.index], event_rows_, 0);
  for (const GroupRow& row : event_rows_) events.push_back(row.bound);
}

void Evaluator::FiredRows(const plan::Check& check, std::vector<int32_t>& rows) {
  rows.clear();
  const auto judge = [&](int32_t row) {
    const size_t mark = saved_rows_.size();
    SetRows(check.group, row);
    if (Judge(check.when).IsTrue()) rows.push_back(row);
    RestoreRows(mark);
  };
  if (!check.group.valid()) return judge(-1);
  const size_t count = Group(check.group).rows.size();
  for (size_t row = 0; row < count; ++row) judge(static_cast<int32_t>(row));
}

}  // namespace suture::rules
