#include "base/heap.h"

#include <cstdint>
#include <cstdlib>
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace migrations {

void prepare_heap() {
#if defined(__GLIBC__) && defined(__linux__) && defined(MADV_HUGEPAGE)
    constexpr std::uintptr_t step = std::uintptr_t{8} << 20;
    constexpr std::uintptr_t large = std::uintptr_t{2} << 20;
    mallopt(M_TOP_PAD, static_cast<int>(step));
    const auto before = reinterpret_cast<std::uintptr_t>(sbrk(0));
    // More than the heap has at the start, and less than what has pages of its own.
    constexpr std::size_t block = std::size_t{100} << 10;
    void* volatile first = std::malloc(block);
    void* volatile second = std::malloc(block);
    std::free(second);
    std::free(first);
    const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0)) / large * large;
    const std::uintptr_t start = (before + large - 1) / large * large;
    if (start < end) madvise(reinterpret_cast<void*>(start), end - start, MADV_HUGEPAGE);  // NOLINT(performance-no-int-to-ptr)
#endif
}

}  // namespace migrations
