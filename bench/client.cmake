# CPU of the client of model servers; included by bench builds (-DSUTURE_BENCH=ON).
add_executable(bench_client ${CMAKE_SOURCE_DIR}/bench/client_bench.cc)
target_compile_options(bench_client PRIVATE ${SUTURE_WARNINGS})
target_link_libraries(bench_client PRIVATE suture_runtime_store suture_runtime_models CURL::libcurl)
