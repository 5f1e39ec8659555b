#include "cli/conformance/elm.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "runtime/base/status_macros.h"

namespace suture::conformance {
namespace {

using nlohmann::json;
using values::Decimal;
using values::Kind;
using values::Value;

absl::Status Lacks(const std::string& what) { return absl::UnimplementedError(what); }

// Not what the schema of ELM allows there, so that no result of it says anything.
absl::Status IllFormed(const std::string& what) {
  return absl::InvalidArgumentError(what + " is not well formed");
}

bool IsNumber(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
         absl::ascii_isdigit(static_cast<unsigned char>(text[0]));
}

// "{urn:hl7-org:elm-types:r1}Integer" -> "Integer"
std::string LocalName(const std::string& name) {
  const size_t brace = name.find('}');
  return brace == std::string::npos ? name : name.substr(brace + 1);
}

std::string Lowered(std::string text) {
  for (char& c : text) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  return text;
}

bool Fits(const std::string& type, Kind kind) {
  if (type == "Boolean") return kind == Kind::kTruth;
  if (type == "Integer" || type == "Long") return kind == Kind::kInteger;
  if (type == "Decimal") return kind == Kind::kDecimal;
  if (type == "String") return kind == Kind::kText;
  if (type == "Date") return kind == Kind::kDate;
  if (type == "DateTime") return kind == Kind::kDateTime;
  if (type == "Time") return kind == Kind::kTime;
  if (type == "Quantity") return kind == Kind::kQuantity || kind == Kind::kDuration;
  return true;
}

std::string TypeNameOf(const json& type) {
  if (type.is_string()) return LocalName(type.get<std::string>());
  if (type.is_object() && type.contains("name")) {
    return LocalName(type.at("name").get<std::string>());
  }
  return "";
}

std::string_view SutureTypeName(const std::string& type) {
  if (type == "Boolean") return "truth";
  if (type == "String") return "text";
  if (type == "Integer" || type == "Long") return "integer";
  if (type == "Decimal") return "decimal";
  if (type == "Quantity") return "quantity";
  if (type == "Date") return "date";
  if (type == "DateTime") return "datetime";
  return type == "Time" ? "time" : "";
}

// Whether one of the signatures has so many arguments: "(text, integer, integer?) -> text".
bool TakesCount(const operators::Operator& op, size_t count) {
  std::string_view rest = op.signatures;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find("; "));
    rest.remove_prefix(std::min(one.size() + 2, rest.size()));
    const std::string_view inside = one.substr(1, one.find(") -> ") - 1);
    size_t most = inside.empty() ? 0 : 1, optional = 0;
    for (const char c : inside) {
      most += c == ',';
      optional += c == '?';
    }
    const bool repeats = inside.find("...") != std::string_view::npos;
    if (count + optional + (repeats ? 1 : 0) >= most && (repeats || count <= most)) return true;
  }
  return false;
}

}  // namespace

Value ElmEvaluator::Call(std::string_view op, absl::Span<const Value> arguments) {
  return operators::Apply(*operators::FindOperator(op), arguments, context_);
}

absl::StatusOr<Value> ElmEvaluator::Evaluate(const json& node) {
  constexpr int kMostDepth = 500;
  if (depth_ >= kMostDepth) return absl::InvalidArgumentError("the tree is too deep");
  ++depth_;
  Result value = EvaluateNode(node);
  --depth_;
  return value;
}

