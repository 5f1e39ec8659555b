// What makes few calls of many questions. Each pass can be switched off, alone, without a change to
// what an answer means: only calls, tokens and time differ. docs/prompts.md tells what they do.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace suture::prompts {

// In the order in which they work on a round.
enum class Pass : uint8_t {
  kRulesFirst,      // engine/rules_first.h
  kExtractOnce,     // engine/extract_once.h
  kAskAlong,        // ask_along.h
  kNoteScopes,      // note_scopes.h
  kCopiedText,      // notes/copied_text.h
  kPassages,        // choose_passages.h
  kSharedEvidence,  // share_evidence.h
  kFixedOrder,      // fixed_order.h
  kPrimedCache,     // primed_cache.h
  kAnswerCache,     // store/answer_cache.h
};
inline constexpr int kPassCount = 10;

struct PassInfo {
  Pass pass;
  std::string_view name;      // As in `--disable-pass`
  std::string_view sentence;  // What it does
};
const std::array<PassInfo, kPassCount>& AllPasses();
std::optional<Pass> PassNamed(std::string_view name);

// Which passes work; all unless switched off.
class Passes {
 public:
  bool Has(Pass pass) const { return on_[static_cast<size_t>(pass)]; }
  void Set(Pass pass, bool on) { on_[static_cast<size_t>(pass)] = on; }
  static Passes None() {
    Passes passes;
    passes.on_.fill(false);
    return passes;
  }

 private:
  std::array<bool, kPassCount> on_ = {true, true, true, true, true, true, true, true, true, true};
};

// What calls cost beside each other, in tokens of a prompt that is read anew. From the prices of
// suture.yaml where it has them.
struct CallCosts {
  double cached = 0.1;    // A prompt token that the server remembers
  double written = 1.25;  // One that it is told to remember
  double answer = 5;      // A token of an answer
  double call = 400;      // A call beside its tokens: slots and requests a minute are limited too
  double child_opens = 0.5;    // How often a question opens whose parent is not answered yet
  size_t least_cached = 1024;  // Servers remember no shorter prompts.
};

}  // namespace suture::prompts
