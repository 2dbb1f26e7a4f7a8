#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/csv_reader.hpp"
#include "world/tables.hpp"

namespace corredor {
namespace {

struct Read {
    Table<StockRow> table;
    std::vector<Problem> problems;
};

Read read_stock(std::string_view csv)
{
    Problems problems;
    const auto source = std::make_shared<const SourceFile>(SourceFile{"stock.csv", {}});
    Read read{read_csv<StockRow>(csv, source, problems), {}};
    read.problems = problems.sorted();
    return read;
}

TEST(Csv, ReadsQuotesCommasLineBreaksAndDoubledQuotes)
{
    const auto read = read_stock("node,people,source\nA,1,\"one, \"\"two\"\"\nthree\"\nB,2,\n");
    ASSERT_TRUE(read.problems.empty());
    ASSERT_EQ(read.table.rows.size(), 2U);
    EXPECT_EQ(read.table.rows[0].source, "one, \"two\"\nthree");
    EXPECT_EQ(read.table.place_of(1, "people").line, 4);
    EXPECT_EQ(read.table.place_of(1, "people").column, 3);
}

TEST(Csv, TakesWindowsLinesAByteOrderMarkAnyOrderAndNoLastLineEnd)
{
    const auto read = read_stock("\xef\xbb\xbfpeople,node\r\n3,A\r\n4,\"B\"");
    ASSERT_TRUE(read.problems.empty());
    ASSERT_EQ(read.table.rows.size(), 2U);
    EXPECT_EQ(read.table.rows[1].node, "B");
    EXPECT_EQ(read.table.rows[1].people, 4);
}

TEST(Csv, AcceptsATableWithoutRows)
{
    const auto read = read_stock("node,people\n");
    EXPECT_TRUE(read.problems.empty());
    EXPECT_TRUE(read.table.rows.empty());
    EXPECT_TRUE(read.table.has_all_rows);
}

TEST(Csv, LeavesAnEmptyOptionalFieldEmpty)
{
    Problems problems;
    const auto source = std::make_shared<const SourceFile>(SourceFile{"legs.csv", {}});
    const auto legs =
        read_csv<LegRow>("id,from,to,kind,bus_hours,walk_days\na,A,B,road,1,\nb,A,B,road,1,2.5\n", source, problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(legs.rows.at(0).walk_days, std::nullopt);
    EXPECT_EQ(legs.rows.at(1).walk_days, 2.5);
}

TEST(Csv, ReportsEveryBadCellOfEveryRow)
{
    const auto read = read_stock("node,people\nA,many\n,2\nB,-1\nC, 3\n");
    ASSERT_EQ(read.problems.size(), 4U);
    EXPECT_EQ(to_string(read.problems[0]), "stock.csv:2:3: error: people is many, must be a whole number");
    EXPECT_EQ(to_string(read.problems[1]), "stock.csv:3:1: error: node is empty, must have a value; where they live");
    EXPECT_EQ(to_string(read.problems[2]), "stock.csv:4:3: error: people is -1, must be from 0 to 1000000000 people");
    EXPECT_EQ(to_string(read.problems[3]), "stock.csv:5:3: error: people is  3, must be a whole number");
    EXPECT_FALSE(read.table.has_all_rows);
}

TEST(Csv, RefusesBytesThatAreNotText)
{
    EXPECT_EQ(read_stock("node,people\nA\xff,1\n").problems.at(0).what, "byte 0xff is not text");
    EXPECT_EQ(read_stock(std::string_view{"node,people\nA\0,1\n", 17}).problems.at(0).what, "byte 0x00 is not text");
    EXPECT_EQ(read_stock("node,people\rA,1\r").problems.at(0).line, 1);
}

TEST(Csv, KeepsEachLimit)
{
    const CsvLimits small{.bytes = 100, .fields = 4, .columns = 2, .field_bytes = 5};
    const auto complaint = [&small](std::string_view csv) {
        Problems problems;
        (void)parse_csv(csv, std::make_shared<const SourceFile>(), problems, small);
        return problems.empty() ? "" : problems.sorted().front().what;
    };
    EXPECT_EQ(complaint("a,b\n1,2\n3,4\n"), "");
    EXPECT_EQ(complaint("a,b\n1,2\n3,4\n5,6\n"), "more than 4 fields");
    EXPECT_EQ(complaint("a,b,c\n"), "more than 2 columns");
    EXPECT_EQ(complaint("a,b\n123456,1\n"), "a field of more than 5 bytes");
}

}  // namespace
}  // namespace corredor
