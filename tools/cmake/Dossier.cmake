# How every target of this project is built, in one place.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
option(BUILD_TESTING "Build the tests" ON)

# What a designated initializer leaves out has its default: no warning.
add_compile_options(-Wall -Wextra -Wpedantic -Werror -Wshadow
                    -Wnon-virtual-dtor -Wno-missing-field-initializers
                    -fstack-protector-strong)
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
# need as well, so the sources of a target are compiled ten at a time. What they
# name for themselves must then differ within it.
option(DOSSIER_UNITY "Compile the sources of a target ten at a time" ON)

# Makes files that include the given sources ten at a time, and sets `out` to
# them. CMake's own unity build names its sources by absolute path, so that no
# two clones would have the same file and share its compilation.
function(dossier_batches name out)
  set(batches)
  list(LENGTH ARGN left)
  while(left GREATER 0)
    list(LENGTH batches number)
    list(SUBLIST ARGN 0 10 batch)
    list(REMOVE_ITEM ARGN ${batch})
    list(LENGTH ARGN left)
    set(text)
    foreach(source IN LISTS batch)
      file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${source})
      string(APPEND text "#include \"${path}\"\n")
    endforeach()
    set(file ${CMAKE_CURRENT_BINARY_DIR}/batches/${name}_${number}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
    list(APPEND batches ${file})
  endwhile()
  set(${out} ${batches} PARENT_SCOPE)
endfunction()

# A file put into a folder is part of its target, and a file taken out is not:
# the tree is the list. Sources of the folders in ALONE are compiled one by one.
function(dossier_sources name folders alone)
  set(together)
  set(apart)
  foreach(folder IN LISTS folders)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND together ${found})
  endforeach()
  foreach(folder IN LISTS alone)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
    list(APPEND apart ${found})
  endforeach()
  if(DOSSIER_UNITY)
    dossier_batches(${name} together ${together})
    # Sources that are included look like headers to this warning.
    target_compile_options(${name} PRIVATE -Wno-subobject-linkage)
  endif()
  target_sources(${name} PRIVATE ${together} ${apart})
endfunction()

function(dossier_library name)
  cmake_parse_arguments(arg "" "" "FOLDERS;ALONE;PUBLIC;PRIVATE;PCH" ${ARGN})
  add_library(${name} STATIC)
  dossier_sources(${name} "${arg_FOLDERS}" "${arg_ALONE}")
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()

function(dossier_program name)
  cmake_parse_arguments(arg "" "" "FOLDERS;LINK;PCH" ${ARGN})
  add_executable(${name})
  dossier_sources(${name} "${arg_FOLDERS}" "")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  if(arg_PCH)
    target_precompile_headers(${name} PRIVATE ${arg_PCH})
  endif()
endfunction()
