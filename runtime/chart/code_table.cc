#include "runtime/chart/code_table.h"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::chart {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// A code as it is compared, in a buffer of its own. Empty: it cannot be a member of anything.
class Spelling {
 public:
  Spelling(std::string_view code, bool tree) {
    if (code.size() > CodeTable::kMaxCode) return;
    for (const char c : code) {
      if (tree && c == '.') continue;
      buffer_[size_++] = tree && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  std::string_view view() const { return {buffer_, size_}; }

 private:
  char buffer_[CodeTable::kMaxCode];
  size_t size_ = 0;
};

// Where a code stands among the segments: itself in a tree, else its shape before it, so that codes
// of one shape stand together.
class SegmentKey {
 public:
  SegmentKey(std::string_view spelled, bool tree) {
    if (!tree) {
      for (const char c : spelled) {
        buffer_[size_++] = IsDigit(c) ? 'd' : IsLetter(c) ? 'l' : c;
      }
      buffer_[size_++] = '\0';
    }
    for (const char c : spelled) buffer_[size_++] = c;
  }
  std::string_view view() const { return {buffer_, size_}; }

 private:
  char buffer_[2 * CodeTable::kMaxCode + 1];
  size_t size_ = 0;
};

std::string KeyOf(std::string_view spelled, bool tree) {
  return std::string(SegmentKey(spelled, tree).view());
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

std::vector<int32_t> Union(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  std::vector<int32_t> both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}
std::vector<int32_t> Without(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
  std::vector<int32_t> rest;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(rest));
  return rest;
}
void Normalise(std::vector<int32_t>& sets) {
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
}

std::string_view WithoutSlash(std::string_view uri) {
  if (!uri.empty() && uri.back() == '/') uri.remove_suffix(1);
  return uri;
}

}  // namespace

bool IsTree(const plan::CodeSystem& system) {
  const auto says = [](std::string_view text, std::string_view word) {
    return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
             return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
           }) != text.end();
  };
  if (says(system.name, "icd") || says(system.name, "atc")) return true;
  return std::any_of(system.uris.begin(), system.uris.end(), [&](const std::string& uri) {
    return says(uri, "icd-") || says(uri, "icd9") || says(uri, "icd10") || says(uri, "/icd") ||
           says(uri, "whocc.no/atc");
  });
}

// What the lines of all sets say of one system, before it is cut into segments.
struct CodeTable::Unfolded {
  // One line's word on one code; the next line on the same code.
  struct Single {
    int32_t set;
    bool include;
    int32_t next;
  };
  std::vector<Single>
      singles;  // Until they are settled, Members::first of System::exact leads here.
  std::vector<Range> ranges;

  void AddLine(const plan::CodeRange& line, bool tree, int32_t set, bool include, System& system,
               base::Arena& texts) {
    const Spelling low_spelling(line.low, tree), high_spelling(line.high, tree);
    const std::string_view low = low_spelling.view(), high = high_spelling.view();
    if (low.empty()) return;
    if (line.high.empty() && !line.prefix) {
      AddSingle(low, set, include, system, texts);
    } else if (line.prefix && !tree) {
      AddPrefix(low, set, include, system);
    } else if (tree) {
      // All that starts with an end lies before the end followed by the greatest byte.
      const std::string_view last = line.prefix ? low : high;
      ranges.push_back({std::string(low), std::string(last) + '\xFF', set, include});
    } else if (AllDigits(low) && AllDigits(high) && low.size() < high.size()) {
      for (size_t size = low.size(); size <= high.size(); ++size) {
        const std::string from =
            size == low.size() ? std::string(low) : '1' + std::string(size - 1, '0');
        const std::string to = size == high.size() ? std::string(high) : std::string(size, '9');
        AddFlat(from, to, set, include);
      }
    } else {
      AddFlat(low, high, set, include);
    }
  }

  static void AddSide(Sides& sides, int32_t set, bool include) {
    (include ? sides.in : sides.out).push_back(set);
  }

