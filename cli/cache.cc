#include <ctime>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/core_dumps.h"
#include "cli/exit_codes.h"
#include "fmt/chrono.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/counted.h"
#include "runtime/store/answer_cache.h"

namespace suture::cli {
namespace {

struct CacheArguments {
  std::string file, role, model;
  std::optional<int64_t> older_than_days;
  bool all = false;
  bool json = false;
};

constexpr double kPicounits = 1e12;

store::CacheChoice ChoiceOf(const CacheArguments& arguments) {
  constexpr int64_t kSecondsPerDay = 86'400;
  store::CacheChoice choice;
  choice.role = arguments.role;
  choice.model = arguments.model;
  if (arguments.older_than_days) {
    choice.before_unix_seconds =
        static_cast<int64_t>(std::time(nullptr)) - *arguments.older_than_days * kSecondsPerDay;
  }
  return choice;
}

void Print(const store::CacheEntry& entry, bool json) {
  const std::string when =
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<time_t>(entry.unix_seconds)));
  if (json) {
    const nlohmann::ordered_json line = {{"key", entry.key},
                                         {"stored", when},
                                         {"role", entry.role},
                                         {"model", entry.model},
                                         {"asked", entry.asked},
                                         {"prompt_tokens", entry.prompt_tokens},
                                         {"completion_tokens", entry.completion_tokens},
                                         {"cost", static_cast<double>(entry.cost) / kPicounits},
                                         {"bytes", entry.bytes}};
    fmt::print("{}\n", line.dump());
    return;
  }
  fmt::print("{}  {}  {}  {}  {} + {} tokens  {:.6f}  {}\n", entry.key.substr(0, 12), when,
             entry.role, entry.model, entry.prompt_tokens, entry.completion_tokens,
             static_cast<double>(entry.cost) / kPicounits, entry.asked);
}

int List(const CacheArguments& arguments) {
  ForbidCoreDumps();
  auto cache = store::AnswerCacheFile::OpenExisting(arguments.file, /*writable=*/false);
  if (!cache.ok()) return Complain(cache.status());
  int64_t count = 0, cost = 0;
  const absl::Status status =
      (*cache)->ForEach(ChoiceOf(arguments), [&](const store::CacheEntry& entry) {
        Print(entry, arguments.json);
        ++count;
        cost += entry.cost;
      });
  if (!status.ok()) return Complain(status);
  fmt::print(stderr, "{}, which cost {:.6f}.\n", base::Counted(count, "answer"),
             static_cast<double>(cost) / kPicounits);
  return kAllWell;
}

int Verify(const CacheArguments& arguments) {
  ForbidCoreDumps();
  auto cache = store::AnswerCacheFile::OpenExisting(arguments.file, /*writable=*/false);
  if (!cache.ok()) return Complain(cache.status());
  int64_t checked = 0;
  const auto changed = (*cache)->Verify(&checked);
  if (changed.status().code() == absl::StatusCode::kDataLoss) {
    fmt::print(stderr, "{}\n", std::string(changed.status().message()));
    return kFindings;
  }
  if (!changed.ok()) return Complain(changed.status());
  for (const std::string& key : *changed) fmt::print("{}  was changed\n", key);
  fmt::print(stderr, "{} checked, {} changed.\n", base::Counted(checked, "answer"),
             changed->size());
  return changed->empty() ? kAllWell : kFindings;
}

int Purge(const CacheArguments& arguments) {
  ForbidCoreDumps();
  const bool narrowed =
      !arguments.role.empty() || !arguments.model.empty() || arguments.older_than_days;
  if (narrowed == arguments.all) {
    return Complain(absl::InvalidArgumentError(
        "Say what is to be removed: --older-than DAYS, --role or --model, or --all alone."));
  }
  auto cache = store::AnswerCacheFile::OpenExisting(arguments.file, /*writable=*/true);
  if (!cache.ok()) return Complain(cache.status());
  const auto removed = (*cache)->Purge(ChoiceOf(arguments));
  if (!removed.ok()) return Complain(removed.status());
  fmt::print(stderr, "{} removed and overwritten.\n", base::Counted(*removed, "answer"));
  return kAllWell;
}

}  // namespace

void AddCache(CLI::App& app, Action& action) {
  auto arguments = std::make_shared<CacheArguments>();
  CLI::App* command = app.add_subcommand("cache", "List, verify or purge the answers paid for.");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const CacheArguments&)) {
    CLI::App* part = command->add_subcommand(name, what);
    part->footer(fmt::format("Example: suture cache {} answers.sqlite", name));
    part->add_option("FILE", arguments->file, "The cache of `suture run --cache`")->required();
    part->callback([arguments, run, &action] { action = [=] { return run(*arguments); }; });
    return part;
  };
  CLI::App* list =
      add("list", "Print one answer a line, without anything a note or model said.", &List);
  add("verify", "Compare every answer with its digest.", &Verify);
  CLI::App* purge = add("purge", "Remove answers and overwrite them.", &Purge);
  for (CLI::App* part : {list, purge}) {
    part->add_option("--role", arguments->role, "Only answers of this role");
    part->add_option("--model", arguments->model,
                     "Only answers of this model, as the server named it");
    part->add_option("--older-than", arguments->older_than_days,
                     "Only answers stored so many days ago or more")
        ->check(CLI::Range(0, 36'500));
  }
  list->add_flag("--json", arguments->json, "One JSON object a line");
  purge->add_flag("--all", arguments->all, "All answers");
  purge->footer("Example: suture cache purge answers.sqlite --older-than 30");
  command->footer("Example: suture cache list answers.sqlite");
}

}  // namespace suture::cli
