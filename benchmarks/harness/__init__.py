"""How the benchmarks measure: sides that take turns, fitted growth, peaks of memory, rows with a spread and a bound."""
