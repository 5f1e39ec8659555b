#include "runtime/base/counted.h"

#include <catch2/catch.hpp>

namespace suture::base {
namespace {

TEST_CASE("one thing is told in the singular") {
  CHECK(Counted(0, "record") == "0 records");
  CHECK(Counted(1, "record") == "1 record");
  CHECK(Counted(size_t{2}, "record") == "2 records");
  CHECK(Counted(int64_t{1}, "chart waits", "charts wait") == "1 chart waits");
  CHECK(Counted(int64_t{12}, "chart waits", "charts wait") == "12 charts wait");
}

}  // namespace
}  // namespace suture::base
