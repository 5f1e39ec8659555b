#include "runtime/rules/program.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/chart/case.h"
#include "runtime/rules/free_variables.h"
#include "runtime/rules/literal.h"

namespace suture::rules {

using values::Decimal;
using values::Duration;
using values::Unit;

namespace {

constexpr int kConversionScale = 12;  // Digits after the point of a line's offset

absl::StatusOr<Duration> ReadDuration(std::string_view amount, std::string_view unit) {
  const auto number = Decimal::Parse(amount);
  const auto whole = number ? number->ToInteger() : std::nullopt;
  const auto word = values::ParseCalendarUnit(unit);
  if (!whole || *whole < 0 || !word) {
    return absl::InvalidArgumentError(
        fmt::format("The plan holds \"{} {}\", which is not a length of time.", amount, unit));
  }
  return Duration{*whole, *word};
}

absl::Status ReadOptionalDuration(std::string_view amount, std::string_view unit,
                                  std::optional<Duration>& to) {
  if (amount.empty()) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(to, ReadDuration(amount, unit));
  return absl::OkStatus();
}

absl::StatusOr<WindowProgram> ReadWindow(const plan::Window& window) {
  WindowProgram program{window.kind, window.a, window.b, {}, window.excluded};
  if (!window.amount.empty()) {
    SUTURE_ASSIGN_OR_RETURN(program.amount, ReadDuration(window.amount, window.amount_unit));
  }
  return program;
}

absl::StatusOr<Decimal> ReadDecimal(std::string_view text) {
  const auto number = Decimal::Parse(text);
  if (!number) {
    return absl::InvalidArgumentError(
        fmt::format("The plan holds \"{}\", which is not a number.", text));
  }
  return *number;
}

absl::Status ReadEffective(const plan::Effective& from, EffectiveProgram& to) {
  for (const auto& [text, slot] : {std::pair{&from.from, &to.from}, {&from.until, &to.until}}) {
    if (text->empty()) continue;
    *slot = values::DateTime::Parse(*text);
    if (!*slot) {
      return absl::InvalidArgumentError(
          fmt::format("The plan holds \"{}\" where a date belongs.", *text));
    }
  }
  return absl::OkStatus();
}

int32_t FindAttribute(const plan::Shape& shape, std::string_view name, plan::TypeKind kind) {
  for (size_t i = 0; i < shape.attributes.size(); ++i) {
    if (shape.attributes[i].name == name && shape.attributes[i].type.kind == kind) {
      return static_cast<int32_t>(i);
    }
  }
  return -1;
}

}  // namespace

class ProgramBuilder {
 public:
  explicit ProgramBuilder(const plan::Plan& plan)
      : plan_(plan), program_(new Program(plan)), free_(plan) {}

  absl::StatusOr<std::unique_ptr<const Program>> Build() {
    const plan::Registry& registry = plan_.registry;
    if (registry.months_round_stated) {
      program_->month_rounding_ =
          registry.months_round_up ? values::MonthRounding::kUp : values::MonthRounding::kDown;
    }
    BuildShapes();
    BuildCodeSets();
    BuildUnions();
    BuildGroups();
    SUTURE_RETURN_IF_ERROR(BuildNodes());
    SUTURE_RETURN_IF_ERROR(BuildQueries());
    SUTURE_RETURN_IF_ERROR(BuildCovers());
    SUTURE_RETURN_IF_ERROR(BuildLabs());
    SUTURE_RETURN_IF_ERROR(BuildFields());
    SUTURE_RETURN_IF_ERROR(BuildPrompts());
    SUTURE_RETURN_IF_ERROR(BuildEpisodes());
    program_->prefer_ = FindSources(plan_.prefer);
    program_->lines_ = FieldLines(plan_, *program_);
    return std::unique_ptr<const Program>(std::move(program_));
  }

