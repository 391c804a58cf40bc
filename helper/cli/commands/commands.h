#pragma once

#include <functional>

#include "cli/command.h"

namespace migrations {

// One function a command, in the file of its name.
std::function<Exit()> declare_init(CLI::App& app, Context& context);
std::function<Exit()> declare_list_templates(CLI::App& app, Context& context);
std::function<Exit()> declare_import(CLI::App& app, Context& context);
std::function<Exit()> declare_revision(CLI::App& app, Context& context);
std::function<Exit()> declare_check(CLI::App& app, Context& context);
std::function<Exit()> declare_review(CLI::App& app, Context& context);
std::function<Exit()> declare_upgrade(CLI::App& app, Context& context);
std::function<Exit()> declare_rehearse(CLI::App& app, Context& context);
std::function<Exit()> declare_downgrade(CLI::App& app, Context& context);
std::function<Exit()> declare_resume(CLI::App& app, Context& context);
std::function<Exit()> declare_current(CLI::App& app, Context& context);
std::function<Exit()> declare_stamp(CLI::App& app, Context& context);
std::function<Exit()> declare_ensure_version(CLI::App& app, Context& context);
std::function<Exit()> declare_status(CLI::App& app, Context& context);
std::function<Exit()> declare_history(CLI::App& app, Context& context);
std::function<Exit()> declare_heads(CLI::App& app, Context& context);
std::function<Exit()> declare_branches(CLI::App& app, Context& context);
std::function<Exit()> declare_man(CLI::App& app, Context& context);
std::function<Exit()> declare_json_schema(CLI::App& app, Context& context);
std::function<Exit()> declare_merge(CLI::App& app, Context& context);
std::function<Exit()> declare_rebase(CLI::App& app, Context& context);
std::function<Exit()> declare_squash(CLI::App& app, Context& context);
std::function<Exit()> declare_show(CLI::App& app, Context& context);
std::function<Exit()> declare_edit(CLI::App& app, Context& context);
std::function<Exit()> declare_validate(CLI::App& app, Context& context);
std::function<Exit()> declare_lint(CLI::App& app, Context& context);
std::function<Exit()> declare_sql(CLI::App& app, Context& context);
std::function<Exit()> declare_diff(CLI::App& app, Context& context);
std::function<Exit()> declare_doctor(CLI::App& app, Context& context);
std::function<Exit()> declare_config(CLI::App& app, Context& context);
std::function<Exit()> declare_completion(CLI::App& app, Context& context);
std::function<Exit()> declare_build(CLI::App& app, Context& context);
std::function<Exit()> declare_test(CLI::App& app, Context& context);
std::function<Exit()> declare_postgresql(CLI::App& app, Context& context);

}  // namespace migrations
