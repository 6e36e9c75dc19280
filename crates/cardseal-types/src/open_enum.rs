/// Declares an enumeration of the gateway that keeps values it does not know.
///
/// Parsing never fails and never loses anything: an unlisted value becomes `Unknown` with its exact spelling and is
/// written back the same. Listed values are compared without regard to ASCII case, because the gateway's samples
/// print some of them in lower case, and are written in the spelling given here.
macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)+
            /// A value that this version does not know, as it came.
            Unknown(String),
        }

        impl $name {
            /// Every value this version knows.
            pub const KNOWN: &'static [$name] = &[$($name::$variant),+];

            /// The value as it is spelled on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $text,)+
                    $name::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case($text) { return $name::$variant; })+
                $name::Unknown(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(text.as_ref()))
            }
        }
    };
}

pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    use crate::{CaptureMethod, SessionStatus};

    #[test]
    fn an_unknown_value_survives_a_round_trip() {
        let status: SessionStatus = serde_json::from_str("\"ON_HOLD\"").unwrap();
        assert_eq!(status, SessionStatus::Unknown("ON_HOLD".into()));
        assert_eq!(serde_json::to_string(&status).unwrap(), "\"ON_HOLD\"");
    }

    #[test]
    fn known_values_are_read_in_any_case_and_written_in_one() {
        let method: CaptureMethod = serde_json::from_str("\"MANUAL\"").unwrap();
        assert_eq!(method, CaptureMethod::Manual);
        assert_eq!(serde_json::to_string(&method).unwrap(), "\"manual\"");
    }
}
