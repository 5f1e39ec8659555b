#include "compiler/syntax/lex.h"

#include <array>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "antlr4-runtime.h"
#include "grammar/SutureLexer.h"
#include "runtime/text/utf8.h"

namespace suture::syntax {
namespace {

using grammar::SutureLexer;

// ANTLR looks up the next state of its automaton under a lock, for every character, since all
// lexers of the process share it. What this lexer has looked up it keeps for itself: a state that
// is in the tables stays there as long as the process.
class RememberedStates : public antlr4::atn::LexerATNSimulator {
 public:
  using LexerATNSimulator::LexerATNSimulator;

 protected:
  antlr4::dfa::DFAState* getExistingTargetState(antlr4::dfa::DFAState* state,
                                                size_t character) override {
    if (character >= kCharacters)
      return LexerATNSimulator::getExistingTargetState(state, character);
    if (at_ == nullptr || at_->state != state) at_ = NodeOf(state);
    Node*& target = at_->targets[character];
    if (target == nullptr) {
      auto* found = LexerATNSimulator::getExistingTargetState(state, character);
      if (found == nullptr) return nullptr;
      target = NodeOf(found);
    }
    // The next character is looked up from there.
    at_ = target;
    return target->state;
  }

 private:
  static constexpr size_t kCharacters = 128;
  struct Node {
    antlr4::dfa::DFAState* state = nullptr;
    std::array<Node*, kCharacters> targets = {};
  };
  Node* NodeOf(antlr4::dfa::DFAState* state) {
    std::unique_ptr<Node>& node = nodes_[state];
    if (node == nullptr) node.reset(new Node{state, {}});
    return node.get();
  }

  absl::flat_hash_map<antlr4::dfa::DFAState*, std::unique_ptr<Node>> nodes_;
  Node* at_ = nullptr;
};

class Lexer : public SutureLexer {
 public:
  explicit Lexer(antlr4::CharStream* input) : SutureLexer(input) {
    auto* shared = getInterpreter<antlr4::atn::LexerATNSimulator>();
    states_ = new RememberedStates(this, getATN(), shared->_decisionToDFA,
                                   shared->getSharedContextCache());
    setInterpreter(states_);  // Which takes it over.
  }

  // One token, in characters of the input.
  struct Read {
    size_t type, begin, end, line, channel;
  };
  // What `nextToken` does, without an object of ANTLR's own for each token.
  Read Next() {
    while (!hitEOF) {
      channel = antlr4::Token::DEFAULT_CHANNEL;
      tokenStartCharIndex = _input->index();
      tokenStartCharPositionInLine = states_->getCharPositionInLine();
      tokenStartLine = states_->getLine();
      do {
        type = antlr4::Token::INVALID_TYPE;
        const size_t matched = Match();
        if (_input->LA(1) == antlr4::IntStream::EOF) hitEOF = true;
        if (type == antlr4::Token::INVALID_TYPE) type = matched;
      } while (type == MORE);
      if (type == SKIP) continue;
      return {type, tokenStartCharIndex, _input->index(), tokenStartLine, channel};
    }
    return {antlr4::Token::EOF, _input->index(), _input->index(), states_->getLine(), channel};
  }

  // A lone `}` closes nothing: the parser says so, the lexer goes on.
  size_t popMode() override { return modeStack.empty() ? mode : SutureLexer::popMode(); }

  // Goes back to read characters again; they may be the last of the file.
  void ReadAgain(antlr4::ANTLRInputStream& input, size_t point, size_t line) {
    input.seek(point);
    setLine(line);
    hitEOF = false;
  }

 private:
  // A character that begins no token is left out; the grammar has a token for each.
  size_t Match() {
    try {
      return states_->match(_input, mode);
    } catch (antlr4::LexerNoViableAltException& unread) {
      recover(unread);
      return SKIP;
    }
  }

