//! Lanes of plain bytes, for every target: each operation is arithmetic on all of them.

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
