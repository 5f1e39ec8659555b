#include "compiler/dictionary/value_types.h"

#include <algorithm>
#include <utility>

namespace suture::dictionary {
namespace {

// Durations are checked in UCUM and written in words.
std::string UnitWord(const std::string& unit) {
  static constexpr std::pair<const char*, const char*> kWords[] = {
      {"a", "years"}, {"mo", "months"},   {"wk", "weeks"}, {"d", "days"},
      {"h", "hours"}, {"min", "minutes"}, {"s", "seconds"}};
  for (const auto& [ucum, word] : kWords) {
    if (unit == ucum) return word;
  }
  return unit;
}

// 2 -> "0.01", 0 -> "1"
std::string StepOf(int scale) {
  if (scale < 0) return "";
  return scale == 0 ? "1" : "0." + std::string(static_cast<size_t>(scale) - 1, '0') + "1";
}

std::vector<std::string> NamesOf(const plan::Choice& choice, const std::vector<int>& members) {
  std::vector<std::string> names;
  for (int member : members) names.push_back(choice.members[static_cast<size_t>(member)].name);
  return names;
}

void AddChoices(const plan::Choice& choice, ValueType& out) {
  out.list = choice.name;
  std::vector<std::pair<int, std::string>> ranked;
  for (const plan::ChoiceMember& member : choice.members) {
    out.choices.push_back(
        {member.name, member.code, member.system, member.guidance, member.effective});
    if (member.rank >= 0) ranked.push_back({-member.rank, member.name});
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& [rank, name] : ranked) out.order.push_back(std::move(name));
  for (const std::vector<int>& set : choice.exclusive)
    out.exclusive.push_back(NamesOf(choice, set));
  out.alone = NamesOf(choice, choice.alone);
}

}  // namespace

ValueType ValueTypeOf(const plan::Type& type, const plan::Plan& draft) {
  ValueType out;
  out.kind = type.kind;
  out.unit = UnitWord(type.unit);
  out.rounding = type.rounding;
  if (type.rounding != plan::Rounding::kNone) out.step = StepOf(type.scale);
  out.text_limit = type.text_limit;
  if (type.choice.valid()) AddChoices(draft.choices[static_cast<size_t>(type.choice.index)], out);
  if (type.shape.valid()) out.list = draft.shapes[static_cast<size_t>(type.shape.index)].name;
  if (type.reading.valid())
    out.reading = draft.readings[static_cast<size_t>(type.reading.index)].name;
  return out;
}

std::string CodeText(const plan::CodeRange& range) {
  if (!range.high.empty()) return range.low + ".." + range.high;
  return range.prefix ? range.low + "*" : range.low;
}

std::string ReasonWords(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace suture::dictionary
