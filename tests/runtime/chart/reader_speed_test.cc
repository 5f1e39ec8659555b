// The reader beside simdjson's own DOM parse of the same bytes. Hidden: test_runtime_chart
// "[speed]".
#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>

#include "runtime/chart/lines.h"
#include "simdjson.h"
#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

// CPU seconds of this process: the machine may be shared.
double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <typename Work>
double BestOf(int rounds, Work&& work) {
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double begin = CpuSeconds();
    work();
    best = std::min(best, CpuSeconds() - begin);
  }
  return best;
}

TEST_CASE("The reader takes about as long as a DOM parse", "[.][speed]") {
  const std::string path = SUTURE_SOURCE_DIR "/../shared/data/synthea_r4.ndjson.gz";
  if (!std::filesystem::exists(path)) return;
  std::vector<Line> lines;
  auto source = LineSource::Open(path);
  REQUIRE(source.ok());
  size_t bytes = 0;
  for (Line line; *(*source)->Next(line); line = Line()) {
    bytes += line.text().size();
    lines.push_back(std::move(line));
  }
  simdjson::dom::parser parser;
  const double dom = BestOf(7, [&] {
    for (const Line& line : lines) {
      REQUIRE(parser.parse(line.text().data(), line.text().size(), false).error() ==
              simdjson::SUCCESS);
    }
  });
  ReaderFixture f;
  UnlistedCodes unlisted;
  for (const bool counts : {false, true}) {
    f.reader->CountUnlisted(counts ? &unlisted : nullptr);
    const double read = BestOf(7, [&] {
      for (const Line& line : lines) {
        f.chart->Reset();
        REQUIRE_FALSE(f.reader->Read(line.text(), *f.chart));
      }
    });
    const ReadCounters& counters = f.reader->counters();
    WARN((counts ? "counting unlisted codes: " : "")
         << bytes / 1e6 << " MB: DOM " << dom * 1e3 << " ms, reader " << read * 1e3 << " ms, ratio "
         << read / dom << ", share of bytes made into cells "
         << static_cast<double>(counters.bytes_read) / static_cast<double>(counters.bytes)
         << ", rows " << counters.rows);
  }
}

}  // namespace
}  // namespace suture::chart
