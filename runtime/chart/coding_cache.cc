#include "runtime/chart/coding_cache.h"

#include <algorithm>
#include <cstring>
#include <new>

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

uint64_t BytesAt(const char* from) {
  uint64_t bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

// A call would take longer than what it compares.
bool IsSame(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  if (a.size() < sizeof(uint64_t)) return a.empty() || FirstBytes(a) == FirstBytes(b);
  for (size_t i = 0; i + sizeof(uint64_t) <= a.size(); i += sizeof(uint64_t)) {
    if (BytesAt(a.data() + i) != BytesAt(b.data() + i)) return false;
  }
  return LastBytes(a) == LastBytes(b);
}

// With bytes behind it that IsSame may read.
std::string_view CopyReadable(std::string_view text, base::Arena& arena) {
  char* const copy = static_cast<char*>(arena.Allocate(text.size() + sizeof(uint64_t), 1));
  std::copy(text.begin(), text.end(), copy);
  std::fill_n(copy + text.size(), sizeof(uint64_t), '\0');
  return {copy, text.size()};
}

// Systems are few; of an odd chart the texts are copied for each coding.
constexpr size_t kMaxSystems = 256;

}  // namespace

CodingCache::CodingCache(const CodeTable& codes)
    : codes_(codes), all_places_(static_cast<Place*>(std::calloc(kAllPlaces, sizeof(Place)))) {
  if (all_places_ == nullptr) throw std::bad_alloc();
  places_ = absl::MakeSpan(all_places_.get(), kFirstPlaces);
  arena_.Allocate(kMaxArenaBytes, 1);
  arena_.Reset();
  systems_.reserve(kMaxSystems);
}

void CodingCache::CountUnlisted(UnlistedCodes* to) {
  unlisted_ = to;
  if (size_ == 0) return;
  // What is kept counts elsewhere: begun anew.
  std::fill(places_.begin(), places_.end(), Place());
  systems_.clear();
  size_ = 0;
  arena_bytes_ = 0;
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
  for (size_t at = (hash >> 32) & mask; places_[at].entry != nullptr; at = (at + 1) & mask) {
    if (places_[at].hash != hash) continue;
    const Entry& entry = *places_[at].entry;
    if (IsSame(entry.raw_code, raw_code) && IsSame(entry.raw_system, raw_system)) return &entry;
  }
  return nullptr;
}

std::string_view CodingCache::Intern(std::string_view system) {
  const auto at = std::find(systems_.begin(), systems_.end(), system);
  if (at != systems_.end()) return *at;
  const std::string_view text = CopyReadable(system, arena_);
  if (systems_.size() < kMaxSystems) systems_.push_back(text);
  return text;
}

const CodingCache::Entry& CodingCache::Add(std::string_view raw_system, std::string_view raw_code,
                                           std::string_view system, std::string_view code,
                                           base::Arena& case_arena) {
  const size_t text_bytes = raw_system.size() + raw_code.size();
  // Each text at most twice, raw and read, with what is readable behind it.
  const size_t entry_bytes =
      sizeof(Entry) + alignof(Entry) + 2 * (text_bytes + 2 * sizeof(uint64_t));
  const bool is_kept = size_ < kMaxEntries && text_bytes <= kMaxBytes &&
                       arena_bytes_ + entry_bytes <= kMaxArenaBytes;
  base::Arena& arena = is_kept ? arena_ : case_arena;
  Entry& entry = *arena.New<Entry>();
  const uint64_t hash = Hash(raw_system, raw_code);
  entry.raw_system = is_kept ? Intern(raw_system) : raw_system;
  entry.raw_code = is_kept ? CopyReadable(raw_code, arena) : raw_code;
  entry.coding.system_uri = is_kept ? Intern(system) : system;
  entry.coding.code = is_kept ? arena.CopyText(code) : code;
  entry.coding.system = system.empty() ? -1 : codes_.FindSystem(system);
  if (entry.coding.system >= 0) {
    entry.sets = codes_.Find(entry.coding.system, entry.coding.code, arena);
    if (entry.sets.empty()) {
      entry.unlisted = codes_.IsOpen(entry.coding.system);
      if (unlisted_ != nullptr) {
        entry.counter = unlisted_->CounterOf(entry.coding.system, entry.coding.code);
      }
    }
  }
  if (is_kept) {
    arena_bytes_ += entry_bytes;
    if (4 * ++size_ > 3 * places_.size()) Grow();
    Insert({hash, &entry});
  }
  return entry;
}

void CodingCache::Insert(const Place& place) {
  const size_t mask = places_.size() - 1;
  size_t at = (place.hash >> 32) & mask;
  while (places_[at].entry != nullptr) at = (at + 1) & mask;
  places_[at] = place;
}

void CodingCache::Grow() {
  const absl::Span<Place> old = places_;
  places_ = absl::MakeSpan(old.data() + old.size(), 2 * old.size());
  for (const Place& place : old) {
    if (place.entry != nullptr) Insert(place);
  }
}

}  // namespace suture::chart
