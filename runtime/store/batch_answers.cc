#include "runtime/store/batch_answers.h"

#include <functional>

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

// Two answers may word their reasoning and choose their quotes differently and say the same.
void LeaveOutReasons(json& answer) {
  if (answer.is_object()) {
    answer.erase("evidence");
    answer.erase("reasoning");
  }
  if (!answer.is_structured()) return;
  for (json& inner : answer) LeaveOutReasons(inner);
}

// What two answers to one request are compared by: the model's text, as JSON where it is some.
std::string WhatItSays(const std::string& body_text) {
  const json body = json::parse(body_text, nullptr, /*allow_exceptions=*/false);
  std::string text;
  const auto add = [&text](const json& part, const char* name) {
    if (part.is_object() && part.contains(name) && part[name].is_string()) {
      text += part[name].get<std::string>();
    }
  };
  if (body.contains("choices") && body["choices"].is_array()) {
    for (const json& choice : body["choices"]) {
      if (!choice.is_object() || !choice.contains("message")) continue;
      add(choice["message"], "content");
      add(choice["message"], "refusal");
    }
  } else if (body.contains("content") && body["content"].is_array()) {
    for (const json& block : body["content"]) add(block, "text");
  }
  if (text.empty()) return body_text;
  json answer = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!answer.is_structured()) return text;
  LeaveOutReasons(answer);
  return answer.dump();
}

// One response with the answers of both: two where one is asked for, which no reader takes.
std::string BothIn(const std::string& one, const std::string& other) {
  json both = json::parse(one, nullptr, /*allow_exceptions=*/false);
  const json further = json::parse(other, nullptr, /*allow_exceptions=*/false);
  for (const char* list : {"choices", "content"}) {
    if (!both.contains(list) || !both[list].is_array() || !further.contains(list)) continue;
    for (const json& answer : further[list]) both[list].push_back(answer);
    return both.dump();
  }
  return {};
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
    Place place{files_.size(), begin};
    place.failed = response->status / 100 != 2;
    place.said = std::hash<std::string>()(WhatItSays(response->body));
    const auto [at, is_new] = places_.try_emplace(line["custom_id"].get<std::string>(), place);
    ++(is_new ? counts_.answers : counts_.doubles);
    Place& first = at->second;
    if (first.failed && !place.failed) {
      // A provider's error file beside the answers of a second try: what was paid for counts.
      first = place;
    } else if (!place.failed && first.said != place.said) {
      counts_.contradicted += first.other_offset < 0;
      first.other_file = place.file;
      first.other_offset = place.offset;
    }
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

absl::StatusOr<json> BatchAnswers::LineAt(size_t file, int64_t offset, std::string_view key) {
  std::ifstream& in = files_[file];
  std::string text;
  in.clear();
  in.seekg(offset);
  std::getline(in, text);
  json line = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (IsLine(line) && line["custom_id"] == key) return line;
  return absl::DataLossError(
      fmt::format("The batch file {} was changed during the run.", paths_[file]));
}

absl::StatusOr<std::optional<models::HttpResponse>> BatchAnswers::Find(std::string_view key) {
  const auto found = places_.find(std::string(key));
  if (found == places_.end()) return std::nullopt;
  Place& place = found->second;
  SUTURE_ASSIGN_OR_RETURN(const json line, LineAt(place.file, place.offset, key));
  counts_.used += !place.used;
  place.used = true;
  std::optional<models::HttpResponse> response = ResponseOf(line);
  if (!response || place.other_offset < 0) return response;
  SUTURE_ASSIGN_OR_RETURN(const json other, LineAt(place.other_file, place.other_offset, key));
  if (const auto also = ResponseOf(other)) response->body = BothIn(response->body, also->body);
  return response;
}

}  // namespace suture::store
