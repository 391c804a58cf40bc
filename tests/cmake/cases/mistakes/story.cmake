# Mistakes in chains, made on purpose: which tests fail, and what exactly they say. Beside each chain lies expected.txt; the
# tests of that chain that are not in it must pass. The chain `correct` does right what the others do wrong, and has none.
# What a run has said is in WORK/found, to be copied when a message changes.

needs_postgresql()

file(GLOB chains RELATIVE "${source_dir}/chains" "${source_dir}/chains/*")
# What a review sees itself, it does not accept.
set(refused fails_in_transaction index_name_exists index_name_exists_by_sql two_heads)
foreach(chain IN LISTS chains)
    if(NOT chain IN_LIST refused)
        tool("${chain} is reviewed" ARGUMENTS -c chains/${chain} review --yes)
    endif()
endforeach()
tool("two heads are reviewed" ARGUMENTS -c chains/two_heads review --yes)
tool("an index that exists is not" FAIL ARGUMENTS -c chains/index_name_exists review --yes
    OUTPUT "has an index 'orders_by_day' already")
tool("nor one that SQL has made" FAIL ARGUMENTS -c chains/index_name_exists_by_sql review --yes
    OUTPUT "customers_by_nick already exists")
tool("nor what fails in a transaction" FAIL ARGUMENTS -c chains/fails_in_transaction review --yes
    OUTPUT "cannot run in a transaction")
edit(chains/edited/revisions/phones.toml "\"phone\"" "\"telephone\"")

configure("configure")
run("the build sees some of them" FAIL
    COMMAND "${CMAKE_COMMAND}" --build "${build_dir}" -- -k 0 OUTPUT "multiple-heads" "edited after")
run("test" FAIL COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build_dir}" -R migrations -j2 --no-tests=error
    --output-junit "${WORK}/junit.xml")

# ---- what they have said ----

# The characters that mean something in lists of CMake.
string(ASCII 1 semicolon)
string(ASCII 2 opening)
string(ASCII 3 closing)
file(READ "${WORK}/junit.xml" junit)
string(REPLACE ";" "${semicolon}" junit "${junit}")
string(REPLACE "[" "${opening}" junit "${junit}")
string(REPLACE "]" "${closing}" junit "${junit}")
string(REPLACE "</testcase>" ";" cases "${junit}")

set(counted 0)
foreach(case IN LISTS cases)
    if(NOT case MATCHES "<testcase name=\"migrations\\.([a-z_]+)\\.([^\"]*)\"[^>]* status=\"([a-z]+)\"")
        continue()
    endif()
    set(chain "${CMAKE_MATCH_1}")
    set(test "${CMAKE_MATCH_2}")
    if(NOT chain IN_LIST chains)
        continue()
    endif()
    math(EXPR counted "${counted} + 1")
    if(CMAKE_MATCH_3 STREQUAL "run")
        continue()
    endif()
    # Without what the test has done before, and the note that CTest adds.
    string(REGEX REPLACE ".*<system-out>" "" output "${case}")
    string(REGEX REPLACE "</system-out>.*" "" output "${output}")
    string(REPLACE "${source_dir}/" "" output "${output}")
    string(REPLACE "${build_dir}" "<build>" output "${output}")
    foreach(pair IN ITEMS "&quot\;\"" "&lt\;<" "&gt\;>" "&apos\;'" "&amp\;&")
        string(REGEX MATCH "^(&[a-z]+).(.)" ignored "${pair}")
        string(REPLACE "${CMAKE_MATCH_1}${semicolon}" "${CMAKE_MATCH_2}" output "${output}")
    endforeach()
    string(REGEX REPLACE "<CTestMeasurement[^\n]*\n" "" output "${output}")
    string(STRIP "${output}" output)
    list(APPEND failed_${chain} "${test}")
    set("output_${chain}.${test}" "${output}")
endforeach()
if(counted LESS 150)
    message(FATAL_ERROR "only ${counted} tests were run:\n${junit}")
endif()

set(wrong "")
foreach(chain IN LISTS chains)
    set(expected "")
    if(EXISTS "${source_dir}/chains/${chain}/expected.txt")
        file(READ "${source_dir}/chains/${chain}/expected.txt" expected)
    endif()
    set(found "")
    # Two run at the same time: which one is the first to end, nobody knows.
    list(SORT failed_${chain})
    foreach(test IN LISTS failed_${chain})
        string(APPEND found "==== ${test}\n${output_${chain}.${test}}\n")
    endforeach()
    string(REPLACE "${semicolon}" ";" found "${found}")
    string(REPLACE "${opening}" "[" found "${found}")
    string(REPLACE "${closing}" "]" found "${found}")
    file(WRITE "${WORK}/found/${chain}.txt" "${found}")
    if(NOT found STREQUAL expected)
        string(APPEND wrong "${chain}: expected\n${expected}found\n${found}\n")
    endif()
    if(found STREQUAL "" AND NOT chain STREQUAL "correct")
        string(APPEND wrong "${chain}: nobody saw the mistake\n")
    endif()
endforeach()
if(wrong)
    message(FATAL_ERROR "${wrong}")
endif()
