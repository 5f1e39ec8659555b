// Any bytes as one line of charts, judged by the NSQIP slice: no fault, and the same lines twice.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/fuzz/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace suture;
  static const plan::Plan plan = fuzz::CompileRegistry("nsqip");
  static const notes::Lexicon lexicon = fuzz::BuiltinLexicon();
  static const std::unique_ptr<fuzz::Judge> judge = fuzz::Judge::Create(plan, lexicon);
  const std::string_view chart(reinterpret_cast<const char*>(data), size);
  if (judge->Lines(chart) != judge->Lines(chart)) std::abort();
  return 0;
}
