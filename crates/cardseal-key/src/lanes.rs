//! Sixteen bytes side by side: one vector of wasm's `simd128`, or plain bytes elsewhere.
//!
//! Whatever the bytes are, each operation takes the same time and reads the same addresses: on wasm it is one
//! instruction or a few, elsewhere arithmetic on all bytes.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod engine {
    use core::arch::wasm32::{
        i8x16_gt, i8x16_shr, i8x16_shuffle, i8x16_splat, i8x16_sub, u8x16_shl, u8x16_shr, u8x16_sub_sat,
        u8x16_swizzle, u32x4_shl, u32x4_shr, u64x2, u64x2_extract_lane, v128, v128_and, v128_any_true,
        v128_or, v128_xor,
    };

    /// Sixteen bytes.
    #[derive(Clone, Copy)]
    pub struct Lanes(v128);

    #[expect(missing_docs, reason = "the other engine has the words")]
    impl Lanes {
        #[must_use]
        #[inline]
        pub const fn new(bytes: u128) -> Self {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
            Self(u64x2(bytes as u64, (bytes >> 64) as u64))
        }

        #[must_use]
        #[inline]
        pub fn number(self) -> u128 {
            u128::from(u64x2_extract_lane::<0>(self.0)) | (u128::from(u64x2_extract_lane::<1>(self.0)) << 64)
        }

        #[must_use]
        #[inline]
        pub fn is_zero(self) -> bool {
            !v128_any_true(self.0)
        }

        #[must_use]
        #[inline]
        pub fn swizzle(self, places: Self) -> Self {
            Self(u8x16_swizzle(self.0, places.0))
        }

        #[must_use]
        #[inline]
        pub fn behind(self, before: Self) -> Self {
            Self(i8x16_shuffle::<15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30>(
                before.0, self.0,
            ))
        }

        #[must_use]
        #[inline]
        pub fn xor(self, other: Self) -> Self {
            Self(v128_xor(self.0, other.0))
        }

        #[must_use]
        #[inline]
        pub fn and(self, other: Self) -> Self {
            Self(v128_and(self.0, other.0))
        }

        #[must_use]
        #[inline]
        pub fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[must_use]
        #[inline]
        pub fn minus(self, other: Self) -> Self {
            Self(i8x16_sub(self.0, other.0))
        }

        #[must_use]
        #[inline]
        pub fn less(self, number: u8) -> Self {
            Self(u8x16_sub_sat(self.0, Self::all(number).0))
        }

        #[must_use]
        #[inline]
        pub fn above(self, number: i8) -> Self {
            Self(i8x16_gt(self.0, i8x16_splat(number)))
        }

        #[must_use]
        #[inline]
        pub fn all(byte: u8) -> Self {
            Self(i8x16_splat(byte.cast_signed()))
        }

        #[must_use]
        #[inline]
        pub fn left(self, bits: u32) -> Self {
            Self(u8x16_shl(self.0, bits))
        }

        #[must_use]
        #[inline]
        pub fn right(self, bits: u32) -> Self {
            Self(u8x16_shr(self.0, bits))
        }

        #[must_use]
        #[inline]
        pub fn words_left(self, bits: u32) -> Self {
            Self(u32x4_shl(self.0, bits))
        }

        #[must_use]
        #[inline]
        pub fn words_right(self, bits: u32) -> Self {
            Self(u32x4_shr(self.0, bits))
        }

        #[must_use]
        #[inline]
        pub fn signs(self) -> Self {
            Self(i8x16_shr(self.0, 7))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod engine {
    /// Sixteen bytes.
    #[derive(Clone, Copy, Default)]
    pub struct Lanes([u8; 16]);

    impl zeroize::DefaultIsZeroes for Lanes {}

    impl Lanes {
        /// The first byte is the lowest of the number.
        #[must_use]
        #[inline]
        pub const fn new(bytes: u128) -> Self {
            Self(bytes.to_le_bytes())
        }

        /// The first byte is the lowest of the number.
        #[must_use]
        #[inline]
        pub const fn number(self) -> u128 {
            u128::from_le_bytes(self.0)
        }

        /// Whether all bytes are zero.
        #[must_use]
        #[inline]
        pub const fn is_zero(self) -> bool {
            self.number() == 0
        }

        /// In each lane the byte of the lane whose number stands there; zero for 16 and more. All are read for each.
        #[must_use]
        #[inline]
        pub fn swizzle(self, places: Self) -> Self {
            let mut found = [0; 16];
            for (at, byte) in (0..).zip(self.0) {
                for (found, place) in found.iter_mut().zip(places.0) {
                    *found |= byte & u8::from(place == at).wrapping_neg();
                }
            }
            Self(found)
        }

        /// Each byte one lane on, with the last one of `before` in the first lane.
        #[must_use]
        #[inline]
        pub const fn behind(self, before: Self) -> Self {
            Self::new((self.number() << 8) | (before.number() >> 120))
        }

        /// Each bit added.
        #[must_use]
        #[inline]
        pub const fn xor(self, other: Self) -> Self {
            Self::new(self.number() ^ other.number())
        }

        /// Each bit multiplied.
        #[must_use]
        #[inline]
        pub const fn and(self, other: Self) -> Self {
            Self::new(self.number() & other.number())
        }

        /// Each bit that is set in one or in both.
        #[must_use]
        #[inline]
        pub const fn or(self, other: Self) -> Self {
            Self::new(self.number() | other.number())
        }

        /// The differences of the bytes, modulo 256.
        #[must_use]
        #[inline]
        pub fn minus(mut self, other: Self) -> Self {
            for (byte, other) in self.0.iter_mut().zip(other.0) {
                *byte = byte.wrapping_sub(other);
            }
            self
        }

        /// Each byte less a number, or zero.
        #[must_use]
        #[inline]
        pub fn less(self, number: u8) -> Self {
            Self(self.0.map(|byte| byte.saturating_sub(number)))
        }

        /// All ones for each byte above a number, else zeros. The bytes have signs.
        #[must_use]
        #[inline]
        pub fn above(self, number: i8) -> Self {
            Self(self.0.map(|byte| u8::from(byte.cast_signed() > number).wrapping_neg()))
        }

        /// The same byte in each lane.
        #[must_use]
        #[inline]
        pub fn all(byte: u8) -> Self {
            Self([byte; 16])
        }

        /// Each byte so many bits up.
        #[must_use]
        #[inline]
        pub fn left(self, bits: u32) -> Self {
            Self(self.0.map(|byte| byte << bits))
        }

        /// Each byte so many bits down.
        #[must_use]
        #[inline]
        pub fn right(self, bits: u32) -> Self {
            Self(self.0.map(|byte| byte >> bits))
        }

        /// Each group of four bytes so many bits up.
        #[must_use]
        #[inline]
        pub fn words_left(self, bits: u32) -> Self {
            self.words(|word| word << bits)
        }

        /// Each group of four bytes so many bits down.
        #[must_use]
        #[inline]
        pub fn words_right(self, bits: u32) -> Self {
            self.words(|word| word >> bits)
        }

        /// The highest bit of each byte in all of its bits.
        #[must_use]
        #[inline]
        pub fn signs(self) -> Self {
            Self(self.0.map(|byte| (byte >> 7).wrapping_neg()))
        }

        fn words(mut self, change: impl Fn(u32) -> u32) -> Self {
            for word in self.0.as_chunks_mut().0 {
                *word = change(u32::from_le_bytes(*word)).to_le_bytes();
            }
            self
        }
    }
}

use std::fmt;

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
