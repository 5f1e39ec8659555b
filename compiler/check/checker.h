// The checker's working state, shared by the files of this room (one subject each):
// declarations.cc, rows.cc, labs.cc, expressions.cc, queries.cc, fields.cc, prompts.cc, suite.cc.
// Not for other rooms: they call Check (check.h).
//
// Declarations are bound when first needed, so that order of files and of declarations says
// nothing.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "compiler/ast/ast.h"
#include "compiler/check/check.h"
#include "compiler/check/silence.h"
#include "compiler/check/typed.h"
#include "compiler/check/types.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/resolve/program.h"
#include "runtime/operators/table.h"
#include "runtime/plan/plan.h"

namespace suture::check {

using plan::CodeSetId;
using plan::CollectionId;
using plan::ExprId;
using plan::FieldId;
using plan::Op;
using plan::QueryId;
using plan::Type;
using plan::TypeKind;
using resolve::ModuleId;
using resolve::Space;
using resolve::SymbolId;

// Where an expression stands: what its names mean, innermost first.
struct Scope {
  const Scope* parent = nullptr;
  ModuleId module;
  SymbolId group;
  // A row in reach: its attributes by bare name (queries) or through `alias`.
  int32_t variable = -1;
  CollectionId collection;
  plan::LabId lab;
  std::string alias;
  bool bare = false;
  // Names that stand for expressions: parameters of a function, inputs of a table, lets of a field.
  std::vector<std::pair<std::string, ExprId>> named;
  // The field whose asks `complete NAME` may mean.
  FieldId field;
  bool heads_column = false;  // Names are inputs of a table.
  bool names_labs = false;    // The formula of a derived lab: names are labs, too.
};

class Checker {
 public:
  Checker(const resolve::Program& program, const source::SourceSet& sources,
          const CheckOptions& options, diag::Emitter& emitter);
  typed::Module Run();

 private:
  // ---- declarations.cc: registry, choices, types
  void DeclareRegistry();
  void DeclareAll();
  void DeclareKnownCodes();
  void DeclareSymbol(SymbolId symbol);
  const plan::Window* PhaseOf(SymbolId symbol);
  plan::SourceSpan Locate(base::Span span) const;
  // Where `words` stand in the source: behind `behind`, inside of `around`. Not there: all of it.
  base::Span WordsIn(base::Span around, std::string_view words, std::string_view behind = "") const;
  CollectionId IndexCollection(SymbolId symbol);
  void RenameVariable(QueryId id, int32_t to);
  // Whether a comparison by order stands with a member that the order leaves out.
  bool RefuseOutsideOrder(ExprId side);
  bool IsOrderedChoice(plan::ChoiceId id) const;
  void SetRounding(const ast::Type& type, Type& out);
  static std::string AbsenceName(std::string_view words);
  plan::ChoiceId ChoiceOf(SymbolId symbol);
  plan::ChoiceId AddChoice(const ast::ChoiceBody& body, std::string name, ModuleId module);
  Type TypeFrom(const ast::Type& type, std::string_view owner, ModuleId module);
  Type NamedType(const ast::Type& type, ModuleId module);
  plan::ReadingId ReadingOf(SymbolId symbol);
  void CheckUnit(const ast::Name& unit);
  std::optional<plan::Bounds> BoundsFrom(const ast::Bounds& bounds, const Type& type);
  void AddRange(const std::optional<ast::Range>& range, const Type& type,
                std::optional<plan::Bounds>& valid, std::optional<plan::Bounds>& usual);
  // What the registry submits for an absence must be blank or a choice of some field.
  void CheckRegistryAbsences();
  std::vector<plan::AbsenceCode> AbsencesFrom(const std::vector<ast::AbsenceMapping>& mappings,
                                              const Type& type, bool own);

  // ---- code_sets.cc: code systems, code sets and single codes
  plan::SystemId SystemOf(const ast::Name& name, ModuleId module);
  CodeSetId CodeSetOf(const ast::Name& name, ModuleId module);
  CodeSetId CodeSetOf(SymbolId symbol);
  void AddCodeLine(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set);
  void AddCodes(const std::vector<ast::CodeRange>& ranges, plan::SystemId system,
                std::vector<plan::CodeRange>& out);
  // A single code, as a test gives it.
  void CheckOneCode(plan::SystemId system, const std::string& code, base::Span span);
  std::optional<plan::CodeRange> CheckCode(const ast::CodeRange& range, plan::SystemId system);
  void ImportCodes(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set);
  CodeSetId AddCodeSet(plan::CodeSet set);
  plan::SystemId SystemByUri(std::string_view uri, ModuleId module);

