use crate::wipe::Zeroizing;

/// How many blocks are encrypted at a time.
pub(super) const BATCH: u32 = 4;

const ROUNDS: usize = 14;

/// Four blocks as eight planes: plane `p` holds bit `p` of each byte. The byte in row `r` and column `c` of block `b`
/// has its bit at `16r + 4c + b`, so a step from row to row is a rotation by 16, from column to column one by 4 within
/// 16 bits.
type Planes = [u64; 8];

/// AES-256 (FIPS 197), encryption only, four blocks at a time.
pub(super) struct Cipher {
    keys: Zeroizing<[Planes; ROUNDS + 1]>,
}

impl Cipher {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let words = Zeroizing::new(schedule(key));
        let mut keys = Zeroizing::new([[0; 8]; ROUNDS + 1]);
        for (planes, key) in keys.iter_mut().zip(words.as_chunks().0) {
            *planes = pack(&[*key; 4]);
        }
        Self { keys }
    }

    /// Four blocks of the stream for a nonce, beginning with this counter.
    pub(super) fn stream(&self, nonce: &[u8; 12], counter: u32) -> [u8; 64] {
        let mut blocks = [[0; 4]; 4];
        for (at, block) in (0..).zip(&mut blocks) {
            let (columns, _) = nonce.as_chunks();
            for (slot, column) in block.iter_mut().zip(columns) {
                *slot = u32::from_le_bytes(*column);
            }
            block[3] = counter.wrapping_add(at).swap_bytes();
        }
        let blocks = Zeroizing::new(self.encrypt(blocks));
        let mut bytes = [0; 64];
        for (bytes, column) in bytes.chunks_exact_mut(4).zip(blocks.as_flattened()) {
            bytes.copy_from_slice(&column.to_le_bytes());
        }
        bytes
    }

    /// Encrypts four blocks of four columns each, whose first row is the lowest byte.
    pub(super) fn encrypt(&self, blocks: [[u32; 4]; 4]) -> [[u32; 4]; 4] {
        let mut state = Zeroizing::new(pack(&blocks));
        let (first, rest) = self.keys.split_first().unwrap_or((&[0; 8], &[]));
        add(&mut state, first);
        for (round, key) in (1..).zip(rest) {
            substitute(&mut state);
            shift_rows(&mut state);
            if round != ROUNDS {
                mix_columns(&mut state);
            }
            add(&mut state, key);
        }
        unpack(&state)
    }
}

/// The key expansion of FIPS 197, 5.2: sixty words, of which each four are a round's.
fn schedule(key: &[u8; 32]) -> [u32; 4 * (ROUNDS + 1)] {
    let mut words = [0; 4 * (ROUNDS + 1)];
    let mut last = [0u32; 8];
    for (slot, bytes) in last.iter_mut().zip(key.as_chunks().0) {
        *slot = u32::from_le_bytes(*bytes);
    }
    let mut constant = 1;
    for eight in words.chunks_mut(8) {
        eight.copy_from_slice(last.get(..eight.len()).unwrap_or_default());
        let [.., before] = last;
        let mut before = substitute_word(before).rotate_right(8) ^ constant;
        constant <<= 1;
        for (at, word) in last.iter_mut().enumerate() {
            if at == 4 {
                before = substitute_word(before);
            }
            *word ^= before;
            before = *word;
        }
    }
    words
}

fn substitute_word(word: u32) -> u32 {
    let mut state = pack(&[[word, 0, 0, 0]; 4]);
    substitute(&mut state);
    let [[word, ..], ..] = unpack(&state);
    word
}

fn add(state: &mut Planes, key: &Planes) {
    for (plane, key) in state.iter_mut().zip(key) {
        *plane ^= key;
    }
}

fn shift_rows(state: &mut Planes) {
    for plane in state {
        let row = |row: u32| {
            let bits = (*plane >> (16 * row)) & 0xffff;
            (((bits >> (4 * row)) | (bits << (16 - 4 * row))) & 0xffff) << (16 * row)
        };
        *plane = row(0) | row(1) | row(2) | row(3);
    }
}

