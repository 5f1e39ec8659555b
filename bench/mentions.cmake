# The speed of the text rules over notes; included by bench builds (-DSUTURE_BENCH=ON).
find_package(benchmark REQUIRED)
add_executable(bench_mentions ${CMAKE_SOURCE_DIR}/bench/mentions_bench.cc)
target_compile_options(bench_mentions PRIVATE ${SUTURE_WARNINGS})
target_compile_definitions(bench_mentions PRIVATE SUTURE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
target_link_libraries(bench_mentions PRIVATE suture_runtime_notes benchmark::benchmark)
