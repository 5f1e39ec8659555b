// A spec that checks never goes wrong when it runs: random specs and charts, by the naive plan and
// by the optimised one, which must give the same bytes. SUTURE_SEED sets another seed, SUTURE_PAIRS
// another number of pairs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include "cli/lexicon.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "runtime/operators/table.h"
#include "runtime/plan/names.h"
#include "tests/soundness/chart_generator.h"
#include "tests/soundness/judge.h"
#include "tests/soundness/operator_offers.h"
#include "tests/soundness/spec_generator.h"
#include "tests/support/temporary_folder.h"

namespace suture::soundness {
namespace {

uint64_t Given(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// What the plans hold, and what the runs reached, each counted by its number or name.
struct Counts {
  std::map<int, int> ops, quantifiers, windows, resolves, collections, merges, steps, answers;
  std::map<std::string, int> builtins;
  std::map<int, int> step_kinds, policies, absences, outcomes;  // That answered
  std::map<std::string, int> causes;

  void AddPlan(const plan::Plan& plan);
  void AddField(const plan::Plan& plan, const store::FieldResult& field);
};

void Counts::AddPlan(const plan::Plan& plan) {
  for (const plan::Expr& expr : plan.exprs) {
    ++ops[static_cast<int>(expr.op)];
    if (expr.op == plan::Op::kBuiltin) ++builtins[expr.builtin];
    if (expr.window) ++windows[static_cast<int>(expr.window->kind)];
  }
  for (const plan::Query& query : plan.queries) {
    ++quantifiers[static_cast<int>(query.quantifier)];
    ++collections[static_cast<int>(
        plan.collections[static_cast<size_t>(query.collection.index)].kind)];
    for (const plan::Window& window : query.windows) ++windows[static_cast<int>(window.kind)];
  }
  for (const plan::Field& field : plan.fields) {
    ++resolves[static_cast<int>(field.resolve)];
    for (const plan::Step& step : field.steps)
      ++steps[static_cast<int>(step.kind)], ++answers[static_cast<int>(step.answer)];
  }
  for (const plan::Prompt& prompt : plan.prompts) {
    for (const plan::Merge& merge : prompt.merges) ++merges[static_cast<int>(merge.how)];
  }
}

void Counts::AddField(const plan::Plan& plan, const store::FieldResult& field) {
  ++outcomes[static_cast<int>(field.outcome)];
  if (field.outcome == values::Outcome::kReview) ++causes[std::string(values::Name(field.cause))];
  if (field.outcome == values::Outcome::kAbsent) ++absences[static_cast<int>(field.absence)];
  if (field.outcome != values::Outcome::kAnswered) return;
  ++step_kinds[static_cast<int>(field.step_kind)];
  if (field.table_row <= 0) return;
  for (const plan::Field& of : plan.fields) {
    if (of.name != field.name) continue;
    for (const plan::Step& step : of.steps) {
      if (step.name == field.step && step.table.valid())
        ++policies[static_cast<int>(plan.tables[static_cast<size_t>(step.table.index)].policy)];
    }
  }
}

// Every enumerator that has a name, so that a new one fails until a spec of the generator holds it.
template <typename Enum>
void CheckAllHit(const std::map<int, int>& counts, const std::set<Enum>& never = {}) {
  for (int i = 0; !plan::Name(static_cast<Enum>(i)).empty(); ++i) {
    INFO(plan::Name(static_cast<Enum>(i)) << " was never hit");
    CHECK(counts.contains(i) != never.contains(static_cast<Enum>(i)));
  }
}
void CheckAllHit(const char* what, const std::map<int, int>& counts, int size) {
  for (int i = 0; i < size; ++i) {
    INFO(what << " number " << i << " was never hit");
    CHECK(counts.contains(i));
  }
}

void CheckCoverage(const Counts& counts) {
  // Unknown stands for a parameter while a function is checked; holes of prompts are parts of them.
  CheckAllHit<plan::Op>(counts.ops, {plan::Op::kText, plan::Op::kUnknown});
  CheckAllHit<plan::Quantifier>(counts.quantifiers);
  CheckAllHit<plan::WindowKind>(counts.windows);
  CheckAllHit<plan::Resolve>(counts.resolves);
  CheckAllHit<plan::CollectionKind>(counts.collections);
  CheckAllHit<plan::MergeHow>(counts.merges);
  // A hint proposes and never answers.
  CheckAllHit<plan::StepKind>(counts.step_kinds, {plan::StepKind::kHint});
  CheckAllHit<plan::StepKind>(counts.steps);
  CheckAllHit<plan::AnswerKind>(counts.answers);
  CheckAllHit<plan::HitPolicy>(counts.policies);
  CheckAllHit("absence", counts.absences, values::kAbsenceReasonCount);
  CheckAllHit("outcome", counts.outcomes, static_cast<int>(values::Outcome::kReview) + 1);
  for (const operators::Operator& op : operators::Operators()) {
    INFO("the builtin " << op.name << " was never hit");
    if (IsCallable(op.name)) CHECK(counts.builtins.contains(std::string(op.name)));
  }
}

// Chance writes a step that is never reached, or a parent that never opens; nothing else is
// refused.
bool IsPointless(const std::vector<diag::Diagnostic>& diagnostics) {
  return std::all_of(diagnostics.begin(), diagnostics.end(), [](const diag::Diagnostic& d) {
    return d.severity != diag::Severity::kError || d.kind == diag::KindId::kParentValueImpossible ||
           d.kind == diag::KindId::kGateNeverOpens || d.kind == diag::KindId::kStepNeverReached;
  });
}

TEST_CASE(
    "a spec that checks runs without a fault; passes, and attributes left unread, change no byte") {
  constexpr uint64_t kCharts = 50;
  const uint64_t seed = Given("SUTURE_SEED", 20240301), pairs = Given("SUTURE_PAIRS", 20'000);
  WARN("seed " << seed << ", " << pairs << " pairs; SUTURE_SEED and SUTURE_PAIRS set others");
  auto lexicon = cli::LoadLexicon("");
  REQUIRE(lexicon.ok());
  testing_support::TemporaryFolder folder;
  driver::Session session;
  Counts counts;
  uint64_t done = 0, specs = 0, pointless = 0;
  for (uint64_t number = 0; done < pairs; ++number) {
    const uint64_t of_spec = seed * 1'000'003 + number;
    const std::string text = SpecGenerator(of_spec).Write();
    const std::string path = folder.File("spec" + std::to_string(number) + ".suture");
    std::ofstream(path, std::ios::binary) << text;
    auto compilation = session.Compile(path);
    REQUIRE(compilation.ok());
    INFO("spec " << of_spec << ":\n" << text);
    INFO(diag::PrintText(session.sources(), compilation->diagnostics));
    if (compilation->has_errors) {
      REQUIRE(IsPointless(compilation->diagnostics));
      ++pointless;
      continue;
    }
    ++specs;
    optimize::Options naive_options;
    naive_options.enabled = false;
    auto naive = driver::BuildPlan(*compilation, naive_options),
         optimised = driver::BuildPlan(*compilation, {});
    INFO(naive.status().ToString() << " " << optimised.status().ToString());
    REQUIRE(naive.ok());
    REQUIRE(optimised.ok());
    counts.AddPlan(naive->plan);
    auto left = Judge::Create(naive->plan, *lexicon, chart::AttributesRead::All(naive->plan)),
         right = Judge::Create(optimised->plan, *lexicon, chart::AttributesRead(optimised->plan));
    REQUIRE(left.ok());
    REQUIRE(right.ok());
    for (uint64_t chart = 0; chart < kCharts && done < pairs; ++chart, ++done) {
      const uint64_t of_chart = of_spec * 4099 + chart;
      const std::string bundle = ChartGenerator(of_chart).Write();
      auto see = [&](const store::CaseResult& result) {
        for (const store::FieldResult& field : result.fields) counts.AddField(naive->plan, field);
        for (const store::GroupResult& group : result.groups) {
          for (const store::GroupRowResult& row : group.rows) {
            for (const store::FieldResult& field : row.fields) counts.AddField(naive->plan, field);
          }
        }
      };
      const std::string a = (*left)->Lines(bundle, of_chart, see);
      const std::string b = (*right)->Lines(bundle, of_chart, [](const store::CaseResult&) {});
      if (a == b && !a.empty() && a.front() == '{') continue;
      INFO("chart " << of_chart << ":\n" << bundle);
      INFO("naive:     " << a);
      INFO("optimised: " << b);
      REQUIRE(a == b);
      REQUIRE(a.front() == '{');
    }
  }
  int all = 0;
  for (const auto& [outcome, count] : counts.outcomes) all += count;
  const int review = counts.outcomes[static_cast<int>(values::Outcome::kReview)];
  CHECK(pointless * 20 < specs);
  WARN(specs << " specs ran, " << pointless
             << " were refused because a part of them could never answer");
  WARN(all << " fields were judged, " << review << " of them review");
  std::string causes;
  for (const auto& [cause, count] : counts.causes)
    causes += cause + " " + std::to_string(count) + "; ";
  WARN("reviews by cause: " << causes);
  CHECK((all - review) * 5 >= all);
  // What the checker lets through never meets a value of another type: neither in a review nor in
  // what an absence or an answer passed over.
  CHECK(counts.causes.count(std::string(values::Name(values::UnsettledCause::kWrongType))) == 0);
  // Every unit of the charts converts to that of its lab, so that a unit that does not fit is one
  // that the checker let through.
  CHECK(counts.causes.count(std::string(values::Name(values::UnsettledCause::kBadUnit))) == 0);
  CHECK(counts.causes.count(std::string(values::Name(values::UnsettledCause::kMissingUnit))) == 0);
  CheckCoverage(counts);
}

}  // namespace
}  // namespace suture::soundness
