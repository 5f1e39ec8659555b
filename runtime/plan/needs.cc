#include "runtime/plan/needs.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"

namespace suture::plan {

class NeedsFinder::Walker {
 public:
  explicit Walker(const plan::Plan& plan) : plan_(plan) {}

  void Begin() {
    const auto size = [](const auto&... tables) { return std::array{tables.size()...}; };
    const auto sizes = size(plan_.exprs, plan_.queries, plan_.prompts, plan_.fields,
                            plan_.collections, plan_.covers, plan_.shapes);
    for (size_t i = 0; i < sizes.size(); ++i) seen_[i]->Begin(sizes[i]);
  }

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
    if (!id.valid() || !exprs_.Insert(id.index)) return;
    const plan::Expr& expr = plan_.exprs[id.index];
    for (ExprId arg : expr.args) Expr(arg);
    if (expr.field.valid()) fields_.Insert(expr.field.index);
    Query(expr.query);
    Cover(expr.cover);
    Prompt(expr.prompt);
    if (expr.window) Window(*expr.window);
    if (expr.lab.valid()) Expr(plan_.labs[expr.lab.index].derived);
  }

  void Cover(plan::CoverId id) {
    if (!id.valid() || !covers_.Insert(id.index)) return;
    const plan::Cover& cover = plan_.covers[id.index];
    if (cover.window) Window(*cover.window);
    Expr(cover.when);
  }

  void Query(QueryId id) {
    if (!id.valid() || !queries_.Insert(id.index)) return;
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
    if (!id.valid() || !prompts_.Insert(id.index)) return;
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
    exprs_.Collect(needs.exprs);
    queries_.Collect(needs.queries);
    fields_.Collect(needs.fields);
    prompts_.Collect(needs.prompts);
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

  // What one walk has met. A registry has as many walks as fields, and each meets a few parts of
  // the plan: marks of earlier walks stay and count for nothing.
  class Seen {
   public:
    void Begin(size_t size) {
      if (marks_.size() < size) marks_.resize(size, 0);
      found_.clear();
      ++walk_;
    }
    bool Insert(int32_t index) {
      if (marks_[static_cast<size_t>(index)] == walk_) return false;
      marks_[static_cast<size_t>(index)] = walk_;
      found_.push_back(index);
      return true;
    }
    template <typename Id>
    void Collect(std::vector<Id>& out) {
      std::sort(found_.begin(), found_.end());
      out.reserve(found_.size());
      for (int32_t index : found_) out.push_back({index});
    }

   private:
    std::vector<uint32_t> marks_;  // The walk that met it last
    std::vector<int32_t> found_;
    uint32_t walk_ = 0;
  };

  void Window(const plan::Window& window) {
    Expr(window.a);
    Expr(window.b);
  }

  void Collection(plan::CollectionId id) {
    if (!id.valid() || !collections_.Insert(id.index)) return;
    const plan::Collection& collection = plan_.collections[id.index];
    Prompt(collection.prompt);
    for (QueryId from : collection.from) Query(from);
    if (collection.group.valid()) {
      const plan::Group& group = plan_.groups[collection.group.index];
      Query(group.over);
      for (FieldId field : group.fields) fields_.Insert(field.index);
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
    if (!id.valid() || !shapes_.Insert(id.index)) return;
    Expr(plan_.shapes[id.index].valid);
    for (const plan::Binding& binding : plan_.shapes[id.index].bindings) Expr(binding.when);
  }

  const plan::Plan& plan_;
  Seen exprs_, queries_, prompts_, fields_, collections_, covers_, shapes_;
  const std::array<Seen*, 7> seen_ = {&exprs_,       &queries_, &prompts_, &fields_,
                                      &collections_, &covers_,  &shapes_};
};

NeedsFinder::NeedsFinder(const Plan& plan) : walker_(std::make_unique<Walker>(plan)) {}
NeedsFinder::~NeedsFinder() = default;

Needs NeedsFinder::Of(FieldId field) {
  walker_->Begin();
  walker_->OfField(field);
  return walker_->Take();
}
Needs NeedsFinder::Of(ExprId expr) {
  walker_->Begin();
  walker_->Expr(expr);
  return walker_->Take();
}
Needs NeedsFinder::Of(CoverId cover) {
  walker_->Begin();
  walker_->Cover(cover);
  return walker_->Take();
}
Needs NeedsFinder::Of(QueryId query) {
  walker_->Begin();
  walker_->Query(query);
  return walker_->Take();
}
Needs NeedsFinder::Of(PromptId prompt) {
  walker_->Begin();
  walker_->Prompt(prompt);
  return walker_->Take();
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
