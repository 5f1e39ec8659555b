# Included for the room by scripts/cmake/rooms.cmake.
find_package(Python3 COMPONENTS Interpreter QUIET)
if(Python3_FOUND)
  add_test(NAME runtime_plan_schema
           COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tests/runtime/plan/schema_test.py
                   $<TARGET_FILE:test_runtime_plan> ${CMAKE_SOURCE_DIR})
endif()
