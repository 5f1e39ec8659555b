// Diagnostics for people (a terminal), for tools (JSON) and for code review systems (SARIF 2.1.0,
// OASIS Standard, 27 March 2020). All three print what Emitter::Take gives, in its order, and
// depend on nothing else: no clock, no locale, no width of a terminal.
#pragma once

#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_set.h"

namespace suture::diag {

struct TextOptions {
  bool color = false;     // ANSI colours; the caller knows whether a person looks on.
  int max_columns = 120;  // Of source text; longer lines are cut around the place.
};

std::string PrintText(const source::SourceSet& sources, const std::vector<Diagnostic>& diagnostics,
                      const TextOptions& options = {});

// "2 errors, 1 warning"; empty where there is nothing.
std::string Summary(const std::vector<Diagnostic>& diagnostics);

std::string PrintJson(const source::SourceSet& sources, const std::vector<Diagnostic>& diagnostics);

// `version`: of Suture, as `suture --version` names it.
std::string PrintSarif(const source::SourceSet& sources, const std::vector<Diagnostic>& diagnostics,
                       const std::string& version);

}  // namespace suture::diag
