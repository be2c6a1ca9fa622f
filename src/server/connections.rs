//! What holds for every connection before anything is read from it.

use std::any::Any;

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;

/// Ends connections whose other side takes nothing of what is to be sent for so many seconds.
///
/// Nobody asks a body for more while the connection is full, so only the system sees that. Other systems than Linux have no
/// such setting.
pub fn bounded(seconds: u32) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
    let milliseconds = seconds.saturating_mul(1000);
    move |connection, _| {
        let Some(stream) = connection.downcast_ref::<TcpStream>() else { return };
        if let Err(error) = bound(stream, milliseconds) {
            tracing::warn!(%error, "a connection has no bound on how long nothing moves on it");
        }
    }
}

#[cfg(target_os = "linux")]
fn bound(stream: &TcpStream, milliseconds: u32) -> std::io::Result<()> {
    Ok(rustix::net::sockopt::set_tcp_user_timeout(stream, milliseconds)?)
}

#[cfg(not(target_os = "linux"))]
const fn bound(_: &TcpStream, _: u32) -> std::io::Result<()> {
    Ok(())
}
