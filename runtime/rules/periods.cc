#include "runtime/rules/periods.h"

namespace suture::rules {

using values::Kind;
using values::Value;

Value PeriodValue(const chart::Period& period, base::Arena& arena) {
  if (!period.known()) return Value::Null();
  if (!period.is_period && period.has_end) {
    return Value::OfDateTime(period.has_start ? period.start : period.end);
  }
  const Value low = period.has_start ? Value::OfDateTime(period.start) : Value::Null();
  const Value high = period.has_end ? Value::OfDateTime(period.end) : Value::Null();
  return values::MakeInterval(arena, low, period.has_start, high, !IsEndUnknown(period));
}

bool ReadPeriod(const Value& value, chart::Period& period) {
  period = chart::Period();
  if (value.kind() == Kind::kDate || value.kind() == Kind::kDateTime) {
    period.start = period.end = value.date_time();
    period.has_start = period.has_end = true;
    return true;
  }
  if (value.kind() != Kind::kInterval) return false;
  const auto read = [](const Value& end, values::DateTime& to, bool& has) {
    has = end.kind() == Kind::kDate || end.kind() == Kind::kDateTime;
    if (has) to = end.date_time();
    return has || end.is_null();
  };
  period.is_period = true;
  const bool is_read = read(value.interval().low, period.start, period.has_start) &&
                       read(value.interval().high, period.end, period.has_end);
  period.is_period = period.has_end || value.interval().high_closed;
  return is_read;
}

size_t WriteTime(const values::DateTime& time, char* to) {
  const size_t length = time.Write(to);
  return length > 0 && to[length - 1] == 'T' ? length - 1 : length;
}

std::string TimeText(const values::DateTime& time) {
  char text[values::DateTime::kMaxText];
  return std::string(text, WriteTime(time, text));
}

std::string_view TimeText(const values::DateTime& time, base::Arena& arena) {
  char text[values::DateTime::kMaxText];
  return arena.CopyText({text, WriteTime(time, text)});
}

values::Judgement EqualConcepts(const Judged& left, const Judged& right) {
  const auto has = [](const chart::Codes& codes, std::string_view code) {
    for (const chart::Coding& coding : codes.codings) {
      if (coding.code == code) return true;
    }
    return false;
  };
  if (left.codes != nullptr && right.codes != nullptr) {
    for (const chart::Coding& coding : right.codes->codings) {
      for (const chart::Coding& other : left.codes->codings) {
        if (coding.code == other.code && coding.system_uri == other.system_uri) {
          return values::Judgement::Of(true);
        }
      }
    }
    return values::Judgement::Of(false);
  }
  if (left.codes != nullptr && right.value.kind() == Kind::kText) {
    return values::Judgement::Of(has(*left.codes, right.value.text()));
  }
  if (right.codes != nullptr && left.value.kind() == Kind::kText) {
    return values::Judgement::Of(has(*right.codes, left.value.text()));
  }
  return values::Equal(left.value, right.value);
}

}  // namespace suture::rules
