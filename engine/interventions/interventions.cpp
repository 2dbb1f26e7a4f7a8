#include "interventions/interventions.hpp"

template class std::vector<corredor::TimelineEntry>;
