//! What is wiped when it is dropped, where that is not left to the page.

/// What is wiped when it is dropped.
#[cfg(not(target_arch = "wasm32"))]
pub use zeroize::Zeroizing;

/// What is wiped when it is dropped: on `wasm32` with the whole stack, which the page overwrites when the
/// call has returned.
#[cfg(target_arch = "wasm32")]
#[derive(Debug, Clone)]
pub struct Zeroizing<T>(T);

#[cfg(target_arch = "wasm32")]
impl<T> Zeroizing<T> {
    /// Takes a value.
    pub const fn new(value: T) -> Self {
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