absl::StatusOr<Value> ElmEvaluator::EvaluateNode(const json& node) {
  if (node.is_null()) return Value::Null();
  if (!node.is_object() || !node.contains("type")) return Lacks("untyped node");
  const std::string type = node.at("type").get<std::string>();
  if (type == "Null") return Value::Null();
  if (type == "Literal") return Literal(node);
  if (type == "Quantity") return QuantityOf(node);
  if (type == "Interval") return IntervalOf(node);
  if (type == "Date") return Components(node, "make_date", {"year", "month", "day"});
  if (type == "DateTime") {
    return Components(
        node, "make_datetime",
        {"year", "month", "day", "hour", "minute", "second", "millisecond", "timezoneOffset"});
  }
  if (type == "Time") {
    return Components(node, "make_time", {"hour", "minute", "second", "millisecond"});
  }
  if (type == "Tuple") return TupleOf(node);
  if (type == "Property") return Property(node);
  if (type == "If" || type == "Case") return Case(node);
  if (type == "Query") return Query(node);
  if (type == "As" || type == "Convert") return As(node);
  if (type == "AliasRef") {
    const auto found = aliases_.find(node.at("name").get<std::string>());
    if (found == aliases_.end()) return Lacks(type);
    return found->second;
  }
  if (type == "List") {
    Values items;
    for (const json& element : node.value("element", json::array())) {
      SUTURE_ASSIGN_OR_RETURN(items.emplace_back(), Evaluate(element));
    }
    return Call("make_list", items);
  }
  if (type == "MinValue" || type == "MaxValue") {
    const Value argument[] = {Value::OfText(SutureTypeName(TypeNameOf(node.at("valueType"))))};
    return Call(type == "MinValue" ? "minimum_value" : "maximum_value", argument);
  }
  return Mapped(node, type);
}

absl::StatusOr<Value> ElmEvaluator::Literal(const json& node) {
  const std::string type = TypeNameOf(node.at("valueType"));
  const Value text = values::MakeText(*context_.arena, node.at("value").get<std::string>());
  const Value argument[] = {text};
  if (type == "String") return text;
  Value value;
  if (type == "Integer" || type == "Long") {
    value = Call("to_integer", argument);
  } else if (type == "Decimal") {
    value = Call("to_decimal", argument);
  } else if (type == "Boolean") {
    value = Call("to_truth", argument);
  } else {
    return Lacks("literal of type " + type);
  }
  // A number that is too large is one; a word is none.
  const bool is_number = type != "Boolean" && IsNumber(text.text());
  if (value.IsNotKnown() && !is_number) return IllFormed("a literal of type " + type);
  return value;
}

// A unit that is a calendar word makes a duration; every other unit is UCUM.
absl::StatusOr<Value> ElmEvaluator::QuantityOf(const json& node) {
  if (!node.at("value").is_number()) return IllFormed("the amount of a quantity");
  const auto amount = Decimal::Parse(node.at("value").dump());
  if (!amount) return Value::Null();
  const std::string unit = node.value("unit", "1");
  if (const auto calendar = values::ParseCalendarUnit(unit); calendar && unit != "s") {
    const auto whole = amount->Truncate().ToInteger();
    if (!whole) return Value::Null();
    return Value::OfDuration({*whole, *calendar});
  }
  const auto parsed = values::Unit::Parse(unit);
  if (!parsed.ok()) return Lacks("unit " + unit);
  return Value::OfQuantity(*amount, *parsed);
}

absl::StatusOr<Value> ElmEvaluator::IntervalOf(const json& node) {
  Value ends[2], closed[2];
  const char* const kEnds[] = {"low", "high"};
  const char* const kClosed[] = {"lowClosed", "highClosed"};
  for (int i = 0; i < 2; ++i) {
    SUTURE_ASSIGN_OR_RETURN(ends[i], Evaluate(node.value(kEnds[i], json())));
    closed[i] = Value::OfBool(node.value(kClosed[i], true));
    const std::string expression = std::string(kClosed[i]) + "Expression";
    if (node.contains(expression)) {
      SUTURE_ASSIGN_OR_RETURN(closed[i], Evaluate(node[expression]));
    }
  }
  const Value arguments[] = {ends[0], ends[1], closed[0], closed[1]};
  return Call("make_interval", arguments);
}

absl::StatusOr<Value> ElmEvaluator::Components(const json& node, std::string_view op,
                                               std::initializer_list<const char*> names) {
  Values components;
  bool ended = false;
  for (const char* name : names) {
    const bool is_part = std::string_view(name) != "timezoneOffset";
    if (is_part && ended && node.contains(name)) return IllFormed("a time with a gap");
    ended |= !node.contains(name);
    if (is_part && components.empty() && ended) return IllFormed("a time without its first part");
    SUTURE_ASSIGN_OR_RETURN(components.emplace_back(), Evaluate(node.value(name, json())));
  }
  return Call(op, components);
}

