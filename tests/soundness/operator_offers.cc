#include "tests/soundness/operator_offers.h"

#include <algorithm>
#include <set>

#include "runtime/operators/table.h"

namespace suture::soundness {
namespace {

std::vector<std::string> Split(std::string_view text, std::string_view between) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t at = std::min(text.find(between), text.size());
    parts.emplace_back(text.substr(0, at));
    text.remove_prefix(std::min(at + between.size(), text.size()));
  }
  return parts;
}

bool IsTyped(const std::string& type) {
  static const std::set<std::string> kTypes = {"integer", "decimal", "date", "datetime", "time",
                                               "text",    "truth",   "T",    "any"};
  const std::string plain = type.substr(0, type.find_first_of("?."));
  return kTypes.contains(plain);
}

}  // namespace

const std::vector<Offer>& Offers() {
  // Words of the language: their meanings are expressions of their own, counted as such.
  static const std::set<std::string_view> kWords = {"and",      "or",     "not",   "unless", "if",
                                                    "possibly", "before", "after", "start",  "in"};
  static const std::vector<Offer> offers = [] {
    std::vector<Offer> out;
    for (const operators::Operator& op : operators::Operators()) {
      if (kWords.contains(op.name)) continue;
      for (const std::string& overload : Split(op.signatures, "; ")) {
        const std::vector<std::string> sides = Split(overload, ") -> ");
        if (sides.size() != 2 || sides[1] == "any" || !IsTyped(sides[1])) continue;
        Offer offer{std::string(op.name), sides[1],
                    Split(std::string_view(sides[0]).substr(1), ", ")};
        if (std::all_of(offer.arguments.begin(), offer.arguments.end(), IsTyped))
          out.push_back(std::move(offer));
      }
    }
    return out;
  }();
  return offers;
}

bool IsCallable(std::string_view name) {
  return std::any_of(Offers().begin(), Offers().end(),
                     [&](const Offer& offer) { return offer.name == name; });
}

}  // namespace suture::soundness
