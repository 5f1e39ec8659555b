#include "runtime/engine/case_lines.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace suture::engine {
namespace {

class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() / ("case_lines_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string Add(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// "number:text" of each line, then how it ended.
std::vector<std::string> ReadAll(const std::vector<std::string>& paths) {
  std::vector<std::string> read;
  const auto lines = CaseLines::Open(paths, 100);
  if (!lines.ok()) return {"not opened"};
  chart::Line line;
  int64_t number = 0;
  while (true) {
    switch ((*lines)->Next(line, number)) {
      case CaseLines::Found::kLine:
        read.push_back(std::to_string(number) + ":" + std::string(line.text()));
        break;
      case CaseLines::Found::kTooLong:
        read.push_back(std::to_string(number) + " is too long");
        break;
      case CaseLines::Found::kEnd:
        return read;
      case CaseLines::Found::kFailed:
        read.push_back("failed");
        return read;
    }
  }
}

using GivenLines = std::vector<std::string>;

TEST_CASE("files are read one after the other, and their lines counted as if they were one") {
  const Folder folder;
  const std::string one = folder.Add("one.ndjson", "a\n\nb");
  const std::string none = folder.Add("none.ndjson", "");
  const std::string two = folder.Add("two.ndjson", "c\n" + std::string(101, 'x') + "\nd\n\n");
  CHECK(ReadAll({one}) == GivenLines{"1:a", "3:b"});
  CHECK(ReadAll({one, none, two, one}) ==
        GivenLines{"1:a", "3:b", "4:c", "5 is too long", "6:d", "8:a", "10:b"});
}

TEST_CASE("a folder stands for its files of charts, by name") {
  const Folder folder;
  CHECK(ReadAll({folder.path()}) == GivenLines{"not opened"});
  folder.Add("b.ndjson", "b\n");
  folder.Add("a.ndjson.gz", "a\n");  // What it holds counts, not its name.
  folder.Add("notes.txt", "no chart\n");
  std::filesystem::create_directories(folder.path() + "/inner.ndjson");
  CHECK(ReadAll({folder.path()}) == GivenLines{"1:a", "2:b"});
  CHECK(ReadAll({folder.path() + "/b.ndjson", folder.path()}) == GivenLines{"1:b", "2:a", "3:b"});
}

TEST_CASE("a file that cannot be read ends the lines with an error, after those before it") {
  const Folder folder;
  const std::string one = folder.Add("one.ndjson", "a\n");
  CHECK(ReadAll({folder.path() + "/missing.ndjson", one}) == GivenLines{"not opened"});
  CHECK(ReadAll({one, folder.path() + "/missing.ndjson"}) == GivenLines{"1:a", "failed"});
  CHECK(ReadAll({one, folder.Add("cut.ndjson.gz", "\x1F\x8B\x08")}) == GivenLines{"1:a", "failed"});
}

}  // namespace
}  // namespace suture::engine
