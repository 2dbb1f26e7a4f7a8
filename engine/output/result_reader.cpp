#include "output/result_reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>

#include "output/active_cells.hpp"
#include "output/h5.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/seal.hpp"
#include "output/whole_file.hpp"

namespace corredor {
namespace {

using h5::checked;

constexpr std::size_t most_objects = 10'000;
constexpr std::size_t most_group_levels = 8;
constexpr std::uint64_t largest_attribute_bytes = std::uint64_t{16} << 20U;

/// Returns what is wrong with the file; whoever knows its name makes it an OutputError.
[[noreturn]] void complain(const std::string& what)
{
    throw h5::Failure{what};
}

/// Product of lengths and size; refuses what does not fit in `limit_bytes`.
std::uint64_t bytes_within(const std::vector<hsize_t>& shape, std::size_t element_bytes, std::uint64_t limit_bytes,
                           const std::string& name)
{
    std::uint64_t bytes = element_bytes;
    for (const hsize_t length : shape)
        if (__builtin_mul_overflow(bytes, length, &bytes))
            complain(fmt::format("'{}' is too large for any machine", name));
    if (bytes > limit_bytes) complain(fmt::format("'{}' has {} bytes, must be at most {}", name, bytes, limit_bytes));
    return bytes;
}

std::vector<hsize_t> shape_of(const h5::Space& space)
{
    if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) return {0};
    const int rank = checked(H5Sget_simple_extent_ndims(space.id()), "ask rank");
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
    checked(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr), "ask shape");
    return shape;
}

/// Nothing for types that we never write.
std::optional<ElementType> element_type(const h5::Type& type)
{
    const std::size_t size_bytes = H5Tget_size(type.id());
    switch (H5Tget_class(type.id())) {
    case H5T_INTEGER:
        if (H5Tget_sign(type.id()) == H5T_SGN_NONE)
            return size_bytes == 8 ? std::optional{ElementType::uint64} : std::nullopt;
        if (size_bytes == 1) return ElementType::int8;
        if (size_bytes == 4) return ElementType::int32;
        return size_bytes == 8 ? std::optional{ElementType::int64} : std::nullopt;
    case H5T_FLOAT:
        return size_bytes == 8 ? std::optional{ElementType::float64} : std::nullopt;
    case H5T_STRING:
        return checked(H5Tis_variable_str(type.id()), "ask kind of text") > 0 ? std::optional{ElementType::string}
                                                                              : std::nullopt;
    default:
        return std::nullopt;
    }
}

std::size_t size_in_memory(ElementType type)
{
    switch (type) {
    case ElementType::int8:
        return 1;
    case ElementType::int32:
        return 4;
    case ElementType::int64:
    case ElementType::uint64:
    case ElementType::float64:
        return 8;
    case ElementType::string:
        return sizeof(char*);
    }
    return sizeof(char*);
}

// ---- attributes

std::string read_text_attribute(const h5::AttributeHandle& attribute, const h5::Type& stored, const h5::Space& space)
{
    if (checked(H5Tis_variable_str(stored.id()), "ask kind of text") > 0) {
        const auto type = h5::text_type();
        char* text = nullptr;
        checked(H5Aread(attribute.id(), type.id(), static_cast<void*>(&text)), "read attribute");
        std::string copy = text == nullptr ? "" : text;
        checked(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, static_cast<void*>(&text)), "free text");
        return copy;
    }
    const std::size_t size_bytes = H5Tget_size(stored.id());
    if (size_bytes > largest_attribute_bytes) complain(fmt::format("an attribute of {} bytes", size_bytes));
    std::string text(size_bytes, '\0');
    checked(H5Aread(attribute.id(), stored.id(), text.data()), "read attribute");
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
}

template <Element T>
T read_number_attribute(const h5::AttributeHandle& attribute)
{
    T value = {};
    checked(H5Aread(attribute.id(), h5::memory_type<T>().id(), &value), "read attribute");
    return value;
}

