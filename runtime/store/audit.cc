#include "runtime/store/audit.h"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/base/sha256.h"
#include "runtime/base/status_macros.h"
#include "runtime/store/audit_head.h"
#include "runtime/store/canonical_json.h"

namespace suture::store {
namespace {

using nlohmann::json;

constexpr size_t kShortestKey = 16;
constexpr size_t kRandomKeyBytes = 32;
// What is read of the end at once; records are far shorter.
constexpr int64_t kTail = 1 << 20;

absl::Status CannotUse(const std::string& path, int error) {
  const std::string sentence =
      fmt::format("The audit {} cannot be written: {}.", path, strerror(error));
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError(sentence + " Make room, and run again with --resume.");
  }
  return absl::UnavailableError(sentence + " Name another file, or make its folder writable.");
}

absl::Status WriteAll(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotUse(path, errno);
    text.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RandomKey() {
  unsigned char bytes[kRandomKeyBytes];
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
    return absl::InternalError("The system gave no random bytes for the key of the audit.");
  }
  return base::Sha256Hex({reinterpret_cast<const char*>(bytes), sizeof(bytes)});
}

// Written beside and renamed: a run killed in between must leave a whole key or none, or nobody
// could resume it.
absl::Status WriteKeyFile(const std::string& path, std::string_view key) {
  const std::string beside = path + ".new";
  const int fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return CannotUse(path, errno);
  const absl::Cleanup closed = [fd] { close(fd); };
  SUTURE_RETURN_IF_ERROR(WriteAll(fd, fmt::format("{}\n", key), path));
  if (fsync(fd) != 0 || rename(beside.c_str(), path.c_str()) != 0) return CannotUse(path, errno);
  return absl::OkStatus();
}

// A refusal: whoever reads it must find the audit as it was.
absl::Status CannotGoOn(const std::string& path, std::string_view why) {
  return absl::DataLossError(fmt::format(
      "The audit {} cannot be continued: {} Nothing was changed: `suture audit verify {}` says "
      "what "
      "stands there. Put the audit back as the last run left it, with its files .head and .key, or "
      "keep it as it is and name another file with --audit.",
      path, why, path));
}

// Whether the records at the end of `text`, the last of which is number `last` with `hash`, lead
// back to `head` without a gap. Empty: `text` begins too late to tell.
std::optional<bool> LeadsBack(std::string_view text, bool is_whole, int64_t last, std::string hash,
                              const AuditHead& head) {
  for (; last > head.sequence; --last) {
    const size_t before = text.empty() ? std::string::npos : text.rfind('\n', text.size() - 2);
    if (before == std::string::npos && !is_whole) return std::nullopt;
    const size_t begin = before == std::string::npos ? 0 : before + 1;
    const json record = json::parse(text.substr(begin), nullptr, /*allow_exceptions=*/false);
    if (!record.is_object() || record.value("seq", json()) != last ||
        record.value("hash", json()) != hash) {
      return false;
    }
    const absl::StatusOr<std::string> counted = AuditRecordHash(record);
    if (!counted.ok() || *counted != hash || !record.value("prev", json()).is_string())
      return false;
    hash = record["prev"].get<std::string>();
    text = text.substr(0, begin);
  }
  return hash == head.hash;
}

json Tokens(const models::Usage& usage) {
  return {{"prompt", usage.prompt},
          {"cached", usage.cached},
          {"cache_write", usage.cache_write},
          {"completion", usage.completion},
          {"known", usage.known}};
}

}  // namespace

absl::StatusOr<std::string> AuditKey(const std::string& path, const std::string& key_text) {
  std::string key = key_text;
  if (key.empty()) {
    std::ifstream file(path + ".key", std::ios::binary);
    if (!file) return absl::NotFoundError(fmt::format("There is no key {}.key.", path));
    key.assign(std::istreambuf_iterator<char>(file), {});
  }
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  if (key.size() < kShortestKey) {
    return absl::InvalidArgumentError(fmt::format(
        "The key of the audit is too short: it needs {} characters at least.", kShortestKey));
  }
  return key;
}

absl::StatusOr<std::string> AuditRecordHash(json record) {
  record.erase("hash");
  SUTURE_ASSIGN_OR_RETURN(const std::string text, CanonicalJson(record));
  return base::Sha256Hex(text);
}

absl::StatusOr<std::unique_ptr<Audit>> Audit::Open(const std::string& path,
                                                   const std::string& key_text, Now now) {
  const bool is_new = access(path.c_str(), F_OK) != 0;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return CannotUse(path, errno);
  std::unique_ptr<Audit> audit(new Audit(fd, path, std::move(now)));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return absl::UnavailableError(fmt::format(
        "Another run writes the audit {}. Wait for its end, or name another file.", path));
  }
  if (absl::Status status = audit->GoOn(key_text); !status.ok()) {
    // An audit that is gone stays gone: an empty file in its place would look like one.
    if (is_new) unlink(path.c_str());
    return status;
  }
  return audit;
}

