//! Wire objects of the *Payment Session* API (v2) that both sides of a payment may hold.
//!
//! The SDK, the checkout service, the sandbox gateway and the browser module all speak in these types. There is no
//! I/O, no clock and no cryptography here, and no type in this crate can name a card number: what a browser encrypts
//! travels as an [`EncryptedCard`], and the one card secret a server may have to pass on, the [`Cvc`] of a saved card,
//! is wiped on drop and redacted in `Debug`.
//!
//! Field spelling follows the gateway's documentation (<https://pivot-payment.gitbook.io/pivot-docs>). Where that
//! documentation contradicts itself, one spelling is written and all of them are read. Every enumeration of the
//! gateway is open: a value this version does not know is kept as it came.

mod amount;
mod callback;
mod capture;
mod card;
mod charge;
mod customer;
mod cvc;
mod ids;
mod method_config;
mod open_enum;
mod order;
mod payment_method;
mod refund;
mod response;
mod session;
mod session_key;
mod timestamp;

pub use amount::{Amount, AmountError, Currency};
pub use callback::{Callback, CallbackData, CallbackEvent};
pub use capture::{Capture, CaptureSession, CaptureStatus};
pub use card::{Bin, CardBrand, EncryptedCard, LastFour};
pub use charge::{
    AuthenticationResult, AuthorizationResult, AvsResult, BinInformation, CaptureHistory, CardCharge, Charge,
    ChargeStatus, CvvResult, EwalletAccount, EwalletCharge, FailureCode, FdsRiskAssessment, ThreeDsResult,
};
pub use customer::{
    Customer, PhoneNumber, RefundPreference, StoredCard, StoredPaymentMethod, StoredPaymentMethodStatus,
};
pub use cvc::{Cvc, CvcError};
pub use ids::{
    CaptureId, ChargeId, ClientReferenceId, CustomerId, IdError, PaymentToken, RefundId, RequestId, SessionId,
};
pub use method_config::{
    InstallmentConfig, InstallmentMethod, MaximumExpiry, MethodConfig, PaymentMethodConfigs,
    VirtualAccountChannel,
};
pub use order::{BillingInfo, OrderInformation, ProductDetail, ProductType, ShippingInfo, ShippingMethod};
pub use payment_method::{
    CaptureMethod, CardDetails, CardOptions, EwalletChannel, EwalletDetails, EwalletOptions, PaymentMethod,
    PaymentMethodOptions, PaymentMethodType, ThreeDsMethod,
};
pub use refund::{
    ChannelInformation, CreateRefund, Refund, RefundDestination, RefundMethod, RefundOf, RefundReason,
    RefundStatus, TransferDestination,
};
pub use response::{ErrorDetail, ErrorObject, ErrorType, Pagination, Response, ResponseCode};
pub use session::{
    CancelSession, CancellationReason, ConfirmSession, CreateSession, ExpirationMode, InvestigationStatus,
    Mode, PaymentSession, PaymentType, RedirectUrls, SessionStatus,
};
pub use session_key::SessionKey;
pub use timestamp::Timestamp;

/// Free-form JSON object that a merchant attaches to a session and gets back unchanged.
pub type Metadata = serde_json::Map<String, serde_json::Value>;