  // ---- unknown_names.cc: a name that is not found
  SymbolId FindOrReport(Space space, const ast::Name& name, ModuleId module, SymbolId group = {});
  void ReportUnknownName(const ast::Name& name, const Scope& scope, const Type* expected);
  bool SuggestChoice(diag::Emitter::Builder& builder, const ast::Name& name);
  void SuggestModule(diag::Emitter::Builder& builder, std::string_view name, Space space);
  // The name is there, but names something else: `any Stroke`, where Stroke is a code set. False:
  // it names nothing.
  bool SuggestOtherUse(diag::Emitter::Builder& builder, const ast::Name& name, Space space,
                       ModuleId module, SymbolId group);
  std::string KindCodedIn(SymbolId codes);

  // ---- versions.cc: what is in force only on some days
  struct DatedCodes {
    plan::Effective effective;
    CodeSetId codes;
    base::Span span;
  };
  plan::Effective EffectiveFrom(const std::optional<ast::Effective>& effective);
  void AddUndatedLine(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set);
  void AddDatedLine(const ast::CodeLine& line, ModuleId module, std::string_view set,
                    std::vector<DatedCodes>& out);
  void IncludeDated(const ast::CodeLine& line, ModuleId module, std::vector<DatedCodes>& out);
  void CheckGaps(const std::vector<DatedCodes>& dated);
  void CheckGaps(const ast::Field& source, const plan::Field& field);
  // Where a set must hold the same codes on all days. False: reported.
  bool RefuseDated(CodeSetId set, base::Span span, std::string_view instead);
  void BindVersionDate();
  ExprId VersionDate(base::Span span);
  ExprId InForce(const plan::Effective& effective, base::Span span);
  // Whether `codes` is a member of one of the sets, on the day of the case's version.
  ExprId InSets(ExprId codes, const std::vector<CodeSetId>& sets, base::Span span);
  CodeSetId AnyEdition(CodeSetId set) const;

  // ---- slots.cc: numbered columns for the rows of a group
  void BindSlots();
  void BindSlots(const ast::Slots& source, base::Span span, ModuleId module, plan::GroupId id);

  // ---- rows.cc: collections and their shapes, unions, episodes
  CollectionId CollectionOf(SymbolId symbol);
  CollectionId AddCollection(plan::Collection collection);
  plan::ShapeId AddShape(plan::Shape shape);
  plan::ShapeId ShapeIdOf(CollectionId collection) const;
  const plan::Shape& ShapeOf(CollectionId collection) const;
  int AttributeIndex(const plan::Shape& shape, std::string_view name) const;
  bool HasCodes(CollectionId collection) const;
  CollectionId CollectionOfVariable(int32_t variable) const;
  CollectionId UnionOf(SymbolId symbol, const ast::Rows& rows);
  CollectionId EpisodesOf(SymbolId symbol, const ast::Episodes& episodes);

  // ---- record_kinds.cc: rows of chart resources
  CollectionId KindOf(SymbolId symbol, const ast::Kind& kind);
  plan::BindingPath BindingFrom(const ast::BindingPath& path);
  CollectionId NamedKind(std::string_view name, base::Span span, ModuleId module);
  CollectionId NotesCollection(base::Span at, ModuleId module);
  void ReportAttribute(const ast::Name& name, const plan::Shape& shape);

  // ---- labs.cc, derived_labs.cc
  plan::LabId LabOf(SymbolId symbol);
  Type LabType(plan::LabId lab) const;
  std::string MolarMassFrom(const ast::Quantity& mass);
  std::vector<std::string> CellRange(const ast::Bounds& bounds, const plan::Type& type);
  void CheckLabBounds(const ast::Bounds& bounds, const Type& type);
  // What the lab says that a result can plausibly be, in the lab's unit.
  std::optional<plan::Bounds> PlausibleFrom(const ast::Lab& source);
  // Warns of a limit that no plausible result of the lab reaches, or that every one does.
  void CheckLabLimit(ExprId lab_side, ExprId literal);
  bool CheckConversion(const ast::LabConversion& conversion, const ast::Name& unit);
  void BindDerivedLab(plan::LabId id, const ast::Expr& expr, ModuleId module);
  ExprId DerivedValue(plan::LabId id, int32_t variable, base::Span span);

