#include "runtime/values/value.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"

namespace suture::values {
namespace {

constexpr std::array<std::string_view, kKindCount> kKindNames = {
    "nothing", "truth",          "integer",         "decimal", "quantity", "date", "datetime",
    "time",    "duration",       "interval",        "text",    "choice",   "code", "concept",
    "list",    "named elements", "range of numbers"};

// A quantity in the unit 1, such as the quotient of two mg/dL, is a bare number.
bool IsNumber(const Value& v) {
  return v.kind() == Kind::kInteger || v.kind() == Kind::kDecimal ||
         (v.kind() == Kind::kQuantity && v.quantity().unit == Unit::One());
}
Decimal ToDecimal(const Value& v) {
  if (v.kind() == Kind::kInteger) return Decimal::FromInteger(v.integer());
  return v.kind() == Kind::kDecimal ? v.decimal() : v.quantity().amount;
}

// A bare number beside a quantity that has a unit.
bool LacksUnit(const Value& left, const Value& right) {
  return (IsNumber(left) && right.kind() == Kind::kQuantity) ||
         (IsNumber(right) && left.kind() == Kind::kQuantity);
}

Comparison Unknown(UnsettledCause cause) {
  return {Ordering::kUncertain, Truth::kUnsettled, cause};
}
Comparison NullComparison(const Value& left, const Value& right) {
  const Truth cause = Or(left.is_null() ? left.truth() : Truth::kSilent,
                         right.is_null() ? right.truth() : Truth::kSilent);
  const UnsettledCause why = left.cause() != UnsettledCause::kNone ? left.cause() : right.cause();
  return {Ordering::kUncertain, cause, why};
}

Comparison FromStrong(std::strong_ordering order) {
  return {order < 0 ? Ordering::kLess : order > 0 ? Ordering::kGreater : Ordering::kEqual};
}

Comparison CompareQuantities(const Quantity& left, const Quantity& right) {
  if (left.unit == right.unit) return FromStrong(Decimal::Compare(left.amount, right.amount));
  if (!Commensurable(left.unit, right.unit)) return Unknown(UnsettledCause::kBadUnit);
  bool exact = false;
  const auto converted = ConvertExact(right.amount, right.unit, left.unit, &exact);
  if (!converted.ok()) return Unknown(UnsettledCause::kOverflow);
  const Comparison order = FromStrong(Decimal::Compare(left.amount, *converted));
  if (exact) return order;
  // One direction may end where the other does not: a third has no last digit, three have.
  const auto back = ConvertExact(left.amount, left.unit, right.unit, &exact);
  return back.ok() && exact ? FromStrong(Decimal::Compare(*back, right.amount)) : order;
}

// Two closed ranges of possible numbers; a plain number is a range of one.
Comparison CompareRanges(const Value& left, const Value& right) {
  const auto low = [](const Value& v) {
    return v.kind() == Kind::kUncertain ? v.interval().low : v;
  };
  const auto high = [](const Value& v) {
    return v.kind() == Kind::kUncertain ? v.interval().high : v;
  };
  const Comparison top = Compare(high(left), low(right));
  if (top.ordering == Ordering::kLess) return top;
  const Comparison bottom = Compare(low(left), high(right));
  if (bottom.ordering == Ordering::kGreater) return bottom;
  Comparison result = Unknown(UnsettledCause::kUncertainRange);
  result.never_greater = top.ordering == Ordering::kEqual;
  result.never_less = bottom.ordering == Ordering::kEqual;
  return result;
}

Comparison CompareChoices(const Choice& left, const Choice& right) {
  if (left.list == right.list && left.member == right.member) return {Ordering::kEqual};
  if (left.list != right.list || left.rank == Choice::kUnordered ||
      right.rank == Choice::kUnordered) {
    return Unknown(UnsettledCause::kUnorderedChoice);
  }
  return FromStrong(left.rank <=> right.rank);
}

Comparison FromOrdering(Ordering ordering) {
  return {ordering, Truth::kUnsettled, UnsettledCause::kImpreciseTime};
}

Judgement EqualItems(absl::Span<const Value> left, absl::Span<const Value> right,
                     bool nulls_agree) {
  Judgement all = Judgement::Of(true);
  for (size_t i = 0; i < left.size(); ++i) {
    if (nulls_agree && left[i].is_null() && right[i].is_null()) continue;
    const Judgement one = Equal(left[i], right[i]);
    const Truth both = And(all.truth, one.truth);
    if (both != all.truth) all.cause = one.cause;
    all.truth = both;
    if (all.truth == Truth::kFalse) return Judgement::Of(false);
  }
  return all;
}

bool SameNames(const Tuple& left, const Tuple& right) {
  return left.size == right.size && std::equal(left.names, left.names + left.size, right.names);
}

Judgement EqualIntervals(const Interval& left, const Interval& right) {
  if (left.low_closed != right.low_closed || left.high_closed != right.high_closed) {
    const bool bounded = !left.low.is_null() && !left.high.is_null() && !right.low.is_null() &&
                         !right.high.is_null();
    if (!bounded) return Judgement::Unsettled(UnsettledCause::kUncertainRange);
  }
  const Value a[] = {left.low, left.high};
  const Value b[] = {right.low, right.high};
  const Judgement ends = EqualItems(a, b, /*nulls_agree=*/true);
  const bool same_edges =
      left.low_closed == right.low_closed && left.high_closed == right.high_closed;
  if (same_edges || ends.truth != Truth::kTrue) return ends;
  return Judgement::Of(false);
}

std::string Folded(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) {
      result += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
  }
  return result;
}

bool EquivalentDecimals(const Decimal& left, const Decimal& right) {
  const int scale = std::min(left.Normalized().scale(), right.Normalized().scale());
  return left.Round(scale) == right.Round(scale);
}

bool EquivalentItems(absl::Span<const Value> left, absl::Span<const Value> right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), Equivalent);
}

