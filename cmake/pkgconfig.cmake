# For programs that are built without CMake: migrations.pc is the runtime, migrations-<backend>.pc adds the library that
# it goes through. They are the same on every kind of machine.

set(Migrations_INSTALL_PKGCONFIGDIR "${CMAKE_INSTALL_DATADIR}/pkgconfig"
    CACHE STRING "Where the files for pkg-config go")
mark_as_advanced(Migrations_INSTALL_PKGCONFIGDIR)

# _migrations_install_pc(<name> <description> <line>...)
function(_migrations_install_pc name description)
    cmake_path(ABSOLUTE_PATH Migrations_INSTALL_PKGCONFIGDIR BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" OUTPUT_VARIABLE here)
    file(RELATIVE_PATH prefix "${here}" "${CMAKE_INSTALL_PREFIX}")
    string(REGEX REPLACE "/$" "" prefix "${prefix}")
    set(include "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
    if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
        set(include "${CMAKE_INSTALL_INCLUDEDIR}")
    endif()
    list(JOIN ARGN "\n" lines)
    configure_file(cmake/migrations.pc.in "${CMAKE_CURRENT_BINARY_DIR}/pkgconfig/${name}.pc" @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pkgconfig/${name}.pc"
        DESTINATION "${Migrations_INSTALL_PKGCONFIGDIR}" COMPONENT Migrations_Development)
endfunction()

_migrations_install_pc(migrations "Schema migrations inside a program: the runtime"
    "Cflags: -I\${includedir}")
_migrations_install_pc(migrations-sqlite3 "Schema migrations inside a program, over sqlite3"
    "Requires: migrations = ${PROJECT_VERSION}, sqlite3 >= 3.35.5")
# Steps outside a transaction on PostgreSQL have somebody watch their lock: a thread.
_migrations_install_pc(migrations-libpq "Schema migrations inside a program, over libpq"
    "Requires: migrations = ${PROJECT_VERSION}, libpq" "Cflags: -pthread" "Libs: -pthread")
_migrations_install_pc(migrations-pqxx "Schema migrations inside a program, over libpqxx"
    "Requires: migrations-libpq = ${PROJECT_VERSION}, libpqxx >= 6.4")
