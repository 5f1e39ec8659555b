#include "runtime/chart/coding_cache.h"

#include <algorithm>
#include <cstring>

namespace suture::chart {
namespace {

uint64_t FirstBytes(std::string_view text) {
  uint64_t bytes;
  std::memcpy(&bytes, text.data(), sizeof(bytes));
  return text.size() >= sizeof(bytes) ? bytes : bytes & ((uint64_t{1} << (8 * text.size())) - 1);
}
uint64_t LastBytes(std::string_view text) {
  if (text.size() < sizeof(uint64_t)) return 0;
  uint64_t bytes;
  std::memcpy(&bytes, text.data() + text.size() - sizeof(bytes), sizeof(bytes));
  return bytes;
}

}  // namespace

CodingCache::CodingCache(const CodeTable& codes) : codes_(codes), places_(1024) {}

void CodingCache::CountUnlisted(UnlistedCodes* to) {
  unlisted_ = to;
  // What is kept counts elsewhere: begun anew.
  std::fill(places_.begin(), places_.end(), nullptr);
  size_ = 0;
  arena_.Reset();
}

// Codes differ in their first or last eight bytes, systems in their length or their last.
uint64_t CodingCache::Hash(std::string_view raw_system, std::string_view raw_code) {
  uint64_t hash = FirstBytes(raw_code) * 0x9E3779B97F4A7C15u;
  hash ^= (LastBytes(raw_code) + (raw_code.size() << 8) + raw_system.size()) * 0xC2B2AE3D27D4EB4Fu;
  hash ^= raw_system.empty() ? 0 : LastBytes(raw_system) * 0x165667B19E3779F9u;
  hash ^= hash >> 32;
  return hash * 0xD6E8FEB86659FD93u;
}

const CodingCache::Entry* CodingCache::Find(std::string_view raw_system,
                                            std::string_view raw_code) const {
  const uint64_t hash = Hash(raw_system, raw_code);
  const size_t mask = places_.size() - 1;
  for (size_t at = (hash >> 32) & mask; places_[at] != nullptr; at = (at + 1) & mask) {
    const Entry& entry = *places_[at];
    if (entry.hash == hash && entry.raw_code == raw_code && entry.raw_system == raw_system) {
      return &entry;
    }
  }
  return nullptr;
}

const CodingCache::Entry& CodingCache::Add(std::string_view raw_system, std::string_view raw_code,
                                           std::string_view system, std::string_view code,
                                           base::Arena& case_arena) {
  const bool is_kept = size_ < kMaxEntries && raw_system.size() + raw_code.size() <= kMaxBytes;
  base::Arena& arena = is_kept ? arena_ : case_arena;
  Entry entry;
  entry.hash = Hash(raw_system, raw_code);
  entry.raw_system = is_kept ? arena.CopyText(raw_system) : raw_system;
  entry.raw_code = is_kept ? arena.CopyText(raw_code) : raw_code;
  entry.coding.system_uri = is_kept ? arena.CopyText(system) : system;
  entry.coding.code = is_kept ? arena.CopyText(code) : code;
  entry.coding.system = system.empty() ? -1 : codes_.FindSystem(system);
  if (entry.coding.system >= 0) {
    entry.sets = codes_.Find(entry.coding.system, entry.coding.code, arena);
    if (entry.sets.empty()) {
      entry.unlisted = codes_.IsOpen(entry.coding.system);
      if (unlisted_ != nullptr) {
        entry.count = unlisted_->CounterOf(entry.coding.system, entry.coding.code);
      }
    }
  }
  const Entry* added = arena.New<Entry>(entry);
  if (is_kept) {
    if (4 * ++size_ > 3 * places_.size()) Grow();
    Insert(added);
  }
  return *added;
}

void CodingCache::Insert(const Entry* entry) {
  const size_t mask = places_.size() - 1;
  size_t at = (entry->hash >> 32) & mask;
  while (places_[at] != nullptr) at = (at + 1) & mask;
  places_[at] = entry;
}

void CodingCache::Grow() {
  std::vector<const Entry*> old(2 * places_.size());
  old.swap(places_);
  for (const Entry* entry : old) {
    if (entry != nullptr) Insert(entry);
  }
}

}  // namespace suture::chart
