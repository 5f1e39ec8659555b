// Records and the extracts that fill them from notes.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/in_force.h"

namespace suture::check {

plan::ShapeId Checker::RecordOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  if (bound.state == State::kInProgress) {
    emitter_.Emit(diag::kValueOfItself, s.span, s.name);
    return {};
  }
  bound.state = State::kInProgress;
  const ast::Record& record = *s.As<ast::Record>();
  plan::Shape shape;
  shape.name = s.name;
  for (const ast::RecordCell& cell : record.cells) {
    plan::Attribute attribute;
    attribute.name = cell.name.text;
    attribute.type = TypeFrom(*cell.type, absl::StrCat(s.name, ".", cell.name.text), s.module);
    attribute.optional = cell.type->optional;
    if (attribute.type.reading.valid() &&
        IsDated(out_.draft.readings[attribute.type.reading.index].effective)) {
      emitter_
          .Emit(diag::kDatedReading, cell.span,
                out_.draft.readings[attribute.type.reading.index].name)
          .Help("Leave `effective` out of that reading, or use it as the type of a field.");
    }
    attribute.guidance = cell.guidance;
    if (cell.range) {
      attribute.range = CellRange(cell.range->valid, attribute.type);
    }
    bool is_time = IsTime(attribute.type) || attribute.type.kind == TypeKind::kPeriod;
    if (shape.at < 0 && is_time) shape.at = static_cast<int>(shape.attributes.size());
    if (AttributeIndex(shape, attribute.name) >= 0) {
      emitter_.Emit(diag::kNameTwice, cell.name.span, cell.name.text, "a cell");
    }
    shape.attributes.push_back(std::move(attribute));
  }
  plan::ShapeId id = AddShape(std::move(shape));
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

CollectionId Checker::ExtractOf(SymbolId symbol, const ast::Extract& extract) {
  const resolve::Symbol s = program_.symbol(symbol);
  SymbolId record = FindOrReport(Space::kType, extract.record, s.module);
  if (!record.valid()) return {};
  if (program_.symbol(record).As<ast::Record>() == nullptr) {
    emitter_.Emit(diag::kNotARecord, extract.record.span, extract.record.text);
    return {};
  }
  plan::ShapeId shape = RecordOf(record);
  CollectionId id =
      AddCollection({.name = s.name, .kind = plan::CollectionKind::kExtract, .shape = shape});
  bound_[symbol.index].index = id.index;
  Scope scope = *ScopeOf(s.group, s.module);
  plan::PromptId prompt = PromptFrom(extract.prompt, s.name, scope);
  plan::Prompt& out = out_.draft.prompts[prompt.index];
  out.is_extract = true;
  out.collection = id;
  out.at_most = extract.at_most;
  AddMerging(extract.prompt, shape, out);
  out_.draft.collections[id.index].prompt = prompt;
  return id;
}

void Checker::AddMerging(const ast::Prompt& source, plan::ShapeId shape_id, plan::Prompt& out) {
  const plan::Shape& shape = out_.draft.shapes[shape_id.index];
  for (const ast::Name& key : source.same_keys) {
    int index = AttributeIndex(shape, key.text);
    if (index < 0) ReportAttribute(key, shape);
    if (index >= 0) out.same_keys.push_back(index);
  }
  if (source.same_within) {
    out.same_within = source.same_within->number;
    out.same_within_unit = DurationWord(source.same_within->unit.text);
    if (out.same_within_unit.empty()) emitter_.Emit(diag::kNotADuration, source.same_within->span);
  }
  for (const ast::Merge& merge : source.merges) {
    int index = AttributeIndex(shape, merge.cell.text);
    if (index < 0) {
      ReportAttribute(merge.cell, shape);
      continue;
    }
    out.merges.push_back({index, static_cast<plan::MergeHow>(static_cast<int>(merge.how))});
  }
}

}  // namespace suture::check
