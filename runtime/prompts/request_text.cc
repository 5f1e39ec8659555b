#include "runtime/prompts/request_text.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "runtime/plan/hash.h"
#include "runtime/prompts/append.h"
#include "runtime/prompts/fixed_order.h"
#include "runtime/text/fields.h"
#include "runtime/values/value.h"

namespace suture::prompts {
namespace {

using plan::TypeKind;

const plan::Shape& ShapeOf(const plan::Plan& plan, plan::CollectionId id) {
  return plan.shapes[plan.collections[id.index].shape.index];
}

// The collection whose rows a `refs` of this shape counts; invalid where none has any.
plan::CollectionId RowsFor(const plan::Plan& plan, const chart::Case& chart, int32_t shape) {
  plan::CollectionId found;
  for (size_t i = 0; i < plan.collections.size(); ++i) {
    const plan::Collection& collection = plan.collections[i];
    const plan::CollectionId id{static_cast<int32_t>(i)};
    if (collection.shape.index != shape || chart.rows(id).rows.empty()) continue;
    if (collection.kind == plan::CollectionKind::kGroup) return id;
    if (!found.valid()) found = id;
  }
  return found;
}

// Holes of one prompt in the order of the executor's contract: instructions first, then text.
class Parts {
 public:
  explicit Parts(const WantedPrompt& wanted) : holes_(wanted.holes) {}

  std::string Join(absl::Span<const plan::PromptPart> parts) {
    std::string text;
    for (const plan::PromptPart& part : parts) {
      if (part.hole.valid()) {
        if (next_ < holes_.size()) AppendNeutral(holes_[next_], text);
        ++next_;
      } else {
        text += part.text;
      }
    }
    return text;
  }

