// Aggregates over lists. An element that is not known makes the result not known: leaving it out is
// the author's choice, written as known_only (`if any`). Over an empty list there is nothing.
#include <algorithm>
#include <cmath>
#include <vector>

#include "runtime/operators/kernels.h"
#include "runtime/operators/support.h"

namespace suture::operators {
namespace {

// The first element that is not known decides; unsettled outweighs silent.
bool AllKnown(Arguments items, Value* missing) {
  bool known = true;
  for (const Value& item : items) {
    if (!item.IsNotKnown()) continue;
    *missing = known ? NotKnown(item, Value::Null()) : NotKnown(*missing, item);
    known = false;
  }
  return known;
}

// Reads the list; false when the result is decided already.
bool Ready(Arguments a, Arguments* items, Value* result) {
  if (!IsList(a[0])) {
    *result = WrongKind();
    return false;
  }
  *items = a[0].items();
  return !items->empty() && AllKnown(*items, result);
}

Value Fold(Arguments items, Kernel kernel, Context& context) {
  Value total = items[0];
  for (const Value& item : items.subspan(1)) {
    const Value pair[] = {total, item};
    total = kernel(absl::MakeConstSpan(pair), context);
    if (total.is_null()) return total;
  }
  return total;
}

Value DivideBy(const Value& total, int64_t count, Context& context) {
  const Value pair[] = {total, Value::OfInteger(count)};
  return DivideKernel(pair, context);
}

// The first and what lies between it and the mean: temperatures have a mean and no sum.
Value MeanOfTemperatures(Arguments items, Context& context) {
  std::vector<Value> distances;
  for (const Value& item : items) {
    const Value pair[] = {item, items[0]};
    distances.push_back(SubtractKernel(pair, context));
    if (distances.back().is_null()) return distances.back();
  }
  const Value total = Fold(distances, AddKernel, context);
  if (total.is_null()) return total;
  const Value mean[] = {items[0], DivideBy(total, static_cast<int64_t>(items.size()), context)};
  return mean[1].is_null() ? mean[1] : AddKernel(mean, context);
}

Value MeanOf(Arguments items, Context& context) {
  if (items[0].kind() == Kind::kQuantity && items[0].quantity().unit->IsTemperature()) {
    return MeanOfTemperatures(items, context);
  }
  const Value total = Fold(items, AddKernel, context);
  return total.is_null() ? total : DivideBy(total, static_cast<int64_t>(items.size()), context);
}

// Sum of squared distances from the mean, over count - less.
Value Spread(Arguments a, int64_t less, Context& context) {
  Arguments items;
  Value result;
  if (!Ready(a, &items, &result)) return result;
  const int64_t divisor = static_cast<int64_t>(items.size()) - less;
  if (divisor < 1) return Value::Null();
  const Value mean = MeanOf(items, context);
  if (mean.is_null()) return mean;
  std::vector<Value> squares;
  for (const Value& item : items) {
    const Value pair[] = {item, mean};
    const Value distance = SubtractKernel(pair, context);
    if (distance.is_null()) return distance;
    const Value twice[] = {distance, distance};
    squares.push_back(MultiplyKernel(twice, context));
    if (squares.back().is_null()) return squares.back();
  }
  const Value total = Fold(squares, AddKernel, context);
  return total.is_null() ? total : DivideBy(total, divisor, context);
}

// The root of a spread: of numbers a number; of quantities a quantity in the unit of the elements,
// of temperatures in that of what lies between them.
Value Root(const Value& spread, Arguments a, Context& context) {
  if (spread.is_null()) return spread;
  if (spread.kind() != Kind::kQuantity) {
    const Value argument[] = {spread};
    return SquareRootKernel(argument, context);
  }
  const Value amount[] = {Value::OfDecimal(spread.quantity().amount)};
  const Value root = SquareRootKernel(amount, context);
  if (root.is_null()) return root;
  const values::Unit* unit = a[0].items()[0].quantity().unit;
  return Value::OfQuantity(DecimalOf(root), values::DifferenceUnit(unit).value_or(unit));
}

Value Extreme(Arguments a, Kernel kernel, Context& context) {
  Arguments items;
  Value result;
  return Ready(a, &items, &result) ? kernel(items, context) : result;
}

}  // namespace

Value SumKernel(Arguments a, Context& context) {
  Arguments items;
  Value result;
  return Ready(a, &items, &result) ? Fold(items, AddKernel, context) : result;
}

Value ProductKernel(Arguments a, Context& context) {
  Arguments items;
  Value result;
  return Ready(a, &items, &result) ? Fold(items, MultiplyKernel, context) : result;
}

Value LowestKernel(Arguments a, Context& context) { return Extreme(a, LowerOfKernel, context); }
Value HighestKernel(Arguments a, Context& context) { return Extreme(a, HigherOfKernel, context); }

Value MeanKernel(Arguments a, Context& context) {
  Arguments items;
  Value result;
  return Ready(a, &items, &result) ? MeanOf(items, context) : result;
}

Value MedianKernel(Arguments a, Context& context) {
  Arguments items;
  Value result;
  if (!Ready(a, &items, &result)) return result;
  std::vector<Value> sorted(items.begin(), items.end());
  std::sort(sorted.begin(), sorted.end(), [](const Value& x, const Value& y) {
    return values::Compare(x, y).Less().truth == Truth::kTrue;
  });
  const size_t middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[middle];
  return MeanOf(absl::MakeConstSpan(sorted).subspan(middle - 1, 2), context);
}

// The most frequent; of several the least.
Value ModeKernel(Arguments a, Context&) {
  Arguments items;
  Value result;
  if (!Ready(a, &items, &result)) return result;
  std::vector<Value> sorted(items.begin(), items.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Value& x, const Value& y) { return values::TotalOrder(x, y) < 0; });
  size_t best = 0, best_length = 0;
  for (size_t i = 0, run = 0; i < sorted.size(); ++i) {
    run = i > 0 && values::Equal(sorted[i], sorted[i - 1]).truth == Truth::kTrue ? run + 1 : 1;
    if (run > best_length) {
      best = i;
      best_length = run;
    }
  }
  return sorted[best];
}

Value VarianceKernel(Arguments a, Context& context) { return Spread(a, 1, context); }
Value PopulationVarianceKernel(Arguments a, Context& context) { return Spread(a, 0, context); }
Value StandardDeviationKernel(Arguments a, Context& context) {
  return Root(Spread(a, 1, context), a, context);
}
Value PopulationStandardDeviationKernel(Arguments a, Context& context) {
  return Root(Spread(a, 0, context), a, context);
}

Value GeometricMeanKernel(Arguments a, Context& context) {
  Arguments items;
  Value result;
  if (!Ready(a, &items, &result)) return result;
  double logarithms = 0;
  for (const Value& item : items) {
    if (!IsNumber(item)) return WrongKind();
    const double x = DecimalOf(item).ToDouble();
    if (x <= 0) return Undefined();
    logarithms += std::log(x);
  }
  const auto mean = Decimal::FromDouble(logarithms / static_cast<double>(items.size()), 15);
  if (!mean) return Overflow();
  const Value argument[] = {Value::OfDecimal(*mean)};
  return ExpKernel(argument, context);
}

}  // namespace suture::operators
