//! Shapes of code that many types have.

/// Writes setters that take and return the value: `field(argument: Type) = expression;`.
macro_rules! setters {
    ($type:ident { $($(#[$docs:meta])* $field:ident($argument:ident: $of:ty) = $value:expr;)* }) => {
        impl $type {$(
            $(#[$docs])*
            #[must_use]
            pub fn $field(mut self, $argument: $of) -> Self {
                self.$field = $value;
                self
            }
        )*}
    };
}

/// Implements `Debug` by names and expressions: `<T> Name<T>: this => finish { name = expression }`.
macro_rules! impl_debug {
    ($(<$($of:ident $(: $bound:path)?),*>)? $name:ident $(<$($argument:tt),+>)?: $this:ident => $finish:ident {
        $($field:ident = $value:expr),* $(,)?
    }) => {
        impl $(<$($of $(: $bound)?),*>)? std::fmt::Debug for $name $(<$($argument),+>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let $this = self;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &$value))*
                    .$finish()
            }
        }
    };
}
