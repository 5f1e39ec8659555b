#include <array>
#include <limits>
#include <type_traits>
#include <utility>

#include "absl/functional/function_ref.h"
#include "fmt/format.h"
#include "runtime/base/status_macros.h"
#include "runtime/plan/describe_suite.h"
#include "runtime/plan/json.h"
#include "runtime/plan/names.h"
#include "runtime/plan/padded_json.h"
#include "simdjson.h"

namespace suture::plan {
namespace {

using simdjson::ondemand::value;

absl::Status Wrong(const std::string& what) { return absl::InvalidArgumentError(what); }
std::string_view MessageOf(const absl::Status& status) {
  return {status.message().data(), status.message().size()};
}
absl::Status Broken(simdjson::error_code error) {
  return Wrong(
      fmt::format("the JSON is broken or of the wrong kind ({})", simdjson::error_message(error)));
}

// Adds one step of the way to an error, on the way out.
absl::Status Under(const absl::Status& status, std::string_view step) {
  const std::string_view text = MessageOf(status);
  const bool has_place = !text.empty() && (text[0] == '.' || text[0] == '[');
  return absl::Status(status.code(), fmt::format("{}{}{}", step, has_place ? "" : ": ", text));
}

// What simdjson inlines stands in a few functions that are no templates: with the sanitizers this
// file took more than two minutes to compile while every member of every struct had its own copy.
absl::Status ReadText(value json, std::string_view& out, std::string_view wanted) {
  return json.get_string().get(out) ? Wrong(fmt::format("{} is expected", wanted))
                                    : absl::OkStatus();
}
absl::Status ReadInteger(value json, int64_t& out) {
  return json.get_int64().get(out) ? Wrong("a whole number is expected") : absl::OkStatus();
}
absl::Status ForEachElement(value json, std::string_view wanted,
                            absl::FunctionRef<absl::Status(value)> on_element) {
  simdjson::ondemand::array array;
  if (json.get_array().get(array)) return Wrong(fmt::format("{} expected", wanted));
  for (auto item : array) {
    value element;
    if (auto error = std::move(item).get(element)) return Broken(error);
    SUTURE_RETURN_IF_ERROR(on_element(element));
  }
  return absl::OkStatus();
}
absl::Status ForEachJsonMember(
    simdjson::ondemand::object object,
    absl::FunctionRef<absl::Status(simdjson::ondemand::field&)> on_member) {
  for (auto item : object) {
    simdjson::ondemand::field field;
    if (auto error = std::move(item).get(field)) return Broken(error);
    SUTURE_RETURN_IF_ERROR(on_member(field));
  }
  return absl::OkStatus();
}
absl::Status ReadObject(value json, simdjson::ondemand::object& out) {
  return json.get_object().get(out) ? Wrong("an object is expected") : absl::OkStatus();
}

class Reader {
 public:
  explicit Reader(const Limits& limits) : limits_(limits) {}

