import Glibc

// Elementary functions under names of our own, so that only this file knows the C library.

func elementaryLogarithm(_ x: Double) -> Double { Glibc.log(x) }
func elementaryExponential(_ x: Double) -> Double { Glibc.exp(x) }
func elementaryPower(_ x: Double, _ y: Double) -> Double { Glibc.pow(x, y) }
func decimalLogarithm(_ x: Double) -> Double { Glibc.log10(x) }
