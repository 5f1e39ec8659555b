#include "runtime/store/audit_check.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/counted.h"
#include "runtime/store/audit.h"
#include "runtime/store/audit_head.h"
#include "runtime/store/canonical_json.h"

namespace suture::store {
namespace {

using nlohmann::json;

class Checker {
 public:
  Checker(const std::string& key, const std::string& expected_head)
      : key_(key), expected_head_(expected_head) {}

  AuditReport Check(std::ifstream& in, const std::string& path) {
    if (auto head = ReadAuditHead(path); head.ok()) head_ = *std::move(head);
    head_seen_ = head_ && head_->sequence == 0 && head_->hash == kAuditStart;
    CheckHead();
    std::string line;
    while (std::getline(in, line)) {
      ++line_;
      if (in.eof()) {
        Find(
            "The last record is cut off. A run that was killed leaves such an end, and the next "
            "run that writes this audit removes it.");
        break;
      }
      CheckLine(line);
    }
    // A run that goes on may have written since the head was read.
    if (const auto later = ReadAuditHead(path); later.ok() && later->IsGenuine(key_)) {
      vouched_ = later->sequence;
    }
    CheckEnd();
    return std::move(report_);
  }

 private:
  void Find(std::string sentence, bool of_file = false) {
    if (report_.findings.size() < kMostAuditFindings) {
      report_.findings.push_back({of_file ? 0 : line_, std::move(sentence)});
    }
  }

  void CheckHead() {
    if (!head_) {
      if (expected_head_.empty()) {
        Find(
            "The file .head beside the audit is missing or unreadable: whether the end was cut "
            "off cannot be told. Give a hash that was written down earlier with --head.",
            true);
      }
      return;
    }
    if (key_.empty()) {
      if (expected_head_.empty()) {
        Find(
            "The key of the audit is missing (.key, or the variable named by audit_key_env): "
            "whether the file .head is genuine cannot be told. Give a hash that was written down "
            "earlier with --head.",
            true);
      }
    } else if (!head_->IsGenuine(key_)) {
      Find("The file .head was changed, or the key is another one.", true);
    }
  }

  void CheckLine(const std::string& line) {
    const json record = json::parse(line, nullptr, false);
    const bool formed =
        record.is_object() && record.contains("seq") && record["seq"].is_number_integer() &&
        record.contains("prev") && record["prev"].is_string() && record.contains("hash") &&
        record["hash"].is_string() && record.contains("kind") && record["kind"].is_string();
    if (!formed) {
      Find("This line is no record.");
      return;
    }
    ++report_.records;
    const auto canonical = CanonicalJson(record);
    const auto hash = AuditRecordHash(record);
    const std::string stated = record["hash"].get<std::string>();
    if (!canonical.ok() || *canonical != line || !hash.ok() || *hash != stated) {
      Find("This record was changed: its content does not match its hash.");
    }
    CheckOrder(record["seq"].get<int64_t>(), record["prev"].get<std::string>());
    last_hash_ = stated;
    expected_seen_ |= stated == expected_head_;
    if (head_ && last_sequence_ == head_->sequence) head_seen_ = stated == head_->hash;
    CountRuns(record["kind"].get<std::string>());
  }

  void CheckOrder(int64_t sequence, const std::string& previous) {
    const int64_t wanted = last_sequence_ + 1;
    if (sequence > wanted) {
      Find(sequence == wanted + 1 ? fmt::format("Record {} is missing before this one.", wanted)
                                  : fmt::format("Records {} to {} are missing before this one.",
                                                wanted, sequence - 1));
    } else if (sequence < wanted) {
      Find(
          fmt::format("This record has the number {} and stands behind number {}: records were "
                      "reordered or put in twice.",
                      sequence, last_sequence_));
    } else if (previous != last_hash_) {
      Find("This record does not continue the one before it: one of them was replaced.");
    }
    last_sequence_ = sequence;
  }

  void CountRuns(const std::string& kind) {
    if (kind == "run_begin") {
      ++report_.runs;
      report_.unfinished_runs += in_run_;
      in_run_ = true;
    } else if (kind == "run_end") {
      in_run_ = false;
    }
  }

  void CheckEnd() {
    report_.unfinished_runs += in_run_;
    report_.head = last_hash_;
    if (head_ && head_->sequence > last_sequence_) {
      Find(fmt::format("The end is cut off: the audit had {}, and its last one here is number {}.",
                       base::Counted(head_->sequence, "record"), last_sequence_),
           true);
    } else if (head_ && !head_seen_) {
      Find("The record that the file .head names is not the one that stands here.", true);
    }
    if (head_ && last_sequence_ > std::max(vouched_, head_->sequence)) {
      Find(fmt::format("{} behind number {}, the last one that the file .head vouches for: a run "
                       "that was killed between two writes leaves such, and so does whoever adds "
                       "records.",
                       base::Counted(last_sequence_ - std::max(vouched_, head_->sequence),
                                     "record stands", "records stand"),
                       std::max(vouched_, head_->sequence)),
           true);
    }
    if (!expected_head_.empty() && !expected_seen_) {
      Find(
          "No record has the hash given with --head: the end is cut off, or records were "
          "replaced.",
          true);
    }
    if (!head_ && in_run_) {
      Find("The last run has no end: it was killed, or the end is cut off.", true);
    }
  }

  const std::string& key_;
  const std::string& expected_head_;
  std::optional<AuditHead> head_;
  AuditReport report_;
  int64_t line_ = 0, last_sequence_ = 0;
  int64_t vouched_ = 0;  // By the head, when all was read
  std::string last_hash_ = std::string(kAuditStart);
  bool in_run_ = false, head_seen_ = false, expected_seen_ = false;
};

}  // namespace

absl::StatusOr<AuditReport> CheckAudit(const std::string& path, const std::string& key,
                                       const std::string& expected_head) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return absl::NotFoundError(
        fmt::format("There is no audit {}. A run writes one with --audit.", path));
  }
  return Checker(key, expected_head).Check(in, path);
}

}  // namespace suture::store
