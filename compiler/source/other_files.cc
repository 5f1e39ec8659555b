#include "compiler/source/other_files.h"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace suture::source {
namespace {

// Enough for the keys that a plan and a chart begin with.
constexpr size_t kHead = 256;

std::string HeadOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(kHead, '\0');
  in.read(head.data(), static_cast<std::streamsize>(kHead));
  head.resize(static_cast<size_t>(in.gcount()));
  return head;
}

bool IsObject(const std::string& head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  return first != std::string::npos && head[first] == '{';
}

struct OtherKind {
  std::string_view sign, what;  // How such a file begins, or its ending
};

constexpr OtherKind kBeginnings[] = {
    {"%PDF", "a PDF document"},
    {"PK\x03\x04", "a Word, Excel or zip file"},
    {"\xD0\xCF\x11\xE0", "a document of an older Word or Excel"},
    {"\x1F\x8B", "a compressed file"},
    {"{\\rtf", "a rich text document"},
    {"<!DOCTYPE", "an HTML or XML file"},
    {"<html", "an HTML or XML file"},
    {"<?xml", "an HTML or XML file"},
    {"---\n", "YAML"},
};

constexpr OtherKind kEndings[] = {
    {".md", "a Markdown text"},
    {".markdown", "a Markdown text"},
    {".json", "JSON"},
    {".jsonl", "JSON"},
    {".ndjson", "JSON"},
    {".yaml", "YAML"},
    {".yml", "YAML"},
    {".csv", "a table of values"},
    {".tsv", "a table of values"},
    {".docx", "a Word document"},
    {".doc", "a Word document"},
    {".odt", "a Word document"},
    {".rtf", "a rich text document"},
    {".xlsx", "an Excel file"},
    {".xls", "an Excel file"},
    {".pdf", "a PDF document"},
    {".zip", "a zip file"},
    {".html", "an HTML or XML file"},
    {".htm", "an HTML or XML file"},
    {".xml", "an HTML or XML file"},
    {".py", "a Python program"},
    {".sql", "an SQL script"},
    {".cql", "a CQL library"},
};

bool IsPlan(const std::string& head) {
  return IsObject(head) && absl::StrContains(head, "\"version\"") &&
         absl::StrContains(head, "\"hash\"");
}

bool HasKeyFirst(const std::string& head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  const size_t key =
      first == std::string::npos ? first : head.find_first_not_of(" \t\r\n", first + 1);
  return IsObject(head) && key != std::string::npos && head[key] == '"';
}

// What the file is by how it begins or, where its name is no spec's, by its ending; empty: perhaps
// a spec.
std::string_view OtherKindOf(const std::string& path, const std::string& head) {
  for (const OtherKind& kind : kBeginnings) {
    if (std::string_view(head).starts_with(kind.sign)) return kind.what;
  }
  if (HasKeyFirst(head)) return "JSON";
  const std::string ending = std::filesystem::path(path).extension().string();
  for (const OtherKind& kind : kEndings) {
    if (ending == kind.sign) return kind.what;
  }
  return {};
}

}  // namespace

bool IsPlanFile(const std::string& path) { return IsPlan(HeadOf(path)); }

absl::Status RefuseOtherFiles(const std::string& path, const std::string& display_path) {
  const std::string head = HeadOf(path);
  if (IsPlan(head)) {
    return absl::FailedPreconditionError(absl::StrCat(
        "`", display_path,
        "` is a plan that `suture build` wrote, and a spec is wanted here. Name the .suture file "
        "or the ",
        "registry's folder that it was built from; `suture plan` shows what a plan does."));
  }
  if (IsObject(head) && absl::StrContains(head, "\"resourceType\"")) {
    return absl::FailedPreconditionError(absl::StrCat(
        "`", display_path,
        "` is a chart, and a spec is wanted here. Name a .suture file or a registry's folder; ",
        "`suture run` reads charts with `--cases`."));
  }
  if (const std::string_view what = OtherKindOf(path, head); !what.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("`", display_path, "` is ", std::string(what),
                     ", and a spec is wanted here. Name a .suture file or a registry's folder",
                     what == "YAML" ? "; a configuration is given with `--config`." : "."));
  }
  return absl::OkStatus();
}

}  // namespace suture::source
