#include "runtime/prompts/answer_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "runtime/prompts/surroundings.h"
#include "runtime/prompts/value_reader.h"
#include "runtime/text/case_fold.h"
#include "runtime/text/fields.h"

namespace suture::prompts {
namespace {

using values::FailureKind;
using MaybeFailure = std::optional<ReadFailure>;

// Parts of what models call a second answer.
constexpr std::string_view kAnswerNames[] = {"answer", "value",  "correct", "final", "result",
                                             "revis",  "actual", "choice",  "update"};

constexpr std::string_view kNoAnswer = "The reply had no answer object for this question.";
constexpr std::string_view kNoEvidenceForm =
    "The evidence was not a list of objects with a passage number and a quote.";
constexpr std::string_view kNoRows = "The answer had no list of rows.";
constexpr std::string_view kTooManyRows = "The answer had more rows than can be read.";
constexpr std::string_view kNoCell =
    "A row left out one of its members; write null where the notes do not say.";
constexpr std::string_view kNoFound = "The answer said neither whether it was found nor a value.";
constexpr std::string_view kFoundNothing =
    "The answer said that it was found, but the value was null.";
constexpr std::string_view kNotFoundButValue =
    "The answer said that it was not found, but it gave a value.";
constexpr std::string_view kSaidOtherwise =
    "What stood around the answer took it back, or spoke of another one. Give one answer and no "
    "comment.";
constexpr std::string_view kMoreThanRows =
    "The answer held more beside its rows, so that some may be missing. Put every row into "
    "\"rows\", "
    "and nothing else into the answer.";
constexpr std::string_view kTwiceByCase = "The answer gave one of its members twice.";

// What a member that was not asked for says. `name`: of it, or of the member that holds it.
void AppendSaid(std::string_view name, const JsonNode& node, std::string& said) {
  if (text::EqualsFolded(name, "quote")) return;  // The note's words
  if (node.kind == JsonKind::kText || node.kind == JsonKind::kNumber)
    said.append(node.text).push_back('\n');
  for (size_t i = 0; i < node.items.size(); ++i) {
    AppendSaid(i < node.names.size() ? std::string_view(node.names[i]) : name, node.items[i], said);
  }
}

// "final_answer", "corrected_value": not "explanation", nor "confidence".
bool IsAnotherAnswer(std::string_view name) {
  const std::string folded = text::FoldCase(name);
  return std::any_of(std::begin(kAnswerNames), std::end(kAnswerNames),
                     [&](std::string_view part) { return folded.find(part) != std::string::npos; });
}

// Members of one object, each taken once by name; those left at the end were not asked for.
class Members {
 public:
  Members(const JsonNode& node, Repairs& repairs)
      : node_(node), repairs_(repairs), taken_(node.items.size(), false) {}

  // Exactly so named, else but for letter case. Null where there is none.
  const JsonNode* Take(std::string_view name) {
    for (size_t i = 0; i < node_.names.size(); ++i) {
      if (!taken_[i] && node_.names[i] == name) return TakeAt(i);
    }
    for (size_t i = 0; i < node_.names.size(); ++i) {
      if (taken_[i] || !text::EqualsFolded(node_.names[i], name)) continue;
      repairs_.Add(Repair::kLetterCase);
      return TakeAt(i);
    }
    return nullptr;
  }

  // False where one that is left is named like a member that was taken.
  bool Finish(absl::Span<const std::string_view> names) {
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      for (std::string_view name : names) {
        if (text::EqualsFolded(node_.names[i], name)) return false;
      }
      repairs_.Add(Repair::kExtraMember);
      AppendSaid(node_.names[i], node_.items[i],
                 IsAnotherAnswer(node_.names[i]) ? answered_ : explained_);
    }
    return true;
  }

  // What those say that were not asked for: as answers, and in explanation.
  const std::string& answered() const { return answered_; }
  const std::string& explained() const { return explained_; }

  // Whether what is left beside a list of rows could be more rows, or say that some were left out.
  bool LeavesRows(size_t rows) const {
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      const JsonNode& left = node_.items[i];
      const bool counts = left.kind == JsonKind::kNumber && left.text == std::to_string(rows);
      const bool is_nothing = left.kind == JsonKind::kNull || left.text == "false" ||
                              (left.text.empty() && left.items.empty());
      if (!counts && !is_nothing) return true;
    }
    return false;
  }
  // The same of what stands beside whole answers.
  bool LeavesLists() const {
    for (size_t i = 0; i < taken_.size(); ++i) {
      if (taken_[i]) continue;
      const JsonNode& left = node_.items[i];
      if (left.kind == JsonKind::kList && !left.items.empty()) return true;
      if (left.Find("rows") != nullptr) return true;
    }
    return false;
  }

