// What is asked of a model and what comes back, whatever protocol its server speaks. Plain values;
// whoever holds one owns it. They carry patient data: nothing in this room prints or logs them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/values/reasons.h"

namespace suture::models {

enum class Speaker { kSystem, kUser, kAssistant };

struct TextBlock {
  std::string text;  // UTF-8.
  // The prompt up to here will be asked again with another ending: servers that want to be told
  // (Anthropic) get a cache breakpoint behind this block, at most four a request.
  bool cache_breakpoint = false;
};

struct Message {
  Speaker speaker = Speaker::kUser;
  std::vector<TextBlock> blocks;  // Joined without anything between them.
};

// One question or extract within a request: what a recorded answer is found by.
struct AskedQuestion {
  std::string label;          // "Diabetes.history" or the extract's name, for people.
  std::string semantic_hash;  // Of the ask and everything that its meaning depends on.
  std::string notes_hash;     // Of the notes in scope.
  int sample = 1;
  int attempt = 1;       // 2 and more: asked again after a bad answer or a false quote.
  std::string json_key;  // The question's property in the answer object.
};

struct Request {
  std::string role;
  std::vector<Message> messages;
  std::string schema_name;  // At most 64 of [A-Za-z0-9_-].
  std::string
      schema;  // JSON Schema as text, so that the order of its properties stays; empty: none.
  int max_output_tokens = 0;          // 0: the role's. The smaller of both counts.
  std::optional<double> temperature;  // Empty: the role's.
  std::optional<int64_t> seed;        // Empty: the role's.
  std::string idempotency_key;        // The same for every try of one request; empty: none is sent.
  uint64_t tag = 0;                   // The caller's own; handed back untouched.
  int64_t order = 0;  // Of what waits for a role, the smallest is sent first; then as submitted.
  // Of the messages, without the schema; 0: estimated from their length. A server that reports less
  // than half of it is taken to have cut the prompt.
  int64_t estimated_prompt_tokens = 0;
  bool holds_notes = true;  // Checked against the role's may_see_notes before anything is sent.
  bool holds_phi = false;   // Likewise may_see_phi.
  std::vector<AskedQuestion> asked;
};

// Tokens as billed. `prompt` counts every prompt token; `cached` and `cache_write` are parts of it.
struct Usage {
  bool known = false;  // False: the server did not say.
  int64_t prompt = 0;
  int64_t cached = 0;
  int64_t cache_write = 0;
  int64_t completion = 0;
  int64_t reasoning = 0;  // Part of completion.

  bool operator==(const Usage&) const = default;
};

struct TokenLogprob {
  std::string token;
  double logprob = 0;
};

// Where a call stopped that brought no HTTP answer.
enum class TransportError {
  kNone,
  kResolve,
  kConnect,
  kTls,
  kDropped,
  kMalformed,  // Not HTTP.
  kTooLarge,   // More than max_response_bytes.
  kTimeoutConnect,
  kTimeoutFirstByte,
  kTimeoutTotal,
  kTimeoutLowSpeed,
};

// One try, kept for the audit whether it failed or not.
struct Attempt {
  std::optional<values::FailureKind> failure;
  int http_status = 0;  // 0: no answer.
  TransportError transport = TransportError::kNone;
  std::string error_code;  // The server's, if it is one of the known ones.
  std::string request_id;  // The server's.
  int64_t waited_ms = 0;   // Between the try before and this one.
  int64_t took_ms = 0;
  // Of took_ms, from its beginning: until the connection stood, 0 for one that stood already, and
  // until the answer began.
  int64_t connect_ms = 0, first_byte_ms = 0;
  Usage usage;
};

struct Reply {
  uint64_t tag = 0;
  std::optional<values::FailureKind> failure;  // Empty: `text` is the model's whole answer.
  std::string text;
  std::string model;  // As the server names it.
  std::string finish_reason;
  std::string detail;  // One sentence on a failure; holds no server text, prompt or key.
  Usage usage;         // Of the last try.
  int64_t cost = 0;    // Of all tries, in picounits of money; estimated where usage is not known.
  std::vector<TokenLogprob> logprobs;
  std::vector<Attempt> attempts;
  std::string key;          // Of the request (answer_key.h); empty: none was made.
  bool from_cache = false;  // Paid for before: `cost` is 0 and `attempts` is empty.
  // Replay only: indices into Request::asked without a recorded answer. They lead to
  // review(no_recorded_answer); their properties are missing from `text`.
  std::vector<int> unrecorded;
  bool recorded = false;  // Came from a replay server.
};

}  // namespace suture::models
