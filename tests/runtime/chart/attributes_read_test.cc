#include "runtime/chart/attributes_read.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/runtime/chart/reader_support.h"

namespace suture::chart {
namespace {

using plan::TypeKind;

// A kind "result" and a kind "order", rows of the one quoted by `result`, and a union of both.
class Spec {
 public:
  Spec() {
    plan_.variables = 4;
    AddKind("result");
    AddKind("order");
    plan_.shapes.push_back({.name = "either"});
    for (const char* name : {"code", "flag"}) {
      plan_.shapes[2].attributes.push_back({.name = name, .type = {.kind = TypeKind::kText}});
    }
    for (int32_t i = 0; i < 3; ++i) {
      plan_.collections.push_back({.name = plan_.shapes[i].name, .shape = {i}});
      plan_.queries.push_back({.collection = {i}, .variable = i + 1});
    }
    plan_.collections[2].kind = plan::CollectionKind::kUnion;
    plan_.collections[2].from = {{0}, {1}};
  }
  plan::Plan& plan() { return plan_; }
  plan::Expr& Look(plan::Op op) { return plan_.exprs.emplace_back(plan::Expr{.op = op}); }

  // The attributes of the kind that are read.
  std::string Read(int32_t shape) const {
    const AttributesRead read(plan_);
    std::string names;
    for (size_t i = 0; i < plan_.shapes[shape].attributes.size(); ++i) {
      if (!read.Has({shape}, static_cast<int>(i))) continue;
      names += (names.empty() ? "" : " ") + plan_.shapes[shape].attributes[i].name;
    }
    return names;
  }
  size_t End(int32_t shape) const { return AttributesRead(plan_).End({shape}); }

  enum : int { kCode, kTaken, kAmount, kStatus, kEnded, kFlag, kRoute, kSpecimen };

 private:
  void AddKind(const char* name) {
    plan::Shape& shape = plan_.shapes.emplace_back();
    shape.name = name;
    const std::pair<const char*, TypeKind> attributes[] = {
        {"code", TypeKind::kCodes},      {"taken", TypeKind::kDateTime},
        {"amount", TypeKind::kQuantity}, {"status", TypeKind::kCode},
        {"ended", TypeKind::kDateTime},  {"flag", TypeKind::kText},
        {"route", TypeKind::kCodes},     {"specimen", TypeKind::kReference}};
    for (const auto& [attribute, kind] : attributes) {
      shape.attributes.push_back({.name = attribute, .type = {.kind = kind}});
    }
    shape.at = kTaken;
    shape.value = kAmount;
  }

