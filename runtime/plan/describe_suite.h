// The members of every struct of the test suite; describe.h says what for.
#pragma once

#include <tuple>

#include "runtime/plan/describe.h"
#include "runtime/plan/suite.h"

namespace suture::plan {

// clang-format off
template <>
struct Described<SuiteCell> {
  using S = SuiteCell;
  static constexpr auto kMembers = std::make_tuple(
      Of("attribute", &S::attribute),
      Of("value", &S::value),
      Of("values", &S::values),
      Of("system", &S::system),
      Of("code", &S::code),
      Of("span", &S::span));
};

template <>
struct Described<SuiteRow> {
  using S = SuiteRow;
  static constexpr auto kMembers = std::make_tuple(
      Of("cells", &S::cells),
      Of("span", &S::span));
};

template <>
struct Described<Given> {
  using S = Given;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("collection", &S::collection),
      Of("lab", &S::lab),
      Of("field", &S::field),
      Of("document", &S::document),
      Of("code_set", &S::code_set),
      Of("system", &S::system),
      Of("code", &S::code),
      Of("value", &S::value),
      Of("cells", &S::cells),
      Of("from", &S::from),
      Of("to", &S::to),
      Of("is_period", &S::is_period),
      Of("by", &S::by),
      Of("text", &S::text),
      Of("path", &S::path),
      Of("chart", &S::chart),
      Of("span", &S::span));
};

template <>
struct Described<SuiteAnswer> {
  using S = SuiteAnswer;
  static constexpr auto kMembers = std::make_tuple(
      Of("prompt", &S::prompt),
      Of("kind", &S::kind),
      Of("values", &S::values),
      Of("absence", &S::absence),
      Of("rows", &S::rows),
      Of("not_found", &S::not_found),
      Of("no_rows", &S::no_rows),
      Of("citing", &S::citing),
      Of("span", &S::span));
};

template <>
struct Described<Expect> {
  using S = Expect;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("field", &S::field),
      Of("row", &S::row),
      Of("collection", &S::collection),
      Of("values", &S::values),
      Of("step", &S::step),
      Of("absence", &S::absence),
      Of("reason", &S::reason),
      Of("rows", &S::rows),
      Of("message", &S::message),
      Of("span", &S::span));
};

template <>
struct Described<Vary> {
  using S = Vary;
  static constexpr auto kMembers = std::make_tuple(
      Of("kind", &S::kind),
      Of("from", &S::from),
      Of("to", &S::to),
      Of("perturbations", &S::perturbations),
      Of("expects", &S::expects),
      Of("span", &S::span));
};

template <>
struct Described<Test> {
  using S = Test;
  static constexpr auto kMembers = std::make_tuple(
      Of("title", &S::title),
      Of("targets", &S::targets),
      Of("givens", &S::givens),
      Of("answers", &S::answers),
      Of("expects", &S::expects),
      Of("varies", &S::varies),
      Of("span", &S::span));
};

template <>
struct Described<Scenario> {
  using S = Scenario;
  static constexpr auto kMembers = std::make_tuple(
      Of("field", &S::field),
      Of("positive", &S::positive),
      Of("text", &S::text),
      Of("kind", &S::kind),
      Of("values", &S::values),
      Of("absence", &S::absence),
      Of("because", &S::because),
      Of("as_example", &S::as_example),
      Of("span", &S::span));
};

template <>
struct Described<Suite> {
  using S = Suite;
  static constexpr auto kMembers = std::make_tuple(
      Of("version", &S::version),
      Of("plan_hash", &S::plan_hash),
      Of("tests", &S::tests),
      Of("scenarios", &S::scenarios));
};
// clang-format on

}  // namespace suture::plan
