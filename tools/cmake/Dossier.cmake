# How every target of this project is built, in one place.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
option(BUILD_TESTING "Build the tests" ON)

add_compile_options(-Wall -Wextra -Wpedantic -Werror -Wshadow
                    -Wnon-virtual-dtor -fstack-protector-strong)
add_link_options(-pie -Wl,-z,relro,-z,now)
add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers and ccache agree only with these two allowances. Paths
  # below the repository count as relative, so that clones share what is
  # compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
  add_compile_options(-fpch-preprocess)
endif()

find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()

# Most of a source's time goes into headers and templates that its neighbours
# need as well, so the sources of a library are compiled ten at a time. What they
# name for themselves must then differ within a library.
option(DOSSIER_UNITY "Compile the sources of a library ten at a time" ON)

# A file put into a folder is part of its library, and a file taken out is not:
# the tree is the list. Sources of the folders in ALONE are compiled one by one.
function(dossier_library name)
  cmake_parse_arguments(arg "" "" "FOLDERS;ALONE;PUBLIC;PRIVATE;PCH" ${ARGN})
  set(sources)
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp
         ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.hpp)
    list(APPEND sources ${found})
  endforeach()
  foreach(folder IN LISTS arg_ALONE)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp
         ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.hpp)
    set_source_files_properties(${found} PROPERTIES
                                SKIP_UNITY_BUILD_INCLUSION ON)
    list(APPEND sources ${found})
  endforeach()
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES UNITY_BUILD ${DOSSIER_UNITY}
                        UNITY_BUILD_BATCH_SIZE 10)
  # Sources that are included look like headers to this warning.
  target_compile_options(${name} PRIVATE
                         $<$<BOOL:${DOSSIER_UNITY}>:-Wno-subobject-linkage>)
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()

function(dossier_program name)
  cmake_parse_arguments(arg "" "" "FOLDERS;LINK;PCH" ${ARGN})
  set(sources)
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp
         ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.hpp)
    list(APPEND sources ${found})
  endforeach()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()
