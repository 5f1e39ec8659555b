# The speed of runs; included by bench builds (-DSUTURE_BENCH=ON). bench/README.md says how to use it.
find_package(benchmark REQUIRED)

file(GLOB generator_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/generator/*.cc)
add_executable(bench_generate ${generator_sources})
target_include_directories(bench_generate PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_options(bench_generate PRIVATE ${SUTURE_WARNINGS})

add_executable(bench_dom_parse ${CMAKE_SOURCE_DIR}/bench/dom_parse.cc)
target_compile_options(bench_dom_parse PRIVATE ${SUTURE_WARNINGS})
target_link_libraries(bench_dom_parse PRIVATE suture_runtime_chart)

add_executable(bench_engine ${CMAKE_SOURCE_DIR}/bench/engine_bench.cc ${CMAKE_SOURCE_DIR}/cli/builtin_check.cc)
target_compile_options(bench_engine PRIVATE ${SUTURE_WARNINGS})
target_link_libraries(bench_engine PRIVATE suture_runtime_engine)

list(FILTER generator_sources EXCLUDE REGEX "main.cc$")
add_executable(bench_steps ${CMAKE_SOURCE_DIR}/bench/steps_bench.cc ${CMAKE_SOURCE_DIR}/cli/builtin_check.cc
               ${generator_sources})
target_compile_options(bench_steps PRIVATE ${SUTURE_WARNINGS})
target_link_libraries(bench_steps PRIVATE suture_runtime_engine benchmark::benchmark)
