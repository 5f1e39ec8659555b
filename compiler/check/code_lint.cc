// Code sets: what stands in one twice, exceptions that leave nothing out, and sets that share a
// code where the answers that rest on them exclude each other. Codes themselves (form, check
// digits) are judged where they are read, in declarations.cc.
#include <optional>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "compiler/check/analyses.h"

namespace suture::check {
namespace {

using plan::CodeRange;
using plan::CodeSet;
using plan::Op;

std::string TextOf(const CodeRange& range) {
  if (range.prefix) return range.low + "*";
  return range.high.empty() ? range.low : absl::StrCat(range.low, "..", range.high);
}

// The last code of a range stands for all that start with it.
bool Holds(const CodeRange& range, const std::string& code) {
  if (range.prefix) return absl::StartsWith(code, range.low);
  if (range.high.empty()) return code == range.low;
  return code >= range.low && (code <= range.high || absl::StartsWith(code, range.high));
}

// Whether everything that `inner` holds is in `outer`.
bool Covers(const CodeRange& outer, const CodeRange& inner) {
  if (outer.system != inner.system) return false;
  if (inner.prefix) {
    return outer.prefix ? absl::StartsWith(inner.low, outer.low)
                        : !outer.high.empty() && Holds(outer, inner.low);
  }
  return Holds(outer, inner.low) && (inner.high.empty() || Holds(outer, inner.high));
}

// A code that both ranges hold; the shorter description of the two.
std::optional<std::string> Shared(const CodeRange& a, const CodeRange& b) {
  if (a.system != b.system) return std::nullopt;
  if (Holds(a, b.low)) return b.prefix ? b.low + "*" : b.low;
  if (Holds(b, a.low)) return a.prefix ? a.low + "*" : a.low;
  return std::nullopt;
}

class CodeLint {
 public:
  CodeLint(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), emitter_(emitter) {}

  void Run() {
    for (const typed::CodeSetInfo& set : module_.code_sets) {
      FindTwice(plan_.code_sets[set.id.index], set.own, set.span);
      FindIdleExceptions(plan_.code_sets[set.id.index], set.span);
    }
    for (size_t f = 0; f < plan_.fields.size(); ++f) {
      if (module_.fields[f].whole && module_.fields[f].source != nullptr) FindOverlaps(f);
    }
  }

 private:
  // Single codes are compared by their text, so that a list of thousands is read once.
  // Sets that are included may overlap: that is none of their author's business.
  void FindTwice(const CodeSet& set, const std::vector<CodeRange>& own, base::Span span) {
    absl::flat_hash_map<std::string, size_t> single;
    std::vector<size_t> wide;
    for (size_t i = 0; i < own.size(); ++i) {
      const CodeRange& range = own[i];
      if (range.prefix || !range.high.empty()) {
        wide.push_back(i);
      } else if (!single.try_emplace(absl::StrCat(range.system.index, "|", range.low), i).second) {
        return ReportTwice(set, range, range, span);
      }
    }
    for (size_t i = 0; i < own.size(); ++i) {
      for (size_t other : wide) {
        if (other != i && Covers(own[other], own[i])) {
          return ReportTwice(set, own[i], own[other], span);
        }
      }
    }
  }

  void ReportTwice(const CodeSet& set, const CodeRange& inner, const CodeRange& outer,
                   base::Span span) {
    emitter_.Emit(diag::kCodeTwice, span, TextOf(inner), set.name, TextOf(outer))
        .Help("Take one of them out, or mend it if another code was meant.");
  }

  void FindIdleExceptions(const CodeSet& set, base::Span span) {
    for (const CodeRange& exception : set.exclude) {
      if (absl::c_any_of(set.include, [&](const CodeRange& range) {
            return Shared(range, exception).has_value();
          })) {
        continue;
      }
      emitter_.Emit(diag::kExceptsNothing, span, TextOf(exception), set.name)
          .Help("Mend the exception or take it out.");
    }
  }

  // The set that a rule's condition looks into, when it is just that: `any condition in S …`.
  const plan::Query* CodesOf(const plan::Step& step) const {
    if (step.kind != plan::StepKind::kRule || !step.when.valid()) return nullptr;
    const plan::Expr& when = plan_.exprs[step.when.index];
    if (when.op != Op::kQuery) return nullptr;
    const plan::Query& query = plan_.queries[when.query.index];
    return query.quantifier == plan::Quantifier::kAny && query.codes.size() == 1 &&
                   !query.where.valid()
               ? &query
               : nullptr;
  }

  int MemberOf(const plan::Step& step) const {
    if (!step.value.valid() || plan_.exprs[step.value.index].op != Op::kLiteral) return -1;
    const plan::Literal& literal = plan_.literals[plan_.exprs[step.value.index].literal];
    if (!literal.type.choice.valid()) return -1;
    const std::vector<plan::ChoiceMember>& members =
        plan_.choices[literal.type.choice.index].members;
    auto it = absl::c_find_if(members,
                              [&](const plan::ChoiceMember& m) { return m.name == literal.text; });
    return it == members.end() ? -1 : static_cast<int>(it - members.begin());
  }

  bool Exclude(const plan::Field& field, int a, int b) const {
    if (a < 0 || b < 0 || a == b) return false;
    if (field.resolve == plan::Resolve::kAgree) return true;
    if (field.type.kind != plan::TypeKind::kSet) return false;
    const plan::Choice& choice = plan_.choices[field.type.choice.index];
    if (absl::c_linear_search(choice.alone, a) || absl::c_linear_search(choice.alone, b)) {
      return true;
    }
    return absl::c_any_of(choice.exclusive, [&](const std::vector<int>& set) {
      return absl::c_linear_search(set, a) && absl::c_linear_search(set, b);
    });
  }

  void FindOverlaps(size_t f) {
    const plan::Field& field = plan_.fields[f];
    for (size_t s = 0; s < field.steps.size(); ++s) {
      for (size_t other = 0; other < s; ++other) {
        const plan::Query* a = CodesOf(field.steps[other]);
        const plan::Query* b = CodesOf(field.steps[s]);
        if (a == nullptr || b == nullptr || a->collection != b->collection) continue;
        if (!Exclude(field, MemberOf(field.steps[other]), MemberOf(field.steps[s]))) continue;
        ReportShared(f, s, other, plan_.code_sets[a->codes[0].index],
                     plan_.code_sets[b->codes[0].index]);
      }
    }
  }

  void ReportShared(size_t f, size_t s, size_t other, const CodeSet& a, const CodeSet& b) {
    for (const CodeRange& left : a.include) {
      for (const CodeRange& right : b.include) {
        std::optional<std::string> code = Shared(left, right);
        if (!code || Excluded(a, *code) || Excluded(b, *code)) continue;
        const ast::Field& source = *module_.fields[f].source;
        diag::Emitter::Context context(emitter_, WhileChecking(module_, {static_cast<int32_t>(f)}));
        emitter_.Emit(diag::kSetsOverlap, source.steps[s].span, *code, a.name, b.name)
            .Label(source.steps[other].span, "The other answer rests on this one.")
            .Help("Leave the code out of one of the sets with `except`.");
        return;
      }
    }
  }

  static bool Excluded(const CodeSet& set, const std::string& code) {
    return absl::c_any_of(set.exclude, [&](const CodeRange& range) { return Holds(range, code); });
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
};

}  // namespace

void CheckCodes(const typed::Module& module, diag::Emitter& emitter) {
  CodeLint(module, emitter).Run();
}

}  // namespace suture::check
