#include "compiler/lower/prune.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "runtime/plan/needs.h"
#include "runtime/plan/walk.h"

namespace suture::lower {
namespace {

using namespace plan;  // NOLINT: every table of the plan is named here.

template <typename Id, typename T>
class Table {
 public:
  Table(const std::vector<T>& from, std::vector<T>& to)
      : from_(from), to_(to), new_index_(from.size(), -1) {}
  bool Has(Id id) const { return new_index_[id.index] >= 0; }
  Id New(Id id) const { return {id.valid() ? new_index_[id.index] : -1}; }
  const T& Old(Id id) const { return from_[id.index]; }
  void Add(Id id) {
    new_index_[id.index] = static_cast<int32_t>(to_.size());
    to_.push_back(from_[id.index]);
  }
  std::vector<T>& kept() { return to_; }

 private:
  const std::vector<T>& from_;
  std::vector<T>& to_;
  std::vector<int32_t> new_index_;
};

class Pruner {
 public:
  explicit Pruner(const Plan& draft)
      : draft_(draft),
        choices_(draft.choices, out_.choices),
        systems_(draft.systems, out_.systems),
        code_sets_(draft.code_sets, out_.code_sets),
        shapes_(draft.shapes, out_.shapes),
        collections_(draft.collections, out_.collections),
        labs_(draft.labs, out_.labs),
        documents_(draft.documents, out_.documents),
        phrases_(draft.phrases, out_.phrases),
        readings_(draft.readings, out_.readings),
        exprs_(draft.exprs, out_.exprs),
        queries_(draft.queries, out_.queries),
        covers_(draft.covers, out_.covers),
        episodes_(draft.episodes, out_.episodes),
        prompts_(draft.prompts, out_.prompts),
        tables_(draft.tables, out_.tables),
        groups_(draft.groups, out_.groups),
        fields_(draft.fields, out_.fields) {}

  void Run() {
    out_.registry = draft_.registry;
    Need(draft_.registry.versions_by);
    out_.headings = draft_.headings;
    out_.prefer = draft_.prefer;
    out_.index = draft_.index;
    NeedSources(draft_.prefer);
    Need(draft_.index.query);
    Need(draft_.patient);
    for (size_t i = 0; i < draft_.fields.size(); ++i) Need(FieldId{static_cast<int32_t>(i)});
    for (const Check& check : draft_.checks) {
      Visit(check);
      out_.checks.push_back(check);
    }
    for (size_t i = 0; i < draft_.groups.size(); ++i) Need(GroupId{static_cast<int32_t>(i)});
    if (!out_.prompts.empty() || UsesMentions()) Need(draft_.notes);
    out_.notes = draft_.notes;
    out_.patient = draft_.patient;
    KeepKnownCodes();
    RenumberEverything();
    RenumberLiterals();
    RenumberVariables();
    RenumberFiles();
  }

  void Follow(Suite& suite) {
    for (Test& test : suite.tests) {
      std::erase_if(test.givens, [&](const Given& given) { return !Known(given); });
      for (Given& given : test.givens) {
        if (given.code_set.valid() && !code_sets_.Has(given.code_set)) AddLate(given.code_set);
        if (given.system.valid() && !systems_.Has(given.system)) systems_.Add(given.system);
        for (SuiteCell& cell : given.cells) {
          if (cell.system.valid() && !systems_.Has(cell.system)) systems_.Add(cell.system);
        }
      }
    }
    ForEachId(suite, [&](auto& id) { id = NewOf(id); });
    RenumberSpans(suite);
  }
  Plan&& TakePlan() { return std::move(out_); }

 private:
  bool Known(const Given& given) const {
    if (given.collection.valid() && !collections_.Has(given.collection)) return false;
    return !given.lab.valid() || labs_.Has(given.lab);
  }
  // A set that only tests name: its codes are needed, its place in the plan is harmless.
  void AddLate(CodeSetId id) {
    for (const CodeRange& range : code_sets_.Old(id).include) {
      if (!systems_.Has(range.system)) systems_.Add(range.system);
    }
    code_sets_.Add(id);
    ForEachId(code_sets_.kept().back(), [&](auto& inner) { inner = NewOf(inner); });
  }
  bool UsesMentions() const {
    for (const Collection& collection : out_.collections) {
      if (collection.kind == CollectionKind::kMentions) return true;
    }
    return false;
  }

