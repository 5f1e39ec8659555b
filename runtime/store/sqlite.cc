#include "runtime/store/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "fmt/format.h"
#include "runtime/base/status_macros.h"

namespace suture::store {
namespace {

// How long one process waits for another that is writing.
constexpr int kBusyMs = 30'000;

absl::Status ErrorOf(int code, int system_error, const std::string& name, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(fmt::format(
          "The disk is full: {} {} cannot grow. Make room, and run again with --resume.", name,
          path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return absl::PermissionDeniedError(
          fmt::format("{} {} cannot be written: it or its folder is read-only. Name another file.",
                      name, path));
    case SQLITE_CANTOPEN:
      return absl::UnavailableError(fmt::format(
          "{} {} cannot be opened{}. Check that its folder exists and may be written.", name, path,
          system_error != 0 ? fmt::format(": {}", strerror(system_error)) : std::string()));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(
          fmt::format("{} {} is held by another process. Try again when it is done.", name, path));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return absl::DataLossError(fmt::format(
          "{} {} is damaged or no such file. Move it away and run again; a new one is made.", name,
          path));
    default:
      return absl::UnavailableError(fmt::format(
          "{} {} cannot be used: {}{}.", name, path, sqlite3_errstr(code),
          system_error != 0 ? fmt::format(" ({})", strerror(system_error)) : std::string()));
  }
}

}  // namespace

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(database_, other.database_);
  std::swap(statement_, other.statement_);
  return *this;
}

Statement& Statement::Bind(int place, std::string_view text) {
  sqlite3_bind_text64(statement_, place, text.data() != nullptr ? text.data() : "", text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Statement& Statement::Bind(int place, int64_t number) {
  sqlite3_bind_int64(statement_, place, number);
  return *this;
}

absl::StatusOr<bool> Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  absl::Status error = code == SQLITE_DONE ? absl::OkStatus() : database_->Error();
  Reset();
  if (!error.ok()) return error;
  return false;
}

absl::Status Statement::Run() {
  while (true) {
    SUTURE_ASSIGN_OR_RETURN(const bool more, Step());
    if (!more) return absl::OkStatus();
  }
}

void Statement::Reset() { sqlite3_reset(statement_); }

std::string_view Statement::Text(int column) const {
  const void* text = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const char*>(text), static_cast<size_t>(size)};
}

int64_t Statement::Number(int column) const { return sqlite3_column_int64(statement_, column); }

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, Mode mode,
                                                         std::string name) {
  if (mode == Mode::kCreate) {
    // Made before SQLite sees it, so that it and the files beside it are private from the start.
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return ErrorOf(SQLITE_CANTOPEN, errno, name, path);
    const bool is_private = fchmod(fd, 0600) == 0;
    const int error = errno;
    close(fd);
    if (!is_private) return ErrorOf(SQLITE_CANTOPEN, error, name, path);
  }
  sqlite3* handle = nullptr;
  const int flags = mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, /*zVfs=*/nullptr);
  std::unique_ptr<Database> database(new Database(handle, path, std::move(name)));
  if (code != SQLITE_OK) return database->Error();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, kBusyMs);
  return database;
}

Database::~Database() { sqlite3_close_v2(handle_); }

absl::StatusOr<Statement> Database::Prepare(std::string_view sql) {
  Statement statement;
  statement.database_ = this;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement.statement_, nullptr);
  if (code != SQLITE_OK) return Error();
  return statement;
}

absl::Status Database::Run(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return Error();
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Database::Number(const std::string& sql) {
  SUTURE_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  SUTURE_ASSIGN_OR_RETURN(const bool found, statement.Step());
  const int64_t number = found ? statement.Number(0) : 0;
  return number;
}

int64_t Database::changes() const { return sqlite3_changes64(handle_); }

absl::Status Database::Error() const {
  return ErrorOf(sqlite3_extended_errcode(handle_), sqlite3_system_errno(handle_), name_, path_);
}

}  // namespace suture::store
