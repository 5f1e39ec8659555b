#include "runtime/store/earlier_results.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/status_macros.h"
#include "runtime/store/gzip.h"
#include "runtime/store/result.h"
#include "runtime/store/result_table.h"

namespace suture::store {
namespace {

// The number that `text` begins with, from 1; 0: none.
int64_t NumberAt(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end != text.data() ? number : 0;
}

class Reading {
 public:
  Reading(const std::string& path, const ExpectedResults& expected)
      : path_(path), expected_(expected), needs_header_(!expected.header.empty()) {}

  absl::Status Add(std::string_view line) {
    if (needs_header_) {
      if (line != expected_.header.substr(0, expected_.header.size() - 1)) return NoResults();
      needs_header_ = false;
      earlier_.bytes = static_cast<int64_t>(line.size()) + 1;
      return absl::OkStatus();
    }
    const int64_t number = LineNumber(line);
    if (number < std::max<int64_t>(earlier_.last_line, 1)) return NoResults();
    if (number > earlier_.last_line) before_last_ = earlier_;
    if (number > earlier_.last_line + 1) {
      without_result_.emplace_back(earlier_.last_line + 1, number - 1);
    }
    earlier_.last_line = number;
    earlier_.bytes += static_cast<int64_t>(line.size()) + 1;
    last_ = line;
    return absl::OkStatus();
  }

  absl::StatusOr<EarlierResults> End() {
    if (earlier_.last_line == 0) return earlier_;
    const std::string plan = expected_.header.empty() ? ReadJson() : ReadRow();
    const size_t digits = expected_.header.empty() ? expected_.plan_hash.size() : kPlanDigits;
    if (plan != expected_.plan_hash.substr(0, digits)) {
      return absl::FailedPreconditionError(fmt::format(
          "{} was written by another plan. Move it away, or name another file with --out.", path_));
    }
    // The case before is not read: the next line is judged anew.
    EarlierResults& result = expected_.redo_last_line ? before_last_ : earlier_;
    while (!without_result_.empty() && without_result_.back().second > result.last_line) {
      without_result_.pop_back();
    }
    result.without_result = std::move(without_result_);
    return std::move(result);
  }

  absl::Status NoResults() const {
    return absl::DataLossError(fmt::format(
        "{} holds lines that no run of Suture with these options has left there. Move it away, and "
        "run again without --resume.",
        path_));
  }

 private:
  // Every result begins with its version and the number of its line of the input, every row of CSV
  // with that number.
  int64_t LineNumber(std::string_view result) const {
    if (!expected_.header.empty()) return NumberAt(result);
    static const std::string beginning = fmt::format("{{\"v\":{},\"line\":", kResultVersion);
    if (!result.starts_with(beginning) || result.back() != '}') return 0;
    return NumberAt(result.substr(beginning.size()));
  }

  // The plan's hash; the case's name goes into earlier_.
  std::string ReadJson() {
    const nlohmann::json result = nlohmann::json::parse(last_, nullptr, /*allow_exceptions=*/false);
    if (!result.is_object()) return {};
    if (result.contains("case") && result["case"].is_string()) {
      earlier_.case_id = result["case"].get<std::string>();
    }
    return result.value("plan", "");
  }
  // A case whose name is not written as it is stays unknown.
  std::string ReadRow() {
    const size_t first = last_.find(','), second = last_.find(',', first + 1);
    if (second == std::string::npos) return {};
    const std::string name = last_.substr(second + 1, last_.find(',', second + 1) - second - 1);
    if (name.find_first_of("\"' ") == std::string::npos) earlier_.case_id = name;
    return last_.substr(first + 1, second - first - 1);
  }

  const std::string& path_;
  const ExpectedResults& expected_;
  bool needs_header_;
  EarlierResults earlier_, before_last_;
  std::vector<std::pair<int64_t, int64_t>> without_result_;
  std::string last_;
};

absl::StatusOr<EarlierResults> ReadGzip(const std::string& path, const ExpectedResults& expected) {
  std::ifstream in(path, std::ios::binary);
  const std::string gzip{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  GzipMembers members(gzip);
  Reading reading(path, expected);
  std::string text;
  while (true) {
    const absl::StatusOr<bool> more = members.Next(text);
    if (!more.ok()) return reading.NoResults();
    if (!*more) break;
    for (std::string_view rest = text; !rest.empty();) {
      const size_t end = rest.find('\n');
      if (end == std::string_view::npos) return reading.NoResults();
      SUTURE_RETURN_IF_ERROR(reading.Add(rest.substr(0, end)));
      rest.remove_prefix(end + 1);
    }
  }
  SUTURE_ASSIGN_OR_RETURN(EarlierResults earlier, reading.End());
  earlier.bytes = static_cast<int64_t>(members.end());
  return earlier;
}

}  // namespace

absl::StatusOr<EarlierResults> ReadEarlierResults(const std::string& path,
                                                  const ExpectedResults& expected) {
  if (expected.is_gzip) return ReadGzip(path, expected);
  std::ifstream in(path, std::ios::binary);
  Reading reading(path, expected);
  std::string line;
  while (std::getline(in, line) && !in.eof()) SUTURE_RETURN_IF_ERROR(reading.Add(line));
  return reading.End();
}

}  // namespace suture::store
