// Where the dispatcher looks for answers that were paid for before, and keeps those it pays for.
// runtime/store has the implementation over a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/models/message.h"

namespace suture::models {

// What a model answered, as it is kept. Holds evidence: never printed.
struct StoredAnswer {
  std::string text;
  std::string model;
  std::string finish_reason;
  Usage usage;
  int64_t cost = 0;  // What it cost when it was asked, in picounits.
  std::vector<TokenLogprob> logprobs;
};

struct NewAnswer {
  std::string key;    // answer_key.h
  std::string role;   // This and what follows are for people who list the cache.
  std::string asked;  // Labels of the questions, joined by blanks.
  int64_t unix_seconds = 0;
  StoredAnswer answer;
};

// What calls cost on one day.
struct Spending {
  std::string day;   // "2026-03-01", UTC
  int64_t cost = 0;  // To be added, in picounits
};

class AnswerCache {
 public:
  virtual ~AnswerCache() = default;

  virtual absl::StatusOr<std::optional<StoredAnswer>> Find(std::string_view key) = 0;

  // Stores all answers and adds the spending, or does nothing and says why. When it returns they
  // are on the disk. Where another process was first, its answer is the one that stays, and
  // replaces the one given here: whatever is used can be found again. Returns what all who share
  // the cache have spent on that day so far.
  virtual absl::StatusOr<int64_t> Commit(absl::Span<NewAnswer> answers,
                                         const Spending& spending) = 0;
};

}  // namespace suture::models