/// Each byte becomes `2(a ^ b) ^ b ^ c ^ d`, with `b`, `c` and `d` from the next rows.
fn mix_columns(state: &mut Planes) {
    let sums = state.map(|plane| plane ^ plane.rotate_right(16));
    let top = sums[7];
    let mut lower = 0;
    for (at, (plane, sum)) in state.iter_mut().zip(sums).enumerate() {
        // Doubling moves each bit up by one; the one that leaves comes back as x^4 + x^3 + x + 1.
        let back = if matches!(at, 0 | 1 | 3 | 4) { top } else { 0 };
        *plane = lower ^ back ^ plane.rotate_right(16) ^ sum.rotate_right(32);
        lower = sum;
    }
}

/// Blocks to planes. A word takes the columns `c` and `c + 2` of a block, byte by byte in turn; then the eight words,
/// as a matrix of 8 by 8 bits for each of their bytes, are transposed.
fn pack(blocks: &[[u32; 4]; 4]) -> Planes {
    let mut words = [0; 8];
    let (even, odd) = words.split_at_mut(4);
    for ((even, odd), [c0, c1, c2, c3]) in even.iter_mut().zip(odd).zip(blocks) {
        *even = spread(*c0) | (spread(*c2) << 8);
        *odd = spread(*c1) | (spread(*c3) << 8);
    }
    transpose(&mut words);
    words
}

/// Planes to blocks.
fn unpack(planes: &Planes) -> [[u32; 4]; 4] {
    let mut words = *planes;
    transpose(&mut words);
    let mut blocks = [[0; 4]; 4];
    let (even, odd) = words.split_at(4);
    for ((even, odd), block) in even.iter().zip(odd).zip(&mut blocks) {
        *block = [gather(*even), gather(*odd), gather(*even >> 8), gather(*odd >> 8)];
    }
    blocks
}

/// Four bytes to the even bytes of eight.
fn spread(column: u32) -> u64 {
    let word = u64::from(column);
    let word = (word | (word << 16)) & 0x0000_ffff_0000_ffff;
    (word | (word << 8)) & 0x00ff_00ff_00ff_00ff
}

/// The even bytes of eight.
fn gather(word: u64) -> u32 {
    let word = word & 0x00ff_00ff_00ff_00ff;
    let word = (word | (word >> 8)) & 0x0000_ffff_0000_ffff;
    let word = word | (word >> 16);
    u32::try_from(word & 0xffff_ffff).unwrap_or(0)
}

/// Turns bit `i` of the bytes of word `j` into bit `j` of word `i`: in halves, quarters, single bits.
fn transpose(words: &mut Planes) {
    for (step, mask) in
        [(4, 0x0f0f_0f0f_0f0f_0f0fu64), (2, 0x3333_3333_3333_3333), (1, 0x5555_5555_5555_5555)]
    {
        for pair in words.chunks_mut(2 * step) {
            let (low, high) = pair.split_at_mut(step);
            for (low, high) in low.iter_mut().zip(high) {
                let swapped = ((*low >> step) ^ *high) & mask;
                *high ^= swapped;
                *low ^= swapped << step;
            }
        }
    }
}