AttributeValue read_attribute(hid_t object, const std::string& name)
{
    const h5::AttributeHandle attribute{H5Aopen(object, name.c_str(), H5P_DEFAULT), "open attribute"};
    const h5::Type stored{H5Aget_type(attribute.id()), "ask type of attribute"};
    const h5::Space space{H5Aget_space(attribute.id()), "ask shape of attribute"};
    const auto shape = shape_of(space);
    const H5T_class_t kind = H5Tget_class(stored.id());
    const bool is_byte = kind == H5T_INTEGER && H5Tget_size(stored.id()) == 1;
    if (is_byte && shape.size() == 1) {
        std::vector<std::int8_t> flags(bytes_within(shape, 1, largest_attribute_bytes, name));
        checked(H5Aread(attribute.id(), H5T_NATIVE_INT8, flags.data()), "read attribute");
        return flags;
    }
    if (bytes_within(shape, 1, largest_attribute_bytes, name) != 1)
        complain(fmt::format("attribute '{}' is not one value", name));
    if (kind == H5T_STRING) return read_text_attribute(attribute, stored, space);
    if (kind == H5T_FLOAT) return read_number_attribute<double>(attribute);
    if (kind != H5T_INTEGER) complain(fmt::format("attribute '{}' has a type that is not ours", name));
    const bool is_unsigned = H5Tget_sign(stored.id()) == H5T_SGN_NONE;
    return is_unsigned ? AttributeValue{read_number_attribute<std::uint64_t>(attribute)}
                       : AttributeValue{read_number_attribute<std::int64_t>(attribute)};
}

bool has_attribute(hid_t object, const std::string& name)
{
    return checked(H5Aexists(object, name.c_str()), "look for attribute") > 0;
}

std::string text_attribute_or_empty(hid_t object, const std::string& name)
{
    if (!has_attribute(object, name)) return "";
    const auto value = read_attribute(object, name);
    const auto* text = std::get_if<std::string>(&value);
    return text == nullptr ? "" : *text;
}

// ---- what the file holds

struct FoundDataset {
    std::string name;
    hobj_ref_t reference = 0;
    bool is_variable = true;  // not only a dimension
};

/// The datasets that can be reached without following a link out of the file or into a circle.
class Walk {
public:
    explicit Walk(hid_t root) { visit(root, "", 0); }
    [[nodiscard]] const std::vector<FoundDataset>& found() const { return found_; }

private:
    void visit(hid_t group, const std::string& prefix, std::size_t level)
    {
        if (level > most_group_levels) complain("its groups are nested too deep");
        H5G_info_t about = {};
        checked(H5Gget_info(group, &about), "count members");
        for (hsize_t i = 0; i < about.nlinks; ++i) {
            if (++visited_ > most_objects) complain(fmt::format("it has more than {} members", most_objects));
            const std::string name = link_name(group, i);
            H5L_info_t link = {};
            checked(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "examine link");
            if (link.type != H5L_TYPE_HARD) continue;
            const h5::ObjectHandle object{H5Oopen(group, name.c_str(), H5P_DEFAULT), "open member"};
            const H5I_type_t kind = H5Iget_type(object.id());
            if (kind == H5I_GROUP) visit(object.id(), prefix + name + "/", level + 1);
            if (kind == H5I_DATASET) add(group, name, object.id(), prefix);
        }
    }

    void add(hid_t group, const std::string& name, hid_t dataset, const std::string& prefix)
    {
        FoundDataset one{.name = prefix + name};
        checked(H5Rcreate(&one.reference, group, name.c_str(), H5R_OBJECT, -1), "refer to dataset");
        one.is_variable = !text_attribute_or_empty(dataset, "NAME").starts_with("This is a netCDF dimension but not");
        found_.push_back(std::move(one));
    }

