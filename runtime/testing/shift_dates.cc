#include "runtime/testing/shift_dates.h"

#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/values/time.h"

namespace suture::testing {
namespace {

absl::Status Shift(std::string& text, int days) {
  if (text.empty()) return absl::OkStatus();
  const auto time = values::DateTime::Parse(text);
  if (!time) return absl::InvalidArgumentError(fmt::format("\"{}\" is not a date or time.", text));
  if (time->precision < values::Precision::kDay) {
    return absl::InvalidArgumentError(
        fmt::format("{} is coarser than a day, so `shift dates` cannot move it by days; leave that "
                    "variation out.",
                    text));
  }
  const auto moved = values::Add(*time, {days, values::CalendarUnit::kDay});
  if (!moved.ok())
    return absl::InvalidArgumentError(fmt::format("{} cannot be moved by {} days.", text, days));
  text = moved.value.ToString();
  return absl::OkStatus();
}

absl::Status Shift(plan::Literal& literal, int days) {
  const bool is_time =
      literal.type.kind == plan::TypeKind::kDate || literal.type.kind == plan::TypeKind::kDateTime;
  return is_time ? Shift(literal.text, days) : absl::OkStatus();
}

absl::Status Shift(std::vector<plan::Literal>& literals, int days) {
  for (plan::Literal& literal : literals) SUTURE_RETURN_IF_ERROR(Shift(literal, days));
  return absl::OkStatus();
}

absl::Status Shift(std::vector<plan::SuiteCell>& cells, int days) {
  for (plan::SuiteCell& cell : cells) {
    if (cell.value) SUTURE_RETURN_IF_ERROR(Shift(*cell.value, days));
    SUTURE_RETURN_IF_ERROR(Shift(cell.values, days));
  }
  return absl::OkStatus();
}

absl::Status Shift(std::vector<plan::Expect>& expects, int days) {
  for (plan::Expect& expect : expects) SUTURE_RETURN_IF_ERROR(Shift(expect.values, days));
  return absl::OkStatus();
}

struct Number {
  int value = 0;
  size_t begin = 0, end = 0;
};

std::optional<Number> NumberAt(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && end < at + 4 &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[end])))
    ++end;
  Number number{0, at, end};
  if (end == at || !absl::SimpleAtoi(std::string(text.substr(at, end - at)), &number.value))
    return std::nullopt;
  return number;
}

// "2024-03-01" and "3/1/2024" with the sign given, at this place and no longer.
std::optional<std::array<Number, 3>> ThreeAt(std::string_view text, size_t at, char sign) {
  std::array<Number, 3> numbers;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const std::optional<Number> number = NumberAt(text, at);
    if (!number) return std::nullopt;
    numbers[i] = *number;
    at = number->end;
    if (i == 2) break;
    if (at >= text.size() || text[at] != sign) return std::nullopt;
    ++at;
  }
  const auto digit = [&](size_t i) {
    return i < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[i]));
  };
  if (digit(at) || (at < text.size() && text[at] == sign && digit(at + 1))) return std::nullopt;
  return numbers;
}

// What stands instead of the date at this place, and where that date ends.
std::optional<std::pair<std::string, size_t>> ShiftedAt(std::string_view text, size_t at,
                                                        int days) {
  for (const char sign : {'-', '/'}) {
    const auto parts = ThreeAt(text, at, sign);
    if (!parts) continue;
    const Number& year = sign == '-' ? (*parts)[0] : (*parts)[2];
    const Number& month = sign == '-' ? (*parts)[1] : (*parts)[0];
    const Number& day = sign == '-' ? (*parts)[2] : (*parts)[1];
    if (year.end - year.begin != 4) continue;
    const auto date = values::DateTime::MakeDate(year.value, month.value, day.value);
    if (!date) continue;
    const auto moved = values::Add(*date, {days, values::CalendarUnit::kDay});
    if (!moved.ok()) continue;
    const values::DateTime& to = moved.value;
    return std::pair(
        sign == '-' ? to.ToString() : fmt::format("{}/{}/{}", to.month, to.day, to.year),
        (*parts)[2].end);
  }
  return std::nullopt;
}

}  // namespace

std::string WithShiftedDates(std::string_view text, int days) {
  std::string shifted;
  for (size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !absl::ascii_isalnum(static_cast<unsigned char>(text[at - 1]));
    const auto moved = begins ? ShiftedAt(text, at, days) : std::nullopt;
    if (moved) {
      shifted += moved->first;
      at = moved->second;
    } else {
      shifted.push_back(text[at++]);
    }
  }
  return shifted;
}

absl::Status ShiftDates(plan::Test& test, int days) {
  for (plan::Given& given : test.givens) {
    if (given.kind == plan::GivenKind::kFile) {
      return absl::InvalidArgumentError(
          "`shift dates` does not change a chart from a file; leave that variation out.");
    }
    SUTURE_RETURN_IF_ERROR(Shift(given.from, days));
    SUTURE_RETURN_IF_ERROR(Shift(given.to, days));
    if (given.value) SUTURE_RETURN_IF_ERROR(Shift(*given.value, days));
    SUTURE_RETURN_IF_ERROR(Shift(given.cells, days));
    given.text = WithShiftedDates(given.text, days);
  }
  for (plan::SuiteAnswer& answer : test.answers) {
    SUTURE_RETURN_IF_ERROR(Shift(answer.values, days));
    for (plan::SuiteRow& row : answer.rows) SUTURE_RETURN_IF_ERROR(Shift(row.cells, days));
    for (std::string& quote : answer.citing) quote = WithShiftedDates(quote, days);
  }
  SUTURE_RETURN_IF_ERROR(Shift(test.expects, days));
  for (plan::Vary& vary : test.varies) SUTURE_RETURN_IF_ERROR(Shift(vary.expects, days));
  return absl::OkStatus();
}

}  // namespace suture::testing
