// One table of exit codes for all commands; `suture --help` and the README name it.
#pragma once

namespace suture::cli {

enum ExitCode {
  kAllWell = 0,
  kFindings = 1,  // Diagnostics, failed tests, cases in error
  kUsage = 2,     // Wrong arguments, or the environment: a file, a server, a bad plan
  kStopped = 3,   // By a budget or a signal; the run can be resumed
};

}  // namespace suture::cli
