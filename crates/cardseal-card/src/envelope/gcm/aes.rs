use cardseal_key::lanes::Lanes;

use crate::wipe::Zeroizing;

const ROUNDS: usize = 14;

/// AES-256 (FIPS 197), encryption only. A block is sixteen lanes, column by column.
pub(super) struct Cipher {
    keys: Zeroizing<[Lanes; ROUNDS + 1]>,
}

impl Cipher {
    /// The key expansion of FIPS 197, 5.2: each round's key from the two before.
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let mut cipher = Self { keys: Zeroizing::new([Lanes::new(0); ROUNDS + 1]) };
        let (mut older, mut last) = (Lanes::read(key, 0, 0), Lanes::read(key, 16, 0));
        let mut constant = 1u8;
        for (at, slot) in cipher.keys.iter_mut().enumerate() {
            *slot = older;
            // The last column, substituted, in each column; every second time turned by a row, with a constant.
            let mut columns = [last];
            substitute(&mut columns);
            let [columns] = columns;
            let columns = if at & 1 == 0 {
                constant <<= 1;
                columns.swizzle(LAST_TURNED).xor(Lanes::all(constant >> 1).and(FIRST_ROW))
            } else {
                columns.swizzle(LAST)
            };
            // And each column is added to all that follow it.
            let sums = older.xor(older.swizzle(ONE_ON));
            (older, last) = (last, sums.xor(sums.swizzle(TWO_ON)).xor(columns));
        }
        cipher
    }

    /// Encrypts blocks, side by side.
    pub(super) fn encrypt(&self, blocks: &mut [Lanes]) {
        for (round, key) in self.keys.iter().enumerate() {
            if round > 0 {
                substitute(blocks);
            }
            for block in &mut *blocks {
                if round > 0 {
                    *block = block.swizzle(SHIFTED_ROWS);
                    if round < ROUNDS {
                        *block = mix_columns(*block);
                    }
                }
                *block = block.xor(*key);
            }
        }
    }
}

// Which lane goes to each lane.
const LAST: Lanes = Lanes::of([12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15]);
const LAST_TURNED: Lanes = Lanes::of([13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12]);
const ONE_ON: Lanes = Lanes::of([NONE, NONE, NONE, NONE, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
const TWO_ON: Lanes = Lanes::of([NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, 0, 1, 2, 3, 4, 5, 6, 7]);
const SHIFTED_ROWS: Lanes = Lanes::of([0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11]);
const NEXT_ROW: Lanes = Lanes::of([1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12]);
const ROW_AFTER: Lanes = Lanes::of([2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13]);
const NONE: u8 = 0x80;

const FIRST_ROW: Lanes = Lanes::of([255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]);

/// Each byte becomes `2(a ^ b) ^ b ^ c ^ d`, with `b`, `c` and `d` from the next rows.
#[inline]
fn mix_columns(state: Lanes) -> Lanes {
    let next = state.swizzle(NEXT_ROW);
    let sums = state.xor(next);
    doubled(sums).xor(next).xor(sums.swizzle(ROW_AFTER))
}

/// Each byte times x, modulo x^8 + x^4 + x^3 + x + 1.
fn doubled(state: Lanes) -> Lanes {
    state.left(1).xor(state.signs().and(Lanes::all(0x1b)))
}

/// The S-box of all bytes, by Hamburg's method ("Accelerating AES with Vector Permute Instructions", CHES 2009), with
/// its tables, which the tests check for every byte against FIPS 197: inversion in GF(16)^2 takes nothing but sums and
/// functions of four bits, each of which is one [`Lanes::swizzle`]. What is infinite has its highest bit set, and is a
/// place of no lane.
#[inline(never)]
fn substitute(blocks: &mut [Lanes]) {
    const BASIS: [Lanes; 2] = [
        Lanes::new(0xcaba_e090_5222_7808_c2b2_e898_5a2a_7000),
        Lanes::new(0xcd80_b1fc_b0fd_cc81_4c01_307d_317c_4d00),
    ];
    const INVERSE: Lanes = Lanes::new(0x0407_0309_0a0b_0c02_0e05_060f_0d08_0180);
    const INVERSE_TIMES: Lanes = Lanes::new(0x030d_0e0c_0205_0809_0104_0a06_0f0b_0780);
    const OUTPUT: [Lanes; 2] = [
        Lanes::new(0x15aa_bf7a_c502_a878_d0d2_6d17_6fbd_c700),
        Lanes::new(0x8e1e_90d1_412b_35fa_cfe4_74a5_5fbb_6a00),
    ];
    const CONSTANT: Lanes = Lanes::of([0x63; 16]);

    for block in blocks {
        let [low, high] = block.nibbles();
        let [k, i] = BASIS[0].swizzle(low).xor(BASIS[1].swizzle(high)).nibbles();
        let j = i.xor(k);
        let other = INVERSE_TIMES.swizzle(k);
        let [io, jo] =
            [[i, j], [j, i]].map(|[one, two]| INVERSE.swizzle(INVERSE.swizzle(one).xor(other)).xor(two));
        *block = OUTPUT[0].swizzle(io).xor(OUTPUT[1].swizzle(jo)).xor(CONSTANT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(key: &[u8; 32], block: [u8; 16]) -> [u8; 16] {
        let mut blocks = [Lanes::of([0; 16]), Lanes::of(block)];
        Cipher::new(key).encrypt(&mut blocks);
        blocks[1].number().to_le_bytes()
    }

    /// FIPS 197, C.3.
    #[test]
    fn the_published_example() {
        let key = std::array::from_fn(|at| at as u8);
        let block = std::array::from_fn(|at| at as u8 * 0x11);
        let expected = 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089_u128.to_be_bytes();
        assert_eq!(encrypted(&key, block), expected);
    }

    #[test]
    fn the_s_box_is_the_inverse_and_an_affine_map() {
        let times = |a: u8, b: u8| {
            (0..8).fold(0, |sum: u8, bit| {
                let shifted = (0..bit).fold(a, |a, _| (a << 1) ^ if a >= 0x80 { 0x1b } else { 0 });
                if (b >> bit) & 1 == 1 { sum ^ shifted } else { sum }
            })
        };
        for byte in 0..=255u8 {
            let inverse = (0..=255).find(|other| times(byte, *other) == 1).unwrap_or(0);
            let expected = (0..5).fold(0x63, |sum, by| sum ^ inverse.rotate_left(by));
            let mut blocks = [Lanes::all(byte)];
            substitute(&mut blocks);
            assert_eq!(blocks[0].number().to_le_bytes(), [expected; 16], "{byte:#x}");
        }
    }
}
