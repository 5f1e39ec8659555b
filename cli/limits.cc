#include "cli/limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace suture::cli {
namespace {

struct Limit {
  const char* name;
  int least, most;  // Past `most` a hostile file could exhaust the stack or the memory.
  void (*set)(driver::Options& options, int value);
};

constexpr int kMany = 1'000'000'000;
constexpr std::array kLimits = {
    Limit{"file-bytes", 1, kMany,
          [](driver::Options& o, int n) {
            o.source_limits.max_source_bytes = static_cast<size_t>(n);
          }},
    Limit{"file-words", 1, kMany, [](driver::Options& o, int n) { o.parse_limits.max_tokens = n; }},
    Limit{"nesting", 4, 1000, [](driver::Options& o, int n) { o.parse_limits.max_depth = n; }},
    Limit{"syntax-mistakes", 1, 1000,
          [](driver::Options& o, int n) { o.parse_limits.max_syntax_errors = n; }},
    Limit{"repair-words", 0, kMany,
          [](driver::Options& o, int n) { o.parse_limits.max_repair_tokens = n; }},
    Limit{"messages", 1, kMany,
          [](driver::Options& o, int n) { o.message_limits.max_diagnostics = n; }},
    Limit{"function-depth", 1, 200,
          [](driver::Options& o, int n) { o.check_limits.max_function_depth = n; }},
    Limit{"function-parts", 1, 5000,
          [](driver::Options& o, int n) { o.check_limits.max_function_parts = n; }},
    Limit{"value-set-depth", 1, 1000,
          [](driver::Options& o, int n) { o.check_limits.max_value_set_depth = n; }},
    Limit{"table-search", 1, kMany,
          [](driver::Options& o, int n) { o.check_limits.max_table_search = n; }},
    Limit{"call-tokens", 1, kMany,
          [](driver::Options& o, int n) { o.check_limits.max_call_tokens = n; }},
    Limit{"prompt-tokens", 1, kMany,
          [](driver::Options& o, int n) { o.check_limits.max_prompt_tokens = n; }},
};

void Set(driver::Options& options, const std::string& text) {
  const size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const auto limit =
      std::find_if(kLimits.begin(), kLimits.end(), [&](const Limit& l) { return name == l.name; });
  if (limit == kLimits.end()) {
    std::string names;
    for (const Limit& known : kLimits) {
      names += (names.empty() ? "" : ", ") + std::string(known.name);
    }
    throw CLI::ValidationError(
        "--limit", "There is no limit called " + name + ". The limits are " + names + ".");
  }
  int value = -1;
  const char* const end = text.data() + text.size();
  const bool whole = equals != std::string::npos &&
                     std::from_chars(text.data() + equals + 1, end, value).ptr == end &&
                     equals + 1 < text.size();
  if (!whole || value < limit->least || value > limit->most) {
    throw CLI::ValidationError(
        "--limit", name + " takes a whole number from " + std::to_string(limit->least) + " to " +
                       std::to_string(limit->most) + ", such as " + name + "=" +
                       std::to_string(std::max(limit->least, 100)) + ".");
  }
  limit->set(options, value);
}

}  // namespace

void AddLimits(CLI::App& command, driver::Options& options) {
  command
      .add_option_function<std::vector<std::string>>(
          "--limit",
          [&options](const std::vector<std::string>& given) {
            for (const std::string& text : given) Set(options, text);
          },
          "NAME=NUMBER: another bound for the compiler (docs/limits.md); may be repeated")
      ->allow_extra_args(false);
}

}  // namespace suture::cli
