// Numbers, ranges and units as people and other languages write them.
#include <algorithm>
#include <string>

#include "compiler/ast/meant_unit.h"
#include "compiler/syntax/mender.h"
#include "compiler/syntax/token_filter.h"
#include "fmt/format.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {

using grammar::SutureLexer;

bool Mender::BehindLowBound() const {
  size_t at = out_.size();
  const auto is = [&](int32_t type) { return at > 0 && out_[at - 1].type == type; };
  if (is(SutureLexer::UNIT) || is(SutureLexer::ID) || is(SutureLexer::PERCENT)) --at;
  if (!is(SutureLexer::NUMBER)) return false;
  --at;
  if (is(SutureLexer::MINUS)) --at;
  return is(SutureLexer::RANGE_) || is(SutureLexer::USUAL_);
}

bool Mender::MendRange() {
  if (!BehindLowBound()) return false;
  size_t last = at_;
  const std::string_view sign = WordAt(at_);
  if (in_[at_].type == SutureLexer::DOTDOT) {
    while (Touches(last) &&
           (in_[last + 1].type == SutureLexer::DOT || in_[last + 1].type == SutureLexer::DOTDOT)) {
      ++last;
    }
    if (last == at_) return false;
  } else if (in_[at_].type != SutureLexer::TO_ && in_[at_].type != SutureLexer::MINUS &&
             sign != "–" && sign != "—" && sign != "−") {
    return false;
  }
  const int32_t next = in_[std::min(last + 1, in_.size() - 1)].type;
  if (next != SutureLexer::NUMBER && next != SutureLexer::MINUS) return false;
  const base::Span span{file_, in_[at_].begin, in_[last].end};
  emitter_
      .Emit(diag::kUnexpectedText, span, "`..`", fmt::format("`{}`", Written(span.begin, span.end)))
      .Help("Two points stand between the bounds of a range: `range 0..30`.")
      .Edit({file_, out_.back().end, in_[last + 1].begin}, "..", false);
  out_.push_back({SutureLexer::DOTDOT, span.begin, span.end, in_[at_].line});
  at_ = last + 1;
  return true;
}

bool Mender::MendInch() {
  const bool typed = !out_.empty() && (out_.back().type == SutureLexer::DECIMAL_ ||
                                       out_.back().type == SutureLexer::INTEGER_);
  if (in_[at_].type != SutureLexer::IN_ || !typed || at_ + 1 >= in_.size()) return false;
  const Token& behind = in_[at_ + 1];
  const int32_t next = behind.type;
  if (next == SutureLexer::NUMBER || next == SutureLexer::MINUS) return false;
  // `decimal in mg/dL`, as a lab says it.
  const bool unit = next == SutureLexer::UNIT || next == SutureLexer::PERCENT ||
                    (next == SutureLexer::ID && IsUnitText(WordAt(at_ + 1)));
  if (unit && behind.line == in_[at_].line) {
    emitter_.Emit(diag::kNoSeparator, SpanOf(in_[at_]), "in")
        .Help("The unit of a number stands behind its type, such as `decimal mg/dL`.")
        .Edit({file_, in_[at_].begin, behind.begin}, "", true);
    ++at_;
    return true;
  }
  ast::ReportUnknownUnit(emitter_, SpanOf(in_[at_]), "in");
  ++at_;
  return true;
}

bool Mender::BehindComparison() const {
  if (out_.empty()) return false;
  const int32_t type = out_.back().type;
  return type == SutureLexer::EQ || type == SutureLexer::NE || type == SutureLexer::LT ||
         type == SutureLexer::LE || type == SutureLexer::GT || type == SutureLexer::GE;
}

bool Mender::MendDecimalComma() {
  if (at_ + 3 >= in_.size() || !Touches(at_) || !Touches(at_ + 1)) return false;
  if (in_[at_ + 1].type != SutureLexer::COMMA || in_[at_ + 2].type != SutureLexer::NUMBER) {
    return false;
  }
  const Token& behind = in_[at_ + 3];
  const bool with_unit = behind.line == in_[at_].line &&
                         (behind.type == SutureLexer::UNIT || behind.type == SutureLexer::PERCENT ||
                          (behind.type == SutureLexer::ID && IsUnitText(WordAt(at_ + 3))));
  if (!with_unit && !BehindComparison()) return false;
  const base::Span span{file_, in_[at_].begin, in_[at_ + 2].end};
  const std::string point = fmt::format("{}.{}", WordAt(at_), WordAt(at_ + 2));
  // Before three digits it sets thousands apart as often as it is a decimal point.
  const bool thousands = WordAt(at_ + 2).size() == 3;
  const std::string plain = thousands ? fmt::format("{}{}", WordAt(at_), WordAt(at_ + 2)) : point;
  auto builder = emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), plain);
  if (thousands) {
    builder.Help(fmt::format("If the comma is a decimal point, write `{}`.", point));
  } else {
    builder.Edit(span, point, false);
  }
  out_.push_back(in_[at_]);
  at_ += 3;
  return true;
}

bool Mender::MendLeadingPoint() {
  if (!Touches(at_) || in_[at_ + 1].type != SutureLexer::NUMBER || !BehindComparison()) {
    return false;
  }
  const base::Span span{file_, in_[at_].begin, in_[at_ + 1].end};
  const std::string whole = "0" + Written(span.begin, span.end);
  emitter_.Emit(diag::kForeignOperator, span, Written(span.begin, span.end), whole)
      .Edit(span, whole, true);
  ++at_;
  return false;  // The number itself is kept.
}

bool Mender::MendUnitSign(char32_t sign) {
  if (sign != U'µ' && sign != U'μ' && sign != U'°' && sign != U'º' && sign != U'²') return false;
  const auto piece = [](int32_t type) {
    return type == SutureLexer::ID || type == SutureLexer::UNIT || type == SutureLexer::SLASH ||
           type == SutureLexer::CARET || type == SutureLexer::NUMBER || type == SutureLexer::STAR ||
           type == SutureLexer::PERCENT || type == SutureLexer::BAD;
  };
  size_t before = out_.size();
  uint32_t begin = in_[at_].begin;
  while (before > 0 && out_[before - 1].end == begin && piece(out_[before - 1].type)) {
    if (out_[before - 1].type == SutureLexer::NUMBER && begin == in_[at_].begin) break;  // `5µmol`
    begin = out_[--before].begin;
  }
  if (before == 0 || out_[before - 1].type != SutureLexer::NUMBER ||
      out_[before - 1].line != in_[at_].line) {
    return false;
  }
  size_t last = at_;
  while (in_[last].end == in_[last + 1].begin && piece(in_[last + 1].type)) ++last;
  const Token unit{SutureLexer::UNIT, begin, in_[last].end, in_[at_].line};
  if (!ast::MeantBy(Written(unit.begin, unit.end))) return false;
  ast::ReportUnknownUnit(emitter_, SpanOf(unit), Written(unit.begin, unit.end));
  out_.resize(before);
  out_.push_back(unit);
  at_ = last + 1;
  return true;
}

}  // namespace suture::syntax
