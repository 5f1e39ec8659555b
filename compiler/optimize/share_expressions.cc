// Equal expressions become one node, and queries that ask the same become one query, so that the
// evaluator's memory of a case answers the second time. A result names lines of the spec by its
// step, and steps stay; a shared node keeps the place where it was written first.
#include <algorithm>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "compiler/optimize/passes.h"
#include "runtime/plan/walk.h"

namespace suture::optimize {
namespace {

using plan::ExprId;
using plan::QueryId;

// Gives queries over rows of one shape the same row variable where they cannot stand inside one
// another, so that what is the same reads the same. Variables of the index and of groups keep their
// numbers.
class VariableRenamer {
 public:
  explicit VariableRenamer(plan::Plan& plan)
      : plan_(plan), height_(plan.queries.size(), 0), expr_height_(plan.exprs.size(), -1) {}

  void Run() {
    std::vector<bool> fixed(static_cast<size_t>(plan_.variables), false);
    fixed[0] = true;
    for (const plan::Group& group : plan_.groups) {
      if (group.variable >= 0) fixed[group.variable] = true;
    }
    for (const plan::Shape& shape : plan_.shapes) {
      if (shape.self >= 0) fixed[shape.self] = true;
    }
    std::map<std::pair<int32_t, int>, int32_t> variable_of;
    std::vector<int32_t> renamed(static_cast<size_t>(plan_.variables));
    for (int32_t i = 0; i < plan_.variables; ++i) renamed[i] = i;
    for (size_t i = 0; i < plan_.queries.size(); ++i) {
      const plan::Query& query = plan_.queries[i];
      if (query.variable < 0 || fixed[query.variable]) continue;
      int32_t shape = plan_.collections[query.collection.index].shape.index;
      renamed[query.variable] =
          variable_of
              .try_emplace(std::pair(shape, HeightOf(QueryId{static_cast<int32_t>(i)})),
                           query.variable)
              .first->second;
    }
    for (plan::Query& query : plan_.queries) {
      if (query.variable >= 0) query.variable = renamed[query.variable];
      if (query.drawn_with >= 0) query.drawn_with = renamed[query.drawn_with];
    }
    for (plan::Expr& expr : plan_.exprs) {
      if (expr.variable >= 0) expr.variable = renamed[expr.variable];
    }
  }

 private:
  // One more than the highest query that stands inside; a query and one inside it never share a
  // height.
  int HeightOf(QueryId id) {
    int& height = height_[id.index];
    if (height == 0) {
      int inside = 0;
      plan::ForEachId(plan_.queries[id.index], [&](const auto& part) {
        if constexpr (std::is_same_v<std::decay_t<decltype(part)>, ExprId>)
          inside = std::max(inside, HeightOf(part));
      });
      height_[id.index] = inside + 1;
    }
    return height_[id.index];
  }
  int HeightOf(ExprId id) {
    if (!id.valid()) return 0;
    if (expr_height_[id.index] < 0) {
      const plan::Expr& expr = plan_.exprs[id.index];
      int height = expr.query.valid() ? HeightOf(expr.query) : 0;
      for (ExprId arg : expr.args) height = std::max(height, HeightOf(arg));
      if (expr.window)
        height = std::max({height, HeightOf(expr.window->a), HeightOf(expr.window->b)});
      expr_height_[id.index] = height;
    }
    return expr_height_[id.index];
  }

  plan::Plan& plan_;
  std::vector<int> height_;
  std::vector<int> expr_height_;
};

class Sharer {
 public:
  explicit Sharer(plan::Plan& plan)
      : plan_(plan), expr_to_(plan.exprs.size()), query_to_(plan.queries.size(), -1) {}

  void Run() {
    for (size_t i = 0; i < plan_.exprs.size(); ++i) expr_to_[i] = static_cast<int32_t>(i);
    KeepApart();
    for (size_t i = 0; i < plan_.exprs.size(); ++i) {
      plan::Expr& expr = plan_.exprs[i];
      if (expr.query.valid()) SettleQuery(expr.query.index);
      plan::ForEachId(expr, [&](auto& id) { id = Map(id); });
      auto [it, fresh] = exprs_.try_emplace(KeyOf(expr), static_cast<int32_t>(i));
      expr_to_[i] = it->second;
    }
    for (size_t i = 0; i < plan_.queries.size(); ++i) SettleQuery(static_cast<int32_t>(i));
    plan::ForEachId(plan_, [&](auto& id) { id = Map(id); });
    Compact();
  }

