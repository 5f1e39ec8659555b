# Embeds the standard library and its lexicons in the binary, so that `suture` runs from any folder.
# Output: generated/stdlib/embedded_files.cc, behind stdlib/embedded.h.

file(GLOB_RECURSE SUTURE_STDLIB_FILES CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/stdlib
  ${CMAKE_SOURCE_DIR}/stdlib/*.suture ${CMAKE_SOURCE_DIR}/stdlib/*.tsv ${CMAKE_SOURCE_DIR}/stdlib/*.json)
list(SORT SUTURE_STDLIB_FILES)
set(SUTURE_EMBEDDED ${CMAKE_BINARY_DIR}/generated/stdlib/embedded_files.cc)
set(SUTURE_STDLIB_PATHS "")
foreach(file ${SUTURE_STDLIB_FILES})
  list(APPEND SUTURE_STDLIB_PATHS ${CMAKE_SOURCE_DIR}/stdlib/${file})
endforeach()
add_custom_command(
  OUTPUT ${SUTURE_EMBEDDED}
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR}/stdlib "-DFILES=${SUTURE_STDLIB_FILES}" -DOUT=${SUTURE_EMBEDDED}
          -P ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake
  DEPENDS ${SUTURE_STDLIB_PATHS} ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake
  VERBATIM)
add_library(suture_stdlib STATIC ${SUTURE_EMBEDDED})
target_include_directories(suture_stdlib PUBLIC ${CMAKE_SOURCE_DIR})
