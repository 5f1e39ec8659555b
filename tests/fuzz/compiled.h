// A registry of the tree as a plan that is ready to run, for targets that need one; compiled once.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "cli/lexicon.h"
#include "compiler/driver/driver.h"
#include "runtime/engine/note_mentions.h"
#include "runtime/notes/lexicon.h"
#include "runtime/plan/plan.h"

namespace suture::fuzz {

// A target without its plan would find nothing, so it ends at once.
template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "%s\n", std::string(value.status().message()).c_str());
  std::abort();
}

inline plan::Plan CompileRegistry(const std::string& folder) {
  driver::Session session;
  const driver::Compilation compilation =
      OrDie(session.Compile(std::string(SUTURE_SOURCE_DIR "/registries/") + folder));
  if (compilation.has_errors) std::abort();
  return OrDie(driver::BuildPlan(compilation, {})).plan;
}

inline notes::Lexicon BuiltinLexicon() { return OrDie(cli::LoadLexicon("")); }

}  // namespace suture::fuzz
