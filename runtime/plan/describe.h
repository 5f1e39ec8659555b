// The members of every struct of the plan, once, for both directions of its JSON form and for
// whoever has to walk all of it (the verifier's tests, an optimizer that renumbers ids). A struct
// that gains a member gains one line here; the compiler refuses a list that has forgotten one.
#pragma once

#include <tuple>

#include "runtime/plan/member.h"
#include "runtime/plan/plan.h"

namespace suture::plan {

// clang-format off
template <>
struct Described<Type> {
  using S = Type;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("choice", &S::choice),
      Of("shape", &S::shape),
      Of("reading", &S::reading),
      Of("unit", &S::unit),
      Of("rounding", &S::rounding),
      Of("scale", &S::scale),
      Of("text_limit", &S::text_limit));
};

template <>
struct Described<Literal> {
  using S = Literal;
  static constexpr auto kMembers = std::make_tuple(
      Of("type", &S::type),
      Of("text", &S::text));
};

template <>
struct Described<Effective> {
  using S = Effective;
  static constexpr auto kMembers = std::make_tuple(
      Of("from", &S::from),
      Of("until", &S::until));
};

template <>
struct Described<ChoiceMember> {
  using S = ChoiceMember;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("code", &S::code),
      Of("system", &S::system),
      Of("guidance", &S::guidance),
      Of("rank", &S::rank),
      Of("effective", &S::effective));
};

template <>
struct Described<Choice> {
  using S = Choice;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("members", &S::members),
      Of("exclusive", &S::exclusive),
      Of("alone", &S::alone));
};

template <>
struct Described<CodeSystem> {
  using S = CodeSystem;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("uris", &S::uris),
      Of("open", &S::open));
};

template <>
struct Described<CodeRange> {
  using S = CodeRange;
  static constexpr auto kMembers = std::make_tuple(
      Of("system", &S::system),
      Of("low", &S::low),
      Of("high", &S::high),
      Of("prefix", &S::prefix));
};

template <>
struct Described<CodeSet> {
  using S = CodeSet;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("include", &S::include),
      Of("exclude", &S::exclude));
};

template <>
struct Described<PathStep> {
  using S = PathStep;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("argument", &S::argument));
};

template <>
struct Described<BindingPath> {
  using S = BindingPath;
  static constexpr auto kMembers = std::make_tuple(
      Of("steps", &S::steps),
      Of("target_resource", &S::target_resource),
      Of("target_steps", &S::target_steps),
      Of("literal", &S::literal));
};

template <>
struct Described<AttributeBinding> {
  using S = AttributeBinding;
  static constexpr auto kMembers = std::make_tuple(
      Of("attribute", &S::attribute),
      Of("paths", &S::paths));
};

template <>
struct Described<Binding> {
  using S = Binding;
  static constexpr auto kMembers = std::make_tuple(
      Of("resource", &S::resource),
      Of("each", &S::each),
      Of("when", &S::when),
      Of("attributes", &S::attributes));
};

template <>
struct Described<Attribute> {
  using S = Attribute;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("type", &S::type),
      Of("phi", &S::phi),
      Of("optional", &S::optional),
      Of("range", &S::range),
      Of("guidance", &S::guidance));
};

template <>
struct Described<Shape> {
  using S = Shape;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("label", &S::label),
      Of("attributes", &S::attributes),
      Of("at", &S::at),
      Of("value", &S::value),
      Of("self", &S::self),
      Of("valid", &S::valid),
      Of("bindings", &S::bindings));
};

template <>
struct Described<Collection> {
  using S = Collection;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("kind", &S::kind),
      Of("shape", &S::shape),
      Of("prompt", &S::prompt),
      Of("phrases", &S::phrases),
      Of("group", &S::group),
      Of("episodes", &S::episodes),
      Of("from", &S::from));
};

template <>
struct Described<LabConversion> {
  using S = LabConversion;
  static constexpr auto kMembers = std::make_tuple(
      Of("from_number", &S::from_number),
      Of("from_unit", &S::from_unit),
      Of("to_number", &S::to_number),
      Of("to_unit", &S::to_unit));
};

template <>
struct Described<Lab> {
  using S = Lab;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("collection", &S::collection),
      Of("codes", &S::codes),
      Of("unit", &S::unit),
      Of("molar_mass", &S::molar_mass),
      Of("conversions", &S::conversions),
      Of("spelled", &S::spelled),
      Of("derived", &S::derived));
};

template <>
struct Described<DocumentType> {
  using S = DocumentType;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("label", &S::label),
      Of("codes", &S::codes),
      Of("titles", &S::titles));
};

template <>
struct Described<Heading> {
  using S = Heading;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("variants", &S::variants));
};

template <>
struct Described<Phrases> {
  using S = Phrases;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("phrases", &S::phrases));
};

template <>
struct Described<Window> {
  using S = Window;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("a", &S::a),
      Of("b", &S::b),
      Of("amount", &S::amount),
      Of("amount_unit", &S::amount_unit),
      Of("excluded", &S::excluded),
      Of("span", &S::span));
};

