#include "runtime/plan/needs.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"

namespace suture::plan {
namespace {

class Walker {
 public:
  explicit Walker(const plan::Plan& plan) : plan_(plan) {}

  void OfField(FieldId id) {
    const plan::Field& field = plan_.fields[id.index];
    Expr(field.applies_when);
    if (HangsOnDate(field)) Expr(plan_.registry.versions_by);
    for (const plan::Step& step : field.steps) {
      Expr(step.when);
      Expr(step.value);
      if (step.table.valid()) {
        for (const plan::TableRow& row : plan_.tables[step.table.index].rows) {
          Expr(row.condition);
          Expr(row.value);
        }
      }
      Prompt(step.prompt);
    }
    // A field of a group stands once a row; which rows there are does not depend on the group's
    // fields.
    for (plan::GroupId group = field.group; group.valid();
         group = plan_.groups[group.index].parent) {
      Query(plan_.groups[group.index].over);
    }
  }

  void Expr(ExprId id) {
    if (!id.valid() || !exprs_.insert(id.index).second) return;
    const plan::Expr& expr = plan_.exprs[id.index];
    for (ExprId arg : expr.args) Expr(arg);
    if (expr.field.valid()) fields_.insert(expr.field.index);
    Query(expr.query);
    Cover(expr.cover);
    Prompt(expr.prompt);
    if (expr.window) Window(*expr.window);
    if (expr.lab.valid()) Expr(plan_.labs[expr.lab.index].derived);
  }

  void Cover(plan::CoverId id) {
    if (!id.valid() || !covers_.insert(id.index).second) return;
    const plan::Cover& cover = plan_.covers[id.index];
    if (cover.window) Window(*cover.window);
    Expr(cover.when);
  }

  void Query(QueryId id) {
    if (!id.valid() || !queries_.insert(id.index).second) return;
    const plan::Query& query = plan_.queries[id.index];
    Collection(query.collection);
    for (const plan::Window& window : query.windows) Window(window);
    Expr(query.where);
    Expr(query.yield);
    Expr(query.order_by);
    Expr(query.closest_to);
    Expr(query.except_source);
    for (plan::CoverId cover : query.covers) Cover(cover);
    if (query.lab.valid()) Expr(plan_.labs[query.lab.index].derived);
  }

  void Prompt(PromptId id) {
    if (!id.valid() || !prompts_.insert(id.index).second) return;
    const plan::Prompt& prompt = plan_.prompts[id.index];
    for (const plan::ReadScope& read : prompt.reads) {
      if (read.written) Window(*read.written);
      if (read.true_when) Window(*read.true_when);
    }
    for (const auto* parts : {&prompt.instructions, &prompt.text}) {
      for (const plan::PromptPart& part : *parts) Expr(part.hole);
    }
  }

  Needs Take() {
    Needs needs;
    Collect(exprs_, needs.exprs);
    Collect(queries_, needs.queries);
    Collect(fields_, needs.fields);
    Collect(prompts_, needs.prompts);
    return needs;
  }

 private:
  static bool IsDated(const Effective& effective) {
    return !effective.from.empty() || !effective.until.empty();
  }
  bool HangsOnDate(const plan::Field& field) const {
    if (IsDated(field.effective)) return true;
    if (absl::c_any_of(field.steps, [](const plan::Step& step) { return IsDated(step.effective); }))
      return true;
    if (field.type.reading.valid() && IsDated(plan_.readings[field.type.reading.index].effective))
      return true;
    return field.type.choice.valid() &&
           absl::c_any_of(
               plan_.choices[field.type.choice.index].members,
               [](const plan::ChoiceMember& member) { return IsDated(member.effective); });
  }

  // A set, not a mark on every part of the plan: a registry has as many walks as fields.
  using Seen = absl::flat_hash_set<int32_t>;

  template <typename Id>
  static void Collect(const Seen& seen, std::vector<Id>& out) {
    for (int32_t index : seen) out.push_back({index});
    std::sort(out.begin(), out.end(), [](Id a, Id b) { return a.index < b.index; });
  }

  void Window(const plan::Window& window) {
    Expr(window.a);
    Expr(window.b);
  }

  void Collection(plan::CollectionId id) {
    if (!id.valid() || !collections_.insert(id.index).second) return;
    const plan::Collection& collection = plan_.collections[id.index];
    Prompt(collection.prompt);
    for (QueryId from : collection.from) Query(from);
    if (collection.group.valid()) {
      const plan::Group& group = plan_.groups[collection.group.index];
      Query(group.over);
      for (FieldId field : group.fields) fields_.insert(field.index);
    }
    if (collection.episodes.valid()) {
      const plan::Episodes& episodes = plan_.episodes[collection.episodes.index];
      for (const auto* queries :
           {&episodes.opens, &episodes.closes, &episodes.seen, &episodes.no_end}) {
        for (QueryId query : *queries) Query(query);
      }
    }
    Shape(collection.shape);
  }

  void Shape(plan::ShapeId id) {
    if (!id.valid() || !shapes_.insert(id.index).second) return;
    Expr(plan_.shapes[id.index].valid);
    for (const plan::Binding& binding : plan_.shapes[id.index].bindings) Expr(binding.when);
  }

  const plan::Plan& plan_;
  Seen exprs_, queries_, prompts_, fields_, collections_, covers_, shapes_;
};

}  // namespace

Needs NeedsOf(const plan::Plan& plan, FieldId field) {
  Walker walker(plan);
  walker.OfField(field);
  return walker.Take();
}

Needs NeedsOf(const plan::Plan& plan, ExprId expr) {
  Walker walker(plan);
  walker.Expr(expr);
  return walker.Take();
}

Needs NeedsOf(const plan::Plan& plan, plan::CoverId cover) {
  Walker walker(plan);
  walker.Cover(cover);
  return walker.Take();
}

Needs NeedsOf(const plan::Plan& plan, QueryId query) {
  Walker walker(plan);
  walker.Query(query);
  return walker.Take();
}

Needs NeedsOf(const plan::Plan& plan, PromptId prompt) {
  Walker walker(plan);
  walker.Prompt(prompt);
  return walker.Take();
}

std::vector<CollectionId> ExtractsShown(const plan::Plan& plan, const plan::Prompt& prompt) {
  std::vector<CollectionId> shown;
  const auto add = [&](const Type& type) {
    if (type.kind != TypeKind::kRefs || !type.shape.valid()) return;
    for (size_t i = 0; i < plan.collections.size(); ++i) {
      const plan::Collection& rows = plan.collections[i];
      if (rows.kind == CollectionKind::kExtract && rows.shape == type.shape) {
        shown.push_back({static_cast<int32_t>(i)});
      }
    }
  };
  add(prompt.answer);
  if (prompt.is_extract && prompt.collection.valid()) {
    const ShapeId shape = plan.collections[prompt.collection.index].shape;
    for (const Attribute& attribute : plan.shapes[shape.index].attributes) add(attribute.type);
  }
  return shown;
}

}  // namespace suture::plan
