# The speed of runs; included by bench builds (-DSUTURE_BENCH=ON). bench/README.md says how to use it.
find_package(benchmark REQUIRED)

file(GLOB generator_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/generator/*.cc)
add_executable(bench_generate ${generator_sources})
target_include_directories(bench_generate PRIVATE ${CMAKE_SOURCE_DIR})
target_compile_options(bench_generate PRIVATE ${SUTURE_WARNINGS})

add_executable(bench_dom_parse ${CMAKE_SOURCE_DIR}/bench/dom_parse.cc)
target_compile_options(bench_dom_parse PRIVATE ${SUTURE_WARNINGS})
target_link_libraries(bench_dom_parse PRIVATE suture_runtime_chart)
