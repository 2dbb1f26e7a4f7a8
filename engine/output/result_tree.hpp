#pragma once

#include <hdf5.h>

#include "output/dataset.hpp"

namespace corredor {

/// Lays a description out in an HDF5 file that is also valid netCDF-4: groups, dimension scales, variables, attributes.
/// Variables whose values come later get their place, and no values.
/// errors  h5::Failure
void write_tree(hid_t file, const Dataset& dataset);

/// The properties with which such a file must be created; to be closed by the caller.
[[nodiscard]] hid_t tree_file_properties();

/// The mark that a file is whole; the last thing to be written.
void mark_complete(hid_t file);

}  // namespace corredor
