#include "output/ensemble_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "output/h5_partial_file.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/result_tree.hpp"
#include "output/seal.hpp"

namespace corredor {

namespace {

constexpr std::array<double, 5> quantile_shares{0.05, 0.25, 0.5, 0.75, 0.95};
/// [bytes] for the values of one piece of a variable in all replicates, while quantiles are worked out.
constexpr std::size_t quantile_memory_bytes = std::size_t{32} << 20U;

std::vector<std::size_t> shape_of(const Variable& variable, const std::vector<Dimension>& dimensions)
{
    std::vector<std::size_t> shape;
    for (const std::string& name : variable.dimensions)
        shape.push_back(std::ranges::find(dimensions, name, &Dimension::name)->length);
    return shape;
}

Values room_for(const Values& like, std::size_t replicates)
{
    return like.visit([&]<class T>(std::span<const T> values) { return Values::later<T>(values.size() * replicates); });
}

std::vector<std::string> behind(const std::string& first, const std::vector<std::string>& dimensions)
{
    std::vector<std::string> all{first};
    all.insert(all.end(), dimensions.begin(), dimensions.end());
    return all;
}

std::vector<std::size_t> behind(std::size_t first, const std::vector<std::size_t>& lengths)
{
    std::vector<std::size_t> all{first};
    all.insert(all.end(), lengths.begin(), lengths.end());
    return all;
}

std::vector<hsize_t> lengths(const std::vector<std::size_t>& shape)
{
    return {shape.begin(), shape.end()};
}

double quantile_of(std::span<const double> sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double part = place - static_cast<double>(below);
    return (1.0 - part) * sorted[below] + part * sorted[above];
}

/// Calls visit(first, lengths) for every piece of a shape, in order.
template <class Visit>
void for_each_piece(const std::vector<std::size_t>& shape, const std::vector<std::size_t>& piece, Visit&& visit)
{
    std::vector<std::size_t> first(shape.size(), 0);
    for (;;) {
        std::vector<std::size_t> size;
        for (std::size_t axis = 0; axis < shape.size(); ++axis)
            size.push_back(std::min(piece[axis], shape[axis] - first[axis]));
        visit(first, size);
        std::size_t axis = shape.size();
        while (axis > 0) {
            --axis;
            first[axis] += piece[axis];
            if (first[axis] < shape[axis]) break;
            first[axis] = 0;
            if (axis == 0) return;
        }
        if (shape.empty()) return;
    }
}

class Slab {
public:
    Slab(hid_t file, const std::string& path, const std::vector<std::size_t>& first,
         const std::vector<std::size_t>& size)
        : dataset_{H5Dopen2(file, path.c_str(), H5P_DEFAULT), "open variable"},
          in_file_{H5Dget_space(dataset_.id()), "ask shape"}, in_memory_{h5::array_space(lengths(size))}
    {
        if (size.empty()) return;  // a single value
        h5::checked(H5Sselect_hyperslab(in_file_.id(), H5S_SELECT_SET, lengths(first).data(), nullptr,
                                        lengths(size).data(), nullptr),
                    "select values");
    }

    template <Element T>
    void write(const T* values)
    {
        h5::checked(
            H5Dwrite(dataset_.id(), h5::memory_type<T>().id(), in_memory_.id(), in_file_.id(), H5P_DEFAULT, values),
            "write values");
        dataset_.close("close dataset");
    }

    void read(double* values)
    {
        h5::checked(H5Dread(dataset_.id(), H5T_NATIVE_DOUBLE, in_memory_.id(), in_file_.id(), H5P_DEFAULT, values),
                    "read values");
        dataset_.close("close dataset");
    }

private:
    h5::DatasetHandle dataset_;
    h5::Space in_file_;
    h5::Space in_memory_;
};

const Variable* find(const Dataset& run, const std::string& path)
{
    const Group* group = &run;
    std::string name = path;
    if (const auto slash = path.find('/'); slash != std::string::npos) {
        const auto found = std::ranges::find(run.groups, path.substr(0, slash), &Group::name);
        if (found == run.groups.end()) return nullptr;
        group = &*found;
        name = path.substr(slash + 1);
    }
    const auto found = std::ranges::find(group->variables, name, &Variable::name);
    return found == group->variables.end() ? nullptr : &*found;
}

}  // namespace

struct EnsembleFile::Content {
    /// A variable that differs between replicates.
    struct Replicated {
        std::string path;                // "persons", "measures/refusals"
        std::vector<std::size_t> shape;  // of one replicate
        std::vector<std::size_t> piece;  // in which it is stored, without the axis of replicates
        bool has_quantiles = true;
    };

