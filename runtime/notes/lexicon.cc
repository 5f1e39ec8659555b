#include "runtime/notes/lexicon.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "absl/status/status.h"
#include "runtime/base/status_macros.h"
#include "runtime/notes/phrase_set.h"
#include "runtime/text/edit_distance.h"
#include "runtime/text/fields.h"
#include "runtime/text/utf8.h"

namespace suture::notes {
namespace {

constexpr std::array<std::string_view, kCategories> kCategoryNames = {
    "negated", "uncertain", "historical", "hypothetical", "family",
    "other",   "affirmed",  "dated",      "given"};
constexpr std::array<std::string_view, 7> kDirectionNames = {
    "forward", "backward", "both", "terminate", "pseudo", "planned", "either"};
constexpr int kBoth = 2;  // Index of "both": two triggers, one each way.
constexpr int kLongestScope = 1000;

using Cells = std::vector<std::string_view>;

absl::Status RowError(std::string_view table, uint32_t line, std::string_view sentence) {
  return absl::InvalidArgumentError(
      fmt::format("Lexicon table {}, line {}: {}", table, line, sentence));
}

// Splits a table into rows of trimmed cells and calls row(line, cells) for each.
template <typename OnRow>
absl::Status ForEachRow(std::string_view name, std::string_view table, size_t columns,
                        const OnRow& on_row) {
  if (!text::IsValidUtf8(table))
    return RowError(name, 0, "The file is not valid UTF-8. Save it as UTF-8.");
  uint32_t line = 0;
  for (std::string_view row : text::Split(table, '\n')) {
    ++line;
    if (text::Trim(row).empty() || row.front() == '#') continue;
    Cells cells = text::Split(row, '\t');
    for (std::string_view& cell : cells) cell = text::Trim(cell);
    if (cells.size() != columns) {
      return RowError(
          name, line,
          fmt::format("The row has {} columns and needs {}. Separate the columns by one tab each.",
                      cells.size(), columns));
    }
    SUTURE_RETURN_IF_ERROR(on_row(line, cells));
  }
  return absl::OkStatus();
}

std::vector<std::string_view> Alternatives(std::string_view cell) {
  std::vector<std::string_view> parts;
  for (std::string_view part : text::Split(cell, '|')) {
    part = text::Trim(part);
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

template <size_t N>
absl::StatusOr<int> IndexOf(std::string_view word, const std::array<std::string_view, N>& names,
                            std::string_view table, uint32_t line) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == word) return static_cast<int>(i);
  }
  auto nearest = text::NearestName(word, names);
  return RowError(
      table, line,
      nearest
          ? fmt::format("\"{}\" is not known here. Did you mean \"{}\"?", word, *nearest)
          : fmt::format("\"{}\" is not known here. Use one of: {}.", word, fmt::join(names, ", ")));
}

bool ParseScope(std::string_view cell, int& scope) {
  auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), scope);
  return error == std::errc() && end == cell.data() + cell.size();
}

}  // namespace

std::string_view CategoryName(Category category) {
  return kCategoryNames[static_cast<size_t>(category)];
}

class LexiconReader {
 public:
  explicit LexiconReader(Lexicon& lexicon) : lexicon_(lexicon) {}

