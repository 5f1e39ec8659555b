#include "tests/runtime/chart/fhir_kinds.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "runtime/plan/verify.h"

namespace suture::chart {
namespace {

using plan::TypeKind;

std::vector<std::string> Words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string Trimmed(std::string text) {
  const size_t first = text.find_first_not_of(" \t"), last = text.find_last_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

std::vector<std::string> Split(const std::string& text, const std::string& by) {
  std::vector<std::string> parts;
  size_t at = 0;
  for (size_t next; (next = text.find(by, at)) != std::string::npos; at = next + by.size()) {
    parts.push_back(Trimmed(text.substr(at, next - at)));
  }
  parts.push_back(Trimmed(text.substr(at)));
  return parts;
}

std::vector<plan::PathStep> Steps(const std::string& path) {
  std::vector<plan::PathStep> steps;
  for (const std::string& step : Split(path, ".")) steps.push_back({step, ""});
  return steps;
}

plan::BindingPath Path(const std::string& text) {
  plan::BindingPath path;
  const std::vector<std::string> sides = Split(text, "->");
  path.steps = Steps(sides[0]);
  if (sides.size() < 2) return path;
  std::vector<plan::PathStep> target = Steps(sides[1]);
  path.target_resource = target[0].name;
  path.target_steps.assign(target.begin() + 1, target.end());
  return path;
}

class KindsReader {
 public:
  FhirKinds Read(std::istream& in) {
    std::string whole;
    for (std::string line; std::getline(in, line);) {
      line = Trimmed(line.substr(0, line.find("//  ")));
      if (line.rfind("//", 0) == 0 || line.empty()) continue;
      // A line that ends in a comma, or before one that begins with `|` or `unless`, goes on in the
      // next.
      const bool goes_on = !whole.empty() &&
                           (whole.back() == ',' || line[0] == '|' || line.rfind("unless ", 0) == 0);
      if (!goes_on && !whole.empty()) ReadLine(whole);
      whole = goes_on ? whole + " " + line : line;
    }
    if (!whole.empty()) ReadLine(whole);
    LookAtEverything();
    return std::move(kinds_);
  }

 private:
  void LookAtEverything() {
    for (const plan::Shape& kind : kinds_.plan.shapes) {
      for (size_t i = 0; i < kind.attributes.size(); ++i) {
        kinds_.plan.exprs.push_back({.op = plan::Op::kAttribute,
                                     .variable = kind.self,
                                     .attribute = static_cast<int32_t>(i)});
      }
    }
  }
  plan::Shape& shape() { return kinds_.plan.shapes.back(); }

  int Find(const std::string& attribute) {
    for (size_t i = 0; i < shape().attributes.size(); ++i) {
      if (shape().attributes[i].name == attribute) return static_cast<int>(i);
    }
    FAIL("no attribute " << attribute << " in " << shape().name);
    return -1;
  }

  plan::ExprId Condition(const std::string& text) {
    plan::Expr expr;
    expr.op = plan::Op::kUnknown;
    kinds_.conditions.push_back(text);
    kinds_.plan.exprs.push_back(expr);
    return {static_cast<int32_t>(kinds_.plan.exprs.size() - 1)};
  }

  void ReadLine(const std::string& line) {
    const std::vector<std::string> words = Words(line);
    if (words[0] == "system") {
      plan::CodeSystem system{words[1], {}, words[2] == "open"};
      const std::vector<std::string> quotes = Split(line, "\"");
      for (size_t i = 1; i < quotes.size(); i += 2) system.uris.push_back(quotes[i]);
      kinds_.plan.systems.push_back(system);
    } else if (words[0] == "kind") {
      BeginKind(Trimmed(line.substr(4, line.find('"') - 4)));
    } else if (words[0] == "from") {
      BeginBinding(line, words);
    } else if (line == "}") {
      in_binding_ = false;
    } else if (in_binding_) {
      const std::vector<std::string> sides = Split(line, " = ");
      plan::AttributeBinding binding{Find(sides[0]), {}};
      for (const std::string& path : Split(sides[1], " | ")) binding.paths.push_back(Path(path));
      shape().bindings.back().attributes.push_back(binding);
    } else if (words[0] == "at") {
      shape().at = Find(words[1]);
    } else if (words[0] == "value") {
      shape().value = Find(words[1]);
    } else if (words[0] == "valid") {
      shape().valid = Condition(line.substr(line.find("when") + 5));
    } else {
      AddAttribute(words);
    }
  }

  void BeginKind(const std::string& name) {
    const int32_t index = static_cast<int32_t>(kinds_.plan.shapes.size());
    kinds_.plan.shapes.push_back({.name = name});
    shape().self = kinds_.plan.variables++;
    kinds_.plan.collections.push_back({.name = name, .shape = {index}});
    kinds_.plan.queries.push_back({.collection = {index}});
  }

  void BeginBinding(const std::string& line, const std::vector<std::string>& words) {
    plan::Binding binding;
    binding.resource = words[1];
    if (words[2] == "each") binding.each = Steps(words[3]);
    if (words[2] == "when") {
      const size_t begin = line.find("when") + 5;
      binding.when = Condition(line.substr(begin, line.rfind('{') - begin));
    }
    shape().bindings.push_back(binding);
    in_binding_ = true;
  }

  void AddAttribute(const std::vector<std::string>& words) {
    static const std::map<std::string, TypeKind> kTypes = {
        {"date", TypeKind::kDate},           {"datetime", TypeKind::kDateTime},
        {"code", TypeKind::kCode},           {"codes", TypeKind::kCodes},
        {"text", TypeKind::kText},           {"truth", TypeKind::kTruth},
        {"period", TypeKind::kPeriod},       {"quantity", TypeKind::kQuantity},
        {"reference", TypeKind::kReference}, {"attachment", TypeKind::kAttachment}};
    REQUIRE(words.size() >= 3);
    REQUIRE(words[1] == ":");
    plan::Attribute attribute;
    attribute.name = words[0];
    attribute.type.kind = kTypes.at(words[2]);
    attribute.phi = words.size() > 3;
    shape().attributes.push_back(attribute);
  }

  FhirKinds kinds_;
  bool in_binding_ = false;
};

}  // namespace

plan::CollectionId FhirKinds::Collection(std::string_view kind) const {
  for (size_t i = 0; i < plan.collections.size(); ++i) {
    if (plan.collections[i].name == kind) return {static_cast<int32_t>(i)};
  }
  FAIL("no kind " << kind);
  return {};
}

int FhirKinds::Attribute(std::string_view kind, std::string_view attribute) const {
  const plan::Shape& shape = plan.shapes[Collection(kind).index];
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    if (shape.attributes[i].name == attribute) return static_cast<int>(i);
  }
  FAIL("no attribute " << attribute);
  return -1;
}

FhirKinds ReadFhirKinds(std::vector<plan::CodeSet> code_sets) {
  std::ifstream in(SUTURE_SOURCE_DIR "/stdlib/fhir/kinds.suture");
  REQUIRE(in.good());
  FhirKinds kinds = KindsReader().Read(in);
  kinds.plan.code_sets = std::move(code_sets);
  return kinds;
}

plan::SystemId SystemNamed(const plan::Plan& plan, std::string_view name) {
  for (size_t i = 0; i < plan.systems.size(); ++i) {
    if (plan.systems[i].name == name) return {static_cast<int32_t>(i)};
  }
  FAIL("no system " << name);
  return {};
}

TEST_CASE("The record kinds of the library make a plan that holds together") {
  const FhirKinds kinds = ReadFhirKinds();
  CHECK(kinds.plan.collections.size() >= 10);
  CHECK(kinds.plan.systems.size() >= 10);
  const absl::Status status = plan::Verify(kinds.plan);
  INFO(std::string(status.message()));
  CHECK(status.ok());
}

}  // namespace suture::chart
