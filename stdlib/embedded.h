// The standard library and its lexicons as they were when the binary was built.
#pragma once

#include <string_view>

namespace suture::stdlib {

struct File {
  std::string_view path;  // "fhir/kinds.suture", with forward slashes, ascending
  std::string_view content;
};

const File* Files();
int FileCount();

// The content of one file; empty when there is none of that path.
inline std::string_view Find(std::string_view path) {
  for (int i = 0; i < FileCount(); ++i) {
    if (Files()[i].path == path) return Files()[i].content;
  }
  return {};
}

}  // namespace suture::stdlib
