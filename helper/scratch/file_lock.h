#pragma once

#include <filesystem>

namespace migrations {

// Waits until no other process has the lock of this file, which is made when there is none, and has it until its end. Throws
// Error environment when there can be no such file.
class FileLock {
public:
    explicit FileLock(const std::filesystem::path& file);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int file_;
};

}  // namespace migrations