  // ---- records.cc: records, and extracts that fill them
  plan::ShapeId RecordOf(SymbolId symbol);
  CollectionId ExtractOf(SymbolId symbol, const ast::Extract& extract);
  void AddMerging(const ast::Prompt& source, plan::ShapeId shape, plan::Prompt& out);

  // ---- groups.cc
  CollectionId GroupOf(SymbolId symbol, const ast::Group& group);
  // The scope inside a group: its row, its lets, the groups around it.
  const Scope* ScopeOf(SymbolId group, ModuleId module);

  // ---- notes.cc: mentions and types of documents
  CollectionId MentionsOf(SymbolId phrases, base::Span at);
  plan::DocumentId DocumentOf(const ast::Name& name, ModuleId module);
  // A source that `prefer` ranks: a note type, a code set or a record kind. Sees to it that the
  // plan holds what is ranked by name alone.
  bool BindSource(const ast::Name& name, ModuleId module);

  // ---- check.cc
  void AddPreference(const ast::Prefer& source, ModuleId module);

  // ---- covers.cc
  void AddCover(const ast::Complete& complete, const resolve::Anonymous& where, base::Span span,
                SymbolId symbol);
  plan::CoverId CoverOf(SymbolId symbol);
  void AttachCovers();

  // ---- expressions.cc
  // `expected` tells what a bare word may mean and what a number without a unit lacks; may be null.
  ExprId Elaborate(const ast::Expr& expr, const Scope& scope, const Type* expected = nullptr);
  ExprId ElaborateKind(const ast::Expr& expr, const Scope& scope, const Type* expected);
  // Says that a sign right before the same sign does nothing.
  void RefuseTwice(const ast::Expr& expr, std::string_view what);
  ExprId Condition(const ast::Expr& expr, const Scope& scope);
  ExprId ValueOf(const ast::Expr& expr, const Scope& scope, const Type& wanted);
  ExprId ElaborateName(const ast::Expr& expr, const Scope& scope, const Type* expected);
  ExprId ElaborateValueSymbol(SymbolId symbol, base::Span span, const Scope& scope);
  ExprId ElaborateMember(const ast::Expr& expr, const Scope& scope);
  bool CheckWord(const operators::Operator& op, const ast::Expr& call,
                 const std::vector<ExprId>& args);
  ExprId ElaborateCall(const ast::Expr& expr, const Scope& scope, const Type* expected);
  ExprId ElaborateDefine(SymbolId symbol, const ast::Expr& call, const Scope& scope);
  ExprId ElaborateBinary(const ast::Expr& expr, const Scope& scope, const Type* expected);
  ExprId ElaborateCompare(const ast::Expr& expr, const Scope& scope);
  ExprId ElaborateArithmetic(const ast::Expr& expr, const Scope& scope, const Type* expected);
  ExprId ElaborateIn(const ast::Expr& expr, const Scope& scope);
  bool NamesSet(const ast::Name& name, const Scope& scope);
  ExprId MemberOfSet(const ast::Expr& expr, const Scope& scope);
  void ReportAskedOfSet(ExprId set, base::Span span);
  ExprId ElaborateCriteria(const ast::Expr& expr, const Scope& scope);
  ExprId ElaborateComplete(const ast::Expr& expr, const Scope& scope);
  ExprId ElaborateEarliest(const ast::Expr& expr, const Scope& scope);
  ExprId RowAttribute(int32_t variable, CollectionId collection, plan::LabId lab,
                      std::string_view name, base::Span span);
  ExprId ComparableMember(ExprId member, ExprId item, const Type& wanted);
  ExprId BuiltinCall(std::string_view name, std::vector<ExprId> args, Type type, base::Span span);
  ExprId ConvertLabLiteral(ExprId lab_side, ExprId literal, base::Span span);
  ExprId AddExpr(plan::Expr expr, base::Span span);
  int DepthOf(const plan::Expr& expr) const;
  const plan::Expr& At(ExprId id) const { return out_.draft.exprs[id.index]; }
  base::Span SpanOf(ExprId id) const { return out_.expr_spans[id.index]; }
  plan::LabId LabBehind(ExprId id) const;
  bool CheckMixedLogic(const ast::Expr& expr);
  void ReportCannotCompare(const ast::Expr& expr, const Type& left, const Type& right);
  bool Comparable(const Type& left, const Type& right) const;
  std::optional<Type> ArithmeticType(ast::BinaryOp op, const Type& left, const Type& right,
                                     base::Span span);
  std::optional<Type> ResultType(const operators::Operator& op, const operators::Type& result,
                                 const std::vector<ExprId>& args);
  bool SameUnits(std::vector<ExprId>& args, base::Span span);
  bool CheckScales(std::string_view builtin, const std::vector<ExprId>& args, base::Span span);
  std::optional<std::string> ConvertForLab(const plan::Lab& lab, std::string_view number,
                                           std::string_view unit) const;
  ExprId Converted(ExprId id, const Type& wanted, base::Span span);
  // A lab's value in a unit of another dimension, by the conversion or the molar mass that the lab
  // declares; invalid: none leads there.
  ExprId LabConverted(ExprId id, const Type& wanted, base::Span span);
  void CheckDefine(SymbolId symbol);
  bool CallsItself(SymbolId symbol);
  bool HasAttribute(CollectionId collection, plan::LabId lab, std::string_view name) const;
  ExprId SingleRow(CollectionId collection, base::Span span);
  ExprId PeriodEdge(ExprId of, bool end, base::Span span);
  QueryId AddQuery(plan::Query query, base::Span span);
  void CheckQuantifier(const ast::Query& query, const plan::Query& out);

