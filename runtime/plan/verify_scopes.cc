#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "runtime/base/status_macros.h"
#include "runtime/plan/verify_parts.h"

namespace suture::plan::internal {
namespace {

// What one thing of the plan depends on, walked depth first over all tables at once.
enum class NodeKind {
  kExpr,
  kQuery,
  kCover,
  kCollection,
  kShape,
  kLab,
  kPrompt,
  kTable,
  kGroup,
  kField,
  kEpisodes
};
constexpr size_t kNodeKinds = 11;
constexpr std::array<std::string_view, kNodeKinds> kTableNames = {
    "exprs",   "queries", "covers", "collections", "shapes",  "labs",
    "prompts", "tables",  "groups", "fields",      "episodes"};

// Sets of row variables, each kept once: most expressions have none or share their neighbour's.
class VariableSets {
 public:
  static constexpr int32_t kNone = 0;
  VariableSets() {
    sets_.emplace_back();
    known_[{}] = kNone;
  }

  const std::vector<int32_t>& Get(int32_t set) const { return sets_[set]; }
  int32_t With(int32_t set, int32_t variable) { return Union(set, Intern({variable})); }
  int32_t Union(int32_t a, int32_t b) {
    if (a == b || b == kNone) return a;
    if (a == kNone) return b;
    std::vector<int32_t> both;
    std::set_union(sets_[a].begin(), sets_[a].end(), sets_[b].begin(), sets_[b].end(),
                   std::back_inserter(both));
    return Intern(std::move(both));
  }
  int32_t Without(int32_t set, int32_t variable) {
    if (!std::binary_search(sets_[set].begin(), sets_[set].end(), variable)) return set;
    std::vector<int32_t> rest = sets_[set];
    rest.erase(std::find(rest.begin(), rest.end(), variable));
    return Intern(std::move(rest));
  }

 private:
  int32_t Intern(std::vector<int32_t> set) {
    const auto [at, added] = known_.try_emplace(std::move(set), static_cast<int32_t>(sets_.size()));
    if (added) sets_.push_back(at->first);
    return at->second;
  }
  std::vector<std::vector<int32_t>> sets_;
  std::map<std::vector<int32_t>, int32_t> known_;
};

class Scopes {
 public:
  explicit Scopes(const Plan& plan) : plan_(plan) {
    const std::array<size_t, kNodeKinds> sizes = {
        plan.exprs.size(),  plan.queries.size(), plan.covers.size(),  plan.collections.size(),
        plan.shapes.size(), plan.labs.size(),    plan.prompts.size(), plan.tables.size(),
        plan.groups.size(), plan.fields.size(),  plan.episodes.size()};
    size_t total = 0;
    for (size_t kind = 0; kind < kNodeKinds; ++kind) {
      base_[kind] = static_cast<int32_t>(total);
      total += sizes[kind];
    }
    node_count_ = static_cast<int32_t>(total);
    notes_.resize(total);
    positions_.resize(plan.fields.size());
    for (size_t i = 0; i < plan.order.size(); ++i)
      positions_[plan.order[i].index] = static_cast<int32_t>(i);
  }

  absl::Status Verify() {
    SUTURE_RETURN_IF_ERROR(ShapesOfVariables());
    SUTURE_RETURN_IF_ERROR(GroupChains());
    for (int32_t node = 0; node < node_count_; ++node) SUTURE_RETURN_IF_ERROR(Walk(node));
    for (size_t i = 0; i < plan_.checks.size(); ++i) {
      const Check& check = plan_.checks[i];
      if (!Within(Free(check.when), Chain(check.group), {0}))
        return Wrong("checks[{}] reads a row that is not there", i);
    }
    if (!Within(Free(plan_.registry.versions_by), {}, {0}))
      return Wrong("the date of the version reads a row that is not there");
    return VerifyIndexScope();
  }

