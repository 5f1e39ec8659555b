// Golden file tests: an input file, and beside it a file with what is expected of it. One small
// file a case. With SUTURE_BLESS=1 in the environment the expected files are written anew; the
// change is then for a person to read in the diff.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace suture::testing {

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The files of a folder (relative to the repository) with the extension, in the order of their
// names.
inline std::vector<std::filesystem::path> FilesIn(const std::string& folder,
                                                  const std::string& extension) {
  std::vector<std::filesystem::path> files;
  std::filesystem::path root = std::filesystem::path(SUTURE_SOURCE_DIR) / folder;
  if (!std::filesystem::exists(root)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline bool Blessing() {
  const char* bless = std::getenv("SUTURE_BLESS");
  return bless != nullptr && std::string(bless) == "1";
}

// Compares with, or writes, `expected_path`.
inline void CheckGolden(const std::filesystem::path& expected_path, const std::string& actual) {
  if (Blessing()) {
    std::ofstream(expected_path, std::ios::binary) << actual;
    return;
  }
  INFO("Expected output stands in " << expected_path.filename().string()
                                    << "; SUTURE_BLESS=1 writes it anew.");
  REQUIRE(std::filesystem::exists(expected_path));
  CHECK(ReadText(expected_path) == actual);
}

// Runs every input of a folder through `run` and compares with the file beside it that ends in
// `.expected` in place of `extension`.
inline void RunGoldens(const std::string& folder, const std::string& extension,
                       const std::function<std::string(const std::filesystem::path&)>& run) {
  std::vector<std::filesystem::path> files = FilesIn(folder, extension);
  REQUIRE(!files.empty());
  for (const std::filesystem::path& file : files) {
    INFO(file.filename().string());
    std::filesystem::path expected = file;
    CheckGolden(expected.replace_extension(".expected"), run(file));
  }
}

}  // namespace suture::testing
