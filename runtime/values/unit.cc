// Parsing UCUM expressions and the process-wide table of units.
#include "runtime/values/unit.h"

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

#include "absl/container/flat_hash_map.h"
#include "runtime/base/status_macros.h"
#include "runtime/values/ucum_table.h"
#include "runtime/values/unit_factor.h"

namespace suture::values {
namespace {

// The annotation that makes a scale of temperature the unit of what lies between two of its points.
constexpr std::string_view kDifference = "difference";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

absl::Status BadUnit(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(fmt::format("`{}` is not a UCUM unit: {}", text, why));
}

const absl::flat_hash_map<std::string_view, size_t>& AtomIndex() {
  static const auto* index = [] {
    auto* map = new absl::flat_hash_map<std::string_view, size_t>();
    for (size_t i = 0; i < UcumAtoms().size(); ++i) map->emplace(UcumAtoms()[i].code, i);
    return map;
  }();
  return *index;
}

}  // namespace

// What a unit expression amounts to, before it is interned.
class UnitBuilder {
 public:
  static absl::StatusOr<Unit> Parse(std::string_view text) {
    UnitBuilder builder(text);
    auto unit = builder.ParseWhole();
    if (unit.ok()) unit->text_ = text.empty() ? "1" : std::string(text);
    return unit;
  }
  // Of the dimension of a temperature and no other, a scale with an offset or not.
  static bool IsKelvins(const Unit& unit) {
    Unit kelvin;
    kelvin.dimensions_[static_cast<size_t>(BaseDimension::kTemperature)] = 1;
    return Commensurable(&unit, &kelvin);
  }
  static const Unit* Intern(Unit unit);
  static const Unit* Find(std::string_view text);
  static bool TableIsFull();

 private:
  explicit UnitBuilder(std::string_view text) : text_(text) {}

  absl::StatusOr<Unit> ParseWhole() {
    if (text_.size() > Unit::kMaxText) {
      return absl::InvalidArgumentError(
          fmt::format("A unit is longer than {} characters.", Unit::kMaxText));
    }
    for (char c : text_) {
      if (c < 33 || c > 126) {
        return Fail("it holds a space or a character outside of ASCII.");
      }
    }
    if (text_.empty()) return Unit();
    SUTURE_ASSIGN_OR_RETURN(Unit unit, ParseTerm(0));
    if (at_ != text_.size()) return Fail(fmt::format("`{}` is left over.", text_.substr(at_)));
    return unit;
  }

  absl::Status Fail(std::string_view why) const { return BadUnit(text_, why); }
  bool AtEnd() const { return at_ == text_.size(); }
  char Peek() const { return AtEnd() ? '\0' : text_[at_]; }

  // term: "/"? component (("." | "/") component)*
  absl::StatusOr<Unit> ParseTerm(int depth) {
    if (depth > Unit::kMaxNesting) return Fail("its parentheses are nested too deeply.");
    Unit result;
    bool divide = false, alone = true, point = true;
    int measures = 0;
    if (Peek() == '/') {
      ++at_;
      divide = true;
      alone = false;
    }
    while (true) {
      SUTURE_ASSIGN_OR_RETURN(Unit part, ParseComponent(depth));
      const bool last = Peek() != '.' && Peek() != '/';
      if (part.special_ && !(alone && last)) {
        return Fail("a unit with an offset or a logarithm, such as Cel or pH, stands alone.");
      }
      if (part.special_) return part;
      SUTURE_RETURN_IF_ERROR(Multiply(result, part, divide ? -1 : 1));
      measures += part.IsDimensionless() ? 0 : 1;
      point &= !part.difference_;
      // K/h.h is so many kelvins and no point on their scale, as 300 K are.
      if (last) result.difference_ = IsKelvins(result) && !(point && measures == 1);
      if (last) return result;
      divide = Peek() == '/';
      alone = false;
      ++at_;
    }
  }

  absl::StatusOr<Unit> ParseComponent(int depth) {
    Unit unit;
    bool any = false;
    if (Peek() == '(') {
      ++at_;
      SUTURE_ASSIGN_OR_RETURN(unit, ParseTerm(depth + 1));
      if (Peek() != ')') return Fail("a parenthesis is not closed.");
      ++at_;
      any = true;
    } else if (IsDigit(Peek()) && !IsTenStar()) {
      SUTURE_ASSIGN_OR_RETURN(unit, ParseNumber());
      any = true;
    } else if (!AtEnd() && Peek() != '{') {
      SUTURE_ASSIGN_OR_RETURN(unit, ParseSimple());
      any = true;
    }
    if (Peek() == '{') {
      SUTURE_RETURN_IF_ERROR(ParseAnnotation(unit));
      any = true;
    }
    if (!any) return Fail("a unit is missing.");
    return unit;
  }