template <>
struct Described<Expr> {
  using S = Expr;
  static constexpr auto kMembers = std::make_tuple(
      Of("op", &S::op),
      Of("type", &S::type),
      Of("args", &S::args),
      Of("literal", &S::literal),
      Of("field", &S::field),
      Of("variable", &S::variable),
      Of("attribute", &S::attribute),
      Of("lab", &S::lab),
      Of("code_set", &S::code_set),
      Of("query", &S::query),
      Of("cover", &S::cover),
      Of("prompt", &S::prompt),
      Of("builtin", &S::builtin),
      Of("number", &S::number),
      Of("names", &S::names),
      Of("optional_args", &S::optional_args),
      Of("together_amount", &S::together_amount),
      Of("together_unit", &S::together_unit),
      Of("window", &S::window),
      Of("span", &S::span));
};

template <>
struct Described<Query> {
  using S = Query;
  static constexpr auto kMembers = std::make_tuple(
      Of("quantifier", &S::quantifier),
      Of("collection", &S::collection),
      Of("variable", &S::variable),
      Of("codes", &S::codes),
      Of("lab", &S::lab),
      Of("documents", &S::documents),
      Of("windows", &S::windows),
      Of("where", &S::where),
      Of("yield", &S::yield),
      Of("order_by", &S::order_by),
      Of("closest_to", &S::closest_to),
      Of("at_most", &S::at_most),
      Of("affirmed", &S::affirmed),
      Of("negated", &S::negated),
      Of("historical", &S::historical),
      Of("family", &S::family),
      Of("uncertain", &S::uncertain),
      Of("hypothetical", &S::hypothetical),
      Of("at_this_facility", &S::at_this_facility),
      Of("drawn_with", &S::drawn_with),
      Of("except_source", &S::except_source),
      Of("ties", &S::ties),
      Of("lasting_op", &S::lasting_op),
      Of("lasting_amount", &S::lasting_amount),
      Of("lasting_unit", &S::lasting_unit),
      Of("total_unit", &S::total_unit),
      Of("covers", &S::covers),
      Of("span", &S::span));
};

template <>
struct Described<Cover> {
  using S = Cover;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("collections", &S::collections),
      Of("labs", &S::labs),
      Of("window", &S::window),
      Of("when", &S::when),
      Of("span", &S::span));
};

template <>
struct Described<Episodes> {
  using S = Episodes;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("opens", &S::opens),
      Of("closes", &S::closes),
      Of("seen", &S::seen),
      Of("no_end", &S::no_end),
      Of("apart_amount", &S::apart_amount),
      Of("apart_unit", &S::apart_unit),
      Of("span", &S::span));
};

template <>
struct Described<ReadScope> {
  using S = ReadScope;
  static constexpr auto kMembers = std::make_tuple(
      Of("documents", &S::documents),
      Of("by", &S::by),
      Of("sections", &S::sections),
      Of("written", &S::written),
      Of("true_when", &S::true_when));
};

template <>
struct Described<PromptPart> {
  using S = PromptPart;
  static constexpr auto kMembers = std::make_tuple(
      Of("text", &S::text),
      Of("hole", &S::hole));
};

template <>
struct Described<PromptExample> {
  using S = PromptExample;
  static constexpr auto kMembers = std::make_tuple(
      Of("text", &S::text),
      Of("answer", &S::answer),
      Of("because", &S::because));
};

template <>
struct Described<Merge> {
  using S = Merge;
  static constexpr auto kMembers = std::make_tuple(
      Of("attribute", &S::attribute),
      Of("how", &S::how));
};

template <>
struct Described<Reading> {
  using S = Reading;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("type", &S::type),
      Of("range", &S::range),
      Of("words", &S::words),
      Of("below_next_lower", &S::below_next_lower),
      Of("missing_month", &S::missing_month),
      Of("missing_day", &S::missing_day),
      Of("effective", &S::effective));
};

template <>
struct Described<Prompt> {
  using S = Prompt;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("is_extract", &S::is_extract),
      Of("field", &S::field),
      Of("roles", &S::roles),
      Of("reads", &S::reads),
      Of("cues", &S::cues),
      Of("max_tokens", &S::max_tokens),
      Of("instructions", &S::instructions),
      Of("text", &S::text),
      Of("answer", &S::answer),
      Of("collection", &S::collection),
      Of("at_most", &S::at_most),
      Of("same_keys", &S::same_keys),
      Of("same_within", &S::same_within),
      Of("same_within_unit", &S::same_within_unit),
      Of("merges", &S::merges),
      Of("reason_first", &S::reason_first),
      Of("cite_exact", &S::cite_exact),
      Of("cite_reason", &S::cite_reason),
      Of("examples", &S::examples),
      Of("samples", &S::samples),
      Of("agree", &S::agree),
      Of("accept_confidence", &S::accept_confidence),
      Of("check_against", &S::check_against),
      Of("schema", &S::schema),
      Of("semantic_hash", &S::semantic_hash),
      Of("span", &S::span));
};

