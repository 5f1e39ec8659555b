// Judges the expressions, fields, groups and checks of one case. One evaluator a worker: Begin
// starts the next case and forgets the last one whole, keeping only memory.
//
// Work goes in rounds. Whatever waits for a prompt is pending, and `wanted` lists the prompts that
// must answer before more can be known; NewRound judges again what was pending.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/base/arena.h"
#include "runtime/chart/case.h"
#include "runtime/rules/episodes.h"
#include "runtime/rules/evidence.h"
#include "runtime/rules/judged.h"
#include "runtime/rules/outcome.h"
#include "runtime/rules/program.h"
#include "runtime/rules/steps.h"
#include "runtime/rules/window.h"

namespace suture::rules {

// Fills collections that are worked out from notes on demand.
class RowSource {
 public:
  virtual ~RowSource() = default;
  // Appends the mentions of this collection to the case.
  virtual void FillMentions(plan::CollectionId mentions) = 0;
};

// A prompt step that must answer before more is known.
struct Wanted {
  plan::PromptId prompt;
  int32_t row = -1;  // Row of the ask's group; -1: of the case, and for extracts
  bool operator==(const Wanted&) const = default;
};

struct GroupState {
  Progress progress = Progress::kNotBegun;
  bool too_many = false;    // More rows than the group allows; those beyond are left out
  bool incomplete = false;  // Entries that could be rows cannot be told by their codes
  std::vector<GroupRow> rows;
  std::vector<FieldOutcome> outcomes;  // Row by row, field by field
};

// How often the parts of the spec were reached; tests report what never was.
struct Coverage {
  std::vector<std::vector<uint32_t>> steps;       // Of each field: times the step answered
  std::vector<std::vector<uint32_t>> table_rows;  // Of each table: times the row decided
  std::vector<uint32_t> not_documented;  // Of each field: times no step had anything to say
  std::vector<uint32_t> not_applicable;  // Of each field: times its parent was closed
};

class Evaluator {
 public:
  // `source` may be null where the plan reads no mentions.
  Evaluator(const Program& program, RowSource* source);
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // The next case, or the next index event of the same one. events[which] is bound to variable 0;
  // with no events nothing is. The case and the events must outlive the work on them.
  void Begin(const chart::Case& chart, absl::Span<const RowRef> events = {}, int32_t which = 0);
  void NewRound();

  // ---- the case as a whole ----
  // Rows of the index query in order, judged with no event bound.
  void IndexEvents(std::vector<RowRef>& events);
  // `row`: of the field's group; -1 for a field of the case.
  const FieldOutcome& Field(plan::FieldId field, int32_t row = -1) {
    const FieldOutcome& outcome = outcomes_[field.index];
    return row < 0 && outcome.done() ? outcome : FieldOnce(field, row);
  }
  const GroupState& Group(plan::GroupId group);
  // Rows of the check's group for which it holds; -1 for a check of the case.
  void FiredRows(const plan::Check& check, std::vector<int32_t>& rows);

  // ---- prompts ----
  const std::vector<Wanted>& wanted() const { return wanted_; }
  // What a pending field would want if its parent, which is not known yet, opened it, and the rules
  // before its asks, which wait too, said nothing; on top of wanted(), after all fields have been
  // judged.
  void LookAhead(plan::FieldId field, int32_t row, std::vector<Wanted>& ahead);
  void SetAnswer(Wanted wanted, const AskResult& result);
  const AskResult& Answer(Wanted wanted) const;
  // Binds a group's row and those around it while a wanted prompt's holes and scopes are judged.
  void EnterRow(plan::GroupId group, int32_t row);
  void LeaveRows();
  // Notes that a `read` line chooses, by time written, then chart order. True, or why it is not
  // known which. `doubtful`, ascending: those of them that may not belong there, since the time
  // written or the status does not tell.
  Verdict NotesInScope(const plan::ReadScope& read, const ReadProgram& program,
                       std::vector<int32_t>& notes, std::vector<int32_t>& doubtful);

  // The stretch of a window in words, as a reader writes dates; empty where it is open or not
  // known.
  void DescribeWindow(const WindowProgram& window, std::string_view& from, std::string_view& until);

