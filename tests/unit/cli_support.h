#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace migrations {

struct Ran {
    int exit = -1;
    std::string out;
    std::string err;
};

// A temporary folder in which the real program is run. Nothing of the caller's environment that the program looks at
// comes through, and there is no terminal unless a test asks for one.
class CommandLine : public testing::Test {
protected:
    CommandLine();
    ~CommandLine() override;

    // ---- files of the folder ----

    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;
    bool exists(const std::string& name) const;
    // Every file below the folder with its content: to see that nothing was half-written.
    std::map<std::string, std::string> everything() const;
    // The names of the revision files, without the time in front, sorted.
    std::vector<std::string> revision_files() const;
    // The revision file whose name has this word, relative to the folder, and its text; "" when there is none.
    std::string revision_path(const std::string& word) const;
    std::string revision_text(const std::string& word) const;
    // The text without what differs from run to run: the folder ("~"), the time in file names, how long it took ("(? ms)").
    std::string plain(std::string text) const;
    static void replace(std::string& text, const std::string& what, const std::string& with);

    // ---- running ----

    // Runs `migrations ...` in the folder.
    Ran run(const std::vector<std::string>& arguments) const;
    // Runs `migrations ...`, which must end so, say this on stderr and nothing on stdout, and leave every file as it was.
    void refused(const std::vector<std::string>& arguments, int exit, const std::string& error) const;
    // Runs a line of the shell in the folder; `migrations` is the program.
    Ran shell(const std::string& line) const;
    // Runs `migrations ...` on a terminal on which `input` is typed. All that the terminal showed is in `out`.
    Ran on_terminal(const std::vector<std::string>& arguments, const std::string& input) const;
    // The value at the JSON pointer, dumped, of what --json prints, which must be exactly one object on stdout; "" when
    // there is no such value.
    std::string json(std::vector<std::string> arguments, const std::string& pointer, int wanted_exit = 0) const;

    // ---- SQLite files of the folder ----

    // All cells of all rows, joined by blanks. "error: ..." when the query fails.
    std::string ask(const std::string& database, const std::string& sql) const;
    void make_database(const std::string& name, const std::string& sql) const;

    // ---- projects ----

    // A project 'blog_db' with the model users(id, nick) and no revision.
    void make_project(const std::string& dialects = "\"sqlite\"", const std::string& more = "") const;
    // The model users(id, nick) and more columns.
    void set_model(const std::string& more_columns) const;
    // Three revisions, a1 <- b2 <- c3, reviewed, that agree with the model: users(id, nick, email, age).
    void make_chain(const std::string& dialects = "\"sqlite\"", const std::string& more = "") const;
    // The text of a revision that adds a nullable column to users.
    static std::string add_column(const std::string& id, const std::string& parent, const std::string& column,
                                  const std::string& type, const std::string& message, const std::string& day);

    std::string root_;
    std::string folder_;
    std::string inside_;                              // folder below folder_ to run in
    std::map<std::string, std::string> environment_;  // of the program
    bool as_nobody_ = false;                          // run without the rights of root, when root runs the tests
    // Where each run with --json leaves what it printed, for json_documents.py; nowhere when it is empty.
    std::string json_documents_;

private:
    void keep_document(const std::vector<std::string>& arguments, const Ran& result) const;
    Ran execute(const std::vector<std::string>& command) const;
    [[noreturn]] void start(const std::vector<std::string>& command) const;
};

}  // namespace migrations
