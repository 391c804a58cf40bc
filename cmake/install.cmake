# What `cmake --install` puts where. Two components, so that a distribution can split them: Migrations_Development
# (headers, CMake files) and Migrations_Tool (the helper, its module for PostgreSQL, templates of
# projects and its target).
include(CMakePackageConfigHelpers)

set(Migrations_INSTALL_CMAKEDIR "${CMAKE_INSTALL_LIBDIR}/cmake/Migrations"
    CACHE STRING "Where the package's CMake files go")
mark_as_advanced(Migrations_INSTALL_CMAKEDIR)

install(DIRECTORY helper/runtime/migrations
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT Migrations_Development
    FILES_MATCHING PATTERN "*.hpp")
install(TARGETS migrations_runtime migrations_sqlite3 migrations_libpq migrations_pqxx
    EXPORT MigrationsTargets COMPONENT Migrations_Development)
install(EXPORT MigrationsTargets
    NAMESPACE Migrations:: DESTINATION "${Migrations_INSTALL_CMAKEDIR}"
    COMPONENT Migrations_Development)
if(TARGET migrations_tool)
    install(TARGETS migrations_tool EXPORT MigrationsTool
        RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT Migrations_Tool)
    install(DIRECTORY templates/projects/
        DESTINATION "${CMAKE_INSTALL_DATADIR}/migrations/templates" COMPONENT Migrations_Tool)
    install(DIRECTORY templates/ci
        DESTINATION "${CMAKE_INSTALL_DATADIR}/migrations" COMPONENT Migrations_Tool)
    if(TARGET migrations_postgresql)
        install(TARGETS migrations_postgresql
            LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/migrations" COMPONENT Migrations_Tool)
    endif()
    if(NOT CMAKE_CROSSCOMPILING)
        install(DIRECTORY "${PROJECT_BINARY_DIR}/helper/manual/share/"
            DESTINATION "${CMAKE_INSTALL_DATADIR}" COMPONENT Migrations_Tool)
    endif()
    file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/MigrationsToolSize.cmake"
        CONTENT "set(Migrations_TOOL_SIZE \"${CMAKE_SIZEOF_VOID_P}\")\n")
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/MigrationsToolSize.cmake"
        DESTINATION "${Migrations_INSTALL_CMAKEDIR}" COMPONENT Migrations_Tool)
    install(EXPORT MigrationsTool
        NAMESPACE Migrations:: DESTINATION "${Migrations_INSTALL_CMAKEDIR}"
        COMPONENT Migrations_Tool)
endif()

include(cmake/pkgconfig.cmake)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Migrations_Development)
install(DIRECTORY docs DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT Migrations_Development
    PATTERN sphinx EXCLUDE
    PATTERN CMakeLists.txt EXCLUDE)

configure_package_config_file(cmake/MigrationsConfig.cmake.in
    "${CMAKE_CURRENT_BINARY_DIR}/MigrationsConfig.cmake"
    INSTALL_DESTINATION "${Migrations_INSTALL_CMAKEDIR}")
configure_file(cmake/MigrationsConfigVersion.cmake.in
    "${CMAKE_CURRENT_BINARY_DIR}/MigrationsConfigVersion.cmake" @ONLY)
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/MigrationsConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/MigrationsConfigVersion.cmake"
    cmake/MigrationsArguments.cmake
    cmake/MigrationsBackends.cmake
    cmake/MigrationsBuild.cmake
    cmake/MigrationsCommands.cmake
    cmake/MigrationsFunctions.cmake
    cmake/MigrationsHeaders.cmake
    cmake/MigrationsHelper.cmake
    cmake/MigrationsProject.cmake
    cmake/MigrationsTestDatabase.cmake
    cmake/MigrationsTestRun.cmake
    cmake/MigrationsTests.cmake
    DESTINATION "${Migrations_INSTALL_CMAKEDIR}" COMPONENT Migrations_Development)
install(DIRECTORY cmake/test_database
    DESTINATION "${Migrations_INSTALL_CMAKEDIR}" COMPONENT Migrations_Development)

if(PROJECT_IS_TOP_LEVEL)
    include(packaging/packages.cmake)
endif()
