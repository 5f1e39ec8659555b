#include "runtime/engine/case_runner.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>

#include "absl/algorithm/container.h"
#include "fmt/format.h"
#include "runtime/engine/extract_once.h"
#include "runtime/engine/rules_first.h"
#include "runtime/plan/needs.h"
#include "runtime/rules/periods.h"

namespace suture::engine {

using rules::Verdict;
using rules::Wanted;
using values::ReviewReason;

CaseRunner::CaseRunner(const rules::Program& program, const MentionPhrases& phrases,
                       const RunnerOptions& options)
    : program_(program),
      options_(options),
      chart_(program.plan()),
      mentions_(program.plan(), phrases),
      evaluator_(program, &mentions_) {
  // `except source of` asks what an answer rests on.
  const auto& queries = program.plan().queries;
  const bool asked = std::any_of(queries.begin(), queries.end(), [](const plan::Query& query) {
    return query.except_source.valid();
  });
  evaluator_.evidence().set_enabled(options.evidence || asked);
  if (!options.extract_once) readers_ = ReadersOfExtracts(program.plan());
  Narrow(options.fields.empty() ? program.plan().order : options.fields, /*checks=*/true);
}

void CaseRunner::Narrow(const std::vector<plan::FieldId>& fields, bool checks) {
  checks_ = checks;
  fields_.clear();
  chosen_.assign(program_.plan().fields.size(), false);
  for (plan::FieldId field : fields) chosen_[field.index] = true;
  for (plan::FieldId field : program_.plan().order) {
    if (chosen_[field.index]) fields_.push_back(field);
  }
}

void CaseRunner::ResetExtracts() {
  for (const plan::Prompt& prompt : program_.plan().prompts) {
    if (!prompt.is_extract) continue;
    chart::CollectionRows& rows = chart_.rows(prompt.collection);
    rows.rows.clear();
    rows.ready = rows.complete = rows.failed = false;
    chart_.Changed(prompt.collection);
  }
}

CaseRunner::State CaseRunner::Begin(std::string_view fallback_id) {
  base_id_ = chart_.id().empty() ? fallback_id : chart_.id();
  case_id_ = base_id_;
  asked_.clear();
  mentions_.Begin(chart_);
  events_.clear();
  event_ = 0;
  const plan::Index& index = program_.plan().index;
  if (!index.query.valid()) return StartEvent();  // A plan over charts as a whole
  evaluator_.Begin(chart_);
  evaluator_.IndexEvents(events_);
  if (events_.empty()) return State::kNoCase;
  if (index.which == plan::IndexWhich::kLast) event_ = static_cast<int32_t>(events_.size()) - 1;
  return StartEvent();
}

CaseRunner::State CaseRunner::Next() {
  const bool each =
      program_.plan().index.query.valid() && program_.plan().index.which == plan::IndexWhich::kEach;
  if (!each || event_ + 1 >= static_cast<int32_t>(events_.size())) return State::kFinished;
  ++event_;
  ResetExtracts();
  return StartEvent();
}

CaseRunner::State CaseRunner::StartEvent() {
  if (program_.plan().index.which == plan::IndexWhich::kEach && !events_.empty()) {
    case_id_ = base_id_;
    fmt::format_to(std::back_inserter(case_id_), "#{}", event_ + 1);
  }
  TakeClockOfEvent();
  evaluator_.Begin(chart_, events_, event_);
  if (prepare_) prepare_(evaluator_);
  round_ = prompts::Round();
  round_.number = 0;
  return Advance();
}

// Judges everything; what is wanted becomes a round, unless it can be answered without a model.
CaseRunner::State CaseRunner::Advance() {
  while (true) {
    JudgeAll();
    if (evaluator_.wanted().empty()) return State::kEventDone;
    if (round_.number >= options_.max_rounds) {
      for (Wanted wanted : std::vector<Wanted>(evaluator_.wanted())) {
        Fail(wanted, ReviewReason::kInternalError);
      }
      evaluator_.NewRound();
      JudgeAll();
      return State::kEventDone;
    }
    if (BuildRound()) return State::kWaiting;
    evaluator_.NewRound();
  }
}

void CaseRunner::JudgeAll() {
  const plan::Plan& plan = program_.plan();
  for (size_t i = 0; i < fields_.size(); ++i) {
    const plan::FieldId id = fields_[i];
    if (i + 1 < fields_.size()) program_.lines().Fetch(fields_[i + 1]);
    const plan::GroupId group = program_.field(id).group;
    if (!group.valid()) {
      evaluator_.Field(id);
      continue;
    }
    if (evaluator_.Group(group).progress != rules::Progress::kDone) continue;
    const size_t rows = evaluator_.Group(group).rows.size();
    for (size_t row = 0; row < rows; ++row) evaluator_.Field(id, static_cast<int32_t>(row));
  }
  if (!checks_) return;
  // Checks may read what no field does.
  for (const plan::Check& check : plan.checks) evaluator_.FiredRows(check, rows_);
}

std::string_view CaseRunner::PathOf(plan::GroupId group, int32_t row) {
  if (!group.valid()) return {};
  const plan::Plan& plan = program_.plan();
  std::string path;
  while (group.valid()) {
    const rules::GroupState& state = evaluator_.Group(group);
    const int32_t parent = state.rows[row].parent;
    // Rows are counted within their parent's row, from 1.
    int32_t number = 1;
    for (int32_t r = row - 1; r >= 0 && state.rows[r].parent == parent; --r) ++number;
    path = fmt::format("{}#{}{}{}", plan.groups[group.index].name, number, path.empty() ? "" : "/",
                       path);
    group = plan.groups[group.index].parent;
    row = parent;
  }
  return evaluator_.arena().CopyText(path);
}

std::string_view CaseRunner::HoleText(plan::ExprId hole) {
  const rules::Judged judged = evaluator_.Evaluate(hole);
  if (!judged.known()) return "not known";
  if (judged.value.kind() == values::Kind::kChoice) {
    const values::Choice& choice = judged.value.choice();
    return program_.plan().choices[choice.list].members[choice.member].name;
  }
  if (judged.value.kind() == values::Kind::kDateTime) {
    return evaluator_.arena().CopyText(rules::TimeText(judged.value.date_time()));
  }
  return evaluator_.arena().CopyText(values::ToText(judged.value));
}

void CaseRunner::Fail(Wanted wanted, ReviewReason reason) {
  const plan::Prompt& prompt = program_.plan().prompts[wanted.prompt.index];
  if (prompt.is_extract) {
    StoreNoRows(program_, wanted.prompt, chart_);
    chart_.rows(prompt.collection).failed = true;
    chart_.rows(prompt.collection).unread = false;
    return;
  }
  rules::AskResult result;
  result.status = rules::AskResult::Status::kFailed;
  result.reason = reason;
  evaluator_.SetAnswer(wanted, result);
}

// False: the prompt cannot or need not be asked now; where it never will, that is its answer.
bool CaseRunner::BuildWanted(Wanted wanted, prompts::WantedPrompt& to) {
  const plan::Plan& plan = program_.plan();
  const plan::Prompt& prompt = plan.prompts[wanted.prompt.index];
  const plan::GroupId group =
      prompt.field.valid() ? plan.fields[prompt.field.index].group : plan::GroupId();
  to.prompt = wanted.prompt;
  to.path = PathOf(group, wanted.row);
  if (group.valid()) {
    const rules::RowRef bound = evaluator_.Group(group).rows[wanted.row].bound;
    to.row_collection = bound.collection;
    to.row = bound.row;
    evaluator_.EnterRow(group, wanted.row);
  }
  base::Arena& arena = evaluator_.arena();
  const absl::Span<prompts::NoteScope> scopes =
      arena.NewArray<prompts::NoteScope>(prompt.reads.size());
  Verdict blocked = Verdict::Of(false);
  bool any_note = prompt.reads.empty();
  for (size_t r = 0; r < prompt.reads.size(); ++r) {
    const rules::ReadProgram& read = program_.reads(wanted.prompt)[r];
    prompts::NoteScope& scope = scopes[r] = prompts::NoteScope();
    scope.read = static_cast<int32_t>(r);
    const Verdict known = evaluator_.NotesInScope(prompt.reads[r], read, notes_, doubtful_notes_);
    if (known.kind != Verdict::kTrue) {
      blocked = Or(blocked, known);
      continue;
    }
    scope.notes = arena.CopyArray<int32_t>(notes_);
    scope.doubtful = arena.CopyArray<int32_t>(doubtful_notes_);
    any_note |= !notes_.empty();
    if (read.true_when) {
      evaluator_.DescribeWindow(*read.true_when, scope.true_from, scope.true_until);
    }
  }
  size_t holes = 0;
  for (const auto* parts : {&prompt.instructions, &prompt.text}) {
    for (const plan::PromptPart& part : *parts) holes += part.hole.valid();
  }
  const absl::Span<std::string_view> texts = arena.NewArray<std::string_view>(holes);
  size_t hole = 0;
  for (const auto* parts : {&prompt.instructions, &prompt.text}) {
    for (const plan::PromptPart& part : *parts) {
      if (!part.hole.valid()) continue;
      if (evaluator_.Evaluate(part.hole).pending()) blocked = {Verdict::kPending};
      texts[hole++] = HoleText(part.hole);
    }
  }
  for (plan::CollectionId rows : plan::ExtractsShown(plan, prompt)) {
    if (!chart_.rows(rows).ready) blocked = {Verdict::kPending};
    if (chart_.rows(rows).failed)
      blocked = Or(blocked, Verdict::Unsettled(values::UnsettledCause::kFailedStep));
  }
  if (group.valid()) evaluator_.LeaveRows();
  to.scopes = scopes;
  to.holes = texts;
  if (blocked.kind == Verdict::kPending) return false;
  if (any_note && blocked.kind != Verdict::kUnsettled) return true;
  if (to.ahead) return false;
  if (blocked.kind == Verdict::kUnsettled) {
    Fail(wanted, ReviewReason::kUnsettled);
  } else if (prompt.is_extract) {
    StoreNoRows(program_, wanted.prompt, chart_);
  }
  return false;
}

// False: nothing to send; judge again.
bool CaseRunner::BuildRound() {
  // Judging a hole or a window may want more: the list grows while it is read.
  wanted_.clear();
  prompts_.clear();
  std::vector<Wanted> waiting;
  bool settled = false;
  std::vector<Wanted> shown;  // Extracts that must answer first: a prompt shows their rows.
  const auto want_shown = [&](const plan::Prompt& prompt) {
    for (plan::CollectionId rows : plan::ExtractsShown(program_.plan(), prompt)) {
      const Wanted extract{program_.plan().collections[rows.index].prompt, -1};
      const auto holds = [&](const std::vector<Wanted>& list) {
        return absl::c_linear_search(list, extract);
      };
      if (chart_.rows(rows).ready || holds(shown) || holds(evaluator_.wanted())) continue;
      shown.push_back(extract);
    }
  };
  for (size_t i = 0, s = 0; i < evaluator_.wanted().size() || s < shown.size();) {
    const Wanted wanted = i < evaluator_.wanted().size() ? evaluator_.wanted()[i++] : shown[s++];
    prompts::WantedPrompt prompt;
    want_shown(program_.plan().prompts[wanted.prompt.index]);
    if (BuildWanted(wanted, prompt)) {
      wanted_.push_back(wanted);
      prompts_.push_back(prompt);
      continue;
    }
    const plan::Prompt& source = program_.plan().prompts[wanted.prompt.index];
    const bool answered = source.is_extract
                              ? chart_.rows(source.collection).ready
                              : evaluator_.Answer(wanted).status != rules::AskResult::Status::kNone;
    settled |= answered;
    if (!answered) waiting.push_back(wanted);
  }
  if (wanted_.empty()) {
    // Prompts that only wait for each other would wait for ever.
    if (!settled) {
      for (Wanted wanted : waiting) Fail(wanted, ReviewReason::kInternalError);
    }
    return false;
  }
  if (!options_.rules_first && round_.number == 0) {
    AddEverything();
  } else if (options_.ask_ahead) {
    AddAhead();
  }
  RepeatExtracts();
  std::vector<size_t> order(wanted_.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return std::pair(wanted_[a].prompt.index, wanted_[a].row) <
           std::pair(wanted_[b].prompt.index, wanted_[b].row);
  });
  std::vector<Wanted> wanted;
  std::vector<prompts::WantedPrompt> prompts;
  for (size_t i : order) {
    wanted.push_back(wanted_[i]);
    prompts.push_back(prompts_[i]);
  }
  wanted_ = std::move(wanted);
  prompts_ = std::move(prompts);
  asked_.insert(asked_.end(), wanted_.begin(), wanted_.end());
  round_.chart = &chart_;
  round_.case_id = case_id_;
  ++round_.number;
  round_.wanted = prompts_;
  return true;
}

