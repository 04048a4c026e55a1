use super::*;
use crate::kit::TraceId;
use coffer_model::Locale;

fn rendered(error: &Error) -> (StatusCode, String) {
    let ctx = RenderContext {
        locale: Locale::En,
        trace_id: TraceId::from_random([1; crate::kit::trace::RANDOM_BYTES]),
    };
    let response = Objects::render(error, &ctx);
    let status = response.status();
    let body = futures_util::FutureExt::now_or_never(axum::body::to_bytes(
        response.into_body(),
        usize::MAX,
    ));
    let body = body.unwrap().unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[test]
fn every_failure_has_a_status_of_a_failure_that_fits_its_kind() {
    for code in Code::ALL {
        let (status, text) = rendered(&Error::new(*code));
        assert!(text.contains("<Code>") && text.contains("<Message>"));
        let server = code.kind() == coffer_model::error::Kind::Server;
        assert_eq!(
            status.is_server_error(),
            server || *code == Code::QuotaExceeded
        );
        assert!(server || status.is_client_error() || *code == Code::QuotaExceeded);
    }
}

#[test]
fn what_only_http_knows_has_its_own_status() {
    for (refusal, status) in [
        (Refusal::LengthRequired, 411),
        (Refusal::PreconditionFailed, 412),
        (Refusal::Stalled, 400),
    ] {
        let error = Error::parameter("x").with_source(refusal);
        assert_eq!(rendered(&error).0.as_u16(), status);
    }
    let other = Error::parameter("x").with_source("something else");
    assert_eq!(rendered(&other).0, StatusCode::BAD_REQUEST);
}

#[test]
fn text_of_the_request_cannot_break_out_of_its_element() {
    let error = Error::parameter("</Message><Code>&\u{1}\u{ffff}");
    let (_, text) = rendered(&error);
    assert!(text.contains("&lt;/Message&gt;&lt;Code&gt;&amp;"), "{text}");
    assert_eq!(text.matches("<Code>").count(), 1);
    assert!(!text.contains(['\u{1}', '\u{ffff}']));
}
