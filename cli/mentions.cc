#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/core_dumps.h"
#include "cli/exit_codes.h"
#include "cli/lexicon.h"
#include "cli/read_file.h"
#include "fmt/format.h"
#include "runtime/notes/mentions_report.h"

namespace suture::cli {
namespace {

struct MentionsArguments {
  std::string phrases, text, stdlib_folder;
};

int Mentions(const MentionsArguments& arguments) {
  ForbidCoreDumps();
  absl::StatusOr<notes::Lexicon> lexicon = LoadLexicon(arguments.stdlib_folder);
  if (!lexicon.ok()) return Complain(lexicon.status());
  absl::StatusOr<std::string> phrases = ReadFile(arguments.phrases);
  if (!phrases.ok()) return Complain(phrases.status());
  absl::StatusOr<std::string> text = ReadFile(arguments.text);
  if (!text.ok()) return Complain(text.status());
  const auto write = [](std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stdout);
  };
  const auto warn = [](std::string_view sentence) {
    fmt::print(stderr, "suture: {} It was left out.\n", sentence);
  };
  const absl::Status written = notes::WriteMentionsReport(*phrases, *text, *lexicon, write, warn);
  if (!written.ok()) return Complain(written);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return Complain(absl::UnavailableError(
        "The mentions could not be written: the disk is full, or the reader has gone."));
  }
  return kAllWell;
}

}  // namespace

void AddMentions(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<MentionsArguments>();
  CLI::App* command = app.add_subcommand(
      "mentions", "Find phrases in text, with negation, history and family told apart.");
  command->add_option("--phrases", arguments->phrases, "One phrase a line")->required();
  command
      ->add_option("--text", arguments->text,
                   "The text, each line on its own; - reads standard input")
      ->required();
  command->add_option("--stdlib", arguments->stdlib_folder,
                      "A folder to use instead of the built-in standard library");
  command->footer("Example: suture mentions --phrases findings.txt --text sentences.txt");
  command->callback(
      [arguments, &action] { action = [arguments] { return Mentions(*arguments); }; });
}

}  // namespace suture::cli
