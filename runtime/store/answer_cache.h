// Answers that were paid for, in one SQLite file (write-ahead log) that several processes may
// share. It holds evidence: mode 0600, deleted rows are overwritten. docs/cache.md is for its
// users.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "runtime/models/answer_cache.h"
#include "runtime/store/sqlite.h"

namespace suture::store {

// What may be told of an answer: nothing that a model or a note said.
struct CacheEntry {
  std::string key, role, model, asked;
  int64_t unix_seconds = 0;
  int64_t prompt_tokens = 0, completion_tokens = 0;
  int64_t cost = 0;  // Picounits
  int64_t bytes = 0;
};

// Which answers are meant; what is empty does not narrow.
struct CacheChoice {
  std::string role, model;
  std::optional<int64_t> before_unix_seconds;
};

class AnswerCacheFile : public models::AnswerCache {
 public:
  // Makes the file where there is none. Errors name the file and say what to do.
  static absl::StatusOr<std::unique_ptr<AnswerCacheFile>> Open(const std::string& path);
  // For whoever lists or verifies: kNotFound where there is no file, and nothing is written.
  static absl::StatusOr<std::unique_ptr<AnswerCacheFile>> OpenExisting(const std::string& path,
                                                                       bool writable);

  absl::StatusOr<std::optional<models::StoredAnswer>> Find(std::string_view key) override;
  absl::StatusOr<int64_t> Commit(absl::Span<models::NewAnswer> answers,
                                 const models::Spending& spending) override;

  // In the order of the keys.
  absl::Status ForEach(const CacheChoice& choice,
                       const std::function<void(const CacheEntry&)>& see);
  // Answers whose bytes are not those that were stored, by key. kDataLoss: the file as a whole is
  // damaged.
  absl::StatusOr<std::vector<std::string>> Verify(int64_t* checked);
  // Removes and overwrites; how many.
  absl::StatusOr<int64_t> Purge(const CacheChoice& choice);

 private:
  explicit AnswerCacheFile(std::unique_ptr<Database> database) : database_(std::move(database)) {}
  absl::Status Prepare(bool create);
  absl::Status CheckKind(bool create);
  absl::Status Store(models::NewAnswer& answer);
  absl::StatusOr<int64_t> Spend(const models::Spending& spending);

  std::unique_ptr<Database> database_;
  Statement find_, insert_, spend_, spent_;
};

}  // namespace suture::store
