#include "cli/lexicon.h"

#include "cli/read_file.h"
#include "runtime/base/status_macros.h"
#include "stdlib/embedded.h"

namespace suture::cli {
namespace {

absl::StatusOr<std::string> Table(const std::string& folder, const std::string& name) {
  std::string path = "lexicons/" + name;
  if (!folder.empty()) return ReadFile(folder + "/" + path);
  return std::string(stdlib::Find(path));
}

}  // namespace

absl::StatusOr<notes::Lexicon> LoadLexicon(const std::string& stdlib_folder) {
  SUTURE_ASSIGN_OR_RETURN(std::string classes, Table(stdlib_folder, "word_classes.tsv"));
  SUTURE_ASSIGN_OR_RETURN(std::string triggers, Table(stdlib_folder, "context_triggers.tsv"));
  SUTURE_ASSIGN_OR_RETURN(std::string headings, Table(stdlib_folder, "section_headings.tsv"));
  SUTURE_ASSIGN_OR_RETURN(std::string note_types, Table(stdlib_folder, "note_types.tsv"));
  return notes::Lexicon::Parse({.classes = classes, .triggers = triggers, .headings = headings, .note_types = note_types});
}

}  // namespace suture::cli
