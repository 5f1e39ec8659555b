// Result files read back, line by line, for `suture explain` and reports. Fields are given as JSON:
// whoever shows a result shows what stands in it.
#pragma once

#include <fstream>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace suture::store {

class ResultReader {
 public:
  static constexpr size_t kMaxLineBytes = size_t{256} << 20;

  // kNotFound, kUnavailable or kInvalidArgument (a folder), with a sentence that names the path.
  static absl::StatusOr<ResultReader> Open(const std::string& path);

  // The next result; nullopt: the end. kInvalidArgument: a line that is no result of a version
  // known here, with its number. A last line that was cut off is one.
  absl::StatusOr<std::optional<nlohmann::json>> Next();
  // The next result of this case; other lines are passed over unread. `case_id` may leave out the
  // "#n" of an index event: the first one then.
  absl::StatusOr<std::optional<nlohmann::json>> Find(std::string_view case_id);

 private:
  ResultReader(std::ifstream in, std::string path) : in_(std::move(in)), path_(std::move(path)) {}
  bool NextLine();
  absl::StatusOr<nlohmann::json> Parse() const;

  std::ifstream in_;
  std::string path_;
  std::string line_;
  int64_t number_ = 0;
};

}  // namespace suture::store
