#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/builtin_check.h"
#include "cli/chart_notes.h"
#include "cli/commands.h"
#include "cli/core_dumps.h"
#include "cli/exit_codes.h"
#include "fmt/format.h"
#include "runtime/plan/load.h"
#include "runtime/store/result_reader.h"
#include "runtime/values/reasons.h"

namespace suture::cli {
namespace {

// Bytes of a note shown before and after a quote, cut at words.
constexpr size_t kContextBytes = 120;

struct ExplainArguments {
  std::string results, case_id, field, plan, cases;
};

std::string Text(const nlohmann::json& object, const char* member) {
  auto it = object.find(member);
  if (it == object.end()) return "";
  return it->is_string() ? it->get<std::string>() : it->dump();
}

// What the answer is shown with: the plan that gave it and the notes of its chart, where they were
// named.
struct Background {
  std::optional<plan::Plan> plan;
  std::map<std::string, std::string> notes;
};

// The nearest blank at or before `at`, at most a word away; never inside a UTF-8 character.
size_t WordStart(std::string_view text, size_t at) {
  constexpr size_t kLongestWord = 40;
  for (size_t back = 0; back < kLongestWord && at > back; ++back) {
    const char c = text[at - back - 1];
    if (c == ' ' || c == '\n') return at - back;
  }
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const char shown = c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (shown != ' ' || (!line.empty() && line.back() != ' ')) line.push_back(shown);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

// The words around a quote: `… before [quote] after …`.
std::string InContext(const std::string& note, size_t begin, size_t end) {
  begin = std::min(begin, note.size());
  end = std::min(std::max(begin, end), note.size());
  const size_t from = begin > kContextBytes ? WordStart(note, begin - kContextBytes) : 0;
  const size_t to =
      end + kContextBytes < note.size() ? WordStart(note, end + kContextBytes) : note.size();
  const std::string_view text(note);
  return fmt::format(
      "{}{} [{}] {}{}", from > 0 ? "… " : "", OneLine(text.substr(from, begin - from)),
      OneLine(text.substr(begin, end - begin)), OneLine(text.substr(end, std::max(to, end) - end)),
      to < note.size() ? " …" : "");
}

void PrintQuote(const nlohmann::json& item, const Background& background) {
  const std::string source = Text(item, "note");
  std::string written = item.contains("time") ? " of " + Text(item, "time") : "";
  const std::string says = item.contains("quote")
                               ? fmt::format("says \"{}\"", OneLine(Text(item, "quote")))
                               : "says so, in words that this result leaves out (--redact)";
  fmt::print("  {} {}{} {}\n", Text(item, "type"), source, written, says);
  fmt::print("    characters {} to {}{}\n", Text(item, "begin"), Text(item, "end"),
             Text(item, "grade") == "exact" ? "" : ", " + Text(item, "grade") + " match");
  const auto note = background.notes.find(source);
  const auto bytes = item.find("bytes");
  if (note == background.notes.end() || bytes == item.end() || bytes->size() != 2) return;
  fmt::print("    in context: {}\n",
             InContext(note->second, (*bytes)[0].get<size_t>(), (*bytes)[1].get<size_t>()));
}

void PrintSearch(const nlohmann::json& item) {
  fmt::print("  {}", Text(item, "collection"));
  if (item.contains("window")) fmt::print(" {}", Text(item, "window"));
  fmt::print(": {} found", Text(item, "found"));
  const std::string undecided = Text(item, "undecided");
  if (!undecided.empty() && undecided != "0") {
    fmt::print(", {} of them could not be judged", undecided);
  }
  fmt::print("\n");
}

void PrintItem(const nlohmann::json& item, const Background& background) {
  const std::string kind = Text(item, "kind");
  if (kind == "entry") {
    fmt::print("  {}", Text(item, "source"));
    if (item.contains("time")) fmt::print(" of {}", Text(item, "time"));
    if (item.contains("value")) {
      fmt::print(": {} {}", Text(item, "path"), Text(item, "value"));
    } else if (item.contains("path")) {
      fmt::print(": {}", Text(item, "path"));
    }
    fmt::print("\n");
  } else if (kind == "quote") {
    PrintQuote(item, background);
  } else if (kind == "field") {
    const std::string row =
        item.contains("row") ? fmt::format(" of row {}", Text(item, "row")) : "";
    fmt::print("  field {}{}{}\n", Text(item, "field"), row,
               item.contains("value") ? " = " + Text(item, "value") : "");
  } else if (kind == "criterion") {
    fmt::print("  criterion {} was met\n", Text(item, "name"));
  } else if (kind == "search") {
    PrintSearch(item);
  } else if (kind == "notes") {
    fmt::print("  notes for {}: {} in scope, without an answer\n", Text(item, "prompt"),
               Text(item, "found"));
  } else if (kind == "cover") {
    fmt::print("  {} declares the source complete, so that what is not there did not happen\n",
               Text(item, "name"));
  } else {
    fmt::print("  {}\n", item.dump());
  }
}

void PrintItems(const nlohmann::json& field, const char* member, const char* title,
                const Background& background) {
  auto items = field.find(member);
  if (items == field.end() || items->empty()) return;
  fmt::print("{}\n", title);
  for (const nlohmann::json& item : *items) PrintItem(item, background);
}

// Where the step stands in the spec, and the author's reason.
void PrintStep(const Background& background, const std::string& field_name,
               const std::string& step_name) {
  fmt::print("Step: {}\n", step_name);
  if (!background.plan) return;
  for (const plan::Field& field : background.plan->fields) {
    if (field.name != field_name) continue;
    for (const plan::Step& step : field.steps) {
      if (step.name != step_name) continue;
      if (step.span.file >= 0) {
        fmt::print("Spec: {}:{}\n", background.plan->files[static_cast<size_t>(step.span.file)],
                   step.span.line);
      }
      if (!step.because.empty()) fmt::print("Because: {}\n", step.because);
    }
  }
}

std::string ValueText(const nlohmann::json& value) {
  if (!value.is_array()) return value.is_string() ? value.get<std::string>() : value.dump();
  std::string text;
  for (const nlohmann::json& item : value) {
    text += (text.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : item.dump());
  }
  return text;
}

std::string OutcomeText(const nlohmann::json& field) {
  const std::string outcome = Text(field, "outcome");
  const std::string code =
      field.contains("code") ? " (submitted as " + ValueText(field["code"]) + ")" : "";
  if (outcome == "answered") return ValueText(field["value"]) + code;
  if (outcome == "absent") {
    const auto reason = values::ParseAbsenceReason(Text(field, "absence"));
    return "absent" + code + ". " +
           (reason ? std::string(values::Sentence(*reason)) : Text(field, "absence"));
  }
  if (outcome == "not_applicable") {
    return "not applicable. The parent field rules the question out.";
  }
  std::string text = "review. ";
  const auto reason = values::ParseReviewReason(Text(field, "reason"));
  text += reason ? std::string(values::Sentence(*reason)) : Text(field, "reason");
  const auto cause = values::ParseUnsettledCause(Text(field, "cause"));
  if (cause && *cause != values::UnsettledCause::kNone) {
    text += " " + std::string(values::Sentence(*cause));
  }
  if (field.contains("proposal")) text += " Proposed: " + ValueText(field["proposal"]) + ".";
  return text;
}

void PrintField(const std::string& title, const std::string& name, const nlohmann::json& field,
                const Background& background) {
  fmt::print("{}: {}\n", title, OutcomeText(field));
  if (field.contains("step")) PrintStep(background, name, Text(field, "step"));
  if (field.contains("table_row")) fmt::print("Table row: {}\n", Text(field, "table_row"));
  if (field.contains("ticks")) fmt::print("Boxes ticked: {}\n", ValueText(field["ticks"]));
  PrintItems(field, "evidence", "Evidence:", background);
  PrintItems(field, "searched", "Searched on the way, without an answer:", background);
}

// A field of the case, or of each row of the group that it belongs to. False: there is none.
bool PrintFieldOfLine(const nlohmann::json& line, const std::string& name,
                      const Background& background) {
  const std::string of_case = Text(line, "case");
  if (auto fields = line.find("fields"); fields != line.end() && fields->contains(name)) {
    PrintField(name + " of " + of_case, name, (*fields)[name], background);
    return true;
  }
  bool found = false;
  auto groups = line.find("groups");
  if (groups == line.end()) return false;
  for (const auto& [group, rows] : groups->items()) {
    for (const nlohmann::json& row : rows) {
      if (!row.contains("fields") || !row["fields"].contains(name)) continue;
      if (found) fmt::print("\n");
      PrintField(fmt::format("{} of {}, {} row {}", name, of_case, group, Text(row, "row")), name,
                 row["fields"][name], background);
      found = true;
    }
  }
  return found;
}

absl::Status Load(const ExplainArguments& arguments, const nlohmann::json& line,
                  Background& background) {
  if (arguments.plan.empty() && arguments.cases.empty()) return absl::OkStatus();
  if (arguments.plan.empty()) {
    return absl::InvalidArgumentError(
        "Quotes are shown in context with the plan that read the notes: add --plan.");
  }
  absl::StatusOr<plan::Plan> plan = plan::LoadFile(arguments.plan, CheckBuiltin);
  if (!plan.ok()) return plan.status();
  if (plan->hash != Text(line, "plan")) {
    return absl::FailedPreconditionError(
        "This result came from another plan; name the one that gave it.");
  }
  background.plan = *std::move(plan);
  if (arguments.cases.empty()) return absl::OkStatus();
  auto notes = NotesOfChart(*background.plan, arguments.cases, line["line"].get<int64_t>());
  if (!notes.ok()) return notes.status();
  background.notes = *std::move(notes);
  return absl::OkStatus();
}

int Explain(const ExplainArguments& arguments) {
  ForbidCoreDumps();
  absl::StatusOr<store::ResultReader> reader = store::ResultReader::Open(arguments.results);
  if (!reader.ok()) return Complain(reader.status());
  absl::StatusOr<std::optional<nlohmann::json>> result = reader->Find(arguments.case_id);
  if (!result.ok()) return Complain(result.status());
  if (!result->has_value()) {
    return Complain(absl::NotFoundError("The results hold no case " + arguments.case_id + "."));
  }
  const nlohmann::json& line = **result;
  if (Text(line, "status") != "ok") {
    return Complain(absl::NotFoundError(fmt::format("The case {} has no fields: its status is {}.",
                                                    arguments.case_id, Text(line, "status"))));
  }
  Background background;
  if (absl::Status status = Load(arguments, line, background); !status.ok()) {
    return Complain(status);
  }
  if (!PrintFieldOfLine(line, arguments.field, background)) {
    return Complain(absl::NotFoundError(
        fmt::format("The result of {} has no field {}. Fields are named as in the spec.",
                    arguments.case_id, arguments.field)));
  }
  return kAllWell;
}

}  // namespace

void AddExplain(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand("explain", "Say why a field has its answer.");
  command
      ->add_option("RESULTS", arguments->results,
                   "Result lines that `suture run` wrote; -: standard input")
      ->required();
  command->add_option("--case", arguments->case_id, "The case")->required();
  command->add_option("--field", arguments->field, "The field")->required();
  command->add_option("--plan", arguments->plan,
                      "The plan that gave the results: shows the line of the spec and its reason");
  command->add_option("--cases", arguments->cases,
                      "The charts that were run: shows quotes in context (with --plan)");
  command->footer(
      "Example: suture explain results.ndjson --case sts-01 --field Diabetes --plan sts.plan.json "
      "--cases charts.ndjson");
  command->callback([arguments, &action] { action = [arguments] { return Explain(*arguments); }; });
}

}  // namespace suture::cli
