#include "runtime/store/batch_answers.h"

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/status_macros.h"

namespace suture::store {
namespace {

using nlohmann::json;

// Of a failed request of Anthropic's, by its type; the codes in the body say the rest.
int StatusOf(const json& error) {
  const json* inner =
      error.contains("error") && error["error"].is_object() ? &error["error"] : &error;
  const std::string type = inner->is_object() ? inner->value("type", "") : "";
  if (type == "overloaded_error") return 529;
  if (type == "rate_limit_error") return 429;
  if (type == "api_error") return 500;
  return 400;
}

// The response of one line; empty where the request was not carried out.
std::optional<models::HttpResponse> ResponseOf(const json& line) {
  models::HttpResponse response;
  const auto object = [](const json& in, const char* name) -> const json* {
    return in.contains(name) && in[name].is_object() ? &in[name] : nullptr;
  };
  if (const json* result = object(line, "result")) {
    const std::string type = result->value("type", "");
    const json* body = object(*result, type == "succeeded" ? "message" : "error");
    if (body == nullptr || (type != "succeeded" && type != "errored")) return std::nullopt;
    response.status = type == "succeeded" ? 200 : StatusOf(*body);
    response.body = body->dump();
    return response;
  }
  const json* answer = object(line, "response");
  const json* body = answer == nullptr ? nullptr : object(*answer, "body");
  if (body == nullptr || !answer->contains("status_code") ||
      !(*answer)["status_code"].is_number_integer()) {
    return std::nullopt;
  }
  response.status = (*answer)["status_code"].get<int>();
  if (answer->contains("request_id") && (*answer)["request_id"].is_string()) {
    response.request_id = (*answer)["request_id"].get<std::string>();
  }
  response.body = body->dump();
  return response;
}

bool IsLine(const json& line) {
  return line.is_object() && line.contains("custom_id") && line["custom_id"].is_string() &&
         (line.contains("response") || line.contains("result") || line.contains("error"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<BatchAnswers>> BatchAnswers::Open(
    const std::vector<std::string>& paths) {
  auto answers = std::make_unique<BatchAnswers>();
  for (const std::string& path : paths) SUTURE_RETURN_IF_ERROR(answers->Index(path));
  return answers;
}

absl::Status BatchAnswers::Index(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(fmt::format("The batch file {} cannot be read.", path));
  std::string text;
  int64_t offset = 0;
  int64_t lines = 0;
  const int64_t unreadable_before = counts_.unreadable;
  while (std::getline(in, text)) {
    const int64_t begin = offset;
    offset += static_cast<int64_t>(text.size()) + 1;
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    ++lines;
    const json line = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!IsLine(line)) {
      ++counts_.unreadable;
      continue;
    }
    const std::optional<models::HttpResponse> response = ResponseOf(line);
    if (!response) {
      ++counts_.not_done;
      continue;
    }
    const Place place{files_.size(), begin, /*failed=*/response->status / 100 != 2};
    const auto [at, is_new] = places_.try_emplace(line["custom_id"].get<std::string>(), place);
    ++(is_new ? counts_.answers : counts_.doubles);
    // A provider's error file beside the answers of a second try: what was paid for counts.
    if (at->second.failed && !place.failed) at->second = place;
  }
  if (lines > 0 && counts_.unreadable - unreadable_before == lines) {
    return absl::InvalidArgumentError(
        fmt::format("No line of {} is an answer of a batch. Give the file that the provider gave "
                    "back, not the one that was sent.",
                    path));
  }
  in.clear();
  files_.push_back(std::move(in));
  paths_.push_back(path);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<models::HttpResponse>> BatchAnswers::Find(std::string_view key) {
  const auto found = places_.find(std::string(key));
  if (found == places_.end()) return std::nullopt;
  Place& place = found->second;
  std::ifstream& in = files_[place.file];
  std::string text;
  in.clear();
  in.seekg(place.offset);
  std::getline(in, text);
  const json line = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!IsLine(line) || line["custom_id"] != key) {
    return absl::DataLossError(
        fmt::format("The batch file {} was changed during the run.", paths_[place.file]));
  }
  counts_.used += !place.used;
  place.used = true;
  return ResponseOf(line);
}

}  // namespace suture::store
