#include "runtime/prompts/answer_schemas.h"

#include <utility>

#include "nlohmann/json.hpp"
#include "runtime/prompts/append.h"

namespace suture::prompts {

using Json = nlohmann::ordered_json;

class SchemaReader {
 public:
  explicit SchemaReader(AnswerSchemas& to) : to_(to) {}

  int Read(const std::string& schema) {
    const Json read = Json::parse(schema, nullptr, /*allow_exceptions=*/false);
    if (read.is_object()) return ReadPart(read);
    AnswerSchemas::Part any;
    any.texts = {"{}"};
    return Keep(std::move(any));
  }

 private:
  using Part = AnswerSchemas::Part;

  int ReadPart(const Json& schema) {
    if (!schema.is_object()) {
      Part plain;
      plain.texts = {schema.dump()};
      return Keep(std::move(plain));
    }
    Part part;
    part.texts = {"{"};
    bool first = true;
    for (const auto& [key, value] : schema.items()) {
      if (key == "description") continue;
      Append(part.texts.back(), first ? "" : ",", Json(key).dump(), ":");
      first = false;
      if (key == "properties" && value.is_object()) {
        AddMembers(value, part);
      } else if (key == "items") {
        AddInner(value, part);
      } else {
        part.texts.back() += value.dump();
      }
    }
    part.texts.back() += '}';
    return Keep(std::move(part));
  }

  void AddMembers(const Json& properties, Part& part) {
    part.texts.back() += '{';
    bool first = true;
    for (const auto& [name, schema] : properties.items()) {
      Append(part.texts.back(), first ? "" : ",", Json(name).dump(), ":");
      first = false;
      AddInner(schema, part);
    }
    part.texts.back() += '}';
  }

  void AddInner(const Json& schema, Part& part) {
    part.inner.push_back(ReadPart(schema));
    part.texts.emplace_back();
  }

  int Keep(Part part) {
    std::string identity;
    for (size_t i = 0; i < part.texts.size(); ++i) {
      Append(identity, part.texts[i].size(), ":", part.texts[i]);
      part.length += part.texts[i].size();
      if (i >= part.inner.size()) continue;
      Append(identity, part.inner[i], ";");
      part.length += to_.parts_[static_cast<size_t>(part.inner[i])].length;
    }
    const auto [at, is_new] =
        known_.emplace(std::move(identity), static_cast<int>(to_.parts_.size()));
    if (is_new) to_.parts_.push_back(std::move(part));
    return at->second;
  }

  AnswerSchemas& to_;
  absl::flat_hash_map<std::string, int> known_;
};

class SchemaWriter {
 public:
  explicit SchemaWriter(const AnswerSchemas& from)
      : from_(from), uses_(from.parts_.size(), 0), names_(from.parts_.size()) {}

  void Count(int part) {
    if (++uses_[static_cast<size_t>(part)] > 1) return;  // What is inside stands there once.
    for (int inner : Of(part).inner) Count(inner);
  }

  void Write(int part, std::string& to) {
    if (!IsShared(part)) return WriteOut(part, to);
    std::string& name = names_[static_cast<size_t>(part)];
    if (name.empty()) {
      name = Concat("d", ++named_);
      std::string definition;
      WriteOut(part, definition);
      Append(definitions_, definitions_.empty() ? "" : ",", "\"", name, "\":", definition);
    }
    Append(to, "{\"$ref\":\"#/$defs/", name, "\"}");
  }

  const std::string& definitions() const { return definitions_; }

 private:
  const AnswerSchemas::Part& Of(int part) const { return from_.parts_[static_cast<size_t>(part)]; }

  // Whether a definition and references to it are shorter than writing it out at each use.
  bool IsShared(int part) const {
    constexpr size_t kReference = sizeof(R"({"$ref":"#/$defs/d1"})"),
                     kDefinition = sizeof(R"("d1":)");
    const size_t uses = static_cast<size_t>(uses_[static_cast<size_t>(part)]);
    const size_t length = Of(part).length;
    return uses > 1 && uses * length > length + kDefinition + uses * kReference;
  }

  void WriteOut(int part, std::string& to) {
    const AnswerSchemas::Part& of = Of(part);
    for (size_t i = 0; i < of.texts.size(); ++i) {
      to += of.texts[i];
      if (i < of.inner.size()) Write(of.inner[i], to);
    }
  }

  const AnswerSchemas& from_;
  std::vector<int> uses_;
  std::vector<std::string> names_;
  int named_ = 0;
  std::string definitions_;
};

AnswerSchemas::AnswerSchemas(const plan::Plan& plan) {
  SchemaReader reader(*this);
  for (const plan::Prompt& prompt : plan.prompts) roots_.push_back(reader.Read(prompt.schema));
}

std::string AnswerSchemas::OfCall(absl::Span<const std::string> keys,
                                  absl::Span<const plan::PromptId> prompts) const {
  SchemaWriter writer(*this);
  for (plan::PromptId prompt : prompts) writer.Count(roots_[static_cast<size_t>(prompt.index)]);
  std::string properties, required;
  for (size_t i = 0; i < prompts.size(); ++i) {
    Append(properties, i == 0 ? "" : ",", "\"", keys[i], "\":");
    writer.Write(roots_[static_cast<size_t>(prompts[i].index)], properties);
    Append(required, i == 0 ? "" : ",", "\"", keys[i], "\"");
  }
  std::string schema = Concat("{\"type\":\"object\",\"properties\":{", properties,
                              "},\"required\":[", required, "],\"additionalProperties\":false");
  if (!writer.definitions().empty()) Append(schema, ",\"$defs\":{", writer.definitions(), "}");
  schema += '}';
  return schema;
}

}  // namespace suture::prompts
