#include "schema/identity.h"

namespace migrations {
namespace {

using Number = std::optional<std::int64_t>;

}  // namespace

Identity Identity::without_defaults(Number least, Number largest) const {
    Identity result = *this;
    const Number first = counts_down() ? Number(-1) : Number(1);  // min or max, whichever it counts from
    Number& from = counts_down() ? result.max : result.min;
    Number& to = counts_down() ? result.min : result.max;
    const Number last = counts_down() ? least : largest;
    if (from == first) from.reset();
    if (last && to == last) to.reset();
    if (start == (from ? from : first)) result.start.reset();
    if (increment == Number(1)) result.increment.reset();
    if (cache == Number(1)) result.cache.reset();
    return result;
}

bool Identity::operator==(const Identity& other) const {
    if (!given || !other.given) return given == other.given;
    const auto same = [](const Identity& a, const Identity& b) {
        return a.always == b.always && a.start == b.start && a.increment == b.increment && a.min == b.min &&
               a.max == b.max && a.cache == b.cache && a.cycle == b.cycle;
    };
    return same(without_defaults(), other.without_defaults());
}

}  // namespace migrations
