// Charts as FHIR R4 bundles, of 60 to 200 KB, each one line of NDJSON. Case n of a seed is the same
// whatever was written before it.
#pragma once

#include <cstdint>
#include <string>

namespace suture::bench {

struct ChartOptions {
  uint64_t seed = 1;
  bool notes = false;
  // Bytes of a bundle, about; 0: by chance between 60 and 200 KB.
  int64_t bytes = 0;
};

// Replaces `line` with case `number`; no line end.
void WriteChart(const ChartOptions& options, int64_t number, std::string& line);

}  // namespace suture::bench
