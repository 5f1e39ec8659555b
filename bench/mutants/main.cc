// suture_mutants SOURCE_FOLDER [--mutants N] [--seed N] [--survivors N] [--misses N]
//
// Wounds one token of every specification in the tree that checks clean, checks the whole module
// again and looks where the first message stands. Where messages have safe edits they are applied,
// and the file must check better than before. Fails when the aims of the language are missed: among
// them, that no brace without its partner, no misspelt keyword and no misspelt name that something
// else uses goes unnoticed. The last line is `N passed, N failed`.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bench/mutants/mutate.h"
#include "compiler/diagnostics/apply_edits.h"
#include "compiler/driver/driver.h"
#include "runtime/base/counted.h"
#include "runtime/values/unit.h"

namespace suture::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kLeastTold = 400;     // Mutants with a message before a share of them is judged.
constexpr double kLeastNear = 0.95;    // Of the mutants with a message: the first within two lines.
constexpr double kMostMessages = 1.5;  // On average.
constexpr size_t kShown = 20;          // Of what must not be.
constexpr double kMostSeconds = 20;    // For one mutant; under the sanitizers too.

struct Options {
  std::string folder;
  size_t mutants = 4000;
  uint32_t seed = 20240301;
  size_t survivors = 0;  // How many to print.
  size_t misses = 0;
};

struct Counts {
  size_t made = 0, survived = 0, near = 0, messages = 0, mended = 0;
  double slowest = 0;
};

class Run {
 public:
  explicit Run(const Options& options) : options_(options) {}

  bool ReadTree() {
    for (const char* folder : {"registries", "stdlib", "tests", "examples"}) {
      std::error_code none_there;
      for (const fs::directory_entry& entry :
           fs::recursive_directory_iterator(options_.folder + "/" + folder, none_there)) {
        if (entry.path().extension() == ".suture") paths_.push_back(entry.path().generic_string());
      }
    }
    std::sort(paths_.begin(), paths_.end());
    std::map<std::string, bool> clean;
    for (const std::string& path : paths_) AddIfClean(path, clean);
    for (const GoodFile& file : files_) {
      for (size_t i = 0; i + 1 < file.tokens.size(); ++i) {
        if (file.Word(i) == "system") systems_.insert(file.Word(i + 1));
        if (file.Word(i) == "lab") labs_.insert(file.Word(i + 1));
      }
    }
    return !files_.empty();
  }

  int Measure() {
    std::vector<Mutant> mutants = Mutate(files_, options_.mutants, options_.seed);
    for (size_t i = 0; i < mutants.size(); ++i) {
      Judge(mutants[i]);
      const bool last_of_file = i + 1 == mutants.size() || mutants[i + 1].file != mutants[i].file;
      const GoodFile& file = files_[mutants[i].file];
      if (last_of_file && !session_.Edit(file.path, file.text).ok()) return 1;
    }
    return Report();
  }

 private:
  // Files of the library and of registries are checked with their folder.
  static std::string ModuleOf(const std::string& path) {
    const fs::path folder = fs::path(path).parent_path();
    const bool whole =
        path.find("/stdlib/") != std::string::npos || fs::exists(folder / "registry.suture");
    return whole ? folder.generic_string() : path;
  }

  void AddIfClean(const std::string& path, std::map<std::string, bool>& clean) {
    const std::string module = ModuleOf(path);
    if (clean.find(module) == clean.end()) {
      auto compiled = session_.Compile(module);
      clean[module] = compiled.ok() && !compiled->has_errors && compiled->diagnostics.empty();
    }
    if (!clean[module]) return;
    for (int32_t i = 0; i < session_.sources().size(); ++i) {
      const source::SourceFile& source = session_.sources().file(i);
      if (source.path() == path)
        files_.push_back(ReadGood(module, path, std::string(source.text())));
    }
  }

  void Judge(const Mutant& mutant) {
    const GoodFile& good = files_[mutant.file];
    Counts& counts = by_wound_[mutant.wound];
    ++counts.made;
    const auto start = std::chrono::steady_clock::now();
    if (!session_.Edit(good.path, mutant.text).ok()) std::abort();
    auto compiled = session_.Compile(good.module);
    if (!compiled.ok()) std::abort();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    counts.slowest = std::max(counts.slowest, seconds);
    if (compiled->diagnostics.empty()) {
      ++counts.survived;
      survivors_.push_back(Describe(mutant));
      if (MustBeTold(mutant)) unnoticed_.push_back(Describe(mutant));
      return;
    }
    counts.messages += compiled->diagnostics.size();
    const bool near = Near(mutant, compiled->diagnostics[0]);
    counts.near += near ? 1 : 0;
    if (!near || compiled->diagnostics.size() > 2)
      misses_.push_back(Describe(mutant) + Messages(*compiled));
    Mend(mutant, *compiled, counts);
  }

