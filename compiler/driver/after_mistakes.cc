#include "compiler/driver/after_mistakes.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"

namespace suture::driver {
namespace {

using Kinds = std::initializer_list<diag::KindId>;

bool IsOneOf(diag::KindId kind, Kinds kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// Messages that something is not there; it may stand where nothing could be read.
bool MissesSomething(diag::KindId kind) {
  using K = diag::KindId;
  return IsOneOf(kind, {K::kUnknownName, K::kUnknownDeclared, K::kUnknownAttribute,
                        K::kUnknownChoice, K::kUnknownFunction, K::kUnknownStep, K::kUnknownCover,
                        K::kUnknownAsk, K::kUnknownCheck, K::kKindNotInScope});
}

// Mistakes after which the steps behind them are still read as they were meant.
bool LeavesRestReadable(const diag::Diagnostic& d) {
  using K = diag::KindId;
  const bool bracket = IsOneOf(d.kind, {K::kUnclosedBrace, K::kStrayCloser});
  if (bracket) return !d.arguments.empty() && d.arguments[0].find(')') != std::string::npos;
  return IsOneOf(d.kind,
                 {K::kUnexpectedText, K::kMissingText, K::kKeywordAsName, K::kMisspeltKeyword,
                  K::kCurlyQuotes, K::kSingleQuotes, K::kForeignOperator, K::kDoesNotFollow,
                  K::kForeignComment, K::kUnknownCharacter, K::kCodeWithGap, K::kNumberTouchesUnit,
                  K::kNoSeparator, K::kForeignDate, K::kUnknownUnit, K::kTightDivision,
                  K::kNumberTooLarge, K::kNumberTooSmall, K::kWholeNumberWanted});
}

void AddWords(std::string_view text, std::set<std::string, std::less<>>& words) {
  auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    while (at < text.size() && part(text[at])) ++at;
    if (at > begin) words.emplace(text.substr(begin, at - begin));
    if (at == begin) ++at;
  }
}

class Damage {
 public:
  Damage(const source::SourceSet& sources, const std::vector<const ast::File*>& files,
         const std::vector<diag::Diagnostic>& syntax)
      : sources_(sources) {
    for (const diag::Diagnostic& d : syntax) {
      if (!d.span.valid()) continue;
      for (const ast::File* file : files) {
        if (file->id == d.span.file) Mark(file->declarations, d.span, LeavesRestReadable(d));
      }
    }
    for (const base::Span& span : spans_) AddWords(TextOf(span), words_);
    MarkScopes(syntax);
  }

  // A `use` that cannot be read hides a module of names; a `}` too many moves what stands between
  // the first mistake and itself into another scope.
  bool HidesNamesAt(base::Span span) const {
    return words_.find("use") != words_.end() ||
           std::any_of(scopes_.begin(), scopes_.end(), [&](const base::Span& scope) {
             return scope.file == span.file && scope.begin <= span.begin && span.begin <= scope.end;
           });
  }

  bool Touches(base::Span span) const {
    return std::any_of(spans_.begin(), spans_.end(), [&](const base::Span& damaged) {
      return damaged.file == span.file && span.begin <= damaged.end && damaged.begin <= span.end;
    });
  }
  bool Holds(std::string_view word) const { return words_.find(word) != words_.end(); }
  std::string_view TextOf(base::Span span) const {
    return std::string_view(sources_.file(span.file).text())
        .substr(span.begin, span.end - span.begin);
  }

 private:
  void MarkScopes(const std::vector<diag::Diagnostic>& syntax) {
    for (const diag::Diagnostic& closer : syntax) {
      if (closer.kind != diag::KindId::kStrayCloser && closer.kind != diag::KindId::kUnclosedBrace)
        continue;
      for (const diag::Diagnostic& first : syntax) {
        if (first.span.file != closer.span.file || first.span.begin >= closer.span.begin) continue;
        scopes_.push_back({closer.span.file, first.span.begin, closer.span.end});
      }
    }
  }

  // The innermost declaration around the mistake, with its whole lines; between declarations, the
  // one before and the one behind. `step_alone`: of a field the step around it and the field's
  // first line, where is said what the steps lack together.
  void Mark(const std::vector<ast::Declaration>& items, base::Span mistake, bool step_alone) {
    const ast::Declaration* before = nullptr;
    const ast::Declaration* behind = nullptr;
    for (const ast::Declaration& item : items) {
      if (item.span.begin <= mistake.begin && mistake.begin <= item.span.end) {
        const std::vector<ast::Declaration>* inner = InnerOf(item);
        bool inside =
            inner != nullptr && !inner->empty() && inner->front().span.begin <= mistake.begin;
        if (inside) return Mark(*inner, mistake, step_alone);
        const ast::Step* step = step_alone ? StepAround(item, mistake) : nullptr;
        if (step == nullptr) return Add(item.span, mistake);
        Add({item.span.file, item.span.begin, item.span.begin},
            {item.span.file, item.span.begin, item.span.begin});
        return Add(step->span, mistake);
      }
      if (item.span.end < mistake.begin) before = &item;
      if (behind == nullptr && item.span.begin > mistake.begin) behind = &item;
    }
    if (before != nullptr) Add(before->span, mistake);
    if (behind != nullptr) Add(behind->span, mistake);
    if (before == nullptr && behind == nullptr) Add(mistake, mistake);
  }