    static H5_index_t order_of(hid_t group)
    {
        const h5::Properties creation{H5Gget_create_plist(group), "ask order of members"};
        unsigned flags = 0;
        checked(H5Pget_link_creation_order(creation.id(), &flags), "ask order of members");
        return (flags & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    }

    static std::string link_name(hid_t group, hsize_t index)
    {
        constexpr std::size_t longest_name = 1024;
        std::array<char, longest_name + 1> name = {};
        const auto length = checked(
            H5Lget_name_by_idx(group, ".", order_of(group), H5_ITER_INC, index, name.data(), name.size(), H5P_DEFAULT),
            "ask name of member");
        if (static_cast<std::size_t>(length) > longest_name) complain("a name is too long");
        return name.data();
    }

    std::vector<FoundDataset> found_;
    std::size_t visited_ = 0;
};

/// The scale of each axis, from the attribute DIMENSION_LIST; nothing for an axis without one.
std::vector<hobj_ref_t> scales_of(const h5::DatasetHandle& dataset, std::size_t rank)
{
    std::vector<hobj_ref_t> scales(rank, 0);
    if (rank == 0 || !has_attribute(dataset.id(), "DIMENSION_LIST")) return scales;
    const h5::AttributeHandle attribute{H5Aopen(dataset.id(), "DIMENSION_LIST", H5P_DEFAULT), "open dimension list"};
    const h5::Type stored{H5Aget_type(attribute.id()), "ask type of dimension list"};
    const h5::Space space{H5Aget_space(attribute.id()), "ask shape of dimension list"};
    const h5::Type expected{H5Tvlen_create(H5T_STD_REF_OBJ), "create reference list type"};
    const bool is_ours = checked(H5Tequal(stored.id(), expected.id()), "compare types") > 0 &&
                         shape_of(space) == std::vector<hsize_t>{rank};
    if (!is_ours) complain("a dimension list is damaged");
    std::vector<hvl_t> lists(rank);
    checked(H5Aread(attribute.id(), expected.id(), lists.data()), "read dimension list");
    for (std::size_t axis = 0; axis < rank; ++axis)
        if (lists[axis].len > 0) std::memcpy(&scales[axis], lists[axis].p, sizeof(hobj_ref_t));
    checked(H5Dvlen_reclaim(expected.id(), space.id(), H5P_DEFAULT, lists.data()), "free dimension list");
    return scales;
}

std::string last_part(const std::string& path)
{
    return path.substr(path.rfind('/') + 1);
}

std::optional<VariableInfo> describe(hid_t file, const FoundDataset& found,
                                     const std::map<hobj_ref_t, std::string>& names)
{
    const h5::DatasetHandle dataset{H5Dopen2(file, found.name.c_str(), H5P_DEFAULT), "open dataset"};
    const h5::Type stored{H5Dget_type(dataset.id()), "ask type"};
    const auto type = element_type(stored);
    if (!type) return std::nullopt;
    const h5::Space space{H5Dget_space(dataset.id()), "ask shape"};
    const auto lengths = shape_of(space);
    VariableInfo info{.name = found.name, .type = *type, .dimensions = {}, .shape = {lengths.begin(), lengths.end()}};
    const bool is_scale = text_attribute_or_empty(dataset.id(), "CLASS") == "DIMENSION_SCALE";
    if (is_scale && lengths.size() == 1) {
        info.dimensions = {last_part(found.name)};
        return info;
    }
    for (const hobj_ref_t scale : scales_of(dataset, lengths.size())) {
        const auto name = names.find(scale);
        info.dimensions.push_back(name == names.end() ? "" : last_part(name->second));
    }
    return info;
}

// ---- values

/// How much of a variable is read at once: that must fit in memory.
enum class Extent : std::uint8_t { all, one_position };

/// Refuses a dataset that lies in other files, needs a filter from outside or unpacks into more than it should.
void check_storage(const h5::DatasetHandle& dataset, const VariableInfo& info, const ReadLimits& limits, Extent extent)
{
    std::vector<hsize_t> shape(info.shape.begin(), info.shape.end());
    if (extent == Extent::one_position && !shape.empty()) shape.front() = 1;
    bytes_within(shape, size_in_memory(info.type), limits.variable_bytes, info.name);
    const h5::Properties creation{H5Dget_create_plist(dataset.id()), "ask layout"};
    const H5D_layout_t layout = H5Pget_layout(creation.id());
    const bool is_plain = layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED || layout == H5D_COMPACT;
    if (!is_plain || checked(H5Pget_external_count(creation.id()), "ask for other files") != 0)
        complain(fmt::format("'{}' keeps its values in other files", info.name));

    const int filter_count = checked(H5Pget_nfilters(creation.id()), "count filters");
    for (unsigned i = 0; i < static_cast<unsigned>(filter_count); ++i) {
        unsigned flags = 0;
        std::size_t value_count = 0;
        const auto filter =
            checked(H5Pget_filter2(creation.id(), i, &flags, &value_count, nullptr, 0, nullptr, nullptr), "ask filter");
        if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
            complain(fmt::format("'{}' is packed with a filter that is not ours ({})", info.name, filter));
    }
    if (layout != H5D_CHUNKED) return;
    std::vector<hsize_t> chunk(std::max<std::size_t>(shape.size(), 1));
    const int rank = checked(H5Pget_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data()), "ask chunks");
    if (static_cast<std::size_t>(rank) != shape.size()) complain(fmt::format("'{}' has damaged chunks", info.name));
    bytes_within(chunk, size_in_memory(info.type), largest_chunk_bytes, info.name);
}

