// Registries of any number of deterministic fields, as specs that `suture build` compiles. The
// first fields of a larger one are those of a smaller one.
#pragma once

#include <string>

namespace suture::bench {

std::string WriteSpec(int fields);

}  // namespace suture::bench
