// The tests of a spec as a document of their own, beside the plan and bound to it by its hash.
// Names are resolved to the plan's ids; literals carry their types; nothing here is evaluated by
// the compiler. runtime/testing builds a chart from `given`, runs the plan on it and compares.
//
// Ids index the tables of the plan with hash `plan_hash`. Spans index that plan's `files`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/plan/plan.h"

namespace suture::plan {

// One cell of a given row: `aseptic = Yes`, `mode = snomed 40617009`.
struct SuiteCell {
  int attribute = -1;  // Of the row's shape.
  std::optional<Literal> value;
  std::vector<Literal> values;  // A cell that takes several.
  SystemId system;              // Valid: a code instead of a value.
  std::string code;
  SourceSpan span;
};
struct SuiteRow {
  std::vector<SuiteCell> cells;
  SourceSpan span;
};

enum class GivenKind {
  kEntry,    // A chart entry: `collection`.
  kLab,      // A measured value: `lab`, `value`.
  kIndex,    // The index event: an entry of the index query's collection, in `code_set` or by code.
  kEvent,    // A finding whose type is a time: `field` is taken to be at `from` (to `to`).
  kField,    // `field` is taken to have `value`.
  kRow,      // A row of an extract, without notes: `collection`.
  kPatient,  // Cells of the patient.
  kNote,     // `document`, `by`, `from`, `text`.
  kFile,     // A whole chart: `path`, as written, and `chart`, its text.
};

struct Given {
  GivenKind kind = GivenKind::kEntry;
  CollectionId collection;
  LabId lab;
  FieldId field;
  DocumentId document;
  CodeSetId code_set;  // `in DiabetesMellitus`: any code that the set lists.
  SystemId system;     // `rxnorm 6809`
  std::string code;
  std::optional<Literal> value;
  std::vector<SuiteCell> cells;
  std::string from, to;    // FHIR date or dateTime; both empty: undated.
  bool is_period = false;  // `from … to …`; an empty `to` is still going on.
  std::string by;          // kNote: the author's role.
  std::string text;        // kNote
  std::string path;        // kFile: relative to the spec file.
  std::string chart;       // kFile: one FHIR bundle.
  SourceSpan span;
};

// What a model is taken to answer. The prompt is asked as always; nothing is sent.
struct SuiteAnswer {
  PromptId prompt;
  AnswerKind kind = AnswerKind::kValue;
  std::vector<Literal> values;      // ask: one, or several for a set.
  std::string absence;              // kAbsent: a name of values::AbsenceReason.
  std::vector<SuiteRow> rows;       // extract
  bool not_found = false;           // ask: the notes shown do not say.
  bool no_rows = false;             // extract: the notes shown hold none.
  std::vector<std::string> citing;  // Verbatim quotes; empty: the first sentence that is shown.
  SourceSpan span;
};

// kHigher, kLower: than in the unchanged test; behind `vary direction` only.
enum class ExpectKind {
  kValue,
  kAbsent,
  kNotApplicable,
  kReview,
  kRows,
  kCheck,
  kNoCheck,
  kHigher,
  kLower
};
struct Expect {
  ExpectKind kind = ExpectKind::kValue;
  FieldId field;
  int row = -1;                 // A field of a group: which row, from 0; -1: the only one.
  CollectionId collection;      // kRows: the group or extract that is counted.
  std::vector<Literal> values;  // kValue: one, or several for a set.
  int step = -1;                // `by treated`: index into Field::steps; -1: not asked.
  std::string absence;          // kAbsent: a name of values::AbsenceReason; empty: any.
  std::string reason;           // kReview: a name of values::ReviewReason; empty: any.
  int rows = 0;                 // kRows
  std::string message;          // kCheck, kNoCheck: the check's message; empty: any.
  SourceSpan span;
};

// The test again, changed: `from` replaced in every given note by one text of `to` at a time, or
// each of `perturbations` carried out (variations.h), on the words of `from` where it takes words.
// The unchanged test is judged by Test::expects as ever.
struct Vary {
  std::string kind;  // One of kVaryKinds; empty: invariance without `expects`, else
                     // minimum functionality.
  std::string from;
  std::vector<std::string> to;
  std::vector<std::string> perturbations;
  std::vector<Expect> expects;  // What must hold for the changed charts; empty: as unchanged.
  SourceSpan span;
};

struct Test {
  std::string title;
  std::vector<FieldId> targets;
  std::vector<Given> givens;
  std::vector<SuiteAnswer> answers;
  std::vector<Expect> expects;
  std::vector<Vary> varies;
  SourceSpan span;
};

// A scenario of the registry's book: `assign "…" is Yes because "…"`, `do not assign "…"`.
struct Scenario {
  FieldId field;
  bool positive = true;
  std::string text;
  AnswerKind kind = AnswerKind::kValue;
  std::vector<Literal> values;
  std::string absence;
  std::string because;
  bool as_example = false;  // Shown in the prompt, and so not counted as a test.
  SourceSpan span;
};

struct Suite {
  int version = kPlanVersion;
  std::string plan_hash;
  std::vector<Test> tests;
  std::vector<Scenario> scenarios;
};

}  // namespace suture::plan
