#pragma once

#include "revisions_naive.h"

namespace migrations::naive {

// What the words of the command line mean, by their definitions.
class Targets {
public:
    Targets(Graph& graph, IdSet current)
        : graph_(graph), current_(std::move(current)), applied_(graph.lineage(current_)) {}

    const IdSet& applied() const { return applied_; }

    IdSet resolve(const std::string& text) {
        const Word word = parsed(text);
        if (word.name.empty() && word.count > 0) {
            return graph_.heads_among(graph_.lineage(united(applied_, graph_.closure(next_up(word)))));
        }
        if (word.name.empty()) {
            return graph_.heads_among(without(applied_, graph_.fallen(applied_, next_down(word))));
        }
        if (word.count < 0) return downwards(word).second;
        return upwards(word);
    }

    IdSet upgrade(const std::string& text) {
        const Word word = parsed(text, '-');
        const IdSet wanted = word.name.empty() ? next_up(word) : resolve(text);
        return without(graph_.closure(wanted), applied_);
    }

    IdSet downgrade(const std::string& text) {
        const Word word = parsed(text, '+');
        if (word.name.empty()) return graph_.fallen(applied_, next_down(word));
        if (word.count < 0) {
            const auto [taken, end] = downwards(word);
            if (!holds(applied_, end)) refuse_state();
            return graph_.fallen(applied_, taken);
        }
        if (word.name == "base" && word.count == 0) {
            return graph_.fallen(applied_, word.branch.empty() ? applied_ : graph_.members(word.branch));
        }
        const IdSet end = upwards(word);
        if (!holds(applied_, end)) refuse_state();
        if (end.empty()) return word.branch.empty() ? applied_ : IdSet{};
        IdSet above;
        for (const Id& each : end) above = united(above, graph_.children(each));
        above = without(above, graph_.closure(end));
        if (!word.branch.empty()) above = common(above, line(word));
        return graph_.fallen(applied_, above);
    }

    // The two ends; what is between is for the caller.
    std::pair<IdSet, IdSet> range(const std::string& from, const std::string& to) {
        const std::pair<IdSet, IdSet> ends{resolve(from), resolve(to)};
        const bool related = holds(graph_.closure(ends.first), ends.second) ||
                             holds(graph_.closure(ends.second), ends.first);
        if (!related) refuse_graph();
        return ends;
    }

    IdSet stamp(const IdList& words) {
        IdSet together;
        bool base = false;
        for (const std::string& word : words) {
            const IdSet found = resolve(word);
            base = base || found.empty();
            together = united(together, found);
        }
        if (base && !together.empty()) refuse_graph();
        for (const Id& each : together) {
            for (const Id& other : together) {
                if (each != other && has(graph_.lineage({each}), other)) refuse_graph();
            }
        }
        return graph_.heads_among(graph_.closure(together));
    }

private:
    struct Word {
        Id branch;  // whose holder it is
        std::string name;
        int count = 0;
    };

    // `wrong_way`: the sign that leads away from where a command goes.
    Word parsed(const std::string& text, char wrong_way = ' ') {
        static const std::regex form("(?:([a-z0-9_]+)@)?([a-z0-9_]*)(?:([+-])([0-9]+))?");
        std::smatch parts;
        if (!std::regex_match(text, parts, form)) refuse_usage();
        Word word{"", parts[2], parts[4].matched ? std::stoi(parts[4]) : 0};
        if (parts[3] == "-") word.count = -word.count;
        if (word.name.empty() && word.count == 0) refuse_usage();
        if (word.name == "current" && word.count != 0) word.name.clear();
        if (word.name.empty() && parts[3] == std::string(1, wrong_way)) refuse_usage();
        if (parts[1].matched) word.branch = holder(parts[1]);
        return word;
    }

    IdSet beginning_with(const std::string& prefix) {
        return graph_.those([&](const Id& each) { return each.rfind(prefix, 0) == 0; });
    }

    Id holder(const std::string& name) {
        if (graph_.labels.count(name) != 0) return graph_.labels[name];
        if (has(graph_.all, name)) return name;
        const IdSet found = beginning_with(name);
        if (found.size() != 1) refuse_graph();
        return only(found);
    }

