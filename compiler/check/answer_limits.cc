#include "compiler/check/answer_limits.h"

#include <iterator>
#include <optional>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/types.h"
#include "runtime/text/utf8.h"
#include "runtime/values/decimal.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

using plan::TypeKind;
using values::Decimal;

std::string WithUnit(const std::string& number, const std::string& unit) {
  return unit.empty() ? number : absl::StrCat(number, " ", unit);
}

// The written number in `unit`; nullopt: it is none, or no factor leads there.
std::optional<Decimal> In(const std::string& unit, const plan::Literal& written) {
  if (!IsNumber(written.type)) return std::nullopt;
  absl::StatusOr<const values::Unit*> from = values::Unit::Parse(written.type.unit),
                                      to = values::Unit::Parse(unit);
  const std::optional<Decimal> value = Decimal::Parse(written.text);
  if (!from.ok() || !to.ok() || !value) return std::nullopt;
  absl::StatusOr<Decimal> converted = values::ConvertExact(*value, *from, *to);
  return converted.ok() ? std::optional(*converted) : std::nullopt;
}

// Digits after the point that the field's values have at most; -1: any number of them.
int DigitsKept(const plan::Type& type) {
  if (type.kind == TypeKind::kInteger) return 0;
  return type.rounding == plan::Rounding::kNone ? -1 : type.scale;
}

bool ReportDigits(const plan::Field& field, const plan::Literal& value, base::Span span,
                  diag::Emitter& emitter) {
  const int digits = IsNumber(field.type) ? DigitsKept(field.type) : -1;
  const std::optional<Decimal> number = digits < 0 ? std::nullopt : In(field.type.unit, value);
  if (!number || number->Truncate(digits) == *number) return false;
  const std::string kept = digits == 0 ? "it takes whole numbers"
                           : digits == 1
                               ? "it keeps one digit after the point"
                               : absl::StrCat("it keeps ", digits, " digits after the point");
  emitter
      .Emit(diag::kNeverSuchAnswer, span, field.name, WithUnit(value.text, value.type.unit),
            field.type.unit.empty() ? kept : absl::StrCat(kept, ", in ", field.type.unit))
      .Help("Expect the number as the field submits it.");
  return true;
}

bool ReportTimeOfDay(const plan::Field& field, const plan::Literal& value, base::Span span,
                     diag::Emitter& emitter) {
  if (field.type.kind != TypeKind::kDate || value.type.kind != TypeKind::kDateTime) return false;
  emitter
      .Emit(diag::kNeverSuchAnswer, span, field.name, value.text,
            "it is a date, without a time of day")
      .Help("Expect the day alone.");
  return true;
}

bool ReportExcluded(const plan::Plan& plan, const plan::Field& field,
                    const std::vector<plan::Literal>& values, base::Span span,
                    diag::Emitter& emitter) {
  if (field.type.kind != TypeKind::kSet || !field.type.choice.valid() || values.size() < 2) {
    return false;
  }
  const plan::Choice& choice = plan.choices[field.type.choice.index];
  auto is_expected = [&](int member) {
    return absl::c_any_of(values, [&](const plan::Literal& value) {
      return value.text == choice.members[member].name;
    });
  };
  auto name = [&](int member) { return absl::StrCat("`", choice.members[member].name, "`"); };
  auto report = [&](const std::string& what, const std::string& why) {
    emitter.Emit(diag::kNeverSuchAnswer, span, field.name, what, why)
        .Help(
            "Such a set goes to review: expect `review because exclusive broken`, or leave a "
            "member out.");
    return true;
  };
  for (int member : choice.alone) {
    if (is_expected(member)) {
      return report(absl::StrCat(name(member), " with others"), "this choice stands alone");
    }
  }
  for (const std::vector<int>& set : choice.exclusive) {
    std::vector<int> held;
    absl::c_copy_if(set, std::back_inserter(held), is_expected);
    if (held.size() > 1) {
      return report(absl::StrCat(name(held[0]), " and ", name(held[1])), "they exclude each other");
    }
  }
  return false;
}

}  // namespace

bool ReportOutOfRange(const plan::Field& field, const plan::Literal& value, base::Span span,
                      diag::Emitter& emitter) {
  if (!field.range) return false;
  const std::string& unit = field.range->unit.empty() ? field.type.unit : field.range->unit;
  const std::optional<Decimal> number = In(unit, value);
  const std::optional<Decimal> low = Decimal::Parse(field.range->low),
                               high = Decimal::Parse(field.range->high);
  if (!number || !low || !high || (*number >= *low && *number <= *high)) return false;
  emitter
      .Emit(diag::kValueOutOfRange, span, WithUnit(value.text, value.type.unit), field.name,
            absl::StrCat(field.range->low, "..", WithUnit(field.range->high, unit)))
      .Help(
          "A value outside of the range goes to review; widen the range if the registry takes this "
          "value.");
  return true;
}

bool ReportTooLong(const plan::Field& field, const plan::Literal& value, base::Span span,
                   diag::Emitter& emitter) {
  if (value.type.kind != TypeKind::kText || field.type.text_limit <= 0) return false;
  const size_t length = text::CountCodePoints(value.text);
  if (length <= static_cast<size_t>(field.type.text_limit)) return false;
  emitter
      .Emit(diag::kTextTooLong, span, static_cast<int>(length), field.name, field.type.text_limit)
      .Help("Shorten it, or let the field take more: `text at most 200`.");
  return true;
}

bool ReportNeverHeld(const plan::Plan& plan, const plan::Field& field,
                     const std::vector<plan::Literal>& values, base::Span span,
                     diag::Emitter& emitter) {
  for (const plan::Literal& value : values) {
    if (ReportOutOfRange(field, value, span, emitter) ||
        ReportTooLong(field, value, span, emitter) || ReportDigits(field, value, span, emitter) ||
        ReportTimeOfDay(field, value, span, emitter)) {
      return true;
    }
  }
  return ReportExcluded(plan, field, values, span, emitter);
}

}  // namespace suture::check
