//! Wiping of what a computation leaves below it on the stack.

/// How much of the stack is wiped, in bytes.
///
/// Built for `wasm32`, all of the module's stack has 16 KiB, and this is what its own frames leave of it.
pub const STACK: usize = if cfg!(target_arch = "wasm32") { 15 * 1024 } else { 64 * 1024 };

/// Overwrites the stack below the caller's frame.
///
/// Call it behind a function that handled secrets and is marked `#[inline(never)]`, so that its frames lie there. It
/// is a best effort: compilers promise nothing about where a value was spilled. What the built module leaves is
/// measured, by comparing its whole memory after two cards.
#[inline(always)]
pub fn stack() {
    zeroize::zeroize_stack::<STACK>();
}
