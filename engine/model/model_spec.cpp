#include "model/model_spec.hpp"

namespace corredor {

ModelSpec::ModelSpec() = default;
ModelSpec::ModelSpec(const ModelSpec&) = default;
ModelSpec::ModelSpec(ModelSpec&&) noexcept = default;
ModelSpec& ModelSpec::operator=(const ModelSpec&) = default;
ModelSpec& ModelSpec::operator=(ModelSpec&&) noexcept = default;
ModelSpec::~ModelSpec() = default;

}  // namespace corredor
