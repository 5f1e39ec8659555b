// Loads modules and composes the arrows: text -> AST -> program -> typed module -> plan. For the command
// line, and for whoever else wants the compiler in one call.
//
// The author's mistakes come back as diagnostics; a Status is for the environment (no such folder) or a
// fault of Suture itself.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "compiler/ast/ast.h"
#include "compiler/check/typed.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/lower/lower.h"
#include "compiler/optimize/optimize.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/parse.h"

namespace suture::driver {

struct Options {
  std::string stdlib_folder;               // Empty: the library built into the binary.
  source::SourceLimits source_limits;
  syntax::ParseLimits parse_limits;
};

// One module with all that it uses, checked.
struct Compilation {
  std::string name;                        // Of the main module: the folder's or file's name
  std::unique_ptr<source::SourceSet> sources;
  std::vector<std::unique_ptr<ast::File>> files;
  std::vector<diag::Diagnostic> diagnostics;   // In the order of files and places
  bool has_errors = false;
  typed::Module module;                    // Whole only without errors.
};

// The modules that a path names: itself (a file, or a folder with .suture files), or the folders below
// it that hold .suture files, by name. kNotFound with a sentence when there is none.
absl::StatusOr<std::vector<std::string>> ModulePaths(const std::string& path);

// A file that stands beside a registry.suture is checked with its folder; diagnostics of its neighbours
// are left out.
absl::StatusOr<Compilation> Compile(const std::string& path, const Options& options);

// Plan and suite of a compilation without errors; sealed and verified.
absl::StatusOr<lower::Lowered> BuildPlan(const Compilation& compilation, const optimize::Options& options);

}  // namespace suture::driver