 private:
  void BuildShapes() {
    for (const plan::Shape& shape : plan_.shapes) {
      ShapeProgram& to = program_->shapes_.emplace_back();
      using plan::TypeKind;
      to.code = chart::CodeAttribute(shape);
      to.facility = FindAttribute(shape, "facility", TypeKind::kReference);
      to.specimen = FindAttribute(shape, "specimen", TypeKind::kReference);
      to.type = FindAttribute(shape, "type", TypeKind::kCodes);
      to.title = FindAttribute(shape, "title", TypeKind::kText);
      to.role = FindAttribute(shape, "role", TypeKind::kCodes);
      to.body = FindAttribute(shape, "body", TypeKind::kAttachment);
      to.amends = FindAttribute(shape, "amends", TypeKind::kReference);
    }
  }

  void BuildCodeSets() {
    const size_t words = plan_.systems.size() / 64 + 1;
    program_->system_words_ = words;
    program_->spoken_.assign(plan_.code_sets.size() * words, 0);
    for (size_t set = 0; set < plan_.code_sets.size(); ++set) {
      for (const plan::CodeRange& range : plan_.code_sets[set].include) {
        program_->spoken_[set * words + range.system.index / 64] |= uint64_t{1}
                                                                    << (range.system.index % 64);
      }
    }
  }

  void BuildUnions() {
    for (const plan::Collection& collection : plan_.collections) {
      program_->of_chart_.push_back(collection.kind == plan::CollectionKind::kChart);
      std::vector<UnionMap>& maps = program_->unions_.emplace_back();
      if (collection.kind != plan::CollectionKind::kUnion) continue;
      const plan::Shape& united = plan_.shapes[collection.shape.index];
      for (plan::QueryId from : collection.from) {
        const plan::Query& query = plan_.queries[from.index];
        const plan::ShapeId shape = plan_.collections[query.collection.index].shape;
        UnionMap map{shape, {}};
        for (const plan::Attribute& attribute : united.attributes) {
          const auto& theirs = plan_.shapes[shape.index].attributes;
          const auto it = std::find_if(theirs.begin(), theirs.end(),
                                       [&](const auto& a) { return a.name == attribute.name; });
          map.attributes.push_back(it == theirs.end() ? -1
                                                      : static_cast<int32_t>(it - theirs.begin()));
        }
        maps.push_back(std::move(map));
      }
    }
  }

  void BuildGroups() {
    for (size_t i = 0; i < plan_.groups.size(); ++i) {
      program_->group_variables_.push_back(free_.OfGroup({static_cast<int32_t>(i)}));
    }
  }

  absl::Status BuildNodes() {
    program_->nodes_.reserve(plan_.exprs.size());
    for (size_t i = 0; i < plan_.exprs.size(); ++i) {
      const plan::Expr& expr = plan_.exprs[i];
      Node& node = program_->nodes_.emplace_back();
      node.op = expr.op;
      node.number = expr.number;
      node.args = expr.args;
      node.source = &expr;
      node.variables = &*program_->variables_.insert(free_.OfExpr({static_cast<int32_t>(i)})).first;
      node.is_named = !expr.names.empty();
      node.subject = SubjectOf(expr);
      node.attribute = expr.op == plan::Op::kLabValue ? expr.lab.index : expr.attribute;
      node.memoised = IsMemoised(node);
      if (expr.op == plan::Op::kLiteral) {
        const plan::Literal& literal = plan_.literals[expr.literal];
        SUTURE_ASSIGN_OR_RETURN(const values::Value value,
                                DecodeLiteral(plan_, literal.type, literal.text, program_->arena_));
        node.literal = program_->arena_.New<values::Value>(value);
      }
      if (expr.op == plan::Op::kBuiltin) {
        const auto builtin = operators::FindOperator(expr.builtin);
        if (!builtin) {
          return absl::InvalidArgumentError(fmt::format(
              "The plan uses the builtin \"{}\", which this version does not have.", expr.builtin));
        }
        node.builtin = *builtin;
      }
      NodeExtras extras;
      if (expr.window) {
        SUTURE_ASSIGN_OR_RETURN(extras.window, ReadWindow(*expr.window));
      }
      SUTURE_RETURN_IF_ERROR(
          ReadOptionalDuration(expr.together_amount, expr.together_unit, extras.together));
      if (extras.window || extras.together) {
        node.extras =
            program_->extras_.emplace_back(std::make_unique<NodeExtras>(std::move(extras))).get();
      }
    }
    return absl::OkStatus();
  }

