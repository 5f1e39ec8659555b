// Random charts, FHIR R4 bundles in JSON, that hold the codes which spec_generator.h writes rules
// on: times coarse or fine, with and without offset, entries without a code, notes that tell and
// deny.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/generator/random.h"

namespace suture::soundness {

class ChartGenerator {
 public:
  explicit ChartGenerator(uint64_t seed) : random_(seed) {}
  std::string Write();

 private:
  void Add(const std::string& type, const std::string& members);
  void AddPatient();
  void AddProcedures();
  void AddConditions();
  void AddDrugs();
  void AddLabs();
  void AddNotes();
  std::string Concept(const std::string& system, const std::string& code);
  // `minutes`: from the start of the operation
  std::string Moment(int minutes);
  std::string Near() { return Moment(random_.Between(-60 * 24 * 40, 60 * 24 * 40)); }
  std::string Period(int from, int to);

  bench::Random random_;
  std::vector<std::string> entries_;
  bool offset_ = true;
  int day_ = 0;
};

}  // namespace suture::soundness
