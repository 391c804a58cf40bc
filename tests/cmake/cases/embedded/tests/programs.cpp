#include "programs.hpp"

#include <fcntl.h>
#ifdef __linux__
#include <sys/personality.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

gate::gate() {
    if (pipe(ends_) != 0) std::perror("pipe");
    for (const int end : ends_) fcntl(end, F_SETFD, FD_CLOEXEC);
}

void gate::open() {
    for (int& end : ends_) {
        if (end >= 0) close(end);
        end = -1;
    }
}

pid_t gate::start(const std::vector<std::string>& words, const std::string& log) const {
    std::vector<char*> pointers;
    for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    const std::string& output = log.empty() ? "/dev/null" : log;
    const pid_t child = fork();
    if (child != 0) return child;
#ifdef __linux__
    // The thread sanitizer of older compilers cannot start where addresses are very random. Not every container allows it.
    personality(ADDR_NO_RANDOMIZE);
#endif
    const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(ends_[0], STDIN_FILENO);
    dup2(file, STDOUT_FILENO);
    if (!log.empty()) dup2(file, STDERR_FILENO);
    execv(pointers[0], pointers.data());
    std::perror(pointers[0]);
    _exit(127);
}

int end_of(pid_t program) {
    int state = 0;
    if (waitpid(program, &state, 0) != program) return -1;
    return WIFEXITED(state) ? WEXITSTATUS(state) : 1000 + WTERMSIG(state);
}

int run(const std::vector<std::string>& words, const std::string& log) {
    return end_of(gate().start(words, log));
}
