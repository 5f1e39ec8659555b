// Values of each kind, and calls of operators.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/soundness/operator_offers.h"
#include "tests/soundness/spec_generator.h"

namespace suture::soundness {

std::string SpecGenerator::Part() { return Pick({"Left", "Right", "Middle", "Whole"}); }

std::string SpecGenerator::Ref(Kind kind, const std::string& otherwise) {
  std::vector<std::string> fit;
  for (const Known& known : known_) {
    if (known.kind == kind) fit.push_back(known.name);
  }
  return fit.empty() ? otherwise : Pick(fit);
}

std::string SpecGenerator::Constant(Kind kind) {
  switch (kind) {
    case Kind::kYesNo:
      return Pick({"Yes", "No"});
    case Kind::kGrade:
      return Pick({"None", "Mild", "Moderate", "Severe", "Unknown"});
    case Kind::kCreatinine:
      return Pick({"0.9 mg/dL", "2.40 mg/dL", "8 mg/L"});
    case Kind::kNumber:
      return Pick({"0.5", "1.25", "7"});
    case Kind::kInteger:
      return Pick({"0", "3", "12"});
    case Kind::kDate:
      return Pick({"2024-02-29", "2023-12-31"});
    case Kind::kDateTime:
      return "surgery.end";
    case Kind::kText:
      return Pick({"\"alpha\"", "\"beta gamma\""});
    case Kind::kHours:
      return Pick({"0 hours", "36 hours"});
    case Kind::kParts:
      return Part();
    case Kind::kTruth:
      return "";  // Only taken
    case Kind::kTemperature:
      return Pick({"37.5 Cel", "99.5 [degF]", "310 K", "-1 Cel"});
    case Kind::kRise:
      return Pick({"1 K", "1.5 Cel{difference}", "0 Cel", "1.8 [degF]", "-0.5 K"});
  }
  return "";
}

std::string SpecGenerator::Value(Kind kind, int depth) {
  if (depth > 0 && Chance(10) && kind != Kind::kParts && kind != Kind::kTruth &&
      kind != Kind::kHours) {
    return absl::StrCat("(if ", Truth(1), " then ", Value(kind, 0), " else ",
                        Value(kind, depth - 1), ")");
  }
  switch (kind) {
    case Kind::kYesNo:
    case Kind::kGrade:
      return Ref(kind, Constant(kind));
    case Kind::kCreatinine:
      return Creatinine(depth);
    case Kind::kNumber:
      return Number(depth);
    case Kind::kInteger:
      return Integer(depth);
    case Kind::kDate:
      return Chance(30) ? Call("date", depth)
                        : Pick({"surgery.start.date", "patient.birth", "discharge.date",
                                Ref(kind, "2024-01-01")});
    case Kind::kDateTime:
      return Chance(30) ? Call("datetime", depth) : Time(depth);
    case Kind::kText:
      return Text(depth);
    case Kind::kHours:
      return absl::StrCat(
          "total hours of Ventilated from surgery.start to ",
          Pick({"discharge", "surgery.start + 20 days"}),
          Pick({"", " except during surgery.performed", " except during encounter"}));
    case Kind::kParts:
      return Constant(kind);
    case Kind::kTruth:
      return Truth(depth);
    case Kind::kTemperature:
      return Temperature(depth);
    case Kind::kRise:
      return Rise(depth);
  }
  return "";
}

std::string SpecGenerator::Sign() { return Pick({"=", "!=", "<", "<=", ">", ">="}); }

std::string SpecGenerator::Integer(int depth) {
  switch (random_.Below(depth > 0 ? 7 : 2)) {
    case 0:
      return Constant(Kind::kInteger);
    case 1:
      return Ref(Kind::kInteger, "2");
    case 2:
      return absl::StrCat("(count of ", CodedKind(), " ", Window(depth - 1), ")");
    case 3:
      return absl::StrCat("local_days_between(surgery.start, ", Time(0), ")");
    case 4:
      return absl::StrCat("(", Integer(depth - 1), Pick({" + ", " - ", " * "}), Integer(depth - 1),
                          ")");
    default:
      return Call("integer", depth - 1);
  }
}

std::string SpecGenerator::Number(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 2)) {
    case 0:
      return Pick({"0.5", "1.25", "7.0"});
    case 1:
      return Ref(Kind::kNumber, "2.0");
    case 2:
      return absl::StrCat("(", Number(depth - 1), Pick({" + ", " - ", " * ", " / ", " ^ "}),
                          Number(0), ")");
    case 3:
      return absl::StrCat("((highest Creatinine ", Window(0), ") / (lowest Creatinine ", Window(0),
                          "))");
    case 4:
      return absl::StrCat("Ratio(", Creatinine(depth - 1), ", ", Creatinine(0), ")");
    case 5:
      return absl::StrCat(Pick({"min", "max"}), "(", Number(depth - 1), ", ", Number(0), ")");
    case 6:
      return absl::StrCat("(-", Number(0), ")");
    default:
      return Call("decimal", depth - 1);
  }
}

