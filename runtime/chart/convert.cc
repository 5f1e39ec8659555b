#include "runtime/chart/convert.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "runtime/chart/base64.h"
#include "runtime/chart/endings.h"
#include "runtime/chart/json_scalar.h"
#include "simdjson.h"

namespace suture::chart {
namespace {

using values::UnsettledCause;
using values::Value;

constexpr std::string_view kUcum = "http://unitsofmeasure.org";
// A FHIR datatype's largest meaningful text for evidence of what could not be read.
constexpr size_t kMaxRawText = 200;

Cell OfValue(const Value& value) {
  Cell cell;
  cell.kind = Cell::Kind::kValue;
  cell.value = value;
  return cell;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return (x >= 'A' && x <= 'Z' ? x - 'A' + 'a' : x) == y;
         });
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "text/plain; charset=utf-8" in parts, as far as they count here.
struct MediaType {
  std::string_view type, charset;

  explicit MediaType(std::string_view text) {
    const size_t semicolon = text.find(';');
    type = Trim(text.substr(0, semicolon));
    while (!text.empty() && text.find(';') != std::string_view::npos) {
      text.remove_prefix(text.find(';') + 1);
      const std::string_view parameter = Trim(text.substr(0, text.find(';')));
      const size_t equals = parameter.find('=');
      if (equals == std::string_view::npos) continue;
      if (!EqualsIgnoringCase(Trim(parameter.substr(0, equals)), "charset")) continue;
      charset = Trim(parameter.substr(equals + 1));
      if (charset.size() >= 2 && charset.front() == '"') {
        charset = charset.substr(1, charset.size() - 2);
      }
    }
  }
  bool IsPlainText() const {
    if (type.empty()) return true;
    if (type.size() < 5 || !EqualsIgnoringCase(type.substr(0, 5), "text/")) return false;
    return !EqualsIgnoringCase(type, "text/html") && !EqualsIgnoringCase(type, "text/rtf");
  }
  bool IsUtf8() const {
    return charset.empty() || EqualsIgnoringCase(charset, "utf-8") ||
           EqualsIgnoringCase(charset, "utf8") || EqualsIgnoringCase(charset, "us-ascii");
  }
  bool IsLatin1() const {
    return EqualsIgnoringCase(charset, "iso-8859-1") || EqualsIgnoringCase(charset, "latin1");
  }
};

std::string_view Latin1ToUtf8(std::string_view bytes, base::Arena& arena) {
  char* const begin = static_cast<char*>(arena.Allocate(2 * bytes.size() + 1, 1));
  char* out = begin;
  for (const char c : bytes) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte < 0x80) {
      *out++ = c;
    } else {
      *out++ = static_cast<char>(0xC0 | (byte >> 6));
      *out++ = static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return {begin, static_cast<size_t>(out - begin)};
}

}  // namespace

const PartNames& PartsOf(Conversion conversion) {
  static const auto* const kParts = [] {
    auto* parts = new std::array<PartNames, kConversionCount>;
    const auto set = [&](Conversion to,
                         std::vector<std::pair<std::string, std::string_view Parts::*>> list) {
      PartNames& names = (*parts)[static_cast<size_t>(to)];
      std::vector<std::string> all;
      for (const auto& [name, part] : list) {
        all.push_back(name);
        names.parts.push_back(part);
      }
      names.names = NameTable(all);
    };
    set(Conversion::kPeriod, {{"start", &Parts::start}, {"end", &Parts::end}});
    set(Conversion::kCodes, {{"system", &Parts::system},
                             {"code", &Parts::code},
                             {"text", &Parts::text},
                             {"coding", nullptr}});
    set(Conversion::kCode, {{"code", &Parts::code}});
    set(Conversion::kQuantity, {{"value", &Parts::value},
                                {"unit", &Parts::unit},
                                {"code", &Parts::code},
                                {"system", &Parts::system},
                                {"comparator", &Parts::comparator}});
    set(Conversion::kReference, {{"reference", &Parts::reference}, {"display", &Parts::display}});
    set(Conversion::kAttachment,
        {{"contentType", &Parts::content_type}, {"data", &Parts::data}, {"url", &Parts::url}});
    return parts;
  }();
  return (*kParts)[static_cast<size_t>(conversion)];
}