  static int32_t SubjectOf(const plan::Expr& expr) {
    switch (expr.op) {
      case plan::Op::kField:
        return expr.field.index;
      case plan::Op::kQuery:
        return expr.query.index;
      case plan::Op::kInCodes:
        return expr.code_set.index;
      default:
        return expr.variable;
    }
  }

  // Everything composed that hangs on no row of a query is judged once a case or once a group row;
  // inside a query only what searches again is worth keeping.
  bool IsMemoised(const Node& node) const {
    switch (node.op) {
      case plan::Op::kLiteral:
      case plan::Op::kUnknown:
      case plan::Op::kField:
      case plan::Op::kVariable:
      case plan::Op::kAttribute:
      case plan::Op::kText:
        return false;
      // Depends on the field that asks.
      case plan::Op::kComplete:
        return false;
      case plan::Op::kQuery:
        return true;
      default:
        for (plan::ExprId arg : node.args) {
          if (HangsOnField(arg)) return false;
        }
        return std::none_of(node.variables->begin(), node.variables->end(),
                            [&](int32_t v) { return free_.IsQueryVariable(v); });
    }
  }

  // `complete …` anywhere inside; arguments stand before those who use them.
  bool HangsOnField(plan::ExprId id) const {
    const plan::Expr& expr = plan_.exprs[id.index];
    if (expr.op == plan::Op::kComplete) return true;
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [&](plan::ExprId arg) { return HangsOnField(arg); });
  }

  std::vector<SourceName> FindSources(const std::vector<std::string>& names) const {
    std::vector<SourceName> sources;
    for (const std::string& name : names) {
      SourceName& source = sources.emplace_back();
      source.document = {FindNamed(plan_.documents, name)};
      source.code_set = {FindNamed(plan_.code_sets, name)};
      source.shape = {FindNamed(plan_.shapes, name)};
    }
    return sources;
  }

  template <typename T>
  static int32_t FindNamed(const std::vector<T>& table, std::string_view name) {
    for (size_t i = 0; i < table.size(); ++i) {
      if (table[i].name == name) return static_cast<int32_t>(i);
    }
    return -1;
  }

  absl::Status BuildQueries() {
    for (size_t i = 0; i < plan_.queries.size(); ++i) {
      const plan::Query& query = plan_.queries[i];
      QueryProgram& to = program_->queries_.emplace_back();
      to.source = &query;
      to.quantifier = query.quantifier;
      to.collection = query.collection;
      to.variable = query.variable;
      to.lab = query.lab;
      to.where = query.where;
      to.variables = free_.OfQuery({static_cast<int32_t>(i)});
      to.ties = FindSources(query.ties);
      to.asks_mentions = query.affirmed || query.negated || query.historical || query.family ||
                         query.uncertain || query.hypothetical;
      for (const plan::Window& window : query.windows) {
        SUTURE_ASSIGN_OR_RETURN(const int32_t number, NumberOf(window));
        to.windows.push_back(number);
      }
      SUTURE_RETURN_IF_ERROR(
          ReadOptionalDuration(query.lasting_amount, query.lasting_unit, to.lasting));
      if (!query.total_unit.empty()) to.total_unit = values::ParseCalendarUnit(query.total_unit);
      to.is_plain = query.documents.empty() && !to.asks_mentions && !query.at_this_facility &&
                    query.drawn_with < 0 && !to.lasting && !query.except_source.valid();
      if (!query.codes.empty()) to.codes_number = NumberOf(query);
      if (!query.yield.valid()) continue;
      const plan::Expr& yield = plan_.exprs[query.yield.index];
      if (yield.op == plan::Op::kLabValue && yield.variable == query.variable)
        to.yields = yield.lab;
    }
    return absl::OkStatus();
  }

