#include "runtime/models/recordings.h"

#include <fstream>
#include <iterator>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/models/json_text.h"

namespace suture::models {
namespace {

using Json = nlohmann::ordered_json;

bool IsCount(const Json& value) {
  return value.is_number_integer() && value.get<int64_t>() >= 1 &&
         value.get<int64_t>() <= 1'000'000;
}

bool IsTextKey(std::string_view key) {
  return key == "ask" || key == "hash" || key == "notes" || key == "case" || key == "row" ||
         key == "question" || key == "passages";
}

// Reads one line; a sentence that says what is wrong with it, or empty.
std::string ReadLine(std::string_view line, Recording* recording) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return "The line is not one JSON object.";
  if (!json.contains("v") || json["v"] != 1) {
    return "The line's version (\"v\") is missing or not 1, the only one this program reads.";
  }
  for (const char* key : {"hash", "notes", "answer"}) {
    if (!json.contains(key)) return fmt::format("The key \"{}\" is missing.", key);
  }
  for (const auto& [key, value] : json.items()) {
    if (key == "v") continue;
    if (IsTextKey(key)) {
      if (!value.is_string()) return fmt::format("The key \"{}\" must be a text.", key);
    } else if (key == "schema") {
      if (!value.is_object()) return "The key \"schema\" must be an object.";
    } else if (key == "sample" || key == "attempt") {
      if (!IsCount(value)) return fmt::format("The key \"{}\" must be a number from 1.", key);
    } else if (key == "answer") {
      if (!value.is_structured() && !value.is_null()) {
        return "The key \"answer\" must be an object or a list as the answer schema wants it, or "
               "null.";
      }
    } else {
      return fmt::format(
          "Unknown key \"{}\". Known keys: v, case, row, ask, hash, notes, sample, attempt, "
          "question, schema, passages, answer.",
          key);
    }
  }
  recording->label = json.value("ask", "");
  recording->semantic_hash = json["hash"].get<std::string>();
  recording->notes_hash = json["notes"].get<std::string>();
  recording->sample = json.value("sample", 1);
  recording->attempt = json.value("attempt", 1);
  recording->answer = json["answer"].is_null() ? "" : json["answer"].dump();
  return {};
}

}  // namespace

absl::Status Recordings::Parse(std::string_view text, std::string_view label) {
  int number = 0;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Recording recording;
    const std::string place = fmt::format("{}:{}", label, number);
    const std::string mistake = ReadLine(line, &recording);
    if (!mistake.empty()) return absl::InvalidArgumentError(fmt::format("{}: {}", place, mistake));
    if (recording.answer.empty()) continue;
    Key key(recording.semantic_hash, recording.notes_hash, recording.sample, recording.attempt);
    const auto [found, added] = answers_.try_emplace(key, Entry{recording.answer, place});
    if (!added && found->second.answer != recording.answer) {
      return absl::InvalidArgumentError(
          fmt::format("{}: The same question has another answer at {}. Keep one of the two lines.",
                      place, found->second.place));
    }
  }
  return absl::OkStatus();
}

absl::Status Recordings::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return absl::NotFoundError(fmt::format(
        "The recorded answers in {} cannot be read. Check \"recordings\" in suture.yaml.", path));
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) {
    return absl::UnavailableError(fmt::format("Reading the recorded answers in {} failed.", path));
  }
  return Parse(text, path);
}

const std::string* Recordings::Find(const AskedQuestion& question) const {
  // The entry with the highest attempt that is not above the one asked for.
  const auto above = answers_.upper_bound(
      Key(question.semantic_hash, question.notes_hash, question.sample, question.attempt));
  if (above == answers_.begin()) return nullptr;
  const auto& [key, entry] = *std::prev(above);
  const bool same = std::get<0>(key) == question.semantic_hash &&
                    std::get<1>(key) == question.notes_hash && std::get<2>(key) == question.sample;
  return same ? &entry.answer : nullptr;
}

std::string FormatRecording(const Recording& recording) {
  std::string line = "{\"v\":1";
  const auto add_text = [&line](std::string_view key, const std::string& text) {
    if (text.empty()) return;
    line += fmt::format(",\"{}\":", key);
    AppendQuoted(text, &line);
  };
  add_text("case", recording.case_id);
  add_text("row", recording.row);
  line += ",\"ask\":";
  AppendQuoted(recording.label, &line);
  line += ",\"hash\":";
  AppendQuoted(recording.semantic_hash, &line);
  line += ",\"notes\":";
  AppendQuoted(recording.notes_hash, &line);
  line += fmt::format(",\"sample\":{}", recording.sample);
  if (recording.attempt != 1) line += fmt::format(",\"attempt\":{}", recording.attempt);
  add_text("question", recording.question);
  if (!recording.schema.empty()) line += ",\"schema\":" + recording.schema;
  add_text("passages", recording.passages);
  line += ",\"answer\":";
  line += recording.answer.empty() ? "null" : recording.answer;
  line += '}';
  return line;
}

std::string ComposeAnswer(const Recordings& recordings, const std::vector<AskedQuestion>& asked,
                          std::vector<int>* unrecorded) {
  std::string text = "{";
  for (size_t i = 0; i < asked.size(); ++i) {
    const std::string* answer = recordings.Find(asked[i]);
    if (answer == nullptr) {
      unrecorded->push_back(static_cast<int>(i));
      continue;
    }
    if (text.size() > 1) text += ',';
    AppendQuoted(asked[i].json_key, &text);
    text += ':';
    text += *answer;
  }
  text += '}';
  return text;
}

}  // namespace suture::models
