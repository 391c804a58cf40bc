# For FetchContent: find_package(Migrations) then finds this build, and a version that it does not offer is an error
# as with an installed package.
include(CMakePackageConfigHelpers)
if(DEFINED CMAKE_FIND_PACKAGE_REDIRECTS_DIR)
    if(NOT EXISTS "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config.cmake"
       AND NOT EXISTS "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/MigrationsConfig.cmake")
        file(WRITE "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config.cmake" "")
    endif()
    write_basic_package_version_file(
        "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config-version.cmake"
        VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
endif()
set_property(GLOBAL PROPERTY _MIGRATIONS_VERSION "${PROJECT_VERSION}")
