#include <type_traits>
#include <utility>

#include "runtime/plan/describe_suite.h"
#include "runtime/plan/json.h"
#include "runtime/plan/json_text.h"
#include "runtime/plan/names.h"

namespace suture::plan {
namespace {

template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};

// Whether a value is left out: equal to what its struct starts with.
bool IsDefault(const std::string& value, const std::string& start) { return value == start; }
template <typename T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>)
bool IsDefault(T value, T start) {
  return value == start;
}
template <typename Tag>
bool IsDefault(base::Id<Tag> value, base::Id<Tag> start) {
  return value == start;
}
template <typename T>
bool IsDefault(const std::vector<T>& value, const std::vector<T>&) {
  return value.empty();
}
template <typename T>
bool IsDefault(const std::optional<T>& value, const std::optional<T>&) {
  return !value.has_value();
}
bool IsDefault(const SourceSpan& value, const SourceSpan&) { return value.file < 0; }
template <typename S>
  requires requires { Described<S>::kMembers; }
bool IsDefault(const S& value, const S& start) {
  bool is_default = true;
  ForEachMember<S>([&](const auto& member) {
    is_default = is_default && IsDefault(value.*member.pointer, start.*member.pointer);
  });
  return is_default;
}

class Writer {
 public:
  // The document itself: each member on a line of its own, each element of a table too.
  template <typename S>
  static std::string Document(const S& document) {
    Writer writer;
    writer.WriteDocument(document);
    return std::move(writer.out_);
  }

 private:
  template <typename S>
  void WriteDocument(const S& document) {
    static const S kStart;
    out_ += '{';
    bool first = true;
    ForEachMember<S>([&](const auto& member) {
      const auto& value = document.*member.pointer;
      // A document always says its version.
      if (member.name != "version" && IsDefault(value, kStart.*member.pointer)) return;
      // The hash stays on the first line, where hash.h cuts it out.
      if (!first) out_ += member.name == "hash" ? "," : ",\n";
      first = false;
      WriteKey(member.name);
      WriteTable(value);
    });
    out_ += "\n}\n";
  }

  template <typename T>
  void WriteTable(const T& value) {
    if constexpr (IsVector<T>::value) {
      out_ += '[';
      for (size_t i = 0; i < value.size(); ++i) {
        out_ += i == 0 ? "\n" : ",\n";
        Write(value[i]);
      }
      out_ += "\n]";
    } else {
      Write(value);
    }
  }

  void WriteKey(std::string_view name) {
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }

  void Write(const std::string& value) { AppendJsonString(value, out_); }
  void Write(bool value) { out_ += value ? "true" : "false"; }
  template <typename T>
    requires std::is_integral_v<T>
  void Write(T value) {
    AppendJsonInteger(value, out_);
  }
  template <typename T>
    requires std::is_enum_v<T>
  void Write(T value) {
    AppendJsonString(Name(value), out_);
  }
  template <typename Tag>
  void Write(base::Id<Tag> id) {
    AppendJsonInteger(id.index, out_);
  }
  template <typename T>
  void Write(const std::vector<T>& values) {
    out_ += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += ',';
      Write(values[i]);
    }
    out_ += ']';
  }
  template <typename A, typename B>
  void Write(const std::pair<A, B>& pair) {
    out_ += '[';
    Write(pair.first);
    out_ += ',';
    Write(pair.second);
    out_ += ']';
  }
  template <typename T>
  void Write(const std::optional<T>& value) {
    Write(*value);
  }
  // Spans are most of a plan; as five numbers they stay readable.
  void Write(const SourceSpan& span) {
    out_ += '[';
    for (const int32_t part : {span.file, span.line, span.column, span.end_line}) {
      AppendJsonInteger(part, out_);
      out_ += ',';
    }
    AppendJsonInteger(span.end_column, out_);
    out_ += ']';
  }
  template <typename S>
    requires requires { Described<S>::kMembers; }
  void Write(const S& value) {
    static const S kStart;
    out_ += '{';
    bool first = true;
    ForEachMember<S>([&](const auto& member) {
      const auto& part = value.*member.pointer;
      // An enumeration that comes first says what the entry is, so it is always written.
      const bool says_what = member.name == std::get<0>(MembersOf<S>()).name &&
                             std::is_enum_v<std::decay_t<decltype(part)>>;
      if (!says_what && IsDefault(part, kStart.*member.pointer)) return;
      if (!first) out_ += ',';
      first = false;
      WriteKey(member.name);
      Write(part);
    });
    out_ += '}';
  }

  std::string out_;
};

}  // namespace

std::string ToJson(const Plan& plan) { return Writer::Document(plan); }
std::string ToJson(const Suite& suite) { return Writer::Document(suite); }

}  // namespace suture::plan