 private:
  const JsonNode* TakeAt(size_t i) {
    taken_[i] = true;
    return &node_.items[i];
  }

  const JsonNode& node_;
  Repairs& repairs_;
  std::vector<bool> taken_;
  std::string answered_, explained_;
};

bool ReadPassageNumber(const JsonNode& node, Citation& citation, Repairs& repairs) {
  if (node.kind == JsonKind::kText) {
    repairs.Add(Repair::kNumberAsText);
  } else if (node.kind != JsonKind::kNumber) {
    return false;
  }
  const std::string_view number = text::Trim(node.text);
  const auto end = std::from_chars(number.data(), number.data() + number.size(), citation.passage);
  return end.ec == std::errc() && end.ptr == number.data() + number.size();
}

MaybeFailure ReadCitation(const JsonNode& node, Citation& citation, Repairs& repairs) {
  const ReadFailure bad{FailureKind::kParse, kNoEvidenceForm};
  if (node.kind != JsonKind::kObject) return bad;
  Members members(node, repairs);
  const JsonNode* passage = members.Take("passage");
  const JsonNode* quote = members.Take("quote");
  if (passage == nullptr || quote == nullptr || quote->kind != JsonKind::kText) return bad;
  if (passage->kind == JsonKind::kNull) {
    citation.passage = 0;
  } else if (!ReadPassageNumber(*passage, citation, repairs)) {
    return bad;
  }
  citation.quote = quote->text;
  if (!members.Finish({"passage", "quote"})) return ReadFailure{FailureKind::kParse, kTwiceByCase};
  return std::nullopt;
}

// Absent or null is an empty list: whether an answer may go uncited is decided later.
MaybeFailure ReadEvidence(const JsonNode* node, std::vector<Citation>& evidence, Repairs& repairs) {
  if (node == nullptr || node->kind == JsonKind::kNull) return std::nullopt;
  if (node->kind == JsonKind::kObject) {
    repairs.Add(Repair::kItemForList);
    return ReadCitation(*node, evidence.emplace_back(), repairs);
  }
  if (node->kind != JsonKind::kList) return ReadFailure{FailureKind::kParse, kNoEvidenceForm};
  for (const JsonNode& item : node->items) {
    if (MaybeFailure failure = ReadCitation(item, evidence.emplace_back(), repairs)) return failure;
  }
  return std::nullopt;
}

// Whether the answer was found; an answer without the member is judged by its value.
MaybeFailure ReadFound(const JsonNode* found, bool has_value, bool& is_found, Repairs& repairs) {
  if (found == nullptr) {
    if (!has_value) return ReadFailure{FailureKind::kParse, kNoFound};
    repairs.Add(Repair::kMissingFound);
    is_found = true;
    return std::nullopt;
  }
  const std::string word = text::FoldCase(text::Trim(found->text));
  const bool is_text = found->kind == JsonKind::kText;
  if ((found->kind != JsonKind::kTruth && !is_text) || (word != "true" && word != "false")) {
    return ReadFailure{FailureKind::kParse, kNoFound};
  }
  if (is_text) repairs.Add(Repair::kTruthAsText);
  is_found = word == "true";
  return std::nullopt;
}

MaybeFailure ReadAsk(const plan::Plan& plan, const plan::Prompt& prompt, const JsonNode& node,
                     const ValueRules& rules, std::string_view around, ReadAnswer& answer) {
  Members members(node, answer.repairs);
  const JsonNode* evidence = members.Take("evidence");
  const JsonNode* reasoning = members.Take("reasoning");
  const JsonNode* found = members.Take("found");
  const JsonNode* value = members.Take("value");
  if (!members.Finish({"evidence", "reasoning", "found", "value"})) {
    return ReadFailure{FailureKind::kParse, kTwiceByCase};
  }
  std::string explained = members.explained();
  // Reasoning leads to the value; behind it, it may lead away.
  if (reasoning != nullptr && value != nullptr && reasoning->begin > value->begin) {
    AppendSaid({}, *reasoning, explained);
  }
  if (TakesBack(explained) || TakesBack(around))
    return ReadFailure{FailureKind::kParse, kSaidOtherwise};
  if (value != nullptr) {
    answer.value_begin = value->begin;
    answer.value_end = value->end;
    if (MaybeFailure failure =
            ReadValue(plan, prompt.answer, *value, rules, answer.value, answer.repairs)) {
      return failure;
    }
  }
  if (found != nullptr) {
    answer.found_begin = found->begin;
    answer.found_end = found->end;
  }
  // An empty list says no more than null.
  if (answer.value.text.empty() && answer.value.items.empty()) answer.value.stated = false;
  bool is_found = false;
  if (MaybeFailure failure = ReadFound(found, answer.value.stated, is_found, answer.repairs)) {
    return failure;
  }
  if (is_found && !answer.value.stated) {
    return ReadFailure{FailureKind::kConstraint, kFoundNothing};
  }
  if (!is_found && answer.value.stated) {
    return ReadFailure{FailureKind::kConstraint, kNotFoundButValue};
  }
  for (const std::string_view said : {around, std::string_view(members.answered())}) {
    if (SaysOtherwise(plan, prompt.answer, answer.value, said)) {
      return ReadFailure{FailureKind::kParse, kSaidOtherwise};
    }
  }
  if (!is_found) return std::nullopt;  // What it cites for "nothing found" proves nothing.
  return ReadEvidence(evidence, answer.evidence, answer.repairs);
}

