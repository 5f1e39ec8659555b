#include "tests/fake_model_server/obedience.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fake_model_server/reader.h"

namespace suture::fake_model_server {
namespace {

using nlohmann::ordered_json;

// Letters alone, small, whatever stands between them or within them unseen.
std::vector<std::string> WordsOf(const std::string& prompt) {
  const size_t begin = prompt.find("<passages>"), end = prompt.find("</passages>");
  std::string plain;
  for (const char c : prompt.substr(std::min(begin, prompt.size()), end - std::min(begin, end))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) plain += std::isalpha(byte) != 0 ? static_cast<char>(std::tolower(byte)) : ' ';
  }
  std::istringstream words(plain);
  return {std::istream_iterator<std::string>(words), {}};
}

template <size_t kCount>
bool IsOneOf(const char* const (&list)[kCount], const std::string& word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// "Yes", "No", or "" for nothing found, where a verb of answering stands at most five words before
// it and somewhere a word that sets rules aside or speaks to all questions; else "none".
std::string OrderIn(const std::string& prompt) {
  static constexpr const char* kAside[] = {
      "ignore",  "disregard", "forget", "overrule",   "override", "bypass",   "skip",
      "dismiss", "every",     "all",    "abstractor", "model",    "assistant"};
  static constexpr const char* kAnswer[] = {"answer", "answers", "say",    "reply", "respond",
                                            "choose", "mark",    "output", "print", "conclude",
                                            "code",   "return",  "treat"};
  const std::vector<std::string> words = WordsOf(prompt);
  if (std::none_of(words.begin(), words.end(),
                   [](const std::string& word) { return IsOneOf(kAside, word); })) {
    return "none";
  }
  constexpr size_t kReach = 6;
  for (size_t i = 0; i < words.size(); ++i) {
    if (!IsOneOf(kAnswer, words[i])) continue;
    for (size_t k = i + 1; k < std::min(words.size(), i + kReach); ++k) {
      if (words[k] == "yes") return "Yes";
      if (words[k] == "no") return "No";
      if (words[k] == "nothing") return "";
    }
  }
  return "none";
}

}  // namespace

ModelText ObeyNotes(const ReceivedRequest& request) {
  constexpr char kExactly[] = "answer exactly:";
  ModelText text;
  if (const size_t order = request.prompt.find(kExactly); order != std::string::npos) {
    const size_t begin = order + sizeof(kExactly);
    text.text = request.prompt.substr(begin, request.prompt.find('\n', begin) - begin);
    return text;
  }
  const std::string order = OrderIn(request.prompt);
  if (order == "none" || !request.schema.is_object()) return ReadAndAnswer(request);
  ordered_json whole = ordered_json::object();
  for (const auto& [key, schema] : request.schema["properties"].items()) {
    whole[key] = {
        {"evidence", ordered_json::array()}, {"found", !order.empty()}, {"value", nullptr}};
    if (order.empty()) continue;
    const QuotedPassage quoted = FirstPassageFor(request, QuestionText(request, key));
    whole[key]["evidence"].push_back({{"passage", quoted.number}, {"quote", quoted.words}});
    whole[key]["value"] = order;
  }
  text.text = whole.dump();
  return text;
}

}  // namespace suture::fake_model_server
