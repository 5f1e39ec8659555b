#include "runtime/prompts/identifier_patterns.h"

namespace suture::prompts {
namespace {

#define NAME_WORD R"([A-Z][\p{L}'\x{2019}-]+)"

void AddNumbersAndNets(std::deque<IdentifierPattern>& all) {
  const auto add = [&](std::string_view kind, const char* form) { all.emplace_back(kind, form); };
  add("MAIL", R"(([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}))");
  add("URL", R"((?i)\b((?:https?://|www\.)[^\s<>"']+))");
  add("ADDRESS", R"(\b(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\b)");
  add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{1,4}:){5,7}[0-9A-Fa-f]{1,4})\b)");
  add("ADDRESS", R"(\b((?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6})\b)");
  add("ID", R"(\b(\d{3}-\d{2}-\d{4})\b)");
  add("ID", R"((?i)\b(?:SSN|social security(?: number| no\.?)?)\W{0,3}(\d{3}[- ]?\d{2}[- ]?\d{4})\b)");
  add("PHONE", R"(((?:\+?1[-. ]?)?\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4})\b)");
  add("PHONE", R"(\b(1?[2-9]\d{2}[2-9]\d{6})\b)");
  add("PHONE", R"((?i)\b(?:pager|beeper|extension|ext)\.?\s*[:#]*\s*(\d[-\d]{2,})\b)");
  add("ID",
      R"((?i)\b(?:MRN|medical record|record|acct|account|policy|member|subscriber|beneficiary|)"
      R"(license|licence|certificate|plate|VIN|serial|S/N|UDI|device|lot|accession|encounter|CSN|)"
      R"(FIN|DEA|NPI|SSN)(?:\s*(?:id|number|num|no\.?|nr\.?))?\s*[:#]*\s*)"
      R"(([A-Z]*[-A-Z0-9]*\d[-A-Z0-9]{2,})\b)");
  add("ID", R"(\bSN[:#]?\s+([A-Z0-9]*[-A-Z0-9]*\d[-A-Z0-9]{2,})\b)");
  add("ID", R"((?i)\bplate\W{0,3}([A-Z]{2,3}[ -]\d{3,4})\b)");
  // Identifiers that systems make up: UUIDs, and digests of MD5, SHA-1 and SHA-256.
  add("ID", R"((?i)\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b)");
  add("ID", R"((?i)\b([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b)");
  // Unique device identifiers: GS1's application identifier 01 stands first.
  add("ID", R"((\(01\)\d{14}[^\s,;]*))");
}

void AddPlacesAndPeople(std::deque<IdentifierPattern>& all) {
  const auto add = [&](std::string_view kind, const char* form) { all.emplace_back(kind, form); };
  add("PLACE",
      R"(\b(\d{1,5}\s+(?:[A-Z][A-Za-z]+\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|)"
      R"(Drive|Lane|Ln|Court|Ct|Way|Place|Pl))\b)");
  add("PLACE", R"(\b[A-Z]{2}\s+(\d{5}(?:-\d{4})?)\b)");
  add("PLACE", R"((?i)\b(P\.?\s?O\.?\s+Box\s+\d+)\b)");
  add("NAME", R"(\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?\s+()" NAME_WORD R"((?:\s+)" NAME_WORD ")?)");
  // Letters after a name: with a comma, or after two names.
  add("NAME", R"(\b()" NAME_WORD R"((?:\s+(?:[A-Z]\.?\s+)?)" NAME_WORD
              R"()?),\s*(?:MD|M\.D\.|D\.O\.|RN|R\.N\.|NP|PA-C|PhD|DNP|CRNA|APRN|CNP|LPN|PharmD|MBBS|FACC|FACS)\b)");
  add("NAME", R"(\b()" NAME_WORD R"(\s+(?:[A-Z]\.?\s+)?)" NAME_WORD
              R"()\s+(?:MD|M\.D\.|RN|R\.N\.|PA-C|PhD|DNP|CRNA|APRN|LPN|PharmD|MBBS)\b)");
  add("NAME", R"(\b(?i:signed|dictated|authenticated|cosigned|transcribed|verified)(?i:\s+electronically)?\s+)"
              R"((?i:by)\s*:?\s*()" NAME_WORD R"((?:,?[ \t]+[A-Z][\p{L}'\x{2019}-]*\.?){0,2}))");
  add("NAME", R"(\b(?i:attending(?: physician| surgeon)?|surgeon|assistant|author|provider|physician|nurse|)"
              R"(pcp|referring(?: physician)?)\s*:\s*()" NAME_WORD R"((?:,?[ \t]+[A-Z][\p{L}'\x{2019}-]*){0,2}))");
}

void AddAges(std::deque<IdentifierPattern>& all) {
  const auto add = [&](const char* form) { all.emplace_back("AGE", form); };
  add(R"((?i)\b(9\d|1[0-4]\d)(?:[ -]*(?:years?|yrs?|y\.?/?o|yo)\b))");
  add(R"((?i)\bage[d]?(?:\s+of|\s+is)?\s*[:=]?\s*(9\d|1[0-4]\d)\b)");
  // Not "T 99F": only where a sentence or "a" goes before, and a person after.
  add(R"((?:^|\b(?i:a|an|is|this)\s|[.;:\n]\s*)(9\d|1[01]\d)\s?[MF](?:[.,]|\s+(?:with|who|w/|h/o|hx|s/p|)"
      R"(present|presents|presented|admitted|pt|patient|here)\b))");
  add(R"((?i)\b((?:ninety|(?:a|one) hundred)(?:[ -](?:and )?(?:one|two|three|four|five|six|seven|eight|nine|ten))?))"
      R"([ -]*(?:years?|yrs?)\b)");
  add(R"((?i)\b(nonagenarian|centenarian|supercentenarian)\b)");
}

}  // namespace

// Earlier patterns win where two begin and end together.
const std::deque<IdentifierPattern>& IdentifierPatterns() {
  static const std::deque<IdentifierPattern>* const kPatterns = [] {
    auto* all = new std::deque<IdentifierPattern>();
    AddNumbersAndNets(*all);
    AddPlacesAndPeople(*all);
    AddAges(*all);
    return all;
  }();
  return *kPatterns;
}

const RE2& MarkForm() {
  static const RE2* const kForm =
      new RE2(R"((\[(?:NAME|ID|PHONE|MAIL|URL|ADDRESS|PLACE|DATE|AGE)-\d+\]))");
  return *kForm;
}

}  // namespace suture::prompts