  // ---- literals.cc
  ExprId ElaborateLiteral(const ast::Expr& expr, const Type* expected);
  ExprId QuantityLiteral(const ast::Quantity& quantity, const Type* expected);
  // Whether a length of time is more than any may be; says so.
  bool TooLong(const values::Decimal& length, const ast::Quantity& quantity);
  ExprId MemberLiteral(plan::ChoiceId choice, int member, base::Span span);
  int32_t AddLiteral(plan::Literal literal);

  // ---- proofs.cc
  // Expressions that say `complete`, and the findings that were looked through for them.
  struct Completes {
    std::vector<ExprId> exprs;
    std::vector<FieldId> through;
  };
  void AttachProofs();
  std::vector<FieldReads> ReadsBehind(FieldId field) const;
  std::optional<std::vector<ExprId>> SpokenFor(const plan::Expr& complete,
                                               const std::vector<FieldReads>& levels) const;
  void CollectCompletes(ExprId id, Completes& out) const;
  bool NamesComplete(ExprId id) const;
  bool NamesComplete(const plan::Step& step) const;
  ExprId Proven(ExprId id, const std::vector<FieldReads>& levels, bool spoken);
  ExprId ProvenValue(ExprId id, const std::vector<FieldReads>& levels);
  ExprId NeverTrue(base::Span span);
  bool MayBeNegative(ExprId id) const;

  // ---- temperatures.cc
  bool IsWrittenNumber(ExprId id) const;
  ExprId ReadAsDifference(ExprId id, const Type& wanted);
  ExprId SumOfTemperatures(bool adds, ExprId left, ExprId right, base::Span span);
  Type TypeOfDifference(ExprId id) const;
  void ReportPointOrDifference(ExprId written);
  void ReportPoint(const std::string& unit, const std::string& what, base::Span span);
  std::optional<std::string> ComposedUnit(bool divide, const Type& left, const Type& right,
                                          base::Span span);

  // ---- type_mismatch.cc
  void ReportTypeMismatch(base::Span span, const Type& wanted, const Type& found);
  void HelpChoices(plan::ChoiceId choice, diag::Emitter::Builder& builder);

