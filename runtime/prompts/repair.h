// What was mended when an answer was read. Each of these loses nothing: the value is the one that
// the model wrote. What would lose something (a list cut off, an item left out, a choice found
// inside a sentence, two values where one is asked) is no repair but a failed parse.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace suture::prompts {

// clang-format off
#define SUTURE_REPAIRS(X) \
  X(kFence, "fence")                        /* ```json … ``` around the object */ \
  X(kProse, "prose")                        /* Sentences before or after it */ \
  X(kTrailingComma, "trailing_comma") \
  X(kSingleQuotes, "single_quotes") \
  X(kControlCharacter, "control_character") /* A bare line break or tab within a text */ \
  X(kPythonWord, "python_word")             /* True, False, None */ \
  X(kMissingKey, "missing_key")             /* The only answer stood without its question's key */ \
  X(kExtraMember, "extra_member")           /* A member that was not asked for */ \
  X(kMissingFound, "missing_found")         /* Told by whether there is a value */ \
  X(kLetterCase, "letter_case") \
  X(kWhiteSpace, "white_space") \
  X(kNumberBare, "number_bare")             /* 6.5 where "6.5" is asked for */ \
  X(kNumberAsText, "number_as_text")        /* "3" where 3 is asked for */ \
  X(kThousandsMarks, "thousands_marks")     /* 1,200 */ \
  X(kUnitWritten, "unit_written")           /* "55 %" where a number of % is asked for */ \
  X(kWholeNumber, "whole_number")           /* 6.0 where a whole number is asked for */ \
  X(kTruthAsText, "truth_as_text") \
  X(kDateForm, "date_form")                 /* A blank instead of the T, or a time behind a day */ \
  X(kRelativeTime, "relative_time")         /* "POD 3": the rules read it against its note */ \
  X(kListOfOne, "list_of_one")              /* ["Yes"] where one value is asked for */ \
  X(kItemForList, "item_for_list")          /* "Yes" where a list is asked for */
// clang-format on

#define SUTURE_ENUMERATOR(id, name) id,
enum class Repair : uint8_t { SUTURE_REPAIRS(SUTURE_ENUMERATOR) };
#undef SUTURE_ENUMERATOR

// The stable name, in lower_snake_case.
constexpr std::string_view Name(Repair repair) {
#define SUTURE_NAME(id, name) \
  case Repair::id:            \
    return name;
  switch (repair) { SUTURE_REPAIRS(SUTURE_NAME) }
#undef SUTURE_NAME
  return "";
}

// Each kind once, in the order first seen.
class Repairs {
 public:
  void Add(Repair repair) {
    for (Repair known : list_) {
      if (known == repair) return;
    }
    list_.push_back(repair);
  }
  void Add(const Repairs& others) {
    for (Repair repair : others.list_) Add(repair);
  }
  const std::vector<Repair>& list() const { return list_; }

 private:
  std::vector<Repair> list_;
};

}  // namespace suture::prompts
