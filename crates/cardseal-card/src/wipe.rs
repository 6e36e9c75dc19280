//! Wiping of what a computation leaves below it on the stack.

/// How much of the stack is wiped, in bytes. Sealing goes less deep, with a modulus of 8192 bits too.
pub const STACK: usize = 64 * 1024;

/// Overwrites the stack below the caller's frame. Built for `wasm32` it does nothing: there the page can reach the
/// whole stack, and overwrites all of it when a call has returned.
///
/// Call it behind a function that handled secrets and is marked `#[inline(never)]`, so that its frames lie there. It
/// is a best effort: compilers promise nothing about where a value was spilled.
#[inline(always)]
pub fn stack() {
    if !cfg!(target_arch = "wasm32") {
        zeroize::zeroize_stack::<STACK>();
    }
}

pub(crate) use cardseal_key::wipe::Zeroizing;

/// Room for card data that stays where it is: natively in a box, so that a value that moves leaves no copy behind,
/// and wiped when it is dropped.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Room<const N: usize> = Box<Zeroizing<[u8; N]>>;

/// Room for card data: on `wasm32` in place. Copies can only be on the stack, which the page overwrites.
#[cfg(target_arch = "wasm32")]
pub(crate) type Room<const N: usize> = [u8; N];

/// Empty room.
pub(crate) fn room<const N: usize>() -> Room<N> {
    #[cfg(not(target_arch = "wasm32"))]
    return Box::new(Zeroizing::new([0; N]));
    #[cfg(target_arch = "wasm32")]
    [0; N]
}
