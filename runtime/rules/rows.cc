// Rows behind variables: binding, cells, times, and whether a collection is there yet.
#include <algorithm>

#include "runtime/rules/evaluator.h"
#include "runtime/rules/periods.h"

namespace suture::rules {

using plan::CollectionKind;
using values::UnsettledCause;
using values::Value;

void Evaluator::Bind(int32_t variable, RowRef ref) {
  Binding& binding = bindings_[variable];
  const RowRef under = Underlying(ref);
  binding.ref = ref;
  binding.row = under == ref ? ChartRow(under) : nullptr;
  binding.shape = plan().collections[ref.collection].shape;
  binding.stamp = next_stamp_++;
}

void Evaluator::Unbind(int32_t variable) { bindings_[variable] = Binding(); }

RowRef Evaluator::UnderlyingOf(RowRef ref) const {
  while (ref.valid()) {
    const plan::Collection& collection = plan().collections[ref.collection];
    if (collection.kind == CollectionKind::kUnion) {
      ref = derived_[ref.collection].united[ref.row];
    } else if (collection.kind == CollectionKind::kGroup) {
      ref = groups_[collection.group.index].rows[ref.row].bound;
    } else {
      break;
    }
  }
  return ref;
}

const chart::Row* Evaluator::RowBehind(RowRef ref) const {
  const RowRef under = Underlying(ref);
  if (!under.valid()) return nullptr;
  if (plan().collections[under.collection].kind == CollectionKind::kEpisodes) {
    return &derived_[under.collection].rows[under.row];
  }
  return &chart_->rows({under.collection}).rows[under.row];
}

const plan::Shape& Evaluator::ShapeOf(RowRef ref) const {
  return plan().shapes[plan().collections[ref.collection].shape.index];
}

Judged Evaluator::JudgeVariable(int32_t variable) {
  const Binding& binding = bindings_[variable];
  if (binding.stamp == 0) return Judged::Silent();
  if (!binding.member.is_null()) return Judged::Known(binding.member);
  if (!binding.ref.valid()) return Judged::Silent();
  return Judged::Known(RowValue(binding.ref), evidence_.Row(Underlying(binding.ref)));
}

Judged Evaluator::JudgeAttribute(int32_t variable, int32_t attribute) {
  const Binding& binding = bindings_[variable];
  if (binding.row != nullptr) {
    return JudgeCell(*binding.row, binding.shape, binding.ref, attribute);
  }
  return binding.ref.valid() ? Attribute(binding.ref, attribute) : Judged::Silent();
}

Judged Evaluator::Attribute(RowRef ref, int32_t attribute) {
  const plan::Collection& collection = plan().collections[ref.collection];
  switch (collection.kind) {
    case CollectionKind::kGroup: {
      const plan::Group& group = plan().groups[collection.group.index];
      if (attribute < 0 || attribute >= static_cast<int32_t>(group.fields.size())) {
        return Judged::Silent();
      }
      return JudgeFieldAt(group.fields[attribute], ref.row);
    }
    case CollectionKind::kUnion: {
      const RowRef under = derived_[ref.collection].united[ref.row];
      const plan::ShapeId from = plan().collections[under.collection].shape;
      const int32_t theirs = program_.UnionAttribute({ref.collection}, from, attribute);
      return theirs < 0 ? Judged::Silent() : Attribute(under, theirs);
    }
    default:
      return JudgeCell(*ChartRow(ref), collection.shape, ref, attribute);
  }
}

Judged Evaluator::JudgeCell(const chart::Row& row, plan::ShapeId shape, RowRef ref,
                            int32_t attribute) {
  using Kind = chart::Cell::Kind;
  if (attribute < 0 || attribute >= static_cast<int32_t>(row.cells.size())) return Judged::Silent();
  const chart::Cell& cell = row.cells[attribute];
  const EvidenceId evidence = ref.valid() ? evidence_.Cell(ref, attribute) : EvidenceId();
  switch (cell.kind) {
    case Kind::kEmpty: {
      // A record's cell must be stated unless its author made it optional; a chart entry need not
      // hold all that its kind knows.
      const bool extracted =
          ref.valid() && plan().collections[ref.collection].kind == CollectionKind::kExtract;
      const plan::Shape& of = plan().shapes[shape.index];
      if (!extracted || of.attributes[attribute].optional) return Judged::Silent(evidence);
      return Judged::Unsettled(UnsettledCause::kEmptyCell, evidence);
    }
    case Kind::kValue:
      return Judged::From(cell.value, evidence);
    case Kind::kCodes: {
      const chart::Codes& codes = *cell.codes;
      Judged judged = Judged::Known(
          codes.codings.empty() ? Value::OfText(codes.text)
                                : Value::OfCode({codes.codings[0].code, codes.codings[0].system}),
          evidence);
      judged.codes = &codes;
      return judged;
    }
    case Kind::kPeriod: {
      const Value period = PeriodValue(*cell.period, arena_);
      return period.is_null() ? Judged::Silent(evidence) : Judged::Known(period, evidence);
    }
    case Kind::kAttachment:
      return Judged::Known(Value::OfText(cell.attachment->text), evidence);
    case Kind::kUnreadable:
      return Judged::Unsettled(cell.cause, evidence);
  }
  return Judged::Silent();
}

chart::Period Evaluator::TimeOf(RowRef ref) {
  if (program_.IsOfChart(ref.collection)) return ChartRow(ref)->at;
  const plan::Collection& collection = plan().collections[ref.collection];
  if (collection.kind == CollectionKind::kGroup || collection.kind == CollectionKind::kUnion) {
    const plan::Shape& shape = ShapeOf(ref);
    if (shape.at >= 0) {
      const Judged at = Attribute(ref, shape.at);
      chart::Period period;
      if (at.known()) ReadPeriod(at.value, period);
      return period;
    }
    const RowRef under = Underlying(ref);
    return under.valid() ? TimeOf(under) : chart::Period();
  }
  return ChartRow(ref)->at;
}

int32_t Evaluator::RowCount(plan::CollectionId id) {
  const plan::Collection& collection = plan().collections[id.index];
  switch (collection.kind) {
    case CollectionKind::kGroup:
      return static_cast<int32_t>(groups_[collection.group.index].rows.size());
    case CollectionKind::kUnion:
      return static_cast<int32_t>(derived_[id.index].united.size());
    case CollectionKind::kEpisodes:
      return static_cast<int32_t>(derived_[id.index].rows.size());
    default:
      return static_cast<int32_t>(chart_->rows(id).rows.size());
  }
}

// False: every row is there. Else why rows are missing: pending, or unsettled.
Verdict Evaluator::Ensure(plan::CollectionId id) {
  const plan::Collection& collection = plan().collections[id.index];
  switch (collection.kind) {
    case CollectionKind::kChart:
      return Verdict::Of(false);
    case CollectionKind::kExtract: {
      const chart::CollectionRows& rows = chart_->rows(id);
      if (!rows.ready) {
        List({collection.prompt, -1});
        return {Verdict::kPending};
      }
      if (rows.failed) return Verdict::Unsettled(UnsettledCause::kFailedStep);
      if (!rows.complete && !rows.unread) return Verdict::Unsettled(UnsettledCause::kEvidenceCut);
      return Verdict::Of(false);
    }
    case CollectionKind::kMentions:
      if (!chart_->rows(id).ready && source_ != nullptr) source_->FillMentions(id);
      return Verdict::Of(false);
    case CollectionKind::kGroup: {
      const GroupState& group = Group(collection.group);
      if (group.progress != Progress::kDone) return {Verdict::kPending};
      if (group.too_many) return Verdict::Unsettled(UnsettledCause::kTooManyRows);
      return group.incomplete ? Verdict::Unsettled(UnsettledCause::kUnmappedCode)
                              : Verdict::Of(false);
    }
    case CollectionKind::kUnion:
      return Unite(id).incomplete;
    case CollectionKind::kEpisodes:
      return FindEpisodes(id).incomplete;
  }
  return Verdict::Of(false);
}

plan::DocumentId Evaluator::DocumentOf(RowRef ref) {
  const RowRef under = Underlying(ref);
  if (!under.valid()) return {};
  const chart::Row* row = ChartRow(under);
  if (under.collection != plan().notes.index) {
    if (row == nullptr || row->quotes.empty() || row->quotes[0].note < 0) return {};
    return DocumentOf({plan().notes.index, row->quotes[0].note});
  }
  return ClassifyNote(*row);
}

}  // namespace suture::rules