MaybeFailure ReadRowOf(const plan::Plan& plan, const plan::Shape& shape, const JsonNode& node,
                       const ValueRules& rules, ReadRow& row, Repairs& repairs) {
  if (node.kind != JsonKind::kObject) return ReadFailure{FailureKind::kParse, kNoRows};
  Members members(node, repairs);
  std::vector<std::string_view> names = {"evidence"};
  const JsonNode* evidence = members.Take("evidence");
  for (const plan::Attribute& attribute : shape.attributes) {
    names.push_back(attribute.name);
    const JsonNode* cell = members.Take(attribute.name);
    if (cell == nullptr) return ReadFailure{FailureKind::kParse, kNoCell};
    AnsweredValue& value = row.cells.emplace_back();
    if (MaybeFailure failure = ReadValue(plan, attribute.type, *cell, rules, value, repairs)) {
      return failure;
    }
  }
  if (!members.Finish(names)) return ReadFailure{FailureKind::kParse, kTwiceByCase};
  return ReadEvidence(evidence, row.evidence, repairs);
}

MaybeFailure ReadExtract(const plan::Plan& plan, const plan::Prompt& prompt, const JsonNode& node,
                         const ValueRules& rules, const ReplyLimits& limits, ReadAnswer& answer) {
  Members members(node, answer.repairs);
  const JsonNode* list = members.Take("rows");
  if (list == nullptr || list->kind != JsonKind::kList || !members.Finish({"rows"})) {
    return ReadFailure{FailureKind::kParse, kNoRows};
  }
  if (members.LeavesRows(list->items.size())) {
    return ReadFailure{FailureKind::kConstraint, kMoreThanRows};
  }
  for (const std::string& said : {members.answered(), members.explained()}) {
    if (TakesBack(said) || Hedges(said)) return ReadFailure{FailureKind::kParse, kSaidOtherwise};
  }
  if (list->items.size() > static_cast<size_t>(limits.max_rows)) {
    return ReadFailure{FailureKind::kConstraint, kTooManyRows};
  }
  const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  for (const JsonNode& item : list->items) {
    if (MaybeFailure failure =
            ReadRowOf(plan, shape, item, rules, answer.rows.emplace_back(), answer.repairs)) {
      return failure;
    }
  }
  return std::nullopt;
}

}  // namespace

ReadAnswer ReadAnswerOf(const plan::Plan& plan, const plan::Prompt& prompt, const JsonNode& node,
                        const AnswerRules& rules) {
  ReadAnswer answer;
  const ValueRules values{rules.rows_of_shape, rules.date_order};
  if (node.kind != JsonKind::kObject) {
    answer.failure = ReadFailure{FailureKind::kParse, kNoAnswer};
    return answer;
  }
  answer.failure = prompt.is_extract ? ReadExtract(plan, prompt, node, values, rules.limits, answer)
                                     : ReadAsk(plan, prompt, node, values, rules.around, answer);
  return answer;
}

std::vector<const JsonNode*> AnswersByKey(const JsonNode& root, absl::Span<const std::string> keys,
                                          Repairs& repairs, std::string& around) {
  std::vector<const JsonNode*> answers;
  Members members(root, repairs);
  for (const std::string& key : keys) answers.push_back(members.Take(key));
  if (keys.size() == 1 && answers[0] == nullptr) {
    if (root.Find("value") != nullptr || root.Find("rows") != nullptr) {
      repairs.Add(Repair::kMissingKey);
      answers[0] = &root;
    }
    return answers;
  }
  const std::vector<std::string_view> names(keys.begin(), keys.end());
  if (members.LeavesLists() || !members.Finish(names)) answers.assign(keys.size(), nullptr);
  around += members.answered() + members.explained();
  return answers;
}

}  // namespace suture::prompts