  // ---- expressions ----
  Judged Evaluate(plan::ExprId id);
  // With a row that no collection holds yet bound to `variable`.
  Judged EvaluateOver(plan::ExprId id, int32_t variable, const chart::Row& row,
                      plan::ShapeId shape);

  // Lets go of everything that EvaluateOver left in the arena; only between cases.
  void ForgetValues();

  // ---- what a writer or the engine reads ----
  const Program& program() const { return program_; }
  const plan::Plan& plan() const { return program_.plan(); }
  const chart::Case& chart() const { return *chart_; }
  EvidenceStore& evidence() { return evidence_; }
  base::Arena& arena() { return arena_; }
  // The row itself behind a union's or a group's row.
  RowRef Underlying(RowRef ref) const {
    return ref.valid() && !program_.IsOfChart(ref.collection) ? UnderlyingOf(ref) : ref;
  }
  // Null for rows that have no cells: those of groups over a choice.
  const chart::Row* ChartRow(RowRef ref) const {
    if (!ref.valid()) return nullptr;
    return program_.IsOfChart(ref.collection) ? &chart_->rows({ref.collection}).rows[ref.row]
                                              : RowBehind(ref);
  }
  Judged Attribute(RowRef ref, int32_t attribute);
  chart::Period TimeOf(RowRef ref);
  // Type of a note, or of the note that a row quotes first; invalid: none is known.
  plan::DocumentId DocumentOf(RowRef ref);

  // A field that a test takes as given: judged no further.
  void Override(plan::FieldId field, const FieldOutcome& outcome);
  // Counted where it is set; the coverage must have the plan's shape.
  void set_coverage(Coverage* coverage) { coverage_ = coverage; }

 private:
  struct Binding {
    const chart::Row* row = nullptr;  // Its cells, where it has some
    plan::ShapeId shape;
    RowRef ref;
    values::Value member;  // Groups over a choice
    uint64_t stamp = 0;    // Unlike that of any other binding; 0: not bound
  };
  struct Memo {
    uint64_t stamp = 0;
    Judged judged;
  };
  // A collection that rules work out: unions, episodes.
  struct Derived {
    Progress progress = Progress::kNotBegun;
    Verdict incomplete{Verdict::kFalse};  // Why rows may be missing
    std::vector<RowRef> united;
    std::vector<chart::Row> rows;
    std::vector<Spell> spells;  // Behind `rows`, of episodes
  };
  // A row that a query's filter does not rule out. Verdict: true, silent, unsettled or pending.
  struct Candidate {
    RowRef ref;
    Verdict verdict;
    EvidenceId evidence;
    const chart::Period* at = nullptr;  // Of a chart's row; null: what TimeOf says
  };
  struct Scan {
    Verdict blocked{Verdict::kTrue};      // Not true: nothing can be told, and why
    Verdict incomplete{Verdict::kFalse};  // Why rows may be missing
    EvidenceId evidence;                  // Of anchors
    int32_t looked_at = 0;
    int32_t undecided = 0;
  };
  // A window with its anchors judged.
  struct BoundWindow {
    const WindowProgram* program = nullptr;
    chart::Period a, b;
    bool is_loose = false;  // An anchor is a range of moments: `a` to `last_a`, `b` to `last_b`
    chart::Period last_a, last_b;
    bool lists = false;  // The anchor is every row of a query: `periods`
    absl::Span<const values::Value> periods;
    WindowEdges edges;
  };
  struct WindowMemo {
    uint64_t stamp = 0;
    BoundWindow bound;
    Verdict verdict;
    EvidenceId evidence;
  };
  // Rows of a collection by what is known of their codes: found once a case.
  struct SavedRow {
    int32_t group = -1;
    int32_t row = -1;
    Binding binding;
  };
  struct CodeIndex {
    uint64_t stamp = 0;
    struct Group {
      bool unlisted = false;                 // A coding of an open system that no set lists
      absl::Span<const chart::Coding> like;  // Codings that stand for the group's systems
      std::vector<uint64_t> systems;         // Those of them that the plan names, a bit each
      std::vector<int32_t> rows;
    };
    std::vector<Group> groups;  // The first `used` are of this case
    size_t used = 0;
  };
  // Rows that a choice of code sets finds in a collection; in the evaluator's arena.
  struct CodedRows {
    uint64_t stamp = 0;
    absl::Span<const int32_t> rows;
    size_t certain =
        0;  // The first of them are in one of the sets; of the others it cannot be told.
  };

