//! JSON that travels beside the card, checked (RFC 8259) but not taken apart: no allocation, no recursion.

use std::fmt;

mod scan;

/// The text of a JSON object, such as what is known of the shopper's device.
///
/// It goes into the envelope as it is. Names given twice are not looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct JsonObject<'a>(&'a [u8]);

impl<'a> JsonObject<'a> {
    /// The longest text that is taken, in bytes.
    pub const MAX_LEN: usize = 8 * 1024;

    /// How deep objects and arrays may lie in each other, the outermost included.
    pub const MAX_DEPTH: u32 = 16;

    /// The object without members.
    #[must_use]
    pub const fn empty() -> Self {
        Self(b"{}")
    }

    /// Takes the text of one JSON object, with nothing but white space around it.
    ///
    /// # Errors
    ///
    /// [`JsonError`] names the rule that is broken.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        if text.len() > Self::MAX_LEN {
            return Err(JsonError::TooLong);
        }
        scan::object(text.as_bytes())?;
        Ok(Self(text.as_bytes()))
    }

    /// Takes bytes that the caller knows to be such a text, because a serializer has just made them of an object.
    #[must_use]
    pub const fn from_serialized(text: &'a [u8]) -> Self {
        Self(text)
    }

    /// The text as it was given.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl Default for JsonObject<'_> {
    fn default() -> Self {
        Self::empty()
    }
}

/// Device data is personal: only its size is shown.
impl fmt::Debug for JsonObject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonObject").field("len", &self.0.len()).finish_non_exhaustive()
    }
}

/// Why a text is not taken as a JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonError {
    /// More than [`JsonObject::MAX_LEN`] bytes.
    TooLong,
    /// Nested deeper than [`JsonObject::MAX_DEPTH`].
    TooDeep,
    /// Something other than an object.
    NotAnObject,
    /// Not JSON.
    Syntax,
}

impl JsonError {
    /// A stable name for programs, in `snake_case`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "json_too_long",
            Self::TooDeep => "json_too_deep",
            Self::NotAnObject => "json_not_an_object",
            Self::Syntax => "json_syntax",
        }
    }

    /// What is wrong, as a text for developers without a full stop.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self {
            Self::TooLong => "JSON text is too long",
            Self::TooDeep => "JSON is nested too deep",
            Self::NotAnObject => "JSON is not an object",
            Self::Syntax => "text is not JSON",
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for JsonError {}

#[cfg(test)]
mod tests;
