#include "state/cells.hpp"

namespace corredor {

Cells::Cells(std::size_t organisations, std::size_t nodes) : nodes_{nodes}
{
    each(*this, [&](auto& column) { column.assign(organisations * nodes, {}); });
}

}  // namespace corredor
