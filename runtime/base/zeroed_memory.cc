#include "runtime/base/zeroed_memory.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>
#include <utility>

namespace suture::base {

ZeroedMemory::ZeroedMemory(size_t bytes)
    : size_((bytes + kLargePage - 1) / kLargePage * kLargePage) {
  const size_t mapped = size_ + kLargePage;
  void* const memory =
      mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  char* const begin = static_cast<char*>(memory);
  const size_t before = -reinterpret_cast<uintptr_t>(begin) % kLargePage;
  data_ = begin + before;
  // What lies around the aligned part goes back.
  if (before > 0) munmap(begin, before);
  munmap(data_ + size_, kLargePage - before);
#ifdef MADV_HUGEPAGE
  madvise(data_, size_, MADV_HUGEPAGE);
#endif
}

ZeroedMemory::~ZeroedMemory() {
  if (data_ != nullptr) munmap(data_, size_);
}

ZeroedMemory::ZeroedMemory(ZeroedMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

ZeroedMemory& ZeroedMemory::operator=(ZeroedMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace suture::base
