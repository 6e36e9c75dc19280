use std::cell::{Cell, RefCell};

use crate::Random;

/// Bytes, read as choices. When they are used up, further choices follow from what they were, so that a short input is
/// a whole case too.
#[derive(Debug)]
pub struct Input<'a> {
    rest: Cell<&'a [u8]>,
    beyond: RefCell<Random>,
}

impl<'a> Input<'a> {
    /// Reads from the front.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let seed = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { rest: Cell::new(bytes), beyond: RefCell::new(Random::new(seed)) }
    }

    /// The next byte.
    pub fn byte(&self) -> u8 {
        if let Some((first, rest)) = self.rest.get().split_first() {
            self.rest.set(rest);
            return *first;
        }
        self.beyond.borrow_mut().draw().to_le_bytes()[0]
    }

    /// A number below `limit`; 0 for a limit of 0.
    pub fn below(&self, limit: usize) -> usize {
        let wide = if limit > 256 { 3 } else { 1 };
        let drawn = (0..wide).fold(0, |number, _| number << 8 | usize::from(self.byte()));
        drawn.checked_rem(limit).unwrap_or(0)
    }

    /// True once in `times`.
    pub fn once_in(&self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn pick<T: Copy>(&self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// So many bytes.
    pub fn bytes(&self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// So many decimal digits.
    pub fn digits(&self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.byte() % 10)).collect()
    }
}
