#include "cli/chart_notes.h"

#include <memory>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/fhir_bundle_reader.h"
#include "runtime/chart/lines.h"
#include "runtime/rules/program.h"
#include "runtime/rules/validity.h"

namespace suture::cli {
namespace {

absl::StatusOr<chart::Line> LineOf(const std::string& charts, int64_t number) {
  SUTURE_ASSIGN_OR_RETURN(const std::unique_ptr<chart::LineSource> source,
                          chart::LineSource::Open(charts));
  chart::Line line;
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool found, source->Next(line));
    if (!found || line.number() > number) break;
    if (line.number() == number) return line;
  }
  return absl::NotFoundError(fmt::format(
      "{} has no chart on line {}, where the result came from. Name the charts that were run.",
      charts, number));
}

// As results name it: an entry without id by its place in the bundle.
std::string SourceOf(const chart::Resource& resource) {
  if (resource.id.empty()) return fmt::format("{}#{}", resource.type, resource.entry);
  return fmt::format("{}/{}", resource.type, resource.id);
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> NotesOfChart(const plan::Plan& plan,
                                                                const std::string& charts,
                                                                int64_t number) {
  SUTURE_ASSIGN_OR_RETURN(const chart::Line line, LineOf(charts, number));
  SUTURE_ASSIGN_OR_RETURN(const auto program, rules::Program::Build(plan));
  SUTURE_ASSIGN_OR_RETURN(const chart::Program reading, chart::Program::Create(plan));
  rules::RowConditions conditions(*program);
  chart::FhirBundleReader reader(reading, conditions);
  chart::Case chart(plan);
  if (const std::optional<chart::CaseError> error = reader.Read(line.text(), chart)) {
    return absl::InvalidArgumentError(
        fmt::format("{}, line {}: {}", charts, number, error->message));
  }
  std::map<std::string, std::string> notes;
  if (!plan.notes.valid()) return notes;
  for (const chart::Row& row : chart.rows(plan.notes).rows) {
    if (row.resource < 0) continue;
    for (const chart::Cell& cell : row.cells) {
      if (cell.kind != chart::Cell::Kind::kAttachment) continue;
      notes.emplace(SourceOf(chart.resources()[static_cast<size_t>(row.resource)]),
                    std::string(cell.attachment->text));
    }
  }
  return notes;
}

}  // namespace suture::cli
