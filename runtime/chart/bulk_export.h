// A FHIR Bulk Data export, one resource a line and a file a resource type, as charts: the resources
// of each patient become one Bundle.
// https://hl7.org/fhir/uv/bulkdata/export.html: "each file holds resources of one type, as NDJSON".
//
// Memory is bounded by the largest chart and by SpillSort: resources are sorted by patient in
// temporary files. Those that belong to no patient (drugs, people, places) wait in another, and are
// put into the chart of whoever refers to them; an entry of 24 bytes for each stays in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/chart/json_cursor.h"
#include "runtime/chart/lines.h"
#include "runtime/chart/spill.h"

namespace suture::chart {

class BulkExport {
 public:
  // Reads and sorts all files of the folder. kDataLoss: a line is no resource, named by file and
  // number; nothing is run over half of an export.
  static absl::StatusOr<std::unique_ptr<BulkExport>> Open(const std::string& folder,
                                                          size_t max_case_bytes,
                                                          const SpillSort::Limits& limits = {});

  // The next patient's Bundle, by the patient's id; its number counts patients. False: no more.
  absl::StatusOr<bool> Next(Line& line);

  // Resources that name a subject and no patient that could be told, by reference; left out.
  int64_t left_out() const { return left_out_; }

 private:
  // A resource that belongs to no patient: "Medication/m1" and its text, in shared_.
  struct Shared {
    uint64_t hash;
    int64_t offset;
    uint32_t name_size, text_size;
  };
  // What a resource says of itself.
  struct Head {
    std::string type, id, patient;
    bool has_subject = false;
  };

  BulkExport(size_t max_case_bytes, const SpillSort::Limits& limits)
      : max_case_bytes_(max_case_bytes), sorted_(std::string(), limits) {}
  absl::Status ReadFile(const std::string& path);
  bool ReadHead(std::string_view text);
  bool ReadSubject();
  absl::Status AddShared(std::string_view text);
  absl::Status Advance();
  absl::Status AppendShared(Line& line);
  absl::Status AppendIfShared(std::string_view reference, Line& line);
  void AppendEntry(std::string_view text, Line& line);

  const size_t max_case_bytes_;
  SpillSort sorted_;
  std::unique_ptr<TemporaryFile> shared_file_;
  std::vector<Shared> shared_;
  JsonCursor cursor_;
  Head head_;
  int64_t left_out_ = 0;

  int64_t number_ = 0;
  bool has_record_ = false;
  std::string_view patient_, record_;  // Of the record at hand
  int64_t entries_ = 0;                // Of the chart at hand
  std::vector<int64_t> taken_;         // Offsets of shared resources in the chart at hand
  std::string read_;
};

}  // namespace suture::chart
