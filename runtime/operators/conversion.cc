// Between kinds of values. What cannot be read is unsettled (unreadable_value), never a guess.
#include <string>

#include "absl/strings/ascii.h"
#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

using values::DateTime;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Without a "Z" or "+hh:mm" at the end of a time of day: a clock time has no zone.
std::string_view WithoutOffset(std::string_view text) {
  constexpr size_t kOffset = 6;
  if (!text.empty() && text.back() == 'Z') return text.substr(0, text.size() - 1);
  if (text.size() <= kOffset) return text;
  const char sign = text[text.size() - kOffset];
  const bool offset = (sign == '+' || sign == '-') && text[text.size() - 3] == ':';
  return offset ? text.substr(0, text.size() - kOffset) : text;
}

Value ReadQuantity(std::string_view text) {
  text = Trimmed(text);
  const size_t end = text.find_first_not_of("+-.0123456789");
  const auto amount = Decimal::Parse(text.substr(0, end));
  if (!amount) return Unreadable();
  std::string_view unit = end == std::string_view::npos ? "" : Trimmed(text.substr(end));
  if (unit.size() >= 2 && unit.front() == '\'' && unit.back() == '\'') {
    unit = unit.substr(1, unit.size() - 2);
  }
  const auto parsed = values::Unit::Parse(unit);
  if (!parsed.ok()) return Value::Unsettled(UnsettledCause::kBadUnit);
  return Value::OfQuantity(*amount, *parsed);
}

Value Converted(const absl::StatusOr<Decimal>& amount, const values::Unit* unit) {
  if (amount.ok()) return Value::OfQuantity(*amount, unit);
  return absl::IsOutOfRange(amount.status()) ? Overflow()
                                             : Value::Unsettled(UnsettledCause::kBadUnit);
}

bool IsAnyOf(std::string_view text, std::initializer_list<std::string_view> words) {
  for (std::string_view word : words) {
    if (text == word) return true;
  }
  return false;
}

}  // namespace

Value ToDecimalKernel(Arguments a, Context&) {
  switch (a[0].kind()) {
    case Kind::kInteger:
      return Value::OfDecimal(DecimalOf(a[0]));
    case Kind::kDecimal:
      return a[0];
    case Kind::kTruth:
      return Value::OfDecimal(Decimal::FromInteger(a[0].IsTrue() ? 1 : 0));
    case Kind::kText: {
      const auto read = Decimal::Parse(Trimmed(a[0].text()));
      return read ? Value::OfDecimal(*read) : Unreadable();
    }
    default:
      return WrongKind();
  }
}

Value ToIntegerKernel(Arguments a, Context&) {
  if (a[0].kind() == Kind::kInteger) return a[0];
  if (a[0].kind() == Kind::kTruth) return Value::OfInteger(a[0].IsTrue() ? 1 : 0);
  if (a[0].kind() != Kind::kText) return WrongKind();
  const auto read = Decimal::Parse(Trimmed(a[0].text()));
  const auto whole = read && read->scale() == 0 ? read->ToInteger() : std::nullopt;
  return whole ? Value::OfInteger(*whole) : Unreadable();
}

Value ToTextKernel(Arguments a, Context& context) {
  switch (a[0].kind()) {
    case Kind::kText:
      return a[0];
    case Kind::kQuantity:
      return values::MakeText(*context.arena, a[0].quantity().amount.ToString() + " '" +
                                                  a[0].quantity().unit->text() + "'");
    case Kind::kInteger:
    case Kind::kDecimal:
    case Kind::kDate:
    case Kind::kDateTime:
    case Kind::kTime:
    case Kind::kDuration:
    case Kind::kTruth:
      return values::MakeText(*context.arena, values::ToText(a[0]));
    default:
      return WrongKind();
  }
}

Value ToTruthKernel(Arguments a, Context&) {
  if (a[0].kind() == Kind::kTruth) return a[0];
  if (a[0].kind() == Kind::kInteger || a[0].kind() == Kind::kDecimal) {
    const Decimal number = DecimalOf(a[0]);
    if (number.is_zero()) return Value::OfBool(false);
    return number == Decimal::FromInteger(1) ? Value::OfBool(true) : Unreadable();
  }
  if (a[0].kind() != Kind::kText) return WrongKind();
  std::string word(a[0].text());
  for (char& c : word) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  if (IsAnyOf(word, {"true", "t", "yes", "y", "1"})) return Value::OfBool(true);
  if (IsAnyOf(word, {"false", "f", "no", "n", "0"})) return Value::OfBool(false);
  return Unreadable();
}

