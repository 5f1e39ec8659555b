#include "runtime/engine/run.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/patient_identifiers.h"
#include "runtime/engine/result_builder.h"
#include "runtime/rules/validity.h"

namespace suture::engine {
namespace {

// No model may be asked.
class Offline : public prompts::PromptExecutor {
 public:
  void Execute(const prompts::Round& round, Done done) override {
    prompts::PromptAnswer answer;
    answer.reason = values::ReviewReason::kOffline;
    answer.failure = values::FailureKind::kNotAllowed;
    done(std::vector<prompts::PromptAnswer>(round.wanted.size(), answer));
  }
};

// One case at work: its line, its runner, what it has written so far.
struct Slot {
  Slot(const rules::Program& program, const MentionPhrases& phrases, const RunnerOptions& options)
      : runner(program, phrases, options) {}
  CaseRunner runner;
  chart::Line line;
  std::vector<std::string> identifiers;
  int64_t number = 0;    // Of the line
  int64_t sequence = 0;  // Of the case
  bool too_long = false;
  std::string output;
  int64_t lines = 0;    // In `output`
  ResultCounts counts;  // Of them
  bool abandoned = false;
  std::vector<prompts::PromptAnswer> answers;
};

class Running {
 public:
  Running(const rules::Program& program, const chart::Program& reading,
          const MentionPhrases& phrases, prompts::PromptExecutor& executor, CaseLines& lines,
          store::ResultFile& results, const RunOptions& options)
      : program_(program),
        reading_(reading),
        texts_(program.plan()),
        executor_(executor),
        lines_(lines),
        results_(results),
        phrases_(phrases),
        options_(options),
        most_slots_(static_cast<size_t>(std::max(options.in_flight, std::max(options.jobs, 1)))) {}

  absl::StatusOr<RunSummary> Go() {
    SUTURE_RETURN_IF_ERROR(PassOverFinished());
    std::vector<std::thread> workers;
    for (int i = 1; i < options_.jobs; ++i) workers.emplace_back([this] { Work(); });
    Work();
    for (std::thread& worker : workers) worker.join();
    if (!status_.ok()) return status_;
    return std::move(summary_);
  }

 private:
  // What a thread has of its own.
  struct Worker {
    Worker(const rules::Program& program, const chart::Program& reading, const ResultTexts& texts,
           const chart::ReaderLimits& limits)
        : conditions(program), reader(reading, conditions, limits), builder(program.plan(), texts) {
      reader.CountUnlisted(&summary.unlisted);
    }
    RunSummary summary;
    rules::RowConditions conditions;
    chart::FhirBundleReader reader;
    ResultBuilder builder;
  };

  // The input must be the one whose results are there.
  absl::Status PassOverFinished() {
    if (options_.resume_after_line == 0) return absl::OkStatus();
    chart::Line line;
    int64_t number = 0;
    CaseLines::Found found = CaseLines::Found::kLine;
    auto gap = options_.resume_without_result.begin();
    const auto end = options_.resume_without_result.end();
    while (number < options_.resume_after_line && found != CaseLines::Found::kEnd) {
      found = lines_.Next(line, number);
      if (found == CaseLines::Found::kFailed) return lines_.status();
      while (gap != end && gap->second < number) ++gap;
      if (gap != end && gap->first <= number) return NoResultOf(number);
    }
    bool same = found != CaseLines::Found::kEnd && number == options_.resume_after_line;
    if (same && found == CaseLines::Found::kLine && !options_.resume_case_id.empty()) {
      Worker worker(program_, reading_, texts_, options_.limits);
      chart::Case chart(program_.plan());
      same = !worker.reader.Read(line.text(), chart) && chart.id() == options_.resume_case_id;
    }
    if (same) return absl::OkStatus();
    return absl::FailedPreconditionError(
        "The results that are there belong to other charts than these. Give the charts of the run "
        "that is to be resumed, or name another file with --out.");
  }

  static absl::Status NoResultOf(int64_t line) {
    return absl::FailedPreconditionError(fmt::format(
        "The results that are there hold none of the chart in line {}, though they hold "
        "later ones: lines were taken out. Put them back, or run again without --resume.",
        line));
  }

  bool Stopping() const {
    return !status_.ok() || cut_short_ || (options_.stop != nullptr && options_.stop->load());
  }

