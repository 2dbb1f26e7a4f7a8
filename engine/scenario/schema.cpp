#include <nlohmann/json.hpp>

#include "scenario/write.hpp"

namespace corredor {

nlohmann::json json_schema()
{
    return {};
}

}  // namespace corredor
