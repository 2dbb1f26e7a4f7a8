#include "studies/sweep_gather.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/result_reader.hpp"
#include "scenario/validate.hpp"
#include "studies/sweep_folder.hpp"

namespace corredor {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr const char* run_dimension = "run";

std::optional<double> number_in(const std::string& text)
{
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// A column whose cells are all numbers becomes numbers, with NaN for an empty cell; any other stays text.
Variable coordinate_of(const SweepDesign& design, std::size_t column)
{
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const auto& row : design.rows) {
        const auto number = number_in(row[column]);
        if (number || row[column].empty()) numbers.push_back(number.value_or(unknown));
        texts.push_back(row[column]);
    }
    const std::vector<Attribute> about{{"long_name", fmt::format("design: {}", design.columns[column])}};
    if (numbers.size() == texts.size()) return {design.columns[column], {run_dimension}, std::move(numbers), about};
    return {design.columns[column], {run_dimension}, std::move(texts), about};
}

/// A variable over time in all runs.
struct Merged {
    std::vector<std::string> dimensions;
    std::vector<std::size_t> shape;
    std::vector<double> values;
    std::vector<Attribute> attributes;
};

class Gathering {
public:
    Gathering(const SweepFolder& folder, std::vector<std::string> variables)
        : folder_{folder}, design_{folder.design()}, rows_{folder.write_index()}, variables_{std::move(variables)}
    {
        const SweepStudy study = folder_.study();
        title_ = study.scenario;
        if (variables_.empty())
            for (const std::string& name : study.kept)
                if (name != "all") variables_.push_back(name);
    }

    void read_all()
    {
        for (std::size_t run = 0; run < rows_.size(); ++run) {
            if (rows_[run].status != RowStatus::done) continue;
            const ResultReader result{folder_.result_of(rows_[run].key)};
            take_numbers(result, run);
            for (const std::string& name : variables_) take_variable(result, name, run);
        }
    }

    [[nodiscard]] const std::vector<RowRecord>& rows() const { return rows_; }

    Dataset dataset()
    {
        Dataset file;
        file.attributes = {{"Conventions", "CF-1.8"},
                           {"title", title_},
                           {"source", fmt::format("corredor {}", CORREDOR_VERSION)},
                           {"history", "corredor sweep, corredor gather"}};
        std::vector<std::int64_t> numbers(rows_.size());
        std::iota(numbers.begin(), numbers.end(), 0);
        file.add_coordinate(run_dimension, std::move(numbers), {{"long_name", "row of the design, from 0"}});
        std::set<std::string> coordinates;
        add_what_became_of_rows(file);
        for (std::size_t column = 0; column < design_.columns.size(); ++column)
            file.variables.push_back(coordinate_of(design_, column));
        for (std::size_t i = 1; i < file.variables.size(); ++i) coordinates.insert(file.variables[i].name);
        add_variables(file, coordinates);
        add_numbers(file, coordinates);
        return file;
    }

private:
    /// A number that only some runs have, such as entries into a country, counts as 0 in the others.
    void take_numbers(const ResultReader& result, std::size_t run)
    {
        const auto names = result.read_texts("number");
        const auto values = result.read_doubles("number_value");
        std::vector<std::string> units;
        std::vector<std::string> labels;
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto [number, is_new] = numbers_.try_emplace(names[i]);
            if (is_new) {
                if (units.empty()) {
                    units = result.read_texts("number_unit");
                    labels = result.read_texts("number_label");
                }
                order_.push_back(names[i]);
                number->second.attributes = {{"long_name", labels[i]}, {"units", units[i]}};
                number->second.values.assign(rows_.size(), unknown);
                for (std::size_t r = 0; r < rows_.size(); ++r)
                    if (rows_[r].status == RowStatus::done) number->second.values[r] = 0.0;
            }
            number->second.values[run] = values[i];
        }
    }

    void take_variable(const ResultReader& result, const std::string& name, std::size_t run)
    {
        const VariableInfo* info = result.find(name);
        if (info == nullptr)
            throw OutputError{OutputFailure::read_failed, result.file(),
                              fmt::format("does not hold {}; sweep with --keep {}", name, name)};
        auto [merged, is_new] = merged_.try_emplace(name);
        Merged& all = merged->second;
        const std::size_t cells = element_count(info->shape);
        if (is_new) {
            refuse_too_large(name, cells, result.file());
            all = {info->dimensions, info->shape, std::vector<double>(cells * rows_.size(), unknown), {}};
            for (const char* about : {"long_name", "units", "cell_methods"})
                if (auto value = result.attribute(name, about)) all.attributes.push_back({about, std::move(*value)});
            for (const std::string& dimension : info->dimensions) take_coordinate(result, dimension);
        }
        if (info->shape != all.shape || !has_same_coordinates(result, info->dimensions))
            throw OutputError{OutputFailure::read_failed, result.file(),
                              fmt::format("{} has other places or dates than in the runs before: runs of different "
                                          "length or places do not fit into one array",
                                          name)};
        const auto values = result.read_doubles(name);
        std::ranges::copy(values, all.values.begin() + static_cast<std::ptrdiff_t>(run * cells));
    }

    void refuse_too_large(const std::string& name, std::size_t cells, const std::filesystem::path& file)
    {
        bytes_ += static_cast<double>(cells) * static_cast<double>(rows_.size()) * sizeof(double);
        // The values, and the compressed file that HDF5 builds beside them.
        if (2.0 * bytes_ > static_cast<double>(memory_for_a_run()))
            throw OutputError{OutputFailure::read_failed, file,
                              fmt::format("{} of all runs takes more memory than there is; gather fewer variables, or "
                                          "sweep with a larger outputs.record_every_days",
                                          name)};
    }

