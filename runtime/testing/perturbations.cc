#include "runtime/testing/perturbations.h"

#include "absl/strings/ascii.h"
#include "runtime/values/time.h"

namespace suture::testing {
namespace {

template <typename Change>
void ChangeTexts(plan::Test& test, Change change) {
  for (plan::Given& given : test.givens) {
    if (given.kind == plan::GivenKind::kNote) given.text = change(given.text);
  }
  for (plan::SuiteAnswer& answer : test.answers) {
    for (std::string& quote : answer.citing) quote = change(quote);
  }
}

std::string Widened(const std::string& text) {
  std::string wide;
  for (char c : text) {
    wide.push_back(c);
    if (c == ' ') wide.push_back(' ');
  }
  return wide;
}

std::string Moved(const std::string& text) {
  const auto time = values::DateTime::Parse(text);
  // A time that is coarser than a day has no day to move.
  if (!time || time->precision < values::Precision::kDay) return text;
  const auto moved = values::Add(*time, {28, values::CalendarUnit::kDay});
  return moved.ok() ? moved.value.ToString() : text;
}

}  // namespace

bool ApplyPerturbation(std::string_view name, plan::Test& test) {
  if (name == "uppercase") {
    ChangeTexts(test, [](const std::string& text) { return absl::AsciiStrToUpper(text); });
  } else if (name == "lowercase") {
    ChangeTexts(test, [](const std::string& text) { return absl::AsciiStrToLower(text); });
  } else if (name == "spacing") {
    ChangeTexts(test, Widened);
  } else if (name == "dates") {
    for (plan::Given& given : test.givens) {
      given.from = Moved(given.from);
      given.to = Moved(given.to);
    }
  } else {
    return false;
  }
  return true;
}

std::string PerturbationNames() { return "uppercase, lowercase, spacing or dates"; }

}  // namespace suture::testing
