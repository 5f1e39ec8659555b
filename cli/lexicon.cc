#include "cli/lexicon.h"

#include <algorithm>

#include "cli/read_file.h"
#include "runtime/base/sha256.h"
#include "runtime/base/status_macros.h"
#include "stdlib/embedded.h"

namespace suture::cli {
namespace {

absl::StatusOr<std::string> Table(const std::string& folder, const std::string& name) {
  std::string path = "lexicons/" + name;
  if (!folder.empty()) return ReadFile(folder + "/" + path);
  return std::string(stdlib::Find(path));
}

// A row of the table of headings: the variants, the section's name, and what it says of all that it
// holds.
std::string RowOf(const plan::Heading& heading) {
  std::string row;
  for (const std::string& variant : heading.variants) {
    row += row.empty() ? "" : " | ";
    for (const char c : variant) row += c == '\t' || c == '\n' || c == '|' ? ' ' : c;
  }
  std::string name = heading.name;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; }, '_');
  return row + "\t" + name + "\t-\n";
}

}  // namespace

absl::StatusOr<notes::Lexicon> LoadLexicon(const std::string& stdlib_folder,
                                           absl::Span<const plan::Heading> headings_of_spec) {
  SUTURE_ASSIGN_OR_RETURN(std::string classes, Table(stdlib_folder, "word_classes.tsv"));
  SUTURE_ASSIGN_OR_RETURN(std::string triggers, Table(stdlib_folder, "context_triggers.tsv"));
  SUTURE_ASSIGN_OR_RETURN(std::string headings, Table(stdlib_folder, "section_headings.tsv"));
  std::string own;
  for (const plan::Heading& heading : headings_of_spec) own += RowOf(heading);
  headings.insert(0, own);
  SUTURE_ASSIGN_OR_RETURN(std::string note_types, Table(stdlib_folder, "note_types.tsv"));
  return notes::Lexicon::Parse(
      {.classes = classes, .triggers = triggers, .headings = headings, .note_types = note_types});
}

absl::StatusOr<std::string> LexiconDigest(const std::string& stdlib_folder) {
  base::Sha256 digest;
  for (const char* name :
       {"word_classes.tsv", "context_triggers.tsv", "section_headings.tsv", "note_types.tsv"}) {
    SUTURE_ASSIGN_OR_RETURN(const std::string table, Table(stdlib_folder, name));
    digest.AddPiece(table);
  }
  return digest.Hex();
}

}  // namespace suture::cli
