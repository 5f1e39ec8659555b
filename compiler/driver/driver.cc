#include "compiler/driver/driver.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "compiler/check/check.h"
#include "compiler/driver/after_mistakes.h"
#include "compiler/driver/library_help.h"
#include "compiler/resolve/layers.h"
#include "compiler/resolve/program.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/load.h"
#include "stdlib/embedded.h"

namespace suture::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char* kEnding = ".suture";
// They are cut once, when all are known and sorted out.
constexpr diag::EmitterLimits kAllMessages{std::numeric_limits<int>::max()};
constexpr const char* kEmbeddedPrefix = "std/";

// Files here are named without `./`, as the author names them.
std::vector<std::string> SutureFilesIn(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error) || entry.path().extension() != kEnding) continue;
    files.push_back(
        (folder == "." ? entry.path().lexically_normal() : entry.path()).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  if (!in || fs::is_directory(path, error))
    return absl::NotFoundError("there is no such file, or it may not be read");
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string FolderName(const std::string& path) {
  fs::path p = fs::path(path).lexically_normal();
  if (p.filename().empty()) p = p.parent_path();
  std::error_code error;
  if (p.filename() == "." || p.filename() == "..") p = fs::weakly_canonical(p, error);
  return p.stem().string();
}

// ---- loading ------------------------------------------------------------------------------------

}  // namespace

class Loader {
 public:
  Loader(Session& session, diag::Emitter& emitter) : session_(session), emitter_(emitter) {}

  absl::Status AddMain(const std::string& name, const std::vector<std::string>& paths) {
    resolve::ModuleSource module{name, {}};
    for (const std::string& path : paths) {
      SUTURE_ASSIGN_OR_RETURN(const Session::Parsed* parsed, session_.Read(path));
      Add(*parsed, module);
    }
    SUTURE_RETURN_IF_ERROR(AddExtended(paths, module));
    modules_.push_back(std::move(module));
    // Modules are found as they are used; the list grows while it is walked.
    for (size_t i = 0; i < modules_.size(); ++i) {
      std::vector<const ast::File*> files = modules_[i].files;
      for (const ast::File* file : files) SUTURE_RETURN_IF_ERROR(AddUsedBy(*file));
    }
    return absl::OkStatus();
  }

  const std::vector<resolve::ModuleSource>& modules() const { return modules_; }
  std::vector<diag::Diagnostic>& syntax_diagnostics() { return syntax_diagnostics_; }

 private:
  void Add(const Session::Parsed& parsed, resolve::ModuleSource& module) {
    module.files.push_back(parsed.file.get());
    syntax_diagnostics_.insert(syntax_diagnostics_.end(), parsed.diagnostics.begin(),
                               parsed.diagnostics.end());
  }

  // A layer and the registry that it extends are one module.
  absl::Status AddExtended(const std::vector<std::string>& paths, resolve::ModuleSource& module) {
    std::vector<std::string> folders;
    std::string registry;
    // The registry's files stand first, so that what is said twice is told of the layer.
    const std::vector<const ast::File*> own = std::exchange(module.files, {});
    for (size_t i = 0; i < paths.size(); ++i) {
      for (const ast::Declaration& declaration : own[i]->declarations) {
        const auto* layer = std::get_if<ast::Extend>(&declaration.node);
        if (layer == nullptr || layer->from.empty()) continue;
        const std::string folder =
            (fs::path(paths[i]).parent_path() / layer->from).lexically_normal().generic_string();
        if (std::find(folders.begin(), folders.end(), folder) != folders.end()) continue;
        folders.push_back(folder);
        registry = layer->registry.text;
        for (const std::string& path : SutureFilesIn(folder)) {
          if (std::find(paths.begin(), paths.end(), path) != paths.end()) continue;
          SUTURE_ASSIGN_OR_RETURN(const Session::Parsed* parsed, session_.Read(path));
          Add(*parsed, module);
        }
      }
    }
    const bool extends = !module.files.empty();
    for (const ast::File* file : own) {
      if (extends) resolve::RefuseChanges(file->declarations, registry, emitter_);
    }
    module.files.insert(module.files.end(), own.begin(), own.end());
    return absl::OkStatus();
  }

