#include "tests/fake_model_server/oracle.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "runtime/text/token_estimate.h"
#include "tests/fake_model_server/reader.h"

namespace suture::fake_model_server {
namespace {

using nlohmann::ordered_json;

// Of the passage around this place of the prompt; 0: none is there.
int PassageAt(const std::string& prompt, size_t at) {
  constexpr char kMark[] = "<passage number=\"";
  const size_t open = prompt.rfind(kMark, at);
  if (open == std::string::npos) return 0;
  const size_t close = prompt.find("</passage>", open);
  return close == std::string::npos || close < at
             ? 0
             : std::stoi(prompt.substr(open + sizeof(kMark) - 1));
}

// The type of the note around this place of the prompt, as the prompt shows it.
std::string NoteTypeAt(const std::string& prompt, size_t at) {
  const size_t open = prompt.rfind("<note ", at);
  constexpr char kType[] = "type=\"";
  const size_t type = prompt.find(kType, open);
  if (open == std::string::npos || type == std::string::npos) return {};
  const size_t begin = type + sizeof(kType) - 1;
  return begin > at ? std::string() : prompt.substr(begin, prompt.find('"', begin) - begin);
}

}  // namespace

Oracle::Oracle(const std::string& path, CacheRule rule, int64_t latency_ms)
    : rule_(rule), latency_ms_(latency_ms) {
  std::ifstream in(path);
  const nlohmann::json entries = nlohmann::json::parse(in);
  for (const nlohmann::json& entry : entries) {
    known_.push_back({entry["question"], entry["quote"], entry["value"], entry["notes"]});
  }
}

ordered_json Oracle::AnswerOne(const nlohmann::json& schema, const std::string& question,
                               const std::string& prompt) const {
  if (schema["properties"].contains("rows")) return {{"rows", ordered_json::array()}};
  ordered_json answer;
  answer["evidence"] = ordered_json::array();
  if (schema["properties"].contains("reasoning")) answer["reasoning"] = "As written.";
  answer["found"] = false;
  answer["value"] = schema["properties"]["value"].value("type", nlohmann::json()) == "array"
                        ? ordered_json::array()
                        : ordered_json();
  for (const Known& known : known_) {
    if (question.find(known.question) == std::string::npos) continue;
    for (size_t at = prompt.find(known.quote); at != std::string::npos;
         at = prompt.find(known.quote, at + 1)) {
      const int passage = PassageAt(prompt, at);
      if (passage == 0 || !CountsFor(question, passage)) continue;
      if (known.notes.count(NoteTypeAt(prompt, at)) == 0) continue;
      answer["evidence"].push_back({{"passage", passage}, {"quote", known.quote}});
      answer["found"] = true;
      answer["value"] = known.value;
      return answer;
    }
  }
  return answer;
}

ModelText Oracle::Answer(const ReceivedRequest& request) {
  ModelText text;
  ordered_json whole = ordered_json::object();
  const nlohmann::json& form = request.schema.is_object() ? request.schema : request.told_schema;
  for (const auto& [key, schema] : form["properties"].items()) {
    whole[key] = AnswerOne(schema, QuestionText(request, key), request.prompt);
    ++bill_.questions;
    bill_.found += whole[key].value("found", false);
  }
  // What the schema does not admit, no server that holds its model to it would let through.
  if (!Fits(whole, form)) {
    std::cerr << "The schema does not admit the oracle's answer: " << whole << "\n";
    std::abort();
  }
  text.text = whole.dump();
  // The answer's schema is read with every request; nothing of it comes from the cache.
  const int64_t schema_tokens = static_cast<int64_t>(text::EstimateTokens(request.schema_text));
  text.prompt_tokens = static_cast<int64_t>(text::EstimateTokens(request.prompt)) + schema_tokens;
  const auto now = std::chrono::steady_clock::now();
  text.cached_tokens = CachedTokens(request.prompt, now, seen_);
  text.completion_tokens = static_cast<int64_t>(text::EstimateTokens(text.text));
  ++bill_.requests;
  bill_.prompt_tokens += text.prompt_tokens;
  bill_.schema_tokens += schema_tokens;
  bill_.cached_tokens += text.cached_tokens;
  bill_.cached_behind_schema +=
      CachedTokens(request.schema_text + "\n" + request.prompt, now, seen_behind_schema_);
  bill_.answer_tokens += text.completion_tokens;
  return text;
}

int64_t Oracle::CachedTokens(const std::string& prompt, std::chrono::steady_clock::time_point now,
                             std::vector<Seen>& seen) const {
  size_t longest = 0;
  for (const Seen& earlier : seen) {
    if (earlier.answered > now) continue;
    const auto differ =
        std::mismatch(prompt.begin(), prompt.end(), earlier.prompt.begin(), earlier.prompt.end());
    longest = std::max(longest, static_cast<size_t>(differ.first - prompt.begin()));
  }
  seen.push_back({prompt, now + std::chrono::milliseconds(latency_ms_)});
  const int64_t tokens =
      static_cast<int64_t>(text::EstimateTokens(std::string_view(prompt).substr(0, longest)));
  return tokens < rule_.least ? 0 : tokens / rule_.block * rule_.block;
}

}  // namespace suture::fake_model_server
