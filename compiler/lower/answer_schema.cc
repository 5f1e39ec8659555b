#include "compiler/lower/answer_schema.h"

#include "nlohmann/json.hpp"

namespace suture::lower {
namespace {

using Json = nlohmann::ordered_json;

Json Object(Json properties) {
  Json required = Json::array();
  for (const auto& [name, schema] : properties.items()) required.push_back(name);
  return Json{{"type", "object"},
              {"properties", std::move(properties)},
              {"required", std::move(required)},
              {"additionalProperties", false}};
}

Json Nullable(const char* type, const char* description) {
  return Json{{"type", Json::array({type, "null"})}, {"description", description}};
}

Json MemberNames(const plan::Choice& choice) {
  Json names = Json::array();
  for (const plan::ChoiceMember& member : choice.members) names.push_back(member.name);
  return names;
}

Json ValueSchema(const plan::Plan& plan, const plan::Type& type) {
  using plan::TypeKind;
  if (type.reading.valid()) return Nullable("string", "the words of the note, verbatim");
  switch (type.kind) {
    case TypeKind::kTruth:
      return Nullable("boolean", "true or false");
    case TypeKind::kInteger:
    case TypeKind::kDecimal: {
      std::string description =
          type.unit.empty() ? "a number in digits" : "a number in digits, in " + type.unit;
      return Nullable("string", description.c_str());
    }
    case TypeKind::kDate:
      return Nullable("string", "YYYY-MM-DD, YYYY-MM or YYYY, as precise as the note");
    case TypeKind::kDateTime:
    case TypeKind::kPeriod:
      return Nullable("string", "YYYY-MM-DDThh:mm, or as much of it as the note says");
    case TypeKind::kTime:
      return Nullable("string", "hh:mm");
    case TypeKind::kDuration:
      return Nullable("string", ("a number in digits, in " + type.unit).c_str());
    case TypeKind::kChoice: {
      Json names = MemberNames(plan.choices[type.choice.index]);
      names.push_back(nullptr);
      return Json{{"type", Json::array({"string", "null"})}, {"enum", std::move(names)}};
    }
    case TypeKind::kSet:
      return Json{
          {"type", "array"},
          {"items", {{"type", "string"}, {"enum", MemberNames(plan.choices[type.choice.index])}}}};
    case TypeKind::kRefs:
      return Json{{"type", "array"}, {"items", {{"type", "integer"}}}};
    default:
      return Nullable("string", "text");
  }
}

Json EvidenceSchema() {
  Json citation = Object(
      {{"passage", {{"type", "integer"}, {"description", "number of the passage"}}},
       {"quote", {{"type", "string"}, {"description", "copied verbatim from that passage"}}}});
  return Json{{"type", "array"}, {"items", std::move(citation)}};
}

}  // namespace

std::string AnswerSchema(const plan::Plan& plan, const plan::Prompt& prompt) {
  Json properties;
  if (!prompt.is_extract) {
    properties["evidence"] = EvidenceSchema();
    if (prompt.reason_first) properties["reasoning"] = {{"type", "string"}};
    properties["found"] = {{"type", "boolean"},
                           {"description", "false when the passages do not say"}};
    properties["value"] = ValueSchema(plan, prompt.answer);
    return Object(std::move(properties)).dump();
  }
  properties["evidence"] = EvidenceSchema();
  const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  for (const plan::Attribute& attribute : shape.attributes) {
    properties[attribute.name] = ValueSchema(plan, attribute.type);
  }
  Json rows = {{"type", "array"}, {"items", Object(std::move(properties))}};
  return Object({{"rows", std::move(rows)}}).dump();
}

}  // namespace suture::lower
