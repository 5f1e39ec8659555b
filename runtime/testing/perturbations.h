// Changes of a test that should change nothing: `vary invariant uppercase spacing`.
#pragma once

#include <string>
#include <string_view>

#include "runtime/plan/suite.h"

namespace suture::testing {

//   uppercase, lowercase   the letters of every note (ASCII) and of the quotes from it
//   spacing                every space of a note becomes two, quotes with it
//   dates                  every given time moves by 28 days; notes stay as they are
// False: no change has this name.
bool ApplyPerturbation(std::string_view name, plan::Test& test);
std::string PerturbationNames();

}  // namespace suture::testing