  // ---- queries.cc
  struct QueryResult {
    QueryId id;
    Type type;
  };
  std::optional<QueryResult> ElaborateQuery(
      const ast::Query& query, const Scope& scope,
      const std::function<ExprId(const Scope&)>& yield = nullptr);
  ExprId QueryExpr(const ast::Query& query, const Scope& scope, base::Span span);
  ExprId AttributeOfQuery(const ast::Expr& expr, const Scope& scope);
  ExprId SumQuery(const ast::Expr& expr, const Scope& scope);
  ExprId TotalQuery(const ast::Expr& expr, const Scope& scope);
  bool BindSource(const ast::Query& query, const Scope& scope, plan::Query& out);
  void AddClause(const ast::Clause& clause, const ast::Query& query, const Scope& outer,
                 const Scope& row, plan::Query& out);
  ExprId ConceptOf(const Scope& row, base::Span span);
  std::optional<plan::Window> WindowFrom(const ast::Window& window, const Scope& scope);
  // Whether this names entries of the chart, and not a value; and their times as periods.
  bool NamesEntries(const ast::Expr& expr, const Scope& scope) const;
  ExprId AllPeriods(const ast::Expr& expr, const Scope& scope);
  ExprId Anchor(const ast::Expr& expr, const Scope& scope, bool period_wanted);
  Type YieldType(const plan::Query& query) const;
  void SetYield(plan::Query& query, const Scope& row, base::Span span);

  // ---- fields.cc
  FieldId FieldOf(SymbolId symbol);
  void BodyOf(FieldId field);
  void AddStep(const ast::Step& step, const Scope& scope, plan::Field& field);
  void AddAnswer(const ast::Answer& answer, const Scope& scope, const plan::Field& field,
                 plan::AnswerKind& kind, ExprId& value, std::string& absence);
  plan::TableId TableFrom(const ast::Table& table, const Scope& scope, const plan::Field& field);
  ExprId CellCondition(const ast::Cell& cell, ExprId input, base::Span header);
  ExprId CellLimit(const ast::Expr& limit, ExprId input);
  ExprId CellTestCondition(const ast::CellTest& test, ExprId input);
  void AddChecks();
  void AddUsualCheck(FieldId id);
  void BindBodies();
  void CheckResolve(const ast::Field& source, const plan::Field& field);
  void CheckOrder(const plan::Type& type, base::Span span, const std::string& who);
  void CheckCollects(const plan::Field& field, base::Span span);
  void AddParents(ExprId condition, std::vector<FieldId>& parents);
  ExprId TakenValue(const ast::Expr& expr, const Scope& scope, const Type& wanted);
  std::string NextStepName(const plan::Field& field, std::string_view base) const;

  // ---- prompts.cc
  plan::PromptId PromptFrom(const ast::Prompt& prompt, std::string name, const Scope& scope);
  void CheckConfidence(const ast::Prompt& source);
  plan::ReadScope ReadFrom(const ast::ReadScope& read, const Scope& scope);
  std::vector<plan::PromptPart> TextFrom(const ast::TextBlock& text, const Scope& scope);
  void AddInstructions(ModuleId module);
  void SetCheckAgainst(const ast::Prompt& source, const plan::Field& field, size_t ask);
  void AddExamples(const ast::Prompt& source, const Scope& scope, const plan::Field& field,
                   plan::PromptId prompt);