    PartialFile partial;
    Overwrite overwrite;
    std::size_t replicates;
    std::vector<Replicated> replicated;
    h5::FileOnDisk file;

    Content(const std::filesystem::path& path, Overwrite may_overwrite, std::size_t count)
        : partial{path}, overwrite{may_overwrite}, replicates{count}, file{partial, creation()}
    {
    }

    static h5::Properties creation() { return {tree_file_properties(), "create property list"}; }

    /// Does something with HDF5 quiet. A failure of the disk is told as such.
    template <class Work>
    void translate(Work&& work)
    {
        h5::expect_room();
        try {
            const h5::Silence silence;
            work();
            file.throw_failure();
        } catch (const h5::Failure& failure) {
            file.throw_failure();
            throw OutputError{OutputFailure::write_failed, partial.path(),
                              fmt::format("HDF5 could not build it: {}", failure.what())};
        }
    }

    [[nodiscard]] std::vector<std::size_t> piece_of(const std::vector<std::size_t>& shape) const
    {
        const std::size_t at_most =
            std::clamp<std::size_t>(quantile_memory_bytes / replicates, std::size_t{16} << 10U, std::size_t{1} << 20U);
        return shape.empty() ? shape : chunk_shape(shape, sizeof(double), at_most);
    }

    /// The variable with an axis in front, for so many of something.
    Variable spread_out(const Variable& variable, const std::string& axis, std::size_t count, Values values,
                        const std::vector<std::size_t>& shape) const
    {
        Variable spread{variable.name, behind(axis, variable.dimensions), std::move(values), variable.attributes};
        spread.chunk = behind(shape.empty() ? count : 1, piece_of(shape));
        return spread;
    }

    /// Moves what differs between replicates of a group behind their axis, and describes its means and quantiles.
    void spread_out(Group& group, const std::string& prefix, const std::vector<Dimension>& dimensions, Group& mean,
                    Group& quantiles)
    {
        for (Variable& variable : group.variables) {
            const bool is_over_time = !variable.dimensions.empty() && variable.dimensions.front() == "time";
            const bool differs = (is_over_time && variable.name != "time") || !prefix.empty();
            if (!differs) continue;
            const auto shape = shape_of(variable, dimensions);
            const bool counts = variable.values.type() != ElementType::uint64;
            replicated.push_back({prefix + variable.name, shape, piece_of(shape), counts});
            const std::size_t cells = element_count(shape);
            if (counts) {
                Variable over{variable.name, variable.dimensions, Values::later<double>(cells), variable.attributes};
                over.chunk = piece_of(shape);
                mean.variables.push_back(std::move(over));
                quantiles.variables.push_back(spread_out(variable, "quantile", quantile_shares.size(),
                                                         Values::later<double>(cells * quantile_shares.size()), shape));
            }
            variable =
                spread_out(variable, replicate_dimension, replicates, room_for(variable.values, replicates), shape);
        }
    }

    [[nodiscard]] Dataset described(Dataset like, const std::vector<std::int64_t>& seeds)
    {
        Group mean{.name = "mean", .attributes = {{"title", "means over replicates"}}};
        Group quantiles{.name = "quantiles", .attributes = {{"title", "quantiles over replicates"}}};
        quantiles.add_coordinate("quantile",
                                 Values{std::vector<double>(quantile_shares.begin(), quantile_shares.end())},
                                 {{"long_name", "share of replicates that lie below"}, {"units", "1"}});
        spread_out(like, "", like.dimensions, mean, quantiles);
        for (Group& group : like.groups) {
            Group mean_of{.name = group.name};
            Group quantiles_of{.name = group.name};
            spread_out(group, group.name + "/", like.dimensions, mean_of, quantiles_of);
            mean.groups.push_back(std::move(mean_of));
            quantiles.groups.push_back(std::move(quantiles_of));
        }
        std::vector<std::int64_t> numbers;
        for (std::size_t r = 0; r < replicates; ++r) numbers.push_back(static_cast<std::int64_t>(r));
        like.add_coordinate(replicate_dimension, Values{numbers}, {{"long_name", "replicate, from 0"}});
        like.variables.push_back({"replicate_seed",
                                  {replicate_dimension},
                                  Values{seeds},
                                  {{"long_name", "seed with which --seed runs this replicate alone"}}});
        like.groups.push_back(std::move(mean));
        like.groups.push_back(std::move(quantiles));
        return like;
    }