  static const std::vector<ast::Declaration>* InnerOf(const ast::Declaration& item) {
    if (const auto* section = std::get_if<ast::Section>(&item.node)) return &section->items;
    if (const auto* group = std::get_if<ast::Group>(&item.node)) return &group->items;
    if (const auto* extend = std::get_if<ast::Extend>(&item.node)) return &extend->items;
    return nullptr;
  }

  static const ast::Step* StepAround(const ast::Declaration& item, base::Span mistake) {
    const auto* field = std::get_if<ast::Field>(&item.node);
    if (field == nullptr) return nullptr;
    const auto found =
        std::find_if(field->steps.begin(), field->steps.end(), [&](const ast::Step& step) {
          return step.span.begin <= mistake.begin && mistake.begin <= step.span.end;
        });
    return found == field->steps.end() ? nullptr : &*found;
  }

  void Add(base::Span span, base::Span mistake) {
    std::string_view text = sources_.file(span.file).text();
    span.begin = std::min(span.begin, mistake.begin);
    span.end = std::max(span.end, mistake.end);
    while (span.begin > 0 && text[span.begin - 1] != '\n') --span.begin;
    while (span.end < text.size() && text[span.end] != '\n') ++span.end;
    spans_.push_back(span);
  }

  const source::SourceSet& sources_;
  std::vector<base::Span> spans_, scopes_;
  std::set<std::string, std::less<>> words_;
};

}  // namespace

bool WorthChecking(const std::vector<diag::Diagnostic>& syntax) {
  using K = diag::KindId;
  return std::none_of(syntax.begin(), syntax.end(), [](const diag::Diagnostic& d) {
    return IsOneOf(d.kind, {K::kTooDeep, K::kTooManySyntaxErrors, K::kEmptyFile, K::kBinaryFile,
                            K::kInvalidUtf8, K::kFileTooLarge, K::kTooManyWords, K::kNotASpec});
  });
}

void KeepIndependent(const source::SourceSet& sources, const std::vector<const ast::File*>& files,
                     const std::vector<diag::Diagnostic>& syntax,
                     std::vector<diag::Diagnostic>& checked) {
  const Damage damage(sources, files, syntax);
  std::erase_if(checked, [&](const diag::Diagnostic& d) {
    if (d.severity != diag::Severity::kError || !d.span.valid()) return true;
    if (d.kind == diag::KindId::kRegistryWithoutIndex || damage.Touches(d.span)) return true;
    if (std::any_of(d.labels.begin(), d.labels.end(),
                    [&](const diag::Label& l) { return damage.Touches(l.span); })) {
      return true;
    }
    return MissesSomething(d.kind) &&
           (damage.HidesNamesAt(d.span) || damage.Holds(damage.TextOf(d.span)));
  });
}

void TrustKnownNames(const resolve::Program& program, std::vector<diag::Diagnostic>& syntax) {
  for (diag::Diagnostic& d : syntax) {
    if (d.kind != diag::KindId::kLookalikeLetters) continue;
    for (diag::Edit& edit : d.edits) {
      const bool known = std::any_of(
          program.symbols.begin(), program.symbols.end(), [&](const resolve::Symbol& symbol) {
            const bool itself =
                symbol.span.file == edit.span.file && symbol.span.begin == edit.span.begin;
            return symbol.name == edit.replacement && !itself &&
                   program.Find(symbol.space, symbol.name, program.main, symbol.group).valid();
          });
      edit.safe = edit.safe || known;
    }
  }
}

void FoldRepeated(const source::SourceSet& sources, std::vector<diag::Diagnostic>& diagnostics) {
  std::vector<diag::Diagnostic> kept;
  std::map<std::string, size_t> first_of;              // Message -> place in `kept`
  std::map<size_t, std::vector<base::Span>> repeated;  // Place in `kept` -> the others
  for (diag::Diagnostic& d : diagnostics) {
    if (MissesSomething(d.kind) ||
        IsOneOf(d.kind, {diag::KindId::kLookalikeLetters, diag::KindId::kForeignLetters})) {
      auto [first, is_new] = first_of.emplace(d.message, kept.size());
      if (!is_new) {
        repeated[first->second].push_back(d.span);
        std::vector<diag::Edit>& edits = kept[first->second].edits;
        edits.insert(edits.end(), d.edits.begin(), d.edits.end());
        continue;
      }
    }
    kept.push_back(std::move(d));
  }
  for (const auto& [place, spans] : repeated) {
    const source::SourceFile& file = sources.file(spans[0].file);
    kept[place].help.push_back(fmt::format("The same stands {} more {}, next in {}:{}.",
                                           spans.size(), spans.size() == 1 ? "time" : "times",
                                           file.path(), file.Position(spans[0].begin).line));
  }
  diagnostics = std::move(kept);
}

}  // namespace suture::driver
