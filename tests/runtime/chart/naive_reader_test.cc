#include "tests/runtime/chart/naive_reader.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "fmt/format.h"
#include "runtime/chart/lines.h"
#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

// Keeps numbers as they are written and members in their order.
using Json = nlohmann::ordered_json;

// nlohmann reads numbers into doubles; the digits are put into strings of their own before.
std::string WithNumbersAsText(std::string_view line) {
  std::string out;
  for (size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (c == '"') {
      const size_t begin = at++;
      while (line[at] != '"') at += line[at] == '\\' ? 2 : 1;
      out += line.substr(begin, ++at - begin);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      const size_t end = std::min(line.find_first_not_of("-+.eE0123456789", at), line.size());
      out += fmt::format("{{\"#\":\"{}\"}}", line.substr(at, end - at));
      at = end;
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}
bool IsNumber(const Json& json) {
  return json.is_object() && json.size() == 1 && json.contains("#");
}

// Codes from several places come in the order of the resource, which is another test's.
bool IsGathered(const plan::Shape& shape, int attribute) {
  return std::any_of(shape.bindings.begin(), shape.bindings.end(),
                     [&](const plan::Binding& binding) {
                       return std::count_if(binding.attributes.begin(), binding.attributes.end(),
                                            [&](const plan::AttributeBinding& bound) {
                                              return bound.attribute == attribute;
                                            }) > 1;
                     });
}

class NaiveReader {
 public:
  NaiveReader(std::string_view line, const Program& program) : program_(program) {
    bundle_ = Json::parse(WithNumbersAsText(line));
  }

  std::map<std::string, std::vector<std::string>> Read() {
    const plan::Plan& plan = program_.plan();
    if (!bundle_.contains("entry")) return {};
    for (const Json& entry : bundle_["entry"]) {
      const Json& resource = entry["resource"];
      for (const plan::Collection& collection : plan.collections) {
        const plan::Shape& shape = plan.shapes[collection.shape.index];
        for (const plan::Binding& binding : shape.bindings) {
          if (!resource.contains("resourceType") || resource["resourceType"] != binding.resource) {
            continue;
          }
          AddRows(collection, shape, binding, resource);
        }
      }
    }
    return std::move(rows_);
  }

 private:
  using Found = std::vector<const Json*>;

  void AddRows(const plan::Collection& collection, const plan::Shape& shape,
               const plan::Binding& binding, const Json& resource) {
    Found elements = {&resource};
    if (!binding.each.empty()) elements = Follow(resource, binding.each, 0);
    for (const Json* element : elements) {
      std::string row = fmt::format("{}/{}", binding.resource, resource.value("id", ""));
      const std::vector<std::string> cells = Cells(shape, binding, resource, *element);
      for (size_t i = 0; i < cells.size(); ++i) {
        if (!cells[i].empty()) row += fmt::format("|{}={}", shape.attributes[i].name, cells[i]);
      }
      rows_[collection.name].push_back(row);
    }
  }

  std::vector<std::string> Cells(const plan::Shape& shape, const plan::Binding& binding,
                                 const Json& resource, const Json& element) {
    std::vector<std::string> cells(shape.attributes.size());
    bool is_over = false;
    std::string ended;
    for (const plan::AttributeBinding& bound : binding.attributes) {
      const plan::Attribute& attribute = shape.attributes[bound.attribute];
      if (IsGathered(shape, bound.attribute)) continue;
      std::string& cell = cells[bound.attribute];
      cell = Cell(bound, attribute.type.kind, resource, element);
      is_over |= attribute.name == "status" && (cell == "finished" || cell == "completed" ||
                                                cell == "stopped" || cell == "unknown");
      if (attribute.name == "ended" && !cell.starts_with("unreadable")) ended = cell;
    }
    for (std::string& cell : cells) {
      if (is_over && cell.starts_with("period ") && cell.ends_with("..")) cell += "?";
    }
    if (shape.at >= 0 && !ended.empty() && cells[shape.at].ends_with("..?")) {
      cells[shape.at].replace(cells[shape.at].size() - 1, 1, ended);
    }
    return cells;
  }

  static void Spread(const Json& json, Found& to) {
    if (json.is_array()) {
      for (const Json& item : json) Spread(item, to);
    } else if (!json.is_null()) {
      to.push_back(&json);
    }
  }
  static Found Follow(const Json& from, const std::vector<plan::PathStep>& steps, size_t first) {
    Found at;
    Spread(from, at);
    for (size_t i = first; i < steps.size(); ++i) {
      Found next;
      for (const Json* json : at) {
        if (json->is_object() && json->contains(steps[i].name)) {
          Spread((*json)[steps[i].name], next);
        }
      }
      at = std::move(next);
    }
    return at;
  }

  std::string Cell(const plan::AttributeBinding& attribute, plan::TypeKind kind,
                   const Json& resource, const Json& element) {
    std::string unreadable;
    for (const plan::BindingPath& path : attribute.paths) {
      const bool leaves = path.steps[0].name == "^";
      const Found ends = Follow(leaves ? resource : element, path.steps, leaves ? 1 : 0);
      std::string text;
      if (path.target_resource.empty()) {
        text = Convert(kind, ends);
      } else {
        text = Through(path, kind, ends, resource, unreadable);
      }
      if (text.rfind("unreadable", 0) == 0) {
        if (unreadable.empty()) unreadable = text;
      } else if (!text.empty()) {
        return text;
      }
    }
    return unreadable;
  }

  // Only what the charts of the comparison hold: references by fullUrl, by Type/id and contained.
  std::string Through(const plan::BindingPath& path, plan::TypeKind kind, const Found& ends,
                      const Json& resource, std::string& unreadable) {
    for (const Json* end : ends) {
      const std::string reference = end->value("reference", "");
      if (reference.empty()) continue;
      const Json* target = nullptr;
      if (reference[0] == '#') {
        for (const Json& contained : resource.value("contained", Json::array())) {
          if (contained.value("id", "") == reference.substr(1) &&
              contained.value("resourceType", "") == path.target_resource) {
            contained_ = contained;
            target = &contained_;
          }
        }
      }
      for (const Json& entry : bundle_["entry"]) {
        const Json& candidate = entry["resource"];
        if (candidate.value("resourceType", "") != path.target_resource) continue;
        if (entry.value("fullUrl", "") == reference ||
            path.target_resource + "/" + candidate.value("id", "") == reference) {
          target = &candidate;
        }
      }
      if (target != nullptr) return Convert(kind, Follow(*target, path.target_steps, 0));
      if (unreadable.empty()) unreadable = "unreadable unresolved_reference " + reference;
      return "";
    }
    return "";
  }

  static std::string Scalar(const Json& json) {
    if (IsNumber(json)) return json["#"].get<std::string>();
    return json.is_string() ? json.get<std::string>() : json.dump();
  }

  std::string Convert(plan::TypeKind kind, const Found& ends) {
    if (kind == plan::TypeKind::kCodes) return Codes(ends);
    std::string unreadable;
    for (const Json* end : ends) {
      const std::string text = One(kind, *end);
      if (text.rfind("unreadable", 0) == 0) {
        if (unreadable.empty()) unreadable = text;
      } else if (!text.empty()) {
        return text;
      }
    }
    return unreadable;
  }

  static std::string Time(const std::string& text, bool is_date) {
    auto time = values::DateTime::Parse(text);
    if (!time) return "unreadable unreadable_value " + text;
    if (is_date) return time->DatePart().ToString();
    time->is_date = false;
    return time->ToString();
  }

  static std::string One(plan::TypeKind kind, const Json& json) {
    switch (kind) {
      case plan::TypeKind::kDate:
        return Time(Scalar(json), true);
      case plan::TypeKind::kDateTime:
        return Time(Scalar(json), false);
      case plan::TypeKind::kPeriod: {
        const auto side = [&](const char* name) {
          if (json.is_string() && std::string_view(name) == "end") return std::string("?");
          if (json.is_string()) return Time(Scalar(json), false);
          return json.contains(name) ? Time(Scalar(json[name]), false) : "";
        };
        for (const std::string& text : {side("start"), side("end")}) {
          if (text.rfind("unreadable", 0) == 0) return text;
        }
        return fmt::format("period {}..{}", side("start"), side("end"));
      }
      case plan::TypeKind::kQuantity: {
        if (!json.contains("value")) return "";
        const std::string amount = Scalar(json["value"]), unit = json.value("unit", ""),
                          code = json.value("code", "");
        const std::string spelled =
            json.value("system", "") == "http://unitsofmeasure.org" && !code.empty() ? code : unit;
        if (json.contains("comparator")) {
          return fmt::format("unreadable uncertain_range {}{} {}", Scalar(json["comparator"]),
                             amount, spelled);
        }
        const auto number = values::Decimal::Parse(amount);
        REQUIRE(number);
        if (spelled.empty()) return number->ToString();
        auto known = values::Unit::ParseClinicalUnit(spelled);
        if (!known.ok()) known = values::Unit::ParseClinicalUnit(unit);
        if (!known.ok()) return fmt::format("unreadable bad_unit {} {}", amount, unit);
        return values::ToText(values::Value::OfQuantity(*number, *known));
      }
      case plan::TypeKind::kReference:
        return json.value("reference", "");
      case plan::TypeKind::kAttachment:
        return json.contains("data") ? "text " + json.value("data", "") : "";
      default:
        return Scalar(json);
    }
  }

  std::string Codes(const Found& ends) {
    std::string codings, text, sets;
    std::vector<int32_t> all;
    bool unlisted = false;
    const auto add = [&](const Json& coding) {
      if (!coding.is_object() || !coding.contains("code")) return;
      const std::string uri = coding.value("system", ""), code = Scalar(coding["code"]);
      codings += fmt::format("{}|{},", uri, code);
      const int32_t system = program_.codes().FindSystem(uri);
      if (uri.empty() || system < 0) return;
      const auto found = program_.codes().Find(system, code, arena_);
      all.insert(all.end(), found.begin(), found.end());
      unlisted = unlisted || (found.empty() && program_.codes().IsOpen(system));
    };
    for (const Json* end : ends) {
      if (end->is_string()) codings += fmt::format("|{},", Scalar(*end));
      if (!end->is_object()) continue;
      if (end->contains("coding")) {
        for (const Json& coding : (*end)["coding"]) add(coding);
      }
      add(*end);
      if (text.empty()) text = end->value("text", "");
    }
    if (codings.empty() && text.empty()) return "";
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (const int32_t set : all) sets += fmt::format("{},", set);
    return fmt::format("codes {};{}{{{}}}{}", codings, text, sets, unlisted ? "?" : "");
  }

  const Program& program_;
  Json bundle_;
  Json contained_;
  base::Arena arena_;
  std::map<std::string, std::vector<std::string>> rows_;
};

std::map<std::string, std::vector<std::string>> RowsOf(const ReaderFixture& f) {
  std::map<std::string, std::vector<std::string>> rows;
  const plan::Plan& plan = f.kinds.plan;
  for (size_t c = 0; c < plan.collections.size(); ++c) {
    const plan::Shape& shape = plan.shapes[plan.collections[c].shape.index];
    for (const Row& row : f.chart->rows({static_cast<int32_t>(c)}).rows) {
      const Resource& resource = f.chart->resources()[row.resource];
      std::string text = fmt::format("{}/{}", resource.type, resource.id);
      for (size_t i = 0; i < row.cells.size(); ++i) {
        if (row.cells[i].kind == Cell::Kind::kEmpty) continue;
        if (IsGathered(shape, static_cast<int>(i))) continue;
        text += fmt::format("|{}={}", shape.attributes[i].name, ShowCell(row.cells[i]));
      }
      rows[plan.collections[c].name].push_back(text);
    }
  }
  return rows;
}

void CheckSame(ReaderFixture& f, std::string_view line) {
  const std::optional<CaseError> error = f.Read(line);
  INFO((error ? error->message : ""));
  INFO((error ? std::string(line) : ""));
  REQUIRE_FALSE(error);
  auto read = RowsOf(f), naive = ReadNaively(line, *f.program);
  for (const auto& [kind, expected] : naive) {
    const std::vector<std::string>& found = read[kind];
    INFO(kind);
    REQUIRE(found.size() == expected.size());
    // Rows of one resource come binding by binding on either side.
    for (size_t i = 0; i < expected.size(); ++i) REQUIRE(found[i] == expected[i]);
  }
  CHECK(read.size() == naive.size());
}

std::vector<plan::CodeSet> SomeSets() {
  const FhirKinds kinds = ReadFhirKinds();
  const plan::SystemId snomed = SystemNamed(kinds.plan, "snomed");
  const plan::SystemId loinc = SystemNamed(kinds.plan, "loinc");
  return {{"A", {{snomed, "100000000", "500000000", false}}, {{snomed, "195662009", "", false}}},
          {"B", {{loinc, "2160-0", "", false}, {loinc, "4548-4", "", false}}, {}},
          {"C", {{snomed, "1", "", true}}, {}}};
}

// ---- random bundles -----------------------------------------------------------------------------

// Writes bundles in every way that JSON and FHIR allow.
class BundleWriter {
 public:
  explicit BundleWriter(uint32_t seed) : random_(seed) {}

  std::string Bundle() {
    std::vector<std::string> entries;
    const int count = Pick(12);
    for (int i = 0; i < count; ++i) {
      entries.push_back(
          Object({{"fullUrl", Quoted(fmt::format("urn:uuid:{}", i))}, {"resource", Resource(i)}}));
    }
    return Object({{"resourceType", Quoted("Bundle")},
                   {"id", Quoted("case")},
                   {"type", Quoted("collection")},
                   {"entry", Array(entries)}});
  }

 private:
  using Members = std::vector<std::pair<std::string, std::string>>;

  int Pick(int below) { return static_cast<int>(random_() % below); }
  bool Chance(int percent) { return Pick(100) < percent; }
  std::string Space() {
    static constexpr const char* kSpaces[] = {"", "", "", " ", "\t", "  "};
    return kSpaces[Pick(6)];
  }
  std::string Quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
      if (static_cast<unsigned char>(c) < 0x80 && Chance(4)) {
        out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
      } else if (c == '/' && Chance(30)) {
        out += "\\/";
      } else {
        out += c;
      }
    }
    return out + "\"";
  }
  std::string Object(Members members) {
    std::shuffle(members.begin(), members.end(), random_);
    std::string out = "{" + Space();
    for (size_t i = 0; i < members.size(); ++i) {
      if (i > 0) out += Space() + "," + Space();
      out += Quoted(members[i].first) + Space() + ":" + Space() + members[i].second;
    }
    return out + Space() + "}";
  }
  std::string Array(const std::vector<std::string>& items) {
    std::string out = "[" + Space();
    for (size_t i = 0; i < items.size(); ++i) out += (i > 0 ? "," : "") + Space() + items[i];
    return out + Space() + "]";
  }
  // One value, or a list of some.
  template <typename Make>
  std::string Maybe(Make make, bool list) {
    if (!list) return make();
    std::vector<std::string> items;
    const int count = Pick(4);
    for (int i = 0; i < count; ++i) items.push_back(make());
    return Array(items);
  }

  std::string Time() {
    static constexpr const char* kTimes[] = {"2019",
                                             "2019-03",
                                             "2024-02-29",
                                             "2024-02-20T05:40:00-05:00",
                                             "2024-02-20T05:40:00.123Z",
                                             "not a date",
                                             "2023-02-30"};
    return Quoted(kTimes[Pick(7)]);
  }
  std::string Number() {
    static constexpr const char* kNumbers[] = {
        "1.30", "0", "-0.50", "12", "1e2", "1.5E-3", "98.60000000000000000001"};
    return kNumbers[Pick(7)];
  }
  std::string Coding() {
    static constexpr const char* kSystems[] = {"http://snomed.info/sct", "http://loinc.org",
                                               "http://local", "urn:oid:2.16.840.1.113883.6.96"};
    static constexpr const char* kCodes[] = {"195662009", "2160-0", "233604007", "x", "4548-4"};
    Members members = {{"code", Quoted(kCodes[Pick(5)])}, {"display", Quoted("d/e")}};
    if (Chance(85)) members.push_back({"system", Quoted(kSystems[Pick(4)])});
    return Object(members);
  }
  std::string Concept() {
    Members members = {{"extension", Array({Object({{"url", Quoted("u")}})})}};
    if (Chance(80)) members.push_back({"coding", Maybe([&] { return Coding(); }, true)});
    if (Chance(50)) members.push_back({"text", Quoted("some text")});
    return Object(members);
  }
  std::string Quantity() {
    static constexpr const char* kUnits[] = {"mg/dL", "K/uL", "mmHg", "furlong", "%"};
    Members members;
    if (Chance(90)) members.push_back({"value", Number()});
    if (Chance(80)) members.push_back({"unit", Quoted(kUnits[Pick(5)])});
    if (Chance(40)) {
      members.push_back({"system", Quoted("http://unitsofmeasure.org")});
      members.push_back({"code", Quoted("mg/dL")});
      if (members.size() < 4) members.push_back({"unit", Quoted("mg/dL")});
    }
    return Object(members);
  }
  std::string Reference() {
    switch (Pick(4)) {
      case 0:
        return Object({{"reference", Quoted(fmt::format("urn:uuid:{}", Pick(12)))}});
      case 1:
        return Object({{"reference", Quoted(fmt::format("Specimen/r{}", Pick(12)))}});
      case 2:
        return Object({{"reference", Quoted("#in")}});
      default:
        return Object({{"reference", Quoted(fmt::format("Medication/r{}", Pick(12)))}});
    }
  }

  std::string Resource(int number) {
    static constexpr const char* kTypes[] = {"Observation", "Condition",  "Procedure",
                                             "Specimen",    "Medication", "MedicationStatement",
                                             "Encounter",   "Basic"};
    Members members = {{"resourceType", Quoted(kTypes[Pick(8)])},
                       {"id", Quoted(fmt::format("r{}", number))},
                       {"meta", Object({{"tag", Array({Coding()})}, {"versionId", Quoted("1")}})}};
    const auto add = [&](int percent, const char* name, auto make) {
      if (Chance(percent)) members.push_back({name, make()});
    };
    add(80, "code", [&] { return Concept(); });
    add(60, "status", [&] { return Quoted("final"); });
    add(50, "effectiveDateTime", [&] { return Time(); });
    add(20, "effectivePeriod", [&] { return Object({{"start", Time()}}); });
    add(60, "valueQuantity", [&] { return Quantity(); });
    add(20, "valueString", [&] { return Quoted("text \xC3\xB6"); });
    add(40, "category", [&] { return Maybe([&] { return Concept(); }, true); });
    add(30, "specimen", [&] { return Reference(); });
    add(30, "medicationReference", [&] { return Reference(); });
    add(20, "onsetDateTime", [&] { return Time(); });
    add(30, "recordedDate", [&] { return Time(); });
    add(30, "collection", [&] { return Object({{"collectedDateTime", Time()}}); });
    add(30, "contained", [&] {
      return Array({Object({{"resourceType", Quoted("Specimen")},
                            {"id", Quoted("in")},
                            {"collection", Object({{"collectedDateTime", Time()}})}})});
    });
    add(20, "class", [&] { return Coding(); });
    add(20, "dosage", [&] { return Maybe([&] { return Object({{"route", Concept()}}); }, true); });
    return Object(members);
  }

  std::mt19937 random_;
};

}  // namespace

std::map<std::string, std::vector<std::string>> ReadNaively(std::string_view line,
                                                            const Program& program) {
  return NaiveReader(line, program).Read();
}

TEST_CASE("Random bundles read as they read naively") {
  ReaderFixture f(SomeSets());
  for (uint32_t seed = 0; seed < 2000; ++seed) {
    INFO("seed " << seed);
    CheckSame(f, BundleWriter(seed).Bundle());
  }
}

TEST_CASE("Synthea's charts read as they read naively") {
  const char* const folder = std::getenv("SUTURE_SHARED_DATA");
  const std::string path =
      std::string(folder == nullptr ? SUTURE_SOURCE_DIR "/../shared/data" : folder) +
      "/synthea_r4.ndjson.gz";
  if (!std::filesystem::exists(path)) {
    WARN("Skipped: " << path << " is not there.");
    return;
  }
  ReaderFixture f(SomeSets());
  auto source = LineSource::Open(path);
  REQUIRE(source.ok());
  Line line;
  int cases = 0;
  while (*(*source)->Next(line)) {
    INFO("line " << line.number());
    CheckSame(f, line.text());
    ++cases;
  }
  CHECK(cases == 70);
}

}  // namespace suture::chart
