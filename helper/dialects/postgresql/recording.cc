#include "dialects/recording.h"

#include <migrations/recording.hpp>

namespace migrations {

outcome record_postgresql(const set& chain, const std::vector<std::string_view>& heads,
                          slice<move> way, const options& how) {
    postgresql::recorder database = heads.empty()
                                        ? postgresql::recorder()
                                        : postgresql::recorder(chain, {heads.data(), heads.size()});
    return postgresql::run(database, chain, way, how);
}

}  // namespace migrations