void CaseRunner::AddAhead() {
  std::vector<Wanted> ahead;
  for (plan::FieldId id : fields_) {
    const plan::GroupId group = program_.plan().fields[id.index].group;
    if (!group.valid()) {
      evaluator_.LookAhead(id, -1, ahead);
    } else if (evaluator_.Group(group).progress == rules::Progress::kDone) {
      const size_t rows = evaluator_.Group(group).rows.size();
      for (size_t row = 0; row < rows; ++row) {
        evaluator_.LookAhead(id, static_cast<int32_t>(row), ahead);
      }
    }
  }
  for (Wanted wanted : ahead) {
    prompts::WantedPrompt prompt;
    prompt.ahead = true;
    if (std::find(wanted_.begin(), wanted_.end(), wanted) != wanted_.end()) continue;
    if (!BuildWanted(wanted, prompt)) continue;
    wanted_.push_back(wanted);
    prompts_.push_back(prompt);
  }
}

void CaseRunner::AddEverything() {
  for (Wanted wanted : EverythingToAsk(program_.plan(), chosen_)) {
    if (std::find(wanted_.begin(), wanted_.end(), wanted) != wanted_.end()) continue;
    prompts::WantedPrompt prompt;
    prompt.ahead = true;
    if (!BuildWanted(wanted, prompt)) continue;
    prompt.ahead = false;
    wanted_.push_back(wanted);
    prompts_.push_back(prompt);
  }
}