 private:
  // The queries of the index, groups, unions and episodes are known by their own number.
  void KeepApart() {
    auto keep = [&](QueryId id) {
      if (id.valid()) query_to_[id.index] = id.index;
    };
    keep(plan_.index.query);
    for (const plan::Group& group : plan_.groups) keep(group.over);
    for (const plan::Collection& collection : plan_.collections) {
      for (QueryId id : collection.from) keep(id);
    }
    for (const plan::Episodes& episodes : plan_.episodes) {
      for (const auto* list :
           {&episodes.opens, &episodes.closes, &episodes.seen, &episodes.no_end}) {
        for (QueryId id : *list) keep(id);
      }
    }
  }

  // What stands inside a query comes before the expression that asks it, so it is settled by now.
  void SettleQuery(int32_t index) {
    if (query_to_[index] >= 0) return;
    plan::Query& query = plan_.queries[index];
    plan::ForEachId(query, [&](auto& id) {
      if constexpr (std::is_same_v<std::decay_t<decltype(id)>, ExprId>) id = Map(id);
    });
    query_to_[index] = queries_.try_emplace(KeyOf(query), index).first->second;
  }

  template <typename T>
  static std::string KeyOf(const T& node) {
    std::string key;
    plan::AppendContent(
        node, key, [](auto id, std::string& out) { out += '#' + std::to_string(id.index); },
        [](const auto&, std::string_view, std::string&) { return false; });
    return key;
  }

  ExprId Map(ExprId id) const { return id.valid() ? ExprId{expr_to_[id.index]} : id; }
  QueryId Map(QueryId id) const {
    return id.valid() && query_to_[id.index] >= 0 ? QueryId{query_to_[id.index]} : id;
  }
  template <typename Id>
  Id Map(Id id) const {
    return id;
  }

  // Drops the nodes that nobody points to any more; order stays.
  void Compact() {
    std::vector<bool> expr_used(plan_.exprs.size()), query_used(plan_.queries.size());
    auto use = [&](auto&& self, const auto& node) -> void {
      plan::ForEachId(node, [&](const auto& id) {
        using Id = std::decay_t<decltype(id)>;
        if constexpr (std::is_same_v<Id, ExprId>) {
          if (!id.valid() || expr_used[id.index]) return;
          expr_used[id.index] = true;
          self(self, plan_.exprs[id.index]);
        } else if constexpr (std::is_same_v<Id, QueryId>) {
          if (!id.valid() || query_used[id.index]) return;
          query_used[id.index] = true;
          self(self, plan_.queries[id.index]);
        }
      });
    };
    plan::ForEachMember<plan::Plan>([&](const auto& member) {
      if (member.name != "exprs" && member.name != "queries") use(use, plan_.*(member.pointer));
    });
    std::vector<int32_t> expr_at = Squeeze(plan_.exprs, expr_used),
                         query_at = Squeeze(plan_.queries, query_used);
    plan::ForEachId(plan_, [&](auto& id) {
      using Id = std::decay_t<decltype(id)>;
      if constexpr (std::is_same_v<Id, ExprId>) id.index = id.valid() ? expr_at[id.index] : -1;
      if constexpr (std::is_same_v<Id, QueryId>) id.index = id.valid() ? query_at[id.index] : -1;
    });
  }

  template <typename T>
  static std::vector<int32_t> Squeeze(std::vector<T>& table, const std::vector<bool>& used) {
    std::vector<int32_t> at(table.size(), -1);
    size_t kept = 0;
    for (size_t i = 0; i < table.size(); ++i) {
      if (!used[i]) continue;
      at[i] = static_cast<int32_t>(kept);
      if (kept != i) table[kept] = std::move(table[i]);
      ++kept;
    }
    table.resize(kept);
    return at;
  }

  plan::Plan& plan_;
  std::vector<int32_t> expr_to_, query_to_;
  absl::flat_hash_map<std::string, int32_t> exprs_, queries_;
};

}  // namespace

void ShareExpressions(plan::Plan& plan) {
  VariableRenamer(plan).Run();
  Sharer(plan).Run();
}

}  // namespace suture::optimize
