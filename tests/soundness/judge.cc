#include "tests/soundness/judge.h"

#include <algorithm>
#include <utility>

#include "bench/generator/random.h"
#include "runtime/store/result_writer.h"

namespace suture::soundness {

using prompts::PromptAnswer;

absl::StatusOr<std::unique_ptr<Judge>> Judge::Create(const plan::Plan& plan,
                                                     const notes::Lexicon& lexicon,
                                                     const chart::AttributesRead& read) {
  auto program = rules::Program::Build(plan);
  if (!program.ok()) return program.status();
  auto reading = chart::Program::Create(plan, read);
  if (!reading.ok()) return reading.status();
  auto phrases = engine::MentionPhrases::Compile(plan, &lexicon);
  if (!phrases.ok()) return phrases.status();
  return std::unique_ptr<Judge>(
      new Judge(*std::move(program), *std::move(reading), *std::move(phrases)));
}

Judge::Judge(std::unique_ptr<const rules::Program> program, chart::Program reading,
             engine::MentionPhrases phrases)
    : program_(std::move(program)),
      reading_(std::move(reading)),
      phrases_(std::move(phrases)),
      texts_(program_->plan()),
      runner_(*program_, phrases_),
      conditions_(*program_),
      reader_(reading_, conditions_),
      builder_(program_->plan(), texts_) {}

std::string Judge::Lines(std::string_view chart, uint64_t seed,
                         const std::function<void(const store::CaseResult&)>& see) {
  using State = engine::CaseRunner::State;
  line_.assign(chart);
  line_.append(chart::FhirBundleReader::kPadding, '\0');
  runner_.chart().Reset();
  if (reader_.Read(std::string_view(line_).substr(0, chart.size()), runner_.chart()))
    return "not read";
  std::string lines;
  State state = runner_.Begin();
  while (state != State::kFinished && state != State::kNoCase) {
    if (state == State::kWaiting) {
      state = runner_.Resume(Answers(seed));
      continue;
    }
    store::CaseResult result = builder_.Build(runner_, 1);
    result.plan_hash = {};  // The only thing in which two plans of one spec may differ
    see(result);
    store::AppendResultLine(result, {}, lines);
    state = runner_.Next();
  }
  return lines;
}

std::vector<PromptAnswer> Judge::Answers(uint64_t seed) const {
  std::vector<PromptAnswer> answers;
  for (const prompts::WantedPrompt& wanted : runner_.round().wanted)
    answers.push_back(Answer(wanted, seed));
  return answers;
}

namespace {

std::string TextOf(const plan::Plan& plan, const plan::Type& type, bench::Random& random) {
  switch (type.kind) {
    case plan::TypeKind::kChoice:
      return random.Pick(plan.choices[static_cast<size_t>(type.choice.index)].members).name;
    case plan::TypeKind::kInteger:
      return random.Chance(50) ? "70" : "40";
    case plan::TypeKind::kDate:
      return random.Chance(50) ? "2024-02" : "2024-02-03";
    case plan::TypeKind::kDecimal:
      return random.Chance(50) ? "1.5" : "2";
    case plan::TypeKind::kText:
      return random.Chance(50) ? "alpha" : "He smokes.";
    default:
      return "";
  }
}

std::vector<std::string> ItemsOf(const plan::Plan& plan, const plan::Type& type,
                                 bench::Random& random) {
  if (type.kind != plan::TypeKind::kSet) return {};
  return {random.Pick(plan.choices[static_cast<size_t>(type.choice.index)].members).name};
}

}  // namespace

PromptAnswer Judge::Answer(const prompts::WantedPrompt& wanted, uint64_t seed) const {
  const plan::Plan& plan = program_->plan();
  const plan::Prompt& prompt = plan.prompts[static_cast<size_t>(wanted.prompt.index)];
  for (unsigned char c : prompt.name) seed = seed * 31 + c;
  for (unsigned char c : wanted.path) seed = seed * 31 + c;
  bench::Random random(seed);
  PromptAnswer answer;
  for (const prompts::NoteScope& scope : wanted.scopes)
    answer.shown.insert(answer.shown.end(), scope.notes.begin(), scope.notes.end());
  std::sort(answer.shown.begin(), answer.shown.end());
  answer.shown.erase(std::unique(answer.shown.begin(), answer.shown.end()), answer.shown.end());
  answer.complete = random.Chance(80);
  if (random.Chance(10)) return answer;  // A server failed.
  if (answer.shown.empty() || random.Chance(25)) {
    answer.status = PromptAnswer::Status::kNotFound;
    return answer;
  }
  const chart::Quote quote{answer.shown[0], 0, 4, 0};
  answer.status =
      random.Chance(8) ? PromptAnswer::Status::kReview : PromptAnswer::Status::kAnswered;
  answer.reason = values::ReviewReason::kCitation;
  if (!prompt.is_extract) {
    answer.answer.stated = true;
    answer.answer.text = TextOf(plan, prompt.answer, random);
    answer.answer.items = ItemsOf(plan, prompt.answer, random);
    answer.answer.quotes = {quote};
    return answer;
  }
  answer.status = PromptAnswer::Status::kAnswered;
  const plan::Shape& shape = plan.shapes[static_cast<size_t>(
      plan.collections[static_cast<size_t>(prompt.collection.index)].shape.index)];
  for (int row = random.Between(0, 3); row > 0; --row) {
    prompts::ExtractedRow& to = answer.rows.emplace_back();
    to.quotes = {quote};
    for (const plan::Attribute& attribute : shape.attributes) {
      prompts::AnsweredValue& cell = to.cells.emplace_back();
      cell.stated = random.Chance(85);
      if (cell.stated)
        cell.text = TextOf(plan, attribute.type, random),
        cell.items = ItemsOf(plan, attribute.type, random);
      cell.quotes = {quote};
    }
  }
  return answer;
}

}  // namespace suture::soundness