absl::StatusOr<Value> ElmEvaluator::TupleOf(const json& node) {
  std::vector<std::string> held;
  Values elements;
  for (const json& element : node.value("element", json::array())) {
    held.push_back(element.at("name").get<std::string>());
    SUTURE_ASSIGN_OR_RETURN(elements.emplace_back(), Evaluate(element.at("value")));
  }
  const std::vector<std::string_view> names(held.begin(), held.end());
  return values::MakeTuple(*context_.arena, names, elements);
}

absl::StatusOr<Value> ElmEvaluator::Property(const json& node) {
  if (!node.contains("source")) return Lacks("Property");
  SUTURE_ASSIGN_OR_RETURN(const Value source, Evaluate(node.at("source")));
  const std::string path = node.at("path").get<std::string>();
  if (source.is_null()) return source;
  if (source.kind() == Kind::kInterval) {
    const Value argument[] = {source};
    if (path == "low") return source.interval().low;
    if (path == "high") return source.interval().high;
    if (path == "lowClosed") return Call("low_closed", argument);
    if (path == "highClosed") return Call("high_closed", argument);
  }
  if (source.kind() != Kind::kTuple) return Lacks("Property");
  const Value arguments[] = {source, values::MakeText(*context_.arena, path)};
  return Call("element_of", arguments);
}

// In CQL a condition that is null takes the else branch: `if is_true(condition)`.
absl::StatusOr<Value> ElmEvaluator::Case(const json& node) {
  SUTURE_ASSIGN_OR_RETURN(Value result, Evaluate(node.at("else")));
  json items = node.value("caseItem", json::array());
  if (node.at("type") == "If") {
    items = json::array({{{"when", node.at("condition")}, {"then", node.at("then")}}});
  }
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    SUTURE_ASSIGN_OR_RETURN(Value condition, Evaluate(item->at("when")));
    if (node.contains("comparand")) {
      SUTURE_ASSIGN_OR_RETURN(const Value comparand, Evaluate(node.at("comparand")));
      const Value pair[] = {comparand, condition};
      condition = Call("equal", pair);
    }
    const Value asked[] = {condition};
    SUTURE_ASSIGN_OR_RETURN(const Value then, Evaluate(item->at("then")));
    const Value arguments[] = {Call("is_true", asked), then, result};
    result = Call("if", arguments);
  }
  return result;
}

absl::StatusOr<Value> ElmEvaluator::Query(const json& node) {
  const json& sources = node.at("source");
  const bool plain = sources.size() == 1 && node.value("let", json::array()).empty() &&
                     node.value("relationship", json::array()).empty() &&
                     !node.contains("aggregate");
  if (!plain) return Lacks("Query");
  SUTURE_ASSIGN_OR_RETURN(const Value list, Evaluate(sources[0].at("expression")));
  if (list.is_null()) return list;
  if (list.kind() != Kind::kList) return Lacks("Query");
  const std::string alias = sources[0].at("alias").get<std::string>();
  Values rows;
  for (const Value& item : list.items()) {
    aliases_[alias] = item;
    if (node.contains("where")) {
      SUTURE_ASSIGN_OR_RETURN(const Value keep, Evaluate(node.at("where")));
      if (!keep.IsTrue()) continue;
    }
    if (!node.contains("return")) {
      rows.push_back(item);
      continue;
    }
    SUTURE_ASSIGN_OR_RETURN(rows.emplace_back(), Evaluate(node.at("return").at("expression")));
  }
  aliases_.erase(alias);
  Value result = Call("make_list", rows);
  if (node.contains("return") && node.at("return").value("distinct", false)) {
    const Value argument[] = {result};
    result = Call("distinct", argument);
  }
  return node.contains("sort") ? Sort(node.at("sort").at("by"), result) : Result(result);
}

absl::StatusOr<Value> ElmEvaluator::Sort(const json& by, Value list) {
  if (by.size() != 1 || by[0].at("type") != "ByDirection") return Lacks("Query");
  const std::string direction = by[0].at("direction").get<std::string>();
  const bool descending = direction == "desc" || direction == "descending";
  const Value argument[] = {list};
  return Call(descending ? "sort_descending" : "sort_ascending", argument);
}

