#include "runtime/config/mapping_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace suture::config {
namespace {

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return absl::ascii_iscntrl(c); });
}

template <typename T>
bool ReadWhole(std::string_view text, T* value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *value);
  return !text.empty() && error == std::errc() && stop == end;
}

bool ReadDigits(std::string_view text, int64_t* value) {
  return !text.starts_with("-") && ReadWhole(text, value);
}

// Digits, at most six of them after the point, as millionths.
bool ReadMillionths(std::string_view text, int64_t* millionths) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "" : text.substr(point + 1);
  constexpr int64_t kMostWhole = 1'000'000'000;
  int64_t units = 0, fraction = 0;
  if (!ReadDigits(whole, &units) || units > kMostWhole || part.size() > 6) return false;
  if (point != std::string_view::npos) {
    if (!ReadDigits(part, &fraction)) return false;
    for (size_t i = part.size(); i < 6; ++i) fraction *= 10;
  }
  *millionths = units * 1'000'000 + fraction;
  return true;
}

// 0 for what is no unit; white space may stand before it.
int64_t MillisecondsIn(std::string unit) {
  absl::StripAsciiWhitespace(&unit);
  if (unit == "ms") return 1;
  if (unit == "s") return 1'000;
  return unit == "min" ? 60'000 : 0;
}

// Whether an unknown key looks like the place for a credential.
bool MeansKey(std::string_view key) {
  const std::string lower = absl::AsciiStrToLower(std::string(key));
  for (std::string_view part :
       {"api_key", "apikey", "secret", "password", "bearer", "authorization"}) {
    if (lower.find(part) != std::string::npos) return true;
  }
  return lower == "key" || lower == "token";
}

// Edits (insert, delete, replace, swap of neighbours) between two keys; both are short.
int EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<int>> cost(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = static_cast<int>(i);
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const int replace = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

void Mistakes::Add(const YAML::Mark& mark, std::string_view sentence) {
  if (++count_ > kMostMistakes) return;
  lines_.push_back(fmt::format("{}:{}:{}: {}", label_, mark.line + 1, mark.column + 1, sentence));
}

absl::Status Mistakes::ToStatus() const {
  if (count_ == 0) return absl::OkStatus();
  std::string text = fmt::format("{}", fmt::join(lines_, "\n"));
  if (count_ > kMostMistakes) {
    text += fmt::format("\n{}: {} more mistakes are not shown.", label_, count_ - kMostMistakes);
  }
  return absl::InvalidArgumentError(text);
}

std::string_view NearestKey(std::string_view word, absl::Span<const std::string_view> known) {
  constexpr size_t kLongestWord = 64;
  if (word.size() > kLongestWord) return {};
  std::string_view nearest;
  int least = static_cast<int>(word.size()) / 2 + 1;
  for (std::string_view key : known) {
    const int distance = EditDistance(absl::AsciiStrToLower(std::string(word)), key);
    if (distance < least) {
      least = distance;
      nearest = key;
    }
  }
  return nearest;
}

MappingReader::MappingReader(const YAML::Node& node, std::string what,
                             absl::Span<const std::string_view> known, Mistakes* mistakes)
    : what_(std::move(what)), mistakes_(mistakes), mark_(node.Mark()), usable_(node.IsMap()) {
  if (!usable_) {
    mistakes->Add(mark_, fmt::format("Expected \"key: value\" lines for {}.", what_));
    return;
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      mistakes->Add(entry.first.Mark(), fmt::format("A key in {} must be a plain word.", what_));
      continue;
    }
    const std::string& key = entry.first.Scalar();
    if (Has(key)) {
      mistakes->Add(entry.first.Mark(),
                    fmt::format("The key \"{}\" stands twice in {}. Keep one.", key, what_));
      continue;
    }
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      if (MeansKey(key)) {
        mistakes->Add(
            entry.first.Mark(),
            fmt::format("Unknown key \"{}\" in {}. Keys and passwords do not belong in this "
                        "file: put yours into an environment variable and name that in "
                        "key_env.",
                        key, what_));
        continue;
      }
      const std::string_view nearest = NearestKey(key, known);
      mistakes->Add(entry.first.Mark(),
                    nearest.empty() ? fmt::format("Unknown key \"{}\" in {}. Known keys: {}.", key,
                                                  what_, fmt::join(known, ", "))
                                    : fmt::format("Unknown key \"{}\" in {}. Did you mean \"{}\"?",
                                                  key, what_, nearest));
      continue;
    }
    entries_.emplace_back(key, entry.second);
  }
}

