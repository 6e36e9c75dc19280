/// The setters that every new payment has.
macro_rules! payment_setters {
    ($name:ident $(<$payer:ident>)?) => {
        impl $(<$payer>)? $name $(<$payer>)? {
            /// Text on the shopper's card statement; the merchant's short name if absent.
            ///
            /// # Errors
            ///
            /// [`InputError::StatementDescriptor`](crate::InputError::StatementDescriptor) if it has more than 20 characters or control characters.
            pub fn statement_descriptor(
                mut self,
                text: impl Into<String>,
            ) -> Result<Self, crate::input::InputError> {
                let text = text.into();
                crate::input::check_descriptor(&text)?;
                self.0.statement_descriptor = Some(text);
                Ok(self)
            }

            /// When the session ends; 15 minutes after it began if absent.
            #[must_use]
            pub fn expiry_at(mut self, moment: cardseal_types::Timestamp) -> Self {
                self.0.expiry_at = Some(moment);
                self
            }

            /// Whose rule ends the session; the processor's if absent.
            #[must_use]
            pub fn expiration_mode(mut self, mode: cardseal_types::ExpirationMode) -> Self {
                self.0.expiration_mode = Some(mode);
                self
            }

            /// The merchant's own data, echoed in answers. Not for secrets.
            #[must_use]
            pub fn metadata(mut self, metadata: cardseal_types::Metadata) -> Self {
                self.0.metadata = Some(metadata);
                self
            }
        }

        impl $(<$payer>)? From<$name $(<$payer>)?> for cardseal_types::CreateSession {
            fn from(payment: $name $(<$payer>)?) -> Self {
                payment.0
            }
        }

        impl $(<$payer>)? std::fmt::Debug for $name $(<$payer>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name))
                    .field("client_reference_id", &self.0.client_reference_id)
                    .field("amount", &self.0.amount)
                    .field("save_for_future_use", &self.0.save_for_future_use)
                    .finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use payment_setters;