std::string SpecGenerator::Creatinine(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 2)) {
    case 0:
      return "1.40 mg/dL";
    case 1:
      return Ref(Kind::kCreatinine, "1.1 mg/dL");
    case 2:
      return absl::StrCat("(", Creatinine(depth - 1), Pick({" + ", " - "}), Creatinine(0), ")");
    case 3:
      return absl::StrCat("(2 * ", Creatinine(depth - 1), ")");
    case 4:
      return absl::StrCat("(closest Creatinine ", Window(0), " to surgery.start)");
    case 5:
      return absl::StrCat("(sum of value for each Creatinine ", Window(depth - 1), ")");
    case 6:
      return absl::StrCat(Pick({"max", "min"}), "(", Creatinine(depth - 1), ", ", Creatinine(0),
                          ")");
    default:
      return absl::StrCat("(", Pick({"first", "last", "lowest", "highest"}), " Creatinine ",
                          Window(depth - 1), Chance(30) ? " where value > 0.8 mg/dL" : "", ")");
  }
}

std::string SpecGenerator::Temperature(int depth) {
  switch (random_.Below(depth > 0 ? 5 : 2)) {
    case 0:
      return Pick({"37.5 Cel", "99.5 [degF]", "310.15 K"});
    case 1:
      return absl::StrCat("round(", ToldTemperature(0), ", 1)");
    case 2:
      return absl::StrCat(Pick({"min", "max"}), "(", ToldTemperature(0), ", ",
                          Temperature(depth - 1), ")");
    default:
      return ToldTemperature(depth);
  }
}

// One that is no number as it is written: what stands beside it in a sum is then told.
std::string SpecGenerator::ToldTemperature(int depth) {
  switch (random_.Below(depth > 0 ? 5 : 2)) {
    case 0:
      return absl::StrCat("(", Pick({"first", "last", "lowest", "highest"}), " Temperature ",
                          Window(0), ")");
    case 1:
      return Ref(Kind::kTemperature, "(closest Temperature before discharge to surgery.start)");
    case 2:
      return absl::StrCat("(", ToldTemperature(depth - 1), Pick({" + ", " - "}), "(", Rise(0),
                          "))");
    case 3:
      return absl::StrCat("(", ToldTemperature(depth - 1),
                          Pick({" + 1 Cel", " + 1 K", " + 1.8 [degF]", " - 2 K{difference}"}), ")");
    default:
      return absl::StrCat("((", Rise(depth - 1), ") + ", ToldTemperature(0), ")");
  }
}

std::string SpecGenerator::Rise(int depth) {
  switch (random_.Below(depth > 0 ? 8 : 2)) {
    case 0:
      return Pick({"1 K{difference}", "1.5 Cel{difference}", "0.9 [degF]{difference}"});
    case 1:
      return Ref(Kind::kRise, "2 Cel{difference}");
    case 2:
    case 3:
      return absl::StrCat("(", Chance(30) ? "37 Cel" : ToldTemperature(0), " - ",
                          ToldTemperature(depth - 1), ")");
    case 4:
      return absl::StrCat("(", Rise(depth - 1),
                          Pick({" * 2", " / 3", " + 1 K{difference}", " - 1 Cel"}), ")");
    case 5:
      return absl::StrCat("absolute(", Rise(depth - 1), ")");
    case 6:
      return absl::StrCat("(-", Rise(0), ")");
    default:
      return absl::StrCat("((", Rise(0), ") / 4 h * 2 h)");
  }
}

// Products and quotients of units, compared in other units of the same dimension.
std::string SpecGenerator::ComparedUnits(int depth) {
  switch (random_.Below(9)) {
    case 0:
      return absl::StrCat("(", Temperature(depth), " ", Sign(), " ", Temperature(0), ")");
    case 1:
      return absl::StrCat("(", Rise(depth), " ", Sign(), " ",
                          Pick({"1 K", "0.5 Cel", "1.8 [degF]", "-1 K", Rise(0)}), ")");
    case 2:
      return absl::StrCat("((", Rise(depth), ") / 6 h ", Sign(), " 0.1 K/h)");
    case 3:
      return absl::StrCat("((", Rise(depth), ") * 2 ", Sign(), " (", Rise(0), "))");
    case 4:
      return absl::StrCat("(", Creatinine(depth), " * 2 L ", Sign(), " 25 mg)");
    case 5:
      return absl::StrCat("(0.1 g / ", Creatinine(depth), " ", Sign(), " 5 L)");
    case 6:
      return absl::StrCat("(truncated_divide(", Creatinine(depth), ", 0.3 mg/dL) ", Sign(), " 4)");
    case 7:
      return absl::StrCat("(modulo(", Rise(depth), ", 0.7 K) ", Sign(), " 0.2 Cel)");
    default:
      return absl::StrCat("(", Creatinine(depth), " in {1 mg/dL, 0.012 g/L})");
  }
}

