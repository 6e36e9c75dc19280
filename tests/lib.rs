//! Nothing: this member only carries tests.
