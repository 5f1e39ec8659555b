#include "runtime/config/config.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/config/base_url.h"
#include "runtime/config/mapping_reader.h"

namespace suture::config {
namespace {

constexpr std::array<std::string_view, 9> kTopKeys = {"version", "servers",       "roles",
                                                      "prices",  "limits",        "cache",
                                                      "audit",   "audit_key_env", "numeric_dates"};
constexpr std::array<std::string_view, 14> kServerKeys = {
    "kind",       "base_url",   "dialect", "api_version", "key_env",  "organization",
    "project",    "ca_file",    "proxy",   "http2",       "timeouts", "max_response_bytes",
    "recordings", "token_limit"};
constexpr std::array<std::string_view, 5> kTimeoutKeys = {"connect", "first_byte", "total",
                                                          "low_speed_bytes", "low_speed_time"};
constexpr std::array<std::string_view, 16> kRoleKeys = {"server",
                                                        "model",
                                                        "max_output_tokens",
                                                        "context_tokens",
                                                        "temperature",
                                                        "seed",
                                                        "reasoning_effort",
                                                        "structured",
                                                        "schema_in_front",
                                                        "logprobs",
                                                        "may_see_notes",
                                                        "may_see_phi",
                                                        "concurrency",
                                                        "requests_per_minute",
                                                        "tokens_per_minute",
                                                        "deidentify"};
constexpr std::array<std::string_view, 4> kPriceKeys = {"input", "cached_input", "cache_write",
                                                        "output"};
constexpr std::array<std::string_view, 9> kLimitKeys = {
    "tries",        "max_in_flight", "questions_per_call", "shared_tokens",      "answer_rows",
    "answer_depth", "max_cost",      "max_cost_per_day",   "child_opens_percent"};

constexpr std::array<KnownKeys, 6> kAllKeys = {{{"top", kTopKeys},
                                                {"server", kServerKeys},
                                                {"timeouts", kTimeoutKeys},
                                                {"role", kRoleKeys},
                                                {"price", kPriceKeys},
                                                {"limits", kLimitKeys}}};

template <typename T, size_t N>
using Choices = std::array<std::pair<std::string_view, T>, N>;

constexpr Choices<ServerKind, 4> kServerKinds = {{{"openai", ServerKind::kOpenAi},
                                                  {"anthropic", ServerKind::kAnthropic},
                                                  {"ollama", ServerKind::kOllama},
                                                  {"replay", ServerKind::kReplay}}};
constexpr Choices<values::DateOrder, 2> kNumericDates = {
    {{"day_first", values::DateOrder::kDayFirst}, {"month_first", values::DateOrder::kMonthFirst}}};
constexpr Choices<Dialect, 3> kDialects = {{{"standard", Dialect::kStandard},
                                            {"azure", Dialect::kAzure},
                                            {"azure_classic", Dialect::kAzureClassic}}};
constexpr Choices<Structured, 5> kStructured = {{{"json_schema", Structured::kJsonSchema},
                                                 {"json_object", Structured::kJsonObject},
                                                 {"none", Structured::kNone},
                                                 {"vllm", Structured::kVllm},
                                                 {"llamacpp", Structured::kLlamaCpp}}};
constexpr Choices<TokenLimitName, 2> kTokenLimits = {
    {{"max_completion_tokens", TokenLimitName::kMaxCompletionTokens},
     {"max_tokens", TokenLimitName::kMaxTokens}}};

template <typename T, size_t N>
absl::Span<const std::pair<std::string_view, T>> AllOf(const Choices<T, N>& choices) {
  return absl::MakeConstSpan(choices.data(), choices.size());
}

std::string ResolvePath(std::string_view folder, const std::string& path) {
  if (path.empty() || folder.empty()) return path;
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

bool IsVariableName(std::string_view name) {
  if (name.empty() || absl::ascii_isdigit(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

class Decoder {
 public:
  Decoder(std::string_view label, std::string_view folder) : mistakes_(label), folder_(folder) {}

  absl::StatusOr<Config> Decode(const YAML::Node& root) {
    MappingReader top(root, "the file", kTopKeys, &mistakes_);
    int version = 1;
    top.Integer("version", 1, 1, &version);
    top.Text("cache", &config_.cache);
    config_.cache = ResolvePath(folder_, config_.cache);
    top.Text("audit", &config_.audit);
    config_.audit = ResolvePath(folder_, config_.audit);
    DecodeVariable(top, "audit_key_env", &config_.audit_key_env);
    top.Choice("numeric_dates", AllOf(kNumericDates), &config_.numeric_dates);
    DecodeNamed(top, "servers", [this](const std::string& name, const YAML::Node& node) {
      DecodeServer(name, node);
    });
    DecodeNamed(top, "roles", [this](const std::string& name, const YAML::Node& node) {
      DecodeRole(name, node);
    });
    if (top.Has("prices")) {
      DecodeNamed(top, "prices", [this](const std::string& name, const YAML::Node& node) {
        DecodePrice(name, node);
      });
    }
    if (top.Has("limits")) DecodeLimits(top);
    SUTURE_RETURN_IF_ERROR(mistakes_.ToStatus());
    return std::move(config_);
  }

 private:
  // Walks a mapping of names that the author chose, such as `roles:`.
  template <typename Each>
  void DecodeNamed(MappingReader& top, std::string_view part, Each each) {
    const YAML::Node node = top.Find(part);
    if (!node.IsDefined() || !node.IsMap() || node.size() == 0) {
      top.Complain(part,
                   fmt::format("The file needs \"{}:\" with at least one named entry.", part));
      return;
    }
    std::vector<std::string> seen;
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || entry.first.Scalar().empty()) {
        mistakes_.Add(entry.first.Mark(), fmt::format("A name under \"{}\" must be a word.", part));
        continue;
      }
      const std::string& name = entry.first.Scalar();
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        mistakes_.Add(entry.first.Mark(),
                      fmt::format("\"{}\" stands twice under \"{}\". Keep one.", name, part));
        continue;
      }
      seen.push_back(name);
      each(name, entry.second);
    }
  }

  void DecodeServer(const std::string& name, const YAML::Node& node) {
    Server server;
    server.name = name;
    MappingReader reader(node, fmt::format("server \"{}\"", name), kServerKeys, &mistakes_);
    if (!reader.usable()) return;
    if (!reader.Has("kind")) {
      mistakes_.Add(reader.mark(),
                    fmt::format("The key \"kind\" is missing in server \"{}\".", name));
    }
    reader.Choice("kind", AllOf(kServerKinds), &server.kind);
    reader.Choice("dialect", AllOf(kDialects), &server.dialect);
    reader.Choice("token_limit", AllOf(kTokenLimits), &server.token_limit);
    reader.Text("api_version", &server.api_version);
    reader.Text("organization", &server.organization);
    reader.Text("project", &server.project);
    reader.Text("ca_file", &server.ca_file);
    server.ca_file = ResolvePath(folder_, server.ca_file);
    reader.Text("proxy", &server.proxy);
    reader.Flag("http2", &server.http2);
    reader.Integer("max_response_bytes", 1024, int64_t{1} << 30, &server.max_response_bytes);
    reader.Texts("recordings", &server.recordings);
    for (std::string& path : server.recordings) path = ResolvePath(folder_, path);
    DecodeVariable(reader, "key_env", &server.key_env);
    if (reader.Has("timeouts")) DecodeTimeouts(reader.Find("timeouts"), name, &server.timeouts);
    CheckServer(reader, &server);
    config_.servers.push_back(std::move(server));
  }

  void DecodeVariable(MappingReader& reader, std::string_view key, std::string* name) {
    reader.Text(key, name);
    if (name->empty() || IsVariableName(*name)) return;
    // The value is not echoed: it may be the key itself.
    reader.Complain(
        key,
        fmt::format("{} takes the name of an environment variable, such as GATEWAY_KEY (capital "
                    "letters, digits, underscores), never the key itself.",
                    key));
    name->clear();
  }

  void DecodeTimeouts(const YAML::Node& node, const std::string& server, Timeouts* timeouts) {
    MappingReader reader(node, fmt::format("the timeouts of server \"{}\"", server), kTimeoutKeys,
                         &mistakes_);
    reader.Duration("connect", &timeouts->connect_ms);
    reader.Duration("first_byte", &timeouts->first_byte_ms);
    reader.Duration("total", &timeouts->total_ms);
    reader.Integer("low_speed_bytes", 1, 1'000'000, &timeouts->low_speed_bytes);
    reader.Duration("low_speed_time", &timeouts->low_speed_ms);
  }

  // What must or must not stand together.
  void CheckServer(MappingReader& reader, Server* server) {
    const bool replay = server->kind == ServerKind::kReplay;
    if (replay) {
      if (server->recordings.empty()) {
        reader.Complain(
            "recordings",
            fmt::format("Server \"{}\" replays recorded answers: name their file or files in "
                        "\"recordings\".",
                        server->name));
      }
      for (std::string_view key : {"base_url", "key_env", "proxy", "ca_file"}) {
        if (!reader.Has(key)) continue;
        reader.Complain(key,
                        fmt::format("Server \"{}\" replays recorded answers and contacts nothing: "
                                    "remove \"{}\".",
                                    server->name, key));
      }
      return;
    }
    if (!server->recordings.empty()) {
      reader.Complain("recordings", "Only a server of kind replay has recordings.");
    }
    if (server->kind != ServerKind::kOpenAi && server->dialect != Dialect::kStandard) {
      reader.Complain("dialect", "Only a server of kind openai has a dialect.");
    }
    const bool classic = server->dialect == Dialect::kAzureClassic;
    if (classic != !server->api_version.empty()) {
      reader.Complain(
          classic ? "dialect" : "api_version",
          "The dialect azure_classic, and only it, needs an api_version such as 2024-10-21.");
    }
    reader.RequiredText("base_url", &server->base_url);
    if (!server->base_url.empty()) CheckBaseUrl(reader, &server->base_url);
    if (!server->proxy.empty()) {
      const absl::StatusOr<BaseUrl> proxy = ParseBaseUrl(server->proxy);
      // A proxy on plain http carries an encrypted tunnel, so only its form is checked here.
      if (!proxy.ok() && server->proxy.rfind("http://", 0) != 0) {
        reader.Complain("proxy", "The proxy must be an http:// or https:// address.");
      }
      if (server->proxy.find('@') != std::string::npos) {
        reader.Complain("proxy", "The proxy's address may not hold a user name or password.");
      }
      if (server->base_url.rfind("https://", 0) != 0) {
        reader.Complain("proxy",
                        "A proxy is only used with an https base_url: over plain http it would "
                        "read notes and keys.");
      }
    }
  }

  void CheckBaseUrl(MappingReader& reader, std::string* base_url) {
    absl::StatusOr<BaseUrl> parsed = ParseBaseUrl(*base_url);
    if (!parsed.ok()) {
      reader.Complain("base_url", std::string(parsed.status().message()));
      return;
    }
    *base_url = parsed->text;
  }

  void DecodeRole(const std::string& name, const YAML::Node& node) {
    Role role;
    role.name = name;
    MappingReader reader(node, fmt::format("role \"{}\"", name), kRoleKeys, &mistakes_);
    std::string server;
    reader.RequiredText("server", &server);
    if (!server.empty()) FindServer(reader, server, &role);
    const bool replay =
        role.server >= 0 && config_.servers[role.server].kind == ServerKind::kReplay;
    if (replay) {
      reader.Text("model", &role.model);
      role.may_see_notes = role.may_see_phi = true;
    } else {
      reader.RequiredText("model", &role.model);
    }
    reader.Integer("max_output_tokens", 1, 1'000'000, &role.max_output_tokens);
    reader.Integer("context_tokens", 256, 100'000'000, &role.context_tokens);
    reader.Number("temperature", 0, 2, &role.temperature);
    if (reader.Has("seed")) {
      int64_t seed = 0;
      reader.Integer("seed", 0, INT64_MAX, &seed);
      role.seed = seed;
    }
    reader.Text("reasoning_effort", &role.reasoning_effort);
    reader.Choice("structured", AllOf(kStructured), &role.structured);
    if (reader.Has("schema_in_front")) {
      role.schema_in_front.emplace();
      reader.Flag("schema_in_front", &*role.schema_in_front);
    }
    reader.Flag("logprobs", &role.logprobs);
    reader.Flag("may_see_notes", &role.may_see_notes);
    reader.Flag("may_see_phi", &role.may_see_phi);
    reader.Flag("deidentify", &role.deidentify);
    reader.Integer("concurrency", 1, 10'000, &role.concurrency);
    reader.Integer("requests_per_minute", 1, 1'000'000'000, &role.requests_per_minute);
    reader.Integer("tokens_per_minute", 1, 1'000'000'000'000, &role.tokens_per_minute);
    if (role.server >= 0) CheckRole(reader, role);
    config_.roles.push_back(std::move(role));
  }

  void FindServer(MappingReader& reader, const std::string& name, Role* role) {
    std::vector<std::string_view> names;
    for (size_t i = 0; i < config_.servers.size(); ++i) {
      if (config_.servers[i].name == name) role->server = static_cast<int>(i);
      names.push_back(config_.servers[i].name);
    }
    if (role->server >= 0) return;
    const std::string_view nearest = NearestKey(name, names);
    reader.Complain(
        "server",
        nearest.empty()
            ? fmt::format("Role \"{}\" names a server that the file does not have. Servers: "
                          "{}.",
                          role->name, fmt::join(names, ", "))
            : fmt::format("Role \"{}\" names a server that the file does not have. Did you "
                          "mean \"{}\"?",
                          role->name, nearest));
  }

  void CheckRole(MappingReader& reader, const Role& role) {
    const ServerKind kind = config_.servers[role.server].kind;
    if (kind != ServerKind::kOpenAi) {
      if (role.structured == Structured::kVllm || role.structured == Structured::kLlamaCpp) {
        reader.Complain("structured",
                        "The forms vllm and llamacpp belong to a server of kind openai.");
      }
      if (role.logprobs) {
        reader.Complain("logprobs", "Only a server of kind openai gives log-probabilities.");
      }
    }
    if (kind == ServerKind::kAnthropic) {
      if (role.seed)
        reader.Complain("seed", "A server of kind anthropic takes no seed. Remove it.");
      if (role.temperature && *role.temperature > 1) {
        reader.Complain("temperature",
                        "A server of kind anthropic takes a temperature from 0 to 1.");
      }
    }
    if (kind == ServerKind::kOllama && role.context_tokens == 0) {
      reader.Complain(
          "context_tokens",
          fmt::format("Role \"{}\" runs on Ollama, which cuts prompts without a word when its "
                      "window is too small: state the window in context_tokens.",
                      role.name));
    }
  }

  void DecodePrice(const std::string& model, const YAML::Node& node) {
    Price price;
    price.model = model;
    MappingReader reader(node, fmt::format("the prices of \"{}\"", model), kPriceKeys, &mistakes_);
    for (std::string_view key : {"input", "output"}) {
      if (!reader.Has(key)) {
        mistakes_.Add(
            reader.mark(),
            fmt::format("The prices of \"{}\" need \"{}\" (per million tokens).", model, key));
      }
    }
    // Millionths of a unit per million tokens are picounits per token.
    reader.Millionths("input", kHighestPrice, &price.input);
    price.cached_input = price.cache_write = price.input;
    reader.Millionths("cached_input", kHighestPrice, &price.cached_input);
    reader.Millionths("cache_write", kHighestPrice, &price.cache_write);
    reader.Millionths("output", kHighestPrice, &price.output);
    config_.prices.push_back(std::move(price));
  }

  void DecodeLimits(MappingReader& top) {
    MappingReader reader(top.Find("limits"), "limits", kLimitKeys, &mistakes_);
    reader.Integer("tries", 1, 20, &config_.limits.tries);
    reader.Integer("max_in_flight", 1, 10'000, &config_.limits.max_in_flight);
    reader.Integer("questions_per_call", 1, 50, &config_.limits.questions_per_call);
    reader.Integer("shared_tokens", 1, 10'000'000, &config_.limits.shared_tokens);
    reader.Integer("answer_rows", 1, 100'000, &config_.limits.answer_rows);
    reader.Integer("answer_depth", 8, 1000, &config_.limits.answer_depth);
    reader.Integer("child_opens_percent", 0, 100, &config_.limits.child_opens_percent);
    DecodeBudget(reader, "max_cost", &config_.limits.max_cost);
    DecodeBudget(reader, "max_cost_per_day", &config_.limits.max_cost_per_day);
  }

  void DecodeBudget(MappingReader& reader, std::string_view key, std::optional<int64_t>* budget) {
    if (!reader.Has(key)) return;
    int64_t millionths = 0;
    reader.Millionths(key, kHighestBudget, &millionths);
    *budget = millionths * 1'000'000;
    for (const Role& role : config_.roles) {
      const bool replay =
          role.server >= 0 && config_.servers[role.server].kind == ServerKind::kReplay;
      if (replay || role.model.empty() || config_.FindPrice(role.model) != nullptr) continue;
      reader.Complain(key,
                      fmt::format("{} needs the price of every model, and \"{}\" (role \"{}\") has "
                                  "none. Add it under \"prices\".",
                                  key, role.model, role.name));
    }
  }

  Mistakes mistakes_;
  std::string folder_;
  Config config_;
};

}  // namespace

absl::Span<const KnownKeys> AllKnownKeys() { return kAllKeys; }

absl::StatusOr<const Role*> Config::FindRole(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const Role& role : roles) {
    if (role.name == name) return &role;
    names.push_back(role.name);
  }
  return absl::NotFoundError(fmt::format(
      "The spec asks the role \"{}\", which suture.yaml does not bind. Add it under \"roles\". "
      "Bound roles: {}.",
      name, names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

const Price* Config::FindPrice(std::string_view model) const {
  for (const Price& price : prices) {
    if (price.model == model) return &price;
  }
  return nullptr;
}

// OpenAI's guide to prompt caching: the schema is a prefix of the system's message. Anthropic's
// guide to structured outputs: a changed schema makes what is remembered of the prompt invalid.
bool Config::ReadsSchemaFirst(const Role& role) const {
  if (role.schema_in_front) return *role.schema_in_front;
  const ServerKind kind = ServerOf(role).kind;
  return role.structured == Structured::kJsonSchema &&
         (kind == ServerKind::kOpenAi || kind == ServerKind::kAnthropic);
}

absl::StatusOr<Config> ParseConfig(std::string_view text, std::string_view label,
                                   std::string_view folder) {
  // yaml-cpp reports by exceptions; none leaves this function.
  try {
    return Decoder(label, folder).Decode(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(fmt::format("{}:{}:{}: The file is not valid YAML: {}.",
                                                  label, error.mark.line + 1, error.mark.column + 1,
                                                  error.msg));
  }
}

absl::StatusOr<Config> LoadConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(fmt::format(
        "The configuration file {} cannot be read. Check the path given with --config.", path));
  }
  std::string text(kMaxConfigBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (file.bad()) {
    return absl::UnavailableError(fmt::format("Reading the configuration file {} failed.", path));
  }
  if (text.size() > static_cast<size_t>(kMaxConfigBytes)) {
    return absl::InvalidArgumentError(fmt::format(
        "The configuration file {} is larger than {} bytes; this cannot be a suture.yaml.", path,
        kMaxConfigBytes));
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return ParseConfig(text, path, folder);
}

}  // namespace suture::config