 private:
  void AddSingle(std::string_view code, int32_t set, bool include, System& system,
                 base::Arena& texts) {
    auto at = system.exact.find(View(code));
    if (at == system.exact.end())
      at = system.exact.emplace(View(texts.CopyText(code)), Members()).first;
    singles.push_back({set, include, at->second.first});
    at->second.first = static_cast<int32_t>(singles.size()) - 1;
  }
  void AddFlat(std::string_view low, std::string_view high, int32_t set, bool include) {
    ranges.push_back({KeyOf(low, false), KeyOf(high, false) + '\0', set, include});
  }
  static void AddPrefix(std::string_view low, int32_t set, bool include, System& system) {
    auto at = std::find_if(system.prefixes.begin(), system.prefixes.end(),
                           [&](const Prefixes& p) { return p.length == low.size(); });
    if (at == system.prefixes.end()) {
      at = system.prefixes.insert(at, Prefixes{low.size(), {}});
    }
    AddSide(at->sides[View(low)], set, include);
  }
};

absl::StatusOr<CodeTable> CodeTable::Create(const plan::Plan& plan) {
  CodeTable table;
  SUTURE_RETURN_IF_ERROR(table.Add(plan));
  return table;
}

// So that tables of thousands of codes do not grow step by step.
void CodeTable::ReserveSingles(const plan::Plan& plan) {
  std::vector<size_t> singles(systems_.size());
  for (const plan::CodeSet& set : plan.code_sets) {
    for (const auto* lines : {&set.include, &set.exclude}) {
      for (const plan::CodeRange& line : *lines) {
        singles[line.system.index] += line.high.empty() && !line.prefix;
      }
    }
  }
  for (size_t i = 0; i < systems_.size(); ++i) systems_[i].exact.reserve(singles[i]);
}

absl::Status CodeTable::Add(const plan::Plan& plan) {
  systems_.resize(plan.systems.size());
  for (size_t i = 0; i < plan.systems.size(); ++i) {
    systems_[i].open = plan.systems[i].open;
    systems_[i].tree = IsTree(plan.systems[i]);
    for (const std::string& uri : plan.systems[i].uris) {
      uris_.try_emplace(View(WithoutSlash(uri)), static_cast<int32_t>(i));
    }
  }
  ReserveSingles(plan);
  std::vector<Unfolded> unfolded(systems_.size());
  for (size_t set = 0; set < plan.code_sets.size(); ++set) {
    for (const bool include : {true, false}) {
      for (const plan::CodeRange& line :
           include ? plan.code_sets[set].include : plan.code_sets[set].exclude) {
        System& system = systems_[line.system.index];
        unfolded[line.system.index].AddLine(line, system.tree, static_cast<int32_t>(set), include,
                                            system, texts_);
      }
    }
  }
  size_t memberships = 0;
  for (size_t i = 0; i < systems_.size(); ++i) {
    System& system = systems_[i];
    SUTURE_RETURN_IF_ERROR(CutSegments(system, unfolded[i].ranges, memberships));
    for (Prefixes& prefixes : system.prefixes) {
      for (auto& [prefix, sides] : prefixes.sides) {
        Normalise(sides.in);
        Normalise(sides.out);
      }
    }
    Settle(system, unfolded[i]);
  }
  return absl::OkStatus();
}

// Sets of codes that stand in the plan by themselves, with what ranges and prefixes say of them.
void CodeTable::Settle(System& system, const Unfolded& unfolded) {
  const bool has_around = !system.starts.empty() || !system.prefixes.empty();
  Sides sides;
  for (auto& [code, members] : system.exact) {
    sides.in.clear();
    sides.out.clear();
    for (int32_t at = members.first; at >= 0; at = unfolded.singles[at].next) {
      Unfolded::AddSide(sides, unfolded.singles[at].set, unfolded.singles[at].include);
    }
    Normalise(sides.in);
    Normalise(sides.out);
    if (has_around || !sides.out.empty()) {
      const Sides around = Around(system, {code.data(), code.size()});
      sides.in = Without(Union(sides.in, around.in), Union(sides.out, around.out));
    }
    members = {static_cast<int32_t>(sets_.size()), static_cast<int32_t>(sides.in.size())};
    sets_.insert(sets_.end(), sides.in.begin(), sides.in.end());
  }
}

