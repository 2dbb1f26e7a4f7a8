#pragma once

/// Before a function that is worth compiling twice, for processors with 256-bit registers and for all others; which one
/// runs is decided when the program starts. Both give the same numbers: no multiplication and addition are ever fused.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CORREDOR_WIDE [[gnu::target_clones("arch=x86-64-v3", "default")]]
#else
#define CORREDOR_WIDE
#endif
