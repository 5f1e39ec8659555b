# Headers of libraries parsed once a build instead of once a file (SUTURE_PCH): with sanitizers a quarter of a file's time
# goes into them. For the builds that a machine makes from nothing and throws away.
option(SUTURE_PCH "Precompile the headers of libraries." OFF)

if(SUTURE_PCH)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/precompiled.cc CONTENT "")
  foreach(kind common tests)
    add_library(suture_precompiled_${kind} OBJECT ${CMAKE_BINARY_DIR}/generated/precompiled.cc)
    target_compile_options(suture_precompiled_${kind} PRIVATE ${SUTURE_WARNINGS})
    target_link_libraries(suture_precompiled_${kind} PRIVATE ${ABSL} fmt::fmt nlohmann_json::nlohmann_json)
    target_precompile_headers(suture_precompiled_${kind} PRIVATE ${CMAKE_SOURCE_DIR}/scripts/cmake/common_headers.h)
  endforeach()
  if(SUTURE_TESTS)
    target_precompile_headers(suture_precompiled_tests PRIVATE <catch2/catch.hpp>)
  endif()
endif()

# `kind`: common, or tests for what includes Catch2.
function(suture_precompile target kind)
  if(SUTURE_PCH)
    target_precompile_headers(${target} REUSE_FROM suture_precompiled_${kind})
  endif()
endfunction()
