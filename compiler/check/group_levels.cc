// Groups in groups. Each makes its rows anew for every row of the one around it, so a few levels of
// a hundred rows are more than any form has, and more than a run ends.
#include "compiler/ast/ast.h"
#include "compiler/check/analyses.h"

namespace suture::check {

bool FindDeepGroup(const resolve::Program& program, diag::Emitter& emitter) {
  for (const resolve::Symbol& symbol : program.symbols) {
    if (symbol.As<ast::Group>() == nullptr) continue;
    int levels = 1;
    for (resolve::SymbolId outer = symbol.group; outer.valid();
         outer = program.symbol(outer).group) {
      ++levels;
    }
    if (levels != kMaxGroupLevels + 1) continue;
    emitter.Emit(diag::kGroupsTooDeep, symbol.span, kMaxGroupLevels)
        .Help(
            "Let a group run over rows that `where` narrows down, and give what the groups share "
            "to a `rows` or a record.");
    return true;
  }
  return false;
}

}  // namespace suture::check
