#include "output/result_tree.hpp"

#include <algorithm>
#include <string>

#include "output/h5.hpp"
#include "output/result_file.hpp"

namespace corredor {
namespace {

using h5::checked;

// Below this a variable is stored as it is: compressing it would cost more in bookkeeping than it saves.
constexpr std::size_t smallest_compressed_bytes = std::size_t{16} << 10U;
constexpr unsigned deflate_level = 1;  // higher levels cost several times the time for a few per cent

constexpr unsigned in_creation_order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

h5::Space space_of(const std::vector<std::size_t>& shape)
{
    return h5::array_space({shape.begin(), shape.end()});
}

// ---- attributes

void write_attribute(hid_t object, const std::string& name, const h5::Type& stored, const h5::Type& memory,
                     const h5::Space& space, const void* value)
{
    h5::AttributeHandle attribute{H5Acreate2(object, name.c_str(), stored.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT),
                                  "create attribute"};
    checked(H5Awrite(attribute.id(), memory.id(), value), "write attribute");
    attribute.close("close attribute");
}

void write_text(hid_t object, const std::string& name, const std::string& text)
{
    // A type of no bytes does not exist: the empty text is one zero byte.
    const auto type = h5::fixed_text_type(std::max<std::size_t>(text.size(), 1));
    write_attribute(object, name, type, type, h5::scalar_space(), text.c_str());
}

template <Element T>
void write_number(hid_t object, const std::string& name, T value)
{
    write_attribute(object, name, h5::stored_type<T>(), h5::memory_type<T>(), h5::scalar_space(), &value);
}

void write_attributes(hid_t object, const std::vector<Attribute>& attributes)
{
    for (const Attribute& attribute : attributes) {
        std::visit(
            [&]<class T>(const T& value) {
                if constexpr (std::same_as<T, std::string>)
                    write_text(object, attribute.name, value);
                else if constexpr (std::same_as<T, std::vector<std::int8_t>>)
                    write_attribute(object, attribute.name, h5::stored_type<std::int8_t>(),
                                    h5::memory_type<std::int8_t>(), space_of({value.size()}), value.data());
                else
                    write_number(object, attribute.name, value);
            },
            attribute.value);
    }
}

// ---- datasets

/// For files, groups and datasets alike. The clock may not show in the bytes; netCDF-4 asks for members and attributes
/// in the order of their creation.
void keep_order_without_times(const h5::Properties& creation)
{
    checked(H5Pset_obj_track_times(creation.id(), false), "leave out times");
    checked(H5Pset_attr_creation_order(creation.id(), in_creation_order), "track attribute order");
}

h5::Properties dataset_properties()
{
    auto creation = h5::properties(H5P_DATASET_CREATE);
    keep_order_without_times(creation);
    return creation;
}

h5::Properties group_properties(hid_t property_class)
{
    auto creation = h5::properties(property_class);
    keep_order_without_times(creation);
    checked(H5Pset_link_creation_order(creation.id(), in_creation_order), "track link order");
    return creation;
}

void compress_in_chunks(const h5::Properties& creation, const std::vector<std::size_t>& chunk)
{
    const std::vector<hsize_t> lengths(chunk.begin(), chunk.end());
    checked(H5Pset_chunk(creation.id(), static_cast<int>(lengths.size()), lengths.data()), "set chunks");
    checked(H5Pset_shuffle(creation.id()), "set shuffle");
    checked(H5Pset_deflate(creation.id(), deflate_level), "set deflate");
}

template <Element T>
void write_values(const h5::DatasetHandle& dataset, std::span<const T> values)
{
    if (values.empty()) return;
    const auto type = h5::memory_type<T>();
    if constexpr (std::same_as<T, std::string>) {
        std::vector<const char*> pointers(values.size());
        std::ranges::transform(values, pointers.begin(), &std::string::c_str);
        checked(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()), "write texts");
    } else {
        checked(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write values");
    }
}

template <Element T>
h5::DatasetHandle create_dataset(hid_t location, const Variable& variable, const std::vector<std::size_t>& shape)
{
    const auto creation = dataset_properties();
    const auto type = h5::stored_type<T>();
    if constexpr (std::is_arithmetic_v<T>) {
        const bool is_large = element_count(shape) * sizeof(T) >= smallest_compressed_bytes;
        if (!variable.chunk.empty())
            compress_in_chunks(creation, variable.chunk);
        else if (is_large && !shape.empty())
            compress_in_chunks(creation, chunk_shape(shape, sizeof(T)));
        if (variable.gaps == Gaps::marked)
            checked(H5Pset_fill_value(creation.id(), h5::memory_type<T>().id(), &gap<T>), "set fill value");
    }
    return {H5Dcreate2(location, variable.name.c_str(), type.id(), space_of(shape).id(), H5P_DEFAULT, creation.id(),
                       H5P_DEFAULT),
            "create dataset"};
}

h5::DatasetHandle add_dataset(hid_t location, const Variable& variable, const std::vector<std::size_t>& shape)
{
    return variable.values.visit([&]<class T>(std::span<const T> values) {
        auto dataset = create_dataset<T>(location, variable, shape);
        write_values(dataset, values);
        if constexpr (std::is_arithmetic_v<T>)
            if (variable.gaps == Gaps::marked) write_number(dataset.id(), "_FillValue", gap<T>);
        return dataset;
    });
}

// ---- the file

struct AxisScale {
    std::string name;
    std::string path;
    std::size_t length = 0;
};

/// netCDF-4 knows a dimension that has no variable by this name of its scale.
std::string name_without_variable(std::size_t length)
{
    return fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", length);
}

class Tree {
public:
    explicit Tree(hid_t file) : file_{file} {}

