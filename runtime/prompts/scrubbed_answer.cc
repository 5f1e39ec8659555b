#include "runtime/prompts/scrubbed_answer.h"

#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "runtime/text/case_fold.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;
using values::FailureKind;

constexpr std::string_view kUnquotedDate =
    "The value holds a date that stands in none of its quotes. Quote the words that hold the date.";
constexpr std::string_view kUnknownMark =
    "The value holds a mark in square brackets that stands in no passage. Copy marks exactly.";

// Names of lists and row numbers come from the question, not from the notes.
bool IsOfNotes(const plan::Type& type) {
  if (type.reading.valid()) return true;
  return type.kind != TypeKind::kChoice && type.kind != TypeKind::kSet &&
         type.kind != TypeKind::kTruth && type.kind != TypeKind::kRefs;
}

bool IsDate(const plan::Type& type) {
  return !type.reading.valid() &&
         (type.kind == TypeKind::kDate || type.kind == TypeKind::kDateTime ||
          type.kind == TypeKind::kPeriod);
}

JsonNode* Member(JsonNode& object, std::string_view name) {
  for (size_t i = 0; i < object.names.size(); ++i) {
    if (text::EqualsFolded(object.names[i], name)) return &object.items[i];
  }
  return nullptr;
}

// Every text within the evidence, whatever its form: passage numbers prove nothing.
void AddTexts(const JsonNode& node, std::vector<std::string>& texts) {
  if (node.kind == JsonKind::kText) texts.push_back(node.text);
  for (const JsonNode& item : node.items) AddTexts(item, texts);
}

std::vector<std::string> QuotesOf(JsonNode& object) {
  std::vector<std::string> quotes;
  if (const JsonNode* evidence = Member(object, "evidence")) AddTexts(*evidence, quotes);
  return quotes;
}

std::optional<ReadFailure> RestoreNode(const Deidentifier& identifiers,
                                       const std::vector<std::string>& quotes, bool is_date,
                                       JsonNode& node) {
  for (JsonNode& item : node.items) {
    if (auto failure = RestoreNode(identifiers, quotes, is_date, item)) return failure;
  }
  if (node.kind != JsonKind::kText && node.kind != JsonKind::kNumber) return std::nullopt;
  Deidentifier::Value value = identifiers.RestoreValue(node.text, quotes, is_date);
  switch (value.fault) {
    case Deidentifier::Fault::kUnknownMark:
      return ReadFailure{FailureKind::kConstraint, kUnknownMark};
    case Deidentifier::Fault::kUnquotedDate:
      return ReadFailure{FailureKind::kCitation, kUnquotedDate};
    case Deidentifier::Fault::kNone:
      break;
  }
  node.text = std::move(value.text);
  return std::nullopt;
}

std::optional<ReadFailure> RestoreRow(const Deidentifier& identifiers, const plan::Shape& shape,
                                      JsonNode& row) {
  const std::vector<std::string> quotes = QuotesOf(row);
  for (const plan::Attribute& attribute : shape.attributes) {
    JsonNode* cell = IsOfNotes(attribute.type) ? Member(row, attribute.name) : nullptr;
    if (cell == nullptr) continue;
    if (auto failure = RestoreNode(identifiers, quotes, IsDate(attribute.type), *cell)) {
      return failure;
    }
  }
  return std::nullopt;
}

}  // namespace

void ScrubbedCall::Scrub(std::string& block) {
  block = identifiers.Hide(block);
  static const RE2* const kPassage =
      new RE2(R"re((?s)<passage number="(\d+)"[^>\n]*>\n(.*?)\n</passage>)re");
  re2::StringPiece rest(block), text;
  int number = 0;
  while (RE2::FindAndConsume(&rest, *kPassage, &number, &text)) {
    if (Deidentifier::HidesTimeOrAge({text.data(), text.size()})) unreadable.insert(number);
  }
}

bool ScrubbedCall::HidesFrom(const QuestionEvidence& question) const {
  return std::any_of(question.numbers.begin(), question.numbers.end(),
                     [this](int number) { return unreadable.count(number) > 0; });
}

std::optional<ReadFailure> RestoreAnswer(const Deidentifier& identifiers, const plan::Plan& plan,
                                         const plan::Prompt& prompt, JsonNode& answer) {
  if (!prompt.is_extract) {
    JsonNode* value = IsOfNotes(prompt.answer) ? Member(answer, "value") : nullptr;
    if (value == nullptr) return std::nullopt;
    return RestoreNode(identifiers, QuotesOf(answer), IsDate(prompt.answer), *value);
  }
  const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  JsonNode* rows = Member(answer, "rows");
  if (rows == nullptr) return std::nullopt;
  for (JsonNode& row : rows->items) {
    if (auto failure = RestoreRow(identifiers, shape, row)) return failure;
  }
  return std::nullopt;
}

}  // namespace suture::prompts
