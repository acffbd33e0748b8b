#pragma once
#define LAPACK_COMPLEX_CUSTOM 1
typedef struct { float real, imag; } LapackComplexFloat;
typedef struct { double real, imag; } LapackComplexDouble;
#define lapack_complex_float LapackComplexFloat
#define lapack_complex_double LapackComplexDouble
#include <cblas.h>
#include <lapacke.h>
