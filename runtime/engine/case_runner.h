// One case from its chart to its outcomes: index events, then for each event rounds of rules and,
// where rules wait for them, prompts, until nothing is pending.
//
// A runner does not block: it says what it waits for, and goes on when the answers are there.
// Reused from case to case; after the largest one its rules touch the heap no more.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/chart/case.h"
#include "runtime/engine/extracted_rows.h"
#include "runtime/engine/note_mentions.h"
#include "runtime/prompts/executor.h"
#include "runtime/rules/evaluator.h"
#include "runtime/values/date_order.h"

namespace suture::engine {

struct RunnerOptions {
  bool evidence = true;
  // Fields to judge, with what they need; empty: all.
  std::vector<plan::FieldId> fields;
  // Rounds hold questions ahead (WantedPrompt::ahead) too.
  bool ask_ahead = false;
  values::DateOrder date_order = values::DateOrder::kUnknown;  // Of numeric dates in notes
  bool rules_first = true;                                     // rules_first.h
  bool extract_once = true;                                    // extract_once.h
  // Rounds of prompts an event may take; a plan needs no more than its longest chain of prompts.
  int max_rounds = 64;
};

class CaseRunner {
 public:
  enum class State : uint8_t {
    kNoCase,     // The chart holds no index event.
    kWaiting,    // For the answers to `round`
    kEventDone,  // The outcomes of one event can be read; Next goes on.
    kFinished,   // No event is left.
  };

  // The program and the phrases must outlive the runner.
  CaseRunner(const rules::Program& program, const MentionPhrases& phrases,
             const RunnerOptions& options = {});
  CaseRunner(const CaseRunner&) = delete;
  CaseRunner& operator=(const CaseRunner&) = delete;

  // Judges these fields only, in the plan's order, and checks only if asked to; for the next case
  // on.
  void Narrow(const std::vector<plan::FieldId>& fields, bool checks);

  // Filled by a reader, then Begin. `fallback_id` names a case whose chart does not.
  chart::Case& chart() { return chart_; }
  const chart::Case& chart() const { return chart_; }
  State Begin(std::string_view fallback_id = {});
  // Given to the executor; stands until Resume.
  const prompts::Round& round() const { return round_; }
  State Resume(std::vector<prompts::PromptAnswer> answers);
  // After kEventDone: the next event, or kFinished.
  State Next();

  // ---- of the event at hand ----
  std::string_view case_id() const { return case_id_; }
  rules::Evaluator& evaluator() { return evaluator_; }
  const std::vector<plan::FieldId>& fields() const { return fields_; }
  bool IsChosen(plan::FieldId field) const { return chosen_[field.index]; }
  // Before an event's first round: lets a test take fields as given.
  using Prepare = std::function<void(rules::Evaluator&)>;
  void set_prepare(Prepare prepare) { prepare_ = std::move(prepare); }
  // Of every round: what was wanted, in order, for tests and reports.
  const std::vector<rules::Wanted>& asked() const { return asked_; }
  int rounds() const { return round_.number; }

 private:
  State StartEvent();
  State Advance();
  void JudgeAll();
  bool BuildRound();
  bool BuildWanted(rules::Wanted wanted, prompts::WantedPrompt& to);
  void AddAhead();
  void AddEverything();
  void RepeatExtracts();
  std::string_view PathOf(plan::GroupId group, int32_t row);
  std::string_view HoleText(plan::ExprId hole);
  void TakeClockOfEvent();
  NoteTimes Times() const;
  void Fail(rules::Wanted wanted, values::ReviewReason reason);
  void ResetExtracts();

  const rules::Program& program_;
  RunnerOptions options_;
  std::vector<plan::FieldId> fields_;  // In the plan's order
  std::vector<bool> chosen_;
  bool checks_ = true;
  chart::Case chart_;
  NoteMentions mentions_;
  rules::Evaluator evaluator_;
  Prepare prepare_;

  std::vector<rules::RowRef> events_;
  int32_t event_ = 0;
  std::string base_id_, case_id_;
  prompts::Round round_;
  std::vector<rules::Wanted> wanted_;  // Of the round
  std::vector<prompts::WantedPrompt> prompts_;
  std::vector<int> readers_;  // ReadersOfExtracts; empty: each is asked once.
  std::vector<rules::Wanted> asked_;
  std::vector<int32_t> notes_, doubtful_notes_;
  std::vector<int32_t> rows_;
};

}  // namespace suture::engine
