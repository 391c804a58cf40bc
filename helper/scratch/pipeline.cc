#include "scratch/pipeline.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "scratch/child_process.h"

namespace migrations {
namespace {

// A file without a name, for what a program says.
class Words {
public:
    Words() {
        std::string path = (std::filesystem::temp_directory_path() / "migrations-said-XXXXXX").string();
        file_ = mkostemp(path.data(), O_CLOEXEC);
        if (file_ < 0) throw Error(Exit::environment, "'" + path + "' cannot be made: " + std::strerror(errno));
        unlink(path.c_str());
    }
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;
    ~Words() { close(file_); }

    int file() const { return file_; }
    std::string text() const {
        std::string all;
        char buffer[4096];
        lseek(file_, 0, SEEK_SET);
        for (ssize_t count = 0; (count = read(file_, buffer, sizeof buffer)) > 0;) all.append(buffer, static_cast<std::size_t>(count));
        return all;
    }

private:
    int file_;
};

// A child that does not outlive this object.
class Child {
public:
    Child(PipedProgram program, int input, int output, int said) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        if (input < 0) {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        } else {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t usual;
        sigemptyset(&usual);
        for (const int each : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) sigaddset(&usual, each);
        posix_spawnattr_setsigdefault(&attributes, &usual);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        const std::string name = program.words.front();
        const int failed = posix_spawn(&id_, name.c_str(), &actions, &attributes, pointers_to(program.words).data(),
                                       pointers_to(program.variables).data());
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&actions);
        if (failed == 0) return;
        id_ = 0;
        throw Error(Exit::environment, "cannot start '" + name + "': " + std::strerror(failed));
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (id_ == 0) return;
        stop();
        look(0);
    }

    void stop() const {
        if (id_ != 0) kill(id_, SIGTERM);
    }
    // Whether it has ended.
    bool look(int how) {
        if (id_ == 0) return true;
        int state = 0;
        pid_t found = 0;
        while ((found = waitpid(id_, &state, how)) < 0 && errno == EINTR) {
        }
        if (found == 0) return false;
        code_ = WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
        id_ = 0;
        return true;
    }
    int code() const { return code_; }

private:
    pid_t id_ = 0;
    int code_ = 0;
};

}  // namespace

PipelineEnd run_pipeline(const PipedProgram& from, const PipedProgram& to, const std::function<bool()>& cancelled) {
    const Words said_by_from;
    const Words said_by_to;
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int ends[2];
    if (nowhere < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        throw Error(Exit::environment, std::string("cannot make a pipe: ") + std::strerror(errno));
    }
    // Whoever is left alone must see the end of the pipe: nobody else has it open.
    struct Closing {
        int files[3];
        void now() {
            for (int& each : files) {
                if (each >= 0) close(each);
                each = -1;
            }
        }
        ~Closing() { now(); }
    } closing{{nowhere, ends[0], ends[1]}};
    Child writer(from, -1, ends[1], said_by_from.file());
    Child reader(to, ends[0], nowhere, said_by_to.file());
    closing.now();
    PipelineEnd end;
    while (true) {
        const bool written = writer.look(WNOHANG);
        const bool taken = reader.look(WNOHANG);
        if (written && taken) break;
        if (cancelled && cancelled()) {
            end.cancelled = true;
            writer.stop();
            reader.stop();
        }
        usleep(10000);
    }
    end.from = {writer.code(), said_by_from.text()};
    end.to = {reader.code(), said_by_to.text()};
    return end;
}

}  // namespace migrations
