// The page of one field in Markdown, and the parts of it that other pages share.
#pragma once

#include <string>
#include <vector>

#include "compiler/dictionary/dictionary.h"

namespace suture::dictionary {

// `### 364 DiabCtrl: Diabetes control` with all that the spec says of the field.
std::string FieldPage(const Field& field);

// The facts of a type as items of a list: what an answer is, its unit, range, digits.
std::string TypeWords(const ValueType& type);
std::string ChoiceTable(const ValueType& type);
std::string QuestionText(const Question& question, const std::string& indent);
std::string MeaningList(const std::vector<Meaning>& meanings, const std::string& indent);

// ` words`, or a block below; ends with a line break.
std::string Spoken(const Wording& words, const std::string& indent, const std::string& end);

// "2016-01-01 until 2017-09-30"; empty: always.
std::string Days(const plan::Effective& effective);

std::string Joined(const std::vector<std::string>& parts, const char* between);

}  // namespace suture::dictionary
