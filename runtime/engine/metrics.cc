#include "runtime/engine/metrics.h"

#include <algorithm>

#include "absl/types/span.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace suture::engine {
namespace {

using nlohmann::ordered_json;

enum class Sort : uint8_t { kCounter, kHistogram };

struct Label {
  std::string_view prometheus, open_telemetry;
};
constexpr Label kRole{"role", "suture.role"};
constexpr Label kServer{"server", "suture.server"};
constexpr Label kModel{"model", "gen_ai.request.model"};
constexpr Label kTokenType{"type", "gen_ai.token.type"};
constexpr Label kFailure{"failure", "error.type"};
constexpr Label kStage{"stage", "suture.stage"};
constexpr Label kOutcome{"outcome", "suture.outcome"};
constexpr Label kStatus{"status", "suture.status"};
constexpr Label kReason{"reason", "suture.reason"};

struct Family {
  std::string_view prometheus, open_telemetry, unit, help;
  Sort sort;
  double scale;  // What one counted unit is in the unit told
  std::array<Label, 3> labels;
};

enum : int {
  kCalls,
  kFromCache,
  kTokens,
  kCost,
  kFailures,
  kDuration,
  kTokenUsage,
  kStages,
  kQuestions,
  kAskedAgain,
  kCases,
  kFields,
  kReview,
  kFamilyCount
};

// Bucket bounds that OpenTelemetry's conventions for generative AI advise.
constexpr std::array<double, 14> kSeconds = {0.01, 0.02, 0.04, 0.08,  0.16,  0.32,  0.64,
                                             1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92};
constexpr std::array<double, 14> kTokenBounds = {
    1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864};

constexpr std::array<Family, kFamilyCount> kFamilies = {{
    {"suture_model_calls_total",
     "suture.model.calls",
     "{call}",
     "Requests sent to a model, every try counted.",
     Sort::kCounter,
     1,
     {kRole, kServer, kModel}},
    {"suture_model_cached_answers_total",
     "suture.model.cached_answers",
     "{answer}",
     "Requests answered from the answer cache.",
     Sort::kCounter,
     1,
     {kRole, kServer, kModel}},
    {"suture_model_tokens_total",
     "suture.model.tokens",
     "{token}",
     "Tokens as billed; cached and cache_write are parts of input.",
     Sort::kCounter,
     1,
     {kRole, kModel, kTokenType}},
    {"suture_model_cost_total",
     "suture.model.cost",
     "{currency}",
     "Cost by the price table of suture.yaml.",
     Sort::kCounter,
     1e-12,
     {kRole, kModel}},
    {"suture_model_failures_total",
     "suture.model.failures",
     "{call}",
     "Tries that failed, by kind.",
     Sort::kCounter,
     1,
     {kRole, kModel, kFailure}},
    {"suture_model_duration_seconds",
     "gen_ai.client.operation.duration",
     "s",
     "Time from sending a try to its end.",
     Sort::kHistogram,
     1,
     {kRole, kModel, kFailure}},
    {"suture_model_token_usage",
     "gen_ai.client.token.usage",
     "{token}",
     "Tokens of one call.",
     Sort::kHistogram,
     1,
     {kRole, kModel, kTokenType}},
    {"suture_model_stage_seconds",
     "suture.model.stage.duration",
     "s",
     "Time of a try by stage: waited before it, connect, first_byte, rest.",
     Sort::kHistogram,
     1,
     {kRole, kModel, kStage}},
    {"suture_questions_total",
     "suture.questions",
     "{question}",
     "Questions put to a model, by what came of them.",
     Sort::kCounter,
     1,
     {kRole, kOutcome}},
    {"suture_questions_asked_again_total",
     "suture.questions.asked_again",
     "{question}",
     "Questions asked again after a bad answer.",
     Sort::kCounter,
     1,
     {kRole}},
    {"suture_cases_total",
     "suture.cases",
     "{case}",
     "Result lines by status.",
     Sort::kCounter,
     1,
     {kStatus}},
    {"suture_fields_total",
     "suture.fields",
     "{field}",
     "Fields by outcome.",
     Sort::kCounter,
     1,
     {kOutcome}},
    {"suture_review_total",
     "suture.review",
     "{field}",
     "Fields that a person must decide, by reason.",
     Sort::kCounter,
     1,
     {kReason}},
}};

absl::Span<const double> BoundsOf(int family) {
  if (family == kTokenUsage) return kTokenBounds;
  return kSeconds;
}

std::string EscapeLabel(std::string_view value) {
  std::string escaped;
  for (char c : value) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string PrometheusLabels(const Family& family, const std::vector<std::string>& values,
                             std::string_view bound = {}) {
  std::string text;
  for (size_t i = 0; i < values.size(); ++i) {
    text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", family.labels[i].prometheus,
                        EscapeLabel(values[i]));
  }
  if (!bound.empty()) text += fmt::format("{}le=\"{}\"", text.empty() ? "" : ",", bound);
  return text.empty() ? text : "{" + text + "}";
}

ordered_json Attributes(const Family& family, const std::vector<std::string>& values) {
  ordered_json attributes = ordered_json::array();
  const auto add = [&](std::string_view key, std::string_view value) {
    attributes.push_back({{"key", key}, {"value", {{"stringValue", value}}}});
  };
  if (family.open_telemetry.starts_with("gen_ai.")) add("gen_ai.operation.name", "chat");
  for (size_t i = 0; i < values.size(); ++i) {
    if (!values[i].empty()) add(family.labels[i].open_telemetry, values[i]);
  }
  return attributes;
}

double Seconds(int64_t milliseconds) { return static_cast<double>(milliseconds) / 1000; }

}  // namespace

