// Runs the tests of a spec against its plan: no model, no file, no clock. A test that fails says
// what it expected, what came instead and why, in sentences; coverage says what no test reached.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/engine/case_runner.h"
#include "runtime/notes/lexicon.h"
#include "runtime/plan/suite.h"
#include "runtime/testing/coverage.h"
#include "runtime/testing/given_answers.h"
#include "runtime/testing/given_chart.h"

namespace suture::testing {

struct TestResult {
  std::string title;
  std::string fields;  // "Diabetes, DiabCtrl"
  bool passed = true;
  // Not passed, and it says nothing of the spec: its chart could not be set up.
  bool could_not_run = false;
  std::vector<std::string> messages;  // Sentences; empty when it passed
  plan::SourceSpan span;
};

struct SuiteReport {
  std::vector<TestResult> results;  // In the suite's order
  int passed = 0, failed = 0;       // Those that could not run have failed
  std::vector<Part> coverage;       // Only when every test was chosen
};

class SuiteRunner {
 public:
  // The plan must be verified and outlive the runner; so must the lexicon, which may be null where
  // the plan reads no mentions.
  static absl::StatusOr<std::unique_ptr<SuiteRunner>> Create(const plan::Plan& plan,
                                                             const notes::Lexicon* lexicon);

  // `chosen` picks tests by their title and fields; empty: all.
  using Choose = std::function<bool(const plan::Test&)>;
  SuiteReport Run(const plan::Suite& suite, const Choose& choose = {});
  TestResult RunTest(const plan::Test& test);
  // A scenario of the registry's book: its text is shown to `model` as a note that the field's ask
  // reads, and the field must come out as the book says. Could not run where no ask of the field
  // reads it.
  TestResult RunScenario(const plan::Scenario& scenario, prompts::PromptExecutor& model);

 private:
  // How a field came out in the unchanged test; `value` only where it needs no memory of its case.
  struct Before {
    std::string text;
    values::Value value;
  };

  SuiteRunner(const plan::Plan& plan, std::unique_ptr<const rules::Program> program);
  // `before`: of each of `expects`; empty where nothing is compared with the unchanged test.
  void RunOnce(const plan::Test& test, const std::vector<plan::Expect>& expects,
               const std::vector<Before>& before, std::string_view variant, TestResult& result);
  void RunVary(const plan::Test& test, size_t which, TestResult& result);
  std::vector<Before> Unchanged(const plan::Test& test, const std::vector<plan::Expect>& expects,
                                TestResult& result);
  std::vector<prompts::PromptAnswer> Ask(const prompts::Round& round);
  // Runs the case of a test up to its answers. Not ok: there is none to run, for the sentence's
  // reason.
  absl::Status RunCase(const plan::Test& test, const std::vector<plan::Expect>& expects);
  void Judge(const plan::Expect& expect, const Before* before, std::vector<std::string>& messages);
  // Null, with a message, where the field stands in a group and it is not said in which row.
  const rules::FieldOutcome* OutcomeOf(const plan::Expect& expect,
                                       std::vector<std::string>& messages);
  void JudgeField(const plan::Expect& expect, std::vector<std::string>& messages);
  void JudgeDirection(const plan::Expect& expect, const Before& before,
                      std::vector<std::string>& messages);
  void JudgeRows(const plan::Expect& expect, std::vector<std::string>& messages);
  void JudgeCheck(const plan::Expect& expect, std::vector<std::string>& messages);
  std::string FieldsOf(const plan::Test& test) const;
  // Whether an ask of the field saw the text in this place. False: it was not asked.
  bool RunScenarioIn(const plan::Scenario& scenario, const plan::ReadScope& read,
                     const std::string& written, TestResult& result);
  void JudgeScenario(const plan::Scenario& scenario, TestResult& result);

  const plan::Plan& plan_;
  std::unique_ptr<const rules::Program> program_;
  engine::MentionPhrases phrases_;
  std::unique_ptr<GivenChart> givens_;
  std::unique_ptr<engine::CaseRunner> runner_;
  GivenAnswers answers_;
  prompts::PromptExecutor* model_ = nullptr;  // In place of given answers, while a scenario runs
  bool note_shown_ = false;                   // Something was asked that a note was read for
  CoverageCounter coverage_;
};

}  // namespace suture::testing
