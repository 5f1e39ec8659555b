#include "compiler/diagnostics/emitter.h"

#include <algorithm>
#include <tuple>

namespace suture::diag {

Emitter::Builder& Emitter::Builder::Label(base::Span span, std::string text) {
  diagnostic_->labels.push_back({span, std::move(text)});
  return *this;
}

Emitter::Builder& Emitter::Builder::Help(std::string sentence) {
  diagnostic_->help.push_back(std::move(sentence));
  return *this;
}

Emitter::Builder& Emitter::Builder::Edit(base::Span span, std::string replacement, bool safe) {
  diagnostic_->edits.push_back({span, std::move(replacement), safe});
  return *this;
}

std::string FormatMessage(KindId id, const std::vector<std::string>& arguments,
                          const std::vector<bool>& plural) {
  std::string_view message = InfoOf(id).message;
  std::string text;
  for (size_t i = 0; i < message.size(); ++i) {
    if (message[i] != '{') {
      text += message[i];
      continue;
    }
    size_t index = static_cast<size_t>(message[i + 1] - '0');
    if (message[i + 2] == ':') {
      if (plural[index]) text += 's';
      i += 4;
    } else {
      text += arguments[index];
      i += 2;
    }
  }
  // A sentence may begin with an argument, such as "a date".
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

Emitter::Builder Emitter::Add(KindId id, base::Span span, std::vector<std::string> arguments,
                              std::vector<bool> plural) {
  Diagnostic diagnostic;
  diagnostic.kind = id;
  diagnostic.severity = InfoOf(id).severity;
  diagnostic.span = span;
  diagnostic.message = FormatMessage(id, arguments, plural);
  diagnostic.arguments = std::move(arguments);
  diagnostic.context.assign(context_.rbegin(), context_.rend());
  if (diagnostic.severity == Severity::kError) ++error_count_;
  diagnostics_.push_back(std::move(diagnostic));
  return Builder(&diagnostics_.back());
}

void Emitter::Append(Emitter&& other) {
  for (Diagnostic& diagnostic : other.diagnostics_) {
    diagnostic.context.insert(diagnostic.context.end(), context_.rbegin(), context_.rend());
    diagnostics_.push_back(std::move(diagnostic));
  }
  error_count_ += other.error_count_;
  other.diagnostics_.clear();
  other.error_count_ = 0;
}

namespace {

// Errors before warnings, each as they stand; those kept stay in their order. Whether an error had
// to go.
bool KeepWorst(std::vector<Diagnostic>& all, int most) {
  const auto is_error = [](const Diagnostic& d) { return d.severity == Severity::kError; };
  const int errors = static_cast<int>(std::count_if(all.begin(), all.end(), is_error));
  int room_for_errors = std::min(errors, most);
  int room_for_others = most - room_for_errors;
  const auto goes = [&](const Diagnostic& d) {
    return (is_error(d) ? room_for_errors : room_for_others)-- <= 0;
  };
  std::vector<Diagnostic> kept;
  for (Diagnostic& diagnostic : all) {
    if (!goes(diagnostic)) kept.push_back(std::move(diagnostic));
  }
  all = std::move(kept);
  return errors > most;
}

}  // namespace

void CutAt(std::vector<Diagnostic>& all, const EmitterLimits& limits) {
  const int left_out = static_cast<int>(all.size()) - limits.max_diagnostics;
  if (left_out <= 0) return;
  const bool hides_errors = KeepWorst(all, limits.max_diagnostics);
  Emitter closing;
  closing.Emit(kTooManyDiagnostics, base::Span{}, left_out);
  all.push_back(closing.emitted().front());
  // Warnings alone, however many, do not stop a spec.
  if (!hides_errors) all.back().severity = Severity::kWarning;
}

std::vector<Diagnostic> Emitter::Take(const EmitterLimits& limits) {
  auto place = [](const Diagnostic& d) {
    // What has no place stands last: it is about the whole run.
    return std::tuple(d.span.valid() ? 0 : 1, d.span.file, d.span.begin, d.span.end);
  };
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  auto same = [](const Diagnostic& a, const Diagnostic& b) {
    return a.kind == b.kind && a.span == b.span && a.message == b.message;
  };
  std::vector<Diagnostic> taken;
  for (Diagnostic& diagnostic : diagnostics_) {
    bool repeated = std::any_of(taken.rbegin(), taken.rend(), [&](const Diagnostic& earlier) {
      return earlier.span == diagnostic.span && same(earlier, diagnostic);
    });
    if (!repeated) taken.push_back(std::move(diagnostic));
  }
  diagnostics_.clear();
  error_count_ = 0;
  CutAt(taken, limits);
  return taken;
}

}  // namespace suture::diag
