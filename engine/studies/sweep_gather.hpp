#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "output/whole_file.hpp"

namespace corredor {

struct GatherRequest {
    std::filesystem::path folder;
    std::filesystem::path output;
    std::vector<std::string> variables;  // to merge beside the numbers; none: those that the sweep kept by name
    Overwrite overwrite = Overwrite::refuse;
};

struct GatherOutcome {
    std::size_t rows = 0;
    std::size_t done = 0;
    std::size_t failed = 0;
    std::size_t missing = 0;
    double seconds = 0.0;
};

/// Merges the results of a sweep into one file, in the order of the design: dimension `run`, the columns of the design
/// and what became of each row as coordinates, the numbers of each run as variables, NaN where a run has none. A sweep
/// that is not finished gives what there is. What is merged is held in memory: numbers take 8 bytes a run, variables
/// over time more.
/// errors  OutputError, also when a result is damaged or runs differ in the shape of a variable
[[nodiscard]] GatherOutcome gather_sweep(const GatherRequest&);

}  // namespace corredor