template <Element T>
std::vector<T> read_numbers(const h5::DatasetHandle& dataset, std::size_t count)
{
    std::vector<T> values(count);
    if (count == 0) return values;
    checked(H5Dread(dataset.id(), h5::memory_type<T>().id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
            "read values");
    return values;
}

std::vector<std::string> copy_and_free(std::vector<char*>& pointers, const h5::Type& type, const h5::Space& space)
{
    std::vector<std::string> texts;
    texts.reserve(pointers.size());
    for (const char* text : pointers) texts.emplace_back(text == nullptr ? "" : text);
    checked(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, static_cast<void*>(pointers.data())), "free texts");
    return texts;
}

std::vector<std::string> read_strings(const h5::DatasetHandle& dataset, std::size_t count, std::uint64_t limit_bytes)
{
    if (count == 0) return {};
    const auto type = h5::text_type();
    const h5::Space space{H5Dget_space(dataset.id()), "ask shape"};
    // Many texts may be one and the same in the file, so its size is no bound for theirs.
    hsize_t total_bytes = 0;
    // A text by itself is bounded by its file, and HDF5 1.10 crashes when asked for the size of one without dimensions.
    if (H5Sget_simple_extent_type(space.id()) != H5S_SCALAR)
        checked(H5Dvlen_get_buf_size(dataset.id(), type.id(), space.id(), &total_bytes), "ask size of texts");
    if (total_bytes > limit_bytes)
        complain(fmt::format("texts of {} bytes, must be at most {}", total_bytes, limit_bytes));
    std::vector<char*> pointers(count, nullptr);
    checked(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, static_cast<void*>(pointers.data())),
            "read texts");
    return copy_and_free(pointers, type, space);
}

/// Refuses what HDF5 must not see: other kinds of files, and any bit that is not as it was written.
void check_bytes(std::span<const std::byte> file)
{
    constexpr std::array<unsigned char, 8> signature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    const bool is_hdf5 =
        file.size() > signature.size() && std::memcmp(file.data(), signature.data(), signature.size()) == 0;
    if (!is_hdf5) complain("is not an HDF5 file");
    switch (examine_seal(file)) {
    case Sealed::yes:
        return;
    case Sealed::no:
        complain(
            "has no seal of corredor at its end: it is not a result of corredor, was cut short, or was changed since");
    case Sealed::broken:
        complain("is damaged: its content does not match its checksum");
    }
}

h5::File open_image(std::span<const std::byte> file, const std::string& name)
{
    constexpr std::size_t growth_bytes = std::size_t{64} << 10U;
    const auto access = h5::properties(H5P_FILE_ACCESS);
    checked(H5Pset_fapl_core(access.id(), growth_bytes, false), "keep file in memory");
    // HDF5 takes a copy and writes nothing to ours.
    checked(H5Pset_file_image(access.id(), const_cast<std::byte*>(file.data()), file.size()), "hand over file");
    return {H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.id()), "is damaged"};
}

void check_is_ours(hid_t root)
{
    if (!has_attribute(root, format_attribute))
        complain(fmt::format("is not a result of corredor (it has no attribute {})", format_attribute));
    const auto format = read_attribute(root, format_attribute);
    if (format != AttributeValue{std::int64_t{result_format}})
        complain(fmt::format("has a format of another version of corredor, must be {} = {}", format_attribute,
                             result_format));
    if (!has_attribute(root, complete_attribute) ||
        read_attribute(root, complete_attribute) != AttributeValue{std::int64_t{1}})
        complain("is incomplete: the run that wrote it did not finish");
}

}  // namespace

