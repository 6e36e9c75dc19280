use super::{JsonError, JsonObject};

/// What may come next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
}

/// Walks over one object and the white space around it.
pub(super) fn object(text: &[u8]) -> Result<(), JsonError> {
    let mut scan = Scan { rest: text };
    if scan.after_space() != Ok(b'{') {
        return Err(JsonError::NotAnObject);
    }
    let mut open = Open { depth: 0, objects: 0 };
    let mut next = open.enter(true)?;
    loop {
        let byte = scan.after_space()?;
        next = match (next, byte) {
            (Next::Value | Next::ValueOrEnd, b'{') => open.enter(true)?,
            (Next::Value | Next::ValueOrEnd, b'[') => open.enter(false)?,
            (Next::NameOrEnd | Next::CommaOrEnd, b'}') if open.in_object() => open.leave(),
            (Next::ValueOrEnd | Next::CommaOrEnd, b']') if !open.in_object() => open.leave(),
            (Next::Name | Next::NameOrEnd, b'"') => scan.string().map(|()| Next::Colon)?,
            (Next::Colon, b':') => Next::Value,
            (Next::Value | Next::ValueOrEnd, first) => scan.scalar(first).map(|()| Next::CommaOrEnd)?,
            (Next::CommaOrEnd, b',') if open.in_object() => Next::Name,
            (Next::CommaOrEnd, b',') => Next::Value,
            _ => return Err(JsonError::Syntax),
        };
        if open.depth == 0 {
            return if scan.after_space().is_err() { Ok(()) } else { Err(JsonError::Syntax) };
        }
    }
}

/// The objects and arrays that are open, one bit each.
struct Open {
    depth: u32,
    objects: u32,
}

impl Open {
    fn enter(&mut self, object: bool) -> Result<Next, JsonError> {
        if self.depth == JsonObject::MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        self.depth = self.depth.saturating_add(1);
        self.objects = (self.objects << 1) | u32::from(object);
        Ok(if object { Next::NameOrEnd } else { Next::ValueOrEnd })
    }

    fn leave(&mut self) -> Next {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        Next::CommaOrEnd
    }

    fn in_object(&self) -> bool {
        self.objects & 1 == 1
    }
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn byte(&mut self) -> Result<u8, JsonError> {
        let (first, rest) = self.rest.split_first().ok_or(JsonError::Syntax)?;
        self.rest = rest;
        Ok(*first)
    }

    fn after_space(&mut self) -> Result<u8, JsonError> {
        loop {
            match self.byte()? {
                b' ' | b'\t' | b'\n' | b'\r' => {}
                byte => return Ok(byte),
            }
        }
    }

    /// Takes the next byte if it is one of these.
    fn take(&mut self, wanted: impl Fn(u8) -> bool) -> Option<u8> {
        let (first, rest) = self.rest.split_first().filter(|(first, _)| wanted(**first))?;
        self.rest = rest;
        Some(*first)
    }

    fn literal(&mut self, rest_of_word: &[u8]) -> Result<(), JsonError> {
        self.rest = self.rest.strip_prefix(rest_of_word).ok_or(JsonError::Syntax)?;
        Ok(())
    }

    /// A value other than an object or array, whose first byte is taken already.
    fn scalar(&mut self, first: u8) -> Result<(), JsonError> {
        match first {
            b'"' => self.string(),
            b't' => self.literal(b"rue"),
            b'f' => self.literal(b"alse"),
            b'n' => self.literal(b"ull"),
            b'-' => self.byte().and_then(|first| self.number(first)),
            first => self.number(first),
        }
    }

    /// A number behind its sign, whose first digit is taken already.
    fn number(&mut self, first: u8) -> Result<(), JsonError> {
        match first {
            b'0' => {}
            b'1'..=b'9' => while self.take(|byte| byte.is_ascii_digit()).is_some() {},
            _ => return Err(JsonError::Syntax),
        }
        if self.take(|byte| byte == b'.').is_some() {
            self.digits()?;
        }
        if self.take(|byte| matches!(byte, b'e' | b'E')).is_some() {
            self.take(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        self.take(|byte| byte.is_ascii_digit()).ok_or(JsonError::Syntax)?;
        while self.take(|byte| byte.is_ascii_digit()).is_some() {}
        Ok(())
    }

    /// The rest of a string whose quote is taken already.
    fn string(&mut self) -> Result<(), JsonError> {
        loop {
            match self.byte()? {
                b'"' => return Ok(()),
                b'\\' => self.escape()?,
                0..=0x1f => return Err(JsonError::Syntax),
                _ => {}
            }
        }
    }

    /// What follows a backslash. A half of a surrogate pair alone is no character and refused.
    fn escape(&mut self) -> Result<(), JsonError> {
        match self.byte()? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(()),
            b'u' => match self.hex4()? {
                0xd800..=0xdbff => {
                    self.literal(b"\\u")?;
                    if matches!(self.hex4()?, 0xdc00..=0xdfff) { Ok(()) } else { Err(JsonError::Syntax) }
                }
                0xdc00..=0xdfff => Err(JsonError::Syntax),
                _ => Ok(()),
            },
            _ => Err(JsonError::Syntax),
        }
    }

    fn hex4(&mut self) -> Result<u32, JsonError> {
        (0..4).try_fold(0, |sum, _| {
            let digit = char::from(self.byte()?).to_digit(16).ok_or(JsonError::Syntax)?;
            Ok((sum << 4) | digit)
        })
    }
}