  absl::Status AddUsedBy(const ast::File& file) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* use = std::get_if<ast::Use>(&declaration.node);
      if (use == nullptr || use->module.empty()) continue;
      const std::string& name = use->module.text;
      bool known = std::any_of(modules_.begin(), modules_.end(),
                               [&](const auto& m) { return m.name == name; });
      if (known) continue;
      SUTURE_ASSIGN_OR_RETURN(bool found, AddLibrary(name));
      if (!found) ReportUnknownModule(use->module);
    }
    return absl::OkStatus();
  }

  // `std.labs` is the folder `labs` of the standard library.
  absl::StatusOr<bool> AddLibrary(const std::string& name) {
    if (name.rfind("std.", 0) != 0) return false;
    std::string folder = name.substr(4);
    std::replace(folder.begin(), folder.end(), '.', '/');
    resolve::ModuleSource module{name, {}};
    const std::string& own = session_.options_.stdlib_folder;
    if (!own.empty()) {
      for (const std::string& path : SutureFilesIn(own + "/" + folder)) {
        SUTURE_ASSIGN_OR_RETURN(const Session::Parsed* parsed, session_.Read(path));
        Add(*parsed, module);
      }
    } else {
      AddEmbedded(folder, module);
    }
    if (module.files.empty()) return false;
    modules_.push_back(std::move(module));
    return true;
  }

  void AddEmbedded(const std::string& folder, resolve::ModuleSource& module) {
    for (int i = 0; i < stdlib::FileCount(); ++i) {
      const stdlib::File& file = stdlib::Files()[i];
      std::string path(file.path);
      bool here = path.rfind(folder + "/", 0) == 0 &&
                  path.find('/', folder.size() + 1) == std::string::npos;
      if (!here || fs::path(path).extension() != kEnding) continue;
      std::string shown = kEmbeddedPrefix + path;
      auto known = session_.parsed_.find(shown);
      const Session::Parsed* parsed =
          known != session_.parsed_.end()
              ? &known->second
              : session_.Keep(shown, session_.sources_.Add(shown, std::string(file.content)));
      Add(*parsed, module);
    }
  }

  void ReportUnknownModule(const ast::Name& name) {
    std::vector<std::string> known;
    for (int i = 0; i < stdlib::FileCount(); ++i) {
      std::string path(stdlib::Files()[i].path);
      if (fs::path(path).extension() != kEnding) continue;
      std::string module = "std." + fs::path(path).parent_path().generic_string();
      if (std::find(known.begin(), known.end(), module) == known.end()) known.push_back(module);
    }
    std::string list;
    for (const std::string& module : known)
      absl::StrAppend(&list, list.empty() ? "" : ", ", "`", module, "`");
    emitter_.Emit(diag::kUnknownModule, name.span, name.text)
        .Help("The standard library has " + list + ".");
  }

  Session& session_;
  diag::Emitter& emitter_;
  std::vector<resolve::ModuleSource> modules_;
  std::vector<diag::Diagnostic> syntax_diagnostics_;
};

Session::Session(Options options)
    : options_(std::move(options)), sources_(options_.source_limits) {}

absl::StatusOr<const Session::Parsed*> Session::Read(const std::string& path) {
  auto known = parsed_.find(path);
  if (known != parsed_.end()) return &known->second;
  SUTURE_ASSIGN_OR_RETURN(int32_t id, sources_.Load(path, path));
  return Keep(path, id);
}

absl::Status Session::Edit(const std::string& path, std::string text) {
  auto known = parsed_.find(path);
  if (known == parsed_.end()) return absl::NotFoundError(absl::StrCat(path, " has not been read."));
  sources_.Replace(known->second.id, std::move(text));
  Keep(path, known->second.id);
  return absl::OkStatus();
}

const Session::Parsed* Session::Keep(const std::string& path, int32_t id) {
  diag::Emitter emitter;
  Parsed parsed;
  parsed.id = id;
  parsed.file =
      std::make_unique<ast::File>(syntax::Parse(sources_, id, emitter, options_.parse_limits));
  parsed.diagnostics = emitter.Take(kAllMessages);
  return &(parsed_[path] = std::move(parsed));
}

// Beside the file that imports it.
std::string Session::ImportPath(int32_t file, const std::string& path) const {
  const std::string folder = fs::path(sources_.file(file).path()).parent_path().generic_string();
  return folder.empty() ? path : folder + "/" + path;
}

absl::StatusOr<std::string> Session::ReadImport(int32_t file, const std::string& path) const {
  const std::string& importer = sources_.file(file).path();
  if (importer.rfind(kEmbeddedPrefix, 0) == 0) {
    std::string inside =
        fs::path(ImportPath(file, path)).lexically_normal().generic_string().substr(4);
    std::string_view content = stdlib::Find(inside);
    if (content.empty()) return absl::NotFoundError("the standard library holds no such file");
    return std::string(content);
  }
  return ReadFile(ImportPath(file, path));
}

namespace {

// What to read for a path, and which file's diagnostics to show (empty: all).
struct Selection {
  std::string name;
  std::vector<std::string> files;
  std::string only;
  std::string folder;  // The module's own; empty where a file is the whole module.
};

// `inside` below the folder `root`, whatever links and dots lead there.
fs::path Below(const fs::path& root, const fs::path& inside) {
  std::error_code error;
  const fs::path folder = inside.parent_path();
  const fs::path real =
      fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error) / inside.filename();
  return error ? inside
               : real.lexically_relative(
                     fs::weakly_canonical(root.empty() ? fs::path(".") : root, error));
}

