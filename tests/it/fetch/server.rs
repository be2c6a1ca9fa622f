//! A server that says what a test wants, valid HTTP or not, and remembers who came.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

/// A connection, plain or by TLS.
pub trait Wire: Read + Write {
    /// Says it, and whether it could: a client that went away is what many tests are about.
    fn said(&mut self, bytes: &[u8]) -> bool {
        self.write_all(bytes).and_then(|()| self.flush()).is_ok()
    }

    /// Says it to whoever listens.
    fn say(&mut self, bytes: &[u8]) {
        self.said(bytes);
    }

    /// Waits until the client has gone.
    fn wait(&mut self) {
        while self.read(&mut [0; 64]).is_ok_and(|n| n > 0) {}
    }
}

impl<T: Read + Write> Wire for T {}

#[derive(Default)]
struct Seen {
    peers: Mutex<Vec<SocketAddr>>,
    came: Condvar,
    heads: Mutex<Vec<String>>,
    stop: AtomicBool,
}

/// It listens on 127.0.0.1 until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

type Answer = dyn Fn(&str, &mut dyn Wire) + Send + Sync;

impl Server {
    /// Answers a request by its path.
    pub fn start(answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static) -> Self {
        Self::accept(None, Arc::new(answer))
    }

    /// The same by TLS.
    pub fn start_tls(tls: rustls::ServerConfig, answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static) -> Self {
        Self::accept(Some(Arc::new(tls)), Arc::new(answer))
    }

    /// Sends each time the same bytes.
    pub fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |_, wire| wire.say(&bytes))
    }

    fn accept(tls: Option<Arc<rustls::ServerConfig>>, answer: Arc<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let kept = Arc::clone(&seen);
        let thread = std::thread::spawn(move || {
            loop {
                let (stream, peer) = listener.accept().unwrap();
                if kept.stop.load(Ordering::SeqCst) {
                    return;
                }
                kept.peers.lock().unwrap().push(peer);
                kept.came.notify_all();
                let (seen, tls, answer) = (Arc::clone(&kept), tls.clone(), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, tls, &seen, &*answer));
            }
        });
        Self { address, seen, thread: Some(thread) }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How many connections were made to it. Its own connection comes behind all of them in the queue.
    pub fn connects(&self) -> usize {
        let own = TcpStream::connect(self.address).unwrap();
        let own = own.local_addr().unwrap();
        let mut peers = self.seen.peers.lock().unwrap();
        loop {
            if let Some(at) = peers.iter().position(|peer| *peer == own) {
                peers.remove(at);
                return peers.len();
            }
            peers = self.seen.came.wait(peers).unwrap();
        }
    }

    /// The heads of the requests that came.
    pub fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.stop.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn serve(stream: TcpStream, tls: Option<Arc<rustls::ServerConfig>>, seen: &Seen, answer: &Answer) {
    match tls {
        None => converse(&mut { stream }, seen, answer),
        Some(tls) => {
            let connection = rustls::ServerConnection::new(tls).unwrap();
            converse(&mut rustls::StreamOwned::new(connection, stream), seen, answer);
        }
    }
}

fn converse<T: Wire>(wire: &mut T, seen: &Seen, answer: &Answer) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        match wire.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("").to_owned();
    seen.heads.lock().unwrap().push(head);
    answer(&path, wire);
}

/// A whole answer: status, header fields with their line ends, body.
pub fn answer(status: u16, fields: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} X\r\n{fields}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A redirect.
pub fn to(status: u16, location: &str) -> Vec<u8> {
    answer(status, &format!("location: {location}\r\n"), b"")
}
