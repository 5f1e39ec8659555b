#include "runtime/testing/suite_runner.h"

#include <algorithm>
#include <future>

#include "fmt/format.h"
#include "runtime/base/counted.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/names.h"
#include "runtime/plan/variations.h"
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
  runner->runner_->evaluator().set_coverage(runner->coverage_.counts());
  return runner;
}

SuiteRunner::SuiteRunner(const plan::Plan& plan, std::unique_ptr<const rules::Program> program)
    : plan_(plan), program_(std::move(program)), answers_(*program_), coverage_(plan) {}

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
  if (report.results.size() == suite.tests.size()) report.coverage = coverage_.Parts();
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
  RunOnce(test, test.expects, {}, "", result);
  for (size_t i = 0; i < test.varies.size(); ++i) RunVary(test, i, result);
  result.passed = result.messages.empty();
  return result;
}

std::vector<prompts::PromptAnswer> SuiteRunner::Ask(const prompts::Round& round) {
  for (const prompts::WantedPrompt& wanted : round.wanted) {
    for (const prompts::NoteScope& scope : wanted.scopes) note_shown_ |= !scope.notes.empty();
  }
  // A model answers from a thread of its own.
  std::promise<std::vector<prompts::PromptAnswer>> answered;
  prompts::PromptExecutor* const asked = model_ != nullptr ? model_ : &answers_;
  asked->Execute(round, [&](std::vector<prompts::PromptAnswer> answers) {
    answered.set_value(std::move(answers));
  });
  return answered.get_future().get();
}

absl::Status SuiteRunner::RunCase(const plan::Test& test,
                                  const std::vector<plan::Expect>& expects) {
  std::vector<plan::FieldId> fields = test.targets;
  bool checks = false;
  for (const plan::Expect& expect : expects) {
    if (expect.field.valid()) fields.push_back(expect.field);
    checks |= expect.kind == ExpectKind::kCheck || expect.kind == ExpectKind::kNoCheck;
  }
  runner_->Narrow(fields, checks);
  answers_.Begin(test.answers);
  SUTURE_RETURN_IF_ERROR(givens_->Fill(test.givens, runner_->chart()));
  absl::Status status;
  runner_->set_prepare(
      [&](rules::Evaluator& evaluator) { status = givens_->Override(test.givens, evaluator); });
  engine::CaseRunner::State state = runner_->Begin("test");
  while (state == engine::CaseRunner::State::kWaiting) {
    state = runner_->Resume(Ask(runner_->round()));
  }
  runner_->set_prepare({});
  if (state == engine::CaseRunner::State::kNoCase) {
    status.Update(absl::FailedPreconditionError(
        "The test gives no index event, so there is no case; add a `given` for it."));
  }
  return status;
}

void SuiteRunner::RunOnce(const plan::Test& test, const std::vector<plan::Expect>& expects,
                          const std::vector<Before>& before, std::string_view variant,
                          TestResult& result) {
  std::vector<std::string> messages;
  const absl::Status status = RunCase(test, expects);
  if (!status.ok()) {
    result.could_not_run = true;
    messages.push_back(std::string(status.message()));
  }
  if (messages.empty()) {
    for (size_t i = 0; i < expects.size(); ++i) {
      Judge(expects[i], before.empty() ? nullptr : &before[i], messages);
    }
  }
  if (messages.empty()) return;
  // What went on with the prompts helps to see why.
  for (const std::string& message : answers_.messages()) messages.push_back(message);
  for (const std::string& message : answers_.Unused()) messages.push_back(message);
  for (const std::string& message : messages) {
    result.messages.push_back(variant.empty() ? message
                                              : fmt::format("With {}: {}", variant, message));
  }
}

void SuiteRunner::RunVary(const plan::Test& test, size_t which, TestResult& result) {
  absl::StatusOr<std::vector<Variant>> variants = VariantsOf(test, test.varies[which]);
  if (!variants.ok()) {
    result.messages.push_back(std::string(variants.status().message()));
    return;
  }
  std::vector<Before> before;
  if (test.varies[which].kind == plan::kDirection) {
    before = Unchanged(test, test.varies[which].expects, result);
    if (before.empty()) return;
  }
  for (const Variant& variant : *variants) {
    const plan::Vary& vary = variant.test.varies[which];
    const auto& expects = vary.expects.empty() ? variant.test.expects : vary.expects;
    RunOnce(variant.test, expects, before, variant.name, result);
  }
}

