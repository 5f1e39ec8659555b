#include "compiler/ast/meant_unit.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "runtime/text/edit_distance.h"
#include "runtime/values/unit.h"

namespace suture::ast {
namespace {

struct Spelling {
  std::string_view written, meant;
};
// Lengths of time are counted in words; charts shorten them.
constexpr std::array kTimes = {Spelling{"s", "seconds"}, Spelling{"min", "minutes"},
                               Spelling{"h", "hours"},   Spelling{"d", "days"},
                               Spelling{"wk", "weeks"},  Spelling{"mo", "months"},
                               Spelling{"a", "years"}};
// Too short to be guessed.
constexpr std::array kInches = {Spelling{"in", "[in_i]"}, Spelling{"inch", "[in_i]"},
                                Spelling{"inches", "[in_i]"}};
// Chemists' molar, which UCUM has not.
constexpr std::array kMolar = {Spelling{"mM", "mmol/L"}, Spelling{"uM", "umol/L"},
                               Spelling{"µM", "umol/L"}, Spelling{"nM", "nmol/L"},
                               Spelling{"pM", "pmol/L"}};
constexpr std::array kPrefixes = {
    Spelling{"micro", "u"}, Spelling{"milli", "m"}, Spelling{"nano", "n"}, Spelling{"pico", "p"},
    Spelling{"kilo", "k"},  Spelling{"deci", "d"},  Spelling{"centi", "c"}};

// What slips are compared with, the commoner first.
constexpr std::array<std::string_view, 14> kWords = {
    "days", "day",   "hours", "hour",    "months", "month",   "years",
    "year", "weeks", "week",  "minutes", "minute", "seconds", "second"};
constexpr std::array<std::string_view, 30> kAtoms = {
    "mg", "mmol", "dL",  "mL",  "ug",   "kg",      "umol",    "ng",    "pg",    "g",
    "L",  "uL",   "fL",  "meq", "nmol", "pmol",    "mm[Hg]",  "mosm",  "min",   "Cel",
    "cm", "mm",   "kPa", "m2",  "U",    "percent", "Celsius", "grams", "liter", "10*3"};
constexpr std::array<std::string_view, 14> kCompounds = {
    "mg/dL", "mmol/L", "g/dL", "umol/L", "g/L",     "ng/mL",  "pg/mL",
    "ug/dL", "meq/L",  "U/L",  "mL/min", "10*3/uL", "10*9/L", "kg/m2"};

size_t Allowed(std::string_view word) { return word.size() <= 2 ? 0 : word.size() <= 4 ? 1 : 2; }

template <size_t count>
std::optional<std::string> Nearest(std::string_view word,
                                   const std::array<std::string_view, count>& candidates) {
  const std::optional<std::string_view> found = text::NearestName(word, candidates, Allowed(word));
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

std::optional<std::string> Clinical(std::string_view text) {
  const absl::StatusOr<const values::Unit*> unit = values::Unit::ParseClinicalUnit(text);
  return unit.ok() ? std::optional<std::string>((*unit)->text()) : std::nullopt;
}

// One piece between slashes: as it is, as charts write it, with its prefix spelled out, or
// misspelt.
std::optional<std::string> Piece(std::string_view piece) {
  if (piece.empty()) return std::nullopt;
  if (std::optional<std::string> known = Clinical(piece)) return known;
  for (const Spelling& prefix : kPrefixes) {
    if (piece.substr(0, prefix.written.size()) != prefix.written) continue;
    const std::optional<std::string> rest = Clinical(piece.substr(prefix.written.size()));
    if (rest && values::Unit::Parse(std::string(prefix.meant) + *rest).ok()) {
      return std::string(prefix.meant) + *rest;
    }
  }
  const std::optional<std::string> near = Nearest(piece, kAtoms);
  return near ? Clinical(*near) : std::nullopt;
}

// Every piece for itself: `mg/DL`, `mmmol/L`.
std::optional<std::string> Pieces(std::string_view text) {
  std::string joined;
  for (size_t from = 0;;) {
    const size_t slash = text.find('/', from);
    const std::string_view piece = text.substr(from, slash - from);
    const bool leading = from == 0 && piece.empty();  // `/min`
    const std::optional<std::string> meant = leading ? "" : Piece(piece);
    if (!meant) return std::nullopt;
    joined += (from == 0 ? "" : "/") + *meant;
    if (slash == std::string_view::npos) break;
    from = slash + 1;
  }
  return values::Unit::Parse(joined).ok() ? std::optional<std::string>(joined) : std::nullopt;
}

}  // namespace

bool IsTimeWord(std::string_view word) {
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

std::optional<MeantUnit> MeantBy(std::string_view text) {
  if (text.empty() || text.size() > values::Unit::kMaxText) return std::nullopt;
  const std::string lower = absl::AsciiStrToLower(std::string(text));
  if (IsTimeWord(lower)) return MeantUnit{lower, true};
  if (std::optional<std::string> known = Clinical(text)) {
    const auto* time = std::find_if(kTimes.begin(), kTimes.end(),
                                    [&](const Spelling& t) { return t.written == *known; });
    return MeantUnit{time == kTimes.end() ? *known : std::string(time->meant), true};
  }
  for (const Spelling& molar : kMolar) {
    if (molar.written == text) return MeantUnit{std::string(molar.meant), true};
  }
  for (const Spelling& inch : kInches) {
    if (inch.written == lower) return MeantUnit{std::string(inch.meant), true};
  }
  std::optional<std::string> near = Nearest(text, kWords);
  if (!near) near = Pieces(text);
  if (!near) near = Nearest(text, kCompounds);
  return near ? std::optional<MeantUnit>({*near, false}) : std::nullopt;
}

void ReportUnknownUnit(diag::Emitter& emitter, base::Span span, const std::string& text) {
  // The status repeats the unit: "`mcg/L` is not a UCUM unit: `mcg` is unknown."
  std::string why = "UCUM, in which units are written here, does not know it.";
  if (const absl::StatusOr<const values::Unit*> parsed = values::Unit::Parse(text); !parsed.ok()) {
    why = std::string(parsed.status().message());
    if (const size_t colon = why.find(": "); colon != std::string::npos) {
      why = why.substr(colon + 2);
    }
    if (why == fmt::format("`{}` is unknown.", text)) why = "UCUM has none of this name.";
  }
  auto builder = emitter.Emit(diag::kUnknownUnit, span, text, why);
  const std::optional<MeantUnit> meant = MeantBy(text);
  if (!meant) {
    builder.Help(
        "Units are written as in UCUM: `mg/dL`, `mmol/L`, `10*3/uL`, `mm[Hg]`, `Cel`, `%`; lengths "
        "of time in words: `hours`.");
    return;
  }
  builder
      .Help(meant->spelled ? fmt::format("Write `{}`.", meant->unit)
                           : fmt::format("Did you mean `{}`?", meant->unit))
      .Edit(span, meant->unit, false);
}

}  // namespace suture::ast
