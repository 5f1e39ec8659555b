// A model's reply as a tree. JSON as it should be is read without a repair; what models do to it is
// mended where nothing is lost, and refused where something could be.
//
// Numbers keep their spelling (1.30 stays 1.30), members their order, nodes their place in the
// reply. A member that stands twice, a second object beside the first, an object that does not end:
// refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/prompts/repair.h"

namespace suture::prompts {

enum class JsonKind : uint8_t { kNull, kTruth, kNumber, kText, kList, kObject };

struct JsonNode {
  JsonKind kind = JsonKind::kNull;
  std::string text;                // kText decoded; kNumber as written; kTruth "true" or "false"
  std::vector<std::string> names;  // kObject: of the items, in order
  std::vector<JsonNode> items;     // kList, kObject
  size_t begin = 0, end = 0;       // Bytes of the reply

  const JsonNode* Find(std::string_view name) const;
};

// What one reply may hold; suture.yaml sets both.
struct ReplyLimits {
  static constexpr int kDefaultMaxReplyDepth = 32;  // Deeper than any answer's schema
  static constexpr int kDefaultMaxReplyRows = 500;

  int max_depth = kDefaultMaxReplyDepth;
  int max_rows = kDefaultMaxReplyRows;
};

struct ReplyJson {
  bool ok = false;
  JsonNode root;  // An object
  Repairs repairs;
  std::string around;        // Sentences before and behind the object, without the marks of a fence
  std::string_view problem;  // Where not ok: one sentence for the model; holds no reply text.
};

ReplyJson ReadReply(std::string_view reply, const ReplyLimits& limits = {});

}  // namespace suture::prompts
