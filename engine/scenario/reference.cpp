#include "scenario/write.hpp"

namespace corredor {

std::string markdown_reference()
{
    return {};
}

}  // namespace corredor
