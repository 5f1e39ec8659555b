// The registry book's scenarios as tests: prose that a model must read as the book does.
#include <array>
#include <string>

#include "fmt/format.h"
#include "runtime/testing/describe_outcome.h"
#include "runtime/testing/suite_runner.h"

namespace suture::testing {

using plan::ExpectKind;

namespace {

// The index event, and days around it on which a note may have been written: the first that an ask
// reads.
constexpr const char* kBegin = "2024-06-01T08:00";
constexpr const char* kEnd = "2024-06-01T12:00";
constexpr std::array<const char*, 6> kWritten = {"2024-05-31", "2024-06-01T13:00", "2024-06-03",
                                                 "2024-06-20", "2024-04-20",       "2023-12-15"};

bool IsNegative(std::string_view name) {
  for (const std::string_view no : {"No", "None", "Never", "Absent", "Negative", "Unknown"}) {
    if (name == no) return true;
  }
  return false;
}

}  // namespace

TestResult SuiteRunner::RunScenario(const plan::Scenario& scenario,
                                    prompts::PromptExecutor& model) {
  TestResult result;
  result.title =
      fmt::format("{} \"{}\"", scenario.positive ? "assign" : "do not assign", scenario.text);
  const plan::Field& field = plan_.fields[scenario.field.index];
  result.fields = field.name;
  result.span = scenario.span;
  model_ = &model;
  bool asked = false;
  for (const plan::Step& step : field.steps) {
    if (!step.prompt.valid() || asked) continue;
    for (const plan::ReadScope& read : plan_.prompts[step.prompt.index].reads) {
      for (const char* written : kWritten) {
        asked = asked || RunScenarioIn(scenario, read, written, result);
      }
    }
  }
  model_ = nullptr;
  if (!asked && result.messages.empty()) {
    result.could_not_run = true;
    result.messages.push_back(
        fmt::format("No ask of {} read the scenario: it has none, its parent is closed, or its "
                    "windows hold no note of the days around an operation.",
                    field.name));
  }
  result.passed = result.messages.empty();
  return result;
}

bool SuiteRunner::RunScenarioIn(const plan::Scenario& scenario, const plan::ReadScope& read,
                                const std::string& written, TestResult& result) {
  const bool has_place = !read.documents.empty() && plan_.index.query.valid();
  if (!has_place || !result.messages.empty()) return false;
  plan::Test test;
  test.targets = {scenario.field};
  plan::Given index;
  index.kind = plan::GivenKind::kIndex;
  index.collection = plan_.queries[plan_.index.query.index].collection;
  index.from = kBegin;
  index.to = kEnd;
  index.is_period = true;
  plan::Given note;
  note.kind = plan::GivenKind::kNote;
  note.collection = plan_.notes;
  note.document = read.documents[0];
  note.from = written;
  note.text = read.sections.empty() ? scenario.text
                                    : fmt::format("{}:\n{}", read.sections[0], scenario.text);
  if (!read.by.empty()) note.by = read.by[0];
  test.givens = {index, note};
  note_shown_ = false;
  const absl::Status status = RunCase(test, {});
  if (!status.ok()) {
    result.could_not_run = true;
    result.messages.push_back(std::string(status.message()));
  }
  if (!note_shown_ || !result.messages.empty()) return false;
  JudgeScenario(scenario, result);
  return true;
}

void SuiteRunner::JudgeScenario(const plan::Scenario& scenario, TestResult& result) {
  plan::Expect expect;
  expect.field = scenario.field;
  expect.values = scenario.values;
  if (scenario.kind == plan::AnswerKind::kReview) expect.kind = ExpectKind::kReview;
  if (scenario.kind == plan::AnswerKind::kAbsent) {
    expect.kind = ExpectKind::kAbsent;
    expect.absence = scenario.absence;
  }
  const bool says_value = scenario.kind != plan::AnswerKind::kValue || !scenario.values.empty();
  if (scenario.positive && says_value) return JudgeField(expect, result.messages);
  std::vector<std::string> unmet;
  const rules::FieldOutcome* outcome = OutcomeOf(expect, result.messages);
  if (outcome == nullptr) return;
  // `do not assign … is X`: anything but X. Without an answer: nothing that says it is so.
  bool assigned = outcome->answered();
  if (says_value) {
    JudgeField(expect, unmet);
    assigned = unmet.empty();
  } else if (assigned) {
    assigned = !IsNegative(ValueText(plan_, outcome->value));
  }
  if (assigned == scenario.positive) return;
  result.messages.push_back(fmt::format("{}: expected {}, got {}.",
                                        plan_.fields[scenario.field.index].name,
                                        scenario.positive ? "an answer" : "that it is not assigned",
                                        OutcomeText(plan_, scenario.field, *outcome)));
}

}  // namespace suture::testing
