// A value of one type where another is wanted: what is said, and what to write.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/check/suggest.h"
#include "runtime/values/unit.h"

namespace suture::check {
namespace {

// `mg/dL` and `mmol/L`.
bool NeedMolarMass(std::string_view left, std::string_view right) {
  const absl::StatusOr<const values::Unit*> a = values::Unit::Parse(left),
                                            b = values::Unit::Parse(right);
  const values::Decimal one = values::Decimal::FromInteger(1);
  return a.ok() && b.ok() && values::ConvertMolar(one, *a, *b, one).ok();
}

}  // namespace

void Checker::ReportTypeMismatch(base::Span span, const Type& wanted, const Type& found) {
  if (IsNumber(wanted) && IsNumber(found)) {
    // Of a unit that is none was told where it stands.
    const auto told = [](const Type& type) {
      return !type.unit.empty() && !values::Unit::Parse(type.unit).ok();
    };
    if (told(wanted) || told(found)) return;
    UnitFit fit = FitUnits(wanted.unit, found.unit);
    if (fit == UnitFit::kBareAgainstUnit) {
      const std::string& unit = wanted.unit.empty() ? found.unit : wanted.unit;
      auto builder = emitter_.Emit(diag::kUnitMissing, span, unit);
      const std::string written(sources_.Text(span));
      const bool number =
          written.find_first_not_of("0123456789.") == std::string::npos && !written.empty();
      std::string shown = unit;
      for (std::string_view word : {"year", "month", "week", "day", "hour", "minute", "second"}) {
        if (UcumOfDuration(word) == unit) shown = word;
      }
      if (number && found.unit.empty()) {
        builder.Help(absl::StrCat("Write the unit after the number: `", written, " ", shown, "`."));
      } else if (found.unit.empty()) {
        builder.Help(absl::StrCat("This value is a bare number: leave the unit `", shown,
                                  "` out where it goes, or give it the unit where it is made."));
      } else {
        builder.Help(
            absl::StrCat("Leave the unit `", shown, "` out: the other side is a bare number."));
      }
      return;
    }
    if (fit == UnitFit::kDifferent) {
      auto builder = emitter_.Emit(diag::kUnitsDiffer, span, wanted.unit, found.unit);
      if (IsOfTemperature(wanted) && IsOfTemperature(found)) {
        const Type& point = wanted.unit == UnitOfDifference(wanted.unit) ? found : wanted;
        builder.Help(
            absl::StrCat("A number in `", UnitOfDifference(point.unit),
                         "` is how far two temperatures lie apart, and one in `", point.unit,
                         "` is a temperature. Compare temperatures with temperatures, or declare "
                         "what is a difference as `decimal ",
                         UnitOfDifference(point.unit), "`."));
        return;
      }
      absl::StatusOr<const values::Unit*> meant = values::Unit::ParseClinicalUnit(found.unit);
      if (meant.ok() && FitUnits((*meant)->text(), wanted.unit) != UnitFit::kDifferent) {
        builder.Help(absl::StrCat("If you mean what laboratories write as `", found.unit,
                                  "`, write `", (*meant)->text(), "`."));
        return;
      }
      if (NeedMolarMass(wanted.unit, found.unit)) {
        builder.Help(absl::StrCat(
            "An amount and a mass convert by a molar mass, which a `lab` declares and a number by "
            "itself has not: write the value in `",
            wanted.unit, "`."));
        return;
      }
      if (absl::StatusOr<const values::Unit*> like = values::Unit::Parse(wanted.unit); like.ok()) {
        std::string others = values::SuggestUnits(*like, 4);
        builder.Help(others.empty()
                         ? absl::StrCat("Write the value in `", wanted.unit, "`.")
                         : absl::StrCat("Write the value in `", wanted.unit,
                                        "`, or in a unit that converts to it: ", others, "."));
      }
      return;
    }
    emitter_.Emit(diag::kNotWhole, span)
        .Help(
            "Say how it becomes whole, such as `integer truncate to 1`, or make the type "
            "`decimal`.");
    return;
  }
  auto builder = emitter_.Emit(diag::kTypeMismatch, span, Describe(wanted, out_.draft),
                               Describe(found, out_.draft));
  if (wanted.kind == TypeKind::kChoice || wanted.kind == TypeKind::kSet) {
    if (found.kind == TypeKind::kTruth)
      builder.Help("A condition answers through a rule: `rule NAME ANSWER when CONDITION`.");
    if (IsText(found)) builder.Help("Write the choice without quotation marks.");
    HelpChoices(wanted.choice, builder);
  }
}

void Checker::HelpChoices(plan::ChoiceId choice, diag::Emitter::Builder& builder) {
  std::vector<std::string> members;
  for (const plan::ChoiceMember& member : out_.draft.choices[choice.index].members) {
    members.push_back(member.name);
  }
  builder.Help(absl::StrCat("The choices are ", ListNames(members), "."));
}

}  // namespace suture::check
