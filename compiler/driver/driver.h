// Loads modules and composes the arrows: text -> AST -> program -> typed module -> plan. For the
// command line, and for whoever else wants the compiler in one call.
//
// The author's mistakes come back as diagnostics; a Status is for the environment (no such folder)
// or a fault of Suture itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "compiler/ast/ast.h"
#include "compiler/check/limits.h"
#include "compiler/check/typed.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/lower/lower.h"
#include "compiler/optimize/optimize.h"
#include "compiler/source/source_set.h"
#include "compiler/syntax/parse.h"

namespace suture::driver {

struct Options {
  std::string stdlib_folder;  // Empty: the library built into the binary.
  source::SourceLimits source_limits;
  syntax::ParseLimits parse_limits;
  diag::EmitterLimits message_limits;  // Of one compilation
  check::CheckLimits check_limits;
};

// One module with all that it uses, checked. Its spans point into the session's sources.
struct Compilation {
  std::string name;                           // Of the main module: the folder's or file's name
  std::vector<diag::Diagnostic> diagnostics;  // In the order of files and places
  bool has_errors = false;
  typed::Module module;  // Whole only without errors.
  std::map<std::string, std::string>
      paths;  // By the path in the plan: as the author named the file
  std::vector<const ast::File*>
      files;  // Of the main module and what it extends; the session's, until the next Edit.
  std::vector<std::string> imports;  // Other files that were read: code lists, charts of tests
};

// The modules that a path names: itself (a file, or a folder with .suture files), or the folders
// below it that hold .suture files, by name. kNotFound with a sentence when there is none.
absl::StatusOr<std::vector<std::string>> ModulePaths(const std::string& path);

// Keeps what was read, so that modules that use the same library read it once. Not thread-safe.
class Session {
 public:
  explicit Session(Options options = {});

  // A file that stands beside a registry.suture, and that one too, is checked with its folder;
  // diagnostics of its neighbours are left out.
  absl::StatusOr<Compilation> Compile(const std::string& path);
  // The text that the file at `path` has from now on, whatever the disk says: an edit that is not
  // saved. The next Compile reads this file alone again. Earlier compilations that read it are
  // void. kNotFound: no compilation has read it.
  absl::Status Edit(const std::string& path, std::string text);
  const source::SourceSet& sources() const { return sources_; }

 private:
  friend class Loader;
  struct Parsed {
    int32_t id = -1;
    std::unique_ptr<ast::File> file;
    std::vector<diag::Diagnostic> diagnostics;
  };
  absl::StatusOr<const Parsed*> Read(const std::string& path);
  const Parsed* Keep(const std::string& path, int32_t id);
  std::string ImportPath(int32_t file, const std::string& path) const;
  absl::StatusOr<std::string> ReadImport(int32_t file, const std::string& path) const;

  Options options_;
  source::SourceSet sources_;
  std::map<std::string, Parsed> parsed_;  // By path as shown
};

// Plan and suite of a compilation without errors; sealed and verified.
absl::StatusOr<lower::Lowered> BuildPlan(const Compilation& compilation,
                                         const optimize::Options& options);

}  // namespace suture::driver
