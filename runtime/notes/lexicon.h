// What the text rules know about clinical English, read from plain tables (stdlib/lexicons) that a
// clinician can review: which words negate, doubt, date or transfer a finding, how far they reach,
// and what section headings say. The approach is ConText (Harkema, Dowling, Thornblade, Chapman
// 2009, after NegEx, Chapman 2001): triggers with a direction and a scope. The entries were
// authored here.
//
// All tables are tab separated, UTF-8; `#` starts a comment line; alternatives in a cell stand
// between " | "; words in angle brackets name a class: "<kin>", "<number>".
//   classes   name, members
//   triggers  phrases, categories (comma separated), direction, scope ("-" or a number of tokens)
//   headings  variants, canonical section name, default ("-", historical, hypothetical, family)
//   types     variants, canonical note type
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/notes/token_trie.h"

namespace suture::notes {

enum class Category : uint8_t {
  kNegated,
  kUncertain,
  kHistorical,    // Before the present episode of care.
  kHypothetical,  // May come to pass: instructions, risks, conditions.
  kFamily,        // Someone of the patient's family has it.
  kOther,         // Someone else has it.
  kAffirmed,  // "cough present": undoes a negation that reached too far; no attribute of its own.
  kDated,     // Historical by a date ("in 1998"); reported as historical, but ended by less than
              // "history of".
  kGiven,     // "Cause of the syncope not found": a denial or doubt behind it is of something else;
              // no attribute of its own.
};
inline constexpr size_t kCategories = 9;
inline constexpr size_t kAttributes = 6;  // The categories that a mention reports.
std::string_view CategoryName(Category category);

using CategorySet = uint16_t;
constexpr CategorySet SetOf(Category category) {
  return static_cast<CategorySet>(1u << static_cast<int>(category));
}
inline constexpr CategorySet kAllCategories = static_cast<CategorySet>((1u << kCategories) - 1);

enum class Direction : uint8_t {
  kForward,    // Reaches what follows.
  kBackward,   // Reaches what stands before.
  kTerminate,  // Ends the reach of triggers of its categories, in both directions.
  kPseudo,     // Looks like a trigger and is none ("gram negative").
  kPlanned,  // "Obtain a CT if fever recurs": reaches back to the verb that plans (class planverb).
  kEither,   // "X is likely.", "this is likely X": backward where its clause ends, else forward.
};

struct Trigger {
  CategorySet categories = 0;
  Direction direction = Direction::kForward;
  uint16_t scope = 0;  // Tokens; 0: to the end of the sentence.
};

// Where a trigger is written, for reports; apart from what the rules read for every word.
struct TriggerSource {
  std::string phrase;  // As written in the table, its own alternative only.
  uint32_t line = 0;
};

struct Heading {
  std::string section;  // Canonical name: "past_medical_history".
  CategorySet default_attributes = 0;
};

// Contents, not paths: this room opens no files.
struct LexiconTables {
  std::string_view classes;
  std::string_view triggers;
  std::string_view headings;
  std::string_view note_types;
};

class Lexicon {
 public:
  // An error names the table, the line, and what to write instead.
  static absl::StatusOr<Lexicon> Parse(const LexiconTables& tables);

  const std::vector<Trigger>& triggers() const { return triggers_; }
  const std::vector<TriggerSource>& trigger_sources() const { return trigger_sources_; }
  const std::vector<Heading>& headings() const { return headings_; }
  // The canonical note type of a title such as "H&P" or "Operative Report", if known.
  std::optional<std::string_view> NoteType(std::string_view title) const;

  const WordTable& words() const { return words_; }
  const TokenTrie& trigger_trie() const {
    return trigger_trie_;
  }  // Payload: index into triggers().
  const TokenTrie& heading_trie() const {
    return heading_trie_;
  }  // Payload: index into headings().
  // The id of a class, 0 if the tables have none of that name.
  WordTable::Id class_id(std::string_view name) const;

  // Classes that the rules themselves ask for.
  WordTable::Id clause_class = 0;  // Verbs and subjects that begin a clause of their own.
  WordTable::Id yes_class = 0;     // Answers of templates.
  WordTable::Id no_class = 0;
  WordTable::Id unknown_class = 0;
  WordTable::Id and_class = 0;
  WordTable::Id finite_class = 0;  // Verbs that make a clause of their subject: "is", "showed".
  WordTable::Id plan_class = 0;    // Verbs of plans: "obtain", "repeat".
  WordTable::Id gone_class = 0;    // "Fever and pain are denied."
  WordTable::Id circumstance_class =
      0;                         // "On exertion", which says no more of a patient than the finding.
  WordTable::Id hold_class = 0;  // Verbs of orders that a threshold limits: "hold", "suspend".
  WordTable::Id link_class = 0;  // What may follow the end of a clause: "given", "in", "but".
  WordTable::Id seen_class = 0;  // What is said of a list of findings: "noted", "present".
  WordTable::Id should_class = 0;   // What makes a condition of the verb behind it: "should".
  WordTable::Id arise_class = 0;    // Such verbs: "develop", "occur".
  WordTable::Id patient_class = 0;  // "Patient", which turns from the family to the patient
  WordTable::Id tells_class = 0;    // before one of these: "has", "was", "also".

 private:
  friend class LexiconReader;
  struct NamedClass {
    std::string name;
    WordTable::Id id;
  };

  std::vector<Trigger> triggers_;
  std::vector<TriggerSource> trigger_sources_;  // Of the trigger at the same index.
  std::vector<Heading> headings_;
  std::vector<std::string> note_types_;
  std::vector<NamedClass> classes_;
  WordTable words_;
  TokenTrie trigger_trie_;
  TokenTrie heading_trie_;
  TokenTrie note_type_trie_;
};

}  // namespace suture::notes
