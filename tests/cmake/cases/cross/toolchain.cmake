# A cross build without a cross compiler: for CMake it is one.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_CXX_COMPILER c++)
