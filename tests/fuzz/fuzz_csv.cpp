#include <cstddef>
#include <cstdint>
#include <string>

#include "scenario/csv_reader.hpp"
#include "world/tables.hpp"

namespace {

template <class Row>
void read(const std::string& text)
{
    using namespace corredor;
    Problems problems;
    const auto source = std::make_shared<const SourceFile>(SourceFile{"fuzzed.csv", "."});
    (void)read_csv<Row>(text, source, problems);
}

}  // namespace

// Whatever a table holds, it is read or its problems are listed. The first byte chooses the kind of table.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace corredor;
    if (size == 0) return 0;
    const std::string text{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 5) {
    case 0:
        read<NodeRow>(text);
        break;
    case 1:
        read<LegRow>(text);
        break;
    case 2:
        read<StockRow>(text);
        break;
    case 3:
        read<OtherNationalitiesRow>(text);
        break;
    default:
        read<TargetRow>(text);
    }
    return 0;
}
