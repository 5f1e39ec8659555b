// JSON gathered in a small block that stays in the processor's cache, and appended to a string
// block by block: most pieces of a result are a few bytes long.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "runtime/plan/json_text.h"

namespace suture::store {

class JsonBlock {
 public:
  // Writes into `out` at last when it goes.
  explicit JsonBlock(std::string& out) : out_(out) {}
  JsonBlock(const JsonBlock&) = delete;
  JsonBlock& operator=(const JsonBlock&) = delete;
  ~JsonBlock() { Flush(); }

  void Put(char c) {
    MakeRoom(1);
    *at_++ = c;
  }
  // JSON as it stands; shorter than kLargestPiece.
  template <size_t N>
  void Put(const char (&text)[N]) {
    static_assert(N <= kLargestPiece);
    MakeRoom(N);
    std::memcpy(at_, text, N - 1);
    at_ += N - 1;
  }
  void Put(std::string_view text) {
    MakeRoom(text.size());
    if (text.size() > kBlockBytes) {
      out_.append(text);
      return;
    }
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  // The name of a member, behind a comma where it is not the first.
  template <size_t N>
  void PutKey(const char (&name)[N], bool is_first) {
    constexpr size_t kMore = 3;
    static_assert(N + kMore <= kLargestPiece);
    MakeRoom(N + kMore);
    if (!is_first) *at_++ = ',';
    *at_++ = '"';
    std::memcpy(at_, name, N - 1);
    at_ += N - 1;
    std::memcpy(at_, "\":", 2);
    at_ += 2;
  }
  void PutInteger(int64_t value) {
    MakeRoom(kLongestInteger);
    at_ = std::to_chars(at_, end(), value).ptr;
  }
  // Quoted and escaped.
  void PutString(std::string_view text) {
    if (text.size() <= kLargestPiece - 2) {
      MakeRoom(kLargestPiece);
      if (CopyPlain(text, at_ + 1)) {
        at_[0] = at_[text.size() + 1] = '"';
        at_ += text.size() + 2;
        return;
      }
    }
    Flush();
    plan::AppendJsonString(text, out_);
  }

  void Flush() {
    out_.append(block_, static_cast<size_t>(at_ - block_));
    at_ = block_;
  }

 private:
  static constexpr size_t kLargestPiece = 512;
  static constexpr size_t kBlockBytes = 8 * kLargestPiece;
  static constexpr size_t kLongestInteger = 24;

  char* end() { return block_ + kBlockBytes; }
  void MakeRoom(size_t bytes) {
    if (static_cast<size_t>(end() - at_) < bytes) Flush();
  }

  // Not zero where one of eight bytes cannot stand in a JSON string as it is, or is not ASCII.
  static uint64_t SpecialIn(uint64_t bytes) {
    constexpr uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
    const auto has_zero = [](uint64_t b) { return (b - kOnes) & ~b; };
    return (bytes | has_zero(bytes ^ ('"' * kOnes)) | has_zero(bytes ^ ('\\' * kOnes)) |
            ((bytes - 0x20 * kOnes) & ~bytes)) &
           kHighs;
  }
  static uint64_t CopyWord(const char* from, char* to) {
    uint64_t word;
    std::memcpy(&word, from, sizeof(word));
    std::memcpy(to, &word, sizeof(word));
    return SpecialIn(word);
  }
  // A text of one or two words that may overlap, looked at as one.
  template <typename Word>
  static bool CopyEnds(const char* from, size_t size, char* to) {
    Word first, last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + size - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + size - sizeof(Word), &last, sizeof(Word));
    // What the words leave free is filled with a byte that is not special.
    constexpr int kBits = 8 * sizeof(Word);
    constexpr uint64_t kFilled =
        2 * kBits == 64 ? 0 : uint64_t{0x3030303030303030u} << (2 * kBits % 64);
    return SpecialIn(kFilled | uint64_t{last} << kBits | first) == 0;
  }
  // False: it must be escaped, and what was written is nothing. The end of a text is copied as a
  // word that overlaps the one before.
  static bool CopyPlain(std::string_view text, char* to) {
    const char* const from = text.data();
    const size_t size = text.size();
    if (size >= 8) {
      uint64_t special = 0;
      for (size_t i = 0; i + 8 <= size; i += 8) special |= CopyWord(from + i, to + i);
      return (special | CopyWord(from + size - 8, to + size - 8)) == 0;
    }
    if (size >= 4) return CopyEnds<uint32_t>(from, size, to);
    if (size >= 2) return CopyEnds<uint16_t>(from, size, to);
    return size == 0 || CopyEnds<uint8_t>(from, size, to);
  }

  std::string& out_;
  char block_[kBlockBytes];
  char* at_ = block_;
};

}  // namespace suture::store
