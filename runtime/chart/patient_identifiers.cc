#include "runtime/chart/patient_identifiers.h"

#include <simdjson.h>

#include <algorithm>

namespace suture::chart {
namespace {

using simdjson::dom::element;

constexpr size_t kShortest = 2;  // A single letter is an initial, and stands everywhere.

void AddText(const element& value, std::vector<std::string>& to) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS || text.size() < kShortest) return;
  to.emplace_back(text);
}

// Of one member or of each of a list: the texts under these names, which may be lists themselves.
void AddTexts(const element& resource, const char* member, std::initializer_list<const char*> names,
              std::vector<std::string>& to) {
  element found;
  if (resource[member].get(found) != simdjson::SUCCESS) return;
  const auto add_of = [&](const element& one) {
    for (const char* name : names) {
      element text;
      if (one[name].get(text) != simdjson::SUCCESS) continue;
      simdjson::dom::array several;
      if (text.get(several) == simdjson::SUCCESS) {
        for (element each : several) AddText(each, to);
      } else {
        AddText(text, to);
      }
    }
  };
  simdjson::dom::array all;
  if (found.get(all) != simdjson::SUCCESS) return add_of(found);
  for (element one : all) add_of(one);
}

// "Mary Ann" is also called Mary, and O'Neill is found as Neill.
void AddPartsOfNames(std::vector<std::string>& names) {
  constexpr size_t kShortestPart = 3, kShortestAfterApostrophe = 4;
  const size_t whole = names.size();
  for (size_t n = 0; n < whole; ++n) {
    const std::string name = names[n];
    for (size_t begin = 0; begin < name.size();) {
      const size_t end = std::min(name.find_first_of(" -,.", begin), name.size());
      const std::string part = name.substr(begin, end - begin);
      begin = end + 1;
      if (part.size() < kShortestPart || part == "Mrs" || part == "III" || part == "van" ||
          part == "von" || part == "der" || part == "den") {
        continue;
      }
      names.push_back(part);
      const size_t mark = part.find_first_of("'`");
      if (mark != std::string::npos && part.size() - mark > kShortestAfterApostrophe) {
        names.push_back(part.substr(mark + 1));
      }
    }
  }
}

// A number is written without its country and its area, too, and a street without its number.
void AddShorterForms(std::vector<std::string>& contacts) {
  constexpr size_t kNational = 10, kLocal = 7;
  const size_t whole = contacts.size();
  for (size_t n = 0; n < whole; ++n) {
    const std::string contact = contacts[n];
    std::string digits;
    bool is_phone = true;
    for (const char c : contact) {
      if (c >= '0' && c <= '9') digits += c;
      is_phone &=
          (c >= '0' && c <= '9') || std::string_view(" +-.()/").find(c) != std::string::npos;
    }
    if (is_phone && digits.size() > kNational) {
      contacts.push_back(digits.substr(digits.size() - kNational));
    }
    if (is_phone && digits.size() >= kNational) {
      contacts.push_back(digits.substr(digits.size() - kLocal));
    }
    const size_t street = contact.find_first_not_of("0123456789");
    const bool has_number = !is_phone && street != std::string::npos && street > 0 &&
                            contact[street] == ' ' &&
                            contact.find(' ', street + 1) != std::string::npos;
    if (has_number) contacts.push_back(contact.substr(street + 1));
  }
}

void AddPerson(const element& person, std::vector<std::string>& to) {
  std::vector<std::string> names;
  AddTexts(person, "name", {"text", "family", "given"}, names);
  AddPartsOfNames(names);
  to.insert(to.end(), names.begin(), names.end());
  AddTexts(person, "identifier", {"value"}, to);
  std::vector<std::string> contacts;
  AddTexts(person, "telecom", {"value"}, contacts);
  AddTexts(person, "address", {"text", "line", "city", "district", "postalCode"}, contacts);
  AddShorterForms(contacts);
  to.insert(to.end(), contacts.begin(), contacts.end());
}

}  // namespace

std::vector<std::string> PatientIdentifiers(std::string_view bundle) {
  std::vector<std::string> identifiers;
  simdjson::dom::parser parser;
  element root;
  simdjson::dom::array entries;
  if (parser.parse(bundle.data(), bundle.size()).get(root) != simdjson::SUCCESS ||
      root["entry"].get(entries) != simdjson::SUCCESS) {
    return identifiers;
  }
  for (element entry : entries) {
    element resource;
    std::string_view type;
    if (entry["resource"].get(resource) != simdjson::SUCCESS ||
        resource["resourceType"].get(type) != simdjson::SUCCESS) {
      continue;
    }
    if (type != "Patient" && type != "RelatedPerson") continue;
    AddPerson(resource, identifiers);
    simdjson::dom::array contacts;
    if (resource["contact"].get(contacts) != simdjson::SUCCESS) continue;
    for (element contact : contacts) AddPerson(contact, identifiers);
  }
  std::sort(identifiers.begin(), identifiers.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  identifiers.erase(std::unique(identifiers.begin(), identifiers.end()), identifiers.end());
  return identifiers;
}

}  // namespace suture::chart
