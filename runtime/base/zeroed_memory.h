// Memory that is all zero and costs nothing until it is touched: for tables that are given their
// largest size at the beginning, so that filling them asks the heap for nothing.
//
// Where the system has large pages (2 MB on x86-64) it is asked to use them: a table that is looked
// up at random then misses the processor's table of pages no more, and is not faulted in page by
// page.
#pragma once

#include <cstddef>

namespace suture::base {

class ZeroedMemory {
 public:
  static constexpr size_t kLargePage = size_t{2} << 20;

  // `bytes` > 0. Throws std::bad_alloc, as operator new does.
  explicit ZeroedMemory(size_t bytes);
  ~ZeroedMemory();
  ZeroedMemory(const ZeroedMemory&) = delete;
  ZeroedMemory& operator=(const ZeroedMemory&) = delete;
  ZeroedMemory(ZeroedMemory&& other) noexcept;
  ZeroedMemory& operator=(ZeroedMemory&& other) noexcept;

  // At the beginning of a large page.
  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace suture::base
