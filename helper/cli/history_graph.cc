#include "cli/history_graph.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace migrations {
namespace {

// The lanes from left to right, each with the revision that it leads to. A lane is two characters wide: what is in it, and
// what leads to the next.
class Lanes {
public:
    explicit Lanes(std::string& picture) : picture_(picture) {}

    // The lane of the revision; all other lanes that lead to it have ended in it.
    std::size_t arrive(const Revision* revision) {
        const auto found = std::find(lanes_.begin(), lanes_.end(), revision);
        const std::size_t lane = static_cast<std::size_t>(found - lanes_.begin());
        if (found == lanes_.end()) {
            // Else it would seem to stand on the base that ended there.
            if (lane == ended_) draw(row());
            lanes_.push_back(revision);
        }
        ended_ = none;
        for (std::size_t other = lanes_.size() - 1; other > lane; --other) {
            if (lanes_[other] == revision) join(lane, other);
        }
        return lane;
    }

    // `text` may have several lines.
    void draw_revision(std::size_t lane, std::string_view text, bool goes_on) {
        std::string line = row();
        line[2 * lane] = '*';
        while (text.ends_with('\n')) text.remove_suffix(1);
        for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
            picture_ += line + std::string(text.substr(0, end)) + "\n";
            text.remove_prefix(end + 1);
            line[2 * lane] = goes_on ? '|' : ' ';
        }
        picture_ += line + std::string(text) + "\n";
    }

    // From the revision of this lane on it leads to its parents.
    void lead(std::size_t lane, const RevisionList& parents) {
        if (parents.empty()) {
            end(lane);
            return;
        }
        lanes_[lane] = parents.front();
        for (std::size_t i = 1; i < parents.size(); ++i) {
            std::string line = row() + "  ";
            for (std::size_t other = lane + 1; other < lanes_.size(); ++other) {
                line[2 * other] = ' ';
                line[2 * other + 1] = '\\';
            }
            line[2 * lane + 1] = '\\';
            draw(line);
            lanes_.insert(lanes_.begin() + static_cast<std::ptrdiff_t>(lane) + 1, parents[i]);
        }
    }

private:
    std::string row() const {
        std::string line;
        for (std::size_t i = 0; i < lanes_.size(); ++i) line += "| ";
        return line;
    }

    void draw(std::string line) {
        line.erase(line.find_last_not_of(' ') + 1);
        picture_ += line + "\n";
    }

    // The lanes behind this one move up to the left.
    void shift(std::string& line, std::size_t lane) const {
        for (std::size_t other = lane + 1; other < lanes_.size(); ++other) {
            line[2 * other] = ' ';
            line[2 * other - 1] = '/';
        }
    }

    void join(std::size_t lane, std::size_t other) {
        std::string line = row();
        line[2 * other] = ' ';
        line[2 * other - 1] = '/';
        for (std::size_t between = lane + 1; between < other; ++between) line[2 * between - 1] = '_';
        shift(line, other);
        draw(line);
        lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(other));
    }

    void end(std::size_t lane) {
        if (lane + 1 < lanes_.size()) {
            std::string line = row();
            line[2 * lane] = ' ';
            shift(line, lane);
            draw(line);
        }
        lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(lane));
        ended_ = lane;
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string& picture_;
    std::vector<const Revision*> lanes_;
    std::size_t ended_ = none;  // the lane in which a base was just drawn
};

}  // namespace

std::string drawn(const Graph& graph, const RevisionList& newest_first,
                  const std::function<std::string(const Revision&)>& text) {
    const std::set<const Revision*> shown(newest_first.begin(), newest_first.end());
    std::string picture;
    Lanes lanes(picture);
    for (const Revision* each : newest_first) {
        const std::size_t lane = lanes.arrive(each);
        RevisionList parents = graph.parents(*each);
        std::erase_if(parents, [&](const Revision* parent) { return !shown.contains(parent); });
        lanes.draw_revision(lane, text(*each), !parents.empty());
        lanes.lead(lane, parents);
    }
    return picture;
}

}  // namespace migrations