  RememberedStates* states_;
};

// Splits a chunk of text at the place where a repair ends the block.
bool EndsInside(const LexFixes& fixes, const Token& token) {
  auto at = fixes.text_ends.lower_bound(token.begin);
  return at != fixes.text_ends.end() && *at < token.end;
}

// Whether a repair starts a text block at or before this token.
bool StartsHere(const LexFixes& fixes, const std::vector<Token>& before, const Token& token) {
  auto at = fixes.text_starts.lower_bound(before.empty() ? 0 : before.back().end);
  bool done = !before.empty() && before.back().type == SutureLexer::TEXT_OPEN &&
              before.back().begin == before.back().end;
  return !done && at != fixes.text_starts.end() && *at <= token.begin;
}

}  // namespace

LexedFile Lex(std::string_view text, const LexFixes& fixes, int max_tokens) {
  // ANTLR leaves a byte order mark out, so characters are counted behind it.
  const auto mark = static_cast<uint32_t>(text::ByteOrderMarkSize(text));
  const std::string_view content = text.substr(mark);
  antlr4::ANTLRInputStream input((std::string(content)));
  Lexer lexer(&input);
  lexer.removeErrorListeners();
  text::CodePointMap map(content);
  LexedFile lexed;
  while (true) {
    const Lexer::Read read = lexer.Next();
    Token token;
    token.type = static_cast<int32_t>(read.type);
    token.line = static_cast<uint32_t>(read.line);
    if (read.type == antlr4::Token::EOF) {
      token.begin = token.end = static_cast<uint32_t>(text.size());
      // A block that a repair ends with the file takes every open body with it: one mistake, not
      // two.
      if (fixes.text_ends.contains(token.end) && lexer.mode == SutureLexer::TEXT_BLOCK) {
        lexed.tokens.push_back({SutureLexer::TEXT_CLOSE, token.end, token.end, token.line});
        lexer.popMode();
        for (; !lexer.modeStack.empty(); lexer.popMode()) {
          lexed.tokens.push_back({SutureLexer::RBRACE, token.end, token.end, token.line});
        }
      }
      lexed.tokens.push_back(token);
      return lexed;
    }
    token.begin = mark + static_cast<uint32_t>(map.ToByte(read.begin));
    token.end = mark + static_cast<uint32_t>(map.ToByte(read.end));
    if (read.channel == SutureLexer::COMMENTS) {
      lexed.comments.push_back(token);
      continue;
    }
    if (lexer.mode == 0 && StartsHere(fixes, lexed.tokens, token)) {
      uint32_t start =
          *fixes.text_starts.lower_bound(lexed.tokens.empty() ? 0 : lexed.tokens.back().end);
      lexed.tokens.push_back({SutureLexer::TEXT_OPEN, start, start, token.line});
      lexer.ReadAgain(input, map.ToCodePoint(start - mark), token.line);
      lexer.pushMode(SutureLexer::TEXT_BLOCK);
      continue;
    }
    if (token.type == SutureLexer::HOLE_OPEN && fixes.literal_braces.contains(token.begin)) {
      lexer.popMode();
      token.type = SutureLexer::CHUNK;
    }
    if (token.type == SutureLexer::CHUNK && EndsInside(fixes, token)) {
      uint32_t end = *fixes.text_ends.lower_bound(token.begin);
      Token rest{SutureLexer::TEXT_CLOSE, end, end, token.line};
      for (uint32_t i = token.begin; i < end; ++i) rest.line += text[i] == '\n' ? 1 : 0;
      token.end = end;
      lexer.ReadAgain(input, map.ToCodePoint(end - mark), rest.line);
      lexer.popMode();
      if (token.begin < token.end) lexed.tokens.push_back(token);
      token = rest;
    }
    lexed.tokens.push_back(token);
    if (static_cast<int>(lexed.tokens.size()) > max_tokens) {
      lexed.too_many = true;
      lexed.tokens.push_back(
          {static_cast<int32_t>(antlr4::Token::EOF), token.end, token.end, token.line});
      return lexed;
    }
  }
}

}  // namespace suture::syntax