  int32_t NumberOf(const plan::Query& query) {
    std::vector<int32_t> key = {query.collection.index};
    for (plan::CodeSetId set : query.codes) key.push_back(set.index);
    const auto [at, is_new] = code_choices_.emplace(std::move(key), program_->code_choices_);
    program_->code_choices_ += is_new;
    return at->second;
  }

  absl::StatusOr<int32_t> NumberOf(const plan::Window& source) {
    SUTURE_ASSIGN_OR_RETURN(WindowProgram window, ReadWindow(source));
    const auto key = std::tuple(window.kind, window.a.index, window.b.index, window.amount.amount,
                                window.amount.unit, window.excluded);
    const auto [at, is_new] =
        window_numbers_.emplace(key, static_cast<int32_t>(window_numbers_.size()));
    if (!is_new) return at->second;
    window.is_kept = true;
    for (plan::ExprId anchor : {window.a, window.b}) {
      if (!anchor.valid()) continue;
      // What hangs on the field that asks is judged for each.
      window.is_kept &= !HangsOnField(anchor);
      const std::vector<int32_t>& more = free_.OfExpr(anchor);
      window.variables.insert(window.variables.end(), more.begin(), more.end());
    }
    program_->windows_.push_back(std::move(window));
    return at->second;
  }

  absl::Status BuildCovers() {
    for (const plan::Cover& cover : plan_.covers) {
      CoverProgram& to = program_->covers_.emplace_back();
      if (!cover.window) continue;
      SUTURE_ASSIGN_OR_RETURN(to.window, ReadWindow(*cover.window));
    }
    return absl::OkStatus();
  }

  absl::Status BuildLabs() {
    for (const plan::Lab& lab : plan_.labs) {
      LabProgram& to = program_->labs_.emplace_back();
      if (!lab.unit.empty()) {
        SUTURE_ASSIGN_OR_RETURN(to.unit, Unit::Parse(lab.unit));
      }
      if (!lab.molar_mass.empty()) {
        SUTURE_ASSIGN_OR_RETURN(to.molar_mass, ReadDecimal(lab.molar_mass));
      }
      SUTURE_RETURN_IF_ERROR(BuildConversions(lab, to));
    }
    return absl::OkStatus();
  }

