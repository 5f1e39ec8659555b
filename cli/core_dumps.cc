#include "cli/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace suture::cli {

// With a limit of 0 the kernel still feeds a program that collects dumps, so the process is made
// undumpable too.
void ForbidCoreDumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace suture::cli
