// What a query looks at: its rows, each with a verdict of whether it is in, out, or cannot be told.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"
#include "runtime/rules/window.h"

namespace suture::rules {

using plan::WindowKind;
using values::DateTime;
using values::UnsettledCause;
using values::Value;

namespace {

// How far nested queries may go; the verifier bounds expressions, this bounds rows within rows.
constexpr int32_t kMaxQueryDepth = 64;

bool TakesPeriod(WindowKind kind) {
  return kind == WindowKind::kDuring || kind == WindowKind::kOverlapping;
}

// A moment of which only the range is known: hours before a day that nobody wrote the hour of.
bool ReadRange(const Value& value, chart::Period& first, chart::Period& last) {
  return value.kind() == values::Kind::kUncertain && ReadPeriod(value.interval().low, first) &&
         ReadPeriod(value.interval().high, last);
}

// What holds for the first and for the last moment of a range, and so for all between.
Verdict Both(Verdict first, Verdict last) {
  return first.kind == last.kind ? first : Verdict::Unsettled(UnsettledCause::kImpreciseTime);
}

// A window between moments of which only the ranges are known. The others tell nothing here: what
// lies between two ends of a range may be inside where both ends say that it is not.
Verdict TestLoose(WindowKind kind, const DateTime& time, const DateTime (&a)[2],
                  const DateTime (&b)[2]) {
  switch (kind) {
    case WindowKind::kBefore:
      return Both(IsBefore(time, a[0]), IsBefore(time, a[1]));
    case WindowKind::kAfter:
      return Both(IsBefore(a[0], time), IsBefore(a[1], time));
    case WindowKind::kFromTo:
      return And(Both(IsAtOrBefore(a[0], time), IsAtOrBefore(a[1], time)),
                 Both(IsAtOrBefore(time, b[0]), IsAtOrBefore(time, b[1])));
    default:
      return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  }
}

}  // namespace

// Judges an anchor. Not known: why, as a verdict.
Verdict Evaluator::BindAnchor(plan::ExprId id, chart::Period& to, chart::Period& last,
                              BoundWindow& window, EvidenceId& evidence) {
  const Judged judged = Judge(id);
  evidence = evidence_.Join(evidence, judged.evidence);
  if (!judged.known()) return Verdict::Of(judged);
  if (judged.value.kind() == values::Kind::kList) {
    window.lists = true;
    window.periods = judged.value.items();
    return Verdict::Of(true);
  }
  if (ReadRange(judged.value, to, last)) {
    window.is_loose = true;
    return Verdict::Of(true);
  }
  if (!ReadPeriod(judged.value, to)) return Verdict::Unsettled(UnsettledCause::kWrongType);
  last = to;
  return Verdict::Of(true);
}

Verdict Evaluator::BindWindow(BoundWindow& window, EvidenceId& evidence) {
  const WindowProgram& program = *window.program;
  window.lists = window.is_loose = false;
  Verdict bound = Verdict::Of(true);
  if (program.a.valid()) bound = BindAnchor(program.a, window.a, window.last_a, window, evidence);
  if (program.b.valid()) {
    bound = And(bound, BindAnchor(program.b, window.b, window.last_b, window, evidence));
  }
  // An exception whose time never came takes nothing away.
  if (program.excluded && bound.kind == Verdict::kSilent) {
    window.lists = true;
    window.periods = {};
    return Verdict::Of(true);
  }
  if (bound.kind != Verdict::kTrue || window.lists || TakesPeriod(program.kind)) return bound;
  // A point is wanted: an unknown start cannot be measured from, an open end is not there.
  if (!window.a.has_start || (program.b.valid() && !window.b.has_start)) {
    return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  }
  return bound;
}

Verdict Evaluator::BindWindows(const QueryProgram& program, EvidenceId& evidence) {
  Verdict all = Verdict::Of(true);
  for (int32_t number : program.windows) all = And(all, BindKept(number, evidence));
  return all;
}

// Onto the stack of windows; as it was bound before, where nothing that it hangs on was bound anew.
Verdict Evaluator::BindKept(int32_t number, EvidenceId& evidence) {
  const WindowProgram& window = program_.window(number);
  const uint64_t stamp = StampOf(window.variables);
  if (!window.is_kept || window_memos_[number].stamp != stamp) {
    WindowMemo memo;
    memo.stamp = stamp;
    memo.bound.program = &window;
    memo.verdict = BindWindow(memo.bound, memo.evidence);
    if (memo.verdict.kind == Verdict::kTrue && !memo.bound.lists && !memo.bound.is_loose) {
      memo.bound.edges = FindEdges(window.kind, memo.bound.a, memo.bound.b, window.amount,
                                   program_.month_rounding());
    }
    if (!window.is_kept || memo.verdict.kind == Verdict::kPending) {
      evidence = evidence_.Join(evidence, memo.evidence);
      windows_.push_back(memo.bound);
      return memo.verdict;
    }
    window_memos_[number] = memo;
  }
  const WindowMemo& memo = window_memos_[number];
  evidence = evidence_.Join(evidence, memo.evidence);
  windows_.push_back(memo.bound);
  return memo.verdict;
}

Verdict Evaluator::TestWindow(const BoundWindow& window, const chart::Period& time) const {
  const WindowProgram& program = *window.program;
  if (time.has_start) {
    const Verdict::Kind told = window.edges.Test(time.start);
    if (told != Verdict::kSilent) return Verdict::Of((told == Verdict::kTrue) != program.excluded);
  }
  if (window.lists) {
    Verdict any = Verdict::Of(false);
    for (const Value& value : window.periods) {
      chart::Period period;
      if (!ReadPeriod(value, period)) continue;
      any = Or(any, TestDuring(time, period));
    }
    return program.excluded ? Not(any) : any;
  }
  Verdict inside = Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  if (window.is_loose) {
    if (time.has_start) {
      inside = TestLoose(program.kind, time.start, {window.a.start, window.last_a.start},
                         {window.b.start, window.last_b.start});
    }
    return program.excluded ? Not(inside) : inside;
  }
  switch (program.kind) {
    case WindowKind::kDuring:
      inside = TestDuring(time, window.a);
      break;
    case WindowKind::kOverlapping:
      if (time.known()) inside = TestOverlapping(time, window.a);
      break;
    case WindowKind::kInProgress:
      if (time.known()) inside = TestInProgress(time, window.a.start);
      break;
    case WindowKind::kFromTo:
      if (time.has_start) inside = TestFromTo(time.start, window.a.start, window.b.start);
      break;
    default:
      if (time.has_start) {
        inside = TestPoint(program.kind, time.start, window.a.start, program.amount,
                           program_.month_rounding());
      }
  }
  return program.excluded ? Not(inside) : inside;
}

Evaluator::Scan Evaluator::Collect(plan::QueryId id, bool for_every, bool first_true_only) {
  const QueryProgram& program = program_.query(id);
  Scan scan;
  if (depth_ >= kMaxQueryDepth) {
    scan.blocked = Verdict::Unsettled(UnsettledCause::kTooManyRows);
    return scan;
  }
  scan.incomplete = Ensure(program.collection);
  if (scan.incomplete.kind == Verdict::kPending) {
    scan.blocked = scan.incomplete;
    return scan;
  }
  ++depth_;
  const size_t windows = windows_.size();
  scan.blocked = BindWindows(program, scan.evidence);
  if (scan.blocked.kind == Verdict::kTrue) {
    ConsiderRows(program, windows, for_every, first_true_only, scan);
  }
  windows_.resize(windows);
  --depth_;
  return scan;
}

void Evaluator::ConsiderRows(const QueryProgram& program, size_t windows, bool for_every,
                             bool first_true_only, Scan& scan) {
  const plan::CollectionId collection = program.collection;
  const size_t first = candidates_.size();
  const auto consider = [&](int32_t row, Verdict in_codes) {
    Consider(program, {collection.index, row}, in_codes, windows, for_every, scan);
    return first_true_only && candidates_.size() > first &&
           candidates_.back().verdict.kind == Verdict::kTrue;
  };
  if (program.codes_number < 0 || !program_.IsOfChart(collection.index)) {
    const int32_t count = RowCount(collection);
    for (int32_t row = 0; row < count; ++row) {
      Verdict in_codes = Verdict::Of(true);
      if (program.codes_number >= 0) in_codes = TestCodes(*program.source, {collection.index, row});
      if (consider(row, in_codes)) return;
    }
    return;
  }
  const CodedRows found = FindCodedRows(program);
  for (size_t i = 0; i < found.rows.size(); ++i) {
    const Verdict in_codes =
        i < found.certain ? Verdict::Of(true) : Verdict::Unsettled(UnsettledCause::kUnmappedCode);
    if (consider(found.rows[i], in_codes)) return;
  }
}

Verdict Evaluator::TestCodes(const plan::Query& query, RowRef ref) {
  const int32_t attribute = program_.shape(plan().collections[query.collection.index].shape).code;
  if (attribute < 0) return Verdict::Unsettled(UnsettledCause::kUnmappedCode);
  const Judged code = Attribute(ref, attribute);
  if (code.codes == nullptr) return Verdict::Unsettled(UnsettledCause::kUnmappedCode);
  Verdict any = Verdict::Of(false);
  for (plan::CodeSetId set : query.codes) any = Or(any, InCodeSet(*code.codes, set));
  return any;
}

namespace {

// Whether the entry has nothing under an attribute that the condition judges; `is known` judges
// none.
bool LacksJudged(const plan::Plan& plan, plan::ExprId id, int32_t variable, const chart::Row& row) {
  const plan::Expr& expr = plan.exprs[id.index];
  if (expr.op == plan::Op::kIsKnown) return false;
  const int32_t attribute = expr.attribute;
  if (expr.op == plan::Op::kAttribute && expr.variable == variable && attribute >= 0 &&
      attribute < static_cast<int32_t>(row.cells.size()) &&
      row.cells[attribute].kind == chart::Cell::Kind::kEmpty) {
    return true;
  }
  return std::any_of(expr.args.begin(), expr.args.end(), [&](plan::ExprId argument) {
    return LacksJudged(plan, argument, variable, row);
  });
}

}  // namespace

void Evaluator::Consider(const QueryProgram& program, RowRef ref, Verdict in_codes, size_t windows,
                         bool for_every, Scan& scan) {
  ++scan.looked_at;
  Verdict verdict = in_codes;
  const bool of_chart = program_.IsOfChart(ref.collection);
  const chart::Row* const row = ChartRow(ref);
  if (!of_chart && plan().collections[ref.collection].kind == plan::CollectionKind::kGroup) {
    if (!IsOfGroupRow(ref, verdict)) return;
  } else if (row != nullptr && row->doubtful) {
    verdict = And(verdict, Verdict::Unsettled(UnsettledCause::kUnknownStatus));
  }
  // An entry without a known code is not this lab if its result cannot be read in the lab's unit.
  if (in_codes.kind == Verdict::kUnsettled && program.lab.valid() &&
      !JudgeLab(program.lab, ref).known()) {
    return;
  }
  chart::Period other_time;
  if (!of_chart) other_time = TimeOf(ref);
  const chart::Period& time = of_chart ? row->at : other_time;
  for (size_t w = 0; w < program.windows.size(); ++w) {
    verdict = And(verdict, TestWindow(windows_[windows + w], time));
    if (verdict.kind == Verdict::kFalse) return;
  }
  if (!program.is_plain) {
    verdict = And(verdict, TestFilters(*program.source, program, ref, time));
    if (verdict.kind == Verdict::kFalse) return;
  }
  EvidenceId evidence;
  if (program.where.valid() || for_every) {
    Judged where = Judged::Of(true);
    if (program.where.valid()) {
      Bind(program.variable, ref);
      where = Judge(program.where);
      Unbind(program.variable);
    }
    Verdict met = Verdict::Of(where);
    // Silent, and known why: inside cover that is no silence.
    if (met.kind == Verdict::kSilent && of_chart &&
        LacksJudged(plan(), program.where, program.variable, *row)) {
      met.cause = UnsettledCause::kEmptyCell;
    }
    verdict = And(verdict, for_every ? Not(met) : met);
    if (verdict.kind == Verdict::kFalse) return;
    evidence = where.evidence;
  }
  scan.undecided += verdict.kind == Verdict::kUnsettled;
  candidates_.push_back({ref, verdict, evidence, of_chart ? &row->at : nullptr});
}

// Whether the row of a group lies in the row of the group around it that is bound, and is certain.
bool Evaluator::IsOfGroupRow(RowRef ref, Verdict& verdict) const {
  const plan::GroupId id = plan().collections[ref.collection].group;
  const plan::Group& group = plan().groups[id.index];
  const GroupRow& row = groups_[id.index].rows[ref.row];
  const int32_t around = group.parent.valid() ? group_row_[group.parent.index] : -1;
  if (around >= 0 && row.parent != around) return false;
  if (row.doubtful) verdict = And(verdict, Verdict::Unsettled(row.cause));
  return true;
}

Verdict Evaluator::TestFilters(const plan::Query& query, const QueryProgram& program, RowRef ref,
                               const chart::Period& time) {
  Verdict verdict = Verdict::Of(true);
  if (!query.documents.empty()) {
    const plan::DocumentId type = DocumentOf(ref);
    verdict = Verdict::Of(std::find(query.documents.begin(), query.documents.end(), type) !=
                          query.documents.end());
    if (verdict.kind == Verdict::kFalse) return verdict;
  }
  if (program.asks_mentions) {
    const chart::Row* row = ChartRow(ref);
    if (row != nullptr) {
      verdict = TestMention(query, *row, plan().collections[query.collection.index].shape);
      if (verdict.kind == Verdict::kFalse) return verdict;
    }
  }
  if (query.at_this_facility) verdict = And(verdict, TestFacility(ref));
  if (query.drawn_with >= 0) verdict = And(verdict, TestDrawnWith(ref, time, query.drawn_with));
  if (program.lasting) verdict = And(verdict, TestLasting(query, program, time));
  if (query.except_source.valid()) {
    const Judged source = Judge(query.except_source);
    if (source.pending()) return And(verdict, Verdict{Verdict::kPending});
    if (RestsOn(source.evidence, ref)) return Verdict::Of(false);
  }
  return verdict;
}

Verdict Evaluator::TestMention(const plan::Query& query, const chart::Row& row,
                               plan::ShapeId shape) const {
  const struct {
    int8_t asked;
    std::string_view name;
  } tests[] = {{query.affirmed, "affirmed"},     {query.negated, "negated"},
               {query.historical, "historical"}, {query.family, "family"},
               {query.uncertain, "uncertain"},   {query.hypothetical, "hypothetical"}};
  const auto& attributes = plan().shapes[shape.index].attributes;
  for (const auto& test : tests) {
    if (test.asked == 0) continue;
    bool holds = false;
    for (size_t i = 0; i < attributes.size() && i < row.cells.size(); ++i) {
      if (attributes[i].name == test.name) holds = row.cells[i].value.IsTrue();
    }
    if (holds != (test.asked > 0)) return Verdict::Of(false);
  }
  return Verdict::Of(true);
}

namespace {

// The reference in a row's cell, such as "Specimen/s1"; empty: none.
std::string_view ReferenceAt(const chart::Row* row, int32_t attribute) {
  if (row == nullptr || attribute < 0 || attribute >= static_cast<int32_t>(row->cells.size())) {
    return {};
  }
  const chart::Cell& cell = row->cells[attribute];
  if (cell.kind != chart::Cell::Kind::kValue || cell.value.kind() != values::Kind::kText) return {};
  return cell.value.text();
}

}  // namespace

// The facility of the index event.
Verdict Evaluator::TestFacility(RowRef ref) {
  if (events_.empty()) return {Verdict::kSilent};
  const auto facility = [&](RowRef at) {
    const RowRef under = Underlying(at);
    if (!under.valid()) return std::string_view();
    const plan::ShapeId shape = plan().collections[under.collection].shape;
    return ReferenceAt(ChartRow(under), program_.shape(shape).facility);
  };
  const std::string_view theirs = facility(ref), ours = facility(events_[event_]);
  if (theirs.empty() || ours.empty()) return {Verdict::kSilent, UnsettledCause::kEmptyCell};
  return Verdict::Of(theirs == ours);
}

// The same specimen, or the same time.
Verdict Evaluator::TestDrawnWith(RowRef ref, const chart::Period& time, int32_t variable) {
  const Binding& other = bindings_[variable];
  if (!other.ref.valid()) return {Verdict::kSilent};
  const auto specimen = [&](RowRef at) {
    const RowRef under = Underlying(at);
    const plan::ShapeId shape = plan().collections[under.collection].shape;
    return ReferenceAt(ChartRow(under), program_.shape(shape).specimen);
  };
  const std::string_view ours = specimen(ref), theirs = specimen(other.ref);
  if (!ours.empty() && ours == theirs) return Verdict::Of(true);
  const chart::Period drawn = TimeOf(other.ref);
  if (!time.has_start || !drawn.has_start) {
    return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  }
  // Two draws that were written alike, to the minute or finer, are one draw.
  if (time.start == drawn.start && time.start.precision >= values::Precision::kMinute) {
    return Verdict::Of(true);
  }
  return TestPoint(WindowKind::kAt, time.start, drawn.start, {}, program_.month_rounding());
}

Verdict Evaluator::TestLasting(const plan::Query& query, const QueryProgram& program,
                               const chart::Period& time) const {
  if (IsEndUnknown(time)) return Verdict::Unsettled(UnsettledCause::kEmptyCell);
  if (!time.has_start || !time.has_end) return Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  const values::Count length = values::DurationBetween(time.start, time.end,
                                                       values::IsExact(program.lasting->unit)
                                                           ? values::CalendarUnit::kMillisecond
                                                           : program.lasting->unit);
  const int64_t limit =
      values::IsExact(program.lasting->unit)
          ? program.lasting->amount * values::MillisecondsIn(program.lasting->unit)
          : program.lasting->amount;
  const auto decide = [&](bool low, bool high) {
    return low == high ? Verdict::Of(low) : Verdict::Unsettled(UnsettledCause::kImpreciseTime);
  };
  const std::string_view op = query.lasting_op;
  if (op == ">") return decide(length.low > limit, length.high > limit);
  if (op == ">=") return decide(length.low >= limit, length.high >= limit);
  if (op == "<") return decide(length.low < limit, length.high < limit);
  return decide(length.low <= limit, length.high <= limit);
}

// Through the fields that the answer rests on, as far as they go.
bool Evaluator::RestsOn(EvidenceId evidence, RowRef ref) {
  const RowRef under = Underlying(ref);
  std::vector<EvidenceId> open = {evidence};
  std::vector<std::pair<int32_t, int32_t>> fields;
  while (!open.empty()) {
    const EvidenceId next = open.back();
    open.pop_back();
    evidence_.Flatten(next, leaves_);
    for (const EvidenceNode& leaf : leaves_) {
      const bool is_row =
          leaf.kind == EvidenceNode::Kind::kRow || leaf.kind == EvidenceNode::Kind::kCell;
      if (is_row && Underlying({leaf.a, leaf.b}) == under) return true;
      const std::pair<int32_t, int32_t> field = {leaf.a, leaf.b};
      if (leaf.kind != EvidenceNode::Kind::kField ||
          std::find(fields.begin(), fields.end(), field) != fields.end())
        continue;
      fields.push_back(field);
      open.push_back(Field({leaf.a}, leaf.b).evidence);
    }
  }
  return false;
}

}  // namespace suture::rules