  bool IsTenStar() const {
    const std::string_view rest = text_.substr(at_);
    return rest.substr(0, 3) == "10*" || rest.substr(0, 3) == "10^";
  }

  absl::StatusOr<Unit> ParseNumber() {
    const size_t begin = at_;
    while (IsDigit(Peek())) ++at_;
    const std::string_view digits = text_.substr(begin, at_ - begin);
    if (digits.size() > 15) return Fail("a number in it has more than 15 digits.");
    if (digits.find_first_not_of('0') == std::string_view::npos) return Fail("it has a factor 0.");
    Unit unit;
    unit.factor_ = ParseFactor(digits);
    return unit;
  }

  absl::Status ParseAnnotation(Unit& unit) {
    const size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) return Fail("a `{` is not closed.");
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    if (inside.find('{') != std::string_view::npos) return Fail("a `{` stands inside of another.");
    const std::string_view whole = text_.substr(at_, end - at_ + 1);
    at_ = end + 1;
    if (inside == kDifference && unit.IsTemperature()) {
      unit.affine_ = unit.special_ = false;
      unit.offset_ = Decimal();
      unit.difference_ = true;
    }
    if (inside.empty() || !IsDigit(inside[0])) return absl::OkStatus();
    return Keep(unit, whole, 1);
  }

  // simple: (prefix? atom) exponent?
  absl::StatusOr<Unit> ParseSimple() {
    const size_t begin = at_;
    if (IsTenStar()) {
      at_ += 3;
    } else {
      while (!AtEnd() && IsSymbolCharacter(Peek())) {
        if (Peek() == '[') {
          const size_t end = text_.find(']', at_);
          if (end == std::string_view::npos) return Fail("a `[` is not closed.");
          at_ = end;
        }
        ++at_;
      }
    }
    const std::string_view symbol = text_.substr(begin, at_ - begin);
    SUTURE_ASSIGN_OR_RETURN(Unit unit, Resolve(symbol));
    SUTURE_ASSIGN_OR_RETURN(const int exponent, ParseExponent());
    if (exponent == 1) return unit;
    if (unit.special_) return Fail("a unit with an offset or a logarithm takes no exponent.");
    Unit raised;
    SUTURE_RETURN_IF_ERROR(Multiply(raised, unit, exponent));
    return raised;
  }

  static bool IsSymbolCharacter(char c) {
    return !IsDigit(c) && c != '+' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')' &&
           c != '{' && c != '}' && c != ']';
  }

  absl::StatusOr<int> ParseExponent() {
    bool negative = false;
    size_t at = at_;
    if (Peek() == '+' || Peek() == '-') {
      negative = Peek() == '-';
      ++at;
    }
    int exponent = 0;
    const size_t digits = at;
    for (; at < text_.size() && IsDigit(text_[at]); ++at) {
      exponent = exponent * 10 + (text_[at] - '0');
      if (exponent > Unit::kMaxExponent) return Fail("an exponent is too large.");
    }
    if (at == digits) {
      if (at != at_) return Fail("a sign has no exponent after it.");
      return 1;
    }
    if (exponent == 0) return Fail("an exponent is 0.");
    at_ = at;
    return negative ? -exponent : exponent;
  }

  // An atom, or a prefix before an atom that takes one.
  absl::StatusOr<Unit> Resolve(std::string_view symbol) {
    const auto& index = AtomIndex();
    if (const auto whole = index.find(symbol); whole != index.end()) {
      return FromAtom(UcumAtoms()[whole->second]);
    }
    for (const UcumPrefix& prefix : UcumPrefixes()) {
      if (symbol.substr(0, prefix.code.size()) != prefix.code) continue;
      const auto rest = index.find(symbol.substr(prefix.code.size()));
      if (rest == index.end() || !UcumAtoms()[rest->second].metric) continue;
      const UcumAtom& atom = UcumAtoms()[rest->second];
      SUTURE_ASSIGN_OR_RETURN(Unit unit, FromAtom(atom));
      if (atom.kind == UcumKind::kAffine) return Fail("a temperature scale takes no prefix.");
      unit.factor_ = MultiplyFactors(ParseFactor(prefix.value), unit.factor_);
      return unit;
    }
    return Fail(fmt::format("`{}` is unknown.", symbol));
  }

