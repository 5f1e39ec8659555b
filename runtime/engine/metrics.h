// Counts of a run for those who watch it: Prometheus text, and OpenTelemetry's metrics as OTLP/JSON
// with the gen_ai.* names of its semantic conventions. Only counts, times and names that the plan
// and suture.yaml give: nothing from a chart, a prompt or an answer.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/engine/run_summary.h"
#include "runtime/models/call_observer.h"

namespace suture::engine {

class Metrics {
 public:
  // `unix_nanoseconds` of the run's begin. The summary is that of the run so far.
  explicit Metrics(int64_t unix_nanoseconds) : begin_(unix_nanoseconds) {}

  // Safe from any thread.
  void OnAttempt(const models::ObservedAttempt& attempt);
  // `failure` empty: answered.
  void OnQuestion(std::string_view role, std::string_view failure, bool ask_again);
  void SetSummary(const RunSummary& summary);

  std::string ToPrometheus() const;
  std::string ToOpenTelemetry(int64_t unix_nanoseconds) const;

 private:
  // Label values, in the order of the family's label names.
  using Labels = std::vector<std::string>;
  struct Histogram {
    std::vector<int64_t> counts;  // One a bucket, and one for what lies beyond them
    int64_t count = 0;
    double sum = 0;
  };

  void Add(int family, Labels labels, int64_t amount);
  void Observe(int family, Labels labels, double value);

  const int64_t begin_;
  mutable std::mutex mutex_;
  std::map<std::pair<int, Labels>, int64_t> counters_;
  std::map<std::pair<int, Labels>, Histogram> histograms_;
};

}  // namespace suture::engine