namespace {

bool IsInline(values::Kind kind) {
  using values::Kind;
  return kind == Kind::kInteger || kind == Kind::kDecimal || kind == Kind::kQuantity ||
         kind == Kind::kDate || kind == Kind::kDateTime || kind == Kind::kTime ||
         kind == Kind::kDuration || kind == Kind::kChoice;
}

}  // namespace

std::vector<SuiteRunner::Before> SuiteRunner::Unchanged(const plan::Test& test,
                                                        const std::vector<plan::Expect>& expects,
                                                        TestResult& result) {
  // Why there is no case was said of the unchanged test.
  if (!RunCase(test, expects).ok()) return {};
  std::vector<std::string> messages;
  std::vector<Before> before;
  for (const plan::Expect& expect : expects) {
    Before& one = before.emplace_back();
    if (!expect.field.valid()) continue;
    const FieldOutcome* outcome = OutcomeOf(expect, messages);
    if (outcome == nullptr) continue;
    one.text = OutcomeText(plan_, expect.field, *outcome);
    if (outcome->answered() && IsInline(outcome->value.kind())) one.value = outcome->value;
  }
  result.messages.insert(result.messages.end(), messages.begin(), messages.end());
  return messages.empty() ? before : std::vector<Before>();
}

void SuiteRunner::Judge(const plan::Expect& expect, const Before* before,
                        std::vector<std::string>& messages) {
  switch (expect.kind) {
    case ExpectKind::kRows:
      return JudgeRows(expect, messages);
    case ExpectKind::kCheck:
    case ExpectKind::kNoCheck:
      return JudgeCheck(expect, messages);
    case ExpectKind::kHigher:
    case ExpectKind::kLower:
      break;
    default:
      JudgeField(expect, messages);
  }
  if (before != nullptr) JudgeDirection(expect, *before, messages);
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
    case ExpectKind::kHigher:
    case ExpectKind::kLower:
      return std::string(plan::Name(expect.kind));
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

const FieldOutcome* SuiteRunner::OutcomeOf(const plan::Expect& expect,
                                           std::vector<std::string>& messages) {
  const plan::Field& field = plan_.fields[expect.field.index];
  rules::Evaluator& evaluator = runner_->evaluator();
  int32_t row = -1;
  if (field.group.valid()) {
    const size_t rows = evaluator.Group(field.group).rows.size();
    row = expect.row < 0 ? 0 : expect.row;
    if (static_cast<size_t>(row) >= rows || (expect.row < 0 && rows > 1)) {
      messages.push_back(fmt::format("{} stands in {}, which has {}: say which one is meant.",
                                     field.name, plan_.groups[field.group.index].name,
                                     base::Counted(rows, "row")));
      return nullptr;
    }
  }
  return &evaluator.Field(expect.field, row);
}

void SuiteRunner::JudgeDirection(const plan::Expect& expect, const Before& before,
                                 std::vector<std::string>& messages) {
  const FieldOutcome* outcome = OutcomeOf(expect, messages);
  if (outcome == nullptr) return;
  const std::string& name = plan_.fields[expect.field.index].name;
  const std::string text = OutcomeText(plan_, expect.field, *outcome);
  if (expect.kind != ExpectKind::kHigher && expect.kind != ExpectKind::kLower) {
    if (text == before.text) {
      messages.push_back(fmt::format(
          "{}: expected another outcome than without the change, got {} in both.", name, text));
    }
    return;
  }
  values::Ordering wanted =
      expect.kind == ExpectKind::kHigher ? values::Ordering::kGreater : values::Ordering::kLess;
  const bool comparable = outcome->answered() && !before.value.is_null();
  if (comparable && values::Compare(outcome->value, before.value).ordering == wanted) return;
  messages.push_back(fmt::format("{}: expected {} than {}, got {}.", name, plan::Name(expect.kind),
                                 before.text, text));
}

void SuiteRunner::JudgeField(const plan::Expect& expect, std::vector<std::string>& messages) {
  const plan::Field& field = plan_.fields[expect.field.index];
  rules::Evaluator& evaluator = runner_->evaluator();
  const FieldOutcome* found = OutcomeOf(expect, messages);
  if (found == nullptr) return;
  const FieldOutcome& outcome = *found;
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
      if (met) coverage_.Met(expect);
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
  messages.push_back(fmt::format("{}: expected {}, got {}.", collection.name,
                                 base::Counted(expect.rows, "row"), rows));
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

}  // namespace suture::testing