 private:
  // What is known of a node once all that it depends on is known.
  struct Note {
    int32_t free = VariableSets::kNone;  // Row variables that must be bound around it.
    int32_t latest = -1;                 // Place in `order` of the last field that it reads.
    int32_t depth = 0;
    bool beyond_row = false;  // It reads more than the row at hand.
    enum : uint8_t { kNew, kOpen, kDone } state = kNew;
  };
  struct Frame {
    int32_t node;
    size_t first, next, end;  // Into children_
  };

  int32_t Node(NodeKind kind, int32_t index) const {
    return base_[static_cast<size_t>(kind)] + index;
  }
  std::pair<NodeKind, int32_t> Locate(int32_t node) const {
    size_t kind = kNodeKinds - 1;
    while (node < base_[kind]) --kind;
    return {static_cast<NodeKind>(kind), node - base_[kind]};
  }
  std::string Place(int32_t node) const {
    const auto [kind, index] = Locate(node);
    return fmt::format("{}[{}]", kTableNames[static_cast<size_t>(kind)], index);
  }
  int32_t Free(ExprId id) const {
    return id.valid() ? notes_[Node(NodeKind::kExpr, id.index)].free : VariableSets::kNone;
  }

  // A variable is the row of one shape wherever it is bound.
  absl::Status ShapesOfVariables() {
    variable_shapes_.assign(plan_.variables, ShapeId{});
    for (size_t i = 0; i < plan_.shapes.size(); ++i) {
      SUTURE_RETURN_IF_ERROR(Bind(plan_.shapes[i].self, {static_cast<int32_t>(i)}));
    }
    for (const Query& query : plan_.queries) {
      SUTURE_RETURN_IF_ERROR(Bind(query.variable, plan_.collections[query.collection.index].shape));
    }
    for (const Group& group : plan_.groups) {
      if (!group.over.valid()) continue;
      const CollectionId over = plan_.queries[group.over.index].collection;
      SUTURE_RETURN_IF_ERROR(Bind(group.variable, plan_.collections[over.index].shape));
    }
    return absl::OkStatus();
  }
  absl::Status Bind(int32_t variable, ShapeId shape) {
    if (variable < 0) return absl::OkStatus();
    ShapeId& bound = variable_shapes_[variable];
    if (bound.valid() && bound != shape)
      return Wrong("the row variable {} is bound to rows of two shapes", variable);
    bound = shape;
    return absl::OkStatus();
  }

  // The row variables of a group and of those around it.
  absl::Status GroupChains() {
    chains_.resize(plan_.groups.size());
    for (size_t i = 0; i < plan_.groups.size(); ++i) {
      GroupId at{static_cast<int32_t>(i)};
      for (size_t steps = 0; at.valid(); at = plan_.groups[at.index].parent) {
        if (++steps > plan_.groups.size()) return Wrong("groups[{}] lies within itself", i);
        chains_[i].push_back(plan_.groups[at.index].variable);
      }
    }
    return absl::OkStatus();
  }
  absl::Span<const int32_t> Chain(GroupId group) const {
    return group.valid() ? absl::Span<const int32_t>(chains_[group.index])
                         : absl::Span<const int32_t>();
  }
  bool Within(int32_t free, absl::Span<const int32_t> bound,
              std::initializer_list<int32_t> more) const {
    for (const int32_t variable : sets_.Get(free)) {
      if (std::find(bound.begin(), bound.end(), variable) == bound.end() &&
          std::find(more.begin(), more.end(), variable) == more.end()) {
        return false;
      }
    }
    return true;
  }

  // ---- the walk ---------------------------------------------------------------------------------

  absl::Status Walk(int32_t root) {
    if (notes_[root].state == Note::kDone) return absl::OkStatus();
    Open(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.end) {
        SUTURE_RETURN_IF_ERROR(Close(frame));
        children_.resize(frame.first);
        frames_.pop_back();
        continue;
      }
      const int32_t child = children_[frame.next++];
      if (notes_[child].state == Note::kOpen) {
        return Wrong("{} depends on itself, through {}", Place(child), Place(frames_.back().node));
      }
      if (notes_[child].state == Note::kNew) Open(child);
    }
    return absl::OkStatus();
  }

