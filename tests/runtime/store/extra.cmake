# Included for the room by scripts/cmake/rooms.cmake.
find_package(Python3 COMPONENTS Interpreter QUIET)
if(Python3_FOUND)
  add_test(NAME runtime_store_schema
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/runtime/store/schema_test.py
                   $<TARGET_FILE:test_runtime_store> ${CMAKE_SOURCE_DIR})
endif()
