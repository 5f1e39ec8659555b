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
#include "runtime/testing/given_answers.h"
#include "runtime/testing/given_chart.h"

namespace suture::testing {

struct TestResult {
  std::string title;
  std::string fields;  // "Diabetes, DiabCtrl"
  bool passed = true;
  std::vector<std::string> messages;  // Sentences; empty when it passed
  plan::SourceSpan span;
};

// A part of the spec that no test reached.
struct Unreached {
  plan::FieldId field;
  std::string what;  // "step `otherwise Unknown`", "row 3 of table `by_drug`"
  plan::SourceSpan span;
};

struct SuiteReport {
  std::vector<TestResult> results;  // In the suite's order
  int passed = 0, failed = 0;
  std::vector<Unreached> unreached;  // Only when every test ran
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

 private:
  using Replace = std::pair<std::string_view, std::string_view>;

  SuiteRunner(const plan::Plan& plan, std::unique_ptr<const rules::Program> program);
  bool RunOnce(const plan::Test& test, const std::vector<plan::Given>& givens,
               const std::vector<plan::Expect>& expects, const Replace* replace,
               std::string_view variant, TestResult& result);
  void RunVaries(const plan::Test& test, TestResult& result);
  void Perturb(const plan::Test& test, const std::string& name,
               const std::vector<plan::Expect>& expects, TestResult& result);
  void Judge(const plan::Expect& expect, std::vector<std::string>& messages);
  void JudgeField(const plan::Expect& expect, std::vector<std::string>& messages);
  void JudgeRows(const plan::Expect& expect, std::vector<std::string>& messages);
  void JudgeCheck(const plan::Expect& expect, std::vector<std::string>& messages);
  std::string FieldsOf(const plan::Test& test) const;
  void CollectUnreached(SuiteReport& report) const;

  const plan::Plan& plan_;
  std::unique_ptr<const rules::Program> program_;
  engine::MentionPhrases phrases_;
  std::unique_ptr<GivenChart> givens_;
  std::unique_ptr<engine::CaseRunner> runner_;
  GivenAnswers answers_;
  rules::Coverage coverage_;
  // Of fields: members that a test expects, and absences that were reached.
  std::vector<std::vector<bool>> members_;
};

}  // namespace suture::testing