  // evaluate.cc
  Judged Judge(plan::ExprId id);
  Judged JudgeNode(const Node& node);
  uint64_t StampOf(absl::Span<const int32_t> variables) const;
  Judged JudgeField(plan::FieldId field);
  Judged JudgeFieldAt(plan::FieldId field, int32_t row);
  bool NamesNumber(plan::FieldId field) const;
  Judged JudgeBuiltin(const Node& node);
  Judged JudgeIn(const Node& node);
  Judged JudgeInCodes(const Node& node);
  Judged JudgeExtreme(const Node& node, bool latest);
  Judged JudgeEnd(const Node& node, bool end);
  Judged JudgeDayAfter(const Node& node);
  Judged JudgeInWindow(const Node& node);
  Judged JudgeNext(const Node& node);
  Judged JudgeComplete(const Node& node);

  // logic.cc
  Judged JudgeAll(const Node& node);
  Judged JudgeAny(const Node& node);
  Judged JudgeUnless(const Node& node);
  Judged JudgeAtLeast(const Node& node);
  Judged JudgeTogether(const Node& node, int32_t needed);
  EvidenceId Named(const Node& node, size_t index, EvidenceId evidence);

  // rows.cc
  Judged JudgeCell(const chart::Row& row, plan::ShapeId shape, RowRef ref, int32_t attribute);
  Judged JudgeVariable(int32_t variable);
  Judged JudgeAttribute(int32_t variable, int32_t attribute);
  void Bind(int32_t variable, RowRef ref);
  void Unbind(int32_t variable);
  RowRef UnderlyingOf(RowRef ref) const;
  const chart::Row* RowBehind(RowRef ref) const;
  const plan::Shape& ShapeOf(RowRef ref) const;
  int32_t RowCount(plan::CollectionId collection);
  Verdict Ensure(plan::CollectionId collection);

  // documents.cc
  plan::DocumentId ClassifyNote(const chart::Row& note) const;
  bool WrittenBy(const chart::Row& note, const ShapeProgram& parts,
                 const std::vector<std::string>& roles) const;

  // labs.cc
  Judged JudgeLab(plan::LabId lab, RowRef ref);

  // filter.cc
  Scan Collect(plan::QueryId id, bool for_every, bool first_true_only);
  void ConsiderRows(const QueryProgram& program, size_t windows, bool for_every,
                    bool first_true_only, Scan& scan);
  void Consider(const QueryProgram& program, RowRef ref, Verdict in_codes, size_t windows,
                bool for_every, Scan& scan);
  bool IsOfGroupRow(RowRef ref, Verdict& verdict) const;
  Verdict BindKept(int32_t window, EvidenceId& evidence);
  Verdict BindWindows(const QueryProgram& program, EvidenceId& evidence);
  Verdict BindWindow(BoundWindow& window, EvidenceId& evidence);
  Verdict BindAnchor(plan::ExprId id, chart::Period& to, chart::Period& last, BoundWindow& window,
                     EvidenceId& evidence);
  Verdict TestCodes(const plan::Query& query, RowRef ref);
  Verdict TestWindow(const BoundWindow& window, const chart::Period& time) const;
  Verdict TestFilters(const plan::Query& query, const QueryProgram& program, RowRef ref,
                      const chart::Period& time);
  Verdict TestMention(const plan::Query& query, const chart::Row& row, plan::ShapeId shape) const;
  Verdict TestFacility(RowRef ref);
  Verdict TestDrawnWith(RowRef ref, const chart::Period& time, int32_t variable);
  Verdict TestLasting(const plan::Query& query, const QueryProgram& program,
                      const chart::Period& time) const;
  bool RestsOn(EvidenceId evidence, RowRef ref);