    IdSet members(const Word& word) {
        return word.branch.empty() ? graph_.all : graph_.members(word.branch);
    }
    IdSet line(const Word& word) {
        if (word.branch.empty()) return graph_.all;
        return united(graph_.members(word.branch), graph_.lineage({word.branch}));
    }
    Id first(const Word& word) {
        IdSet bottom;
        for (const Id& each : graph_.members(word.branch)) {
            if (common(graph_.parents[each], graph_.members(word.branch)).empty()) bottom.insert(each);
        }
        return only(bottom);
    }

    IdSet named(const Word& word) {
        if (word.name == "base") {
            return word.branch.empty() ? IdSet{} : graph_.parents[first(word)];
        }
        if (word.name == "heads" || word.name == "head") {
            const IdSet heads = common(graph_.heads(), members(word));
            if (word.name == "head" && heads.size() > 1) refuse_graph();
            return heads;
        }
        if (word.name == "current") {
            return word.branch.empty() ? current_
                                       : graph_.heads_among(common(applied_, members(word)));
        }
        if (has(graph_.all, word.name)) return on_line(word, {word.name});
        if (graph_.labels.count(word.name) != 0) refuse_graph();
        IdSet found = beginning_with(word.name);
        if (found.size() > 1 && !common(found, line(word)).empty()) found = common(found, line(word));
        return on_line(word, found);
    }
    IdSet on_line(const Word& word, const IdSet& found) {
        if (found.size() != 1 || !holds(line(word), found)) refuse_graph();
        return found;
    }

    IdSet upwards(const Word& word) {
        IdSet at = named(word);
        for (int step = 0; step < word.count; ++step) {
            IdSet next;
            if (!word.branch.empty() && word.name == "base" && step == 0) {
                next = {first(word)};
            } else {
                if (at.size() > 1) refuse_graph();
                next = common(at.empty() ? graph_.bases() : graph_.children(only(at)), line(word));
            }
            if (next.size() != 1) refuse_graph();
            at = next;
        }
        return at;
    }

    // What is taken, and where that ends.
    std::pair<IdSet, IdSet> downwards(const Word& word) {
        IdSet taken;
        IdSet end = named(word);
        for (int step = 0; step > word.count; --step) {
            if (end.size() != 1) refuse_graph();
            const Id at = only(end);
            if (!has(members(word), at)) refuse_graph();
            taken.insert(at);
            end = graph_.parents[at];
            if (!common(end, members(word)).empty()) end = common(end, members(word));
        }
        return {taken, end};
    }

    IdSet next_up(const Word& word) {
        IdSet chosen;
        IdSet applied = applied_;
        for (int step = 0; step < word.count; ++step) {
            const IdSet open = without(members(word), applied);
            IdSet ready;
            IdSet continuing;
            for (const Id& each : open) {
                // Between it and what is applied there may be others, but none that counts.
                if (!common(above_applied(each, applied), without(open, {each})).empty()) continue;
                ready.insert(each);
                for (const Id& parent : common(graph_.parents[each], applied)) {
                    if (common(graph_.children(parent), applied).empty()) continuing.insert(each);
                }
            }
            if (ready.empty()) refuse_state();
            const IdSet candidates = continuing.empty() ? ready : continuing;
            if (candidates.size() > 1) refuse_graph();
            chosen = united(chosen, candidates);
            applied = united(applied, above_applied(only(candidates), applied));
        }
        return chosen;
    }

    // It and what it still needs, down to what is applied.
    IdSet above_applied(const Id& id, const IdSet& applied) {
        return Graph::grown({id}, [&](const Id& each) { return without(graph_.needs(each), applied); });
    }

    IdSet next_down(const Word& word) {
        IdSet chosen;
        IdSet left = applied_;
        for (int step = 0; step > word.count; --step) {
            IdSet newest;
            for (const Id& each : common(left, members(word))) {
                if (common(graph_.fallen(left, {each}), members(word)).size() == 1) newest.insert(each);
            }
            if (newest.empty()) refuse_state();
            if (newest.size() > 1) refuse_graph();
            chosen = united(chosen, newest);
            left = without(left, graph_.fallen(left, newest));
        }
        return chosen;
    }

    Graph& graph_;
    IdSet current_;
    IdSet applied_;
};

}  // namespace migrations::naive
