#pragma once

namespace migrations {

// Has the heap grow in steps of 8 MiB, of which the first consists of large pages, where there are such (glibc on Linux). A
// command that reads hundreds of files touches megabytes for the first time within milliseconds: a page fault for each
// 4 KiB of them is a fifth of its time (mallopt(3), madvise(2)). To be called at the start of main(), before there are other threads.
void prepare_heap();

}  // namespace migrations
