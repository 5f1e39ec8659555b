// Code systems, code sets and single codes.
#include "absl/strings/str_cat.h"
#include "compiler/check/checker.h"
#include "compiler/codes/check_digits.h"
#include "compiler/codes/import.h"

namespace suture::check {
namespace {

void ReportMalformed(diag::Emitter& emitter, const ast::Name& code, const std::string& system,
                     const std::string& problem) {
  auto builder = emitter.Emit(diag::kMalformedCode, code.span, code.text, system, problem);
  if (const std::optional<std::string> meant = codes::LikelyCode(system, code.text)) {
    builder.Help(absl::StrCat("Did you mean `", *meant, "`?")).Edit(code.span, *meant, false);
  } else if (system == "icd10cm" && codes::LooksLikeIcd9(code.text)) {
    builder.Help(absl::StrCat("It has the form of an ICD-9-CM code: write `icd9cm ", code.text,
                              "` for that."));
  } else {
    builder.Help("Look it up where the code system is published, and copy it from there.");
  }
}

}  // namespace

plan::SystemId Checker::SystemOf(const ast::Name& name, ModuleId module) {
  SymbolId symbol = FindOrReport(Space::kSystem, name, module);
  if (!symbol.valid()) return {};
  Bound& bound = bound_[symbol.index];
  if (bound.state == State::kDone) return {bound.index};
  const ast::System& source = *program_.symbol(symbol).As<ast::System>();
  plan::CodeSystem system{source.name.text, source.uris, source.openness.text == "open"};
  if (!source.openness.empty() && !system.open) {
    emitter_.Emit(diag::kUnknownName, source.openness.span, source.openness.text)
        .Help("The only word that may stand here is `open`.");
  }
  out_.draft.systems.push_back(std::move(system));
  bound = {State::kDone, static_cast<int32_t>(out_.draft.systems.size()) - 1, -1};
  return {bound.index};
}

CodeSetId Checker::AddCodeSet(plan::CodeSet set) {
  out_.draft.code_sets.push_back(std::move(set));
  return {static_cast<int32_t>(out_.draft.code_sets.size()) - 1};
}

CodeSetId Checker::CodeSetOf(const ast::Name& name, ModuleId module) {
  SymbolId symbol = FindOrReport(Space::kCodes, name, module);
  return symbol.valid() ? CodeSetOf(symbol) : CodeSetId{};
}

CodeSetId Checker::CodeSetOf(SymbolId symbol) {
  Bound& bound = bound_[symbol.index];
  const resolve::Symbol& s = program_.symbol(symbol);
  if (bound.state == State::kDone) return {bound.index};
  if (bound.state == State::kInProgress) {
    emitter_.Emit(diag::kValueOfItself, s.span, s.name);
    return {};
  }
  bound.state = State::kInProgress;
  plan::CodeSet set;
  set.name = s.name;
  int errors = emitter_.error_count();
  std::vector<plan::CodeRange> own;
  std::vector<DatedCodes> dated;
  std::vector<std::pair<const ast::CodeLine*, ModuleId>> lines;
  for (const ast::CodeLine& line : s.As<ast::Codes>()->lines) lines.push_back({&line, s.module});
  for (const ast::Codes* more : program_.AdditionsTo<ast::Codes>(symbol)) {
    for (const ast::CodeLine& line : more->lines) lines.push_back({&line, program_.main});
  }
  for (const auto& [each, module] : lines) {
    const ast::CodeLine& line = *each;
    const size_t before = set.include.size();
    if (line.effective) {
      AddDatedLine(line, module, s.name, dated);
      continue;
    }
    AddCodeLine(line, module, set);
    if (line.kind == ast::CodeLine::Kind::kInclude) IncludeDated(line, module, dated);
    if (line.kind == ast::CodeLine::Kind::kCodes) {
      own.insert(own.end(), set.include.begin() + static_cast<std::ptrdiff_t>(before),
                 set.include.end());
    }
  }
  if (set.include.empty() && dated.empty() && emitter_.error_count() == errors) {
    emitter_.Emit(diag::kCodeSetEmpty, s.span, s.name);
  }
  if (set.include.empty()) CheckGaps(dated);
  CodeSetId id = AddCodeSet(std::move(set));
  if (!dated.empty()) dated_codes_.emplace(id.index, std::move(dated));
  if (emitter_.error_count() == errors && s.module == program_.main) {
    out_.code_sets.push_back({id, s.span, std::move(own)});
  }
  bound_[symbol.index] = {State::kDone, id.index, -1};
  return id;
}

void Checker::AddCodeLine(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set) {
  using Kind = ast::CodeLine::Kind;
  switch (line.kind) {
    case Kind::kCodes: {
      plan::SystemId system = SystemOf(line.system, module);
      if (!system.valid()) return;
      AddCodes(line.codes, system, set.include);
      AddCodes(line.except, system, set.exclude);
      return;
    }
    case Kind::kImport:
      return ImportCodes(line, module, set);
    case Kind::kInclude:
    case Kind::kExcept:
      for (const ast::Name& name : line.names) {
        CodeSetId other = CodeSetOf(name, module);
        if (!other.valid()) continue;
        const plan::CodeSet& source = out_.draft.code_sets[other.index];
        if (line.kind == Kind::kExcept) {
          RefuseDated(other, name.span, "leave codes out of a set by a line of their own");
        }
        if (!source.exclude.empty()) {
          emitter_.Emit(diag::kIncludeWithExcept, name.span, name.text);
          continue;
        }
        std::vector<plan::CodeRange>& out = line.kind == Kind::kInclude ? set.include : set.exclude;
        out.insert(out.end(), source.include.begin(), source.include.end());
      }
      return;
  }
}

void Checker::AddCodes(const std::vector<ast::CodeRange>& ranges, plan::SystemId system,
                       std::vector<plan::CodeRange>& out) {
  for (const ast::CodeRange& range : ranges) {
    if (std::optional<plan::CodeRange> checked = CheckCode(range, system)) {
      out.push_back(std::move(*checked));
    }
  }
}

std::optional<plan::CodeRange> Checker::CheckCode(const ast::CodeRange& range,
                                                  plan::SystemId system) {
  const std::string& name = out_.draft.systems[system.index].name;
  plan::CodeRange out{.system = system, .low = range.low.text, .high = range.high.text};
  if (out.low.empty()) return std::nullopt;
  if (out.low.back() == '*') {
    out.prefix = true;
    out.low.pop_back();
    if (!out.low.empty() && out.low.back() == '.') out.low.pop_back();
    if (out.low.empty() || !out.high.empty()) {
      emitter_.Emit(diag::kBadPrefix, range.low.span, range.low.text);
      return std::nullopt;
    }
    if (std::optional<std::string> problem = codes::PrefixProblem(name, out.low)) {
      ReportMalformed(emitter_, range.low, name, *problem);
      return std::nullopt;
    }
    return out;
  }
  if (!out.high.empty()) {
    if (!codes::SameForm(out.low, out.high)) {
      emitter_.Emit(diag::kRangeOfUnlike, base::Join(range.low.span, range.high.span), out.low,
                    out.high);
      return std::nullopt;
    }
    if (out.high < out.low) {
      emitter_.Emit(diag::kRangeReversed, base::Join(range.low.span, range.high.span), out.low,
                    out.high);
      return std::nullopt;
    }
    return out;
  }
  if (std::optional<std::string> problem = codes::CodeProblem(name, out.low)) {
    ReportMalformed(emitter_, range.low, name, *problem);
    return std::nullopt;
  }
  return out;
}

void Checker::CheckOneCode(plan::SystemId system, const std::string& code, base::Span span) {
  if (!system.valid()) return;
  const std::string& name = out_.draft.systems[system.index].name;
  if (std::optional<std::string> problem = codes::CodeProblem(name, code)) {
    ReportMalformed(emitter_, {code, WordsIn(span, code, name)}, name, *problem);
  }
}

void Checker::ImportCodes(const ast::CodeLine& line, ModuleId module, plan::CodeSet& set) {
  if (!options_.read_import) return;
  absl::StatusOr<std::string> text = options_.read_import(line.span.file, line.import_path);
  if (!text.ok()) {
    emitter_.Emit(diag::kImportUnreadable, line.span, line.import_path,
                  std::string(text.status().message()));
    return;
  }
  absl::StatusOr<std::vector<codes::ImportedCode>> imported =
      codes::Import(line.import_path, *text, options_.limits.max_value_set_depth);
  if (!imported.ok()) {
    emitter_.Emit(diag::kImportUnreadable, line.span, line.import_path,
                  std::string(imported.status().message()));
    return;
  }
  for (const codes::ImportedCode& code : *imported) {
    plan::SystemId system = SystemByUri(code.system, module);
    if (!system.valid()) {
      emitter_.Emit(diag::kImportSystem, line.span, line.import_path, code.system);
      return;
    }
    std::vector<plan::CodeRange>& out = code.excluded ? set.exclude : set.include;
    out.push_back({.system = system, .low = code.code});
  }
}

plan::SystemId Checker::SystemByUri(std::string_view uri, ModuleId module) {
  for (const std::string& name : program_.Visible(Space::kSystem, module)) {
    SymbolId symbol = program_.Find(Space::kSystem, name, module);
    const ast::System& source = *program_.symbol(symbol).As<ast::System>();
    bool match = source.name.text == uri;
    for (const std::string& own : source.uris) match = match || own == uri;
    if (match) return SystemOf({name, source.name.span}, module);
  }
  return {};
}

}  // namespace suture::check