  // codes.cc
  Verdict InCodeSet(const chart::Codes& codes, plan::CodeSetId set) const;
  const CodeIndex& IndexCodes(plan::CollectionId collection);
  CodedRows FindCodedRows(const QueryProgram& program);

  // query.cc
  Judged JudgeQuery(plan::QueryId id);
  Judged JudgeAnyRow(plan::QueryId id, bool for_every);
  Judged JudgeCount(plan::QueryId id);
  Judged JudgeSum(plan::QueryId id);
  Judged JudgeEach(plan::QueryId id);
  Judged Yield(const QueryProgram& program, RowRef ref);
  values::Value ZeroOf(const plan::Query& query) const;
  EvidenceId Search(plan::QueryId id, const Scan& scan);

  // select.cc
  Judged JudgeByTime(plan::QueryId id);
  Judged JudgeByValue(plan::QueryId id);
  Judged Blocked(plan::QueryId id, const Scan& scan);
  values::Ordering Better(const plan::Query& query, const Candidate& left, const Candidate& right,
                          const chart::Period& to);
  Judged OrderKey(const plan::Query& query, RowRef ref);
  void KeepBestSources(const std::vector<SourceName>& names, size_t base);
  void KeepUndominated(const plan::Query& query, const chart::Period& to, size_t base);
  Judged Settle(const QueryProgram& program, const chart::Period& to, size_t base,
                EvidenceId evidence);
  int32_t SourceRank(const std::vector<SourceName>& names, RowRef ref);

  // cover.cc
  Verdict Covered(plan::QueryId id, EvidenceId& evidence, plan::CoverId only = {});
  Verdict CoveredParts(plan::QueryId id, const std::vector<plan::QueryId>& parts,
                       EvidenceId& evidence, plan::CoverId only);
  Verdict CoveredFor(plan::QueryId id, plan::CollectionId collection, EvidenceId& evidence,
                     plan::CoverId only);
  Verdict SpeaksForReads(const Node& node);
  Verdict CoverReaches(const QueryProgram& program, plan::CollectionId collection,
                       plan::CoverId id);
  Judged PromptComplete(plan::PromptId id);
  Verdict AsksShownWhole();

  // derived.cc, totals.cc
  Derived& Unite(plan::CollectionId collection);
  Derived& FindEpisodes(plan::CollectionId collection);
  void EventTimes(const std::vector<plan::QueryId>& queries, EventKind kind,
                  std::vector<Event>& events, Verdict& incomplete);
  void AddExcept(const BoundWindow& window, bool with_offset, std::vector<LooseSpan>& spans) const;
  struct TotalBounds {
    Range from, to;
    std::vector<LooseSpan> except;
    Verdict doubt{Verdict::kFalse};  // A window that does not bound a time
  };
  TotalBounds BoundsOfTotal(size_t first_window, bool with_offset) const;
  bool AllHaveOffsets(size_t first_window, size_t first_candidate);
  // The times of the candidates; why some are not known.
  Verdict AddSpans(const std::vector<Spell>* spells, size_t first_candidate, bool with_offset,
                   std::vector<LooseSpan>& spans);
  void ConsiderAtAnyTime(const QueryProgram& program, Scan& scan);
  Judged JudgeLength(plan::QueryId id, Range length, bool none, EvidenceId evidence,
                     EvidenceId search);
  Judged JudgeTotal(plan::QueryId id);

  // field.cc
  const FieldOutcome& FieldOnce(plan::FieldId id, int32_t row);
  FieldOutcome JudgeWholeField(plan::FieldId id, int32_t row);
  FieldOutcome JudgeSteps(plan::FieldId id, int32_t row);
  std::optional<values::DateTime> VersionDay();
  Verdict IsEffective(const EffectiveProgram& effective);
  Verdict InVersion(const FieldProgram& program, const values::Value& value);
  FieldOutcome Conclude(plan::FieldId id, const Reach& reach, const StepAnswer* answer);
  void Submit(const plan::Field& field, const FieldProgram& program, FieldOutcome& outcome);
  bool WasShown(const Open& open, absl::Span<const int32_t> notes);
  void Count(plan::FieldId id, const StepAnswer& answer);

