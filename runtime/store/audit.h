// The audit: one canonical JSON object a line, each linked to the one before by its SHA-256, only
// ever appended to. It says which requests were made for which patient (as a keyed digest), what
// each try came to, what each question came to, and which result was written. It holds no word of a
// note, an answer or an identifier. docs/audit.md is for its readers.
//
// Beside the file `A` stand `A.head` (audit_head.h), which tells when the end was cut off; and,
// unless the key comes from the environment, `A.key`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"
#include "runtime/models/call_observer.h"

namespace suture::store {

inline constexpr int kAuditVersion = 1;

// What became of one question, asked once.
struct AuditedQuestion {
  std::string_view case_id, row;  // Of the case; "Ssi#2" for a row of a group
  const models::AskedQuestion* asked = nullptr;
  std::string_view role, model, request_key;
  std::string_view failure;  // Empty: answered
  bool ask_again = false, from_cache = false;
  std::vector<std::string_view> repairs;
};

// The key of the keyed digests: from `key_text` if it is not empty, else from `path` + ".key".
// kNotFound: there is no such file. kInvalidArgument: shorter than 16 bytes.
absl::StatusOr<std::string> AuditKey(const std::string& path, const std::string& key_text);

class Audit : public models::CallObserver {
 public:
  // Seconds since 1970, for the records.
  using Now = std::function<int64_t()>;

  // Goes on behind the last whole record; a line that a killed run left half written is removed. A
  // new audit gets a key of random bytes, unless `key_text` is one. kUnavailable: another run
  // writes it. kDataLoss: the last record is not one, or the audit is not the one that `.head` and
  // the key speak of; appending would hide what was cut off. Nothing is changed then.
  static absl::StatusOr<std::unique_ptr<Audit>> Open(const std::string& path,
                                                     const std::string& key_text, Now now);
  ~Audit() override;
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  // Safe from any thread; an error is kept and told by Flush.
  void RunBegun(std::string_view plan_hash, std::string_view program_version);
  void OnAttempt(const models::ObservedAttempt& attempt) override;
  void OnQuestion(const AuditedQuestion& question);
  void OnResult(std::string_view case_id, int64_t line, std::string_view chart,
                std::string_view result);
  void RunEnded(std::string_view how);  // "complete", "stopped", "budget", "failed"

  // Hands everything on to the system.
  absl::Status Flush() override;
  // Flushes and waits until the disk has it.
  absl::Status Sync();

  int64_t records() const;  // In the file, in all
  std::string head() const;

 private:
  Audit(int fd, std::string path, Now now)
      : fd_(fd), path_(std::move(path)), now_(std::move(now)) {}
  absl::Status GoOn(const std::string& key_text);
  absl::Status FindEnd();
  absl::Status Begin(const std::string& key_text);
  absl::Status CheckHead() const;
  absl::StatusOr<std::string> Read(int64_t begin, int64_t end) const;
  absl::Status WriteHead();
  void Add(nlohmann::json record);
  absl::Status FlushLocked();
  std::string Patient(std::string_view case_id) const;

  const int fd_;
  int head_fd_ = -1;
  const std::string path_;
  std::string key_;
  const Now now_;
  mutable std::mutex mutex_;
  std::string buffer_, last_hash_;
  int64_t sequence_ = 0;
  int64_t bytes_ = 0;  // Up to the end of the last whole record, when it was opened
  absl::Status status_;
};

// ---- What both sides of the chain share ----

// The hash of a record: SHA-256 of its canonical form without `hash`.
absl::StatusOr<std::string> AuditRecordHash(nlohmann::json record);
}  // namespace suture::store
