#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "base/check.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "scenario/problem.hpp"
#include "studies/compare.hpp"
#include "studies/comparison_file.hpp"
#include "studies/headline.hpp"
#include "studies/report.hpp"
#include "studies/run.hpp"

namespace {

using namespace corredor;

constexpr const char* tiny_folder = CORREDOR_SOURCE_DIR "/tests/scenario/tiny";

const LoadedScenario& scenario()
{
    static const LoadedScenario loaded = [] {
        LoadOptions options;
        options.persons_per_agent = 500;
        options.until = parse_date("2018-02-01");
        options.set = {
            {"outputs.events_at_most", "1000"}, {"outputs.journeys_share", "1"}, {"outputs.persons_share", "1"}};
        return load_scenario(std::string{tiny_folder} + "/tiny.yaml", options);
    }();
    return loaded;
}

/// What a run and what a comparison write.
const Dataset& whole_result(bool of_comparison)
{
    static const RunOutcome run = [] {
        RunRequest request{.scenario = {}, .load = {}, .threads = 1, .output = {}};
        request.cases = Cases::kept;
        return run_scenario(scenario(), request);
    }();
    static const Comparison comparison = compare(
        scenario(), {scenario()},
        {.replicates = 1, .until = {}, .most_replicates = 1, .threads = 1, .attribute = false, .with_timeline = {}});
    static const Dataset compared = dataset_of(comparison);
    return of_comparison ? compared : run.dataset;
}

/// Takes the input apart into numbers; zeros after its end.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) : data_{data}, size_{size} {}
    [[nodiscard]] bool is_empty() const { return size_ == 0; }

    template <class T>
    [[nodiscard]] T take()
    {
        T value{};
        const std::size_t taken = std::min(size_, sizeof(T));
        std::memcpy(&value, data_, taken);
        data_ += taken;
        size_ -= taken;
        return value;
    }
    [[nodiscard]] std::size_t below(std::size_t bound) { return bound == 0 ? 0 : take<std::uint16_t>() % bound; }
    [[nodiscard]] std::string text()
    {
        const std::size_t length = std::min<std::size_t>(size_, take<std::uint8_t>() % 16U);
        std::string text{reinterpret_cast<const char*>(data_), std::min(length, size_)};
        data_ += text.size();
        size_ -= text.size();
        std::erase(text, '\0');  // the writer refuses them
        return text;
    }

private:
    const std::uint8_t* data_;
    std::size_t size_;
};

/// The same kind of values, so many of them, one of them another.
Values changed(const Values& values, std::size_t count, Input& input)
{
    return values.visit([&](auto old) -> Values {
        using T = std::remove_const_t<typename decltype(old)::element_type>;
        std::vector<T> all(count);
        for (std::size_t i = 0; i < count && !old.empty(); ++i) all[i] = old[i % old.size()];
        if (count == 0) return all;
        T& one = all[input.below(count)];
        if constexpr (std::same_as<T, std::string>)
            one = input.text();
        else
            one = input.take<T>();
        return all;
    });
}

template <class T>
Values of_type(std::size_t count)
{
    return std::vector<T>(count, T{});
}

Values of_other_type(std::size_t count, std::size_t which)
{
    switch (which) {
    case 0:
        return of_type<std::int8_t>(count);
    case 1:
        return of_type<std::uint64_t>(count);
    case 2:
        return of_type<double>(count);
    default:
        return of_type<std::string>(count);
    }
}

std::size_t length_of(const Dataset& dataset, const std::vector<std::string>& dimensions)
{
    std::size_t count = 1;
    for (const std::string& name : dimensions) {
        const auto found = std::ranges::find(dataset.dimensions, name, &Dimension::name);
        if (found != dataset.dimensions.end()) count *= found->length;
    }
    return count;
}