Value ToDateKernel(Arguments a, Context&) {
  if (IsPointInTime(a[0])) return values::DateOf(a[0].date_time());
  if (a[0].kind() != Kind::kText) return WrongKind();
  const auto read = DateTime::Parse(a[0].text());
  return read ? Value::OfDateTime(read->DatePart()) : Unreadable();
}

Value ToDateTimeKernel(Arguments a, Context&) {
  std::optional<DateTime> read;
  if (IsPointInTime(a[0])) read = a[0].date_time();
  if (a[0].kind() == Kind::kText) read = DateTime::Parse(a[0].text());
  if (!read) return a[0].kind() == Kind::kText ? Unreadable() : WrongKind();
  read->is_date = false;
  return Value::OfDateTime(*read);
}

Value ToTimeKernel(Arguments a, Context& context) {
  if (a[0].kind() == Kind::kTime) return a[0];
  if (IsPointInTime(a[0])) return TimeOfKernel(a, context);
  if (a[0].kind() != Kind::kText) return WrongKind();
  const auto read = values::TimeOfDay::Parse(WithoutOffset(a[0].text()));
  return read ? Value::OfTime(*read) : Unreadable();
}

Value ToQuantityKernel(Arguments a, Context&) {
  if (a[0].kind() == Kind::kQuantity) return a[0];
  if (IsNumber(a[0])) return Value::OfQuantity(DecimalOf(a[0]), values::Unit::One());
  return a[0].kind() == Kind::kText ? ReadQuantity(a[0].text()) : WrongKind();
}

Value ConvertToKernel(Arguments a, Context&) {
  if (a[0].kind() != Kind::kQuantity || a[1].kind() != Kind::kText) return WrongKind();
  const auto unit = values::Unit::Parse(a[1].text());
  if (!unit.ok()) return Value::Unsettled(UnsettledCause::kBadUnit);
  const auto& q = a[0].quantity();
  return Converted(values::ConvertExact(q.amount, q.unit, *unit), *unit);
}

Value ConvertMolarKernel(Arguments a, Context&) {
  static const values::Unit* gram_per_mole = *values::Unit::Parse("g/mol");
  if (a[0].kind() != Kind::kQuantity || a[1].kind() != Kind::kText ||
      a[2].kind() != Kind::kQuantity) {
    return WrongKind();
  }
  const auto unit = values::Unit::Parse(a[1].text());
  const auto mass =
      values::ConvertExact(a[2].quantity().amount, a[2].quantity().unit, gram_per_mole);
  if (!unit.ok() || !mass.ok()) return Value::Unsettled(UnsettledCause::kBadUnit);
  const auto& q = a[0].quantity();
  return Converted(values::ConvertMolar(q.amount, q.unit, *unit, *mass), *unit);
}

Value AmountOfKernel(Arguments a, Context&) {
  return a[0].kind() == Kind::kQuantity ? Value::OfDecimal(a[0].quantity().amount) : WrongKind();
}
Value UnitOfKernel(Arguments a, Context&) {
  // Units live as long as the process.
  return a[0].kind() == Kind::kQuantity ? Value::OfText(a[0].quantity().unit->text()) : WrongKind();
}

Value ElementOfKernel(Arguments a, Context&) {
  if (a[0].kind() != Kind::kTuple || a[1].kind() != Kind::kText) return WrongKind();
  const Value* element = values::FindElement(a[0].tuple(), a[1].text());
  return element != nullptr ? *element : Value::Null();
}

Value ToConceptKernel(Arguments a, Context& context) {
  if (a[0].kind() == Kind::kConcept) return a[0];
  if (a[0].kind() == Kind::kCode) {
    return Value::OfConcept(context.arena->CopyArray(a.subspan(0, 1)));
  }
  if (!IsList(a[0])) return WrongKind();
  for (const Value& code : a[0].items()) {
    if (code.kind() != Kind::kCode) return WrongKind();
  }
  return Value::OfConcept(a[0].items());
}

}  // namespace suture::operators
