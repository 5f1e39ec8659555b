// What all calls of a plan have in common, made ready once: cues as one phrase set, the registry's
// own instructions, sections by their names in notes, where the notes keep their text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "runtime/notes/lexicon.h"
#include "runtime/notes/phrase_set.h"
#include "runtime/plan/plan.h"
#include "runtime/prompts/answer_schemas.h"

namespace suture::prompts {

// Attributes of the note kind; -1: it has none of that sort.
struct NoteColumns {
  int body = -1, type = -1, title = -1, role = -1;
};

class Library {
 public:
  // Both must outlive the library. Errors: kInvalidArgument, naming the prompt whose cue cannot be
  // read.
  static absl::StatusOr<Library> Compile(const plan::Plan& plan, const notes::Lexicon& lexicon);

  const plan::Plan& plan() const { return *plan_; }
  const notes::Lexicon& lexicon() const { return *lexicon_; }
  const notes::PhraseSet& cues() const { return cues_; }
  const std::vector<int>& cues_of(plan::PromptId id) const { return prompts_[id.index].cues; }
  // Leading parts of Prompt::instructions that every prompt of the plan shares.
  size_t shared_instructions() const { return shared_instructions_; }
  // Instructions for all calls, the registry's own behind ours.
  const std::string& head() const { return head_; }
  const AnswerSchemas& answer_schemas() const { return answer_schemas_; }
  const NoteColumns& columns() const { return columns_; }
  // Canonical sections of the lexicon that a `read` line asks for; empty: any.
  const std::vector<std::string_view>& sections(plan::PromptId id, int32_t read) const {
    return prompts_[id.index].sections[static_cast<size_t>(read)];
  }

 private:
  struct PromptParts {
    std::vector<int> cues;                                // Indices into cues_
    std::vector<std::vector<std::string_view>> sections;  // By read
  };

  Library() = default;
  absl::Status CompileCues();
  void FindColumns();
  void FindSections();
  void WriteHead();

  const plan::Plan* plan_ = nullptr;
  const notes::Lexicon* lexicon_ = nullptr;
  notes::PhraseSet cues_;
  std::vector<PromptParts> prompts_;
  size_t shared_instructions_ = 0;
  std::string head_;
  AnswerSchemas answer_schemas_;
  NoteColumns columns_;
};

}  // namespace suture::prompts
