// How a text of the language can call the operators of the table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace suture::soundness {

struct Offer {
  std::string name, result;
  std::vector<std::string> arguments;
};

// Lists, intervals, codes and rows have no values of their own in the language; quantities and
// lengths of time are written by templates of the generator.
const std::vector<Offer>& Offers();

// Whether a spec can call this operator of the table by its name.
bool IsCallable(std::string_view name);

}  // namespace suture::soundness
