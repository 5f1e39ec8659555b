// The floor that runs are measured against: reads charts with the same reader as `suture run` and
// parses each line into simdjson's DOM, no more.
//
// bench_dom_parse [--read-only] [--jobs N] FILE...
//   --read-only  reads and decompresses, and parses nothing
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/chart/lines.h"
#include "simdjson.h"

namespace suture::bench {
namespace {

class Parsing {
 public:
  Parsing(std::vector<std::string> files, bool read_only)
      : files_(std::move(files)), read_only_(read_only) {}

  void Work() {
    chart::Line line;
    simdjson::dom::parser parser;
    int64_t lines = 0, bytes = 0, values = 0;
    while (Take(line)) {
      ++lines;
      bytes += static_cast<int64_t>(line.text().size());
      if (read_only_) continue;
      simdjson::dom::element element;
      // The line has room behind it, so that nothing is copied.
      if (parser.parse(line.text().data(), line.text().size(), false).get(element)) continue;
      values += element.is_object();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    lines_ += lines;
    bytes_ += bytes;
    values_ += values;
  }

  int Report() const {
    std::printf("%lld lines, %lld bytes, %lld parsed\n", static_cast<long long>(lines_),
                static_cast<long long>(bytes_), static_cast<long long>(values_));
    return failed_ ? 1 : 0;
  }

 private:
  bool Take(chart::Line& line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    while (true) {
      if (source_ == nullptr) {
        if (next_ == files_.size()) return false;
        auto opened = chart::LineSource::Open(files_[next_++]);
        if (!opened.ok()) return Fail(opened.status());
        source_ = *std::move(opened);
      }
      const absl::StatusOr<bool> more = source_->Next(line);
      if (!more.ok()) return Fail(more.status());
      if (*more) return true;
      source_ = nullptr;
    }
  }
  bool Fail(const absl::Status& status) {
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
    failed_ = true;
    next_ = files_.size();
    return false;
  }

  const std::vector<std::string> files_;
  const bool read_only_;
  std::mutex mutex_;
  std::unique_ptr<chart::LineSource> source_;
  size_t next_ = 0;
  bool failed_ = false;
  int64_t lines_ = 0, bytes_ = 0, values_ = 0;
};

int Main(int argc, char** argv) {
  std::vector<std::string> files;
  bool read_only = false;
  int jobs = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--read-only") {
      read_only = true;
    } else if (argument == "--jobs" && i + 1 < argc) {
      jobs = std::atoi(argv[++i]);
    } else {
      files.push_back(argument);
    }
  }
  if (files.empty()) {
    std::fputs("bench_dom_parse [--read-only] [--jobs N] FILE...\n", stderr);
    return 2;
  }
  Parsing parsing(std::move(files), read_only);
  std::vector<std::thread> workers;
  for (int i = 1; i < jobs; ++i) workers.emplace_back([&] { parsing.Work(); });
  parsing.Work();
  for (std::thread& worker : workers) worker.join();
  return parsing.Report();
}

}  // namespace
}  // namespace suture::bench

int main(int argc, char** argv) { return suture::bench::Main(argc, argv); }
