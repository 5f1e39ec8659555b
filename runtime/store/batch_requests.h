// Requests as files for a provider's batch interface: OpenAI's and Azure's lines, or Anthropic's
// (each an element of `requests`). The facts on both forms are in docs/batch.md.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "runtime/models/batch.h"
#include "runtime/store/result_file.h"

namespace suture::store {

class BatchRequests : public models::BatchSink {
 public:
  // What OpenAI takes in one file, the smaller of the providers' limits.
  static constexpr int64_t kMostRequests = 50'000;
  static constexpr int64_t kMostBytes = int64_t{190} << 20;

  struct File {
    std::string path, server;
    int64_t requests = 0;
  };

  // The first file is `path`; one for another server, or one begun because the one before is full,
  // has ".2", ".3" … behind it.
  explicit BatchRequests(std::string path) : path_(std::move(path)) {}

  // kUnimplemented: the server's kind has no batch interface.
  absl::Status Add(const models::Binding& binding, std::string_view key,
                   const models::HttpRequest& request) override;
  // Puts the files in their places.
  absl::Status Finish();
  std::vector<File> files() const;

 private:
  struct Open {
    File file;
    const config::Server* server = nullptr;
    int64_t bytes = 0;
    std::unique_ptr<ResultFile> out;
  };
  absl::StatusOr<Open*> FileFor(const config::Server& server, size_t bytes);

  std::string path_;
  std::deque<Open> open_;
  absl::flat_hash_set<std::string> added_;
};

}  // namespace suture::store