bool EquivalentConcepts(const Value& left, const Value& right) {
  const Value* left_data = &left;
  absl::Span<const Value> a =
      left.kind() == Kind::kConcept ? left.items() : absl::MakeConstSpan(left_data, 1);
  absl::Span<const Value> b =
      right.kind() == Kind::kConcept ? right.items() : absl::MakeConstSpan(&right, 1);
  return std::any_of(a.begin(), a.end(), [&](const Value& code) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Value& other) { return Identical(code, other); });
  });
}

// One number for the kinds whose values compare with each other, numerically or in time.
int Class(const Value& v) {
  switch (v.kind()) {
    case Kind::kDecimal:
      return static_cast<int>(Kind::kInteger);
    case Kind::kDateTime:
      return static_cast<int>(Kind::kDate);
    default:
      return static_cast<int>(v.kind());
  }
}

std::strong_ordering OrderItems(absl::Span<const Value> left, absl::Span<const Value> right) {
  const size_t shared = std::min(left.size(), right.size());
  for (size_t i = 0; i < shared; ++i) {
    if (const auto order = TotalOrder(left[i], right[i]); order != 0) return order;
  }
  return left.size() <=> right.size();
}

std::strong_ordering OrderQuantities(const Quantity& left, const Quantity& right) {
  if (left.unit != right.unit && !SameSize(left.unit, right.unit)) {
    if (const int order = left.unit->text().compare(right.unit->text()); order != 0) {
      return order <=> 0;
    }
  }
  return Decimal::Compare(left.amount, right.amount);
}

std::strong_ordering OrderIntervals(const Interval& left, const Interval& right) {
  const Value a[] = {left.low, left.high, Value::OfBool(!left.low_closed),
                     Value::OfBool(left.high_closed)};
  const Value b[] = {right.low, right.high, Value::OfBool(!right.low_closed),
                     Value::OfBool(right.high_closed)};
  return OrderItems(a, b);
}

std::strong_ordering OrderTuples(const Tuple& left, const Tuple& right) {
  const int32_t shared = std::min(left.size, right.size);
  for (int32_t i = 0; i < shared; ++i) {
    if (const int order = left.names[i].compare(right.names[i]); order != 0) return order <=> 0;
  }
  if (const auto order = left.size <=> right.size; order != 0) return order;
  return OrderItems({left.values, static_cast<size_t>(left.size)},
                    {right.values, static_cast<size_t>(right.size)});
}

std::string JoinText(absl::Span<const Value> items) {
  std::string out;
  for (const Value& item : items) {
    if (!out.empty()) out += ", ";
    out += ToText(item);
  }
  return out;
}

std::string IntervalText(const Interval& interval) {
  return (interval.low_closed ? "[" : "(") + ToText(interval.low) + ", " + ToText(interval.high) +
         (interval.high_closed ? "]" : ")");
}

}  // namespace

