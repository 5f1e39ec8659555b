// Words that an element of FHIR never holds: the sex "F", where FHIR writes "female".
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "compiler/check/analyses.h"

namespace suture::check {
namespace {

using plan::Op;

// FHIR R4 elements of type `code` with a required binding: a chart holds one of these or is no
// FHIR.
struct Element {
  std::string_view resource, name;
  std::vector<std::string> words;
};
const std::array<Element, 4>& Elements() {
  static const std::array<Element, 4> elements = {{
      {"Patient", "gender", {"male", "female", "other", "unknown"}},
      {"Encounter",
       "status",
       {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled",
        "entered-in-error", "unknown"}},
      {"Procedure",
       "status",
       {"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed",
        "entered-in-error", "unknown"}},
      {"Observation",
       "status",
       {"registered", "preliminary", "final", "amended", "corrected", "cancelled",
        "entered-in-error", "unknown"}},
  }};
  return elements;
}

class FhirWords {
 public:
  FhirWords(const typed::Module& module, diag::Emitter& emitter)
      : module_(module), plan_(module.draft), emitter_(emitter) {}

  void Run() {
    for (size_t e = 0; e < plan_.exprs.size(); ++e) {
      const plan::Expr& expr = plan_.exprs[e];
      const bool compares = expr.op == Op::kBuiltin && expr.args.size() == 2 &&
                            (expr.builtin == "equal" || expr.builtin == "not_equal");
      if (!compares && expr.op != Op::kIn) continue;
      for (size_t i = 1; i < expr.args.size(); ++i) {
        Test(expr.args[0], expr.args[i]);
        if (compares) Test(expr.args[1], expr.args[0]);
      }
    }
  }

 private:
  void Test(plan::ExprId of, plan::ExprId word) {
    if (!of.valid() || !word.valid() || plan_.exprs[word.index].op != Op::kLiteral) return;
    const plan::Expr& read = plan_.exprs[of.index];
    const Element* element = ElementOf(read);
    const std::string& text = plan_.literals[plan_.exprs[word.index].literal].text;
    if (element == nullptr || absl::c_linear_search(element->words, text)) return;
    const base::Span at = module_.expr_spans[word.index];
    if (absl::c_linear_search(told_, at)) return;
    told_.push_back(at);
    emitter_
        .Emit(diag::kNeverSuchAnswer, at, ShapeOf(read)->attributes[read.attribute].name,
              absl::StrCat("\"", text, "\""),
              absl::StrCat("FHIR holds one of ", absl::StrJoin(element->words, ", "), " here"))
        .Help("Write the word as FHIR spells it, in small letters.");
  }

  const plan::Shape* ShapeOf(const plan::Expr& expr) const {
    if (expr.op == Op::kMember && expr.args[0].valid()) {
      const plan::ShapeId shape = plan_.exprs[expr.args[0].index].type.shape;
      return shape.valid() ? &plan_.shapes[shape.index] : nullptr;
    }
    if (expr.op != Op::kAttribute) return nullptr;
    auto of = absl::c_find_if(plan_.queries,
                              [&](const plan::Query& q) { return q.variable == expr.variable; });
    if (of == plan_.queries.end() || !of->collection.valid()) return nullptr;
    return &plan_.shapes[plan_.collections[of->collection.index].shape.index];
  }

  // The element that every source of the attribute is read from.
  const Element* ElementOf(const plan::Expr& expr) const {
    const plan::Shape* shape = ShapeOf(expr);
    if (shape == nullptr || expr.attribute < 0) return nullptr;
    const Element* found = nullptr;
    for (const plan::Binding& binding : shape->bindings) {
      for (const plan::AttributeBinding& bound : binding.attributes) {
        if (bound.attribute != expr.attribute) continue;
        for (const plan::BindingPath& path : bound.paths) {
          const Element* element = Named(binding, path);
          if (element == nullptr || (found != nullptr && found != element)) return nullptr;
          found = element;
        }
      }
    }
    return found;
  }

  static const Element* Named(const plan::Binding& binding, const plan::BindingPath& path) {
    if (path.steps.size() != 1 || !binding.each.empty()) return nullptr;
    auto it = absl::c_find_if(Elements(), [&](const Element& element) {
      return element.resource == binding.resource && element.name == path.steps[0].name;
    });
    return it == Elements().end() ? nullptr : &*it;
  }

  const typed::Module& module_;
  const plan::Plan& plan_;
  diag::Emitter& emitter_;
  std::vector<base::Span> told_;
};

}  // namespace

void CheckFhirWords(const typed::Module& module, diag::Emitter& emitter) {
  FhirWords(module, emitter).Run();
}

}  // namespace suture::check
