#include "compiler/check/suggest.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "runtime/text/edit_distance.h"

namespace suture::check {
namespace {
constexpr size_t kListed = 12;

constexpr const char* kAge =
    "Work it out: `AgeAt(patient.birth, surgery.start.date)`, with `use std.clinical`.";

struct EverydayWord {
  std::string_view word, help;
};
constexpr EverydayWord kEverydayWords[] = {
    {"diagnosis", "Diagnoses and problems are entries of `condition`."},
    {"problem", "Diagnoses and problems are entries of `condition`."},
    {"medication",
     "Say which fact is meant: `home drug`, `drug ordered`, `drug given` or `discharge drug`."},
    {"drug",
     "Say which fact is meant: `home drug`, `drug ordered`, `drug given` or `discharge drug`."},
    {"prescription", "Say which fact is meant: `drug ordered` or `discharge drug`."},
    {"lab", "Name the lab, such as `last Creatinine before surgery.start`."},
    {"operation",
     "Operations are entries of `procedure`; the index event has the name that `index` gives it."},
    {"visit", "Stays and visits are entries of `encounter`."},
    {"admission", "Stays and visits are entries of `encounter`; name one with `event`."},
    {"age", kAge},
    {"sex", "Write `patient.sex`."},
    {"gender", "Write `patient.sex`."},
    {"birthdate", "Write `patient.birth`."},
    {"dob", "Write `patient.birth`."},
    {"today",
     "A case is judged from its own times, such as `surgery.start`, so that it gives the same "
     "answer on every day."},
    {"now",
     "A case is judged from its own times, such as `surgery.start`, so that it gives the same "
     "answer on every day."},
    {"hospitalization", "Stays and visits are entries of `encounter`; name one with `event`."},
    {"stay", "Stays and visits are entries of `encounter`; name one with `event`."},
    {"female", "Text stands between quotation marks: `\"female\"`."},
    {"male", "Text stands between quotation marks: `\"male\"`."},
    {"null",
     "That a value is missing is asked with `is not known`; an answer that is missing is "
     "`absent`."},
    {"none",
     "That a value is missing is asked with `is not known`; an answer that is missing is "
     "`absent`."},
    {"string", "Write `text`."},
    {"str", "Write `text`."},
    {"varchar", "Write `text at most 200`."},
    {"boolean",
     "Write the name of a choice list such as `YesNo`; `truth` is the type of a condition."},
    {"bool",
     "Write the name of a choice list such as `YesNo`; `truth` is the type of a condition."},
    {"number", "Write `integer` or `decimal`, with a unit where there is one: `decimal mg/dL`."},
    {"numeric", "Write `integer` or `decimal`, with a unit where there is one: `decimal mg/dL`."},
    {"float", "Write `decimal`, with a unit where there is one: `decimal mg/dL`."},
    {"double", "Write `decimal`, with a unit where there is one: `decimal mg/dL`."},
    {"int", "Write `integer`."},
    {"datediff",
     "Days of the calendar are counted by `local_days_between(a, b)`, hours by "
     "`duration_between(a, b, \"hours\")`."},
    {"date_diff",
     "Days of the calendar are counted by `local_days_between(a, b)`, hours by "
     "`duration_between(a, b, \"hours\")`."},
    {"age_at", kAge},
    {"ageat", kAge},
    {"calculate_age_at", kAge},
    {"calculateageat", kAge},
    {"abs", "Write `absolute`."},
    {"isblank", "Write `… is not known`."},
    {"isnull", "Write `… is not known`."},
    {"coalesce", "Write a step for each source: the first that answers, wins."},
    {"ifnull", "Write a step for each source: the first that answers, wins."},
    {"nvl", "Write a step for each source: the first that answers, wins."},
    {"if",
     "Write `if … then … else …`; a step that answers under a condition is `rule NAME ANSWER when "
     "CONDITION`."},
    {"iif",
     "Write `if … then … else …`; a step that answers under a condition is `rule NAME ANSWER when "
     "CONDITION`."},
    {"and", "Conditions are joined without a comma: `A and B`."},
    {"or", "Conditions are joined without a comma: `A or B`."},
    {"not", "Write `not (…)`."},
    {"count",
     "How many there are is `count of` a collection: `(count of condition in Stroke) >= 2`."},
    {"countif",
     "How many there are is `count of` a collection: `(count of lesions where stenosis >= 50 %) >= "
     "2`."},
    {"countifs",
     "How many there are is `count of` a collection: `(count of lesions where stenosis >= 50 %) >= "
     "2`."},
    {"len",
     "How many there are is `count of` a collection: `(count of condition in Stroke) >= 2`."},
    {"length",
     "How many there are is `count of` a collection: `(count of condition in Stroke) >= 2`."},
    {"sum", "A sum is `sum of value for each UrineOutput within 24 hours after surgery.end`."},
    {"sumif", "A sum is `sum of value for each UrineOutput within 24 hours after surgery.end`."},
    {"average", "An average is written out: `(sum of value for each X) / (count of X)`."},
    {"avg", "An average is written out: `(sum of value for each X) / (count of X)`."},
};
}  // namespace

namespace {

// `hours_between(a, b)`, `monthsBetween(a, b)`, `days_until(a)`
bool SuggestCounting(diag::Emitter::Builder& builder, const std::string& word) {
  for (std::string_view unit : {"year", "month", "week", "day", "hour", "minute", "second"}) {
    if (!word.starts_with(unit) ||
        (word.find("between") == std::string::npos && word.find("since") == std::string::npos &&
         word.find("until") == std::string::npos)) {
      continue;
    }
    builder.Help(
        fmt::format("Whole {0}s that have passed are `duration_between(a, b, \"{0}s\")`{1}.", unit,
                    unit == "day" ? "; days of the calendar are `local_days_between(a, b)`" : ""));
    return true;
  }
  return false;
}

}  // namespace

bool SuggestEverydayWord(diag::Emitter::Builder& builder, std::string_view written) {
  const std::string word = absl::AsciiStrToLower(std::string(written));
  for (const EverydayWord& entry : kEverydayWords) {
    if (entry.word != word) continue;
    builder.Help(std::string(entry.help));
    return true;
  }
  return SuggestCounting(builder, word);
}

bool SuggestName(diag::Emitter::Builder& builder, const ast::Name& name,
                 const std::vector<std::string>& candidates) {
  std::vector<std::string_view> views(candidates.begin(), candidates.end());
  size_t allowed = name.text.size() <= 3 ? 1 : name.text.size() <= 8 ? 2 : 3;
  std::optional<std::string_view> nearest = text::NearestName(name.text, views, allowed);
  if (!nearest) return false;
  builder.Help(fmt::format("Did you mean `{}`?", *nearest))
      .Edit(name.span, std::string(*nearest), false);
  return true;
}

std::string ListNames(const std::vector<std::string>& names) {
  std::string list;
  size_t shown = names.size() > kListed ? kListed - 1 : names.size();
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) absl::StrAppend(&list, i + 1 == names.size() ? " and " : ", ");
    absl::StrAppend(&list, "`", names[i], "`");
  }
  if (shown < names.size()) absl::StrAppend(&list, " and ", names.size() - shown, " more");
  return list;
}

}  // namespace suture::check
