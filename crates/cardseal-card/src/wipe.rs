//! Wiping of what a computation leaves below it on the stack.

/// How much of the stack is wiped, in bytes.
///
/// Built for `wasm32` at opt level `s`, sealing goes at most 41,280 bytes deep: with a modulus of 8192 bits. Judging
/// and parsing go far less deep.
pub const STACK: usize = 64 * 1024;

/// Overwrites the stack below the caller's frame.
///
/// Call it behind a function that handled secrets and is marked `#[inline(never)]`, so that its frames lie there. It
/// is a best effort: compilers promise nothing about where a value was spilled. What the built module leaves is
/// measured, by comparing its whole memory after two cards.
#[inline(always)]
pub fn stack() {
    zeroize::zeroize_stack::<STACK>();
}