void stretch_dimension(Dataset& dataset, Input& input)
{
    if (dataset.dimensions.empty()) return;
    Dimension& dimension = dataset.dimensions[input.below(dataset.dimensions.size())];
    dimension.length = input.below(8);
    for (Variable& variable : dataset.variables)
        if (std::ranges::find(variable.dimensions, dimension.name) != variable.dimensions.end()) {
            variable.values = changed(variable.values, length_of(dataset, variable.dimensions), input);
            variable.chunk.clear();
        }
}

void change_attribute(std::vector<Attribute>& attributes, Input& input)
{
    if (attributes.empty()) return;
    Attribute& attribute = attributes[input.below(attributes.size())];
    switch (input.below(3)) {
    case 0:
        attribute.value = input.text();
        break;
    case 1:
        attribute.value = input.take<std::int64_t>();
        break;
    default:
        attributes.erase(attributes.begin() + (&attribute - attributes.data()));
    }
}

void change(Dataset& dataset, Input& input)
{
    if (dataset.variables.empty()) return;
    const std::size_t which = input.below(dataset.variables.size());
    Variable& variable = dataset.variables[which];
    const std::size_t count = length_of(dataset, variable.dimensions);
    switch (input.take<std::uint8_t>() % 8) {
    case 0:
        dataset.variables.erase(dataset.variables.begin() + static_cast<std::ptrdiff_t>(which));
        break;
    case 1:
        std::swap(variable.name, dataset.variables[input.below(dataset.variables.size())].name);
        break;
    case 2:
        variable.values = of_other_type(count, input.below(4));
        variable.gaps = Gaps::none;
        break;
    case 3:
        if (!variable.dimensions.empty()) variable.dimensions.pop_back();
        variable.chunk.clear();
        variable.values = changed(variable.values, length_of(dataset, variable.dimensions), input);
        break;
    case 4:
        stretch_dimension(dataset, input);
        break;
    case 5:
        change_attribute(dataset.attributes, input);
        break;
    case 6:
        change_attribute(variable.attributes, input);
        break;
    default:
        variable.values = changed(variable.values, count, input);
    }
}

/// A sealed file that holds other things than this program would write; nothing if it could not be a file of ours.
std::vector<std::byte> odd_result(Input input)
{
    Dataset dataset = whole_result(input.take<std::uint8_t>() % 4 == 0);
    while (!input.is_empty()) change(dataset, input);
    try {
        check_dataset(dataset);
        return result_bytes(dataset);
    } catch (const InternalError&) {
        return {};
    }
}

/// What `summary` and `report` do with a file.
void read(const std::string& file)
{
    try {
        if (const auto runs = read_runs(file); !runs.empty()) (void)headline(runs);
    } catch (const OutputError&) {
    }
    try {
        const ReportFile of_report{WholeResult{file}};
        (void)of_report.cross_tables();
        std::vector<ReportRun> runs;
        for (std::size_t r = 0; r < std::min<std::size_t>(of_report.runs(), 3); ++r) runs.push_back(of_report.read(r));
        if (runs.empty()) return;
        ReportRequest request;
        request.tables_folder = tiny_folder;
        ReportOutcome outcome;
        (void)report_page("%CORREDOR_TITLE%%CORREDOR_DATA%", std::move(runs), request, outcome);
    } catch (const OutputError&) {
    } catch (const ScenarioError&) {
    }
}

}  // namespace

// Whatever a file holds, it is read as a result or refused with an error of ours. The first byte says whether the rest
// is a file, or changes to what this program writes, sealed again. Bytes without the right checksum never reach the
// HDF5 library, which can crash on a few wrong bits; that is what is tried with the former.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const bool is_file = data[0] % 4 == 0;
    const auto made = is_file ? std::vector<std::byte>{reinterpret_cast<const std::byte*>(data) + 1,
                                                       reinterpret_cast<const std::byte*>(data) + size}
                              : odd_result({data + 1, size - 1});
    const int file = memfd_create("fuzzed", 0);
    if (file < 0 || write(file, made.data(), made.size()) != static_cast<ssize_t>(made.size())) __builtin_trap();
    read("/proc/self/fd/" + std::to_string(file));
    close(file);
    return 0;
}
