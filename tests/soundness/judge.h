// Runs charts through one plan without threads or files, and answers its prompts: the same answer
// for the same prompt, row and chart, whichever plan asks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/engine/case_runner.h"
#include "runtime/engine/result_builder.h"
#include "runtime/notes/lexicon.h"
#include "runtime/rules/validity.h"
#include "runtime/store/result.h"

namespace suture::soundness {

class Judge {
 public:
  // Plan and lexicon must outlive the judge. `read`: of the charts' entries.
  static absl::StatusOr<std::unique_ptr<Judge>> Create(const plan::Plan& plan,
                                                       const notes::Lexicon& lexicon,
                                                       const chart::AttributesRead& read);

  // The result lines of a chart; `see` gets each result. `seed` decides the answers.
  std::string Lines(std::string_view chart, uint64_t seed,
                    const std::function<void(const store::CaseResult&)>& see);

 private:
  Judge(std::unique_ptr<const rules::Program> program, chart::Program reading,
        engine::MentionPhrases phrases);

  std::vector<prompts::PromptAnswer> Answers(uint64_t seed) const;
  prompts::PromptAnswer Answer(const prompts::WantedPrompt& wanted, uint64_t seed) const;

  std::unique_ptr<const rules::Program> program_;
  chart::Program reading_;
  engine::MentionPhrases phrases_;
  engine::ResultTexts texts_;
  engine::CaseRunner runner_;
  rules::RowConditions conditions_;
  chart::FhirBundleReader reader_;
  engine::ResultBuilder builder_;
  std::string line_;
};

}  // namespace suture::soundness
