#include "compiler/dictionary/markdown_field.h"

#include <algorithm>

#include "compiler/dictionary/markdown_text.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"

namespace suture::dictionary {
namespace {

constexpr const char* kInStep = "    ";  // Behind `1.  ` and `10. `

std::string Fact(const std::string& name, const std::string& text) {
  return fmt::format("- **{}:** {}\n", name, text);
}

std::string Kind(const ValueType& type) {
  switch (type.kind) {
    case plan::TypeKind::kTruth:
      return "true or false";
    case plan::TypeKind::kInteger:
      return "a whole number";
    case plan::TypeKind::kDecimal:
      return "a number";
    case plan::TypeKind::kDate:
      return "a date";
    case plan::TypeKind::kTime:
      return "a time of day";
    case plan::TypeKind::kDateTime:
      return "a date with a time";
    case plan::TypeKind::kPeriod:
      return "a period, with a start and an end";
    case plan::TypeKind::kDuration:
      return "a length of time";
    case plan::TypeKind::kText:
      return "text";
    case plan::TypeKind::kChoice:
      return "one of the choices below";
    case plan::TypeKind::kSet:
      return "any number of the choices below";
    case plan::TypeKind::kCodes:
      return "codes";
    case plan::TypeKind::kCode:
      return "a code";
    case plan::TypeKind::kQuantity:
      return "a measured quantity";
    case plan::TypeKind::kReference:
      return "a reference to an entry of the chart";
    case plan::TypeKind::kAttachment:
      return "the text of a document";
    case plan::TypeKind::kRow:
      return "a row of " + CodeSpan(type.list);
    case plan::TypeKind::kRefs:
      return "numbers of rows of " + CodeSpan(type.list);
  }
  return "";
}

// With a full stop, where the author wrote none.
std::string Sentence(const std::string& text) {
  const bool ends =
      !text.empty() && std::string_view(".!?").find(text.back()) != std::string_view::npos;
  return Escaped(text) + (ends ? "" : ".");
}

std::string RangeText(const plan::Bounds& bounds) {
  return Escaped(fmt::format("{} to {}{}{}", bounds.low, bounds.high,
                             bounds.unit.empty() ? "" : " ", bounds.unit));
}

// A name or a number stands out; a calculation is shown as it is written.
std::string AnswerValue(const Wording& value, bool in_table) {
  const bool plain = value.line.find_first_of("()*+/<>=|`\"") == std::string::npos &&
                     value.line.find(' ') == std::string::npos;
  if (plain && value.line.find('.') == std::string::npos) return "**" + Escaped(value.line) + "**";
  return CodeSpan(value.line, in_table);
}

std::string AnswerText(const Answer& answer, bool in_table = false) {
  switch (answer.kind) {
    case ast::AnswerKind::kReview:
      return "**review** (a person decides)";
    case ast::AnswerKind::kAbsent:
      return fmt::format("**absent** ({})", answer.absence);
    case ast::AnswerKind::kValue:
      return AnswerValue(answer.value, in_table);
  }
  return "";
}

std::string Reason(const std::string& because) {
  return because.empty() ? "" : "Because: " + Sentence(because) + "\n";
}

// ---- steps

const char* PolicyWords(ast::HitPolicy policy) {
  switch (policy) {
    case ast::HitPolicy::kFirst:
      return "the first row that fits counts";
    case ast::HitPolicy::kUnique:
      return "only one row can fit";
    case ast::HitPolicy::kAny:
      return "rows that fit together give the same answer";
    case ast::HitPolicy::kCollect:
      return "all rows that fit count";
    case ast::HitPolicy::kPriority:
      return "of the rows that fit, the highest answer counts";
  }
  return "";
}

std::string TableText(const Table& table, const std::string& indent) {
  std::string out = indent + "|";
  for (const std::string& input : table.inputs) out += " " + Escaped(input) + " |";
  out += " answer |\n" + indent + "|";
  for (size_t i = 0; i <= table.inputs.size(); ++i) out += " --- |";
  out += "\n";
  for (const TableRow& row : table.rows) {
    out += indent + "|";
    for (const std::string& cell : row.cells)
      out += " " + (cell.empty() ? "any" : Escaped(cell)) + " |";
    out += " " + AnswerText(row.answer, true) + " |\n";
  }
  if (!table.where.empty())
    out += "\n" + indent + "In this table:\n\n" + MeaningList(table.where, indent);
  return out;
}

// With its name, where the author gave one.
std::string Title(const char* kind, const Step& step) {
  return step.is_named ? fmt::format("{} *{}*", kind, Escaped(step.name)) : kind;
}

// The innermost first.
std::string RowWords(const std::vector<std::string>& groups) {
  return Joined({groups.rbegin(), groups.rend()}, ", in each row of ");
}

std::string StepHead(const Step& step) {
  switch (step.kind) {
    case ast::StepKind::kRule:
      return Title("Rule", step) + ": " + AnswerText(step.answer);
    case ast::StepKind::kHint:
      return Title("Hint", step) + ": proposes " + AnswerText(step.answer);
    case ast::StepKind::kTake:
      return Title("Take", step) + ": the value of";
    case ast::StepKind::kOtherwise:
      return "Otherwise: " + AnswerText(step.answer);
    case ast::StepKind::kTable:
      return Title("Table", step) + ": " + PolicyWords(step.table->policy);
    case ast::StepKind::kAsk:
      return Title("Ask", step) + ": a model reads the notes and answers with quotes";
  }
  return "";
}

// Where the step is bound to days, or answers although an earlier one could not be judged.
std::string StepNotes(const Step& step) {
  std::string out;
  if (step.even_if_unsettled)
    out += "Even if an earlier step found something that it could not judge.\n";
  out += Reason(step.because);
  if (const std::string days = Days(step.effective); !days.empty()) out += "Counts " + days + ".\n";
  return out;
}

std::string StepText(const Step& step, size_t number) {
  std::string out = fmt::format("{:<4}", fmt::format("{}.", number)) + StepHead(step);
  if (step.kind == ast::StepKind::kTake) {
    out += Spoken(step.answer.value, kInStep, step.when.empty() ? "." : ",");
    if (!step.when.empty()) out += std::string(kInStep) + "when" + Spoken(step.when, kInStep, ".");
  } else if (step.when.empty()) {
    out += ".\n";
  } else {
    out += " when" + Spoken(step.when, kInStep, ".");
  }
  const std::string notes = StepNotes(step);
  if (!notes.empty()) out += "\n";
  for (size_t at = 0; at < notes.size();) {
    const size_t end = notes.find('\n', at);
    out += kInStep + notes.substr(at, end - at) + "\n";
    at = end + 1;
  }
  if (step.table) out += "\n" + TableText(*step.table, kInStep);
  if (step.question) out += "\n" + QuestionText(*step.question, kInStep);
  return out + "\n";
}

const char* ResolveWords(ast::Resolve resolve) {
  switch (resolve) {
    case ast::Resolve::kFirst:
      return "The first step that answers counts.";
    case ast::Resolve::kAgree:
      return "All steps are tried; where they disagree, a person decides.";
    case ast::Resolve::kHighest:
      return "All steps are tried; the highest answer counts.";
    case ast::Resolve::kLowest:
      return "All steps are tried; the lowest answer counts.";
    case ast::Resolve::kCollect:
      return "All steps are tried; all their answers count together.";
  }
  return "";
}

std::string StepsText(const Field& field) {
  if (field.steps.empty()) return "";
  std::string out = "**How it is answered.** ";
  out += field.steps.size() == 1 ? "" : ResolveWords(field.resolve);
  while (out.back() == ' ') out.pop_back();
  out += "\n\n";
  for (size_t i = 0; i < field.steps.size(); ++i) out += StepText(field.steps[i], i + 1);
  return out;
}

std::string ScenariosText(const Field& field) {
  if (field.scenarios.empty()) return "";
  std::string out = "**Examples of the registry.**\n\n";
  for (const Scenario& scenario : field.scenarios) {
    out += scenario.positive ? "- Assign" : "- Do not assign";
    if (scenario.answer) out += " " + AnswerText(*scenario.answer);
    out += ": “" + Escaped(scenario.text) + "”";
    out += scenario.because.empty() ? "." : ", because " + Sentence(scenario.because);
    out += scenario.as_example ? " (Shown to the model.)\n" : "\n";
  }
  return out + "\n";
}

// ---- facts

std::string AbsenceText(const std::vector<Absence>& absences) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_code;
  for (const Absence& absence : absences) {
    std::string code = absence.code.empty() ? "blank" : CodeSpan(absence.code);
    if (!absence.choice.empty() && absence.choice != absence.code)
      code += " (" + Escaped(absence.choice) + ")";
    auto same = std::find_if(by_code.begin(), by_code.end(),
                             [&](const auto& one) { return one.first == code; });
    if (same == by_code.end()) same = by_code.insert(same, {code, {}});
    same->second.push_back(absence.reason);
  }
  std::vector<std::string> parts;
  for (const auto& [code, reasons] : by_code)
    parts.push_back(code + " when " + Joined(reasons, ", "));
  return Joined(parts, "; ");
}

std::string Facts(const Field& field) {
  std::string out = Fact("Answer", TypeWords(field.type));
  if (!field.type.reading.empty())
    out += Fact("Read by",
                CodeSpan(field.type.reading) + ", which turns the words of the notes into values");
  if (field.type.usual)
    out += Fact("Usual", RangeText(*field.type.usual) + "; what lies outside gets a warning");
  if (!field.groups.empty()) out += Fact("Row of", Escaped(RowWords(field.groups)));
  if (const std::string days = Days(field.effective); !days.empty()) out += Fact("Collected", days);
  if (!field.was.empty()) out += Fact("Formerly", Escaped(field.was));
  if (!field.phase.empty())
    out += Fact("Phase", Escaped(field.phase) + ", " + CodeSpan(field.phase_window.line));
  if (!field.parents.empty())
    out += Fact(field.parents.size() == 1 ? "Parent" : "Parents",
                Escaped(Joined(field.parents, ", ")));
  if (!field.opens.empty())
    out += "- **Open when:**" + Spoken(field.opens, "  ", "; else not applicable.");
  if (!field.absences.empty())
    out += Fact("Submitted without an answer", AbsenceText(field.absences));
  for (const Box& box : field.boxes)
    out += Fact("Box " + Escaped(box.id),
                fmt::format("“{}”, ticked when {}", Escaped(box.label), box.reason));
  return out + "\n";
}

std::string Heading(const Field& field) {
  std::string out = "### ";
  if (!field.id.empty() && field.id != field.name) out += Escaped(field.id) + " ";
  out += Escaped(field.name);
  return field.label.empty() ? out : out + ": " + Escaped(field.label);
}

}  // namespace

