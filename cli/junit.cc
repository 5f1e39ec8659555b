#include "cli/junit.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace suture::cli {
namespace {

std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return out;
}

void AddCase(std::string& out, std::string_view fields, std::string_view title,
             std::string_view tag, std::string_view first, std::string_view text) {
  absl::StrAppend(&out, "    <testcase classname=\"", Escaped(fields), "\" name=\"", Escaped(title),
                  "\"");
  if (tag.empty()) {
    out += "/>\n";
    return;
  }
  const std::string name(tag);
  absl::StrAppend(&out, ">\n      <", name, " message=\"", Escaped(first), "\">", Escaped(text),
                  "</", name, ">\n    </testcase>\n");
}

void AddSuite(std::string& out, const JUnitSuite& suite) {
  if (suite.report == nullptr) {
    absl::StrAppend(&out, "  <testsuite name=\"", Escaped(suite.name),
                    "\" tests=\"1\" failures=\"0\" errors=\"1\">\n");
    AddCase(out, suite.name, "the spec compiles", "error",
            suite.broken.substr(0, suite.broken.find('\n')), suite.broken);
    out += "  </testsuite>\n";
    return;
  }
  const auto& results = suite.report->results;
  const auto errors =
      std::count_if(results.begin(), results.end(),
                    [](const testing::TestResult& result) { return result.could_not_run; });
  absl::StrAppend(&out, "  <testsuite name=\"", Escaped(suite.name), "\" tests=\"", results.size(),
                  "\" failures=\"", suite.report->failed - errors, "\" errors=\"", errors, "\">\n");
  for (const testing::TestResult& result : results) {
    const std::string_view tag = result.passed ? "" : result.could_not_run ? "error" : "failure";
    AddCase(out, result.fields, result.title, tag,
            result.messages.empty() ? "" : result.messages[0],
            absl::StrJoin(result.messages, "\n"));
  }
  out += "  </testsuite>\n";
}

}  // namespace

std::string JUnitOf(const std::vector<JUnitSuite>& suites) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const JUnitSuite& suite : suites) AddSuite(out, suite);
  return out + "</testsuites>\n";
}

}  // namespace suture::cli
