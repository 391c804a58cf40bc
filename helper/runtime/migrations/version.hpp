#pragma once

// Major, minor, patch; 0.x may change its C++ interface with the minor number.
#define MIGRATIONS_VERSION "0.1.0"
