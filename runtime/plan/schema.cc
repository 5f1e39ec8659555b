#include "runtime/plan/schema.h"

#include <map>
#include <type_traits>

#include "nlohmann/json.hpp"
#include "runtime/plan/describe_suite.h"
#include "runtime/plan/names.h"

namespace suture::plan {
namespace {

using Json = nlohmann::ordered_json;

// The name under which a struct stands in `definitions`.
template <typename S>
struct SchemaName;
#define SUTURE_SCHEMA_NAME(S)                \
  template <>                                \
  struct SchemaName<S> {                     \
    static constexpr const char* kName = #S; \
  };
SUTURE_SCHEMA_NAME(Type)
SUTURE_SCHEMA_NAME(Literal)
SUTURE_SCHEMA_NAME(ChoiceMember)
SUTURE_SCHEMA_NAME(Choice)
SUTURE_SCHEMA_NAME(CodeSystem)
SUTURE_SCHEMA_NAME(CodeRange)
SUTURE_SCHEMA_NAME(CodeSet)
SUTURE_SCHEMA_NAME(PathStep)
SUTURE_SCHEMA_NAME(BindingPath)
SUTURE_SCHEMA_NAME(AttributeBinding)
SUTURE_SCHEMA_NAME(Binding)
SUTURE_SCHEMA_NAME(Attribute)
SUTURE_SCHEMA_NAME(Shape)
SUTURE_SCHEMA_NAME(Collection)
SUTURE_SCHEMA_NAME(LabConversion)
SUTURE_SCHEMA_NAME(Lab)
SUTURE_SCHEMA_NAME(DocumentType)
SUTURE_SCHEMA_NAME(Heading)
SUTURE_SCHEMA_NAME(Phrases)
SUTURE_SCHEMA_NAME(Window)
SUTURE_SCHEMA_NAME(Expr)
SUTURE_SCHEMA_NAME(Query)
SUTURE_SCHEMA_NAME(Cover)
SUTURE_SCHEMA_NAME(Episodes)
SUTURE_SCHEMA_NAME(ReadScope)
SUTURE_SCHEMA_NAME(PromptPart)
SUTURE_SCHEMA_NAME(PromptExample)
SUTURE_SCHEMA_NAME(Merge)
SUTURE_SCHEMA_NAME(Reading)
SUTURE_SCHEMA_NAME(Prompt)
SUTURE_SCHEMA_NAME(Effective)
SUTURE_SCHEMA_NAME(Step)
SUTURE_SCHEMA_NAME(TableRow)
SUTURE_SCHEMA_NAME(Table)
SUTURE_SCHEMA_NAME(Tick)
SUTURE_SCHEMA_NAME(AbsenceCode)
SUTURE_SCHEMA_NAME(Bounds)
SUTURE_SCHEMA_NAME(Field)
SUTURE_SCHEMA_NAME(Group)
SUTURE_SCHEMA_NAME(Check)
SUTURE_SCHEMA_NAME(Index)
SUTURE_SCHEMA_NAME(Registry)
SUTURE_SCHEMA_NAME(SuiteCell)
SUTURE_SCHEMA_NAME(SuiteRow)
SUTURE_SCHEMA_NAME(Given)
SUTURE_SCHEMA_NAME(SuiteAnswer)
SUTURE_SCHEMA_NAME(Expect)
SUTURE_SCHEMA_NAME(Vary)
SUTURE_SCHEMA_NAME(Test)
SUTURE_SCHEMA_NAME(Scenario)
#undef SUTURE_SCHEMA_NAME

template <typename T>
struct Of_ {};

class SchemaWriter {
 public:
  template <typename S>
  static std::string Document(const char* title, const char* description) {
    SchemaWriter writer;
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", title},
                   {"description", description}};
    schema.update(writer.Members<S>());
    schema["properties"]["version"] = {{"const", kPlanVersion}};
    schema["required"] = {"version"};
    for (const auto& [name, definition] : writer.definitions_) {
      schema["definitions"][name] = definition;
    }
    return schema.dump(1) + "\n";
  }

 private:
  template <typename S>
  Json Members() {
    Json properties = Json::object();
    ForEachMember<S>([&](const auto& member) {
      using T = std::decay_t<decltype(std::declval<S>().*member.pointer)>;
      properties[std::string(member.name)] = Schema(Of_<T>());
    });
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
  }

  Json Schema(Of_<std::string>) { return {{"type", "string"}}; }
  Json Schema(Of_<bool>) { return {{"type", "boolean"}}; }
  template <typename T>
    requires std::is_integral_v<T>
  Json Schema(Of_<T>) {
    return {{"type", "integer"}};
  }
  template <typename T>
    requires std::is_enum_v<T>
  Json Schema(Of_<T>) {
    Json names = Json::array();
    for (int i = 0; !Name(static_cast<T>(i)).empty(); ++i) names.push_back(Name(static_cast<T>(i)));
    return {{"enum", names}};
  }
  template <typename Tag>
  Json Schema(Of_<base::Id<Tag>>) {
    return {{"type", "integer"}, {"minimum", -1}};
  }
  template <typename T>
  Json Schema(Of_<std::vector<T>>) {
    return {{"type", "array"}, {"items", Schema(Of_<T>())}};
  }
  template <typename T>
  Json Schema(Of_<std::optional<T>>) {
    return Schema(Of_<T>());
  }
  template <typename A, typename B>
  Json Schema(Of_<std::pair<A, B>>) {
    return {{"type", "array"},
            {"items", {Schema(Of_<A>()), Schema(Of_<B>())}},
            {"minItems", 2},
            {"maxItems", 2}};
  }
  Json Schema(Of_<SourceSpan>) {
    definitions_["SourceSpan"] = {
        {"description", "File, line, column, end line, end column; lines and columns from 1."},
        {"type", "array"},
        {"items", {{"type", "integer"}}},
        {"minItems", 5},
        {"maxItems", 5}};
    return {{"$ref", "#/definitions/SourceSpan"}};
  }
  template <typename S>
    requires requires { Described<S>::kMembers; }
  Json Schema(Of_<S>) {
    const std::string name = SchemaName<S>::kName;
    if (definitions_.emplace(name, Json()).second) {
      Json members = Members<S>();
      definitions_[name] = std::move(members);
    }
    return {{"$ref", "#/definitions/" + name}};
  }

  std::map<std::string, Json> definitions_;
};

}  // namespace

std::string PlanSchema() {
  return SchemaWriter::Document<Plan>(
      "Suture plan",
      "All that a run of one registry needs. Tables refer to each other by index from 0; -1 or a "
      "member left out means none. docs/plan.md explains it, runtime/plan/plan.h says what each "
      "member means.");
}

std::string SuiteSchema() {
  return SchemaWriter::Document<Suite>(
      "Suture test suite",
      "The tests of one registry's spec, with names resolved to the tables of the plan whose hash "
      "is plan_hash. runtime/plan/suite.h says what each member means.");
}

}  // namespace suture::plan
