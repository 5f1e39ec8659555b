#include <algorithm>
#include <set>
#include <utility>

#include "compiler/dictionary/markdown_field.h"
#include "compiler/dictionary/markdown_text.h"
#include "compiler/dictionary/print.h"
#include "fmt/format.h"
#include "runtime/base/counted.h"

namespace suture::dictionary {
namespace {

constexpr const char* kLegend =
    R"(A field is answered by its steps, in their order. Conditions stand as the specification writes them.

- **Rule**, **table** and **take** read the chart. A rule answers only where its condition is true; what is
  not known is never taken for No.
- **Ask** has a model read notes. Its answer counts only with quotes that the notes hold.
- **Hint** never answers. It is shown to the person who reviews. Where it is true, a rule or an otherwise
  that says No sends the field to that person; an ask that quotes the notes decides over it.
- **Otherwise** is what holds where no step above has answered. **Review** leaves the field to a person.
)";

// The sections in the order in which they are first met; fields without one have the empty name.
std::vector<std::string> SectionsOf(const std::vector<Field>& fields, bool findings) {
  std::vector<std::string> sections;
  for (const Field& field : fields) {
    if (field.is_finding != findings) continue;
    if (std::find(sections.begin(), sections.end(), field.section) == sections.end())
      sections.push_back(field.section);
  }
  return sections;
}

std::string Heading(const Dictionary& dictionary) {
  std::string title = Escaped(dictionary.label.empty() ? dictionary.name : dictionary.label);
  if (title.empty()) title = "Data dictionary";
  if (!dictionary.label.empty() && !dictionary.name.empty())
    title += " (" + Escaped(dictionary.name) + ")";
  std::string out = "# " + title + "\n\n";
  const auto fact = [&](const char* name, const std::string& text) {
    if (!text.empty()) out += fmt::format("- **{}:** {}\n", name, text);
  };
  fact("Version", Escaped(dictionary.version));
  fact("Replaces", Escaped(dictionary.revises));
  fact("Steward", Escaped(dictionary.steward));
  fact("Effective", Days(dictionary.effective));
  if (!dictionary.versions_by.empty())
    fact("Version of a case, by", CodeSpan(dictionary.versions_by.line));
  const auto fields = std::count_if(dictionary.fields.begin(), dictionary.fields.end(),
                                    [](const Field& f) { return !f.is_finding; });
  fact("Fields", std::to_string(fields));
  out += "\n## How to read this dictionary\n\n" + std::string(kLegend) + "\n";
  if (!dictionary.instructions.empty())
    out +=
        "Every question to a model begins with:\n\n" + Prose(dictionary.instructions, "> ") + "\n";
  return out;
}

std::string GroupPage(const Group& group) {
  std::string out = "### Rows of " + Escaped(group.path.back());
  if (!group.label.empty()) out += ": " + Escaped(group.label);
  out += "\n\n";
  if (!group.over.empty()) out += "- **One row for each:**" + Spoken(group.over, "  ", "");
  if (!group.choice.empty())
    out += "- **One row for each choice of:** " + Escaped(group.choice) + "\n";
  if (!group.alias.empty()) out += "- **The conditions call it:** " + CodeSpan(group.alias) + "\n";
  if (group.path.size() > 1)
    out += "- **In each row of:** " + Escaped(group.path[group.path.size() - 2]) + "\n";
  if (!group.by.empty()) out += "- **In the order of:**" + Spoken(group.by, "  ", "");
  if (group.at_most > 0)
    out += fmt::format("- **At most:** {}; with more, a person decides\n",
                       base::Counted(group.at_most, "row"));
  if (!group.counter.empty()) out += "- **Counter:** " + Escaped(group.counter) + "\n";
  if (!group.slots.empty()) {
    out += fmt::format("- **Columns:** {} for the first {}", CodeSpan(group.slots),
                       base::Counted(group.slot_count, "row"));
    out += group.slots_more.empty()
               ? "\n"
               : "; " + CodeSpan(group.slots_more) + " says whether there are more\n";
  }
  if (!group.lets.empty()) out += "\nIn each row:\n\n" + MeaningList(group.lets, "");
  return out + "\n";
}

// The pages of fields or findings. A group is explained once, where its first field stands.
class Pages {
 public:
  explicit Pages(const Dictionary& dictionary) : dictionary_(dictionary) {}

  std::string Fields() {
    std::string out;
    const std::vector<std::string> sections = SectionsOf(dictionary_.fields, false);
    for (const std::string& section : sections) {
      const std::string title =
          section.empty() ? sections.size() > 1 ? "Other fields" : "Fields" : Escaped(section);
      out += "## " + title + "\n\n" + Section(section, false);
    }
    return out;
  }

