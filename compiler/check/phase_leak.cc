// Follows everything that a field with a phase reads, through expressions, queries, groups,
// extracts and other fields, and reports what may lie outside of the phase.
//
// A phase that ends at or before the index event is a promise: nothing that came later may be seen,
// so all that is read must be *shown* to lie inside. Of a later phase only the field's own windows
// count: those that surely pass its end, and those that mix in the time before its start. A window
// that lies wholly before is a baseline, plain to see, and other fields answer for themselves.
//
// `complete X` tells that notes were read, not what they say, so that leaks nothing; what else its
// `when` asks is read like any other condition. An entry that began in the phase may go on after
// it: its end, how long it lasted, how it went out, its other times (when it was recorded), and of
// a patient the day of death are read only where they are shown to lie inside, or as the edge of a
// window, which is shown to lie inside itself. Of the index event a phase before it knows what is
// planned, and nothing of how it went.
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"
#include "compiler/check/builtins.h"
#include "compiler/check/time_bounds.h"

namespace suture::check {
namespace {

using plan::CollectionKind;
using plan::ExprId;
using plan::FieldId;
using plan::Op;
using plan::PromptId;
using plan::QueryId;
using plan::TypeKind;

class LeakFinder {
 public:
  LeakFinder(const typed::Module& module, const TimeBounds& bounds, FieldId field,
             const plan::Window& phase, std::string phase_name, diag::Emitter& emitter)
      : module_(module),
        plan_(module.draft),
        bounds_(bounds),
        field_(field),
        phase_(bounds.ReachOf(phase)),
        phase_name_(std::move(phase_name)),
        strict_(bounds.NotAfterIndex(phase_.high)),
        emitter_(emitter) {}

  void Run(const plan::Window& phase) {
    of_phase_ = &phase_queries_;
    Window(phase);
    of_phase_ = nullptr;
    exprs_.clear();
    queries_.clear();
    Steps(field_);
    for (plan::GroupId g = plan_.fields[field_.index].group; g.valid();
         g = plan_.groups[g.index].parent) {
      Query(plan_.groups[g.index].over);
    }
  }

 private:
  void Steps(FieldId id) {
    const plan::Field& field = plan_.fields[id.index];
    Condition(field.applies_when);
    for (const plan::Step& step : field.steps) {
      Condition(step.when);
      Expr(step.value);
      if (step.table.valid()) {
        for (const plan::TableRow& row : plan_.tables[step.table.index].rows) {
          Condition(row.condition);
          Expr(row.value);
        }
      }
      if (step.prompt.valid()) Prompt(step.prompt);
    }
  }

  void Field(FieldId id) {
    // One of the same phase answers for itself.
    if (!strict_ || module_.fields[id.index].phase == module_.fields[field_.index].phase) return;
    if (!fields_.insert(id.index).second) return;
    path_.push_back(absl::StrCat("`", plan_.fields[id.index].name, "`"));
    Steps(id);
    path_.pop_back();
  }

  void Expr(ExprId id) {
    if (!id.valid() || !exprs_.insert({id.index, is_edge_}).second) return;
    const plan::Expr& expr = plan_.exprs[id.index];
    if (strict_ && !is_edge_ && IsLateTime(expr) && !bounds_.NeverLater({id}, phase_.high))
      Report(module_.expr_spans[id.index]);
    else if (strict_ && !is_edge_ && IsUndatedStatus(expr))
      Report(module_.expr_spans[id.index], kStatusAdvice);
    const bool outer_edge = is_edge_;
    // The earliest of several, or a time that is tested against a window: shown to lie inside as a
    // whole.
    is_edge_ =
        is_edge_ || (expr.op == Op::kEarliest && bounds_.NeverLater({id}, phase_.high)) ||
        (expr.op == Op::kInWindow && expr.window && Inside({bounds_.ReachOf(*expr.window)})) ||
        IsBound(expr);
    for (size_t i = 0; i < expr.args.size(); ++i) {
      // The start of a period tells nothing of its end, and its end has been looked at.
      if ((expr.op == Op::kStart || expr.op == Op::kEnd) && IsIndexTime(expr.args[i])) continue;
      if (expr.op == Op::kIf && i == 0) {
        Condition(expr.args[i]);
      } else {
        Expr(expr.args[i]);
      }
    }
    is_edge_ = outer_edge;
    if (expr.field.valid()) Field(expr.field);
    Query(expr.query);
    if (expr.window) Window(*expr.window);
    if (expr.cover.valid()) Cover(expr.cover);
    if (expr.op == Op::kAttribute) Attribute(expr);
  }