void Metrics::Add(int family, Labels labels, int64_t amount) {
  counters_[{family, std::move(labels)}] += amount;
}

void Metrics::Observe(int family, Labels labels, double value) {
  const absl::Span<const double> bounds = BoundsOf(family);
  Histogram& histogram = histograms_[{family, std::move(labels)}];
  histogram.counts.resize(bounds.size() + 1);
  ++histogram.counts[static_cast<size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) -
                                         bounds.begin())];
  ++histogram.count;
  histogram.sum += value;
}

void Metrics::OnAttempt(const models::ObservedAttempt& seen) {
  const models::Attempt& attempt = *seen.attempt;
  const std::string role(seen.role), server(seen.server), model(seen.request_model);
  const std::string failure(attempt.failure ? values::Name(*attempt.failure) : "");
  std::lock_guard lock(mutex_);
  if (seen.number == 0) {
    Add(kFromCache, {role, server, model}, 1);
    return;
  }
  Add(kCalls, {role, server, model}, 1);
  if (!failure.empty()) Add(kFailures, {role, model, failure}, 1);
  const models::Usage& used = seen.used;
  Add(kTokens, {role, model, "input"}, used.prompt);
  Add(kTokens, {role, model, "cached"}, used.cached);
  Add(kTokens, {role, model, "cache_write"}, used.cache_write);
  Add(kTokens, {role, model, "output"}, used.completion);
  Add(kCost, {role, model}, seen.cost);
  Observe(kTokenUsage, {role, model, "input"}, static_cast<double>(used.prompt));
  Observe(kTokenUsage, {role, model, "output"}, static_cast<double>(used.completion));
  Observe(kDuration, {role, model, failure}, Seconds(attempt.took_ms));
  Observe(kStages, {role, model, "waited"}, Seconds(attempt.waited_ms));
  Observe(kStages, {role, model, "connect"}, Seconds(attempt.connect_ms));
  const int64_t first_byte = std::max(attempt.first_byte_ms, attempt.connect_ms);
  Observe(kStages, {role, model, "first_byte"}, Seconds(first_byte - attempt.connect_ms));
  Observe(kStages, {role, model, "rest"},
          Seconds(std::max<int64_t>(0, attempt.took_ms - first_byte)));
}

void Metrics::OnQuestion(std::string_view role, std::string_view failure, bool ask_again) {
  std::lock_guard lock(mutex_);
  Add(kQuestions, {std::string(role), failure.empty() ? "answered" : std::string(failure)}, 1);
  if (ask_again) Add(kAskedAgain, {std::string(role)}, 1);
}

void Metrics::SetSummary(const RunSummary& summary) {
  std::lock_guard lock(mutex_);
  const auto set = [this](int family, std::string_view label, int64_t amount) {
    counters_[{family, {std::string(label)}}] = amount;
  };
  set(kCases, "ok", summary.cases);
  set(kCases, "no_case", summary.no_case);
  set(kCases, "error", summary.errors);
  set(kFields, "by_rule", summary.by_rule);
  set(kFields, "by_prompt", summary.by_prompt);
  set(kFields, "by_default", summary.by_default);
  set(kFields, "absent", summary.absent);
  set(kFields, "not_applicable", summary.not_applicable);
  set(kFields, "review", summary.review);
  for (size_t i = 0; i < summary.review_by_reason.size(); ++i) {
    if (summary.review_by_reason[i] == 0) continue;
    set(kReview, values::Name(static_cast<values::ReviewReason>(i)), summary.review_by_reason[i]);
  }
}