Cell Converter::Unreadable(UnsettledCause cause, std::string_view text) {
  Cell cell;
  cell.kind = Cell::Kind::kUnreadable;
  cell.cause = cause;
  // Cut between characters.
  if (text.size() > kMaxRawText) {
    size_t end = kMaxRawText;
    while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  cell.value = Value::OfText(text);
  return cell;
}

std::optional<std::string_view> Converter::String(std::string_view token) {
  const std::optional<std::string_view> text = StringOf(token, *arena_);
  met_broken_text_ = met_broken_text_ || (!text && IsStringToken(token));
  return text;
}

std::string_view Converter::Text(std::string_view token) {
  if (!IsStringToken(token)) return token;
  return String(token).value_or(std::string_view());
}

Cell Converter::FromScalar(Conversion conversion, std::string_view token,
                           const values::Unit* unit) {
  if (token.empty() || token == "null") return Cell();
  const auto unreadable = [&] { return Unreadable(UnsettledCause::kUnreadableValue, Text(token)); };
  switch (conversion) {
    case Conversion::kTruth:
      if (token == "true" || token == "false") return OfValue(Value::OfBool(token == "true"));
      return unreadable();
    case Conversion::kInteger:
    case Conversion::kDecimal:
      return Number(token, conversion == Conversion::kInteger, unit);
    case Conversion::kQuantity:
      return Number(token, false, nullptr);
    case Conversion::kDate:
    case Conversion::kDateTime:
      return Moment(token, conversion == Conversion::kDate);
    case Conversion::kPeriod:
      return BeginningOf(token);
    case Conversion::kTime: {
      const auto text = String(token);
      const auto time = text ? values::TimeOfDay::Parse(*text) : std::nullopt;
      return time ? OfValue(Value::OfTime(*time)) : unreadable();
    }
    case Conversion::kText:
    case Conversion::kCode:
    case Conversion::kReference: {
      if (!IsStringToken(token)) return OfValue(Value::OfText(token));
      const auto text = String(token);
      if (!text) return Unreadable(UnsettledCause::kUnreadableValue);
      return text->empty() ? Cell() : OfValue(Value::OfText(*text));
    }
    case Conversion::kAttachment: {
      const auto text = String(token);
      return text ? AttachmentText(*text, {}) : unreadable();
    }
    case Conversion::kCodes:
      break;
  }
  return Cell();
}

Cell Converter::FromObject(Conversion conversion, const Parts& parts) {
  switch (conversion) {
    case Conversion::kPeriod:
      return PeriodOf(parts);
    case Conversion::kQuantity:
      return QuantityOf(parts);
    case Conversion::kReference:
      return ReferenceOf(parts);
    case Conversion::kAttachment:
      return AttachmentOf(parts);
    case Conversion::kCode:
      if (!parts.code.empty()) return FromScalar(Conversion::kCode, parts.code, nullptr);
      break;
    default:
      break;
  }
  return Unreadable(UnsettledCause::kUnreadableValue);
}

Cell Converter::Number(std::string_view token, bool integer, const values::Unit* unit) {
  const std::optional<values::Decimal> number = values::Decimal::Parse(token);
  if (IsStringToken(token) || !number) {
    return Unreadable(UnsettledCause::kUnreadableValue, Text(token));
  }
  if (unit != nullptr) return OfValue(Value::OfQuantity(*number, unit));
  if (!integer) return OfValue(Value::OfDecimal(*number));
  const std::optional<int64_t> whole = number->ToInteger();
  if (!whole) return Unreadable(UnsettledCause::kUnreadableValue, token);
  return OfValue(Value::OfInteger(*whole));
}

Cell Converter::Moment(std::string_view token, bool is_date) {
  const auto text = String(token);
  std::optional<values::DateTime> time;
  if (text) time = values::DateTime::Parse(*text);
  if (!time) return Unreadable(UnsettledCause::kUnreadableValue, Text(token));
  if (is_date) return OfValue(Value::OfDateTime(time->DatePart()));
  time->is_date = false;
  return OfValue(Value::OfDateTime(*time));
}

// One moment of what lasts: when it ended, nobody wrote.
Cell Converter::BeginningOf(std::string_view token) {
  const Cell moment = Moment(token, false);
  return moment.kind == Cell::Kind::kValue ? BeginningCell(moment.value.date_time(), *arena_)
                                           : moment;
}

Cell Converter::PeriodOf(const Parts& parts) {
  Period period;
  period.is_period = true;
  std::string_view broken;
  const auto read = [&](std::string_view token, values::DateTime& to) {
    if (token.empty()) return false;
    const Cell cell = Moment(token, false);
    if (cell.kind == Cell::Kind::kValue) {
      to = cell.value.date_time();
    } else if (broken.empty()) {
      broken = token;
    }
    return cell.kind == Cell::Kind::kValue;
  };
  period.has_start = read(parts.start, period.start);
  period.has_end = read(parts.end, period.end);
  if (!broken.empty()) return Unreadable(UnsettledCause::kUnreadableValue, Text(broken));
  if (!period.known()) return Cell();
  return PeriodCell(period, *arena_);
}

std::string_view Converter::Joined(std::string_view a, std::string_view b, std::string_view c) {
  char* const text = static_cast<char*>(arena_->Allocate(a.size() + b.size() + c.size() + 1, 1));
  char* out = text;
  for (const std::string_view part : {a, b, c}) out = std::copy(part.begin(), part.end(), out);
  return {text, static_cast<size_t>(out - text)};
}

const values::Unit* Converter::FindUnit(std::string_view spelled) {
  const absl::string_view key(spelled.data(), spelled.size());
  const auto at = units_.find(key);
  if (at != units_.end()) return at->second;
  const absl::StatusOr<const values::Unit*> unit = values::Unit::ParseClinicalUnit(spelled);
  const values::Unit* const found = unit.ok() ? *unit : nullptr;
  if (units_.size() < kMaxUnits) units_.emplace(key, found);
  return found;
}

Cell Converter::QuantityOf(const Parts& parts) {
  if (parts.value.empty()) return Cell();
  const std::string_view spelled = Text(parts.unit), code = Text(parts.code);
  const bool is_ucum = !code.empty() && Text(parts.system) == kUcum;
  const std::string_view unit_text = is_ucum || spelled.empty() ? code : spelled;
  const auto raw = [&](std::string_view amount, std::string_view unit) {
    return unit.empty() ? amount : Joined(amount, " ", unit);
  };
  const std::optional<values::Decimal> amount = values::Decimal::Parse(parts.value);
  if (!amount || IsStringToken(parts.value)) {
    return Unreadable(UnsettledCause::kUnreadableValue, raw(Text(parts.value), unit_text));
  }
  if (const std::string_view comparator = Text(parts.comparator); !comparator.empty()) {
    return Unreadable(UnsettledCause::kUncertainRange,
                      raw(Joined(comparator, parts.value, {}), unit_text));
  }
  if (unit_text.empty()) return OfValue(Value::OfDecimal(*amount));
  const values::Unit* unit = FindUnit(unit_text);
  if (unit == nullptr && !spelled.empty()) unit = FindUnit(spelled);
  if (unit == nullptr) {
    return Unreadable(UnsettledCause::kBadUnit,
                      raw(parts.value, spelled.empty() ? unit_text : spelled));
  }
  return OfValue(Value::OfQuantity(*amount, unit));
}

Cell Converter::ReferenceOf(const Parts& parts) {
  const std::string_view reference = Text(parts.reference);
  if (!reference.empty()) return OfValue(Value::OfText(reference));
  // Something is meant, but it does not say which entry.
  if (const std::string_view display = Text(parts.display); !display.empty()) {
    return Unreadable(UnsettledCause::kUnresolvedReference, display);
  }
  return Cell();
}

Cell Converter::AttachmentOf(const Parts& parts) {
  const std::string_view content_type = Text(parts.content_type);
  const bool is_text = MediaType(content_type).IsPlainText();
  if (parts.data.empty()) {
    if (parts.url.empty()) return Cell();
    return UnreadText(is_text, UnsettledCause::kUnresolvedReference, Text(parts.url));
  }
  if (!is_text) return Unreadable(UnsettledCause::kUnreadableValue, content_type);
  const auto text = String(parts.data);
  const auto bytes = text ? DecodeBase64(*text, *arena_) : std::nullopt;
  if (!bytes) return UnreadText(true, UnsettledCause::kUnreadableValue, "broken base64");
  return AttachmentText(*bytes, content_type);
}

Cell Converter::UnreadText(bool is_text, UnsettledCause cause, std::string_view text) {
  static constexpr Attachment kUnread{};
  Cell cell = Unreadable(cause, text);
  if (is_text) cell.attachment = &kUnread;
  return cell;
}

Cell Converter::AttachmentText(std::string_view bytes, std::string_view content_type) {
  const MediaType media(content_type);
  std::string_view text = bytes;
  if (media.IsLatin1()) {
    text = Latin1ToUtf8(bytes, *arena_);
  } else if (!media.IsUtf8()) {
    return UnreadText(true, UnsettledCause::kUnreadableValue, content_type);
  }
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    return UnreadText(true, UnsettledCause::kUnreadableValue, "broken UTF-8");
  }
  Cell cell;
  cell.kind = Cell::Kind::kAttachment;
  cell.attachment = arena_->New<Attachment>(Attachment{text});
  return cell;
}

}  // namespace suture::chart
