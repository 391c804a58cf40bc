#include "revisions/ledger.h"

#include <gtest/gtest.h>

#include "base/source.h"
#include "revisions_graphs.h"

namespace migrations {
namespace {

std::string hash(char digit) {
    return std::string(64, digit);
}

LedgerEntry entry(char digit) {
    return {hash(digit), hash('b'), hash('c')};
}

std::string line(const std::string& id, char digit) {
    return id + " file=" + hash(digit) + " ops=" + hash('b') + " chain=" + hash('c') + "\n";
}

std::string with_total(const std::string& lines) {
    return lines + "total " + sha256(lines) + "\n";
}

struct Parsed {
    Ledger ledger;
    std::string problems;
};

Parsed parse(const std::string& text) {
    Diagnostics diagnostics;
    Ledger ledger = parse_ledger({"migrations.lock", text}, diagnostics);
    return {ledger, to_string(diagnostics)};
}

Parsed resolve(const std::string& text) {
    Diagnostics diagnostics;
    Ledger ledger = resolve_conflict({"migrations.lock", text}, diagnostics);
    return {ledger, to_string(diagnostics)};
}

std::string problem(const std::string& place, const std::string& message,
                    const std::string& rule = "ledger") {
    return "migrations.lock:" + place + ": error: " + message + " [" + rule +
           "]\nnote: run: migrations review --resolve\n";
}

TEST(Ledger, HasExactlyThisForm) {
    const Ledger ledger{{{"3f2a9c0d1b7e", entry('a')}, {"0a", entry('1')}}};
    EXPECT_EQ(print_ledger(ledger), with_total(line("0a", '1') + line("3f2a9c0d1b7e", 'a')));
    EXPECT_EQ(print_ledger({}),
              "total e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n");
}

TEST(Ledger, RoundTrip) {
    Ledger ledger;
    EXPECT_EQ(parse(print_ledger(ledger)).ledger, ledger);
    for (const std::string id : {"total", "0", "a_b", "zz"}) ledger.entries[id] = entry('f');
    for (int i = 0; i < 2000; ++i)
        ledger.entries[sha256(std::to_string(i)).substr(0, 12)] = entry('0');
    const Parsed parsed = parse(print_ledger(ledger));
    EXPECT_EQ(parsed.ledger, ledger);
    EXPECT_EQ(parsed.problems, "");
}

TEST(Ledger, NoTextIsAnEmptyLedger) {
    EXPECT_EQ(parse("").problems, "");
    EXPECT_EQ(parse("").ledger, Ledger{});
}

TEST(Ledger, ByteOrderMarkAndWindowsLineEndsDoNotCount) {
    std::string text = "\xEF\xBB\xBF" + with_total(line("a", '1'));
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
        text.insert(at, "\r");
    }
    EXPECT_EQ(parse(normalized_text(text)).problems, "");
    EXPECT_EQ(parse(normalized_text(text)).ledger.entries.size(), 1U);
}

TEST(Ledger, WrongTotal) {
    const std::string good = with_total(line("a", '1') + line("b", '2'));
    const std::string message =
        "the total does not fit the lines above: the file was edited by hand, or a merge left out "
        "a part";
    std::string edited = good;
    edited[7] = '9';
    EXPECT_EQ(parse(edited).problems, problem("3:1", message));
    EXPECT_EQ(parse(good.substr(good.find('\n') + 1)).problems, problem("2:1", message));
    std::string other_total = good;
    other_total[good.size() - 2] = other_total[good.size() - 2] == '0' ? '1' : '0';
    EXPECT_EQ(parse(other_total).problems, problem("3:1", message));
}

TEST(Ledger, TruncatedFile) {
    EXPECT_EQ(parse(line("a", '1')).problems,
              problem("1:1", "the line with the total is missing below this one"));
    EXPECT_EQ(parse(line("a", '1').substr(0, 100)).problems,
              problem("1:72", "expected 'ops=' and 64 hexadecimal digits"));
}

TEST(Ledger, MalformedLines) {
    const std::string total = "total " + hash('0') + "\n";
    EXPECT_EQ(parse("rubbish\n" + total).problems,
              problem("1:8", "expected 'file=' and 64 hexadecimal digits"));
    EXPECT_EQ(parse("\n" + total).problems,
              problem("1:1", "this line does not begin with a revision id"));
    EXPECT_EQ(parse("../x file=\n" + total).problems,
              problem("1:1", "this line does not begin with a revision id"));
    EXPECT_EQ(parse("# comment\n" + total).problems,
              problem("1:1", "this line does not begin with a revision id"));
    EXPECT_EQ(parse("a file=" + hash('A') + "\n" + total).problems,
              problem("1:2", "expected 'file=' and 64 hexadecimal digits"));
    std::string more = line("a", '1');
    more.insert(more.size() - 1, " x");
    EXPECT_EQ(parse(more + total).problems, problem("1:212", "unexpected text behind the hashes"));
    EXPECT_EQ(parse("total 12\n").problems, problem("1:7", "expected 64 hexadecimal digits"));
    EXPECT_EQ(parse(with_total(line("b", '1') + line("a", '1'))).problems,
              problem("2:1", "revision 'a' must stand above 'b'"));
    EXPECT_EQ(parse(with_total(line("a", '1') + line("a", '1'))).problems,
              problem("2:1", "revision 'a' is listed twice"));
    EXPECT_EQ(parse(with_total(line("a", '1')) + line("b", '1')).problems,
              problem("3:1", "the total must be the last line"));
}

TEST(Ledger, AllMistakesAtOnceAndTheRestIsRead) {
    const Parsed parsed = parse("x\n" + line("a", '1') + "y\n" + "total " + hash('0') + "\n");
    EXPECT_EQ(parsed.problems, problem("1:2", "expected 'file=' and 64 hexadecimal digits") +
                                   problem("3:2", "expected 'file=' and 64 hexadecimal digits"));
    EXPECT_EQ(parsed.ledger, (Ledger{{{"a", entry('1')}}}));
}

const std::string ours_and_theirs = line("a", '1') + "<<<<<<< HEAD\n" + line("b", '2') + "total " +
                                    hash('1') + "\n=======\n" + line("c", '3') + "total " +
                                    hash('2') + "\n>>>>>>> other branch\n";

TEST(LedgerConflict, IsOneErrorAndReadsBothSides) {
    const Parsed parsed = parse(ours_and_theirs);
    EXPECT_EQ(parsed.problems,
              problem("2:1", "the review ledger has a merge conflict", "ledger-conflict"));
    EXPECT_EQ(parsed.ledger.entries.size(), 3U);
}

TEST(LedgerConflict, ResolvesToTheUnion) {
    const Parsed resolved = resolve(ours_and_theirs);
    EXPECT_EQ(resolved.problems, "");
    EXPECT_EQ(resolved.ledger, (Ledger{{{"a", entry('1')}, {"b", entry('2')}, {"c", entry('3')}}}));
    EXPECT_EQ(parse(print_ledger(resolved.ledger)).problems, "");
}

TEST(LedgerConflict, AnIdInTwoFormsBecomesUnreviewed) {
    const Parsed resolved =
        resolve("<<<<<<< HEAD\n" + line("a", '1') + line("b", '2') + "=======\n" + line("a", '9') +
                line("b", '2') + ">>>>>>> theirs\n" + line("a", '1'));
    EXPECT_EQ(resolved.ledger, (Ledger{{{"b", entry('2')}}}));
    EXPECT_EQ(
        resolved.problems,
        "migrations.lock:5:1: warning: revision 'a' was reviewed in two forms, and is unreviewed "
        "now [ledger-conflict]\nnote: run: migrations review\n");
}

TEST(LedgerConflict, TheAncestorOfDiff3IsNoSide) {
    const Parsed resolved =
        resolve("<<<<<<< HEAD\n" + line("a", '1') + "||||||| 1234567\n" + line("old", '2') +
                line("a", '3') + "=======\n" + line("c", '3') + ">>>>>>> theirs\n");
    EXPECT_EQ(resolved.problems, "");
    EXPECT_EQ(resolved.ledger, (Ledger{{{"a", entry('1')}, {"c", entry('3')}}}));
}

TEST(LedgerConflict, AlsoMendsWhatWasResolvedByHand) {
    const std::string badly =
        line("b", '2') + line("a", '1') + "total " + hash('1') + "\ntotal " + hash('2') + "\n";
    EXPECT_EQ(resolve(badly).problems, "");
    EXPECT_EQ(print_ledger(resolve(badly).ledger), with_total(line("a", '1') + line("b", '2')));
    EXPECT_EQ(resolve("nonsense\n" + badly).problems,
              problem("1:9", "expected 'file=' and 64 hexadecimal digits"));
}

TEST(ReviewState, ComparesTheFileAndThenTheOperations) {
    std::vector<Revision> revisions{revision("a"), revision("b", {"a"}), revision("c", {"b"})};
    Diagnostics diagnostics;
    const Graph reviewed(revisions, diagnostics);
    Ledger ledger;
    for (const std::string id : {"a", "b"}) {
        ledger.entries[id] = entry_of(reviewed, *reviewed.find(id));
    }
    EXPECT_EQ(ledger.entries["a"].chain_hash, reviewed.chain_hash(*reviewed.find("a")));
    EXPECT_EQ(review_state(ledger, reviewed, *reviewed.find("a")), ReviewState::reviewed);
    EXPECT_EQ(review_state(ledger, reviewed, *reviewed.find("c")), ReviewState::unreviewed);

    revisions[0].file_hash = sha256("a comment");
    const Graph commented(revisions, diagnostics);
    EXPECT_EQ(review_state(ledger, commented, *commented.find("a")),
              ReviewState::edited_harmlessly);
    EXPECT_EQ(review_state(ledger, commented, *commented.find("b")), ReviewState::reviewed);

    revisions[0].ops_hash = sha256("another table");
    const Graph edited(revisions, diagnostics);
    EXPECT_EQ(review_state(ledger, edited, *edited.find("a")), ReviewState::edited);
}

}  // namespace
}  // namespace migrations