  plan::Plan plan_;
};

TEST_CASE("What rows of a kind are told by is read, and no more unless something looks at it") {
  Spec spec;
  CHECK(spec.Read(0) == "code taken amount status ended");
  CHECK(spec.End(0) == 5);
  CHECK(spec.Read(2).empty());
  CHECK(spec.End(2) == 0);
}

TEST_CASE("An attribute is read of the kind whose rows the variable is bound to") {
  Spec spec;
  plan::Expr& expr = spec.Look(plan::Op::kAttribute);
  expr.attribute = Spec::kFlag;
  SECTION("by a query") {
    expr.variable = 1;
    CHECK(spec.Read(0) == "code taken amount status ended flag");
    CHECK(spec.Read(1) == "code taken amount status ended");
    CHECK(spec.End(0) == 6);
  }
  SECTION("by the kind itself") {
    spec.plan().shapes[1].self = 0;
    expr.variable = 0;
    CHECK(spec.Read(0) == "code taken amount status ended");
    CHECK(spec.Read(1) == "code taken amount status ended flag");
  }
  SECTION("by a group") {
    spec.plan().groups.push_back({.over = {1}, .variable = 3});
    spec.plan().queries[2].variable = -1;
    expr.variable = 3;
    CHECK(spec.Read(1) == "code taken amount status ended flag");
    CHECK(spec.Read(0) == "code taken amount status ended");
  }
  SECTION("of any kind, where it is not known which") {
    expr.variable = 0;
    CHECK(spec.Read(0) == "code taken amount status ended flag");
    CHECK(spec.Read(1) == "code taken amount status ended flag");
  }
}

TEST_CASE("An attribute of a row that a query chose is read") {
  Spec spec;
  spec.Look(plan::Op::kQuery).type = {.kind = TypeKind::kRow, .shape = {1}};
  plan::Expr& member = spec.Look(plan::Op::kMember);
  member.args = {{0}};
  member.attribute = Spec::kRoute;
  CHECK(spec.Read(0) == "code taken amount status ended");
  CHECK(spec.Read(1) == "code taken amount status ended route");
}

TEST_CASE("An attribute of a union is read of each of its sources") {
  Spec spec;
  plan::Expr& expr = spec.Look(plan::Op::kAttribute);
  expr.variable = 3;
  expr.attribute = 1;  // Its flag
  CHECK(spec.Read(0) == "code taken amount status ended flag");
  CHECK(spec.Read(1) == "code taken amount status ended flag");
  CHECK(spec.Read(2) == "flag");
}

TEST_CASE("References are read where a query compares what they lead to") {
  Spec spec;
  SECTION("specimens") { spec.plan().queries[0].drawn_with = 2; }
  SECTION("facilities") { spec.plan().queries[0].at_this_facility = true; }
  CHECK(spec.Read(0) == "code taken amount status ended specimen");
}

TEST_CASE("All codes are read where sources are ranked by them") {
  Spec spec;
  spec.plan().code_sets.push_back({.name = "Oral"});
  SECTION("by the registry") { spec.plan().prefer = {"result", "Oral"}; }
  SECTION("by a query") { spec.plan().queries[0].ties = {"Oral"}; }
  CHECK(spec.Read(0) == "code taken amount status ended route");
}

TEST_CASE("Rows that a question shows are read whole, and notes are") {
  const std::string whole = "code taken amount status ended flag route specimen";
  Spec spec;
  SECTION("asked for by a field") {
    spec.plan().prompts.push_back({.answer = {.kind = TypeKind::kRefs, .shape = {1}}});
  }
  SECTION("asked for by a cell") {
    spec.plan().shapes[2].attributes.push_back(
        {.name = "of", .type = {.kind = TypeKind::kRefs, .shape = {1}}});
  }
  SECTION("notes") { spec.plan().notes = {1}; }
  CHECK(spec.Read(1) == whole);
  CHECK(spec.Read(0) == "code taken amount status ended");
}

TEST_CASE("What no one looks at is left unread in the chart") {
  FhirKinds kinds = ReadFhirKinds();
  const int32_t result = kinds.plan.shapes[kinds.Collection("lab result").index].self;
  std::erase_if(kinds.plan.exprs, [&](const plan::Expr& expr) {
    return expr.op == plan::Op::kAttribute && expr.variable == result;
  });
  const Program program = *Program::Create(kinds.plan);
  ScriptedFilter filter;
  FhirBundleReader reader(program, filter);
  Case chart(kinds.plan);
  std::string line =
      BundleOf({R"({"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},)"
                R"("interpretation":[{"text":"high"}],"valueString":"\q"})"});
  const size_t size = line.size();
  line.append(FhirBundleReader::kPadding, '\0');
  REQUIRE_FALSE(reader.Read(std::string_view(line).substr(0, size), chart));
  const std::vector<Row>& rows = chart.rows(kinds.Collection("lab result")).rows;
  REQUIRE(rows.size() == 1);
  CHECK(ShowCell(rows[0].cells[kinds.Attribute("lab result", "status")]) == "final");
  CHECK(rows[0].cells.size() <= static_cast<size_t>(kinds.Attribute("lab result", "flag")));
  const auto text = static_cast<size_t>(kinds.Attribute("lab result", "text"));
  CHECK((rows[0].cells.size() <= text || rows[0].cells[text].kind == Cell::Kind::kEmpty));
}

}  // namespace
}  // namespace suture::chart
