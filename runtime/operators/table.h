// Every builtin of the language, in one table: name, overloads, what absence and units do, one line
// of documentation, a runnable example, and the pure kernel. The evaluator, constant folding, the
// table analysis, the checker, the documentation and the conformance runner all read this table.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/operators/type.h"
#include "runtime/values/value.h"

namespace suture::operators {

// What a kernel may use beside its arguments. Results live in the arena.
struct Context {
  base::Arena* arena = nullptr;
  // What the spec says of 31 January + 1 month.
  values::MonthRounding month_rounding = values::MonthRounding::kRefuse;
};

// Pure: same arguments, same result; no clock, no locale, no state. Called through Apply alone,
// which has dealt with absent and uncertain arguments as the table says.
using Kernel = values::Value (*)(absl::Span<const values::Value> arguments, Context& context);

enum class AbsenceRule : uint8_t {
  kPropagates,  // an argument that is not known makes the result not known, with its cause
  kDecides,     // the kernel sees absent arguments and says what they mean
};

// An argument of which only a range is known (the years between two partial dates).
enum class RangeRule : uint8_t {
  kRefuses,  // the result is unsettled (uncertain_range)
  kComputes,
};

enum class UnitRule : uint8_t {
  kNone,        // no quantity takes part, or the unit does not matter
  kSame,        // units must convert; the result, if a quantity, is in the first one's unit
  kProduct,     // the unit of a product
  kQuotient,    // the unit of a quotient
  kKeeps,       // one quantity; the result keeps its unit
  kNumberOnly,  // only bare numbers
};

struct Operator {
  std::string_view name;
  // "(integer, integer) -> integer; (list<T>) -> T". `?` marks what may be left out, `...` what may
  // be repeated, T stands for one type throughout, any for anything.
  std::string_view signatures;
  AbsenceRule absence = AbsenceRule::kPropagates;
  RangeRule ranges = RangeRule::kRefuses;
  UnitRule units = UnitRule::kNone;
  std::string_view doc;
  // "add(1, 2) = 3" in the notation of docs; tests run each.
  std::string_view example;
  Kernel kernel = nullptr;
};

using OperatorId = int32_t;

absl::Span<const Operator> Operators();
// The place in the table of this name; nullopt when there is none. Plans name operators; ids hold
// within one build.
std::optional<OperatorId> FindOperator(std::string_view name);

// Calls the kernel after the absence and range rules. The number and kinds of the arguments must
// fit one of the signatures: the checker or the plan's verifier has seen to it. A kind that does
// not fit gives unsettled (unreadable_value), never a crash.
values::Value Apply(OperatorId id, absl::Span<const values::Value> arguments, Context& context);

struct Resolution {
  OperatorId id = 0;
  int overload = 0;
  Type result;
};
// The overload for arguments of these types: an exact one first, else one that takes integers as
// decimals or a date as a datetime. nullopt when none fits.
std::optional<Resolution> Resolve(std::string_view name, absl::Span<const Type> arguments);

// The overloads of an operator, for messages and completion.
std::vector<std::string_view> Signatures(const Operator& op);

}  // namespace suture::operators