  void Open(int32_t node) {
    notes_[node].state = Note::kOpen;
    const size_t first = children_.size();
    const auto [kind, index] = Locate(node);
    AddChildren(kind, index);
    frames_.push_back({node, first, first, children_.size()});
  }

  template <typename Id>
  void Add(NodeKind kind, Id id) {
    if (id.valid()) children_.push_back(Node(kind, id.index));
  }
  void AddExpr(ExprId id) { Add(NodeKind::kExpr, id); }
  void AddWindow(const std::optional<Window>& window) {
    if (!window) return;
    AddExpr(window->a);
    AddExpr(window->b);
  }

  void AddChildren(NodeKind kind, int32_t index) {
    switch (kind) {
      case NodeKind::kExpr:
        return AddOf(plan_.exprs[index]);
      case NodeKind::kQuery:
        return AddOf(plan_.queries[index]);
      case NodeKind::kCover:
        return AddOf(plan_.covers[index]);
      case NodeKind::kCollection:
        return AddOf(plan_.collections[index]);
      case NodeKind::kShape:
        return AddOf(plan_.shapes[index]);
      case NodeKind::kLab:
        return AddOf(plan_.labs[index]);
      case NodeKind::kPrompt:
        return AddOf(plan_.prompts[index]);
      case NodeKind::kTable:
        return AddOf(plan_.tables[index]);
      case NodeKind::kGroup:
        return AddOf(plan_.groups[index]);
      case NodeKind::kField:
        return AddOf(plan_.fields[index]);
      case NodeKind::kEpisodes:
        return AddOf(plan_.episodes[index]);
    }
  }
  void AddOf(const Expr& expr) {
    for (const ExprId arg : expr.args) AddExpr(arg);
    Add(NodeKind::kField, expr.field);
    Add(NodeKind::kLab, expr.lab);
    Add(NodeKind::kQuery, expr.query);
    Add(NodeKind::kCover, expr.cover);
    Add(NodeKind::kPrompt, expr.prompt);
    AddWindow(expr.window);
  }
  void AddOf(const Query& query) {
    Add(NodeKind::kCollection, query.collection);
    Add(NodeKind::kLab, query.lab);
    for (const Window& window : query.windows) AddWindow(window);
    for (const ExprId expr :
         {query.where, query.yield, query.order_by, query.closest_to, query.except_source})
      AddExpr(expr);
    for (const CoverId cover : query.covers) Add(NodeKind::kCover, cover);
  }
  void AddOf(const Cover& cover) {
    AddWindow(cover.window);
    AddExpr(cover.when);
  }
  void AddOf(const Collection& collection) {
    Add(NodeKind::kShape, collection.shape);
    Add(NodeKind::kPrompt, collection.prompt);
    Add(NodeKind::kEpisodes, collection.episodes);
    for (const QueryId query : collection.from) Add(NodeKind::kQuery, query);
    if (!collection.group.valid()) return;
    Add(NodeKind::kGroup, collection.group);
    for (const FieldId field : plan_.groups[collection.group.index].fields)
      Add(NodeKind::kField, field);
  }
  void AddOf(const Shape& shape) {
    AddExpr(shape.valid);
    for (const Binding& binding : shape.bindings) AddExpr(binding.when);
  }
  void AddOf(const Lab& lab) {
    Add(NodeKind::kCollection, lab.collection);
    AddExpr(lab.derived);
  }
  void AddOf(const Prompt& prompt) {
    for (const ReadScope& scope : prompt.reads) {
      AddWindow(scope.written);
      AddWindow(scope.true_when);
    }
    for (const auto* parts : {&prompt.instructions, &prompt.text}) {
      for (const PromptPart& part : *parts) AddExpr(part.hole);
    }
  }
  void AddOf(const Table& table) {
    for (const TableRow& row : table.rows) {
      AddExpr(row.condition);
      AddExpr(row.value);
    }
  }
  void AddOf(const Group& group) {
    Add(NodeKind::kQuery, group.over);
    Add(NodeKind::kGroup, group.parent);
  }
  void AddOf(const Field& field) {
    Add(NodeKind::kGroup, field.group);
    AddExpr(field.applies_when);
    for (const Step& step : field.steps) {
      AddExpr(step.when);
      AddExpr(step.value);
      Add(NodeKind::kTable, step.table);
      Add(NodeKind::kPrompt, step.prompt);
    }
  }
  void AddOf(const Episodes& episodes) {
    for (const auto* queries :
         {&episodes.opens, &episodes.closes, &episodes.seen, &episodes.no_end}) {
      for (const QueryId query : *queries) Add(NodeKind::kQuery, query);
    }
  }