// A cast to a type that the value does not have is null, as in CQL.
absl::StatusOr<Value> ElmEvaluator::As(const json& node) {
  if (node.at("type") == "Convert") return Lacks("Convert");
  SUTURE_ASSIGN_OR_RETURN(const Value operand, Evaluate(node.at("operand")));
  const std::string type = TypeNameOf(
      node.contains("asType") ? node.at("asType") : node.value("asTypeSpecifier", json()));
  if (operand.is_null() || Fits(type, operand.kind())) return operand;
  return Value::Null();
}

absl::StatusOr<ElmEvaluator::Values> ElmEvaluator::Operands(const json& node) {
  Values operands;
  for (const char* name : {"source", "operand", "stringToSub", "stringToSplit", "pattern", "string",
                           "separator", "element", "startIndex", "endIndex", "length", "index"}) {
    if (!node.contains(name)) continue;
    const json& child = node[name];
    if (child.is_array()) {
      for (const json& one : child) {
        SUTURE_ASSIGN_OR_RETURN(operands.emplace_back(), Evaluate(one));
      }
    } else {
      SUTURE_ASSIGN_OR_RETURN(operands.emplace_back(), Evaluate(child));
    }
  }
  if (!node.contains("precision")) return operands;
  // Round's precision is an expression; that of a relation is the name of a component.
  if (node.at("precision").is_object()) {
    SUTURE_ASSIGN_OR_RETURN(operands.emplace_back(), Evaluate(node.at("precision")));
  } else {
    const std::string precision = Lowered(node.at("precision").get<std::string>());
    static constexpr std::string_view kPrecisions[] = {"year", "month",  "week",   "day",
                                                       "hour", "minute", "second", "millisecond"};
    if (std::find(std::begin(kPrecisions), std::end(kPrecisions), precision) ==
        std::end(kPrecisions)) {
      return IllFormed("a precision");
    }
    operands.push_back(values::MakeText(*context_.arena, precision));
  }
  return operands;
}

// A minus before a literal belongs to it: the least integer has no positive counterpart.
absl::StatusOr<Value> ElmEvaluator::Mapped(const json& node, const std::string& type) {
  if (type == "Negate" && node.at("operand").value("type", "") == "Literal") {
    json literal = node.at("operand");
    literal["value"] = "-" + literal["value"].get<std::string>();
    return Literal(literal);
  }
  // ConvertsToX asks whether ToX has a result.
  if (type.rfind("ConvertsTo", 0) == 0) {
    SUTURE_ASSIGN_OR_RETURN(const Value operand, Evaluate(node.at("operand")));
    const ElmMapping* conversion = FindMapping(type.substr(std::string("Converts").size()));
    if (conversion == nullptr) return Lacks(type);
    const Value argument[] = {operand};
    const Value converted[] = {Call(conversion->op, argument)};
    return operand.is_null() ? operand : Call("is_known", converted);
  }
  const ElmMapping* mapping = FindMapping(type);
  if (mapping == nullptr || !operators::FindOperator(mapping->op)) return Lacks(type);
  SUTURE_ASSIGN_OR_RETURN(Values operands, Operands(node));
  using Source = ElmMapping::Source;
  const bool or_none =
      mapping->source == Source::kOrNone || mapping->source == Source::kKnownOnlyOrNone;
  if (or_none && !operands.empty() && operands[0].is_null()) operands[0] = Call("make_list", {});
  const bool known_only =
      mapping->source == Source::kKnownOnly || mapping->source == Source::kKnownOnlyOrNone;
  if (known_only && !operands.empty()) {
    const Value argument[] = {operands[0]};
    operands[0] = Call("known_only", argument);
  }
  const bool of_text = !operands.empty() && operands[0].kind() == Kind::kText;
  const std::string_view op = type == "Indexer" && of_text ? "character_at" : mapping->op;
  if (!TakesCount(operators::Operators()[*operators::FindOperator(op)], operands.size())) {
    return absl::InvalidArgumentError("`" + type + "` has another number of operands");
  }
  const Value result = Call(op, operands);
  // CQL's own `width` of an interval of times is null.
  const bool is_wrong = result.IsNotKnown() && result.cause() == values::UnsettledCause::kWrongType;
  if (is_wrong && type != "Width") {
    return IllFormed("an operand of `" + type + "`");
  }
  return result;
}

}  // namespace suture::conformance
