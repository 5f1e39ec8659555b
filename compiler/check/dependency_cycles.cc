#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/ast/walk.h"
#include "compiler/check/analyses.h"
#include "runtime/plan/needs.h"

namespace suture::check {
namespace {

using plan::FieldId;

class NamesUsed : public ast::Walker {
 public:
  using ast::Walker::Enter;
  bool Enter(const ast::Expr& expr) override {
    if (!expr.name.empty()) names.insert(expr.name.text);
    return true;
  }
  std::set<std::string> names;
};

class CycleFinder {
 public:
  CycleFinder(const typed::Module& module, const resolve::Program& program, diag::Emitter& emitter)
      : module_(module),
        program_(program),
        emitter_(emitter),
        state_(module.draft.fields.size(), State::kOpen) {}

  void Run() {
    for (size_t i = 0; i < module_.draft.fields.size(); ++i) Visit({static_cast<int32_t>(i)});
  }

 private:
  enum class State : uint8_t { kOpen, kOnPath, kDone };

  void Visit(FieldId id) {
    if (state_[id.index] == State::kDone) return;
    if (state_[id.index] == State::kOnPath) return Report(id);
    state_[id.index] = State::kOnPath;
    path_.push_back(id);
    for (FieldId needed : needs_.Of(id).fields) Visit(needed);
    path_.pop_back();
    state_[id.index] = State::kDone;
  }

  void Report(FieldId id) {
    auto begin = std::find(path_.begin(), path_.end(), id);
    std::string circle;
    for (auto it = begin; it != path_.end(); ++it) {
      absl::StrAppend(&circle, "`", module_.draft.fields[it->index].name, "` needs ");
      for (const std::string& between : Between(*it, it + 1 == path_.end() ? id : *(it + 1))) {
        absl::StrAppend(&circle, "`", between, "` needs ");
      }
    }
    absl::StrAppend(&circle, "`", module_.draft.fields[id.index].name, "`");
    auto builder = emitter_.Emit(diag::kDependencyCycle, module_.fields[id.index].name_span,
                                 module_.draft.fields[id.index].name, circle);
    for (auto it = begin + 1; it < path_.end(); ++it) {
      builder.Label(module_.fields[it->index].name_span, "This field is part of the circle.");
    }
    builder.Help("Put what both need into a `finding` of its own.");
  }

  // The values, events and functions by which a field comes to need another; none where it names
  // the other itself.
  std::vector<std::string> Between(FieldId from, FieldId to) {
    const std::string& goal = module_.draft.fields[to.index].name;
    const resolve::SymbolId start = module_.fields[from.index].symbol;
    if (!start.valid()) return {};
    std::vector<std::pair<const ast::Declaration*, std::vector<std::string>>> reached = {
        {program_.symbol(start).declaration, {}}};
    std::set<std::string> seen;
    for (size_t at = 0; at < reached.size(); ++at) {
      NamesUsed used;
      used.Walk(*reached[at].first);
      if (used.names.contains(goal)) return reached[at].second;
      for (const resolve::Symbol& symbol : program_.symbols) {
        const bool passes_on = symbol.As<ast::Let>() != nullptr ||
                               symbol.As<ast::Event>() != nullptr ||
                               symbol.As<ast::Define>() != nullptr;
        if (!passes_on || !used.names.contains(symbol.name) || !seen.insert(symbol.name).second) {
          continue;
        }
        std::vector<std::string> path = reached[at].second;
        path.push_back(symbol.name);
        reached.emplace_back(symbol.declaration, std::move(path));
      }
    }
    return Unnamed(from, to);
  }

  // The extract or the cover that stands between: a query comes to need both without their names.
  std::vector<std::string> Unnamed(FieldId from, FieldId to) {
    const plan::Plan& plan = module_.draft;
    const auto leads = [&](const plan::Needs& needs) {
      return absl::c_linear_search(needs.fields, to);
    };
    const plan::Needs needs = needs_.Of(from);
    for (plan::PromptId id : needs.prompts) {
      const plan::Prompt& prompt = plan.prompts[id.index];
      if (prompt.is_extract && leads(needs_.Of(id))) return {prompt.name};
    }
    for (plan::QueryId id : needs.queries) {
      for (plan::CoverId cover : plan.queries[id.index].covers) {
        const std::string& name = plan.covers[cover.index].name;
        if (!leads(needs_.Of(cover))) continue;
        return {name.empty() ? "complete" : name};
      }
    }
    return {};
  }

  const typed::Module& module_;
  const resolve::Program& program_;
  diag::Emitter& emitter_;
  plan::NeedsFinder needs_{module_.draft};
  std::vector<State> state_;
  std::vector<FieldId> path_;
};

}  // namespace

void FindDependencyCycles(const typed::Module& module, const resolve::Program& program,
                          diag::Emitter& emitter) {
  CycleFinder(module, program, emitter).Run();
}

}  // namespace suture::check
