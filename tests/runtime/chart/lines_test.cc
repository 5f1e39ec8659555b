#include "runtime/chart/lines.h"

#include <zlib.h>
#include <zstd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "runtime/chart/fhir_bundle_reader.h"

namespace suture::chart {
namespace {

// A file that lives as long as its test.
class WrittenFile {
 public:
  explicit WrittenFile(const std::string& content)
      : path_(std::filesystem::temp_directory_path() /
              ("suture_lines_" + std::to_string(reinterpret_cast<uintptr_t>(this)))) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~WrittenFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string Gzip(const std::string& text) {
  z_stream state{};
  REQUIRE(deflateInit2(&state, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(compressBound(text.size()) + 64, '\0');
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  state.avail_in = text.size();
  state.next_out = reinterpret_cast<Bytef*>(out.data());
  state.avail_out = out.size();
  REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - state.avail_out);
  deflateEnd(&state);
  return out;
}

std::string Zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

struct Read {
  std::vector<std::string> lines;  // "number:text", "number:! length"
  absl::Status status;
};

Read ReadAll(const std::string& content, size_t max_bytes = kDefaultMaxCaseBytes) {
  const WrittenFile file(content);
  auto source = LineSource::Open(file.path(), max_bytes);
  REQUIRE(source.ok());
  Read read;
  Line line;
  while (true) {
    const absl::StatusOr<bool> next = (*source)->Next(line);
    read.status = next.status();
    if (!next.ok() || !*next) return read;
    const std::string number = std::to_string(line.number()) + ":";
    read.lines.push_back(line.is_too_long() ? number + "! " + std::to_string(line.length())
                                            : number + std::string(line.text()));
    if (line.is_too_long()) continue;  // It has no text.
    // The padding can be read, and begins with a zero.
    REQUIRE(*(line.text().data() + line.text().size()) == '\0');
    for (size_t i = 1; i < FhirBundleReader::kPadding; ++i) {
      static_cast<void>(*(line.text().data() + line.text().size() + i));
    }
  }
}

using Lines = std::vector<std::string>;

TEST_CASE("A file in UTF-16 is told, not taken for broken charts") {
  for (const std::string& bytes :
       {std::string("\xFF\xFE{\0}\0\n\0", 8), std::string("\xFE\xFF\0{\0}\0\n", 8),
        std::string("{\0}\0\n\0", 6), std::string("\0{\0}\0\n", 6), Gzip("\xFF\xFE")}) {
    const Read read = ReadAll(bytes);
    CHECK(read.lines.empty());
    CHECK(read.status.code() == absl::StatusCode::kInvalidArgument);
    CHECK(read.status.message().find("UTF-16") != std::string_view::npos);
  }
  CHECK(ReadAll("{}\n\xFF\xFE").lines.size() == 2);
}

TEST_CASE("Lines are numbered as an editor numbers them") {
  CHECK(ReadAll("").lines.empty());
  CHECK(ReadAll("\n\n").lines.empty());
  CHECK(ReadAll("a").lines == Lines{"1:a"});
  CHECK(ReadAll("a\nb\n").lines == Lines{"1:a", "2:b"});
  CHECK(ReadAll("a\r\n\r\n  \nb\r\n\nc").lines == Lines{"1:a", "4:b", "6:c"});
  CHECK(ReadAll("\xEF\xBB\xBF{}\n\xEF\xBB\xBF").lines == Lines{"1:{}", "2:\xEF\xBB\xBF"});
}

TEST_CASE("A line beyond the limit is passed over and told of") {
  const std::string longer(3000, 'x');
  CHECK(ReadAll("a\n" + longer + "\nb", 2999).lines == Lines{"1:a", "2:! 3000", "3:b"});
  CHECK(ReadAll(longer, 2999).lines == Lines{"1:! 3000"});
  CHECK(ReadAll(longer, 3000).lines == Lines{"1:" + longer});
}

TEST_CASE("Lines longer than a block are put together") {
  const std::string longer(5'000'000, 'y');
  const Read read = ReadAll("a\n" + longer + "\n" + longer + "z\n");
  REQUIRE(read.lines.size() == 3);
  CHECK(read.lines[1].size() == longer.size() + 2);
  CHECK(read.lines[2].back() == 'z');
}

TEST_CASE("Compressed input is told by its first bytes") {
  const std::string text = "a\n" + std::string(700'000, 'b') + "\nc\n";
  const Lines expected = ReadAll(text).lines;
  CHECK(ReadAll(Gzip(text)).lines == expected);
  CHECK(ReadAll(Zstd(text)).lines == expected);
  CHECK(ReadAll(Gzip("a\n") + Gzip("b\n")).lines == Lines{"1:a", "2:b"});
  CHECK(ReadAll(Zstd("a\n") + Zstd("b\n")).lines == Lines{"1:a", "2:b"});
}

TEST_CASE("Compressed input that is cut off or damaged is an error, not an end") {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += std::to_string(i * 7919) + "\n";
  for (const std::string& whole : {Gzip(text), Zstd(text)}) {
    const Read cut = ReadAll(whole.substr(0, whole.size() / 2));
    CHECK(cut.status.code() == absl::StatusCode::kDataLoss);
    std::string damaged = whole;
    for (size_t i = whole.size() / 2; i < whole.size() / 2 + 50; ++i) damaged[i] ^= 0x55;
    CHECK(ReadAll(damaged).status.code() == absl::StatusCode::kDataLoss);
  }
}

TEST_CASE("A file that is not there is an error that names it") {
  const auto source = LineSource::Open("/nowhere/cases.ndjson");
  CHECK(source.status().code() == absl::StatusCode::kNotFound);
  CHECK(std::string(source.status().message()).find("/nowhere/cases.ndjson") != std::string::npos);
}

}  // namespace
}  // namespace suture::chart
