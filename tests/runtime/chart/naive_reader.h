// The same reading done naively: the whole bundle as a tree, each path followed anew for each
// attribute of each row. Slow and plain, to compare the reader with.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nlohmann/json.hpp"
#include "runtime/chart/program.h"

namespace suture::chart {

// By collection: a line a row, "Type/id|attribute=cell|…" with cells that are not empty as ShowCell
// shows them.
std::map<std::string, std::vector<std::string>> ReadNaively(std::string_view line,
                                                            const Program& program);

}  // namespace suture::chart