Audit::~Audit() {
  if (head_fd_ >= 0) {
    static_cast<void>(Flush());  // An error has been told before.
    close(head_fd_);
  }
  close(fd_);
}

absl::Status Audit::GoOn(const std::string& key_text) {
  SUTURE_RETURN_IF_ERROR(FindEnd());
  struct stat info;
  if (fstat(fd_, &info) != 0) return CannotUse(path_, errno);
  const bool has_key_file = access((path_ + ".key").c_str(), F_OK) == 0;
  const absl::StatusOr<AuditHead> head = ReadAuditHead(path_);
  // The head stands before the key does: a run killed in between has begun nothing yet.
  const bool no_head = head.ok() ? head->sequence == 0 : absl::IsNotFound(head.status());
  if (info.st_size == 0 && !has_key_file && no_head) return Begin(key_text);
  absl::StatusOr<std::string> key = AuditKey(path_, key_text);
  if (absl::IsNotFound(key.status()))
    return CannotGoOn(path_, "its key, the file .key, is missing.");
  SUTURE_RETURN_IF_ERROR(key.status());
  key_ = *std::move(key);
  SUTURE_RETURN_IF_ERROR(CheckHead());
  if (bytes_ < info.st_size && ftruncate(fd_, bytes_) != 0) return CannotUse(path_, errno);
  return WriteHead();
}

absl::Status Audit::Begin(const std::string& key_text) {
  absl::StatusOr<std::string> key = key_text.empty() ? RandomKey() : AuditKey(path_, key_text);
  SUTURE_RETURN_IF_ERROR(key.status());
  key_ = *std::move(key);
  if (absl::Status status = WriteHead(); !status.ok()) {
    unlink((path_ + ".head").c_str());  // Half of it would be none that the next run can trust.
    return status;
  }
  return key_text.empty() ? WriteKeyFile(path_ + ".key", key_) : absl::OkStatus();
}

absl::StatusOr<std::string> Audit::Read(int64_t begin, int64_t end) const {
  std::string text(static_cast<size_t>(end - begin), '\0');
  if (pread(fd_, text.data(), text.size(), begin) != static_cast<ssize_t>(text.size())) {
    return CannotUse(path_, errno);
  }
  return text;
}

// The last whole record, if there is one.
absl::Status Audit::FindEnd() {
  last_hash_ = std::string(kAuditStart);
  struct stat info;
  if (fstat(fd_, &info) != 0) return CannotUse(path_, errno);
  const int64_t begin = std::max<int64_t>(0, info.st_size - kTail);
  SUTURE_ASSIGN_OR_RETURN(const std::string tail, Read(begin, info.st_size));
  const size_t end = tail.rfind('\n');
  const size_t whole = end == std::string::npos ? 0 : end + 1;
  const auto damaged = [&] {
    return absl::DataLossError(
        fmt::format("The end of the audit {} is no record of an audit. See `suture audit verify`; "
                    "then name another file.",
                    path_));
  };
  // What a killed run left is the beginning of a record; anything else is not ours to remove.
  const bool torn = whole < tail.size();
  if (torn && (tail[whole] != '{' || (whole == 0 && begin > 0))) return damaged();
  bytes_ = begin + static_cast<int64_t>(whole);
  if (whole == 0) return begin == 0 ? absl::OkStatus() : damaged();
  const size_t start = tail.rfind('\n', end - 1);
  const size_t first = end == 0 || start == std::string::npos ? 0 : start + 1;
  const json record = json::parse(tail.substr(first, end - first), nullptr, false);
  if (!record.is_object() || !record.contains("hash") || !record["hash"].is_string() ||
      !record.contains("seq") || !record["seq"].is_number_integer()) {
    return damaged();
  }
  last_hash_ = record["hash"].get<std::string>();
  sequence_ = record["seq"].get<int64_t>();
  return absl::OkStatus();
}

// What a killed run wrote last may stand in the audit and not in its head, never the reverse.
absl::Status Audit::CheckHead() const {
  const absl::StatusOr<AuditHead> head = ReadAuditHead(path_);
  if (!head.ok()) {
    return CannotGoOn(path_,
                      "the file .head is missing or unreadable, and without it nobody can "
                      "tell whether the end was cut off.");
  }
  if (!head->IsGenuine(key_)) {
    return CannotGoOn(path_, "the file .head was changed, or the key is another one.");
  }
  if (sequence_ < head->sequence) {
    return CannotGoOn(path_, fmt::format("it had {}, and {} left. The end was cut off, or "
                                         "lost with the power.",
                                         base::Counted(head->sequence, "record"),
                                         base::Counted(sequence_, "is", "are")));
  }
  for (int64_t window = kTail;; window *= 2) {
    const int64_t begin = std::max<int64_t>(0, bytes_ - window);
    SUTURE_ASSIGN_OR_RETURN(const std::string text, Read(begin, bytes_));
    const std::optional<bool> fits = LeadsBack(text, begin == 0, sequence_, last_hash_, *head);
    if (fits == true) return absl::OkStatus();
    if (fits == false) {
      return CannotGoOn(path_,
                        "the record that the file .head names is not the one that stands there.");
    }
  }
}

