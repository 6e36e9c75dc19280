use core::{arch::wasm32::{
    u32x4, u32x4_splat, u64x2, u64x2_add, u64x2_extmul_low_u32x4, u64x2_extmul_high_u32x4, u64x2_extract_lane, v128,
}, hint::black_box};

pub(super) const LIMB_BITS: usize = 27;
pub(super) const GROUP: usize = 4;
pub(super) type Sum = u64;
pub(super) type Vector = v128;
pub(super) type Column = v128;
pub(super) const ZERO: Vector = u64x2(0, 0);
pub(super) const NO_SUMS: Column = u64x2(0, 0);

pub(super) fn vector(limbs: [u64; 4]) -> Vector {
    let [a, b, c, d] = limbs.map(|limb| limb as u32);
    u32x4(a, b, c, d)
}
pub(super) fn diagonal([a, b, c, d]: [u64; 4], half: usize) -> Vector {
    vector(if half == 0 { [a, b, 2 * c, 2 * d] } else { [0, 0, c, d] })
}
pub(super) fn column([a, b]: [u64; 2]) -> Column { u64x2(a, b) }
pub(super) fn sums(column: Column) -> [Sum; 2] { [u64x2_extract_lane::<0>(column), u64x2_extract_lane::<1>(column)] }

#[inline(never)]
pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    let rows = [a0, a1].map(|limb| u32x4_splat(limb as u32));
    for ([c0, c1, c2, c3], b) in columns.as_chunks_mut::<4>().0.iter_mut().zip(factor) {
        let [a0, a1] = *black_box(&rows);
        *c0 = u64x2_add(*c0, u64x2_extmul_low_u32x4(*b, a0));
        *c1 = u64x2_add(*c1, u64x2_extmul_low_u32x4(*b, a1));
        *c2 = u64x2_add(*c2, u64x2_extmul_high_u32x4(*b, a0));
        *c3 = u64x2_add(*c3, u64x2_extmul_high_u32x4(*b, a1));
    }
}
