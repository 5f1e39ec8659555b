// One chart through a plan: reader, rules, result line, as a run does it, without threads or files.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/engine/case_runner.h"
#include "runtime/engine/result_builder.h"
#include "runtime/rules/validity.h"
#include "runtime/store/result_writer.h"
#include "tests/fuzz/compiled.h"

namespace suture::fuzz {

class Judge {
 public:
  // Plan and lexicon must outlive the judge. Null: the plan cannot be made ready.
  static std::unique_ptr<Judge> Create(const plan::Plan& plan, const notes::Lexicon& lexicon) {
    auto program = rules::Program::Build(plan);
    auto reading = chart::Program::Create(plan);
    auto phrases = engine::MentionPhrases::Compile(plan, &lexicon);
    if (!program.ok() || !reading.ok() || !phrases.ok()) return nullptr;
    return std::unique_ptr<Judge>(
        new Judge(*std::move(program), *std::move(reading), *std::move(phrases)));
  }

  // The result lines; empty where the chart cannot be read.
  std::string Lines(std::string_view chart) {
    line_.assign(chart);
    line_.append(chart::FhirBundleReader::kPadding, '\0');
    runner_.chart().Reset();
    std::string lines;
    if (reader_.Read(std::string_view(line_).substr(0, chart.size()), runner_.chart()))
      return lines;
    engine::CaseRunner::State state = runner_.Begin();
    while (state != engine::CaseRunner::State::kFinished &&
           state != engine::CaseRunner::State::kNoCase) {
      if (state == engine::CaseRunner::State::kWaiting) {
        state = runner_.Resume(Unanswered());
        continue;
      }
      store::CaseResult result = builder_.Build(runner_, 1);
      result.plan_hash = program_->plan().hash;
      store::AppendResultLine(result, {}, lines);
      state = runner_.Next();
    }
    return lines;
  }

 private:
  Judge(std::unique_ptr<const rules::Program> program, chart::Program reading,
        engine::MentionPhrases phrases)
      : program_(std::move(program)),
        reading_(std::move(reading)),
        phrases_(std::move(phrases)),
        texts_(program_->plan()),
        runner_(*program_, phrases_),
        conditions_(*program_),
        reader_(reading_, conditions_),
        builder_(program_->plan(), texts_) {}

  std::vector<prompts::PromptAnswer> Unanswered() const {
    prompts::PromptAnswer answer;
    answer.reason = values::ReviewReason::kOffline;
    answer.failure = values::FailureKind::kNotAllowed;
    return std::vector<prompts::PromptAnswer>(runner_.round().wanted.size(), answer);
  }

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

}  // namespace suture::fuzz