std::string Joined(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : between) + part;
  return out;
}

std::string Days(const plan::Effective& effective) {
  if (effective.from.empty() && effective.until.empty()) return "";
  if (effective.from.empty()) return "until " + effective.until;
  return effective.until.empty() ? "from " + effective.from
                                 : effective.from + " until " + effective.until;
}

std::string Spoken(const Wording& words, const std::string& indent, const std::string& end) {
  if (words.rows.size() <= 1) return " " + CodeSpan(words.line) + end + "\n";
  std::string out = "\n\n" + CodeBlock(words.rows, indent);
  return end.size() <= 1 ? out
                         : out + "\n" + indent + end.substr(end.find_first_not_of(",; ")) + "\n";
}

std::string TypeWords(const ValueType& type) {
  std::string out = Kind(type);
  if (!type.unit.empty()) out += " in " + Escaped(type.unit);
  if (type.range) out += ", " + RangeText(*type.range);
  if (!type.step.empty()) {
    out += type.rounding == plan::Rounding::kTruncate ? ", cut off at " + type.step
                                                      : ", rounded to " + type.step;
  }
  if (type.text_limit > 0)
    out += fmt::format(", at most {}", base::Counted(type.text_limit, "character"));
  return out;
}

std::string ChoiceTable(const ValueType& type) {
  if (type.choices.empty()) return "";
  const auto& choices = type.choices;
  const bool guided = std::any_of(choices.begin(), choices.end(),
                                  [](const Choice& c) { return !c.guidance.empty(); });
  const bool dated = std::any_of(choices.begin(), choices.end(),
                                 [](const Choice& c) { return !Days(c.effective).empty(); });
  std::string out = "| Choice | Submitted as |", rule = "| --- | --- |";
  for (const auto& [shown, title] :
       {std::pair{guided, " Meaning |"}, std::pair{dated, " Offered |"}}) {
    if (!shown) continue;
    out += title;
    rule += " --- |";
  }
  out += "\n" + rule + "\n";
  for (const Choice& choice : choices) {
    out += fmt::format("| {} | {}{} |", Escaped(choice.name),
                       choice.system.empty() ? "" : Escaped(choice.system) + " ",
                       Escaped(choice.code));
    if (guided) out += " " + Escaped(choice.guidance) + " |";
    if (dated) out += " " + Days(choice.effective) + " |";
    out += "\n";
  }
  out += "\n";
  if (!type.order.empty())
    out += "Order, the highest first: " + Escaped(Joined(type.order, ", ")) + ".\n\n";
  for (const std::vector<std::string>& set : type.exclusive)
    out += "Never together: " + Escaped(Joined(set, ", ")) + ".\n\n";
  if (!type.alone.empty())
    out += "Never with another: " + Escaped(Joined(type.alone, ", ")) + ".\n\n";
  return out;
}

