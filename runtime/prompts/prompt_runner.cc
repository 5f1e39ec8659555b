#include "runtime/prompts/prompt_runner.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "runtime/base/status_macros.h"
#include "runtime/prompts/answer_reader.h"
#include "runtime/prompts/primed_cache.h"
#include "runtime/prompts/round_state.h"
#include "runtime/prompts/scrubbed_answer.h"
#include "runtime/prompts/value_in_quotes.h"

namespace suture::prompts {
namespace {

using models::AskedQuestion;
using models::Reply;
using values::FailureKind;

constexpr int64_t kLongestWaitMs = 60'000;
constexpr std::string_view kFalseQuote =
    "A quote in it does not stand in the passages that this question is about. Copy every quote "
    "exactly from one of them, and give that passage's number.";
constexpr std::string_view kUncited =
    "It cited nothing. Cite the number of a passage and words copied from it exactly.";
constexpr std::string_view kUnquoted =
    "The number or date in it does not stand in its quotes. Quote the words that hold it; where no "
    "passage does, answer that it was not found.";

// The probability of the bytes [begin, end) of the reply, where the tokens spell it whole and none
// is likelier than certain.
std::optional<double> ProbabilityOf(const Reply& reply, size_t begin, size_t end) {
  if (reply.logprobs.empty() || begin >= end) return std::nullopt;
  size_t at = 0;
  double sum = 0;
  for (const models::TokenLogprob& token : reply.logprobs) {
    const std::string_view here =
        std::string_view(reply.text).substr(std::min(at, reply.text.size()));
    if (here.substr(0, token.token.size()) != token.token) return std::nullopt;
    const size_t next = at + token.token.size();
    if (!(token.logprob <= 0)) return std::nullopt;
    if (next > begin && at < end) sum += token.logprob;
    at = next;
  }
  return at == reply.text.size() ? std::optional<double>(std::exp(sum)) : std::nullopt;
}

// Of the two words that make an answer: that there is one, and which.
std::optional<double> ConfidenceOf(const Reply& reply, const ReadAnswer& read) {
  const std::optional<double> value = ProbabilityOf(reply, read.value_begin, read.value_end);
  if (read.found_end == 0) return value;
  const std::optional<double> found = ProbabilityOf(reply, read.found_begin, read.found_end);
  return value && found ? std::optional<double>(*value * *found) : std::nullopt;
}

PromptAnswer Failed(FailureKind kind) {
  PromptAnswer answer;
  answer.status = PromptAnswer::Status::kFailed;
  answer.failure = kind;
  answer.reason = models::ReviewFor(kind);
  return answer;
}

class Runner : public PromptRunner {
 public:
  Runner(Library library, models::Dispatcher& dispatcher, PromptOptions options)
      : library_(std::move(library)), dispatcher_(dispatcher), options_(std::move(options)) {}
  ~Runner() override { Stop(); }

  void Execute(const Round& round, Done done) override {
    std::shared_ptr<RoundState> state = OpenRound(library_, round, options_.calls, std::move(done));
    std::vector<Call> calls = PlanCalls(library_, *state, options_.calls);
    if (calls.empty()) {
      state->done(CloseRound(library_, *state));
      return;
    }
    {
      std::lock_guard<std::mutex> lock(inbox_mutex_);
      if (started_) {
        inbox_.push_back({std::move(state), std::move(calls)});
        inbox_filled_.notify_one();
        dispatcher_.Wake();
        return;
      }
    }
    ExecuteHere(std::move(state), std::move(calls));
  }

  bool wants_identifiers() const override { return !options_.deidentified_roles.empty(); }

  void Start() override {
    std::lock_guard<std::mutex> lock(inbox_mutex_);
    if (thread_.joinable()) return;
    started_ = true;
    stopping_ = false;
    thread_ = std::thread([this] { Drive(); });
  }