std::string_view Name(Kind kind) {
  const auto index = static_cast<size_t>(kind);
  return index < kKindNames.size() ? kKindNames[index] : std::string_view();
}

Value MakeInterval(base::Arena& arena, const Value& low, bool low_closed, const Value& high,
                   bool high_closed) {
  return Value::OfInterval(arena.New<Interval>(low, high, low_closed, high_closed));
}

Value DateOf(const DateTime& time) {
  const std::optional<DateTime> date = time.LocalDate();
  return date ? Value::OfDateTime(*date) : Value::Unsettled(UnsettledCause::kUncertainRange);
}

Value TimeOf(const DateTime& time) {
  if (time.precision < Precision::kHour) return Value::Null();
  // An hour's difference is summer time, and the clock on the wall is the one that was written by.
  constexpr int kQuartersOfAnHour = 4;
  if (time.case_ahead < -kQuartersOfAnHour || time.case_ahead > kQuartersOfAnHour) {
    return Value::Unsettled(UnsettledCause::kUncertainRange);
  }
  return Value::OfTime({time.hour, time.minute, time.second, time.precision, time.millisecond});
}

Value MakeUncertain(base::Arena& arena, const Value& low, const Value& high) {
  if (Compare(low, high).ordering == Ordering::kEqual) return low;
  return Value::OfUncertain(arena.New<Interval>(low, high, true, true));
}

Value MakeList(base::Arena& arena, absl::Span<const Value> items) {
  return Value::OfList(arena.CopyArray(items));
}

Value MakeText(base::Arena& arena, std::string_view text) {
  return Value::OfText(arena.CopyText(text));
}

Value MakeTuple(base::Arena& arena, absl::Span<const std::string_view> names,
                absl::Span<const Value> values) {
  std::vector<size_t> order(names.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return names[a] < names[b]; });
  auto sorted_names = arena.NewArray<std::string_view>(names.size());
  auto sorted_values = arena.NewArray<Value>(values.size());
  for (size_t i = 0; i < order.size(); ++i) {
    sorted_names[i] = arena.CopyText(names[order[i]]);
    sorted_values[i] = values[order[i]];
  }
  return Value::OfTuple(
      {sorted_names.data(), sorted_values.data(), static_cast<int32_t>(names.size())});
}

const Value* FindElement(const Tuple& tuple, std::string_view name) {
  const auto* end = tuple.names + tuple.size;
  const auto* found = std::lower_bound(tuple.names, end, name);
  return found != end && *found == name ? tuple.values + (found - tuple.names) : nullptr;
}

Judgement Comparison::Less() const {
  if (ordering != Ordering::kUncertain) return Judgement::Of(ordering == Ordering::kLess);
  return never_less ? Judgement::Of(false) : Judgement{not_known, cause};
}
Judgement Comparison::LessOrEqual() const {
  if (ordering != Ordering::kUncertain) return Judgement::Of(ordering != Ordering::kGreater);
  return never_greater ? Judgement::Of(true) : Judgement{not_known, cause};
}
Judgement Comparison::Greater() const {
  if (ordering != Ordering::kUncertain) return Judgement::Of(ordering == Ordering::kGreater);
  return never_greater ? Judgement::Of(false) : Judgement{not_known, cause};
}
Judgement Comparison::GreaterOrEqual() const {
  if (ordering != Ordering::kUncertain) return Judgement::Of(ordering != Ordering::kLess);
  return never_less ? Judgement::Of(true) : Judgement{not_known, cause};
}
Judgement Comparison::Equal() const {
  if (ordering != Ordering::kUncertain) return Judgement::Of(ordering == Ordering::kEqual);
  return Judgement{not_known, cause};
}