  void Work() {
    Worker worker(program_, reading_, texts_, options_.limits);
    while (true) {
      Slot* slot = nullptr;
      bool resumed = false;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] {
          return !resumed_.empty() || (!reading_line_ && !ended_ && HasRoom()) ||
                 (ended_ && at_work_ == 0);
        });
        if (!resumed_.empty()) {
          slot = resumed_.front();
          resumed_.pop_front();
          resumed = true;
        } else if (ended_) {
          break;
        } else {
          slot = TakeSlot();
          reading_line_ = true;
        }
      }
      if (resumed) {
        Resume(*slot, worker);
      } else if (TakeLine(*slot)) {
        Start(*slot, worker);
      }
    }
    std::lock_guard<std::mutex> lock(mutex_);
    summary_.Add(worker.summary);
    changed_.notify_all();
  }

  bool HasRoom() const { return !free_.empty() || slots_.size() < most_slots_; }

  // A slot that was used lately, so that no more memory is touched than is needed.
  Slot* TakeSlot() {
    if (free_.empty()) {
      slots_.push_back(std::make_unique<Slot>(program_, phrases_, options_.runner));
      return slots_.back().get();
    }
    Slot* slot = free_.back();
    free_.pop_back();
    return slot;
  }

  void Resume(Slot& slot, Worker& worker) {
    bool failed = false;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      failed = !status_.ok();
    }
    const bool cut_short =
        options_.when_cut_short != CutShort::kReview &&
        std::any_of(slot.answers.begin(), slot.answers.end(),
                    [](const prompts::PromptAnswer& answer) { return answer.cut_short; });
    if (!cut_short && !failed) {
      Drive(slot, slot.runner.Resume(std::move(slot.answers)), worker);
      return;
    }
    slot.abandoned = true;
    Finish(slot);
  }

  // One thread reads at a time, so that lines are numbered as they come.
  bool TakeLine(Slot& slot) {
    CaseLines::Found found = CaseLines::Found::kEnd;
    bool stopped = false;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopped = Stopping();
    }
    if (!stopped) found = lines_.Next(slot.line, slot.number);
    std::lock_guard<std::mutex> lock(mutex_);
    reading_line_ = false;
    changed_.notify_all();
    if (found == CaseLines::Found::kLine || found == CaseLines::Found::kTooLong) {
      slot.sequence = begun_++;
      slot.too_long = found == CaseLines::Found::kTooLong;
      ++at_work_;
      return true;
    }
    if (found == CaseLines::Found::kFailed) status_.Update(lines_.status());
    summary_.stopped |= stopped;
    ended_ = true;
    free_.push_back(&slot);
    return false;
  }

  void Start(Slot& slot, Worker& worker) {
    slot.output.clear();
    slot.lines = 0;
    slot.counts = ResultCounts();
    slot.abandoned = false;
    chart::Case& chart = slot.runner.chart();
    chart.Reset();
    if (slot.too_long) {
      Fault(slot, chart::Name(chart::CaseErrorCode::kTooLarge),
            "The chart is larger than --max-case-bytes allows.", -1);
      return Finish(slot);
    }
    const auto error = worker.reader.Read(slot.line.text(), chart);
    if (error) {
      Fault(slot, chart::Name(error->code), error->message, error->offset);
      return Finish(slot);
    }
    if (executor_.wants_identifiers()) {
      slot.identifiers = chart::PatientIdentifiers(slot.line.text());
    }
    Drive(slot, slot.runner.Begin(), worker);
  }

  // Takes the case as far as it goes without waiting.
  void Drive(Slot& slot, CaseRunner::State state, Worker& worker) {
    while (true) {
      switch (state) {
        case CaseRunner::State::kWaiting: {
          prompts::Round round = slot.runner.round();
          round.order = slot.sequence;
          round.identifiers = slot.identifiers;
          worker.summary.prompts_asked += static_cast<int64_t>(slot.runner.round().wanted.size());
          executor_.Execute(round, [this, &slot](std::vector<prompts::PromptAnswer> answers) {
            slot.answers = std::move(answers);
            std::lock_guard<std::mutex> lock(mutex_);
            resumed_.push_back(&slot);
            changed_.notify_all();
          });
          return;
        }
        case CaseRunner::State::kNoCase: {
          store::CaseResult result;
          result.status = store::CaseStatus::kNoCase;
          result.case_id = slot.runner.case_id();
          Append(slot, result);
          return Finish(slot);
        }
        case CaseRunner::State::kEventDone:
          if (slot.lines == 0) CountNotes(slot, worker);
          Append(slot, worker.builder.Build(slot.runner, slot.number));
          state = slot.runner.Next();
          break;
        case CaseRunner::State::kFinished:
          return Finish(slot);
      }
    }
  }

  void CountNotes(Slot& slot, Worker& worker) {
    const plan::CollectionId notes = program_.plan().notes;
    if (!notes.valid()) return;
    const auto count = static_cast<int32_t>(slot.runner.chart().rows(notes).rows.size());
    worker.summary.notes += count;
    for (int32_t i = 0; i < count; ++i) {
      worker.summary.unread_notes += !slot.runner.evaluator().DocumentOf({notes.index, i}).valid();
    }
  }

  void Fault(Slot& slot, std::string_view code, std::string_view message, int64_t offset) {
    store::CaseResult result;
    result.status = store::CaseStatus::kError;
    result.fault = {code, message, offset};
    Append(slot, result);
  }

  void Append(Slot& slot, store::CaseResult result) {
    result.line = slot.number;
    result.plan_hash = program_.plan().hash;
    if (options_.table == nullptr) {
      store::AppendResultLine(result, options_.write, slot.output);
    } else {
      options_.table->AppendRows(result, options_.write, slot.output);
    }
    slot.counts.Count(result);
    ++slot.lines;
  }

  Slot* TakeDone(int64_t sequence) {
    const auto at = std::find_if(done_.begin(), done_.end(),
                                 [&](const Slot* slot) { return slot->sequence == sequence; });
    if (at == done_.end()) return nullptr;
    Slot* const slot = *at;
    *at = done_.back();
    done_.pop_back();
    return slot;
  }

  // Writes what is next in order. A case that is done before its turn keeps its slot until then, so
  // that what waits to be written is bounded too.
  void Finish(Slot& slot) {
    std::lock_guard<std::mutex> lock(mutex_);
    done_.push_back(&slot);
    cut_short_ |= slot.abandoned && options_.when_cut_short == CutShort::kStop;
    while (Slot* next = TakeDone(written_)) {
      summary_.cut_short += next->abandoned;
      if (status_.ok() && !next->abandoned && !IsPastTheEnd()) {
        if (options_.on_case) {
          status_.Update(options_.on_case(
              {next->number, next->runner.chart().id(), next->line.text(), next->output}));
        }
        if (status_.ok()) status_.Update(results_.Append(next->output));
        lines_written_ += next->lines;
        summary_.Add(next->counts);
      }
      if (options_.progress) options_.progress(lines_written_);
      free_.push_back(next);
      ++written_;
      --at_work_;
    }
    changed_.notify_all();
  }

  bool IsPastTheEnd() const {
    return options_.when_cut_short == CutShort::kStop && summary_.cut_short > 0;
  }

  const rules::Program& program_;
  const chart::Program& reading_;
  ResultTexts texts_;
  prompts::PromptExecutor& executor_;
  CaseLines& lines_;
  store::ResultFile& results_;
  const MentionPhrases& phrases_;
  const RunOptions& options_;

  const size_t most_slots_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Slot*> free_;
  std::deque<Slot*> resumed_;
  std::vector<Slot*> done_;  // Until their turn; few
  bool reading_line_ = false, ended_ = false;
  bool cut_short_ = false;  // A case was abandoned; it may not have come to its turn yet.
  int64_t begun_ = 0, written_ = 0, at_work_ = 0, lines_written_ = 0;
  absl::Status status_;
  RunSummary summary_;
};

}  // namespace

absl::StatusOr<RunSummary> Run(const plan::Plan& plan, const notes::Lexicon* lexicon,
                               prompts::PromptExecutor* executor, CaseLines& lines,
                               store::ResultFile& results, const RunOptions& options) {
  SUTURE_ASSIGN_OR_RETURN(const auto program, rules::Program::Build(plan));
  SUTURE_ASSIGN_OR_RETURN(const chart::Program reading, chart::Program::Create(plan));
  SUTURE_ASSIGN_OR_RETURN(const MentionPhrases phrases, MentionPhrases::Compile(plan, lexicon));
  Offline offline;
  prompts::PromptExecutor& asked = executor != nullptr ? *executor : offline;
  return Running(*program, reading, phrases, asked, lines, results, options).Go();
}

}  // namespace suture::engine
