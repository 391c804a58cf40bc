#include "cli/commands/commands.h"

namespace migrations {

const std::vector<Command>& commands() {
    static const std::vector<Command> table = {
        {"init", "Everyday", "Start a project: migrations.toml, the revision template, the folder for revisions",
         "  migrations init\n"
         "  migrations init db/migrations --model models/users.toml --dialect sqlite --dialect postgresql\n"
         "  migrations init -t cmake blog\n",
         declare_init},
        {"list-templates", "Everyday", "List what 'init' can start a project from", "  migrations list-templates\n", declare_list_templates},
        {"import", "Everyday", "Start from a database or a chain of SQL files that is there: write models and revisions",
         "  migrations import blog.db\n"
         "  migrations import postgresql://blog@localhost/blog --stamp\n"
         "  migrations import schema.sql --dialect postgresql --split\n"
         "  migrations import db/migrations\n"
         "  migrations import db/migrations --layout goose --stamp postgresql://blog@localhost/blog\n",
         declare_import},
        {"revision", "Everyday", "Write the next revision: empty, from the models, or from SQL",
         "  migrations revision -m 'seed countries'\n"
         "  migrations revision --autogenerate -m 'add email to user'\n"
         "  migrations revision --autogenerate --fill users.email=unknown@example.org\n"
         "  migrations revision --autogenerate --rename users.nick=users.alias\n"
         "  migrations revision --autogenerate --from-database --database sqlite:///blog.db\n"
         "  migrations revision --sql up.sql down.sql -m \"archive old posts\"\n"
         "  migrations revision --amend\n"
         "  migrations revision -m 'start of the library' --head base --branch-label lib\n"
         "  migrations revision -m 'loans' --head lib@head --depends-on 3f2a\n",
         declare_revision},
        {"check", "Everyday", "Check chain, models and reviews; with --database on servers too",
         "  migrations check\n"
         "  migrations check --database scratch\n"
         "  migrations check --database sqlite:///blog.db\n"
         "  migrations check --json\n",
         declare_check, true},
        {"review", "Everyday", "Read the revisions that nobody has reviewed, and accept them",
         "  migrations review\n"
         "  migrations review 3f2a --yes\n"
         "  migrations review --resolve\n",
         declare_review},
        {"status", "Everyday", "Show on one screen where models, chain, reviews and database stand, and what is next",
         "  migrations status\n"
         "  migrations status --database sqlite:///blog.db --json\n",
         declare_status, true},
        {"upgrade", "Databases", "Bring the database up to a revision",
         "  migrations upgrade\n"
         "  migrations upgrade head --database sqlite:///blog.db --create\n"
         "  migrations upgrade +1\n"
         "  migrations upgrade --dry-run\n",
         declare_upgrade, true},
        {"rehearse", "Databases", "Run the pending revisions on a copy of the database, and say what that takes and locks",
         "  migrations rehearse\n"
         "  migrations rehearse --database sqlite:///blog.db --max-lock 500ms\n"
         "  migrations rehearse 3f2a --keep rehearsed.db\n"
         "  migrations rehearse --json\n",
         declare_rehearse},
        {"downgrade", "Databases", "Take revisions back",
         "  migrations downgrade -1\n"
         "  migrations downgrade base --yes\n"
         "  migrations downgrade --recorded   # of another branch, whose files are not here\n",
         declare_downgrade},
        {"resume", "Databases", "Go on with a revision that stopped half-way outside of a transaction",
         "  migrations resume\n"
         "  migrations resume --retry-step\n"
         "  migrations resume --skip-step\n",
         declare_resume},
        {"current", "Databases", "Show which revision the database is at",
         "  migrations current\n"
         "  migrations current --json\n",
         declare_current, true},
        {"stamp", "Databases", "Record a revision in the database without running anything",
         "  migrations stamp head\n"
         "  migrations stamp base --yes\n",
         declare_stamp},
        {"ensure-version", "Databases", "Make the tables that record revisions, where they are not there",
         "  migrations ensure-version\n"
         "  migrations ensure-version --database sqlite:///blog.db --create\n",
         declare_ensure_version},
        {"history", "Chain", "List the revisions, newest first",
         "  migrations history\n"
         "  migrations history 3f2a:head -v\n"
         "  migrations history --graph\n"
         "  migrations history current: --indicate-current\n",
         declare_history},
        {"heads", "Chain", "List the heads of the chain",
         "  migrations heads\n"
         "  migrations heads --resolve-dependencies -v\n",
         declare_heads},
        {"branches", "Chain", "List the revisions behind which branches part", "  migrations branches\n", declare_branches},
        {"merge", "Chain", "Write the revision that joins heads, and say what their sides both change",
         "  migrations merge\n"
         "  migrations merge 3f2a 77b1 -m 'merge email and teams'\n",
         declare_merge},
        {"rebase", "Chain", "Put one side of a fork on top of the other; reviews are kept where the SQL stays the same",
         "  migrations rebase\n"
         "  migrations rebase 77b1 --onto 3f2a\n",
         declare_rebase},
        {"squash", "Chain", "Make one revision of several, with the same result, proven on scratch databases",
         "  migrations squash :3f2a\n"
         "  migrations squash 9a8b:3f2a -m 'release 2.0'\n"
         "  migrations squash base:head --dry-run\n",
         declare_squash},
        {"show", "Chain", "Show one revision: operations, and the SQL for each dialect",
         "  migrations show head\n"
         "  migrations show 3f2a --dialect postgresql\n",
         declare_show},
        {"edit", "Chain", "Open revision files in your editor, and check them afterwards",
         "  migrations edit head\n"
         "  migrations edit 3f2a\n"
         "  migrations edit migrations/revisions/20261122_1455_3f2a9c0d1b7e_add_email_to_user.toml\n",
         declare_edit},
        {"validate", "Chain", "Check the chain alone: files, graph, operations; no models, reviews or database",
         "  migrations validate\n"
         "  migrations validate --json\n",
         declare_validate, true},
        {"lint", "Chain", "Say what is dangerous in revisions, on tables with rows",
         "  migrations lint\n"
         "  migrations lint 3f2a:head\n"
         "  migrations lint --rules\n",
         declare_lint},
        {"sql", "Chain", "Print the script that an upgrade or downgrade runs",
         "  migrations sql\n"
         "  migrations sql 3f2a:head --dialect postgresql\n"
         "  migrations sql head:base\n"
         "  migrations sql :3f2a --no-transaction\n",
         declare_sql},
        {"diff", "Chain", "Compare models, revisions, databases and schema files",
         "  migrations diff head models\n"
         "  migrations diff sqlite:///old.db sqlite:///new.db --sql\n"
         "  migrations diff schema.sql models/users.toml --dialect sqlite --json\n",
         declare_diff},
        {"doctor", "Help", "Find what is wrong with the installation, the project or the database, and say how to mend it",
         "  migrations doctor\n"
         "  migrations doctor --database postgresql://blog@localhost/blog\n",
         declare_doctor},
        {"config", "Help", "Show the settings that are in force, and where each comes from",
         "  migrations config\n"
         "  migrations config database\n"
         "  migrations config lint -v --json\n",
         declare_config},
        {"completion", "Help", "Print what makes a shell complete commands, options and revisions",
         "  migrations completion bash\n"
         "  migrations completion zsh\n"
         "  migrations completion fish\n"
         "In ~/.bashrc, or in ~/.zshrc behind compinit:  eval \"$(migrations completion bash)\"\n"
         "In ~/.config/fish/config.fish:                 migrations completion fish | source\n",
         declare_completion},
        {"json-schema", "Help", "Print the JSON Schema of a kind of file, or have editors find it, which then complete and check the files",
         "  migrations json-schema revision\n"
         "  migrations json-schema --taplo .\n",
         declare_json_schema},
        {"man", "Help", "Print the manual page of a command; the package installs all of them",
         "  migrations man upgrade | man -l -\n"
         "  migrations man --install ~/.local\n",
         declare_man},
        {"build", "Build", "What CMake runs: check, models, embed, tests, summary, watch", "", declare_build},
        {"test", "Build", "What CTest runs: check, round-trip, chain, models, released, runners, killed, database", "", declare_test},
        {"postgresql", "Build", "Start and stop the PostgreSQL server of a test run", "", declare_postgresql},
    };
    return table;
}

}  // namespace migrations
