#include "runtime/chart/reference_table.h"

namespace suture::chart {
namespace {

// FNV-1a; the table lives for one case only.
uint64_t Hash(std::string_view text, uint64_t salt) {
  uint64_t hash = 0xCBF29CE484222325u ^ salt;
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3u;
  return hash ^ (hash >> 29);
}

uint64_t Salt(int kind, int32_t number) {
  return static_cast<uint64_t>(kind + 1) * 0x9E3779B97F4A7C15u +
         static_cast<uint64_t>(static_cast<uint32_t>(number)) * 0xC2B2AE3D27D4EB4Fu;
}

// "https://host/fhir/Specimen/s1/_history/2" -> "s1" when the type fits; empty: it is no such
// address.
std::string_view IdIn(std::string_view reference, std::string_view type) {
  if (const size_t history = reference.find("/_history/"); history != std::string_view::npos) {
    reference = reference.substr(0, history);
  }
  const size_t slash = reference.rfind('/');
  if (slash == std::string_view::npos || slash < type.size()) return {};
  const size_t start = slash - type.size();
  if (reference.substr(start, type.size()) != type) return {};
  if (start > 0 && reference[start - 1] != '/') return {};
  return reference.substr(slash + 1);
}

}  // namespace

void ReferenceTable::Build(base::Arena& arena) {
  size_t size = 16;
  while (size < 4 * targets_.size()) size *= 2;
  places_ = arena.NewArray<Place>(size);
  for (Place& place : places_) place = Place();
  for (size_t i = 0; i < targets_.size(); ++i) {
    const Target& target = targets_[i];
    const int32_t index = static_cast<int32_t>(i);
    if (target.contained_in >= 0) {
      Insert(index, By::kContained,
             Hash(target.id, Salt(static_cast<int>(By::kContained), target.contained_in)));
      continue;
    }
    if (!target.full_url.empty()) {
      Insert(index, By::kFullUrl, Hash(target.full_url, Salt(static_cast<int>(By::kFullUrl), 0)));
    }
    if (!target.id.empty()) {
      Insert(index, By::kId, Hash(target.id, Salt(static_cast<int>(By::kId), target.program)));
    }
  }
}

void ReferenceTable::Insert(int32_t target, By by, uint64_t hash) {
  size_t at = hash & (places_.size() - 1);
  while (places_[at].target >= 0) at = (at + 1) & (places_.size() - 1);
  places_[at] = {target, by};
}

ReferenceTable::Found ReferenceTable::FindBy(By by, std::string_view text, int32_t program,
                                             int32_t from, uint64_t hash) const {
  Found found;
  for (size_t at = hash & (places_.size() - 1); places_[at].target >= 0;
       at = (at + 1) & (places_.size() - 1)) {
    if (places_[at].by != by) continue;
    const Target& target = targets_[places_[at].target];
    if (target.program != program || (by == By::kFullUrl ? target.full_url : target.id) != text) {
      continue;
    }
    if (by == By::kContained && target.contained_in != from) continue;
    if (found.target != nullptr) return {nullptr, true};
    found.target = &target;
  }
  return found;
}

ReferenceTable::Found ReferenceTable::Find(std::string_view reference, int32_t program,
                                           std::string_view type, int32_t from) const {
  if (!reference.empty() && reference[0] == '#') {
    const std::string_view id = reference.substr(1);
    return FindBy(By::kContained, id, program, from,
                  Hash(id, Salt(static_cast<int>(By::kContained), from)));
  }
  const Found by_url = FindBy(By::kFullUrl, reference, program, from,
                              Hash(reference, Salt(static_cast<int>(By::kFullUrl), 0)));
  if (by_url.target != nullptr || by_url.is_ambiguous) return by_url;
  constexpr std::string_view kUuid = "urn:uuid:";
  const std::string_view id = reference.substr(0, kUuid.size()) == kUuid
                                  ? reference.substr(kUuid.size())
                                  : IdIn(reference, type);
  if (id.empty()) return {};
  return FindBy(By::kId, id, program, from, Hash(id, Salt(static_cast<int>(By::kId), program)));
}

}  // namespace suture::chart
