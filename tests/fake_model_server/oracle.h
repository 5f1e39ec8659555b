// A model that knows: it answers a question rightly if, and only if, a passage that counts for it
// holds the words that the answer stands in; else it says that nothing was found. Its server bills
// as real ones do: what an earlier prompt began with, and whose answer has begun, is read from its
// cache.
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/fake_model_server/protocol.h"

namespace suture::fake_model_server {

// What is cached of a prompt: whole blocks of its beginning, if there are at least so many tokens.
struct CacheRule {
  int64_t block = 16;  // vLLM; OpenAI: 128
  int64_t least = 16;  // OpenAI: 1,024
};

struct Bill {
  int64_t requests = 0, prompt_tokens = 0, cached_tokens = 0, answer_tokens = 0;
  int64_t schema_tokens = 0;  // Of prompt_tokens
  // Of prompt_tokens, where the schema is the beginning of the prompt, before the system's message.
  int64_t cached_behind_schema = 0;
  int64_t questions = 0, found = 0;
};

class Oracle {
 public:
  // `path`: JSON, [{"question": part of its text, "quote": words, "value": answer, "notes": types
  // of the notes in which the words count}, …].
  Oracle(const std::string& path, CacheRule rule, int64_t latency_ms);

  ModelText Answer(const ReceivedRequest& request);
  const Bill& bill() const { return bill_; }

 private:
  struct Known {
    std::string question, quote;
    nlohmann::json value;
    std::set<std::string> notes;
  };
  struct Seen {
    std::string prompt;
    std::chrono::steady_clock::time_point answered;
  };

  nlohmann::ordered_json AnswerOne(const nlohmann::json& schema, const std::string& question,
                                   const std::string& prompt) const;
  // What an earlier prompt began with that has been answered by `now`.
  int64_t CachedTokens(const std::string& prompt, std::chrono::steady_clock::time_point now,
                       std::vector<Seen>& seen) const;

  std::vector<Known> known_;
  const CacheRule rule_;
  const int64_t latency_ms_;
  std::vector<Seen> seen_, seen_behind_schema_;
  Bill bill_;
};

}  // namespace suture::fake_model_server
