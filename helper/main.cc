#include "cli/run.h"

int main(int argc, char** argv) { return migrations::run_command_line(argc, argv); }