  absl::StatusOr<Unit> FromAtom(const UcumAtom& atom) {
    Unit unit;
    if (atom.kind == UcumKind::kBase) {
      unit.dimensions_[static_cast<size_t>(atom.expression[0] - '0')] = 1;
      return unit;
    }
    if (atom.code == "[pi]") {
      unit.factor_ = PiFactor();
      return unit;
    }
    // The table's own expressions name atoms that stand before or after; none names itself.
    UnitBuilder definition(atom.expression);
    SUTURE_ASSIGN_OR_RETURN(unit, definition.ParseWhole());
    unit.factor_ = MultiplyFactors(ParseFactor(atom.value), unit.factor_);
    unit.affine_ = atom.kind == UcumKind::kAffine;
    unit.special_ = unit.affine_ || atom.kind == UcumKind::kOpaque;
    if (atom.kind == UcumKind::kAffine) unit.offset_ = *Decimal::Parse(atom.offset);
    const bool own_size = atom.kind == UcumKind::kOpaque ||
                          (atom.kind == UcumKind::kArbitrary && atom.expression == "1");
    if (own_size) SUTURE_RETURN_IF_ERROR(Keep(unit, atom.code, 1));
    return unit;
  }

  // target *= unit ^ exponent.
  absl::Status Multiply(Unit& target, const Unit& unit, int exponent) {
    for (int i = 0; i < kBaseDimensionCount; ++i) {
      const int sum = target.dimensions_[i] + unit.dimensions_[i] * exponent;
      if (sum > 100 || sum < -100) return Fail("an exponent is too large.");
      target.dimensions_[i] = static_cast<int8_t>(sum);
    }
    target.factor_ = MultiplyFactors(target.factor_, RaiseFactor(unit.factor_, exponent));
    for (int i = 0; i < unit.kept_count_; ++i) {
      SUTURE_RETURN_IF_ERROR(
          KeepAtom(target, unit.kept_[i].atom, unit.kept_[i].exponent * exponent));
    }
    return absl::OkStatus();
  }

  absl::Status Keep(Unit& unit, std::string_view name, int exponent);
  absl::Status KeepAtom(Unit& unit, int32_t atom, int32_t exponent) {
    int at = 0;
    while (at < unit.kept_count_ && unit.kept_[at].atom < atom) ++at;
    if (at < unit.kept_count_ && unit.kept_[at].atom == atom) {
      unit.kept_[at].exponent += exponent;
      if (unit.kept_[at].exponent != 0) return absl::OkStatus();
      for (int i = at; i + 1 < unit.kept_count_; ++i) unit.kept_[i] = unit.kept_[i + 1];
      --unit.kept_count_;
      unit.kept_[unit.kept_count_] = {};
      return absl::OkStatus();
    }
    if (unit.kept_count_ == Unit::kMaxKept) return Fail("it names too many arbitrary units.");
    for (int i = unit.kept_count_; i > at; --i) unit.kept_[i] = unit.kept_[i - 1];
    unit.kept_[at] = {atom, exponent};
    ++unit.kept_count_;
    return absl::OkStatus();
  }

  std::string_view text_;
  size_t at_ = 0;
};

namespace {

// Never destroyed, so that units outlive every static.
struct Registry {
  std::shared_mutex mutex;
  absl::flat_hash_map<std::string_view, std::unique_ptr<const Unit>> units;  // by their own text
  absl::flat_hash_map<std::string_view, int32_t> atoms;
  std::deque<std::string> atom_names;
};
Registry& GetRegistry() {
  static Registry* registry = new Registry();
  return *registry;
}

const absl::flat_hash_map<std::string_view, std::string_view>& AliasIndex() {
  static const auto* index = [] {
    auto* map = new absl::flat_hash_map<std::string_view, std::string_view>();
    for (const UnitAlias& alias : ClinicalUnitAliases()) map->emplace(alias.spelling, alias.ucum);
    return map;
  }();
  return *index;
}

}  // namespace

absl::Status UnitBuilder::Keep(Unit& unit, std::string_view name, int exponent) {
  Registry& registry = GetRegistry();
  int32_t atom = 0;
  {
    std::unique_lock lock(registry.mutex);
    const auto found = registry.atoms.find(name);
    if (found != registry.atoms.end()) {
      atom = found->second;
    } else {
      if (registry.atoms.size() >= Unit::kMaxInterned) {
        return absl::ResourceExhaustedError("Too many different units were seen in one process.");
      }
      atom = static_cast<int32_t>(registry.atoms.size());
      registry.atoms.emplace(registry.atom_names.emplace_back(name), atom);
    }
  }
  return KeepAtom(unit, atom, exponent);
}