/// The S-box of all bytes: the circuit of Boyar and Peralta ("A depth-16 circuit for the AES S-box", 2011), whose
/// `x0` is the highest bit.
#[inline(never)]
fn substitute(state: &mut Planes) {
    let [x7, x6, x5, x4, x3, x2, x1, x0] = *state;
    let (y14, y13, y9, y8, t0) = (x3 ^ x5, x0 ^ x6, x0 ^ x3, x0 ^ x5, x1 ^ x2);
    let y1 = t0 ^ x7;
    let (y4, y12, y2, y5) = (y1 ^ x3, y13 ^ y14, y1 ^ x0, y1 ^ x6);
    let (y3, t1) = (y5 ^ y8, x4 ^ y12);
    let (y15, y20) = (t1 ^ x5, t1 ^ x1);
    let (y6, y10, y11) = (y15 ^ x7, y15 ^ t0, y20 ^ y9);
    let (y7, y17, y19, y16) = (x7 ^ y11, y10 ^ y11, y10 ^ y8, t0 ^ y11);
    let (y21, y18) = (y13 ^ y16, x0 ^ y16);

    let (t2, t7, t12) = (y12 & y15, y13 & y16, y9 & y11);
    let (t4, t6) = ((y3 & y6) ^ t2, (y4 & x7) ^ t2);
    let (t9, t11) = ((y5 & y1) ^ t7, (y2 & y7) ^ t7);
    let (t14, t16) = ((y14 & y17) ^ t12, (y8 & y10) ^ t12);
    let (t21, t22) = (t4 ^ t14 ^ y20, t6 ^ t16 ^ y19);
    let (t23, t24) = (t9 ^ t14 ^ y21, t11 ^ t16 ^ y18);
    let (t25, t26, t30) = (t21 ^ t22, t21 & t23, t23 ^ t24);
    let (t27, t31) = (t24 ^ t26, t22 ^ t26);
    let (t29, t33) = ((t25 & t27) ^ t22, (t31 & t30) ^ t24);
    let t36 = t24 & (t27 ^ t33);
    let (t37, t38) = (t36 ^ t23 ^ t33, t27 ^ t36);
    let t40 = t25 ^ (t29 & t38);
    let (t41, t42, t43, t44) = (t40 ^ t37, t29 ^ t33, t29 ^ t40, t33 ^ t37);
    let t45 = t42 ^ t41;

    let (z0, z1, z2) = (t44 & y15, t37 & y6, t33 & x7);
    let (z3, z4, z5) = (t43 & y16, t40 & y1, t29 & y7);
    let (z6, z7, z8) = (t42 & y11, t45 & y17, t41 & y10);
    let (z9, z10, z11) = (t44 & y12, t37 & y3, t33 & y4);
    let (z12, z13, z14) = (t43 & y13, t40 & y5, t29 & y2);
    let (z15, z16, z17) = (t42 & y9, t45 & y14, t41 & y8);

    let (t46, t48, t50, t53, t54) = (z15 ^ z16, z5 ^ z13, z2 ^ z12, z0 ^ z3, z6 ^ z7);
    let (t57, t58, t59) = (t50 ^ t53, z4 ^ t46, z3 ^ t54);
    let (t60, t62, t63, t64) = (t46 ^ t57, z7 ^ z8 ^ t58, z9 ^ z10 ^ t58, z4 ^ t59);
    let (t65, t66) = (z14 ^ t57 ^ t62, z1 ^ t63);
    let s3 = t53 ^ t66;
    *state = [
        t48 ^ !t60,
        z12 ^ t48 ^ !t62,
        z10 ^ z11 ^ t65,
        z2 ^ z5 ^ t66,
        s3,
        z16 ^ z17 ^ !(t64 ^ t65),
        t64 ^ !s3,
        t59 ^ t63,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(key: &[u8; 32], block: [u8; 16]) -> [u8; 16] {
        let (columns, _) = block.as_chunks();
        let columns = std::array::from_fn(|at| u32::from_le_bytes(columns[at]));
        let [first, ..] = Cipher::new(key).encrypt([columns, [1; 4], [2; 4], [3; 4]]);
        let mut out = [0; 16];
        out.chunks_mut(4).zip(first).for_each(|(bytes, column)| bytes.copy_from_slice(&column.to_le_bytes()));
        out
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
            assert_eq!(substitute_word(u32::from(byte)) & 0xff, u32::from(expected), "{byte:#x}");
        }
    }

    #[test]
    fn blocks_come_out_of_their_planes_again() {
        let blocks = std::array::from_fn(|b| std::array::from_fn(|c| 0x0102_0408 * (4 * b + c + 3) as u32));
        assert_eq!(unpack(&pack(&blocks)), blocks);
    }
}
