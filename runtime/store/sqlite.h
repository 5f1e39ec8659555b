// SQLite behind statements and statuses: the only file that knows its C interface.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace suture::store {

class Database;

// A prepared statement. Bind from 1, Step to each row, Reset before it is used again.
class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  // Texts must live until Reset.
  Statement& Bind(int place, std::string_view text);
  Statement& Bind(int place, int64_t number);

  // True: a row can be read. False: the end, and the statement is reset.
  absl::StatusOr<bool> Step();
  // Steps to the end.
  absl::Status Run();
  void Reset();

  std::string_view Text(int column) const;
  int64_t Number(int column) const;

 private:
  friend class Database;
  Database* database_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  enum class Mode : uint8_t { kReadOnly, kReadWrite, kCreate };

  // A file with private rights (0600). `name` is how errors call it, "the answer cache".
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, Mode mode,
                                                        std::string name);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  absl::StatusOr<Statement> Prepare(std::string_view sql);
  // Statements without results.
  absl::Status Run(const std::string& sql);
  // The first column of the first row; 0 where there is none.
  absl::StatusOr<int64_t> Number(const std::string& sql);
  // Rows changed by the last statement.
  int64_t changes() const;
  const std::string& path() const { return path_; }

  // The last error as a sentence that says what to do.
  absl::Status Error() const;

 private:
  Database(sqlite3* handle, std::string path, std::string name)
      : handle_(handle), path_(std::move(path)), name_(std::move(name)) {}

  sqlite3* handle_;
  std::string path_;
  std::string name_;
};

}  // namespace suture::store