std::string MeaningList(const std::vector<Meaning>& meanings, const std::string& indent) {
  std::string out;
  for (const Meaning& meaning : meanings) {
    out += fmt::format("{}- *{}*:{}", indent, Escaped(meaning.name),
                       Spoken(meaning.value, indent + "  ", ""));
  }
  return out;
}

std::string QuestionText(const Question& question, const std::string& indent) {
  std::string out;
  for (const Wording& read : question.reads)
    out += indent + "- Reads" + Spoken(read, indent + "  ", "");
  if (!question.cues.empty()) {
    std::vector<std::string> cues;
    for (const std::string& cue : question.cues) cues.push_back(CodeSpan(cue));
    out += indent + "- Looks for " + Joined(cues, ", ") + "\n";
  }
  if (!question.roles.empty())
    out += indent + "- Asked of " + Escaped(Joined(question.roles, " and ")) + "\n";
  if (question.samples > 1)
    out += fmt::format("{}- Asked {} times; {} must agree\n", indent, question.samples,
                       question.agree);
  if (!question.accept_confidence.empty()) {
    out += fmt::format("{}- Below a confidence of {} a person decides\n", indent,
                       question.accept_confidence);
  }
  if (!question.check_against.empty()) {
    out += fmt::format("{}- Compared with *{}*; where they contradict, a person decides\n", indent,
                       Escaped(question.check_against));
  }
  if (question.cite_exact) out += indent + "- Quotes must stand in the note letter by letter\n";
  if (question.cite_reason) out += indent + "- A number or date need not stand in its quotes\n";
  out += "\n" + Prose(question.text, indent + "> ");
  if (question.examples.empty()) return out;
  out += "\n" + indent + "Examples that the model is shown:\n\n";
  for (const Example& example : question.examples) {
    out += fmt::format("{}- “{}” is {}", indent, Escaped(example.text), AnswerText(example.answer));
    out += example.because.empty() ? ".\n" : ", because " + Sentence(example.because) + "\n";
  }
  return out;
}

std::string FieldPage(const Field& field) {
  std::string out = Heading(field) + "\n\n";
  if (!field.definition.empty()) out += Prose(field.definition, "") + "\n";
  out += Facts(field) + ChoiceTable(field.type);
  if (!field.lets.empty()) out += "In what follows:\n\n" + MeaningList(field.lets, "") + "\n";
  if (!field.instructions.empty())
    out += "For every question of this field:\n\n" + Prose(field.instructions, "> ") + "\n";
  return out + StepsText(field) + ScenariosText(field);
}

}  // namespace suture::dictionary
