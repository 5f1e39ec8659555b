// Whether a crash may leave a picture of the memory.
#pragma once

namespace suture::cli {

// For every command that reads charts, notes, answers or results, before it reads them: a core dump
// would hold them, and keys.
void ForbidCoreDumps();

}  // namespace suture::cli
