pub(super) const LIMB_BITS: usize = 27;
pub(super) const GROUP: usize = 2;
pub(super) type Sum = u64;
pub(super) type Vector = [u64; 2];
pub(super) type Column = [u64; 2];
pub(super) const ZERO: Vector = [0; 2];
pub(super) const NO_SUMS: Column = [0; 2];

pub(super) fn vector(limbs: [u64; 2]) -> Vector { limbs }
pub(super) fn diagonal(limbs: [u64; 2], _: usize) -> Vector { limbs }
pub(super) fn column(sums: [u64; 2]) -> Column { sums }
pub(super) fn sums(column: Column) -> [Sum; 2] { column }

pub(super) fn sweep(columns: &mut [Column], factor: &[Vector], a0: u64, a1: u64) {
    for ([even, odd], [b0, b1]) in columns.as_chunks_mut::<2>().0.iter_mut().zip(factor) {
        even[0] += a0 * b0;
        even[1] += a0 * b1;
        odd[0] += a1 * b0;
        odd[1] += a1 * b1;
    }
}

