//! Contents on their way from the thread that unpacks to the one that stores: small ones whole, so that
//! several can be stored at a time, others piece by piece.

use crate::archives::entry::{Flow, SharedSink, Sink, Want};
use crate::archives::fault::Fault;
use crate::archives::formats;
use crate::archives::plan::ArchiveLimits;
use crate::archives::source::{Control, Source};
use bytes::Bytes;
use std::cell::RefCell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::mpsc;

/// The longest content that travels whole.
pub(super) const SMALL: u64 = 256 << 10;
/// Contents and pieces that may wait to be stored.
const WAITING: usize = 8;

/// What was asked of the archive: the entry's index in its directory, the number of its row and its
/// length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) source: u64,
    pub(super) number: usize,
    pub(super) size: u64,
}

/// What comes out.
#[derive(Debug)]
pub(super) enum Arrival {
    /// A whole content.
    Whole { number: usize, bytes: Vec<u8> },
    /// A content that comes in pieces; its end follows as [`Arrival::Ended`].
    Long {
        number: usize,
        size: u64,
        pieces: mpsc::Receiver<io::Result<Bytes>>,
    },
    /// The end of a long content, or why there is none of another.
    Ended {
        number: usize,
        outcome: Result<(), Failure>,
    },
    /// Nothing further can be read.
    Broken(Fault),
}

/// Why an entry has no content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It could not be read.
    Fault(Fault),
    /// It is not as long as the directory says.
    Size,
}

/// An archive being unpacked. Dropping it stops the thread at its next read or write.
#[derive(Debug)]
pub(super) struct Outflow {
    pub(super) arrivals: mpsc::Receiver<Arrival>,
    pub(super) control: Arc<Control>,
}

impl Drop for Outflow {
    fn drop(&mut self) {
        self.control.stop();
    }
}

impl Outflow {
    /// Begins to unpack what was ordered, in the order of the archive.
    pub(super) fn begin(
        source: Source,
        password: formats::Password,
        limits: ArchiveLimits,
        orders: Vec<Order>,
    ) -> Self {
        let (sender, arrivals) = mpsc::channel(WAITING);
        let control = Arc::clone(source.control());
        let last = sender.clone();
        // Owned by whoever has the receiving end: without it, sending fails and the thread ends.
        drop(tokio::task::spawn_blocking(move || {
            // The decoders are not ours, and what they get is a stranger's.
            let work = AssertUnwindSafe(|| unpack(source, password, &limits, orders, sender));
            let outcome = catch_unwind(work).unwrap_or(Err(Fault::Damaged));
            if let Err(fault) = outcome {
                drop(last.blocking_send(Arrival::Broken(fault)));
            }
        }));
        Self { arrivals, control }
    }
}

fn unpack(
    source: Source,
    password: formats::Password,
    limits: &ArchiveLimits,
    orders: Vec<Order>,
    arrivals: mpsc::Sender<Arrival>,
) -> Result<(), Fault> {
    let outlet: SharedSink = Rc::new(RefCell::new(Outlet {
        orders: orders.into_iter().peekable(),
        arrivals,
        open: None,
    }));
    formats::open(source, password, limits)?.read(&outlet)
}

/// The entry that is coming out.
struct Open {
    order: Order,
    came: u64,
    body: Body,
}

enum Body {
    Whole(Vec<u8>),
    Long(mpsc::Sender<io::Result<Bytes>>),
}

struct Outlet {
    orders: std::iter::Peekable<std::vec::IntoIter<Order>>,
    arrivals: mpsc::Sender<Arrival>,
    open: Option<Open>,
}

impl Outlet {
    fn send(&self, arrival: Arrival) -> Flow {
        match self.arrivals.blocking_send(arrival) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        }
    }
}

impl Sink for Outlet {
    fn want(&mut self, index: u64) -> Want {
        // What the archive has left out is missed by whoever waits for it.
        while self.orders.next_if(|order| order.source < index).is_some() {}
        let Some(order) = self.orders.next_if(|order| order.source == index) else {
            return if self.orders.peek().is_some() {
                Want::Skip
            } else {
                Want::Stop
            };
        };
        let body = if order.size <= SMALL {
            Body::Whole(Vec::new())
        } else {
            let (sender, pieces) = mpsc::channel(WAITING);
            let (number, size) = (order.number, order.size);
            if self
                .send(Arrival::Long {
                    number,
                    size,
                    pieces,
                })
                .is_break()
            {
                return Want::Stop;
            }
            Body::Long(sender)
        };
        self.open = Some(Open {
            order,
            came: 0,
            body,
        });
        Want::Take
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = &mut self.open else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        open.came = open.came.saturating_add(bytes.len() as u64);
        if open.came > open.order.size {
            return Err(io::Error::other("longer than its directory says"));
        }
        match &mut open.body {
            Body::Whole(whole) => whole.extend_from_slice(bytes),
            Body::Long(sender) => {
                let piece = Bytes::copy_from_slice(bytes);
                let sent = sender.blocking_send(Ok(piece));
                sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
            }
        }
        Ok(())
    }

    fn end(&mut self, outcome: Result<(), Fault>) -> Flow {
        let Some(Open { order, came, body }) = self.open.take() else {
            return Flow::Continue(());
        };
        let outcome = match outcome {
            _ if came > order.size => Err(Failure::Size),
            Ok(()) if came < order.size => Err(Failure::Size),
            Ok(()) => Ok(()),
            Err(fault) => Err(Failure::Fault(fault)),
        };
        let number = order.number;
        match (body, outcome) {
            (Body::Whole(bytes), Ok(())) => self.send(Arrival::Whole { number, bytes }),
            (Body::Long(sender), outcome) => {
                if outcome.is_err() {
                    // Whoever stores it must not take the end for the end of the content.
                    drop(sender.blocking_send(Err(io::ErrorKind::InvalidData.into())));
                }
                drop(sender);
                self.send(Arrival::Ended { number, outcome })
            }
            (Body::Whole(_), outcome) => self.send(Arrival::Ended { number, outcome }),
        }
    }
}