  // What decides between edges is no edge itself: it tells what it asks.
  void Condition(ExprId id) {
    const bool outer_edge = std::exchange(is_edge_, false);
    Expr(id);
    is_edge_ = outer_edge;
  }

  // `recorded < surgery.start`: no later than what is inside of the phase.
  bool IsBound(const plan::Expr& expr) const {
    using ast::BinaryOp;
    const auto is = [&](BinaryOp op) {
      return expr.op == Op::kBuiltin && expr.builtin == BuiltinOf(op);
    };
    const bool less = is(BinaryOp::kLt) || is(BinaryOp::kLe);
    if ((!less && !is(BinaryOp::kGt) && !is(BinaryOp::kGe)) || expr.args.size() != 2) return false;
    return bounds_.NeverLater({expr.args[less ? 1 : 0]}, phase_.high);
  }

  bool IsIndexTime(ExprId id) const {
    if (!id.valid() || !plan_.index.query.valid()) return false;
    const plan::Expr& expr = plan_.exprs[id.index];
    const plan::Query& index = plan_.queries[plan_.index.query.index];
    return expr.op == Op::kAttribute && expr.variable == 0 &&
           expr.attribute == plan_.shapes[plan_.collections[index.collection.index].shape.index].at;
  }

  // What may come to be known after the phase, of an entry that began in it.
  bool IsLateTime(const plan::Expr& expr) const {
    if (expr.op == Op::kEnd) return true;
    if (expr.op == Op::kAttribute && expr.variable == 0 && plan_.index.query.valid()) {
      return IsLateOfIndex(
          plan_.shapes[plan_.collections[plan_.queries[plan_.index.query.index].collection.index]
                           .shape.index],
          expr.attribute);
    }
    if (expr.op == Op::kAttribute) {
      auto of = absl::c_find_if(plan_.queries,
                                [&](const plan::Query& q) { return q.variable == expr.variable; });
      if (expr.variable <= 0 || of == plan_.queries.end() || EndsInside(*of) ||
          edge_rows_.contains(expr.variable))
        return false;
      return IsLateAttribute(plan_.shapes[plan_.collections[of->collection.index].shape.index],
                             expr.attribute) ||
             IsLateCell(of->collection, expr.attribute);
    }
    if (expr.op != Op::kMember || !expr.args[0].valid()) return false;
    const plan::Expr& of = plan_.exprs[expr.args[0].index];
    return of.type.kind == plan::TypeKind::kRow && of.type.shape.valid() &&
           (IsLateAttribute(plan_.shapes[of.type.shape.index], expr.attribute) ||
            (of.query.valid() &&
             IsLateCell(plan_.queries[of.query.index].collection, expr.attribute)));
  }

  // Another date of a row that notes of a later time tell of.
  bool IsLateCell(plan::CollectionId id, int32_t attribute) const {
    const plan::Collection& rows = plan_.collections[id.index];
    if (rows.kind == CollectionKind::kUnion) {
      return absl::c_any_of(rows.from, [&](QueryId part) {
        return IsLateCell(plan_.queries[part.index].collection, attribute);
      });
    }
    if (rows.kind != CollectionKind::kExtract) return false;
    return IsOtherTime(plan_.shapes[rows.shape.index], attribute) &&
           !absl::c_all_of(plan_.prompts[rows.prompt.index].reads,
                           [&](const plan::ReadScope& read) { return ReadsInside(read); });
  }

  static bool IsOtherTime(const plan::Shape& shape, int32_t attribute) {
    if (attribute < 0 || attribute == shape.at || shape.at < 0) return false;
    const plan::TypeKind kind = shape.attributes[attribute].type.kind;
    return kind == TypeKind::kDate || kind == TypeKind::kDateTime || kind == TypeKind::kPeriod;
  }

