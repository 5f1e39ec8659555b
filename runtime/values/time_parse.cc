// Reading and writing dates and times.
#include <fmt/format.h>

#include "runtime/values/time.h"

namespace suture::values {
namespace {

// Reads fixed-width digits and marks from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  bool Skip(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool Digits(int count, int* value) {
    if (text_.size() - at_ < static_cast<size_t>(count)) return false;
    int result = 0;
    for (int i = 0; i < count; ++i) {
      const char c = text_[at_ + i];
      if (c < '0' || c > '9') return false;
      result = result * 10 + (c - '0');
    }
    at_ += count;
    *value = result;
    return true;
  }
  // One or more digits after the point, of which the first three count.
  bool Fraction(int* milliseconds) {
    int result = 0, digits = 0;
    for (; peek() >= '0' && peek() <= '9'; ++at_, ++digits) {
      if (digits < 3) result = result * 10 + (peek() - '0');
    }
    for (int i = digits; i < 3; ++i) result *= 10;
    *milliseconds = result;
    return digits > 0;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

struct Clock {
  int hour = 0, minute = 0, second = 0, millisecond = 0;
  Precision precision = Precision::kHour;
};

bool ReadClock(Reader& in, Clock* clock) {
  if (!in.Digits(2, &clock->hour)) return false;
  if (!in.Skip(':')) return true;
  if (!in.Digits(2, &clock->minute)) return false;
  clock->precision = Precision::kMinute;
  if (!in.Skip(':')) return true;
  if (!in.Digits(2, &clock->second)) return false;
  clock->precision = Precision::kSecond;
  if (clock->second == 60) clock->second = 59;
  if (!in.Skip('.')) return true;
  clock->precision = Precision::kMillisecond;
  return in.Fraction(&clock->millisecond);
}

bool ReadOffset(Reader& in, int* offset) {
  if (in.Skip('Z')) {
    *offset = 0;
    return true;
  }
  const bool west = in.peek() == '-';
  if (!in.Skip('+') && !in.Skip('-')) return false;
  int hours = 0, minutes = 0;
  if (!in.Digits(2, &hours) || !in.Skip(':') || !in.Digits(2, &minutes) || minutes > 59) {
    return false;
  }
  *offset = (west ? -1 : 1) * (hours * 60 + minutes);
  return *offset >= kLeastOffsetMinutes && *offset <= kGreatestOffsetMinutes;
}

void AppendClock(std::string& out, int hour, int minute, int second, int millisecond,
                 Precision precision) {
  out += fmt::format("{:02}", hour);
  if (precision >= Precision::kMinute) out += fmt::format(":{:02}", minute);
  if (precision >= Precision::kSecond) out += fmt::format(":{:02}", second);
  if (precision >= Precision::kMillisecond) out += fmt::format(".{:03}", millisecond);
}

}  // namespace

std::optional<DateTime> DateTime::Parse(std::string_view text) {
  if (text.size() > kMaxText) return std::nullopt;
  Reader in(text);
  int year = 0, month = 1, day = 1;
  DateTime result;
  if (!in.Digits(4, &year)) return std::nullopt;
  if (in.Skip('-')) {
    if (!in.Digits(2, &month)) return std::nullopt;
    result.precision = Precision::kMonth;
    if (in.Skip('-')) {
      if (!in.Digits(2, &day)) return std::nullopt;
      result.precision = Precision::kDay;
    }
  }
  Clock clock;
  if (in.Skip('T')) {
    result.is_date = false;
    if (!in.done() && result.precision == Precision::kDay) {
      int offset = 0;
      if (!ReadClock(in, &clock)) return std::nullopt;
      result.precision = clock.precision;
      if (!in.done()) {
        if (!ReadOffset(in, &offset)) return std::nullopt;
        result.offset_minutes = static_cast<int16_t>(offset);
      }
    }
  }
  if (!in.done() || month > 99 || clock.hour > 23 || clock.minute > 59) return std::nullopt;
  result.year = static_cast<int16_t>(year);
  result.month = static_cast<uint8_t>(month);
  result.day = static_cast<uint8_t>(day);
  result.hour = static_cast<uint8_t>(clock.hour);
  result.minute = static_cast<uint8_t>(clock.minute);
  result.second = static_cast<uint8_t>(clock.second);
  result.millisecond = static_cast<int16_t>(clock.millisecond);
  return Make(result);
}

namespace {

char* WriteDigits(char* to, int value, int count) {
  for (int i = count - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
  return to + count;
}
char* WriteAfter(char* to, char mark, int value, int count = 2) {
  *to = mark;
  return WriteDigits(to + 1, value, count);
}

}  // namespace

size_t DateTime::Write(char* const to) const {
  char* out = WriteDigits(to, year, 4);
  if (precision >= Precision::kMonth) out = WriteAfter(out, '-', month);
  if (precision >= Precision::kDay) out = WriteAfter(out, '-', day);
  const auto length = [&] { return static_cast<size_t>(out - to); };
  if (is_date) return length();
  *out++ = 'T';
  if (precision < Precision::kHour) return length();
  out = WriteDigits(out, hour, 2);
  if (precision >= Precision::kMinute) out = WriteAfter(out, ':', minute);
  if (precision >= Precision::kSecond) out = WriteAfter(out, ':', second);
  if (precision >= Precision::kMillisecond) out = WriteAfter(out, '.', millisecond, 3);
  if (!has_offset()) return length();
  if (offset_minutes == 0) {
    *out++ = 'Z';
    return length();
  }
  const int magnitude = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  out = WriteAfter(out, offset_minutes < 0 ? '-' : '+', magnitude / 60);
  out = WriteAfter(out, ':', magnitude % 60);
  return length();
}

std::string DateTime::ToString() const {
  char text[kMaxText];
  return std::string(text, Write(text));
}

std::optional<TimeOfDay> TimeOfDay::Parse(std::string_view text) {
  if (text.size() > kMaxText) return std::nullopt;
  Reader in(text);
  in.Skip('T');
  Clock clock;
  if (!ReadClock(in, &clock) || !in.done()) return std::nullopt;
  TimeOfDay result;
  result.hour = static_cast<uint8_t>(clock.hour);
  result.minute = static_cast<uint8_t>(clock.minute);
  result.second = static_cast<uint8_t>(clock.second);
  result.millisecond = static_cast<int16_t>(clock.millisecond);
  result.precision = clock.precision;
  return Make(result);
}

std::string TimeOfDay::ToString() const {
  std::string out;
  AppendClock(out, hour, minute, second, millisecond, precision);
  return out;
}

std::string Duration::ToString() const {
  return fmt::format("{} {}{}", amount, Name(unit), amount == 1 || amount == -1 ? "" : "s");
}

}  // namespace suture::values
