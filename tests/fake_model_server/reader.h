// A model that reads: what it answers depends on what it was shown and asked, and on nothing else,
// so that two runs over the same charts must give the same results.
#pragma once

#include "tests/fake_model_server/protocol.h"

namespace suture::fake_model_server {

// For every question of the schema an answer that fits it, with words of the first passage as
// evidence; extracts get no rows. Where no passage is shown, nothing is found.
ModelText ReadAndAnswer(const ReceivedRequest& request);

// The text between the question's marks; empty if there is none.
std::string QuestionText(const ReceivedRequest& request, const std::string& key);

// Whether the passage is one of those that the question names; of none, all count.
bool CountsFor(const std::string& question, int passage);

// Words from the first passage that counts for a question; 0: there is none.
struct QuotedPassage {
  int number = 0;
  std::string words;
};
QuotedPassage FirstPassageFor(const ReceivedRequest& request, const std::string& question);

// The text of the first passage.
std::string FirstPassage(const ReceivedRequest& request);

// Of any bytes; the same on every machine.
uint64_t StableHash(const std::string& text);

}  // namespace suture::fake_model_server
