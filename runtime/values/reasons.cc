#include "runtime/values/reasons.h"

#include <cstddef>

namespace suture::values {
namespace {

struct Entry {
  std::string_view name;
  std::string_view sentence;
};

#define SUTURE_ENTRY(id, name, sentence) {name, sentence},
constexpr Entry kAbsence[] = {SUTURE_ABSENCE_REASONS(SUTURE_ENTRY)};
constexpr Entry kUnsettled[] = {SUTURE_UNSETTLED_CAUSES(SUTURE_ENTRY)};
constexpr Entry kReview[] = {SUTURE_REVIEW_REASONS(SUTURE_ENTRY)};
constexpr Entry kFailure[] = {SUTURE_FAILURE_KINDS(SUTURE_ENTRY)};
#undef SUTURE_ENTRY

template <size_t count>
Entry At(const Entry (&entries)[count], size_t index) {
  return index < count ? entries[index] : Entry{};
}

template <typename Enum, size_t count>
std::optional<Enum> Find(const Entry (&entries)[count], std::string_view name) {
  for (size_t i = 0; i < count; ++i) {
    if (entries[i].name == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

#define SUTURE_LOOKUPS(Enum, entries)                                                        \
  std::string_view Name(Enum value) { return At(entries, static_cast<size_t>(value)).name; } \
  std::string_view Sentence(Enum value) {                                                    \
    return At(entries, static_cast<size_t>(value)).sentence;                                 \
  }                                                                                          \
  std::optional<Enum> Parse##Enum(std::string_view name) { return Find<Enum>(entries, name); }

SUTURE_LOOKUPS(AbsenceReason, kAbsence)
SUTURE_LOOKUPS(UnsettledCause, kUnsettled)
SUTURE_LOOKUPS(ReviewReason, kReview)
SUTURE_LOOKUPS(FailureKind, kFailure)
#undef SUTURE_LOOKUPS

}  // namespace suture::values