const Unit* UnitBuilder::Find(std::string_view text) {
  Registry& registry = GetRegistry();
  std::shared_lock lock(registry.mutex);
  const auto found = registry.units.find(text);
  return found == registry.units.end() ? nullptr : found->second.get();
}

bool UnitBuilder::TableIsFull() {
  Registry& registry = GetRegistry();
  std::shared_lock lock(registry.mutex);
  return registry.units.size() >= Unit::kMaxInterned;
}

const Unit* UnitBuilder::Intern(Unit unit) {
  Registry& registry = GetRegistry();
  std::unique_lock lock(registry.mutex);
  const auto known = registry.units.find(unit.text_);
  if (known != registry.units.end()) return known->second.get();
  auto kept = std::make_unique<const Unit>(std::move(unit));
  const std::string_view text = kept->text_;
  return registry.units.emplace(text, std::move(kept)).first->second.get();
}

absl::StatusOr<const Unit*> Unit::Parse(std::string_view text) {
  if (text.empty()) text = "1";
  if (const Unit* known = UnitBuilder::Find(text)) return known;
  SUTURE_ASSIGN_OR_RETURN(Unit unit, UnitBuilder::Parse(text));
  if (UnitBuilder::TableIsFull()) {
    return absl::ResourceExhaustedError("Too many different units were seen in one process.");
  }
  return UnitBuilder::Intern(std::move(unit));
}

absl::StatusOr<const Unit*> Unit::ParseClinicalUnit(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const auto& aliases = AliasIndex();
  const auto alias = aliases.find(text);
  return Parse(alias == aliases.end() ? text : alias->second);
}

const Unit* Unit::One() {
  static const Unit* one = *Parse("1");
  return one;
}

bool Unit::IsTemperature() const { return !difference_ && UnitBuilder::IsKelvins(*this); }

bool Unit::IsDimensionless() const {
  for (int8_t exponent : dimensions_) {
    if (exponent != 0) return false;
  }
  return kept_count_ == 0 && !special_;
}

namespace {

bool IsShareOfAmounts(std::string_view text) {
  const size_t slash = text.find("mol/");
  if (slash == std::string_view::npos) return false;
  const std::string_view below =
      text.substr(slash + 4, text.find_first_of("./", slash + 4) - slash - 4);
  return below.size() <= 5 && below.find("mol") != std::string_view::npos;
}

}  // namespace

bool SameKindOfShare(const Unit* left, const Unit* right) {
  auto share = [](const Unit* unit) { return unit != nullptr && IsShareOfAmounts(unit->text()); };
  return share(left) == share(right);
}

bool Commensurable(const Unit* left, const Unit* right) {
  if (left == right) return true;
  return left->dimensions_ == right->dimensions_ && left->kept_count_ == right->kept_count_ &&
         left->kept_ == right->kept_ && left->difference_ == right->difference_;
}

bool SameSize(const Unit* left, const Unit* right) {
  if (left == right) return true;
  return Commensurable(left, right) && left->IsAffine() == right->IsAffine() &&
         left->offset() == right->offset() && SameFactor(left->factor(), right->factor());
}

namespace {

// Parentheses keep the order of what follows a division.
std::string AsFactor(const std::string& text) {
  return text.find_first_of("./") == std::string::npos ? text : "(" + text + ")";
}

}  // namespace

absl::StatusOr<const Unit*> DifferenceUnit(const Unit* unit) {
  if (unit->difference_) return unit;
  if (unit->IsTemperature()) return Unit::Parse(fmt::format("{}{{{}}}", unit->text_, kDifference));
  return absl::InvalidArgumentError(fmt::format("`{}` is no scale of temperature.", unit->text_));
}

absl::StatusOr<const Unit*> MultiplyUnits(const Unit* left, const Unit* right) {
  if (left->special_ || right->special_) {
    return absl::InvalidArgumentError("A temperature scale or a logarithm does not multiply.");
  }
  if (right->text_ == "1") return left;
  if (left->text_ == "1") return right;
  return Unit::Parse(left->text_ + "." + AsFactor(right->text_));
}

absl::StatusOr<const Unit*> DivideUnits(const Unit* left, const Unit* right) {
  if (left->special_ || right->special_) {
    return absl::InvalidArgumentError("A temperature scale or a logarithm does not divide.");
  }
  if (left == right) return Unit::One();
  if (right->text_ == "1") return left;
  return Unit::Parse((left->text_ == "1" ? "" : left->text_) + "/" + AsFactor(right->text_));
}

}  // namespace suture::values