  absl::Status Read(value json, std::string& out) {
    std::string_view text;
    SUTURE_RETURN_IF_ERROR(ReadText(json, text, "a text"));
    out.assign(text);
    return absl::OkStatus();
  }
  absl::Status Read(value json, bool& out) {
    return json.get_bool().get(out) ? Wrong("true or false is expected") : absl::OkStatus();
  }
  template <typename T>
    requires(std::is_integral_v<T> && !std::is_same_v<T, bool>)
  absl::Status Read(value json, T& out) {
    int64_t number;
    SUTURE_RETURN_IF_ERROR(ReadInteger(json, number));
    if (number < std::numeric_limits<T>::min() || number > std::numeric_limits<T>::max()) {
      return Wrong(fmt::format("the number {} is too large", number));
    }
    out = static_cast<T>(number);
    return absl::OkStatus();
  }
  template <typename T>
    requires std::is_enum_v<T>
  absl::Status Read(value json, T& out) {
    std::string_view text;
    SUTURE_RETURN_IF_ERROR(ReadText(json, text, "a word"));
    const std::optional<T> named = ParseName<T>(text);
    if (!named)
      return Wrong(fmt::format("\"{}\" is none of the words known here", text.substr(0, 60)));
    out = *named;
    return absl::OkStatus();
  }
  template <typename Tag>
  absl::Status Read(value json, base::Id<Tag>& out) {
    return Read(json, out.index);
  }
  template <typename T>
  absl::Status Read(value json, std::vector<T>& out) {
    return ForEachElement(json, "a list is", [&](value element) {
      SUTURE_RETURN_IF_ERROR(CountEntry());
      absl::Status status = Read(element, out.emplace_back());
      return status.ok() ? status : Under(status, fmt::format("[{}]", out.size() - 1));
    });
  }
  template <typename A, typename B>
  absl::Status Read(value json, std::pair<A, B>& out) {
    int count = 0;
    SUTURE_RETURN_IF_ERROR(ForEachElement(json, "a list of two is", [&](value element) {
      ++count;
      return count == 1   ? Read(element, out.first)
             : count == 2 ? Read(element, out.second)
                          : absl::OkStatus();
    }));
    return count == 2 ? absl::OkStatus() : Wrong("a list of two is expected");
  }
  template <typename T>
  absl::Status Read(value json, std::optional<T>& out) {
    return Read(json, out.emplace());
  }
  absl::Status Read(value json, SourceSpan& out) {
    const std::array<int32_t*, 5> parts = {&out.file, &out.line, &out.column, &out.end_line,
                                           &out.end_column};
    size_t count = 0;
    SUTURE_RETURN_IF_ERROR(ForEachElement(json, "five numbers are", [&](value element) {
      return ++count <= parts.size() ? Read(element, *parts[count - 1]) : absl::OkStatus();
    }));
    return count == parts.size() ? absl::OkStatus() : Wrong("five numbers are expected");
  }
  template <typename S>
    requires requires { Described<S>::kMembers; }
  absl::Status Read(value json, S& out) {
    simdjson::ondemand::object object;
    SUTURE_RETURN_IF_ERROR(ReadObject(json, object));
    return ReadMembers(object, out);
  }

  template <typename S>
  absl::Status ReadMembers(simdjson::ondemand::object object, S& out) {
    constexpr size_t kCount = std::tuple_size_v<decltype(Described<S>::kMembers)>;
    static_assert(kCount <= 64);
    uint64_t seen = 0;
    size_t expected = 0;  // Members mostly come in declaration order.
    return ForEachJsonMember(object, [&](simdjson::ondemand::field& field) {
      const size_t found = Find<S>(field.key().raw(), expected);
      if (found == kCount) return UnknownMember(field);
      if (seen & (uint64_t{1} << found)) {
        return Wrong(fmt::format("the member \"{}\" stands twice", kNames<S>[found]));
      }
      seen |= uint64_t{1} << found;
      expected = found + 1;
      absl::Status status =
          ReadMember(found, field.value(), out, std::make_index_sequence<kCount>{});
      return status.ok() ? status : Under(status, fmt::format(".{}", kNames<S>[found]));
    });
  }

 private:
  absl::Status CountEntry() {
    if (++entries_ <= limits_.max_entries) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        fmt::format("the plan has more than {} entries", limits_.max_entries));
  }

  template <typename S>
  static constexpr auto kNames =
      std::apply([](const auto&... member) { return std::array{member.name...}; }, MembersOf<S>());

  // `raw` points behind the opening quote of the key. The parser's padding makes looking past the
  // end of a short key safe.
  template <typename S>
  static size_t Find(const char* raw, size_t expected) {
    constexpr size_t kCount = kNames<S>.size();
    for (size_t tried = 0; tried < kCount; ++tried) {
      const size_t candidate = (expected + tried) % kCount;
      const std::string_view name = kNames<S>[candidate];
      if (std::string_view(raw, name.size()) == name && raw[name.size()] == '"') return candidate;
    }
    return kCount;
  }

