// The JSON Schema of a call: one object with a member for each question. The plan has a schema for
// each prompt, written out in full; a call's schema says once, under "$defs", what several of its
// questions need alike (how evidence is cited, a list of names), and leaves out the descriptions,
// which the head of the call and the question's own "Answer:" line say. It admits the same answers.
//
// "$ref" to "#/$defs/…" is in the subset of JSON Schema that every strict server takes (OpenAI and
// Azure, Anthropic, vLLM, llama.cpp, Ollama); recursion, siblings of "$ref" and references into
// other documents are not, and none is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "runtime/plan/plan.h"

namespace suture::prompts {

class AnswerSchemas {
 public:
  AnswerSchemas() = default;
  explicit AnswerSchemas(const plan::Plan& plan);

  // `keys` and `prompts` side by side; the members stand in this order.
  std::string OfCall(absl::Span<const std::string> keys,
                     absl::Span<const plan::PromptId> prompts) const;

 private:
  friend class SchemaReader;  // Fills the parts
  friend class SchemaWriter;

  // A schema as text with the schemas inside of it, each kept once for the whole plan.
  struct Part {
    std::vector<std::string> texts;  // One more than `inner`
    std::vector<int> inner;          // Between the texts; indices into parts_
    size_t length = 0;               // Written out in full
  };

  std::vector<Part> parts_;
  std::vector<int> roots_;  // By prompt
};

}  // namespace suture::prompts