  // `1 mg/dL = 17.1 umol/L` holds both ways; two lines with the same two units are two points of a
  // line that need not pass through zero (HbA1c in % and in mmol/mol).
  absl::Status BuildConversions(const plan::Lab& lab, LabProgram& to) {
    struct Point {
      const Unit* ours = nullptr;
      const Unit* theirs = nullptr;
      Decimal our_number, their_number;
    };
    std::vector<Point> points;
    for (const plan::LabConversion& conversion : lab.conversions) {
      Point left;
      SUTURE_ASSIGN_OR_RETURN(left.ours, Unit::Parse(conversion.from_unit));
      SUTURE_ASSIGN_OR_RETURN(left.theirs, Unit::Parse(conversion.to_unit));
      SUTURE_ASSIGN_OR_RETURN(left.our_number, ReadDecimal(conversion.from_number));
      SUTURE_ASSIGN_OR_RETURN(left.their_number, ReadDecimal(conversion.to_number));
      if (to.unit != nullptr && !values::Commensurable(left.ours, to.unit)) {
        std::swap(left.ours, left.theirs);
        std::swap(left.our_number, left.their_number);
      }
      points.push_back(left);
    }
    for (size_t i = 0; i < points.size(); ++i) {
      const Point& p = points[i];
      const auto second = std::find_if(points.begin() + i + 1, points.end(), [&](const Point& q) {
        return q.ours == p.ours && q.theirs == p.theirs;
      });
      Decimal from_origin = Decimal(), to_origin = Decimal();
      if (second != points.end()) {
        from_origin = second->their_number;
        to_origin = second->our_number;
      } else if (i > 0 && std::any_of(points.begin(), points.begin() + i, [&](const Point& q) {
                   return q.ours == p.ours && q.theirs == p.theirs;
                 })) {
        continue;  // The second point of a line that stands already.
      }
      const auto rise = Decimal::Subtract(p.our_number, to_origin);
      const auto run = Decimal::Subtract(p.their_number, from_origin);
      if (!rise || !run || run->is_zero()) {
        return absl::InvalidArgumentError(
            fmt::format("The conversions of {} do not make a line.", lab.name));
      }
      ConversionProgram& c = to.conversions.emplace_back();
      c.from = p.theirs;
      c.to = p.ours;
      c.numerator = *rise;
      c.denominator = *run;
      const auto shift = Decimal::Multiply(from_origin, *rise);
      const auto scaled = shift ? Decimal::Divide(*shift, *run, kConversionScale) : shift;
      const auto offset = scaled ? Decimal::Subtract(to_origin, *scaled) : scaled;
      if (!offset) return absl::InvalidArgumentError("A conversion is too large to hold exactly.");
      c.offset = *offset;
    }
    return absl::OkStatus();
  }

  absl::Status BuildType(const plan::Type& type, TypeProgram& to) {
    using plan::TypeKind;
    to.kind = type.kind;
    to.rounding = type.rounding;
    to.scale = type.scale;
    to.text_limit = type.text_limit;
    if (type.kind == TypeKind::kDuration) {
      if (!type.unit.empty()) to.duration_unit = values::ParseCalendarUnit(type.unit);
    } else if (!type.unit.empty()) {
      SUTURE_ASSIGN_OR_RETURN(to.unit, Unit::Parse(type.unit));
    }
    return absl::OkStatus();
  }

  absl::Status BuildBounds(const plan::Field& field, BoundsProgram& to) {
    plan::Type type = field.type;
    if (!field.range->unit.empty()) type.unit = field.range->unit;
    // A whole-number field may have bounds with a point: 0.5..3.
    if (type.kind == plan::TypeKind::kInteger) type.kind = plan::TypeKind::kDecimal;
    for (const auto& [text, slot] :
         {std::pair{&field.range->low, &to.low}, {&field.range->high, &to.high}}) {
      if (text->empty()) continue;
      SUTURE_ASSIGN_OR_RETURN(*slot, DecodeLiteral(plan_, type, *text, program_->arena_));
    }
    return absl::OkStatus();
  }

  absl::Status BuildMembers(const plan::Type& type, FieldProgram& to) {
    if (!type.choice.valid()) return absl::OkStatus();
    const auto& members = plan_.choices[type.choice.index].members;
    const auto dated = [](const plan::ChoiceMember& member) {
      return !member.effective.from.empty() || !member.effective.until.empty();
    };
    if (std::none_of(members.begin(), members.end(), dated)) return absl::OkStatus();
    to.members.resize(members.size());
    for (size_t i = 0; i < members.size(); ++i) {
      SUTURE_RETURN_IF_ERROR(ReadEffective(members[i].effective, to.members[i]));
    }
    return absl::OkStatus();
  }

