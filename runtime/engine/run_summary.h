// What a run came to, counted over its results.
#pragma once

#include <array>
#include <cstdint>

#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/rules/outcome.h"
#include "runtime/store/result.h"

namespace suture::engine {

// Of results.
struct ResultCounts {
  int64_t cases = 0;  // Result lines that are "ok"
  int64_t no_case = 0;
  int64_t errors = 0;
  // Fields and fields of group rows, findings left out.
  int64_t by_rule = 0;  // rules, tables and takes
  int64_t by_prompt = 0;
  int64_t by_default = 0;  // otherwise
  int64_t absent = 0;
  int64_t not_applicable = 0;
  int64_t review = 0;
  std::array<int64_t, values::kReviewReasonCount> review_by_reason{};
  int64_t checks = 0;

  void Count(const store::CaseResult& result);
  void Add(const ResultCounts& other);
};

// The counts are those of the results that were written: what was worked out behind the end of a
// run that was cut short is not among them.
struct RunSummary : ResultCounts {
  int64_t prompts_asked = 0;
  int64_t notes = 0;              // Of the cases
  int64_t unread_notes = 0;       // Of these, by code and title of no type that the plan reads
  chart::UnlistedCodes unlisted;  // Codes of known systems that no code set holds
  bool stopped = false;           // Before the end of the input
  int64_t cut_short = 0;          // Lines not written because prompts were cut short (RunOptions)

  void Add(const RunSummary& other);
  using ResultCounts::Add;
};

}  // namespace suture::engine
