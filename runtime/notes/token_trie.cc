#include "runtime/notes/token_trie.h"

#include <algorithm>

#include "runtime/text/case_fold.h"
#include "runtime/text/utf8.h"

namespace suture::notes {
namespace {

// FNV-1a: hashes of all prefixes fall out of hashing the whole. Hits are compared letter by letter.
constexpr uint64_t kHashStart = 0xCBF29CE484222325u;
constexpr uint64_t kHashFactor = 0x100000001B3u;

void Push(FoldedWord& word, char byte, uint64_t& hash) {
  if (word.size == FoldedWord::kMaxBytes) {
    word.cut = true;
    return;
  }
  hash = (hash ^ static_cast<unsigned char>(byte)) * kHashFactor;
  word.bytes[word.size] = byte;
  word.hash[word.size] = hash;
  ++word.size;
}

uint64_t HashOf(std::string_view folded) {
  uint64_t hash = kHashStart;
  for (char c : folded) hash = (hash ^ static_cast<unsigned char>(c)) * kHashFactor;
  return hash;
}

size_t Mix(uint64_t hash) { return hash ^ (hash >> 32); }

bool IsYear(std::string_view digits) {
  if (digits.size() == 5 && digits[4] == 's') digits.remove_suffix(1);
  if (digits.size() != 4) return false;
  if (digits.substr(0, 2) != "19" && digits.substr(0, 2) != "20") return false;
  return digits[2] >= '0' && digits[2] <= '9' && digits[3] >= '0' && digits[3] <= '9';
}

}  // namespace

void Fold(std::string_view text, const text::Token& token, FoldedWord& word) {
  word.size = 0;
  word.cut = false;
  uint64_t hash = kHashStart;
  if (token.Is('&')) {
    for (char c : {'a', 'n', 'd'}) Push(word, c, hash);
    return;
  }
  if (token.Is('-')) {
    Push(word, '-', hash);
    return;
  }
  for (size_t i = token.begin; i < token.end;) {
    unsigned char byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      ++i;
      if (byte == '\'') continue;
      Push(word, text::FoldAscii(static_cast<char>(byte)), hash);
    } else {
      text::CodePoint point = text::DecodeAt(text, i);
      i += point.length;
      if (point.value == 0x2018 || point.value == 0x2019 || point.value == 0x2BC) continue;
      std::string folded;  // At most four bytes: stays in the small buffer.
      text::AppendUtf8(text::FoldCodePoint(point.value), folded);
      for (char c : folded) Push(word, c, hash);
    }
    if (word.cut) return;
  }
}

const WordTable::Entry* WordTable::Lookup(uint64_t hash, std::string_view folded) const {
  const size_t mask = slots_.size() - 1;
  for (size_t slot = Mix(hash) & mask;; slot = (slot + 1) & mask) {
    const Entry& entry = slots_[slot];
    if (entry.text_size == 0) return nullptr;
    if (entry.hash == hash &&
        std::string_view(texts_).substr(entry.text_begin, entry.text_size) == folded) {
      return &entry;
    }
  }
}

void WordTable::Grow() {
  std::vector<Entry> old(slots_.size() * 2);
  old.swap(slots_);
  const size_t mask = slots_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.text_size == 0) continue;
    size_t slot = Mix(entry.hash) & mask;
    while (slots_[slot].text_size != 0) slot = (slot + 1) & mask;
    slots_[slot] = entry;
  }
}

WordTable::Entry& WordTable::Intern(std::string_view folded) {
  const uint64_t hash = HashOf(folded);
  if (const Entry* found = Lookup(hash, folded)) return const_cast<Entry&>(*found);
  // A quarter full at most: probes for the many words that are in no phrase end at once.
  if (++used_ * 4 > slots_.size()) Grow();
  const size_t mask = slots_.size() - 1;
  size_t slot = Mix(hash) & mask;
  while (slots_[slot].text_size != 0) slot = (slot + 1) & mask;
  Entry& entry = slots_[slot];
  entry.hash = hash;
  entry.text_begin = static_cast<uint32_t>(texts_.size());
  entry.text_size = static_cast<uint32_t>(folded.size());
  texts_.append(folded);
  return entry;
}

WordTable::Id WordTable::AddWord(std::string_view folded) {
  Entry& entry = Intern(folded);
  if (entry.word == 0) entry.word = next_++;
  return entry.word;
}

WordTable::Id WordTable::AddPrefix(std::string_view folded) {
  Entry& entry = Intern(folded);
  if (entry.prefix == 0) entry.prefix = next_++;
  prefix_lengths_ |= uint64_t{1} << (folded.size() - 1);
  return entry.prefix;
}

