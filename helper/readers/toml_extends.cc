#include "readers/toml_extends.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

class Inheritance {
public:
    Inheritance(Drafts& drafts, Diagnostics& diagnostics)
        : drafts_(drafts), diagnostics_(diagnostics) {}

    void run() {
        for (ModelDraft& model : drafts_.models) settle(model);
    }

private:
    static constexpr std::size_t deepest = 64;

    void report(const Location& location, std::string message, std::string help = {}) {
        diagnostics_.push_back(error_at(location, "extends", std::move(message), std::move(help)));
    }

    // The model of a name after `extends`, with all its columns; null when that is not possible.
    const ModelDraft* base_of(ModelDraft& model, const PlacedName& name) {
        ModelDraft* base = drafts_.model(name.name);
        if (!base) {
            if (drafts_.is_unknown(name.name)) {
                report(name.location, with_suggestion("there is no model " + quoted(name.name),
                                                      name.name, drafts_.model_names()));
            }
            return nullptr;
        }
        const auto open = std::find(path_.begin(), path_.end(), base);
        if (open != path_.end()) {
            std::string circle;
            for (auto each = open; each != path_.end(); ++each)
                circle += quoted((*each)->table.name) + " -> ";
            report(name.location, "model " + quoted(name.name) + " extends itself: " + circle +
                                      quoted(name.name));
            return nullptr;
        }
        if (path_.size() >= deepest && !settled_[base]) {
            report(name.location,
                   "more than " + std::to_string(deepest) + " models extend one another");
            return nullptr;
        }
        settle(*base);
        if (!base->columns_known) model.columns_known = false;
        if (!base->keys_known) model.keys_known = false;
        return base;
    }

    void settle(ModelDraft& model) {
        if (settled_[&model] || model.bases.empty()) return;
        path_.push_back(&model);
        std::vector<ColumnDraft> all;
        std::map<std::string, std::size_t> places;
        for (const PlacedName& name : model.bases) {
            if (const ModelDraft* base = base_of(model, name)) {
                take(*base, name, model, all, places);
            } else {
                model.columns_known = false;
                model.keys_known = false;
            }
        }
        for (ColumnDraft& own : model.columns) {
            const auto inherited = places.find(own.column.name);
            if (inherited == places.end()) {
                all.push_back(std::move(own));
            } else {
                all[inherited->second] = std::move(own);
            }
        }
        model.columns = std::move(all);
        path_.pop_back();
        settled_[&model] = true;
    }

    void take(const ModelDraft& base, const PlacedName& name, const ModelDraft& model,
              std::vector<ColumnDraft>& all, std::map<std::string, std::size_t>& places) {
        for (const ColumnDraft& column : base.columns) {
            const auto [place, is_new] = places.emplace(column.column.name, all.size());
            if (is_new) {
                all.push_back(column);
                continue;
            }
            const ColumnDraft& first = all[place->second];
            const bool is_own = std::any_of(
                model.columns.begin(), model.columns.end(),
                [&](const ColumnDraft& own) { return own.column.name == column.column.name; });
            if (first.model == column.model || is_own) continue;
            report(name.location,
                   "model " + quoted(model.table.name) + " gets column " +
                       quoted(column.column.name) + " from both " + quoted(first.model) +
                       " and " + quoted(column.model),
                   "declare it in " + quoted(model.table.name) +
                       " itself, or extend only one of them");
        }
    }

    Drafts& drafts_;
    Diagnostics& diagnostics_;
    std::vector<const ModelDraft*> path_;  // being settled, each for the one before it
    std::map<const ModelDraft*, bool> settled_;
};

}  // namespace

void inherit_columns(Drafts& drafts, Diagnostics& diagnostics) {
    Inheritance(drafts, diagnostics).run();
}

}  // namespace migrations