  // ---- suite.cc
  void AddTests();
  // scenarios.cc
  void AddScenarios(FieldId field);
  std::optional<plan::Scenario> ScenarioFrom(const ast::Assign& source, FieldId field);
  // A number that a field could not answer as written: its unit differs, or is missing.
  bool FitsUnit(const plan::Literal& value, const Type& wanted, base::Span span);
  void AddTest(const ast::Test& test, base::Span span, ModuleId module, SymbolId group);
  void AddGiven(const ast::GivenEntry& source, ModuleId module, SymbolId group, plan::Test& test);
  void AddGivenNote(const ast::GivenNote& source, ModuleId module, plan::Test& test);
  void AddGivenFile(const ast::GivenFile& source, plan::Test& test);
  // variations.cc
  void AddVary(const ast::Vary& source, plan::Test& test);
  void CheckExpectOfVary(const ast::Expect& expect, std::string_view kind);
  void CheckVaries(const ast::Test& source);
  bool HasOrder(const plan::Type& type) const;
  bool BindGiven(const ast::GivenEntry& source, ModuleId module, SymbolId group, plan::Given& out);
  void AddSuiteAnswer(const ast::TestAnswer& source, ModuleId module, SymbolId group,
                      plan::Test& test);
  std::optional<plan::Expect> ExpectFrom(const ast::Expect& source, ModuleId module,
                                         SymbolId group);
  bool SetRow(const ast::Expect& source, const plan::Field& field, ModuleId module,
              plan::Expect& expect);
  std::optional<plan::Literal> LiteralOf(const ast::Expr& expr, const Type& wanted,
                                         ModuleId module);
  std::optional<std::vector<plan::Literal>> MembersOf(const std::vector<ast::Name>& names,
                                                      const Type& wanted, ModuleId module);
  // What a model answers: a value, or the note's own words where the runtime reads them.
  std::optional<plan::Literal> AnsweredLiteral(const ast::Expr& expr, const Type& wanted,
                                               ModuleId module);
  std::vector<plan::SuiteCell> CellsOf(const ast::RowLiteral& row, plan::ShapeId shape,
                                       ModuleId module, bool answered);
  plan::PromptId FindPrompt(const ast::Name& name, const plan::Test& test, ModuleId module,
                            SymbolId group);
  SymbolId FindField(std::string_view name, ModuleId module, SymbolId scope) const;
  std::string CheckMoment(std::string_view text, base::Span span);

  const resolve::Program& program_;
  const source::SourceSet& sources_;
  const CheckOptions& options_;
  diag::Emitter& emitter_;
  typed::Module out_;

  // What a symbol became; by symbol index.
  enum class State : uint8_t { kUntouched, kInProgress, kDone };
  struct Bound {
    State state = State::kUntouched;
    int32_t index = -1;   // Into the table that its declaration belongs to
    int32_t second = -1;  // Labs: the lab; groups: the group
  };
  std::vector<Bound> bound_;
  std::vector<Bound> mentions_;     // By symbol of phrases
  std::deque<Scope> group_scopes_;  // Addresses stay: scopes point at each other
  absl::flat_hash_map<int32_t, const Scope*> group_scope_of_;
  std::deque<Scope> module_scopes_;                      // By module
  std::vector<std::optional<plan::Bounds>> lab_ranges_;  // Parallel to the draft's labs
  std::vector<FieldId> bodies_;                          // Fields whose steps are still to be bound
  std::vector<plan::PromptPart> instructions_;
  std::vector<SymbolId> defines_;  // Functions whose bodies are being bound, the outermost first
  size_t own_defines_ = 0;        // 1 while a function is checked by itself, not where it is called
  std::set<int32_t> circular_;    // Functions of a circle that was reported
  std::vector<int> expr_depths_;  // Parallel to the draft's expressions: how deep each is nested
  int function_parts_ = 0;        // Of the outermost call that is being written out
  int function_level_ = 0;        // How deep what is being written out is nested
  absl::flat_hash_set<int32_t> too_large_;  // Functions, by symbol, of which that was reported
  const ast::Expr* versions_by_ = nullptr;
  absl::flat_hash_map<int32_t, std::vector<DatedCodes>> dated_codes_;  // By code set
  bool version_refused_ = false;  // Reported once: what hangs on the date follows from it
  bool reading_chart_ = false;    // Inside a record kind: entries are read before there is a case
  absl::flat_hash_map<std::string, int32_t> literal_index_;
  absl::flat_hash_map<int32_t, CollectionId> variable_collections_;
  std::vector<const std::vector<ast::AbsenceMapping>*>
      registry_absent_;  // Of the registry and its modules' `absent`
  std::vector<std::pair<std::string, std::string>> preferences_;  // Of `prefer`: each over the next
  int lost_windows_ = 0;  // Of queries; what they are measured from was reported elsewhere.
  // `lab AnionGap = Sodium - Chloride - Bicarbonate drawn together`
  struct DerivedLab {
    const ast::Expr* expr = nullptr;
    ModuleId module;
    std::vector<std::pair<std::string, plan::LabId>> parts;
  };
  absl::flat_hash_map<int32_t, DerivedLab> derived_labs_;
  size_t next_body_ = 0;
};

inline constexpr const char* kHelpHoursOnDate =
    "Count days, or count from a value that has a time of day, such as `surgery.start`.";

}  // namespace suture::check