  std::string Findings() {
    std::string out;
    for (const std::string& section : SectionsOf(dictionary_.fields, true))
      out += Section(section, true);
    for (size_t i = 0; i < dictionary_.groups.size(); ++i) out += Explain(i);
    if (out.empty()) return "";
    return "## Findings\n\nWhat the fields rest on, worked out in the same way and never "
           "submitted.\n\n" +
           out;
  }

 private:
  std::string Section(const std::string& section, bool findings) {
    std::string out;
    for (const Field& field : dictionary_.fields) {
      if (field.is_finding != findings || field.section != section) continue;
      for (size_t i = 0; i < dictionary_.groups.size(); ++i) {
        const std::vector<std::string>& path = dictionary_.groups[i].path;
        const bool around = path.size() <= field.groups.size() &&
                            std::equal(path.begin(), path.end(), field.groups.begin());
        if (around) out += Explain(i);
      }
      out += FieldPage(field);
    }
    return out;
  }

  std::string Explain(size_t group) {
    return shown_.insert(group).second ? GroupPage(dictionary_.groups[group]) : "";
  }

  const Dictionary& dictionary_;
  std::set<size_t> shown_;
};

std::string CellTable(const std::vector<Cell>& cells) {
  std::string out = "| Cell | Is | Meaning |\n| --- | --- | --- |\n";
  for (const Cell& cell : cells) {
    std::string is = cell.type.choices.empty()                ? TypeWords(cell.type)
                     : cell.type.kind == plan::TypeKind::kSet ? "any of "
                                                              : "";
    std::vector<std::string> choices;
    for (const Choice& choice : cell.type.choices) {
      choices.push_back(choice.name +
                        (choice.guidance.empty() ? "" : " (" + choice.guidance + ")"));
    }
    is += Escaped(Joined(choices, ", "));
    if (!cell.type.reading.empty()) is += ", read by " + CodeSpan(cell.type.reading, true);
    if (cell.optional) is += "; may be left unstated";
    out += fmt::format("| {} | {} | {} |\n", Escaped(cell.name), is, Escaped(cell.guidance));
  }
  return out + "\n";
}

std::string ExtractsText(const Dictionary& dictionary) {
  if (dictionary.extracts.empty()) return "";
  std::string out =
      "## Rows read from the notes\n\nA model reads these notes once; the rules of the fields use "
      "the rows.\n\n";
  for (const Extract& extract : dictionary.extracts) {
    out += "### " + Escaped(extract.name) + "\n\n";
    out += fmt::format("- **Each row is:** {}", Escaped(extract.record));
    out += extract.at_most > 0 ? fmt::format(", at most {}; with more, a person decides\n",
                                             base::Counted(extract.at_most, "row"))
                               : "\n";
    if (!extract.same_keys.empty()) {
      out += "- **The same row where these agree:** " + Escaped(Joined(extract.same_keys, ", "));
      out += extract.same_within.empty() ? "\n"
                                         : ", within " + CodeSpan(extract.same_within.line) + "\n";
    }
    if (!extract.merges.empty())
      out += "- **Of such rows counts:** " + Escaped(Joined(extract.merges, ", ")) + "\n";
    out += QuestionText(extract.question, "") + "\n" + CellTable(extract.cells);
  }
  return out;
}

std::string ReadingsText(const Dictionary& dictionary) {
  if (dictionary.readings.empty()) return "";
  std::string out = "## How words of the notes are read\n\n";
  for (const Reading& reading : dictionary.readings) {
    out +=
        fmt::format("### {}\n\n- **Gives:** {}\n", Escaped(reading.name), TypeWords(reading.type));
    if (!reading.range.empty())
      out += "- **Of a range counts:** the " + Escaped(reading.range) + "\n";
    if (reading.below_next_lower) out += "- **“Below” a value:** the next lower value\n";
    if (reading.missing_month > 0) {
      out += fmt::format("- **A date without its month or day:** month {}, day {}\n",
                         reading.missing_month, reading.missing_day);
    }
    if (const std::string days = Days(reading.effective); !days.empty())
      out += "- **Counts:** " + days + "\n";
    if (!reading.words.empty()) out += "\n| Words | Read as |\n| --- | --- |\n";
    const std::string unit = reading.type.unit.empty() ? "" : " " + reading.type.unit;
    for (const auto& [words, value] : reading.words)
      out += fmt::format("| {} | {} |\n", Escaped(words), Escaped(value + unit));
    out += "\n";
  }
  return out;
}

std::string ChecksText(const Dictionary& dictionary) {
  if (dictionary.checks.empty()) return "";
  std::string out = "## Checks\n\nThey change no answer; they say what is odd in a case.\n\n";
  for (const Check& check : dictionary.checks) {
    out += fmt::format("- **{}**{}: {}, when{}",
                       check.level == ast::CheckLevel::kError ? "Error" : "Warning",
                       check.group.empty() ? "" : " of each row of " + Escaped(check.group),
                       Escaped(check.message), Spoken(check.when, "  ", ""));
  }
  return out + "\n";
}

std::string DefinitionsText(const Dictionary& dictionary) {
  static const std::pair<const char*, std::vector<std::string>> kParts[] = {
      {"Times", {"index", "event", "phase"}},
      {"Values", {"let", "define"}},
      {"Rows", {"rows", "episodes"}},
      {"What the chart is complete for", {"complete"}},
      {"Which source counts", {"prefer"}}};
  if (dictionary.definitions.empty()) return "";
  std::string out = "## Names that the conditions use\n\n";
  for (const auto& [title, kinds] : kParts) {
    std::vector<std::string> rows;
    for (const std::string& kind : kinds) {
      for (const Definition& definition : dictionary.definitions) {
        if (definition.kind != kind) continue;
        if (!rows.empty()) rows.push_back("");
        rows.insert(rows.end(), definition.text.rows.begin(), definition.text.rows.end());
      }
    }
    if (!rows.empty()) out += fmt::format("### {}\n\n", title) + CodeBlock(rows, "") + "\n";
  }
  return out;
}

std::string CodesText(const std::vector<CodeLine>& lines) {
  std::vector<std::string> parts;
  for (const CodeLine& line : lines) {
    parts.push_back(
        fmt::format("{}{} {}", line.excluded ? "not " : "", line.system, Joined(line.codes, ", ")));
  }
  return Escaped(Joined(parts, "; "));
}

// A table under its heading; empty without rows.
std::string TableOf(const std::string& title, const std::vector<std::string>& columns,
                    const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return "";
  const auto line = [](const std::vector<std::string>& cells) {
    return "| " + Joined(cells, " | ") + " |\n";
  };
  std::string out = "## " + title + "\n\n" + line(columns);
  out += line(std::vector<std::string>(columns.size(), "---"));
  for (const std::vector<std::string>& row : rows) out += line(row);
  return out + "\n";
}

std::string NotesText(const Dictionary& dictionary) {
  std::vector<std::vector<std::string>> notes, phrases;
  for (const NoteType& type : dictionary.notes) {
    notes.push_back({Escaped(type.name), Escaped(type.label), Escaped(Joined(type.titles, ", ")),
                     CodesText(type.codes)});
  }
  for (const PhraseList& list : dictionary.phrases) {
    phrases.push_back({Escaped(list.name), Escaped(Joined(list.phrases, ", "))});
  }
  return TableOf("Notes", {"Type", "Is", "Titles", "Codes"}, notes) +
         TableOf("Phrases that are looked for in notes", {"List", "Phrases"}, phrases);
}

std::string MeasurementsText(const Dictionary& dictionary) {
  std::vector<std::vector<std::string>> rows;
  for (const Measurement& one : dictionary.measurements) {
    std::vector<std::string> conversions = one.conversions;
    // Conversions of its own count before the molar mass.
    if (!one.molar_mass.empty() && conversions.empty())
      conversions.push_back("molar mass " + one.molar_mass + " g/mol");
    rows.push_back({Escaped(one.name), Escaped(one.unit), Escaped(Joined(conversions, ", ")),
                    one.codes.empty() ? "worked out from others" : CodesText(one.codes)});
  }
  return TableOf("Measurements", {"Name", "Unit", "Converted by", "Codes"}, rows);
}

std::string CodeSetsText(const Dictionary& dictionary) {
  std::vector<std::vector<std::string>> rows;
  for (const CodeSet& set : dictionary.code_sets) {
    rows.push_back({Escaped(set.name), CodesText(set.lines)});
  }
  return TableOf("Code sets", {"Set", "Codes"}, rows);
}

}  // namespace

std::string ToMarkdown(const std::vector<Dictionary>& dictionaries) {
  std::string out;
  for (const Dictionary& dictionary : dictionaries) {
    Pages pages(dictionary);
    out += Heading(dictionary) + pages.Fields();
    out += pages.Findings() + ExtractsText(dictionary) + ReadingsText(dictionary) +
           ChecksText(dictionary) + DefinitionsText(dictionary) + NotesText(dictionary) +
           MeasurementsText(dictionary) + CodeSetsText(dictionary);
  }
  while (out.size() > 1 && out[out.size() - 2] == '\n') out.pop_back();
  return out;
}

}  // namespace suture::dictionary
