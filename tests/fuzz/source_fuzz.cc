// Any text as a spec: parsed, laid out, checked, lowered. What is laid out reads as the same tree
// (Format compares) and stays as it is when laid out again.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "compiler/diagnostics/print.h"
#include "compiler/driver/driver.h"
#include "compiler/format/format.h"

namespace suture {
namespace {

void LayOut(const std::string& text) {
  source::SourceSet sources;
  const int32_t file = sources.Add("fuzz.suture", text);
  diag::Emitter emitter;
  const absl::StatusOr<std::string> once = format::Format(sources, file, emitter);
  if (once.status().code() == absl::StatusCode::kInternal) std::abort();
  if (!once.ok()) return;
  const int32_t again = sources.Add("again.suture", *once);
  const absl::StatusOr<std::string> twice = format::Format(sources, again, emitter);
  if (!twice.ok() || *twice != *once) std::abort();
}

std::string TemporaryFile() {
  return std::string("/tmp/suture_source_fuzz_") + std::to_string(getpid()) + ".suture";
}

void Compile(const std::string& text) {
  static const std::string path = TemporaryFile();
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) std::abort();
  std::fwrite(text.data(), 1, text.size(), file);
  std::fclose(file);
  // The library is read once: only the text is new.
  static driver::Session& session = *[] {
    driver::Options options;
    options.parse_limits.max_repair_tokens =
        100'000;  // Sanitizers make trials thirty times slower.
    return new driver::Session(options);
  }();
  (void)session.Edit(path, text);  // Not found for the first text, which is read from the file.
  const absl::StatusOr<driver::Compilation> compilation = session.Compile(path);
  if (!compilation.ok()) std::abort();
  diag::PrintText(session.sources(), compilation->diagnostics);
  diag::PrintSarif(session.sources(), compilation->diagnostics, "0");
  if (!compilation->has_errors) (void)driver::BuildPlan(*compilation, {});
}

}  // namespace
}  // namespace suture

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  suture::LayOut(text);
  suture::Compile(text);
  return 0;
}
