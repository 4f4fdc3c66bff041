//! Clients of generated crates: what their builders collect, and the macros that write client, credentials and servers.

use super::core::Core;
use crate::auth::config::{AuthConfig, Security};
use crate::error::{BuildError, TargetError};
use crate::http::middleware::Middleware;
use crate::options::Options;
use crate::server::BaseUrl;

/// The settings of a client that is being built. Generated crates wrap it in a builder of their own.
#[derive(Clone, Debug)]
pub struct CoreBuilder {
    user_agent: &'static str,
    security: Security,
    address: Option<BaseUrl>,
    credentials: AuthConfig,
    options: Options,
}

impl CoreBuilder {
    /// Creates a builder without address and credentials. `security` is what operations ask for that say nothing of it.
    pub fn new(user_agent: &'static str, security: Security) -> Self {
        Self {
            user_agent,
            security,
            address: None,
            credentials: AuthConfig::new(),
            options: Options::default(),
        }
    }

    /// Sets the options, but for a transport that is set already.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        let transport = self.options.transport.take();
        self.options = options;
        self.options.transport = transport.or(self.options.transport);
        self
    }

    /// Sets the transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Middleware) -> Self {
        self.options = self.options.transport(transport);
        self
    }

    /// Builds the client; connects to nothing.
    ///
    /// # Errors
    ///
    /// See [`BuildError`]. An address may be left out only where a transport stands in for the network.
    pub fn build(self) -> Result<Core, BuildError> {
        let options = self.options;
        let address = match self.address {
            Some(address) => address,
            None if options.transport.is_some() => BaseUrl::new("http://localhost"),
            None => {
                let message = "no address to call: add .address(\"https://…\")";
                return Err(TargetError::new(message).into());
            }
        };
        Core::with_security(
            &address,
            self.credentials,
            self.security,
            options,
            self.user_agent,
        )
    }
}

setters!(CoreBuilder {
    /// Sets the address.
    address(address: impl Into<BaseUrl>) = Some(address.into());
    /// Sets the credentials.
    credentials(credentials: impl Into<AuthConfig>) = credentials.into();
});

/// Writes the constructors of a client and its builder.
///
/// `client!(Client, "user-agent", credentials(Credentials), security([API_KEY]), address(Server::production()));`;
/// all but the first two can be left out.
#[doc(hidden)]
#[macro_export]
macro_rules! __client {
    ($client:ident, $user_agent:literal $(, address($address:expr))?) => {
        $crate::__client!($client, $user_agent, credentials($crate::Credential) $(, address($address))?);
    };
    (
        $client:ident, $user_agent:literal, credentials($credentials:ty)
        $(, security($([$($scheme:ident),*]),+))? $(, address($address:expr))?
    ) => {
        impl $client {
            /// Creates a client with the usual timeouts and limits; [`builder`](Self::builder) sets others.
            ///
            /// The address is a URL, or anything else that turns into a [`BaseUrl`].
            ///
            /// [`BaseUrl`]: rill_client_runtime::BaseUrl
            ///
            /// # Errors
            ///
            /// The address or a secret is not valid, or the HTTP client cannot be set up.
            pub fn new(
                address: impl Into<$crate::BaseUrl>,
                credentials: impl Into<$credentials>,
            ) -> Result<Self, $crate::BuildError> {
                Self::builder().address(address).credentials(credentials).build()
            }

            /// Starts to build a client, with an address, credentials, options and a transport, all of which may be
            /// left out.
            pub fn builder() -> ClientBuilder {
                let security: $crate::codegen::v1::Security = $crate::__or!(&[] $(, &[$(&[$($scheme),*]),+])?);
                let inner = $crate::codegen::v1::CoreBuilder::new($user_agent, security);
                ClientBuilder { inner $(: inner.address($address))? }
            }
        }

        /// Builds a [`Client`].
        #[derive(Clone, Debug)]
        #[must_use = "it becomes a client by `build`"]
        pub struct ClientBuilder {
            inner: $crate::codegen::v1::CoreBuilder,
        }

        impl ClientBuilder {
            /// Sets the address that is called.
            pub fn address(self, address: impl Into<$crate::BaseUrl>) -> Self {
                Self { inner: self.inner.address(address) }
            }

            /// Sets the credentials of the caller.
            pub fn credentials(self, credentials: impl Into<$credentials>) -> Self {
                let credentials: $credentials = credentials.into();
                Self { inner: self.inner.credentials(credentials) }
            }

            /// Sets timeouts, limits, retries and middleware.
            pub fn options(self, options: $crate::Options) -> Self {
                Self { inner: self.inner.options(options) }
            }

            /// Sets the middleware that responds in place of the network, such as the `MockTransport` of the runtime's
            /// feature `testing`; no address is needed then.
            pub fn transport(self, transport: impl $crate::Middleware) -> Self {
                Self { inner: self.inner.transport(transport) }
            }

            /// Builds the client; connects to nothing.
            ///
            /// # Errors
            ///
            /// The address or a secret is not valid, no address is set, or the HTTP client cannot be set up.
            pub fn build(self) -> Result<$client, $crate::BuildError> {
                self.inner.build().map(|core| $client { core })
            }
        }
    };
}

