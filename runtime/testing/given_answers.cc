#include "runtime/testing/given_answers.h"

#include <algorithm>

#include "fmt/format.h"
#include "runtime/chart/case.h"
#include "runtime/prompts/doubtful_notes.h"

namespace suture::testing {

using prompts::PromptAnswer;

void GivenAnswers::Begin(const std::vector<plan::SuiteAnswer>& answers) {
  answers_ = &answers;
  used_.assign(answers.size(), 0);
  messages_.clear();
}

std::vector<std::string> GivenAnswers::Unused() const {
  std::vector<std::string> unused;
  for (size_t i = 0; i < used_.size(); ++i) {
    if (used_[i] > 0) continue;
    unused.push_back(
        fmt::format("The test answers `{}`, but it was not asked: an earlier step answered, or no "
                    "note was in its "
                    "scope.",
                    program_.plan().prompts[(*answers_)[i].prompt.index].name));
  }
  return unused;
}

void GivenAnswers::Execute(const prompts::Round& round, Done done) {
  std::vector<PromptAnswer> answers;
  for (const prompts::WantedPrompt& wanted : round.wanted) answers.push_back(Answer(round, wanted));
  done(std::move(answers));
}

namespace {

std::string_view BodyOf(const chart::Case& chart, const plan::Plan& plan, int32_t note) {
  for (const chart::Cell& cell : chart.rows(plan.notes).rows[note].cells) {
    if (cell.kind == chart::Cell::Kind::kAttachment) return cell.attachment->text;
  }
  return {};
}

// The first sentence, or the first line, that says anything.
chart::Quote FirstSentence(std::string_view text, int32_t note) {
  size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) begin = 0;
  size_t end = text.find_first_of(".\n", begin);
  end = end == std::string_view::npos ? text.size() : end + (text[end] == '.');
  return {note, static_cast<uint32_t>(begin), static_cast<uint32_t>(end), 0};
}

}  // namespace

bool GivenAnswers::Cite(const prompts::Round& round, const prompts::WantedPrompt& wanted,
                        const plan::SuiteAnswer& given, std::vector<chart::Quote>& quotes) {
  const plan::Plan& plan = program_.plan();
  if (given.citing.empty()) {
    for (const prompts::NoteScope& scope : wanted.scopes) {
      if (scope.notes.empty()) continue;
      quotes.push_back(FirstSentence(BodyOf(*round.chart, plan, scope.notes[0]), scope.notes[0]));
      break;
    }
    return true;
  }
  for (const std::string& quote : given.citing) {
    bool found = false;
    for (const prompts::NoteScope& scope : wanted.scopes) {
      for (int32_t note : scope.notes) {
        const size_t at = BodyOf(*round.chart, plan, note).find(quote);
        if (found || at == std::string_view::npos) continue;
        found = true;
        quotes.push_back(
            {note, static_cast<uint32_t>(at), static_cast<uint32_t>(at + quote.size()), 0});
      }
    }
    if (found) continue;
    messages_.push_back(fmt::format(
        "The answer to `{}` cites \"{}\", which no note that it reads holds word for word.",
        plan.prompts[wanted.prompt.index].name, quote));
    return false;
  }
  return true;
}

void GivenAnswers::ReadRows(const plan::SuiteAnswer& given, const plan::Prompt& prompt,
                            PromptAnswer& answer) {
  const plan::Plan& plan = program_.plan();
  const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
  for (const plan::SuiteRow& row : given.rows) {
    prompts::ExtractedRow& to = answer.rows.emplace_back();
    to.cells.resize(shape.attributes.size());
    to.quotes = answer.answer.quotes;
    for (const plan::SuiteCell& cell : row.cells) {
      if (cell.attribute < 0 || cell.attribute >= static_cast<int>(to.cells.size())) continue;
      prompts::AnsweredValue& value = to.cells[cell.attribute];
      value.stated = true;
      value.quotes = answer.answer.quotes;
      if (cell.value) value.text = cell.value->text;
      if (cell.system.valid()) value.text = cell.code;
      for (const plan::Literal& item : cell.values) value.items.push_back(item.text);
      const plan::TypeKind kind = shape.attributes[cell.attribute].type.kind;
      const bool takes_items = kind == plan::TypeKind::kSet || kind == plan::TypeKind::kRefs;
      if (takes_items && value.items.empty() && cell.value) value.items.push_back(value.text);
    }
  }
}

PromptAnswer GivenAnswers::Answer(const prompts::Round& round,
                                  const prompts::WantedPrompt& wanted) {
  const plan::Prompt& prompt = program_.plan().prompts[wanted.prompt.index];
  PromptAnswer answer;
  answer.complete = true;
  for (const prompts::NoteScope& scope : wanted.scopes) {
    answer.shown.insert(answer.shown.end(), scope.notes.begin(), scope.notes.end());
  }
  std::sort(answer.shown.begin(), answer.shown.end());
  answer.shown.erase(std::unique(answer.shown.begin(), answer.shown.end()), answer.shown.end());
  // Several answers to one prompt are for the rows of its group, in order; the last serves the
  // rest.
  int chosen = -1;
  for (size_t i = 0; i < answers_->size(); ++i) {
    if ((*answers_)[i].prompt != wanted.prompt) continue;
    if (chosen < 0 || used_[chosen] > 0) chosen = static_cast<int>(i);
    if (used_[i] == 0) break;
  }
  if (chosen < 0) {
    answer.status = PromptAnswer::Status::kFailed;
    answer.reason = values::ReviewReason::kNoRecordedAnswer;
    answer.failure = values::FailureKind::kNotRecorded;
    messages_.push_back(fmt::format("`{}` was asked, and the test gives no answer to it.{}",
                                    prompt.name,
                                    wanted.path.empty() ? "" : " It was asked in a row."));
    return answer;
  }
  ++used_[chosen];
  const plan::SuiteAnswer& given = (*answers_)[chosen];
  answer.status = PromptAnswer::Status::kAnswered;
  if (given.not_found || given.kind == plan::AnswerKind::kAbsent) {
    answer.status = PromptAnswer::Status::kNotFound;
    return answer;
  }
  if (given.no_rows) return answer;
  if (!Cite(round, wanted, given, answer.answer.quotes)) {
    answer.status = PromptAnswer::Status::kFailed;
    answer.reason = values::ReviewReason::kCitation;
    answer.failure = values::FailureKind::kCitation;
    return answer;
  }
  if (given.kind == plan::AnswerKind::kReview) {
    answer.status = PromptAnswer::Status::kReview;
    answer.reason = values::ReviewReason::kOtherwise;
    return answer;
  }
  if (prompt.is_extract) {
    ReadRows(given, prompt, answer);
    prompts::MarkDoubtful(wanted.scopes, answer);
    return answer;
  }
  prompts::MarkDoubtful(wanted.scopes, answer);
  answer.answer.stated = true;
  const bool takes_items =
      prompt.answer.kind == plan::TypeKind::kSet || prompt.answer.kind == plan::TypeKind::kRefs;
  for (const plan::Literal& value : given.values) {
    if (takes_items) {
      answer.answer.items.push_back(value.text);
    } else {
      answer.answer.text = value.text;
    }
  }
  return answer;
}

}  // namespace suture::testing
