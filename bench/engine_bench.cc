// What the command line does not offer: runs with evidence off, and counts what the heap is asked
// for once the first cases, the largest ones, have been seen.
//
// bench_engine PLAN CASES [--no-evidence] [--warm N]
//   Prints cases, CPU milliseconds of the run, and heap allocations after the first N cases (100).
#include <sys/resource.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include "cli/builtin_check.h"
#include "runtime/chart/lines.h"
#include "runtime/engine/run.h"
#include "runtime/plan/load.h"

namespace {

std::atomic<int64_t> allocations{0};

void* Allocate(size_t bytes, size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const memory =
      alignment <= alignof(std::max_align_t)
          ? std::malloc(bytes)
          : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes == 0 ? 1 : bytes, 1); }
void* operator new[](size_t bytes) { return Allocate(bytes == 0 ? 1 : bytes, 1); }
void* operator new(size_t bytes, std::align_val_t alignment) {
  return Allocate(bytes, static_cast<size_t>(alignment));
}
void* operator new[](size_t bytes, std::align_val_t alignment) {
  return Allocate(bytes, static_cast<size_t>(alignment));
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes, 1); }
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes, 1); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }

namespace suture::bench {
namespace {

double CpuMilliseconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto milliseconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) * 1e-3;
  };
  return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

int Fail(const absl::Status& status) {
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return 1;
}

int Main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("bench_engine PLAN CASES [--no-evidence] [--warm N]\n", stderr);
    return 2;
  }
  engine::RunOptions options;
  int64_t warm = 100;
  for (int i = 3; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--no-evidence") options.runner.evidence = false;
    if (argument == "--warm" && i + 1 < argc) warm = std::atoll(argv[++i]);
  }
  const absl::StatusOr<plan::Plan> plan = plan::LoadFile(argv[1], cli::CheckBuiltin);
  if (!plan.ok()) return Fail(plan.status());
  auto lines = engine::CaseLines::Open(argv[2], chart::kDefaultMaxCaseBytes);
  if (!lines.ok()) return Fail(lines.status());
  auto results = store::ResultFile::Create("/dev/null");
  if (!results.ok()) return Fail(results.status());
  int64_t before = 0, after = 0, cases = 0;
  options.progress = [&](int64_t done) {
    after = allocations.load();
    cases = done;
    if (done <= warm) before = after;
  };
  const double begin = CpuMilliseconds();
  const auto summary = engine::Run(*plan, nullptr, nullptr, **lines, **results, options);
  const double milliseconds = CpuMilliseconds() - begin;
  if (!summary.ok()) return Fail(summary.status());
  std::printf("%lld cases, %.2f ms, %lld allocations after case %lld\n",
              static_cast<long long>(cases), milliseconds, static_cast<long long>(after - before),
              static_cast<long long>(warm));
  return 0;
}

}  // namespace
}  // namespace suture::bench

int main(int argc, char** argv) { return suture::bench::Main(argc, argv); }
