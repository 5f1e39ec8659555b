// Checks a spec that stands in a string: text -> AST -> program -> typed module.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/check/check.h"
#include "compiler/diagnostics/print.h"
#include "compiler/resolve/program.h"
#include "compiler/syntax/parse.h"

namespace suture::testing {

struct Checked {
  source::SourceSet sources;
  ast::File file;
  resolve::Program program;
  typed::Module module;
  diag::Emitter emitter;  // Holds what was said, in order of emission.

  std::string Text() { return diag::PrintText(sources, emitter.Take()); }
};

// A module of its own that uses no other. What cannot be read is not checked, as in the driver.
inline std::unique_ptr<Checked> CheckText(std::string text) {
  auto out = std::make_unique<Checked>();
  int32_t id = out->sources.Add("spec.suture", std::move(text));
  out->file = syntax::Parse(out->sources, id, out->emitter);
  if (out->emitter.error_count() > 0) return out;
  out->program = resolve::Resolve({{"spec", {&out->file}}}, out->emitter);
  out->module = check::Check(out->program, out->sources, {}, out->emitter);
  return out;
}

}  // namespace suture::testing
