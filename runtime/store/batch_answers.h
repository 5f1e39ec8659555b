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
#include "runtime/models/batch.h"

namespace suture::store {

class BatchAnswers : public models::BatchSource {
 public:
  struct Counts {
    int64_t answers = 0;     // Different ones, found in the files
    int64_t used = 0;        // Asked for so far
    int64_t doubles = 0;     // Further lines for a request: the first counts that did not fail, or
                             // else the first
    int64_t not_done = 0;    // Expired, cancelled, or without a response
    int64_t unreadable = 0;  // No line of a batch: torn, or something else
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
    bool failed = false;  // It is the answer of a request that went wrong.
    bool used = false;
  };
  absl::Status Index(const std::string& path);

  std::vector<std::string> paths_;
  std::vector<std::ifstream> files_;
  absl::flat_hash_map<std::string, Place> places_;
  Counts counts_;
};

}  // namespace suture::store