  absl::Status Read(const LexiconTables& tables) {
    SUTURE_RETURN_IF_ERROR(
        ForEachRow("classes", tables.classes, 2,
                   [this](uint32_t line, const Cells& cells) { return ReadClass(line, cells); }));
    lexicon_.words_.SetNumberClasses(lexicon_.class_id("number"), lexicon_.class_id("year"));
    lexicon_.clause_class = lexicon_.class_id("clause");
    lexicon_.yes_class = lexicon_.class_id("yes");
    lexicon_.no_class = lexicon_.class_id("no");
    lexicon_.unknown_class = lexicon_.class_id("unknown");
    lexicon_.and_class = lexicon_.class_id("and");
    lexicon_.plan_class = lexicon_.class_id("planverb");
    lexicon_.gone_class = lexicon_.class_id("gone");
    lexicon_.circumstance_class = lexicon_.class_id("circumstance");
    lexicon_.hold_class = lexicon_.class_id("holdverb");
    lexicon_.link_class = lexicon_.class_id("link");
    lexicon_.finite_class = lexicon_.class_id("finite");
    lexicon_.seen_class = lexicon_.class_id("seen");
    lexicon_.should_class = lexicon_.class_id("should");
    lexicon_.arise_class = lexicon_.class_id("arise");
    lexicon_.patient_class = lexicon_.class_id("patient");
    lexicon_.tells_class = lexicon_.class_id("tells");
    SUTURE_RETURN_IF_ERROR(
        ForEachRow("triggers", tables.triggers, 4,
                   [this](uint32_t line, const Cells& cells) { return ReadTrigger(line, cells); }));
    SUTURE_RETURN_IF_ERROR(
        ForEachRow("headings", tables.headings, 3,
                   [this](uint32_t line, const Cells& cells) { return ReadHeading(line, cells); }));
    SUTURE_RETURN_IF_ERROR(ForEachRow(
        "note types", tables.note_types, 2,
        [this](uint32_t line, const Cells& cells) { return ReadNoteType(line, cells); }));
    lexicon_.trigger_trie_.Freeze();
    lexicon_.heading_trie_.Freeze();
    lexicon_.note_type_trie_.Freeze();
    return absl::OkStatus();
  }

 private:
  absl::Status ReadClass(uint32_t line, const Cells& cells) {
    if (lexicon_.class_id(cells[0]) == 0) {
      lexicon_.classes_.push_back({std::string(cells[0]), lexicon_.words_.AddClass()});
    }
    const WordTable::Id id = lexicon_.class_id(cells[0]);
    for (std::string_view member : Alternatives(cells[1])) {
      std::vector<text::Token> tokens = text::Tokenize(member);
      if (tokens.size() != 1) {
        return RowError("classes", line,
                        fmt::format("\"{}\" is not one word. A class holds single words.", member));
      }
      FoldedWord word;
      Fold(member, tokens[0], word);
      lexicon_.words_.AddMember(id, word.text());
    }
    return absl::OkStatus();
  }

  // Words and <classes> in any order.
  absl::StatusOr<std::vector<WordTable::Id>> Steps(std::string_view phrase, std::string_view table,
                                                   uint32_t line) {
    std::vector<WordTable::Id> steps;
    while (!phrase.empty()) {
      size_t open = std::min(phrase.find('<'), phrase.size());
      std::string_view plain = text::Trim(phrase.substr(0, open));
      if (!plain.empty()) {
        auto part = PhraseSteps(plain, lexicon_.words_);
        if (!part.ok()) return RowError(table, line, std::string(part.status().message()));
        steps.insert(steps.end(), part->begin(), part->end());
      }
      if (open == phrase.size()) break;
      size_t close = phrase.find('>', open);
      if (close == std::string_view::npos)
        return RowError(table, line, "A class name lacks its closing \">\".");
      std::string_view name = phrase.substr(open + 1, close - open - 1);
      WordTable::Id id = lexicon_.class_id(name);
      if (id == 0)
        return RowError(table, line,
                        fmt::format("No class is called \"{}\". Add it to the classes.", name));
      steps.push_back(id);
      phrase.remove_prefix(close + 1);
    }
    if (steps.empty()) return RowError(table, line, "The phrase is empty.");
    if (steps.size() > TokenTrie::kMaxTokens)
      return RowError(table, line, "The phrase is too long.");
    return steps;
  }

  absl::StatusOr<CategorySet> Categories(std::string_view cell, std::string_view table,
                                         uint32_t line) {
    if (cell == "any") return kAllCategories;
    CategorySet set = 0;
    for (std::string_view name : text::Split(cell, ',')) {
      auto index = IndexOf(text::Trim(name), kCategoryNames, table, line);
      SUTURE_RETURN_IF_ERROR(index.status());
      set |= SetOf(static_cast<Category>(*index));
    }
    return set;
  }

