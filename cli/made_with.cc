#include "cli/made_with.h"

#include <algorithm>
#include <set>

#include "cli/lexicon.h"
#include "cli/version.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/status_macros.h"
#include "runtime/prompts/prompt_runner.h"

namespace suture::cli {
namespace {

using nlohmann::json;

// All that a request or its answer depends on. Costs decide which questions share a call.
std::string BindingOf(const config::Config& config, const config::Role& role) {
  const config::Server& server = config.ServerOf(role);
  json binding = {{"kind", static_cast<int>(server.kind)},
                  {"base_url", server.base_url},
                  {"dialect", static_cast<int>(server.dialect)},
                  {"api_version", server.api_version},
                  {"token_limit", static_cast<int>(server.token_limit)},
                  {"recordings", server.recordings},
                  {"model", role.model},
                  {"max_output_tokens", role.max_output_tokens},
                  {"context_tokens", role.context_tokens},
                  {"reasoning_effort", role.reasoning_effort},
                  {"structured", static_cast<int>(role.structured)},
                  {"schema_in_front", config.ReadsSchemaFirst(role)},
                  {"logprobs", role.logprobs},
                  {"may_see_notes", role.may_see_notes},
                  {"may_see_phi", role.may_see_phi},
                  {"deidentify", role.deidentify}};
  if (role.temperature) binding["temperature"] = *role.temperature;
  if (role.seed) binding["seed"] = *role.seed;
  if (const config::Price* price = config.FindPrice(role.model)) {
    binding["price"] = {price->input, price->cached_input, price->cache_write, price->output};
  }
  return binding.dump();
}

std::string NamesOf(const plan::Plan& plan, const std::vector<plan::FieldId>& fields) {
  std::set<int32_t> indices;
  for (const plan::FieldId field : fields) indices.insert(field.index);
  json names = json::array();
  for (const int32_t index : indices) names.push_back(plan.fields[static_cast<size_t>(index)].name);
  return fields.empty() ? "all" : names.dump();
}

const char* YesOrNo(bool value) { return value ? "yes" : "no"; }

}  // namespace

absl::StatusOr<store::MadeWith> MadeWithOf(const RunArguments& arguments,
                                           const config::Config& config, const plan::Plan& plan,
                                           const std::vector<plan::FieldId>& fields) {
  std::string lexicon = "built in";
  if (!arguments.stdlib_folder.empty()) {
    SUTURE_ASSIGN_OR_RETURN(lexicon, LexiconDigest(arguments.stdlib_folder));
  }
  const std::set<std::string> passes(arguments.disabled_passes.begin(),
                                     arguments.disabled_passes.end());
  store::MadeWith made_with = {
      {"the version of Suture", VersionText()},
      {"--format", arguments.format},
      {"--fields", NamesOf(plan, fields)},
      {"--redact", YesOrNo(arguments.redact)},
      {"--offline", YesOrNo(arguments.offline)},
      {"--disable-pass", json(passes).dump()},
      {"--stdlib", lexicon},
      {"--max-case-bytes", fmt::to_string(arguments.max_case_bytes)},
      {"--max-case-entries", fmt::to_string(arguments.limits.max_rows)},
      {"--max-case-depth", fmt::to_string(arguments.limits.max_depth)},
      {"numeric_dates", fmt::to_string(static_cast<int>(config.numeric_dates))},
      {"questions_per_call", fmt::to_string(config.limits.questions_per_call)},
      {"answer_rows", fmt::to_string(config.limits.answer_rows)},
      {"answer_depth", fmt::to_string(config.limits.answer_depth)},
      {"child_opens_percent", fmt::to_string(config.limits.child_opens_percent)}};
  for (const std::string& name : prompts::RolesOf(plan)) {
    const auto role = config.FindRole(name);
    made_with.emplace_back("the role " + name, role.ok() ? BindingOf(config, **role) : "none");
  }
  return made_with;
}

}  // namespace suture::cli
