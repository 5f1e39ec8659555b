#include "tests/fake_model_server/reader.h"

#include <algorithm>
#include <sstream>

namespace suture::fake_model_server {
namespace {

using nlohmann::ordered_json;

constexpr char kCounts[] = "Only these passages count for this question: ";

// "1-4, 9" holds 3.
bool ListHolds(const std::string& list, int number) {
  std::istringstream parts(list);
  for (std::string part; std::getline(parts, part, ',');) {
    const size_t dash = part.find('-');
    const int low = std::stoi(part);
    const int high = dash == std::string::npos ? low : std::stoi(part.substr(dash + 1));
    if (number >= low && number <= high) return true;
  }
  return false;
}

std::string Between(const std::string& text, const std::string& from, const std::string& to) {
  size_t begin = text.find(from);
  if (begin == std::string::npos) return {};
  begin = text.find(">\n", begin);
  if (begin == std::string::npos) return {};
  begin += 2;
  const size_t end = text.find(to, begin);
  return end == std::string::npos ? std::string() : text.substr(begin, end - begin);
}

// Up to six words from the first line that has any.
std::string QuoteOf(const std::string& passage) {
  const size_t begin = passage.find_first_not_of(" \t\n");
  if (begin == std::string::npos) return {};
  size_t end = passage.find('\n', begin);
  if (end == std::string::npos) end = passage.size();
  size_t at = begin;
  for (int words = 0; words < 6; ++words) {
    const size_t blank = passage.find(' ', at);
    if (blank == std::string::npos || blank >= end) return passage.substr(begin, end - begin);
    at = blank + 1;
  }
  return passage.substr(begin, at - 1 - begin);
}

ordered_json Answer(const nlohmann::json& schema, const std::string& question,
                    const std::string& passage) {
  if (schema["properties"].contains("rows")) return {{"rows", ordered_json::array()}};
  std::vector<nlohmann::json> values;
  for (const nlohmann::json& value :
       schema["properties"]["value"].value("enum", nlohmann::json::array())) {
    if (!value.is_null()) values.push_back(value);
  }
  const std::string quote = QuoteOf(passage);
  ordered_json answer;
  answer["evidence"] = ordered_json::array();
  if (schema["properties"].contains("reasoning")) answer["reasoning"] = "As written.";
  answer["found"] = !quote.empty() && !values.empty();
  answer["value"] = nullptr;
  if (answer["found"] == false) return answer;
  answer["evidence"].push_back({{"passage", 1}, {"quote", quote}});
  answer["value"] = values[StableHash(question + passage) % values.size()];
  return answer;
}

}  // namespace

bool CountsFor(const std::string& question, int passage) {
  const size_t at = question.find(kCounts);
  if (at == std::string::npos) return true;
  const size_t begin = at + sizeof(kCounts) - 1;
  return ListHolds(question.substr(begin, question.find('.', begin) - begin), passage);
}

uint64_t StableHash(const std::string& text) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return hash ^ (hash >> 32);
}

std::string QuestionText(const ReceivedRequest& request, const std::string& key) {
  return Between(request.prompt, "<question key=\"" + key + "\"", "</question>");
}

QuotedPassage FirstPassageFor(const ReceivedRequest& request, const std::string& question) {
  for (int number = 1;; ++number) {
    const std::string passage =
        Between(request.prompt, "<passage number=\"" + std::to_string(number) + "\"", "</passage>");
    if (passage.empty()) return {};
    if (CountsFor(question, number)) return {number, QuoteOf(passage)};
  }
}

std::string FirstPassage(const ReceivedRequest& request) {
  return Between(request.prompt, "<passage number=\"1\"", "</passage>");
}

ModelText ReadAndAnswer(const ReceivedRequest& request) {
  ordered_json whole = ordered_json::object();
  if (!request.schema.is_object()) return {};
  const std::string passage = FirstPassage(request);
  for (const auto& [key, schema] : request.schema["properties"].items()) {
    whole[key] = Answer(schema, QuestionText(request, key), passage);
  }
  ModelText text;
  text.text = whole.dump();
  return text;
}

}  // namespace suture::fake_model_server
