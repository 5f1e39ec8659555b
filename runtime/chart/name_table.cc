#include "runtime/chart/name_table.h"

#include <optional>

#include "runtime/chart/json_scalar.h"

namespace suture::chart {
namespace {

constexpr size_t kMaxEscaped = 512;

}  // namespace

NameTable::NameTable(const std::vector<std::string>& names) {
  for (const std::string& name : names) names_.push_back(name + std::string(kReadable, '\0'));
  int bits = 1;
  while ((size_t{1} << bits) < 2 * names.size()) ++bits;
  uint64_t seed = 0xD6E8FEB86659FD93u;
  constexpr int kTriesBeforeGrowing = 256;
  for (int tries = 0; !Place(seed | 1, bits); ++tries) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    if (tries % kTriesBeforeGrowing == kTriesBeforeGrowing - 1) ++bits;
  }
}

bool NameTable::Place(uint64_t seed, int bits) {
  slots_.assign(size_t{1} << bits, Slot());
  seed_ = seed;
  shift_ = 64 - bits;
  for (size_t i = 0; i < names_.size(); ++i) {
    const std::string_view name(names_[i].data(), names_[i].size() - kReadable);
    const Ends ends(name);
    Slot& slot = slots_[ends.Hash(seed_) >> shift_];
    if (slot.index < 0) {
      slot = {ends, name.size(), static_cast<int32_t>(i)};
      continue;
    }
    // No seed parts what agrees in all that is hashed.
    slot.is_shared = slot.ends.Mixed() == ends.Mixed();
    if (!slot.is_shared) return false;
  }
  return true;
}

int32_t NameTable::FindShared(std::string_view key) const {
  for (size_t i = 0; i < names_.size(); ++i) {
    const std::string_view name(names_[i].data(), names_[i].size() - kReadable);
    if (name == key) return static_cast<int32_t>(i);
  }
  return -1;
}

int32_t NameTable::FindUnescaped(std::string_view key) const {
  // Longer keys name nothing that is looked for, and broken ones neither.
  if (key.size() > kMaxEscaped) return -1;
  char unescaped[kMaxEscaped + kReadable] = {};
  const std::optional<size_t> length = UnescapeInto(key, unescaped);
  return length ? Find({unescaped, *length}) : -1;
}

}  // namespace suture::chart