  void Stop() override {
    {
      std::lock_guard<std::mutex> lock(inbox_mutex_);
      stopping_ = true;
      inbox_filled_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

  void Cancel() override {
    cancelled_ = true;
    dispatcher_.Wake();
    std::lock_guard<std::mutex> lock(inbox_mutex_);
    inbox_filled_.notify_one();
  }

  PromptCounts counts() const override {
    return {calls_.load(), questions_.load(), asked_again_.load()};
  }

 private:
  using StatePtr = std::shared_ptr<RoundState>;
  struct Work {
    StatePtr state;
    std::vector<Call> calls;
  };

  // Without a thread of our own. `done` runs when the dispatcher is free again, since it may bring
  // the next round.
  void ExecuteHere(StatePtr state, std::vector<Call> calls) {
    {
      std::lock_guard<std::mutex> lock(drive_mutex_);
      for (Call& call : calls) Send(state, std::move(call));
      do {
        CancelIfAsked();
      } while (dispatcher_.Poll(kLongestWaitMs));
    }
    state->done(CloseRound(library_, *state));
  }

  void CancelIfAsked() {
    if (cancelled_) dispatcher_.CancelAll();
  }

  void Drive() {
    bool busy = false;
    while (true) {
      std::deque<Work> work;
      {
        std::unique_lock<std::mutex> lock(inbox_mutex_);
        if (!busy) inbox_filled_.wait(lock, [this] { return !inbox_.empty() || stopping_; });
        work.swap(inbox_);
        if (work.empty() && !busy && stopping_) {
          started_ = false;  // Under the lock: no round is left in a box that nobody empties.
          return;
        }
      }
      for (Work& one : work) {
        for (Call& call : one.calls) Send(one.state, std::move(call));
      }
      CancelIfAsked();
      busy = dispatcher_.Poll(kLongestWaitMs);
      DeliverFinished();
    }
  }

  // Rounds are delivered outside of the dispatcher's callbacks.
  void DeliverFinished() {
    std::vector<StatePtr> finished;
    finished.swap(finished_);
    for (const StatePtr& state : finished) state->done(CloseRound(library_, *state));
  }

  void Send(const StatePtr& state, Call call) {
    std::vector<Question> questions;
    for (const CallQuestion& question : call.questions) {
      questions.push_back({&state->round.wanted[question.wanted],
                           &call.group->PartOf(question.wanted), question.attempt,
                           question.problem});
    }
    CallText form;
    form.evidence = &call.group->evidence;
    const std::string beginning = BeginningOf(call, options_.calls);
    const auto alike = call.group->calls.find(beginning);
    form.breakpoint = alike != call.group->calls.end() && alike->second > 1;
    form.questions_first = !options_.calls.passes.Has(Pass::kFixedOrder);
    models::Request request =
        BuildRequest(library_, *state->round.chart, form, questions, call.role, call.sample);
    request.order = state->round.order;
    ++calls_;
    questions_ += static_cast<int64_t>(questions.size());
    auto asked = std::make_shared<std::vector<AskedQuestion>>(request.asked);
    const std::shared_ptr<const ScrubbedCall> scrubbed = Scrub(state->round, call, request);
    dispatcher_.Submit(std::move(request), [this, state, call = std::move(call), asked, beginning,
                                            scrubbed](Reply&& reply) {
      // A recorded answer was given to the notes as they are.
      OnReply(state, call, *asked, reply, reply.recorded ? nullptr : scrubbed.get());
      SendHeld(state, *call.group, beginning);
    });
  }

  void SendHeld(const StatePtr& state, EvidenceGroup& group, const std::string& beginning) {
    const auto held = group.held.find(beginning);
    if (held == group.held.end()) return;
    std::vector<Call> calls = std::move(held->second);
    group.held.erase(held);
    for (Call& call : calls) Send(state, std::move(call));
  }

  // Null: the role may see the patient's identifiers.
  std::shared_ptr<const ScrubbedCall> Scrub(const Round& round, const Call& call,
                                            models::Request& request) const {
    const std::vector<std::string>& roles = options_.deidentified_roles;
    if (std::find(roles.begin(), roles.end(), call.role) == roles.end()) return nullptr;
    auto scrubbed = std::make_shared<ScrubbedCall>(
        ScrubbedCall{Deidentifier(round.identifiers, round.case_id, options_.date_order), {}});
    for (models::Message& message : request.messages) {
      if (message.speaker == models::Speaker::kSystem) continue;  // Holds nothing of a case.
      for (models::TextBlock& block : message.blocks) scrubbed->Scrub(block.text);
    }
    // A digest of what is hidden would let the server try out names and numbers.
    request.idempotency_key = IdempotencyKey(request, call.sample);
    return scrubbed;
  }

  // `scrubbed`: null where the role was sent the notes as they are.
  void OnReply(const StatePtr& state, const Call& call, const std::vector<AskedQuestion>& asked,
               const Reply& reply, const ScrubbedCall* scrubbed) {
    // Each question alone has room enough, more often than not.
    if (reply.failure == FailureKind::kTruncated && call.questions.size() > 1 && !cancelled_) {
      return SendHalves(state, call);
    }
    ReplyJson json;
    std::vector<const JsonNode*> nodes(call.questions.size(), nullptr);
    if (!reply.failure) {
      json = ReadReply(reply.text, options_.reply_limits);
      if (json.ok) {
        std::vector<std::string> keys;
        for (const AskedQuestion& question : asked) keys.push_back(question.json_key);
        nodes = AnswersByKey(json.root, keys, json.repairs, json.around);
      }
    }
    const std::set<int> unrecorded(reply.unrecorded.begin(), reply.unrecorded.end());
    Call again{call.group, call.role, call.sample, {}};
    for (size_t i = 0; i < call.questions.size(); ++i) {
      Judged judged;
      if (reply.failure) {
        judged.failure = ReadFailure{*reply.failure, {}};
      } else if (unrecorded.count(static_cast<int>(i)) > 0) {
        judged.failure = ReadFailure{FailureKind::kNotRecorded, {}};
        ReportUnrecorded(*state, call, call.questions[i], asked[i]);
      } else if (!json.ok) {
        judged.failure = ReadFailure{FailureKind::kParse, json.problem};
      } else {
        judged = Judge(*state, call, call.questions[i], nodes[i], reply, json, scrubbed);
      }
      Settle(state, call, call.questions[i], asked[i], reply, std::move(judged), again);
    }
    if (!again.questions.empty()) {
      asked_again_ += static_cast<int64_t>(again.questions.size());
      Send(state, std::move(again));
    }
    if (state->open == 0 && started_by_thread()) finished_.push_back(state);
  }

  void SendHalves(const StatePtr& state, const Call& call) {
    const auto middle =
        call.questions.begin() + static_cast<std::ptrdiff_t>(call.questions.size() / 2);
    Call first{call.group, call.role, call.sample, {call.questions.begin(), middle}};
    Call second{call.group, call.role, call.sample, {middle, call.questions.end()}};
    Send(state, std::move(first));
    Send(state, std::move(second));
  }

  void ReportUnrecorded(const RoundState& state, const Call& call, const CallQuestion& question,
                        const AskedQuestion& asked) const {
    if (!options_.on_unrecorded) return;
    const WantedPrompt& wanted = state.round.wanted[question.wanted];
    options_.on_unrecorded({state.round.case_id, wanted.path, &asked,
                            QuestionText(library_, *state.round.chart, wanted) +
                                PassagesOf(call.group->PartOf(question.wanted)),
                            library_.plan().prompts[wanted.prompt.index].schema,
                            call.group->evidence.text});
  }

  struct Judged {
    std::optional<ReadFailure> failure;
    Outcome outcome;
    Repairs repairs;
  };

  Judged Judge(const RoundState& state, const Call& call, const CallQuestion& question,
               const JsonNode* node, const Reply& reply, const ReplyJson& json,
               const ScrubbedCall* scrubbed) const {
    const plan::Prompt& prompt =
        library_.plan().prompts[state.round.wanted[question.wanted].prompt.index];
    Judged judged;
    judged.repairs = json.repairs;
    JsonNode restored;
    if (scrubbed != nullptr && node != nullptr) {
      restored = *node;
      judged.failure = RestoreAnswer(scrubbed->identifiers, library_.plan(), prompt, restored);
      if (judged.failure) return judged;
      node = &restored;
    }
    std::string around = json.around;
    if (scrubbed != nullptr) around = scrubbed->identifiers.RestoreQuote(around).front();
    static const JsonNode kNothing;
    ReadAnswer read =
        ReadAnswerOf(library_.plan(), prompt, node != nullptr ? *node : kNothing,
                     {state.row_counts, options_.date_order, options_.reply_limits, around});
    judged.repairs.Add(read.repairs);
    judged.failure = read.failure;
    if (judged.failure) return judged;
    PromptAnswer& answer = judged.outcome.answer;
    answer.status = PromptAnswer::Status::kAnswered;
    const QuestionEvidence& part = call.group->PartOf(question.wanted);
    const Sources sources{*part.finder, prompt.cite_exact, reply.recorded,
                          scrubbed != nullptr ? &scrubbed->identifiers : nullptr};
    judged.outcome.unreadable = scrubbed != nullptr && scrubbed->HidesFrom(part);
    if (prompt.is_extract) {
      for (ReadRow& row : read.rows) {
        if ((judged.failure = AddRow(sources, row, answer))) return judged;
        if ((judged.failure = HoldRow(state, *part.finder, prompt, answer.rows.back())))
          return judged;
      }
      return judged;
    }
    judged.outcome.probability = ConfidenceOf(reply, read);
    if (!read.value.stated) {
      answer.status = PromptAnswer::Status::kNotFound;
      return judged;
    }
    answer.answer = std::move(read.value);
    judged.failure = Verify(sources, read.evidence, answer.answer.quotes);
    if (!judged.failure && !prompt.cite_reason) {
      const auto words = WordsAt(state, *part.finder, answer.answer.quotes);
      judged.failure = Hold(prompt.answer, answer.answer, words);
    }
    return judged;
  }

  // The words of each quote, with the day on which their note was written.
  std::vector<QuotedWords> WordsAt(const RoundState& state, const CitationFinder& finder,
                                   const std::vector<chart::Quote>& quotes) const {
    std::vector<QuotedWords> words;
    const auto& notes = state.round.chart->rows(library_.plan().notes).rows;
    for (const chart::Quote& quote : quotes) {
      QuotedWords& one = words.emplace_back();
      one.note = finder.NoteText(quote.note);
      one.begin = quote.begin;
      one.end = quote.end;
      const chart::Row& note = notes[static_cast<size_t>(quote.note)];
      if (note.at.has_start && note.at.start.precision >= values::Precision::kDay) {
        one.written_day = note.at.start.EarliestLocalDay();
      }
    }
    return words;
  }

  std::optional<ReadFailure> Hold(const plan::Type& type, const AnsweredValue& value,
                                  const std::vector<QuotedWords>& words) const {
    if (StandsInQuotes(type, value, words, options_.date_order)) return std::nullopt;
    return ReadFailure{FailureKind::kUnquoted, kUnquoted};
  }

  std::optional<ReadFailure> HoldRow(const RoundState& state, const CitationFinder& finder,
                                     const plan::Prompt& prompt, const ExtractedRow& row) const {
    if (prompt.cite_reason) return std::nullopt;
    const plan::Plan& plan = library_.plan();
    const plan::Shape& shape = plan.shapes[plan.collections[prompt.collection.index].shape.index];
    const std::vector<QuotedWords> words = WordsAt(state, finder, row.quotes);
    for (size_t i = 0; i < row.cells.size() && i < shape.attributes.size(); ++i) {
      // Which numbers rows go by (`same when counter`) is the question's to say, not the note's.
      const auto& keys = prompt.same_keys;
      const bool numbers_rows =
          shape.attributes[i].type.kind == plan::TypeKind::kInteger &&
          std::find(keys.begin(), keys.end(), static_cast<int>(i)) != keys.end();
      if (numbers_rows) continue;
      if (auto failure = Hold(shape.attributes[i].type, row.cells[i], words)) return failure;
    }
    return std::nullopt;
  }

  // What quotes are held to.
  struct Sources {
    const CitationFinder& finder;
    bool exact = false;
    bool recorded = false;
    const Deidentifier* scrubbed = nullptr;  // Of what the quotes are copied from
  };

  static std::optional<chart::Quote> Stands(const Sources& sources, const Citation& citation) {
    return sources.recorded && citation.passage == 0
               ? sources.finder.FindAnywhere(citation.quote, sources.exact)
               : sources.finder.Find(citation, sources.exact);
  }

  static std::optional<chart::Quote> Lookup(const Sources& sources, const Citation& citation) {
    if (sources.scrubbed == nullptr) return Stands(sources, citation);
    for (std::string& quote : sources.scrubbed->RestoreQuote(citation.quote)) {
      if (auto found = Stands(sources, {citation.passage, std::move(quote)})) return found;
    }
    return std::nullopt;
  }

  // Every quote must stand in what was shown, and there must be one.
  static std::optional<ReadFailure> Verify(const Sources& sources,
                                           const std::vector<Citation>& evidence,
                                           std::vector<chart::Quote>& quotes) {
    for (const Citation& citation : evidence) {
      const std::optional<chart::Quote> quote = Lookup(sources, citation);
      if (!quote) return ReadFailure{FailureKind::kCitation, kFalseQuote};
      quotes.push_back(*quote);
    }
    if (quotes.empty()) return ReadFailure{FailureKind::kCitation, kUncited};
    return std::nullopt;
  }

  static std::optional<ReadFailure> AddRow(const Sources& sources, ReadRow& row,
                                           PromptAnswer& answer) {
    ExtractedRow& to = answer.rows.emplace_back();
    if (auto failure = Verify(sources, row.evidence, to.quotes)) return failure;
    to.cells = std::move(row.cells);
    // A cell's relative time ("POD 3") is read against the note that its row cites.
    for (AnsweredValue& cell : to.cells) {
      if (cell.stated) cell.quotes = to.quotes;
    }
    return std::nullopt;
  }

  void Settle(const StatePtr& state, const Call& call, const CallQuestion& question,
              const AskedQuestion& asked, const Reply& reply, Judged judged, Call& again) {
    bool ask_again = false;
    if (judged.failure) {
      const models::Next next =
          models::WhatNext({judged.failure->kind}, question.attempt, options_.retry, 0);
      ask_again = next.action == models::Action::kAskAgain && !cancelled_;
    }
    Report(*state, call, question, asked, reply, judged, ask_again);
    if (ask_again) {
      again.questions.push_back(
          {question.wanted, question.role, question.attempt + 1, judged.failure->problem});
      return;
    }
    if (judged.failure) {
      const FailureKind kind = judged.failure->kind;
      AnsweredValue proposal = std::move(judged.outcome.answer.answer);
      judged.outcome = {Failed(kind), {}};
      // Its quotes are true: a person sees it beside them.
      if (kind == FailureKind::kUnquoted) judged.outcome.answer.answer = std::move(proposal);
      if (kind == FailureKind::kBudget || kind == FailureKind::kCancelled) {
        state->cut_short[question.wanted] = true;
      }
    }
    state->outcomes[question.wanted][question.role][static_cast<size_t>(call.sample - 1)] =
        std::move(judged.outcome);
    --state->open;
  }

  void Report(const RoundState& state, const Call& call, const CallQuestion& question,
              const AskedQuestion& asked, const Reply& reply, const Judged& judged,
              bool ask_again) const {
    if (!options_.on_record) return;
    AskRecord record;
    record.case_id = state.round.case_id;
    record.path = state.round.wanted[question.wanted].path;
    record.asked = &asked;
    record.role = call.role;
    record.model = reply.model;
    if (judged.failure) record.failure = judged.failure->kind;
    record.ask_again = ask_again;
    record.repairs = judged.repairs.list();
    record.request_key = reply.key;
    record.from_cache = reply.from_cache;
    options_.on_record(record);
  }

  bool started_by_thread() const { return std::this_thread::get_id() == thread_.get_id(); }

  const Library library_;
  models::Dispatcher& dispatcher_;
  const PromptOptions options_;
  std::atomic<int64_t> calls_{0}, questions_{0}, asked_again_{0};
  std::atomic<bool> cancelled_{false};

  std::mutex drive_mutex_;  // Whoever drives the dispatcher without the thread
  std::vector<StatePtr> finished_;

  std::mutex inbox_mutex_;
  std::condition_variable inbox_filled_;
  std::deque<Work> inbox_;
  bool started_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PromptRunner>> PromptRunner::Create(const plan::Plan& plan,
                                                                   const notes::Lexicon& lexicon,
                                                                   models::Dispatcher& dispatcher,
                                                                   PromptOptions options) {
  SUTURE_ASSIGN_OR_RETURN(Library library, Library::Compile(plan, lexicon));
  return std::unique_ptr<PromptRunner>(
      new Runner(std::move(library), dispatcher, std::move(options)));
}

std::vector<std::string> RolesOf(const plan::Plan& plan) {
  std::set<std::string> roles;
  for (const plan::Prompt& prompt : plan.prompts) {
    roles.insert(prompt.roles.begin(), prompt.roles.end());
  }
  return {roles.begin(), roles.end()};
}

}  // namespace suture::prompts
