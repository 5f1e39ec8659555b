#include "runtime/chart/case_error.h"

#include "fmt/format.h"

namespace suture::chart {

std::string_view Name(CaseErrorCode code) {
  switch (code) {
    case CaseErrorCode::kNotJson:
      return "not_json";
    case CaseErrorCode::kTruncated:
      return "truncated";
    case CaseErrorCode::kInvalidUtf8:
      return "invalid_utf8";
    case CaseErrorCode::kNotABundle:
      return "not_a_bundle";
    case CaseErrorCode::kTwoPatients:
      return "two_patients";
    case CaseErrorCode::kTooLarge:
      return "too_large";
    case CaseErrorCode::kTooManyRows:
      return "too_many_rows";
    case CaseErrorCode::kTooDeep:
      return "too_deep";
  }
  return {};
}

CaseError JsonError(simdjson::error_code error, int64_t offset) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return {CaseErrorCode::kInvalidUtf8, "The line is not valid UTF-8.", offset};
    case simdjson::UNCLOSED_STRING:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return {CaseErrorCode::kTruncated,
              "The line ends before its JSON does; the file may have been cut off.", offset};
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return {CaseErrorCode::kTooLarge, "The line is too large to be read.", offset};
    case simdjson::DEPTH_ERROR:
      return {CaseErrorCode::kTooDeep, "The JSON is nested too deeply.", offset};
    case simdjson::EMPTY:
      return {CaseErrorCode::kNotJson, "The line is empty.", offset};
    default:
      return {CaseErrorCode::kNotJson,
              fmt::format("The line is not valid JSON ({}).", simdjson::error_message(error)),
              offset};
  }
}

}  // namespace suture::chart
