# Compiler settings, and the functions every folder uses:
#   niem_library(NAME folder LIBS ... )   one static library per folder of src/, with the *_test.cc beside the code
#   niem_embed(TARGET symbol file)        puts a file's bytes into the program
#   niem_pkg(NAME module)                 a pkg-config module as an imported target
#   niem_start_quickly(TARGET)             links only the libraries that the program calls
#   niem_refuse_colour_profiles(TARGET)    has poppler call the function of src/extract/pdf_profiles.h
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT WIN32)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD AND NOT WIN32)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wconversion -Wno-sign-conversion -Werror
  -fstack-protector-strong)
add_compile_definitions(_GLIBCXX_ASSERTIONS)
if(NOT WIN32)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
if(NIEM_SANITIZE)
  add_compile_options(-fsanitize=${NIEM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options(-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/cmake/sanitize-ignore.txt)
  endif()
  add_link_options(-fsanitize=${NIEM_SANITIZE})
  # What every test of a sanitizer build runs with: suppressions hold third-party code only, each with its reason.
  set(suppressions ${CMAKE_SOURCE_DIR}/tests/sanitizers)
  set(NIEM_SANITIZER_ENVIRONMENT
    "ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1:detect_stack_use_after_return=1"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "LSAN_OPTIONS=suppressions=${suppressions}/lsan.supp:print_suppressions=0"
    "TSAN_OPTIONS=suppressions=${suppressions}/tsan.supp:second_deadlock_stack=1")
  if(NIEM_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()

if(NOT WIN32)
  find_package(PkgConfig REQUIRED)
endif()
find_package(Threads REQUIRED)

function(niem_pkg name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${module})
endfunction()

# Compiled without optimising they take half the time to build under a sanitizer, and their tests hardly longer to run:
# these wait for disks and databases, or read little. (Not those that compute over many letters or dots.)
set(NIEM_PLAIN_UNDER_SANITIZER
  audit cli disk extract minutes print registry scan server verify)

# PRIVATE_LIBS: third-party libraries that only this folder's .cc files see. x_windows.cc is x.cc for Windows,
# x_linux.cc is for Linux alone.
function(niem_library name)
  cmake_parse_arguments(ARG "" "" "LIBS;PRIVATE_LIBS;EXCLUDE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  if(WIN32)
    list(FILTER sources EXCLUDE REGEX "_linux\\.cc$")
    foreach(source IN LISTS sources)
      if(source MATCHES "^(.*)_windows\\.cc$")
        list(REMOVE_ITEM sources ${CMAKE_MATCH_1}.cc)
      endif()
    endforeach()
  else()
    list(FILTER sources EXCLUDE REGEX "_windows\\.cc$")
  endif()
  foreach(pattern IN LISTS ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${pattern})
  endforeach()
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty.cc "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cc)
  endif()
  add_library(niem_${name} STATIC ${sources})
  target_include_directories(niem_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(niem_${name} PUBLIC ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
  set(plain "")
  # Fuzzing wants speed: CMAKE_BUILD_TYPE is another there.
  if(NIEM_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND name IN_LIST NIEM_PLAIN_UNDER_SANITIZER)
    set(plain -O0)
  endif()
  target_compile_options(niem_${name} PRIVATE ${plain})
  if(tests AND TARGET niem_test_main)
    add_executable(${name}_test ${tests})
    target_compile_options(${name}_test PRIVATE ${plain})
    target_link_libraries(${name}_test PRIVATE niem_${name} niem_test_main ${ARG_PRIVATE_LIBS})
    add_test(NAME unit.${name} COMMAND ${name}_test)
    set(environment "NIEM_SOURCE_DIR=${CMAKE_SOURCE_DIR}" "NIEM_BIN_DIR=${CMAKE_BINARY_DIR}/bin"
      ${NIEM_SANITIZER_ENVIRONMENT})
    set_tests_properties(unit.${name} PROPERTIES LABELS unit ENVIRONMENT "${environment}")
  endif()
endfunction()

# After this, `extern const unsigned char SYMBOL[], SYMBOL_end[];` names the file's bytes (extern "C").
function(niem_embed target symbol file)
  set(asm ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S)
  set(section ".section .rodata")
  set(last ".section .note.GNU-stack,\"\",@progbits\n")
  if(WIN32)
    set(section ".section .rdata,\"dr\"")
    set(last "")
  endif()
  file(WRITE ${asm}.in
    "${section}\n.global ${symbol}\n.global ${symbol}_end\n.balign 16\n${symbol}:\n.incbin \"${file}\"\n"
    "${symbol}_end:\n.byte 0\n${last}")
  configure_file(${asm}.in ${asm} COPYONLY)
  set_source_files_properties(${asm} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${asm})
endfunction()

# The C++ library comes first: else what a template makes of it in some object of an archive is taken from there, with
# that object and the libraries it needs.
function(niem_start_quickly target)
  if(NOT NIEM_SANITIZE)
    target_link_options(${target} PRIVATE -Wl,--as-needed -lstdc++)
  endif()
endfunction()

function(niem_refuse_colour_profiles target)
  target_link_options(${target} PRIVATE -Wl,--export-dynamic-symbol=cmsOpenProfileFromMem)
endfunction()
