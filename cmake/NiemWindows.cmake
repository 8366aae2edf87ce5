# niem-audit.exe: Windows 7 and later, 64-bit; one file that needs no DLL but Windows' own.
add_compile_definitions(UNICODE _UNICODE WIN32_LEAN_AND_MEAN NOMINMAX _WIN32_WINNT=0x0601 WINVER=0x0601 __USE_MINGW_ANSI_STDIO=1)
# The time of linking is left out, so that the same sources make the same file.
add_link_options(-static -fstack-protector-strong -Wl,--no-insert-timestamp -Wl,--dynamicbase -Wl,--nxcompat -Wl,--high-entropy-va)

# RapidJSON is headers alone: the build machine's serve, and nothing else of /usr/include may be seen.
find_path(RAPIDJSON rapidjson/document.h PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
set(NIEM_HEADERS ${CMAKE_BINARY_DIR}/include)
file(COPY ${RAPIDJSON}/rapidjson DESTINATION ${NIEM_HEADERS})
