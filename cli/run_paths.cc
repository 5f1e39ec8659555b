#include "cli/run_paths.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "fmt/format.h"

namespace suture::cli {
namespace {

namespace fs = std::filesystem;

// Where a file stands or would stand.
struct Place {
  std::string path;  // Without links; empty: nothing is kept there, as in a pipe or /dev/null.
  dev_t device = 0;
  ino_t number = 0;  // 0: there is no such file yet.
};

Place PlaceOfPath(const std::string& path) {
  struct stat info;
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && !S_ISREG(info.st_mode)) return {};
  Place place;
  if (exists) {
    place.device = info.st_dev;
    place.number = info.st_ino;
  }
  std::error_code error;
  fs::path at = fs::absolute(path, error);
  // weakly_canonical stops at a link that leads nowhere yet.
  constexpr int kMostLinks = 40;
  for (int i = 0; !exists && i < kMostLinks && fs::is_symlink(at, error); ++i) {
    at = at.parent_path() / fs::read_symlink(at, error);
  }
  const fs::path canonical = fs::weakly_canonical(at, error);
  place.path = error ? at.lexically_normal().string() : canonical.string();
  return place;
}

bool operator==(const Place& a, const Place& b) {
  if (a.path.empty() || b.path.empty()) return false;
  return a.path == b.path || (a.number != 0 && a.number == b.number && a.device == b.device);
}

// What one option writes: the file itself and those that stand beside it.
struct Output {
  Output(const char* what, const char* option, const std::string& path,
         const std::vector<const char*>& beside, bool is_numbered = false)
      : what(what), option(option), path(path), is_numbered(is_numbered) {
    if (path.empty()) return;
    places.push_back(PlaceOfPath(path == "-" ? "/dev/stdout" : path));
    if (path == "-" || places[0].path.empty()) return;
    for (const char* end : beside) places.push_back(PlaceOfPath(path + end));
  }
  const char* what;
  const char* option;
  std::string path;
  bool is_numbered;  // When it is full `path.2`, `path.3` … follow.
  std::vector<Place> places;
};

struct Input {
  Input(const char* what, const std::string& path)
      : what(what), path(path), place(PlaceOfPath(path == "-" ? "/dev/stdin" : path)) {}
  const char* what;
  std::string path;
  Place place;
};

// One of the files that follow when `output` is full.
bool FollowsOn(const Output& output, const Place& place) {
  if (!output.is_numbered || !place.path.starts_with(output.places[0].path + ".")) return false;
  const std::string rest = place.path.substr(output.places[0].path.size() + 1);
  const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
  return digits > 0 && rest != "1" && (digits == rest.size() || rest.substr(digits) == ".partial");
}

bool Meet(const Output& output, const Place& place) {
  return FollowsOn(output, place) ||
         std::find(output.places.begin(), output.places.end(), place) != output.places.end();
}

bool Meet(const Output& a, const Output& b) {
  const auto meets = [](const Output& output) {
    return [&output](const Place& place) { return Meet(output, place); };
  };
  return std::any_of(a.places.begin(), a.places.end(), meets(b)) ||
         std::any_of(b.places.begin(), b.places.end(), meets(a));
}

std::vector<Output> OutputsOf(const RunArguments& arguments, const config::Config& config) {
  const std::string& cache = arguments.cache.empty() ? config.cache : arguments.cache;
  const std::string& audit = arguments.audit.empty() ? config.audit : arguments.audit;
  std::vector<Output> outputs = {
      {"The audit", "--audit", audit, {".head", ".key", ".key.new"}},
      {"The cache", "--cache", cache, {"-wal", "-shm", "-journal"}},
      {"The results", "--out", arguments.out, {".partial", ".partial.made_with"}},
      {"The requests", "--emit-batch", arguments.emit_batch, {".partial"}, true},
      {"The unrecorded questions", "--unrecorded", arguments.unrecorded, {".partial"}},
      {"The metrics", "--metrics", arguments.metrics, {".partial"}},
      {"The metrics", "--telemetry", arguments.telemetry, {".partial"}}};
  std::erase_if(outputs, [](const Output& output) { return output.path.empty(); });
  return outputs;
}

std::vector<Input> InputsOf(const RunArguments& arguments, const config::Config& config,
                            const std::vector<std::string>& charts) {
  std::vector<Input> inputs;
  if (!arguments.plan.empty()) inputs.emplace_back("the plan", arguments.plan);
  if (!arguments.config.empty()) inputs.emplace_back("the configuration", arguments.config);
  for (const std::string& path : charts) inputs.emplace_back("the charts", path);
  for (const std::string& path : arguments.apply_batch) {
    inputs.emplace_back("the answers of a batch", path);
  }
  for (const config::Server& server : config.servers) {
    for (const std::string& path : server.recordings) inputs.emplace_back("recorded answers", path);
  }
  return inputs;
}

absl::Status Refuse(const Output& output, std::string what, const std::string& path) {
  what[0] = static_cast<char>(what[0] | 0x20);  // In the middle of a sentence
  return absl::InvalidArgumentError(
      fmt::format("{} would overwrite {}{}. Name another file with {}.", output.what, what,
                  path == "-" ? "" : ", " + path, output.option));
}

// Pipes and terminals are no files that meet.
absl::Status RefuseMixed(const Output& output, std::string other) {
  other[0] = static_cast<char>(other[0] | 0x20);  // In the middle of a sentence
  return absl::InvalidArgumentError(
      fmt::format("{} and {} cannot both go to standard output. Name a file with {}.", output.what,
                  other, output.option));
}

}  // namespace

absl::Status CheckRunPaths(const RunArguments& arguments, const config::Config& config,
                           const std::vector<std::string>& charts) {
  const std::vector<Output> outputs = OutputsOf(arguments, config);
  const std::vector<Input> inputs = InputsOf(arguments, config, charts);
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const Input& input : inputs) {
      if (Meet(outputs[i], input.place)) return Refuse(outputs[i], input.what, input.path);
    }
    for (size_t k = 0; k < i; ++k) {
      if (outputs[i].path == "-" && outputs[k].path == "-") {
        return RefuseMixed(outputs[i], outputs[k].what);
      }
      if (Meet(outputs[i], outputs[k])) return Refuse(outputs[i], outputs[k].what, outputs[k].path);
    }
  }
  return absl::OkStatus();
}

}  // namespace suture::cli
