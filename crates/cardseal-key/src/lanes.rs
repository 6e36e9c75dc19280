//! Sixteen bytes side by side: one vector of wasm's `simd128`, or plain bytes elsewhere.
//!
//! Whatever the bytes are, each operation takes the same time and reads the same addresses: on wasm it is one
//! instruction or a few, elsewhere arithmetic on all bytes.

use std::fmt;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[path = "lanes/portable.rs"]
mod engine;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[path = "lanes/simd.rs"]
mod engine;

pub use engine::Lanes;

/// What stands in lanes may be a key, or a card.
impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lanes(redacted)")
    }
}

/// The number of lanes.
const LANES: usize = 16;

impl Lanes {
    /// From one byte for each lane.
    #[must_use]
    #[inline]
    pub const fn of(bytes: [u8; LANES]) -> Self {
        Self::new(u128::from_le_bytes(bytes))
    }

    /// Sixteen bytes of a text from a place on, with a filler behind the end.
    #[must_use]
    #[inline]
    pub fn read(text: &[u8], at: usize, filler: u8) -> Self {
        let text = text.get(at..).unwrap_or_default();
        text.first_chunk().map_or_else(|| Self::read_end(text, filler), |whole| Self::of(*whole))
    }

    #[inline(never)]
    fn read_end(text: &[u8], filler: u8) -> Self {
        let mut block = [filler; LANES];
        if let Some(start) = block.get_mut(..text.len()) {
            start.copy_from_slice(text);
        }
        Self::of(block)
    }

    /// Over sixteen bytes of a text from a place on, or as many as it has there.
    #[inline]
    pub fn write(self, text: &mut [u8], at: usize) {
        let text = text.get_mut(at..).unwrap_or_default();
        let bytes = self.number().to_le_bytes();
        if let Some(whole) = text.first_chunk_mut() {
            *whole = bytes;
        } else if let Some(start) = bytes.get(..text.len()) {
            text.copy_from_slice(start);
        }
    }

    /// A number, its highest byte in the first lane.
    #[must_use]
    #[inline]
    pub fn big_endian(number: u128) -> Self {
        Self::new(number).swizzle(const { Self::of([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]) })
    }

    /// The lower and the upper four bits of each byte.
    #[must_use]
    #[inline]
    pub fn nibbles(self) -> [Self; 2] {
        [self.and(Self::all(0x0f)), self.right(4)]
    }
}