WordTable::Id WordTable::AddClass() { return next_++; }

void WordTable::AddMember(Id class_id, std::string_view folded) {
  Entry& entry = Intern(folded);
  if (entry.classes == 0) {
    entry.classes = static_cast<uint32_t>(class_lists_.size());
    class_lists_.emplace_back();
  }
  std::vector<Id>& list = class_lists_[entry.classes];
  if (std::find(list.begin(), list.end(), class_id) == list.end()) list.push_back(class_id);
}

void WordTable::SetNumberClasses(Id numbers, Id years) {
  numbers_ = numbers;
  years_ = years;
}

void WordTable::Find(const FoldedWord& word, bool is_number, std::vector<Id>& ids) const {
  if (word.size == 0) return;
  if (!word.cut) {
    if (const Entry* entry = Lookup(word.hash[word.size - 1], word.text())) {
      if (entry->word != 0) ids.push_back(entry->word);
      for (Id id : class_lists_[entry->classes]) ids.push_back(id);
    }
  }
  if (is_number && numbers_ != 0) ids.push_back(numbers_);
  if (years_ != 0 && word.bytes[0] <= '2' && word.bytes[0] >= '1' && IsYear(word.text()))
    ids.push_back(years_);
  uint64_t lengths = prefix_lengths_ & ((uint64_t{1} << word.size) - 1);
  while (lengths != 0) {
    size_t length = static_cast<size_t>(__builtin_ctzll(lengths)) + 1;
    lengths &= lengths - 1;
    const Entry* entry = Lookup(word.hash[length - 1], word.text().substr(0, length));
    if (entry != nullptr && entry->prefix != 0) ids.push_back(entry->prefix);
  }
}

void TokenIds::Clear() {
  ids_.clear();
  ranges_.clear();
}

void TokenIds::Add(const WordTable& table, const FoldedWord& word, bool is_number) {
  const uint32_t first = static_cast<uint32_t>(ids_.size());
  table.Find(word, is_number, ids_);
  uint64_t filter = 0;
  for (size_t i = first; i < ids_.size(); ++i) filter |= FilterOf(ids_[i]);
  ranges_.push_back({filter, first, static_cast<uint32_t>(ids_.size())});
}

bool TokenIds::IsAmong(size_t token, WordTable::Id id) const {
  absl::Span<const WordTable::Id> ids = of(token);
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

uint32_t TokenTrie::FindOrAddChild(uint32_t node, WordTable::Id step) {
  if (uint32_t child = Child(node, step)) return child;
  const uint32_t child = static_cast<uint32_t>(nodes_.size());
  nodes_.emplace_back();
  nodes_[node].steps |= TokenIds::FilterOf(step);
  if (node == 0) {
    if (root_.size() <= step) root_.resize(step + 1, 0);
    root_[step] = child;
    return child;
  }
  if (++used_ * 2 > edges_.size()) {
    std::vector<Edge> old(edges_.size() * 2);
    old.swap(edges_);
    mask_ = edges_.size() - 1;
    for (const Edge& edge : old) {
      if (edge.key == 0) continue;
      size_t slot = Slot(edge.key) & mask_;
      while (edges_[slot].key != 0) slot = (slot + 1) & mask_;
      edges_[slot] = edge;
    }
  }
  size_t slot = Slot(Key(node, step)) & mask_;
  while (edges_[slot].key != 0) slot = (slot + 1) & mask_;
  edges_[slot] = {Key(node, step), child};
  return child;
}

void TokenTrie::Add(absl::Span<const WordTable::Id> steps, uint32_t payload) {
  uint32_t node = 0;
  for (WordTable::Id step : steps) node = FindOrAddChild(node, step);
  pending_.push_back({node, payload});
}

void TokenTrie::Freeze() {
  std::stable_sort(pending_.begin(), pending_.end(),
                   [](const Pending& a, const Pending& b) { return a.node < b.node; });
  payloads_.clear();
  for (size_t i = 0; i < pending_.size();) {
    Node& node = nodes_[pending_[i].node];
    node.payload_begin = static_cast<uint32_t>(payloads_.size());
    uint32_t last = node.payload_begin;
    for (const uint32_t at = pending_[i].node; i < pending_.size() && pending_[i].node == at; ++i) {
      bool seen = std::find(payloads_.begin() + last, payloads_.end(), pending_[i].payload) !=
                  payloads_.end();
      if (!seen) payloads_.push_back(pending_[i].payload);
    }
    node.payload_end = static_cast<uint32_t>(payloads_.size());
  }
}

}  // namespace suture::notes
