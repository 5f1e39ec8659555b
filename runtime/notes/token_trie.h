// A trie over folded words: finds every phrase of a fixed set that starts at a given token, in one
// walk whose cost does not depend on how many phrases there are. Compiled once, then shared by all
// threads.
//
// Words match by their folded letters (see text/case_fold.h), apostrophes left out ("Crohn's" is
// "crohns"); "&" is "and". A step of a phrase is a word, a prefix ("diabet*") or a class of words.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "runtime/text/words.h"

namespace suture::notes {

// A token's folded bytes with the hash of each of its prefixes; words beyond kMaxBytes match by
// prefix only.
struct FoldedWord {
  static constexpr size_t kMaxBytes = 63;

  std::array<char, kMaxBytes> bytes;
  std::array<uint64_t, kMaxBytes> hash;  // hash[n]: of the first n + 1 bytes.
  uint8_t size = 0;
  bool cut = false;

  std::string_view text() const { return {bytes.data(), size}; }
};
void Fold(std::string_view text, const text::Token& token, FoldedWord& word);

// Words, prefixes and classes under dense ids from 1 on.
class WordTable {
 public:
  using Id = uint32_t;
  static constexpr size_t kShortestPrefix = 2;

  Id AddWord(std::string_view folded);
  Id AddPrefix(std::string_view folded);
  // A class id; then name its members, each a folded word.
  Id AddClass();
  void AddMember(Id class_id, std::string_view folded);
  // Every number written in digits belongs to `numbers`, every year from 1900 to 2099 to `years`;
  // 0: none.
  void SetNumberClasses(Id numbers, Id years);

  // Appends the ids that the token can stand for.
  void Find(const FoldedWord& word, bool is_number, std::vector<Id>& ids) const;
  Id count() const { return next_; }

 private:
  struct Entry {
    uint64_t hash = 0;
    Id word = 0;    // 0: no such whole word.
    Id prefix = 0;  // 0: no such prefix.
    uint32_t text_begin = 0;
    uint32_t text_size = 0;  // 0: an empty slot.
    uint32_t classes = 0;    // Index into class_lists_, 0: none.
  };

  Entry& Intern(std::string_view folded);
  const Entry* Lookup(uint64_t hash, std::string_view folded) const;
  void Grow();

  std::vector<Entry> slots_ = std::vector<Entry>(64);
  size_t used_ = 0;
  std::string texts_;
  std::vector<std::vector<Id>> class_lists_ = std::vector<std::vector<Id>>(1);
  uint64_t prefix_lengths_ = 0;  // Bit n - 1: some prefix has n bytes.
  Id next_ = 1;
  Id numbers_ = 0;
  Id years_ = 0;
};

// The ids of each token of a text, computed once and read by every walk.
class TokenIds {
 public:
  // What one token can stand for.
  struct Range {
    uint64_t filter = 0;
    uint32_t begin = 0;  // Into the ids that were found so far, half open.
    uint32_t end = 0;
  };

  void Clear();
  // Forgets the tokens and keeps the ids, so that ranges may be added again.
  void BeginText() { ranges_.clear(); }
  void Add(const WordTable& table, const FoldedWord& word, bool is_number);
  // What an earlier token stood for, since ids were last cleared.
  void Add(const Range& range) { ranges_.push_back(range); }
  const Range& last() const { return ranges_.back(); }
  absl::Span<const WordTable::Id> of(size_t token) const {
    const Range& range = ranges_[token];
    return absl::MakeConstSpan(ids_.data() + range.begin, range.end - range.begin);
  }
  bool any(size_t token) const { return ranges_[token].filter != 0; }
  // Whether the token can stand for the id (a class, say).
  bool Has(size_t token, WordTable::Id id) const {
    return (filter(token) & FilterOf(id)) != 0 && IsAmong(token, id);
  }
  // A bit for each id, shared by ids that are 64 apart: what has none of an id's bit lacks the id.
  uint64_t filter(size_t token) const { return ranges_[token].filter; }
  static uint64_t FilterOf(WordTable::Id id) { return uint64_t{1} << (id % 64); }
  size_t size() const { return ranges_.size(); }
  size_t ids_found() const { return ids_.size(); }

