#include "compiler/syntax/parse.h"

#include "compiler/syntax/build.h"
#include "compiler/syntax/invisible.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/parse_text.h"
#include "compiler/syntax/words.h"
#include "grammar/SutureLexer.h"

namespace suture::syntax {
namespace {

// Says what keeps a text from being read at all.
bool ReportTextProblem(const source::SourceSet& sources, int32_t id, diag::Emitter& emitter) {
  const source::SourceFile& file = sources.file(id);
  base::Span start{id, 0, 0};
  base::Span place{id, file.problem_offset(), file.problem_offset() + 1};
  switch (file.problem()) {
    case source::TextProblem::kNone:
      return false;
    case source::TextProblem::kEmpty:
      emitter.Emit(diag::kEmptyFile, start)
          .Help("Write a declaration, such as a `field`, or delete the file.");
      return true;
    case source::TextProblem::kTooLarge:
      emitter.Emit(diag::kFileTooLarge, start, file.size(), sources.limits().max_source_bytes)
          .Help("Split it into a file for each section of the registry.");
      return true;
    case source::TextProblem::kBinary:
      emitter.Emit(diag::kBinaryFile, place)
          .Help(
              "Save it as plain text in UTF-8. A file of a word processor or a UTF-16 file cannot "
              "be read.");
      return true;
    case source::TextProblem::kInvalidUtf8:
      emitter.Emit(diag::kInvalidUtf8, place).Help("Save the file as UTF-8 in your editor.");
      return true;
  }
  return false;
}

// Whether some line begins with the word of a declaration and goes on like one.
bool BeginsADeclaration(const std::vector<Token>& tokens) {
  for (size_t at = 0; at + 1 < tokens.size(); ++at) {
    const bool leads = at == 0 || tokens[at - 1].line != tokens[at].line;
    const bool meant =
        OpensDeclaration(tokens[at].type) && tokens[at + 1].type != grammar::SutureLexer::COLON;
    if (leads && meant && tokens[at + 1].line == tokens[at].line) return true;
  }
  return false;
}

}  // namespace

ast::File Parse(const source::SourceSet& sources, int32_t file, diag::Emitter& emitter,
                const ParseLimits& limits) {
  const source::SourceFile& source = sources.file(file);
  ast::File made;
  made.id = file;
  if (ReportTextProblem(sources, file, emitter)) {
    made.has_errors = true;
    return made;
  }
  diag::Emitter mistakes;
  ParsedText parsed = ParseText(source.text(), file, limits, mistakes);
  if (parsed.tree != nullptr) {
    Builder builder(source.text(), file, limits.max_depth, mistakes);
    made.declarations = builder.Declarations(parsed.tree->declaration());
  }
  made.has_errors = mistakes.error_count() > 0;
  ReportInvisible(source.text(), file, limits.max_syntax_errors, mistakes);
  if (mistakes.error_count() > 1 && !BeginsADeclaration(parsed.tokens) &&
      !BeginsADeclaration(Lex(source.text(), {}, limits.max_tokens).tokens)) {
    emitter.Emit(diag::kNotASpec, base::Span{file, 0, 0})
        .Help(
            "A spec begins with declarations, such as `use std.fhir`, `codes NAME { … }` or `field "
            "NAME \"label\" : YesNo { … }`.");
    return made;
  }
  emitter.Append(std::move(mistakes));
  return made;
}

}  // namespace suture::syntax
