//! Lanes of a vector of wasm (`simd128`): each operation is one instruction or a few.

use core::arch::wasm32::{
    i8x16_gt, i8x16_shr, i8x16_shuffle, i8x16_splat, i8x16_sub, u8x16_shl, u8x16_shr, u8x16_sub_sat,
    u8x16_swizzle, u32x4_shl, u32x4_shr, u64x2, u64x2_extract_lane, v128, v128_and, v128_any_true, v128_or,
    v128_xor,
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
