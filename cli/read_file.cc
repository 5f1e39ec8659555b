#include "cli/read_file.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace suture::cli {

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ostringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, error)) {
    return absl::NotFoundError("There is no file " + path + ", or it may not be read.");
  }
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  return text.str();
}

}  // namespace suture::cli
