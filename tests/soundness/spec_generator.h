// Random specs that check: text, written from the types outward, so that every expression has the
// type that its place wants. Read together with chart_generator.h, whose charts hold the same
// codes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/generator/random.h"

namespace suture::soundness {

class SpecGenerator {
 public:
  explicit SpecGenerator(uint64_t seed) : seed_(seed), random_(seed) {}
  std::string Write();

 private:
  enum class Kind {
    kYesNo,
    kGrade,
    kCreatinine,
    kNumber,
    kInteger,
    kDate,
    kDateTime,
    kText,
    kHours,
    kParts,
    kTruth,
    kTemperature,
    kRise
  };
  struct Known {
    std::string name;
    Kind kind;
  };

  // frame
  std::string Prelude();
  std::string Group(int number);
  std::string Fields();
  std::string Field(int number);
  std::string Gate();
  std::string Body(Kind kind, const std::string& name, bool finding);
  std::string Steps(Kind kind, const std::string& name, bool resolves);
  std::string Table(Kind kind, const std::string& name);
  std::string Ask(const std::string& name);
  std::string Otherwise(Kind kind);
  std::string TypeText(Kind kind);

  // expressions
  std::string CodedKind();
  std::string Part();
  std::string Value(Kind kind, int depth);
  std::string Constant(Kind kind);
  std::string Truth(int depth);
  std::string PlainTruth(int depth);
  std::string Criteria(int depth);
  std::string Compared(int depth);
  std::string RowQuery(int depth);
  std::string Mentioned();
  std::string Number(int depth);
  std::string Integer(int depth);
  std::string Creatinine(int depth);
  std::string Temperature(int depth);
  std::string ToldTemperature(int depth);
  std::string Rise(int depth);
  std::string ComparedUnits(int depth);
  std::string Time(int depth);
  std::string Text(int depth);
  std::string Word(const std::string& op, const std::string& of);
  std::string Call(const std::string& wanted, int depth);
  std::string CallOf(size_t number, const std::string& wanted, int depth);
  std::string Argument(const std::string& type, int depth);
  std::string Window(int depth, bool period = false);
  std::string Duration();
  std::string Sign();

  bool Chance(int percent) { return random_.Chance(percent); }
  std::string Pick(const std::vector<std::string>& from) { return random_.Pick(from); }
  std::string Ref(Kind kind, const std::string& otherwise);

  const uint64_t seed_;
  bench::Random random_;
  std::vector<Known> known_;
  int steps_ = 0;
};

}  // namespace suture::soundness
