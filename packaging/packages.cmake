# What `cpack` makes in the build folder: `cpack -G DEB` the packages migrations (the tool) and libmigrations-dev (all
# that a build with it needs besides), `cpack -G TGZ` one archive with everything.

# As Debian's own tools know who packages.
set(maintainer "The Migrations authors <migrations@example.org>")
if(NOT "$ENV{DEBEMAIL}" STREQUAL "")
    set(maintainer "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(Migrations_MAINTAINER "${maintainer}" CACHE STRING "Who makes the packages: name <address>")
set(Migrations_HOMEPAGE "" CACHE STRING "The web page that the packages name")
mark_as_advanced(Migrations_MAINTAINER Migrations_HOMEPAGE)

set(CPACK_PACKAGE_NAME migrations)
# Each package of Debian has a summary of its own, which CPack would put this one before.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(CPACK_PACKAGE_FILE_NAME "migrations-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}")
set(CPACK_PACKAGE_VENDOR "The Migrations authors")
set(CPACK_PACKAGE_CONTACT "${Migrations_MAINTAINER}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_STRIP_FILES ON)
# Whoever fetches this package within another project has components of its own.
set(CPACK_COMPONENTS_ALL Migrations_Development)
if(TARGET migrations_tool)
    list(APPEND CPACK_COMPONENTS_ALL Migrations_Tool)
endif()
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_VERBATIM_VARIABLES ON)

# ---- Debian ----

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SOURCE migrations)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
if(NOT Migrations_HOMEPAGE STREQUAL "")
    set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "${Migrations_HOMEPAGE}")
endif()

set(CPACK_DEBIAN_MIGRATIONS_TOOL_PACKAGE_NAME migrations)
set(CPACK_DEBIAN_MIGRATIONS_TOOL_PACKAGE_SECTION database)
set(CPACK_DEBIAN_MIGRATIONS_TOOL_PACKAGE_SHLIBDEPS ON)
# Revisions are tested on a server that the tests start themselves.
set(CPACK_DEBIAN_MIGRATIONS_TOOL_PACKAGE_SUGGESTS "libmigrations-dev, postgresql")
set(CPACK_DEBIAN_MIGRATIONS_TOOL_DESCRIPTION
"schema migrations for C++ projects, checked by the build
Writes the migrations of SQLite and PostgreSQL databases from models in
TOML or C++, has people review them, tests them up and down on scratch
databases, and applies them.
.
This package has the command line. CMake projects need libmigrations-dev.")

set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_PACKAGE_NAME libmigrations-dev)
set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_PACKAGE_SECTION libdevel)
# Headers, CMake files and texts: a cross build takes this package and the tool of the machine that builds. Only where the
# build is configured for /usr the CMake files are in a folder for one kind of machine.
if(NOT CMAKE_LIBRARY_ARCHITECTURE OR NOT Migrations_INSTALL_CMAKEDIR MATCHES "/${CMAKE_LIBRARY_ARCHITECTURE}/")
    set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_PACKAGE_ARCHITECTURE all)
endif()
# Whoever uses SQLite alone needs nothing of PostgreSQL.
set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_PACKAGE_DEPENDS
    "migrations (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}), libsqlite3-dev")
set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_PACKAGE_RECOMMENDS "cmake (>= 3.25), libpq-dev, libpqxx-dev")
set(CPACK_DEBIAN_MIGRATIONS_DEVELOPMENT_DESCRIPTION
"schema migrations for C++ projects, CMake package and headers
The CMake package Migrations: models and migrations become part of a
build, which fails while they disagree or while a revision is not
reviewed, and of its tests.
.
The headers with which programs bring their own database up to date, over
sqlite3, libpq or libpqxx.")

# CPack hands its own variables on to the script, and no others.
set(CPACK_MIGRATIONS_SOURCE "${PROJECT_SOURCE_DIR}")
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/packaging/debian/staged.cmake")
include(CPack)
