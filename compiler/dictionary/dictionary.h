// The data dictionary of a registry: what a spec says of each field, in the words of the page that
// the field implements. Built from the checked module; print.h prints it.
//
// Conditions are printed as the spec writes them, in canonical layout, so that the dictionary stays
// the same whatever `suture fmt` does to the spec. Nothing of it depends on where the spec stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ast/ast.h"
#include "compiler/check/typed.h"
#include "compiler/dictionary/wording.h"
#include "compiler/source/source_set.h"
#include "runtime/plan/plan.h"

namespace suture::dictionary {

struct Choice {
  std::string name, code, system, guidance;  // `system` empty: the registry's own codes.
  plan::Effective effective;
};

// What an answer, or a cell of an extracted row, may be.
struct ValueType {
  plan::TypeKind kind = plan::TypeKind::kText;
  std::string unit;  // As people say it: "mg/dL", "hours"; empty: none.
  plan::Rounding rounding = plan::Rounding::kNone;
  std::string step;    // What `rounding` keeps, "0.01"; empty: as written.
  int text_limit = 0;  // Characters; 0: no limit of its own.
  std::optional<plan::Bounds> range, usual;
  std::string list;     // Name of the choice list, or of the rows that are referred to.
  std::string reading;  // The table that reads the notes' words; see Dictionary::readings.
  std::vector<Choice> choices;
  std::vector<std::string> order;  // Highest first; empty: the list has no order.
  std::vector<std::vector<std::string>> exclusive;
  std::vector<std::string> alone;
};

struct Answer {
  ast::AnswerKind kind = ast::AnswerKind::kValue;
  Wording value;        // kValue
  std::string absence;  // kAbsent: "not documented"
};

// What a name means: of a `let`, of a table's `where`.
struct Meaning {
  std::string name;
  Wording value;
};

struct Example {
  std::string text, because;
  Answer answer;
};

// What a model is shown and asked, by an ask or an extract.
struct Question {
  std::vector<Wording> reads;  // "HistoryAndPhysical notes written within …"
  std::vector<std::string> cues, roles;
  int max_tokens = 0;
  std::string text;  // With holes as `{surgery.start}`
  std::vector<Example> examples;
  int samples = 1, agree = 1;
  bool cite_exact = false, cite_reason = false;
  std::string accept_confidence, check_against;  // Empty: not asked for.
};

struct TableRow {
  std::vector<std::string> cells;  // Empty: the input does not matter.
  Answer answer;
};
struct Table {
  ast::HitPolicy policy = ast::HitPolicy::kFirst;
  std::vector<std::string> inputs;
  std::vector<TableRow> rows;
  std::vector<Meaning> where;
};

struct Step {
  ast::StepKind kind = ast::StepKind::kRule;
  std::string name;       // As results name it
  bool is_named = false;  // By the author
  Answer answer;          // Not of tables and asks
  Wording when;           // Empty: always.
  bool even_if_unsettled = false;
  std::string because;
  plan::Effective effective;
  std::optional<Table> table;
  std::optional<Question> question;
};

struct Scenario {
  bool positive = true;
  std::string text, because;
  std::optional<Answer> answer;
  bool as_example = false;
};

struct Absence {
  std::string reason;  // "not documented"
  std::string code;    // What is submitted; empty: blank.
  std::string choice;  // The choice with that code; empty: none.
};

struct Box {
  std::string id, label, reason;
};

struct Field {
  bool is_finding = false;  // Has no number and is never submitted.
  std::string id, name, label, section, definition;
  std::vector<std::string> groups;  // The outermost first; empty: of the case.
  ValueType type;
  std::string phase;
  Wording phase_window, opens;       // Empty: any time; always open.
  std::vector<std::string> parents;  // Names of the fields that `opens` reads
  plan::Effective effective;
  std::string was;
  std::string instructions;  // For every question of the field
  ast::Resolve resolve = ast::Resolve::kFirst;
  std::vector<Meaning> lets;
  std::vector<Step> steps;
  std::vector<Absence> absences;
  std::vector<Box> boxes;
  std::vector<Scenario> scenarios;
  base::Span span;  // Of its name
};

struct Group {
  std::vector<std::string> path;  // Its own name last
  std::string label, section;
  Wording over, by;           // `over` empty: one row a member of `choice`.
  std::string choice, alias;  // What the conditions call the row, or its member of `choice`
  int at_most = 0;
  std::string counter, slots, slots_more;
  int slot_count = 0;
  std::vector<Meaning> lets;
};

struct Cell {
  std::string name, guidance;
  ValueType type;
  bool optional = false;
};
struct Extract {
  std::string name, section, record;
  int at_most = 0;
  Question question;
  std::vector<std::string> same_keys;
  Wording same_within;
  std::vector<std::string> merges;  // "layer: the highest"
  std::vector<Cell> cells;
};

struct Reading {
  std::string name;
  ValueType type;
  std::string range;  // mean, lowest, highest; empty: a person decides.
  std::vector<std::pair<std::string, std::string>> words;  // Words and what they are read as
  bool below_next_lower = false;
  int missing_month = 0, missing_day = 0;
  plan::Effective effective;
};

struct Check {
  ast::CheckLevel level = ast::CheckLevel::kError;
  std::string message, group;
  Wording when;
};

// An event, a phase, a cover, a `let`, `rows` or `episodes` of the whole registry.
struct Definition {
  std::string kind, name;
  Wording text;
};

struct CodeLine {
  std::string system;
  std::vector<std::string> codes;  // "E11.9", "E08..E13", "E11.*"
  bool excluded = false;
};
struct CodeSet {
  std::string name;  // "Diabetes from 2010-01-01 until 2015-09-30": codes of these days
  std::vector<CodeLine> lines;
};

// A type of note, a measurement, or phrases that are looked for in notes.
struct NoteType {
  std::string name, label;
  std::vector<std::string> titles;
  std::vector<CodeLine> codes;
};
struct Measurement {
  std::string name, unit;
  std::string molar_mass;                // g/mol; empty: none.
  std::vector<std::string> conversions;  // "1 mg/dL = 17.1 umol/L"
  std::vector<CodeLine> codes;           // Empty: worked out from others.
};
struct PhraseList {
  std::string name;
  std::vector<std::string> phrases;
};

struct Dictionary {
  std::string name, label, version, steward, revises, instructions;
  plan::Effective effective;
  Wording versions_by;
  std::vector<Field> fields;  // In the order of the spec; findings stand among them.
  std::vector<Group> groups;
  std::vector<Extract> extracts;
  std::vector<Reading> readings;
  std::vector<Check> checks;
  std::vector<Definition> definitions;
  std::vector<NoteType> notes;  // These and what follows: by name
  std::vector<Measurement> measurements;
  std::vector<PhraseList> phrases;
  std::vector<CodeSet> code_sets;
};

// `files` are those of the main module, `module` what became of them without an error.
Dictionary Build(const std::vector<const ast::File*>& files, const typed::Module& module,
                 const source::SourceSet& sources);

}  // namespace suture::dictionary
