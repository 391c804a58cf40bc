# The models of C++ headers, for add_schema_models(HEADERS): compiled for the target, read from the object file, never run.
# The functions read its variables (call, name, tool, tool_dependency, folder, project, models, arg_*).

# The headers of HEADERS.
function(_migrations_header_files result)
    _migrations_files(HEADERS "List its headers." paths)
    if(paths MATCHES "[\"\\]|\n")
        message(FATAL_ERROR "${call}: HEADERS: '${paths}': no compiler includes a file with such a name")
    endif()
    if(DEFINED arg_TYPES AND NOT paths)
        message(FATAL_ERROR "${call}: TYPES: the classes are of no header: give HEADERS")
    endif()
    get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
    if(paths AND NOT "CXX" IN_LIST languages)
        message(FATAL_ERROR "${call}: HEADERS: they are compiled: the project needs the language CXX")
    endif()
    set(${result} "${paths}" PARENT_SCOPE)
endfunction()

# Three steps: <name>_scan writes a source, <name>_object compiles it as the users of <name> are compiled, <name>_read takes
# the models out of the object file.
function(_migrations_add_headers)
    # For the warning about tables in headers that nobody lists.
    get_property(listed GLOBAL PROPERTY _MIGRATIONS_HEADERS)
    if(NOT listed)
        cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL _migrations_write_header_list)
    endif()
    set_property(GLOBAL APPEND PROPERTY _MIGRATIONS_HEADERS ${headers})
    set(list_file "${CMAKE_BINARY_DIR}/migrations-headers.txt")

    list(TRANSFORM headers PREPEND "--header=" OUTPUT_VARIABLE header_arguments)
    list(TRANSFORM arg_TYPES PREPEND "--type=" OUTPUT_VARIABLE type_arguments)
    set(source "${folder}/headers.cpp")
    set(stamp "${folder}/scan.stamp")
    _migrations_dependency_file(scan)
    add_custom_command(
        OUTPUT "${stamp}"
        BYPRODUCTS "${source}"
        COMMAND "${tool}" build header-source ${header_arguments} ${type_arguments}
            --listed "${list_file}" --output "${source}" --stamp "${stamp}" ${depfile}
        DEPENDS ${headers} ${arg_DEPENDS} ${tool_dependency} "${list_file}"
        ${dependency_file}
        COMMENT "Looking for the tables of ${name}"
        VERBATIM
    )
    add_custom_target(${name}_scan DEPENDS "${stamp}")

    set_source_files_properties("${source}" PROPERTIES GENERATED ON)
    add_library(${name}_object OBJECT EXCLUDE_FROM_ALL "${source}")
    add_dependencies(${name}_object ${name}_scan)
    if(TARGET ${name}_generate)
        add_dependencies(${name}_object ${name}_generate)
    endif()
    target_link_libraries(${name}_object PRIVATE Migrations::runtime)
    target_compile_features(${name}_object PRIVATE cxx_std_17)
    # Not linked to <name> itself, which may wait for the check, which waits for this; elsewhere than on Ninja the targets that
    # <name> links may wait for it too.
    if(CMAKE_GENERATOR MATCHES "Ninja")
        target_link_libraries(${name}_object PRIVATE "$<TARGET_PROPERTY:${name},INTERFACE_LINK_LIBRARIES>")
    endif()
    target_compile_features(${name}_object PRIVATE "$<TARGET_PROPERTY:${name},INTERFACE_COMPILE_FEATURES>")
    target_include_directories(${name}_object PRIVATE "$<TARGET_PROPERTY:${name},INTERFACE_INCLUDE_DIRECTORIES>")
    target_include_directories(${name}_object SYSTEM PRIVATE
        "$<TARGET_PROPERTY:${name},INTERFACE_SYSTEM_INCLUDE_DIRECTORIES>")
    target_compile_definitions(${name}_object PRIVATE "$<TARGET_PROPERTY:${name},INTERFACE_COMPILE_DEFINITIONS>")
    target_compile_options(${name}_object PRIVATE "$<TARGET_PROPERTY:${name},INTERFACE_COMPILE_OPTIONS>")
    # An object file for link-time optimisation holds no data yet.
    target_compile_options(${name}_object PRIVATE
        "$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-fno-lto>" "$<$<CXX_COMPILER_ID:MSVC>:/GL->")
    # Tables may have more columns than compilers expect of a constant expression.
    target_compile_options(${name}_object PRIVATE
        "$<$<CXX_COMPILER_ID:GNU>:-fconstexpr-ops-limit=1000000000;-fconstexpr-loop-limit=10000000>"
        "$<$<CXX_COMPILER_ID:Clang,AppleClang>:-fconstexpr-steps=1000000000;-fbracket-depth=8192>")
    set_target_properties(${name}_object PROPERTIES
        INTERPROCEDURAL_OPTIMIZATION OFF
        UNITY_BUILD OFF
        DISABLE_PRECOMPILE_HEADERS ON
        CXX_CLANG_TIDY ""
        CXX_CPPCHECK ""
        CXX_CPPLINT ""
        CXX_INCLUDE_WHAT_YOU_USE ""
    )

    set(compiled "${folder}/headers.models")
    set(schema_header "${folder}/schema/${arg_HEADER_PREFIX}/schema_hash.hpp")
    set(stamp "${folder}/read.stamp")
    add_custom_command(
        OUTPUT "${stamp}"
        BYPRODUCTS "${compiled}" "${schema_header}"
        COMMAND "${tool}" build read --project "${project}" --object "$<TARGET_OBJECTS:${name}_object>" ${header_arguments}
            --output "${compiled}" --schema-header "${schema_header}" --stamp "${stamp}"
        DEPENDS "$<TARGET_OBJECTS:${name}_object>" "${project}" ${models} ${tool_dependency}
        COMMENT "Reading the tables of ${name}"
        VERBATIM
    )
    add_custom_target(${name}_read DEPENDS "${stamp}")
    add_dependencies(${name}_read ${name}_object)
    target_link_libraries(${name} INTERFACE Migrations::runtime)
    set_target_properties(${name} PROPERTIES MIGRATIONS_COMPILED_MODELS "${compiled}")
    set_target_properties(${name}_scan ${name}_object ${name}_read PROPERTIES FOLDER Migrations)
endfunction()

# Called at the end of the configuration, when all calls are known.
function(_migrations_write_header_list)
    get_property(listed GLOBAL PROPERTY _MIGRATIONS_HEADERS)
    list(JOIN listed "\n" lines)
    _migrations_write("${CMAKE_BINARY_DIR}/migrations-headers.txt" "${lines}\n")
endfunction()