/// Chooses the last expression.
#[doc(hidden)]
#[macro_export]
macro_rules! __or {
    ($chosen:expr) => {
        $chosen
    };
    ($default:expr, $($chosen:expr),+) => {
        $crate::__or!($($chosen),+)
    };
}

/// Writes a struct `Credentials` with a setter for each security scheme of a document.
///
/// `credentials! { api_key(API_KEY) = query("key of the scheme", "name of the parameter"), … }`; the other kinds are
/// `header` and `cookie`, and with the scheme's key alone `bearer` and `basic`.
#[doc(hidden)]
#[macro_export]
macro_rules! __credentials {
    ($($(#[$docs:meta])* $setter:ident($scheme:ident) = $kind:ident($($argument:literal),+)),+ $(,)?) => {
        $(pub(crate) const $scheme: $crate::codegen::v1::Scheme =
            $crate::codegen::v1::Scheme::$kind($($argument),+);)+

        /// The credentials of a caller. An operation sends the secrets that its document asks for, where they are set.
        #[derive(Clone, Debug, Default)]
        #[must_use]
        pub struct Credentials {
            auth: $crate::codegen::v1::AuthConfig,
        }

        impl Credentials {
            /// Creates credentials without secrets.
            pub fn new() -> Self {
                Self::default()
            }

            $($crate::__credential! { $(#[$docs])* $setter $scheme $kind })+
        }

        /// A bearer token for every operation, whatever the document asks for.
        impl From<$crate::Credential> for Credentials {
            fn from(credential: $crate::Credential) -> Self {
                Self { auth: credential.into() }
            }
        }

        impl From<Credentials> for $crate::codegen::v1::AuthConfig {
            fn from(credentials: Credentials) -> Self {
                credentials.auth
            }
        }
    };
}

/// Writes the setter of one security scheme.
#[doc(hidden)]
#[macro_export]
macro_rules! __credential {
    ($(#[$docs:meta])* $setter:ident $scheme:ident bearer) => {
        $(#[$docs])*
        pub fn $setter(mut self, token: impl Into<$crate::Credential>) -> Self {
            self.auth = self.auth.bearer($scheme, token);
            self
        }
    };
    ($(#[$docs:meta])* $setter:ident $scheme:ident basic) => {
        $(#[$docs])*
        pub fn $setter(mut self, user: impl AsRef<str>, password: impl Into<String>) -> Self {
            self.auth = self.auth.basic($scheme, user, password);
            self
        }
    };
    ($(#[$docs:meta])* $setter:ident $scheme:ident $key:ident) => {
        $(#[$docs])*
        pub fn $setter(mut self, key: impl Into<String>) -> Self {
            self.auth = self.auth.api_key($scheme, key);
            self
        }
    };
}

/// Writes a struct `Server` with a constructor for each address that a document names.
///
/// `servers! { default production; production("https://{region}.example.com", ("region", "eu", ["eu", "us"])), … }`,
/// with name, default and all values of each variable; no `default` where no address names a host.
#[doc(hidden)]
#[macro_export]
macro_rules! __servers {
    (default $default:ident; $($servers:tt)+) => {
        $crate::__servers! { $($servers)+ }

        /// The first address of the document that names a host.
        impl Default for Server {
            fn default() -> Self {
                Self::$default()
            }
        }
    };
    (
        $(
            $(#[$docs:meta])*
            $server:ident($url:literal $(, ($variable:literal, $value:literal, [$($choice:literal),*]))*)
        ),+ $(,)?
    ) => {
        /// An address that the document names.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[must_use]
        pub struct Server {
            inner: $crate::BaseUrl,
        }

        impl Server {
            $(
                $(#[$docs])*
                pub fn $server() -> Self {
                    const TEMPLATE: &$crate::codegen::v1::ServerTemplate = &$crate::codegen::v1::ServerTemplate {
                        url: $url,
                        variables: &[$($crate::codegen::v1::ServerVariable {
                            name: $variable,
                            default: $value,
                            values: &[$($choice),*],
                        }),*],
                    };
                    Self { inner: $crate::BaseUrl::template(TEMPLATE) }
                }
            )+

            /// Sets a variable of the address, which is checked when a client is built.
            pub fn variable(self, name: impl Into<String>, value: impl Into<String>) -> Self {
                Self { inner: self.inner.variable(name, value) }
            }

            /// Sets scheme, host and port, such as `https://api.example.com`; an address that is a path alone needs
            /// them.
            pub fn host(self, host: impl Into<String>) -> Self {
                Self { inner: self.inner.host(host) }
            }
        }

        impl From<Server> for $crate::BaseUrl {
            fn from(server: Server) -> Self {
                server.inner
            }
        }
    };
}
