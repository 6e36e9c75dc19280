use super::{JsonError, JsonObject};

/// Walks over one object and the white space around it.
pub(super) fn object(text: &[u8]) -> Result<(), JsonError> {
    let mut scan = Scan { rest: text };
    if scan.after_space() != b'{' {
        return Err(JsonError::NotAnObject);
    }
    // One bit for each object or array that is open: an object has 1. Above them stands one bit more.
    let mut open = 1u32;
    // The byte that opened, or `,`, or `:`, or `v` behind a value.
    let mut last = b'{';
    open = (open << 1) | 1;
    while open > 1 {
        let in_object = open & 1 == 1;
        let byte = scan.after_space();
        last = match (byte, last) {
            (b'}', b'{' | b'v') if in_object => close(&mut open),
            (b']', b'[' | b'v') if !in_object => close(&mut open),
            (b',', b'v') => b',',
            (b'"', b'{' | b',') if in_object => {
                scan.string()?;
                if scan.after_space() != b':' {
                    return Err(JsonError::Syntax);
                }
                b':'
            }
            (_, b'v' | b'{') => return Err(JsonError::Syntax),
            (_, b',') if in_object => return Err(JsonError::Syntax),
            (b'{' | b'[', _) => {
                if open >> JsonObject::MAX_DEPTH != 0 {
                    return Err(JsonError::TooDeep);
                }
                open = (open << 1) | u32::from(byte == b'{');
                byte
            }
            (first, _) => scan.scalar(first)?,
        };
    }
    scan.skip_space();
    if scan.rest.is_empty() { Ok(()) } else { Err(JsonError::Syntax) }
}

/// What stands for the end of the text: a byte that JSON has nowhere outside of a string, and not unescaped inside.
const END: u8 = 0;

fn close(open: &mut u32) -> u8 {
    *open >>= 1;
    b'v'
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.rest.first().copied().unwrap_or(END)
    }

    // Called from so many places that a copy in each would be most of this module.
    #[inline(never)]
    fn byte(&mut self) -> u8 {
        let byte = self.peek();
        // A text may end in the very byte that stands for its end.
        self.rest = if byte == END { &[0] } else { self.rest.get(1..).unwrap_or_default() };
        byte
    }

    #[inline(never)]
    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.byte();
        }
    }

    fn after_space(&mut self) -> u8 {
        self.skip_space();
        self.byte()
    }

    /// A value other than an object or array, whose first byte is taken already.
    fn scalar(&mut self, first: u8) -> Result<u8, JsonError> {
        let word: &[u8] = match first {
            b'"' => return self.string(),
            b't' => b"rue",
            b'f' => b"alse",
            b'n' => b"ull",
            first => return self.number(first),
        };
        for expected in word {
            self.expect(*expected)?;
        }
        Ok(b'v')
    }

    #[inline(never)]
    fn expect(&mut self, expected: u8) -> Result<(), JsonError> {
        if self.byte() == expected { Ok(()) } else { Err(JsonError::Syntax) }
    }

    /// A number whose first byte is taken already.
    fn number(&mut self, first: u8) -> Result<u8, JsonError> {
        let first = if first == b'-' { self.byte() } else { first };
        if !first.is_ascii_digit() {
            return Err(JsonError::Syntax);
        }
        if first != b'0' {
            self.digits();
        }
        if self.peek() == b'.' {
            self.byte();
            self.some_digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.byte();
            if matches!(self.peek(), b'+' | b'-') {
                self.byte();
            }
            self.some_digits()?;
        }
        Ok(b'v')
    }

    fn some_digits(&mut self) -> Result<(), JsonError> {
        if self.digits() { Ok(()) } else { Err(JsonError::Syntax) }
    }

    /// Takes digits and tells whether there was one.
    fn digits(&mut self) -> bool {
        let before = self.rest.len();
        while self.peek().is_ascii_digit() {
            self.byte();
        }
        self.rest.len() < before
    }

    /// The rest of a string whose quote is taken already.
    #[inline(never)]
    fn string(&mut self) -> Result<u8, JsonError> {
        loop {
            match self.byte() {
                b'"' => return Ok(b'v'),
                b'\\' => self.escape()?,
                0..=0x1f => return Err(JsonError::Syntax),
                _ => {}
            }
        }
    }

    /// What follows a backslash. A half of a surrogate pair alone is no character and refused.
    fn escape(&mut self) -> Result<(), JsonError> {
        match self.byte() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => return Ok(()),
            b'u' => {}
            _ => return Err(JsonError::Syntax),
        }
        match self.hex4()? >> 10 {
            0b11_0110 => {
                self.expect(b'\\')?;
                self.expect(b'u')?;
                if self.hex4()? >> 10 == 0b11_0111 { Ok(()) } else { Err(JsonError::Syntax) }
            }
            0b11_0111 => Err(JsonError::Syntax),
            _ => Ok(()),
        }
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        let mut sum = 0;
        for _ in 0..4 {
            let byte = self.byte();
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' | b'A'..=b'F' => (byte & 7) + 9,
                _ => return Err(JsonError::Syntax),
            };
            sum = (sum << 4) | u32::from(digit);
        }
        Ok(sum)
    }
}
