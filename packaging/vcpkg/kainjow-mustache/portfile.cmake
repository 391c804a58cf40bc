# The helper's templates; vcpkg itself has no port of this header.
vcpkg_from_git(
    OUT_SOURCE_PATH SOURCE_PATH
    URL https://github.com/kainjow/Mustache.git
    REF c66fdd87f01f0b2d1ba704192f27355b77746a5b
)
file(INSTALL "${SOURCE_PATH}/mustache.hpp" DESTINATION "${CURRENT_PACKAGES_DIR}/include/kainjow")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