    void take_coordinate(const ResultReader& result, const std::string& dimension)
    {
        if (std::ranges::find(axes_, dimension, &Dimension::name) != axes_.end()) return;
        const VariableInfo* info = result.find(dimension);
        axes_.push_back({dimension, info->shape.front()});
        Variable variable{dimension, {dimension}, Values{std::vector<double>{}}};
        if (info->type == ElementType::string)
            variable.values = texts_[dimension] = result.read_texts(dimension);
        else
            variable.values = numbers_of_axes_[dimension] = result.read_doubles(dimension);
        for (const char* about : {"long_name", "units", "calendar", "standard_name", "axis"})
            if (auto value = result.attribute(dimension, about))
                variable.attributes.push_back({about, std::move(*value)});
        axis_variables_.push_back(std::move(variable));
    }

    bool has_same_coordinates(const ResultReader& result, const std::vector<std::string>& dimensions)
    {
        return std::ranges::all_of(dimensions, [&](const std::string& dimension) {
            if (const auto texts = texts_.find(dimension); texts != texts_.end())
                return result.read_texts(dimension) == texts->second;
            return result.read_doubles(dimension) == numbers_of_axes_[dimension];
        });
    }

    void add_what_became_of_rows(Dataset& file) const
    {
        std::vector<std::string> status;
        std::vector<std::int32_t> exit_code;
        std::vector<double> seconds;
        std::vector<std::string> hash;
        std::vector<std::string> key;
        std::vector<std::string> message;
        for (const RowRecord& row : rows_) {
            status.emplace_back(name_of(row.status));
            exit_code.push_back(row.exit_code);
            seconds.push_back(row.seconds.value_or(unknown));
            hash.push_back(row.state_hash);
            key.push_back(row.key);
            message.push_back(row.message);
        }
        const auto add = [&file](const char* name, const char* about, Values values, const char* unit = nullptr) {
            std::vector<Attribute> attributes{{"long_name", about}};
            if (unit != nullptr) attributes.push_back({"units", unit});
            file.variables.push_back({name, {run_dimension}, std::move(values), std::move(attributes)});
        };
        add("status", "done, failed or missing", std::move(status));
        add("exit_code", "as the run alone would have ended", std::move(exit_code));
        add("run_seconds", "how long the run took", std::move(seconds), "s");
        add("run_state_hash", "hash of the whole state at the end", std::move(hash));
        add("key", "name of the run's result", std::move(key));
        add("message", "why it failed", std::move(message));
    }

    /// xarray takes variables that another one names as `coordinates` for such.
    static Attribute named_as_coordinates(const std::set<std::string>& coordinates)
    {
        return {"coordinates", fmt::format("{}", fmt::join(coordinates, " "))};
    }

    void add_numbers(Dataset& file, const std::set<std::string>& coordinates)
    {
        for (const std::string& name : order_) {
            Merged& number = numbers_[name];
            if (merged_.contains(name) || coordinates.contains(name)) {  // a variable over time of the same name
                file.variables.push_back(
                    {name + "_total", {run_dimension}, std::move(number.values), std::move(number.attributes)});
            } else {
                file.variables.push_back(
                    {name, {run_dimension}, std::move(number.values), std::move(number.attributes)});
            }
            file.variables.back().attributes.push_back(named_as_coordinates(coordinates));
            file.variables.back().gaps = Gaps::marked;
        }
    }

    void add_variables(Dataset& file, const std::set<std::string>& coordinates)
    {
        for (const Dimension& axis : axes_) file.dimensions.push_back(axis);
        for (Variable& axis : axis_variables_) file.variables.push_back(std::move(axis));
        for (auto& [name, all] : merged_) {
            std::vector<std::string> dimensions{run_dimension};
            dimensions.insert(dimensions.end(), all.dimensions.begin(), all.dimensions.end());
            Variable variable{name, std::move(dimensions), std::move(all.values), std::move(all.attributes)};
            variable.attributes.push_back(named_as_coordinates(coordinates));
            variable.gaps = Gaps::marked;
            variable.chunk = {1};
            const auto piece = chunk_shape(all.shape, sizeof(double));
            variable.chunk.insert(variable.chunk.end(), piece.begin(), piece.end());
            file.variables.push_back(std::move(variable));
        }
    }

    const SweepFolder& folder_;
    SweepDesign design_;
    std::vector<RowRecord> rows_;
    std::vector<std::string> variables_;
    std::string title_;
    std::vector<std::string> order_;
    std::map<std::string, Merged> numbers_;
    std::map<std::string, Merged> merged_;
    std::vector<Dimension> axes_;
    std::vector<Variable> axis_variables_;
    std::map<std::string, std::vector<std::string>> texts_;
    std::map<std::string, std::vector<double>> numbers_of_axes_;
    double bytes_ = 0.0;
};

}  // namespace

GatherOutcome gather_sweep(const GatherRequest& request)
{
    const auto begin = std::chrono::steady_clock::now();
    check_destination(request.output, request.overwrite);
    const SweepFolder folder{request.folder};
    Gathering gathering{folder, request.variables};
    gathering.read_all();
    write_result(request.output, gathering.dataset(), request.overwrite);
    GatherOutcome outcome{.rows = gathering.rows().size()};
    for (const RowRecord& row : gathering.rows()) {
        outcome.done += row.status == RowStatus::done ? 1 : 0;
        outcome.failed += row.status == RowStatus::failed ? 1 : 0;
        outcome.missing += row.status == RowStatus::missing ? 1 : 0;
    }
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return outcome;
}

}  // namespace corredor
