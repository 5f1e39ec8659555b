// Overload resolution over the signatures of the table.
#include <array>
#include <memory>

#include "runtime/operators/table.h"

namespace suture::operators {
namespace {

using values::Kind;

// A parameter or a result: a kind, the variable T, or anything; lists and intervals hold another.
struct Pattern {
  enum class Form : uint8_t { kKind, kVariable, kAny };
  Form form = Form::kKind;
  Kind kind = Kind::kNull;
  bool optional = false;
  bool repeated = false;
  std::vector<Pattern> inside;
};

struct Overload {
  std::vector<Pattern> parameters;
  Pattern result;
};

// Reads the signature notation of the table, which a test checks whole.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Overload ReadOverload() {
    Overload overload;
    Skip("(");
    while (!Skip(")") && !text_.empty()) {
      overload.parameters.push_back(ReadPattern());
      Skip(",");
    }
    Skip("->");
    overload.result = ReadPattern();
    return overload;
  }

 private:
  bool Skip(std::string_view mark) {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
    if (text_.substr(0, mark.size()) != mark) return false;
    text_.remove_prefix(mark.size());
    return true;
  }

  Pattern ReadPattern() {
    Skip("");
    Pattern pattern;
    const std::string_view word = text_.substr(0, text_.find_first_of("<>,)?. ;"));
    text_.remove_prefix(word.size());
    if (word == "T") {
      pattern.form = Pattern::Form::kVariable;
    } else if (word == "any") {
      pattern.form = Pattern::Form::kAny;
    } else {
      for (int i = 0; i < values::kKindCount; ++i) {
        if (values::Name(static_cast<Kind>(i)) == word) pattern.kind = static_cast<Kind>(i);
      }
    }
    if (Skip("<")) {
      pattern.inside.push_back(ReadPattern());
      Skip(">");
    }
    pattern.optional = Skip("?");
    pattern.repeated = Skip("...");
    return pattern;
  }

  std::string_view text_;
};

const std::vector<Overload>& OverloadsOf(OperatorId id) {
  static const auto* all = [] {
    auto* table = new std::vector<std::vector<Overload>>();
    for (const Operator& op : Operators()) {
      std::vector<Overload> overloads;
      for (std::string_view text : Signatures(op)) {
        overloads.push_back(Reader(text).ReadOverload());
      }
      table->push_back(std::move(overloads));
    }
    return table;
  }();
  return (*all)[static_cast<size_t>(id)];
}

// Counts what had to be widened: an exact match costs nothing.
struct Match {
  Type variable;
  bool bound = false;
  int cost = 0;
};

bool Widens(Kind from, Kind to) {
  return (from == Kind::kInteger && to == Kind::kDecimal) ||
         (from == Kind::kDate && to == Kind::kDateTime);
}

// The one type that both fit in; false when there is none.
bool Unify(const Type& left, const Type& right, Type* joined, int* cost) {
  if (left.kind() == Kind::kNull || left == right) {
    *joined = right;
    return true;
  }
  if (right.kind() == Kind::kNull) {
    *joined = left;
    return true;
  }
  const bool holders = left.kind() == right.kind() && left.depth > 1 && right.depth > 1;
  if (holders) {
    Type inside;
    if (!Unify(left.Inside(), right.Inside(), &inside, cost)) return false;
    *joined = left.kind() == Kind::kList ? Type::ListOf(inside) : Type::IntervalOf(inside);
    return true;
  }
  if (!Widens(left.kind(), right.kind()) && !Widens(right.kind(), left.kind())) return false;
  *joined = Widens(left.kind(), right.kind()) ? right : left;
  ++*cost;
  return true;
}

bool Fits(const Pattern& pattern, const Type& type, Match* match) {
  if (type.kind() == Kind::kNull || pattern.form == Pattern::Form::kAny) return true;
  if (pattern.form == Pattern::Form::kVariable) {
    if (!match->bound) {
      match->variable = type;
      match->bound = true;
      return true;
    }
    return Unify(match->variable, type, &match->variable, &match->cost);
  }
  if (pattern.kind != type.kind()) {
    ++match->cost;
    return pattern.inside.empty() && Widens(type.kind(), pattern.kind);
  }
  return pattern.inside.empty() || Fits(pattern.inside[0], type.Inside(), match);
}

bool FitsAll(const Overload& overload, absl::Span<const Type> arguments, Match* match) {
  size_t used = 0;
  for (const Pattern& parameter : overload.parameters) {
    if (parameter.repeated) {
      for (; used < arguments.size(); ++used) {
        if (!Fits(parameter, arguments[used], match)) return false;
      }
      return true;
    }
    if (used == arguments.size()) {
      if (!parameter.optional) return false;
      continue;
    }
    if (!Fits(parameter, arguments[used++], match)) return false;
  }
  return used == arguments.size();
}

Type ResultOf(const Pattern& pattern, const Match& match) {
  switch (pattern.form) {
    case Pattern::Form::kAny:
      return Type::Nothing();
    case Pattern::Form::kVariable:
      return match.bound ? match.variable : Type::Nothing();
    case Pattern::Form::kKind:
      break;
  }
  if (pattern.inside.empty()) return Type::Of(pattern.kind);
  const Type inside = ResultOf(pattern.inside[0], match);
  return pattern.kind == Kind::kList ? Type::ListOf(inside) : Type::IntervalOf(inside);
}

}  // namespace

std::string Type::ToString() const {
  if (kind() == Kind::kList) return "list of " + Inside().ToString();
  if (kind() == Kind::kInterval) return "interval of " + Inside().ToString();
  return std::string(values::Name(kind()));
}

std::vector<std::string_view> Signatures(const Operator& op) {
  std::vector<std::string_view> signatures;
  std::string_view rest = op.signatures;
  while (!rest.empty()) {
    const size_t end = rest.find(';');
    signatures.push_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
    while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  }
  return signatures;
}

std::optional<Resolution> Resolve(std::string_view name, absl::Span<const Type> arguments) {
  const auto id = FindOperator(name);
  if (!id) return std::nullopt;
  std::optional<Resolution> best;
  int best_cost = 0;
  const std::vector<Overload>& overloads = OverloadsOf(*id);
  for (size_t i = 0; i < overloads.size(); ++i) {
    Match match;
    if (!FitsAll(overloads[i], arguments, &match)) continue;
    if (best && best_cost <= match.cost) continue;
    best = Resolution{*id, static_cast<int>(i), ResultOf(overloads[i].result, match)};
    best_cost = match.cost;
  }
  return best;
}

}  // namespace suture::operators
