# The house: one static library a room. This table is the only place that says which room may
# include which (tests/lint reads it and fails on any other include). An include goes down, never up.
#
#   suture_room(FOLDER [DEPENDS room...] [LIBS library...])
#
# Every .cc of the folder belongs to the room; tests/FOLDER/*_test.cc become test_<room>.

set(SUTURE_WARNINGS -Wall -Wextra -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports overlapping copies inside libstdc++'s own string functions at -O2 and -O3, and at
  # -O3 members without a value that have one.
  list(APPEND SUTURE_WARNINGS -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 calls what it deprecates itself, inside std::stable_sort.
  list(APPEND SUTURE_WARNINGS -Wno-deprecated-declarations)
endif()
if(SUTURE_WERROR)
  list(APPEND SUTURE_WARNINGS -Werror)
endif()

set(ABSL absl::status absl::statusor absl::strings absl::flat_hash_map absl::flat_hash_set absl::span absl::int128)

if(SUTURE_TESTS)
  enable_testing()
  add_library(suture_test_main STATIC tests/support/test_main.cc)
  target_include_directories(suture_test_main PUBLIC ${CMAKE_SOURCE_DIR})
  # Of many inputs alike a sanitized test, which is ten times as slow, takes one in so many. run_tests.py says so to
  # those in Python.
  set(SUTURE_TEST_SHARE 1)
  if(SUTURE_SANITIZE)
    set(SUTURE_TEST_SHARE 4)
  endif()
  target_compile_definitions(suture_test_main PUBLIC SUTURE_TEST_SHARE=${SUTURE_TEST_SHARE})
  if(SUTURE_SANITIZE)
    # Catch2's own code, which takes a minute with the sanitizers.
    target_compile_options(suture_test_main PRIVATE -fno-sanitize=all)
    # In what tests do themselves the address sanitizer sees the same, and they compile in two thirds of the time.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(suture_test_main INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
    endif()
  endif()
endif()

function(suture_room folder)
  cmake_parse_arguments(ROOM "" "" "DEPENDS;LIBS" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cc)
  set(deps "")
  foreach(room ${ROOM_DEPENDS})
    string(REPLACE "/" "_" dep ${room})
    list(APPEND deps suture_${dep})
  endforeach()
  if(sources)
    add_library(suture_${name} STATIC ${sources})
    target_include_directories(suture_${name} PUBLIC ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_compile_options(suture_${name} PRIVATE ${SUTURE_WARNINGS})
    target_link_libraries(suture_${name} PUBLIC ${deps} ${ROOM_LIBS})
  else()
    add_library(suture_${name} INTERFACE)
    target_include_directories(suture_${name} INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
    target_link_libraries(suture_${name} INTERFACE ${deps} ${ROOM_LIBS})
  endif()
  if(SUTURE_TESTS)
    file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cc)
    if(tests)
      add_executable(test_${name} ${tests})
      target_compile_options(test_${name} PRIVATE ${SUTURE_WARNINGS})
      target_compile_definitions(test_${name} PRIVATE SUTURE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      target_link_libraries(test_${name} PRIVATE suture_${name} suture_test_main)
      add_test(NAME ${name} COMMAND test_${name})
    endif()
    include(${CMAKE_SOURCE_DIR}/tests/${folder}/extra.cmake OPTIONAL)
  endif()
endfunction()

# Runtime, from the ground up.
suture_room(runtime/base      LIBS ${ABSL} fmt::fmt OpenSSL::Crypto)
suture_room(runtime/text      DEPENDS runtime/base)
suture_room(runtime/values    DEPENDS runtime/base)
suture_room(runtime/operators DEPENDS runtime/values)
suture_room(runtime/plan      DEPENDS runtime/values LIBS nlohmann_json::nlohmann_json simdjson::simdjson OpenSSL::Crypto)
suture_room(runtime/config    DEPENDS runtime/values LIBS yaml-cpp)
suture_room(runtime/chart     DEPENDS runtime/plan LIBS simdjson::simdjson ZLIB::ZLIB zstd::libzstd_shared)
suture_room(runtime/rules     DEPENDS runtime/chart runtime/operators)
suture_room(runtime/notes     DEPENDS runtime/chart runtime/text LIBS suture_re2)
suture_room(runtime/models    DEPENDS runtime/text runtime/values runtime/config LIBS nlohmann_json::nlohmann_json suture_curl OpenSSL::Crypto)
suture_room(runtime/prompts   DEPENDS runtime/notes runtime/plan runtime/models)
suture_room(runtime/store     DEPENDS runtime/plan runtime/models LIBS SQLite::SQLite3 OpenSSL::Crypto nlohmann_json::nlohmann_json ZLIB::ZLIB)
suture_room(runtime/engine    DEPENDS runtime/rules runtime/notes runtime/prompts runtime/models runtime/store)
suture_room(runtime/testing   DEPENDS runtime/engine)

# Compiler.
include(${CMAKE_CURRENT_LIST_DIR}/antlr.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/stdlib.cmake)
suture_room(compiler/source      DEPENDS runtime/base runtime/text)
suture_room(compiler/diagnostics DEPENDS compiler/source LIBS nlohmann_json::nlohmann_json)
suture_room(compiler/ast         DEPENDS compiler/diagnostics runtime/values)
suture_room(compiler/syntax      DEPENDS compiler/ast LIBS suture_grammar)
suture_room(compiler/codes       DEPENDS compiler/ast runtime/values LIBS nlohmann_json::nlohmann_json)
suture_room(compiler/resolve     DEPENDS compiler/ast compiler/codes)
suture_room(compiler/check       DEPENDS compiler/resolve runtime/operators runtime/text runtime/plan)
suture_room(compiler/lower       DEPENDS compiler/check runtime/plan LIBS nlohmann_json::nlohmann_json)
suture_room(compiler/optimize    DEPENDS runtime/plan runtime/operators)
suture_room(compiler/format      DEPENDS compiler/syntax)
suture_room(compiler/dictionary  DEPENDS compiler/check compiler/format LIBS nlohmann_json::nlohmann_json)
suture_room(compiler/driver      DEPENDS compiler/source compiler/diagnostics compiler/ast compiler/syntax compiler/codes
                                         compiler/resolve compiler/check compiler/lower compiler/optimize compiler/format
                                 LIBS suture_stdlib)
