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

// The token's text where its quotes alone are left out.
bool IsQuoted(std::string_view raw, std::string_view text) {
  return raw.size() == text.size() + 2 && raw.front() == '"' && raw.substr(1, text.size()) == text;
}

// With bytes behind it that IsSame may read.
std::string_view CopyReadable(std::string_view text, base::Arena& arena) {
  char* const copy = static_cast<char*>(arena.Allocate(text.size() + sizeof(uint64_t), 1));
  std::copy(text.begin(), text.end(), copy);
  std::fill_n(copy + text.size(), sizeof(uint64_t), '\0');
  return {copy, text.size()};
}

// Systems are few; codings of an odd chart's others are looked up each time.
constexpr size_t kMaxSystems = 1024;

}  // namespace

CodingCache::CodingCache(const CodeTable& codes, const AskedCodes& asked)
    : codes_(codes),
      asked_(asked),
      memory_(base::ZeroedMemory::kLargePage + kMaxEntries * sizeof(Entry)),
      places_(reinterpret_cast<Place*>(memory_.data())),
      entries_(reinterpret_cast<Entry*>(memory_.data() + base::ZeroedMemory::kLargePage)) {
  arena_.Allocate(kMaxArenaBytes, 1);
  arena_.Reset();
  systems_.reserve(kMaxSystems);
}

void CodingCache::CountUnlisted(UnlistedCodes* to) {
  unlisted_ = to;
  if (size_ == 0) return;
  // What is kept counts elsewhere: begun anew.
  std::fill_n(places_, mask_ + 1, Place());
  systems_.clear();
  size_ = 0;
  arena_bytes_ = 0;
  arena_.Reset();
}

// Codes differ in their first or last eight bytes, systems in their length or their last.
uint32_t CodingCache::Hash(std::string_view raw_system, std::string_view raw_code) {
  uint64_t hash = FirstBytes(raw_code) * 0x9E3779B97F4A7C15u;
  hash ^= (LastBytes(raw_code) + (raw_code.size() << 8) + raw_system.size()) * 0xC2B2AE3D27D4EB4Fu;
  hash ^= raw_system.empty() ? 0 : LastBytes(raw_system) * 0x165667B19E3779F9u;
  hash ^= hash >> 32;
  return static_cast<uint32_t>((hash * 0xD6E8FEB86659FD93u) >> 32);
}

const CodingCache::Entry* CodingCache::Find(std::string_view raw_system,
                                            std::string_view raw_code) const {
  const uint32_t hash = Hash(raw_system, raw_code);
  for (size_t at = hash & mask_; places_[at].entry != 0; at = (at + 1) & mask_) {
    if (places_[at].hash != hash) continue;
    const Entry& entry = entries_[places_[at].entry - 1];
    const std::string_view key(entry.raw_code_, entry.raw_size_);
    if (IsSame(key, raw_code) && IsSame(entry.system_->raw, raw_system)) return &entry;
  }
  return nullptr;
}

CodingCache::System CodingCache::SystemOf(std::string_view raw_system,
                                          std::string_view system) const {
  const int32_t index = system.empty() ? -1 : codes_.FindSystem(system);
  return {raw_system, system, index, index < 0 ? 0 : asked_.systems[index]};
}

const CodingCache::System* CodingCache::FindSystem(std::string_view raw_system,
                                                   std::string_view system) {
  for (const System& known : systems_) {
    if (known.raw == raw_system) return &known;
  }
  if (systems_.size() == kMaxSystems) return nullptr;
  arena_bytes_ += raw_system.size() + system.size() + kReadable;
  System known = SystemOf(raw_system, system);
  known.raw = CopyReadable(raw_system, arena_);
  known.uri = arena_.CopyText(system);
  return &systems_.emplace_back(known);
}

void CodingCache::WriteTexts(std::string_view raw_code, std::string_view code, base::Arena& arena,
                             Entry& entry) {
  entry.raw_size_ = static_cast<uint32_t>(raw_code.size());
  entry.code_size_ = static_cast<uint32_t>(code.size());
  entry.where_ = IsQuoted(raw_code, code) ? Entry::Where::kQuoted
                 : raw_code == code       ? Entry::Where::kToken
                                          : Entry::Where::kBehind;
  const bool is_behind = entry.where_ == Entry::Where::kBehind;
  const size_t size = raw_code.size() + (is_behind ? kReadable + code.size() : 0);
  char* const text = size <= Entry::kInside
                         ? entry.inside_
                         : static_cast<char*>(arena.Allocate(size + kReadable, 1));
  std::copy(raw_code.begin(), raw_code.end(), text);
  if (is_behind) std::copy(code.begin(), code.end(), text + raw_code.size() + kReadable);
  entry.raw_code_ = text;
}

void CodingCache::FindSets(base::Arena& arena, Entry& entry) {
  if (entry.system() < 0) return;
  const absl::Span<const int32_t> sets = codes_.Find(entry.system(), entry.code(), arena);
  entry.set_count_ = static_cast<uint32_t>(sets.size());
  for (const int32_t set : sets) entry.wanted_ |= asked_.sets[set];
  if (!sets.empty()) {
    entry.of_.sets = sets.data();
    return;
  }
  entry.unlisted_ = codes_.IsOpen(entry.system());
  if (entry.unlisted_) entry.wanted_ = ~uint32_t{0};
  if (unlisted_ != nullptr) entry.of_.counter = unlisted_->CounterOf(entry.system(), entry.code());
}

const CodingCache::Entry& CodingCache::Add(std::string_view raw_system, std::string_view raw_code,
                                           std::string_view system, std::string_view code,
                                           base::Arena& case_arena) {
  const size_t text_bytes = raw_system.size() + raw_code.size();
  // Its text at most twice, raw and read, with what is readable behind it.
  const size_t entry_bytes = 2 * (raw_code.size() + kReadable);
  const bool is_read = raw_system.empty() == system.empty() && !code.empty();
  const bool has_room = is_read && size_ < kMaxEntries && text_bytes <= kMaxBytes &&
                        arena_bytes_ + entry_bytes + 2 * kMaxBytes <= kMaxArenaBytes;
  const System* const known = has_room ? FindSystem(raw_system, system) : nullptr;
  const bool is_kept = known != nullptr;
  Entry& entry = is_kept ? *new (&entries_[size_]) Entry() : *case_arena.New<Entry>();
  base::Arena& arena = is_kept ? arena_ : case_arena;
  entry.system_ = is_kept ? known : case_arena.New<System>(SystemOf(raw_system, system));
  WriteTexts(raw_code, code, arena, entry);
  FindSets(arena, entry);
  if (is_kept) {
    if (entry.raw_code_ != entry.inside_) arena_bytes_ += entry_bytes;
    arena_bytes_ += entry.set_count_ * sizeof(int32_t);  // Some stand there, too.
    if (4 * ++size_ > 3 * (mask_ + 1)) Grow();
    Insert({Hash(raw_system, raw_code), static_cast<uint32_t>(size_)});
  }
  return entry;
}

void CodingCache::Insert(const Place& place) {
  size_t at = place.hash & mask_;
  while (places_[at].entry != 0) at = (at + 1) & mask_;
  places_[at] = place;
}

void CodingCache::Grow() {
  const absl::Span<const Place> old(places_, mask_ + 1);
  places_ += old.size();
  mask_ = 2 * mask_ + 1;
  for (const Place& place : old) {
    if (place.entry != 0) Insert(place);
  }
}

}  // namespace suture::chart