  // Whether a reader of the file would see at once that the language cannot allow this.
  bool MustBeTold(const Mutant& mutant) {
    const GoodFile& good = files_[mutant.file];
    const syntax::LayoutKind kind = good.tokens[mutant.token].kind;
    const bool brace =
        kind == syntax::LayoutKind::kOpenBody || kind == syntax::LayoutKind::kCloseBody ||
        kind == syntax::LayoutKind::kOpenGroup || kind == syntax::LayoutKind::kCloseGroup;
    if (brace) return mutant.wound == Wound::kDelete || mutant.wound == Wound::kDouble;
    return mutant.wound == Wound::kMisspell && UsesOf(good.module)[mutant.word] > 1 &&
           !Outside(mutant);
  }

  // What no one can tell without lists that are not in the tree, or that means something as it is:
  // another unit or lab, the rest of a line made a comment, a system that other modules use, a code
  // behind its system, an element of a resource, the role of a note's author, the name of a step or
  // criterion that the word of a unit has, too, a member of a choice that nothing names, the
  // second word of a kind at its own declaration.
  bool Outside(const Mutant& mutant) const {
    const GoodFile& good = files_[mutant.file];
    if (values::Unit::Parse(mutant.now).ok() || labs_.count(mutant.now) > 0 ||
        mutant.now.find("//") != std::string::npos)
      return true;
    const std::string before = mutant.token > 0 ? good.Word(mutant.token - 1) : "";
    const std::string next = good.Word(mutant.token + 1);
    const bool step = before == "rule" || before == "hint" || before == "ask" ||
                      before == "table" || before == "take";
    const std::string above = mutant.token > 1 ? good.Word(mutant.token - 2) : "";
    const bool kind_of_two_words = above == "kind";
    const bool author = before == "by" && (above == "notes" || above == "note");
    if (step || author || kind_of_two_words || before == "system" || before == "." || next == "." ||
        next == ":" || systems_.count(before) > 0)
      return true;
    // A member at its own declaration: where something names it, that is told.
    const bool member = good.body_of[mutant.token] == "choice" && (before == "," || before == "{");
    return member || good.body_of[mutant.token] == "codes" || good.body_of[mutant.token] == "kind";
  }

  // How often each word stands in a module.
  std::map<std::string, int>& UsesOf(const std::string& module) {
    std::map<std::string, int>& uses = uses_[module];
    if (!uses.empty()) return uses;
    for (const GoodFile& file : files_) {
      for (size_t i = 0; file.module == module && i < file.tokens.size(); ++i) ++uses[file.Word(i)];
    }
    return uses;
  }

  // As `suture check --fix` does, once.
  void Mend(const Mutant& mutant, const driver::Compilation& before, Counts& counts) {
    const GoodFile& good = files_[mutant.file];
    const diag::Diagnostic& first = before.diagnostics[0];
    if (!first.span.valid() || session_.sources().file(first.span.file).path() != good.path) return;
    diag::AppliedEdits applied =
        diag::ApplySafeEdits(mutant.text, first.span.file, before.diagnostics);
    if (applied.count == 0) return;
    ++counts.mended;
    if (!session_.Edit(good.path, applied.text).ok()) std::abort();
    auto after = session_.Compile(good.module);
    if (!after.ok()) std::abort();
    if (after->diagnostics.size() < before.diagnostics.size()) return;
    worse_.push_back(Describe(mutant) + Messages(before) + "  then\n" + Messages(*after));
  }

  // Lines of the good text; a message counts from the first to the last line of the wound.
  bool Near(const Mutant& mutant, const diag::Diagnostic& said) const {
    const GoodFile& good = files_[mutant.file];
    if (!said.span.valid() || session_.sources().file(said.span.file).path() != good.path)
      return false;
    const int first = good.Line(good.tokens[mutant.token].begin);
    const int last =
        good.Line(good.tokens[mutant.token + (mutant.wound == Wound::kSwap ? 1 : 0)].end);
    const int line = session_.sources().file(said.span.file).Position(said.span.begin).line;
    return first - 2 <= line && line <= last + 2;
  }

  std::string Describe(const Mutant& mutant) const {
    const GoodFile& good = files_[mutant.file];
    const syntax::LayoutToken& token = good.tokens[mutant.token];
    const int line = good.Line(token.begin);
    size_t begin = good.text.rfind('\n', token.begin) + 1;
    std::string context = good.text.substr(begin, good.text.find('\n', token.begin) - begin);
    return fs::path(good.path).lexically_relative(options_.folder).generic_string() + ":" +
           std::to_string(line) + " " + Name(mutant.wound) + " `" + mutant.word + "`" +
           (mutant.now.empty() ? "" : " to `" + mutant.now + "`") + "\n    in " + context + "\n";
  }

  std::string Messages(const driver::Compilation& compiled) const {
    std::string out;
    for (const diag::Diagnostic& d : compiled.diagnostics) {
      const std::string file = d.span.valid() ? session_.sources().file(d.span.file).path() : "";
      const int line =
          d.span.valid() ? session_.sources().file(d.span.file).Position(d.span.begin).line : 0;
      out += "    " + fs::path(file).filename().generic_string() + ":" + std::to_string(line) +
             " " + std::string(diag::InfoOf(d.kind).code) + " " + d.message + "\n";
    }
    return out;
  }

