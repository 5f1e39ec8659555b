// Any text as a note: sections, mentions, and quotes of it that must be found where they stand.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/notes/mentions_report.h"
#include "tests/fuzz/compiled.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace suture;
  static const notes::Lexicon lexicon = fuzz::BuiltinLexicon();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)notes::WriteMentionsReport(
      "diabet*\npneumonia\nchest pain\nwound infection\n", text, lexicon, [](std::string_view) {},
      [](std::string_view) {});
  return 0;
}