    void work_out_quantiles(const Replicated& variable)
    {
        for_each_piece(variable.shape, variable.piece, [&](const auto& first, const auto& size) {
            const std::size_t cells = element_count(size);
            std::vector<double> values(cells * replicates);
            Slab{file.id(), variable.path, behind(0, first), behind(replicates, size)}.read(values.data());
            std::vector<double> mean(cells);
            std::vector<double> quantiles(cells * quantile_shares.size());
            std::vector<double> sorted(replicates);
            for (std::size_t cell = 0; cell < cells; ++cell) {
                double sum = 0.0;
                for (std::size_t r = 0; r < replicates; ++r) sum += sorted[r] = values[r * cells + cell];
                mean[cell] = sum / static_cast<double>(replicates);
                std::ranges::sort(sorted);
                for (std::size_t q = 0; q < quantile_shares.size(); ++q)
                    quantiles[q * cells + cell] = quantile_of(sorted, quantile_shares[q]);
            }
            Slab{file.id(), "mean/" + variable.path, first, size}.write(mean.data());
            Slab{file.id(), "quantiles/" + variable.path, behind(0, first), behind(quantile_shares.size(), size)}.write(
                quantiles.data());
        });
    }

    void seal()
    {
        constexpr std::size_t block_bytes = std::size_t{1} << 20U;
        SealMaker maker;
        std::vector<std::byte> block(block_bytes);
        for (std::uint64_t at = 0; at < partial.size(); at += block_bytes) {
            const std::span piece = std::span{block}.first(std::min<std::uint64_t>(block_bytes, partial.size() - at));
            partial.read_at(at, piece);
            maker.add(piece);
        }
        const std::string seal = maker.seal();
        partial.write_at(partial.size(), std::as_bytes(std::span{seal}));
    }
};

EnsembleFile::EnsembleFile(const std::filesystem::path& path, Overwrite overwrite, const Dataset& like,
                           const std::vector<std::int64_t>& seeds)
{
    check_destination(path, overwrite);
    h5::expect_room();
    try {
        const h5::Silence silence;
        content_ = std::make_unique<Content>(path, overwrite, seeds.size());
    } catch (const h5::Failure& failure) {
        throw OutputError{OutputFailure::write_failed, path,
                          fmt::format("HDF5 could not build it: {}", failure.what())};
    }
    const Dataset described = content_->described(like, seeds);
    check_dataset(described);
    content_->translate([&] { write_tree(content_->file.id(), described); });
}

EnsembleFile::~EnsembleFile()
{
    const h5::Silence silence;  // an ensemble that ends in an error may leave a file that cannot be closed well
    content_.reset();
}

void EnsembleFile::add(std::size_t replicate, const Dataset& run)
{
    content_->translate([&] {
        for (const auto& variable : content_->replicated) {
            const Variable* const found = find(run, variable.path);
            if (found == nullptr || found->values.count() != element_count(variable.shape))
                throw h5::Failure{fmt::format("replicate {} has another shape", replicate)};
            std::vector<std::size_t> first(variable.shape.size() + 1, 0);
            first[0] = replicate;
            Slab slab{content_->file.id(), variable.path, first, behind(1, variable.shape)};
            found->values.visit([&]<class T>(std::span<const T> values) {
                if constexpr (std::is_arithmetic_v<T>) slab.write(values.data());
            });
        }
    });
}

void EnsembleFile::finish()
{
    content_->translate([&] {
        for (const auto& variable : content_->replicated)
            if (variable.has_quantiles) content_->work_out_quantiles(variable);
        mark_complete(content_->file.id());
        content_->file.close();
    });
    content_->seal();
    content_->partial.publish(content_->overwrite);
}

}  // namespace corredor
