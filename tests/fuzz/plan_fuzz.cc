// Any text as a plan. One that Verify accepts holds together: it describes itself, writes itself
// back, and judges a chart without a fault. The content hash is left out, or nothing would pass it.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cli/builtin_check.h"
#include "runtime/plan/json.h"
#include "runtime/plan/verify.h"
#include "tests/fuzz/judge.h"

namespace {

constexpr std::string_view kChart =
    R"({"resourceType":"Bundle","id":"c","entry":[)"
    R"({"resource":{"resourceType":"Patient","id":"p","birthDate":"1950-02-03","gender":"female"}},)"
    R"({"resource":{"resourceType":"Procedure","id":"surgery","status":"completed","code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"44140"}]},)"
    R"("performedPeriod":{"start":"2024-03-01T08:00:00-05:00","end":"2024-03-01T12:00:00-05:00"}}},)"
    R"({"resource":{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}]},)"
    R"("effectiveDateTime":"2024-02-28T07:00:00-05:00","valueQuantity":{"value":1.30,"unit":"mg/dL"}}}]})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace suture;
  static const notes::Lexicon lexicon = fuzz::BuiltinLexicon();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<plan::Plan> plan =
      plan::FromJson(text, {.max_bytes = 1 << 20, .max_entries = 1 << 16});
  if (!plan.ok() || !plan::Verify(*plan, cli::CheckBuiltin).ok()) return 0;
  const std::string written = plan::ToJson(*plan);
  const absl::StatusOr<plan::Plan> again = plan::FromJson(written);
  if (!again.ok() || plan::ToJson(*again) != written) std::abort();
  if (auto judge = fuzz::Judge::Create(*plan, lexicon)) judge->Lines(kChart);
  return 0;
}
