//! Reasons of failures whose code alone would leave people guessing. No protocol tells them apart; only
//! their texts differ.

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $key:literal;)*) => {
        /// Which of several reasons a failure has.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason {
            $($(#[$doc])* $variant,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The reason with this key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|reason| reason.key() == key)
            }

            /// The key of its text; the code's key stands before the dot.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                }
            }
        }
    };
}

reasons! {
    /// There are people or departments in a department.
    InUse = "conflict.in_use";
    /// Nobody else who may log in administrates the tenant.
    LastAdministrator = "conflict.last_administrator";
    /// Nobody does this to himself.
    Oneself = "conflict.oneself";
    /// The receiver of a hand-over may not log in.
    ReceiverLockedOut = "conflict.receiver_locked_out";
    /// What was handed over is on its way into the space.
    OnItsWay = "conflict.on_its_way";
    /// What somebody leaves has gone to another already.
    HandedOver = "conflict.handed_over";
    /// The owner has a space.
    HasSpace = "conflict.has_space";
    /// The tenant has all the people that it may have.
    Users = "tenant_limit.users";
    /// The tenant has not enough left to give.
    Capacity = "tenant_limit.capacity";
}