  // The chart keeps the status that a condition has by now, without a day: "resolved" may be the
  // work of the operation (FHIR R4: Condition.clinicalStatus).
  bool IsUndatedStatus(const plan::Expr& expr) const {
    const plan::Shape* shape = ShapeOf(expr);
    return shape != nullptr && expr.attribute >= 0 &&
           ComesFrom(*shape, expr.attribute, [](const plan::BindingPath& path) {
             return !path.steps.empty() && path.steps[0].name == "clinicalStatus";
           });
  }
  const plan::Shape* ShapeOf(const plan::Expr& expr) const {
    if (expr.op == Op::kMember && expr.args[0].valid()) {
      const plan::Type& row = plan_.exprs[expr.args[0].index].type;
      const bool is_row = row.kind == plan::TypeKind::kRow && row.shape.valid();
      return is_row ? &plan_.shapes[row.shape.index] : nullptr;
    }
    if (expr.op != Op::kAttribute) return nullptr;
    auto of = absl::c_find_if(plan_.queries,
                              [&](const plan::Query& q) { return q.variable == expr.variable; });
    return of == plan_.queries.end()
               ? nullptr
               : &plan_.shapes[plan_.collections[of->collection.index].shape.index];
  }

  // An entry of the chart: another time than the one that windows test, or how it went out (FHIR
  // R4: Encounter.hospitalization.dischargeDisposition, Procedure.outcome and .complication,
  // Condition.abatement, Patient.deceased).
  static bool IsLateAttribute(const plan::Shape& shape, int32_t attribute) {
    if (shape.bindings.empty() || attribute < 0 || attribute == shape.at) return false;
    return IsOtherTime(shape, attribute) || ComesFrom(shape, attribute, TellsOfTheEnd);
  }

  // Of the index event: what a plan for it could not have said. Its period as a whole tells when it
  // ended.
  static bool IsLateOfIndex(const plan::Shape& shape, int32_t attribute) {
    if (attribute < 0) return false;
    if (attribute == shape.at) return shape.attributes[attribute].type.kind == TypeKind::kPeriod;
    return IsLateAttribute(shape, attribute) || ComesFrom(shape, attribute, IsOfTheCourse);
  }

  template <typename Test>
  static bool ComesFrom(const plan::Shape& shape, int32_t attribute, Test test) {
    return absl::c_any_of(shape.bindings, [&](const plan::Binding& binding) {
      return absl::c_any_of(binding.attributes, [&](const plan::AttributeBinding& bound) {
        return bound.attribute == attribute && absl::c_any_of(bound.paths, test);
      });
    });
  }

  // FHIR R4: what an operation, a stay or a result is given once it is under way or over.
  static bool IsOfTheCourse(const plan::BindingPath& path) {
    static constexpr std::string_view kNames[] = {
        "status",      "statusReason",  "report",    "note",      "followUp",
        "focalDevice", "usedReference", "usedCode",  "diagnosis", "destination",
        "length",      "statusHistory", "conclusion"};
    return !path.steps.empty() && absl::c_any_of(path.steps, [](const plan::PathStep& step) {
      return absl::c_linear_search(kNames, step.name) ||
             (step.name.starts_with("value") && step.name != "value");
    });
  }
  static bool TellsOfTheEnd(const plan::BindingPath& path) {
    return absl::c_any_of(path.steps, [](const plan::PathStep& step) {
      return step.name == "outcome" || step.name.starts_with("complication") ||
             step.name == "dischargeDisposition" || step.name.starts_with("abatement") ||
             step.name.starts_with("deceased");
    });
  }

  // Whether all of an entry lies in the phase, not its beginning alone.
  bool EndsInside(const plan::Query& query) const {
    return absl::c_any_of(query.windows, [&](const plan::Window& window) {
      return window.kind == plan::WindowKind::kDuring && !window.excluded &&
             Inside({bounds_.ReachOf(window)});
    });
  }

  void Cover(plan::CoverId id) {
    if (!strict_ || !covers_.insert(id.index).second) return;
    path_.push_back(absl::StrCat("the cover `", plan_.covers[id.index].name, "`"));
    const bool outer = std::exchange(in_cover_, true);
    Expr(plan_.covers[id.index].when);
    in_cover_ = outer;
    path_.pop_back();
  }

  // A group's row has fields for parts.
  void Attribute(const plan::Expr& expr) {
    auto of = absl::c_find_if(plan_.queries,
                              [&](const plan::Query& q) { return q.variable == expr.variable; });
    if (expr.variable <= 0 || of == plan_.queries.end()) return;
    const plan::Collection& rows = plan_.collections[of->collection.index];
    if (rows.kind != CollectionKind::kGroup) return;
    const std::vector<FieldId>& fields = plan_.groups[rows.group.index].fields;
    if (static_cast<size_t>(expr.attribute) < fields.size()) Field(fields[expr.attribute]);
  }

  void Window(const plan::Window& window) {
    const bool outer_edge = std::exchange(is_edge_, true);
    Expr(window.a);
    Expr(window.b);
    is_edge_ = outer_edge;
  }

