// bench_generate spec FIELDS > bench.suture
// bench_generate charts CASES [--seed N] [--first N] [--bytes N] [--notes] > charts.ndjson
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "bench/generator/charts.h"
#include "bench/generator/specs.h"

namespace {

int Usage() {
  std::fputs(
      "bench_generate spec FIELDS\n"
      "bench_generate charts CASES [--seed N] [--first N] [--bytes N] [--notes]\n",
      stderr);
  return 2;
}

bool Print(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return Usage();
  const int64_t count = std::atoll(argv[2]);
  if (std::strcmp(argv[1], "spec") == 0) {
    return Print(suture::bench::WriteSpec(static_cast<int>(count))) ? 0 : 1;
  }
  if (std::strcmp(argv[1], "charts") != 0) return Usage();
  suture::bench::ChartOptions options;
  int64_t first = 0;
  for (int i = 3; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--notes") {
      options.notes = true;
    } else if (i + 1 < argc && option == "--seed") {
      options.seed = static_cast<uint64_t>(std::atoll(argv[++i]));
    } else if (i + 1 < argc && option == "--first") {
      first = std::atoll(argv[++i]);
    } else if (i + 1 < argc && option == "--bytes") {
      options.bytes = std::atoll(argv[++i]);
    } else {
      return Usage();
    }
  }
  std::string line;
  for (int64_t i = first; i < first + count; ++i) {
    suture::bench::WriteChart(options, i, line);
    line += '\n';
    if (!Print(line)) return 1;
  }
  return 0;
}
