// The notes that the questions of a round read, in the order in which they are shown, and what each
// question may see of them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/chart/case.h"
#include "runtime/notes/note.h"
#include "runtime/notes/passages.h"
#include "runtime/prompts/executor.h"
#include "runtime/prompts/library.h"

namespace suture::prompts {

// What one question may see: notes with their sections; no section means all.
class QuestionScope {
 public:
  QuestionScope(const Library& library, const WantedPrompt& wanted);

  struct ScopedNote {
    int32_t row = -1;  // Of Plan::notes
    std::set<std::string_view> sections;
  };
  const std::vector<ScopedNote>& notes() const { return notes_; }
  // Equal for questions that see the same.
  const std::string& key() const { return key_; }
  bool Holds(int32_t row, std::string_view section) const;
  // Some of the note at least.
  bool Reads(int32_t row) const { return Find(row) != nullptr; }

 private:
  const ScopedNote* Find(int32_t row) const;

  std::vector<ScopedNote> notes_;  // By row
  std::string key_;
};

class CaseNotes {
 public:
  // By the time written, then chart order; notes without a time come last. `rows` of Plan::notes.
  CaseNotes(const Library& library, const chart::Case& chart, const std::set<int32_t>& rows);

  const std::vector<notes::Note>& notes() const { return notes_; }
  int32_t row(int note) const { return rows_[static_cast<size_t>(note)]; }
  std::string_view written(int note) const { return written_[static_cast<size_t>(note)]; }
  // Every note of the scope has a text, without a gap.
  bool IsReadable(const QuestionScope& scope) const;
  // Type, author, time and text of the scope's notes.
  std::string Hash(const QuestionScope& scope) const;

 private:
  void Describe(const chart::Row& row);
  std::string_view TypeOf(const chart::Row& row) const;

  const Library& library_;
  std::vector<int32_t> rows_;
  std::vector<notes::Note> notes_;
  std::vector<std::string> written_;
  std::vector<bool> readable_;
};

}  // namespace suture::prompts
