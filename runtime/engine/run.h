// Many cases: charts in, one result line an event out, in the order of the charts, byte for byte
// the same however many workers there are. A case that waits for prompts is put aside and another
// taken up, so that a few threads keep many prompts in flight; memory is bounded by `in_flight`,
// not by the run.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "runtime/engine/case_lines.h"
#include "runtime/engine/case_runner.h"
#include "runtime/engine/run_summary.h"
#include "runtime/notes/lexicon.h"
#include "runtime/prompts/executor.h"
#include "runtime/store/result_file.h"
#include "runtime/store/result_writer.h"

namespace suture::engine {

struct RunOptions {
  int jobs = 1;
  // Cases begun and not finished, at most; more than the jobs only helps where prompts are waited
  // for.
  int in_flight = 32;
  RunnerOptions runner;
  store::WriteOptions write;
  chart::ReaderLimits limits;
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
