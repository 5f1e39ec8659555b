#include "compiler/driver/library_help.h"

#include <filesystem>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "stdlib/embedded.h"

namespace suture::driver {
namespace {

// Whether a file of the library declares `name` at the start of a line.
bool Declares(std::string_view text, std::string_view name) {
  for (std::string_view keyword :
       {"lab ", "codes ", "document ", "phrases ", "define ", "choice ", "kind ", "system "}) {
    const std::string line = fmt::format("\n{}{}", keyword, name);
    const size_t at = text.find(line);
    if (at == std::string_view::npos) continue;
    const size_t end = at + line.size();
    if (end < text.size() && (text[end] == ' ' || text[end] == '(' || text[end] == '\n'))
      return true;
  }
  return false;
}

std::string ModuleOf(std::string_view name) {
  for (int i = 0; i < stdlib::FileCount(); ++i) {
    const stdlib::File& file = stdlib::Files()[i];
    const std::filesystem::path path(file.path);
    if (path.extension() == ".suture" && Declares(file.content, name)) {
      return "std." + path.parent_path().generic_string();
    }
  }
  return "";
}

}  // namespace

void AddLibraryHelp(std::vector<diag::Diagnostic>& diagnostics) {
  using K = diag::KindId;
  for (diag::Diagnostic& d : diagnostics) {
    const bool unknown =
        d.kind == K::kUnknownDeclared || d.kind == K::kUnknownName || d.kind == K::kUnknownFunction;
    if (!unknown || !d.help.empty() || d.arguments.empty()) continue;
    std::string_view name = d.arguments.back();
    if (name.size() > 2 && name.front() == '`') name = name.substr(1, name.size() - 2);
    const std::string module = ModuleOf(name);
    if (module.empty()) continue;
    d.help.push_back(
        fmt::format("It stands in `{0}`: add `use {0}` at the head of the file.", module));
  }
}

}  // namespace suture::driver