void CaseRunner::RepeatExtracts() {
  if (readers_.empty()) return;
  for (size_t i = 0, count = wanted_.size(); i < count; ++i) {
    if (prompts_[i].ahead) continue;
    for (int more = readers_[wanted_[i].prompt.index] - 1; more > 0; --more) {
      wanted_.push_back(wanted_[i]);
      prompts_.push_back(prompts_[i]);
    }
  }
}

namespace {

// Of an event that tells no offset: that of the entry nearest in time. UTC is how systems write,
// and says nothing of a place.
int16_t ClockNear(const values::DateTime& event, const chart::Case& chart) {
  int16_t clock = values::DateTime::kNoOffset;
  int64_t nearest = std::numeric_limits<int64_t>::max();
  for (size_t i = 0; i < chart.plan().collections.size(); ++i) {
    for (const chart::Row& row : chart.rows({static_cast<int32_t>(i)}).rows) {
      const values::DateTime& time = row.at.start;
      if (!row.at.has_start || !time.has_offset() || time.offset_minutes == 0) continue;
      const int64_t away = std::llabs(time.EarliestLocal() - event.EarliestLocal());
      if (away >= nearest) continue;
      nearest = away;
      clock = time.offset_minutes;
    }
  }
  return clock;
}

}  // namespace