  absl::Status BuildFields() {
    for (size_t i = 0; i < plan_.fields.size(); ++i) {
      const plan::Field& field = plan_.fields[i];
      FieldProgram& to = program_->fields_.emplace_back();
      SUTURE_RETURN_IF_ERROR(BuildType(field.type, to.type));
      if (field.range) SUTURE_RETURN_IF_ERROR(BuildBounds(field, to.range));
      SUTURE_RETURN_IF_ERROR(ReadEffective(field.effective, to.effective));
      to.is_dated = !to.effective.empty();
      to.group = field.group;
      to.applies_when = field.applies_when;
      to.takes_first = field.resolve == plan::Resolve::kFirst;
      to.steps.reserve(field.steps.size());
      SUTURE_RETURN_IF_ERROR(BuildMembers(field.type, to));
      if (field.type.reading.valid()) {
        SUTURE_RETURN_IF_ERROR(
            ReadEffective(plan_.readings[field.type.reading.index].effective, to.reading));
      }
      to.has_versions = !to.reading.empty() || !to.members.empty();
      to.has_range = field.range.has_value();
      to.completes_dates = field.type.kind == plan::TypeKind::kDate && field.type.reading.valid();
      to.has_exclusions = field.type.kind == plan::TypeKind::kSet && field.type.choice.valid();
      for (const plan::Step& step : field.steps) {
        StepProgram& s = to.steps.emplace_back();
        EffectiveProgram effective;
        SUTURE_RETURN_IF_ERROR(ReadEffective(step.effective, effective));
        if (!effective.empty()) s.effective = &program_->effective_.emplace_back(effective);
        s.kind = step.kind;
        s.answer = step.answer;
        s.even_if_unsettled = step.even_if_unsettled;
        s.when = step.when;
        s.value = step.value;
        if (step.absence.empty()) continue;
        const auto reason = values::ParseAbsenceReason(step.absence);
        if (!reason) return absl::InvalidArgumentError("The plan names an unknown absence.");
        s.absence = *reason;
      }
      if (!field.group.valid()) continue;
      const auto& fields = plan_.groups[field.group.index].fields;
      const auto place = std::find(fields.begin(), fields.end(), plan::FieldId{int32_t(i)});
      if (place == fields.end()) {
        return absl::InvalidArgumentError(
            fmt::format("The field {} is not listed by its group.", field.name));
      }
      to.place = static_cast<int32_t>(place - fields.begin());
    }
    return absl::OkStatus();
  }

  absl::Status BuildPrompts() {
    for (const plan::Prompt& prompt : plan_.prompts) {
      std::vector<ReadProgram>& reads = program_->reads_.emplace_back();
      for (const plan::ReadScope& read : prompt.reads) {
        ReadProgram& to = reads.emplace_back();
        if (read.written) {
          SUTURE_ASSIGN_OR_RETURN(to.written, ReadWindow(*read.written));
        }
        if (read.true_when) {
          SUTURE_ASSIGN_OR_RETURN(to.true_when, ReadWindow(*read.true_when));
        }
      }
      SUTURE_RETURN_IF_ERROR(ReadOptionalDuration(prompt.same_within, prompt.same_within_unit,
                                                  program_->same_within_.emplace_back()));
    }
    return absl::OkStatus();
  }

  absl::Status BuildEpisodes() {
    for (const plan::Episodes& episodes : plan_.episodes) {
      SUTURE_RETURN_IF_ERROR(ReadOptionalDuration(episodes.apart_amount, episodes.apart_unit,
                                                  program_->apart_.emplace_back()));
    }
    return absl::OkStatus();
  }

  const plan::Plan& plan_;
  std::unique_ptr<Program> program_;
  FreeVariables free_;
  std::map<std::tuple<plan::WindowKind, int32_t, int32_t, int64_t, values::CalendarUnit, bool>,
           int32_t>
      window_numbers_;
  std::map<std::vector<int32_t>, int32_t> code_choices_;
};

absl::StatusOr<std::unique_ptr<const Program>> Program::Build(const plan::Plan& plan) {
  return ProgramBuilder(plan).Build();
}

int32_t Program::UnionAttribute(plan::CollectionId united, plan::ShapeId from,
                                int32_t attribute) const {
  for (const UnionMap& map : unions_[united.index]) {
    if (map.from == from) return map.attributes[attribute];
  }
  return -1;
}

}  // namespace suture::rules
