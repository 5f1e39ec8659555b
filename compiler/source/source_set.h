// The texts that one compilation reads, each under the path that messages show. A file keeps its
// index for as long as the set lives; base::Span::file is that index.
//
// Texts are kept as the bytes that were read. Lines and columns are worked out here and nowhere
// else: bytes inside the compiler, code points for people, UTF-16 units for editors. A byte order
// mark, which some editors put before a text, is none of its first line.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/base/span.h"

namespace suture::source {

struct SourceLimits {
  static constexpr uint64_t kDefaultMaxSourceBytes = 8 * 1024 * 1024;
  uint64_t max_source_bytes = kDefaultMaxSourceBytes;  // Larger files are not read.
};

// Why a text cannot be read as a specification. The parser says it in a sentence.
enum class TextProblem {
  kNone,
  kEmpty,        // Not one character, white space included.
  kTooLarge,     // Over max_source_bytes; the text is left out.
  kBinary,       // Holds a zero byte.
  kInvalidUtf8,  // problem_offset is the first byte that does not fit.
};

// One-based; a column counts code points, a tab is one.
struct LineColumn {
  int line = 1;
  int column = 1;
  bool operator==(const LineColumn&) const = default;
};

class SourceFile {
 public:
  SourceFile(std::string path, std::string text, const SourceLimits& limits);

  const std::string& path() const { return path_; }
  std::string_view text() const { return text_; }
  uint64_t size() const { return size_; }  // Bytes on disk, also when the text was left out.
  TextProblem problem() const { return problem_; }
  uint32_t problem_offset() const { return problem_offset_; }

  // Offsets past the end count as the end.
  LineColumn Position(uint32_t offset) const;
  int LineCount() const { return static_cast<int>(line_starts_.size()); }
  // Without its line break. `line` is one-based; outside the file: empty.
  std::string_view Line(int line) const;
  uint32_t LineStart(int line) const;

  // For editors: zero-based UTF-16 units from the start of the line, and back.
  int Utf16Column(uint32_t offset) const;
  uint32_t OffsetOfUtf16(int line, int utf16_column) const;

 private:
  friend class SourceSet;
  void FindLines();

  std::string path_;
  std::string text_;
  uint64_t size_ = 0;
  TextProblem problem_ = TextProblem::kNone;
  uint32_t problem_offset_ = 0;
  std::vector<uint32_t> line_starts_;
};

// Owns its files. Adding is not thread-safe; reading is.
class SourceSet {
 public:
  explicit SourceSet(SourceLimits limits = {}) : limits_(limits) {}
  SourceSet(const SourceSet&) = delete;
  SourceSet& operator=(const SourceSet&) = delete;
  SourceSet(SourceSet&&) = default;
  SourceSet& operator=(SourceSet&&) = default;

  int32_t Add(std::string display_path, std::string text);
  // Reads a file. The status is for what the environment did (no such file, no permission, a
  // folder); what is wrong with the text itself stands in the file's problem().
  absl::StatusOr<int32_t> Load(const std::string& path, std::string display_path);

  // The file was edited: its index stays, spans into the old text mean nothing any more.
  void Replace(int32_t id, std::string text);

  const SourceLimits& limits() const { return limits_; }
  int32_t size() const { return static_cast<int32_t>(files_.size()); }
  const SourceFile& file(int32_t id) const { return *files_[id]; }
  // The bytes under a span; empty where the span is not in this set.
  std::string_view Text(base::Span span) const;

 private:
  SourceLimits limits_;
  std::vector<std::unique_ptr<SourceFile>> files_;
};

}  // namespace suture::source
