//! Sixteen bytes side by side: one vector of wasm's `simd128`, or plain bytes elsewhere.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod engine {
    use core::arch::wasm32::{
        i8x16_shr, u8x16_shl, u8x16_shr, u8x16_splat, u8x16_swizzle, u64x2, u64x2_extract_lane, v128,
        v128_and, v128_xor,
    };

    /// Sixteen bytes.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Lanes(v128);

    impl Lanes {
        pub(in super::super) const fn new(bytes: u128) -> Self {
            Self(u64x2(bytes as u64, (bytes >> 64) as u64))
        }

        pub(in super::super) fn number(self) -> u128 {
            u128::from(u64x2_extract_lane::<0>(self.0)) | (u128::from(u64x2_extract_lane::<1>(self.0)) << 64)
        }

        #[inline]
        pub(in super::super) fn swizzle(self, places: Self) -> Self {
            Self(u8x16_swizzle(self.0, places.0))
        }

        #[inline]
        pub(in super::super) fn xor(self, other: Self) -> Self {
            Self(v128_xor(self.0, other.0))
        }

        #[inline]
        pub(in super::super) fn nibbles(self) -> [Self; 2] {
            [Self(v128_and(self.0, u8x16_splat(0x0f))), Self(u8x16_shr(self.0, 4))]
        }

        #[inline]
        pub(in super::super) fn doubled(self) -> Self {
            let back = v128_and(i8x16_shr(self.0, 7), u8x16_splat(0x1b));
            Self(v128_xor(u8x16_shl(self.0, 1), back))
        }
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod engine {
    /// Sixteen bytes.
    #[derive(Clone, Copy, Default)]
    pub(in super::super) struct Lanes([u8; 16]);

    impl zeroize::DefaultIsZeroes for Lanes {}

    impl Lanes {
        /// The first byte is the lowest of the number.
        pub(in super::super) const fn new(bytes: u128) -> Self {
            Self(bytes.to_le_bytes())
        }

        pub(in super::super) fn number(self) -> u128 {
            u128::from_le_bytes(self.0)
        }

        /// In each lane the byte of the lane whose number stands there; zero for 16 and more. All are read for each.
        pub(in super::super) fn swizzle(self, places: Self) -> Self {
            Self(places.0.map(|place| {
                (0..).zip(self.0).fold(0, |found, (at, byte): (u8, _)| {
                    // All ones where the place is this one: the sign of a difference below zero.
                    let same = u16::from(at ^ place).wrapping_sub(1).to_be_bytes()[0];
                    found | (byte & same)
                })
            }))
        }

        pub(in super::super) fn xor(self, other: Self) -> Self {
            Self::new(self.number() ^ other.number())
        }

        /// The lower and the upper four bits of each byte.
        pub(in super::super) fn nibbles(self) -> [Self; 2] {
            [Self(self.0.map(|byte| byte & 0x0f)), Self(self.0.map(|byte| byte >> 4))]
        }

        /// Each byte times x, modulo x^8 + x^4 + x^3 + x + 1.
        pub(in super::super) fn doubled(self) -> Self {
            Self(self.0.map(|byte| (byte << 1) ^ (0x1b & (byte >> 7).wrapping_neg())))
        }
    }
}

pub(super) use engine::Lanes;

impl Lanes {
    /// The first sixteen bytes of a text, with zeros behind a shorter one.
    #[inline(never)]
    pub(super) fn read(bytes: &[u8]) -> Self {
        if let Some(block) = bytes.first_chunk() {
            return Self::new(u128::from_le_bytes(*block));
        }
        let mut block = [0; 16];
        for (slot, byte) in block.iter_mut().zip(bytes) {
            *slot = *byte;
        }
        Self::new(u128::from_le_bytes(block))
    }
}