struct ResultReader::Content {
    std::filesystem::path path;
    ReadLimits limits;
    h5::File file;
    std::vector<VariableInfo> variables;
    std::map<std::string, std::vector<std::string>, std::less<>> texts;  // read once: HDF5 is slow at them

    /// Does something with HDF5 quiet; a failure becomes an OutputError that names the file.
    template <class Work>
    auto translate(Work&& work, std::size_t room_bytes = 0) const
    {
        h5::expect_room(room_bytes);
        try {
            const h5::Silence silence;
            return work();
        } catch (const h5::Failure& failure) {
            throw OutputError{OutputFailure::read_failed, path, failure.what()};
        }
    }

    Content(const WholeResult& whole, const ReadLimits& within) : path{whole.path}, limits{within}
    {
        translate(
            [&] {
                file = open_image(without_seal(whole.bytes), h5::memory_name(this));
                const h5::GroupHandle root{H5Gopen2(file.id(), "/", H5P_DEFAULT), "open root group"};
                check_is_ours(root.id());
                list_variables(root.id());
            },
            whole.bytes.size());
    }

    void list_variables(hid_t root)
    {
        const Walk walk{root};
        std::map<hobj_ref_t, std::string> names;
        for (const FoundDataset& found : walk.found()) names.emplace(found.reference, found.name);
        for (const FoundDataset& found : walk.found()) {
            if (!found.is_variable) continue;
            if (auto info = describe(root, found, names)) variables.push_back(std::move(*info));
        }
    }

    [[nodiscard]] const VariableInfo* find(std::string_view name) const
    {
        const auto found = std::ranges::find(variables, name, &VariableInfo::name);
        return found == variables.end() ? nullptr : &*found;
    }

    [[nodiscard]] const VariableInfo& get(std::string_view name) const
    {
        const VariableInfo* info = find(name);
        if (info == nullptr) complain(fmt::format("has no variable '{}'", name));
        return *info;
    }

    /// Opens a variable of one of the wanted types and hands it to `read` with its number of elements.
    template <class Read>
    auto read(std::string_view name, const std::set<ElementType>& wanted, const char* wanted_text, Read&& read_it,
              Extent extent = Extent::all) const
    {
        return translate([&] {
            const VariableInfo& info = get(name);
            if (!wanted.contains(info.type)) complain(fmt::format("'{}' does not hold {}", name, wanted_text));
            const h5::DatasetHandle dataset{H5Dopen2(file.id(), info.name.c_str(), H5P_DEFAULT), "open variable"};
            check_storage(dataset, info, limits, extent);
            return read_it(dataset, element_count(info.shape));
        });
    }
};

WholeResult::WholeResult(std::filesystem::path file, const ReadLimits& limits)
    : path{std::move(file)}, bytes{read_whole_file(path, limits.file_bytes)}
{
    try {
        check_bytes(bytes);
    } catch (const h5::Failure& failure) {
        throw OutputError{OutputFailure::read_failed, path, failure.what()};
    }
}

ResultReader::ResultReader(std::filesystem::path file, ReadLimits limits)
    : ResultReader{WholeResult{std::move(file), limits}, limits}
{
}
ResultReader::ResultReader(WholeResult whole, ReadLimits limits) : content_{std::make_unique<Content>(whole, limits)} {}
ResultReader::ResultReader(ResultReader&&) noexcept = default;
ResultReader& ResultReader::operator=(ResultReader&&) noexcept = default;
ResultReader::~ResultReader() = default;

const std::filesystem::path& ResultReader::file() const
{
    return content_->path;
}

const std::vector<VariableInfo>& ResultReader::variables() const
{
    return content_->variables;
}

const VariableInfo* ResultReader::find(std::string_view variable) const
{
    return content_->find(variable);
}

std::vector<double> ResultReader::read_doubles(std::string_view variable) const
{
    return content_->read(
        variable,
        {ElementType::int8, ElementType::int32, ElementType::int64, ElementType::uint64, ElementType::float64},
        "numbers", read_numbers<double>);
}

