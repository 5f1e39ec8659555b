// libcurl, loaded when a client is about to post: with the libraries that it brings along (TLS,
// Kerberos, LDAP, SSH) it would take a third of the start of every command, and most ask no model.
#pragma once

#include <curl/curl.h>

#include "absl/status/statusor.h"

namespace suture::models {

// Functions of libcurl by their names without `curl_`.
struct CurlLibrary {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_getdate) getdate;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_multi_init) multi_init;
  decltype(&::curl_multi_setopt) multi_setopt;
  decltype(&::curl_multi_add_handle) multi_add_handle;
  decltype(&::curl_multi_remove_handle) multi_remove_handle;
  decltype(&::curl_multi_assign) multi_assign;
  decltype(&::curl_multi_socket_action) multi_socket_action;
  decltype(&::curl_multi_info_read) multi_info_read;
  decltype(&::curl_multi_cleanup) multi_cleanup;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;

  // Loaded and set up once; stays for the life of the process. kUnavailable: a sentence that says
  // what to install.
  static absl::StatusOr<const CurlLibrary*> Load();
};

}  // namespace suture::models