Comparison Compare(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return NullComparison(left, right);
  if (left.kind() == Kind::kUncertain || right.kind() == Kind::kUncertain) {
    return CompareRanges(left, right);
  }
  if (IsNumber(left) && IsNumber(right)) {
    if (left.kind() == Kind::kInteger && right.kind() == Kind::kInteger) {
      return FromStrong(left.integer() <=> right.integer());
    }
    return FromStrong(Decimal::Compare(ToDecimal(left), ToDecimal(right)));
  }
  const auto is_day_or_time = [](const Value& v) {
    return v.kind() == Kind::kDate || v.kind() == Kind::kDateTime;
  };
  if (is_day_or_time(left) && is_day_or_time(right)) {
    Comparison result = FromOrdering(Compare(left.date_time(), right.date_time()));
    if (left.date_time().has_offset() != right.date_time().has_offset() &&
        left.date_time().IsPrecise() && right.date_time().IsPrecise()) {
      result.cause = UnsettledCause::kUnknownOffset;
    }
    return result;
  }
  if (IsNumber(left) != IsNumber(right) && LacksUnit(left, right)) {
    return Unknown(UnsettledCause::kMissingUnit);
  }
  if (left.kind() != right.kind()) return Unknown(UnsettledCause::kWrongType);
  switch (left.kind()) {
    case Kind::kQuantity:
      return CompareQuantities(left.quantity(), right.quantity());
    case Kind::kTime:
      return FromOrdering(Compare(left.time(), right.time()));
    case Kind::kDuration: {
      Comparison result = FromOrdering(Compare(left.duration(), right.duration()));
      result.cause = UnsettledCause::kAmbiguousArithmetic;
      return result;
    }
    case Kind::kText:
      return FromStrong(left.text().compare(right.text()) <=> 0);
    case Kind::kChoice:
      return CompareChoices(left.choice(), right.choice());
    case Kind::kTruth:
      if (!left.IsNotKnown() && !right.IsNotKnown()) {
        return FromStrong(left.truth() <=> right.truth());
      }
      return {Ordering::kUncertain, Xor(left.truth(), right.truth())};
    default:
      return Unknown(UnsettledCause::kWrongType);
  }
}

Judgement Equal(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return NullComparison(left, right).Equal();
  if (left.kind() == right.kind()) {
    switch (left.kind()) {
      case Kind::kList:
        if (left.items().size() != right.items().size()) return Judgement::Of(false);
        return EqualItems(left.items(), right.items(), /*nulls_agree=*/false);
      case Kind::kTuple: {
        const Tuple &a = left.tuple(), &b = right.tuple();
        if (!SameNames(a, b)) return Judgement::Of(false);
        const auto size = static_cast<size_t>(a.size);
        return EqualItems({a.values, size}, {b.values, size}, /*nulls_agree=*/true);
      }
      case Kind::kInterval:
        return EqualIntervals(left.interval(), right.interval());
      case Kind::kChoice:
        return Judgement::Of(left.choice().list == right.choice().list &&
                             left.choice().member == right.choice().member);
      case Kind::kCode:
      case Kind::kConcept:
        return Judgement::Of(TotalOrder(left, right) == 0);
      default:
        break;
    }
  } else if (left.kind() != Kind::kUncertain && right.kind() != Kind::kUncertain &&
             Class(left) != Class(right) && !LacksUnit(left, right)) {
    return Judgement::Of(false);
  }
  return Compare(left, right).Equal();
}

bool Equivalent(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  const bool concepts = (left.kind() == Kind::kConcept || left.kind() == Kind::kCode) &&
                        (right.kind() == Kind::kConcept || right.kind() == Kind::kCode);
  if (concepts) return EquivalentConcepts(left, right);
  if (left.kind() == Kind::kDecimal && right.kind() == Kind::kDecimal) {
    return EquivalentDecimals(left.decimal(), right.decimal());
  }
  if (left.kind() != right.kind()) return Equal(left, right).truth == Truth::kTrue;
  switch (left.kind()) {
    case Kind::kText:
      return Folded(left.text()) == Folded(right.text());
    case Kind::kList:
      return EquivalentItems(left.items(), right.items());
    case Kind::kTuple: {
      const Tuple &a = left.tuple(), &b = right.tuple();
      const auto size = static_cast<size_t>(a.size);
      return SameNames(a, b) && EquivalentItems({a.values, size}, {b.values, size});
    }
    case Kind::kInterval:
    case Kind::kUncertain: {
      const Interval &a = left.interval(), &b = right.interval();
      return a.low_closed == b.low_closed && a.high_closed == b.high_closed &&
             Equivalent(a.low, b.low) && Equivalent(a.high, b.high);
    }
    case Kind::kTruth:
      return left.truth() == right.truth();
    default:
      return Equal(left, right).truth == Truth::kTrue;
  }
}

