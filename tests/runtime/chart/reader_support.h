// What tests of the reader share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/chart/fhir_bundle_reader.h"
#include "tests/runtime/chart/fhir_kinds.h"

namespace suture::chart {

// Keeps rows unless a test says otherwise.
class ScriptedFilter : public RowFilter {
 public:
  Verdict Judge(plan::ShapeId, plan::ExprId condition, const Row& row) override {
    return judge ? judge(condition, row) : Verdict::kKeep;
  }
  Verdict (*judge)(plan::ExprId, const Row&) = nullptr;
};

// A plan, its program, a reader and one case; keeps the padded copies of the lines it has read.
class ReaderFixture {
 public:
  explicit ReaderFixture(std::vector<plan::CodeSet> code_sets = {}, ReaderLimits limits = {});

  std::optional<CaseError> Read(std::string_view line);
  const std::vector<Row>& Rows(std::string_view kind) const {
    return chart->rows(kinds.Collection(kind)).rows;
  }
  const Cell& At(std::string_view kind, size_t row, std::string_view attribute) const;
  // The cell as the tests compare it; see the source.
  std::string Show(std::string_view kind, size_t row, std::string_view attribute) const;

  FhirKinds kinds;
  std::unique_ptr<Program> program;
  ScriptedFilter filter;
  std::unique_ptr<FhirBundleReader> reader;
  std::unique_ptr<Case> chart;

 private:
  std::string padded_;
};

// "value", "period start..end", "codes system|code,…;text" with sets in braces, "text …",
// "unreadable cause text", or empty.
std::string ShowCell(const Cell& cell);

// A Bundle around entries that are resources as JSON.
std::string BundleOf(const std::vector<std::string>& resources, std::string_view id = "c1");

}  // namespace suture::chart