  static absl::Status UnknownMember(simdjson::ondemand::field& field) {
    std::string_view key;
    if (auto error = field.unescaped_key().get(key)) return Broken(error);
    return Wrong(fmt::format("the member \"{}\" is not known", key.substr(0, 60)));
  }

  template <typename S, size_t... I>
  absl::Status ReadMember(size_t which, value json, S& out, std::index_sequence<I...>) {
    absl::Status status;
    static_cast<void>(
        ((which == I && (status = Read(json, out.*std::get<I>(MembersOf<S>()).pointer), true)) ||
         ...));
    return status;
  }

  const Limits& limits_;
  size_t entries_ = 0;
};

absl::Status CheckVersion(std::string_view document, int64_t version) {
  if (version == kPlanVersion || (version == kPlanVersion - 1 && version > 0)) {
    return absl::OkStatus();
  }
  const std::string_view cure =
      version > kPlanVersion
          ? "Run it with the Suture that built it, or build it again with this one."
          : "Build it again from its source with `suture build`.";
  return absl::FailedPreconditionError(
      fmt::format("The {} has version {}, and this Suture reads version {}. {}", document, version,
                  kPlanVersion, cure));
}

template <typename S>
absl::StatusOr<S> ReadPadded(std::string_view name, simdjson::padded_string_view padded,
                             const Limits& limits) {
  const auto unreadable = [&](std::string_view why) {
    // simdjson ends some of its sentences and not others.
    if (why.ends_with('.')) why.remove_suffix(1);
    return absl::InvalidArgumentError(fmt::format("The {} cannot be read: {}.", name, why));
  };
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  if (auto error = parser.iterate(padded).get(document)) {
    return unreadable(simdjson::error_message(error));
  }
  simdjson::ondemand::object object;
  if (auto error = document.get_object().get(object)) {
    return unreadable(error == simdjson::INCORRECT_TYPE ? "it is not a JSON object"
                                                        : simdjson::error_message(error));
  }
  int64_t version;
  if (object.find_field_unordered("version").get_int64().get(version)) {
    return unreadable("it does not say its version");
  }
  SUTURE_RETURN_IF_ERROR(CheckVersion(name, version));
  if (auto error = object.reset().error()) return unreadable(simdjson::error_message(error));

  S result;
  if (absl::Status status = Reader(limits).ReadMembers(object, result); !status.ok()) {
    const std::string_view why = MessageOf(status);
    return absl::Status(status.code(), fmt::format("The {} cannot be read: {}.", name,
                                                   why.substr(why[0] == '.' ? 1 : 0)));
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return unreadable("something follows after its end");
  }
  return result;
}

absl::Status CheckSize(std::string_view name, std::string_view text, const Limits& limits) {
  if (text.size() <= limits.max_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      fmt::format("The {} has {} bytes; the limit is {}.", name, text.size(), limits.max_bytes));
}

template <typename S>
absl::StatusOr<S> ReadDocument(std::string_view name, std::string_view text, const Limits& limits) {
  SUTURE_RETURN_IF_ERROR(CheckSize(name, text, limits));
  return ReadPadded<S>(name, simdjson::padded_string(text), limits);
}

}  // namespace

static_assert(kJsonPadding >= simdjson::SIMDJSON_PADDING);

absl::StatusOr<Plan> FromJson(std::string_view text, const Limits& limits) {
  return ReadDocument<Plan>("plan", text, limits);
}
absl::StatusOr<Plan> FromPaddedJson(std::string_view text, const Limits& limits) {
  SUTURE_RETURN_IF_ERROR(CheckSize("plan", text, limits));
  return ReadPadded<Plan>("plan", simdjson::padded_string_view(text, text.size() + kJsonPadding),
                          limits);
}
absl::StatusOr<Suite> SuiteFromJson(std::string_view text, const Limits& limits) {
  return ReadDocument<Suite>("test suite", text, limits);
}

}  // namespace suture::plan
