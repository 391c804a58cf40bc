# The port of the sources that it lies in: `vcpkg install migrations --overlay-ports=<here>/packaging/vcpkg`. In a registry
# this line is vcpkg_from_github() or vcpkg_from_git(), and packaging/vcpkg/kainjow-mustache a port beside it.
cmake_path(SET SOURCE_PATH NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../../..")

# Headers and a program; there is nothing that a debug build would have of its own.
set(VCPKG_BUILD_TYPE release)

vcpkg_check_features(OUT_FEATURE_OPTIONS features
    FEATURES
        postgresql Migrations_POSTGRESQL
)

# The program runs on the machine that builds: another machine's packages use that of the host's, and have none.
set(build_tool ON)
if(VCPKG_CROSSCOMPILING)
    set(build_tool OFF)
endif()

# It looks for its module and its templates relative to itself: it is installed where vcpkg has programs, and not copied
# there. (vcpkg itself says "bin" behind OPTIONS; what is for release comes last.)
vcpkg_cmake_configure(
    SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS
        ${features}
        -DMigrations_BUILD_TESTS=OFF
        -DMigrations_BUILD_TOOL=${build_tool}
        -DMigrations_INSTALL_CMAKEDIR=share/migrations
        -DCMAKE_INSTALL_DOCDIR=share/migrations/doc
    OPTIONS_RELEASE
        -DCMAKE_INSTALL_BINDIR=tools/migrations
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup()
vcpkg_fixup_pkgconfig()
if(build_tool)
    vcpkg_copy_tool_dependencies("${CURRENT_PACKAGES_DIR}/tools/migrations")
    # Nobody's shell or pager looks there.
    foreach(folder IN ITEMS bash-completion fish man zsh)
        file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/share/${folder}")
    endforeach()
endif()

# What find_package(Migrations) reads first: the libraries are those of vcpkg, with all that they need themselves, and
# the program is the host's.
set(glue "set(Migrations_PACKAGE_MANAGER vcpkg)\nfind_package(SQLite3 QUIET)\n")
if("postgresql" IN_LIST FEATURES)
    string(APPEND glue "find_package(PostgreSQL QUIET)\nfind_package(libpqxx CONFIG QUIET)\n")
endif()
if(NOT build_tool)
    string(APPEND glue "if(NOT Migrations_EXECUTABLE)\n"
        "    get_filename_component(Migrations_EXECUTABLE\n"
        "        \"\${CMAKE_CURRENT_LIST_DIR}/../../../${HOST_TRIPLET}/tools/migrations/migrations\" ABSOLUTE)\n"
        "    set(Migrations_EXECUTABLE \"\${Migrations_EXECUTABLE}\" CACHE FILEPATH \"The helper of the host\")\n"
        "endif()\n")
endif()
file(WRITE "${CURRENT_PACKAGES_DIR}/share/migrations/MigrationsPackageManager.cmake" "${glue}")

file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