template <>
struct Described<Step> {
  using S = Step;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("name", &S::name),
      Of("when", &S::when),
      Of("answer", &S::answer),
      Of("value", &S::value),
      Of("absence", &S::absence),
      Of("table", &S::table),
      Of("prompt", &S::prompt),
      Of("even_if_unsettled", &S::even_if_unsettled),
      Of("because", &S::because),
      Of("effective", &S::effective),
      Of("span", &S::span));
};

template <>
struct Described<TableRow> {
  using S = TableRow;
  static constexpr auto kMembers = std::make_tuple(
      Of("condition", &S::condition),
      Of("answer", &S::answer),
      Of("value", &S::value),
      Of("span", &S::span));
};

template <>
struct Described<Table> {
  using S = Table;
  static constexpr auto kMembers = std::make_tuple(
      Of("policy", &S::policy),
      Of("rows", &S::rows));
};

template <>
struct Described<Tick> {
  using S = Tick;
  static constexpr auto kMembers = std::make_tuple(
      Of("id", &S::id),
      Of("label", &S::label),
      Of("absence", &S::absence));
};

template <>
struct Described<AbsenceCode> {
  using S = AbsenceCode;
  static constexpr auto kMembers = std::make_tuple(
      Of("absence", &S::absence),
      Of("code", &S::code));
};

template <>
struct Described<Bounds> {
  using S = Bounds;
  static constexpr auto kMembers = std::make_tuple(
      Of("low", &S::low),
      Of("high", &S::high),
      Of("unit", &S::unit));
};

template <>
struct Described<Field> {
  using S = Field;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("id", &S::id),
      Of("label", &S::label),
      Of("section", &S::section),
      Of("definition", &S::definition),
      Of("is_finding", &S::is_finding),
      Of("group", &S::group),
      Of("type", &S::type),
      Of("range", &S::range),
      Of("usual", &S::usual),
      Of("applies_when", &S::applies_when),
      Of("parents", &S::parents),
      Of("resolve", &S::resolve),
      Of("steps", &S::steps),
      Of("ticks", &S::ticks),
      Of("absence_codes", &S::absence_codes),
      Of("effective", &S::effective),
      Of("was", &S::was),
      Of("semantic_hash", &S::semantic_hash),
      Of("span", &S::span));
};

template <>
struct Described<Group> {
  using S = Group;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("label", &S::label),
      Of("over", &S::over),
      Of("over_choice", &S::over_choice),
      Of("variable", &S::variable),
      Of("parent", &S::parent),
      Of("counter", &S::counter),
      Of("slots", &S::slots),
      Of("slot_count", &S::slot_count),
      Of("slots_more", &S::slots_more),
      Of("fields", &S::fields),
      Of("collection", &S::collection),
      Of("span", &S::span));
};

template <>
struct Described<Check> {
  using S = Check;
  static constexpr auto kMembers = std::make_tuple(
      Of("level", &S::level),
      Of("message", &S::message),
      Of("when", &S::when),
      Of("group", &S::group),
      Of("span", &S::span));
};

template <>
struct Described<Index> {
  using S = Index;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("which", &S::which),
      Of("query", &S::query));
};

template <>
struct Described<Registry> {
  using S = Registry;
  static constexpr auto kMembers = std::make_tuple(
      Of("name", &S::name),
      Of("label", &S::label),
      Of("version", &S::version),
      Of("steward", &S::steward),
      Of("revises", &S::revises),
      Of("effective", &S::effective),
      Of("versions_by", &S::versions_by),
      Of("months_round_stated", &S::months_round_stated),
      Of("months_round_up", &S::months_round_up));
};

template <>
struct Described<Plan> {
  using S = Plan;
  static constexpr auto kMembers = std::make_tuple(
      Of("version", &S::version),
      Of("hash", &S::hash),
      Of("registry", &S::registry),
      Of("files", &S::files),
      Of("choices", &S::choices),
      Of("systems", &S::systems),
      Of("code_sets", &S::code_sets),
      Of("shapes", &S::shapes),
      Of("collections", &S::collections),
      Of("labs", &S::labs),
      Of("documents", &S::documents),
      Of("headings", &S::headings),
      Of("phrases", &S::phrases),
      Of("readings", &S::readings),
      Of("literals", &S::literals),
      Of("exprs", &S::exprs),
      Of("queries", &S::queries),
      Of("covers", &S::covers),
      Of("episodes", &S::episodes),
      Of("prompts", &S::prompts),
      Of("tables", &S::tables),
      Of("groups", &S::groups),
      Of("fields", &S::fields),
      Of("order", &S::order),
      Of("checks", &S::checks),
      Of("index", &S::index),
      Of("prefer", &S::prefer),
      Of("variables", &S::variables),
      Of("notes", &S::notes),
      Of("patient", &S::patient));
};
// clang-format on

}  // namespace suture::plan
