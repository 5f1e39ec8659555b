// The retry rule, and docs/failures.md which publishes it.
#include "runtime/models/what_next.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace suture::models {
namespace {

using values::FailureKind;

Failure Of(FailureKind kind) {
  Failure failure;
  failure.kind = kind;
  return failure;
}

// The cells of the table's rows, by the name in the first one.
std::map<std::string, std::vector<std::string>> ReadTable() {
  std::ifstream file(SUTURE_SOURCE_DIR "/docs/failures.md");
  REQUIRE(file);
  std::map<std::string, std::vector<std::string>> rows;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells;
    std::stringstream stream(line.substr(1));
    std::string cell;
    while (std::getline(stream, cell, '|')) {
      const size_t from = cell.find_first_not_of(' ');
      if (from == std::string::npos) continue;
      cells.push_back(cell.substr(from, cell.find_last_not_of(' ') - from + 1));
    }
    const std::string name = cells[0].substr(1, cells[0].size() - 2);
    INFO(name);
    CHECK(rows.emplace(name, cells).second);
  }
  return rows;
}

std::string Habit(FailureKind kind) {
  const RetryPolicy policy;
  Failure failure = Of(kind);
  const Action plain = WhatNext(failure, 1, policy, 0).action;
  failure.server_says_retry = true;
  const Action encouraged = WhatNext(failure, 1, policy, 0).action;
  if (plain == Action::kTryAgain) return "try again";
  if (plain == Action::kAskAgain) return "ask again once";
  return encouraged == Action::kTryAgain ? "give up, unless the server says retry" : "give up";
}

TEST_CASE("docs/failures.md lists every failure with what it leads to") {
  const auto rows = ReadTable();
  CHECK(rows.size() == static_cast<size_t>(values::kFailureKindCount));
  for (int i = 0; i < values::kFailureKindCount; ++i) {
    const auto kind = static_cast<FailureKind>(i);
    const std::string name(values::Name(kind));
    INFO(name);
    REQUIRE(rows.contains(name));
    const std::vector<std::string>& cells = rows.at(name);
    REQUIRE(cells.size() == 4);
    CHECK(cells[2] == Habit(kind));
    CHECK(cells[3] == "`" + std::string(values::Name(ReviewFor(kind))) + "`");
  }
}

TEST_CASE("passing faults are tried again, longer each time, up to the limit") {
  RetryPolicy policy;
  policy.tries = 8;
  const Failure failure = Of(FailureKind::kServerError);
  const std::vector<int64_t> waits = {500, 1000, 2000, 4000, 8000, 8000, 8000};
  for (size_t i = 0; i < waits.size(); ++i) {
    CHECK(WhatNext(failure, static_cast<int>(i) + 1, policy, 0) ==
          Next{Action::kTryAgain, waits[i]});
  }
  CHECK(WhatNext(failure, 8, policy, 0) == Next{Action::kGiveUp, 0});
  CHECK(WhatNext(failure, 2, policy, 0.999).wait_ms == 750);
}

TEST_CASE("the server's waiting time is kept to, if it can be believed") {
  Failure failure = Of(FailureKind::kRateLimit);
  RetryPolicy policy;
  failure.retry_after_ms = 90'000;
  CHECK(WhatNext(failure, 1, policy, 0.5).wait_ms == 90'000);
  failure.retry_after_ms = 120'001;
  CHECK(WhatNext(failure, 1, policy, 0).wait_ms == 500);
  policy.longest_retry_after_ms = 60'000;
  failure.retry_after_ms = 60'001;
  CHECK(WhatNext(failure, 2, policy, 0).wait_ms == 1000);
  failure.retry_after_ms = 0;
  CHECK(WhatNext(failure, 1, policy, 0).wait_ms == 500);
}

TEST_CASE("x-should-retry outranks the status, but not what can never succeed") {
  const RetryPolicy policy;
  Failure failure = Of(FailureKind::kServerError);
  failure.server_says_retry = false;
  CHECK(WhatNext(failure, 1, policy, 0).action == Action::kGiveUp);
  failure = Of(FailureKind::kInvalidRequest);
  CHECK(WhatNext(failure, 1, policy, 0).action == Action::kGiveUp);
  failure.server_says_retry = true;
  CHECK(WhatNext(failure, 1, policy, 0).action == Action::kTryAgain);
  CHECK(WhatNext(failure, 3, policy, 0).action == Action::kGiveUp);
  for (FailureKind kind : {FailureKind::kQuota, FailureKind::kContentFilter, FailureKind::kRefusal,
                           FailureKind::kTruncated, FailureKind::kContextTruncated}) {
    failure = Of(kind);
    failure.server_says_retry = true;
    CHECK(WhatNext(failure, 1, policy, 0).action == Action::kGiveUp);
  }
}

TEST_CASE("a bad answer is asked again once, as a new attempt") {
  const RetryPolicy policy;
  for (FailureKind kind : {FailureKind::kParse, FailureKind::kConstraint, FailureKind::kCitation,
                           FailureKind::kUnquoted}) {
    CHECK(WhatNext(Of(kind), 1, policy, 0) == Next{Action::kAskAgain, 0});
    CHECK(WhatNext(Of(kind), 2, policy, 0) == Next{Action::kGiveUp, 0});
  }
}

TEST_CASE("every form of Retry-After is read") {
  constexpr int64_t kNow = 1'700'000'000;  // Tue, 14 Nov 2023 22:13:20 GMT
  CHECK(ParseRetryAfter("1500", "", kNow) == 1500);
  CHECK(ParseRetryAfter("0.5", "", kNow) == 1);
  CHECK(ParseRetryAfter("1500", "9", kNow) == 1500);
  CHECK(ParseRetryAfter("soon", "9", kNow) == 9000);
  CHECK(ParseRetryAfter("", "2", kNow) == 2000);
  CHECK(ParseRetryAfter("", "1.25", kNow) == 1250);
  CHECK(ParseRetryAfter("", "Tue, 14 Nov 2023 22:13:50 GMT", kNow) == 30'000);
  CHECK(ParseRetryAfter("", "Tuesday, 14-Nov-23 22:13:50 GMT", kNow) == 30'000);
  CHECK(ParseRetryAfter("", "Tue Nov 14 22:13:50 2023", kNow) == 30'000);
  for (const char* useless : {"", "0", "-3", "nan", "inf", "1e999", "2 apples", "later",
                              "Tue, 14 Nov 2023 22:13:20 GMT", "Mon, 01 Jan 2001 00:00:00 GMT"}) {
    INFO(useless);
    CHECK_FALSE(ParseRetryAfter("", useless, kNow).has_value());
    CHECK_FALSE(ParseRetryAfter(useless, "", kNow).has_value());
  }
}

}  // namespace
}  // namespace suture::models
