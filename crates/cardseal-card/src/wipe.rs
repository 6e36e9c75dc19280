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

/// What is wiped when it is dropped.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use zeroize::Zeroizing;

/// What is wiped when it is dropped: on `wasm32` by the allocator, or with the whole stack when the call returns.
#[cfg(target_arch = "wasm32")]
#[derive(Clone)]
pub(crate) struct Zeroizing<T>(T);

#[cfg(target_arch = "wasm32")]
impl<T> Zeroizing<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(value)
    }
}

#[cfg(target_arch = "wasm32")]
impl<T> std::ops::Deref for Zeroizing<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(target_arch = "wasm32")]
impl<T> std::ops::DerefMut for Zeroizing<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
