// Result lines as JSON, appended to a buffer: no tree, no allocation once the buffer has grown.
#pragma once

#include <string>

#include "runtime/store/redact.h"
#include "runtime/store/result.h"

namespace suture::store {

struct WriteOptions {
  const Redactor* redactor = nullptr;  // What it makes of a result is written in its place.
};

// One line with its line end.
void AppendResultLine(const CaseResult& result, const WriteOptions& options, std::string& out);
// The list that such a line holds as `evidence`, as it is.
void AppendEvidence(EvidenceItems evidence, std::string& out);
// One item of it.
void AppendEvidence(const EvidenceItem& item, std::string& out);

}  // namespace suture::store
