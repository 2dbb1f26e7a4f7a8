#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>

#include "output/fresh_folder.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/result_reader.hpp"
#include "output/sample_result.hpp"
#include "output/seal.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

void put(const std::filesystem::path& path, std::span<const std::byte> bytes)
{
    std::ofstream file{path, std::ios::binary};
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

void put_text(const std::filesystem::path& path, std::string_view text)
{
    put(path, std::as_bytes(std::span{text}));
}

/// Opens a file and reads all there is in it.
void read_everything(const std::filesystem::path& path, ReadLimits limits = {})
{
    const ResultReader reader{path, limits};
    for (const VariableInfo& variable : reader.variables()) {
        if (variable.type == ElementType::string)
            (void)reader.read_texts(variable.name);
        else
            (void)reader.read_doubles(variable.name);
        (void)reader.attribute(variable.name, "units");
    }
    (void)reader.attribute("scenario");
}

std::string complaint_about(const std::filesystem::path& path, ReadLimits limits = {})
{
    try {
        read_everything(path, limits);
    } catch (const OutputError& error) {
        EXPECT_EQ(error.file, path);
        EXPECT_EQ(error.failure, OutputFailure::read_failed);
        return error.what();
    }
    return "none";
}

/// Puts a right seal under whatever the file holds now, as somebody who means harm could.
void seal_again(const std::filesystem::path& path)
{
    auto bytes = read_whole_file(path, 1U << 30U);
    if (examine_seal(bytes) != Sealed::no) bytes.resize(without_seal(bytes).size());
    const std::string seal = seal_of(bytes);
    std::ranges::copy(std::as_bytes(std::span{seal}), std::back_inserter(bytes));
    put(path, bytes);
}

/// Changes a written file as a program of somebody else might, and hides that it did.
template <class Change>
void change(const std::filesystem::path& path, Change&& change_it)
{
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(file, 0);
    change_it(file);
    ASSERT_GE(H5Fclose(file), 0);
    seal_again(path);
}

/// Adds a dataset made with these creation properties, whatever they ask for.
void add_dataset(hid_t file, const char* name, hid_t type, std::vector<hsize_t> shape, hid_t creation = H5P_DEFAULT)
{
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t dataset = H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    ASSERT_GE(dataset, 0);
    H5Dclose(dataset);
    H5Sclose(space);
}

class ResultReaderOfSample : public testing::Test {
protected:
    void SetUp() override { write_result(path, sample_result(), Overwrite::refuse); }

    FreshFolder folder;
    std::filesystem::path path = folder / "sample.h5";
};

TEST_F(ResultReaderOfSample, ListsVariablesWithTheirAxes)
{
    const ResultReader reader{path};
    std::vector<std::string> names;
    for (const auto& variable : reader.variables()) names.push_back(variable.name);
    EXPECT_THAT(names, ElementsAre("time", "node", "status", "persons", "state_hash", "node_name", "node_lat",
                                   "node_is_border", "measures/settled_persons", "measures/held_share", "events/day",
                                   "events/amount_usd", "journeys/day"));
    const VariableInfo* persons = reader.find("persons");
    ASSERT_NE(persons, nullptr);
    EXPECT_EQ(persons->type, ElementType::int64);
    EXPECT_THAT(persons->dimensions, ElementsAre("time", "node", "status"));
    EXPECT_THAT(persons->shape, ElementsAre(800, 3, 4));
    EXPECT_THAT(reader.find("time")->dimensions, ElementsAre("time"));
    EXPECT_THAT(reader.find("events/day")->dimensions, ElementsAre("event"));
    EXPECT_THAT(reader.find("measures/held_share")->dimensions, ElementsAre());
    EXPECT_EQ(reader.find("nothing"), nullptr);
}

TEST_F(ResultReaderOfSample, ReadsBackWhatWasWritten)
{
    const ResultReader reader{path};
    const auto persons = reader.read_integers("persons");
    ASSERT_EQ(persons.size(), 800U * 3U * 4U);
    for (std::size_t i = 0; i < persons.size(); ++i) ASSERT_EQ(persons[i], static_cast<std::int64_t>(i * i % 977)) << i;
    EXPECT_EQ(reader.read_doubles("persons")[31], 961.0);  // 31 * 31
    EXPECT_EQ(reader.read_unsigned_integers("state_hash")[1], 2 * 0x9E37'79B9'7F4A'7C15U);
    EXPECT_THAT(reader.read_texts("node"), ElementsAre("tachira", "cucuta", "arica"));
    EXPECT_THAT(reader.read_texts("node_name"), ElementsAre("San Antonio del Táchira", "Cúcuta", ""));
    EXPECT_THAT(reader.read_doubles("node_lat"), ElementsAre(7.81, testing::IsNan(), -18.48));
    EXPECT_THAT(reader.read_integers("node_is_border"), ElementsAre(1, 1, 0));
    EXPECT_THAT(reader.read_integers("measures/settled_persons"), ElementsAre(123'456'789'012));
    EXPECT_THAT(reader.read_integers("events/day"), ElementsAre(0, 3, 3, 9, 700));
    EXPECT_THAT(reader.read_integers("journeys/day"), ElementsAre());
}

/// What read_active_cells must give, from all values: cells with anything but zeros, each with its records.
void expect_active(const ActiveCells& active, const std::vector<double>& all, std::size_t records)
{
    const std::size_t count = all.size() / records;
    std::size_t row = 0;
    for (std::size_t cell = 0; cell < count; ++cell) {
        bool is_active = false;
        for (std::size_t r = 0; r < records; ++r) is_active |= all[r * count + cell] != 0.0;
        if (!is_active) continue;
        ASSERT_LT(row, active.cells.size());
        ASSERT_EQ(active.cells[row], cell);
        for (std::size_t r = 0; r < records; ++r)
            ASSERT_EQ(active.values[row * records + r], all[r * count + cell]) << cell << ' ' << r;
        ++row;
    }
    EXPECT_EQ(row, active.cells.size());
}

TEST_F(ResultReaderOfSample, ActiveCellsAreTheOthersOfChunksAndOfWhatIsNotPacked)
{
    const ResultReader reader{path};
    for (const int threads : {1, 3}) {
        const Workers workers{threads};
        expect_active(reader.read_active_cells("persons", std::nullopt, workers), reader.read_doubles("persons"), 800);
        expect_active(reader.read_active_cells("node_is_border", std::nullopt, workers), {1, 1, 0}, 3);
    }
}

TEST(ResultReader, ActiveCellsOfOnePositionAcrossUnevenChunks)
{
    // Two replicates, 500 days, 40 × 30 cells of which a few are ever there; numbers below zero, large and broken ones.
    constexpr std::size_t days = 500;
    constexpr std::size_t cells = 1200;
    Dataset file;
    file.dimensions = {{"replicate", 2}, {"place", 40}, {"kind", 30}};
    std::vector<double> time(days);
    std::iota(time.begin(), time.end(), 1.0);
    file.add_coordinate("time", time);
    std::vector<double> money(2 * days * cells);
    std::vector<std::int64_t> counts(money.size());
    std::vector<std::int32_t> small(money.size());
    for (std::size_t i = 0; i < money.size(); ++i) {
        if (i % cells % 97 != 0 || (i / cells) % 3 != 0) continue;
        money[i] = static_cast<double>(i % 7919) * -0.1;
        counts[i] = static_cast<std::int64_t>(i) * 1'000'003 - 5;
        small[i] = static_cast<std::int32_t>(i % 300) - 150;
    }
    const std::vector<std::string> axes{"replicate", "time", "place", "kind"};
    file.variables.push_back({.name = "money", .dimensions = axes, .values = money, .chunk = {1, 365, 7, 11}});
    file.variables.push_back({.name = "counts", .dimensions = axes, .values = counts, .chunk = {1, 365, 40, 11}});
    file.variables.push_back({.name = "small", .dimensions = axes, .values = small, .chunk = {1, 100, 13, 30}});
    file.variables.push_back({.name = "together", .dimensions = axes, .values = money, .chunk = {2, 100, 13, 30}});
    const FreshFolder folder;
    write_result(folder / "file.h5", file, Overwrite::refuse);
    const ResultReader reader{folder / "file.h5"};
    const Workers workers{2};
    for (const char* name : {"money", "counts", "small", "together"})
        for (const std::size_t replicate : {0U, 1U})
            expect_active(reader.read_active_cells(name, replicate, workers), reader.read_doubles(name, replicate),
                          days);
    EXPECT_THROW((void)reader.read_active_cells("money", 2, workers), OutputError);
}

TEST(ResultReader, TextWithoutDimensionsIsReadBack)
{
    const FreshFolder folder;
    Dataset dataset;
    dataset.variables.push_back({.name = "scenario", .dimensions = {}, .values = Values::one(long_text())});
    write_result(folder / "out.h5", dataset, Overwrite::refuse);
    EXPECT_THAT(ResultReader{folder / "out.h5"}.read_texts("scenario"), ElementsAre(long_text()));
}

TEST(ResultReader, InnerDimensionHidesTheOuterOneOfThatName)
{
    const FreshFolder folder;
    Dataset dataset{.name = "", .dimensions = {{"row", 2}, {"column", 3}}};
    Group group{.name = "group", .dimensions = {{"row", 1}}};
    group.variables.push_back(
        {.name = "v", .dimensions = {"row", "column"}, .values = std::vector<std::int32_t>{7, 8, 9}});
    dataset.groups.push_back(group);
    write_result(folder / "out.h5", dataset, Overwrite::refuse);
    const ResultReader reader{folder / "out.h5"};
    EXPECT_THAT(reader.find("group/v")->shape, ElementsAre(1, 3));
    EXPECT_THAT(reader.find("group/v")->dimensions, ElementsAre("row", "column"));
    EXPECT_THAT(reader.read_integers("group/v"), ElementsAre(7, 8, 9));
}

TEST_F(ResultReaderOfSample, ReadsBackAttributes)
{
    const ResultReader reader{path};
    EXPECT_EQ(reader.attribute("title"), AttributeValue{"Corredor Venezuela–Chile"});
    EXPECT_EQ(reader.attribute("scenario"), AttributeValue{long_text()});
    EXPECT_EQ(reader.attribute("note"), AttributeValue{""});
    EXPECT_EQ(reader.attribute("seed"), AttributeValue{std::int64_t{-7}});
    EXPECT_EQ(reader.attribute("largest_seed"), AttributeValue{~std::uint64_t{0}});
    EXPECT_EQ(reader.attribute("persons_per_agent"), AttributeValue{2.5});
    EXPECT_EQ(reader.attribute("absent"), std::nullopt);
    EXPECT_EQ(reader.attribute("time", "units"), AttributeValue{"days since 2015-01-01 00:00:00"});
    EXPECT_EQ(reader.attribute("node_is_border", "flag_values"), (AttributeValue{std::vector<std::int8_t>{0, 1}}));
}

TEST_F(ResultReaderOfSample, SaysWhichVariableIsWrong)
{
    const ResultReader reader{path};
    const auto complaint = [](auto&& read) -> std::string {
        try {
            read();
        } catch (const OutputError& error) {
            return error.what();
        }
        return "none";
    };
    EXPECT_THAT(complaint([&] { (void)reader.read_doubles("absent"); }),
                HasSubstr("sample.h5: has no variable 'absent'"));
    EXPECT_THAT(complaint([&] { (void)reader.read_doubles("node"); }), HasSubstr("'node' does not hold numbers"));
    EXPECT_THAT(complaint([&] { (void)reader.read_integers("time"); }), HasSubstr("'time' does not hold signed whole"));
    EXPECT_THAT(complaint([&] { (void)reader.read_unsigned_integers("time"); }), HasSubstr("unsigned whole"));
    EXPECT_THAT(complaint([&] { (void)reader.read_texts("time"); }), HasSubstr("'time' does not hold texts"));
    EXPECT_THAT(complaint([&] { (void)reader.attribute("persons", "DIMENSION_LIST"); }), HasSubstr("not one value"));
}

TEST_F(ResultReaderOfSample, TwoReadersOfOneFileAreIndependent)
{
    auto first = std::make_unique<ResultReader>(path);
    const ResultReader second{path};
    write_result(path, large_result(1), Overwrite::allow);
    first.reset();
    EXPECT_EQ(second.read_integers("persons").size(), 9600U);
}

TEST(ResultReader, FilesThatAreNotOursAreRefused)
{
    const FreshFolder folder;
    put_text(folder / "empty.h5", "");
    put_text(folder / "text.h5", "schema_version: 1\n");
    put_text(folder / "signature.h5", "\x89HDF\r\n\x1a\n");
    put_text(folder / "unsealed.h5", std::string{"\x89HDF\r\n\x1a\n"} + std::string(1000, 'x'));
    std::filesystem::create_directory(folder / "folder.h5");
    ASSERT_EQ(::mkfifo((folder / "pipe.h5").c_str(), 0600), 0);
    EXPECT_THAT(complaint_about(folder / "empty.h5"), HasSubstr("is not an HDF5 file"));
    EXPECT_THAT(complaint_about(folder / "text.h5"), HasSubstr("is not an HDF5 file"));
    EXPECT_THAT(complaint_about(folder / "signature.h5"), HasSubstr("is not an HDF5 file"));
    EXPECT_THAT(complaint_about(folder / "unsealed.h5"), HasSubstr("has no seal of corredor"));
    std::filesystem::copy_file(folder / "unsealed.h5", folder / "rubbish.h5");
    seal_again(folder / "rubbish.h5");
    EXPECT_THAT(complaint_about(folder / "rubbish.h5"), HasSubstr("is damaged"));
    EXPECT_THAT(complaint_about(folder / "folder.h5"), HasSubstr("is not a regular file"));
    EXPECT_THAT(complaint_about(folder / "pipe.h5"), HasSubstr("is not a regular file"));
    EXPECT_THAT(complaint_about("/dev/zero"), HasSubstr("is not a regular file"));

    H5Fclose(H5Fcreate((folder / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    EXPECT_THAT(complaint_about(folder / "other.h5"), HasSubstr("has no seal of corredor"));
    seal_again(folder / "other.h5");
    EXPECT_THAT(complaint_about(folder / "other.h5"), HasSubstr("has no attribute corredor_format"));
}

TEST(ResultReader, AbsentFileIsMissing)
{
    try {
        const ResultReader reader{"/nowhere/absent.h5"};
        FAIL() << "opened a file that does not exist";
    } catch (const OutputError& error) {
        EXPECT_EQ(error.failure, OutputFailure::missing);
        EXPECT_THAT(error.what(), HasSubstr("/nowhere/absent.h5: no such file"));
    }
}

TEST_F(ResultReaderOfSample, OtherFormatsAndIncompleteFilesAreRefused)
{
    change(path, [](hid_t file) { H5Adelete(file, "complete"); });
    EXPECT_THAT(complaint_about(path), HasSubstr("is incomplete"));

    change(path, [](hid_t file) {
        const hid_t attribute = H5Aopen(file, "corredor_format", H5P_DEFAULT);
        const int later_format = 2;
        H5Awrite(attribute, H5T_NATIVE_INT, &later_format);
        H5Aclose(attribute);
    });
    EXPECT_THAT(complaint_about(path), HasSubstr("must be corredor_format = 1"));
}

TEST_F(ResultReaderOfSample, FilesAndVariablesAboveTheLimitAreRefused)
{
    EXPECT_THAT(complaint_about(path, {.file_bytes = 1000}), HasSubstr("must be at most 1000"));
    // persons: 9,600 * 8 bytes
    EXPECT_THAT(complaint_about(path, {.variable_bytes = 50'000}), HasSubstr("'persons' has 76800 bytes"));
    // one of its 800 days: 12 * 8 bytes
    EXPECT_EQ((ResultReader{path, {.variable_bytes = 96}}.read_doubles("persons", 799).size()), 12U);
    EXPECT_THROW((void)(ResultReader{path, {.variable_bytes = 95}}.read_doubles("persons", 799)), OutputError);
    // the three node ids fit as pointers, 24 bytes, but not as texts
    const ResultReader reader{path, {.variable_bytes = 24}};
    EXPECT_THROW((void)reader.read_texts("node_name"), OutputError);
}

TEST_F(ResultReaderOfSample, ArraysThatClaimToBeHugeAreRefusedBeforeMemoryIsTaken)
{
    change(path, [](hid_t file) {
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        const std::vector<hsize_t> chunk{1024, 1024};
        H5Pset_chunk(creation, 2, chunk.data());
        add_dataset(file, "huge", H5T_STD_I8LE, {hsize_t{1} << 40U, hsize_t{1} << 20U}, creation);
        H5Pclose(creation);
    });
    EXPECT_THAT(complaint_about(path), HasSubstr("'huge' has 1152921504606846976 bytes"));
}

TEST_F(ResultReaderOfSample, ValuesInOtherFilesAreNotFollowed)
{
    put_text(folder / "secret", std::string(100, 's'));
    change(path, [&](hid_t file) {
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(creation, (folder / "secret").c_str(), 0, 80);
        add_dataset(file, "outside", H5T_STD_I64LE, {10}, creation);
        H5Pclose(creation);
        H5Lcreate_external("/etc/other.h5", "/x", file, "external", H5P_DEFAULT, H5P_DEFAULT);
        H5Lcreate_soft("/nothing", file, "dangling", H5P_DEFAULT, H5P_DEFAULT);
    });
    EXPECT_THAT(complaint_about(path), HasSubstr("'outside' keeps its values in other files"));
    const ResultReader reader{path};
    EXPECT_EQ(reader.find("external"), nullptr);
    EXPECT_EQ(reader.find("dangling"), nullptr);
}

TEST_F(ResultReaderOfSample, FiltersFromOutsideAreRefused)
{
    change(path, [](hid_t file) {
        const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
        const hsize_t chunk = 10;
        H5Pset_chunk(creation, 1, &chunk);
        H5Pset_nbit(creation);
        add_dataset(file, "packed", H5T_STD_I64LE, {10}, creation);
        H5Pclose(creation);
    });
    EXPECT_THAT(complaint_about(path), HasSubstr("'packed' is packed with a filter that is not ours"));
}

TEST_F(ResultReaderOfSample, GroupsInACircleEnd)
{
    change(path, [](hid_t file) { H5Lcreate_hard(file, "/", file, "measures/again", H5P_DEFAULT, H5P_DEFAULT); });
    EXPECT_THAT(complaint_about(path), HasSubstr("nested too deep"));
}

TEST_F(ResultReaderOfSample, VariablesOfTypesThatAreNotOursAreLeftOut)
{
    change(path, [](hid_t file) { add_dataset(file, "foreign", H5T_STD_U16LE, {10}); });
    const ResultReader reader{path};
    EXPECT_EQ(reader.find("foreign"), nullptr);
    EXPECT_NE(reader.find("persons"), nullptr);
}

TEST(ResultReader, FilesCutShortAreRefusedAtEveryLength)
{
    const FreshFolder folder;
    const auto bytes = result_bytes(sample_result());
    for (std::size_t length = 0; length < bytes.size(); length += 1 + length / 20) {
        put(folder / "cut.h5", std::span{bytes}.first(length));
        EXPECT_NE(complaint_about(folder / "cut.h5"), "none") << length;
    }
}

TEST(ResultReader, OneWrongBitAnywhereIsDamage)
{
    const FreshFolder folder;
    const auto whole = result_bytes(sample_result());
    std::mt19937 random{1};
    for (int trial = 0; trial < 200; ++trial) {
        auto bytes = whole;
        bytes[random() % bytes.size()] ^= std::byte{1} << random() % 8U;
        put(folder / "damaged.h5", bytes);
        EXPECT_NE(complaint_about(folder / "damaged.h5"), "none") << trial;
    }
    auto bytes = whole;
    bytes[bytes.size() / 2] ^= std::byte{1};
    put(folder / "damaged.h5", bytes);
    EXPECT_THAT(complaint_about(folder / "damaged.h5"), HasSubstr("is damaged: its content does not match"));
}

TEST_F(ResultReaderOfSample, FilesChangedSinceAreRefused)
{
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    ASSERT_GE(H5Adelete(file, "note"), 0);
    ASSERT_GE(H5Fclose(file), 0);
    EXPECT_THAT(complaint_about(path), HasSubstr("was changed since"));
}

TEST(Seal, IsTheChecksumOfTheContent)
{
    // source  FIPS 180-4, the digest of "abc"
    const std::string content = "abc";
    EXPECT_EQ(seal_of(std::as_bytes(std::span{content})),
              "\ncorredor sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
    const std::string sealed = content + seal_of(std::as_bytes(std::span{content}));
    EXPECT_EQ(examine_seal(std::as_bytes(std::span{sealed})), Sealed::yes);
    EXPECT_EQ(without_seal(std::as_bytes(std::span{sealed})).size(), 3U);
    EXPECT_EQ(examine_seal(std::as_bytes(std::span{content})), Sealed::no);
    const std::string broken = "abd" + sealed.substr(3);
    EXPECT_EQ(examine_seal(std::as_bytes(std::span{broken})), Sealed::broken);
}

}  // namespace
}  // namespace corredor