void Audit::Add(json record) {
  std::lock_guard lock(mutex_);
  if (!status_.ok()) return;
  record["v"] = kAuditVersion;
  record["seq"] = sequence_ + 1;
  record["prev"] = last_hash_;
  record["time"] = now_();
  absl::StatusOr<std::string> hash = AuditRecordHash(record);
  status_.Update(hash.status());
  if (!hash.ok()) return;
  record["hash"] = *hash;
  absl::StatusOr<std::string> text = CanonicalJson(record);
  status_.Update(text.status());
  if (!text.ok()) return;
  buffer_ += *text;
  buffer_ += '\n';
  ++sequence_;
  last_hash_ = *std::move(hash);
}

std::string Audit::Patient(std::string_view case_id) const {
  constexpr size_t kDigits = 32;
  return base::HmacSha256Hex(key_, fmt::format("case {}", case_id)).substr(0, kDigits);
}

void Audit::RunBegun(std::string_view plan_hash, std::string_view program_version) {
  Add({{"kind", "run_begin"}, {"plan", plan_hash}, {"program", program_version}});
}

void Audit::OnAttempt(const models::ObservedAttempt& seen) {
  const models::Attempt& attempt = *seen.attempt;
  json asked = json::array();
  for (const models::AskedQuestion& question : *seen.asked) asked.push_back(question.label);
  json record = {{"kind", seen.number == 0 ? "from_cache" : "attempt"},
                 {"role", seen.role},
                 {"server", seen.server},
                 {"request_model", seen.request_model},
                 {"model", seen.model},
                 {"request", seen.key},
                 {"response", seen.response_hash},
                 {"asked", std::move(asked)},
                 {"tokens", Tokens(seen.number == 0 ? attempt.usage : seen.used)},
                 {"cost", std::to_string(seen.cost)}};
  if (seen.number > 0) {
    record["try"] = seen.number;
    record["failure"] = attempt.failure ? json(values::Name(*attempt.failure)) : json(nullptr);
    record["http_status"] = attempt.http_status;
    record["error_code"] = attempt.error_code;
    record["request_id"] = attempt.request_id;
    record["waited_ms"] = attempt.waited_ms;
    record["took_ms"] = attempt.took_ms;
  }
  Add(std::move(record));
}

void Audit::OnQuestion(const AuditedQuestion& question) {
  json repairs = json::array();
  for (std::string_view repair : question.repairs) repairs.push_back(repair);
  Add({{"kind", "question"},
       {"patient", Patient(question.case_id)},
       {"row", question.row},
       {"ask", question.asked->label},
       {"meaning", question.asked->semantic_hash},
       {"notes", question.asked->notes_hash},
       {"sample", question.asked->sample},
       {"attempt", question.asked->attempt},
       {"role", question.role},
       {"model", question.model},
       {"request", question.request_key},
       {"from_cache", question.from_cache},
       {"failure", question.failure.empty() ? json(nullptr) : json(question.failure)},
       {"ask_again", question.ask_again},
       {"repairs", std::move(repairs)}});
}

void Audit::OnResult(std::string_view case_id, int64_t line, std::string_view chart,
                     std::string_view result) {
  Add({{"kind", "result"},
       {"patient", Patient(case_id)},
       {"line", line},
       {"chart", base::HmacSha256Hex(key_, chart)},
       {"result", base::HmacSha256Hex(key_, result)}});
}

void Audit::RunEnded(std::string_view how) { Add({{"kind", "run_end"}, {"how", how}}); }

absl::Status Audit::FlushLocked() {
  if (!status_.ok() || buffer_.empty()) return status_;
  status_.Update(WriteAll(fd_, buffer_, path_));
  buffer_.clear();
  if (!status_.ok()) return status_;
  status_ = WriteHead();
  return status_;
}

absl::Status Audit::WriteHead() {
  const std::string path = path_ + ".head";
  if (head_fd_ < 0) {
    head_fd_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (head_fd_ < 0 || fchmod(head_fd_, 0600) != 0 || fchmod(fd_, 0600) != 0) {
      return CannotUse(path, errno);
    }
  }
  // Always of one length, so that one write replaces it.
  const std::string head = FormatAuditHead(key_, sequence_, last_hash_);
  if (pwrite(head_fd_, head.data(), head.size(), 0) == static_cast<ssize_t>(head.size())) {
    return absl::OkStatus();
  }
  return CannotUse(path, errno);
}

absl::Status Audit::Flush() {
  std::lock_guard lock(mutex_);
  return FlushLocked();
}

absl::Status Audit::Sync() {
  std::lock_guard lock(mutex_);
  SUTURE_RETURN_IF_ERROR(FlushLocked());
  if (fdatasync(fd_) != 0 || fdatasync(head_fd_) != 0) status_ = CannotUse(path_, errno);
  return status_;
}

int64_t Audit::records() const {
  std::lock_guard lock(mutex_);
  return sequence_;
}

std::string Audit::head() const {
  std::lock_guard lock(mutex_);
  return last_hash_;
}

}  // namespace suture::store
