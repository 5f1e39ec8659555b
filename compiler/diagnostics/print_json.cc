#include <map>
#include <nlohmann/json.hpp>

#include "compiler/diagnostics/print.h"

namespace suture::diag {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  // A path may hold bytes that are no UTF-8; they must not end the report.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json PlaceOf(const source::SourceSet& sources, base::Span span) {
  if (!span.valid()) return nullptr;
  const source::SourceFile& file = sources.file(span.file);
  source::LineColumn start = file.Position(span.begin), end = file.Position(span.end);
  return {{"file", file.path()},
          {"start", {{"line", start.line}, {"column", start.column}, {"offset", span.begin}}},
          {"end", {{"line", end.line}, {"column", end.column}, {"offset", span.end}}}};
}

std::string_view SeverityName(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

// SARIF counts columns in UTF-16 units from one; so does its `columnKind` here.
Json RegionOf(const source::SourceFile& file, base::Span span) {
  source::LineColumn start = file.Position(span.begin), end = file.Position(span.end);
  return {{"startLine", start.line},  {"startColumn", file.Utf16Column(span.begin) + 1},
          {"endLine", end.line},      {"endColumn", file.Utf16Column(span.end) + 1},
          {"byteOffset", span.begin}, {"byteLength", span.end - span.begin}};
}

// Relative paths become URIs as they are but for the characters that RFC 3986 reserves.
std::string UriOf(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri;
  for (char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      unsigned char byte = static_cast<unsigned char>(c);
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

Json LocationOf(const source::SourceSet& sources, base::Span span) {
  const source::SourceFile& file = sources.file(span.file);
  return {
      {"physicalLocation",
       {{"artifactLocation", {{"uri", UriOf(file.path())}}}, {"region", RegionOf(file, span)}}}};
}

// One fix with all edits: in SARIF several fixes are alternatives, and these belong together.
Json FixesOf(const source::SourceSet& sources, const Diagnostic& diagnostic) {
  std::map<int32_t, Json> by_file;
  bool safe = true;
  for (const Edit& edit : diagnostic.edits) {
    if (!edit.span.valid()) continue;
    safe = safe && edit.safe;
    by_file[edit.span.file].push_back(
        {{"deletedRegion", RegionOf(sources.file(edit.span.file), edit.span)},
         {"insertedContent", {{"text", edit.replacement}}}});
  }
  if (by_file.empty()) return Json::array();
  Json changes = Json::array();
  for (auto& [file, replacements] : by_file) {
    changes.push_back({{"artifactLocation", {{"uri", UriOf(sources.file(file).path())}}},
                       {"replacements", std::move(replacements)}});
  }
  Json fix = {{"description", {{"text", safe ? "Apply the correction." : "Apply the suggestion."}}},
              {"artifactChanges", std::move(changes)},
              {"properties", {{"safe", safe}}}};
  return Json::array({std::move(fix)});
}

Json RulesOf(const std::vector<Diagnostic>& diagnostics, std::map<KindId, size_t>& index) {
  Json rules = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!index.emplace(diagnostic.kind, rules.size()).second) continue;
    const KindInfo& info = InfoOf(diagnostic.kind);
    // The message with its holes; a description may have none.
    Json rule = {{"id", info.code},
                 {"name", info.name},
                 {"messageStrings", {{"default", {{"text", info.message}}}}}};
    if (const Explanation* explanation = ExplanationOf(diagnostic.kind)) {
      rule["fullDescription"] = {{"text", explanation->text}};
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

std::string PrintJson(const source::SourceSet& sources,
                      const std::vector<Diagnostic>& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    const KindInfo& info = InfoOf(diagnostic.kind);
    Json one = {{"code", info.code},
                {"kind", info.name},
                {"severity", SeverityName(diagnostic.severity)},
                {"message", diagnostic.message},
                {"arguments", diagnostic.arguments},
                {"place", PlaceOf(sources, diagnostic.span)}};
    one["labels"] = Json::array();
    for (const Label& label : diagnostic.labels) {
      one["labels"].push_back({{"text", label.text}, {"place", PlaceOf(sources, label.span)}});
    }
    one["help"] = diagnostic.help;
    one["edits"] = Json::array();
    for (const Edit& edit : diagnostic.edits) {
      one["edits"].push_back({{"place", PlaceOf(sources, edit.span)},
                              {"replacement", edit.replacement},
                              {"safe", edit.safe}});
    }
    one["context"] = diagnostic.context;
    list.push_back(std::move(one));
  }
  return Dump({{"v", 1}, {"diagnostics", std::move(list)}});
}

std::string PrintSarif(const source::SourceSet& sources, const std::vector<Diagnostic>& diagnostics,
                       const std::string& version) {
  std::map<KindId, size_t> index;
  Json rules = RulesOf(diagnostics, index);
  Json results = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) {
    std::string text = diagnostic.message;
    for (const std::string& help : diagnostic.help) text += " " + help;
    Json result = {{"ruleId", InfoOf(diagnostic.kind).code},
                   {"ruleIndex", index[diagnostic.kind]},
                   {"level", SeverityName(diagnostic.severity)},
                   {"message", {{"text", text}}}};
    result["locations"] = Json::array();
    if (diagnostic.span.valid())
      result["locations"].push_back(LocationOf(sources, diagnostic.span));
    Json related = Json::array();
    for (const Label& label : diagnostic.labels) {
      if (!label.span.valid()) continue;
      Json location = LocationOf(sources, label.span);
      location["message"] = {{"text", label.text}};
      related.push_back(std::move(location));
    }
    if (!related.empty()) result["relatedLocations"] = std::move(related);
    Json fixes = FixesOf(sources, diagnostic);
    if (!fixes.empty()) result["fixes"] = std::move(fixes);
    results.push_back(std::move(result));
  }
  Json driver = {{"name", "suture"}, {"version", version}, {"rules", std::move(rules)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"columnKind", "utf16CodeUnits"},
              {"results", std::move(results)}};
  Json log;
  log["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json";
  log["version"] = "2.1.0";
  log["runs"] = Json::array({std::move(run)});
  return Dump(log);
}

}  // namespace suture::diag
