// Files of results: one writer, what a full disk leaves, and what a later run may go on behind.
#include "runtime/store/result_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "fmt/format.h"
#include "tests/support/temporary_folder.h"

namespace suture::store {
namespace {

using testing_support::ReadAll;
using testing_support::TemporaryFolder;
using testing_support::WriteAll;

const MadeWith kSettings = {{"--redact", "no"}, {"the role abstractor", "m"}};

std::string ResultOf(int line) {
  return fmt::format("{{\"v\":1,\"line\":{},\"case\":\"c{}\",\"plan\":\"p\"}}\n", line, line);
}

// In a process whose files may not grow beyond `bytes`.
int InSmallRoom(size_t bytes, const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    signal(SIGXFSZ, SIG_IGN);
    _exit(work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

absl::StatusOr<EarlierResults> Resumed(const std::string& path, const MadeWith& settings) {
  EarlierResults earlier;
  const auto file = ResultFile::Resume(path, {.plan_hash = "p", .made_with = settings}, &earlier);
  if (!file.ok()) return file.status();
  return earlier;
}

TEST_CASE("A disk that fills up keeps the whole lines that it had room for") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out");
  const auto write = [&] {
    auto file = ResultFile::Create(path);
    for (int i = 0; i < 30; ++i) (*file)->Append("123456789\n").IgnoreError();
    return !(*file)->Finish().ok();
  };
  CHECK(InSmallRoom(105, write) == 0);
  std::string ten;
  for (int i = 0; i < 10; ++i) ten += "123456789\n";
  CHECK(ReadAll(path + ".partial") == ten);
  CHECK(InSmallRoom(9, write) == 0);
  CHECK(access((path + ".partial").c_str(), F_OK) != 0);  // There was room for none.
}

TEST_CASE("A file has one writer, until it is in its place") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out");
  auto first = ResultFile::Create(path, kSettings);
  REQUIRE(first.ok());
  REQUIRE((*first)->Append(ResultOf(1)).ok());
  REQUIRE((*first)->Flush().ok());
  for (const auto& status :
       {ResultFile::Create(path, {{"--redact", "yes"}}).status(), ResultFile::Create(path).status(),
        Resumed(path, kSettings).status()}) {
    CHECK(status.code() == absl::StatusCode::kUnavailable);
    CHECK(std::string(status.message()).find("Another run writes") == 0);
  }
  CHECK(ReadAll(path + ".partial") == ResultOf(1));
  CHECK(DifferencesToMadeWith(path + ".partial.made_with", kSettings)->empty());
  REQUIRE((*first)->Finish().ok());
  auto second = ResultFile::Create(path, kSettings);
  REQUIRE(second.ok());
  // The lock went with the first file into its place.
  CHECK(ReadAll(path) == ResultOf(1));
  CHECK(ReadAll(path + ".partial").empty());
}

TEST_CASE("Results are resumed with the settings that they were made with") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out");
  {
    const auto file = ResultFile::Create(path, kSettings);
    REQUIRE((*file)->Append(ResultOf(1) + ResultOf(2)).ok());
  }
  CHECK(Resumed(path, kSettings)->last_line == 2);
  const auto refused = [&](const MadeWith& settings) {
    const absl::Status status = Resumed(path, settings).status();
    CHECK(status.code() == absl::StatusCode::kFailedPrecondition);
    CHECK(ReadAll(path + ".partial") == ResultOf(1) + ResultOf(2));
    return std::string(status.message());
  };
  CHECK(refused({{"--redact", "yes"}, {"the role abstractor", "m"}})
            .find("These differ: --redact. ") != std::string::npos);
  CHECK(refused({{"--redact", "no"}}).find("the role abstractor") != std::string::npos);
  CHECK(refused({{"--redact", "no"}, {"the role abstractor", "m"}, {"the role reader", "n"}})
            .find("the role reader") != std::string::npos);
  for (const char* text : {"", "{", "[]"}) {
    WriteAll(path + ".partial.made_with", text);
    CHECK(refused(kSettings).find("Nothing says") == 0);
  }
  // Nothing was written yet: it begins, with settings of its own.
  WriteAll(path + ".partial", "{\"v\":1,\"line\":1,\"torn");
  CHECK(Resumed(path, {{"--redact", "yes"}})->last_line == 0);
  CHECK(ReadAll(path + ".partial").empty());
  CHECK(DifferencesToMadeWith(path + ".partial.made_with", {{"--redact", "yes"}})->empty());
}

TEST_CASE("Lines without a result are told, but for those behind the last") {
  const TemporaryFolder folder;
  const std::string path = folder.File("out");
  using Lines = std::vector<std::pair<int64_t, int64_t>>;
  const auto without = [&](const std::string& text, bool redo_last_line = false) {
    WriteAll(path, text);
    const auto earlier =
        ReadEarlierResults(path, {.plan_hash = "p", .redo_last_line = redo_last_line});
    REQUIRE(earlier.ok());
    return earlier->without_result;
  };
  CHECK(without(ResultOf(1) + ResultOf(2) + ResultOf(2) + ResultOf(3)).empty());
  CHECK(without(ResultOf(3)) == Lines{{1, 2}});
  CHECK(without(ResultOf(1) + ResultOf(3) + ResultOf(9)) == Lines{{2, 2}, {4, 8}});
  CHECK(without(ResultOf(1) + ResultOf(3) + ResultOf(9), true) == Lines{{2, 2}});
}

}  // namespace
}  // namespace suture::store
