# For FetchContent: find_package(Migrations) then finds this build, and a version that it does not offer is an error
# as with an installed package.
if(DEFINED CMAKE_FIND_PACKAGE_REDIRECTS_DIR)
    if(NOT EXISTS "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config.cmake"
       AND NOT EXISTS "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/MigrationsConfig.cmake")
        file(WRITE "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config.cmake" "")
    endif()
    configure_file(cmake/MigrationsConfigVersion.cmake.in
        "${CMAKE_FIND_PACKAGE_REDIRECTS_DIR}/migrations-config-version.cmake" @ONLY)
endif()
set_property(GLOBAL PROPERTY _MIGRATIONS_VERSION "${PROJECT_VERSION}")
