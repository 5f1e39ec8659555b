// Bump allocation for everything that lives as long as one case. One arena a worker, reset between
// cases; after the largest case has been seen, a reset-and-refill touches the heap no more.
//
// Only trivially destructible objects may live here: nothing runs their destructors. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/types/span.h"

namespace suture::base {

class Arena {
 public:
  static constexpr size_t kFirstBlockBytes = 64 * 1024;

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) = default;
  Arena& operator=(Arena&&) = default;

  void* Allocate(size_t bytes, size_t alignment) {
    uintptr_t at = (cursor_ + alignment - 1) & ~(static_cast<uintptr_t>(alignment) - 1);
    if (at + bytes > limit_ || cursor_ == 0) {
      NextBlock(bytes + alignment);
      at = (cursor_ + alignment - 1) & ~(static_cast<uintptr_t>(alignment) - 1);
    }
    cursor_ = at + bytes;
    return reinterpret_cast<void*>(at);
  }

  template <typename T, typename... Args>
  T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (Allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // An uninitialised array; the caller fills every element.
  template <typename T>
  absl::Span<T> NewArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    if (count == 0) return {};
    return absl::Span<T>(static_cast<T*>(Allocate(sizeof(T) * count, alignof(T))), count);
  }

  template <typename T>
  absl::Span<T> CopyArray(absl::Span<const T> source) {
    static_assert(std::is_trivially_copyable_v<T>);
    absl::Span<T> copy = NewArray<T>(source.size());
    if (!source.empty()) std::memcpy(copy.data(), source.data(), sizeof(T) * source.size());
    return copy;
  }

  std::string_view CopyText(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(Allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  // Forgets every object and keeps the memory, merged into one block when several were needed.
  void Reset() {
    if (blocks_.size() > 1) {
      size_t total = 0;
      for (const Block& block : blocks_) total += block.size;
      blocks_.clear();
      AddBlock(total);
    }
    if (!blocks_.empty()) Enter(blocks_.front());
  }

  // Bytes held, used or not.
  size_t capacity() const {
    size_t total = 0;
    for (const Block& block : blocks_) total += block.size;
    return total;
  }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    size_t size = 0;
  };

  // Out of the way: Allocate is inlined wherever it is used.
  ABSL_ATTRIBUTE_NOINLINE void NextBlock(size_t at_least) {
    size_t size = blocks_.empty() ? kFirstBlockBytes : blocks_.back().size * 2;
    AddBlock(size < at_least ? at_least : size);
    Enter(blocks_.back());
  }
  void AddBlock(size_t size) { blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size}); }
  void Enter(const Block& block) {
    cursor_ = reinterpret_cast<uintptr_t>(block.data.get());
    limit_ = cursor_ + block.size;
  }

  std::vector<Block> blocks_;
  uintptr_t cursor_ = 0;
  uintptr_t limit_ = 0;
};

}  // namespace suture::base
