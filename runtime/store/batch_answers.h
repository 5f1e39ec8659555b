// The files that a provider's batch gave back, lines in any order. Only where each answer stands is
// kept in memory.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "nlohmann/json_fwd.hpp"
#include "runtime/models/batch.h"

namespace suture::store {

class BatchAnswers : public models::BatchSource {
 public:
  struct Counts {
    int64_t answers = 0;  // Different ones, found in the files
    int64_t used = 0;     // Asked for so far
    int64_t doubles = 0;  // Further lines for a request: the first counts that did not fail, or
                          // else the first
    int64_t contradicted = 0;  // Requests of which two lines that did not fail say different things
    int64_t not_done = 0;      // Expired, cancelled, or without a response
    int64_t unreadable = 0;    // No line of a batch: torn, or something else
  };

  // OpenAI's and Anthropic's lines, also mixed. kNotFound, kUnavailable: a file. kInvalidArgument:
  // a file without a single line of a batch, such as the requests that were sent: taking it for
  // answers that are missing would ask everything live.
  static absl::StatusOr<std::unique_ptr<BatchAnswers>> Open(const std::vector<std::string>& paths);

  absl::StatusOr<std::optional<models::HttpResponse>> Find(std::string_view key) override;
  const Counts& counts() const { return counts_; }

 private:
  struct Place {
    size_t file = 0;
    int64_t offset = 0;
    size_t said = 0;      // Hash of what it says, evidence and reasoning aside
    bool failed = false;  // It is the answer of a request that went wrong.
    bool used = false;
    // Of a line that says something else; -1: none does.
    size_t other_file = 0;
    int64_t other_offset = -1;
  };
  absl::Status Index(const std::string& path);
  absl::StatusOr<nlohmann::json> LineAt(size_t file, int64_t offset, std::string_view key);

  std::vector<std::string> paths_;
  std::vector<std::ifstream> files_;
  absl::flat_hash_map<std::string, Place> places_;
  Counts counts_;
};

}  // namespace suture::store
