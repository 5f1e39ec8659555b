// Once the largest charts have been seen, a case that asks no model is read, judged and written
// without the heap: what the workers need, they have.
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/runtime/engine/run_world.h"

namespace {

std::atomic<int64_t> allocations{0};

void* Allocate(size_t bytes) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) std::abort();
  return memory;
}
void* Allocate(size_t bytes, std::align_val_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const auto boundary = static_cast<size_t>(alignment);
  void* const memory = std::aligned_alloc(boundary, (bytes + boundary) / boundary * boundary);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes); }
void* operator new[](size_t bytes) { return Allocate(bytes); }
void* operator new(size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes); }
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes); }
void* operator new(size_t bytes, std::align_val_t to) { return Allocate(bytes, to); }
void* operator new[](size_t bytes, std::align_val_t to) { return Allocate(bytes, to); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }

namespace suture::engine {
namespace {

// A chart with more entries than any of the world's own.
std::string LargeChart(int n) {
  nlohmann::json bundle = nlohmann::json::parse(Chart(n));
  auto& entries = bundle["entry"];
  const nlohmann::json own = entries;
  for (int copy = 0; copy < 4; ++copy) {
    for (const nlohmann::json& entry : own) entries.push_back(entry);
  }
  return bundle.dump();
}

// Allocations after the first `warm` result lines.
int64_t AllocationsOf(const World& w, const std::string& charts, int64_t warm, int jobs) {
  int64_t before = 0, after = 0;
  RunOptions options;
  options.jobs = jobs;
  options.runner.fields = {{0}};  // The field that no prompt answers
  options.progress = [&](int64_t lines) {
    after = allocations.load();
    if (lines <= warm) before = after;
  };
  const Ran ran = RunOver(w, charts, options);
  CHECK(ran.summary.cases > 1000);
  return after - before;
}

TEST_CASE("over a thousand cases after a hundred at least as large, nothing is allocated") {
  std::string charts;
  for (int n = 1; n <= 400; ++n) charts += LargeChart(n * 2) + "\n";
  for (int n = 1; n <= 1200; ++n) charts += Chart(n) + "\n";
  const World w;
  CHECK(AllocationsOf(w, charts, 400, 1) == 0);
}

// The chart with one more condition, in a code that no set holds.
std::string WithCode(const std::string& chart, const std::string& code) {
  nlohmann::json bundle = nlohmann::json::parse(chart);
  nlohmann::json coding = {{"system", "urn:icd10cm"}, {"code", code}};
  bundle["entry"].push_back(
      {{"resource", {{"resourceType", "Condition"}, {"code", {{"coding", {coding}}}}}}});
  return bundle.dump();
}

TEST_CASE("codes never met before ask the heap for nothing") {
  std::string charts;
  for (int n = 1; n <= 400; ++n) charts += WithCode(LargeChart(n * 2), "R00.0") + "\n";
  for (int n = 1; n <= 1200; ++n) {
    charts +=
        WithCode(Chart(n), "R" + std::to_string(n) + ".much-longer-than-any-short-text") + "\n";
  }
  const World w;
  CHECK(AllocationsOf(w, charts, 400, 1) == 0);
}

TEST_CASE("what is counted would be seen") {
  const int64_t before = allocations.load();
  CHECK(std::make_unique<int>(7) != nullptr);
  CHECK(allocations.load() > before);
}

}  // namespace
}  // namespace suture::engine
