// A folder on a file system of its own that is soon full.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace migrations {

// Where this process can mount what nobody else sees, from here on: in a namespace of mounts of its own, which needs
// to be root, or one of users beside it, which needs a system that gives them out. "", or why it is not possible.
// What it starts before does not see the mounts; what it starts later does.
inline const std::string& own_mounts() {
    static const std::string missing = [] {
        const auto uid = std::to_string(geteuid());
        const auto gid = std::to_string(getegid());
        if (unshare(CLONE_NEWNS) != 0) {
            if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) {
                return std::string("no file system can be mounted here: ") + std::strerror(errno);
            }
            // The user remains who it was.
            std::ofstream("/proc/self/setgroups") << "deny";
            std::ofstream("/proc/self/uid_map") << uid + " " + uid + " 1";
            std::ofstream("/proc/self/gid_map") << gid + " " + gid + " 1";
        }
        if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
            return std::string("the mounts of this process cannot be made private: ") + std::strerror(errno);
        }
        return std::string();
    }();
    return missing;
}

// A tmpfs over a folder that exists; own_mounts() says whether there can be one. One byte of a file takes a page.
class SmallDisk {
public:
    SmallDisk(const std::string& folder, long long bytes) : folder_(folder) {
        const std::string options = "size=" + std::to_string(bytes) + ",mode=0777";
        if (mount("tmpfs", folder.c_str(), "tmpfs", 0, options.c_str()) != 0) {
            missing_ = "no tmpfs can be mounted here: " + std::string(std::strerror(errno));
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (missing_.empty()) umount2(folder_.c_str(), MNT_DETACH);
    }

    const std::string& missing() const { return missing_; }

    // Bytes that can be written; a page of the file system counts as a whole.
    long long left() const {
        struct statvfs now {};
        statvfs(folder_.c_str(), &now);
        return static_cast<long long>(now.f_bavail) * static_cast<long long>(now.f_frsize);
    }
    // Fills it with a file so that so much is left, if there is as much.
    void leave(long long bytes) const {
        std::filesystem::remove(filler());
        const long long size = left() - bytes;
        if (size <= 0) return;
        const int file = open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        static_cast<void>(!(posix_fallocate(file, 0, size) == 0));
        close(file);
    }
    void clear() const { std::filesystem::remove(filler()); }

private:
    std::string filler() const { return folder_ + "/filler"; }

    std::string folder_;
    std::string missing_;
};

}  // namespace migrations
