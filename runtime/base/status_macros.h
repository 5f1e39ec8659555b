// Early return for absl::Status and absl::StatusOr, the channel of environment errors (a file, a
// server, a bad plan). An author's mistake is a diagnostic and a clinical outcome is a value:
// neither travels through here.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define SUTURE_RETURN_IF_ERROR(expression)                                                    \
  do {                                                                                        \
    if (absl::Status suture_status = (expression); !suture_status.ok()) return suture_status; \
  } while (false)

#define SUTURE_CONCAT_INNER(a, b) a##b
#define SUTURE_CONCAT(a, b) SUTURE_CONCAT_INNER(a, b)

#define SUTURE_ASSIGN_OR_RETURN(target, expression) \
  SUTURE_ASSIGN_OR_RETURN_INNER(SUTURE_CONCAT(suture_or_, __LINE__), target, expression)
#define SUTURE_ASSIGN_OR_RETURN_INNER(holder, target, expression) \
  auto holder = (expression);                                     \
  if (!holder.ok()) return std::move(holder).status();            \
  target = *std::move(holder)
