# Whole specs are checked here, so the tests take the compiler's front door.
target_link_libraries(test_compiler_check PRIVATE suture_compiler_driver)