std::string Metrics::ToPrometheus() const {
  std::lock_guard lock(mutex_);
  std::string text;
  for (int f = 0; f < kFamilyCount; ++f) {
    const Family& family = kFamilies[static_cast<size_t>(f)];
    text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", family.prometheus, family.help,
                        family.prometheus, family.sort == Sort::kCounter ? "counter" : "histogram");
    for (auto at = counters_.lower_bound({f, {}}); at != counters_.end() && at->first.first == f;
         ++at) {
      const std::string labels = PrometheusLabels(family, at->first.second);
      if (family.scale == 1) {
        text += fmt::format("{}{} {}\n", family.prometheus, labels, at->second);
      } else {
        text += fmt::format("{}{} {}\n", family.prometheus, labels,
                            static_cast<double>(at->second) * family.scale);
      }
    }
    const absl::Span<const double> bounds = BoundsOf(f);
    for (auto at = histograms_.lower_bound({f, {}});
         at != histograms_.end() && at->first.first == f; ++at) {
      const Histogram& histogram = at->second;
      int64_t up_to = 0;
      for (size_t i = 0; i <= bounds.size(); ++i) {
        up_to += histogram.counts[i];
        const std::string bound = i < bounds.size() ? fmt::format("{}", bounds[i]) : "+Inf";
        text += fmt::format("{}_bucket{} {}\n", family.prometheus,
                            PrometheusLabels(family, at->first.second, bound), up_to);
      }
      const std::string labels = PrometheusLabels(family, at->first.second);
      text += fmt::format("{}_sum{} {}\n{}_count{} {}\n", family.prometheus, labels, histogram.sum,
                          family.prometheus, labels, histogram.count);
    }
  }
  return text;
}

std::string Metrics::ToOpenTelemetry(int64_t unix_nanoseconds) const {
  std::lock_guard lock(mutex_);
  const std::string begin = std::to_string(begin_), now = std::to_string(unix_nanoseconds);
  constexpr int kCumulative = 2;
  ordered_json metrics = ordered_json::array();
  for (int f = 0; f < kFamilyCount; ++f) {
    const Family& family = kFamilies[static_cast<size_t>(f)];
    ordered_json points = ordered_json::array();
    for (auto at = counters_.lower_bound({f, {}}); at != counters_.end() && at->first.first == f;
         ++at) {
      points.push_back({{"attributes", Attributes(family, at->first.second)},
                        {"startTimeUnixNano", begin},
                        {"timeUnixNano", now},
                        {"asDouble", static_cast<double>(at->second) * family.scale}});
    }
    for (auto at = histograms_.lower_bound({f, {}});
         at != histograms_.end() && at->first.first == f; ++at) {
      ordered_json counts = ordered_json::array();
      for (int64_t count : at->second.counts) counts.push_back(std::to_string(count));
      points.push_back(
          {{"attributes", Attributes(family, at->first.second)},
           {"startTimeUnixNano", begin},
           {"timeUnixNano", now},
           {"count", std::to_string(at->second.count)},
           {"sum", at->second.sum},
           {"bucketCounts", std::move(counts)},
           {"explicitBounds", std::vector<double>(BoundsOf(f).begin(), BoundsOf(f).end())}});
    }
    if (points.empty()) continue;
    ordered_json metric = {
        {"name", family.open_telemetry}, {"description", family.help}, {"unit", family.unit}};
    ordered_json data = {{"aggregationTemporality", kCumulative},
                         {"dataPoints", std::move(points)}};
    if (family.sort == Sort::kCounter) data["isMonotonic"] = true;
    metric[family.sort == Sort::kCounter ? "sum" : "histogram"] = std::move(data);
    metrics.push_back(std::move(metric));
  }
  const ordered_json service = {{"key", "service.name"}, {"value", {{"stringValue", "suture"}}}};
  const ordered_json whole = {
      {"resourceMetrics",
       {{{"resource", {{"attributes", ordered_json::array({service})}}},
         {"scopeMetrics", {{{"scope", {{"name", "suture"}}}, {"metrics", std::move(metrics)}}}}}}}};
  return whole.dump() + "\n";
}

}  // namespace suture::engine