  static void Print(const char* what, std::vector<std::string> lines, size_t most, uint32_t seed) {
    if (most == 0) return;
    std::mt19937 random(seed);
    std::shuffle(lines.begin(), lines.end(), random);
    lines.resize(std::min(most, lines.size()));
    for (const std::string& line : lines) std::printf("%s %s", what, line.c_str());
  }

  int Report() const {
    Print("survivor", survivors_, options_.survivors, options_.seed);
    Print("miss", misses_, options_.misses, options_.seed);
    Print("unnoticed", unnoticed_, kShown, options_.seed);
    Print("not mended", worse_, kShown, options_.seed);
    std::printf("seed %u, %s\n", options_.seed, base::Counted(files_.size(), "file").c_str());
    Counts all;
    for (const auto& [wound, counts] : by_wound_) {
      PrintLine(Name(wound), counts);
      all.made += counts.made;
      all.survived += counts.survived;
      all.near += counts.near;
      all.messages += counts.messages;
      all.mended += counts.mended;
      all.slowest = std::max(all.slowest, counts.slowest);
    }
    PrintLine("all", all);
    const auto told = static_cast<double>(all.made - all.survived);
    int failed = 0;
    // A share of a few mutants says nothing about those that were not drawn.
    const bool enough = told >= kLeastTold;
    if (!enough)
      std::printf("shares are held to their limits from %.0f mutants with a message on\n",
                  kLeastTold);
    failed += Fails(!enough || all.near >= kLeastNear * told,
                    "the first message is too often far from the wound");
    failed += Fails(!enough || static_cast<double>(all.messages) <= kMostMessages * told,
                    "one wound bleeds too many messages");
    failed += Fails(all.slowest <= kMostSeconds, "a mutant took too long");
    failed += Fails(unnoticed_.empty(), "what any reader would see goes unnoticed");
    failed += Fails((all.mended > 0 || !enough) && worse_.empty(),
                    "a safe edit does not mend its message");
    std::printf("%s mended by safe edits, each with fewer messages than before but for %zu\n",
                base::Counted(all.mended, "file of mutants", "files of mutants").c_str(),
                worse_.size());
    std::printf("%d passed, %d failed\n", 5 - failed, failed);
    return failed == 0 ? 0 : 1;
  }

  static int Fails(bool holds, const char* what) {
    if (!holds) std::printf("FAILED %s\n", what);
    return holds ? 0 : 1;
  }

  static void PrintLine(const char* name, const Counts& counts) {
    const auto told = static_cast<double>(std::max<size_t>(1, counts.made - counts.survived));
    std::printf(
        "%-9s %6zu mutants, %5.1f %% survive; of the others %5.1f %% told within two lines, %.2f "
        "messages each, slowest %.2f s\n",
        name, counts.made,
        100.0 * static_cast<double>(counts.survived) /
            static_cast<double>(std::max<size_t>(1, counts.made)),
        100.0 * static_cast<double>(counts.near) / told,
        static_cast<double>(counts.messages) / told, counts.slowest);
  }

  const Options& options_;
  driver::Session session_{driver::Options{}};
  std::vector<std::string> paths_;
  std::vector<GoodFile> files_;
  std::map<Wound, Counts> by_wound_;
  std::set<std::string> systems_, labs_;  // The code systems and labs that the tree declares.
  std::map<std::string, std::map<std::string, int>> uses_;  // By module
  std::vector<std::string> survivors_, misses_, unnoticed_, worse_;
};

int Usage() {
  std::fputs("suture_mutants SOURCE_FOLDER [--mutants N] [--seed N] [--survivors N] [--misses N]\n",
             stderr);
  return 2;
}

int Main(int argc, char** argv) {
  if (argc < 2 || argc % 2 != 0) return Usage();
  Options options;
  options.folder = argv[1];
  for (int i = 2; i < argc; i += 2) {
    const auto value = static_cast<size_t>(std::strtoull(argv[i + 1], nullptr, 10));
    if (std::strcmp(argv[i], "--mutants") == 0) {
      options.mutants = value;
    } else if (std::strcmp(argv[i], "--seed") == 0) {
      options.seed = static_cast<uint32_t>(value);
    } else if (std::strcmp(argv[i], "--survivors") == 0) {
      options.survivors = value;
    } else if (std::strcmp(argv[i], "--misses") == 0) {
      options.misses = value;
    } else {
      return Usage();
    }
  }
  Run run(options);
  if (!run.ReadTree()) {
    std::fprintf(stderr,
                 "%s holds no specification that checks without a message. Name the root of the "
                 "source tree.\n",
                 options.folder.c_str());
    return 2;
  }
  return run.Measure();
}

}  // namespace
}  // namespace suture::bench

int main(int argc, char** argv) { return suture::bench::Main(argc, argv); }
