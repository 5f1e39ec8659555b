// suture_bench_compile [--fields N] [--files N] [--check]
//
// How much CPU the compiler takes for a generated registry (it works on one core, so on an idle
// machine the same in wall time; the wall time of the cold check stands last): a check from
// nothing, a check after an edit of its longest file in the same session, the part of ANTLR in it,
// and how both grow from 100 to 10,000 fields; and how long one of its tests takes once it is
// compiled. With --check a few fields are compiled, and the last line is `N passed, N failed`: no
// times, which depend on the machine.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "bench/compile/registry.h"
#include "cli/heap.h"
#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "compiler/syntax/parse_text.h"
#include "runtime/testing/suite_runner.h"

namespace suture::bench {
namespace {

namespace fs = std::filesystem;

struct Times {
  double cold = 0, again = 0, antlr = 0;  // Seconds of CPU, the least of the rounds
  double cold_wall = 0;
  double test = 0;  // Of one test, after compiling
  int tests = 0;
  size_t bytes = 0;
};

// Of CPU: what else the machine does is left out.
template <typename Work>
double Seconds(Work work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

class Measure {
 public:
  Measure(int fields, int files) : written_(WriteRegistry(fields, files)) {
    folder_ = fs::temp_directory_path() / ("suture_bench_compile_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    for (const SpecFile& file : written_)
      std::ofstream(folder_ / file.name, std::ios::binary) << file.text;
  }
  ~Measure() { fs::remove_all(folder_); }
  Measure(const Measure&) = delete;
  Measure& operator=(const Measure&) = delete;

  // Empty when every check was clean and the edit was seen; otherwise what went wrong.
  std::string Run(int rounds, Times& times) {
    for (const SpecFile& file : written_) times.bytes += file.text.size();
    times.cold = times.again = times.antlr = times.cold_wall = times.test = 1e9;
    for (int round = 0; round < rounds; ++round) {
      std::string problem = Round(times);
      if (!problem.empty()) return problem;
    }
    return "";
  }

 private:
  std::string Round(Times& times) {
    driver::Session session;
    std::string problem;
    const auto start = std::chrono::steady_clock::now();
    times.cold = std::min(times.cold, Seconds([&] { problem = Check(session, 0); }));
    times.cold_wall =
        std::min(times.cold_wall,
                 std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    if (!problem.empty()) return problem;
    const SpecFile& longest = *std::max_element(
        written_.begin(), written_.end(),
        [](const SpecFile& a, const SpecFile& b) { return a.text.size() < b.text.size(); });
    const std::string edited = longest.text + "let edited = nowhere\n";
    times.again =
        std::min(times.again, Seconds([&] {
                   if (!session.Edit((folder_ / longest.name).generic_string(), edited).ok())
                     std::abort();
                   problem = Check(session, 1);
                 }));
    times.antlr = std::min(times.antlr, Seconds([&] { ParseAll(); }));
    return problem.empty() ? RunTests(times) : problem;
  }

  std::string RunTests(Times& times) const {
    driver::Session session;
    auto compiled = session.Compile(folder_.generic_string());
    if (!compiled.ok()) return std::string(compiled.status().message());
    auto lowered = driver::BuildPlan(*compiled, {});
    if (!lowered.ok()) return std::string(lowered.status().message());
    auto runner = testing::SuiteRunner::Create(lowered->plan, nullptr);
    if (!runner.ok()) return std::string(runner.status().message());
    testing::SuiteReport report;
    const double seconds = Seconds([&] { report = (*runner)->Run(lowered->suite); });
    times.tests = report.passed;
    if (report.failed > 0 || report.passed == 0) return "A test of the generated registry failed.";
    times.test = std::min(times.test, seconds / report.passed);
    return "";
  }

  std::string Check(driver::Session& session, size_t messages) const {
    auto compiled = session.Compile(folder_.generic_string());
    if (!compiled.ok()) return std::string(compiled.status().message());
    if (compiled->diagnostics.size() == messages) return "";
    return diag::PrintText(session.sources(), compiled->diagnostics);
  }

  void ParseAll() const {
    const syntax::ParseLimits limits;
    for (const SpecFile& file : written_) {
      diag::Emitter emitter;
      if (syntax::ParseText(file.text, 0, limits, emitter).tree == nullptr) std::abort();
    }
  }

  std::vector<SpecFile> written_;
  fs::path folder_;
};

int PrintTable(int only_fields, int files) {
  std::printf(
      "fields   files    bytes   cold check   of it ANTLR   after an edit   us a field   wall time "
      "   tests   us a test\n");
  std::vector<int> sizes = {100, 300, 1000, 3000, 10000};
  if (only_fields > 0) sizes = {only_fields};
  for (int fields : sizes) {
    const int count = files > 0 ? files : std::max(2, fields * 30 / 1000);
    Times times;
    const std::string problem = Measure(fields, count).Run(5, times);
    if (!problem.empty()) {
      std::printf("%s\n", problem.c_str());
      return 1;
    }
    std::printf(
        "%6d  %6d  %7zu   %7.3f s     %7.3f s       %7.3f s      %7.1f   %7.3f s   %6d     %7.1f\n",
        fields, count, times.bytes, times.cold, times.antlr, times.again, 1e6 * times.cold / fields,
        times.cold_wall, times.tests, 1e6 * times.test);
  }
  return 0;
}

int CheckOnly() {
  Times times;
  const std::string problem = Measure(40, 5).Run(1, times);
  if (!problem.empty()) std::printf("FAILED %s\n", problem.c_str());
  std::printf("%d passed, %d failed\n", problem.empty() ? 1 : 0, problem.empty() ? 0 : 1);
  return problem.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  int fields = 0, files = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--check") == 0) return CheckOnly();
    if (i + 1 < argc && std::strcmp(argv[i], "--fields") == 0) {
      fields = std::atoi(argv[++i]);
    } else if (i + 1 < argc && std::strcmp(argv[i], "--files") == 0) {
      files = std::atoi(argv[++i]);
    } else {
      std::fputs("suture_bench_compile [--fields N] [--files N] [--check]\n", stderr);
      return 2;
    }
  }
  return PrintTable(fields, files);
}

}  // namespace
}  // namespace suture::bench

int main(int argc, char** argv) {
  suture::cli::KeepFreedMemory();  // As the command line does.
  return suture::bench::Main(argc, argv);
}