  // All children are known: works out the node's own note and checks it against what is bound
  // there.
  absl::Status Close(const Frame& frame) {
    Note& note = notes_[frame.node];
    for (size_t i = frame.first; i < frame.end; ++i) {
      const Note& child = notes_[children_[i]];
      note.free = sets_.Union(note.free, child.free);
      note.latest = std::max(note.latest, child.latest);
      note.depth = std::max(note.depth, child.depth + 1);
      note.beyond_row = note.beyond_row || child.beyond_row;
    }
    if (note.depth > kMaxNesting)
      return Wrong("{} is nested more than {} deep", Place(frame.node), kMaxNesting);
    note.state = Note::kDone;
    const auto [kind, index] = Locate(frame.node);
    const absl::Status status = CloseKind(kind, index, note);
    return status.ok() ? status : Wrong("{}: {}", Place(frame.node), std::string(status.message()));
  }

  absl::Status CloseKind(NodeKind kind, int32_t index, Note& note) {
    const auto unbound = [] { return Wrong("it reads a row that is not there"); };
    switch (kind) {
      case NodeKind::kExpr:
        return CloseExpr(plan_.exprs[index], note);
      case NodeKind::kQuery:
        return CloseQuery(plan_.queries[index], note);
      case NodeKind::kShape:
        if (!Within(note.free, {}, {plan_.shapes[index].self})) return unbound();
        if (note.beyond_row) return Wrong("its conditions read more than the entry itself");
        break;
      case NodeKind::kLab: {
        const ShapeId shape = plan_.collections[plan_.labs[index].collection.index].shape;
        if (!Within(note.free, {}, {0, plan_.shapes[shape.index].self})) return unbound();
        break;
      }
      case NodeKind::kCollection:  // Of a group: its fields in all of its rows.
        if (!Within(note.free, Chain(plan_.collections[index].group), {0})) return unbound();
        break;
      case NodeKind::kEpisodes:
        if (!Within(note.free, {}, {0})) return unbound();
        break;
      case NodeKind::kGroup:
        if (!Within(note.free, Chain(plan_.groups[index].parent), {0})) return unbound();
        break;
      case NodeKind::kField:
        return CloseField(index, note);
      case NodeKind::kCover:
      case NodeKind::kPrompt:
      case NodeKind::kTable:
        note.depth = 0;
        return absl::OkStatus();  // Judged where they are used.
    }
    // Whoever reads these rows needs no row of its own for it, and nesting starts anew.
    note.free = VariableSets::kNone;
    note.depth = 0;
    return absl::OkStatus();
  }

