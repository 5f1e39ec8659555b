#include "compiler/codes/check_digits.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace suture::codes {
namespace {

bool AllDigits(std::string_view text) {
  if (text.empty()) return false;
  for (char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return true;
}

bool LuhnHolds(std::string_view digits, char check) {
  int sum = 0;
  bool doubled = true;
  for (size_t i = digits.size(); i-- > 0;) {
    int d = digits[i] - '0';
    if (doubled) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
    doubled = !doubled;
    sum += d;
  }
  return (10 - sum % 10) % 10 == check - '0';
}

bool VerhoeffHolds(std::string_view digits) {
  static constexpr std::array<std::array<int, 10>, 10> kTimes = {{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                  {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
                                                                  {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
                                                                  {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
                                                                  {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
                                                                  {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
                                                                  {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
                                                                  {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
                                                                  {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
                                                                  {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}}};
  static constexpr std::array<std::array<int, 10>, 8> kPermute = {{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
                                                                   {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
                                                                   {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
                                                                   {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
                                                                   {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
                                                                   {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
                                                                   {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
                                                                   {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}}};
  int check = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    check = kTimes[check][kPermute[i % 8][digits[digits.size() - 1 - i] - '0']];
  }
  return check == 0;
}

std::optional<std::string> LoincProblem(std::string_view code) {
  size_t dash = code.rfind('-');
  bool form = dash != std::string_view::npos && dash + 2 == code.size() &&
              AllDigits(code.substr(0, dash)) && absl::ascii_isdigit(code.back()) && dash <= 7;
  if (!form) return "a LOINC code is digits, a hyphen and one check digit, such as 2160-0";
  if (!LuhnHolds(code.substr(0, dash), code.back()))
    return "its last digit is not its check digit; a digit is mistyped";
  return std::nullopt;
}

std::optional<std::string> SnomedProblem(std::string_view code) {
  if (!AllDigits(code) || code.size() < 6 || code.size() > 18)
    return "a SNOMED CT code has 6 to 18 digits";
  if (!VerhoeffHolds(code)) return "its last digit is not its check digit; a digit is mistyped";
  return std::nullopt;
}

// `E11.x`, `E11.-`, `E11.%`: how books and queries write all codes that start alike.
bool OnlyOpenPlaces(std::string_view code) {
  const size_t point = code.find('.');
  return point != std::string_view::npos && point + 1 < code.size() &&
         code.find_first_not_of("xX-_%", point + 1) == std::string_view::npos;
}

std::optional<std::string> Icd10CmProblem(std::string_view code) {
  bool form = code.size() >= 3 && code.size() <= 8 && absl::ascii_isupper(code[0]) &&
              absl::ascii_isdigit(code[1]) && absl::ascii_isalnum(code[2]) &&
              (code.size() == 3 || code[3] == '.');
  if (form) {
    for (char c : code.substr(code.size() > 3 ? 4 : 3))
      form = form && (absl::ascii_isdigit(c) || absl::ascii_isupper(c));
    form = form && code.size() != 4;
  }
  if (!form)
    return "an ICD-10-CM code is a letter, a digit, a letter or digit, then a point and up to four "
           "more, such as E11.9";
  if (OnlyOpenPlaces(code))
    return "nothing but an `X`, which keeps a place open, stands behind its point";
  return std::nullopt;
}

// Whether each place has the sort that `form` names: A letter, 9 digit, X letter or digit, else
// itself.
bool Begins(std::string_view text, std::string_view form) {
  if (text.size() > form.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = absl::ascii_isdigit(text[i]), letter = absl::ascii_isupper(text[i]);
    const bool fits = form[i] == 'A'   ? letter
                      : form[i] == '9' ? digit
                      : form[i] == 'X' ? letter || digit
                                       : text[i] == form[i];
    if (!fits) return false;
  }
  return true;
}

std::optional<std::string> AtcPrefixProblem(std::string_view code) {
  if (Begins(code, "A99AA99")) return std::nullopt;
  return "an ATC code is a letter, two digits, two letters and two digits, such as A10BA02";
}

std::optional<std::string> AtcProblem(std::string_view code) {
  if (code.size() == 2 || code.size() == 6) return AtcPrefixProblem("-");
  return AtcPrefixProblem(code);
}

std::optional<std::string> Icd10PcsProblem(std::string_view code) {
  bool form = code.size() == 7;
  for (char c : code)
    form = form && (absl::ascii_isdigit(c) || (absl::ascii_isupper(c) && c != 'I' && c != 'O'));
  if (!form)
    return "an ICD-10-PCS code has seven letters and digits, without I and O; write `*` for those "
           "that start alike";
  return std::nullopt;
}

std::optional<std::string> CptProblem(std::string_view code) {
  bool form = code.size() == 5 && AllDigits(code.substr(0, 4)) && absl::ascii_isalnum(code[4]);
  if (!form) return "a CPT code has five digits (or four digits and a letter)";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> CodeProblem(std::string_view system, std::string_view code) {
  if (system == "loinc") return LoincProblem(code);
  if (system == "snomed") return SnomedProblem(code);
  if (system == "icd10cm") return Icd10CmProblem(code);
  if (system == "icd10pcs") return Icd10PcsProblem(code);
  if (system == "atc") return AtcProblem(code);
  if (system == "cpt") return CptProblem(code);
  if (system == "rxnorm" && !AllDigits(code)) return "an RxNorm code has digits only";
  return std::nullopt;
}

bool LooksLikeIcd9(std::string_view code) {
  const size_t point = std::min(code.find('.'), code.size());
  const std::string_view behind = point < code.size() ? code.substr(point + 1) : std::string_view();
  return point == 3 && AllDigits(code.substr(0, 3)) &&
         (point == code.size() || (behind.size() <= 2 && AllDigits(behind)));
}

std::optional<std::string> LikelyCode(std::string_view system, std::string_view code) {
  if (system == "icd10cm" && OnlyOpenPlaces(code)) {
    const std::string all =
        absl::StrCat(absl::AsciiStrToUpper(std::string(code.substr(0, code.find('.')))), ".*");
    if (!PrefixProblem(system, std::string_view(all).substr(0, all.size() - 1))) return all;
  }
  // In LOINC the hyphen belongs to the code.
  if (const size_t dash = code.find('-'); dash != std::string_view::npos && system != "loinc") {
    const std::string_view low = code.substr(0, dash), high = code.substr(dash + 1);
    const bool range =
        !CodeProblem(system, low) && !CodeProblem(system, high) && SameForm(low, high);
    if (range) return absl::StrCat(std::string(low), "..", std::string(high));
  }
  std::string meant = absl::AsciiStrToUpper(std::string(code));
  if (system == "icd10cm" && meant.size() > 3 && meant.find('.') == std::string::npos)
    meant.insert(3, ".");
  if (system == "loinc" && meant.size() > 1 && meant.find('-') == std::string::npos)
    meant.insert(meant.size() - 1, "-");
  const bool star = meant.back() == '*';
  const bool stands =
      star ? !PrefixProblem(system, std::string_view(meant).substr(0, meant.size() - 1))
           : !CodeProblem(system, meant);
  return stands && meant != code ? std::optional<std::string>(meant) : std::nullopt;
}

std::optional<std::string> PrefixProblem(std::string_view system, std::string_view prefix) {
  if (system == "atc") return AtcPrefixProblem(prefix);
  if (system == "icd10cm" && !Begins(prefix, "A9X.XXXX")) return Icd10CmProblem("-");
  return std::nullopt;
}

bool SameForm(std::string_view low, std::string_view high) {
  size_t shorter = low.size() < high.size() ? low.size() : high.size();
  for (size_t i = 0; i < shorter; ++i) {
    auto form = [](char c) {
      return absl::ascii_isdigit(c) ? 'd' : absl::ascii_isalpha(c) ? 'a' : c;
    };
    // The third place of ICD-10-CM may be a letter or a digit (C7A, C80).
    if (i != 2 && form(low[i]) != form(high[i])) return false;
  }
  return AllDigits(low) != AllDigits(high) ? false : (!AllDigits(low) || low.size() == high.size());
}

}  // namespace suture::codes
