// What a server calls itself and a call, as far as it may stand in records and listings. A server
// can write anything there, the prompt included, so a name is kept only in the shape of one.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace suture::models {

// What stands for a model's name that is not kept.
inline constexpr std::string_view kUnlistedModel = "unlisted";

// `sent` is the request's body, JSON. Kept are at most 64 letters, digits and - _ . : in which no
// word of it stands; of any other the first 32 digits of its HMAC-SHA-256 under `sent`, so that who
// lacks the notes cannot try out words. Empty stays empty.
std::string KeptRequestId(std::string_view id, std::string_view sent);

// As it is if suture.yaml has the name (`listed`); if it begins like the model that was asked
// (`bound`: "gpt-5-mini" for "gpt-5-mini-2025-08-07"), is as short as an id, and holds no word of
// `sent` behind that. Else kUnlistedModel; empty stays empty.
std::string KeptModelName(std::string_view name, std::string_view bound,
                          const std::set<std::string>& listed, std::string_view sent);

}  // namespace suture::models
