#include "runtime/store/earlier_results.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/store/result.h"

namespace suture::store {
namespace {

// Every result line begins with its version and the number of its line of the input.
int64_t LineNumber(std::string_view result) {
  static const std::string beginning = fmt::format("{{\"v\":{},\"line\":", kResultVersion);
  if (!result.starts_with(beginning)) return 0;
  int64_t number = 0;
  const char* const begin = result.data() + beginning.size();
  const auto [end, error] = std::from_chars(begin, result.data() + result.size(), number);
  return error == std::errc() && end != begin && result.back() == '}' ? number : 0;
}

}  // namespace

absl::StatusOr<EarlierResults> ReadEarlierResults(const std::string& path,
                                                  std::string_view plan_hash,
                                                  bool redo_last_line) {
  EarlierResults earlier, before_last;
  std::ifstream in(path, std::ios::binary);
  std::string line, last;
  while (std::getline(in, line) && !in.eof()) {
    const int64_t number = LineNumber(line);
    if (number < std::max<int64_t>(earlier.last_line, 1)) {
      return absl::DataLossError(fmt::format(
          "{} holds lines that no run of Suture has left there. Move it away, and run again without "
          "--resume.",
          path));
    }
    if (number > earlier.last_line) before_last = earlier;
    earlier.last_line = number;
    earlier.bytes += static_cast<int64_t>(line.size()) + 1;
    last.swap(line);
  }
  if (earlier.last_line == 0) return earlier;
  const nlohmann::json result = nlohmann::json::parse(last, nullptr, /*allow_exceptions=*/false);
  if (!result.is_object() || result.value("plan", "") != plan_hash) {
    return absl::FailedPreconditionError(
        fmt::format("{} was written by another plan. Move it away, or name another file with --out.",
                    path));
  }
  if (redo_last_line) return before_last;  // Its case is not read: the next line is judged anew.
  if (result.contains("case") && result["case"].is_string()) {
    earlier.case_id = result["case"].get<std::string>();
  }
  return earlier;
}

}  // namespace suture::store
