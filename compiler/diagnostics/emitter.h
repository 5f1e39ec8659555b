// Where every stage of the compiler reports what the author should know.
//
//   emitter.Emit(diag::kUnknownName, name.span, "field", name.text)
//       .Label(other.span, "a field with nearly this name is declared here")
//       .Help("Did you mean `Diabetes`?")
//       .Edit(name.span, "Diabetes", /*safe=*/false);
//
// A file, a field or any other work item may use an emitter of its own on its own thread; Append
// joins them. Take() returns the diagnostics in the order of files and places, each once.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/kinds.h"
#include "runtime/base/span.h"

namespace suture::diag {

struct EmitterLimits {
  static constexpr int kDefaultMaxDiagnostics = 100;
  int max_diagnostics =
      kDefaultMaxDiagnostics;  // Printed; those left out are counted in a sentence.
};

class Emitter {
 public:
  // Adds to the diagnostic just emitted. Valid until the next Emit.
  class Builder {
   public:
    Builder& Label(base::Span span, std::string text);
    Builder& Help(std::string sentence);
    Builder& Edit(base::Span span, std::string replacement, bool safe);

   private:
    friend class Emitter;
    explicit Builder(Diagnostic* diagnostic) : diagnostic_(diagnostic) {}
    Diagnostic* diagnostic_;
  };

  // While one lives, every diagnostic emitted says it: Context scope(emitter, "while checking …").
  class Context {
   public:
    Context(Emitter& emitter, std::string sentence) : emitter_(emitter) {
      emitter_.context_.push_back(std::move(sentence));
    }
    ~Context() { emitter_.context_.pop_back(); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

   private:
    Emitter& emitter_;
  };

  Emitter() = default;
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;

  template <typename... Args>
  Builder Emit(const Kind<Args...>& kind, base::Span span,
               std::type_identity_t<Args>... arguments) {
    return Add(kind.id, span, {Render(arguments)...}, {PluralOf(arguments)...});
  }

  // Takes over what another emitter holds.
  void Append(Emitter&& other);

  // Forgets what turned out to follow from something that is reported elsewhere.
  template <typename Predicate>
  void Drop(const Predicate& follows) {
    std::erase_if(diagnostics_, [&](const Diagnostic& diagnostic) {
      const bool gone = follows(diagnostic);
      if (gone && diagnostic.severity == Severity::kError) --error_count_;
      return gone;
    });
  }

  int error_count() const { return error_count_; }
  bool empty() const { return diagnostics_.empty(); }
  const std::vector<Diagnostic>& emitted() const { return diagnostics_; }  // In order of emission.

  // Sorted, without repetitions, cut at the limit with a closing sentence. Leaves the emitter
  // empty.
  std::vector<Diagnostic> Take(const EmitterLimits& limits = {});

 private:
  static bool PluralOf(const Count& count) { return count.value != 1; }
  template <typename Other>
  static bool PluralOf(const Other&) {
    return false;
  }
  Builder Add(KindId id, base::Span span, std::vector<std::string> arguments,
              std::vector<bool> plural);

  std::vector<Diagnostic> diagnostics_;
  std::vector<std::string> context_;
  int error_count_ = 0;
};

// Cuts a list at the limit, warnings before errors, and says in a closing sentence how many are
// left out.
void CutAt(std::vector<Diagnostic>& all, const EmitterLimits& limits);

// The message of `id` with {0}, {1:s}… replaced.
std::string FormatMessage(KindId id, const std::vector<std::string>& arguments,
                          const std::vector<bool>& plural);

}  // namespace suture::diag