  // A code of an open system is known if any set in reach lists it, named by a step or not: aspirin
  // is no insulin, although nobody asks for aspirin.
  void KeepKnownCodes() {
    for (size_t i = 0; i < draft_.code_sets.size(); ++i) {
      for (const CodeRange& range : draft_.code_sets[i].include) {
        if (!systems_.Has(range.system) || !draft_.systems[range.system.index].open) continue;
        Need(CodeSetId{static_cast<int32_t>(i)});
        break;
      }
    }
  }

  template <typename T>
  void Visit(const T& node) {
    ForEachId(node, [&](const auto& id) { Need(id); });
  }
  template <typename Id, typename T>
  void NeedIn(Table<Id, T>& table, Id id) {
    if (!id.valid() || table.Has(id)) return;
    table.Add(id);
    Visit(table.Old(id));
  }
  void Need(ChoiceId id) { NeedIn(choices_, id); }
  void Need(SystemId id) { NeedIn(systems_, id); }
  void Need(CodeSetId id) { NeedIn(code_sets_, id); }
  void Need(ShapeId id) { NeedIn(shapes_, id); }
  void Need(CollectionId id) { NeedIn(collections_, id); }
  void Need(LabId id) { NeedIn(labs_, id); }
  void Need(DocumentId id) { NeedIn(documents_, id); }
  void Need(PhrasesId id) { NeedIn(phrases_, id); }
  void Need(ReadingId id) { NeedIn(readings_, id); }
  void Need(CoverId id) { NeedIn(covers_, id); }
  void Need(EpisodesId id) { NeedIn(episodes_, id); }
  void Need(PromptId id) {
    if (!id.valid() || prompts_.Has(id)) return;
    NeedIn(prompts_, id);
    for (CollectionId rows : ExtractsShown(draft_, draft_.prompts[id.index])) Need(rows);
  }
  void Need(TableId id) { NeedIn(tables_, id); }
  void Need(GroupId id) { NeedIn(groups_, id); }
  void Need(FieldId id) { NeedIn(fields_, id); }
  // Arguments, and whatever a query needs, stand before those who use them.
  void Need(ExprId id) {
    if (!id.valid() || exprs_.Has(id)) return;
    const Expr& expr = exprs_.Old(id);
    for (ExprId arg : expr.args) Need(arg);
    if (expr.window) Visit(*expr.window);
    Need(expr.query);
    if (exprs_.Has(id)) return;
    exprs_.Add(id);
    Visit(expr);
  }
  void Need(QueryId id) {
    if (!id.valid() || queries_.Has(id)) return;
    queries_.Add(id);
    Visit(queries_.Old(id));
    NeedSources(queries_.Old(id).ties);
  }
  // What `prefer` ranks stands in the plan by name alone. A note type has a code set of its own
  // name.
  void NeedSources(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      for (size_t i = 0; i < draft_.documents.size(); ++i) {
        if (draft_.documents[i].name == name) Need(DocumentId{static_cast<int32_t>(i)});
      }
      for (size_t i = 0; i < draft_.code_sets.size(); ++i) {
        if (draft_.code_sets[i].name == name) Need(CodeSetId{static_cast<int32_t>(i)});
      }
    }
  }

  ChoiceId NewOf(ChoiceId id) const { return choices_.New(id); }
  SystemId NewOf(SystemId id) const { return systems_.New(id); }
  CodeSetId NewOf(CodeSetId id) const { return code_sets_.New(id); }
  ShapeId NewOf(ShapeId id) const { return shapes_.New(id); }
  CollectionId NewOf(CollectionId id) const { return collections_.New(id); }
  LabId NewOf(LabId id) const { return labs_.New(id); }
  DocumentId NewOf(DocumentId id) const { return documents_.New(id); }
  PhrasesId NewOf(PhrasesId id) const { return phrases_.New(id); }
  ReadingId NewOf(ReadingId id) const { return readings_.New(id); }
  CoverId NewOf(CoverId id) const { return covers_.New(id); }
  EpisodesId NewOf(EpisodesId id) const { return episodes_.New(id); }
  PromptId NewOf(PromptId id) const { return prompts_.New(id); }
  TableId NewOf(TableId id) const { return tables_.New(id); }
  GroupId NewOf(GroupId id) const { return groups_.New(id); }
  FieldId NewOf(FieldId id) const { return fields_.New(id); }
  ExprId NewOf(ExprId id) const { return exprs_.New(id); }
  QueryId NewOf(QueryId id) const { return queries_.New(id); }

