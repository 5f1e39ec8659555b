#include "compiler/codes/import.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "runtime/base/status_macros.h"
#include "runtime/text/utf8.h"

namespace suture::codes {
namespace {

using Json = nlohmann::json;

std::string TextOf(const Json& object, const char* member) {
  auto it = object.find(member);
  return it != object.end() && it->is_string() ? it->get<std::string>() : "";
}

absl::Status AddGroup(const Json& group, bool excluded, std::vector<ImportedCode>& out) {
  if (group.contains("filter") || group.contains("valueSet")) {
    return absl::InvalidArgumentError(
        "it selects codes by a filter or by another ValueSet, so it does not list them; import an "
        "expanded ValueSet");
  }
  std::string system = TextOf(group, "system");
  auto concepts = group.find("concept");
  if (concepts == group.end() || !concepts->is_array()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "it takes all codes of ", system, " without listing them; import an expanded ValueSet"));
  }
  for (const Json& entry : *concepts) {
    std::string code = entry.is_object() ? TextOf(entry, "code") : "";
    if (code.empty()) return absl::InvalidArgumentError("one of its concepts has no code");
    out.push_back({system, std::move(code), excluded});
  }
  return absl::OkStatus();
}

// `depth`: groups that may still stand inside each other.
absl::Status AddExpansion(const Json& entries, int depth, std::vector<ImportedCode>& out) {
  if (depth < 0) return absl::InvalidArgumentError("its expansion is nested too deeply");
  for (const Json& entry : entries) {
    if (!entry.is_object())
      return absl::InvalidArgumentError("its expansion holds something that is no concept");
    std::string code = TextOf(entry, "code");
    bool abstract = entry.value("abstract", false);
    if (!code.empty() && !abstract)
      out.push_back({TextOf(entry, "system"), std::move(code), false});
    auto inner = entry.find("contains");
    if (inner != entry.end() && inner->is_array())
      SUTURE_RETURN_IF_ERROR(AddExpansion(*inner, depth - 1, out));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ImportedCode>> ImportValueSet(std::string_view text, int max_depth) {
  Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded() || !json.is_object()) return absl::InvalidArgumentError("it is not JSON");
  if (TextOf(json, "resourceType") != "ValueSet")
    return absl::InvalidArgumentError("it is not a FHIR ValueSet");
  std::vector<ImportedCode> out;
  auto expansion = json.find("expansion");
  if (expansion != json.end() && expansion->is_object() && expansion->contains("contains") &&
      (*expansion)["contains"].is_array()) {
    SUTURE_RETURN_IF_ERROR(AddExpansion((*expansion)["contains"], max_depth, out));
    return out;
  }
  auto compose = json.find("compose");
  if (compose == json.end() || !compose->is_object()) {
    return absl::InvalidArgumentError("it has neither a compose nor an expansion");
  }
  for (const char* part : {"include", "exclude"}) {
    auto groups = compose->find(part);
    if (groups == compose->end() || !groups->is_array()) continue;
    for (const Json& group : *groups) {
      if (!group.is_object())
        return absl::InvalidArgumentError("its compose holds something that is no group");
      SUTURE_RETURN_IF_ERROR(AddGroup(group, std::string_view(part) == "exclude", out));
    }
  }
  return out;
}

std::vector<std::string> CsvCells(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

absl::StatusOr<std::vector<ImportedCode>> ImportCsv(std::string_view text) {
  text.remove_prefix(text::ByteOrderMarkSize(text));
  int system = -1, code = -1, number = 0;
  std::vector<ImportedCode> out;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line == "\r") continue;
    std::vector<std::string> cells = CsvCells(line);
    if (code < 0) {
      for (size_t i = 0; i < cells.size(); ++i) {
        if (absl::EqualsIgnoreCase(cells[i], "system")) system = static_cast<int>(i);
        if (absl::EqualsIgnoreCase(cells[i], "code")) code = static_cast<int>(i);
      }
      if (code < 0 || system < 0) {
        return absl::InvalidArgumentError(
            "its first line does not name the columns `system` and `code`");
      }
      continue;
    }
    size_t needed = static_cast<size_t>(system > code ? system : code);
    if (cells.size() <= needed || cells[code].empty() || cells[system].empty()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, " lacks a system or a code"));
    }
    out.push_back({cells[system], cells[code], false});
  }
  return out;
}

}  // namespace

absl::StatusOr<std::vector<ImportedCode>> Import(std::string_view path, std::string_view text,
                                                 int max_depth) {
  absl::StatusOr<std::vector<ImportedCode>> codes =
      absl::EndsWithIgnoreCase(std::string(path), ".csv") ? ImportCsv(text)
                                                          : ImportValueSet(text, max_depth);
  if (codes.ok() && codes->empty()) return absl::InvalidArgumentError("it lists no code");
  return codes;
}

}  // namespace suture::codes