std::string SpecGenerator::Time(int depth) {
  switch (random_.Below(depth > 0 ? 9 : 4)) {
    case 0:
      return "surgery.start";
    case 1:
      return "surgery.end";
    case 2:
      return "discharge";
    case 3:
      return Ref(Kind::kDateTime, "admission");
    case 4:
      return absl::StrCat("(", Time(0), Pick({" + ", " - "}),
                          Pick({"6 hours", "3 days", "1 month", "2 weeks", "90 minutes"}), ")");
    case 5:
      return absl::StrCat("(", Pick({"earliest", "latest"}), " of (", Time(0), ", ", Time(0),
                          " if any))");
    case 6:
      return absl::StrCat("(drawn of ", Pick({"last", "first", "highest"}), " Creatinine ",
                          Window(0), ")");
    case 7:
      return absl::StrCat("(if ", PlainTruth(0), " then surgery.start else ", Time(0), ")");
    default:
      return "last_seen";
  }
}

std::string SpecGenerator::Text(int depth) {
  switch (random_.Below(depth > 0 ? 4 : 2)) {
    case 0:
      return Constant(Kind::kText);
    case 1:
      return Ref(Kind::kText, "\"smoke\"");
    default:
      return Call("text", depth - 1);
  }
}

// ---- calls --------------------------------------------------------------------------------------

// The second text of an operator is a part of a date, a length, or the like.
std::string SpecGenerator::Word(const std::string& op, const std::string& of) {
  if (op.starts_with("to_")) return Pick({"\"12\"", "\"yes\"", "\"2024-02-29\""});
  const bool of_day = of == "time";
  if (op.ends_with("_between"))
    return of_day ? Pick({"\"hours\"", "\"minutes\""})
                  : Pick({"\"days\"", "\"years\"", "\"months\""});
  if (op == "component" || op.starts_with("same_"))
    return of_day ? "\"hour\"" : Pick({"\"day\"", "\"month\"", "\"year\""});
  return "";
}

// A call that the table of operators offers, with arguments by its signature.
std::string SpecGenerator::Call(const std::string& wanted, int depth) {
  std::vector<size_t> fit;
  for (size_t i = 0; i < Offers().size(); ++i) {
    const Offer& offer = Offers()[i];
    if (offer.result == wanted || offer.result == "T") fit.push_back(i);
  }
  return CallOf(random_.Pick(fit), wanted, depth);
}

std::string SpecGenerator::CallOf(size_t number, const std::string& wanted, int depth) {
  const Offer& offer = Offers()[number];
  const std::string same =
      offer.result == "T" ? wanted : Pick({"decimal", "integer", "datetime", "text"});
  std::string out = offer.name + "(", first;
  for (size_t i = 0; i < offer.arguments.size(); ++i) {
    std::string type = offer.arguments[i];
    const bool part_of_no_time =
        type == "text?" && offer.name.starts_with("same_") && same != "datetime";
    if (type.ends_with("?") && (part_of_no_time || Chance(50))) break;
    type = type.substr(0, type.find_first_of("?."));
    if (type == "T") type = same;
    if (i == 0) first = type;
    if (type == "any") type = Pick({"integer", "decimal", "date", "text", "truth"});
    std::string text = type == "text" ? Word(offer.name, first) : "";
    if (type == "integer" && i > 0) text = Pick({"1", "2"});
    absl::StrAppend(&out, i == 0 ? "" : ", ", text.empty() ? Argument(type, depth) : text);
  }
  return out + ")";
}

std::string SpecGenerator::Argument(const std::string& type, int depth) {
  const int less = depth > 0 ? depth - 1 : 0;
  if (type == "integer") return Integer(less);
  if (type == "decimal") return Number(less);
  if (type == "date") return Pick({"surgery.start.date", "patient.birth", "2024-03-01"});
  if (type == "datetime") return Time(less);
  if (type == "time") return Pick({"08:30", "time_of(surgery.start)"});
  if (type == "truth") return PlainTruth(less);
  return Text(less);
}

}  // namespace suture::soundness