    void write(const Dataset& dataset)
    {
        const h5::GroupHandle root{H5Gopen2(file_, "/", H5P_DEFAULT), "open root group"};
        add_members(root.id(), dataset, "", {});
        write_number(root.id(), format_attribute, result_format);
    }

private:
    using Scope = std::vector<std::size_t>;  // scales in sight, the innermost last

    static h5::GroupHandle create_group(hid_t location, const std::string& name)
    {
        const auto creation = group_properties(H5P_GROUP_CREATE);
        return {H5Gcreate2(location, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), "create group"};
    }

    void add_members(hid_t location, const Group& group, const std::string& path, Scope scope)
    {
        write_attributes(location, group.attributes);
        // Scales before the variables that lie along them.
        for (const Dimension& dimension : group.dimensions) {
            add_scale(location, dimension, find_coordinates(group, dimension.name), path);
            scope.push_back(scales_.size() - 1);
        }
        for (const Variable& variable : group.variables)
            if (!is_coordinate(group, variable)) add_variable(location, variable, scope);
        for (const Group& child : group.groups) {
            auto handle = create_group(location, child.name);
            add_members(handle.id(), child, path + "/" + child.name, scope);
            handle.close("close group");
        }
    }

    static const Variable* find_coordinates(const Group& group, const std::string& dimension)
    {
        const auto found = std::ranges::find(group.variables, dimension, &Variable::name);
        return found == group.variables.end() ? nullptr : &*found;
    }

    static bool is_coordinate(const Group& group, const Variable& variable)
    {
        return std::ranges::count(group.dimensions, variable.name, &Dimension::name) > 0;
    }

    void add_scale(hid_t location, const Dimension& dimension, const Variable* coordinates, const std::string& path)
    {
        auto dataset = coordinates != nullptr ? add_dataset(location, *coordinates, {dimension.length})
                                              : add_bare_scale(location, dimension);
        const auto name = coordinates != nullptr ? dimension.name : name_without_variable(dimension.length);
        checked(H5DSset_scale(dataset.id(), name.c_str()), "make dimension scale");
        write_number(dataset.id(), "_Netcdf4Dimid", static_cast<std::int32_t>(scales_.size()));
        if (coordinates != nullptr) write_attributes(dataset.id(), coordinates->attributes);
        dataset.close("close scale");
        scales_.push_back({.name = dimension.name, .path = path + "/" + dimension.name, .length = dimension.length});
    }

    /// A scale that only says how long its dimension is; it never gets values, so it takes no room.
    static h5::DatasetHandle add_bare_scale(hid_t location, const Dimension& dimension)
    {
        return {H5Dcreate2(location, dimension.name.c_str(), H5T_IEEE_F32BE, space_of({dimension.length}).id(),
                           H5P_DEFAULT, dataset_properties().id(), H5P_DEFAULT),
                "create dimension"};
    }

    void add_variable(hid_t location, const Variable& variable, const Scope& scope)
    {
        Scope axes;
        std::vector<std::size_t> shape;
        for (const std::string& name : variable.dimensions) {
            const auto found =
                std::find_if(scope.rbegin(), scope.rend(), [&](auto s) { return scales_[s].name == name; });
            axes.push_back(*found);
            shape.push_back(scales_[*found].length);
        }
        auto dataset = add_dataset(location, variable, shape);
        for (std::size_t axis = 0; axis < axes.size(); ++axis) attach_scale(dataset, axis, scales_[axes[axis]]);
        write_attributes(dataset.id(), variable.attributes);
        dataset.close("close dataset");
    }

    void attach_scale(const h5::DatasetHandle& dataset, std::size_t axis, const AxisScale& scale) const
    {
        h5::DatasetHandle handle{H5Dopen2(file_, scale.path.c_str(), H5P_DEFAULT), "open scale"};
        checked(H5DSattach_scale(dataset.id(), handle.id(), static_cast<unsigned>(axis)), "attach dimension scale");
        handle.close("close scale");
    }

    hid_t file_;
    std::vector<AxisScale> scales_;
};

}  // namespace

void write_tree(hid_t file, const Dataset& dataset)
{
    Tree{file}.write(dataset);
}

hid_t tree_file_properties()
{
    // A file's properties are those of its root group.
    auto creation = group_properties(H5P_FILE_CREATE);
    return creation.release();
}

void mark_complete(hid_t file)
{
    const h5::GroupHandle root{H5Gopen2(file, "/", H5P_DEFAULT), "open root group"};
    write_number(root.id(), complete_attribute, std::int32_t{1});
}

}  // namespace corredor
