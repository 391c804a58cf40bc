# Runs when CPack has copied what goes into the packages, and before it packs them: what Debian wants otherwise than
# `cmake --install` does it. Manual pages are compressed, completions of zsh stand where Debian's zsh looks, and each
# package has its licence and its changes.

cmake_minimum_required(VERSION 3.25)

if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()

function(compress)
    execute_process(COMMAND gzip --best --no-name --force ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# /usr/share/doc/<package>: copyright and changes.
function(add_documents folder package)
    set(documents "${folder}/share/doc/${package}")
    file(MAKE_DIRECTORY "${documents}")

    # The licence as Debian's tools read it: indented, with a dot for an empty line.
    file(READ "${CPACK_MIGRATIONS_SOURCE}/LICENSE" license)
    string(REGEX MATCH "Copyright \\(c\\) ([^\n]+)" found "${license}")
    set(copyright "${CMAKE_MATCH_1}")
    string(REGEX REPLACE "^[^\n]*\n\nCopyright[^\n]*\n\n" "" license "${license}")
    string(STRIP "${license}" license)
    string(REPLACE "\n\n" "\n.\n" license "${license}")
    string(REPLACE "\n" "\n " license "${license}")
    configure_file("${CPACK_MIGRATIONS_SOURCE}/packaging/debian/copyright.in" "${documents}/copyright" @ONLY)

    # Packages of one state of the sources are the same, whenever they are made, where this variable says when.
    set(stamp "$ENV{SOURCE_DATE_EPOCH}")
    set(moment "")
    if(NOT stamp STREQUAL "")
        set(moment "--date=@${stamp}")
    endif()
    execute_process(COMMAND "${CMAKE_COMMAND}" -E env LC_ALL=C date --utc --rfc-email ${moment}
        OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    configure_file("${CPACK_MIGRATIONS_SOURCE}/packaging/debian/changelog.in" "${documents}/changelog.Debian" @ONLY)
    configure_file("${CPACK_MIGRATIONS_SOURCE}/CHANGELOG.md" "${documents}/changelog" COPYONLY)
    compress("${documents}/changelog.Debian" "${documents}/changelog")
    configure_file("${CPACK_MIGRATIONS_SOURCE}/packaging/debian/${package}.lintian-overrides"
        "${folder}/share/lintian/overrides/${package}" COPYONLY)
endfunction()

set(tool "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/Migrations_Tool/usr")
set(development "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/Migrations_Development/usr")

if("Migrations_Tool" IN_LIST CPACK_COMPONENTS_ALL)
    # A program of another machine has written none.
    file(GLOB pages "${tool}/share/man/man*/*")
    if(pages)
        compress(${pages})
        file(MAKE_DIRECTORY "${tool}/share/zsh/vendor-completions")
        file(RENAME "${tool}/share/zsh/site-functions/_migrations" "${tool}/share/zsh/vendor-completions/_migrations")
        file(REMOVE_RECURSE "${tool}/share/zsh/site-functions")
    endif()
    add_documents("${tool}" migrations)
    # What is compiled into the program has licences that go with it: as the machine that built it has them.
    foreach(library IN ITEMS libcli11-dev libkainjow-mustache-dev libtomlplusplus-dev nlohmann-json3-dev)
        if(EXISTS "/usr/share/doc/${library}/copyright")
            configure_file("/usr/share/doc/${library}/copyright"
                "${tool}/share/doc/migrations/compiled-in/${library}.copyright" COPYONLY)
        endif()
    endforeach()
endif()

file(RENAME "${development}/share/doc/Migrations" "${development}/share/doc/libmigrations-dev")
file(REMOVE "${development}/share/doc/libmigrations-dev/CHANGELOG.md"
    "${development}/share/doc/libmigrations-dev/LICENSE")
add_documents("${development}" libmigrations-dev)

# Whatever the umask of whoever runs CPack: this script has made folders too.
execute_process(COMMAND chmod --recursive "u=rwX,go=rX" "${CPACK_TEMPORARY_INSTALL_DIRECTORY}" COMMAND_ERROR_IS_FATAL ANY)
