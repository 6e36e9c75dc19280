use std::io;

use bytes::Bytes;
use serde::Serialize;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Kind};

/// The JSON of a request, wiped when its last copy is dropped. All tries of a call share one copy.
///
/// What the TLS library and the operating system buffer is out of reach.
pub(crate) fn json(value: &impl Serialize) -> Result<Bytes, Error> {
    let mut writer = WipedWriter(Zeroizing::new(Vec::with_capacity(INITIAL)));
    // The message of a serialization error could quote the value; the kind is enough.
    serde_json::to_writer(&mut writer, value).map_err(|_| Error::new(Kind::Misuse))?;
    Ok(Bytes::from_owner(writer.0))
}

const INITIAL: usize = 4096;

/// A buffer that wipes what it leaves behind when it grows.
struct WipedWriter(Zeroizing<Vec<u8>>);

impl io::Write for WipedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let needed = self.0.len() + bytes.len();
        if needed > self.0.capacity() {
            let mut larger = Vec::with_capacity(needed.max(self.0.capacity() * 2));
            larger.extend_from_slice(&self.0);
            self.0.zeroize();
            *self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_of_any_size_is_written_whole() {
        for len in [0, 1, INITIAL - 3, INITIAL - 2, INITIAL - 1, INITIAL, 5 * INITIAL] {
            let text = "a".repeat(len);
            assert_eq!(json(&text).unwrap(), format!("\"{text}\"").as_bytes());
        }
    }
}