// Cuts the line of all codes at every end of a range, and notes for each piece who covers it.
absl::Status CodeTable::CutSegments(System& system, std::vector<Range>& ranges,
                                    size_t& memberships) {
  for (const Range& range : ranges) {
    system.starts.push_back(range.low);
    system.starts.push_back(range.high);
  }
  std::sort(system.starts.begin(), system.starts.end());
  system.starts.erase(std::unique(system.starts.begin(), system.starts.end()), system.starts.end());
  system.segments.resize(system.starts.size());
  const auto place = [&](const std::string& start) {
    return std::lower_bound(system.starts.begin(), system.starts.end(), start) -
           system.starts.begin();
  };
  for (const Range& range : ranges) {
    const auto last = place(range.high);
    for (auto i = place(range.low); i < last; ++i) {
      if (++memberships > kMaxMemberships) {
        return absl::ResourceExhaustedError(fmt::format(
            "The ranges of the plan's code sets overlap too often: more than {} memberships.",
            kMaxMemberships));
      }
      Unfolded::AddSide(system.segments[i], range.set, range.include);
    }
  }
  for (Sides& sides : system.segments) {
    Normalise(sides.in);
    Normalise(sides.out);
    system.segment_sets.push_back(Without(sides.in, sides.out));
  }
  return absl::OkStatus();
}

int32_t CodeTable::FindSystem(std::string_view uri) const {
  const auto at = uris_.find(View(WithoutSlash(uri)));
  return at == uris_.end() ? -1 : at->second;
}

int32_t CodeTable::FindSegment(const System& system, std::string_view key) const {
  const auto after = std::upper_bound(system.starts.begin(), system.starts.end(), key);
  return static_cast<int32_t>(after - system.starts.begin()) - 1;
}

// What ranges and prefixes say of a code.
CodeTable::Sides CodeTable::Around(const System& system, std::string_view code) const {
  Sides sides;
  if (!system.starts.empty() && (!system.tree || code.size() >= 3)) {
    const int32_t segment = FindSegment(system, SegmentKey(code, system.tree).view());
    if (segment >= 0) sides = system.segments[segment];
  }
  for (const Prefixes& prefixes : system.prefixes) {
    if (code.size() < prefixes.length) continue;
    const auto at = prefixes.sides.find(View(code.substr(0, prefixes.length)));
    if (at == prefixes.sides.end()) continue;
    sides.in = Union(sides.in, at->second.in);
    sides.out = Union(sides.out, at->second.out);
  }
  return sides;
}

absl::Span<const int32_t> CodeTable::Find(int32_t system_index, std::string_view code,
                                          base::Arena& arena) const {
  const System& system = systems_[system_index];
  const Spelling spelling(code, system.tree);
  const std::string_view spelled = spelling.view();
  if (spelled.empty()) return {};
  if (const auto at = system.exact.find(View(spelled)); at != system.exact.end()) {
    return absl::MakeConstSpan(sets_).subspan(at->second.first, at->second.count);
  }
  if (!system.prefixes.empty()) {
    const Sides sides = Around(system, spelled);
    return arena.CopyArray<int32_t>(Without(sides.in, sides.out));
  }
  if (system.starts.empty() || (system.tree && spelled.size() < 3)) return {};
  const int32_t segment = FindSegment(system, SegmentKey(spelled, system.tree).view());
  return segment < 0 ? absl::Span<const int32_t>() : system.segment_sets[segment];
}

}  // namespace suture::chart