 private:
  bool IsAmong(size_t token, WordTable::Id id) const;

  std::vector<WordTable::Id> ids_;
  std::vector<Range> ranges_;
};

class TokenTrie {
 public:
  // Longest phrase, in tokens: bounds the walk from any token on hostile text.
  static constexpr size_t kMaxTokens = 64;

  // Adds a phrase; several payloads may share one phrase.
  void Add(absl::Span<const WordTable::Id> steps, uint32_t payload);
  // Call once after the last Add.
  void Freeze();

  // Calls on_match(payloads, end) for every phrase that starts at token `begin` and ends at token
  // `end` (half open) at or before `limit`; may_continue(token) says whether a phrase may run on
  // into a token.
  template <typename MayContinue, typename OnMatch>
  void MatchAt(const TokenIds& ids, uint32_t begin, uint32_t limit, const MayContinue& may_continue,
               const OnMatch& on_match) const {
    if (begin < limit && ids.any(begin)) Walk(ids, 0, begin, limit, may_continue, on_match);
  }

 private:
  struct Node {
    uint32_t payload_begin = 0;
    uint32_t payload_end = 0;
    uint64_t steps = 0;  // The filter of the steps that lead on (TokenIds::FilterOf).
  };
  struct Edge {
    uint64_t key = 0;  // Node and step; 0: an empty slot, since steps count from 1.
    uint32_t child = 0;
  };

  static uint64_t Key(uint32_t node, WordTable::Id step) { return (uint64_t{node} << 32) | step; }
  static size_t Slot(uint64_t key) {
    uint64_t mixed = key * 0x9E3779B97F4A7C15u;
    return mixed ^ (mixed >> 29);
  }
  uint32_t Child(uint32_t node, WordTable::Id step) const {
    if (node == 0) return step < root_.size() ? root_[step] : 0;
    const uint64_t key = Key(node, step);
    for (size_t slot = Slot(key) & mask_;; slot = (slot + 1) & mask_) {
      if (edges_[slot].key == key) return edges_[slot].child;
      if (edges_[slot].key == 0) return 0;
    }
  }

  // From a node on, by the token at `at`, which is before `limit`.
  template <typename MayContinue, typename OnMatch>
  void Walk(const TokenIds& ids, uint32_t node, uint32_t at, uint32_t limit,
            const MayContinue& may_continue, const OnMatch& on_match) const {
    const uint64_t steps = nodes_[node].steps;
    for (WordTable::Id step : ids.of(at)) {
      if ((steps & TokenIds::FilterOf(step)) == 0) continue;
      uint32_t child = Child(node, step);
      if (child == 0) continue;
      const Node& next = nodes_[child];
      if (next.payload_begin != next.payload_end) {
        on_match(absl::MakeConstSpan(payloads_).subspan(next.payload_begin,
                                                        next.payload_end - next.payload_begin),
                 at + 1);
      }
      const bool leads_on = at + 1 < limit && (next.steps & ids.filter(at + 1)) != 0;
      if (leads_on && may_continue(at + 1)) Walk(ids, child, at + 1, limit, may_continue, on_match);
    }
  }

  struct Pending {
    uint32_t node;
    uint32_t payload;
  };
  uint32_t FindOrAddChild(uint32_t node, WordTable::Id step);

  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::vector<Pending> pending_;
  std::vector<uint32_t> payloads_;
  std::vector<uint32_t> root_;  // By step.
  std::vector<Edge> edges_ = std::vector<Edge>(64);
  size_t mask_ = 63;
  size_t used_ = 0;
};

}  // namespace suture::notes