// Local days are counted by the clock on the wall where the index event took place.
void CaseRunner::TakeClockOfEvent() {
  int16_t clock = values::DateTime::kNoOffset;
  if (!events_.empty()) {
    const chart::Row* event = evaluator_.ChartRow(events_[event_]);
    if (event != nullptr) {
      const values::DateTime& time = event->at.has_start ? event->at.start : event->at.end;
      const bool is_told = time.has_offset() || !event->at.known();
      clock = is_told ? time.offset_minutes : ClockNear(time, chart_);
    }
  }
  chart_.SetClock(clock);
}

NoteTimes CaseRunner::Times() const {
  NoteTimes times;
  times.chart = &chart_;
  times.date_order = options_.date_order;
  if (events_.empty()) return times;
  const chart::Row* event = evaluator_.ChartRow(events_[event_]);
  times.has_index = event != nullptr && event->at.has_start;
  if (times.has_index) times.index = event->at.start;
  return times;
}

CaseRunner::State CaseRunner::Resume(std::vector<prompts::PromptAnswer> answers) {
  const NoteTimes times = Times();
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (i > 0 && wanted_[i] == wanted_[i - 1]) continue;  // An extract that was asked again
    if (i >= answers.size()) {
      Fail(wanted_[i], ReviewReason::kInternalError);
    } else if (answers[i].status == prompts::PromptAnswer::Status::kLeft) {
      continue;
    } else if (program_.plan().prompts[wanted_[i].prompt.index].is_extract) {
      StoreRows(program_, wanted_[i].prompt, answers[i], times, chart_);
    } else {
      evaluator_.SetAnswer(wanted_[i], ReadAnswer(program_, wanted_[i].prompt, answers[i], times,
                                                  evaluator_.arena()));
    }
  }
  evaluator_.NewRound();
  return Advance();
}

}  // namespace suture::engine
