// suture.yaml: which servers there are, which model plays which role, what it may see and what it
// may cost. docs/models.md explains the file to its authors; docs/suture.schema.json describes it.
//
// A Config is a plain value, read once at start-up and never changed. It holds the *names* of the
// environment variables that hold keys, never a key: see environment.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "runtime/values/date_order.h"

namespace suture::config {

// The wire protocol that a server speaks. kReplay is no server: it answers from recordings.
enum class ServerKind { kOpenAi, kAnthropic, kOllama, kReplay };

// How an OpenAI-compatible server wants its URL and key. kAzure is Azure's v1 form
// (…/openai/v1, key in `api-key`), kAzureClassic the older one (…/deployments/NAME).
enum class Dialect { kStandard, kAzure, kAzureClassic };

// How the answer schema is sent to an OpenAI-compatible server.
enum class Structured {
  kJsonSchema,  // response_format json_schema, strict: the server enforces the schema.
  kJsonObject,  // response_format json_object: the server enforces JSON, the prompt names the
                // schema.
  kNone,        // nothing is enforced: the answer goes through the tolerant parser.
  kVllm,        // vLLM's structured_outputs.
  kLlamaCpp,    // llama.cpp's response_format with the schema beside its type.
};

// The name under which an OpenAI-compatible server reads the limit on answer tokens.
enum class TokenLimitName { kMaxCompletionTokens, kMaxTokens };

// One limit for each stage of a call; all in milliseconds.
struct Timeouts {
  int64_t connect_ms = 10'000;
  int64_t first_byte_ms = 300'000;  // From the request's start: a model thinks before it writes.
  int64_t total_ms = 900'000;
  // After the first byte, fewer than low_speed_bytes per second over low_speed_ms end the call.
  int64_t low_speed_bytes = 1;
  int64_t low_speed_ms = 60'000;

  bool operator==(const Timeouts&) const = default;
};

struct Server {
  std::string name;
  ServerKind kind = ServerKind::kOpenAi;
  std::string base_url;  // Without a slash at its end; empty for kReplay.
  Dialect dialect = Dialect::kStandard;
  std::string api_version;  // kAzureClassic only.
  TokenLimitName token_limit = TokenLimitName::kMaxCompletionTokens;
  std::string key_env;       // Name of the environment variable; empty: the server needs no key.
  std::string organization;  // OpenAI-Organization header.
  std::string project;       // OpenAI-Project header.
  std::string ca_file;       // PEM bundle of a hospital's own authority; empty: the system's.
  std::string proxy;         // Empty: none, whatever the environment says.
  bool http2 = true;         // Over TLS, if the server offers it.
  Timeouts timeouts;
  int64_t max_response_bytes = 16 << 20;
  std::vector<std::string> recordings;  // kReplay only: paths, resolved against the file's folder.
};

struct Role {
  std::string name;
  int server = -1;    // Index into Config::servers.
  std::string model;  // Empty only for kReplay.
  int max_output_tokens = 4096;
  int context_tokens = 0;  // The model's window; 0: not stated. Ollama needs it (`num_ctx`).
  std::optional<double> temperature;
  std::optional<int64_t> seed;
  std::string reasoning_effort;
  Structured structured = Structured::kJsonSchema;
  // The server reads a schema before the prompt, so that calls with different schemas share nothing
  // of what it remembers. Where the file does not say: OpenAI's and Anthropic's do.
  std::optional<bool> schema_in_front;
  bool logprobs = false;
  // What the binding allows to be sent. Both are off unless the file says otherwise; a replay role
  // may see both, since nothing leaves the machine.
  bool may_see_notes = false;
  bool may_see_phi = false;
  // The patient's known identifiers, dates and whatever else is patterned like an identifier are
  // replaced before anything is sent, and put back into the answer.
  bool deidentify = false;
  int concurrency = 8;
  int64_t requests_per_minute = 0;  // 0: no limit.
  int64_t tokens_per_minute = 0;    // 0: no limit; prompt and answer tokens together.
};

// The most that the file may say, so that sums in picounits stay in 64 bits.
inline constexpr int64_t kHighestPrice = 10'000;      // Per million tokens.
inline constexpr int64_t kHighestBudget = 1'000'000;  // Of a run.

// What a model's tokens cost, in picounits of money (10^-12) a token. A price list in units per
// million tokens with up to six decimals is exact in it.
struct Price {
  std::string model;
  int64_t input = 0;
  int64_t cached_input = 0;
  int64_t cache_write = 0;
  int64_t output = 0;
};

struct Limits {
  int tries = 3;                // Of one request, the first included.
  int max_in_flight = 1000;     // Over all roles.
  int questions_per_call = 16;  // An extract counts as four.
  int shared_tokens = 32'000;   // Of evidence that questions of different notes share in one call
  int answer_rows = 500;        // Of one answer of an extract
  int answer_depth = 32;        // JSON within JSON of an answer
  // How often a question turns out to apply whose parent is not answered yet: what asking it along
  // is worth.
  int child_opens_percent = 50;
  std::optional<int64_t> max_cost;          // Of one run, in picounits; empty: no limit.
  std::optional<int64_t> max_cost_per_day;  // Of all who share the cache, by UTC's days.
};

struct Config {
  std::vector<Server> servers;
  std::vector<Role> roles;
  std::vector<Price> prices;
  Limits limits;
  values::DateOrder numeric_dates =
      values::DateOrder::kUnknown;  // As this hospital's notes are written
  std::string cache;                // Path of the answer cache, resolved; empty: no cache.
  std::string audit;                // Path of the audit, resolved; empty: none.
  std::string audit_key_env;  // Variable with the key of its digests; empty: a file beside it.

  // The role's binding, or an error that names the roles there are.
  absl::StatusOr<const Role*> FindRole(std::string_view name) const;
  const Server& ServerOf(const Role& role) const { return servers[role.server]; }
  // The model's prices, or null where the file has none.
  const Price* FindPrice(std::string_view model) const;
  // Of a role that stands for a server: whether a call's schema is what its prompt begins with.
  bool ReadsSchemaFirst(const Role& role) const;
};

// Reads the text of a configuration file. `label` is how messages name the file; `folder` is what
// the paths in it are relative to. Every mistake found is one line of the error,
// "label:line:column: sentence".
absl::StatusOr<Config> ParseConfig(std::string_view text, std::string_view label,
                                   std::string_view folder);

// Reads the file at `path`, at most kMaxConfigBytes long.
inline constexpr int64_t kMaxConfigBytes = 1 << 20;
absl::StatusOr<Config> LoadConfig(const std::string& path);

// The keys that the file may have, by part of it: what the published schema is tested against.
struct KnownKeys {
  std::string_view part;
  absl::Span<const std::string_view> keys;
};
absl::Span<const KnownKeys> AllKnownKeys();

}  // namespace suture::config