  void Query(QueryId id) {
    if (!id.valid() || !queries_.insert({id.index, is_edge_}).second) return;
    const plan::Query& query = plan_.queries[id.index];
    if (!query.collection.valid()) return;
    const plan::Collection& rows = plan_.collections[query.collection.index];
    const bool timed = plan_.shapes[rows.shape.index].at >= 0;
    const bool inside = Inside(bounds_.ReachesOf(query));
    if (!inside) {
      if (rows.kind == CollectionKind::kChart || rows.kind == CollectionKind::kMentions) {
        // That notes were written after a phase is how one knows that it was followed.
        const bool follow_up = (!strict_ || in_cover_) && query.collection == plan_.notes;
        if (timed && !follow_up) Report(module_.query_spans[id.index]);
      } else {
        Rows(rows);
      }
    }
    const bool may_last =
        timed &&
        plan_.shapes[rows.shape.index].attributes[plan_.shapes[rows.shape.index].at].type.kind ==
            TypeKind::kPeriod;
    if (strict_ && may_last && !query.lasting_op.empty() && !EndsInside(query))
      Report(module_.query_spans[id.index]);
    for (const plan::Window& window : query.windows) Window(window);
    for (const plan::CoverId cover : query.covers) {
      // One of other days says nothing of these.
      const std::optional<plan::Window>& days = plan_.covers[cover.index].window;
      if (inside && (!days || Inside({bounds_.ReachOf(*days)}))) Cover(cover);
    }
    Expr(query.yield);
    // Of an entry that gives an edge, what tells it from the others is part of that edge.
    const bool gives_edge = is_edge_ && edge_rows_.insert(query.variable).second;
    for (ExprId part : {query.where, query.order_by, query.closest_to, query.except_source})
      Condition(part);
    if (gives_edge) edge_rows_.erase(query.variable);
  }

  // Rows that the query does not narrow reach as far as what they are made from.
  void Rows(const plan::Collection& rows) {
    switch (rows.kind) {
      case CollectionKind::kExtract:
        return Prompt(rows.prompt);
      case CollectionKind::kGroup:
        return Query(plan_.groups[rows.group.index].over);
      case CollectionKind::kEpisodes: {
        const plan::Episodes& episodes = plan_.episodes[rows.episodes.index];
        for (const auto* queries :
             {&episodes.opens, &episodes.closes, &episodes.seen, &episodes.no_end}) {
          for (QueryId query : *queries) Query(query);
        }
        return;
      }
      default:
        for (QueryId query : rows.from) Query(query);
    }
  }

  void Prompt(PromptId id) {
    if (!id.valid() || !prompts_.insert(id.index).second) return;
    const plan::Prompt& prompt = plan_.prompts[id.index];
    const bool own = prompt.field == field_;
    if (!own)
      path_.push_back(
          absl::StrCat(prompt.is_extract ? "the extract `" : "the ask `", prompt.name, "`"));
    for (size_t r = 0; r < prompt.reads.size(); ++r) {
      const plan::ReadScope& read = prompt.reads[r];
      if (!ReadsInside(read)) Report(module_.read_spans[id.index][r]);
      if (const std::optional<plan::Window>& of = ToldTime(read)) Window(*of);
    }
    for (const plan::Type& type : AnswersOf(prompt)) RowsShown(type, id);
    for (const auto* parts : {&prompt.instructions, &prompt.text}) {
      for (const plan::PromptPart& part : *parts) Expr(part.hole);
    }
    if (!own) path_.pop_back();
  }

  // What the notes tell of counts, not when they were written.
  static const std::optional<plan::Window>& ToldTime(const plan::ReadScope& read) {
    return read.true_when ? read.true_when : read.written;
  }
  bool ReadsInside(const plan::ReadScope& read) const {
    return !ToldTime(read) || Inside({bounds_.ReachOf(*ToldTime(read))});
  }

  std::vector<plan::Type> AnswersOf(const plan::Prompt& prompt) const {
    if (!prompt.is_extract) return {prompt.answer};
    std::vector<plan::Type> types;
    const plan::Collection& rows = plan_.collections[prompt.collection.index];
    for (const plan::Attribute& attribute : plan_.shapes[rows.shape.index].attributes)
      types.push_back(attribute.type);
    return types;
  }

