#include "runtime/models/curl_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <string>

#include "fmt/format.h"

namespace suture::models {
namespace {

// The same since 2006; the part of its ABI that is used here has only been added to.
constexpr const char* kFile = "libcurl.so.4";

// Finds function after function and remembers that one was missing.
class Finder {
 public:
  explicit Finder(void* library) : library_(library) {}
  template <typename Function>
  void Find(const char* name, Function& to) {
    to = reinterpret_cast<Function>(dlsym(library_, name));
    if (to == nullptr) missing_ = name;
  }
  const char* missing() const { return missing_; }

 private:
  void* library_;
  const char* missing_ = nullptr;
};

absl::Status CannotLoad(std::string_view why) {
  return absl::UnavailableError(fmt::format(
      "Models cannot be asked, since libcurl cannot be loaded: {}. Install it (on Debian "
      "`apt-get install libcurl4`), or run with --offline.",
      why));
}

absl::StatusOr<const CurlLibrary*> LoadOnce() {
  void* const file = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (file == nullptr) return CannotLoad(dlerror());
  static CurlLibrary library;
  Finder finder(file);
  finder.Find("curl_global_init", library.global_init);
  finder.Find("curl_getdate", library.getdate);
  finder.Find("curl_easy_init", library.easy_init);
  finder.Find("curl_easy_setopt", library.easy_setopt);
  finder.Find("curl_easy_getinfo", library.easy_getinfo);
  finder.Find("curl_easy_cleanup", library.easy_cleanup);
  finder.Find("curl_multi_init", library.multi_init);
  finder.Find("curl_multi_setopt", library.multi_setopt);
  finder.Find("curl_multi_add_handle", library.multi_add_handle);
  finder.Find("curl_multi_remove_handle", library.multi_remove_handle);
  finder.Find("curl_multi_assign", library.multi_assign);
  finder.Find("curl_multi_socket_action", library.multi_socket_action);
  finder.Find("curl_multi_info_read", library.multi_info_read);
  finder.Find("curl_multi_cleanup", library.multi_cleanup);
  finder.Find("curl_slist_append", library.slist_append);
  finder.Find("curl_slist_free_all", library.slist_free_all);
  if (finder.missing() != nullptr) {
    return CannotLoad(fmt::format("{} has no {}", kFile, finder.missing()));
  }
  // libcurl would write the keys of every connection there, and with them whoever recorded the
  // traffic reads prompts, answers and the server's key.
  unsetenv("SSLKEYLOGFILE");
  if (library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return CannotLoad("it could not be set up");
  }
  return &library;
}

}  // namespace

absl::StatusOr<const CurlLibrary*> CurlLibrary::Load() {
  static const absl::StatusOr<const CurlLibrary*> kLoaded = LoadOnce();
  return kLoaded;
}

}  // namespace suture::models
