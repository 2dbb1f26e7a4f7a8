#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "output/dataset.hpp"
#include "output/whole_file.hpp"

namespace corredor {

inline constexpr const char* replicate_dimension = "replicate";

/// Many runs of one scenario in one file, HDF5 that is also valid netCDF-4. What differs between runs has the dimension
/// `replicate` in front; means and quantiles over replicates are in groups of their own. Each replicate goes to disk
/// when it comes, so memory does not grow with their number. Like any other result the file has its name only when it
/// is whole.
class EnsembleFile {
public:
    /// like  what each replicate will look like: its variables over time and its measures get the dimension `replicate`
    /// seeds  (replicate)
    /// errors  OutputError
    EnsembleFile(const std::filesystem::path& path, Overwrite overwrite, const Dataset& like,
                 const std::vector<std::int64_t>& seeds);
    ~EnsembleFile();

    /// Replicates may come in any order; in order they give equal bytes.
    void add(std::size_t replicate, const Dataset& run);

    /// To be called once all have been added: works out means and quantiles, seals the file and gives it its name.
    void finish();

private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace corredor
