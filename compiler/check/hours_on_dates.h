// Hours against what has no hour: `patient.birth before surgery.start - 3 hours`.
#pragma once

#include <string_view>

#include "runtime/plan/plan.h"

namespace suture::check {

// The unit of hours or less by which a moment is moved that a date is compared with; empty: none.
std::string_view HoursAgainstDate(const plan::Plan& plan, plan::ExprId left, plan::ExprId right);
// The same of a time that lies in a window.
std::string_view HoursAgainstDate(const plan::Plan& plan, plan::ExprId time,
                                  const plan::Window& window);

inline constexpr const char* kHelpHoursAgainstDate =
    "Count days, or compare with a value that has a time of day: this date has none.";

}  // namespace suture::check
