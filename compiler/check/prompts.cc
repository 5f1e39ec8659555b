// Asks and extracts: what is read, what is asked, and what may stand in a prompt.
#include <optional>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"
#include "runtime/text/case_fold.h"
#include "runtime/values/decimal.h"

namespace suture::check {
namespace {

bool SaysNumber(std::string_view text, std::string_view answer) {
  const std::optional<values::Decimal> wanted = values::Decimal::Parse(answer);
  const auto in_number = [&](size_t at) {
    const auto digit = [&](size_t i) {
      return i < text.size() && absl::ascii_isdigit(static_cast<unsigned char>(text[i]));
    };
    return digit(at) || (at > 0 && text[at] == '.' && digit(at - 1) && digit(at + 1));
  };
  for (size_t at = 0; at < text.size(); ++at) {
    if (!in_number(at)) continue;
    const size_t begin = at;
    while (at < text.size() && in_number(at)) ++at;
    // Signs are written in many ways.
    const std::optional<values::Decimal> number =
        values::Decimal::Parse(text.substr(begin, at - begin));
    if (number && wanted && *number == wanted->Absolute()) return true;
  }
  return false;
}

// Answers that are copied from the notes, and not chosen or worked out, stand in the example's
// text.
bool AnswerStandsIn(std::string_view text, const plan::Literal& answer) {
  switch (answer.type.kind) {
    case plan::TypeKind::kInteger:
    case plan::TypeKind::kDecimal:
      return SaysNumber(text, answer.text);
    case plan::TypeKind::kText:
      return text::FoldCase(text).find(text::FoldCase(answer.text)) != std::string::npos;
    default:
      return true;
  }
}

}  // namespace

plan::PromptId Checker::PromptFrom(const ast::Prompt& source, std::string name,
                                   const Scope& scope) {
  plan::Prompt prompt;
  prompt.name = std::move(name);
  for (const ast::Name& role : source.roles) {
    prompt.roles.push_back(role.text);
    out_.roles.push_back(role);
  }
  if (prompt.roles.empty()) prompt.roles.push_back(std::string(typed::kDefaultRole));
  for (const ast::ReadScope& read : source.reads) prompt.reads.push_back(ReadFrom(read, scope));
  if (source.reads.empty()) {
    emitter_.Emit(diag::kPromptReadsNothing, source.span)
        .Help(
            "Add a line such as `read HistoryAndPhysical notes written within 1 year before "
            "surgery.start`.");
  }
  prompt.cues = source.cues;
  prompt.max_tokens = source.max_tokens > 0 ? source.max_tokens : options_.limits.max_prompt_tokens;
  prompt.instructions = instructions_;
  if (scope.field.valid() && out_.fields[scope.field.index].source->instructions) {
    for (plan::PromptPart& part :
         TextFrom(*out_.fields[scope.field.index].source->instructions, scope)) {
      prompt.instructions.push_back(std::move(part));
    }
  }
  for (const ast::TextBlock& text : source.texts) {
    for (plan::PromptPart& part : TextFrom(text, scope)) prompt.text.push_back(std::move(part));
  }
  if (source.texts.empty()) {
    emitter_.Emit(diag::kPromptWithoutText, source.span)
        .Help("Write the question between two lines of three quotation marks.");
  }
  prompt.reason_first = source.reason_first;
  prompt.cite_exact = source.cite_exact;
  prompt.cite_reason = source.cite_reason;
  prompt.samples = source.samples;
  prompt.agree = source.agree > 0 ? source.agree : source.samples > 1 ? source.samples / 2 + 1 : 1;
  if (prompt.agree > prompt.samples) {
    emitter_.Emit(diag::kAgreeMoreThanSamples, source.span, prompt.agree, prompt.samples)
        .Help("Ask for as many as must agree, or more: `samples 3 agree 2`.");
  }
  prompt.accept_confidence = source.accept_confidence;
  CheckConfidence(source);
  prompt.span = Locate(source.span);
  out_.draft.prompts.push_back(std::move(prompt));
  out_.prompt_spans.push_back(source.span);
  std::vector<base::Span>& read_spans = out_.read_spans.emplace_back();
  for (const ast::ReadScope& read : source.reads) read_spans.push_back(read.span);
  return {static_cast<int32_t>(out_.draft.prompts.size()) - 1};
}

// Percent are written by habit, and no answer would ever be accepted.
void Checker::CheckConfidence(const ast::Prompt& source) {
  const std::optional<values::Decimal> least = values::Decimal::Parse(source.accept_confidence);
  const values::Decimal most = values::Decimal::FromInteger(1),
                        percent = values::Decimal::FromInteger(100);
  if (!least || *least <= most) return;
  const base::Span number = WordsIn(source.span, source.accept_confidence, "accept");
  auto builder = emitter_.Emit(diag::kConfidenceNever, number, source.accept_confidence);
  const std::optional<values::Decimal> share = least->IsInteger() && *least <= percent
                                                   ? values::Decimal::Divide(*least, percent)
                                                   : std::nullopt;
  builder.Help(share ? absl::StrCat("If you mean ", source.accept_confidence, " percent, write `",
                                    share->ToString(), "`.")
                     : "Write a share of one, such as `0.8` for 80 percent.");
}

plan::ReadScope Checker::ReadFrom(const ast::ReadScope& read, const Scope& scope) {
  plan::ReadScope out;
  for (const ast::Name& name : read.documents) {
    if (plan::DocumentId id = DocumentOf(name, scope.module); id.valid())
      out.documents.push_back(id);
  }
  NotesCollection(read.span, scope.module);
  for (const ast::Name& role : read.by) out.by.push_back(role.text);
  out.sections = read.sections;
  if (read.written) out.written = WindowFrom(*read.written, scope);
  if (read.true_when) out.true_when = WindowFrom(*read.true_when, scope);
  if (!read.written) {
    emitter_.Emit(diag::kUnboundedRead, read.span)
        .Help(
            "Say when the notes were written, such as `written within 1 year before "
            "surgery.start`.");
  }
  return out;
}

std::vector<plan::PromptPart> Checker::TextFrom(const ast::TextBlock& text, const Scope& scope) {
  std::vector<plan::PromptPart> parts;
  for (const ast::TextSegment& segment : text.segments) {
    if (segment.hole == nullptr) {
      parts.push_back({segment.text, {}});
      continue;
    }
    ExprId hole = Elaborate(*segment.hole, scope);
    if (!hole.valid()) continue;
    out_.holes.push_back({hole, segment.span, segment.reveal});
    TypeKind kind = At(hole).type.kind;
    if (kind == TypeKind::kRow || kind == TypeKind::kAttachment || kind == TypeKind::kRefs) {
      emitter_.Emit(diag::kNotPrintable, segment.span, Describe(At(hole).type, out_.draft));
      continue;
    }
    parts.push_back({"", hole});
  }
  return parts;
}

// Any step of the field but the ask itself, above or below.
void Checker::SetCheckAgainst(const ast::Prompt& source, const plan::Field& field, size_t ask) {
  if (source.check_against.text == field.steps[ask].name) {
    emitter_.Emit(diag::kCheckedAgainstItself, source.check_against.span, source.check_against.text)
        .Help(
            "Name another step of the field, such as a rule over codes that finds the same on "
            "another way.");
    return;
  }
  std::vector<std::string> names;
  for (size_t i = 0; i < field.steps.size(); ++i) {
    const plan::Step& step = field.steps[i];
    if (i == ask) continue;
    names.push_back(step.name);
    if (step.name != source.check_against.text) continue;
    out_.draft.prompts[field.steps[ask].prompt.index].check_against = static_cast<int>(i);
    if (i < ask && field.resolve == plan::Resolve::kFirst && step.kind != plan::StepKind::kHint) {
      emitter_.Emit(diag::kCheckAgainstAnswered, source.check_against.span, step.name)
          .Help("Make it a `hint`, or put it below the ask.");
    }
    return;
  }
  auto builder =
      emitter_.Emit(diag::kUnknownStep, source.check_against.span, source.check_against.text);
  SuggestName(builder, source.check_against, names);
}

void Checker::AddExamples(const ast::Prompt& source, const Scope& scope, const plan::Field& field,
                          plan::PromptId prompt) {
  for (const ast::PromptExample& example : source.examples) {
    plan::AnswerKind kind = plan::AnswerKind::kValue;
    ExprId value;
    std::string absence;
    AddAnswer(example.answer, scope, field, kind, value, absence);
    if (!value.valid()) continue;
    if (At(value).op != Op::kLiteral) {
      emitter_.Emit(diag::kExampleNotConstant, example.span);
      continue;
    }
    const plan::Literal& literal = out_.draft.literals[At(value).literal];
    if (!AnswerStandsIn(example.text, literal)) {
      emitter_.Emit(diag::kExampleNotInText, example.span, literal.text)
          .Help(
              "Write a text that holds the answer as a note would, or the answer that the text "
              "gives.");
    }
    out_.draft.prompts[prompt.index].examples.push_back(
        {example.text, literal.text, example.because});
  }
}

void Checker::AddInstructions(ModuleId module) {
  for (const resolve::Anonymous& a : program_.anonymous) {
    const auto* source = std::get_if<ast::Instructions>(&a.declaration->node);
    if (source == nullptr || a.module != module) continue;
    for (plan::PromptPart& part : TextFrom(source->text, *ScopeOf(a.group, module))) {
      instructions_.push_back(std::move(part));
    }
  }
}

}  // namespace suture::check