YAML::Node MappingReader::Find(std::string_view key) const {
  for (const auto& [name, node] : entries_) {
    if (name == key) return node;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

void MappingReader::Complain(std::string_view key, std::string_view sentence) {
  const YAML::Node node = Find(key);
  mistakes_->Add(node.IsDefined() ? node.Mark() : mark_, sentence);
}

std::optional<std::string> MappingReader::Scalar(std::string_view key) {
  const YAML::Node node = Find(key);
  if (!node.IsDefined()) return std::nullopt;
  if (!node.IsScalar()) {
    Complain(key, fmt::format("The key \"{}\" in {} needs one value.", key, what_));
    return std::nullopt;
  }
  if (HasControlCharacter(node.Scalar())) {
    Complain(key,
             fmt::format("The value of \"{}\" in {} may hold no control characters.", key, what_));
    return std::nullopt;
  }
  return node.Scalar();
}

void MappingReader::Text(std::string_view key, std::string* target) {
  if (std::optional<std::string> text = Scalar(key)) *target = std::move(*text);
}

void MappingReader::RequiredText(std::string_view key, std::string* target) {
  if (!usable_) return;
  if (!Has(key)) {
    mistakes_->Add(mark_, fmt::format("The key \"{}\" is missing in {}.", key, what_));
    return;
  }
  Text(key, target);
  if (Find(key).IsScalar() && target->empty()) {
    Complain(key, fmt::format("The key \"{}\" in {} is empty.", key, what_));
  }
}

void MappingReader::Flag(std::string_view key, bool* target) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return;
  if (*text != "true" && *text != "false") {
    Complain(key, fmt::format("The key \"{}\" in {} must be true or false.", key, what_));
    return;
  }
  *target = *text == "true";
}

void MappingReader::Integer(std::string_view key, int64_t least, int64_t most, int64_t* target) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return;
  int64_t value = 0;
  if (!ReadWhole(*text, &value) || value < least || value > most) {
    Complain(key, fmt::format("The key \"{}\" in {} must be a whole number from {} to {}.", key,
                              what_, least, most));
    return;
  }
  *target = value;
}

void MappingReader::Integer(std::string_view key, int64_t least, int64_t most, int* target) {
  int64_t value = *target;
  Integer(key, least, most, &value);
  *target = static_cast<int>(value);
}

void MappingReader::Number(std::string_view key, double least, double most,
                           std::optional<double>* target) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return;
  double value = 0;
  if (!ReadWhole(*text, &value) || !std::isfinite(value) || value < least || value > most) {
    Complain(key, fmt::format("The key \"{}\" in {} must be a number from {} to {}.", key, what_,
                              least, most));
    return;
  }
  *target = value;
}

void MappingReader::Duration(std::string_view key, int64_t* target) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return;
  constexpr int64_t kMostMilliseconds = 24LL * 3600 * 1000;
  int64_t value = 0;
  const size_t unit_at = text->find_first_not_of("0123456789");
  const int64_t factor = unit_at == std::string::npos ? 0 : MillisecondsIn(text->substr(unit_at));
  if (factor == 0 || !ReadDigits(text->substr(0, unit_at), &value) || value < 1 ||
      value > kMostMilliseconds / factor) {
    Complain(key,
             fmt::format("The key \"{}\" in {} must be a time such as 500ms, 30s or 5min, at most "
                         "24 hours.",
                         key, what_));
    return;
  }
  *target = value * factor;
}

void MappingReader::Millionths(std::string_view key, int64_t most, int64_t* target) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return;
  int64_t value = 0;
  if (!ReadMillionths(*text, &value) || value > most * 1'000'000) {
    Complain(key,
             fmt::format("The key \"{}\" in {} must be an amount such as 2.50, at most {}, with at "
                         "most six digits after the point.",
                         key, what_, most));
    return;
  }
  *target = value;
}

void MappingReader::Texts(std::string_view key, std::vector<std::string>* target) {
  const YAML::Node node = Find(key);
  if (!node.IsDefined()) return;
  std::vector<std::string> texts;
  if (node.IsScalar()) {
    texts.push_back(node.Scalar());
  } else if (node.IsSequence()) {
    for (const YAML::Node& item : node) texts.push_back(item.IsScalar() ? item.Scalar() : "");
  }
  const bool bad = std::any_of(texts.begin(), texts.end(), [](const std::string& text) {
    return text.empty() || HasControlCharacter(text);
  });
  if (texts.empty() || bad) {
    Complain(key,
             fmt::format("The key \"{}\" in {} needs one text or a list of texts.", key, what_));
    return;
  }
  *target = std::move(texts);
}

int MappingReader::ChoiceIndex(std::string_view key, absl::Span<const std::string_view> names) {
  const std::optional<std::string> text = Scalar(key);
  if (!text) return -1;
  const auto found = std::find(names.begin(), names.end(), *text);
  if (found != names.end()) return static_cast<int>(found - names.begin());
  Complain(key, fmt::format("The key \"{}\" in {} must be one of: {}.", key, what_,
                            fmt::join(names, ", ")));
  return -1;
}

}  // namespace suture::config