// The path that a plan gives to a file: the same however the module was named and from wherever it
// is built, `nsqip/wound.suture`. Files of the library are `std/...`, built in or not.
std::string PlanPath(const std::string& path, const Selection& selection,
                     const std::string& stdlib_folder) {
  if (stdlib_folder.empty()) {
    if (path.rfind(kEmbeddedPrefix, 0) == 0) return path;
  } else if (fs::path inside = Below(stdlib_folder, path); *inside.begin() != "..") {
    return kEmbeddedPrefix + inside.generic_string();
  }
  if (selection.folder.empty())
    return Below(fs::path(selection.files[0]).parent_path(), path).generic_string();
  std::error_code error;
  return Below(fs::weakly_canonical(selection.folder, error).parent_path(), path).generic_string();
}

absl::StatusOr<Selection> Select(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    Selection out{FolderName(path), SutureFilesIn(path), "", path};
    if (out.files.empty())
      return absl::NotFoundError(absl::StrCat("The folder ", path, " holds no .suture file."));
    return out;
  }
  if (!fs::exists(path, error))
    return absl::NotFoundError(absl::StrCat("There is no file or folder ", path, "."));
  fs::path folder = fs::path(path).parent_path();
  if (fs::exists(folder / "registry.suture", error)) {
    std::string folder_text = folder.empty() ? "." : folder.generic_string();
    return Selection{FolderName(folder_text), SutureFilesIn(folder_text),
                     fs::path(path).generic_string(), folder_text};
  }
  return Selection{FolderName(path), {path}, "", ""};
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ModulePaths(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    if (!fs::exists(path, error))
      return absl::NotFoundError(absl::StrCat("There is no file or folder ", path, "."));
    return std::vector<std::string>{path};
  }
  if (!SutureFilesIn(path).empty()) return std::vector<std::string>{path};
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    std::string folder = entry.path().generic_string();
    if (entry.is_directory(error) && !SutureFilesIn(folder).empty())
      found.push_back(std::move(folder));
  }
  std::sort(found.begin(), found.end());
  if (found.empty()) {
    return absl::NotFoundError(
        absl::StrCat("The folder ", path, " holds no .suture file, nor does a folder in it."));
  }
  return found;
}

absl::StatusOr<Compilation> Session::Compile(const std::string& path) {
  SUTURE_ASSIGN_OR_RETURN(Selection selection, Select(path));
  Compilation out;
  out.name = selection.name;
  diag::Emitter emitter;
  Loader loader(*this, emitter);
  SUTURE_RETURN_IF_ERROR(loader.AddMain(selection.name, selection.files));
  out.diagnostics = std::move(loader.syntax_diagnostics());
  out.files = loader.modules()[0].files;
  if (WorthChecking(out.diagnostics)) {
    resolve::Program program = resolve::Resolve(loader.modules(), emitter);
    TrustKnownNames(program, out.diagnostics);
    check::CheckOptions check_options;
    check_options.read_import = [&](int32_t file, const std::string& import) {
      out.imports.push_back(ImportPath(file, import));
      return ReadImport(file, import);
    };
    check_options.limits = options_.check_limits;
    out.module = check::Check(program, sources_, check_options, emitter);
    for (std::string& file : out.module.draft.files) {
      std::string planned = PlanPath(file, selection, options_.stdlib_folder);
      out.paths[planned] = std::exchange(file, planned);
    }
  }
  std::vector<diag::Diagnostic> checked = emitter.Take(kAllMessages);
  // What cannot be read hides declarations, and names would be reported that are there.
  if (!out.diagnostics.empty())
    KeepIndependent(sources_, loader.modules()[0].files, out.diagnostics, checked);
  AddLibraryHelp(checked);
  out.diagnostics.insert(out.diagnostics.end(), checked.begin(), checked.end());
  if (!selection.only.empty()) {
    std::erase_if(out.diagnostics, [&](const diag::Diagnostic& d) {
      // `x.suture` and `./x.suture` are one file.
      return d.span.valid() && fs::path(sources_.file(d.span.file).path()).lexically_normal() !=
                                   fs::path(selection.only).lexically_normal();
    });
  }
  FoldRepeated(sources_, out.diagnostics);
  diag::CutAt(out.diagnostics, options_.message_limits);
  out.has_errors =
      std::any_of(out.diagnostics.begin(), out.diagnostics.end(),
                  [](const diag::Diagnostic& d) { return d.severity == diag::Severity::kError; });
  return out;
}

absl::StatusOr<lower::Lowered> BuildPlan(const Compilation& compilation,
                                         const optimize::Options& options) {
  SUTURE_ASSIGN_OR_RETURN(lower::Lowered lowered, lower::Lower(compilation.module));
  SUTURE_RETURN_IF_ERROR(optimize::Optimize(lowered.plan, options));
  plan::Seal(lowered.plan);
  SUTURE_RETURN_IF_ERROR(plan::Verify(lowered.plan));
  lowered.suite.plan_hash = lowered.plan.hash;
  return lowered;
}

}  // namespace suture::driver
