// The outcome of evaluating one expression: a value, or not known with its cause, and what it rests
// on.
#pragma once

#include <cstdint>

#include "runtime/base/id.h"
#include "runtime/chart/row.h"
#include "runtime/values/value.h"

namespace suture::rules {

using EvidenceId = base::Id<struct EvidenceTag>;

// In the order in which causes outweigh each other in Kleene's tables: what waits for a prompt step
// is judged again when that step has answered.
enum class State : uint8_t { kKnown, kSilent, kUnsettled, kPending };

// A row of one of the plan's collections; rows of groups, unions and episodes included.
struct RowRef {
  int32_t collection = -1;
  int32_t row = -1;
  bool valid() const { return row >= 0; }
  bool operator==(const RowRef&) const = default;
};

// Rows travel through expressions as a packed number; their type is known statically.
inline values::Value RowValue(RowRef ref) {
  return values::Value::OfInteger((static_cast<int64_t>(ref.collection) << 32) |
                                  static_cast<uint32_t>(ref.row));
}
inline RowRef RowOf(const values::Value& value) {
  return {static_cast<int32_t>(value.integer() >> 32), static_cast<int32_t>(value.integer())};
}

struct Judged {
  values::Value value;                  // Of kKnown: never null, a truth is true or false
  const chart::Codes* codes = nullptr;  // The concept behind `value`, where it came from one
  EvidenceId evidence;
  State state = State::kSilent;
  values::UnsettledCause cause = values::UnsettledCause::kNone;

  static Judged Known(const values::Value& value, EvidenceId evidence = {}) {
    return {value, nullptr, evidence, State::kKnown, values::UnsettledCause::kNone};
  }
  static Judged Of(bool truth, EvidenceId evidence = {}) {
    return Known(values::Value::OfBool(truth), evidence);
  }
  static Judged Silent(EvidenceId evidence = {}) { return {{}, nullptr, evidence, State::kSilent}; }
  static Judged Unsettled(values::UnsettledCause cause, EvidenceId evidence = {}) {
    return {{}, nullptr, evidence, State::kUnsettled, cause};
  }
  static Judged Pending() { return {{}, nullptr, {}, State::kPending}; }
  // A kernel's result.
  static Judged From(const values::Value& value, EvidenceId evidence = {}) {
    if (!value.IsNotKnown()) return Known(value, evidence);
    if (value.truth() == values::Truth::kUnsettled) return Unsettled(value.cause(), evidence);
    return Silent(evidence);
  }
  static Judged From(const values::Judgement& judgement, EvidenceId evidence = {}) {
    return From(judgement.ToValue(), evidence);
  }

  bool known() const { return state == State::kKnown; }
  bool pending() const { return state == State::kPending; }
  bool unsettled() const { return state == State::kUnsettled; }
  bool IsTrue() const { return known() && value.IsTrue(); }
  bool IsFalse() const { return known() && value.IsFalse(); }

  // As an operand of a kernel: not known becomes null, silent or unsettled.
  values::Value ToValue() const {
    if (known()) return value;
    return state == State::kUnsettled ? values::Value::Unsettled(cause) : values::Value::Null();
  }
};

// A condition met row by row: what Judged says of a truth, without its evidence.
struct Verdict {
  enum Kind : uint8_t { kFalse, kTrue, kSilent, kUnsettled, kPending };
  Kind kind = kSilent;
  values::UnsettledCause cause = values::UnsettledCause::kNone;

  static Verdict Of(bool value) { return {value ? kTrue : kFalse}; }
  static Verdict Unsettled(values::UnsettledCause cause) { return {kUnsettled, cause}; }
  static Verdict Of(const Judged& judged) {
    if (judged.known()) return Of(judged.value.IsTrue());
    return {static_cast<Kind>(kTrue + static_cast<int>(judged.state)), judged.cause};
  }
  static Verdict Of(const values::Judgement& judgement) { return Of(Judged::From(judgement)); }
  Judged ToJudged(EvidenceId evidence = {}) const {
    if (kind <= kTrue) return Judged::Of(kind == kTrue, evidence);
    return {{}, nullptr, evidence, static_cast<State>(kind - kTrue), cause};
  }
};

// False dominates, then pending, unsettled, silent.
inline Verdict And(Verdict left, Verdict right) {
  if (left.kind == Verdict::kFalse || right.kind == Verdict::kFalse) return {Verdict::kFalse};
  return left.kind >= right.kind ? left : right;
}
// True dominates, then pending, unsettled, silent.
inline Verdict Or(Verdict left, Verdict right) {
  if (left.kind == Verdict::kTrue || right.kind == Verdict::kTrue) return {Verdict::kTrue};
  return left.kind >= right.kind ? left : right;
}
inline Verdict Not(Verdict verdict) {
  if (verdict.kind <= Verdict::kTrue) return Verdict::Of(verdict.kind == Verdict::kFalse);
  return verdict;
}

}  // namespace suture::rules
