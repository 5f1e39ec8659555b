#include "runtime/testing/suite_runner.h"

#include <algorithm>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/rules/literal.h"
#include "runtime/testing/describe_outcome.h"
#include "runtime/testing/perturbations.h"

namespace suture::testing {

using plan::ExpectKind;
using rules::FieldOutcome;
using values::Outcome;
using values::Value;

absl::StatusOr<std::unique_ptr<SuiteRunner>> SuiteRunner::Create(const plan::Plan& plan,
                                                                 const notes::Lexicon* lexicon) {
  SUTURE_ASSIGN_OR_RETURN(auto program, rules::Program::Build(plan));
  std::unique_ptr<SuiteRunner> runner(new SuiteRunner(plan, std::move(program)));
  SUTURE_ASSIGN_OR_RETURN(runner->phrases_, engine::MentionPhrases::Compile(plan, lexicon));
  SUTURE_ASSIGN_OR_RETURN(runner->givens_, GivenChart::Create(*runner->program_));
  runner->runner_ = std::make_unique<engine::CaseRunner>(*runner->program_, runner->phrases_);
  runner->runner_->evaluator().set_coverage(&runner->coverage_);
  return runner;
}

SuiteRunner::SuiteRunner(const plan::Plan& plan, std::unique_ptr<const rules::Program> program)
    : plan_(plan), program_(std::move(program)), answers_(*program_) {
  for (const plan::Field& field : plan.fields) {
    coverage_.steps.emplace_back(field.steps.size(), 0);
    const bool has_members = field.type.choice.valid();
    members_.emplace_back(
        has_members ? plan.choices[field.type.choice.index].members.size() : size_t{0}, false);
  }
  for (const plan::Table& table : plan.tables) {
    coverage_.table_rows.emplace_back(table.rows.size(), 0);
  }
}

std::string SuiteRunner::FieldsOf(const plan::Test& test) const {
  std::string names;
  for (plan::FieldId field : test.targets) {
    if (!names.empty()) names += ", ";
    names += plan_.fields[field.index].name;
  }
  return names;
}

SuiteReport SuiteRunner::Run(const plan::Suite& suite, const Choose& choose) {
  SuiteReport report;
  for (const plan::Test& test : suite.tests) {
    if (choose && !choose(test)) continue;
    report.results.push_back(RunTest(test));
    ++(report.results.back().passed ? report.passed : report.failed);
  }
  if (report.results.size() == suite.tests.size()) CollectUnreached(report);
  return report;
}

TestResult SuiteRunner::RunTest(const plan::Test& test) {
  TestResult result;
  result.title = test.title;
  result.fields = FieldsOf(test);
  result.span = test.span;
  if (test.expects.empty() && test.varies.empty()) {
    result.passed = false;
    result.messages.push_back("The test expects nothing, so it tests nothing; add an `expect`.");
    return result;
  }
  RunOnce(test, test.givens, test.expects, nullptr, "", result);
  RunVaries(test, result);
  result.passed = result.messages.empty();
  return result;
}

bool SuiteRunner::RunOnce(const plan::Test& test, const std::vector<plan::Given>& givens,
                          const std::vector<plan::Expect>& expects, const Replace* replace,
                          std::string_view variant, TestResult& result) {
  std::vector<std::string> messages;
  std::vector<plan::FieldId> fields = test.targets;
  bool checks = false;
  for (const plan::Expect& expect : expects) {
    if (expect.field.valid()) fields.push_back(expect.field);
    checks |= expect.kind == ExpectKind::kCheck || expect.kind == ExpectKind::kNoCheck;
  }
  runner_->Narrow(fields, checks);
  absl::Status status = givens_->Fill(givens, replace, runner_->chart());
  if (status.ok()) {
    runner_->set_prepare(
        [&](rules::Evaluator& evaluator) { status = givens_->Override(givens, evaluator); });
    answers_.Begin(test.answers, replace);
    engine::CaseRunner::State state = runner_->Begin("test");
    while (state == engine::CaseRunner::State::kWaiting) {
      std::vector<prompts::PromptAnswer> answered;
      answers_.Execute(runner_->round(), [&](std::vector<prompts::PromptAnswer> answers) {
        answered = std::move(answers);
      });
      state = runner_->Resume(std::move(answered));
    }
    if (state == engine::CaseRunner::State::kNoCase) {
      messages.push_back(
          "The test gives no index event, so there is no case; add a `given` for it.");
    } else if (status.ok()) {
      for (const plan::Expect& expect : expects) Judge(expect, messages);
    }
  }
  if (!status.ok()) messages.push_back(std::string(status.message()));
  if (messages.empty()) return true;
  // What went on with the prompts helps to see why.
  for (const std::string& message : answers_.messages()) messages.push_back(message);
  for (const std::string& message : answers_.Unused()) messages.push_back(message);
  for (const std::string& message : messages) {
    result.messages.push_back(variant.empty() ? message
                                              : fmt::format("With {}: {}", variant, message));
  }
  return false;
}

void SuiteRunner::RunVaries(const plan::Test& test, TestResult& result) {
  for (const plan::Vary& vary : test.varies) {
    const std::vector<plan::Expect>& expects = vary.expects.empty() ? test.expects : vary.expects;
    if (!vary.from.empty()) {
      const bool there =
          std::any_of(test.givens.begin(), test.givens.end(), [&](const plan::Given& given) {
            return given.text.find(vary.from) != std::string::npos;
          });
      if (!there) {
        result.messages.push_back(fmt::format(
            "No note of the test holds \"{}\", so there is nothing to vary.", vary.from));
        continue;
      }
      for (const std::string& to : vary.to) {
        const Replace replace{vary.from, to};
        RunOnce(test, test.givens, expects, &replace, fmt::format("\"{}\"", to), result);
      }
    }
    for (const std::string& name : vary.perturbations) Perturb(test, name, expects, result);
  }
}

void SuiteRunner::Perturb(const plan::Test& test, const std::string& name,
                          const std::vector<plan::Expect>& expects, TestResult& result) {
  plan::Test changed = test;
  if (!ApplyPerturbation(name, changed)) {
    result.messages.push_back(
        fmt::format("\"{}\" is not a variation; write one of {}.", name, PerturbationNames()));
    return;
  }
  RunOnce(changed, changed.givens, expects, nullptr, fmt::format("the variation {}", name), result);
}

void SuiteRunner::Judge(const plan::Expect& expect, std::vector<std::string>& messages) {
  switch (expect.kind) {
    case ExpectKind::kRows:
      return JudgeRows(expect, messages);
    case ExpectKind::kCheck:
    case ExpectKind::kNoCheck:
      return JudgeCheck(expect, messages);
    default:
      return JudgeField(expect, messages);
  }
}

namespace {

std::string ExpectedText(const plan::Plan& plan, const plan::Expect& expect) {
  const plan::Field& field = plan.fields[expect.field.index];
  const std::string by = expect.step < 0 ? "" : fmt::format(" by {}", StepText(field, expect.step));
  switch (expect.kind) {
    case ExpectKind::kValue: {
      std::string text;
      for (const plan::Literal& literal : expect.values) {
        if (!text.empty()) text += " and ";
        text += literal.text;
        if (!literal.type.unit.empty()) text += " " + literal.type.unit;
      }
      return text + by;
    }
    case ExpectKind::kAbsent:
      return (expect.absence.empty() ? "absent" : fmt::format("absent ({})", expect.absence)) + by;
    case ExpectKind::kNotApplicable:
      return "not applicable";
    default:
      return expect.reason.empty() ? "review" : fmt::format("review because {}", expect.reason);
  }
}

// The value that the literals spell, in the field's own type.
absl::StatusOr<Value> ExpectedValue(const plan::Plan& plan, const plan::Field& field,
                                    const std::vector<plan::Literal>& literals,
                                    base::Arena& arena) {
  if (field.type.kind == plan::TypeKind::kSet || field.type.kind == plan::TypeKind::kRefs) {
    std::vector<std::string_view> items;
    for (const plan::Literal& literal : literals) items.push_back(literal.text);
    return rules::DecodeItems(plan, field.type, items, arena);
  }
  if (literals.empty()) return absl::InvalidArgumentError("The test expects no value.");
  return rules::DecodeLiteral(plan, literals[0].type, literals[0].text, arena);
}

bool SameSet(const Value& left, const Value& right) {
  if (left.kind() != values::Kind::kList || right.kind() != values::Kind::kList) return false;
  const auto holds_all = [](const Value& outer, const Value& inner) {
    return std::all_of(inner.items().begin(), inner.items().end(), [&](const Value& item) {
      return std::any_of(outer.items().begin(), outer.items().end(),
                         [&](const Value& other) { return values::Identical(item, other); });
    });
  };
  return holds_all(left, right) && holds_all(right, left);
}

}  // namespace

void SuiteRunner::JudgeField(const plan::Expect& expect, std::vector<std::string>& messages) {
  const plan::Field& field = plan_.fields[expect.field.index];
  rules::Evaluator& evaluator = runner_->evaluator();
  int32_t row = -1;
  if (field.group.valid()) {
    const size_t rows = evaluator.Group(field.group).rows.size();
    row = expect.row < 0 ? 0 : expect.row;
    if (static_cast<size_t>(row) >= rows || (expect.row < 0 && rows > 1)) {
      messages.push_back(fmt::format("{} stands in {}, which has {} row{}: say which one is meant.",
                                     field.name, plan_.groups[field.group.index].name, rows,
                                     rows == 1 ? "" : "s"));
      return;
    }
  }
  const FieldOutcome& outcome = evaluator.Field(expect.field, row);
  bool met = outcome.done();
  switch (expect.kind) {
    case ExpectKind::kValue: {
      const auto expected = ExpectedValue(plan_, field, expect.values, evaluator.arena());
      if (!expected.ok()) {
        messages.push_back(std::string(expected.status().message()));
        return;
      }
      met &= outcome.outcome == Outcome::kAnswered &&
             (values::Equal(outcome.value, *expected).truth == values::Truth::kTrue ||
              SameSet(outcome.value, *expected));
      if (met && outcome.value.kind() == values::Kind::kChoice) {
        members_[expect.field.index][outcome.value.choice().member] = true;
      }
      break;
    }
    case ExpectKind::kAbsent:
      met &= outcome.outcome == Outcome::kAbsent &&
             (expect.absence.empty() || values::Name(outcome.absence) == expect.absence);
      break;
    case ExpectKind::kNotApplicable:
      met &= outcome.outcome == Outcome::kNotApplicable;
      break;
    default:
      met &= outcome.outcome == Outcome::kReview &&
             (expect.reason.empty() || values::Name(outcome.reason) == expect.reason);
  }
  if (expect.step >= 0) met &= outcome.step == expect.step;
  if (met) return;
  std::string message =
      fmt::format("{}: expected {}, got {}.", field.name, ExpectedText(plan_, expect),
                  OutcomeText(plan_, expect.field, outcome));
  const std::string why = WhyText(evaluator, outcome);
  messages.push_back(why.empty() ? message : message + " " + why);
}

void SuiteRunner::JudgeRows(const plan::Expect& expect, std::vector<std::string>& messages) {
  const plan::Collection& collection = plan_.collections[expect.collection.index];
  const size_t rows = collection.kind == plan::CollectionKind::kGroup
                          ? runner_->evaluator().Group(collection.group).rows.size()
                          : runner_->chart().rows(expect.collection).rows.size();
  if (rows == static_cast<size_t>(expect.rows)) return;
  messages.push_back(fmt::format("{}: expected {} row{}, got {}.", collection.name, expect.rows,
                                 expect.rows == 1 ? "" : "s", rows));
}

void SuiteRunner::JudgeCheck(const plan::Expect& expect, std::vector<std::string>& messages) {
  std::vector<int32_t> rows;
  std::string fired;
  bool any = false;
  for (const plan::Check& check : plan_.checks) {
    runner_->evaluator().FiredRows(check, rows);
    if (rows.empty()) continue;
    if (!fired.empty()) fired += "; ";
    fired += fmt::format("\"{}\"", check.message);
    any |= expect.message.empty() || check.message == expect.message;
  }
  if (expect.kind == ExpectKind::kCheck && !any) {
    messages.push_back(fmt::format("Expected the check \"{}\" to report; {}.", expect.message,
                                   fired.empty() ? "none did" : "those that did: " + fired));
  }
  if (expect.kind == ExpectKind::kNoCheck && any) {
    messages.push_back(fmt::format("Expected no check to report, but {} did.", fired));
  }
}

void SuiteRunner::CollectUnreached(SuiteReport& report) const {
  for (size_t f = 0; f < plan_.fields.size(); ++f) {
    const plan::Field& field = plan_.fields[f];
    const plan::FieldId id{static_cast<int32_t>(f)};
    for (size_t s = 0; s < field.steps.size(); ++s) {
      const plan::Step& step = field.steps[s];
      if (step.kind == plan::StepKind::kTable) {
        const plan::Table& table = plan_.tables[step.table.index];
        for (size_t r = 0; r < table.rows.size(); ++r) {
          if (coverage_.table_rows[step.table.index][r] > 0) continue;
          report.unreached.push_back(
              {id, fmt::format("row {} of table `{}`", r + 1, step.name), table.rows[r].span});
        }
      } else if (step.kind != plan::StepKind::kHint && coverage_.steps[f][s] == 0) {
        const std::string what =
            step.answer == plan::AnswerKind::kAbsent
                ? fmt::format("absence by step {}", StepText(field, static_cast<int>(s)))
                : fmt::format("step {}", StepText(field, static_cast<int>(s)));
        report.unreached.push_back({id, what, step.span});
      }
    }
    if (field.is_finding || field.type.kind != plan::TypeKind::kChoice) continue;
    const auto& members = plan_.choices[field.type.choice.index].members;
    for (size_t m = 0; m < members.size(); ++m) {
      if (members_[f][m]) continue;
      report.unreached.push_back({id, fmt::format("answer {}", members[m].name), field.span});
    }
  }
}

}  // namespace suture::testing
