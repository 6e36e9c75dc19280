mod callbacks;
mod orders;
mod pay;
mod returns;
mod shop;

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{any, get, post};
use axum::{Extension, Router};

use crate::error::{ApiError, Code};
use crate::guard;
use crate::state::CheckoutState;

/// The routes of the checkout, to be served alone or mounted into a merchant's own application.
///
/// | Route | Does |
/// |---|---|
/// | `GET /api/catalog` | what is sold |
/// | `GET /api/wallet` | the shopper's stored payment methods |
/// | `GET /api/orders`, `GET /api/orders/{id}` | the shopper's orders |
/// | `POST /api/orders` | a new order, and its first attempt to be paid; for a typed card with its session |
/// | `POST /api/orders/{id}/session` | a fresh session for an order that is not paid |
/// | `POST /api/orders/{id}/card` | pays with an encrypted card |
/// | `POST /api/orders/{id}/saved` | pays with a stored card and its code |
/// | `POST /api/orders/{id}/redirect` | opens the gateway's page; `via` limits it to `card` or `ewallet`, `save` lets it offer to store |
/// | `POST /api/orders/{id}/ewallet` | pays from an e-wallet, `channel` `DANA`, `SHOPEEPAY` or `OVO`; `save` stores it |
/// | `POST /api/orders/{id}/billing` | the payer's address, which the issuers of foreign cards ask for |
/// | `GET /return/{order}/{success\|failure\|expired}` | where the gateway sends the shopper back to |
/// | `POST /callbacks/payments` | takes the gateway's callbacks |
///
/// What pays answers `next`, which is `{"kind": "redirect", "url"}`, `{"kind": "app", "url"}` or `{"kind": "result"}`, and
/// the order; an order that waits for its shopper elsewhere tells `next` whenever it is read. Any way of paying may be
/// tried after any other: an attempt that nobody has begun to pay is cancelled, and one that the shopper has to finish or
/// to cancel elsewhere is answered with `payment_in_progress` and `next`. A card that is refused with `billing_required`
/// can be sent again once the address is known. With a new session comes `canSave`: whether the shopper may have the card stored (see [`shopper`](crate::shopper)). If it is
/// false, a wish to save is ignored, and the answer to the card says so with `saveIgnored`.
///
/// A callback has to bear a key in `X-API-Key` that the [state](CheckoutState::with_callback_keys) knows; without any key
/// the address answers 404 as if it were not there. It is answered with 200 once what became of its session, by the
/// gateway's own word, is durable; also if it speaks of nothing of this shop. While the gateway cannot be asked the answer
/// is 503, so that it comes again.
///
/// Bodies and answers are JSON; a refusal is `{"error": {"code", "message", "field"?}}`, with `next` and `order` beside
/// it where an order is in the way. The [`PublicUrl`](crate::PublicUrl) of the state has to lead here.
pub fn router(state: CheckoutState) -> Router {
    let api = Router::new()
        .route("/catalog", get(shop::catalog))
        .route("/wallet", get(shop::wallet))
        .route("/orders", get(orders::list).post(orders::create))
        .route("/orders/{id}", get(orders::read))
        .route("/orders/{id}/session", post(pay::session))
        .route("/orders/{id}/card", post(pay::card))
        .route("/orders/{id}/saved", post(pay::saved))
        .route("/orders/{id}/redirect", post(pay::redirect))
        .route("/orders/{id}/ewallet", post(pay::ewallet))
        .route("/orders/{id}/billing", post(pay::billing))
        .layer(from_fn_with_state(state.clone(), identify))
        .layer(from_fn_with_state(state.clone(), guard::same_origin))
        .route("/", any(not_found))
        .route("/{*rest}", any(not_found))
        .method_not_allowed_fallback(method_not_allowed);
    let callbacks = match state.callback_keys() {
        Some(_) => post(callbacks::payments).fallback(method_not_allowed),
        None => any(not_found),
    };
    Router::new()
        .route("/callbacks/payments", callbacks)
        .nest("/api", api)
        .route("/return/{order}/{outcome}", get(returns::back))
        .layer(from_fn(guard::headers))
        .with_state(state)
}

/// Answers what no route takes.
pub(crate) async fn not_found() -> ApiError {
    ApiError::new(Code::NotFound)
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(Code::MethodNotAllowed)
}

/// Finds out who the shopper is, and hands out the cookie of one who is new.
async fn identify(
    State(state): State<CheckoutState>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let identity = state.identity().identify(&parts).await?;
    parts.extensions.insert(identity.shopper);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(cookie) = identity.set_cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Who the shopper is, as [`identify`] found out.
type Shopper = Extension<crate::shopper::ShopperId>;
