// Why a chart gives no case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "simdjson.h"

namespace suture::chart {

enum class CaseErrorCode : uint8_t {
  kNotJson,
  kTruncated,
  kInvalidUtf8,
  kNotABundle,
  kTwoPatients,
  kTooLarge,
  kTooManyRows,
  kTooDeep,
};
std::string_view Name(CaseErrorCode code);  // "not_json": stands in results, never renamed

struct CaseError {
  CaseErrorCode code = CaseErrorCode::kNotJson;
  std::string message;  // A sentence; holds nothing of the chart's content.
  int64_t offset = -1;  // Bytes from the start of the line; -1: not known.
};

// What stopped a text from being JSON, at this byte.
CaseError JsonError(simdjson::error_code error, int64_t offset);

}  // namespace suture::chart