std::strong_ordering TotalOrder(const Value& left, const Value& right) {
  if (const auto order = Class(left) <=> Class(right); order != 0) return order;
  switch (left.kind()) {
    case Kind::kNull:
      return left.cause() <=> right.cause();
    case Kind::kTruth:
      return left.truth() <=> right.truth();
    case Kind::kInteger:
    case Kind::kDecimal:
      return Decimal::Compare(ToDecimal(left), ToDecimal(right));
    case Kind::kQuantity:
      return OrderQuantities(left.quantity(), right.quantity());
    case Kind::kDate:
    case Kind::kDateTime:
      return TotalOrder(left.date_time(), right.date_time());
    case Kind::kTime:
      return TotalOrder(left.time(), right.time());
    case Kind::kDuration: {
      if (const auto order = left.duration().unit <=> right.duration().unit; order != 0) {
        return order;
      }
      return left.duration().amount <=> right.duration().amount;
    }
    case Kind::kInterval:
    case Kind::kUncertain:
      return OrderIntervals(left.interval(), right.interval());
    case Kind::kText:
      return left.text().compare(right.text()) <=> 0;
    case Kind::kChoice: {
      const Choice &a = left.choice(), &b = right.choice();
      if (const auto order = a.list <=> b.list; order != 0) return order;
      if (const auto order = a.rank <=> b.rank; order != 0) return order;
      return a.member <=> b.member;
    }
    case Kind::kCode: {
      if (const auto order = left.code().system <=> right.code().system; order != 0) return order;
      return left.code().code.compare(right.code().code) <=> 0;
    }
    case Kind::kConcept:
    case Kind::kList:
      return OrderItems(left.items(), right.items());
    case Kind::kTuple:
      return OrderTuples(left.tuple(), right.tuple());
  }
  return std::strong_ordering::equal;
}

bool Identical(const Value& left, const Value& right) {
  if (left.kind() != right.kind() || left.cause() != right.cause()) return false;
  switch (left.kind()) {
    case Kind::kDecimal:
      return left.decimal().Identical(right.decimal());
    case Kind::kQuantity:
      return left.quantity().unit == right.quantity().unit &&
             left.quantity().amount.Identical(right.quantity().amount);
    case Kind::kDate:
    case Kind::kDateTime:
      return left.date_time() == right.date_time();
    case Kind::kList:
    case Kind::kConcept: {
      const auto a = left.items(), b = right.items();
      return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), Identical);
    }
    case Kind::kTuple: {
      const Tuple &a = left.tuple(), &b = right.tuple();
      return SameNames(a, b) && std::equal(a.values, a.values + a.size, b.values, Identical);
    }
    case Kind::kInterval:
    case Kind::kUncertain: {
      const Interval &a = left.interval(), &b = right.interval();
      return a.low_closed == b.low_closed && a.high_closed == b.high_closed &&
             Identical(a.low, b.low) && Identical(a.high, b.high);
    }
    default:
      return TotalOrder(left, right) == 0;
  }
}

std::string ToText(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return value.cause() == UnsettledCause::kNone
                 ? "nothing"
                 : "unsettled(" + std::string(Name(value.cause())) + ")";
    case Kind::kTruth:
      return std::string(Name(value.truth()));
    case Kind::kInteger:
      return std::to_string(value.integer());
    case Kind::kDecimal:
      return value.decimal().ToString();
    case Kind::kQuantity:
      return value.quantity().amount.ToString() + " " + value.quantity().unit->text();
    case Kind::kDate:
    case Kind::kDateTime:
      return value.date_time().ToString();
    case Kind::kTime:
      return value.time().ToString();
    case Kind::kDuration:
      return value.duration().ToString();
    case Kind::kInterval:
      return IntervalText(value.interval());
    case Kind::kText:
      return "\"" + std::string(value.text()) + "\"";
    case Kind::kChoice:
      return "choice " + std::to_string(value.choice().list) + "." +
             std::to_string(value.choice().member);
    case Kind::kCode:
      return std::string(value.code().code);
    case Kind::kConcept:
    case Kind::kList:
      return "{" + JoinText(value.items()) + "}";
    case Kind::kTuple: {
      std::string out;
      for (int32_t i = 0; i < value.tuple().size; ++i) {
        if (i > 0) out += ", ";
        out += std::string(value.tuple().names[i]) + ": " + ToText(value.tuple().values[i]);
      }
      return "{" + out + "}";
    }
    case Kind::kUncertain:
      return ToText(value.interval().low) + " to " + ToText(value.interval().high);
  }
  return "";
}

}  // namespace suture::values