  absl::Status ReadTrigger(uint32_t line, const Cells& cells) {
    auto categories = Categories(cells[1], "triggers", line);
    SUTURE_RETURN_IF_ERROR(categories.status());
    auto direction = IndexOf(cells[2], kDirectionNames, "triggers", line);
    SUTURE_RETURN_IF_ERROR(direction.status());
    int scope = 0;
    if (cells[3] != "-" && (!ParseScope(cells[3], scope) || scope < 1 || scope > kLongestScope)) {
      return RowError(
          "triggers", line,
          "The scope is a number of words from 1 to 1000, or \"-\" for the whole sentence.");
    }
    for (std::string_view phrase : Alternatives(cells[0])) {
      auto steps = Steps(phrase, "triggers", line);
      SUTURE_RETURN_IF_ERROR(steps.status());
      auto add = [&](Direction to) {
        lexicon_.trigger_trie_.Add(*steps, static_cast<uint32_t>(lexicon_.triggers_.size()));
        lexicon_.triggers_.push_back({*categories, to, static_cast<uint16_t>(scope)});
        lexicon_.trigger_sources_.push_back({std::string(phrase), line});
      };
      if (*direction == kBoth) {
        add(Direction::kForward);
        add(Direction::kBackward);
      } else {
        add(static_cast<Direction>(*direction > kBoth ? *direction - 1 : *direction));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadHeading(uint32_t line, const Cells& cells) {
    CategorySet defaults = 0;
    if (cells[2] != "-") {
      auto set = Categories(cells[2], "headings", line);
      SUTURE_RETURN_IF_ERROR(set.status());
      defaults = *set;
    }
    const uint32_t index = static_cast<uint32_t>(lexicon_.headings_.size());
    lexicon_.headings_.push_back({std::string(cells[1]), defaults});
    for (std::string_view variant : Alternatives(cells[0])) {
      auto steps = Steps(variant, "headings", line);
      SUTURE_RETURN_IF_ERROR(steps.status());
      lexicon_.heading_trie_.Add(*steps, index);
    }
    return absl::OkStatus();
  }

  absl::Status ReadNoteType(uint32_t line, const Cells& cells) {
    const uint32_t index = static_cast<uint32_t>(lexicon_.note_types_.size());
    lexicon_.note_types_.push_back(std::string(cells[1]));
    for (std::string_view variant : Alternatives(cells[0])) {
      auto steps = Steps(variant, "note types", line);
      SUTURE_RETURN_IF_ERROR(steps.status());
      lexicon_.note_type_trie_.Add(*steps, index);
    }
    return absl::OkStatus();
  }

  Lexicon& lexicon_;
};

absl::StatusOr<Lexicon> Lexicon::Parse(const LexiconTables& tables) {
  Lexicon lexicon;
  SUTURE_RETURN_IF_ERROR(LexiconReader(lexicon).Read(tables));
  return lexicon;
}

WordTable::Id Lexicon::class_id(std::string_view name) const {
  for (const NamedClass& named : classes_) {
    if (named.name == name) return named.id;
  }
  return 0;
}

std::optional<std::string_view> Lexicon::NoteType(std::string_view title) const {
  std::vector<text::Token> tokens = text::Tokenize(title);
  TokenIds ids;
  for (const text::Token& token : tokens) {
    FoldedWord word;
    Fold(title, token, word);
    ids.Add(words_, word, token.kind == text::TokenKind::kNumber);
  }
  // The longest variant anywhere in the title; the earliest among equals.
  std::optional<uint32_t> best;
  uint32_t best_length = 0;
  const uint32_t count = static_cast<uint32_t>(tokens.size());
  for (uint32_t i = 0; i < count; ++i) {
    note_type_trie_.MatchAt(
        ids, i, count, [](uint32_t) { return true; },
        [&](absl::Span<const uint32_t> payloads, uint32_t end) {
          if (end - i <= best_length) return;
          best_length = end - i;
          best = payloads.front();
        });
  }
  if (!best) return std::nullopt;
  return note_types_[*best];
}

}  // namespace suture::notes