  void RenumberEverything() {
    auto renumber = [&](auto& id) { id = NewOf(id); };
    ForEachId(out_, renumber);
  }

  void RenumberLiterals() {
    absl::flat_hash_map<int32_t, int32_t> renumbered;
    for (Expr& expr : out_.exprs) {
      if (expr.literal < 0) continue;
      auto [it, fresh] =
          renumbered.try_emplace(expr.literal, static_cast<int32_t>(out_.literals.size()));
      if (fresh) {
        out_.literals.push_back(draft_.literals[expr.literal]);
        ForEachId(out_.literals.back(), [&](auto& id) { id = NewOf(id); });
      }
      expr.literal = it->second;
    }
  }

  void RenumberVariables() {
    absl::flat_hash_map<int32_t, int32_t> renumbered = {{0, 0}, {-1, -1}};
    auto renumber = [&](int32_t& variable) {
      variable = renumbered.try_emplace(variable, static_cast<int32_t>(renumbered.size()) - 1)
                     .first->second;
    };
    for (Query& query : out_.queries) {
      renumber(query.variable);
      renumber(query.drawn_with);
    }
    for (Group& group : out_.groups) renumber(group.variable);
    for (Shape& shape : out_.shapes) renumber(shape.self);
    for (Expr& expr : out_.exprs) renumber(expr.variable);
    out_.variables = static_cast<int32_t>(renumbered.size()) - 1;
  }

  // Only files that a span names, by path.
  void RenumberFiles() {
    std::vector<bool> used(draft_.files.size());
    ForEachSpan(out_, [&](const SourceSpan& span) {
      if (span.file >= 0) used[span.file] = true;
    });
    std::vector<int32_t> order;
    for (size_t i = 0; i < used.size(); ++i) {
      if (used[i]) order.push_back(static_cast<int32_t>(i));
    }
    std::sort(order.begin(), order.end(),
              [&](int32_t a, int32_t b) { return draft_.files[a] < draft_.files[b]; });
    file_index_.assign(draft_.files.size(), -1);
    for (int32_t file : order) {
      file_index_[file] = static_cast<int32_t>(out_.files.size());
      out_.files.push_back(draft_.files[file]);
    }
    ForEachSpan(out_, [&](SourceSpan& span) {
      if (span.file >= 0) span.file = file_index_[span.file];
    });
  }

  void RenumberSpans(Suite& suite) {
    ForEachSpan(suite, [&](SourceSpan& span) {
      if (span.file < 0) return;
      if (file_index_[span.file] < 0) {
        file_index_[span.file] = static_cast<int32_t>(out_.files.size());
        out_.files.push_back(draft_.files[span.file]);
      }
      span.file = file_index_[span.file];
    });
  }

  const Plan& draft_;
  Plan out_;
  Table<ChoiceId, Choice> choices_;
  Table<SystemId, CodeSystem> systems_;
  Table<CodeSetId, CodeSet> code_sets_;
  Table<ShapeId, Shape> shapes_;
  Table<CollectionId, Collection> collections_;
  Table<LabId, Lab> labs_;
  Table<DocumentId, DocumentType> documents_;
  Table<PhrasesId, Phrases> phrases_;
  Table<ReadingId, Reading> readings_;
  Table<ExprId, Expr> exprs_;
  Table<QueryId, Query> queries_;
  Table<CoverId, Cover> covers_;
  Table<EpisodesId, Episodes> episodes_;
  Table<PromptId, Prompt> prompts_;
  Table<TableId, plan::Table> tables_;
  Table<GroupId, Group> groups_;
  Table<FieldId, Field> fields_;
  std::vector<int32_t> file_index_;
};

}  // namespace

plan::Plan Prune(const plan::Plan& draft, plan::Suite& suite) {
  Pruner pruner(draft);
  pruner.Run();
  pruner.Follow(suite);
  return pruner.TakePlan();
}

}  // namespace suture::lower
