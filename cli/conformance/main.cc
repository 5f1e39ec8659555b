// suture_conformance FOLDER: runs every test of the HL7 CQL suite in FOLDER/*.jsonl on Suture's own
// values and operators. Exit code 1 when a test fails that is not a documented difference, 2 when
// the folder cannot be read.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "cli/conformance/elm.h"
#include "cli/conformance/judge.h"

namespace suture::conformance {
namespace {

using nlohmann::json;
using values::Value;

struct Tally {
  int passed = 0;
  int failed = 0;
  int not_applicable = 0;
  int differ = 0;
  int disputed = 0;
  int disputed_agree = 0;
  int disputed_without_tree = 0;

  void Add(const Tally& other) {
    passed += other.passed;
    failed += other.failed;
    not_applicable += other.not_applicable;
    differ += other.differ;
    disputed += other.disputed;
    disputed_agree += other.disputed_agree;
    disputed_without_tree += other.disputed_without_tree;
  }
};

struct Report {
  std::map<std::string, int> lacking;  // operator -> tests
  std::vector<std::string> failures;
  std::vector<std::string> differences;
};

enum class Verdict { kPassed, kFailed, kNotApplicable };

struct Ran {
  Verdict verdict = Verdict::kFailed;
  std::string lacking;     // of a test that is not applicable
  std::string detail;      // of a failed one: what was expected, what came
  std::string difference;  // why a failed one differs on purpose; empty when it does not
};

Ran RunWith(const json& test, values::MonthRounding rounding) {
  base::Arena arena;
  operators::Context context{&arena, rounding};
  ElmEvaluator evaluator(context);
  const json& expression = test.at("expression");
  if (expression.is_null()) return {Verdict::kNotApplicable, "no tree"};
  Outcome outcome{&expression};
  outcome.error_expected = test.contains("invalid");
  for (const auto& [tree, value] : {std::pair{&expression, &outcome.actual},
                                    std::pair{&test.at("output"), &outcome.expected}}) {
    const auto evaluated = evaluator.Evaluate(*tree);
    if (absl::IsInvalidArgument(evaluated.status())) {
      Ran ran;
      ran.detail = std::string(evaluated.status().message());
      return ran;
    }
    if (!evaluated.ok()) {
      return {Verdict::kNotApplicable, std::string(evaluated.status().message())};
    }
    *value = *evaluated;
  }
  // Where the suite expects an error, Suture's result is not known, with a cause.
  const bool passed = outcome.error_expected
                          ? outcome.actual.cause() != values::UnsettledCause::kNone
                          : SameResult(outcome.actual, outcome.expected, context);
  if (passed) return {Verdict::kPassed};
  Ran ran;
  ran.detail = fmt::format("expected {}, got {}",
                           outcome.error_expected ? "an error" : values::ToText(outcome.expected),
                           values::ToText(outcome.actual));
  ran.difference = std::string(DeliberateDifference(outcome));
  const bool ambiguous = outcome.actual.cause() == values::UnsettledCause::kAmbiguousArithmetic;
  if (ambiguous && rounding == values::MonthRounding::kRefuse &&
      RunWith(test, values::MonthRounding::kDown).verdict == Verdict::kPassed) {
    ran.difference =
        "month arithmetic without a single result is refused; it passes with `months round down`";
  }
  return ran;
}

// A tree that lacks a part it must have is a failure of its own, not the end of the run.
Ran RunTest(const json& test) {
  try {
    return RunWith(test, values::MonthRounding::kRefuse);
  } catch (const json::exception&) {
    Ran ran;
    ran.detail = "the tree is not well formed";
    return ran;
  }
}

Tally RunFile(const std::filesystem::path& path, Report* report) {
  Tally tally;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line == "\r") continue;
    const json test = json::parse(line, nullptr, /*allow_exceptions=*/false);
    const bool is_test = test.is_object() && test.contains("test") && test.at("test").is_string() &&
                         test.contains("expression");
    if (!is_test) {
      ++tally.failed;
      report->failures.push_back(path.filename().string() + ": a line is not a test");
      continue;
    }
    const std::string name = test.at("test").get<std::string>();
    const Ran ran = RunTest(test);
    if (test.contains("disputed")) {
      ++tally.disputed;
      tally.disputed_without_tree += ran.lacking == "no tree";
      tally.disputed_agree += ran.verdict == Verdict::kPassed;
      continue;
    }
    if (ran.verdict == Verdict::kPassed) {
      ++tally.passed;
      continue;
    }
    if (ran.verdict == Verdict::kNotApplicable) {
      ++tally.not_applicable;
      ++report->lacking[ran.lacking];
      continue;
    }
    const bool has_source = test.contains("cql") && test.at("cql").is_string();
    const std::string cql = has_source ? test.at("cql").get<std::string>() : "";
    if (!ran.difference.empty()) {
      ++tally.differ;
      report->differences.push_back(
          fmt::format("{}: {}\n    {}\n    {}", name, ran.difference, cql, ran.detail));
      continue;
    }
    ++tally.failed;
    report->failures.push_back(fmt::format("{}\n    {}\n    {}", name, cql, ran.detail));
  }
  return tally;
}

std::string Line(const Tally& t) {
  std::string line =
      fmt::format("{} passed, {} failed, {} not applicable", t.passed, t.failed, t.not_applicable);
  if (t.differ > 0) line += fmt::format(", {} differ on purpose", t.differ);
  if (t.disputed > 0) line += fmt::format(", {} disputed", t.disputed);
  return line;
}

int Run(const std::string& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const bool is_file = entry.is_regular_file(error) && entry.path().extension() == ".jsonl";
    if (is_file) files.push_back(entry.path());
  }
  if (error || files.empty()) {
    std::cerr << fmt::format("`{}` holds no .jsonl files of the CQL suite.\n", folder);
    std::cout << "0 passed, 0 failed, 0 not applicable\n";
    return 2;
  }
  std::sort(files.begin(), files.end());
  Tally total;
  Report report;
  for (const auto& file : files) {
    const Tally tally = RunFile(file, &report);
    std::cout << fmt::format("{}: {}\n", file.stem().string(), Line(tally));
    total.Add(tally);
  }
  if (!report.lacking.empty())
    std::cout << "\nNot applicable, by operator that Suture does not have:\n";
  for (const auto& [name, count] : report.lacking) {
    std::cout << fmt::format("  {} x {}: {}\n", count, name, WhyNot(name));
  }
  if (!report.differences.empty()) std::cout << "\nDiffer on purpose:\n";
  for (const std::string& difference : report.differences) std::cout << "  " << difference << "\n";
  if (!report.failures.empty()) std::cout << "\nFailed:\n";
  for (const std::string& failure : report.failures) std::cout << "  " << failure << "\n";
  std::cout << fmt::format(
      "\n{} differ on purpose; {} disputed by the suite's own users ({} of them without a tree, {} "
      "agree)\n",
      total.differ, total.disputed, total.disputed_without_tree, total.disputed_agree);
  std::cout << fmt::format("{} passed, {} failed, {} not applicable\n", total.passed, total.failed,
                           total.not_applicable);
  return total.failed > 0 ? 1 : 0;
}

}  // namespace
}  // namespace suture::conformance

int main(int argc, char** argv) {
  CLI::App app("Runs the HL7 CQL test suite on Suture's values and operators.");
  std::string folder;
  app.add_option("folder", folder, "Folder of .jsonl files, one test a line.")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return suture::conformance::Run(folder);
}
