// Many cases: charts in, one result line an event out, in the order of the charts, byte for byte
// the same however many workers there are. A case that waits for prompts is put aside and another
// taken up, so that a few threads keep many prompts in flight; memory is bounded by `in_flight`,
// not by the run.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/engine/case_lines.h"
#include "runtime/engine/case_runner.h"
#include "runtime/engine/run_summary.h"
#include "runtime/notes/lexicon.h"
#include "runtime/prompts/executor.h"
#include "runtime/store/result_file.h"
#include "runtime/store/result_table.h"
#include "runtime/store/result_writer.h"

namespace suture::engine {

// One line of the input and what became of it. Views live during the call.
struct WrittenCase {
  int64_t line = 0;
  std::string_view case_id;  // Empty where the line gave no case
  std::string_view chart;    // The line
  std::string_view results;  // Lines with their ends
};

// What becomes of a case whose prompts were cut short: by a budget, because cache or audit failed,
// or because they wait for a provider's batch.
enum class CutShort : uint8_t {
  kReview,  // It is written as it is.
  kStop,    // It is not written, nor is any after it; the run stops. What is written is the
            // beginning of what a run without a limit writes.
  kSkip,    // It is not written; the run goes on.
};

struct RunOptions {
  int jobs = 1;
  // Cases begun and not finished, at most: what bounds memory. Beyond the jobs they are only
  // begun where prompts are waited for.
  int in_flight = 256;
  RunnerOptions runner;
  store::WriteOptions write;
  // CSV in place of JSON lines; its header is the caller's to write.
  const store::ResultTable* table = nullptr;
  chart::ReaderLimits limits;
  CutShort when_cut_short = CutShort::kReview;
  // Lines of the input up to this one have their results already: they are passed over. The last
  // of them must be the case named, if it is named.
  int64_t resume_after_line = 0;
  std::string resume_case_id;
  // First and last of those that have none, in order: they must be empty lines.
  std::vector<std::pair<int64_t, int64_t>> resume_without_result;
  // Before the result lines of a case are written, in their order: for the audit. An error ends the
  // run.
  std::function<absl::Status(const WrittenCase&)> on_case;
  // Set: no new case is begun, those begun are finished and written.
  const std::atomic<bool>* stop = nullptr;
  // After each result line; called by one worker at a time. Lines so far.
  std::function<void(int64_t)> progress;
};

// The plan must be verified. Without an executor every prompt that is wanted ends in review
// (offline). Errors: kInvalidArgument for a plan that cannot be made ready; kUnavailable and
// kAborted from reading and writing. A case in error is no error of the run: its line says so.
absl::StatusOr<RunSummary> Run(const plan::Plan& plan, const notes::Lexicon* lexicon,
                               prompts::PromptExecutor* executor, CaseLines& lines,
                               store::ResultFile& results, const RunOptions& options);

}  // namespace suture::engine
