// Names that stand on names that stand on names: fields, values, functions, rows. Whatever follows
// such a chain takes stack for every link, so its length is bounded before anything follows it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "compiler/ast/walk.h"
#include "compiler/check/analyses.h"

namespace suture::check {
namespace {

class NamesUsed : public ast::Walker {
 public:
  using ast::Walker::Enter;
  bool Enter(const ast::Expr& expr) override {
    if (!expr.name.empty()) names.push_back(&expr.name.text);
    return true;
  }
  bool Enter(const ast::Query& query) override {
    names.push_back(&query.kind.text);
    return true;
  }
  std::vector<const std::string*> names;
};

class ChainFinder {
 public:
  explicit ChainFinder(const resolve::Program& program)
      : program_(program), links_(program.symbols.size(), kOpen) {
    for (size_t i = 0; i < program.symbols.size(); ++i) {
      const resolve::Symbol& s = program.symbols[i];
      if (!absl::StartsWith(program.modules[s.module.index].name, "std."))
        symbols_of_[s.name].push_back(i);
    }
  }

  // The first symbol that stands on more than `most` others, one on the next. Invalid: none.
  resolve::SymbolId LongerThan(int most) {
    for (size_t i = 0; i < links_.size(); ++i) {
      if (links_[i] != kOpen || !symbols_of_.contains(program_.symbols[i].name)) continue;
      Begin(i);
      while (!path_.empty()) {
        if (Step() && links_[closed_] > most) return {static_cast<int32_t>(closed_)};
      }
    }
    return {};
  }

 private:
  static constexpr int kOpen = -1, kOnPath = -2;

  struct Place {
    size_t symbol;
    std::vector<size_t> needs;
    size_t next = 0;
    int links = 0;
  };

  void Begin(size_t symbol) {
    NamesUsed used;
    used.Walk(*program_.symbols[symbol].declaration);
    Place place{.symbol = symbol};
    for (const std::string* name : used.names) {
      if (auto found = symbols_of_.find(*name); found != symbols_of_.end()) {
        place.needs.insert(place.needs.end(), found->second.begin(), found->second.end());
      }
    }
    links_[symbol] = kOnPath;
    path_.push_back(std::move(place));
  }

  // One step along the path; true: a symbol is done with. What is on the path already is a circle,
  // which is told of by itself (S1011, S1019).
  bool Step() {
    Place& place = path_.back();
    if (place.next < place.needs.size()) {
      const size_t need = place.needs[place.next];
      if (links_[need] == kOpen) return Begin(need), false;
      if (links_[need] >= 0) place.links = std::max(place.links, links_[need] + 1);
      ++place.next;
      return false;
    }
    closed_ = place.symbol;
    links_[closed_] = place.links;
    path_.pop_back();
    return true;
  }

  const resolve::Program& program_;
  absl::flat_hash_map<std::string, std::vector<size_t>> symbols_of_;
  std::vector<int> links_;  // By symbol: how many stand one on the next below it
  std::vector<Place> path_;
  size_t closed_ = 0;
};

}  // namespace

bool FindLongChain(const resolve::Program& program, diag::Emitter& emitter) {
  const resolve::SymbolId id = ChainFinder(program).LongerThan(kMaxNameChain);
  if (!id.valid()) return false;
  const resolve::Symbol& symbol = program.symbol(id);
  emitter
      .Emit(diag::kFunctionTooLarge, symbol.span, symbol.name,
            CheckLimits::kDefaultMaxFunctionParts, kMaxNameChain)
      .Help(absl::StrCat("It stands on ", kMaxNameChain,
                         " others, each on the next. Let them stand on the chart's own entries, "
                         "or put what they share into one `let` or table."));
  return true;
}

}  // namespace suture::check