  // `refs to lesions`: the question shows all of these rows.
  void RowsShown(const plan::Type& type, PromptId to) {
    if (type.kind != TypeKind::kRefs) return;
    for (const plan::Collection& rows : plan_.collections) {
      if (rows.shape != type.shape) continue;
      if (rows.kind == CollectionKind::kChart && plan_.shapes[rows.shape.index].at >= 0) {
        Report(module_.read_spans[to.index].front());
      } else {
        Rows(rows);
      }
    }
  }

  bool Inside(const std::vector<Reach>& reaches) const {
    if (strict_) {
      return absl::c_any_of(
          reaches, [&](const Reach& r) { return bounds_.NeverLater(r.high, phase_.high); });
    }
    auto passes = [&](const Reach& r) { return bounds_.SurelyLater(r.high, phase_.high); };
    if (absl::c_all_of(reaches, passes) && !phase_.high.endless()) return false;
    if (!path_.empty() || phase_.low.endless()) return true;
    // Straddles the start: endless before it, and not wholly before it.
    auto baseline = [&](const Reach& r) {
      return !r.high.endless() && bounds_.NeverLater(r.high, phase_.low);
    };
    auto endless = [](const Reach& r) { return r.low.endless(); };
    return !absl::c_all_of(reaches, endless) || absl::c_any_of(reaches, baseline);
  }

  static constexpr std::string_view kStatusAdvice =
      "The chart keeps one status, the one of today, and no day since when. Ask for the days "
      "instead, such as `onset before surgery.start`, or leave the status out.";

  void Report(base::Span at, std::string_view advice = {}) {
    if (of_phase_ != nullptr) {
      of_phase_->push_back(at);
      return;
    }
    if (absl::c_linear_search(phase_queries_, at)) return;
    const typed::FieldInfo& info = module_.fields[field_.index];
    const std::string& name = plan_.fields[field_.index].name;
    const bool own = path_.empty() && at.file == info.span.file && info.span.begin <= at.begin &&
                     at.end <= info.span.end;
    diag::Emitter::Context context(emitter_, WhileChecking(module_, field_));
    if (own) {
      emitter_.Emit(diag::kOutsidePhase, at, name, phase_name_)
          .Help(advice.empty() ? Advice() : std::string(advice));
      return;
    }
    // One message a field tells the way; the others would say the same of the same reading.
    if (reported_) return;
    reported_ = true;
    emitter_
        .Emit(diag::kOutsidePhaseThrough, info.name_span, name, phase_name_,
              path_.empty() ? "the entries below" : PathText())
        .Label(at, absl::StrCat("This reaches outside of `", phase_name_, "`."))
        .Help(advice.empty() ? Advice() : std::string(advice));
  }

  std::string PathText() const {
    std::string text;
    for (const std::string& part : path_)
      absl::StrAppend(&text, text.empty() ? "" : ", which reads ", part);
    return text;
  }

  std::string Advice() const {
    return strict_ ? absl::StrCat("Narrow it with a window that ends where `", phase_name_,
                                  "` does. In a read, say `for what was true …` when later notes "
                                  "tell of that time.")
                   : absl::StrCat("Narrow it with a window inside of `", phase_name_, "`.");
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  const TimeBounds& bounds_;
  const FieldId field_;
  const Reach phase_;
  const std::string phase_name_;
  const bool strict_;
  diag::Emitter& emitter_;
  std::vector<std::string> path_;  // Through what the field reads, outermost first
  std::set<std::pair<int32_t, bool>> exprs_, queries_;  // With whether it was read as an edge
  std::set<int32_t> prompts_, fields_, covers_;
  std::set<int32_t> edge_rows_;  // Variables of the rows that give the edges around
  bool in_cover_ = false;
  bool is_edge_ = false;  // Of a window, which is judged as a whole
  // What the phase's own bounds look up, such as the next operation that ends it, is no leak.
  std::vector<base::Span> phase_queries_;
  std::vector<base::Span>* of_phase_ = nullptr;  // While they are collected
  bool reported_ = false;
};

}  // namespace

void FindPhaseLeaks(const typed::Module& module, diag::Emitter& emitter) {
  const TimeBounds bounds(module.draft);
  for (size_t f = 0; f < module.fields.size(); ++f) {
    const typed::FieldInfo& info = module.fields[f];
    auto phase = absl::c_find_if(module.phases,
                                 [&](const typed::PhaseInfo& p) { return p.symbol == info.phase; });
    if (!info.whole || !info.phase.valid() || phase == module.phases.end()) continue;
    LeakFinder(module, bounds, {static_cast<int32_t>(f)}, phase->window, phase->name, emitter)
        .Run(phase->window);
  }
}

}  // namespace suture::check
