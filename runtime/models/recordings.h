// Answers recorded before: the embedded default of the demo and the tests, and the way to repeat a
// run without a server.
//
// A file holds one JSON object a line:
//   {"v":1,"ask":"Diabetes.history","hash":"…","notes":"…","sample":1,"answer":{…}}
// `ask` is for people; an answer is found by `hash` (the meaning of the ask), `notes` (the notes in
// scope), and `sample`. `attempt` (default 1) is the first attempt that the answer is given to: one
// recorded for attempt 2 replaces it when the question is asked again. `"answer":null` marks a line
// that waits to be filled in and counts as not recorded. Empty lines are skipped.
//
// A line may also hold what a person needs to answer it, which nobody else reads: `case` and `row`
// (whose question), `question`, `schema` (the form of the answer) and `passages` (the notes as
// shown). Lines that hold passages hold patient data.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "runtime/models/message.h"

namespace suture::models {

struct Recording {
  std::string label;
  std::string semantic_hash;
  std::string notes_hash;
  int sample = 1;
  int attempt = 1;
  std::string answer;  // JSON text of the question's part of the answer; empty: null.
  // For the person who fills the answer in; left out where empty, and not kept when read.
  std::string case_id;
  std::string row;
  std::string question;
  std::string schema;  // JSON text.
  std::string passages;
};

class Recordings {
 public:
  // Adds the lines of `text`; errors name `label` and the line. Two lines for the same question
  // must give the same answer.
  absl::Status Parse(std::string_view text, std::string_view label);
  absl::Status Load(const std::string& path);

  // JSON text of the answer, or null if none was recorded for the question.
  const std::string* Find(const AskedQuestion& question) const;

  size_t size() const { return answers_.size(); }

 private:
  // hash, notes, sample, attempt
  using Key = std::tuple<std::string, std::string, int, int>;
  struct Entry {
    std::string answer;
    std::string place;
  };
  std::map<Key, Entry> answers_;
};

// One line, without a line break.
std::string FormatRecording(const Recording& recording);

// The answer object to whatever was asked together: each question's recorded answer under its
// json_key, in the order asked. Questions without one are left out and their indices appended to
// *unrecorded.
std::string ComposeAnswer(const Recordings& recordings, const std::vector<AskedQuestion>& asked,
                          std::vector<int>* unrecorded);

}  // namespace suture::models
