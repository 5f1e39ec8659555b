// Reads the examples of the operator table: `name(arguments) = result`, with values written as the
// docs write them: 1.30, 6.5 %, 3 days, @2019-03, @T08:30, "text", [1, 5), {1, 2}, {a: 1}, nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/arena.h"
#include "runtime/operators/table.h"

namespace suture::operators {

class ExampleReader {
 public:
  ExampleReader(std::string_view text, base::Arena& arena) : text_(text), arena_(arena) {}

  struct Example {
    std::string_view name;
    std::vector<values::Value> arguments;
    values::Value result;
    bool any_unsettled = false;  // `= unsettled`: whatever the cause
  };

  std::optional<Example> Read() {
    Example example;
    example.name = Word();
    if (!Skip('(')) return std::nullopt;
    while (!Skip(')')) {
      if (text_.empty()) return std::nullopt;
      example.arguments.push_back(ReadValue());
      Skip(',');
    }
    if (!Skip('=')) return std::nullopt;
    SkipSpaces();
    if (text_ == "unsettled") {
      example.any_unsettled = true;
      return example;
    }
    example.result = ReadValue();
    SkipSpaces();
    if (!text_.empty() || failed_) return std::nullopt;
    return example;
  }

 private:
  void SkipSpaces() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }
  bool Skip(char c) {
    SkipSpaces();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string_view Take(size_t count) {
    const std::string_view taken = text_.substr(0, count);
    text_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view Word() {
    SkipSpaces();
    return Take(text_.find_first_of("(), ={}[]:"));
  }
  values::Value Fail() {
    failed_ = true;
    return values::Value::Null();
  }

  values::Value ReadValue() {
    using values::Value;
    SkipSpaces();
    const char c = text_.empty() ? '\0' : text_.front();
    if (c == '"') {
      Take(1);
      const std::string_view text = Take(text_.find('"'));
      Take(1);
      return values::MakeText(arena_, text);
    }
    if (c == '{') return ReadBraces();
    if (c == '[' || c == '(') return ReadInterval();
    if (c == '@') return ReadTime();
    if (c == '-' || (c >= '0' && c <= '9')) return ReadNumber();
    const std::string_view word = Word();
    if (word == "nothing") return Value::Null();
    if (word == "unsettled") return Value::Unsettled(values::UnsettledCause::kImpreciseTime);
    if (word == "true" || word == "false") return Value::OfBool(word == "true");
    return Fail();
  }

  values::Value ReadBraces() {
    Skip('{');
    std::vector<values::Value> items;
    std::vector<std::string_view> names;
    while (!Skip('}')) {
      if (text_.empty()) return Fail();
      const size_t colon = text_.find_first_of(":,}");
      SkipSpaces();
      if (colon != std::string_view::npos && text_[text_.find_first_of(":,}")] == ':' &&
          text_.front() >= 'a' && text_.front() <= 'z') {
        names.push_back(Word());
        Skip(':');
      }
      items.push_back(ReadValue());
      Skip(',');
    }
    if (names.empty()) return values::MakeList(arena_, items);
    return values::MakeTuple(arena_, names, items);
  }

  values::Value ReadInterval() {
    const bool low_closed = Take(1) == "[";
    const values::Value low = ReadValue();
    Skip(',');
    const values::Value high = ReadValue();
    SkipSpaces();
    return values::MakeInterval(arena_, low, low_closed, high, Take(1) == "]");
  }

  values::Value ReadTime() {
    Take(1);
    const std::string_view text = Take(text_.find_first_of(",)] }"));
    if (text.front() == 'T') {
      const auto time = values::TimeOfDay::Parse(text);
      return time ? values::Value::OfTime(*time) : Fail();
    }
    const auto time = values::DateTime::Parse(text);
    return time ? values::Value::OfDateTime(*time) : Fail();
  }

  values::Value ReadNumber() {
    const auto number = values::Decimal::Parse(Take(text_.find_first_not_of("-.0123456789")));
    if (!number) return Fail();
    const bool has_unit = text_.size() > 1 && text_[0] == ' ' && text_[1] != '=';
    if (has_unit) {
      Take(1);
      const std::string_view unit = Take(text_.find_first_of(",)]} "));
      if (const auto calendar = values::ParseCalendarUnit(unit)) {
        return values::Value::OfDuration({*number->ToInteger(), *calendar});
      }
      const auto parsed = values::Unit::Parse(unit);
      return parsed.ok() ? values::Value::OfQuantity(*number, *parsed) : Fail();
    }
    return number->scale() == 0 ? values::Value::OfInteger(*number->ToInteger())
                                : values::Value::OfDecimal(*number);
  }

  std::string_view text_;
  base::Arena& arena_;
  bool failed_ = false;
};

// The type that the checker would know a value to have.
inline Type TypeOf(const values::Value& value) {
  using values::Kind;
  if (value.kind() == Kind::kInterval) {
    const auto& interval = value.interval();
    return Type::IntervalOf(TypeOf(interval.low.is_null() ? interval.high : interval.low));
  }
  if (value.kind() != Kind::kList) return Type::Of(value.kind());
  for (const auto& item : value.items()) {
    if (!item.is_null()) return Type::ListOf(TypeOf(item));
  }
  return Type::ListOf(Type::Nothing());
}

}  // namespace suture::operators