 private:
  absl::Span<const std::string_view> holes_;
  size_t next_ = 0;
};

void AppendLine(std::string_view text, std::string& to) {
  const std::string_view line = text::Trim(text);
  if (!line.empty()) Append(to, line, "\n");
}

void AppendMembers(const plan::Choice& choice, std::string_view indent, std::string& to) {
  for (const plan::ChoiceMember& member : choice.members) {
    Append(to, indent, "- ", member.name);
    if (!member.guidance.empty()) Append(to, ": ", member.guidance);
    to += '\n';
  }
}

std::string TypeWords(const plan::Type& type) {
  if (type.reading.valid()) return "the words of the note, verbatim";
  const std::string unit = type.unit.empty() ? "" : Concat(", in ", type.unit);
  switch (type.kind) {
    case TypeKind::kTruth:
      return "true or false";
    case TypeKind::kInteger:
      return Concat("a whole number in digits", unit);
    case TypeKind::kDecimal:
    case TypeKind::kDuration:
      return Concat("a number in digits", unit);
    case TypeKind::kDate:
      return "a date as YYYY-MM-DD, YYYY-MM or YYYY, as precise as the note";
    case TypeKind::kPeriod:
    case TypeKind::kDateTime:
      return "a time as YYYY-MM-DDThh:mm, or as much of it as the note says";
    case TypeKind::kTime:
      return "a time of day as hh:mm";
    case TypeKind::kChoice:
      return "one of these names";
    case TypeKind::kSet:
      return "a list of all of these names that apply";
    case TypeKind::kRefs:
      return "a list of row numbers";
    default:
      return "text";
  }
}

std::string CellText(const plan::Plan& plan, const chart::Cell& cell) {
  switch (cell.kind) {
    case chart::Cell::Kind::kValue:
      if (cell.value.kind() == values::Kind::kChoice) {
        const values::Choice& choice = cell.value.choice();
        return plan.choices[static_cast<size_t>(choice.list)]
            .members[static_cast<size_t>(choice.member)]
            .name;
      }
      return cell.value.kind() == values::Kind::kDateTime
                 ? std::string(WithoutOpenTime(cell.value.date_time().ToString()))
                 : values::ToText(cell.value);
    case chart::Cell::Kind::kCodes:
      return std::string(cell.codes->text);
    case chart::Cell::Kind::kPeriod:
      return cell.period->has_start ? std::string(WithoutOpenTime(cell.period->start.ToString()))
                                    : std::string();
    default:
      return {};
  }
}

// The rows that a `refs` answer may name, numbered from 1.
void AppendRows(const plan::Plan& plan, const chart::Case& chart, int32_t shape, std::string& to) {
  const plan::CollectionId id = RowsFor(plan, chart, shape);
  if (!id.valid()) return;
  Append(to, "Rows of ", plan.collections[id.index].name, ":\n");
  const std::vector<plan::Attribute>& attributes =
      plan.shapes[static_cast<size_t>(shape)].attributes;
  int number = 0;
  for (const chart::Row& row : chart.rows(id).rows) {
    std::vector<std::string> cells;
    for (size_t i = 0; i < row.cells.size() && i < attributes.size(); ++i) {
      if (attributes[i].phi) continue;
      const std::string text = CellText(plan, row.cells[i]);
      if (!text.empty()) cells.push_back(Concat(attributes[i].name, " ", text));
    }
    Append(to, "  ", ++number, ". ");
    AppendNeutral(absl::StrJoin(cells, ", "), to);
    to += '\n';
  }
}

void AppendType(const plan::Plan& plan, const chart::Case& chart, const plan::Type& type,
                std::string_view indent, std::string& to) {
  Append(to, TypeWords(type), "\n");
  if (type.reading.valid()) return;
  if (type.kind == TypeKind::kChoice || type.kind == TypeKind::kSet) {
    AppendMembers(plan.choices[type.choice.index], indent, to);
  }
  if (type.kind == TypeKind::kRefs) AppendRows(plan, chart, type.shape.index, to);
}

// [4]: what is asked is what was true then, whenever it was written.
void AppendTrueWindows(const plan::Plan& plan, const WantedPrompt& wanted, std::string& to) {
  const plan::Prompt& prompt = plan.prompts[wanted.prompt.index];
  for (const NoteScope& scope : wanted.scopes) {
    if (scope.true_from.empty() && scope.true_until.empty()) continue;
    std::vector<std::string> types;
    for (plan::DocumentId id : prompt.reads[static_cast<size_t>(scope.read)].documents) {
      const plan::DocumentType& type = plan.documents[id.index];
      types.push_back(type.label.empty() ? type.name : type.label);
    }
    Append(to, "From ", types.empty() ? "the notes" : absl::StrJoin(types, ", "),
           ", count only what was true");
    if (!scope.true_from.empty()) Append(to, " from ", WithoutOpenTime(scope.true_from));
    if (!scope.true_until.empty()) Append(to, " until ", WithoutOpenTime(scope.true_until));
    Append(to, ", whenever it was written down.\n");
  }
}

void AppendExamples(const plan::Prompt& prompt, std::string& to) {
  if (prompt.examples.empty()) return;
  Append(to, "Examples, which are not evidence:\n");
  for (const plan::PromptExample& example : prompt.examples) {
    Append(to, "- \"", example.text, "\" is ", example.answer);
    if (!example.because.empty()) Append(to, ", because ", example.because);
    Append(to, ".\n");
  }
}

void AppendAskForm(const plan::Plan& plan, const chart::Case& chart, const plan::Prompt& prompt,
                   std::string& to) {
  Append(to, "Answer: ");
  AppendType(plan, chart, prompt.answer, "", to);
  if (prompt.reason_first) {
    Append(to, "Before \"found\", give your reasoning in a member \"reasoning\".\n");
  }
}

void AppendExtractForm(const plan::Plan& plan, const chart::Case& chart, const plan::Prompt& prompt,
                       std::string& to) {
  Append(
      to,
      "Answer: rows, one for each that the passages tell of; an empty list where there is none.\n");
  const plan::Shape& shape = ShapeOf(plan, prompt.collection);
  Append(to, "Each row has these members; null where the passages do not say:\n");
  for (const plan::Attribute& attribute : shape.attributes) {
    Append(to, "- ", attribute.name, ": ");
    if (!attribute.guidance.empty()) Append(to, attribute.guidance, ": ");
    AppendType(plan, chart, attribute.type, "  ", to);
  }
}

// The meaning of the ask with all that the case put into it. Where that is nothing, the plan's hash
// as it is, so that a recording can be read beside the plan.
std::string MeaningHash(const plan::Plan& plan, const chart::Case& chart,
                        const WantedPrompt& wanted) {
  const plan::Prompt& prompt = plan.prompts[wanted.prompt.index];
  std::string more;
  for (std::string_view hole : wanted.holes) Append(more, "h", hole.size(), ":", hole);
  AppendTrueWindows(plan, wanted, more);
  if (prompt.answer.kind == TypeKind::kRefs)
    AppendRows(plan, chart, prompt.answer.shape.index, more);
  if (prompt.is_extract) {
    for (const plan::Attribute& attribute : ShapeOf(plan, prompt.collection).attributes) {
      if (attribute.type.kind == TypeKind::kRefs) {
        AppendRows(plan, chart, attribute.type.shape.index, more);
      }
    }
  }
  if (more.empty()) return prompt.semantic_hash;
  return plan::Sha256Hex(Concat(prompt.semantic_hash, "\n", more)).substr(0, 32);
}

}  // namespace

std::string QuestionKey(size_t index) { return Concat("q", index + 1); }

std::vector<int32_t> RowCountsOf(const plan::Plan& plan, const chart::Case& chart) {
  std::vector<int32_t> counts(plan.shapes.size(), 0);
  for (size_t i = 0; i < counts.size(); ++i) {
    const plan::CollectionId id = RowsFor(plan, chart, static_cast<int32_t>(i));
    if (id.valid()) counts[i] = static_cast<int32_t>(chart.rows(id).rows.size());
  }
  return counts;
}

std::string QuestionText(const Library& library, const chart::Case& chart,
                         const WantedPrompt& wanted) {
  const plan::Plan& plan = library.plan();
  const plan::Prompt& prompt = plan.prompts[wanted.prompt.index];
  std::string text;
  if (prompt.field.valid()) {
    const plan::Field& field = plan.fields[prompt.field.index];
    AppendLine(field.label.empty() ? field.name : field.label, text);
    AppendLine(field.definition, text);
  } else {
    AppendLine(prompt.name, text);
  }
  Parts parts(wanted);
  const size_t shared = library.shared_instructions();
  AppendLine(parts.Join(absl::MakeConstSpan(prompt.instructions).subspan(shared)), text);
  AppendLine(parts.Join(prompt.text), text);
  AppendTrueWindows(plan, wanted, text);
  AppendExamples(prompt, text);
  if (prompt.is_extract) {
    AppendExtractForm(plan, chart, prompt, text);
  } else {
    AppendAskForm(plan, chart, prompt, text);
  }
  return text;
}

std::string PassagesOf(const QuestionEvidence& evidence) {
  if (evidence.all) return {};
  std::string list;
  for (size_t i = 0; i < evidence.numbers.size();) {
    size_t last = i;
    while (last + 1 < evidence.numbers.size() &&
           evidence.numbers[last + 1] == evidence.numbers[last] + 1) {
      ++last;
    }
    Append(list, list.empty() ? "" : ", ", evidence.numbers[i]);
    if (last > i) Append(list, "-", evidence.numbers[last]);
    i = last + 1;
  }
  return Concat("Only these passages count for this question: ", list, ".\n");
}

std::string IdempotencyKey(const models::Request& request, int sample) {
  std::string sent = Concat(request.role, "\n", sample, "\n");
  for (const models::Message& message : request.messages) {
    for (const models::TextBlock& block : message.blocks) sent += block.text;
  }
  return plan::Sha256Hex(sent);
}

models::Request BuildRequest(const Library& library, const chart::Case& chart, const CallText& form,
                             absl::Span<const Question> questions, std::string_view role,
                             int sample) {
  models::Request request;
  request.role = std::string(role);
  request.schema_name = "answers";
  std::string text = "<questions>\n";
  std::vector<std::string> keys;
  std::vector<plan::PromptId> prompts;
  for (size_t i = 0; i < questions.size(); ++i) {
    const Question& question = questions[i];
    const plan::Prompt& prompt = library.plan().prompts[question.wanted->prompt.index];
    const std::string key = QuestionKey(i);
    Append(text, "<question key=\"", key, "\">\n", QuestionText(library, chart, *question.wanted),
           PassagesOf(*question.evidence));
    if (!question.problem.empty()) {
      Append(text, "Your earlier answer could not be used. ", question.problem, "\n");
    }
    Append(text, "</question>\n");
    keys.push_back(key);
    prompts.push_back(question.wanted->prompt);
    models::AskedQuestion& asked = request.asked.emplace_back();
    asked.label = prompt.name;
    asked.semantic_hash = MeaningHash(library.plan(), chart, *question.wanted);
    asked.notes_hash = question.evidence->notes_hash;
    asked.sample = sample;
    asked.attempt = question.attempt;
    asked.json_key = key;
  }
  Append(text, "</questions>\n");
  request.schema = library.answer_schemas().OfCall(keys, prompts);
  request.messages =
      InOrder({library.head(), form.evidence->text, std::move(text), form.breakpoint},
              form.questions_first);
  request.idempotency_key = IdempotencyKey(request, sample);
  return request;
}

}  // namespace suture::prompts