std::vector<double> ResultReader::read_doubles(std::string_view variable, std::size_t position) const
{
    const auto read_slab = [&](const h5::DatasetHandle& dataset, std::size_t) {
        const VariableInfo& info = content_->get(variable);
        if (info.shape.empty() || position >= info.shape.front())
            complain(fmt::format("'{}' has no position {}", variable, position));
        std::vector<hsize_t> first(info.shape.size(), 0);
        first[0] = position;
        std::vector<hsize_t> size(info.shape.begin(), info.shape.end());
        size[0] = 1;
        std::vector<double> values(element_count(info.shape) / info.shape.front());
        if (values.empty()) return values;
        const h5::Space in_file{H5Dget_space(dataset.id()), "ask shape"};
        const h5::Space in_memory = h5::array_space(size);
        checked(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, first.data(), nullptr, size.data(), nullptr),
                "select values");
        checked(H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, in_memory.id(), in_file.id(), H5P_DEFAULT, values.data()),
                "read values");
        return values;
    };
    return content_->read(
        variable,
        {ElementType::int8, ElementType::int32, ElementType::int64, ElementType::uint64, ElementType::float64},
        "numbers", read_slab, Extent::one_position);
}

ActiveCells ResultReader::read_active_cells(std::string_view variable, std::optional<std::size_t> position,
                                            const Workers& workers) const
{
    std::optional<PackedCells> packed;
    const CellShape shape = content_->read(
        variable,
        {ElementType::int8, ElementType::int32, ElementType::int64, ElementType::uint64, ElementType::float64},
        "numbers",
        [&](const h5::DatasetHandle& dataset, std::size_t) {
            const VariableInfo& info = content_->get(variable);
            CellShape its{info, position.has_value()};
            if (position && *position >= info.shape.front())
                complain(fmt::format("'{}' has no position {}", variable, *position));
            packed = PackedCells::take(dataset, info, position);
            return its;
        },
        position ? Extent::one_position : Extent::all);
    if (!packed) return active_of(position ? read_doubles(variable, *position) : read_doubles(variable), shape.records);
    return content_->translate([&] { return packed->unpack(size_in_memory(content_->get(variable).type), workers); });
}

std::vector<std::int64_t> ResultReader::read_integers(std::string_view variable) const
{
    return content_->read(variable, {ElementType::int8, ElementType::int32, ElementType::int64}, "signed whole numbers",
                          read_numbers<std::int64_t>);
}

std::vector<std::uint64_t> ResultReader::read_unsigned_integers(std::string_view variable) const
{
    return content_->read(variable, {ElementType::uint64}, "unsigned whole numbers", read_numbers<std::uint64_t>);
}

std::vector<std::string> ResultReader::read_texts(std::string_view variable) const
{
    const auto known = content_->texts.find(variable);
    if (known != content_->texts.end()) return known->second;
    auto texts = content_->read(variable, {ElementType::string}, "texts",
                                [&](const h5::DatasetHandle& dataset, std::size_t count) {
                                    return read_strings(dataset, count, content_->limits.variable_bytes);
                                });
    return content_->texts.emplace(variable, std::move(texts)).first->second;
}

std::optional<AttributeValue> ResultReader::attribute(std::string_view name) const
{
    return content_->translate([&]() -> std::optional<AttributeValue> {
        const h5::GroupHandle root{H5Gopen2(content_->file.id(), "/", H5P_DEFAULT), "open root group"};
        if (!has_attribute(root.id(), std::string{name})) return std::nullopt;
        return read_attribute(root.id(), std::string{name});
    });
}

std::optional<AttributeValue> ResultReader::attribute(std::string_view variable, std::string_view name) const
{
    return content_->translate([&]() -> std::optional<AttributeValue> {
        const VariableInfo& info = content_->get(variable);
        const h5::DatasetHandle dataset{H5Dopen2(content_->file.id(), info.name.c_str(), H5P_DEFAULT), "open variable"};
        if (!has_attribute(dataset.id(), std::string{name})) return std::nullopt;
        return read_attribute(dataset.id(), std::string{name});
    });
}

}  // namespace corredor
