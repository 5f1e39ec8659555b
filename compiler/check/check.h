// resolve::Program -> typed::Module: binds every expression, checks types, units and times, then
// runs the analyses (one file each). Pure but for the diagnostics it emits and the code lists it
// asks for.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "compiler/check/limits.h"
#include "compiler/check/typed.h"
#include "compiler/diagnostics/emitter.h"
#include "compiler/resolve/program.h"
#include "compiler/source/source_set.h"

namespace suture::check {

struct CheckOptions {
  // Reads a file that a spec imports (`import "x.json"`), by its path relative to the importing
  // file.
  std::function<absl::StatusOr<std::string>(int32_t importing_file, const std::string& path)>
      read_import;
  CheckLimits limits;
};

typed::Module Check(const resolve::Program& program, const source::SourceSet& sources,
                    const CheckOptions& options, diag::Emitter& emitter);

}  // namespace suture::check
