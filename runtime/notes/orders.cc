#include "runtime/notes/orders.h"

#include <re2/re2.h>

#include <string>

namespace suture::notes {
namespace {

// Each a way to speak to a model. "Assistant:" and "system:" are not among them: operative notes name
// the one, reviews of systems the other.
constexpr const char* kOrders[] = {
    R"((?:ignore|disregard|forget|override|overrule|bypass|no attention to)\b[^.\n]{0,40}\b(?:above|previous|prior|earlier|preceding|instructions?|rules?|prompts?|guidelines|everything|all|passages?|questions?)\b)",
    R"(\b(?:answer|say|reply|respond|output|print)\b[^.\n]{0,30}\b(?:yes|no|true|false|null|none|nothing|exactly|json|found)\b)",
    R"(\b(?:choose|select|pick|put|write|enter|return|give)\b (?:only |just |always |simply |the word )?["'`]?(?:yes|no|true|false|null|none)\b["'`]?(?:$|[\n.,;!]| (?:to|for|in|on|as)\b))",
    R"(\b(?:must|shall|always|only) (?:be )?(?:answer(?:ed)?|reply|output)\b)",
    R"(\b(?:set|change|make) (?:it|this|that|the (?:answer|value|field)) to\b)",
    R"(\b(?:ignor(?:iere|ieren|ez|ar|a|e)|vergiss|olvida|oublie[zr]?) (?:alle|toutes?|todas?|todo|les|die|das)\b)",
    R"(\b(?:all|every|each|other|next|following|these|those|the) (?:answers?|questions?|fields?) (?:is|are|must|should|shall|will|to be)\b)",
    R"(\b(?:system|developer|assistant) (?:prompt|message)\b)",
    R"(\b(?:you are|you're|act as|pretend to be) (?:an? |the )?(?:ai|llm|assistant|model|chat ?bot|abstractor)\b)",
    R"(\blanguage model\b|\bllm\b|\bchat ?gpt\b|\bprompt injection\b|\bjailbreak)",
    R"(\b(?:approve|accept|fill|submit|mark|set|code) [^.\n]{0,20}\b(?:all|every|each|any) (?:fields?|answers?|questions?|boxes|values?)\b)",
    R"(<\s*/?\s*(?:passages?|notes?|questions?|answers?|system|instructions?|user|assistant)\b)",
    R"(```|\{\s*["']\w+["']\s*:|["'](?:role|content|found|value|evidence|quote|rows)["']\s*:)",
};

std::string AnyOf() {
  std::string any;
  for (const char* order : kOrders) any += std::string(any.empty() ? "(?i)" : "|") + "(?:" + order + ")";
  return any;
}

}  // namespace

bool SpeaksToModel(std::string_view note) {
  // Bytes, so that a note which is not UTF-8 is looked at, too.
  static const RE2 kPattern(AnyOf(), RE2::Latin1);
  return RE2::PartialMatch(re2::StringPiece(note.data(), note.size()), kPattern);
}

}  // namespace suture::notes
