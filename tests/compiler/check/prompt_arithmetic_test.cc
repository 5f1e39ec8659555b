#include "compiler/check/prompt_arithmetic.h"

#include <catch2/catch.hpp>
#include <string>

namespace suture::check {
namespace {

struct Asking {
  const char* prompt;
  const char* words;
};

constexpr Asking kAsking[] = {
    // Sums and calculations
    {"Calculate the BMI from height and weight.", "calculate"},
    {"Add up the volumes of all transfusions.", "add up"},
    {"From the two weights, please compute the percentage lost.", "compute"},
    {"What is the sum of the drain outputs on the first day?", "sum of"},
    {"Give the urine output of the first 24 hours in total.", "in total"},
    {"How many milliliters of blood were lost altogether?", "how many milliliters of blood were"},
    {"Subtract the admission weight from the discharge weight.", "subtract"},
    {"The length of stay should be calculated from the two dates.", "should be calculated"},
    // Lengths of time
    {"How many days was the patient in intensive care?", "how many days"},
    {"How many whole days before {surgery.start} was the last dose of clopidogrel?",
     "how many whole days"},
    {"Give the number of hours between intubation and extubation.", "number of hours"},
    {"What is the interval between the first and the second operation?", "interval between"},
    {"How long after the operation did the fever begin?", "how long after"},
    {"How long was the patient ventilated?", "how long was"},
    {"State the time from incision to closure.", "time from incision to"},
    {"How many years has the patient smoked since the first heart attack?", "how many years"},
    // Ages
    {"How old was the patient at the operation?", "how old was the patient at"},
    {"What was the patient's age at admission?", "age at"},
    {"Give the age in months when the murmur was first heard.", "age in months"},
    // Extremes and averages
    {"What was the highest creatinine after the operation?", "highest"},
    {"Give the lowest hemoglobin of the stay.", "lowest"},
    {"Report the maximum temperature on day one.", "maximum"},
    {"What was the average systolic pressure overnight?", "average"},
    {"Average the three readings.", "average the"},
    // Counts
    {"Count how many stents were placed.", "count how many"},
    {"How many episodes of atrial fibrillation did the patient have?",
     "how many episodes of atrial fibrillation did"},
    {"How many times was the patient taken back to the theatre?", "how many times"},
    {"What is the total number of units transfused?", "total number"},
    {"Does the patient meet at least 2 of the following: fever, a fast pulse, a high white count?",
     "at least 2"},
    {"Answer Yes if three or more vessels are diseased.", "three or more"},
    // Units
    {"Convert the weight from pounds to kilograms.", "convert the weight from"},
    {"Give the height in cm, converting inches to centimeters.", "converting inches to"},
    {"Give the glucose in mg/dL and round it to one decimal.", "round it"},
    // Windows and limits
    {"Was the patient intubated again within 48 hours of extubation?", "within 48 hours of"},
    {"Answer Yes if an antibiotic was given within one hour before the incision.",
     "within one hour before"},
    {"Did the stroke occur in the 30 days after discharge?", "in the 30 days after"},
    {"Was a second culture taken more than 2 days after the first?", "more than 2 days"},
    {"Was the fever above 38.5 C?", "above 38.5"},
    {"Say Yes when the systolic pressure was less than 90 mmHg.", "less than 90"},
    {"Did the creatinine rise by at least 0.3 mg/dL?", "rise by at least 0.3"},
    {"Answer Yes if the troponin was twice the upper limit.", "twice the upper limit"},
    {"Was the tube left in for a day or longer?", "a day or longer"},
};

constexpr const char* kLeftAlone[] = {
    // Definitions that are only quoted
    "Was the patient in shock? Shock means a systolic pressure below 90 mmHg for at least 30 "
    "minutes.",
    "Length of stay is the number of days between admission and discharge. Was the patient "
    "discharged home?",
    "Kidney injury: a rise of creatinine by 0.3 mg/dL within 48 hours.",
    "Did the patient have kidney injury (a rise of creatinine by 0.3 mg/dL within 48 hours)?",
    "Prolonged ventilation is ventilation for more than 24 hours after surgery.",
    "Is a \"length of stay of more than 30 days\" named as the reason?",
    "Current means within the 30 days before the admission.",
    "A fever is a temperature of 38 C or more. Did a note call it a fever?",
    "Obesity: a BMI of at least 30.",
    "The registry calculates the score itself. Was the score of the surgeon written down?",
    "Readmission is a stay that begins within 30 days of discharge.",
    "Elective: stable, and the operation could wait hours or days.",
    // What is copied, not worked out
    "How many minutes of bypass does the record state?",
    "How many minutes was the aorta clamped in all? Give the total that the record states.",
    "What was the highest gradient? Write it as it stands.",
    "Give the ejection fraction as reported, a range as a range.",
    "How many packs per day does the patient smoke?",
    "Write how long the deficit lasted only if it is stated.",
    "What age does the note state?",
    "Copy the highest value verbatim.",
    // Told not to
    "Do not calculate the score. Give the words of the note.",
    "Never add up doses. Which drug was given?",
    "Give the dates themselves, without calculating the days between them.",
    "Do not count how many stents were placed; name the vessel.",
    // Words that sound like it
    "Count type 1, type 2 and secondary diabetes. Do not count gestational diabetes.",
    "Was the operation converted to an open one?",
    "Is the patient of average build?",
    "What is the mean gradient across the valve?",
    "Does the patient need the highest level of care?",
    "Is at least one heart attack documented?",
    "Which total knee replacement system was implanted?",
    "Choose the highest that applies.",
    "Was the total cholesterol known?",
    "Is the blood count mentioned?",
    "Did the surgeon mean to return the next day?",
    "Was the patient the oldest of three siblings?",
    // Windows from a moment that the prompt prints
    "Did the patient die within 30 days after {surgery.start}?",
    "Within the 30 days before {surgery.start}, was heart failure newly diagnosed?",
    "Was a beta blocker given within 24 hours before the incision of {surgery.start}?",
    "List every operation after {surgery.start} and within 30 days, here or elsewhere.",
    "Was an inotrope given in the 48 hours before {surgery.start}?",
    "Which day was the tube removed on?",
};

std::string WithHoles(std::string prompt) {
  for (size_t open = prompt.find('{'); open != std::string::npos; open = prompt.find('{')) {
    prompt.replace(open, prompt.find('}', open) - open + 1, kHoleMark);
  }
  return prompt;
}

TEST_CASE("what asks a model to work something out is found") {
  static_assert(std::size(kAsking) >= 40);
  for (const Asking& asking : kAsking) {
    INFO(asking.prompt);
    CHECK(ArithmeticAskedFor(WithHoles(asking.prompt)).value_or("nothing") == asking.words);
  }
}

TEST_CASE("definitions, copying and words that sound like it are left alone") {
  static_assert(std::size(kLeftAlone) >= 40);
  for (const char* prompt : kLeftAlone) {
    INFO(prompt);
    CHECK(ArithmeticAskedFor(WithHoles(prompt)).value_or("nothing") == "nothing");
  }
}

}  // namespace
}  // namespace suture::check
