// Readings: how the words of a note become values.
#include <utility>

#include "compiler/check/checker.h"

namespace suture::check {

plan::ReadingId Checker::ReadingOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const resolve::Symbol& s = program_.symbol(symbol);
  const ast::Reading& source = *s.As<ast::Reading>();
  plan::Reading reading;
  reading.name = s.name;
  reading.type = TypeFrom(*source.type, s.name, s.module);
  reading.range = source.range;
  const bool is_number = IsNumber(reading.type), is_time = IsTime(reading.type);
  if (!is_number &&
      (!source.range.empty() || source.below_next_lower || !source.rounding_to.empty())) {
    emitter_.Emit(diag::kNotANumber, s.span, Describe(reading.type, out_.draft));
  }
  if (!is_time && source.missing_month > 0) {
    emitter_.Emit(diag::kNotATime, s.span, Describe(reading.type, out_.draft));
  }
  for (const ast::ReadingWords& words : source.words) {
    if (words.value == nullptr) continue;
    ExprId value = ValueOf(*words.value, *ScopeOf({}, s.module), reading.type);
    if (!value.valid() || At(value).op != Op::kLiteral) continue;
    for (const std::string& word : words.words) {
      reading.words.push_back({word, out_.draft.literals[At(value).literal].text});
    }
  }
  reading.below_next_lower = source.below_next_lower;
  reading.missing_month = source.missing_month;
  reading.missing_day = source.missing_day;
  reading.effective = EffectiveFrom(source.effective);
  if (!source.rounding_to.empty()) {
    ast::Type rounding;
    rounding.rounding = source.rounding;
    rounding.rounding_to = source.rounding_to;
    rounding.span = s.span;
    SetRounding(rounding, reading.type);
  }
  out_.draft.readings.push_back(std::move(reading));
  plan::ReadingId id{static_cast<int32_t>(out_.draft.readings.size()) - 1};
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

}  // namespace suture::check
