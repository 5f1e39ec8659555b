// What each step of a case costs, over generated charts, by the size of the charts: the index of
// the JSON's structure, going over members, simdjson's DOM for comparison, reading, judging,
// writing, and code lookups.
//
// bench_steps PLAN [Google Benchmark's flags]
#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench/generator/charts.h"
#include "bench/generator/vocabulary.h"
#include "cli/builtin_check.h"
#include "runtime/chart/coding_cache.h"
#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/chart/json_cursor.h"
#include "runtime/engine/case_runner.h"
#include "runtime/engine/result_builder.h"
#include "runtime/plan/load.h"
#include "runtime/rules/validity.h"
#include "runtime/store/result_writer.h"

namespace suture::bench {
namespace {

// Everything that a worker has.
struct World {
  explicit World(plan::Plan loaded) : plan(std::move(loaded)) {}
  plan::Plan plan;
  std::unique_ptr<const rules::Program> program;
  std::unique_ptr<chart::Program> reading;
  std::unique_ptr<engine::MentionPhrases> phrases;
};
World* world = nullptr;

bool Load(const char* path) {
  auto plan = plan::LoadFile(path, cli::CheckBuiltin);
  if (!plan.ok()) {
    std::fprintf(stderr, "%s\n", plan.status().ToString().c_str());
    return false;
  }
  world = new World(*std::move(plan));
  auto program = rules::Program::Build(world->plan);
  auto reading = chart::Program::Create(world->plan);
  auto phrases = engine::MentionPhrases::Compile(world->plan, nullptr);
  if (!program.ok() || !reading.ok() || !phrases.ok()) return false;
  world->program = *std::move(program);
  world->reading = std::make_unique<chart::Program>(*std::move(reading));
  world->phrases = std::make_unique<engine::MentionPhrases>(*std::move(phrases));
  return true;
}

// Charts of about this many bytes, with room behind each.
class Charts {
 public:
  explicit Charts(int64_t bytes) {
    const int count = bytes > 1'000'000 ? 2 : 32;
    for (int i = 0; i < count; ++i) {
      std::string& line = lines_.emplace_back();
      WriteChart({.seed = 5, .bytes = bytes}, i, line);
      sizes_.push_back(line.size());
      line.resize(line.size() + chart::FhirBundleReader::kPadding, '\0');
    }
  }
  std::string_view Next() {
    at_ = (at_ + 1) % lines_.size();
    bytes_ += static_cast<int64_t>(sizes_[at_]);
    return std::string_view(lines_[at_]).substr(0, sizes_[at_]);
  }
  int64_t bytes() const { return bytes_; }

