// Result lines as JSON, appended to a buffer: no tree, no allocation once the buffer has grown.
#pragma once

#include <string>

#include "runtime/store/result.h"

namespace suture::store {

struct WriteOptions {
  // Without the words of notes and the values of chart entries; where they stand stays.
  bool redact = false;
};

// One line with its line end.
void AppendResultLine(const CaseResult& result, const WriteOptions& options, std::string& out);
// The list that such a line holds as `evidence`.
void AppendEvidence(absl::Span<const EvidenceItem> evidence, const WriteOptions& options,
                    std::string& out);

}  // namespace suture::store
