#include "base/heap.h"
#include "cli/run.h"

int main(int argc, char** argv) {
    migrations::prepare_heap();
    return migrations::run_command_line(argc, argv);
}
