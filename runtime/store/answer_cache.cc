#include "runtime/store/answer_cache.h"

#include <unistd.h>

#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "runtime/base/counted.h"
#include "runtime/base/sha256.h"
#include "runtime/base/status_macros.h"

namespace suture::store {
namespace {

using nlohmann::json;

constexpr char kName[] = "The answer cache";
constexpr int64_t kApplication = 0x53757475;  // "Sutu": SQLite's application_id
constexpr int64_t kVersion = 1;

constexpr char kTables[] = R"(
CREATE TABLE IF NOT EXISTS answers(
  key TEXT PRIMARY KEY NOT NULL,
  role TEXT NOT NULL,
  model TEXT NOT NULL,
  asked TEXT NOT NULL,
  stored INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  completion_tokens INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  digest TEXT NOT NULL,
  answer TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS spending(day TEXT PRIMARY KEY NOT NULL, cost INTEGER NOT NULL);
)";

// The key takes part, so that answers that changed places are found too.
std::string Digest(std::string_view key, std::string_view answer) {
  base::Sha256 sha;
  sha.AddPiece(key);
  sha.AddPiece(answer);
  return sha.Hex();
}

std::string ToText(const models::StoredAnswer& answer) {
  json logprobs = json::array();
  for (const models::TokenLogprob& token : answer.logprobs) {
    logprobs.push_back({token.token, token.logprob});
  }
  const models::Usage& usage = answer.usage;
  const json whole = {
      {"text", answer.text},
      {"model", answer.model},
      {"finish_reason", answer.finish_reason},
      {"usage",
       {usage.known, usage.prompt, usage.cached, usage.cache_write, usage.completion,
        usage.reasoning}},
      {"cost", answer.cost},
      {"logprobs", std::move(logprobs)},
  };
  return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<models::StoredAnswer> FromText(std::string_view text) {
  // nlohmann reports a member of another kind by exceptions; none leaves this function.
  try {
    const json whole = json::parse(text);
    models::StoredAnswer answer;
    answer.text = whole.at("text").get<std::string>();
    answer.model = whole.at("model").get<std::string>();
    answer.finish_reason = whole.at("finish_reason").get<std::string>();
    const json& usage = whole.at("usage");
    answer.usage = {usage.at(0).get<bool>(),    usage.at(1).get<int64_t>(),
                    usage.at(2).get<int64_t>(), usage.at(3).get<int64_t>(),
                    usage.at(4).get<int64_t>(), usage.at(5).get<int64_t>()};
    answer.cost = whole.at("cost").get<int64_t>();
    for (const json& token : whole.at("logprobs")) {
      answer.logprobs.push_back({token.at(0).get<std::string>(), token.at(1).get<double>()});
    }
    return answer;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::string Where(const CacheChoice& choice) {
  std::string where = " WHERE 1";
  if (!choice.role.empty()) where += " AND role = ?1";
  if (!choice.model.empty()) where += " AND model = ?2";
  if (choice.before_unix_seconds) where += " AND stored < ?3";
  return where;
}

void BindChoice(const CacheChoice& choice, Statement& statement) {
  if (!choice.role.empty()) statement.Bind(1, choice.role);
  if (!choice.model.empty()) statement.Bind(2, choice.model);
  if (choice.before_unix_seconds) statement.Bind(3, *choice.before_unix_seconds);
}

}  // namespace

absl::StatusOr<std::unique_ptr<AnswerCacheFile>> AnswerCacheFile::Open(const std::string& path) {
  SUTURE_ASSIGN_OR_RETURN(auto database, Database::Open(path, Database::Mode::kCreate, kName));
  std::unique_ptr<AnswerCacheFile> cache(new AnswerCacheFile(std::move(database)));
  SUTURE_RETURN_IF_ERROR(cache->Prepare(/*create=*/true));
  return cache;
}

absl::StatusOr<std::unique_ptr<AnswerCacheFile>> AnswerCacheFile::OpenExisting(
    const std::string& path, bool writable) {
  if (access(path.c_str(), F_OK) != 0) {
    return absl::NotFoundError(
        fmt::format("There is no answer cache {}. A run makes one with --cache.", path));
  }
  const auto mode = writable ? Database::Mode::kReadWrite : Database::Mode::kReadOnly;
  SUTURE_ASSIGN_OR_RETURN(auto database, Database::Open(path, mode, kName));
  std::unique_ptr<AnswerCacheFile> cache(new AnswerCacheFile(std::move(database)));
  SUTURE_RETURN_IF_ERROR(cache->Prepare(/*create=*/false));
  return cache;
}

absl::Status AnswerCacheFile::CheckKind(bool create) {
  SUTURE_ASSIGN_OR_RETURN(const int64_t application, database_->Number("PRAGMA application_id"));
  SUTURE_ASSIGN_OR_RETURN(const int64_t version, database_->Number("PRAGMA user_version"));
  SUTURE_ASSIGN_OR_RETURN(const int64_t tables,
                          database_->Number("SELECT count(*) FROM sqlite_schema"));
  if (create && application == 0 && version == 0 && tables == 0) return absl::OkStatus();
  if (application != kApplication) {
    return absl::FailedPreconditionError(
        fmt::format("{} is not an answer cache. Name another file.", database_->path()));
  }
  if (version != kVersion) {
    return absl::FailedPreconditionError(
        fmt::format("The answer cache {} was made by another version of Suture. Name another file.",
                    database_->path()));
  }
  return absl::OkStatus();
}

absl::Status AnswerCacheFile::Prepare(bool create) {
  if (create) {
    // In one transaction, since two processes may both find the file new.
    SUTURE_RETURN_IF_ERROR(database_->Run("BEGIN IMMEDIATE"));
    SUTURE_RETURN_IF_ERROR(CheckKind(create));
    SUTURE_RETURN_IF_ERROR(database_->Run(
        fmt::format("{} PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT", kTables,
                    kApplication, kVersion)));
    // An answer has cost money: each commit reaches the disk before it counts (synchronous FULL).
    SUTURE_RETURN_IF_ERROR(database_->Run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON"));
  } else {
    SUTURE_RETURN_IF_ERROR(CheckKind(create));
  }
  SUTURE_ASSIGN_OR_RETURN(find_,
                          database_->Prepare("SELECT answer, digest FROM answers WHERE key = ?1"));
  SUTURE_ASSIGN_OR_RETURN(
      insert_, database_->Prepare("INSERT INTO answers VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10) "
                                  "ON CONFLICT(key) DO NOTHING"));
  SUTURE_ASSIGN_OR_RETURN(
      spend_, database_->Prepare("INSERT INTO spending VALUES(?1, ?2) ON CONFLICT(day) DO UPDATE "
                                 "SET cost = cost + excluded.cost"));
  SUTURE_ASSIGN_OR_RETURN(spent_, database_->Prepare("SELECT cost FROM spending WHERE day = ?1"));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<models::StoredAnswer>> AnswerCacheFile::Find(std::string_view key) {
  find_.Bind(1, key);
  SUTURE_ASSIGN_OR_RETURN(const bool found, find_.Step());
  if (!found) return std::nullopt;
  const std::string answer(find_.Text(0));
  const bool whole = find_.Text(1) == Digest(key, answer);
  find_.Reset();
  std::optional<models::StoredAnswer> read;
  if (whole) read = FromText(answer);
  if (!read) {
    return absl::DataLossError(
        fmt::format("The answer cache {} holds an answer that was changed. `suture cache verify` "
                    "lists such answers; move the file away and run again.",
                    database_->path()));
  }
  return read;
}

absl::Status AnswerCacheFile::Store(models::NewAnswer& answer) {
  const std::string text = ToText(answer.answer);
  const std::string digest = Digest(answer.key, text);
  insert_.Bind(1, answer.key)
      .Bind(2, answer.role)
      .Bind(3, answer.answer.model)
      .Bind(4, answer.asked)
      .Bind(5, answer.unix_seconds)
      .Bind(6, answer.answer.usage.prompt)
      .Bind(7, answer.answer.usage.completion)
      .Bind(8, answer.answer.cost)
      .Bind(9, digest)
      .Bind(10, text);
  SUTURE_RETURN_IF_ERROR(insert_.Run());
  if (database_->changes() > 0) return absl::OkStatus();
  SUTURE_ASSIGN_OR_RETURN(auto first, Find(answer.key));
  if (first) answer.answer = *std::move(first);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> AnswerCacheFile::Spend(const models::Spending& spending) {
  if (spending.cost != 0) {
    SUTURE_RETURN_IF_ERROR(spend_.Bind(1, spending.day).Bind(2, spending.cost).Run());
  }
  spent_.Bind(1, spending.day);
  SUTURE_ASSIGN_OR_RETURN(const bool found, spent_.Step());
  const int64_t sum = found ? spent_.Number(0) : 0;
  spent_.Reset();
  return sum;
}

absl::StatusOr<int64_t> AnswerCacheFile::Commit(absl::Span<models::NewAnswer> answers,
                                                const models::Spending& spending) {
  SUTURE_RETURN_IF_ERROR(database_->Run("BEGIN IMMEDIATE"));
  absl::Status status;
  for (models::NewAnswer& answer : answers) {
    status = Store(answer);
    if (!status.ok()) break;
  }
  int64_t sum = 0;
  if (status.ok()) {
    absl::StatusOr<int64_t> spent = Spend(spending);
    status = spent.status();
    if (status.ok()) sum = *spent;
  }
  if (status.ok()) status = database_->Run("COMMIT");
  if (!status.ok()) {
    static_cast<void>(database_->Run("ROLLBACK"));  // The first error is the one to tell.
    return status;
  }
  return sum;
}

absl::Status AnswerCacheFile::ForEach(const CacheChoice& choice,
                                      const std::function<void(const CacheEntry&)>& see) {
  SUTURE_ASSIGN_OR_RETURN(
      Statement rows,
      database_->Prepare("SELECT key, role, model, asked, stored, prompt_tokens, "
                         "completion_tokens, cost, length(CAST(answer AS BLOB)) FROM answers" +
                         Where(choice) + " ORDER BY key"));
  BindChoice(choice, rows);
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return absl::OkStatus();
    CacheEntry entry;
    entry.key = rows.Text(0);
    entry.role = rows.Text(1);
    entry.model = rows.Text(2);
    entry.asked = rows.Text(3);
    entry.unix_seconds = rows.Number(4);
    entry.prompt_tokens = rows.Number(5);
    entry.completion_tokens = rows.Number(6);
    entry.cost = rows.Number(7);
    entry.bytes = rows.Number(8);
    see(entry);
  }
}

absl::StatusOr<std::vector<std::string>> AnswerCacheFile::Verify(int64_t* checked) {
  SUTURE_ASSIGN_OR_RETURN(Statement integrity, database_->Prepare("PRAGMA integrity_check"));
  SUTURE_ASSIGN_OR_RETURN(const bool told, integrity.Step());
  if (!told || integrity.Text(0) != "ok") {
    return absl::DataLossError(fmt::format(
        "The answer cache {} is damaged. Move it away and run again; a new one is made.",
        database_->path()));
  }
  integrity.Reset();
  std::vector<std::string> changed;
  *checked = 0;
  SUTURE_ASSIGN_OR_RETURN(
      Statement rows, database_->Prepare("SELECT key, digest, answer, model, cost, prompt_tokens, "
                                         "completion_tokens FROM answers ORDER BY key"));
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return changed;
    ++*checked;
    const std::optional<models::StoredAnswer> answer = FromText(rows.Text(2));
    const bool same = answer && rows.Text(1) == Digest(rows.Text(0), rows.Text(2)) &&
                      rows.Text(3) == answer->model && rows.Number(4) == answer->cost &&
                      rows.Number(5) == answer->usage.prompt &&
                      rows.Number(6) == answer->usage.completion;
    if (!same) changed.emplace_back(rows.Text(0));
  }
}

absl::StatusOr<int64_t> AnswerCacheFile::Purge(const CacheChoice& choice) {
  SUTURE_RETURN_IF_ERROR(database_->Run("PRAGMA secure_delete = ON"));
  SUTURE_ASSIGN_OR_RETURN(Statement remove,
                          database_->Prepare("DELETE FROM answers" + Where(choice)));
  BindChoice(choice, remove);
  SUTURE_RETURN_IF_ERROR(remove.Run());
  const int64_t removed = database_->changes();
  SUTURE_RETURN_IF_ERROR(database_->Run("VACUUM"));
  // What was removed stands in the file until the log is emptied into it, which waits for readers.
  SUTURE_RETURN_IF_ERROR(database_->Run("PRAGMA busy_timeout = 2000"));
  SUTURE_ASSIGN_OR_RETURN(const int64_t busy, database_->Number("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (busy != 0) {
    return absl::UnavailableError(fmt::format(
        "{} removed, but not overwritten yet: another process reads the cache {}. Purge again when "
        "it has ended.",
        base::Counted(removed, "answer is", "answers are"), database_->path()));
  }
  return removed;
}

}  // namespace suture::store
