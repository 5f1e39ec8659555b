// Reads one YAML mapping key by key. Every mistake becomes a sentence with line and column; reading
// goes on, so that one run shows them all. Private to runtime/config: nothing else sees yaml-cpp.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace suture::config {

// Collects mistakes; more than kMostMistakes are not listed.
class Mistakes {
 public:
  static constexpr size_t kMostMistakes = 20;

  explicit Mistakes(std::string_view label) : label_(label) {}
  void Add(const YAML::Mark& mark, std::string_view sentence);
  bool none() const { return count_ == 0; }
  absl::Status ToStatus() const;

 private:
  std::string label_;
  std::vector<std::string> lines_;
  size_t count_ = 0;
};

// The known key that is nearest to `word`, or empty if none is near enough to suggest.
std::string_view NearestKey(std::string_view word, absl::Span<const std::string_view> known);

class MappingReader {
 public:
  // `what` names the mapping in sentences, for example `role "abstractor"`. Reports, once, a node
  // that is no mapping, keys that stand twice, and keys that are not in `known`.
  MappingReader(const YAML::Node& node, std::string what, absl::Span<const std::string_view> known,
                Mistakes* mistakes);

  // Each reads one key into *target and leaves it alone if the key is absent or wrong.
  void Text(std::string_view key, std::string* target);
  void RequiredText(std::string_view key, std::string* target);
  void Flag(std::string_view key, bool* target);
  void Integer(std::string_view key, int64_t least, int64_t most, int64_t* target);
  void Integer(std::string_view key, int64_t least, int64_t most, int* target);
  void Number(std::string_view key, double least, double most, std::optional<double>* target);
  // "500ms", "30s", "5min": milliseconds.
  void Duration(std::string_view key, int64_t* target);
  // A decimal from 0 to `most`, in millionths, read exactly: "2.50" is 2500000.
  void Millionths(std::string_view key, int64_t most, int64_t* target);
  // One text or a list of texts.
  void Texts(std::string_view key, std::vector<std::string>* target);

  // One of the names in `choices`, a list of {name, value}.
  template <typename T>
  void Choice(std::string_view key, absl::Span<const std::pair<std::string_view, T>> choices,
              T* target) {
    std::vector<std::string_view> names;
    for (const auto& choice : choices) names.push_back(choice.first);
    const int chosen = ChoiceIndex(key, names);
    if (chosen >= 0) *target = choices[chosen].second;
  }

  // False if the node is no mapping: this was said, and what it lacks need not be said too.
  bool usable() const { return usable_; }
  // The node at `key`; undefined if absent.
  YAML::Node Find(std::string_view key) const;
  bool Has(std::string_view key) const { return Find(key).IsDefined(); }
  void Complain(std::string_view key, std::string_view sentence);
  const YAML::Mark& mark() const { return mark_; }

 private:
  // The scalar at `key`; empty if it is absent (no mistake) or no scalar (a mistake).
  std::optional<std::string> Scalar(std::string_view key);
  int ChoiceIndex(std::string_view key, absl::Span<const std::string_view> names);

  std::string what_;
  Mistakes* mistakes_;
  YAML::Mark mark_;
  bool usable_ = false;
  std::vector<std::pair<std::string, YAML::Node>> entries_;
};

}  // namespace suture::config
