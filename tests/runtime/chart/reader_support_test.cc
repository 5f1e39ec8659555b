#include "tests/runtime/chart/reader_support.h"

#include <catch2/catch.hpp>

#include "fmt/format.h"

namespace suture::chart {

ReaderFixture::ReaderFixture(std::vector<plan::CodeSet> code_sets, ReaderLimits limits)
    : kinds(ReadFhirKinds(std::move(code_sets))) {
  program = std::make_unique<Program>(*Program::Create(kinds.plan));
  reader = std::make_unique<FhirBundleReader>(*program, filter, limits);
  chart = std::make_unique<Case>(kinds.plan);
}

std::optional<CaseError> ReaderFixture::Read(std::string_view line) {
  chart->Reset();
  padded_.assign(line);
  padded_.append(FhirBundleReader::kPadding, '\0');
  return reader->Read(std::string_view(padded_).substr(0, line.size()), *chart);
}

const Cell& ReaderFixture::At(std::string_view kind, size_t row, std::string_view attribute) const {
  REQUIRE(row < Rows(kind).size());
  return Rows(kind)[row].cells[kinds.Attribute(kind, attribute)];
}
std::string ReaderFixture::Show(std::string_view kind, size_t row,
                                std::string_view attribute) const {
  return ShowCell(At(kind, row, attribute));
}

std::string ShowCell(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kEmpty:
      return "";
    case Cell::Kind::kValue:
      return cell.value.kind() == values::Kind::kText ? std::string(cell.value.text())
                                                      : values::ToText(cell.value);
    case Cell::Kind::kPeriod:
      return fmt::format("period {}..{}",
                         cell.period->has_start ? cell.period->start.ToString() : "",
                         cell.period->has_end      ? cell.period->end.ToString()
                         : !cell.period->is_period ? "?"
                                                   : "");
    case Cell::Kind::kAttachment:
      return fmt::format("text {}", cell.attachment->text);
    case Cell::Kind::kUnreadable:
      return fmt::format("unreadable {} {}", values::Name(cell.cause), cell.value.text());
    case Cell::Kind::kCodes: {
      std::string text = "codes ";
      for (const Coding& coding : cell.codes->codings) {
        text += fmt::format("{}|{},", coding.system_uri, coding.code);
      }
      text += fmt::format(";{}{{", cell.codes->text);
      for (const int32_t set : cell.codes->sets) text += fmt::format("{},", set);
      return text + (cell.codes->unlisted ? "}?" : "}");
    }
  }
  return "?";
}

std::string BundleOf(const std::vector<std::string>& resources, std::string_view id) {
  std::string entries;
  for (const std::string& resource : resources) {
    entries += fmt::format("{}{{\"resource\":{}}}", entries.empty() ? "" : ",", resource);
  }
  return fmt::format("{{\"resourceType\":\"Bundle\",\"id\":\"{}\",\"entry\":[{}]}}", id, entries);
}

}  // namespace suture::chart