  // parents.cc
  bool ClosedThrough(plan::ExprId gate);
  bool ReadsClosedField(plan::ExprId value);
  FieldOutcome WithoutParent(plan::FieldId id, const Judged& applies, const FieldOutcome& draft);

  // steps.cc
  enum class Tried : uint8_t { kNothing, kAnswer, kPending };
  Tried Try(plan::FieldId id, int32_t row, int32_t step, Reach& reach, StepAnswer& answer);
  Tried TryInForce(plan::FieldId id, int32_t row, int32_t step, Reach& reach, StepAnswer& answer);
  Tried TryRule(const StepProgram& step, int32_t place, Reach& reach, StepAnswer& answer);
  Tried TryTake(const StepProgram& step, Reach& reach, StepAnswer& answer);
  Tried TryAsk(plan::FieldId id, int32_t row, int32_t place, Reach& reach, StepAnswer& answer);
  Tried TryHint(const plan::Step& step, int32_t place, Reach& reach);
  Tried Want(Wanted wanted, Reach& reach, int32_t place);
  Tried CheckAgainst(plan::FieldId id, int32_t row, int32_t step, StepAnswer& answer);
  Tried TryResult(Wanted wanted, int32_t place, Reach& reach, StepAnswer& answer);
  void List(Wanted wanted);

  // table.cc
  Tried TryTable(const plan::Step& step, int32_t place, Reach& reach, StepAnswer& answer);

  // resolve.cc
  FieldOutcome ResolveFirst(plan::FieldId id, int32_t row);
  FieldOutcome ResolveAll(plan::FieldId id, int32_t row);

  // groups.cc
  void FillGroup(plan::GroupId id, GroupState& group);
  bool AddRows(plan::GroupId id, int32_t parent, GroupState& group);
  void SortRows(const plan::Query& query, std::vector<GroupRow>& rows, size_t first);
  void SetRows(plan::GroupId group, int32_t row);
  void RestoreRows(size_t mark);

  const Program& program_;
  RowSource* source_;
  const chart::Case* chart_ = nullptr;
  absl::Span<const RowRef> events_;
  int32_t event_ = 0;
  base::Arena arena_;
  EvidenceStore evidence_;
  operators::Context context_;

  uint64_t next_stamp_ = 1;
  uint64_t case_stamp_ = 1;  // Of what hangs on no variable
  std::vector<Binding> bindings_;
  std::vector<Memo> memos_;
  std::vector<FieldOutcome> outcomes_;  // Of the case
  std::vector<GroupState> groups_;
  std::vector<int32_t> group_row_;  // The row that is bound; -1: none
  std::vector<Derived> derived_;
  std::vector<CodeIndex> code_index_;
  std::vector<CodedRows> coded_rows_;            // By the queries' numbers of codes
  uint64_t rows_stamp_ = 1;                      // Of the rows that are there
  std::vector<WindowMemo> window_memos_;         // By the windows' numbers
  std::vector<std::vector<AskResult>> answers_;  // Of prompts, by row + 1
  std::vector<Wanted> wanted_;
  std::vector<Wanted>* ahead_ = nullptr;  // Set while LookAhead is under way
  std::vector<bool> overridden_;
  plan::FieldId current_field_;
  plan::FieldId
      unopened_;  // The one whose draft is made though its parent is silent: it asks nothing.
  Coverage* coverage_ = nullptr;

  // Stacks that nested queries share, so that nothing is allocated once they have grown.
  // A row beside what it is sorted by and where it stood.
  struct KeyedRow {
    values::Value key;
    GroupRow row;
    size_t place;
  };
  std::vector<Candidate> candidates_;
  std::vector<KeyedRow> keyed_;
  std::vector<GroupRow> event_rows_;
  Reaches reaches_;
  std::vector<BoundWindow> windows_;
  std::vector<values::Value> operands_;
  std::vector<int32_t> row_numbers_;
  std::vector<EvidenceNode> leaves_;
  std::vector<SavedRow> saved_rows_;
  std::vector<int32_t> notes_, doubtful_notes_;
  int32_t depth_ = 0;
};

}  // namespace suture::rules