  absl::Status CloseExpr(const Expr& expr, Note& note) {
    note.beyond_row = note.beyond_row || expr.op == Op::kField || expr.op == Op::kQuery ||
                      expr.op == Op::kComplete || expr.op == Op::kNext || expr.op == Op::kLabValue;
    if (expr.op != Op::kVariable && expr.op != Op::kAttribute && expr.op != Op::kLabValue &&
        expr.op != Op::kNext) {
      return absl::OkStatus();
    }
    note.free = sets_.With(note.free, expr.variable);
    const ShapeId shape = variable_shapes_[expr.variable];
    if (expr.op == Op::kAttribute) {
      if (!shape.valid()) return Wrong("the row variable {} is bound nowhere", expr.variable);
      const size_t count = plan_.shapes[shape.index].attributes.size();
      if (expr.attribute < 0 || expr.attribute >= static_cast<int64_t>(count)) {
        return Wrong("{} has no attribute {}", plan_.shapes[shape.index].name, expr.attribute);
      }
    }
    if (expr.op == Op::kLabValue) {
      const CollectionId collection = plan_.labs[expr.lab.index].collection;
      if (shape != plan_.collections[collection.index].shape)
        return Wrong("the row is not one of its lab");
    }
    return absl::OkStatus();
  }

  absl::Status CloseQuery(const Query& query, Note& note) {
    // The row is bound in what looks at it, and not in what the rows are chosen by before.
    int32_t inside = VariableSets::kNone;
    for (const ExprId expr : {query.where, query.yield, query.order_by})
      inside = sets_.Union(inside, Free(expr));
    note.free = sets_.Without(inside, query.variable);
    for (const Window& window : query.windows) {
      note.free = sets_.Union(sets_.Union(note.free, Free(window.a)), Free(window.b));
    }
    note.free =
        sets_.Union(sets_.Union(note.free, Free(query.closest_to)), Free(query.except_source));
    for (const CoverId cover : query.covers) {
      note.free = sets_.Union(note.free, notes_[Node(NodeKind::kCover, cover.index)].free);
    }
    if (query.drawn_with >= 0) note.free = sets_.With(note.free, query.drawn_with);
    const std::vector<int32_t>& free = sets_.Get(note.free);
    if (query.variable > 0 && std::binary_search(free.begin(), free.end(), query.variable)) {
      return Wrong("its own row is read where it is not bound yet");
    }
    return absl::OkStatus();
  }

  absl::Status CloseField(int32_t index, Note& note) {
    const Field& field = plan_.fields[index];
    if (!Within(note.free, Chain(field.group), {0}))
      return Wrong("{} reads a row that is not there", field.name);
    for (const FieldId parent : field.parents)
      note.latest = std::max(note.latest, positions_[parent.index]);
    if (note.latest >= positions_[index]) {
      return Wrong("{} stands in `order` before {}, which it reads", field.name,
                   plan_.fields[plan_.order[note.latest].index].name);
    }
    // Others read its answer, in the row of its group.
    note = {.latest = positions_[index], .beyond_row = true, .state = Note::kDone};
    if (field.group.valid())
      note.free = sets_.With(note.free, plan_.groups[field.group.index].variable);
    return absl::OkStatus();
  }

  absl::Status VerifyIndexScope() {
    if (!plan_.index.query.valid()) return absl::OkStatus();
    const Note& note = notes_[Node(NodeKind::kQuery, plan_.index.query.index)];
    if (!sets_.Get(note.free).empty())
      return Wrong("the index event is looked for by a row that is not there");
    if (note.latest >= 0)
      return Wrong("the index event is looked for by a field, which needs the index event");
    return absl::OkStatus();
  }

  const Plan& plan_;
  std::array<int32_t, kNodeKinds> base_{};
  int32_t node_count_ = 0;
  VariableSets sets_;
  std::vector<Note> notes_;
  std::vector<int32_t> positions_;  // Of each field in `order`.
  std::vector<ShapeId> variable_shapes_;
  std::vector<std::vector<int32_t>> chains_;
  std::vector<int32_t> children_;
  std::vector<Frame> frames_;
};

}  // namespace

absl::Status VerifyScopes(const Plan& plan) { return Scopes(plan).Verify(); }

}  // namespace suture::plan::internal