 private:
  std::vector<std::string> lines_;
  std::vector<size_t> sizes_;
  size_t at_ = 0;
  int64_t bytes_ = 0;
};

void Structure(benchmark::State& state) {
  Charts charts(state.range(0));
  chart::JsonCursor cursor;
  for (auto _ : state) benchmark::DoNotOptimize(cursor.Open(charts.Next()));
  state.SetBytesProcessed(charts.bytes());
}

// Every member of every resource beside those that the plan reads: what any reader by names has to
// do before it reads a value.
void ResourceMembers(benchmark::State& state) {
  Charts charts(state.range(0));
  chart::JsonCursor cursor;
  const chart::NameTable entries({"entry"}), resources({"resource"});
  const chart::NameTable& names = world->reading->members();
  int64_t members = 0;
  for (auto _ : state) {
    cursor.Open(charts.Next());
    for (int at = cursor.FirstOf(entries); at >= 0; at = cursor.NextOf(entries)) {
      for (bool more = cursor.FirstElement(); more; more = cursor.NextElement()) {
        for (int entry = cursor.FirstOf(resources); entry >= 0; entry = cursor.NextOf(resources)) {
          for (int name = cursor.FirstOf(names); name >= 0; name = cursor.NextOf(names)) {
            ++members;
            cursor.Skip();
          }
        }
      }
    }
    if (cursor.failed()) state.SkipWithError("a chart was not gone over");
  }
  state.SetBytesProcessed(charts.bytes());
  state.counters["members_of_a_chart"] =
      benchmark::Counter(static_cast<double>(members), benchmark::Counter::kAvgIterations);
}

void DomParse(benchmark::State& state) {
  Charts charts(state.range(0));
  simdjson::dom::parser parser;
  for (auto _ : state) {
    const std::string_view line = charts.Next();
    benchmark::DoNotOptimize(parser.parse(line.data(), line.size(), false).error());
  }
  state.SetBytesProcessed(charts.bytes());
}

enum Until : int { kRead, kJudged, kWritten };

// Cases from their bytes to the step named.
void Cases(benchmark::State& state, Until until) {
  Charts charts(state.range(0));
  rules::RowConditions conditions(*world->program);
  chart::FhirBundleReader reader(*world->reading, conditions);
  engine::CaseRunner runner(*world->program, *world->phrases);
  const engine::ResultTexts texts(world->plan);
  engine::ResultBuilder builder(world->plan, texts);
  std::string output;
  for (auto _ : state) {
    runner.chart().Reset();
    if (reader.Read(charts.Next(), runner.chart())) state.SkipWithError("a chart was not read");
    if (until == kRead) continue;
    if (runner.Begin() != engine::CaseRunner::State::kEventDone) continue;
    if (until == kJudged) continue;
    output.clear();
    store::AppendResultLine(builder.Build(runner, 1), {}, output);
    benchmark::DoNotOptimize(output.data());
  }
  state.SetBytesProcessed(charts.bytes());
  const chart::ReadCounters& counters = reader.counters();
  state.counters["bytes_made_cells"] =
      static_cast<double>(counters.bytes_read) / static_cast<double>(counters.bytes);
}

// One case of about 100 KB, read, with its index event bound.
class OneCase {
 public:
  OneCase()
      : charts_(100'000),
        conditions_(*world->program),
        reader_(*world->reading, conditions_),
        runner_(*world->program, *world->phrases) {}
  // False: it could not be read, or has no event.
  bool Begin() {
    if (reader_.Read(charts_.Next(), runner_.chart())) return false;
    if (runner_.Begin() != engine::CaseRunner::State::kEventDone) return false;
    runner_.evaluator().Begin(runner_.chart());
    runner_.evaluator().IndexEvents(events_);
    return !events_.empty();
  }
  engine::CaseRunner& runner() { return runner_; }
  // As at the beginning of the event, nothing judged.
  rules::Evaluator& Fresh() {
    runner_.evaluator().Begin(runner_.chart(), events_);
    return runner_.evaluator();
  }

 private:
  Charts charts_;
  rules::RowConditions conditions_;
  chart::FhirBundleReader reader_;
  engine::CaseRunner runner_;
  std::vector<rules::RowRef> events_;
};

// Every query that hangs on the index event alone: its window, its rows, what it yields.
void WindowQueries(benchmark::State& state) {
  OneCase one;
  if (!one.Begin()) return state.SkipWithError("the chart has no case");
  std::vector<plan::ExprId> queries;
  for (size_t i = 0; i < world->plan.exprs.size(); ++i) {
    const plan::ExprId id{static_cast<int32_t>(i)};
    const rules::Node& node = world->program->node(id);
    const std::vector<int>& variables = *node.variables;
    const bool is_alone = variables.empty() || (variables.size() == 1 && variables[0] == 0);
    if (node.op == plan::Op::kQuery && is_alone) queries.push_back(id);
  }
  for (auto _ : state) {
    rules::Evaluator& evaluator = one.Fresh();
    for (const plan::ExprId id : queries) benchmark::DoNotOptimize(evaluator.Evaluate(id));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(queries.size()));
}

// Every field of the case: its steps, with the queries in them.
void ExpressionSteps(benchmark::State& state) {
  OneCase one;
  if (!one.Begin()) return state.SkipWithError("the chart has no case");
  const size_t fields = world->plan.fields.size();
  for (auto _ : state) {
    rules::Evaluator& evaluator = one.Fresh();
    for (size_t i = 0; i < fields; ++i) {
      if (world->plan.fields[i].group.valid()) continue;
      benchmark::DoNotOptimize(&evaluator.Field({static_cast<int32_t>(i)}));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(fields));
}

// What was judged, as a line of results.
void Write(benchmark::State& state) {
  OneCase one;
  if (!one.Begin() || one.runner().Begin() != engine::CaseRunner::State::kEventDone) {
    return state.SkipWithError("the chart has no case");
  }
  const engine::ResultTexts texts(world->plan);
  engine::ResultBuilder builder(world->plan, texts);
  const store::CaseResult result = builder.Build(one.runner(), 1);
  std::string output;
  for (auto _ : state) {
    output.clear();
    store::AppendResultLine(result, {}, output);
    benchmark::DoNotOptimize(output.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(output.size()));
}

void CodeTable(benchmark::State& state) {
  base::Arena arena;
  const chart::CodeTable& codes = world->reading->codes();
  const int32_t system = codes.FindSystem("http://www.nlm.nih.gov/research/umls/rxnorm");
  if (system < 0) return state.SkipWithError("the plan has no drugs");
  size_t at = 0;
  for (auto _ : state) {
    const DrugClass& drugs = DrugClasses()[at % DrugClasses().size()];
    benchmark::DoNotOptimize(codes.Find(system, drugs.rxnorm[at % drugs.rxnorm.size()], arena));
    at += 13;
  }
}

void CodingsMetBefore(benchmark::State& state) {
  base::Arena arena;
  chart::CodingCache cache(world->reading->codes(), world->reading->asked_codes());
  const std::string system = "\"http://loinc.org\"        ";
  const std::string_view raw_system = std::string_view(system).substr(0, 18);
  std::vector<std::string> codes;
  for (const LabKind& lab : Labs()) {
    codes.push_back("\"" + lab.loinc + "\"        ");
    const std::string_view raw = std::string_view(codes.back()).substr(0, lab.loinc.size() + 2);
    cache.Add(raw_system, raw, "http://loinc.org", lab.loinc, arena);
  }
  size_t at = 0;
  for (auto _ : state) {
    const size_t i = at++ % codes.size();
    benchmark::DoNotOptimize(
        cache.Find(raw_system, std::string_view(codes[i]).substr(0, Labs()[i].loinc.size() + 2)));
  }
}

void BySize(benchmark::internal::Benchmark* benchmark) {
  for (int64_t bytes : {10'000, 100'000, 1'000'000, 20'000'000}) benchmark->Arg(bytes);
}
BENCHMARK(Structure)->Apply(BySize);
BENCHMARK(ResourceMembers)->Apply(BySize);
BENCHMARK(DomParse)->Apply(BySize);
BENCHMARK_CAPTURE(Cases, read, kRead)->Apply(BySize);
BENCHMARK_CAPTURE(Cases, judged, kJudged)->Apply(BySize);
BENCHMARK_CAPTURE(Cases, written, kWritten)->Apply(BySize);
BENCHMARK(WindowQueries);
BENCHMARK(ExpressionSteps);
BENCHMARK(Write);
BENCHMARK(CodeTable);
BENCHMARK(CodingsMetBefore);

}  // namespace
}  // namespace suture::bench

int main(int argc, char** argv) {
  if (argc < 2 || !suture::bench::Load(argv[1])) {
    std::fputs("bench_steps PLAN [--benchmark_filter=...]\n", stderr);
    return 2;
  }
  argv[1] = argv[0];
  --argc;
  ++argv;
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
